//! Money: what a bill asks, what is paid on it, in time and late (sem 2.12, 2.15, 2.15a, 5.16, 5.17). They must not
//! repeat what the invariants show for any program.

use calendar::Phase;
use motcua_engine::{Effect, Event, IncidentKind, LegVerdict, Outcome, Rejection, effects};
use program::{BillLine, Bound, GuardIx, Hold, NodeIx, Program};

use crate::calendars::at;
use crate::house;
use crate::run::Run;
use crate::sketch;
use crate::stage::{
    FIVE_DAYS, applicants, clock, days, filed, find, happened, incidents, line, officer, paying, starts, town, waiting,
    withdraw,
};
use crate::town::applicant;

/// `nop` → `truoc` (starts the clock) → `nop_phi` → `sau`, and from `sau` back to `truoc`.
fn asking(lines: Vec<BillLine>) -> (Program, NodeIx, [GuardIx; 3]) {
    let mut program = sketch::empty(FIVE_DAYS);
    let guards = [0, 1, 2].map(|_| sketch::guard(&mut program));
    program.fees = vec![house::fee("le_phi", 20_000), house::computed_fee("phi", guards)];
    let before = sketch::task(&mut program, "truoc", 1);
    let pay = sketch::payment(&mut program, "nop_phi", lines);
    let after = sketch::task(&mut program, "sau", 1);
    line(&mut program, &[before, pay, after]);
    sketch::button(&mut program, after, "lai", before, Some(Bound::Rounds(2)));
    starts(&mut program, before);
    (program, pay, guards)
}

fn paid(run: &mut Run<'_>, when: &str, payment: &str, amount: i64) -> Result<(), Rejection> {
    let bill = find(run, "nop_phi").id;
    run.send(when, &paying(bill, payment, amount, when)).map(|_| ())
}

fn refunds(run: &Run<'_>) -> usize {
    let all = run.log.iter().flat_map(|pass| effects(&run.town.program, None, &run.instance, pass));
    all.filter(|effect| *effect == Effect::Refund).count()
}

/// Sem 2.12, 5.16: a bill of two lines, paid in parts, each payment once; what is over goes to finance.
#[test]
fn a_bill_is_paid_in_parts() {
    let (program, _, [amount, exists, exempt]) = asking(vec![house::line(0), house::line(1)]);
    let town = town(program);
    for (guard, holds) in [(amount, true), (exists, true), (exempt, false)] {
        town.settle(guard, holds);
    }
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!(find(&run, "nop_phi").bill.as_ref().unwrap().due(), 40_000);
    assert_eq!(run.instance.status, 6);
    paid(&mut run, "2024-06-10 11:00", "gd_1", 25_000).unwrap();
    paid(&mut run, "2024-06-10 11:05", "gd_1", 25_000).unwrap();
    assert_eq!((run.instance.paid_on(house::line(0)), run.instance.paid_on(house::line(1))), (20_000, 5_000));
    assert_eq!(waiting(&run), ["nop_phi"]);
    paid(&mut run, "2024-06-10 11:10", "gd_2", 16_000).unwrap();
    assert_eq!((waiting(&run), run.instance.refunds, run.instance.status), (vec!["sau".to_owned()], 1_000, 4));
    assert_eq!(refunds(&run), 1);
    assert!(matches!(paid_again(&mut run), Ok(0)), "a payment that is known says nothing new");
}

fn paid_again(run: &mut Run<'_>) -> Result<usize, Rejection> {
    let bill = run.instance.closed.iter().rev().find(|closed| closed.node == run.town.program.find("nop_phi").unwrap());
    let again = paying(bill.unwrap().id, "gd_2", 16_000, "2024-06-10 12:00");
    run.send("2024-06-10 12:00", &again).map(|decision| decision.passes.len())
}

/// Sem 5.16: which lines exist, and which are free by law, for the data at the arrival of the token.
#[test]
fn a_line_exists_or_is_free() {
    for (exists, exempt, owed) in [(true, false, 20_000), (true, true, 0), (false, false, 0)] {
        let (program, pay, [amount, when, free]) = asking(vec![house::line(1)]);
        let town = town(program);
        for (guard, holds) in [(amount, true), (when, exists), (free, exempt)] {
            town.settle(guard, holds);
        }
        let mut run = filed(&town, "2024-06-10 09:00");
        run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
        let asked = run.instance.activations.iter().find_map(|one| one.bill.as_ref()).map_or(0, |bill| bill.due());
        assert_eq!(asked, owed, "{exists} {exempt}");
        assert_eq!(waiting(&run), [if owed > 0 { "nop_phi" } else { "sau" }], "{exists} {exempt}");
        let freed = |event: &Event| matches!(event, Event::FeesAssessed { node, exempt, .. } if *node == pay && !exempt.is_empty());
        assert_eq!(happened(&run, freed).len(), usize::from(exempt && exists), "{exists} {exempt}");
    }
}

/// Sem 8.1: an amount that cannot be told parks the token before the step; the act that led there stands.
#[test]
fn an_amount_that_cannot_be_told_parks() {
    let (program, _, [amount, when, free]) = asking(vec![house::line(1)]);
    let town = town(program);
    town.settle(when, true);
    town.settle(free, false);
    town.settled.borrow_mut().insert(amount, Outcome::Arithmetic("overflow".to_owned()));
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!(incidents(&run), [IncidentKind::GuardArithmetic]);
    assert_eq!(clock(&run).started_at, at("2024-06-10 10:00"));
}

/// Sem 5.17: the second time only the difference is asked; what is paid already asks for nothing, holds nothing,
/// counts nothing anew.
#[test]
fn the_second_bill_asks_the_difference() {
    let (mut program, pay, [amount, when, free]) = asking(vec![house::line(0), house::line(1)]);
    program.graph[pay].hold = Some(Hold::Restart);
    applicants(&mut program, pay, days(5));
    let town = town(program);
    for (guard, holds) in [(amount, true), (when, false), (free, false)] {
        town.settle(guard, holds);
    }
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    paid(&mut run, "2024-06-10 11:00", "gd_1", 20_000).unwrap();
    assert_eq!(clock(&run).state.due.instant(), Some(at("2024-06-17 17:00")));
    run.act("2024-06-12 10:00", &officer(), "lai").unwrap();
    run.act("2024-06-12 10:00", &officer(), "tiep").unwrap();
    assert_eq!(waiting(&run), ["sau"], "paid already");
    let again = run.instance.closed.last().unwrap();
    assert_eq!((again.node, again.verdict), (pay, None));
    assert_eq!(clock(&run).state.due.instant(), Some(at("2024-06-17 17:00")), "no restart");
    assert_eq!(clock(&run).state.phase, Phase::Running);
    town.settle(when, true);
    run.act("2024-06-12 11:00", &officer(), "lai").unwrap();
    run.act("2024-06-12 11:00", &officer(), "tiep").unwrap();
    assert_eq!(find(&run, "nop_phi").bill.as_ref().unwrap().lines, [(house::line(1), 20_000)]);
}

/// Sem 5.17: less is owed than was paid: nothing is asked, and the difference waits to be given back, once.
#[test]
fn a_negative_difference_is_given_back() {
    let (program, _, [amount, when, free]) = asking(vec![house::line(0), house::line(1)]);
    let town = town(program);
    for (guard, holds) in [(amount, true), (when, true), (free, false)] {
        town.settle(guard, holds);
    }
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    paid(&mut run, "2024-06-10 11:00", "gd_1", 40_000).unwrap();
    town.settle(when, false);
    for _ in 0..2 {
        run.act("2024-06-12 10:00", &officer(), "lai").unwrap();
        run.act("2024-06-12 10:00", &officer(), "tiep").unwrap();
        assert_eq!((waiting(&run), run.instance.refunds), (vec!["sau".to_owned()], 20_000));
    }
    assert_eq!(refunds(&run), 1);
}

/// Sem 2.15: money after the timeout, and after the end: booked once, for finance; nothing moves.
#[test]
fn late_money_moves_nothing() {
    let (mut program, pay, _) = asking(vec![house::line(0)]);
    applicants(&mut program, pay, days(5));
    let expired = sketch::end(&mut program, program::EndResult::Expired);
    sketch::timeout(&mut program, pay, expired);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 15:20", &officer(), "tiep").unwrap();
    let bill = find(&run, "nop_phi").id;
    run.wait("2024-06-18 08:00");
    let end = run.instance.life;
    assert!(matches!(end, motcua_engine::Life::Ended { at: when, .. } if when == at("2024-06-17 24:00")), "sem 3.11");
    for _ in 0..2 {
        run.send("2024-06-18 09:00", &paying(bill, "gd_1", 20_000, "2024-06-17 23:50")).unwrap();
    }
    assert_eq!((run.instance.refunds, run.instance.life, refunds(&run)), (20_000, end, 1));
    let unknown = paying(motcua_engine::ActivationId(1), "gd_2", 20_000, "2024-06-18 09:00");
    assert!(matches!(run.send("2024-06-18 09:00", &unknown), Err(Rejection::TaskNotOpen { .. })), "no bill");
}

/// Sem 2.15a: five working days from 10/6 15:20 end 17/6 24:00; paid 23:50, the notice comes at 00:05: in time. The
/// timeout comes half an hour after the due.
#[test]
fn the_gateway_may_be_slow() {
    let table = [
        ("2024-06-18 00:05", "2024-06-17 23:50", Some(LegVerdict::OnTime)),
        ("2024-06-18 00:05", "2024-06-18 00:01", Some(LegVerdict::Overdue)),
        ("2024-06-18 00:29", "2024-06-14 10:00", Some(LegVerdict::Early)),
        ("2024-06-18 00:31", "2024-06-17 23:50", None),
    ];
    for (notice, paid_at, leg) in table {
        let (mut program, pay, _) = asking(vec![house::line(0)]);
        applicants(&mut program, pay, days(5));
        let expired = sketch::end(&mut program, program::EndResult::Expired);
        sketch::timeout(&mut program, pay, expired);
        let town = town(program);
        town.settle.set(30 * 60 * 1_000);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.act("2024-06-10 15:20", &officer(), "tiep").unwrap();
        let bill = find(&run, "nop_phi").id;
        run.send(notice, &paying(bill, "gd_1", 20_000, paid_at)).unwrap();
        let closed = run.instance.closed.iter().find(|closed| closed.id == bill).unwrap();
        assert_eq!((closed.verdict, run.instance.is_alive()), (leg, leg.is_some()), "{notice} {paid_at}");
        if leg.is_none() {
            assert_eq!(closed.at, at("2024-06-18 00:29:59").plus_millis(999), "dated at due + settle");
        }
    }
}

/// Sem 2.15a: a bill paid in two parts is paid when the later of them was.
#[test]
fn the_later_part_is_judged() {
    for (first, second) in [("2024-06-14 10:00", "2024-06-18 00:01"), ("2024-06-18 00:01", "2024-06-14 10:00")] {
        let (mut program, pay, _) = asking(vec![house::line(0)]);
        applicants(&mut program, pay, days(5));
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.act("2024-06-10 15:20", &officer(), "tiep").unwrap();
        let bill = find(&run, "nop_phi").id;
        run.send("2024-06-18 00:05", &paying(bill, "gd_1", 10_000, first)).unwrap();
        run.send("2024-06-18 00:06", &paying(bill, "gd_2", 10_000, second)).unwrap();
        assert_eq!(run.instance.closed.last().unwrap().verdict, Some(LegVerdict::Overdue), "{first} {second}");
    }
}

/// Sem 7.9: a withdrawal takes the open bill away; what comes later is late.
#[test]
fn a_withdrawal_takes_the_bill_away() {
    let (mut program, _, _) = asking(vec![house::line(0)]);
    let withdrawn = sketch::end(&mut program, program::EndResult::Withdrawn);
    let ix = crate::stage::right(&mut program, "rut", 0, program::AnytimeKind::Next(withdrawn));
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    let bill = find(&run, "nop_phi").id;
    run.send("2024-06-10 11:00", &withdraw(ix)).unwrap();
    run.send("2024-06-10 12:00", &paying(bill, "gd_1", 20_000, "2024-06-10 10:30")).unwrap();
    assert_eq!(run.instance.refunds, 20_000);
    assert!(matches!(run.act("2024-06-10 12:00", &applicant(), "tiep"), Err(Rejection::DossierEnded { .. })));
}
