//! Jobs and waits: attempts, errors, deadlines; lengths and dates (sem 4.14–4.16, 4.21, 8.5). They must not repeat
//! what the invariants show for any program.

use calendar::{Bearer, Unit};
use motcua_engine::{Answers, Cause, Event, IncidentKind, JobOutcome, LegVerdict, Operation, Rejection, is_offered};
use program::{NodeIx, Program, Source, Value};

use crate::calendars::at;
use crate::house::DATE;
use crate::sketch::{self, within};
use crate::stage::{
    FIVE_DAYS, cancelled, done, error, failed, filed, find, happened, incidents, line, office, officer, operate,
    reported, suspend, town, waiting,
};
use crate::town::post;

/// `nop` → `tra_cuu` → `sau`; an error may lead to `lam_tay`.
fn looking_up(retries: u8) -> (Program, NodeIx, NodeIx) {
    let mut program = sketch::empty(FIVE_DAYS);
    let job = sketch::job(&mut program, "tra_cuu", (retries, 5));
    let after = sketch::task(&mut program, "sau", 1);
    let by_hand = sketch::task(&mut program, "lam_tay", 1);
    let end = line(&mut program, &[job, after]);
    sketch::onward(&mut program, by_hand, end);
    (program, job, by_hand)
}

/// Sem 4.14: the first attempt and so many more, five minutes after each failure; then the incident. What a worker says
/// of attempts may only lower what is left, 0 gives up at once.
#[test]
fn attempts_of_a_job() {
    // Retries of the step; what the worker says at each failure; how many failures until it is given up.
    let table: [(u8, &[Option<u8>], usize); 7] = [
        (3, &[None, None, None, None], 4),
        (0, &[None], 1),
        (3, &[Some(0)], 1),
        (3, &[Some(1), None], 2),
        (3, &[Some(9), None, None, None], 4),
        (3, &[None, Some(1), Some(5)], 3),
        (0, &[Some(3)], 1),
    ];
    for (retries, says, failures) in table {
        let (program, _, _) = looking_up(retries);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        let id = find(&run, "tra_cuu").id;
        for (n, says) in says.iter().enumerate() {
            let open = run.instance.activation(id).unwrap();
            assert!(is_offered(&run.instance, open), "{retries} {says:?} attempt {n}");
            let when = format!("2024-06-10 09:{:02}", 10 + 5 * n);
            run.send(&when, &reported(id, failed(*says))).unwrap();
            let open = run.instance.activation(id).unwrap();
            assert!(!is_offered(&run.instance, open), "between attempts, or given up");
            let last = n + 1 == failures;
            assert_eq!(incidents(&run).contains(&IncidentKind::JobFailed), last, "{retries} {says:?} attempt {n}");
            run.wait(&format!("2024-06-10 09:{:02}", 15 + 5 * n));
        }
    }
}

/// Sem 4.14: a failure told while no attempt is under way is not one; a result is a result whenever it comes.
#[test]
fn between_attempts_nothing_fails() {
    let (program, job, _) = looking_up(3);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    let id = find(&run, "tra_cuu").id;
    run.send("2024-06-10 09:10", &reported(id, failed(None))).unwrap();
    assert_eq!(run.instance.wake_at(), Some(at("2024-06-10 09:15")));
    let again = run.send("2024-06-10 09:12", &reported(id, failed(None)));
    assert!(matches!(again, Err(Rejection::TaskNotOpen { .. })));
    run.send("2024-06-10 09:13", &reported(id, done())).unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    assert_eq!(run.data.value(Source::Answer(job, 0)), Some(&Value::Integer(3)));
    assert!(matches!(run.send("2024-06-10 09:14", &reported(id, done())), Err(Rejection::TaskNotOpen { .. })));
}

/// Sem 4.15: an error the step knows by its code, else the one for all others, else the incident; none is tried again.
#[test]
fn errors_of_a_job() {
    // Codes the step knows (none for all others); what the worker reports; whether it is led on.
    let table: [(&[Option<&str>], JobOutcome, bool); 7] = [
        (&[None], error("het_han"), true),
        (&[Some("het_han")], error("het_han"), true),
        (&[Some("het_han")], error("khac"), false),
        (&[Some("het_han"), None], error("khac"), true),
        (&[], error("het_han"), false),
        (&[None], failed(Some(0)), true),
        (&[Some("exhausted")], failed(Some(0)), true),
    ];
    for (codes, outcome, led_on) in table {
        let (mut program, job, by_hand) = looking_up(3);
        for code in codes {
            sketch::on_error(&mut program, job, *code, by_hand);
        }
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        let id = find(&run, "tra_cuu").id;
        run.send("2024-06-10 09:10", &reported(id, outcome.clone())).unwrap();
        assert_eq!(waiting(&run), [if led_on { "lam_tay" } else { "tra_cuu" }], "{codes:?} {outcome:?}");
        assert_eq!(incidents(&run).len(), usize::from(!led_on), "{codes:?} {outcome:?}");
        assert_eq!(cancelled(&run, Cause::Failed).len(), usize::from(led_on));
    }
}

/// Sem 8.5: after a repair the job has all its attempts again.
#[test]
fn a_repaired_job_is_tried_anew() {
    let (program, _, _) = looking_up(1);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    let id = find(&run, "tra_cuu").id;
    for round in 0..2 {
        run.send(&format!("2024-06-10 1{round}:10"), &reported(id, failed(None))).unwrap();
        run.wait(&format!("2024-06-10 1{round}:15"));
        run.send(&format!("2024-06-10 1{round}:20"), &reported(id, failed(None))).unwrap();
        let incident = run.instance.incidents[0].id;
        run.send(&format!("2024-06-10 1{round}:30"), &operate(Operation::Retry { incident })).unwrap();
        assert!(incidents(&run).is_empty() && is_offered(&run.instance, run.instance.activation(id).unwrap()));
    }
    let bad = JobOutcome::Done(Answers::default().with("so", "ba"));
    assert!(matches!(run.send("2024-06-10 13:00", &reported(id, bad)), Err(Rejection::FormInvalid(_))));
    run.send("2024-06-10 13:00", &reported(id, done())).unwrap();
    assert_eq!(waiting(&run), ["sau"]);
}

/// Sem 4.16: the deadline of a job is an office's; its timeout takes the job away, with the attempt that waits.
#[test]
fn a_job_can_be_out_of_time() {
    let (mut program, job, by_hand) = looking_up(3);
    office(&mut program, job, within(2, Unit::WorkingHour));
    sketch::timeout(&mut program, job, by_hand);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    let id = find(&run, "tra_cuu").id;
    run.send("2024-06-10 10:58", &reported(id, failed(None))).unwrap();
    run.wait("2024-06-10 12:00");
    assert_eq!(waiting(&run), ["lam_tay"]);
    let closed = run.instance.closed.last().unwrap();
    assert_eq!((closed.at, closed.verdict), (at("2024-06-10 11:00"), Some(LegVerdict::Overdue)));
    assert!(happened(&run, |event| matches!(event, Event::JobReady { .. })).is_empty());
    assert!(matches!(run.send("2024-06-10 12:00", &reported(id, done())), Err(Rejection::TaskNotOpen { .. })));
}

/// Sem 4.21: a wait ends at the end of its length, by nobody, without a leg; a button ends it early.
#[test]
fn a_wait_of_a_length() {
    for early in [false, true] {
        let mut program = sketch::empty(FIVE_DAYS);
        let posted = sketch::by_day(within(7, Unit::ConsecutiveDay), Bearer::Office);
        let wait = sketch::wait(&mut program, "niem_yet", posted);
        let after = sketch::task(&mut program, "sau", 1);
        line(&mut program, &[wait, after]);
        sketch::button_by(&mut program, wait, "co_khieu_nai", 2, after);
        let town = town(program);
        let mut run = filed(&town, "2024-06-08 09:00");
        if early {
            run.act("2024-06-12 09:00", &post("lanh_dao_01"), "co_khieu_nai").unwrap();
        }
        run.wait("2024-06-15 23:59");
        assert_eq!(waiting(&run), [if early { "sau" } else { "niem_yet" }]);
        run.wait("2024-06-16 08:00");
        let closed = run.instance.closed.last().unwrap();
        let end = if early { "2024-06-12 09:00" } else { "2024-06-15 24:00" };
        assert_eq!((waiting(&run), closed.at, closed.verdict), (vec!["sau".to_owned()], at(end), None));
    }
}

/// Sem 4.21: a wait for a date ends at its opening; a date in the past ends it in the same command, dated at arrival.
#[test]
fn a_wait_for_a_date() {
    // The date entered; when the wait is over. 29/6 is Thứ bảy, so that the opening is that of Thứ hai 1/7.
    let table =
        [("2024-06-20", "2024-06-20 08:00"), ("2024-06-29", "2024-07-01 08:00"), ("2024-06-09", "2024-06-10 10:00")];
    for (date, over) in table {
        let mut program = sketch::empty(FIVE_DAYS);
        let before = sketch::task(&mut program, "truoc", 1);
        let wait = sketch::wait_for(&mut program, "cho_ngay", DATE);
        let after = sketch::task(&mut program, "sau", 1);
        line(&mut program, &[before, wait, after]);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.data.fields[usize::from(DATE)] = calendar::Date::parse(date).map(Value::Date);
        run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
        run.wait("2024-07-02 08:00");
        assert_eq!(
            (waiting(&run), run.instance.closed.last().unwrap().at),
            (vec!["sau".to_owned()], at(over)),
            "{date}"
        );
    }
}

/// Sem 3.13, 3.43: a date in a year that is not announced waits for the calendar; when that comes, it is armed.
#[test]
fn a_date_waits_for_its_calendar() {
    let mut program = sketch::empty(FIVE_DAYS);
    let before = sketch::task(&mut program, "truoc", 1);
    let wait = sketch::wait_for(&mut program, "cho_ngay", DATE);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[before, wait, after]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.data.fields[usize::from(DATE)] = calendar::Date::parse("2025-03-03").map(Value::Date);
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!((run.instance.wake_at(), incidents(&run)), (None, vec![IncidentKind::CalendarGap]));
    town.edition.set(1);
    run.send("2024-12-02 09:00", &operate(Operation::ApplyCalendar { decree: "TB 2025".to_owned() })).unwrap();
    assert_eq!((run.instance.wake_at(), incidents(&run)), (Some(at("2025-03-03 08:00")), vec![]));
}

/// Sem 3.38, 4.21: while the dossier is legally suspended no wait ends; what has come meanwhile ends at the release.
#[test]
fn a_wait_stands_still_while_suspended() {
    let mut program = sketch::empty(FIVE_DAYS);
    let before = sketch::task(&mut program, "truoc", 1);
    let wait = sketch::wait_for(&mut program, "cho_ngay", DATE);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[before, wait, after]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.data.fields[usize::from(DATE)] = calendar::Date::parse("2024-06-12").map(Value::Date);
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    run.send("2024-06-11 09:00", &suspend(true)).unwrap();
    run.wait("2024-06-14 09:00");
    assert_eq!(waiting(&run), ["cho_ngay"]);
    run.send("2024-06-14 09:00", &suspend(false)).unwrap();
    run.wait("2024-06-14 09:00");
    assert_eq!(
        (waiting(&run), run.instance.closed.last().unwrap().at),
        (vec!["sau".to_owned()], at("2024-06-14 09:00"))
    );
}
