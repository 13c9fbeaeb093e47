//! A guard in words: the expression, and the value of each path it would read.
//! It judges nothing; a missing value is said to be missing.

use calendar::Calendar;
use engine::View;
use program::Value;
use source::Lang;

use super::Guard;
use super::names::Options;
use super::slots;
use super::tree::{Path, Tree};

/// Writes a guard with the values it would read.
pub(super) fn explain(guard: &Guard, view: &View<'_>, calendar: &Calendar, lang: Lang) -> String {
    let mut paths = Vec::new();
    collect(&guard.tree, &mut paths);
    let zone = calendar.zone();
    let mut lines = Vec::new();
    for path in paths {
        let value = slots::value(path.slot, view, zone);
        let words = value.map_or_else(|| absent(lang).to_owned(), |value| words(&value, path, calendar, lang));
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

fn absent(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "chưa có",
        Lang::En => "missing",
    }
}

fn collect<'t>(tree: &'t Tree, paths: &mut Vec<&'t Path>) {
    match tree {
        Tree::Literal(_) | Tree::Length(_) => {}
        Tree::Path(path) | Tree::Has(path) | Tree::Else(path, _) => paths.push(path),
        Tree::Condition(used) => collect(&used.body, paths),
        Tree::Not(inner) | Tree::Negative(inner) => collect(inner, paths),
        Tree::All(parts) | Tree::Any(parts) | Tree::Call(_, parts) => {
            parts.iter().for_each(|part| collect(part, paths))
        }
        Tree::Compare(_, sides) | Tree::Reckon(_, sides) | Tree::Contains(sides) => {
            sides.iter().for_each(|side| collect(side, paths));
        }
        Tree::Among(value, list) => {
            collect(value, paths);
            list.iter().for_each(|item| collect(item, paths));
        }
    }
}

fn words(value: &Value, path: &Path, calendar: &Calendar, lang: Lang) -> String {
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
        (Value::Text(text), Lang::Vi) => format!("«{text}»"),
        (Value::Text(text), Lang::En) => format!("\"{text}\""),
        (Value::Choice(chosen), _) => label(chosen.at()),
        (Value::Choices(chosen), _) if chosen.is_empty() => "∅".to_owned(),
        (Value::Choices(chosen), _) => chosen.iter().map(|chosen| label(chosen.at())).collect::<Vec<_>>().join(", "),
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
