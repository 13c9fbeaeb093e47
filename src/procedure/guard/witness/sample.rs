//! Values to try where no few values stand for all others: near the numbers and dates that are written.
//! They prove nothing but what they are an example of.

use calendar::Date;
use program::Value;

use super::cuts::{cut, other, representatives};
use super::ground::{Bounds, Scale, Values};

/// Most values tried for one slot.
const SAMPLES_MAX: usize = 40;
/// Longest count of days, months or years that dates are laid apart.
const APART_MAX: i64 = 4_000;

/// Returns a day that dates are laid around where none is written.
pub(super) fn a_day() -> Date {
    Date::from_ymd(2026, 1, 5).expect("it is a date")
}

/// Returns values of a slot to try beside the literals of what reads it.
pub(super) fn samples(values: &Values, literals: &[Value]) -> Vec<Value> {
    let mut found = match values {
        Values::Listed(all) => all.clone(),
        Values::Ordered(Scale::Date, bounds) => dates(literals, bounds),
        Values::Ordered(scale, bounds) => {
            let marks: Vec<Value> = literals.iter().filter(|value| is_number(value)).cloned().collect();
            let zero = Value::Integer(0);
            cut(*scale, &[&marks[..], &[zero]].concat(), bounds).unwrap_or_default()
        }
        Values::Texts => texts(literals),
        Values::Several { .. } => representatives(values, literals).unwrap_or_default(),
    };
    found.truncate(SAMPLES_MAX);
    found
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Integer(_) | Value::Money(_) | Value::Decimal(_))
}

fn dates(literals: &[Value], bounds: &Bounds) -> Vec<Value> {
    let written = literals.iter().filter_map(|value| if let Value::Date(date) = value { Some(*date) } else { None });
    let mut bases: Vec<Date> = written.collect();
    bases.push(a_day());
    let apart = literals.iter().filter_map(|value| match value {
        Value::Integer(apart) if apart.abs() <= APART_MAX => i32::try_from(*apart).ok(),
        _ => None,
    });
    let apart: Vec<i32> = apart.collect();
    let mut marks = bases.clone();
    for base in bases {
        let moved = |apart: &i32| {
            [base.plus_days(*apart), base.plus_months(-*apart), base.plus_months(apart.saturating_mul(-12))]
        };
        marks.extend(apart.iter().flat_map(moved));
    }
    let marks: Vec<Value> = marks.into_iter().map(Value::Date).collect();
    let mut dates = cut(Scale::Date, &marks, bounds).unwrap_or_default();
    // An example of our days is read more easily.
    dates.sort_by_key(|date| if let Value::Date(date) = date { date.days_since(a_day()).abs() } else { 0 });
    dates
}

fn texts(literals: &[Value]) -> Vec<Value> {
    let written: Vec<Value> = literals.iter().filter(|value| matches!(value, Value::Text(_))).cloned().collect();
    let longer = written.iter().filter_map(|text| match text {
        Value::Text(text) => Some(Value::Text(format!("{text} …"))),
        _ => None,
    });
    let longer: Vec<Value> = longer.collect();
    [&written[..], &longer, &[other(&written), Value::Text(String::from("…"))]].concat()
}
