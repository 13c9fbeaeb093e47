//! Messages: buffered, late, ambiguous, entered by hand; their outcomes (sem 2.10–2.13, 5.13, 8.5, 8.7). They must not
//! repeat what the invariants show for any program.

use motcua_engine::{
    BUFFERED_MAX, Command, Event, IncidentKind, Incoming, LegVerdict, MessageId, Operation, Outcome, Rejection,
};
use program::{ActionIx, AnytimeKind, Bound, GuardIx, NodeIx, Program, Quorum, Source};

use crate::calendars::at;
use crate::sketch;
use crate::stage::{
    FIVE_DAYS, days, filed, find, happened, incidents, line, office, officer, operate, right, tidings, town, waiting,
};
use crate::town::post;

/// `nop` → `truoc` → `cho` (the message `ket_qua`) → `sau`.
fn awaiting() -> (Program, NodeIx) {
    let mut program = sketch::empty(FIVE_DAYS);
    let before = sketch::task(&mut program, "truoc", 1);
    let message = sketch::message(&mut program, "cho", "ket_qua", None);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[before, message, after]);
    (program, message)
}

fn taken(event: &Event) -> bool {
    matches!(event, Event::MessageTaken { by: Some(_), .. })
}

/// Sem 2.10: kept before its step, taken by it at the opening, the oldest first, dated at the opening.
#[test]
fn an_early_message_waits_for_its_step() {
    let (program, message) = awaiting();
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.send("2024-06-10 10:00", &tidings("ket_qua", "1")).unwrap();
    run.send("2024-06-10 11:00", &tidings("ket_qua", "2")).unwrap();
    run.act("2024-06-11 09:00", &officer(), "tiep").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    assert_eq!(happened(&run, taken), [at("2024-06-11 09:00")]);
    assert_eq!(run.data.value(Source::Answer(message, 0)), Some(&program::Value::Integer(1)), "the oldest");
    assert_eq!((run.instance.buffered.len(), run.data.messages.len()), (1, 1), "the other waits on");
}

/// Sem 2.10, `buffer`: two working days from Thứ hai 10/6 10:00 end Thứ tư 12/6 17:00.
#[test]
fn an_early_message_waits_for_so_long() {
    for (opens, consumed) in [("2024-06-12 17:00", true), ("2024-06-12 17:01", false)] {
        let mut program = sketch::empty(FIVE_DAYS);
        let before = sketch::task(&mut program, "truoc", 1);
        let short = sketch::add_rule(&mut program, sketch::by_day(days(2), calendar::Bearer::Office));
        let message = sketch::message(&mut program, "cho", "ket_qua", Some(short));
        let after = sketch::task(&mut program, "sau", 1);
        line(&mut program, &[before, message, after]);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.send("2024-06-10 10:00", &tidings("ket_qua", "1")).unwrap();
        run.act(opens, &officer(), "tiep").unwrap();
        assert_eq!(waiting(&run), [if consumed { "sau" } else { "cho" }], "{opens}");
        assert_eq!(happened(&run, taken).len(), usize::from(consumed), "{opens}");
        assert!(run.instance.buffered.is_empty() && run.data.messages.is_empty(), "{opens}: over, or taken");
    }
}

/// Sem 2.11: a message whose step can open no more is late: recorded, and nothing moves. One whose step can open again,
/// by a loop or a right, waits.
#[test]
fn a_late_message_moves_nothing() {
    for (loops, side, kept) in [(false, false, false), (true, false, true), (false, true, true)] {
        let (mut program, message) = awaiting();
        let after = program.find("sau").unwrap();
        if loops {
            sketch::button(&mut program, after, "hoi_lai", message, Some(Bound::Rounds(2)));
        }
        if side {
            let again = sketch::message(&mut program, "cho_them", "ket_qua", None);
            let opening = sketch::side(&mut program, "ben_le", &[again]);
            right(&mut program, "ben_le", 1, AnytimeKind::Steps(opening));
        }
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
        run.send("2024-06-10 11:00", &tidings("ket_qua", "1")).unwrap();
        run.send("2024-06-10 12:00", &tidings("ket_qua", "2")).unwrap();
        assert_eq!(waiting(&run), ["sau"], "{loops} {side}");
        let late = happened(&run, |event| matches!(event, Event::MessageLate { .. })).len();
        assert_eq!((late, run.instance.buffered.len()), if kept { (0, 1) } else { (1, 0) }, "{loops} {side}");
    }
}

/// Sem 2.13: two steps await it: it is given to neither; an operator chooses, and the incident closes.
#[test]
fn an_ambiguous_message_is_given_by_an_operator() {
    let mut program = sketch::empty(FIVE_DAYS);
    let first = sketch::message(&mut program, "m1", "ket_qua", None);
    let second = sketch::message(&mut program, "m2", "ket_qua", None);
    let after = sketch::task(&mut program, "sau", 1);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[first], &[second]]);
    line(&mut program, &[gate, after]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.send("2024-06-10 10:00", &tidings("ket_qua", "1")).unwrap();
    assert_eq!(
        (waiting(&run), incidents(&run)),
        (vec!["m1".into(), "m2".into()], vec![IncidentKind::MessageAmbiguous])
    );
    let (message, id) = (run.instance.buffered[0].id, find(&run, "m2").id);
    let give = |message, activation| operate(Operation::Deliver { message, activation });
    assert_eq!(run.send("2024-06-10 10:30", &give(MessageId(999), id)), Err(Rejection::NoSuchAction));
    run.send("2024-06-10 11:00", &give(message, id)).unwrap();
    assert_eq!((waiting(&run), incidents(&run)), (vec!["m1".to_owned()], vec![]));
    run.send("2024-06-10 12:00", &tidings("ket_qua", "2")).unwrap();
    assert_eq!(waiting(&run), ["sau"], "now it fits one step alone");
}

/// A message nobody awaits is the runtime's matter, one that says something else than is asked is refused.
#[test]
fn a_message_is_read_like_a_form() {
    let (program, _) = awaiting();
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(run.send("2024-06-10 10:00", &tidings("la", "1")), Err(Rejection::NoSuchAction));
    for (number, opinion) in [("ba", "dong_y"), ("", "dong_y"), ("1", "co_le")] {
        let fields = motcua_engine::Answers::default().with("so", number).with("y_kien", opinion);
        let command = Command::Message(Incoming { name: "ket_qua".to_owned(), fields });
        assert!(matches!(run.send("2024-06-10 10:00", &command), Err(Rejection::FormInvalid(_))), "{number} {opinion}");
    }
}

/// `cho` with an outcome `tu_choi` back to `truoc`, at most once, guarded; else `received`.
fn choosing() -> (Program, GuardIx) {
    let mut program = sketch::empty(FIVE_DAYS);
    let before = sketch::task(&mut program, "truoc", 1);
    let message = sketch::message(&mut program, "cho", "ket_qua", None);
    let after = sketch::task(&mut program, "sau", 1);
    let refused = sketch::outcome(&mut program, message, "tu_choi", before, Some(Bound::Rounds(1)));
    let guard = sketch::guard(&mut program);
    let outcome = sketch::press(&mut program, message, refused);
    (outcome.when, outcome.proceeds) = (Some(guard), false);
    line(&mut program, &[before, message, after]);
    sketch::by_hand(&mut program, message, 1);
    office(&mut program, message, days(1));
    (program, guard)
}

/// `language.md` b4: the first outcome that holds; sem 5.13: its guard stands in the flow taken; sem 1.10: at the bound
/// of an outcome that nobody chose the token parks.
#[test]
fn what_a_message_says_decides() {
    let (program, guard) = choosing();
    let town = town(program);
    town.settle(guard, true);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    run.send("2024-06-10 11:00", &tidings("ket_qua", "1")).unwrap();
    assert_eq!(waiting(&run), ["truoc"]);
    let chosen = |event: &Event| matches!(event, Event::Taken { guards, .. } if *guards == [(guard, true)]);
    assert_eq!(happened(&run, chosen).len(), 1);
    run.act("2024-06-10 13:00", &officer(), "tiep").unwrap();
    run.send("2024-06-10 14:00", &tidings("ket_qua", "2")).unwrap();
    assert_eq!(incidents(&run), [IncidentKind::RoundsExhausted]);
    town.settle(guard, false);
    let mut other = filed(&town, "2024-06-10 09:00");
    other.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    other.send("2024-06-10 11:00", &tidings("ket_qua", "1")).unwrap();
    assert_eq!(waiting(&other), ["sau"]);
}

/// Sem 8.1, 8.5: a message came, its outcome cannot be told: the step is stopped with it, takes no other, and the
/// repair tries the outcome again; the leg is judged then.
#[test]
fn an_outcome_is_tried_again_after_repair() {
    let (program, guard) = choosing();
    let town = town(program);
    town.settled.borrow_mut().insert(guard, Outcome::Missing("to_khai.ten".to_owned()));
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    run.send("2024-06-10 11:00", &tidings("ket_qua", "7")).unwrap();
    assert_eq!((waiting(&run), incidents(&run)), (vec!["cho".to_owned()], vec![IncidentKind::GuardMissing]));
    run.send("2024-06-10 11:30", &tidings("ket_qua", "8")).unwrap();
    assert_eq!((incidents(&run).len(), run.instance.buffered.len()), (1, 1), "another message waits");
    let retry = |run: &crate::run::Run<'_>| operate(Operation::Retry { incident: run.instance.incidents[0].id });
    let command = retry(&run);
    run.send("2024-06-10 12:00", &command).unwrap();
    assert_eq!(run.instance.incidents[0].attempt, 2);
    town.settle(guard, false);
    let command = retry(&run);
    run.send("2024-06-12 09:00", &command).unwrap();
    assert_eq!((waiting(&run), incidents(&run)), (vec!["sau".to_owned()], vec![]));
    let closed = run.instance.closed.last().unwrap();
    assert_eq!((closed.action, closed.verdict), (Some(ActionIx(1)), Some(LegVerdict::Overdue)));
}

/// `language.md` b4, `ask: [tin]`: an officer of the button's role enters the message; the outcomes decide.
#[test]
fn a_message_is_entered_by_hand() {
    let (program, guard) = choosing();
    let town = town(program);
    town.settle(guard, false);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    let foreign = run.act("2024-06-10 11:00", &post("can_bo_03"), "nhap");
    assert_eq!(foreign, Err(Rejection::NotInRole { role: "can_bo".to_owned() }));
    run.act("2024-06-10 11:00", &officer(), "nhap").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    let people = |event: &Event| matches!(event, Event::Completed { people, button: Some(button), .. } if *people == [officer()] && button.action == ActionIx(1));
    assert_eq!(happened(&run, people), [at("2024-06-10 11:00")]);
    let message = run.town.program.find("cho").unwrap();
    assert_eq!(run.data.value(Source::Answer(message, 0)), Some(&program::Value::Integer(3)));
}

/// Sem 8.7: a hundred messages wait in one dossier; the next is refused by the name of the limit.
#[test]
fn so_many_messages_wait() {
    let (program, _) = awaiting();
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    for _ in 0..BUFFERED_MAX {
        run.send("2024-06-10 10:00", &tidings("ket_qua", "1")).unwrap();
    }
    let full = run.send("2024-06-10 10:00", &tidings("ket_qua", "1"));
    assert_eq!(full, Err(Rejection::Limit { name: "buffered_messages", most: BUFFERED_MAX as u64 }));
}

/// `language.md` b4: an officer's button beside a message ends the wait for it; what comes then is late (sem 2.11).
#[test]
fn a_button_beside_a_message_ends_the_wait() {
    let (mut program, message) = awaiting();
    let after = program.find("sau").unwrap();
    sketch::button_by(&mut program, message, "bo_qua", 2, after);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert!(matches!(run.act("2024-06-10 11:00", &post("can_bo_02"), "bo_qua"), Err(Rejection::NotInRole { .. })));
    run.act("2024-06-10 11:00", &post("lanh_dao_01"), "bo_qua").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    run.send("2024-06-10 12:00", &tidings("ket_qua", "1")).unwrap();
    assert_eq!(happened(&run, |event| matches!(event, Event::MessageLate { .. })).len(), 1);
}
