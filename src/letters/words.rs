//! Dates and times the way the forms write them. It computes none.

use calendar::{Date, Moment, Verdict};

use crate::facts::Promise;

/// Writes "ngày 08 tháng 6 năm 2026": days below 10 and the months 1 and 2 take a zero (NĐ 30/2020/NĐ-CP, annex I).
pub fn date_in_words(date: Date) -> String {
    let zero = if date.month() < 3 { "0" } else { "" };
    format!("ngày {:02} tháng {zero}{} năm {}", date.day(), date.month(), date.year())
}

/// Writes "08 giờ 00 phút, ngày 08 tháng 6 năm 2026".
pub fn moment_in_words(moment: Moment) -> String {
    let minutes = moment.time.minutes();
    format!("{:02} giờ {:02} phút, {}", minutes / 60, minutes % 60, date_in_words(moment.date))
}

/// Writes a promise in words.
pub(crate) fn promise_in_words(promise: &Promise) -> String {
    match promise {
        Promise::At(moment) => moment_in_words(*moment),
        Promise::Words(words) => words.clone(),
    }
}

/// Writes a promise in digits, for the narrow columns of a table.
pub(crate) fn promise_in_digits(promise: &Promise) -> String {
    match promise {
        Promise::At(moment) => moment.digits(),
        Promise::Words(words) => words.clone(),
    }
}

/// Names a verdict as the control sheet does.
pub(crate) fn verdict_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Early => "Trước hạn",
        Verdict::OnTime => "Đúng hạn",
        Verdict::Overdue => "Quá hạn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::ClockTime;

    #[test]
    fn dates_as_the_forms_write_them() {
        let date = |text: &str| date_in_words(Date::parse(text).unwrap());
        assert_eq!(date("2026-06-08"), "ngày 08 tháng 6 năm 2026");
        assert_eq!(date("2026-02-28"), "ngày 28 tháng 02 năm 2026");
        assert_eq!(date("2026-01-01"), "ngày 01 tháng 01 năm 2026");
        assert_eq!(date("2026-03-10"), "ngày 10 tháng 3 năm 2026");
        assert_eq!(date("2026-12-31"), "ngày 31 tháng 12 năm 2026");
    }

    #[test]
    fn midnight_ends_its_day() {
        let moment = |time| moment_in_words(Moment { date: Date::parse("2026-06-09").unwrap(), time });
        assert_eq!(moment(ClockTime::MIDNIGHT), "24 giờ 00 phút, ngày 09 tháng 6 năm 2026");
        assert_eq!(moment(ClockTime::from_hm(8, 5).unwrap()), "08 giờ 05 phút, ngày 09 tháng 6 năm 2026");
    }
}
