//! Acts that have a ground in law, and what an outage took away: suspension, extension, case, calendar, grace,
//! back-dated reception, named clocks (sem 2.18–2.20, 2.25, 3.13, 3.33–3.45, 3F, 4.19). Dates are worked by hand.

use calendar::{Act, Bearer, Length, Limit, Phase, Rule, Unit, Verdict};
use motcua_engine::{
    About, Answers, Command, Effect, Event, IncidentKind, LegVerdict, Life, Operation, Rejection, effects,
};
use program::{
    AnytimeIx, AnytimeKind, Boundary, Case, CaseIx, EndResult, Entry, Escalation, ExtensionIx, Hold, NodeIx, On,
    Program, Quorum, RoleIx, RuleIx, Timeout,
};

use crate::calendars::{ONE_YEAR, at};
use crate::house;
use crate::run::Run;
use crate::sketch::{self, length, within};
use crate::stage::{
    FIVE_DAYS, OFF, applicants, clock, colleague, days, due, due_of, filed, find, happened, incidents, line, office,
    officer, operate, right, starts, stops, suspend, tidings, town, trigger, verdict, waiting, withdraw,
};
use crate::town::{applicant, post};

/// `nop` → `tiep_nhan` (starts the clock) → `xu_ly` (stops it) → `tra` → approved.
fn plain(dossier: Limit) -> (Program, [NodeIx; 3]) {
    let mut program = sketch::empty(dossier);
    let nodes = ["tiep_nhan", "xu_ly", "tra"].map(|id| sketch::task(&mut program, id, 1));
    line(&mut program, &nodes);
    starts(&mut program, nodes[0]);
    stops(&mut program, nodes[1]);
    (program, nodes)
}

fn received<'a>(town: &'a crate::town::Town, when: &str) -> Run<'a> {
    let mut run = filed(town, when);
    run.act(when, &officer(), "tiep").unwrap();
    run
}

/// Sem 3.38: everything stands still with what remains of it. Ten working days from T2 10/6 end T2 24/6; four remain
/// on T3 18/6 (19, 20, 21, 24), so that a release on T4 26/6 leads to T3 2/7 (27, 28, 1, 2). The step's own three from
/// T3 18/6 end T6 21/6; three remain, so T2 1/7. Its reminder, a day before, moves with it.
#[test]
fn a_suspension_holds_every_clock() {
    let (mut program, [_, second, _]) = plain(days(10));
    office(&mut program, second, days(3));
    program.graph[second].boundary = vec![
        Boundary::Remind(length(1, Unit::WorkingDay)),
        Boundary::Timeout(Timeout::Press { action: program::ActionIx(0), note: None }),
    ];
    sketch::button(&mut program, second, "lai", second, Some(program::Bound::Rounds(3)));
    let town = town(program);
    let mut run = received(&town, "2024-06-10 10:00");
    run.act("2024-06-13 09:00", &officer(), "lai").unwrap();
    run.act("2024-06-18 09:00", &officer(), "lai").unwrap();
    let by_colleague = Command::Suspend { actor: colleague(), on: true, ground: "Điều 12".to_owned() };
    let refused = run.send("2024-06-18 10:00", &by_colleague);
    assert_eq!(refused, Err(Rejection::NotInRole { role: "signs".to_owned() }), "only who signs for the agency");
    run.send("2024-06-18 10:00", &suspend(true)).unwrap();
    assert_eq!(run.send("2024-06-18 10:00", &suspend(true)), Err(Rejection::AlreadyOpen));
    assert_eq!(run.act("2024-06-19 10:00", &officer(), "tiep"), Err(Rejection::Suspended { legally: true }));
    assert_eq!(run.instance.wake_at(), None, "nothing fires");
    run.wait("2024-06-26 10:00");
    run.send("2024-06-26 10:00", &suspend(false)).unwrap();
    assert_eq!((due(&run), due_of(&run, "xu_ly")), (Some(at("2024-07-02 17:00")), Some(at("2024-07-01 17:00"))));
    run.wait("2024-06-28 08:00");
    let reminded = happened(&run, |event| matches!(event, Event::Reminded { .. }));
    assert_eq!(reminded.last(), Some(&at("2024-06-28 08:00")));
    assert_eq!(run.send("2024-06-28 09:00", &suspend(false)), Err(OFF));
}

/// Sem 3.33, 3.38: a step opened meanwhile (by a message, which is accepted) starts held; an escalation whose instant
/// passed fires at the release, dated at it.
#[test]
fn what_opens_while_suspended_starts_held() {
    let mut program = sketch::empty(FIVE_DAYS);
    let first = sketch::message(&mut program, "cho", "ket_qua", None);
    let second = sketch::task(&mut program, "xu_ly", 1);
    line(&mut program, &[first, second]);
    office(&mut program, first, days(1));
    program.graph[first].boundary = vec![Boundary::Overdue(Escalation {
        after: Some(length(1, Unit::WorkingDay)),
        notify: vec![RoleIx(2)],
        assign: None,
        every: None,
    })];
    office(&mut program, second, days(1));
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    // Due T3 11/6 17:00, overdue then; the escalation of T4 12/6 17:00 passes while suspended.
    run.send("2024-06-12 09:00", &suspend(true)).unwrap();
    run.wait("2024-06-14 09:00");
    let mut waited = filed(&town, "2024-06-10 09:00");
    waited.send("2024-06-12 09:00", &suspend(true)).unwrap();
    waited.send("2024-06-14 09:00", &suspend(false)).unwrap();
    waited.wait("2024-06-14 09:00");
    assert_eq!(happened(&waited, |event| matches!(event, Event::Escalated { .. })), [at("2024-06-14 09:00")]);
    run.send("2024-06-14 10:00", &tidings("ket_qua", "1")).unwrap();
    assert!(matches!(find(&run, "xu_ly").clock.as_ref().unwrap().state.phase, Phase::Paused { .. }));
    assert_eq!(run.instance.closed.last().unwrap().verdict, Some(LegVerdict::Overdue), "sem 3.58: recorded before");
    run.send("2024-06-17 10:00", &suspend(false)).unwrap();
    assert_eq!(due_of(&run, "xu_ly"), Some(at("2024-06-18 17:00")));
}

/// Sem 3.58: closed while held, a leg is judged at the instant the hold began. Sem 7.8: of the rights only withdrawal
/// is left, and it ends the suspension.
#[test]
fn a_withdrawal_ends_a_suspension() {
    let (mut program, [_, second, _]) = plain(FIVE_DAYS);
    office(&mut program, second, days(2));
    let withdrawn = sketch::end(&mut program, EndResult::Withdrawn);
    let out = right(&mut program, "rut", 0, AnytimeKind::Next(withdrawn));
    program.extensions.push(house::extension(length(2, Unit::WorkingDay), false, 1));
    let more = right(&mut program, "gia_han", 1, AnytimeKind::Extend(ExtensionIx(0)));
    let town = town(program);
    let mut run = received(&town, "2024-06-10 10:00");
    run.send("2024-06-12 16:00", &suspend(true)).unwrap();
    assert_eq!(run.send("2024-06-13 10:00", &trigger(officer(), more)), Err(Rejection::Suspended { legally: true }));
    run.send("2024-06-19 10:00", &withdraw(out)).unwrap();
    assert!(matches!(run.instance.life, Life::Ended { result: EndResult::Withdrawn, .. }));
    assert_eq!((run.instance.suspended, run.instance.closed.last().unwrap().verdict), (None, None));
    assert_eq!(verdict(&run), Some(Verdict::Early), "sem 3.53: the pause began on 12/6, the due was 17/6");
}

fn lengthened(by: Length, up_to: bool, times: u8, before: Option<Length>) -> (Program, AnytimeIx) {
    let (mut program, _) = plain(FIVE_DAYS);
    let mut extension = house::extension(by, up_to, times);
    extension.before = before;
    program.extensions.push(extension);
    let ix = right(&mut program, "gia_han", 1, AnytimeKind::Extend(ExtensionIx(0)));
    if up_to {
        program.anytime[0].ask = vec![program::Ask::Extension];
    }
    (program, ix)
}

fn extend(run: &mut Run<'_>, when: &str, amount: Option<u32>) -> Result<(), Rejection> {
    let answers = amount.map_or(Answers::default(), |amount| Answers::default().with("gia_han", amount.to_string()));
    run.send(when, &Command::Trigger { actor: officer(), anytime: AnytimeIx(0), answers }).map(|_| ())
}

/// Sem 3.40–3.42: five working days from T2 10/6 end T2 17/6; three more T5 20/6. Caps, in both ways they are met.
#[test]
fn extensions_have_caps() {
    let (program, _) = lengthened(length(3, Unit::WorkingDay), false, 1, None);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(extend(&mut run, "2024-06-10 09:30", None), Err(Rejection::ClockNotStarted));
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    extend(&mut run, "2024-06-12 10:00", None).unwrap();
    assert_eq!(due(&run), Some(at("2024-06-20 17:00")));
    assert_eq!(clock(&run).original_due.instant(), Some(at("2024-06-17 17:00")));
    assert_eq!(extend(&mut run, "2024-06-12 11:00", None), Err(OFF), "once");
    run.act("2024-06-13 10:00", &officer(), "tiep").unwrap();
    assert_eq!(extend(&mut run, "2024-06-13 11:00", None), Err(Rejection::ClockStopped));
}

/// Sem 3.41: the officer says by how much: up to `extend` a time, up to `total` together.
#[test]
fn an_officer_says_by_how_much() {
    let (mut program, _) = lengthened(length(3, Unit::WorkingDay), true, 3, None);
    program.extensions[0].total = 5;
    let town = town(program);
    let mut run = received(&town, "2024-06-10 10:00");
    assert!(matches!(extend(&mut run, "2024-06-11 10:00", None), Err(Rejection::FormInvalid(_))));
    assert_eq!(extend(&mut run, "2024-06-11 10:00", Some(4)), Err(Rejection::ExtensionExhausted { most: 3 }));
    extend(&mut run, "2024-06-11 10:00", Some(3)).unwrap();
    assert_eq!(extend(&mut run, "2024-06-11 10:00", Some(3)), Err(Rejection::ExtensionExhausted { most: 2 }));
    extend(&mut run, "2024-06-11 10:00", Some(2)).unwrap();
    assert_eq!(due(&run), Some(at("2024-06-24 17:00")), "10 working days from 10/6");
    let spent = Rejection::ExtensionExhausted { most: 0 };
    assert_eq!(extend(&mut run, "2024-06-11 11:00", Some(1)), Err(spent), "the total is spent");
}

/// Sem 3.42: before its `from` an extension is early because no clock runs; after it, off because it is not offered.
#[test]
fn an_extension_that_is_early_says_so() {
    let (mut program, ix) = lengthened(length(3, Unit::WorkingDay), false, 1, None);
    program.anytime[ix.at()].from_start = false;
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(extend(&mut run, "2024-06-10 09:30", None), Err(Rejection::ClockNotStarted));
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!(extend(&mut run, "2024-06-10 10:30", None), Err(OFF));
}

/// Sem 3.42: paused what remains grows: four working days and three, released on T2 24/6, end T4 3/7. After the due a
/// new date is promised, if it is not past itself; the dossier stays overdue. `before`: so long before the due.
#[test]
fn when_an_extension_may_come() {
    let (mut program, _) = lengthened(length(3, Unit::WorkingDay), false, 2, None);
    let wait = sketch::task(&mut program, "bo_sung", 0);
    let second = program.find("xu_ly").unwrap();
    program.graph[wait].hold = Some(Hold::Pause);
    sketch::onward(&mut program, wait, second);
    sketch::button(&mut program, second, "hoi", wait, None);
    let town = town(program);
    let mut run = received(&town, "2024-06-10 10:00");
    run.act("2024-06-11 10:00", &officer(), "hoi").unwrap();
    extend(&mut run, "2024-06-12 10:00", None).unwrap();
    run.act("2024-06-24 09:00", &applicant(), "tiep").unwrap();
    assert_eq!(due(&run), Some(at("2024-07-03 17:00")));
    // Overdue on 17/6 17:00: two more from it end T4 19/6 for two days, T5 20/6 for three.
    for (now, allowed) in [("2024-06-20 16:00", true), ("2024-06-20 17:01", false)] {
        let mut late = received(&town, "2024-06-10 10:00");
        assert_eq!(extend(&mut late, now, None).is_ok(), allowed, "{now}");
        if allowed {
            assert_eq!(due(&late), Some(at("2024-06-20 17:00")));
            late.act("2024-06-20 16:30", &officer(), "tiep").unwrap();
            assert_eq!(verdict(&late), Some(Verdict::Overdue), "sem 3.50");
        }
    }
    let (program, _) = lengthened(length(3, Unit::WorkingDay), false, 1, Some(length(2, Unit::WorkingDay)));
    let town = crate::stage::town(program);
    // Two working days from T5 13/6 end T2 17/6, the due itself; from T6 14/6 on the notice is too short.
    for (now, allowed) in [("2024-06-13 16:00", true), ("2024-06-14 08:00", false)] {
        let mut run = received(&town, "2024-06-10 10:00");
        assert_eq!(extend(&mut run, now, None), if allowed { Ok(()) } else { Err(OFF) }, "{now}");
    }
}

/// `language.md` b6, `extend` on a button: ten days become fifteen by the act that asks for a check on the spot.
#[test]
fn a_button_extends() {
    let (mut program, [_, second, third]) = plain(days(10));
    program.extensions.push(house::extension(length(5, Unit::WorkingDay), false, 1));
    let check = sketch::button(&mut program, second, "tham_tra", third, None);
    sketch::press(&mut program, second, check).extend = Some(ExtensionIx(0));
    sketch::button(&mut program, third, "lai", second, Some(program::Bound::Rounds(3)));
    let town = town(program);
    let mut run = received(&town, "2024-06-10 10:00");
    run.act("2024-06-11 10:00", &officer(), "tham_tra").unwrap();
    assert_eq!(due(&run), Some(at("2024-07-01 17:00")));
    run.act("2024-06-12 10:00", &officer(), "lai").unwrap();
    assert_eq!(run.act("2024-06-12 11:00", &officer(), "tham_tra"), Err(OFF), "sem 3.41: once over all rounds");
}

fn with_cases(one: Limit, other: Limit) -> Program {
    let (mut program, [_, second, _]) = plain(one);
    let case = |id: &str| Case { id: id.to_owned(), name: id.to_owned(), help: None };
    program.cases = vec![case("thuong"), case("don_gian")];
    let counting = sketch::by_day(other, Bearer::Office).entries[0].counting;
    program.rules[0].entries.insert(0, Entry { on: On::Case(CaseIx(1)), counting });
    let wait = sketch::task(&mut program, "bo_sung", 0);
    program.graph[wait].hold = Some(Hold::Pause);
    sketch::onward(&mut program, wait, second);
    sketch::button(&mut program, second, "hoi", wait, None);
    program
}

fn change_case(run: &mut Run<'_>, when: &str, case: u8) -> Result<(), Rejection> {
    let ground = "Hồ sơ đơn giản".to_owned();
    run.send(when, &Command::ChangeCase { actor: officer(), case: CaseIx(case), ground }).map(|_| ())
}

/// Sem 3.45, the examples of it: ten days become seven from T2 10/6 10:00: T2 24/6 → T4 19/6, not before the day end of
/// e(now); with a pause from T4 12/6 to T2 17/6, T5 27/6 → T2 24/6.
#[test]
fn the_case_changes() {
    let town = town(with_cases(days(10), days(7)));
    for (when, expected) in [
        ("2024-06-12 10:00", "2024-06-19 17:00"),
        ("2024-06-20 10:00", "2024-06-20 17:00"),
        ("2024-06-20 15:30", "2024-06-21 17:00"),
    ] {
        let mut run = received(&town, "2024-06-10 10:00");
        change_case(&mut run, when, 1).unwrap();
        assert_eq!(due(&run), Some(at(expected)), "{when}");
        assert_eq!(clock(&run).original_due.instant(), Some(at("2024-06-24 17:00")));
        assert_eq!(change_case(&mut run, when, 1), Err(OFF), "the same");
        assert_eq!(change_case(&mut run, when, 2), Err(OFF), "no such case");
    }
    let mut paused = received(&town, "2024-06-10 10:00");
    paused.act("2024-06-12 09:00", &officer(), "hoi").unwrap();
    assert!(
        matches!(change_case(&mut paused, "2024-06-13 09:00", 1), Err(Rejection::NotInRole { .. })),
        "no task of his"
    );
    paused.act("2024-06-17 09:00", &applicant(), "tiep").unwrap();
    assert_eq!(due(&paused), Some(at("2024-06-27 17:00")));
    change_case(&mut paused, "2024-06-18 09:00", 1).unwrap();
    assert_eq!(due(&paused), Some(at("2024-06-24 17:00")));
}

/// Sem 3.45: a limit of another unit is counted from the start, an open pause included: 20 ngày from T2 10/6 end on the
/// nominal CN 30/6, T2 1/7.
#[test]
fn the_case_changes_the_unit() {
    let town = town(with_cases(days(10), within(20, Unit::Day)));
    let mut run = received(&town, "2024-06-10 10:00");
    change_case(&mut run, "2024-06-12 10:00", 1).unwrap();
    assert_eq!(due(&run), Some(at("2024-07-01 17:00")));
    change_case(&mut run, "2024-06-12 11:00", 0).unwrap();
    assert_eq!(due(&run), Some(at("2024-06-24 17:00")));
}

/// Sem 3.43: 24/6 is off and T7 29/6 worked instead. Ten working days from T2 10/6: T2 24/6 → T3 25/6; fourteen: T6
/// 28/6 → T7 29/6; fifteen: T2 1/7 unchanged. Step clocks follow; a past one does not.
#[test]
fn a_changed_calendar_is_applied() {
    for (count, before, after) in [
        (10, "2024-06-24 17:00", "2024-06-25 17:00"),
        (14, "2024-06-28 17:00", "2024-06-29 17:00"),
        (15, "2024-07-01 17:00", "2024-07-01 17:00"),
    ] {
        let (mut program, [_, second, _]) = plain(days(count));
        office(&mut program, second, days(10));
        let town = town(program);
        let mut run = received(&town, "2024-06-10 10:00");
        assert_eq!((due(&run), due_of(&run, "xu_ly")), (Some(at(before)), Some(at("2024-06-24 17:00"))));
        town.edition.set(1);
        run.wait("2024-06-12 10:00");
        assert_eq!(due(&run), Some(at(before)), "sem 3.44: published, not applied");
        run.send("2024-06-12 10:00", &operate(Operation::ApplyCalendar { decree: "QĐ 99".to_owned() })).unwrap();
        assert_eq!((due(&run), due_of(&run, "xu_ly")), (Some(at(after)), Some(at("2024-06-25 17:00"))), "{count}");
        assert_eq!(clock(&run).original_due.instant(), Some(at(before)));
        let decree = |event: &Event| matches!(event, Event::CalendarApplied { decree } if decree.as_str() == "QĐ 99");
        assert_eq!(happened(&run, decree).len(), 1);
    }
    let (program, _) = plain(days(10));
    let town = town(program);
    let mut late = received(&town, "2024-06-10 10:00");
    town.edition.set(1);
    late.send("2024-06-25 09:00", &operate(Operation::ApplyCalendar { decree: "QĐ 99".to_owned() })).unwrap();
    assert_eq!(due(&late), Some(at("2024-06-24 17:00")), "past already");
}

/// Sem 3.13, 4.20: five working days from T5 26/12/2024 need 2025 (1/1 off): T5 2/1/2025 → once announced 27, 30, 31/12,
/// 2, 3/1: T6 3/1. What has passed by then is recorded at the application, dated at it.
#[test]
fn an_undetermined_due_is_computed_later() {
    for (applied, overdue) in [("2025-01-02 09:00", "2025-01-03 17:00"), ("2025-01-06 09:00", "2025-01-06 09:00")] {
        let (mut program, [_, second, _]) = plain(FIVE_DAYS);
        program.rules[0] = sketch::rule(FIVE_DAYS, Rule::EndOfDay, Bearer::Office, ONE_YEAR);
        sketch::deadline(&mut program, second, sketch::rule(FIVE_DAYS, Rule::EndOfDay, Bearer::Office, ONE_YEAR));
        let town = town(program);
        let mut run = received(&town, "2024-12-26 10:00");
        assert_eq!((due(&run), due_of(&run, "xu_ly"), run.instance.wake_at()), (None, None, None));
        assert_eq!(incidents(&run), [IncidentKind::CalendarGap, IncidentKind::CalendarGap]);
        town.edition.set(1);
        run.send(applied, &operate(Operation::ApplyCalendar { decree: "TB 2025".to_owned() })).unwrap();
        assert_eq!(
            (due(&run), due_of(&run, "xu_ly"), incidents(&run)),
            (Some(at("2025-01-03 17:00")), Some(at("2025-01-03 17:00")), vec![])
        );
        run.wait("2025-01-06 10:00");
        assert_eq!(happened(&run, |event| matches!(event, Event::ClockOverdue { .. })), [at(overdue)]);
        assert_eq!(happened(&run, |event| matches!(event, Event::StepOverdue { .. })), [at(overdue)]);
    }
}

/// `nop` → `tiep_nhan` → `bo_sung`, the applicant's, 30 ngày, expires.
fn supplement() -> Program {
    let mut program = sketch::empty(FIVE_DAYS);
    let first = sketch::task(&mut program, "tiep_nhan", 1);
    let wait = sketch::task(&mut program, "bo_sung", 0);
    line(&mut program, &[first, wait]);
    applicants(&mut program, wait, within(30, Unit::Day));
    let expired = sketch::end(&mut program, EndResult::Expired);
    sketch::timeout(&mut program, wait, expired);
    program
}

fn grace(run: &mut Run<'_>, from: &str, to: &str) {
    run.send_late(from, to, &Command::OutageGrace { from: at(from), to: at(to) }).unwrap();
}

/// Sem 2.19, its example: due 24:00 of T4 10/7/2024, down 10/7 20:00 – 11/7 07:00: due 24:00 of T5 11/7. Shorter than
/// half an hour, or elsewhere in time: nothing.
#[test]
fn the_applicant_is_made_good_for_an_outage() {
    let table = [
        ("2024-07-10 20:00", "2024-07-11 07:00", "2024-07-11 24:00"),
        ("2024-07-10 23:45", "2024-07-11 00:10", "2024-07-10 24:00"),
        ("2024-07-09 08:00", "2024-07-09 18:00", "2024-07-10 24:00"),
        // Back after the cutoff of T4 10/7: its effective day is T5 11/7.
        ("2024-07-10 08:00", "2024-07-11 16:00", "2024-07-12 24:00"),
    ];
    for (from, to, expected) in table {
        let town = town(supplement());
        let mut run = filed(&town, "2024-06-10 08:00");
        run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
        assert_eq!(due_of(&run, "bo_sung"), Some(at("2024-07-10 24:00")));
        run.wait(from);
        grace(&mut run, from, to);
        assert_eq!(due_of(&run, "bo_sung"), Some(at(expected)), "{from} {to}");
        run.wait("2024-07-15 08:00");
        assert!(matches!(run.instance.life, Life::Ended { at: end, .. } if end == at(expected)), "{from} {to}");
    }
}

/// Sem 2.19: an office, and the silence of a consulted one, get no such grace.
#[test]
fn an_office_gets_no_grace() {
    let (mut program, [_, second, third]) = plain(FIVE_DAYS);
    office(&mut program, second, days(1));
    sketch::timeout(&mut program, second, third);
    let town = town(program);
    let mut run = received(&town, "2024-06-10 10:00");
    grace(&mut run, "2024-06-11 12:00", "2024-06-12 09:00");
    run.wait("2024-06-12 09:00");
    assert_eq!(run.instance.closed.last().unwrap().at, at("2024-06-11 17:00"));
}

/// Sem 2.18: a task of the applicant's that opened in the dark counts from when he could see it: opened T6 14/6 17:00,
/// recorded T3 18/6 09:00, five ngày: CN 23/6 → T2 24/6 24:00, not T4 19/6. Half an hour late makes no difference.
#[test]
fn what_opened_unseen_counts_from_the_record() {
    for (recorded, expected) in [("2024-06-18 09:00", "2024-06-24 24:00"), ("2024-06-14 17:30", "2024-06-19 24:00")] {
        let (mut program, [_, second, _]) = plain(FIVE_DAYS);
        let wait = sketch::task(&mut program, "bo_sung", 0);
        let end = program.find("approved").unwrap();
        sketch::onward(&mut program, wait, end);
        office(&mut program, second, days(4));
        sketch::timeout(&mut program, second, wait);
        applicants(&mut program, wait, within(5, Unit::Day));
        let town = town(program);
        let mut run = received(&town, "2024-06-10 10:00");
        run.wait(recorded);
        let open = find(&run, "bo_sung");
        assert_eq!(
            (open.opened_at, due_of(&run, "bo_sung")),
            (at("2024-06-14 17:00"), Some(at(expected))),
            "{recorded}"
        );
    }
}

/// Sem 2.20: of two reminders in one catch-up one is told, the later; none if the due has passed, or it is closed.
#[test]
fn one_reminder_is_told_in_a_catch_up() {
    // Due T4 10/7 24:00: reminders T4 3/7 08:00 and T3 9/7 08:00.
    for (back, told) in [("2024-07-03 09:00", 1), ("2024-07-09 09:00", 1), ("2024-07-11 00:00", 0)] {
        let mut program = supplement();
        let wait = program.find("bo_sung").unwrap();
        let reminders = [7, 1].map(|count| Boundary::Remind(length(count, Unit::Day)));
        program.graph[wait].boundary.splice(0..0, reminders);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 08:00");
        run.act("2024-06-10 09:00", &officer(), "tiep").unwrap();
        let before = (run.instance.clone(), run.log.len());
        run.wait(back);
        let passes = &run.log[before.1..];
        let all = passes.iter().flat_map(|pass| effects(&town.program, Some(&before.0), &run.instance, pass));
        let reminders = all.filter(|effect| matches!(effect, Effect::Notice { about: About::Reminder, .. })).count();
        assert_eq!(reminders, told, "{back}");
        let recorded = happened(&run, |event| matches!(event, Event::Reminded { .. })).len();
        assert_eq!(recorded, if told == 1 && back < "2024-07-04" { 1 } else { 2 }, "every one is recorded");
    }
}

/// Sem 2.25: received at the counter at 10:00, entered at 16:00 the same day: the clock counts from 10:00, both instants
/// are kept. Not online, not on another day, not before the filing, not by an act that starts nothing.
#[test]
fn a_reception_is_entered_later() {
    let (program, _) = plain(Limit::SameDay);
    let town = town(program);
    let press = |run: &Run<'_>, received: &str| {
        let id = run.instance.activations[0].id;
        match run.press(id, &officer(), "tiep") {
            Command::Act { actor, activation, action, answers, .. } => {
                Command::Act { actor, activation, action, answers, received_at: Some(at(received)) }
            }
            other => other,
        }
    };
    town.set(at("2024-06-10 09:00"));
    let mut run = Run::file(&town, 1, &[]).unwrap();
    for wrong in ["2024-06-10 08:59", "2024-06-10 16:01", "2024-06-09 10:00"] {
        let command = press(&run, wrong);
        assert_eq!(run.send("2024-06-10 16:00", &command), Err(OFF), "{wrong}");
    }
    let command = press(&run, "2024-06-10 10:00");
    run.send("2024-06-10 16:00", &command).unwrap();
    assert_eq!((clock(&run).started_at, due(&run)), (at("2024-06-10 10:00"), Some(at("2024-06-10 17:00"))));
    assert_eq!(run.log.last().unwrap().at, at("2024-06-10 16:00"));
    let command = press(&run, "2024-06-10 16:00");
    assert_eq!(run.send("2024-06-10 16:30", &command), Err(OFF), "it starts nothing");
    let mut online = filed(&town, "2024-06-10 09:00");
    let command = press(&online, "2024-06-10 10:00");
    assert_eq!(online.send("2024-06-10 16:00", &command), Err(OFF), "online");
}

/// Sem 2.25, 3.50: two working hours from 10:00 are over when the reception is entered at 16:00: recorded at once.
#[test]
fn a_reception_entered_too_late_is_overdue() {
    let (program, _) = plain(within(2, Unit::WorkingHour));
    let town = town(program);
    town.set(at("2024-06-10 09:00"));
    let mut run = Run::file(&town, 1, &[]).unwrap();
    let id = run.instance.activations[0].id;
    let Command::Act { actor, activation, action, answers, .. } = run.press(id, &officer(), "tiep") else { return };
    let command = Command::Act { actor, activation, action, answers, received_at: Some(at("2024-06-10 10:00")) };
    run.send("2024-06-10 16:00", &command).unwrap();
    run.wait("2024-06-10 16:00");
    assert_eq!(happened(&run, |event| matches!(event, Event::ClockOverdue { .. })), [at("2024-06-10 16:00")]);
}

/// Sem 3.35, its example: 20 ngày from T2 10/6; A holds 13/6–20/6, B holds 18/6–25/6 (09:00): any → T6 12/7, all → T3 2/7.
#[test]
fn a_clock_pauses_while_any_or_all_hold() {
    for (all, expected) in [(false, "2024-07-12 17:00"), (true, "2024-07-02 17:00")] {
        let mut program = sketch::empty(within(20, Unit::Day));
        program.clocks[0].pauses_when_all = all;
        let first = sketch::task(&mut program, "tiep_nhan", 1);
        let [a0, b0, a, b] = ["a0", "b0", "a", "b"].map(|id| sketch::task(&mut program, id, 1));
        let [a1, b1] = ["a1", "b1"].map(|id| sketch::task(&mut program, id, 1));
        let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[a0, a, a1], &[b0, b, b1]]);
        line(&mut program, &[first, gate]);
        starts(&mut program, first);
        for node in [a, b] {
            program.graph[node].hold = Some(Hold::Pause);
        }
        let town = town(program);
        let mut run = received(&town, "2024-06-10 09:00");
        for (when, step) in [("2024-06-13", "a0"), ("2024-06-18", "b0"), ("2024-06-20", "a"), ("2024-06-25", "b")] {
            run.act_in(&format!("{when} 09:00"), step, &officer(), "tiep").unwrap();
        }
        assert_eq!(due(&run), Some(at(expected)), "all {all}");
    }
}

/// Sem 3.60–3.62: the two-hour reply runs beside the dossier's clock, is held only by what names it, and is judged
/// alone, in file order.
#[test]
fn named_clocks_live_by_themselves() {
    let mut program = sketch::empty(FIVE_DAYS);
    let reply =
        sketch::further_clock(&mut program, "tra_loi", sketch::by_day(within(2, Unit::WorkingHour), Bearer::Office));
    let [first, ask, sign] = ["tiep_nhan", "hoi", "ky"].map(|id| sketch::task(&mut program, id, 1));
    line(&mut program, &[first, ask, sign]);
    program.graph[NodeIx::new(0)].on_pass.starts.push(reply);
    starts(&mut program, first);
    let action = sketch::press(&mut program, sign, program::ActionIx(0));
    action.effects.stops = vec![RuleIx(0), reply];
    program.graph[ask].hold = Some(Hold::Pause);
    program.graph[ask].holds = vec![RuleIx(0)];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(run.instance.clock(reply).unwrap().state.due.instant(), Some(at("2024-06-10 11:00")));
    run.act("2024-06-10 09:30", &officer(), "tiep").unwrap();
    assert!(matches!(clock(&run).state.phase, Phase::Paused { .. }));
    assert_eq!(run.instance.clock(reply).unwrap().state.phase, Phase::Running, "sem 3.61");
    run.act("2024-06-10 11:30", &officer(), "tiep").unwrap();
    run.act("2024-06-10 11:40", &officer(), "tiep").unwrap();
    assert_eq!(run.instance.clock(reply).unwrap().verdict, Some(Verdict::Overdue));
    assert_eq!(verdict(&run), Some(Verdict::Early));
    let stopped = |event: &Event| {
        if let Event::ClockChanged { clock, act: Act::Stopped, .. } = event { Some(clock.0) } else { None }
    };
    let order: Vec<u16> = run.log.iter().flat_map(|pass| &pass.events).filter_map(stopped).collect();
    assert_eq!(order, [0, 1], "sem 3.62");
    assert_eq!(
        happened(&run, |event| matches!(event, Event::ClockOverdue { clock, .. } if *clock == reply)),
        [at("2024-06-10 11:00")]
    );
}

/// Sem 3.17, `again: restart`: `from` once more counts anew, also after the stop; by default it is ignored.
#[test]
fn from_happens_again() {
    for (restarts, expected) in [(false, "2024-06-17 17:00"), (true, "2024-06-19 17:00")] {
        let (mut program, [first, second, third]) = plain(FIVE_DAYS);
        program.clocks[0].restarts = restarts;
        sketch::button(&mut program, third, "lai", first, Some(program::Bound::Rounds(2)));
        let town = town(program);
        let mut run = received(&town, "2024-06-10 10:00");
        run.act("2024-06-11 10:00", &officer(), "tiep").unwrap();
        assert_eq!(clock(&run).state.phase, Phase::Stopped);
        run.act("2024-06-12 10:00", &officer(), "lai").unwrap();
        run.act("2024-06-12 10:00", &officer(), "tiep").unwrap();
        assert_eq!(due(&run), Some(at(expected)), "{restarts}");
        assert_eq!(clock(&run).state.phase == Phase::Running, restarts);
        assert_eq!(waiting(&run), ["xu_ly"]);
        assert_eq!(run.instance.step(second).entries, 2);
    }
}

/// Sem 2.16, 4.19: reminders and escalations of the dossier's own clock: a day before, at the due after the overdue, one
/// working day after; none of them while it is paused. An escalation moves the open tasks of offices.
#[test]
fn a_clock_reminds_and_escalates() {
    let (mut program, [_, second, _]) = plain(FIVE_DAYS);
    let plain_overdue =
        |after, assign| Boundary::Overdue(Escalation { after, notify: Vec::new(), assign, every: None });
    program.clocks[0].boundary = vec![
        Boundary::Remind(length(1, Unit::WorkingDay)),
        plain_overdue(None, None),
        plain_overdue(Some(length(1, Unit::WorkingDay)), Some(RoleIx(2))),
    ];
    let wait = sketch::task(&mut program, "bo_sung", 0);
    program.graph[wait].hold = Some(Hold::Pause);
    sketch::onward(&mut program, wait, second);
    sketch::button(&mut program, second, "hoi", wait, None);
    let town = town(program);
    let mut run = received(&town, "2024-06-10 10:00");
    run.wait("2024-06-18 17:00");
    let kind = |event: &Event| match event {
        Event::ClockReminded { .. } => Some("remind"),
        Event::ClockOverdue { .. } => Some("due"),
        Event::ClockEscalated { assign: None, .. } => Some("told"),
        Event::ClockEscalated { .. } => Some("assigned"),
        _ => None,
    };
    let all = |run: &Run<'_>| -> Vec<_> {
        run.log
            .iter()
            .flat_map(|pass| pass.events.iter().filter_map(move |event| Some((kind(event)?, pass.at))))
            .collect()
    };
    let expected = [
        ("remind", "2024-06-14 08:00"),
        ("due", "2024-06-17 17:00"),
        ("told", "2024-06-17 17:00"),
        ("assigned", "2024-06-18 17:00"),
    ];
    assert_eq!(all(&run), expected.map(|(kind, when)| (kind, at(when))));
    assert_eq!(run.instance.activations[0].role, Some(RoleIx(2)));
    run.act("2024-06-19 09:00", &post("lanh_dao_01"), "tiep").unwrap();
    let mut paused = received(&town, "2024-06-10 10:00");
    paused.act("2024-06-12 09:00", &officer(), "hoi").unwrap();
    paused.wait("2024-06-20 09:00");
    assert_eq!(all(&paused), []);
    paused.act("2024-06-20 09:00", &applicant(), "tiep").unwrap();
    // Three working days remained on 12/6 (13, 14, 17): due T3 25/6, reminded T2 24/6.
    paused.wait("2024-06-25 17:00");
    assert_eq!(all(&paused).first(), Some(&("remind", at("2024-06-24 08:00"))));
    assert_eq!(due(&paused), Some(at("2024-06-25 17:00")));
}
