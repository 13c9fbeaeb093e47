//! Durations in words (language.md c1).
//! What is not one of them is answered with a question, never with a guess.

use calendar::{Length, Limit, Unit};

/// The units, each with the words that write it.
pub(crate) const UNITS: &[(&str, Unit)] = &[
    ("phút", Unit::Minute),
    ("giờ", Unit::Hour),
    ("ngày", Unit::Day),
    ("tháng", Unit::Month),
    ("ngày liên tục", Unit::ConsecutiveDay),
    ("phút làm việc", Unit::WorkingMinute),
    ("giờ làm việc", Unit::WorkingHour),
    (WORKING_DAY, Unit::WorkingDay),
];

/// The limits that are words (language.md c1).
pub(crate) const LIMITS: &[(&str, Limit)] = &[("cùng ngày làm việc", Limit::SameDay), ("không quy định", Limit::None)];

/// Words that let the officer state the amount of an extension (language.md c1).
const AT_MOST: &str = "tối đa ";

const WORKING_DAY: &str = "ngày làm việc";

/// Hours of a full working day, for the question that answers a fraction of a day (language.md c1).
const HOURS_A_DAY: u32 = 8;
/// Months of a year, for the question that answers one.
const MONTHS_A_YEAR: u32 = 12;

/// Reads a duration: "1 ngày làm việc", "nửa ngày làm việc"; none if it is not written like one.
pub fn length(text: &str) -> Option<Length> {
    let (count, unit) = text.split_once(' ')?;
    match halves(count) {
        Some(count) if unit == WORKING_DAY => Some(Length { count, unit: Unit::HalfWorkingDay }),
        Some(_) => None,
        None => {
            let (_, unit) = UNITS.iter().find(|(word, _)| *word == unit)?;
            Some(Length { count: whole(count)?, unit: *unit })
        }
    }
}

/// Reads what may stand at `within`.
pub(crate) fn limit(text: &str) -> Option<Limit> {
    let word = LIMITS.iter().find(|(word, _)| *word == text);
    word.map(|(_, limit)| *limit).or_else(|| length(text).map(Limit::Of))
}

/// Reads an extension: a duration, perhaps after `tối đa`; whether that stood there is told first.
pub(crate) fn extension(text: &str) -> Option<(bool, Length)> {
    let most = text.strip_prefix(AT_MOST);
    Some((most.is_some(), length(most.unwrap_or(text))?))
}

/// Reads attempts: "3 lần, cách 5 phút" gives the number and the elapsed time between them.
pub(crate) fn retry(text: &str) -> Option<(u32, Length)> {
    let (times, every) = text.split_once(" lần, cách ")?;
    let every = length(every).filter(|every| matches!(every.unit, Unit::Minute | Unit::Hour))?;
    Some((whole(times)?, every))
}

/// Reads an amount in đồng: digits alone.
pub(crate) fn dong(text: &str) -> Option<i64> {
    let form = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    form.then(|| text.parse().ok()).flatten()
}

fn whole(count: &str) -> Option<u32> {
    let form =
        (1..=3).contains(&count.len()) && count.bytes().all(|byte| byte.is_ascii_digit()) && !count.starts_with('0');
    form.then(|| count.parse().ok()).flatten()
}

fn halves(count: &str) -> Option<u32> {
    match count {
        "nửa" => Some(1),
        _ => match count.strip_suffix(",5")? {
            "0" => Some(1),
            days => Some(whole(days)? * 2 + 1),
        },
    }
}

/// Proposes durations the author may have meant, best first; none when nothing is near.
pub(crate) fn meant(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    if lower.starts_with("nửa ngày") {
        return vec![format!("nửa {WORKING_DAY}")];
    }
    if let Some(iso) = lower.strip_prefix('p') {
        let iso = iso.trim_start_matches('t');
        let unit = iso.trim_start_matches(|c: char| c.is_ascii_digit());
        return from_unit(&iso[..iso.len() - unit.len()], unit);
    }
    let rest = lower.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    let number = lower[..lower.len() - rest.len()].replace('.', ",");
    match number.split_once(',') {
        None => from_unit(&number, rest.trim()),
        Some(_) if !rest.trim().is_empty() && !rest.trim().starts_with('n') && !rest.trim().starts_with('d') => {
            Vec::new()
        }
        Some((days, part)) => fraction(days, part),
    }
}

fn from_unit(number: &str, rest: &str) -> Vec<String> {
    let Some(n) = whole(number) else { return Vec::new() };
    match rest.chars().next() {
        Some('h' | 'g') => vec![format!("{n} giờ làm việc"), format!("{n} giờ")],
        Some('y') => vec![format!("{} tháng", n * MONTHS_A_YEAR)],
        Some('n') if rest.starts_with("năm") || rest.starts_with("nam") => {
            vec![format!("{} tháng", n * MONTHS_A_YEAR)]
        }
        Some('d' | 'n') => vec![format!("{n} ngày làm việc"), format!("{n} ngày")],
        Some('p') => vec![format!("{n} phút làm việc"), format!("{n} phút")],
        Some('m') if rest.starts_with("mo") => vec![format!("{n} tháng")],
        Some('m') => vec![format!("{n} phút làm việc"), format!("{n} phút")],
        Some('t') if rest.starts_with("tu") => vec![format!("{} ngày", n * 7), format!("{} ngày làm việc", n * 5)],
        Some('t') => vec![format!("{n} tháng")],
        Some('w') => vec![format!("{} ngày", n * 7), format!("{} ngày làm việc", n * 5)],
        _ => UNITS.iter().skip(6).map(|(unit, _)| format!("{n} {unit}")).collect(),
    }
}

fn fraction(days: &str, part: &str) -> Vec<String> {
    if part == "5" {
        return vec![if days == "0" { format!("nửa {WORKING_DAY}") } else { format!("{days},5 {WORKING_DAY}") }];
    }
    let scale = 10_u32.checked_pow(part.len() as u32);
    let value = format!("{days}{part}").parse::<u32>().ok().and_then(|value| value.checked_mul(HOURS_A_DAY));
    match (value, scale) {
        (Some(value), Some(scale)) if value > 0 && value % scale == 0 => {
            vec![format!("{} giờ làm việc", value / scale)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_the_language() {
        let cases = [
            ("2 giờ làm việc", 2, Unit::WorkingHour),
            ("7 ngày làm việc", 7, Unit::WorkingDay),
            ("30 ngày", 30, Unit::Day),
            ("3 tháng", 3, Unit::Month),
            ("10 ngày liên tục", 10, Unit::ConsecutiveDay),
            ("nửa ngày làm việc", 1, Unit::HalfWorkingDay),
            ("0,5 ngày làm việc", 1, Unit::HalfWorkingDay),
            ("12,5 ngày làm việc", 25, Unit::HalfWorkingDay),
            ("999 phút", 999, Unit::Minute),
        ];
        for (text, count, unit) in cases {
            assert_eq!(length(text), Some(Length { count, unit }), "{text}");
        }
    }

    #[test]
    fn refused_with_a_question() {
        let cases = [
            ("2h", vec!["2 giờ làm việc", "2 giờ"]),
            ("P2D", vec!["2 ngày làm việc", "2 ngày"]),
            ("PT2H", vec!["2 giờ làm việc", "2 giờ"]),
            ("2 days", vec!["2 ngày làm việc", "2 ngày"]),
            ("7 ngày LV", vec!["7 ngày làm việc", "7 ngày"]),
            ("0,25 ngày làm việc", vec!["2 giờ làm việc"]),
            ("0.5", vec!["nửa ngày làm việc"]),
            ("1 tuần", vec!["7 ngày", "5 ngày làm việc"]),
            ("nửa ngày", vec!["nửa ngày làm việc"]),
            ("1 năm", vec!["12 tháng"]),
            ("2 years", vec!["24 tháng"]),
            ("nửa buổi", vec![]),
            ("02 giờ làm việc", vec![]),
            ("1000 ngày", vec![]),
            ("0,5 giờ", vec![]),
            ("2  giờ", vec!["2 giờ làm việc", "2 giờ"]),
            ("", vec![]),
            ("p", vec![]),
        ];
        for (text, question) in cases {
            assert_eq!(length(text), None, "{text}");
            assert_eq!(meant(text), question, "{text}");
        }
    }
}
