//! Time: the demo's clock, the order of timers across dossiers, and what waits until a timer may fire.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use calendar::Instant;
use motcua_runtime::{Clock, Refusal};
use store::{Kind, MemoryStore, Store};

use crate::stage::{
    ASK, MIDNIGHT, at, file, file_many, morning, open_step, plainly, records, sound, start, start_at, until, wake,
};
use crate::watched::Watched;

crate::on_both_stores! { timers:
    the_clock_stops_at_every_due_on_the_way,
    the_clock_outlives_a_restart_and_never_goes_back,
    what_was_due_during_a_standstill_fires_at_the_start,
    a_timer_that_opens_another_is_caught_up_with,
}

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new(Kind::Rehearsal))
}

pub async fn the_clock_stops_at_every_due_on_the_way(store: Arc<dyn Store>) {
    let watched = Watched::new(store);
    let store: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = start(&store).await;
    // Filed at 8:00, 8:30 and 9:00, with two working hours each: due at 10:00, 10:30 and 11:00.
    let mut dues = Vec::new();
    for filed_at in ["2026-06-08T08:00:00", "2026-06-08T08:30:00", "2026-06-08T09:00:00"] {
        service.advance(at(filed_at)).await.unwrap();
        let filed = file(&service).await;
        dues.push((filed.id, wake(&store, filed.id).await.unwrap()));
    }
    for (_, due) in &dues {
        assert!(*due >= at("2026-06-08T10:00:00") && *due < at("2026-06-08T11:01:00"), "{due:?}");
    }
    watched.batches();
    let reached = service.advance(at("2026-06-08T16:00:00")).await.unwrap();
    assert!(reached >= at("2026-06-08T16:00:00"));
    // Let out of the guard at once: `sound` reads the same store.
    let kept = std::mem::take(&mut *watched.kept.lock().unwrap());
    let fired: Vec<_> =
        kept.iter().flat_map(|(batch, clock)| batch.iter().map(move |commit| (commit, clock))).collect();
    assert_eq!(fired.len(), 3);
    for ((commit, clock), (id, due)) in fired.into_iter().zip(&dues) {
        assert!(matches!(commit.dossier, store::Target::Existing { id: found, .. } if found == *id));
        assert_eq!(commit.records[0].at, due.millis());
        let lag = commit.records[0].recorded_at - due.millis();
        assert!((0..60_000).contains(&lag), "recorded {lag} ms after it was due: the clock did not stop there");
        // Were this process to die here, the kept clock would already show the due.
        let offset = clock.as_ref().unwrap().parse().unwrap();
        assert!(Clock::moved(offset).now() >= *due);
    }
    sound(&store).await;
}

pub async fn the_clock_outlives_a_restart_and_never_goes_back(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let first = service.now();
    assert!(first >= morning() && first < at("2026-06-08T09:00:00"));
    let friday = at("2026-06-12T15:00:00");
    assert!(service.advance(friday).await.unwrap() >= friday);
    assert!(service.advance(morning()).await.unwrap() >= friday, "an earlier instant changes nothing");
    drop(service);
    let service = start(&store).await;
    assert!(service.now() >= friday);
    assert!(service.now() < at("2026-06-12T16:00:00"), "it goes on at real speed");
    assert!(file(&service).await.code.starts_with("T-H26.00.01-260612-"));
}

pub async fn what_was_due_during_a_standstill_fires_at_the_start(store: Arc<dyn Store>) {
    let filed = file(&start(&store).await).await;
    let due = wake(&store, filed.id).await.unwrap();
    let service = start_at(&store, at("2026-06-09T09:00:00")).await;
    // No reply tells of the scheduler; its commit is seen in the store.
    until(async || records(&store, filed.id).await.len() > 1).await;
    assert!(wake(&store, filed.id).await.is_none_or(|wake| wake > service.now()));
    let log = records(&store, filed.id).await;
    assert_eq!((log[1].kind.as_str(), log[1].at), ("timer", due.millis()));
    assert!(log[1].recorded_at >= at("2026-06-09T09:00:00").millis());
}

pub async fn a_timer_that_opens_another_is_caught_up_with(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let filed = file(&service).await;
    plainly(&service, &filed, ASK).await.unwrap();
    // Supplement until 24:00 on 17/6, reminded when 16/6 opens; then one working day from the end of 17/6: 18/6 17:00.
    service.advance(at("2026-06-19T08:00:00")).await.unwrap();
    let fired: Vec<i64> = records(&store, filed.id).await[2..].iter().map(|record| record.at).collect();
    let expected = ["2026-06-16T08:00:00", MIDNIGHT, "2026-06-18T17:00:00"];
    assert_eq!(fired, expected.map(|text| at(text).millis()));
    assert_eq!(open_step(&service, &filed.code).await.unwrap().0, "qua_han_bo_sung");
}

#[tokio::test]
async fn many_dossiers_due_at_one_instant_fire_in_batches() {
    const MANY: usize = 300;
    let watched = Watched::new(memory());
    let store: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = start(&store).await;
    let filed = file_many(&service, MANY).await;
    for done in &filed {
        plainly(&service, done, ASK).await.unwrap();
    }
    service.advance(at("2026-06-17T12:00:00")).await.unwrap();
    watched.batches();
    service.advance(at("2026-06-18T01:00:00")).await.unwrap();
    // All end at 24:00 on 17/6, and at most 256 fit into one transaction.
    assert_eq!(watched.batches(), [256, 44]);
    for done in &filed {
        assert_eq!(records(&store, done.id).await.last().unwrap().at, at(MIDNIGHT).millis());
    }
    assert_eq!(sound(&store).await, MANY);
}

#[tokio::test]
async fn a_production_store_lets_acts_settle_and_has_no_time_machine() {
    let inner = memory();
    // A rehearsal only to have something due in the past of the real clock.
    let rehearsal = start_at(&inner, at("2026-05-18T08:00:00")).await;
    let filed = file(&rehearsal).await;
    drop(rehearsal);
    let watched = Watched::as_kind(Arc::clone(&inner), Kind::Production);
    let store: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = start(&store).await;
    until(async || records(&inner, filed.id).await.len() > 1).await;
    let upto = watched.asked.lock().unwrap()[0];
    assert!(upto <= service.now().millis() - 2_000, "a timer was not left to settle");
    let due = at("2026-05-18T10:00:00").millis();
    let fired = records(&inner, filed.id).await[1].at;
    assert!((due..due + 60_000).contains(&fired), "dated at its due, not when it fired");
    assert!(!service.is_rehearsal());
    assert_eq!(service.advance(Instant::from_millis(i64::MAX)).await, Err(Refusal::NotARehearsal));
}

#[tokio::test]
async fn nothing_fires_twice_when_the_clock_is_set_back() {
    let store = memory();
    let filed = file(&start(&store).await).await;
    // Fired late, after a standstill: due at 10:00, recorded at 16:00.
    start_at(&store, at("2026-06-08T16:00:00")).await.advance(at("2026-06-08T16:01:00")).await.unwrap();
    let log = records(&store, filed.id).await;
    assert_eq!(log.len(), 2);
    // The machine's clock was set back while the server was down.
    let service = start_at(&store, at("2026-06-08T00:00:00")).await;
    assert!(service.clock_set_back().is_some_and(|behind| behind > 15 * 3_600_000), "an operator must be told");
    let done = plainly(&service, &filed, crate::stage::ACCEPT).await.unwrap();
    assert_eq!(done.version, 3);
    let act = records(&store, filed.id).await.pop().unwrap();
    assert!(act.at >= log[1].at, "an act was dated before what it follows");
    assert!(log[1].recorded_at >= at("2026-06-08T16:00:00").millis() && act.recorded_at >= log[1].recorded_at);
    sound(&store).await;
}

#[tokio::test]
async fn a_service_that_nobody_holds_lets_its_store_go() {
    let watched = Watched::new(memory());
    let store: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = start(&store).await;
    let filed = file(&service).await;
    assert!(filed.version == 1 && watched.read.load(Ordering::SeqCst) == 0);
    drop((service, store));
    until(async || Arc::strong_count(&watched) == 1).await;
}
