//! A guard in words: the expression, and the value of each path it would read.
//! It judges nothing; a missing value is said to be missing.

use calendar::Calendar;
use program::Value;
use source::Lang;

use super::Guard;
use super::evaluate::Lookup;
use super::names::Options;
use super::tree::{Path, Tree};

/// Writes a guard with the values it would read.
pub(super) fn explain(guard: &Guard, slots: &Lookup<'_>, calendar: &Calendar, lang: Lang) -> String {
    let mut lines = Vec::new();
    for path in guard.tree.paths() {
        let words = match slots(path.slot) {
            Ok(Some(value)) => words(&value, path, calendar, lang),
            Ok(None) => absent(lang).to_owned(),
            Err(_) => uncounted(lang).to_owned(),
        };
        let line = format!("`{}` = {words}", path.text);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    match lines.is_empty() {
        true => format!("`{}`", guard.text),
        false => format!("`{}`: {}", guard.text, lines.join("; ")),
    }
}

/// Returns the path that a whole guard is, and the value it must have.
pub(super) fn plain(tree: &Tree) -> Option<(&str, bool)> {
    match tree {
        Tree::Path(path) => Some((&path.text, true)),
        Tree::Not(inner) => plain(inner).map(|(path, value)| (path, !value)),
        _ => None,
    }
}

/// Writes a guard with another name in the place of each path and condition.
pub(super) fn renamed(guard: &Guard, name: impl Fn(&str) -> String) -> String {
    let mut places = Vec::new();
    guard.tree.each(&mut |part| {
        places.extend(match part {
            Tree::Path(path) | Tree::Has(path) | Tree::Else(path, _) => Some((path.span.clone(), &path.text)),
            Tree::Condition(used) => Some((used.span.clone(), &used.id)),
            _ => None,
        });
    });
    places.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = guard.text.clone();
    for (span, known) in places {
        text.replace_range(span, &name(known));
    }
    text
}

fn absent(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "chưa có",
        Lang::En => "missing",
    }
}

/// Says that an amount cannot be worked out: its own expression reads what is missing, or fails.
fn uncounted(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "chưa tính được",
        Lang::En => "not computable yet",
    }
}

/// Writes a value as people read it.
pub(super) fn words(value: &Value, path: &Path, calendar: &Calendar, lang: Lang) -> String {
    let label = |at: usize| option(path.options.as_ref(), at);
    match (value, lang) {
        (Value::Boolean(true), Lang::Vi) => "đúng".to_owned(),
        (Value::Boolean(false), Lang::Vi) => "sai".to_owned(),
        (Value::Boolean(value), Lang::En) => value.to_string(),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Decimal(number), Lang::Vi) => number.to_string().replace('.', ","),
        (Value::Decimal(number), Lang::En) => number.to_string(),
        (Value::Money(amount), Lang::Vi) => format!("{} đồng", grouped(*amount, '.')),
        (Value::Money(amount), Lang::En) => format!("{} đồng", grouped(*amount, ',')),
        (Value::Date(date), Lang::Vi) => format!("{:02}/{:02}/{}", date.day(), date.month(), date.year()),
        (Value::Date(date), Lang::En) => date.to_string(),
        (Value::Instant(at), _) => {
            let moment = calendar.zone().moment(*at);
            match lang {
                Lang::Vi => format!(
                    "{} ngày {:02}/{:02}/{}",
                    moment.time,
                    moment.date.day(),
                    moment.date.month(),
                    moment.date.year()
                ),
                Lang::En => format!("{} {}", moment.date, moment.time),
            }
        }
        (Value::Text(text), _) => quoted(text, lang),
        (Value::Agencies(ids), _) if ids.is_empty() => "∅".to_owned(),
        (Value::Agencies(ids), _) => ids.iter().map(|id| quoted(id, lang)).collect::<Vec<_>>().join(", "),
        (Value::Choice(chosen), _) => label(chosen.at()),
        (Value::Choices(chosen), _) if chosen.is_empty() => "∅".to_owned(),
        (Value::Choices(chosen), _) => chosen.iter().map(|chosen| label(chosen.at())).collect::<Vec<_>>().join(", "),
    }
}

fn quoted(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("«{text}»"),
        Lang::En => format!("\"{text}\""),
    }
}

fn option(options: Option<&Options>, at: usize) -> String {
    options.and_then(|options| options.get(at)).map_or_else(|| at.to_string(), |(id, label)| format!("{id} ({label})"))
}

fn grouped(amount: i64, sign: char) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(sign);
        }
        shown.push(digit);
    }
    if amount < 0 { format!("-{shown}") } else { shown }
}
