//! Who is told of what: the agency a task is for, wherever the role of the task lives.

use std::sync::Arc;

use engine::{ActivationId, Actor, Answer, Answers, Command, FieldError, Filing, Rejection, Submission, Why};
use motcua_runtime::{Client, Done, Refusal, Service};
use procedure::shipped;
use program::{CaseIx, Channel, Subject};
use serde_json::Value;
use store::{DossierId, Store};

use crate::stage::{at, catalogue_of, morning};

crate::on_both_stores! { notices:
    each_agency_of_a_list_is_told_of_its_own_task,
    a_role_that_lives_elsewhere_is_told_there,
    an_agency_that_is_not_in_the_directory_is_not_asked,
}

const PERMIT: &str = "cap_giay_phep_xay_dung";
const OFFICES: [&str; 2] = ["cs_pccc", "so_qhkt"];

fn permit() -> &'static str {
    shipped::PROCEDURES.iter().find(|one| one.text.contains(PERMIT)).unwrap().text
}

async fn start(store: &Arc<dyn Store>, text: &str) -> Service {
    Service::start(Arc::clone(store), catalogue_of(text), morning()).await.unwrap()
}

fn submission() -> Submission {
    let ward = engine::Name::from("ubnd_phuong_01");
    let filing = Filing {
        applicant: "nguoi_nop_0412".into(),
        channel: Channel::Counter,
        case: Some(CaseIx(0)),
        subject: Subject::Citizen,
        competent: ward.clone(),
        receiving: ward,
        assisting: None,
    };
    let answers = Answers::default()
        .with("cong_trinh.dia_chi", "Phường 01")
        .with("cong_trinh.so_tang", "3")
        .with("cong_trinh.dien_tich_san", "180.5")
        .with("giay_to.don", "true")
        .with("giay_to.quyen_dat", "giay_chung_nhan")
        .with("giay_to.ban_ve", "true");
    Submission { filing, answers }
}

/// Presses a button that must work.
async fn press(service: &Service, done: &Done, who: &str, button: &str, answers: Answers) {
    try_press(service, done, who, button, answers).await.unwrap();
}

/// Presses a button of the first open task of a step.
async fn try_press(service: &Service, done: &Done, who: &str, button: &str, answers: Answers) -> Result<Done, Refusal> {
    let (step, action) = button.split_once('.').unwrap();
    let dossier = service.dossier(&done.code).await.unwrap().unwrap();
    let is_it = |one: &&engine::Activation| one.is_leaf() && dossier.compiled.program.node(one.node).id == step;
    let activation: ActivationId = dossier.instance.open().find(is_it).unwrap().id;
    let (actor, action) = (Actor::Post(who.into()), action.to_owned());
    let command = Command::Act { actor, activation, action, answers, received_at: None };
    service.command(Client::default(), done.id, None, command).await
}

fn offices(ids: &[&str]) -> Answers {
    let mut answers = Answers::default();
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    answers.0.insert("y_kien.co_quan".to_owned(), Answer::Many(ids));
    answers
}

/// Files a dossier and lets both offices be asked.
async fn consulted(service: &Service, submission: Submission) -> Done {
    let done = service.submit(Client::default(), PERMIT, submission).await.unwrap();
    press(service, &done, "p01_mot_cua_01", "tiep_nhan.tiep_nhan", Answers::default()).await;
    press(service, &done, "p01_truong_phong_ktht", "phan_cong.phan_cong", offices(&OFFICES)).await;
    done
}

/// Where a role is told of something, and of which task, by the names of the agencies.
async fn told(store: &Arc<dyn Store>, dossier: DossierId, about: &str, role: &str) -> Vec<(String, Option<u64>)> {
    let rows = store.effects(dossier).await.unwrap();
    let bodies = rows.iter().map(|row| serde_json::from_slice::<Value>(&row.body).unwrap());
    let of_role = bodies.filter(|body| body["about"] == about && body["to"]["role"] == role);
    let place = |body: Value| (body["to"]["agency"].as_str().unwrap().to_owned(), body["activation"].as_u64());
    let mut told: Vec<_> = of_role.map(place).collect();
    told.sort();
    told
}

fn agencies(told: &[(String, Option<u64>)]) -> Vec<&str> {
    told.iter().map(|(agency, _)| agency.as_str()).collect()
}

pub async fn each_agency_of_a_list_is_told_of_its_own_task(store: Arc<dyn Store>) {
    let service = start(&store, permit()).await;
    let done = consulted(&service, submission()).await;
    let opened = told(&store, done.id, "task_opened", "co_quan_phoi_hop").await;
    assert_eq!(agencies(&opened), OFFICES);
    assert_eq!(agencies(&told(&store, done.id, "task_opened", "truong_phong").await), ["ubnd_phuong_01"]);
    // Papers are missing: the block is left, and with it the questions to both.
    let missing = Answers::default().with("noi_dung", "Thiếu bản vẽ");
    press(&service, &done, "p01_chuyen_vien_ktht", "tham_dinh.thieu", missing).await;
    let gone = told(&store, done.id, "task_cancelled", "co_quan_phoi_hop").await;
    assert!(opened.iter().all(|one| gone.contains(one)), "each is told that its own is gone: {gone:?}");
}

pub async fn a_role_that_lives_elsewhere_is_told_there(store: Arc<dyn Store>) {
    let text = permit()
        .replacen("chu_tich: Chủ tịch UBND cấp xã", "chu_tich: { name: Chủ tịch UBND cấp xã, at: cs_pccc }", 1)
        .replacen("van_thu: Văn thư", "van_thu: { name: Văn thư, at: cong_trinh.noi_luu }", 1)
        .replacen("      so_tang:", "      noi_luu: { label: Nơi lưu, type: agency }\n      so_tang:", 1)
        .replacen("notify: [chu_tich]", "notify: [chu_tich, van_thu]", 1);
    let service = start(&store, &text).await;
    let mut submission = submission();
    submission.answers = submission.answers.with("cong_trinh.noi_luu", "so_qhkt");
    let done = consulted(&service, submission).await;
    // Four working days after Monday 8/6: Friday 12/6; overdue then, and one more working day: Monday 15/6.
    service.advance(at("2026-06-15T17:01:00")).await.unwrap();
    for (role, agency) in [("chu_tich", "cs_pccc"), ("van_thu", "so_qhkt"), ("truong_phong", "ubnd_phuong_01")] {
        assert_eq!(agencies(&told(&store, done.id, "task_overdue", role).await), [agency], "{role}");
    }
}

pub async fn an_agency_that_is_not_in_the_directory_is_not_asked(store: Arc<dyn Store>) {
    let service = start(&store, permit()).await;
    let done = service.submit(Client::default(), PERMIT, submission()).await.unwrap();
    press(&service, &done, "p01_mot_cua_01", "tiep_nhan.tiep_nhan", Answers::default()).await;
    let named = offices(&["so_qhkt", "khong_co"]);
    let refused = try_press(&service, &done, "p01_truong_phong_ktht", "phan_cong.phan_cong", named).await;
    let wrong = FieldError { field: "y_kien.co_quan".to_owned(), why: Why::NoSuchOption };
    assert_eq!(refused, Err(Refusal::Rejected(Rejection::FormInvalid(vec![wrong]))));
    assert_eq!(told(&store, done.id, "task_opened", "co_quan_phoi_hop").await, []);

    let text =
        permit().replacen("      so_tang:", "      noi_luu: { label: Nơi lưu, type: agency }\n      so_tang:", 1);
    drop(service);
    let service = start(&store, &text).await;
    let mut submission = submission();
    submission.answers = submission.answers.with("cong_trinh.noi_luu", "khong_co");
    let refused = service.submit(Client::default(), PERMIT, submission).await;
    assert!(matches!(refused, Err(Refusal::Rejected(Rejection::FormInvalid(_)))), "{refused:?}");
}
