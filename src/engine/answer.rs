//! Reads one raw answer as a value of its field's type, and checks its bounds.

use calendar::Date;
use program::{Bounds, Decimal, FieldType, OptionIx, Slot, Value};

use crate::scope::ITEMS_MAX;
use crate::{Answer, Answers, FieldError, Why};

/// Most characters of one text of a message or of a job's answer, as of a paragraph (`language.md` b3).
const SLOT_LENGTH: u32 = 4_000;

/// Reads an answer; none if it is empty, which is *not answered* (sem 5.6).
pub(crate) fn read(ty: &FieldType, bounds: &Bounds, raw: &Answer, today: Date) -> Result<Option<Value>, Why> {
    let value = match (ty, raw) {
        (FieldType::Choices(_) | FieldType::Agencies, Answer::One(text)) if is_blank(text) => return Ok(None),
        (FieldType::Choices(_), Answer::Many(ids)) => choices(ty, ids)?,
        (FieldType::Choices(_), Answer::One(id)) => choices(ty, std::slice::from_ref(id))?,
        (FieldType::Agencies, Answer::Many(ids)) => agencies(ids)?,
        (FieldType::Agencies, Answer::One(id)) => agencies(std::slice::from_ref(id))?,
        (_, Answer::Many(_)) => return Err(Why::NotOfType),
        (_, Answer::One(text)) if is_blank(text) => return Ok(None),
        (_, Answer::One(text)) => single(ty, text.trim())?,
    };
    check(bounds, &value, today)?;
    Ok(Some(value))
}

/// Reads the values of a message or of a job's answer, each under its id with a prefix.
///
/// # Errors
/// Every value that is missing, wrong, or not asked for.
pub(crate) fn slots(
    slots: &[Slot],
    prefix: &str,
    answers: &Answers,
    today: Date,
) -> Result<Vec<Option<Value>>, Vec<FieldError>> {
    let bounds = Bounds { length: SLOT_LENGTH, ..Bounds::default() };
    let mut errors = Vec::new();
    let mut values = Vec::with_capacity(slots.len());
    for slot in slots {
        let field = format!("{prefix}{}", slot.id);
        let read = answers.0.get(&field).map_or(Ok(None), |raw| read(&slot.ty, &bounds, raw, today));
        match read {
            Ok(None) if !slot.optional => errors.push(FieldError { field, why: Why::Required }),
            Ok(value) => values.push(value),
            Err(why) => errors.push(FieldError { field, why }),
        }
    }
    let known = |name: &str| name.strip_prefix(prefix).is_some_and(|id| slots.iter().any(|slot| slot.id == id));
    let built_in = |name: &str| !prefix.is_empty() && !name.starts_with(prefix);
    let strange = answers.0.keys().filter(|name| !known(name) && !built_in(name));
    errors.extend(strange.map(|name| FieldError { field: name.clone(), why: Why::NotAsked }));
    if errors.is_empty() { Ok(values) } else { Err(errors) }
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

fn single(ty: &FieldType, text: &str) -> Result<Value, Why> {
    let wrong = Why::NotOfType;
    match ty {
        FieldType::Integer => text.parse().map(Value::Integer).map_err(|_| wrong),
        FieldType::Money => match text.parse() {
            Ok(amount) if amount >= 0 => Ok(Value::Money(amount)),
            _ => Err(wrong),
        },
        FieldType::Decimal => Decimal::parse(text).map(Value::Decimal).ok_or(wrong),
        FieldType::Date => Date::parse(text).map(Value::Date).ok_or(wrong),
        FieldType::Boolean => text.parse().map(Value::Boolean).map_err(|_| wrong),
        FieldType::Choice(_) => ty.option(text).map(Value::Choice).ok_or(Why::NoSuchOption),
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
        FieldType::Choices(_) | FieldType::Agencies => Err(wrong),
    }
}

fn plausible_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.') && !text.contains(' '))
}

fn choices(ty: &FieldType, ids: &[String]) -> Result<Value, Why> {
    let chosen: Option<Vec<OptionIx>> = ids.iter().map(|id| ty.option(id)).collect();
    let mut chosen = chosen.ok_or(Why::NoSuchOption)?;
    chosen.sort_unstable();
    chosen.dedup();
    Ok(Value::Choices(chosen))
}

/// Reads a list of agencies: refused here if it is longer than a step may ask (sem 1.27).
fn agencies(ids: &[String]) -> Result<Value, Why> {
    let named: Vec<String> = ids.iter().map(|id| id.trim()).filter(|id| !is_blank(id)).map(str::to_owned).collect();
    if named.len() > ITEMS_MAX { Err(Why::MoreThan(ITEMS_MAX.to_string())) } else { Ok(Value::Agencies(named)) }
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
    if bounds.pattern.as_ref().is_some_and(|pattern| !pattern.matches(text)) { Err(Why::Pattern) } else { Ok(()) }
}

/// Tells whether a value lies below another of its type; several choices are compared by their number.
fn below(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Integer(left), Value::Integer(right)) | (Value::Money(left), Value::Money(right)) => left < right,
        (Value::Decimal(left), Value::Decimal(right)) => left < right,
        (Value::Date(left), Value::Date(right)) => left < right,
        (Value::Choices(left), Value::Integer(right)) => i64::try_from(left.len()).is_ok_and(|count| count < *right),
        (Value::Integer(left), Value::Choices(right)) => i64::try_from(right.len()).is_ok_and(|count| *left < count),
        (Value::Agencies(left), Value::Integer(right)) => i64::try_from(left.len()).is_ok_and(|count| count < *right),
        (Value::Integer(left), Value::Agencies(right)) => i64::try_from(right.len()).is_ok_and(|count| *left < count),
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Integer(number) | Value::Money(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
