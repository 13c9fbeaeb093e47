//! Times at which nobody was served, and what they took from applicants (sem 2.19).
//!
//! It decides nothing about a dossier: the engine does, by one command that is dated at the beginning of the outage.

use std::sync::atomic::{AtomicI64, Ordering};

use calendar::Instant;
use engine::Command;
use store::{DossierId, Store, StoreError};
use tokio::sync::oneshot;

use crate::Refusal;
use crate::request::{Client, Job, Ticket};
use crate::writer::{BATCH_MAX, Writer};

/// Name of the setting that keeps until when the store was served, in milliseconds.
const SERVED: &str = "served_until_ms";
/// Least outage that is made good, in milliseconds (**S:** `outage_min`, sem 2.19).
const OUTAGE_MIN: i64 = 30 * 60 * 1_000;
/// How often it is written down that the store is served, in milliseconds.
const BEAT: i64 = 60_000;

/// Stands for no instant: the store was never served.
const NEVER: i64 = i64::MIN;

/// Until when the store was served, as it is written down.
pub(crate) struct Served {
    written: AtomicI64,
}

impl Served {
    /// Reads what was written down last, by whatever process.
    pub async fn resume(store: &dyn Store) -> Result<Self, StoreError> {
        let last = store.setting(SERVED).await?.and_then(|text| text.parse().ok());
        Ok(Self { written: AtomicI64::new(last.unwrap_or(NEVER)) })
    }

    /// Returns since when nobody was served, if that is so long that it must be made good: no process ran, or one that
    /// the machine let stand still, or that could write nothing.
    pub fn missed(&self, now: Instant) -> Option<Instant> {
        let written = Some(self.written.load(Ordering::SeqCst)).filter(|written| *written != NEVER);
        written.filter(|written| now.millis() - written >= OUTAGE_MIN).map(Instant::from_millis)
    }

    /// Writes down that the store is served now, unless that was written a moment ago. False if nobody was served
    /// before: that stays written until the writer has made it good.
    pub async fn beat(&self, store: &dyn Store, now: Instant) -> bool {
        if self.missed(now).is_some() {
            return false;
        }
        let written = self.written.load(Ordering::SeqCst);
        if (written == NEVER || now.millis() - written >= BEAT)
            && let Err(error) = self.write(store, now).await
        {
            tracing::error!(%error, "it cannot be written down that the store is served");
        }
        true
    }

    async fn write(&self, store: &dyn Store, now: Instant) -> Result<(), StoreError> {
        store.set_setting(SERVED, &now.millis().to_string()).await?;
        self.written.store(now.millis(), Ordering::SeqCst);
        Ok(())
    }
}

impl Writer {
    /// Makes good what a time in which nobody was served took from applicants, before any timer fires.
    pub(super) async fn make_good(&mut self) -> Result<(), StoreError> {
        let to = self.clock.now();
        let Some(from) = self.served.missed(to).filter(|_| !self.rehearsal) else { return Ok(()) };
        tracing::warn!(from = from.millis(), to = to.millis(), "nobody was served; applicants are made good");
        let due = self.store.due(to.millis(), u32::MAX).await?;
        for part in due.chunks(BATCH_MAX) {
            let command = Command::OutageGrace { from, to };
            let (tickets, answers): (Vec<_>, Vec<_>) = part.iter().map(|(id, _)| ticket(*id, &command, to)).unzip();
            self.tickets(tickets).await;
            for answer in answers {
                match answer.await.unwrap_or(Err(Refusal::Stopped)) {
                    Ok(_) | Err(Refusal::Rejected(_)) => {}
                    Err(Refusal::Store(error)) => return Err(error),
                    Err(refusal) => tracing::error!(?refusal, "an outage could not be made good"),
                }
            }
        }
        self.served.write(self.store.as_ref(), to).await
    }
}

type Answered = oneshot::Receiver<Result<crate::Done, Refusal>>;

fn ticket(dossier: DossierId, command: &Command, stamp: Instant) -> (Ticket, Answered) {
    let (reply, answer) = oneshot::channel();
    let job = Job::Command { dossier, expected: None, command: command.clone() };
    (Ticket { job, client: Client::default(), stamp, reply }, answer)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::{ActivationId, Actor, Answers, Filing, Name, Submission};
    use procedure::{Library, shipped, trusted};
    use program::{Channel, Subject};
    use store::{Kind, MemoryStore, RecordRow};

    use super::*;
    use crate::{Catalogue, Clock, Done, Service};

    const WARD: &str = "ubnd_phuong_01";

    fn at(text: &str) -> Instant {
        Instant::parse_rfc3339(&format!("{text}:00+07:00")).expect("an instant")
    }

    /// 24:00 of a date, the last instant that still is that day.
    fn midnight(date: &str) -> Instant {
        Instant::parse_rfc3339(&format!("{date}T23:59:59.999+07:00")).expect("an instant")
    }

    /// A production server, at work from an instant on.
    async fn served(store: &Arc<dyn Store>, from: &str) -> Service {
        let library = Library::shipped().0;
        let compiled = trusted(shipped::PROCEDURES[0].text, &library).expect("it is fit");
        let catalogue = Catalogue::new(library, vec![compiled]).expect("there is a directory");
        let clock = Clock::moved(Clock::offset_for(at(from)));
        Service::run(Arc::clone(store), catalogue, clock, false).await.expect("a store in memory never fails")
    }

    /// Starts a server that went down at an instant and comes back at another.
    async fn down(store: &Arc<dyn Store>, from: &str, to: &str) -> Service {
        store.set_setting(SERVED, &at(from).millis().to_string()).await.expect("it is kept");
        served(store, to).await
    }

    async fn file(service: &Service) -> Done {
        let (ward, applicant) = (Name::from(WARD), Name::from("nguoi_nop_0412"));
        let filing = Filing {
            applicant,
            channel: Channel::Online,
            case: None,
            subject: Subject::Citizen,
            competent: ward.clone(),
            receiving: ward,
            assisting: None,
        };
        let answers = Answers::default()
            .with("yeu_cau.ten_giay_to", "Bằng tốt nghiệp")
            .with("yeu_cau.la_ho_tich", "false")
            .with("yeu_cau.so_ban", "1")
            .with("giay_to.giay_to_tuy_than", "true");
        let submission = Submission { filing, answers };
        service.submit(Client::default(), "cap_ban_sao_so_goc", submission).await.expect("it is filed")
    }

    /// Monday 8/6/2026: one dossier waits for the applicant, seven working days, until 24:00 on Wednesday 17/6.
    async fn supplement(store: &Arc<dyn Store>) -> Done {
        let service = served(store, "2026-06-08T08:00").await;
        let done = file(&service).await;
        let desk = service.dossier(&done.code).await.expect("readable").expect("it is there");
        let activation = desk.instance.open().next().expect("it is open").id;
        let command = Command::Act {
            actor: Actor::Post("p01_mot_cua_01".into()),
            activation,
            action: "bo_sung".to_owned(),
            answers: Answers::default().with("noi_dung", "Thiếu giấy tờ"),
            received_at: None,
        };
        service.command(Client::default(), done.id, None, command).await.expect("it is asked for")
    }

    fn store() -> Arc<dyn Store> {
        Arc::new(MemoryStore::new(Kind::Production))
    }

    async fn records(store: &Arc<dyn Store>, done: &Done) -> Vec<RecordRow> {
        store.records(done.id, 0, 1_000).await.expect("readable")
    }

    /// Tells whether a record is dated at the beginning of an outage.
    async fn graced(store: &Arc<dyn Store>, done: &Done, from: &str) -> bool {
        records(store, done).await.iter().any(|one| one.at == at(from).millis())
    }

    /// When the open task is due.
    async fn due(service: &Service, done: &Done) -> (ActivationId, Option<Instant>) {
        let dossier = service.dossier(&done.code).await.expect("readable").expect("it is there");
        let open = dossier.instance.open().next().expect("it is open");
        (open.id, open.clock.as_ref().and_then(|clock| clock.state.due.instant()))
    }

    /// Waits for what a server does by itself once it has started.
    async fn patiently<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let found = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), found).await.expect("it never came")
    }

    /// Waits for a timer to fire that was due within a minute from an instant.
    async fn fired(store: &Arc<dyn Store>, done: &Done, due: Instant) {
        let timely = |one: &RecordRow| one.kind == "timer" && (0..60_000).contains(&(one.at - due.millis()));
        patiently(async || records(store, done).await.iter().any(timely).then_some(())).await;
    }

    #[tokio::test]
    async fn twenty_nine_minutes_move_nothing() {
        let store = store();
        let done = supplement(&store).await;
        let service = down(&store, "2026-06-17T23:35", "2026-06-18T00:04").await;
        fired(&store, &done, midnight("2026-06-17")).await;
        assert!(!graced(&store, &done, "2026-06-17T23:35").await);
        let dossier = service.dossier(&done.code).await.expect("readable").expect("it is there");
        let open = dossier.instance.open().next().expect("it is open");
        assert_eq!(dossier.compiled.program.node(open.node).id, "qua_han_bo_sung");
    }

    #[tokio::test]
    async fn thirty_one_minutes_are_made_good_once() {
        let store = store();
        let done = supplement(&store).await;
        let service = down(&store, "2026-06-17T23:33", "2026-06-18T00:04").await;
        let (task, moved) = due(&service, &done).await;
        // He can act again on Thursday 18/6, so until the end of that day.
        assert_eq!(moved, Some(midnight("2026-06-18")));
        assert!(graced(&store, &done, "2026-06-17T23:33").await);
        let log = records(&store, &done).await;
        assert!(log.last().is_some_and(|last| last.recorded_at >= at("2026-06-18T00:04").millis()));
        drop(service);
        // It died before it wrote down that it serves again, twice; the second time he has lost the morning only.
        for back in ["2026-06-18T00:05", "2026-06-18T12:00"] {
            let service = down(&store, "2026-06-17T23:33", back).await;
            assert_eq!(due(&service, &done).await, (task, Some(midnight("2026-06-18"))), "{back}");
        }
        assert_eq!(records(&store, &done).await.len(), log.len());
    }

    #[tokio::test]
    async fn nobody_is_made_good_for_a_due_outside_the_outage() {
        let store = store();
        let done = supplement(&store).await;
        let service = down(&store, "2026-06-17T20:00", "2026-06-17T23:00").await;
        assert_eq!(due(&service, &done).await.1, Some(midnight("2026-06-17")), "he has an hour left");
        // Down again, when his time was over.
        drop(service);
        let service = down(&store, "2026-06-18T00:30", "2026-06-18T09:00").await;
        fired(&store, &done, midnight("2026-06-17")).await;
        assert_ne!(due(&service, &done).await.1, Some(midnight("2026-06-18")));
    }

    #[tokio::test]
    async fn lists_that_were_missed_do_not_take_it_away_first() {
        let store = store();
        let (first, second) = (supplement(&store).await, supplement(&store).await);
        // Two lists were missed, before 10:30 and 15:00; back after 15:00, so e(18/6 15:30) is Friday 19/6.
        let service = down(&store, "2026-06-17T20:00", "2026-06-18T15:30").await;
        for done in [first, second] {
            assert_eq!(due(&service, &done).await.1, Some(midnight("2026-06-19")), "{}", done.code);
        }
    }

    #[tokio::test]
    async fn offices_get_no_such_grace() {
        let store = store();
        // Two working hours from 8:00: due at 10:00.
        let done = file(&served(&store, "2026-06-08T08:00").await).await;
        let service = down(&store, "2026-06-08T09:00", "2026-06-08T11:00").await;
        fired(&store, &done, at("2026-06-08T10:00")).await;
        assert!(!graced(&store, &done, "2026-06-08T09:00").await);
        assert!(due(&service, &done).await.1.is_some_and(|due| due < at("2026-06-08T10:01")), "it stays as it was");
    }

    /// The machine stands still with everything on it, and goes on at an instant.
    fn frozen(service: &Service, back: &str) {
        service.clock.move_by(Clock::offset_for(at(back)));
    }

    async fn answered(service: &Service, task: ActivationId, done: &Done) -> Result<Done, Refusal> {
        let command = Command::Act {
            actor: Actor::Applicant("nguoi_nop_0412".into()),
            activation: task,
            action: "gui".to_owned(),
            answers: Answers::default(),
            received_at: None,
        };
        service.command(Client::default(), done.id, None, command).await
    }

    #[tokio::test]
    async fn a_standstill_of_a_running_server_is_made_good_before_anything_else() {
        for (since, back, made_good) in [
            ("2026-06-17T23:35", "2026-06-18T00:04", false),
            ("2026-06-17T23:33", "2026-06-18T00:04", true),
            ("2026-06-17T20:00", "2026-06-18T07:00", true),
        ] {
            let store = store();
            let done = supplement(&store).await;
            let service = down(&store, since, since).await;
            let (task, _) = due(&service, &done).await;
            frozen(&service, back);
            // The first thing that comes is the applicant's own answer.
            let answer = answered(&service, task, &done).await;
            assert_eq!(answer.is_ok(), made_good, "{since}: {answer:?}");
            assert_eq!(graced(&store, &done, since).await, made_good, "{since}");
            let written: i64 =
                store.setting(SERVED).await.expect("readable").expect("written").parse().expect("milliseconds");
            assert!(!made_good || written >= at(back).millis(), "{since}: whoever has made it good writes that down");
        }
    }

    #[tokio::test]
    async fn a_beat_does_not_wipe_the_trace_of_a_standstill() {
        let store = store();
        let served = Served::resume(store.as_ref()).await.expect("readable");
        let noon = at("2026-06-17T12:00");
        assert!(served.missed(noon).is_none(), "a new store was never left alone");
        assert!(served.beat(store.as_ref(), noon).await);
        let later = noon.plus_millis(OUTAGE_MIN - 1);
        assert!(served.missed(later).is_none());
        let gone = noon.plus_millis(OUTAGE_MIN);
        assert!(!served.beat(store.as_ref(), gone).await);
        assert_eq!(store.setting(SERVED).await, Ok(Some(noon.millis().to_string())));
        assert_eq!(served.missed(gone), Some(noon));
        assert!(served.beat(store.as_ref(), later).await);
        assert_eq!(store.setting(SERVED).await, Ok(Some(later.millis().to_string())));
    }

    #[tokio::test]
    async fn it_is_written_down_that_the_store_is_served() {
        let store = store();
        let _service = served(&store, "2026-06-08T08:00").await;
        let written = patiently(async || store.setting(SERVED).await.expect("readable")).await;
        let written: i64 = written.parse().expect("milliseconds");
        assert!((0..60_000).contains(&(written - at("2026-06-08T08:00").millis())));
    }
}
