//! The laws of legal time, on random clocks: agreement with the oracle, order, pauses, extensions,
//! calendars. It must not know single dates.

use calendar::{
    Act, Amount, Bearer, Calendar, ClockAct, ClockState, Counting, Cutoff, DayEnd, Due, Holidays, Instant, Length,
    Limit, OutsideHours, Rule, Unit, due_of, start, step, working_days_between,
};
use proptest::prelude::*;

use crate::calendars::{announced, announced_to, at, with_day_off, zone};
use crate::minute_by_minute::Walk;

pub const MINUTE: i64 = 60_000;

/// Lengths of some units, each up to its most.
fn lengths(units: Vec<(Unit, u32)>) -> impl Strategy<Value = Length> {
    (proptest::sample::select(units), 0..10_000_u32)
        .prop_map(|((unit, most), count)| Length { count: count % most + 1, unit })
}

fn limits() -> impl Strategy<Value = Limit> {
    let units = [
        (Unit::Minute, 3_000),
        (Unit::Hour, 60),
        (Unit::Day, 40),
        (Unit::Month, 4),
        (Unit::ConsecutiveDay, 40),
        (Unit::WorkingMinute, 2_000),
        (Unit::WorkingHour, 60),
        (Unit::WorkingDay, 25),
        (Unit::HalfWorkingDay, 20),
    ];
    let of = lengths(units.to_vec()).prop_map(Limit::Of);
    prop_oneof![6 => of, 1 => Just(Limit::SameDay)]
}

prop_compose! {
    pub fn countings()(
        limit in limits(),
        rule in proptest::sample::select(vec![Rule::EndOfDay, Rule::SameTime, Rule::EndOfSession]),
        cutoff in proptest::sample::select(vec!["15:00", "sau 15:00", "11:00"]),
        midnight in any::<bool>(),
        next_opening in any::<bool>(),
        skip in any::<bool>(),
    ) -> Counting {
        Counting {
            limit,
            rule,
            cutoff: Cutoff::parse(cutoff).unwrap(),
            day_end: if midnight { DayEnd::Midnight } else { DayEnd::Close },
            outside_hours: if next_opening { OutsideHours::NextOpening } else { OutsideHours::OwnDate },
            holidays: if skip { Holidays::Skip } else { Holidays::Count },
        }
    }
}

/// Deadlines whose pause a walk can leave out: the same clock time, months begun, sessions, and days
/// counted from an opening have no such walk; the table and the other laws hold them.
fn walkable() -> impl Strategy<Value = Counting> {
    let units = [
        (Unit::Minute, 3_000),
        (Unit::Hour, 60),
        (Unit::Day, 40),
        (Unit::ConsecutiveDay, 40),
        (Unit::WorkingMinute, 2_000),
        (Unit::WorkingHour, 60),
        (Unit::WorkingDay, 25),
    ];
    (countings(), lengths(units.to_vec())).prop_map(|(counting, length)| Counting {
        limit: Limit::Of(length),
        rule: Rule::EndOfDay,
        outside_hours: OutsideHours::OwnDate,
        ..counting
    })
}

/// Instants of two and a half announced years, often on the edges of sessions.
pub fn instants() -> impl Strategy<Value = Instant> {
    let first = at("2024-01-20 00:00").millis();
    let last = at("2026-06-20 00:00").millis();
    let edges = [0, 480, 660, 720, 780, 900, 1020, 1440];
    prop_oneof![
        (first..last).prop_map(Instant::from_millis),
        (0..880_i32, proptest::sample::select(edges.to_vec()), -1..=1_i64).prop_map(move |(day, edge, off)| {
            let midnight = first + i64::from(day) * 1_440 * MINUTE;
            Instant::from_millis(midnight + edge * MINUTE + off)
        }),
    ]
}

/// A stretch of time up to three weeks, often none or within a day.
pub fn spans() -> impl Strategy<Value = i64> {
    prop_oneof![
        1 => Just(0),
        3 => 0..1_440 * MINUTE,
        3 => 0..21 * 1_440 * MINUTE,
    ]
}

pub fn after(
    state: Option<&ClockState>,
    counting: &Counting,
    at: Instant,
    act: Act,
    calendar: &Calendar,
) -> ClockState {
    step(counting, state, &ClockAct { at, act }, calendar)
}

pub fn started(counting: &Counting, at: Instant, calendar: &Calendar) -> ClockState {
    after(None, counting, at, Act::Started { full: counting.full(), held: false }, calendar)
}

pub fn held(counting: &Counting, state: &ClockState, p: Instant, calendar: &Calendar) -> ClockState {
    after(Some(state), counting, p, Act::Held, calendar)
}

pub fn paused(counting: &Counting, state: &ClockState, p: Instant, r: Instant, calendar: &Calendar) -> ClockState {
    let held = held(counting, state, p, calendar);
    after(Some(&held), counting, r, Act::Released, calendar)
}

pub fn known(due: Due) -> Instant {
    due.instant().expect("the years of the test are announced")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None,
        max_global_rejects: 8_192, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn dues_agree_with_the_walk(counting in countings(), from in instants()) {
        let calendar = announced();
        let walk = Walk { calendar: &calendar, counting: &counting, pause: None };
        let expected = walk.due(zone().moment(from)).expect("announced");
        let due = zone().at(expected.date, expected.time);
        prop_assert_eq!(start(&counting, from, &calendar), Due::At(due));
    }

    #[test]
    fn a_pause_is_left_out_of_the_walk(
        counting in walkable(), from in instants(), part in 0..1_000_i64, length in spans(),
    ) {
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let p = from.plus_millis((known(state.due).millis() - from.millis()) / 1_000 * part);
        let r = p.plus_millis(length);
        // With nothing left the floor decides, which the table holds.
        let kept = held(&counting, &state, p, &calendar).remaining;
        prop_assume!(kept.days > 0 || kept.minutes > 0);
        let pause = Some((zone().moment(p), zone().moment(r)));
        let walk = Walk { calendar: &calendar, counting: &counting, pause };
        let expected = walk.due(zone().moment(from)).expect("announced");
        let due = zone().at(expected.date, expected.time);
        prop_assert_eq!(paused(&counting, &state, p, r, &calendar).due, Due::At(due));
    }

    #[test]
    fn a_due_is_never_in_closed_time(counting in countings(), from in instants()) {
        // Invariant 20.
        let calendar = announced();
        let due = zone().moment(known(start(&counting, from, &calendar)));
        let sessions = calendar.sessions(due.date).expect("announced");
        let closes = sessions.iter().any(|session| session.close == due.time);
        let ends = sessions.last().is_some_and(|last| match counting.day_end {
            DayEnd::Close => last.close == due.time,
            DayEnd::Midnight => due.time == calendar::ClockTime::MIDNIGHT,
        });
        let inside = sessions.iter().any(|session| session.open <= due.time && due.time < session.close);
        let legal = match counting.limit {
            Limit::Of(Length { unit: Unit::Minute | Unit::Hour, .. }) => true,
            Limit::Of(Length { unit: Unit::ConsecutiveDay, .. }) => due.time == calendar::ClockTime::MIDNIGHT,
            Limit::Of(Length { unit: Unit::WorkingMinute | Unit::WorkingHour, .. }) => {
                sessions.iter().any(|session| session.open < due.time && due.time <= session.close)
            }
            Limit::Of(Length { unit: Unit::HalfWorkingDay, .. }) => closes,
            Limit::Of(Length { unit: Unit::WorkingDay, .. }) if counting.rule == Rule::SameTime => inside,
            Limit::Of(Length { unit: Unit::WorkingDay, .. }) if counting.rule == Rule::EndOfSession => closes,
            _ => ends,
        };
        prop_assert!(legal, "{:?}", due);
    }

    #[test]
    fn a_later_start_is_never_due_earlier(counting in countings(), from in instants(), later in spans()) {
        let calendar = announced();
        let due = known(start(&counting, from, &calendar));
        prop_assert!(due <= known(start(&counting, from.plus_millis(later), &calendar)));
    }

    #[test]
    fn pause_and_resumption_at_one_instant_change_nothing(
        counting in countings(), from in instants(), wait in spans(),
    ) {
        // Invariant 21, and 3.32 for a pause after the due.
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let p = from.plus_millis(wait);
        prop_assert_eq!(paused(&counting, &state, p, p, &calendar).due, state.due);
    }

    #[test]
    fn a_second_pause_changes_nothing_either(
        counting in countings(), from in instants(), wait in spans(), length in spans(), more in spans(),
    ) {
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let p = from.plus_millis(wait);
        let r = p.plus_millis(length);
        let resumed = paused(&counting, &state, p, r, &calendar);
        let q = r.plus_millis(more);
        prop_assert_eq!(paused(&counting, &resumed, q, q, &calendar).due, resumed.due);
    }

    #[test]
    fn a_later_resumption_is_never_due_earlier(
        counting in countings(), from in instants(), wait in spans(), length in spans(), more in spans(),
    ) {
        // Invariant 21.
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let p = from.plus_millis(wait);
        let r = p.plus_millis(length);
        let due = known(paused(&counting, &state, p, r, &calendar).due);
        let later = known(paused(&counting, &state, p, r.plus_millis(more), &calendar).due);
        prop_assert!(known(state.due) <= due && due <= later);
        if p > known(state.due) {
            prop_assert_eq!(later, known(state.due));
        } else {
            prop_assert!(due >= r, "resumed overdue");
        }
    }

    #[test]
    fn running_dues_are_those_of_anchor_and_amount(
        counting in countings(), from in instants(), wait in spans(), length in spans(),
    ) {
        // Invariant 19.
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let p = from.plus_millis(wait);
        let held = held(&counting, &state, p, &calendar);
        prop_assert_eq!((held.due, held.nominal), (state.due, state.nominal));
        let state = after(Some(&held), &counting, p.plus_millis(length), Act::Released, &calendar);
        let found = due_of(&counting, state.anchor, &state.remaining, &calendar);
        prop_assert_eq!(found, (state.due, state.nominal));
    }

    #[test]
    fn an_extension_commutes_with_a_pause_in_place(
        counting in countings(), from in instants(), wait in spans(), days in 1..10_i32, minutes in 1..600_i64,
    ) {
        let calendar = announced();
        let state = started(&counting, from, &calendar);
        let p = from.plus_millis(wait);
        let timed = matches!(
            counting.limit,
            Limit::Of(Length { unit: Unit::Minute | Unit::Hour | Unit::WorkingMinute | Unit::WorkingHour, .. })
        );
        // A month is extended by months, which a pause turns into days. Days added to a clock time
        // that was carried over a short day count from what it was.
        let month = matches!(counting.limit, Limit::Of(Length { unit: Unit::Month, .. }));
        let same_time = matches!(counting.limit, Limit::Of(Length { unit: Unit::WorkingDay, .. }))
            && counting.rule == Rule::SameTime;
        prop_assume!(p < known(state.due) && !month && !same_time);
        let by = if timed { Amount { minutes, ..Amount::default() } } else { Amount { days, ..Amount::default() } };
        let extended = after(Some(&state), &counting, p, Act::Extended { by }, &calendar);
        let held = held(&counting, &state, p, &calendar);
        let grown = after(Some(&held), &counting, p, Act::Extended { by }, &calendar);
        prop_assert_eq!(grown.due, extended.due);
        let released = after(Some(&grown), &counting, p, Act::Released, &calendar);
        prop_assert_eq!(released.due, extended.due);
    }

    #[test]
    fn hours_added_are_hours_between(from in instants(), minutes in 1..5_000_u32) {
        let calendar = announced();
        let limit = Limit::Of(Length { count: minutes, unit: Unit::WorkingMinute });
        let counting = Counting::of(limit, Bearer::Office, &calendar);
        let due = known(start(&counting, from, &calendar));
        prop_assert_eq!(calendar::lateness(from, due, &[], &calendar), Ok(i64::from(minutes)));
    }

    #[test]
    fn days_added_are_days_between(from in instants(), days in 1..60_u32) {
        let calendar = announced();
        let limit = Limit::Of(Length { count: days, unit: Unit::WorkingDay });
        let counting = Counting::of(limit, Bearer::Office, &calendar);
        let due = zone().date(known(start(&counting, from, &calendar)));
        prop_assert_eq!(working_days_between(zone().date(from), due, &calendar), Ok(days.into()));
    }

    #[test]
    fn a_day_off_decreed_inside_an_old_pause_changes_nothing(
        counting in countings(), from in instants(), wait in spans(), day in 1..20_i32, rest in 1..20_i64,
    ) {
        let calendar = announced();
        let p = from.plus_millis(wait);
        let r = p.plus_millis((i64::from(day) + rest) * 1_440 * MINUTE);
        let off = zone().date(p).plus_days(day);
        let state = paused(&counting, &started(&counting, from, &calendar), p, r, &calendar);
        let recomputed = after(Some(&state), &counting, r, Act::Recomputed, &with_day_off(off));
        prop_assert_eq!(recomputed.due, state.due);
    }

    #[test]
    fn a_recomputation_never_moves_a_due_earlier(
        counting in countings(), from in instants(), day in -5..40_i32,
    ) {
        let calendar = with_day_off(zone().date(from).plus_days(day));
        let state = started(&counting, from, &calendar);
        let recomputed = after(Some(&state), &counting, from, Act::Recomputed, &announced());
        prop_assert_eq!(recomputed.due, state.due);
        let state = started(&counting, from, &announced());
        let recomputed = after(Some(&state), &counting, from, Act::Recomputed, &calendar);
        prop_assert!(recomputed.due.instant() >= state.due.instant());
    }

    #[test]
    fn what_is_not_announced_is_never_guessed(
        counting in countings(), day in 0..120_i64, minute in 0..1_440_i64,
    ) {
        let from = at("2025-09-03 00:00").plus_millis((day * 1_440 + minute) * MINUTE);
        let full = known(start(&counting, from, &announced()));
        match start(&counting, from, &announced_to(2025)) {
            Due::At(due) => prop_assert_eq!(due, full),
            Due::Undetermined(year) => {
                prop_assert_eq!(year, 2026);
                prop_assert!(zone().date(full).year() == 2026);
            }
            Due::NoLimit => prop_assert!(false),
        }
        let elapsed = matches!(
            counting.limit,
            Limit::Of(Length { unit: Unit::Minute | Unit::Hour | Unit::ConsecutiveDay, .. })
        );
        if zone().date(full).year() == 2026 && !elapsed && counting.holidays == Holidays::Count {
            prop_assert_eq!(start(&counting, from, &announced_to(2025)), Due::Undetermined(2026));
        }
    }

    #[test]
    fn an_undetermined_clock_is_paused_on_its_amounts(
        counting in countings(), from in 0..8_i64, wait in 0..3_i64, length in 0..3_000_i64,
    ) {
        // (sem 3.13) Started, paused and resumed in December 2025, computed when 2026 is announced:
        // the same as if it had been announced all along.
        let from = at("2025-12-22 07:45").plus_millis(from * 1_437 * MINUTE);
        let p = from.plus_millis(wait * 1_153 * MINUTE);
        let r = p.plus_millis(length * MINUTE);
        let (now, later) = (announced_to(2025), announced());
        let waiting = started(&counting, from, &now);
        // Months among which holidays are skipped cannot be divided before the year is announced.
        let divisible = !matches!(counting.limit, Limit::Of(Length { unit: Unit::Month, .. }))
            || counting.holidays == Holidays::Count;
        prop_assume!(divisible && r < at("2025-12-31 15:00"));
        prop_assume!(matches!(waiting.due, Due::Undetermined(_)));
        let undetermined = paused(&counting, &waiting, p, r, &now);
        let computed = after(Some(&undetermined), &counting, r, Act::Recomputed, &later);
        let known = paused(&counting, &started(&counting, from, &later), p, r, &later);
        prop_assert_eq!(computed.due, known.due);
    }

    #[test]
    fn every_act_is_total(
        counting in countings(), from in instants(), acts in proptest::collection::vec((0..9_usize, spans()), 1..12),
    ) {
        let calendar = announced_to(2025);
        let full = counting.full();
        let mut at = from;
        let mut state = None;
        for (kind, wait) in acts {
            at = at.plus_millis(wait);
            let act = [
                Act::Started { full, held: true },
                Act::Held,
                Act::Released,
                Act::Restarted { full, held: false },
                Act::Extended { by: full },
                Act::Recomputed,
                Act::CaseChanged { full },
                Act::Stopped,
                Act::Reopened,
            ][kind];
            let next = after(state.as_ref(), &counting, at, act, &calendar);
            let json = serde_json::to_string(&next).unwrap();
            prop_assert_eq!(serde_json::from_str::<ClockState>(&json).unwrap(), next);
            state = Some(next);
        }
    }
}
