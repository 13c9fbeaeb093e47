//! Values that stand for all others: what a slot is compared with, and one value on each side of it.
//!
//! Between two neighbouring marks every comparison with a mark gives the same, so one value there stands for all.
//! What cannot be written down makes the whole cut none: nothing is claimed then.

use std::cmp::Ordering;

use calendar::Date;
use program::{Decimal, OptionIx, Value};

use super::super::number;
use super::super::reckon;
use super::ground::{Bounds, Scale, Values, subsets};

/// Most options of one field whose choice is tried one by one.
const MENTIONED_MAX: usize = 6;

/// Returns values that stand for all those a slot can have, as far as comparisons with the marks tell them apart.
pub(super) fn representatives(values: &Values, marks: &[Value]) -> Option<Vec<Value>> {
    match values {
        Values::Listed(all) => Some(all.clone()),
        Values::Ordered(scale, bounds) => cut(*scale, marks, bounds),
        Values::Texts => Some(texts(marks)),
        Values::Several { options, least, most } => several(marks, *options, *least, *most),
    }
}

/// Returns the marks and one value in each gap between them, within the bounds.
pub(super) fn cut(scale: Scale, marks: &[Value], bounds: &Bounds) -> Option<Vec<Value>> {
    let marks: Vec<Value> = marks.iter().chain(&bounds.least).chain(&bounds.most).cloned().collect();
    let mut values = match scale {
        Scale::Integer => whole(&marks).into_iter().map(Value::Integer).collect(),
        Scale::Money => whole(&marks).into_iter().map(Value::Money).collect(),
        Scale::Date => days(&marks).into_iter().map(Value::Date).collect(),
        Scale::Decimal => decimals(&marks)?.into_iter().map(Value::Decimal).collect::<Vec<_>>(),
    };
    values.retain(|value| is_within(value, bounds));
    Some(values)
}

fn is_within(value: &Value, bounds: &Bounds) -> bool {
    let above = bounds.least.as_ref().is_none_or(|least| order(value, least) != Some(Ordering::Less));
    above && bounds.most.as_ref().is_none_or(|most| order(value, most) != Some(Ordering::Greater))
}

/// Orders two values of one scale.
fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Date(one), Value::Date(other)) => Some(one.cmp(other)),
        _ => Some(number::compare(reckon::decimal(one).ok()?, reckon::decimal(other).ok()?)),
    }
}

/// Lists whole numbers at and beside the marks.
fn whole(marks: &[Value]) -> Vec<i64> {
    let at = |mark: &Value| match mark {
        Value::Integer(mark) | Value::Money(mark) => vec![*mark],
        // Beyond 64 bits every whole number lies on one side.
        Value::Decimal(mark) => i64::try_from(mark.units().div_euclid(10_i128.pow(mark.scale().into())))
            .map_or_else(|_| Vec::new(), |below| vec![below]),
        _ => Vec::new(),
    };
    let beside = |mark: i64| [mark.saturating_sub(1), mark, mark.saturating_add(1)];
    sorted(marks.iter().flat_map(at).flat_map(beside), 0)
}

fn days(marks: &[Value]) -> Vec<Date> {
    let at = |mark: &Value| if let Value::Date(mark) = mark { Some(*mark) } else { None };
    let beside = |mark: Date| [mark.plus_days(-1), mark, mark.plus_days(1)];
    sorted(marks.iter().filter_map(at).flat_map(beside), super::sample::a_day())
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>, otherwise: T) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    if values.is_empty() {
        values.push(otherwise);
    }
    values.sort_unstable();
    values.dedup();
    values
}

fn decimals(marks: &[Value]) -> Option<Vec<Decimal>> {
    let mut marks: Vec<Decimal> = marks.iter().filter_map(|mark| reckon::decimal(mark).ok()).collect();
    marks.sort_unstable();
    marks.dedup();
    let one = Decimal::new(1, 0);
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return Some(vec![one]) };
    let mut values = vec![number::subtract(*first, one)?];
    for pair in marks.windows(2) {
        let middle = number::divide(number::add(pair[0], pair[1])?, Decimal::new(2, 0))?;
        if middle <= pair[0] || pair[1] <= middle {
            return None;
        }
        values.extend([pair[0], middle]);
    }
    values.extend([*last, number::add(*last, one)?]);
    Some(values)
}

/// Lists the texts that are named, and one that is not.
fn texts(marks: &[Value]) -> Vec<Value> {
    let mut texts: Vec<Value> = Vec::new();
    for mark in marks {
        if !texts.contains(mark) {
            texts.push(mark.clone());
        }
    }
    texts.push(other(marks));
    texts
}

/// Returns a text that is none of the marks.
pub(super) fn other(marks: &[Value]) -> Value {
    let longest = marks.iter().map(|mark| if let Value::Text(text) = mark { text.chars().count() } else { 0 }).max();
    Value::Text("…".repeat(longest.unwrap_or(0) + 1))
}

/// Lists the choices among the options named; the others fill up to the least count.
fn several(marks: &[Value], options: usize, least: usize, most: usize) -> Option<Vec<Value>> {
    let at = |mark: &Value| if let Value::Choice(option) = mark { Some(*option) } else { None };
    let named = if marks.is_empty() { Vec::new() } else { sorted(marks.iter().filter_map(at), OptionIx(0)) };
    if named.len() > MENTIONED_MAX {
        return None;
    }
    let others: Vec<OptionIx> = (0_u8..).map(OptionIx).take(options).filter(|option| !named.contains(option)).collect();
    let filled = subsets(&named).into_iter().filter_map(|mut chosen| {
        chosen.extend(others.iter().take(least.saturating_sub(chosen.len())));
        chosen.sort_unstable();
        (least..=most).contains(&chosen.len()).then_some(Value::Choices(chosen))
    });
    Some(filled.collect())
}
