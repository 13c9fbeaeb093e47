//! Lists of agencies: frozen at entry, asked at once or one by one, late and paper answers (sem 1.21, 1.27–1.30, 2.24,
//! 4.9). They must not repeat what the invariants show for any program.

use motcua_engine::{
    About, ActivationId, Cause, Closing, Command, Effect, Event, ITEMS_MAX, IncidentKind, LegVerdict, Rejection,
    RemarkKind, Why, effects,
};
use program::{ActionIx, Ask, DocumentIx, NodeIx, Program, Quorum, Value};

use crate::calendars::at;
use crate::house::{self, AGENCIES};
use crate::run::Run;
use crate::sketch;
use crate::stage::{
    FIVE_DAYS, OFF, cancelled, days, due_of, filed_for, find, happened, incidents, line, office, officer, town, waiting,
};
use crate::town::{applicant, filing, post};

/// `nop` → `y_kien` for each agency, 3 working days → `sau`; silence says `dong_y`.
fn asking(quorum: Quorum, sequential: bool, silent: bool) -> (Program, NodeIx) {
    let mut program = sketch::empty(FIVE_DAYS);
    let list = sketch::list(&mut program, "y_kien", AGENCIES, quorum, sequential);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[list, after]);
    sketch::press(&mut program, list, ActionIx(0)).id = "dong_y".to_owned();
    sketch::item_button(&mut program, list, "khong");
    office(&mut program, list, days(3));
    if silent {
        sketch::silence(&mut program, list, 0);
    }
    (program, list)
}

fn answer(run: &mut Run<'_>, when: &str, agency: &str, action: &str) -> Result<(), Rejection> {
    let actor = post(&format!("{agency}_01"));
    run.act_in(when, &format!("y_kien[{agency}]"), &actor, action).map(|_| ())
}

/// Sem 1.27: read once at entry; an agency named twice is asked once, and that is recorded.
#[test]
fn a_list_is_frozen_at_entry() {
    let (program, list) = asking(Quorum::All, false, false);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_b", "so_a", "so_b"]);
    assert_eq!(waiting(&run), ["y_kien[so_b]", "y_kien[so_a]"]);
    let dropped = |event: &Event| matches!(event, Event::ItemsDropped { node, dropped: 1 } if *node == list);
    assert_eq!(happened(&run, dropped).len(), 1);
    run.data.fields[usize::from(AGENCIES)] = Some(Value::Agencies(Vec::new()));
    answer(&mut run, "2024-06-10 10:00", "so_a", "dong_y").unwrap();
    assert_eq!(waiting(&run), ["y_kien[so_b]"], "what the data say later changes nothing");
}

/// Sem 1.29, 6.11: items one by one, each with its own clock from its own opening; only its agency may answer.
#[test]
fn a_sequential_list_asks_one_after_the_other() {
    let (program, _) = asking(Quorum::All, true, false);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b"]);
    assert_eq!(
        (waiting(&run), due_of(&run, "y_kien[so_a]")),
        (vec!["y_kien[so_a]".to_owned()], Some(at("2024-06-13 17:00")))
    );
    let id = find(&run, "y_kien[so_a]").id;
    let foreign = run.act_on("2024-06-11 09:00", id, &post("so_b_01"), "dong_y");
    assert_eq!(foreign, Err(Rejection::NotInRole { role: "tham_van".to_owned() }));
    answer(&mut run, "2024-06-12 09:00", "so_a", "dong_y").unwrap();
    assert_eq!(due_of(&run, "y_kien[so_b]"), Some(at("2024-06-17 17:00")));
    answer(&mut run, "2024-06-13 09:00", "so_b", "khong").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
}

/// Sem 1.7, 1.29: `count` of the latest round: silence counts, what was taken away does not.
#[test]
fn answers_are_counted() {
    let (program, list) = asking(Quorum::AtLeast(2), false, true);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b", "so_d"]);
    answer(&mut run, "2024-06-10 10:00", "so_b", "khong").unwrap();
    let step = run.instance.step(list).clone();
    assert_eq!([step.count(None), step.count(Some(ActionIx(0))), step.count(Some(ActionIx(1)))], [1, 0, 1]);
    run.wait("2024-06-13 17:00");
    assert_eq!(waiting(&run), ["sau"], "silence of the first agency was the second answer");
    let step = run.instance.step(list);
    assert_eq!([step.count(None), step.count(Some(ActionIx(0))), step.count(Some(ActionIx(1)))], [2, 1, 1]);
    assert_eq!(cancelled(&run, Cause::Outvoted), ["y_kien[so_d]"]);
}

fn change(run: &mut Run<'_>, when: &str, actor: &motcua_engine::Actor, item: &str, add: bool) -> Result<(), Rejection> {
    let activation = run.instance.activations.iter().find(|one| !one.is_leaf()).map_or(ActivationId(0), |one| one.id);
    let ground = "Cần thêm ý kiến".to_owned();
    let command = Command::ChangeItem { actor: actor.clone(), activation, item: item.into(), add, ground };
    run.send(when, &command).map(|_| ())
}

/// Sem 1.30: the role that filled the list adds and removes; the clock of a new one starts at the act; `all` waits for
/// it; only an open item is removed.
#[test]
fn agencies_are_added_and_removed() {
    let (program, _) = asking(Quorum::All, false, false);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b"]);
    let refused = change(&mut run, "2024-06-11 09:00", &officer(), "so_d", true);
    assert_eq!(refused, Err(Rejection::NotInRole { role: "nguoi_nop".to_owned() }));
    assert_eq!(change(&mut run, "2024-06-11 09:00", &applicant(), "so_a", true), Err(Rejection::AlreadyOpen));
    change(&mut run, "2024-06-11 09:00", &applicant(), "so_d", true).unwrap();
    assert_eq!(due_of(&run, "y_kien[so_d]"), Some(at("2024-06-14 17:00")));
    assert_eq!(run.data.remarks.last().unwrap().kind, RemarkKind::Ground);
    answer(&mut run, "2024-06-11 10:00", "so_a", "dong_y").unwrap();
    assert_eq!(change(&mut run, "2024-06-11 10:00", &applicant(), "so_a", false), Err(OFF), "answered already");
    change(&mut run, "2024-06-11 10:00", &applicant(), "so_b", false).unwrap();
    assert_eq!(waiting(&run), ["y_kien[so_d]"]);
    answer(&mut run, "2024-06-11 11:00", "so_d", "dong_y").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    assert!(change(&mut run, "2024-06-11 12:00", &applicant(), "so_c", true).is_err(), "the list is closed");
}

/// Sem 1.30: the quorum does not change with the list, and removing the last one that is awaited completes it.
#[test]
fn the_quorum_stays() {
    let (program, _) = asking(Quorum::AtLeast(2), true, false);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a"]);
    change(&mut run, "2024-06-10 10:00", &applicant(), "so_b", true).unwrap();
    assert_eq!(waiting(&run), ["y_kien[so_a]"], "in its turn");
    answer(&mut run, "2024-06-10 11:00", "so_a", "dong_y").unwrap();
    change(&mut run, "2024-06-10 12:00", &applicant(), "so_b", false).unwrap();
    assert_eq!(waiting(&run), ["sau"], "sem 1.19: fewer than two are left");
}

/// Sem 1.21: an answer after the quorum is kept once, without effect, until the dossier ends.
#[test]
fn a_late_answer_is_kept_once() {
    let (mut program, list) = asking(Quorum::AtLeast(1), false, false);
    sketch::press(&mut program, list, ActionIx(1)).ask = vec![Ask::Reason, Ask::Document(DocumentIx(2))];
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b"]);
    let [a, b] = ["y_kien[so_a]", "y_kien[so_b]"].map(|step| find(&run, step).id);
    answer(&mut run, "2024-06-10 10:00", "so_a", "dong_y").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    let before = run.instance.clone();
    let foreign = run.act_on("2024-06-11 09:00", b, &post("so_a_01"), "khong");
    assert_eq!(foreign, Err(Rejection::NotInRole { role: "tham_van".to_owned() }));
    run.act_on("2024-06-11 09:00", b, &post("so_b_01"), "khong").unwrap();
    let kept = |event: &Event| matches!(event, Event::AnsweredLate { id, in_time: false, .. } if *id == b);
    assert_eq!(happened(&run, kept), [at("2024-06-11 09:00")]);
    assert_eq!(run.instance.steps, before.steps, "no effect on counts");
    let told = run.data.remarks.iter().any(|remark| remark.activation == Some(b));
    let paper = run.data.item_papers.iter().any(|(id, ..)| *id == b);
    assert!(told && paper && run.data.paper(DocumentIx(2)) == motcua_engine::Paper::Absent);
    let again = run.act_on("2024-06-11 10:00", b, &post("so_b_01"), "khong");
    assert!(matches!(again, Err(Rejection::TaskNotOpen { reason: Closing::Cancelled, .. })));
    let answered = run.act_on("2024-06-11 10:00", a, &post("so_a_01"), "khong");
    assert!(matches!(answered, Err(Rejection::TaskNotOpen { reason: Closing::Completed { .. }, .. })));
    run.act("2024-06-11 11:00", &officer(), "tiep").unwrap();
    let ended = run.act_on("2024-06-11 12:00", b, &post("so_b_01"), "khong");
    assert!(matches!(ended, Err(Rejection::DossierEnded { .. })));
}

/// Sem 1.21: of a task that stands alone no late answer is kept.
#[test]
fn a_single_task_is_not_answered_late() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [a, b] = ["a", "b"].map(|id| sketch::task(&mut program, id, 1));
    line(&mut program, &[a, b]);
    office(&mut program, a, days(1));
    sketch::timeout(&mut program, a, b);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &[]);
    let id = find(&run, "a").id;
    let late = run.act_on("2024-06-12 09:00", id, &officer(), "tiep");
    let closed_at = Some(at("2024-06-11 17:00"));
    assert_eq!(late, Err(Rejection::TaskNotOpen { closed_at, reason: Closing::Cancelled }));
}

fn on_paper(run: &mut Run<'_>, when: &str, id: ActivationId, action: &str, received: &str) -> Result<(), Rejection> {
    let command = Command::PaperAnswer {
        actor: applicant(),
        activation: id,
        action: action.to_owned(),
        answers: Default::default(),
        received_at: at(received),
    };
    run.send(when, &command).map(|_| ())
}

/// Sem 2.24: an answer on paper given by the due takes the place of silence while the list is open; the log keeps both;
/// one given later is late, and after the join it is late though it was in time.
#[test]
fn paper_takes_the_place_of_silence() {
    let (program, list) = asking(Quorum::All, true, true);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b", "so_d"]);
    let first = find(&run, "y_kien[so_a]").id;
    run.wait("2024-06-13 17:00");
    let second = find(&run, "y_kien[so_b]").id;
    assert_eq!(run.instance.step(list).count(Some(ActionIx(0))), 1, "silence");
    on_paper(&mut run, "2024-06-14 09:00", first, "khong", "2024-06-13 16:30").unwrap();
    let step = run.instance.step(list);
    assert_eq!([step.count(Some(ActionIx(0))), step.count(Some(ActionIx(1)))], [0, 1]);
    let replaced = |event: &Event| matches!(event, Event::SilenceReplaced { id, given_at, .. } if *id == first && *given_at == at("2024-06-13 16:30"));
    assert_eq!(happened(&run, replaced), [at("2024-06-14 09:00")]);
    assert!(on_paper(&mut run, "2024-06-14 10:00", first, "dong_y", "2024-06-13 16:30").is_err(), "once");
    // Opened 13/6 17:00, three working days: T3 18/6 17:00.
    run.wait("2024-06-18 17:00");
    on_paper(&mut run, "2024-06-19 09:00", second, "khong", "2024-06-18 17:01").unwrap();
    let late = |event: &Event| matches!(event, Event::AnsweredLate { id, in_time: false, .. } if *id == second);
    assert_eq!(happened(&run, late).len(), 1, "given after the due");
    let third = find(&run, "y_kien[so_d]").id;
    run.wait("2024-06-21 17:00");
    assert_eq!(waiting(&run), ["sau"]);
    on_paper(&mut run, "2024-06-24 09:00", third, "khong", "2024-06-21 17:00").unwrap();
    let in_time = |event: &Event| matches!(event, Event::AnsweredLate { id, in_time: true, .. } if *id == third);
    assert_eq!(happened(&run, in_time).len(), 1, "nhận đúng hạn, after the join");
}

/// Sem 2.24, 3.58: an answer on paper completes an open task, and its leg is judged by when it was given.
#[test]
fn paper_completes_an_open_task() {
    let (program, _) = asking(Quorum::All, false, false);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a"]);
    let id = find(&run, "y_kien[so_a]").id;
    run.wait("2024-06-14 09:00");
    assert_eq!(on_paper(&mut run, "2024-06-14 09:00", id, "khong", "2024-06-13 17:01"), Err(OFF), "given late");
    assert_eq!(
        on_paper(&mut run, "2024-06-14 09:00", id, "khong", "2024-06-10 08:59"),
        Err(OFF),
        "before it was asked"
    );
    assert_eq!(on_paper(&mut run, "2024-06-14 09:00", id, "khong", "2024-06-14 09:01"), Err(OFF), "in the future");
    on_paper(&mut run, "2024-06-14 09:00", id, "khong", "2024-06-13 16:00").unwrap();
    let closed = run.instance.closed.iter().find(|closed| closed.id == id).unwrap();
    assert_eq!((closed.verdict, closed.action), (Some(LegVerdict::OnTime), Some(ActionIx(1))));
    assert!(on_paper(&mut run, "2024-06-14 10:00", id, "dong_y", "2024-06-13 16:00").is_err(), "it is answered");
}

/// Sem 1.13, 1.29: a button of an item may leave the list; the other items go with it.
#[test]
fn an_item_can_leave_the_list() {
    let (mut program, list) = asking(Quorum::All, false, false);
    let refuse = sketch::task(&mut program, "tu_choi", 1);
    let refused = sketch::end(&mut program, program::EndResult::Rejected);
    sketch::onward(&mut program, refuse, refused);
    sketch::button(&mut program, list, "phan_doi", refuse, None);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b", "so_d"]);
    answer(&mut run, "2024-06-10 10:00", "so_b", "phan_doi").unwrap();
    assert_eq!(cancelled(&run, Cause::Exited), ["y_kien[so_d]", "y_kien[so_a]", "y_kien"]);
    assert_eq!(waiting(&run), ["tu_choi"]);
}

/// Sem 1.27: 200 agencies are asked, 201 are refused where they are entered, and an older list of them parks.
#[test]
fn a_list_has_a_limit() {
    let agencies: Vec<String> = (0..=ITEMS_MAX).map(|at| format!("so_{at}")).collect();
    let agencies: Vec<&str> = agencies.iter().map(String::as_str).collect();
    let (program, _) = asking(Quorum::All, false, false);
    let town = town(program);
    let run = filed_for(&town, "2024-06-10 09:00", &agencies[..ITEMS_MAX]);
    assert_eq!(waiting(&run).len(), ITEMS_MAX);
    let answers = house::filled(&agencies);
    let submission = motcua_engine::Submission { filing: filing(&town.program, 0), answers };
    let refused = motcua_engine::submit(&town.program, &submission, &town).unwrap_err();
    let why = Why::MoreThan(ITEMS_MAX.to_string());
    let field = "to_khai.co_quan".to_owned();
    assert_eq!(refused, Rejection::FormInvalid(vec![motcua_engine::FieldError { field, why }]));
}

/// Sem 1.27, 8.2: a list that is longer than a step may ask parks the token, though nobody could have entered it.
#[test]
fn a_longer_list_is_parked() {
    let mut program = sketch::empty(FIVE_DAYS);
    let before = sketch::task(&mut program, "truoc", 1);
    let list = sketch::list(&mut program, "y_kien", AGENCIES, Quorum::All, false);
    line(&mut program, &[before, list]);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &[]);
    let agencies: Vec<String> = (0..=ITEMS_MAX).map(|at| format!("so_{at}")).collect();
    run.data.fields[usize::from(AGENCIES)] = Some(Value::Agencies(agencies));
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!(incidents(&run), [IncidentKind::ItemsLimit]);
}

/// A list that is taken away, or taken off, was nobody's task: who is told is who had one of its items.
#[test]
fn a_list_is_no_task_that_is_cancelled() {
    let (mut program, _) = asking(Quorum::All, false, false);
    let withdrawn = sketch::end(&mut program, program::EndResult::Withdrawn);
    let ix = crate::stage::right(&mut program, "rut", 0, program::AnytimeKind::Next(withdrawn));
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b"]);
    let items = ["y_kien[so_a]", "y_kien[so_b]"].map(|step| find(&run, step).id);
    let before = run.instance.clone();
    run.send("2024-06-10 10:00", &crate::stage::withdraw(ix)).unwrap();
    let told = effects(&town.program, Some(&before), &run.instance, run.log.last().unwrap());
    let mut told: Vec<ActivationId> = told
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Notice { about: About::TaskCancelled, activation, .. } => activation,
            _ => None,
        })
        .collect();
    told.sort_unstable();
    assert_eq!(told, items);
}
