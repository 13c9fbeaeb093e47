//! Several versions side by side: which one a filing takes, what stays on its own, and what goes over at its reception
//! (sem 9.1–9.4, 9.6). The law of the example is in force from Monday 1/3/2027; 2027 is announced here for the tests.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use engine::record::v1;
use engine::{Actor, Answers, Command, Event, Filing, Name, Rejection, Submission};
use motcua_runtime::{Catalogue, Client, Clock, Done, Fate, Refusal, Service, Version, markings, parts, windows};
use procedure::{Library, shipped, trusted};
use program::{AnytimeIx, CaseIx, Channel, Subject};
use source::SourceFile;
use store::{DossierKey, Kind, MemoryStore, PublicationRow, Store};

use crate::stage::{MOT_CUA, OFFSET, Press, at, file, kinds, open_step, plainly, records, sound, start};
use crate::watched::Watched;

crate::on_both_stores! { versions:
    the_worked_example_is_settled_under_the_new_version,
    what_started_before_stays_on_its_version,
    what_does_not_pass_the_new_form_is_refused_and_asked_for,
    a_step_that_is_another_one_keeps_the_dossier_where_it_is,
    where_the_filing_decides_nothing_goes_over,
    a_filing_takes_the_version_of_its_day_and_a_gap_takes_none,
    timers_and_the_change_are_one_commit,
    a_right_is_known_by_its_id,
}

const ID: &str = "dang_ky_khai_sinh";
const PARENT: &str = "Người nộp 0733";
const OLD: &str = "effective: { from: 2025-07-01, to: 2027-02-28 }";
const NEW: &str = "effective: { from: 2027-03-01 }";
/// What the law of 2027 might change: an own step first, other buttons, another limit for the answer.
const CHANGES: [(&str, &str); 3] = [
    (OLD, NEW),
    (
        "      tiep_nhan: { name: Tiếp nhận, print: tiep_nhan }\n      bo_sung: { name: Yêu cầu bổ sung,",
        "      xem_giay: { name: Đã xem giấy tờ, next: tiep_nhan, rounds: 1 }\n      \
         tiep_nhan: { name: Tiếp nhận, print: tiep_nhan }\n      bo_sung: { name: Yêu cầu bổ sung,",
    ),
    ("    within: 2 giờ làm việc\n    channel", "    within: 3 giờ làm việc\n    channel"),
];
const FIELD: (&str, &str) =
    ("      ngay_sinh: { label: Ngày sinh,", "      noi_sinh: Nơi sinh\n      ngay_sinh: { label: Ngày sinh,");

fn old() -> String {
    shipped::PROCEDURES.iter().find(|one| one.name == "dang-ky-khai-sinh.tthc.yaml").unwrap().text.to_owned()
}

fn new(further: &[(&str, &str)]) -> String {
    CHANGES.iter().chain(further).fold(old(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// The shipped files, with a year 2027 whose weekdays are all worked.
fn library() -> Library {
    let (mut library, _) = Library::shipped();
    let calendar = shipped::CALENDARS[0];
    let text =
        format!("{}  2027:\n    source: Thông báo mẫu\n    off:\n      2027-01-01: Tết Dương lịch\n", calendar.text);
    library.calendars.clear();
    assert_eq!(library.add(&SourceFile::new(calendar.name, text)), []);
    library
}

fn publication(text: &str, closes: &[(&str, &str)]) -> PublicationRow {
    let program = trusted(text, &library()).unwrap().program;
    let (first, last) = program.effective;
    PublicationRow {
        hash: program.hash.to_string(),
        procedure: program.id,
        first_day: first.unwrap().to_string(),
        last_day: last.map(|last| last.to_string()),
        published_at: at("2026-12-01T08:00:00").millis(),
        published_by: "p01_lanh_dao".to_owned(),
        files: vec![("dang-ky-khai-sinh.tthc.yaml".to_owned(), text.as_bytes().to_vec())],
        closes: closes.iter().map(|(hash, last)| ((*hash).to_owned(), (*last).to_owned())).collect(),
    }
}

fn hash(text: &str) -> String {
    trusted(text, &library()).unwrap().program.hash.to_string()
}

/// Publishes what is not there yet, and starts a server at an instant.
async fn serve(store: &Arc<dyn Store>, texts: &[&str], when: &str) -> Service {
    let known = store.publications().await.unwrap();
    let rows: Vec<_> = texts.iter().map(|text| publication(text, &[])).collect();
    let rows: Vec<_> = rows.into_iter().filter(|row| known.iter().all(|one| one.hash != row.hash)).collect();
    store.publish(&rows).await.unwrap();
    restart(store, when).await
}

async fn restart(store: &Arc<dyn Store>, when: &str) -> Service {
    let rows = store.publications().await.unwrap();
    let windows = windows(&rows).unwrap();
    let versions = rows.iter().zip(windows).map(|(row, window)| Version::of(row, window, &library()).unwrap());
    let catalogue = Catalogue::of(library(), versions).unwrap();
    store.set_setting(OFFSET, &Clock::offset_for(at(when)).to_string()).await.unwrap();
    Service::start(Arc::clone(store), catalogue, at(when)).await.unwrap()
}

async fn submit(service: &Service) -> Result<Done, Refusal> {
    let agency = Name::from("ubnd_phuong_01");
    let filing = Filing {
        applicant: PARENT.into(),
        channel: Channel::Online,
        case: Some(CaseIx(0)),
        subject: Subject::Citizen,
        competent: agency.clone(),
        receiving: agency,
        assisting: None,
    };
    let answers = Answers::default()
        .with("tre.ho_ten", "Trẻ mẫu 01")
        .with("tre.ngay_sinh", "2027-02-20")
        .with("tre.gioi_tinh", "nu")
        .with("giay_to.su_kien_sinh", "chung_sinh")
        .with("giay_to.giay_to_tuy_than", "true");
    service.submit(Client::default(), ID, Submission { filing, answers }).await
}

async fn program_of(store: &Arc<dyn Store>, done: &Done) -> String {
    store.dossier(DossierKey::Id(done.id)).await.unwrap().unwrap().program
}

fn press(action: &str) -> Press<'_> {
    let words = (action == "bo_sung").then_some(("noi_dung", "Khai theo mẫu mới"));
    Press { who: MOT_CUA, action, words }
}

pub async fn the_worked_example_is_settled_under_the_new_version(store: Arc<dyn Store>) {
    let (old, new) = (old(), new(&[]));
    let service = serve(&store, &[&old, &new], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    assert_eq!(program_of(&store, &filed).await, hash(&old), "submitted on Friday 26/2: the version of that day");
    let (_, task) = open_step(&service, &filed.code).await.unwrap();
    service.advance(at("2027-03-01T09:00:00")).await.unwrap();
    let done = plainly(&service, &filed, press("tiep_nhan")).await.unwrap();
    assert_eq!(program_of(&store, &filed).await, hash(&new), "received on Monday 1/3: the version of that day");

    let dossier = service.dossier(&filed.code).await.unwrap().unwrap();
    assert_eq!(dossier.compiled.program.hash.to_string(), hash(&new));
    assert_eq!(dossier.row.version, done.version);
    // Accepted at 09:00, due the same day.
    let clock = dossier.instance.clock(program::RuleIx(0)).unwrap();
    assert_eq!(clock.state.due.instant(), Some(at("2027-03-01T17:00:00")));
    // The clock of the test runs on.
    assert!((at("2027-03-01T09:00:00")..at("2027-03-01T09:01:00")).contains(&clock.started_at));
    assert_eq!(open_step(&service, &filed.code).await.unwrap().0, "tham_tra");
    let closed = dossier.instance.closed.iter().find(|closed| closed.id == task).unwrap();
    assert_eq!(dossier.compiled.program.node(closed.node).id, "tiep_nhan", "the task was kept");

    let log = service.history(&dossier).await.unwrap();
    let kinds = kinds(&store, filed.id).await;
    assert_eq!(kinds, ["submit", "timer", "act", "act"], "what goes over and the act, behind the answer that was late");
    let told: Vec<_> = parts(&log).map(|part| (part.len(), part[0].compiled.program.hash.to_string())).collect();
    assert_eq!(told, [(2, hash(&old)), (2, hash(&new))]);
    let [Event::VersionChanged { from, to, .. }] = &log[2].pass.events[..] else { panic!("{:?}", log[2].pass) };
    assert_eq!([from.as_str(), to.as_str()], [&hash(&old)[..12], &hash(&new)[..12]]);
    assert_eq!(log[2].pass.author, log[3].pass.author, "whoever acts moves it");
    let folded = engine::fold(engine::Shape::of(&log[0].compiled.program), log.iter().map(|one| &one.pass));
    assert_eq!(folded.as_ref(), Some(&dossier.instance));
    for (record, row) in log.iter().zip(records(&store, filed.id).await) {
        assert_eq!(v1::version_of(&row.body), Some(&record.compiled.program.hash.to_string()[..12]));
    }
    sound(&store).await;

    // A server that starts again reads it all the same, with the letter that was printed.
    drop(service);
    let service = restart(&store, "2027-03-01T10:00:00").await;
    let again = service.dossier(&filed.code).await.unwrap().unwrap();
    assert_eq!((again.instance, service.history(&dossier).await.unwrap().len()), (dossier.instance, 4));
    let letters = service.effects(filed.id).await.unwrap();
    assert!(letters.iter().any(|effect| effect.target == "letter" && effect.seq == 4), "{letters:?}");
    let next = plainly(&service, &filed, Press { who: "p01_ho_tich_01", action: "dat", words: None }).await.unwrap();
    assert_eq!(next.version, 5);
}

pub async fn what_started_before_stays_on_its_version(store: Arc<dyn Store>) {
    let (old, new) = (old(), new(&[]));
    let service = serve(&store, &[&old, &new], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    plainly(&service, &filed, press("tiep_nhan")).await.unwrap();
    service.advance(at("2027-03-01T09:00:00")).await.unwrap();
    let before = markings(store.as_ref(), &library(), &trusted(&new, &library()).unwrap()).await.unwrap();
    assert_eq!(before.len(), 1);
    assert_eq!(
        (&before[0].steps[..], &before[0].fate, before[0].dossiers),
        (&["tham_tra".to_owned()][..], &Fate::Safe, 1)
    );
    plainly(&service, &filed, Press { who: "p01_ho_tich_01", action: "dat", words: None }).await.unwrap();
    assert_eq!(program_of(&store, &filed).await, hash(&old), "its clock runs under the old one");
}

pub async fn what_does_not_pass_the_new_form_is_refused_and_asked_for(store: Arc<dyn Store>) {
    let (old, new) = (old(), new(&[FIELD]));
    let service = serve(&store, &[&old, &new], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    service.advance(at("2027-03-01T09:00:00")).await.unwrap();
    let before = records(&store, filed.id).await.len();
    let refused = plainly(&service, &filed, press("tiep_nhan")).await;
    let Err(Refusal::Rejected(Rejection::VersionNotInForce { to, settles: true, lacks })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((to.to_string(), lacks), (hash(&new), vec!["Nơi sinh".to_owned()]), "told by its name in the new form");
    assert_eq!(records(&store, filed.id).await.len(), before, "a refusal writes nothing");
    assert_eq!(program_of(&store, &filed).await, hash(&old));

    plainly(&service, &filed, press("bo_sung")).await.unwrap();
    assert_eq!(program_of(&store, &filed).await, hash(&new), "the supplement is that of the new form");
    let send = |words| Press { who: PARENT, action: "gui", words };
    let missing = plainly(&service, &filed, send(None)).await;
    assert!(matches!(missing, Err(Refusal::Rejected(Rejection::FormInvalid(_)))), "{missing:?}");
    plainly(&service, &filed, send(Some(("tre.noi_sinh", "Bệnh viện mẫu")))).await.unwrap();
    plainly(&service, &filed, press("tiep_nhan")).await.unwrap();
    let dossier = service.dossier(&filed.code).await.unwrap().unwrap();
    let field = dossier.compiled.program.form.field("tre", "noi_sinh").unwrap();
    assert_eq!(dossier.data.field(field), Some(&program::Value::Text("Bệnh viện mẫu".to_owned())));
    assert_eq!(open_step(&service, &filed.code).await.unwrap().0, "tham_tra");
    sound(&store).await;
}

pub async fn a_step_that_is_another_one_keeps_the_dossier_where_it_is(store: Arc<dyn Store>) {
    let role = (
        "    name: Kiểm tra, tiếp nhận hồ sơ\n    role: mot_cua",
        "    name: Kiểm tra, tiếp nhận hồ sơ\n    role: phu_trach_mot_cua",
    );
    let (old, new) = (old(), new(&[role]));
    let service = serve(&store, &[&old, &new], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    service.advance(at("2027-03-01T09:00:00")).await.unwrap();
    let refused = plainly(&service, &filed, press("tiep_nhan")).await;
    let expected = |lacks: &Vec<String>| lacks.is_empty();
    assert!(
        matches!(&refused, Err(Refusal::Rejected(Rejection::VersionNotInForce { lacks, .. })) if expected(lacks)),
        "{refused:?}"
    );
    let told = markings(store.as_ref(), &library(), &trusted(&new, &library()).unwrap()).await.unwrap();
    assert!(matches!(&told[0].fate, Fate::Impossible(missing) if missing.contains("tiep_nhan")), "{told:?}");
    let version = store.dossier(DossierKey::Id(filed.id)).await.unwrap().unwrap().version;
    let done = plainly(&service, &filed, press("bo_sung")).await.unwrap();
    assert_eq!((done.version, program_of(&store, &filed).await), (version + 1, hash(&old)), "asked for as it is");
    assert_eq!(open_step(&service, &filed.code).await.unwrap().0, "bo_sung_tiep_nhan");
}

pub async fn where_the_filing_decides_nothing_goes_over(store: Arc<dyn Store>) {
    let old = old().replacen("to: 2027-02-28 }", "to: 2027-02-28, by: submission }", 1);
    let service = serve(&store, &[&old, &new(&[])], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    service.advance(at("2027-03-01T09:00:00")).await.unwrap();
    plainly(&service, &filed, press("tiep_nhan")).await.unwrap();
    assert_eq!(program_of(&store, &filed).await, hash(&old));
}

pub async fn a_filing_takes_the_version_of_its_day_and_a_gap_takes_none(store: Arc<dyn Store>) {
    let later = new(&[]).replacen("from: 2027-03-01", "from: 2027-03-03", 1);
    let old = old();
    let service = serve(&store, &[&old, &later], "2027-02-28T23:59:58").await;
    let filed = submit(&service).await.unwrap();
    assert_eq!(program_of(&store, &filed).await, hash(&old), "the last day is included, in the calendar's zone");
    service.advance(at("2027-03-01T00:00:00")).await.unwrap();
    assert_eq!(submit(&service).await, Err(Refusal::Rejected(Rejection::NoVersionInForce)));
    assert_eq!(service.procedure(ID).unwrap().program.hash.to_string(), hash(&later), "shown is what comes");
    // In the gap an open dossier goes on under its own version.
    service.advance(at("2027-03-01T09:00:00")).await.unwrap();
    plainly(&service, &filed, press("tiep_nhan")).await.unwrap();
    assert_eq!(program_of(&store, &filed).await, hash(&old));
    service.advance(at("2027-03-03T00:00:00")).await.unwrap();
    let next = submit(&service).await.unwrap();
    assert_eq!(program_of(&store, &next).await, hash(&later));
    let unknown = service.submit(Client::default(), "khong_co", crate::stage::submission("Người nộp 0412")).await;
    assert_eq!(unknown, Err(Refusal::NoSuchProcedure));
}

pub async fn timers_and_the_change_are_one_commit(inner: Arc<dyn Store>) {
    let (old, new) = (old(), new(&[]));
    let service = serve(&inner, &[&old, &new], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    drop(service);
    let watched = Watched::new(Arc::clone(&inner));
    watched.asleep.store(true, Ordering::SeqCst);
    let store: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = restart(&store, "2027-03-01T09:00:00").await;
    watched.kept.lock().unwrap().clear();
    watched.fail(|_| Some(crate::watched::failed()));
    assert!(plainly(&service, &filed, press("tiep_nhan")).await.is_err());
    assert_eq!(
        (program_of(&inner, &filed).await, records(&inner, filed.id).await.len()),
        (hash(&old), 1),
        "all or nothing"
    );
    watched.fail(|_| None);
    let done = plainly(&service, &filed, press("tiep_nhan")).await.unwrap();
    assert_eq!(done.version, 4);
    let kept = std::mem::take(&mut *watched.kept.lock().unwrap());
    let [(batch, _)] = &kept[..] else { panic!("{} batches", kept.len()) };
    assert_eq!((batch.len(), batch[0].records.len()), (1, 3), "the overdue answer, the change, the act");
    let named: Vec<_> = batch[0].records.iter().map(|record| v1::version_of(&record.body).unwrap()).collect();
    assert_eq!(named, [&hash(&old)[..12], &hash(&new)[..12], &hash(&new)[..12]]);
    assert_eq!(batch[0].program.as_deref(), Some(hash(&new).as_str()));
    sound(&inner).await;
}

pub async fn a_right_is_known_by_its_id(store: Arc<dyn Store>) {
    let first = ("anytime:\n", "anytime:\n  hoi:\n    name: Hỏi thêm\n    role: nguoi_nop\n    next: xac_nhan_rut\n");
    let service = serve(&store, &[&old(), &new(&[first])], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    service.advance(at("2027-03-01T09:00:00")).await.unwrap();
    plainly(&service, &filed, press("tiep_nhan")).await.unwrap();
    let dossier = service.dossier(&filed.code).await.unwrap().unwrap();
    let program = &dossier.compiled.program;
    let right = |id: &str| dossier.instance.right(program.find_anytime(id).unwrap());
    assert!(right("xin_loi").offered, "its reception offers it, under another number than before");
    assert_eq!(program.find_anytime("rut"), Some(AnytimeIx(1)));
    let rut =
        Command::Trigger { actor: Actor::Applicant(PARENT.into()), anytime: AnytimeIx(1), answers: Answers::default() };
    service.command(Client::default(), filed.id, None, rut).await.unwrap();
    assert_eq!(open_step(&service, &filed.code).await.unwrap().0, "xac_nhan_rut");
}

#[tokio::test]
async fn a_version_without_its_calendar_is_not_served_and_its_dossiers_are_kept() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(Kind::Rehearsal));
    let service = serve(&store, &[&old()], "2027-02-26T10:00:00").await;
    let filed = submit(&service).await.unwrap();
    drop(service);
    let row = store.publications().await.unwrap().remove(0);
    let window = windows(std::slice::from_ref(&row)).unwrap()[0];
    let bare = Library { calendars: Vec::new(), ..library() };
    assert!(Version::of(&row, window, &bare).is_none());
    let forged = PublicationRow { hash: "0".repeat(64), ..row };
    assert!(Version::of(&forged, window, &library()).is_none(), "the text is not what was published");
    let plain = start(&store).await;
    assert!(file(&plain).await.version > 0);
    let there = plain.dossier(&filed.code).await.unwrap().expect("its source is kept with the store");
    assert_eq!(there.compiled.program.id, ID);
}
