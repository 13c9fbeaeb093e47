//! Operators: repair, two persons, moves within block structure, technical suspension (sem 6.12, 6.13, 8.1–8.12). They
//! must not repeat what the invariants show for any program.

use calendar::Phase;
use motcua_engine::{
    Answers, Cause, Command, Event, IncidentKind, JobOutcome, LegVerdict, Life, Operation, OperatorAct, Outcome,
    ProposalId, Rejection,
};
use program::{Bound, GuardIx, Hold, NodeIx, Program, Quorum, Value};

use crate::calendars::at;
use crate::house;
use crate::sketch::{self, within};
use crate::stage::{
    FIVE_DAYS, OFF, applicants, cancelled, clock, days, done, due, due_of, failed, filed, find, happened, incidents,
    line, office, officer, operate, paying, reported, starts, suspend, tidings, town, two_persons, waiting,
};
use crate::town::applicant;

/// `nop` → `truoc` → a block of `a` → `a2` and `b` → `sau`.
fn blocks() -> Program {
    let mut program = sketch::empty(FIVE_DAYS);
    let [before, a, a2, b, after] = ["truoc", "a", "a2", "b", "sau"].map(|id| sketch::task(&mut program, id, 1));
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[a, a2], &[b]]);
    line(&mut program, &[before, gate, after]);
    program
}

fn node(program: &Program, id: &str) -> NodeIx {
    program.find(id).unwrap()
}

/// Sem 6.12: proposed by one, approved by another; turned down it does nothing; both stand in the log.
#[test]
fn an_operator_needs_a_second_person() {
    let town = town(blocks());
    let mut run = filed(&town, "2024-06-10 09:00");
    let act = OperatorAct::Skip { activation: find(&run, "truoc").id };
    let propose = Operation::Propose { act, ground: "Đã làm trên giấy".to_owned(), answers: Answers::default() };
    run.send("2024-06-10 10:00", &operate(propose.clone())).unwrap();
    let proposal = run.instance.proposals[0].id;
    let same = operate(Operation::Settle { proposal, approve: true });
    assert_eq!(run.send("2024-06-10 10:10", &same), Err(Rejection::SamePerson { step: "operator".to_owned() }));
    run.send("2024-06-10 10:10", &operate(Operation::Settle { proposal, approve: false })).unwrap();
    assert_eq!((waiting(&run), run.instance.proposals.len()), (vec!["truoc".to_owned()], 0));
    run.send("2024-06-10 10:20", &operate(propose)).unwrap();
    let proposal = run.instance.proposals[0].id;
    let second =
        Command::Operate { operator: "quan_tri_02".into(), what: Operation::Settle { proposal, approve: true } };
    run.send("2024-06-10 10:30", &second).unwrap();
    assert_eq!(waiting(&run), ["a", "b"]);
    assert!(run.instance.step(node(&town.program, "truoc")).skipped);
    let gone = operate(Operation::Settle { proposal: ProposalId(999), approve: true });
    assert!(matches!(run.send("2024-06-10 10:40", &gone), Err(Rejection::TaskNotOpen { .. })));
}

/// Sem 6.12: moves within a level and within a branch; none into a block, out of one, or to another branch of it; a
/// block moves as a whole.
#[test]
fn moves_obey_block_structure() {
    // Where the token stands; where it is moved; whether that is allowed.
    let table = [
        ("truoc", "sau", true),
        ("truoc", "song_song", true),
        ("truoc", "a", false),
        ("truoc", "song_song~join", false),
        ("truoc", "nop", false),
        ("a", "a2", true),
        ("a", "b", false),
        ("a", "sau", false),
        ("a", "song_song~join", false),
        ("song_song", "truoc", true),
        ("song_song", "a", false),
        ("song_song", "approved", true),
    ];
    for (from, to, allowed) in table {
        let town = town(blocks());
        let mut run = filed(&town, "2024-06-10 09:00");
        if from != "truoc" {
            run.act("2024-06-10 09:30", &officer(), "tiep").unwrap();
        }
        let activation = find(&run, from).id;
        let act = OperatorAct::Move { activation, to: node(&town.program, to) };
        let moved = two_persons(&mut run, "2024-06-10 10:00", act);
        assert_eq!(moved, if allowed { Ok(()) } else { Err(OFF) }, "{from} → {to}");
        if allowed && to == "approved" {
            assert!(matches!(run.instance.life, Life::Ended { .. }));
        } else if allowed {
            assert!(run.instance.activations.iter().any(|one| one.node == node(&town.program, to)), "{from} → {to}");
        }
    }
}

/// Sem 1.18, 6.12: a branch that is taken away is dead: it satisfies `all`; the main level cannot be taken away.
#[test]
fn a_cancelled_branch_is_dead() {
    let town = town(blocks());
    let mut run = filed(&town, "2024-06-10 09:00");
    let activation = find(&run, "truoc").id;
    assert_eq!(two_persons(&mut run, "2024-06-10 09:10", OperatorAct::Cancel { activation }), Err(OFF));
    run.act("2024-06-10 09:30", &officer(), "tiep").unwrap();
    let activation = find(&run, "a").id;
    two_persons(&mut run, "2024-06-10 10:00", OperatorAct::Cancel { activation }).unwrap();
    assert_eq!((waiting(&run), cancelled(&run, Cause::Operator)), (vec!["b".to_owned()], vec!["a".to_owned()]));
    run.act("2024-06-10 11:00", &officer(), "tiep").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
}

/// Sem 6.13: an operator's act releases the hold of what it takes away, starts and stops no clock, judges no leg; sem 1.9:
/// what it takes away was no request.
#[test]
fn an_operator_touches_no_clock() {
    let mut program = sketch::empty(FIVE_DAYS);
    let first = sketch::task(&mut program, "tiep_nhan", 1);
    let wait = sketch::task(&mut program, "bo_sung", 0);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[first, wait, after]);
    starts(&mut program, first);
    sketch::person(&mut program, wait).supplement = Some(program::LetterIx(0));
    program.graph[wait].hold = Some(Hold::Pause);
    program.graph[after].on_pass.stops.push(crate::invariants::DOSSIER);
    office(&mut program, first, days(1));
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!((run.instance.supplements, run.instance.status), (1, 5));
    let activation = find(&run, "bo_sung").id;
    two_persons(&mut run, "2024-06-12 10:00", OperatorAct::Skip { activation }).unwrap();
    assert_eq!((waiting(&run), run.instance.supplements), (vec!["sau".to_owned()], 0));
    assert_eq!((clock(&run).state.phase, due(&run)), (Phase::Running, Some(at("2024-06-19 17:00"))));
    let activation = find(&run, "sau").id;
    two_persons(&mut run, "2024-06-13 10:00", OperatorAct::Skip { activation }).unwrap();
    assert_eq!(clock(&run).stopped_at, Some(at("2024-06-13 10:00")), "by the end of the dossier, not by the skip");
    assert_eq!(run.instance.closed.last().unwrap().verdict, None);
}

/// Sem 5.21, 6.12: data are corrected with a ground by two persons, read against the form, and re-evaluate nothing.
#[test]
fn data_are_corrected() {
    let town = town(blocks());
    let mut run = filed(&town, "2024-06-10 09:00");
    let correct = |number: &str| Operation::Propose {
        act: OperatorAct::Correct {},
        ground: "Nhập sai".to_owned(),
        answers: Answers::default().with("to_khai.so_ban", number),
    };
    let wrong = run.send("2024-06-10 10:00", &operate(correct("40")));
    assert!(matches!(wrong, Err(Rejection::FormInvalid(_))), "at most 9");
    run.send("2024-06-10 10:00", &operate(correct("4"))).unwrap();
    assert_eq!(run.data.field(program::FieldIx(1)), None, "only proposed");
    let proposal = run.instance.proposals[0].id;
    let second =
        Command::Operate { operator: "quan_tri_02".into(), what: Operation::Settle { proposal, approve: true } };
    run.send("2024-06-10 11:00", &second).unwrap();
    assert_eq!(run.data.field(program::FieldIx(1)), Some(&Value::Integer(4)));
    assert!(run.data.corrections.is_empty());
    assert_eq!(waiting(&run), ["truoc"]);
}

fn guarded() -> (Program, GuardIx) {
    let mut program = blocks();
    let guard = sketch::guard(&mut program);
    let b = node(&program, "b");
    program.graph[b].when = Some(guard);
    (program, guard)
}

/// Sem 8.4, 8.5: a retry tries exactly the parked token with what is known now; nothing done before is redone.
#[test]
fn a_retry_tries_the_parked_token() {
    let (program, guard) = guarded();
    let town = town(program);
    town.settled.borrow_mut().insert(guard, Outcome::Missing("to_khai.ten".to_owned()));
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 09:30", &officer(), "tiep").unwrap();
    let opened = |run: &crate::run::Run<'_>| happened(run, |event| matches!(event, Event::Opened { .. })).len();
    let before = opened(&run);
    let retry = |run: &crate::run::Run<'_>| operate(Operation::Retry { incident: run.instance.incidents[0].id });
    let command = retry(&run);
    run.send("2024-06-10 10:00", &command).unwrap();
    assert_eq!((run.instance.incidents[0].attempt, opened(&run)), (2, before));
    town.settle(guard, true);
    let command = retry(&run);
    run.send("2024-06-11 10:00", &command).unwrap();
    assert_eq!((incidents(&run), opened(&run)), (vec![], before + 1));
    assert_eq!(find(&run, "b").opened_at, at("2024-06-11 10:00"));
}

/// Sem 6.12, 8.5: a parked token may also be moved or skipped; a bound that is reached stays reached.
#[test]
fn a_parked_token_can_be_moved() {
    for act in ["skip", "move", "retry"] {
        let mut program = sketch::empty(FIVE_DAYS);
        let [a, b] = ["a", "b"].map(|id| sketch::task(&mut program, id, 1));
        line(&mut program, &[a, b]);
        office(&mut program, b, days(1));
        let flow = sketch::timeout(&mut program, b, a);
        program.graph[flow].bound = Some(Bound::Rounds(1));
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
        run.wait("2024-06-11 17:00");
        run.act("2024-06-12 10:00", &officer(), "tiep").unwrap();
        run.wait("2024-06-13 17:00");
        assert_eq!(incidents(&run), [IncidentKind::RoundsExhausted]);
        let activation = run.instance.activations[0].id;
        match act {
            "skip" => two_persons(&mut run, "2024-06-14 09:00", OperatorAct::Skip { activation }).unwrap(),
            "move" => two_persons(&mut run, "2024-06-14 09:00", OperatorAct::Move { activation, to: b }).unwrap(),
            _ => {
                let incident = run.instance.incidents[0].id;
                run.send("2024-06-14 09:00", &operate(Operation::Retry { incident })).unwrap();
                assert_eq!(run.instance.incidents[0].attempt, 2);
                continue;
            }
        }
        assert_eq!((waiting(&run), incidents(&run)), (vec!["b".to_owned()], vec![]), "{act}");
    }
}

/// Sem 8.8: nothing is applied but what operators do and messages that are kept; the legal clock runs on. Lifted, what
/// was due fires dated as due, then the messages are given out; for the applicant it was an outage.
#[test]
fn a_technical_suspension_is_made_up_for() {
    let mut program = sketch::empty(FIVE_DAYS);
    let first = sketch::task(&mut program, "tiep_nhan", 1);
    let [a, late] = ["a", "tre"].map(|id| sketch::task(&mut program, id, 1));
    let message = sketch::message(&mut program, "cho", "ket_qua", None);
    let his = sketch::task(&mut program, "bo_sung", 0);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[a, late], &[message], &[his]]);
    line(&mut program, &[first, gate]);
    starts(&mut program, first);
    office(&mut program, a, days(1));
    sketch::timeout(&mut program, a, late);
    let join = sketch::join_of(&program, gate);
    applicants(&mut program, his, within(2, calendar::Unit::Day));
    sketch::timeout(&mut program, his, join);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    run.send("2024-06-11 09:00", &operate(Operation::Halt { on: true })).unwrap();
    assert_eq!(run.instance.wake_at(), None);
    run.wait("2024-06-12 09:00");
    let refused = Err(Rejection::Suspended { legally: false });
    assert_eq!(run.act_in("2024-06-12 09:00", "a", &officer(), "tiep"), refused);
    assert_eq!(run.send("2024-06-12 09:00", &suspend(true)), refused);
    run.send("2024-06-12 10:00", &tidings("ket_qua", "1")).unwrap();
    assert_eq!(run.send("2024-06-12 11:00", &operate(Operation::Halt { on: true })), Err(Rejection::AlreadyOpen));
    let decision = run.send("2024-06-13 09:00", &operate(Operation::Halt { on: false })).unwrap();
    let times: Vec<_> = decision.passes.iter().map(|pass| pass.at).collect();
    assert_eq!(times, [at("2024-06-13 09:00"), at("2024-06-11 17:00"), at("2024-06-13 09:00")]);
    assert_eq!(waiting(&run), ["bo_sung", "tre"]);
    assert_eq!(due_of(&run, "bo_sung"), Some(at("2024-06-13 24:00")), "sem 2.19: his last day was 12/6");
    assert_eq!(due(&run), Some(at("2024-06-17 17:00")), "nothing legal stood still");
    run.act_in("2024-06-13 10:00", "bo_sung", &applicant(), "tiep").unwrap();
    assert_eq!(run.send("2024-06-13 11:00", &operate(Operation::Halt { on: false })), Err(OFF));
}

/// `nop` → `nop_phi` (three days of the applicant, from his timeout on `het`), `tra_cuu` and `cho` side by side → `sau`.
fn waiting_for_others(quorum: Quorum) -> Program {
    let mut program = sketch::empty(FIVE_DAYS);
    program.fees = vec![house::fee("le_phi", 20_000)];
    let pay = sketch::payment(&mut program, "nop_phi", vec![house::line(0)]);
    let job = sketch::job(&mut program, "tra_cuu", (1, 5));
    let message = sketch::message(&mut program, "cho", "ket_qua", None);
    let gate = sketch::block(&mut program, "song_song", quorum, &[&[pay], &[job], &[message]]);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[gate, after]);
    applicants(&mut program, pay, days(1));
    let join = sketch::join_of(&program, gate);
    sketch::timeout(&mut program, pay, join);
    program
}

fn halt(on: bool) -> Command {
    operate(Operation::Halt { on })
}

/// Sem 8.8: under technical suspension results and messages are kept and money is booked, each once; lifted, they take
/// effect in the order they came. Money that was paid is not late, though its due passed meanwhile.
#[test]
fn what_comes_while_halted_takes_effect_at_the_lifting() {
    let town = town(waiting_for_others(Quorum::All));
    let mut run = filed(&town, "2024-06-10 09:00");
    let [bill, job] = ["nop_phi", "tra_cuu"].map(|step| find(&run, step).id);
    assert_eq!(due_of(&run, "nop_phi"), Some(at("2024-06-11 24:00")));
    run.send("2024-06-11 23:45", &halt(true)).unwrap();
    run.send("2024-06-11 23:46", &tidings("ket_qua", "1")).unwrap();
    run.send("2024-06-11 23:47", &reported(job, done())).unwrap();
    assert!(matches!(run.send("2024-06-11 23:48", &reported(job, done())), Err(Rejection::TaskNotOpen { .. })));
    run.send("2024-06-11 23:49", &paying(bill, "gd_1", 15_000, "2024-06-11 23:49")).unwrap();
    run.send("2024-06-11 23:50", &paying(bill, "gd_2", 10_000, "2024-06-11 23:50")).unwrap();
    run.send("2024-06-11 23:51", &paying(bill, "gd_2", 10_000, "2024-06-11 23:50")).unwrap();
    assert_eq!((run.instance.paid_on(house::line(0)), run.instance.refunds), (20_000, 5_000), "booked at once");
    assert_eq!(waiting(&run), ["nop_phi", "tra_cuu", "cho"]);
    // A quarter of an hour is no outage, so nothing is made good; it need not be.
    run.send("2024-06-12 00:05", &halt(false)).unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    let closed = |event: &Event| match event {
        Event::Completed { id, .. } if *id != motcua_engine::ActivationId(1) => true,
        Event::StepOverdue { .. } => true,
        _ => false,
    };
    assert!(happened(&run, closed).iter().all(|when| *when == at("2024-06-12 00:05")), "at the lifting");
    let order: Vec<_> = run.instance.closed.iter().filter(|one| [bill, job].contains(&one.id)).collect();
    assert_eq!(order.iter().map(|one| one.id).collect::<Vec<_>>(), [job, bill], "as they came");
    assert_eq!(order[1].verdict, Some(LegVerdict::OnTime), "sem 2.15a");
    assert!(run.data.reports.is_empty() && run.data.messages.is_empty());
}

/// Sem 8.8, 4.14, 4.16: what a worker says is checked when it comes; a failure is tried again from the lifting on, and a
/// result whose job a timer, or what came before, has taken away is of no use.
#[test]
fn a_kept_result_may_come_to_nothing() {
    let town = town(waiting_for_others(Quorum::AtLeast(1)));
    let mut run = filed(&town, "2024-06-10 09:00");
    let job = find(&run, "tra_cuu").id;
    run.send("2024-06-10 10:00", &halt(true)).unwrap();
    let wrong = JobOutcome::Done(Answers::default().with("so", "ba"));
    assert!(matches!(run.send("2024-06-10 10:01", &reported(job, wrong)), Err(Rejection::FormInvalid(_))));
    run.send("2024-06-10 10:02", &reported(job, failed(None))).unwrap();
    run.send("2024-06-10 10:05", &halt(false)).unwrap();
    assert_eq!(run.instance.wake_at(), Some(at("2024-06-10 10:10")), "five minutes from the lifting");
    run.send("2024-06-10 10:06", &halt(true)).unwrap();
    run.send("2024-06-10 10:07", &tidings("ket_qua", "1")).unwrap();
    run.send("2024-06-10 10:08", &reported(job, done())).unwrap();
    let decision = run.send("2024-06-10 10:09", &halt(false)).unwrap();
    assert_eq!(waiting(&run), ["sau"], "the message was first");
    let last = decision.passes.last().unwrap();
    assert!(matches!(last.events.as_slice(), [Event::DataWritten { .. }, Event::ReportTaken { .. }]), "{last:?}");
}

/// Sem 8.8: what a timer opens at its due, before a message came, takes it not then but at the lifting.
#[test]
fn a_message_is_not_taken_before_it_came() {
    let mut program = sketch::empty(FIVE_DAYS);
    let first = sketch::task(&mut program, "a", 1);
    let message = sketch::message(&mut program, "cho", "ket_qua", None);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[first, message, after]);
    office(&mut program, first, days(1));
    sketch::timeout(&mut program, first, message);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.send("2024-06-11 16:00", &halt(true)).unwrap();
    run.send("2024-06-11 18:00", &tidings("ket_qua", "1")).unwrap();
    run.send("2024-06-12 09:00", &halt(false)).unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    let opened = |event: &Event| matches!(event, Event::Opened { activation, .. } if activation.node == message);
    let taken = |event: &Event| matches!(event, Event::MessageTaken { by: Some(_), .. });
    assert_eq!(
        (happened(&run, opened), happened(&run, taken)),
        (vec![at("2024-06-11 17:00")], vec![at("2024-06-12 09:00")])
    );
}

/// Sem 2.13, 8.8: messages that waited for an operator before a suspension still do after it.
#[test]
fn a_lifting_does_not_choose_for_the_operator() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [m1, m2] = ["m1", "m2"].map(|id| sketch::message(&mut program, id, "ket_qua", None));
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[m1], &[m2]]);
    line(&mut program, &[gate]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.send("2024-06-10 10:00", &tidings("ket_qua", "1")).unwrap();
    run.send("2024-06-10 10:30", &halt(true)).unwrap();
    run.send("2024-06-10 11:00", &tidings("ket_qua", "2")).unwrap();
    run.send("2024-06-10 12:00", &halt(false)).unwrap();
    assert_eq!(waiting(&run), ["m1", "m2"]);
    assert_eq!(incidents(&run), [IncidentKind::MessageAmbiguous; 2]);
    assert_eq!(run.instance.buffered.len(), 2);
}

/// Sem 8.2, 8.12: a program the compiler would refuse, in which nothing is left to wait for, says so at once, and once.
#[test]
fn a_dossier_that_nothing_can_move_says_so() {
    let mut program = sketch::empty(FIVE_DAYS);
    let a = sketch::task(&mut program, "a", 1);
    let b = sketch::task(&mut program, "b", 1);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[a], &[b]]);
    line(&mut program, &[gate]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    // A snapshot from which a token was lost, as no log could make it.
    let lost = find(&run, "b").id;
    run.instance.activations.retain(|one| one.id != lost);
    let id = find(&run, "a").id;
    let command = run.press(id, &officer(), "tiep");
    town.set(at("2024-06-10 10:00"));
    let (after, decision) = motcua_engine::decide(&town.program, run.instance.clone(), &run.data, &command, &town);
    let kinds: Vec<_> = after.incidents.iter().map(|incident| incident.kind).collect();
    assert_eq!(kinds, [IncidentKind::Quiescent]);
    assert_eq!(decision.unwrap().passes.len(), 1);
}
