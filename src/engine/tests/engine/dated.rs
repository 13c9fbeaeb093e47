//! The dated examples of `semantics` that need the engine, each by its number. Dates are worked by hand, there.
//! They must not repeat what the calendar's own tests show.

use calendar::{Due, Limit, Phase, Unit, Verdict};
use motcua_engine::{
    Actor, Closing, Command, Decision, Event, IncidentKind, LegVerdict, Life, Operation, Rejection, Until,
};
use program::{
    Anytime, AnytimeIx, AnytimeKind, Bound, Boundary, Effects, EndResult, Escalation, FlowKind, FourEyes, Hold,
    LetterIx, NodeIx, Program, RoleIx, RuleIx, Statuses, Timeout,
};

use crate::calendars::at;
use crate::invariants::DOSSIER;
use crate::run::Run;
use crate::sketch::{self, length, within};
use crate::town::{Town, applicant, post};

const OFFICER: &str = "can_bo_01";
const OTHER: &str = "can_bo_02";
const FIVE_DAYS: Limit = Limit::Of(calendar::Length { count: 5, unit: Unit::WorkingDay });

fn deadline(program: &mut Program, node: NodeIx, limit: Limit, bearer: calendar::Bearer) {
    sketch::deadline(program, node, sketch::by_day(limit, bearer));
}

fn office(program: &mut Program, node: NodeIx, limit: Limit) {
    deadline(program, node, limit, calendar::Bearer::Office);
}

/// `nop` → `tiep_nhan` (starts the clock) → `xu_ly` (stops it) → approved, with a way back and one to an end.
fn plain(dossier: Limit) -> (Program, [NodeIx; 2]) {
    let mut program = sketch::empty(dossier);
    let first = sketch::task(&mut program, "tiep_nhan", 1);
    let second = sketch::task(&mut program, "xu_ly", 1);
    let end = sketch::end(&mut program, EndResult::Approved);
    sketch::proceed(&mut program, NodeIx::new(0), first);
    for (node, next) in [(first, second), (second, end)] {
        sketch::button(&mut program, node, "tiep", next, None);
        sketch::proceed(&mut program, node, next);
    }
    sketch::button(&mut program, second, "quay", first, Some(Bound::Rounds(2)));
    effects(&mut program, first).starts = vec![DOSSIER];
    effects(&mut program, second).stops = vec![DOSSIER];
    (program, [first, second])
}

fn effects(program: &mut Program, node: NodeIx) -> &mut Effects {
    &mut sketch::press(program, node, program::ActionIx(0)).effects
}

/// Puts the applicant's step between reception and work: it holds the clock and expires to `expired`.
fn with_supplement(hold: Hold) -> (Program, NodeIx) {
    let (mut program, [_, second]) = plain(within(10, Unit::WorkingDay));
    let wait = sketch::task(&mut program, "bo_sung", 0);
    let expired = sketch::end(&mut program, EndResult::Expired);
    sketch::person(&mut program, wait).supplement = Some(LetterIx(0));
    program.graph[wait].hold = Some(hold);
    deadline(&mut program, wait, within(30, Unit::Day), calendar::Bearer::Applicant);
    let flow = sketch::flow(&mut program, (wait, expired), FlowKind::Timeout, None, None);
    program.graph[wait].boundary = vec![Boundary::Timeout(Timeout::Next { flow, effects: Effects::default() })];
    sketch::button(&mut program, wait, "tiep", second, None);
    sketch::button(&mut program, second, "hoi", wait, Some(Bound::Supplements(2)));
    (program, wait)
}

fn right(program: &mut Program, next: NodeIx) -> AnytimeIx {
    program.anytime.push(Anytime {
        id: "rut".to_owned(),
        name: "Rút hồ sơ".to_owned(),
        role: RoleIx(0),
        from_start: true,
        when: None,
        does: AnytimeKind::Next(next),
        ask: Vec::new(),
        print: Vec::new(),
        status: Statuses::default(),
        legal: Vec::new(),
        times: Some(1),
        effects: Effects::default(),
    });
    AnytimeIx(0)
}

fn withdraw(run: &mut Run<'_>, when: &str) -> Result<Decision, Rejection> {
    let command = Command::Trigger { actor: applicant(), anytime: AnytimeIx(0), answers: Default::default() };
    run.send(when, &command)
}

fn town(program: Program) -> Town {
    Town::new(program, 1, 0)
}

fn filed<'a>(town: &'a Town, when: &str) -> Run<'a> {
    town.set(at(when));
    Run::file(town, 0, &[]).unwrap()
}

fn officer() -> Actor {
    post(OFFICER)
}

fn due(run: &Run<'_>) -> Due {
    run.instance.clock(DOSSIER).expect("started").state.due
}

fn step_of(run: &Run<'_>) -> String {
    let open = run.instance.activations.last().expect("a token");
    run.town.program.node(open.node).id.clone()
}

fn happened(run: &Run<'_>, is: impl Fn(&Event) -> bool) -> Vec<calendar::Instant> {
    run.log.iter().filter(|pass| pass.events.iter().any(&is)).map(|pass| pass.at).collect()
}

/// Sem 2.3, 2.4: the last instant is in time; a millisecond later the timeout has won, dated at its due.
#[test]
fn the_last_instant_belongs_to_the_deadline() {
    let (mut program, [first, _]) = plain(FIVE_DAYS);
    let refused = sketch::end(&mut program, EndResult::Refused);
    office(&mut program, first, within(1, Unit::WorkingDay));
    let flow = sketch::flow(&mut program, (first, refused), FlowKind::Timeout, None, None);
    program.graph[first].boundary = vec![Boundary::Timeout(Timeout::Next { flow, effects: Effects::default() })];
    let town = town(program);
    let mut in_time = filed(&town, "2024-06-10 09:00");
    in_time.act("2024-06-11 17:00", &officer(), "tiep").unwrap();
    assert_eq!(in_time.instance.closed[1].verdict, Some(LegVerdict::OnTime));
    let mut late = filed(&town, "2024-06-10 09:00");
    let due = at("2024-06-11 17:00");
    let refused = late.act("2024-06-11 17:01", &officer(), "tiep");
    assert_eq!(refused, Err(Rejection::DossierEnded { result: "refused", at: due }));
    assert!(matches!(late.instance.life, Life::Ended { at, .. } if at == due));
}

/// Sem 2.4: an act on what a timeout took away is told when and why.
#[test]
fn a_late_act_is_told_what_happened() {
    let (program, wait) = with_supplement(Hold::Pause);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    let gone = run.instance.activations[0].id;
    run.act("2024-06-10 10:00", &officer(), "hoi").unwrap();
    assert_eq!(run.instance.activations[0].node, wait);
    let again = Command::Act {
        actor: post(OTHER),
        activation: gone,
        action: "hoi".to_owned(),
        answers: Default::default(),
        received_at: None,
    };
    let reason = Closing::Completed { by: Some(officer()), action: "hoi".to_owned() };
    let closed_at = Some(at("2024-06-10 10:00"));
    assert_eq!(run.send("2024-06-10 11:00", &again), Err(Rejection::TaskNotOpen { closed_at, reason }));
}

/// Sem 2.6, 4.6: an escalation one working day after the due of a seven-day step.
#[test]
fn an_escalation_follows_the_due() {
    let (mut program, [first, _]) = plain(FIVE_DAYS);
    office(&mut program, first, within(7, Unit::WorkingDay));
    let after = Some(length(1, Unit::WorkingDay));
    let escalation = Escalation { after, notify: Vec::new(), assign: Some(RoleIx(2)), every: None };
    program.graph[first].boundary = vec![Boundary::Overdue(escalation)];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.wait("2024-06-20 17:00");
    assert_eq!(happened(&run, |event| matches!(event, Event::StepOverdue { .. })), [at("2024-06-19 17:00")]);
    assert_eq!(happened(&run, |event| matches!(event, Event::Escalated { .. })), [at("2024-06-20 17:00")]);
    assert_eq!(run.instance.activations[0].role, Some(RoleIx(2)));
    let refused = run.act("2024-06-20 17:00", &post(OTHER), "tiep");
    assert_eq!(refused, Err(Rejection::NotInRole { role: "lanh_dao".to_owned() }));
}

/// Sem 2.17: chained timeouts in one catch-up, each opened at the due before it.
#[test]
fn a_catch_up_is_as_if_on_time() {
    let mut program = sketch::empty(FIVE_DAYS);
    let nodes = ["a", "b", "c"].map(|id| sketch::task(&mut program, id, 1));
    let end = sketch::end(&mut program, EndResult::Approved);
    sketch::proceed(&mut program, NodeIx::new(0), nodes[0]);
    let limits = [(5, Unit::WorkingDay), (2, Unit::WorkingHour), (1, Unit::WorkingDay)];
    for (at, (count, unit)) in limits.into_iter().enumerate() {
        let next = nodes.get(at + 1).copied().unwrap_or(end);
        office(&mut program, nodes[at], within(count, unit));
        sketch::button(&mut program, nodes[at], "tiep", next, None);
        let flow = sketch::flow(&mut program, (nodes[at], next), FlowKind::Timeout, None, None);
        program.graph[nodes[at]].boundary =
            vec![Boundary::Timeout(Timeout::Next { flow, effects: Effects::default() })];
    }
    let town = town(program);
    let mut run = filed(&town, "2024-06-07 09:00");
    run.wait("2024-06-18 09:00");
    let timeouts = happened(&run, |event| matches!(event, Event::Cancelled { .. }));
    assert_eq!(timeouts, [at("2024-06-14 17:00"), at("2024-06-17 10:00")]);
    assert_eq!(step_of(&run), "c");
    assert_eq!(run.instance.wake_at(), Some(at("2024-06-18 17:00")));
}

/// Sem 3.16, 3.17, 3.19, 3.20: started by the proceeding act only, once; stopped by `to`; reopened, time went on.
#[test]
fn a_clock_starts_once_stops_and_runs_on() {
    let (mut program, [_, second]) = plain(FIVE_DAYS);
    let third = sketch::task(&mut program, "tra", 3);
    let end = program.find("approved").unwrap();
    sketch::redirect(&mut program, second, third);
    sketch::button(&mut program, third, "tra", end, None);
    sketch::button(&mut program, third, "sua", second, Some(Bound::Rounds(9)));
    program.graph[second].reopens = vec![DOSSIER];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:30");
    assert_eq!(run.instance.clock(DOSSIER), None);
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    assert_eq!(due(&run), Due::At(at("2024-06-17 17:00")));
    run.act("2024-06-11 09:00", &officer(), "quay").unwrap();
    run.act("2024-06-12 09:00", &officer(), "tiep").unwrap();
    assert_eq!(due(&run), Due::At(at("2024-06-17 17:00")), "sem 3.17");
    run.act("2024-06-17 16:59", &officer(), "tiep").unwrap();
    assert_eq!(run.instance.clock(DOSSIER).unwrap().verdict, Some(Verdict::OnTime));
    run.act("2024-06-18 09:00", &post("can_bo_03"), "sua").unwrap();
    let clock = run.instance.clock(DOSSIER).unwrap();
    assert_eq!((clock.state.phase, clock.verdict), (Phase::Running, None));
    let overdue = happened(&run, |event| matches!(event, Event::ClockOverdue { .. }));
    assert_eq!(overdue, [at("2024-06-18 09:00")], "sem 3.20: recorded at the reopening");
    run.act("2024-06-18 09:30", &officer(), "tiep").unwrap();
    assert_eq!(run.instance.clock(DOSSIER).unwrap().verdict, Some(Verdict::Overdue));
}

/// Sem 3.21: received at 15:20, paused in the same command with one day, paid the next morning.
#[test]
fn holds_are_settled_at_the_end_of_the_command() {
    let (mut program, [first, second]) = plain(Limit::SameDay);
    let pay = sketch::task(&mut program, "nop_phi", 0);
    program.graph[pay].hold = Some(Hold::Pause);
    sketch::redirect(&mut program, first, pay);
    sketch::button(&mut program, pay, "nop", second, None);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 15:00");
    run.act("2024-06-10 15:20", &officer(), "tiep").unwrap();
    let state = run.instance.clock(DOSSIER).unwrap().state;
    assert_eq!((state.due, state.remaining.days), (Due::At(at("2024-06-11 17:00")), 1));
    assert!(matches!(state.phase, Phase::Paused { .. }));
    run.act("2024-06-11 08:15", &applicant(), "nop").unwrap();
    assert_eq!(due(&run), Due::At(at("2024-06-12 17:00")));
}

/// Sem 3.22: a complete supplement gives the whole amount anew.
#[test]
fn a_restart_counts_the_full_amount() {
    let (program, _) = with_supplement(Hold::Restart);
    let town = town(program);
    let mut run = filed(&town, "2025-06-02 08:00");
    run.act("2025-06-02 09:00", &officer(), "tiep").unwrap();
    assert_eq!(due(&run), Due::At(at("2025-06-16 17:00")));
    run.act("2025-06-05 10:00", &officer(), "hoi").unwrap();
    run.act("2025-06-20 16:00", &applicant(), "tiep").unwrap();
    assert_eq!(due(&run), Due::At(at("2025-07-04 17:00")));
    assert_eq!(run.instance.clock(DOSSIER).unwrap().original_due, Due::At(at("2025-06-16 17:00")));
}

/// Sem 3.53, 3.57: the applicant was silent; the office is judged by the day the pause began.
#[test]
fn expiry_is_not_the_offices_delay() {
    let (program, _) = with_supplement(Hold::Pause);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    run.act("2024-06-10 09:00", &officer(), "hoi").unwrap();
    run.wait("2024-07-10 24:00");
    let end = at("2024-07-10 24:00");
    assert!(matches!(run.instance.life, Life::Ended { result: EndResult::Expired, at, .. } if at == end));
    let clock = run.instance.clock(DOSSIER).unwrap();
    assert_eq!((clock.verdict, clock.overdue), (Some(Verdict::Early), None));
    assert_eq!(run.instance.closed.last().unwrap().verdict, None, "sem 3.58: the applicant's own leg");
    assert_eq!(run.instance.status, 8);
}

/// Sem 3.50: a due that passed stays passed, whatever restarts afterwards.
#[test]
fn overdue_is_for_good() {
    let (program, _) = with_supplement(Hold::Restart);
    let town = town(program);
    let mut run = filed(&town, "2025-06-02 08:00");
    run.act("2025-06-02 09:00", &officer(), "tiep").unwrap();
    run.act("2025-06-17 09:00", &officer(), "hoi").unwrap();
    run.act("2025-06-18 09:00", &applicant(), "tiep").unwrap();
    assert_eq!(due(&run), Due::At(at("2025-07-02 17:00")));
    run.act("2025-06-19 09:00", &officer(), "tiep").unwrap();
    assert_eq!(run.instance.clock(DOSSIER).unwrap().verdict, Some(Verdict::Overdue));
}

/// Sem 3.20: once per due in force: the due after a restart passed while the clock was stopped.
#[test]
fn a_second_due_is_recorded_at_the_reopening() {
    let (mut program, _) = with_supplement(Hold::Restart);
    let second = program.find("xu_ly").unwrap();
    let third = sketch::task(&mut program, "tra", 1);
    sketch::redirect(&mut program, second, third);
    sketch::button(&mut program, third, "sua", second, Some(Bound::Rounds(9)));
    program.graph[second].reopens = vec![DOSSIER];
    let town = town(program);
    let mut run = filed(&town, "2025-06-02 08:00");
    run.act("2025-06-02 09:00", &officer(), "tiep").unwrap();
    run.act("2025-06-17 09:00", &officer(), "hoi").unwrap();
    run.act("2025-06-18 09:00", &applicant(), "tiep").unwrap();
    run.act("2025-07-02 09:00", &officer(), "tiep").unwrap();
    run.act("2025-07-03 09:00", &officer(), "sua").unwrap();
    let overdue = happened(&run, |event| matches!(event, Event::ClockOverdue { .. }));
    assert_eq!(overdue, [at("2025-06-16 17:00"), at("2025-07-03 09:00")]);
}

/// Sem 3.50: one due is recorded once, even if the clock is stopped and reopened at that very instant.
#[test]
fn one_due_is_recorded_once() {
    let (mut program, [_, second]) = plain(FIVE_DAYS);
    let third = sketch::task(&mut program, "tra", 1);
    sketch::redirect(&mut program, second, third);
    sketch::button(&mut program, third, "sua", second, Some(Bound::Rounds(9)));
    program.graph[second].reopens = vec![DOSSIER];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    run.wait("2024-06-17 17:00");
    run.act("2024-06-17 17:00", &officer(), "tiep").unwrap();
    run.act("2024-06-17 17:00", &officer(), "sua").unwrap();
    run.wait("2024-06-18 17:00");
    let overdue = happened(&run, |event| matches!(event, Event::ClockOverdue { .. }));
    assert_eq!(overdue, [at("2024-06-17 17:00")]);
}

/// Sem 3.53, 3.56, 7.4, 7.10: withdrawn while paused, long after the provisional due: not overdue; once only.
#[test]
fn a_withdrawal_is_judged_by_its_request() {
    for result in [EndResult::Withdrawn, EndResult::Stopped] {
        let (mut program, _) = with_supplement(Hold::Pause);
        let end = sketch::end(&mut program, result);
        right(&mut program, end);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 08:00");
        run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
        run.act("2024-06-10 09:00", &officer(), "hoi").unwrap();
        withdraw(&mut run, "2024-07-09 09:00").unwrap();
        assert_eq!(run.instance.clock(DOSSIER).unwrap().verdict, Some(Verdict::Early), "{result:?}");
        assert!(matches!(withdraw(&mut run, "2024-07-09 09:00"), Err(Rejection::DossierEnded { .. })));
    }
}

/// Sem 3.56: judged at the request, not at the confirmation a week later. Sem 7.10: a second request is off.
#[test]
fn a_confirmation_does_not_make_it_late() {
    let (mut program, _) = plain(FIVE_DAYS);
    let confirm = sketch::task(&mut program, "xac_nhan", 1);
    let end = sketch::end(&mut program, EndResult::Withdrawn);
    program.graph[confirm].hold = Some(Hold::Pause);
    sketch::button(&mut program, confirm, "dong_y", end, None);
    right(&mut program, confirm);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    withdraw(&mut run, "2024-06-17 10:00").unwrap();
    assert_eq!(withdraw(&mut run, "2024-06-17 10:00"), Err(Rejection::NotAvailable { condition: None }));
    run.act("2024-06-24 09:00", &officer(), "dong_y").unwrap();
    assert_eq!(run.instance.clock(DOSSIER).unwrap().verdict, Some(Verdict::OnTime));
    assert_eq!(run.instance.status, 7);
}

/// Sem 3.56: a request that was turned down asks for nothing any more. Stopped on 17/6, the day it is due, it is judged by
/// that day, not by the withdrawal of 12/6; a request that is confirmed in two steps is still judged by itself.
#[test]
fn a_request_that_was_turned_down_is_over() {
    for turned_down in [true, false] {
        let (mut program, [_, second]) = plain(FIVE_DAYS);
        let [confirm, sign] = ["xac_nhan", "ky_dung"].map(|id| sketch::task(&mut program, id, 1));
        let stopped = sketch::end(&mut program, EndResult::Stopped);
        sketch::button(&mut program, confirm, "dong_y", sign, None);
        sketch::button(&mut program, confirm, "khong", second, None);
        sketch::button(&mut program, sign, "ky", stopped, None);
        sketch::button(&mut program, second, "dung", stopped, None);
        right(&mut program, confirm);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 08:00");
        run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
        withdraw(&mut run, "2024-06-12 10:00").unwrap();
        let (answer, last) = if turned_down { ("khong", "dung") } else { ("dong_y", "ky") };
        run.act("2024-06-12 11:00", &officer(), answer).unwrap();
        run.act("2024-06-17 09:00", &officer(), last).unwrap();
        let verdict = if turned_down { Verdict::OnTime } else { Verdict::Early };
        assert_eq!(run.instance.clock(DOSSIER).unwrap().verdict, Some(verdict), "{answer}");
    }
}

/// Sem 7.1, 7.2: a right ends with the proceeding act, not with a way back, and stays ended after a loop.
#[test]
fn a_right_that_ended_stays_ended() {
    let (mut program, [first, _]) = plain(FIVE_DAYS);
    let end = sketch::end(&mut program, EndResult::Withdrawn);
    let ended = right(&mut program, end);
    effects(&mut program, first).ends = vec![ended];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    run.act("2024-06-10 10:00", &officer(), "quay").unwrap();
    assert_eq!(step_of(&run), "tiep_nhan");
    assert_eq!(withdraw(&mut run, "2024-06-10 11:00"), Err(Rejection::NotAvailable { condition: None }));
}

/// Sem 4.2: reminders at the opening of the day that lies so many days before the due.
#[test]
fn reminders_come_in_the_morning() {
    let (program, wait) = with_supplement(Hold::Pause);
    let mut program = program;
    let days = [7, 1].map(|count| Boundary::Remind(length(count, Unit::Day)));
    program.graph[wait].boundary.splice(0..0, days);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    run.act("2024-06-10 09:00", &officer(), "hoi").unwrap();
    run.wait("2024-07-10 09:00");
    let reminded = happened(&run, |event| matches!(event, Event::Reminded { .. }));
    assert_eq!(reminded, [at("2024-07-03 08:00"), at("2024-07-09 08:00")]);
}

/// Sem 4.9, 4.10, 3.58: silence presses the button at the due, in nobody's name.
#[test]
fn silence_counts_as_the_button() {
    let (mut program, [first, second]) = plain(FIVE_DAYS);
    office(&mut program, first, within(1, Unit::WorkingDay));
    let press = Timeout::Press { action: program::ActionIx(0), note: None };
    program.graph[first].boundary = vec![Boundary::Timeout(press)];
    sketch::person(&mut program, second).not_same_as = vec![FourEyes { node: first, latest: false }];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.wait("2024-06-12 09:00");
    let closed = run.instance.closed.last().unwrap();
    assert_eq!((closed.at, closed.by.clone()), (at("2024-06-11 17:00"), None));
    assert_eq!(closed.verdict, Some(LegVerdict::Silent));
    assert!(run.act("2024-06-12 10:00", &officer(), "tiep").is_ok());
}

/// Sem 6.1: the directory is asked at the act. Sem 6.6: a returned draft does not cleanse, nor does a substitute.
#[test]
fn four_eyes_and_the_directory() {
    let (mut program, [first, second]) = plain(FIVE_DAYS);
    sketch::person(&mut program, first).role = RoleIx(2);
    sketch::person(&mut program, second).role = RoleIx(2);
    sketch::person(&mut program, second).not_same_as = vec![FourEyes { node: first, latest: false }];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    let substitute = post("lanh_dao_02");
    let refused = run.act("2024-06-10 08:30", &post("can_bo_03"), "tiep");
    assert_eq!(refused, Err(Rejection::NotInRole { role: "lanh_dao".to_owned() }));
    run.act("2024-06-10 09:00", &substitute, "tiep").unwrap();
    let same = Err(Rejection::SamePerson { step: "tiep_nhan".to_owned() });
    assert_eq!(run.act("2024-06-10 10:00", &post("lanh_dao_01"), "tiep"), same, "the principal");
    assert_eq!(run.act("2024-06-10 10:00", &substitute, "tiep"), same, "the substitute");
    run.act("2024-06-10 10:00", &officer(), "quay").unwrap();
    town.absent.set(1 << 4);
    let gone = run.act("2024-06-10 11:00", &substitute, "tiep");
    assert_eq!(gone, Err(Rejection::NotInRole { role: "lanh_dao".to_owned() }), "his principal holds nothing");
    town.absent.set(0);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.act("2024-06-10 09:00", &post("lanh_dao_01"), "tiep").unwrap();
    assert_eq!(run.act("2024-06-10 10:00", &substitute, "tiep"), same, "in the place of one who has acted");
}

/// Sem 8.1, 8.5: the act stands and keeps its date; the repair tries exactly the parked node again.
#[test]
fn a_fault_behind_an_act_parks_the_token() {
    let (mut program, [_, second]) = plain(FIVE_DAYS);
    program.graph[second].when = Some(sketch::guard(&mut program));
    let town = town(program);
    town.broken.set(100);
    let mut run = filed(&town, "2024-06-10 08:00");
    run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
    assert_eq!(due(&run), Due::At(at("2024-06-17 17:00")));
    let incident = run.instance.incidents[0].clone();
    assert!(matches!(
        incident.kind,
        IncidentKind::GuardMissing | IncidentKind::GuardArithmetic | IncidentKind::GuardLimit
    ));
    let retry = |incident| {
        let what = Operation::Retry { incident };
        Command::Operate { operator: "quan_tri_01".into(), what }
    };
    run.send("2024-06-11 09:00", &retry(incident.id)).unwrap();
    let again = run.instance.incidents[0].clone();
    assert_eq!((again.attempt, again.at), (2, at("2024-06-11 09:00")));
    assert!(matches!(run.send("2024-06-11 09:00", &retry(incident.id)), Err(Rejection::TaskNotOpen { .. })));
    assert_eq!(happened(&run, |event| matches!(event, Event::ClockChanged { .. })).len(), 1, "nothing is redone");
}

/// Sem 1.9, 1.10: two requests, then the button is off; rounds are counted on the edge.
#[test]
fn bounds_of_loops() {
    let (program, _) = with_supplement(Hold::Pause);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 08:00");
    for hour in [9, 10, 11] {
        run.act(&format!("2024-06-10 {hour:02}:00"), &officer(), "tiep").unwrap();
        let back = run.act(&format!("2024-06-10 {hour:02}:10"), &officer(), "quay");
        assert_eq!(back.err(), (hour == 11).then_some(Rejection::RoundsExhausted { most: 2 }));
    }
    for _ in 0..2 {
        run.act("2024-06-10 13:00", &officer(), "hoi").unwrap();
        run.act("2024-06-10 13:00", &applicant(), "tiep").unwrap();
    }
    assert_eq!(run.act("2024-06-10 14:00", &officer(), "hoi"), Err(Rejection::RoundsExhausted { most: 2 }));
    assert_eq!(run.instance.supplements, 2);
}

/// Sem 3.49: early by date, on time to the instant, overdue by a second.
#[test]
fn verdicts_of_the_dossier() {
    let table = [
        ("2024-06-14 16:59", Verdict::Early),
        ("2024-06-17 17:00", Verdict::OnTime),
        ("2024-06-17 17:00:01", Verdict::Overdue),
    ];
    for (when, verdict) in table {
        let (program, _) = plain(FIVE_DAYS);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 08:00");
        run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
        run.act(when, &officer(), "tiep").unwrap();
        assert_eq!(run.instance.clock(RuleIx(0)).unwrap().verdict, Some(verdict), "{when}");
        let due = Command::FireDue(Until::UpTo(at("2024-07-01 08:00")));
        assert_eq!(run.send("2024-07-01 08:00", &due), Ok(Decision::default()), "nothing is due after the end");
    }
}
