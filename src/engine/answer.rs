//! Reads one raw answer as a value of its field's type, and checks its bounds.

use calendar::Date;
use program::{Bounds, Decimal, Field, FieldType, OptionIx, Value};
use regex_lite::{Regex, RegexBuilder};

use crate::{Answer, Why};

/// Most bytes a compiled pattern may take: it is compiled for each answer.
const PATTERN_BYTES: usize = 64 * 1024;

/// Reads an answer; none if it is empty, which is *not answered* (sem 5.6).
pub(crate) fn read(field: &Field, raw: &Answer, today: Date) -> Result<Option<Value>, Why> {
    let value = match (&field.ty, raw) {
        (FieldType::Choices(_), Answer::Many(ids)) => choices(field, ids)?,
        (FieldType::Choices(_), Answer::One(id)) if id.is_empty() => return Ok(None),
        (FieldType::Choices(_), Answer::One(id)) => choices(field, std::slice::from_ref(id))?,
        (_, Answer::Many(_)) => return Err(Why::NotOfType),
        (_, Answer::One(text)) if is_blank(text) => return Ok(None),
        (_, Answer::One(text)) => single(field, text.trim())?,
    };
    check(&field.bounds, &value, today)?;
    Ok(Some(value))
}

/// Tells whether a text shows nothing: blanks and letters without a picture are no answer (sem 5.6).
pub(crate) fn is_blank(text: &str) -> bool {
    let unseen = |c: char| {
        c.is_whitespace()
            || matches!(c, '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}')
            || matches!(c, '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
    };
    text.chars().all(unseen)
}

fn single(field: &Field, text: &str) -> Result<Value, Why> {
    let wrong = Why::NotOfType;
    match &field.ty {
        FieldType::Integer => text.parse().map(Value::Integer).map_err(|_| wrong),
        FieldType::Money => match text.parse() {
            Ok(amount) if amount >= 0 => Ok(Value::Money(amount)),
            _ => Err(wrong),
        },
        FieldType::Decimal => Decimal::parse(text).map(Value::Decimal).ok_or(wrong),
        FieldType::Date => Date::parse(text).map(Value::Date).ok_or(wrong),
        FieldType::Boolean => text.parse().map(Value::Boolean).map_err(|_| wrong),
        FieldType::Choice(_) => field.ty.option(text).map(Value::Choice).ok_or(Why::NoSuchOption),
        FieldType::Email if !plausible_email(text) => Err(wrong),
        FieldType::Phone if !text.chars().all(|one| one.is_ascii_digit() || " +.-()".contains(one)) => Err(wrong),
        FieldType::IdNumber if !text.chars().all(|one| one.is_ascii_alphanumeric() || one == '-') => Err(wrong),
        FieldType::Text
        | FieldType::Paragraph
        | FieldType::Address
        | FieldType::Email
        | FieldType::Phone
        | FieldType::IdNumber
        | FieldType::Agency => Ok(Value::Text(text.to_owned())),
        FieldType::Choices(_) => Err(wrong),
    }
}

fn plausible_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.') && !text.contains(' '))
}

fn choices(field: &Field, ids: &[String]) -> Result<Value, Why> {
    let chosen: Option<Vec<OptionIx>> = ids.iter().map(|id| field.ty.option(id)).collect();
    let mut chosen = chosen.ok_or(Why::NoSuchOption)?;
    chosen.sort_unstable();
    chosen.dedup();
    Ok(Value::Choices(chosen))
}

fn check(bounds: &Bounds, value: &Value, today: Date) -> Result<(), Why> {
    if let Value::Date(date) = value {
        if bounds.not_before_today && *date < today {
            return Err(Why::BeforeToday);
        }
        if bounds.not_after_today && *date > today {
            return Err(Why::AfterToday);
        }
    }
    if let Value::Text(text) = value {
        check_text(bounds, text)?;
    }
    if bounds.min.as_ref().is_some_and(|min| below(value, min)) {
        return Err(Why::LessThan(bounds.min.as_ref().map(shown).unwrap_or_default()));
    }
    if bounds.max.as_ref().is_some_and(|max| below(max, value)) {
        return Err(Why::MoreThan(bounds.max.as_ref().map(shown).unwrap_or_default()));
    }
    Ok(())
}

fn check_text(bounds: &Bounds, text: &str) -> Result<(), Why> {
    if text.chars().count() > bounds.length as usize {
        return Err(Why::LongerThan(bounds.length));
    }
    let matches = |pattern: &String| whole(pattern).is_some_and(|regex| regex.is_match(text));
    if bounds.pattern.as_ref().is_some_and(|pattern| !matches(pattern)) { Err(Why::Pattern) } else { Ok(()) }
}

/// Tells whether a regular expression can be asked of an answer: it is one, and it is small.
pub fn is_pattern(pattern: &str) -> bool {
    // Alone as well: `)(` is none, though what surrounds it would make it one.
    compiled(pattern).is_some() && whole(pattern).is_some()
}

/// Compiles a pattern that the whole text must match.
fn whole(pattern: &str) -> Option<Regex> {
    compiled(&format!("^(?:{pattern})$"))
}

fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build().ok()
}

/// Tells whether a value lies below another of its type; several choices are compared by their number.
fn below(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Integer(left), Value::Integer(right)) | (Value::Money(left), Value::Money(right)) => left < right,
        (Value::Decimal(left), Value::Decimal(right)) => left < right,
        (Value::Date(left), Value::Date(right)) => left < right,
        (Value::Choices(left), Value::Integer(right)) => i64::try_from(left.len()).is_ok_and(|count| count < *right),
        (Value::Integer(left), Value::Choices(right)) => i64::try_from(right.len()).is_ok_and(|count| *left < count),
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Integer(number) | Value::Money(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Boolean(_) | Value::Instant(_) | Value::Text(_) | Value::Choice(_) | Value::Choices(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_no_answer_could_match_are_known() {
        let good = [r"\d{12}", "[A-ZĐ]{2}-[0-9]+", "", "có|không", "^CT.*$"];
        let bad = ["(", "[a", "*", ")(", "a{2,1}", "(?=a)a", r"\", "(?x)a # b", "a{900}{900}"];
        assert_eq!(good.map(is_pattern), [true; 5]);
        assert_eq!(bad.map(is_pattern), [false; 9]);
    }

    #[test]
    fn what_shows_nothing_is_no_answer() {
        for blank in ["", " \t\u{a0}", "\u{200b}\u{feff}", "\u{3164}", "\u{2800} "] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for shown in ["0", "ở", "\u{200b}Bằng"] {
            assert!(!is_blank(shown), "{shown:?}");
        }
    }
}
