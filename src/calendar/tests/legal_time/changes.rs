//! What moves a due from outside: calendars that change, outages, a limit cut short; and the notice and the openings
//! the engine asks for. It must not know how a due is computed.

use calendar::{
    Act, Bearer, Calendar, ClockAct, ClockState, Counting, DayEnd, Due, Instant, Length, Limit, Move, Phase, Rule,
    Unit, after_outage, due_of, gives_notice, moved, notice, opening_of, step,
};
use proptest::prelude::*;

use crate::calendars::{announced, announced_to, at, before_swap, date, with_day_off, zone};
use crate::laws::{MINUTE, after, countings, held, instants, known, paused, spans, started};

fn working_days(count: u32) -> Counting {
    let limit = Limit::Of(Length { count, unit: Unit::WorkingDay });
    Counting::of(limit, Bearer::Office, &announced())
}

#[test]
fn a_swap_of_days_moves_dues_later_or_not_at_all() {
    // (sem 3.43) The swap of 29/4 and Saturday 4/5/2024, applied on 16 April, to deadlines that began on the 15th.
    let old = before_swap("2024-04-29", "2024-05-04");
    let apply = |days, on: &str| {
        let state = started(&working_days(days), at("2024-04-15 09:00"), &old);
        moved(&working_days(days), &state, at(on), &announced())
    };
    let later = |text| Move::Later(at(text));
    assert_eq!(apply(9, "2024-04-16 09:00"), later("2024-05-02 17:00"));
    assert_eq!(apply(10, "2024-04-16 09:00"), later("2024-05-03 17:00"));
    assert_eq!(apply(11, "2024-04-16 09:00"), later("2024-05-04 17:00"));
    assert_eq!(apply(12, "2024-04-16 09:00"), Move::Unchanged);
    // At its very end it is not past yet; a millisecond on it is.
    assert_eq!(apply(9, "2024-04-29 17:00"), later("2024-05-02 17:00"));
    assert_eq!(apply(9, "2024-04-29 17:01"), Move::Past(at("2024-05-02 17:00")));
    // The swap of 31/8 and Saturday 22/8/2026 would take a day.
    let old = before_swap("2026-08-31", "2026-08-22");
    let state = started(&working_days(3), at("2026-08-19 09:00"), &old);
    let found = moved(&working_days(3), &state, at("2026-08-20 09:00"), &announced());
    assert_eq!((found, found.to()), (Move::Earlier(at("2026-08-22 17:00")), None));
}

#[test]
fn what_a_clock_is_doing_decides_whether_it_moves() {
    let (counting, old, new) = (working_days(10), announced_to(2025), announced());
    let waiting = started(&counting, at("2025-12-25 09:00"), &old);
    assert_eq!(waiting.due, Due::Undetermined(2026));
    // 26, 29, 30, 31 December; 5 to 9 January and Saturday the 10th, for 1 and 2 January are off.
    let on = at("2025-12-29 09:00");
    assert_eq!(moved(&counting, &waiting, on, &new), Move::Determined(at("2026-01-10 17:00")));
    assert_eq!(moved(&counting, &waiting, on, &old), Move::Undetermined(2026));
    let known = started(&counting, at("2025-12-25 09:00"), &new);
    assert_eq!(moved(&counting, &known, on, &old), Move::Withdrawn(2026));
    let paused = held(&counting, &known, on, &new);
    assert_eq!(moved(&counting, &paused, on, &new), Move::Paused);
    let stopped = after(Some(&known), &counting, on, Act::Stopped, &new);
    assert_eq!(moved(&counting, &stopped, on, &with_day_off(date("2026-01-08"))), Move::Ended);
    let late = held(&counting, &known, at("2026-01-12 09:00"), &new);
    let found = moved(&counting, &late, at("2026-01-13 09:00"), &with_day_off(date("2026-01-08")));
    assert_eq!(found, Move::Past(at("2026-01-12 17:00")));
    let none = Counting { limit: Limit::None, ..counting };
    assert_eq!(moved(&none, &started(&none, on, &new), on, &old), Move::Unchanged);
}

#[test]
fn an_outage_gives_the_applicant_the_day_it_ends() {
    // (Rule 2.19.) Supplement of 30 days from 10 June: due 24:00 on 10 July.
    let calendar = announced();
    let limit = Limit::Of(Length { count: 30, unit: Unit::Day });
    let counting = Counting::of(limit, Bearer::Applicant, &calendar);
    let state = started(&counting, at("2024-06-10 09:00"), &calendar);
    assert_eq!(state.due, Due::At(at("2024-07-10 24:00")));
    let due = |from: &str, to: &str| {
        let after = after_outage(&counting, &state, (at(from), at(to)), &calendar);
        after.map(|state| state.due)
    };
    assert_eq!(due("2024-07-10 20:00", "2024-07-11 07:00"), Some(Due::At(at("2024-07-11 24:00"))));
    // From the cutoff on, and on a Saturday, it is the next working day.
    assert_eq!(due("2024-07-10 20:00", "2024-07-11 15:00"), Some(Due::At(at("2024-07-12 24:00"))));
    assert_eq!(due("2024-07-10 20:00", "2024-07-13 09:00"), Some(Due::At(at("2024-07-15 24:00"))));
    // Both ends belong to the outage; nothing else is made good.
    assert_eq!(due("2024-07-10 20:00", "2024-07-10 24:00"), Some(Due::At(at("2024-07-11 24:00"))));
    assert_eq!(due("2024-07-10 20:00", "2024-07-10 23:00"), None);
    assert_eq!(due("2024-07-11 00:00", "2024-07-11 07:00"), None);
    let resting = held(&counting, &state, at("2024-07-01 09:00"), &calendar);
    assert_eq!(after_outage(&counting, &resting, (at("2024-07-10 20:00"), at("2024-07-11 07:00")), &calendar), None);
}

#[test]
fn notice_before_a_due() {
    // (sem 3.42) An extension asked for 2 working days ahead of Wednesday 19 June 17:00.
    let calendar = announced();
    let before = Length { count: 2, unit: Unit::WorkingDay };
    assert_eq!(notice(at("2024-06-17 16:59"), &before, &calendar), Due::At(at("2024-06-19 17:00")));
    let due = Due::At(at("2024-06-19 17:00"));
    let table = [("2024-06-17 23:59", true), ("2024-06-18 00:00", false), ("2024-06-19 09:00", false)];
    for (now, enough) in table {
        assert_eq!(gives_notice(at(now), &before, due, &calendar), enough, "{now}");
    }
    assert!(gives_notice(at("2024-06-19 09:00"), &before, Due::Undetermined(2027), &calendar));
    assert!(!gives_notice(at("2026-12-31 09:00"), &before, Due::At(at("2026-12-31 17:00")), &calendar));
}

#[test]
fn an_extension_is_in_the_unit_of_its_deadline() {
    // (sem 3.40) limit, rule, what it is extended by, days and minutes if it may be.
    let of = |count, unit| Limit::Of(Length { count, unit });
    let table = [
        (of(7, Unit::WorkingDay), Rule::EndOfDay, 3, Unit::WorkingDay, Some((3, 0))),
        (of(7, Unit::WorkingDay), Rule::EndOfDay, 3, Unit::HalfWorkingDay, None),
        (of(7, Unit::WorkingDay), Rule::EndOfDay, 3, Unit::Day, None),
        (of(7, Unit::WorkingDay), Rule::EndOfSession, 3, Unit::WorkingDay, Some((6, 0))),
        (of(3, Unit::HalfWorkingDay), Rule::EndOfDay, 1, Unit::HalfWorkingDay, Some((1, 0))),
        (Limit::SameDay, Rule::EndOfDay, 1, Unit::WorkingDay, Some((1, 0))),
        (of(2, Unit::WorkingHour), Rule::EndOfDay, 30, Unit::WorkingMinute, Some((0, 30))),
        (of(2, Unit::Hour), Rule::EndOfDay, 1, Unit::WorkingHour, None),
        (of(1, Unit::Month), Rule::EndOfDay, 5, Unit::Day, None),
        (of(7, Unit::ConsecutiveDay), Rule::EndOfDay, 7, Unit::ConsecutiveDay, Some((7, 0))),
        (Limit::None, Rule::EndOfDay, 1, Unit::Day, None),
    ];
    for (limit, rule, count, unit, expected) in table {
        let counting = Counting { limit, rule, ..working_days(1) };
        let found = counting.extension(Length { count, unit }).map(|amount| (amount.days, amount.minutes));
        assert_eq!(found, expected, "{limit:?} by {count} {unit:?}");
    }
}

#[test]
fn openings_of_days() {
    let calendar = announced();
    let table = [
        ("2024-06-10", Some("2024-06-10 08:00")),
        ("2024-06-08", Some("2024-06-10 08:00")),
        ("2024-05-04", Some("2024-05-04 08:00")),
        ("2024-09-01", Some("2024-09-04 08:00")),
        ("2026-12-31", Some("2026-12-31 08:00")),
        ("2027-01-04", None),
    ];
    for (day, expected) in table {
        assert_eq!(opening_of(date(day), &calendar), expected.map(at), "{day}");
    }
}

/// Whether a due lies where its unit lets it lie, after an office's pause too (invariant 20).
fn is_legal(counting: &Counting, due: Instant, calendar: &Calendar) -> bool {
    let due = zone().moment(due);
    let sessions = calendar.sessions(due.date).expect("announced");
    let unit = match counting.limit {
        Limit::Of(length) => length.unit,
        Limit::SameDay | Limit::None => Unit::WorkingDay,
    };
    match unit {
        Unit::Minute | Unit::Hour | Unit::ConsecutiveDay => true,
        Unit::WorkingMinute | Unit::WorkingHour => {
            sessions.iter().any(|session| session.open < due.time && due.time <= session.close)
        }
        Unit::Day | Unit::Month | Unit::WorkingDay | Unit::HalfWorkingDay => !sessions.is_empty(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None,
        max_global_rejects: 8_192, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn a_resumed_clock_is_not_due_in_closed_time(
        counting in countings(), from in instants(), wait in spans(), length in spans(),
    ) {
        let calendar = announced();
        let p = from.plus_millis(wait);
        let state = paused(&counting, &started(&counting, from, &calendar), p, p.plus_millis(length), &calendar);
        prop_assert!(is_legal(&counting, known(state.due), &calendar), "{:?}", zone().moment(known(state.due)));
    }

    #[test]
    fn what_a_pause_keeps_counts_on_the_calendar_of_its_end(
        counting in countings(), from in instants(), wait in spans(), length in spans(), day in -10..30_i32,
    ) {
        // A day off is decreed while the clock is paused: the due is that of the resumption on the new calendar.
        let (old, new) = (announced(), with_day_off(zone().date(from).plus_days(day)));
        let p = from.plus_millis(wait);
        let r = p.plus_millis(length);
        let held = held(&counting, &started(&counting, from, &old), p, &old);
        let kept = held.remaining;
        let applied = after(Some(&held), &counting, p, Act::Recomputed, &new);
        prop_assert_eq!(applied, held);
        let resumed = after(Some(&held), &counting, r, Act::Released, &new);
        if let Phase::Paused { late: true, .. } = held.phase {
            prop_assert_eq!(resumed.due, held.due);
        } else if kept.days > 0 || kept.months > 0 || kept.minutes > 0 {
            prop_assert_eq!(resumed.due, due_of(&counting, r, &kept, &new).0);
        } else {
            prop_assert!(known(resumed.due) >= r);
        }
    }

    #[test]
    fn a_move_is_what_the_recomputation_does(
        counting in countings(), from in instants(), day in -5..40_i32, wait in spans(), act in 0..3_usize,
    ) {
        let (old, new) = (announced(), with_day_off(zone().date(from).plus_days(day)));
        let (old, new) = if day % 2 == 0 { (old, new) } else { (new, old) };
        let state = started(&counting, from, &old);
        let on = from.plus_millis(wait);
        let state = match act {
            0 => state,
            1 => held(&counting, &state, on, &old),
            _ => after(Some(&state), &counting, on, Act::Stopped, &old),
        };
        let found = moved(&counting, &state, on, &new);
        let recomputed = after(Some(&state), &counting, on, Act::Recomputed, &new);
        prop_assert_eq!(recomputed.due, found.to().map_or(state.due, Due::At));
        if state.phase == Phase::Running {
            prop_assert_eq!(recomputed.calendar == new.hash(), matches!(found, Move::Unchanged | Move::Later(_)));
        }
    }

    #[test]
    fn a_day_made_good_ends_with_its_day_and_bears_a_pause(
        counting in countings(), from in instants(), before in spans(), beyond in spans(), wait in spans(),
    ) {
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let due = known(state.due);
        let to = due.plus_millis(beyond);
        let after = after_outage(&counting, &state, (due.plus_millis(-before), to), &calendar)
            .expect("the due lies in the outage");
        prop_assert!(known(after.due) >= to && known(after.due) >= due);
        prop_assert_eq!(due_of(&counting, after.anchor, &after.remaining, &calendar), (after.due, after.nominal));
        let p = to.plus_millis(wait);
        prop_assert_eq!(paused(&counting, &after, p, p, &calendar).due, after.due);
        if counting.day_end == DayEnd::Midnight && matches!(counting.limit, Limit::Of(Length { unit: Unit::Day, .. })) {
            prop_assert_eq!(zone().time(known(after.due)), calendar::ClockTime::MIDNIGHT);
        }
    }

    #[test]
    fn a_limit_cut_short_bears_a_pause(
        counting in countings(), from in instants(), wait in spans(), more in spans(),
    ) {
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let on = from.plus_millis(wait);
        let full = counting.full();
        let least = calendar::Amount { days: full.days.min(1), minutes: full.minutes.min(1), months: 0, ..full };
        let act = ClockAct { at: on, act: Act::CaseChanged { full: least } };
        let changed: ClockState = step(&counting, Some(&state), &act, &calendar);
        let p = on.plus_millis(more);
        prop_assert_eq!(paused(&counting, &changed, p, p, &calendar).due, changed.due);
        prop_assert!(known(changed.due).millis() >= on.millis() - MINUTE);
    }
}
