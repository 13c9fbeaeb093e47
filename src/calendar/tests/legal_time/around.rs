//! What stands around a due: reminders, escalations, waits, verdicts, lateness, what is left. Each
//! table cites its rule; it must not compute a date.

use calendar::{
    Due, Lang, Length, Unit, Verdict, after_due, judge, lateness, left, remind_at, wait_until, working_days_between,
};

use crate::calendars::{announced, at, date, zone};

fn length(count: u32, unit: Unit) -> Length {
    Length { count, unit }
}

#[test]
fn reminders() {
    // (sem 4.2, 4.3) due, offset, opened, reminder.
    let table = [
        ("2024-07-10 17:00", 7, Unit::Day, "2024-06-10 09:00", Some("2024-07-03 08:00")),
        ("2024-07-10 24:00", 1, Unit::Day, "2024-06-10 09:00", Some("2024-07-09 08:00")),
        ("2024-06-19 17:00", 1, Unit::WorkingDay, "2024-06-10 09:00", Some("2024-06-18 08:00")),
        // The 8th is a Saturday: the working day before it.
        ("2024-06-10 17:00", 2, Unit::Day, "2024-06-03 09:00", Some("2024-06-07 08:00")),
        ("2024-06-10 10:00", 2, Unit::WorkingHour, "2024-06-07 09:00", Some("2024-06-10 08:00")),
        ("2024-06-10 09:00", 2, Unit::WorkingHour, "2024-06-07 09:00", Some("2024-06-07 16:00")),
        ("2024-06-10 24:00", 1, Unit::WorkingHour, "2024-06-07 09:00", Some("2024-06-10 16:00")),
        ("2024-06-10 09:00", 90, Unit::Minute, "2024-06-07 09:00", Some("2024-06-10 07:30")),
        ("2024-06-10 17:00", 1, Unit::HalfWorkingDay, "2024-06-07 09:00", Some("2024-06-10 13:00")),
        ("2024-06-10 17:00", 3, Unit::HalfWorkingDay, "2024-06-06 09:00", Some("2024-06-07 13:00")),
        ("2024-06-19 17:00", 1, Unit::WorkingDay, "2024-06-18 08:00", None),
        ("2024-06-19 17:00", 7, Unit::WorkingDay, "2024-06-10 09:00", None),
    ];
    for (due, count, unit, opened, expected) in table {
        let found = remind_at(at(due), &length(count, unit), at(opened), &announced());
        assert_eq!(found, expected.map(at), "{count} {unit:?} before {due}");
    }
}

#[test]
fn escalations_and_waits() {
    let calendar = announced();
    // (sem 4.6, 2.6) from, length, due.
    let after = [
        ("2024-06-19 17:00", 1, Unit::WorkingDay, "2024-06-20 17:00"),
        ("2024-06-19 17:00", 2, Unit::WorkingHour, "2024-06-20 10:00"),
    ];
    for (due, count, unit, expected) in after {
        let found = after_due(at(due), &length(count, unit), &calendar);
        assert_eq!(found, Due::At(at(expected)));
    }
    let waits = [
        ("2024-06-17 15:00", 12, Unit::Day, "2024-07-01 17:00"),
        ("2024-06-10 08:00", 8, Unit::WorkingDay, "2024-06-20 17:00"),
    ];
    for (from, count, unit, expected) in waits {
        let found = wait_until(&length(count, unit), at(from), &calendar);
        assert_eq!(found, Due::At(at(expected)));
    }
}

#[test]
fn verdicts() {
    // (sem 3.1, 3.49, 3.50) The due is Wednesday 2024-06-19 17:00.
    let due = Due::At(at("2024-06-19 17:00"));
    let table = [
        (at("2024-06-18 16:59"), false, Verdict::Early),
        (at("2024-06-19 08:00"), false, Verdict::OnTime),
        (at("2024-06-19 17:00"), false, Verdict::OnTime),
        (at("2024-06-19 17:00").plus_millis(1), false, Verdict::Overdue),
        (at("2024-06-18 16:59"), true, Verdict::Overdue),
    ];
    for (instant, recorded, expected) in table {
        assert_eq!(judge(instant, due, recorded, zone()), Some(expected));
    }
    assert_eq!(judge(at("2024-06-18 09:00"), Due::NoLimit, false, zone()), None);
    assert_eq!(judge(at("2024-06-18 09:00"), Due::Undetermined(2027), false, zone()), None);
}

#[test]
fn length_of_lateness() {
    let calendar = announced();
    // (sem 3.52) Thursday's 480 minutes and Friday's 90.
    let late = |due, until, pauses: &[_]| lateness(at(due), at(until), pauses, &calendar);
    assert_eq!(late("2024-06-19 17:00", "2024-06-21 09:30", &[]), Ok(570));
    assert_eq!(late("2024-06-19 12:00", "2024-06-19 12:30", &[]), Ok(0));
    // Paused from Friday 09:00 until after the end.
    let pause = (at("2024-06-21 09:00"), at("2024-06-24 09:00"));
    assert_eq!(late("2024-06-19 17:00", "2024-06-21 09:30", &[pause]), Ok(540));
    // (sem 3.32) Paused all Thursday, from before the due.
    let pause = (at("2024-06-19 16:00"), at("2024-06-21 08:00"));
    assert_eq!(late("2024-06-19 17:00", "2024-06-21 09:30", &[pause]), Ok(90));
    assert_eq!(late("2026-12-31 16:00", "2027-01-04 09:00", &[]), Err(2027));
}

#[test]
fn working_days() {
    let calendar = announced();
    // (sem 5.10) Friday 1/3 to Monday 10/6/2024: 14 whole weeks to 7/6 are 70, the Monday is one more;
    // 18/4, 29/4, 30/4 and 1/5 are off, Saturday 4/5 is worked: 71 - 4 + 1 = 68.
    let (a, b) = (date("2024-03-01"), date("2024-06-10"));
    assert_eq!(b.days_since(a), 101);
    assert_eq!(working_days_between(a, b, &calendar), Ok(68));
    assert_eq!(working_days_between(b, a, &calendar), Ok(-68));
    assert_eq!(working_days_between(a, date("2027-01-01"), &calendar), Err(2027));
    assert_eq!(working_days_between(date("2023-12-30"), b, &calendar), Err(2023));
    assert_eq!(working_days_between(b, date("2024-06-10"), &calendar), Ok(0));
    // Nothing before the first announced day is counted, so its eve may be the beginning.
    assert_eq!(working_days_between(date("2023-12-31"), date("2024-01-02"), &calendar), Ok(1));
}

#[test]
fn what_is_left() {
    let table = [
        ("2024-06-10 11:42", "2024-06-10 12:00", Unit::WorkingHour, "còn 18 phút"),
        ("2024-06-07 16:40", "2024-06-10 09:40", Unit::WorkingHour, "còn 2 giờ"),
        ("2024-06-07 16:30", "2024-06-10 09:40", Unit::WorkingHour, "còn 2 giờ 10 phút"),
        ("2024-06-17 09:00", "2024-06-19 17:00", Unit::WorkingDay, "còn 2 ngày làm việc"),
        ("2024-06-19 09:00", "2024-06-19 17:00", Unit::WorkingDay, "còn 7 giờ"),
        ("2024-06-19 09:00", "2024-07-01 17:00", Unit::Day, "còn 12 ngày"),
        // The applicant's last day ends at midnight, not with the office's hours.
        ("2024-06-17 20:30", "2024-06-17 24:00", Unit::WorkingDay, "còn 3 giờ 30 phút"),
        ("2024-06-10 12:40", "2024-06-10 11:20", Unit::WorkingHour, "quá 40 phút"),
        ("2024-06-21 09:00", "2024-06-19 17:00", Unit::WorkingDay, "quá 2 ngày làm việc"),
        ("2026-12-25 09:00", "2027-01-14 17:00", Unit::WorkingDay, "còn 20 ngày"),
    ];
    for (now, due, unit, expected) in table {
        let found = left(at(now), at(due), unit, &announced());
        assert_eq!(found.words(Lang::Vi), expected, "{now}");
    }
    let over = left(at("2024-06-21 09:00"), at("2024-06-19 17:00"), Unit::WorkingDay, &announced());
    assert_eq!((over.amount, over.minutes, over.over), (-2, -540, true));
    assert_eq!(over.words(Lang::En), "2 working days over");
}

#[test]
fn a_year_left_out_is_not_announced() {
    let mut text = crate::calendars::text();
    text.years.remove(&2025);
    let calendar = calendar::Calendar::new(text);
    let between = |a, b| working_days_between(date(a), date(b), &calendar);
    // The last two weekdays of 2024; off are 1/1 and 2/1/2026, worked is Monday 5/1.
    assert_eq!(between("2024-12-29", "2024-12-31"), Ok(2));
    assert_eq!(between("2025-12-31", "2026-01-05"), Ok(1));
    assert_eq!(between("2024-12-30", "2025-01-02"), Err(2025));
    assert_eq!(between("2024-12-30", "2026-01-05"), Err(2025));
    assert_eq!(between("2025-12-30", "2026-01-05"), Err(2025));
    assert_eq!(lateness(at("2024-12-31 09:00"), at("2026-01-05 09:00"), &[], &calendar), Err(2025));
    let due = |from| wait_until(&length(1, Unit::WorkingHour), at(from), &calendar);
    assert_eq!(due("2024-12-31 16:30"), Due::Undetermined(2025));
    assert_eq!(due("2025-06-02 09:00"), Due::Undetermined(2025));
    assert_eq!(due("2026-01-01 09:00"), Due::At(at("2026-01-05 09:00")));
}
