//! Another version in force: which acts are refused for it, and what a dossier keeps when it goes over (sem 9.1, 9.2, 9.7).

use calendar::Unit;
use motcua_engine::record::v1;
use motcua_engine::{
    Author, Command, Decision, Event, Holding, Instance, Pass, Rejection, Shape, Transfer, change_version, decide,
    fold, transfer,
};
use program::{Bound, EndResult, FieldType, NodeIx, Program, ProgramHash};

use crate::calendars::at;
use crate::run::Run;
use crate::sketch::{self, within};
use crate::stage::{applicants, colleague, days, filed, line, office, officer, starts, town};
use crate::town::applicant;

const NEXT: ProgramHash = ProgramHash([2; 32]);

/// Filing, an early look, reception, which starts the clock or asks for a supplement, and the work itself.
fn procedure() -> Program {
    let mut program = sketch::empty(days(10));
    let look = sketch::task(&mut program, "xem", 1);
    let receive = sketch::task(&mut program, "tiep_nhan", 1);
    let work = sketch::task(&mut program, "tham_dinh", 1);
    let supplement = sketch::task(&mut program, "bo_sung", 0);
    office(&mut program, receive, within(4, Unit::WorkingHour));
    applicants(&mut program, supplement, days(7));
    line(&mut program, &[look, receive, work]);
    starts(&mut program, receive);
    supplements(&mut program, supplement);
    sketch::button(&mut program, receive, "bo_sung", supplement, Some(Bound::Supplements(2)));
    sketch::button(&mut program, supplement, "gui", receive, None);
    program
}

fn supplements(program: &mut Program, node: NodeIx) {
    let program::Work::Person(person) = &mut program.graph[node].work else { panic!("a task") };
    person.supplement = Some(program::LetterIx(0));
}

/// The same under another hash, with a change.
fn next(change: impl FnOnce(&mut Program)) -> Program {
    let mut program = Program { hash: NEXT, ..procedure() };
    change(&mut program);
    program
}

fn press(run: &Run<'_>, step: &str, action: &str) -> Command {
    let actor = if step == "bo_sung" { applicant() } else { officer() };
    run.press(run.open_in(step).unwrap(), &actor, action)
}

/// Decides while another version is in force, and leaves the dossier as it is.
fn tried(run: &Run<'_>, when: &str, command: &Command) -> Result<Decision, Rejection> {
    run.town.set(at(when));
    run.town.successor.set(Some(NEXT));
    let (after, decided) = decide(&run.town.program, run.instance.clone(), &run.data, command, run.town);
    run.town.successor.set(None);
    assert!(decided.is_ok() || after == run.instance, "a refusal changes nothing");
    decided
}

fn refused(settles: bool) -> Rejection {
    Rejection::VersionNotInForce { to: NEXT, settles, lacks: Vec::new() }
}

fn moved(run: &Run<'_>, new: &Program, settles: bool) -> Result<(Instance, Pass), Rejection> {
    let there = town(new.clone());
    there.now.set(run.town.now.get());
    let author = Author::Person { actor: officer(), on_behalf: None };
    let programs = (&run.town.program, new);
    let moved = change_version(programs, (&run.instance, &run.data), &author, settles, &there);
    moved.map(|(instance, _, pass)| (instance, pass))
}

#[test]
fn only_what_starts_the_clock_or_asks_for_a_supplement_waits_for_the_new_version() {
    let town = town(procedure());
    let mut run = filed(&town, "2024-06-10 09:00");
    let looked = press(&run, "xem", "tiep");
    assert!(tried(&run, "2024-06-10 09:05", &looked).is_ok(), "it starts nothing");
    run.act("2024-06-10 09:10", &officer(), "tiep").unwrap();
    let claim = Command::Hold { actor: officer(), activation: run.open_in("tiep_nhan").unwrap(), how: Holding::Claim };
    assert!(tried(&run, "2024-06-10 09:20", &claim).is_ok());
    for (action, settles) in [("tiep", true), ("bo_sung", false)] {
        let command = press(&run, "tiep_nhan", action);
        assert_eq!(tried(&run, "2024-06-10 09:30", &command), Err(refused(settles)), "{action}");
    }
    run.act("2024-06-10 09:40", &officer(), "tiep").unwrap();
    let command = press(&run, "tham_dinh", "tiep");
    assert!(tried(&run, "2024-06-10 10:00", &command).is_ok(), "the clock runs: the dossier stays on its version");
}

#[test]
fn an_act_that_is_not_theirs_is_refused_for_that_first() {
    let town = town(procedure());
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 09:10", &officer(), "tiep").unwrap();
    let command = run.press(run.open_in("tiep_nhan").unwrap(), &applicant(), "tiep");
    let refused = tried(&run, "2024-06-10 09:30", &command);
    assert!(matches!(refused, Err(Rejection::NotInRole { .. })), "{refused:?}");
}

#[test]
fn what_is_kept_keeps_id_claim_opening_and_due() {
    let town = town(procedure());
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 09:10", &officer(), "tiep").unwrap();
    let claim =
        Command::Hold { actor: colleague(), activation: run.open_in("tiep_nhan").unwrap(), how: Holding::Claim };
    run.send("2024-06-10 09:20", &claim).unwrap();
    // A step before, and a button before the one that was pressed: every number is another one there.
    let new = next(|program| {
        let mut other = sketch::empty(days(10));
        other.hash = NEXT;
        let first = sketch::task(&mut other, "chao_hoi", 1);
        let look = sketch::task(&mut other, "xem", 1);
        let receive = sketch::task(&mut other, "tiep_nhan", 1);
        let work = sketch::task(&mut other, "tham_dinh", 1);
        let supplement = sketch::task(&mut other, "bo_sung", 0);
        office(&mut other, first, within(1, Unit::WorkingHour));
        office(&mut other, receive, within(8, Unit::WorkingHour));
        applicants(&mut other, supplement, days(7));
        let refused = sketch::end(&mut other, EndResult::Refused);
        sketch::button(&mut other, look, "tu_choi", refused, None);
        line(&mut other, &[first, look, receive, work]);
        starts(&mut other, receive);
        supplements(&mut other, supplement);
        sketch::button(&mut other, receive, "bo_sung", supplement, Some(Bound::Supplements(2)));
        sketch::button(&mut other, supplement, "gui", receive, None);
        *program = other;
    });
    let (instance, pass) = moved(&run, &new, true).unwrap();
    let (old, now) = (&run.instance.activations[0], &instance.activations[0]);
    assert_eq!(new.node(now.node).id, "tiep_nhan");
    assert_eq!((now.id, &now.holder, now.opened_at), (old.id, &Some(colleague()), old.opened_at));
    let due = |one: &motcua_engine::Activation| one.clock.as_ref().unwrap().state.due;
    assert_eq!(due(now), due(old), "8 hours count for the next entry");
    assert_eq!((now.timers.clone(), instance.next_id), (old.timers.clone(), run.instance.next_id));
    let look = instance.step(new.find("xem").unwrap());
    assert_eq!(new.action(new.find("xem").unwrap(), look.action.unwrap()).id, "tiep", "by its id, not its number");
    assert_eq!(look.ever.count_ones(), 1);
    let Transfer::Mapped(there) = transfer(&town.program, &new, &run.instance) else { panic!("the limit differs") };
    assert_eq!(there.activations, instance.activations);

    // The log folds to it, each record read with its own version; only the first knows the old shape.
    let mut log = run.log.clone();
    let read = v1::decode_events(&new, &v1::encode_events(&new, "000000000000", &pass.events)).unwrap();
    assert_eq!(read, pass.events);
    log.push(pass);
    assert_eq!(fold(Shape::of(&town.program), &log), Some(instance.clone()));
    assert_eq!(v1::decode_snapshot(&new, &v1::encode_snapshot(&new, &instance)), Ok(instance));
    let Event::VersionChanged { from, to, .. } = &log.last().unwrap().events[0] else { panic!("it says so") };
    assert_eq!([from.as_str(), to.as_str()], ["010101010101", "020202020202"]);
    let body = v1::encode_events(&new, "000000000000", &log.last().unwrap().events);
    assert_eq!(v1::version_of(&body), Some("020202020202"));
}

#[test]
fn the_same_steps_are_safe_and_missing_ones_impossible() {
    let town = town(procedure());
    let mut run = filed(&town, "2024-06-10 09:00");
    let fate = |run: &Run<'_>, new: &Program| match transfer(&town.program, new, &run.instance) {
        Transfer::Safe(_) => "safe".to_owned(),
        Transfer::Mapped(_) => "mapped".to_owned(),
        Transfer::Impossible(missing) => missing,
    };
    assert_eq!(fate(&run, &next(|_| {})), "safe");
    let change = |id: &'static str, change: fn(&mut program::Node)| {
        next(move |program| {
            let node = program.find(id).unwrap();
            change(&mut program.graph[node]);
        })
    };
    assert_eq!(fate(&run, &change("tham_dinh", |node| node.id = "khac".to_owned())), "safe", "it was never there");
    assert_eq!(fate(&run, &change("xem", |node| node.name = "Xem lại".to_owned())), "mapped");
    assert_eq!(fate(&run, &change("xem", |node| node.actions[0].name = "Chuyển".to_owned())), "mapped");
    let lost = fate(&run, &change("xem", |node| node.id = "khac".to_owned()));
    assert!(lost.contains("`xem`"), "{lost}");
    let role = |node: &mut program::Node| {
        let program::Work::Person(person) = &mut node.work else { panic!("a task") };
        person.role = program::RoleIx(2);
    };
    assert_eq!(fate(&run, &change("xem", role)), "step `xem`", "another role");
    run.act("2024-06-10 09:10", &officer(), "tiep").unwrap();
    assert_eq!(fate(&run, &change("xem", |node| node.actions[0].id = "khac".to_owned())), "button `xem.tiep`");
    assert_eq!(fate(&run, &change("xem", |node| node.name = "Xem lại".to_owned())), "safe", "it is behind the dossier");
    let deadline = next(|program| {
        let node = program.find("tiep_nhan").unwrap();
        program.graph[node].deadline = None;
    });
    assert!(fate(&run, &deadline).contains("tiep_nhan"), "its clock runs and has no rule there");
}

#[test]
fn the_data_must_pass_the_new_form_where_the_clock_starts() {
    let town = town(procedure());
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 09:10", &officer(), "tiep").unwrap();
    let stricter = next(|program| {
        program.form.fields[1].optional = false;
        program.form.documents[1].one_of.remove(1);
        program.form.documents[1].name = "Giấy mới".to_owned();
    });
    let lacks = vec!["so_ban".to_owned(), "Giấy mới".to_owned()];
    assert_eq!(
        moved(&run, &stricter, true).err(),
        Some(Rejection::VersionNotInForce { to: NEXT, settles: true, lacks })
    );
    let (there, _) = moved(&run, &stricter, false).expect("a supplement brings what is missing");
    assert_eq!(stricter.node(there.activations[0].node).id, "tiep_nhan");
    // What is not asked any more is left out; a field of another type is not answered.
    let other = next(|program| {
        program.form.fields.remove(10);
        program.form.fields[0].ty = FieldType::Integer;
    });
    let lacks = vec!["ten".to_owned()];
    assert_eq!(moved(&run, &other, true).err(), Some(Rejection::VersionNotInForce { to: NEXT, settles: true, lacks }));
}

#[test]
fn a_right_that_is_new_is_offered_if_what_offers_it_is_behind() {
    let town = town(procedure());
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 09:10", &officer(), "tiep").unwrap();
    let with = |step: &'static str| {
        next(move |program| {
            let end = sketch::end(program, EndResult::Withdrawn);
            let right = crate::stage::right(program, "rut", 0, program::AnytimeKind::Next(end));
            let node = program.find(step).unwrap();
            let action = program.graph[node].actions.iter_mut().find(|action| action.proceeds).unwrap();
            action.effects.offers.push(right);
        })
    };
    for (step, offered) in [("xem", true), ("tham_dinh", false)] {
        let (there, _) = moved(&run, &with(step), true).unwrap();
        assert_eq!(there.rights[0].offered, offered, "{step}");
    }
}
