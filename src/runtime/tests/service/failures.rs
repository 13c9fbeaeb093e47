//! Failures: of the store, of one member of a batch, of a version that is gone. Nothing acknowledged is lost and
//! nothing refused is written.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use motcua_runtime::{Client, Refusal, Service};
use procedure::shipped;
use tokio::task::JoinSet;

use store::{Commit, DossierId, Kind, MemoryStore, Store, StoreError, Target};

use crate::stage::{
    ACCEPT, PROCEDURE, TestFile, at, catalogue_of, file, file_many, keyed, kinds, morning, next_press, open_step,
    patiently, plainly, press, records, sound, start, start_at, submission, wake,
};
use crate::watched::{Watched, failed};

crate::on_both_stores! { failures:
    a_failed_batch_is_tried_member_by_member,
    one_member_does_not_take_the_others_with_it,
    a_refusal_does_not_rest_on_what_was_not_written,
    a_full_disk_refuses_and_then_goes_on,
    what_fails_at_random_is_refused_and_the_rest_is_kept,
    timers_that_cannot_be_written_stay_armed_and_hold_nobody,
    a_version_that_is_gone_is_refused_and_keeps_its_timers,
    an_old_version_runs_on_from_its_stored_source,
}

fn watch(store: Arc<dyn Store>) -> (Arc<Watched>, Arc<dyn Store>) {
    let watched = Watched::new(store);
    (Arc::clone(&watched), watched)
}

fn concerns(commit: &Commit, dossier: DossierId) -> bool {
    matches!(commit.dossier, Target::Existing { id, .. } if id == dossier)
}

fn filed_by(commit: &Commit, name: &str) -> bool {
    matches!(&commit.dossier, Target::New(new) if new.applicant == name)
}

pub async fn a_failed_batch_is_tried_member_by_member(store: Arc<dyn Store>) {
    let (watched, store) = watch(store);
    let service = start(&store).await;
    watched.fail(|batch| (batch.len() > 1).then(failed));
    let filed = file_many(&service, 40).await;
    assert_eq!(filed.len(), 40);
    assert!(watched.batches().iter().all(|size| *size == 1));
    assert_eq!(sound(&store).await, 40);
}

pub async fn one_member_does_not_take_the_others_with_it(store: Arc<dyn Store>) {
    let (watched, store) = watch(store);
    let service = start(&store).await;
    watched.fail(|batch| batch.iter().any(|commit| filed_by(commit, "Người nộp 0413")).then(failed));
    let submit = |name: &str| service.submit(Client::default(), PROCEDURE, submission(name));
    let answers = tokio::join!(submit("Người nộp 0412"), submit("Người nộp 0413"), submit("Người nộp 0414"));
    assert_eq!(answers.1, Err(Refusal::Store(failed())));
    assert!(answers.0.is_ok() && answers.2.is_ok());
    assert_eq!(sound(&store).await, 2);
}

pub async fn a_refusal_does_not_rest_on_what_was_not_written(store: Arc<dyn Store>) {
    let (watched, store) = watch(store);
    let service = start(&store).await;
    let filed = file(&service).await;
    let (_, activation) = open_step(&service, &filed.code).await.unwrap();
    // The batch fails, and so does its first member alone.
    let mut tries = 0;
    watched.fail(move |_| {
        tries += 1;
        (tries <= 2).then(failed)
    });
    let act = |expected| service.command(Client::default(), filed.id, expected, ACCEPT.on(activation));
    let (first, second, third) = tokio::join!(act(Some(1)), act(Some(1)), act(None));
    assert_eq!(first, Err(Refusal::Store(failed())));
    assert_eq!(second.unwrap().version, 2, "it was told of an act that was never written");
    assert!(matches!(third, Err(Refusal::Rejected(_))), "{third:?}");
    assert_eq!(kinds(&store, filed.id).await, ["submit", "act"]);
}

pub async fn a_full_disk_refuses_and_then_goes_on(store: Arc<dyn Store>) {
    let (watched, store) = watch(store);
    let service = start(&store).await;
    let filed = file(&service).await;
    watched.fail(|_| Some(StoreError::Full));
    for _ in 0..3 {
        let submit = service.submit(keyed("a", "k", 1), PROCEDURE, submission("Người nộp 0412")).await;
        assert_eq!(submit, Err(Refusal::Store(StoreError::Full)));
        let act = press(&service, keyed("a", "l", 1), &filed, ACCEPT).await;
        assert_eq!(act, Err(Refusal::Store(StoreError::Full)));
    }
    watched.fail(|_| None);
    let next = service.submit(keyed("a", "k", 1), PROCEDURE, submission("Người nộp 0412")).await.unwrap();
    assert_eq!((next.code.as_str(), next.repeated), ("T-H26.00.01-260608-0002", false));
    assert_eq!(press(&service, keyed("a", "l", 1), &filed, ACCEPT).await.unwrap().version, 2);
    assert_eq!(sound(&store).await, 2);
}

#[tokio::test]
async fn a_store_that_cannot_be_written_is_not_ready() {
    let (watched, store) = watch(Arc::new(MemoryStore::new(Kind::Rehearsal)));
    let service = start(&store).await;
    watched.full.store(true, Ordering::SeqCst);
    assert_eq!(service.check().await, Err(Refusal::Store(StoreError::Full)));
    watched.full.store(false, Ordering::SeqCst);
    // Probes come as often as anybody likes; the disk is asked once a second.
    assert_eq!(service.check().await, Err(Refusal::Store(StoreError::Full)));
    service.advance(at("2026-06-08T08:01:00")).await.unwrap();
    assert_eq!(service.check().await, Ok(()));
    assert!(store.setting("probed_at_ms").await.unwrap().is_some());
}

/// A generator anybody can repeat.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

pub async fn what_fails_at_random_is_refused_and_the_rest_is_kept(store: Arc<dyn Store>) {
    let (watched, store) = watch(store);
    let service = start(&store).await;
    let filed = file_many(&service, 8).await;
    let mut dice = Dice(20_260_608);
    watched.fail(move |_| (dice.below(3) == 0).then(failed));
    let clients: Vec<_> = (0..4 * filed.len())
        .map(|number| {
            let (service, done) = (service.clone(), filed[number % filed.len()].clone());
            tokio::spawn(async move {
                let mut accepted = 0;
                for _ in 0..10 {
                    let (step, _) = open_step(&service, &done.code).await.unwrap();
                    match plainly(&service, &done, next_press(&step, true)).await {
                        Ok(_) => accepted += 1,
                        Err(Refusal::Store(_) | Refusal::Rejected(_)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                accepted
            })
        })
        .collect();
    let mut accepted = 0;
    for client in clients {
        accepted += client.await.unwrap();
    }
    let mut written = 0;
    for done in &filed {
        written += kinds(&store, done.id).await.iter().filter(|kind| *kind == "act").count();
    }
    assert_eq!(written, accepted);
    assert!(accepted > 8, "the dice let nothing through");
    assert_eq!(sound(&store).await, 8);
}

pub async fn timers_that_cannot_be_written_stay_armed_and_hold_nobody(store: Arc<dyn Store>) {
    let (watched, store) = watch(store);
    let service = start(&store).await;
    let stuck = file(&service).await;
    service.advance(at("2026-06-08T08:30:00")).await.unwrap();
    let other = file(&service).await;
    let (due, later) = (wake(&store, stuck.id).await.unwrap(), wake(&store, other.id).await.unwrap());
    watched.fail(move |batch| batch.iter().any(|commit| concerns(commit, stuck.id)).then(failed));
    service.advance(at("2026-06-08T16:00:00")).await.unwrap();
    assert_eq!(wake(&store, stuck.id).await, Some(due));
    let fired = records(&store, other.id).await.pop().unwrap();
    assert_eq!(fired.at, later.millis());
    assert!(fired.recorded_at - fired.at < 60_000, "the clock did not stop at the other's due");
    watched.fail(|_| None);
    service.advance(at("2026-06-08T16:01:00")).await.unwrap();
    assert_eq!(records(&store, stuck.id).await.pop().unwrap().at, due.millis());
    assert_eq!(sound(&store).await, 2);
}

async fn start_newer(store: &Arc<dyn Store>) -> Service {
    let newer = shipped::PROCEDURES[0].text.replace("Trả kết quả", "Trao kết quả");
    Service::start(Arc::clone(store), catalogue_of(&newer), morning()).await.unwrap()
}

pub async fn a_version_that_is_gone_is_refused_and_keeps_its_timers(store: Arc<dyn Store>) {
    let old = file(&start(&store).await).await;
    let due = wake(&store, old.id).await.unwrap();
    let (watched, store) = watch(store);
    watched.forgetful.store(true, Ordering::SeqCst);
    let service = start_newer(&store).await;
    let new = file(&service).await;
    let act = service.command(keyed("a", "k", 1), old.id, None, ACCEPT.on(engine::ActivationId(1))).await;
    assert!(matches!(act, Err(Refusal::ProgramMissing { .. })), "{act:?}");
    assert!(matches!(service.dossier(&old.code).await, Err(Refusal::ProgramMissing { .. })));
    service.advance(at("2026-06-08T16:00:00")).await.unwrap();
    assert_eq!(kinds(&store, new.id).await, ["submit", "timer"]);
    assert_eq!(kinds(&store, old.id).await, ["submit"]);
    assert_eq!(wake(&store, old.id).await, Some(due));
    drop(service);
    watched.forgetful.store(false, Ordering::SeqCst);
    let service = start_newer(&store).await;
    service.advance(at("2026-06-08T16:01:00")).await.unwrap();
    assert_eq!(records(&store, old.id).await[1].at, due.millis());
    assert_eq!(sound(&store).await, 2);
}

pub async fn an_old_version_runs_on_from_its_stored_source(store: Arc<dyn Store>) {
    let old = file(&start(&store).await).await;
    let service = start_newer(&store).await;
    let new = file(&service).await;
    for done in [&old, &new] {
        assert_eq!(plainly(&service, done, ACCEPT).await.unwrap().version, 2);
    }
    let (old, new) =
        (service.dossier(&old.code).await.unwrap().unwrap(), service.dossier(&new.code).await.unwrap().unwrap());
    assert_ne!(old.row.program, new.row.program);
    assert_eq!(old.compiled.program.hash.to_string(), old.row.program);
}

#[tokio::test]
async fn a_full_queue_says_busy_and_loses_nothing() {
    let (watched, store) = watch(Arc::new(MemoryStore::new(Kind::Rehearsal)));
    let service = start(&store).await;
    watched.gate.forget_permits(usize::MAX);
    let mut asked = JoinSet::new();
    for _ in 0..1_500 {
        let service = service.clone();
        asked.spawn(async move { service.submit(Client::default(), PROCEDURE, submission("Người nộp 0412")).await });
    }
    // 512 may wait, and the writer has taken at most 128 before it waits itself; no commit may pass yet.
    for _ in 0..1_500 - 512 - 128 {
        assert_eq!(asked.join_next().await.unwrap().unwrap(), Err(Refusal::Busy));
    }
    watched.gate.add_permits(10_000);
    let mut accepted = 0;
    while let Some(answer) = asked.join_next().await {
        match answer.unwrap() {
            Ok(_) => accepted += 1,
            Err(refusal) => assert_eq!(refusal, Refusal::Busy),
        }
    }
    assert!(accepted >= 512, "{accepted}");
    assert_eq!(sound(&store).await, accepted);
}

#[tokio::test]
async fn a_server_that_died_leaves_its_file_to_the_next() {
    let file_of_both = TestFile::new();
    let store = file_of_both.open().await;
    let filed = file(&start(&store).await).await;
    drop(store);
    // Nobody asks the first service for anything any more, so it lets go of the file.
    let store = patiently(async {
        loop {
            match file_of_both.try_open().await {
                Some(store) => return store,
                None => tokio::task::yield_now().await,
            }
        }
    })
    .await;
    let service = start_at(&store, at("2026-06-08T09:00:00")).await;
    assert_eq!(plainly(&service, &filed, ACCEPT).await.unwrap().version, 2);
    assert_eq!(sound(&store).await, 1);
}
