//! Acts: what is acknowledged once, what is refused, and what a refusal leaves behind.

use std::sync::Arc;

use engine::Rejection;
use motcua_runtime::{Client, Refusal};
use store::{Store, TaskQuery, TaskScope};

use crate::stage::{
    ACCEPT, ASK, MIDNIGHT, PROCEDURE, Press, SEND, at, file, keyed, kinds, next_press, open_step, plainly, press,
    records, sound, start, start_at, submission, wake,
};
use crate::watched::Watched;

crate::on_both_stores! { acts:
    a_dossier_is_filed_and_settled,
    a_stale_version_is_refused_and_writes_nothing,
    a_repetition_gets_the_first_answer,
    of_concurrent_repetitions_one_is_done,
    a_refused_act_keeps_no_answer,
    what_is_not_there_is_refused_by_name,
    timers_fire_before_an_act_in_its_transaction,
    timers_stand_although_the_act_after_them_is_refused,
    an_answer_outlives_a_restart,
}

pub async fn a_dossier_is_filed_and_settled(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let filed = file(&service).await;
    assert_eq!((filed.code.as_str(), filed.version, filed.repeated), ("T-H26.00.01-260608-0001", 1, false));
    let mut way = Vec::new();
    while let Some((step, activation)) = open_step(&service, &filed.code).await {
        let task = store.task(filed.id, activation).await.unwrap();
        assert_eq!(task.map(|view| view.task.step).as_deref(), Some(step.as_str()));
        let done = plainly(&service, &filed, next_press(&step, false)).await.unwrap();
        way.push(step);
        assert_eq!(done.version, way.len() as u64 + 1);
    }
    assert_eq!(way, ["tiep_nhan", "tham_tra", "ky", "phat_hanh", "tra_ket_qua", "ket_thuc"]);
    let dossier = service.dossier(&filed.code).await.unwrap().unwrap();
    assert!(dossier.row.ended && !dossier.instance.is_alive());
    assert_eq!(wake(&store, filed.id).await, None);
    assert_eq!(service.history(&dossier).await.unwrap().len(), 7);
    let tasks = TaskQuery { scope: TaskScope::All, limit: 10, after: None };
    assert_eq!(service.tasks(&tasks).await.unwrap(), []);
    let printed = service.effects(filed.id).await.unwrap();
    assert!(printed.iter().any(|effect| effect.target == "letter" && effect.seq == 2), "{printed:?}");
    assert_eq!(sound(&store).await, 1);
}

pub async fn a_stale_version_is_refused_and_writes_nothing(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let filed = file(&service).await;
    let (_, activation) = open_step(&service, &filed.code).await.unwrap();
    for (expected, stands) in [(0, 1), (2, 1), (u64::MAX, 1)] {
        let act = service.command(keyed("a", "k", 1), filed.id, Some(expected), ACCEPT.on(activation)).await;
        assert_eq!(act, Err(Refusal::Stale { version: stands }));
    }
    assert_eq!(kinds(&store, filed.id).await, ["submit"]);
    let done = service.command(keyed("a", "k", 1), filed.id, Some(1), ACCEPT.on(activation)).await.unwrap();
    assert_eq!((done.version, done.repeated), (2, false));
    let late = service.command(Client::default(), filed.id, Some(1), ACCEPT.on(activation)).await;
    assert_eq!(late, Err(Refusal::Stale { version: 2 }));
    let blind = service.command(Client::default(), filed.id, None, ACCEPT.on(activation)).await;
    assert!(matches!(blind, Err(Refusal::Rejected(Rejection::TaskNotOpen { .. }))), "{blind:?}");
}

pub async fn a_repetition_gets_the_first_answer(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let submit = |client| service.submit(client, PROCEDURE, submission("Người nộp 0412"));
    let first = submit(keyed("a", "k", 1)).await.unwrap();
    let again = submit(keyed("a", "k", 1)).await.unwrap();
    assert_eq!((&again.code, again.version, again.repeated), (&first.code, first.version, true));
    assert_eq!(submit(keyed("a", "k", 2)).await, Err(Refusal::KeyReused));
    assert_ne!(submit(keyed("b", "k", 1)).await.unwrap().code, first.code);

    let accepted = press(&service, keyed("a", "act", 3), &first, ACCEPT).await.unwrap();
    plainly(&service, &first, next_press("tham_tra", false)).await.unwrap();
    // The dossier has gone on, yet the answer is the one of then: version 2.
    let again = press(&service, keyed("a", "act", 3), &first, ACCEPT).await.unwrap();
    assert_eq!((again.version, again.repeated, accepted.version), (2, true, 2));
    assert_eq!(press(&service, keyed("a", "k", 3), &first, ACCEPT).await, Err(Refusal::KeyReused));
    assert_eq!(kinds(&store, first.id).await, ["submit", "act", "act"]);
    assert_eq!(sound(&store).await, 2);
}

pub async fn of_concurrent_repetitions_one_is_done(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let asked: Vec<_> = (0..24_u8)
        .map(|number| {
            let service = service.clone();
            let client = keyed("a", "k", number / 12);
            tokio::spawn(async move { service.submit(client, PROCEDURE, submission("Người nộp 0412")).await })
        })
        .collect();
    let mut answers = Vec::new();
    for one in asked {
        answers.push(one.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Ok(done) if !done.repeated)).count(), 1);
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Ok(done) if done.repeated)).count(), 11);
    assert_eq!(answers.iter().filter(|answer| **answer == Err(Refusal::KeyReused)).count(), 12);

    let filed = answers.into_iter().find_map(Result::ok).unwrap();
    let (_, activation) = open_step(&service, &filed.code).await.unwrap();
    let act = || service.command(keyed("a", "act", 1), filed.id, Some(1), ACCEPT.on(activation));
    let (first, second, third) = tokio::join!(act(), act(), act());
    let told = [first, second, third].map(|answer| answer.map(|done| (done.version, done.repeated)));
    assert_eq!(told, [Ok((2, false)), Ok((2, true)), Ok((2, true))]);
    assert_eq!(sound(&store).await, 1);
}

pub async fn a_refused_act_keeps_no_answer(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let filed = file(&service).await;
    let before = store.dossier(store::DossierKey::Id(filed.id)).await.unwrap();
    let stranger = Press { who: "p01_lanh_dao", ..ACCEPT };
    let refused = press(&service, keyed("a", "k", 1), &filed, stranger).await;
    assert!(matches!(refused, Err(Refusal::Rejected(Rejection::NotInRole { .. }))), "{refused:?}");
    assert_eq!(store.dossier(store::DossierKey::Id(filed.id)).await.unwrap(), before);
    // Refused before, so the key is free, even for another body.
    let done = press(&service, keyed("a", "k", 2), &filed, ACCEPT).await.unwrap();
    assert_eq!((done.version, done.repeated), (2, false));
}

pub async fn what_is_not_there_is_refused_by_name(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let unknown = service.submit(Client::default(), "khong_co", submission("Người nộp 0412")).await;
    assert_eq!(unknown, Err(Refusal::NoSuchProcedure));
    let mut elsewhere = submission("Người nộp 0412");
    elsewhere.filing.competent = "cong_an_phuong_01".into();
    assert_eq!(service.submit(Client::default(), PROCEDURE, elsewhere).await, Err(Refusal::NotOffered));
    let mut empty = submission("Người nộp 0412");
    empty.answers.0.clear();
    let empty = service.submit(keyed("a", "k", 1), PROCEDURE, empty).await;
    assert!(matches!(&empty, Err(Refusal::Rejected(Rejection::FormInvalid(errors))) if errors.len() == 4), "{empty:?}");
    let nowhere = service.command(Client::default(), store::DossierId(77), None, ACCEPT.on(engine::ActivationId(1)));
    assert_eq!(nowhere.await, Err(Refusal::NoSuchDossier));
    assert!(service.dossier("T-H26.00.01-260608-0001").await.unwrap().is_none());
    assert_eq!(sound(&store).await, 0);
}

pub async fn timers_fire_before_an_act_in_its_transaction(store: Arc<dyn Store>) {
    let filed = file(&start(&store).await).await;
    let due = wake(&store, filed.id).await.unwrap();
    // Nobody fires at 10:00: the machine stood still until 11:00 and the scheduler sleeps on.
    let watched = Watched::new(Arc::clone(&store));
    watched.asleep.store(true, std::sync::atomic::Ordering::SeqCst);
    let late: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = start_at(&late, at("2026-06-08T11:00:00")).await;
    let done = plainly(&service, &filed, ACCEPT).await.unwrap();
    assert_eq!(done.version, 3);
    assert_eq!(watched.batches(), [1]);
    let log = records(&store, filed.id).await;
    assert_eq!(log.iter().map(|record| record.kind.as_str()).collect::<Vec<_>>(), ["submit", "timer", "act"]);
    assert_eq!(log[1].at, due.millis());
    assert!(log[1].recorded_at >= at("2026-06-08T11:00:00").millis());
    assert!(log[2].at >= at("2026-06-08T11:00:00").millis());
    sound(&store).await;
}

pub async fn timers_stand_although_the_act_after_them_is_refused(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let filed = file(&service).await;
    plainly(&service, &filed, ASK).await.unwrap();
    let (step, activation) = open_step(&service, &filed.code).await.unwrap();
    assert_eq!(step, "bo_sung");
    drop(service);
    // The supplement's seven working days from Monday 8/6 end at 24:00 on Wednesday 17/6.
    let watched = Watched::new(Arc::clone(&store));
    watched.asleep.store(true, std::sync::atomic::Ordering::SeqCst);
    let late: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = start_at(&late, at("2026-06-18T07:00:00")).await;
    let refused = service.command(keyed("a", "k", 1), filed.id, Some(2), SEND.on(activation)).await;
    assert!(matches!(refused, Err(Refusal::Rejected(Rejection::TaskNotOpen { .. }))), "{refused:?}");
    assert_eq!(kinds(&store, filed.id).await, ["submit", "act", "timer", "timer"]);
    assert_eq!(records(&store, filed.id).await[3].at, at(MIDNIGHT).millis());
    assert_eq!(open_step(&service, &filed.code).await.unwrap().0, "qua_han_bo_sung");
    assert_eq!(store.answer("a", "k").await.unwrap(), None);
    sound(&store).await;
}

pub async fn an_answer_outlives_a_restart(store: Arc<dyn Store>) {
    let first = start(&store).await.submit(keyed("a", "k", 1), PROCEDURE, submission("Người nộp 0412")).await.unwrap();
    let service = start(&store).await;
    let again = service.submit(keyed("a", "k", 1), PROCEDURE, submission("Người nộp 0412")).await.unwrap();
    assert_eq!((again.id, again.code, again.version, again.repeated), (first.id, first.code, first.version, true));
    assert_eq!(sound(&store).await, 1);
}
