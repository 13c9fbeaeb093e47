//! What random programs once found, told as small dossiers. It must not hold what nobody can explain.

use motcua_engine::{About, Effect, Event, IncidentKind, Operation, effects};
use program::{Bound, FlowKind, NodeIx, Quorum, RuleIx};

use crate::calendars::at;
use crate::sketch;
use crate::stage::{
    FIVE_DAYS, days, error, filed, filed_for, find, happened, incidents, line, office, officer, operate, reported,
    tidings, town, waiting,
};
use crate::town::post;

/// `language.md` b7: the filing itself starts the clock; the status stayed 1.
#[test]
fn a_clock_started_by_the_filing_sets_the_status() {
    let mut program = sketch::empty(FIVE_DAYS);
    let a = sketch::task(&mut program, "a", 0);
    line(&mut program, &[a]);
    program.graph[NodeIx::new(0)].on_pass.starts.push(RuleIx(0));
    let town = town(program);
    assert_eq!(filed(&town, "2024-06-10 09:00").instance.status, 2);
}

/// Sem 2.20: the reminder of a task that its timeout took away in the same catch-up was still sent.
#[test]
fn nobody_is_reminded_of_what_is_over() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [a, b] = ["a", "b"].map(|id| sketch::task(&mut program, id, 1));
    line(&mut program, &[a, b]);
    office(&mut program, a, days(3));
    program.graph[a].boundary = vec![program::Boundary::Remind(sketch::length(1, calendar::Unit::WorkingDay))];
    sketch::timeout(&mut program, a, b);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    let before = run.instance.clone();
    run.wait("2024-06-14 09:00");
    let all = run.log.iter().flat_map(|pass| effects(&town.program, Some(&before), &run.instance, pass));
    assert_eq!(all.filter(|one| matches!(one, Effect::Notice { about: About::Reminder, .. })).count(), 0);
    assert_eq!(happened(&run, |event| matches!(event, Event::Reminded { .. })), [at("2024-06-12 08:00")]);
}

/// Sem 1.10, 8.5: a retry went round the loop that was exhausted. Nobody had chosen the outcome of a message, either.
#[test]
fn a_repair_lifts_no_bound() {
    let mut program = sketch::empty(FIVE_DAYS);
    let message = sketch::message(&mut program, "cho", "ket_qua", None);
    sketch::outcome(&mut program, message, "lai", message, Some(Bound::Rounds(1)));
    line(&mut program, &[message]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    for _ in 0..2 {
        run.send("2024-06-10 10:00", &tidings("ket_qua", "1")).unwrap();
    }
    assert_eq!(incidents(&run), [IncidentKind::RoundsExhausted]);
    let incident = run.instance.incidents[0].id;
    run.send("2024-06-10 11:00", &operate(Operation::Retry { incident })).unwrap();
    assert_eq!(incidents(&run), [IncidentKind::RoundsExhausted]);
}

/// §10 7: what was noted of a step outlived the step.
#[test]
fn a_note_ends_with_its_task() {
    let mut program = sketch::empty(FIVE_DAYS);
    let nobodys = sketch::task(&mut program, "a", 4);
    let b = sketch::task(&mut program, "b", 1);
    line(&mut program, &[nobodys, b]);
    office(&mut program, nobodys, days(1));
    sketch::timeout(&mut program, nobodys, b);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(incidents(&run), [IncidentKind::NoActor]);
    run.wait("2024-06-11 17:00");
    assert_eq!((waiting(&run), incidents(&run)), (vec!["b".to_owned()], vec![]));
}

/// Sem 1.20: an exit from a list in a block took the list away first, and the younger branches beside it after it.
#[test]
fn an_exit_from_a_list_in_a_block_goes_in_order() {
    let mut program = sketch::empty(FIVE_DAYS);
    let list = sketch::list(&mut program, "y_kien", crate::house::AGENCIES, Quorum::All, false);
    let b = sketch::task(&mut program, "b", 1);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[list], &[b]]);
    line(&mut program, &[gate]);
    let rejected = sketch::end(&mut program, program::EndResult::Rejected);
    sketch::exit_button(&mut program, list, "phan_doi", rejected, gate);
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b"]);
    run.act_in("2024-06-10 10:00", "y_kien[so_a]", &post("so_a_01"), "phan_doi").unwrap();
    let gone = crate::stage::cancelled(&run, motcua_engine::Cause::Exited);
    assert_eq!(gone, ["y_kien[so_b]", "b", "y_kien", "song_song"]);
}

/// Sem 8.5: the attempt of a repaired message was counted on the next token that parked.
#[test]
fn only_what_is_repaired_is_tried_again() {
    let mut program = sketch::empty(FIVE_DAYS);
    let message = sketch::message(&mut program, "cho", "ket_qua", None);
    let split = sketch::gateway(&mut program, "chon");
    let refused = sketch::outcome(&mut program, message, "tu_choi", split, None);
    let guard = sketch::guard(&mut program);
    sketch::press(&mut program, message, refused).when = Some(guard);
    let end = line(&mut program, &[message]);
    let never = sketch::guard(&mut program);
    sketch::flow(&mut program, (split, end), FlowKind::Branch, Some(never), None);
    let town = town(program);
    town.settle(never, false);
    town.settled.borrow_mut().insert(guard, motcua_engine::Outcome::Limit);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.send("2024-06-10 10:00", &tidings("ket_qua", "1")).unwrap();
    town.settle(guard, true);
    let incident = run.instance.incidents[0].id;
    run.send("2024-06-10 11:00", &operate(Operation::Retry { incident })).unwrap();
    let open = &run.instance.incidents[0];
    assert_eq!((open.kind, open.attempt), (IncidentKind::NoBranch, 1));
}

/// §10 33: an outage told of while the dossier is technically suspended moved a due; lifting the suspension tells it.
#[test]
fn an_outage_waits_for_the_suspension_to_end() {
    let mut program = sketch::empty(FIVE_DAYS);
    let his = sketch::task(&mut program, "a", 0);
    let end = line(&mut program, &[his]);
    crate::stage::applicants(&mut program, his, sketch::within(2, calendar::Unit::Day));
    sketch::timeout(&mut program, his, end);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.send("2024-06-12 10:00", &operate(Operation::Halt { on: true })).unwrap();
    let (from, to) = (at("2024-06-12 10:00"), at("2024-06-13 10:00"));
    run.send_late("2024-06-12 10:00", "2024-06-13 10:00", &motcua_engine::Command::OutageGrace { from, to }).unwrap();
    assert_eq!(crate::stage::due_of(&run, "a"), Some(at("2024-06-12 24:00")));
    run.send("2024-06-13 10:00", &operate(Operation::Halt { on: false })).unwrap();
    assert_eq!(crate::stage::due_of(&run, "a"), Some(at("2024-06-13 24:00")));
}

/// A parked token that is tried again was closed in the task table, where it had never been; so was a job.
#[test]
fn what_is_no_task_has_no_row() {
    let mut program = sketch::empty(FIVE_DAYS);
    let job = sketch::job(&mut program, "tra_cuu", (0, 5));
    let by_hand = sketch::task(&mut program, "lam_tay", 1);
    line(&mut program, &[job, by_hand]);
    sketch::on_error(&mut program, job, None, by_hand);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    let id = find(&run, "tra_cuu").id;
    run.send("2024-06-10 10:00", &reported(id, error("la"))).unwrap();
    assert_eq!(waiting(&run), ["lam_tay"]);
    run.act("2024-06-10 11:00", &officer(), "tiep").unwrap();
}
