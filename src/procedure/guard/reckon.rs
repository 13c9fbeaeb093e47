//! Arithmetic and functions on values (`language.md` d1, d3).
//! 64 bits are checked, decimals are exact, dates are counted in days and months; nothing wraps silently.

use calendar::{Calendar, Date, working_days_between};
use program::{Decimal, Value};

use super::evaluate::{Run, Stop, unfit};
use super::functions::Function;
use super::number;
use super::tree::Operator;

/// First and last year a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9_999;

fn overflow(what: &str) -> Stop {
    Stop::Arithmetic(what.to_owned())
}

/// Returns a number as a decimal.
pub(super) fn decimal(value: &Value) -> Result<Decimal, Stop> {
    match value {
        Value::Decimal(number) => Ok(*number),
        Value::Integer(number) | Value::Money(number) => Ok(Decimal::new(i128::from(*number), 0)),
        other => Err(unfit("number", std::slice::from_ref(other))),
    }
}

/// Changes the sign.
pub(super) fn negative(value: Value) -> Result<Value, Stop> {
    match value {
        Value::Integer(number) => number.checked_neg().map(Value::Integer).ok_or_else(|| overflow("-")),
        Value::Money(amount) => amount.checked_neg().map(Value::Money).ok_or_else(|| overflow("-")),
        other => {
            let number = decimal(&other)?;
            Ok(Value::Decimal(Decimal::new(-number.units(), number.scale())))
        }
    }
}

/// Reckons with two values.
pub(super) fn reckon(operator: Operator, left: Value, right: Value) -> Result<Value, Stop> {
    let result = match (&left, &right) {
        (Value::Integer(a), Value::Integer(b)) => whole(operator, *a, *b).map(Value::Integer),
        (Value::Money(a), Value::Money(b) | Value::Integer(b)) | (Value::Integer(a), Value::Money(b)) => {
            whole(operator, *a, *b).map(Value::Money)
        }
        _ => exact(operator, decimal(&left)?, decimal(&right)?).map(Value::Decimal),
    };
    result.ok_or_else(|| overflow(operator.sign()))
}

fn whole(operator: Operator, a: i64, b: i64) -> Option<i64> {
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide => a.checked_div(b),
        Operator::Remainder => a.checked_rem(b),
    }
}

fn exact(operator: Operator, a: Decimal, b: Decimal) -> Option<Decimal> {
    match operator {
        Operator::Add => number::add(a, b),
        Operator::Subtract => number::subtract(a, b),
        Operator::Multiply => number::multiply(a, b),
        Operator::Divide => number::divide(a, b),
        // `%` is typed for integers only.
        Operator::Remainder => None,
    }
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

impl Run<'_> {
    /// Calls a function.
    pub fn call(&self, function: Function, arguments: &[Value]) -> Result<Value, Stop> {
        let failed = || overflow(function.form());
        match (function, arguments) {
            (Function::Days, [Value::Date(a), Value::Date(b)]) => Ok(Value::Integer(i64::from(b.days_since(*a)))),
            (Function::WorkingDays, [Value::Date(a), Value::Date(b)]) => working_days(*a, *b, self.calendar),
            (Function::Months, [Value::Date(a), Value::Date(b)]) => Ok(Value::Integer(months(*a, *b))),
            (Function::Years, [Value::Date(a), Value::Date(b)]) => Ok(Value::Integer(months(*a, *b) / 12)),
            (Function::DateOf, [Value::Instant(at)]) => Ok(Value::Date(self.zone.date(*at))),
            (Function::AddDays, [Value::Date(date), Value::Integer(days)]) => {
                add_days(*date, *days).map(Value::Date).ok_or_else(failed)
            }
            (Function::Div, [Value::Integer(a), Value::Integer(b)]) => {
                a.checked_div(*b).map(Value::Integer).ok_or_else(failed)
            }
            (Function::Min, [a, b]) => Ok(if less(b, a)? { b.clone() } else { a.clone() }),
            (Function::Max, [a, b]) => Ok(if less(a, b)? { b.clone() } else { a.clone() }),
            (Function::Abs, [Value::Integer(number)]) => number.checked_abs().map(Value::Integer).ok_or_else(failed),
            (Function::Abs, [Value::Money(amount)]) => amount.checked_abs().map(Value::Money).ok_or_else(failed),
            (Function::Abs, [Value::Decimal(number)]) => Ok(Value::Decimal(number::absolute(*number))),
            (Function::Round, [Value::Decimal(number), Value::Integer(digits)]) => {
                let digits = u8::try_from(*digits).map_err(|_| failed())?;
                Ok(Value::Decimal(number::round(*number, digits)))
            }
            (Function::RoundDong, [Value::Decimal(number)]) => {
                number::whole(*number).map(Value::Money).ok_or_else(failed)
            }
            (Function::Dong, [Value::Integer(amount)]) => Ok(Value::Money(*amount)),
            (Function::Len, [Value::Text(text)]) => Ok(Value::Integer(characters(text))),
            (Function::Len, [Value::Choices(chosen)]) => length(chosen).ok_or_else(failed),
            (Function::Len, [Value::Agencies(listed)]) => length(listed).ok_or_else(failed),
            (Function::StartsWith, [Value::Text(text), Value::Text(start)]) => {
                Ok(Value::Boolean(text.starts_with(start.as_str())))
            }
            (function, other) => Err(unfit(function.form(), other)),
        }
    }
}

fn length<T>(list: &[T]) -> Option<Value> {
    i64::try_from(list.len()).ok().map(Value::Integer)
}

fn less(a: &Value, b: &Value) -> Result<bool, Stop> {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => Ok(a < b),
        _ => Ok(number::compare(decimal(a)?, decimal(b)?).is_lt()),
    }
}

fn working_days(a: Date, b: Date, calendar: &Calendar) -> Result<Value, Stop> {
    // A year that nobody announced is a missing value, never a guess (sem 3.13).
    working_days_between(a, b, calendar).map(Value::Integer).map_err(|year| Stop::Missing(format!("calendar {year}")))
}

/// Counts whole months from a to b; a month is over on the same day number or on the month's last day (sem 3.7).
fn months(a: Date, b: Date) -> i64 {
    if b < a {
        return -months(b, a);
    }
    let apart = (b.year() - a.year()) * 12 + b.month() as i32 - a.month() as i32;
    i64::from(if a.plus_months(apart) > b { apart - 1 } else { apart })
}

fn add_days(date: Date, days: i64) -> Option<Date> {
    // Ten thousand years have fewer days than this; more would leave the calendar in any case.
    let moved = date.plus_days(i32::try_from(days).ok().filter(|days| days.abs() < 4_000_000)?);
    YEARS.contains(&moved.year()).then_some(moved)
}

/// Counts what a reader sees as one character: marks that join the letter before do not count.
fn characters(text: &str) -> i64 {
    let joins = |c: &char| matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}');
    i64::try_from(text.chars().filter(|c| !joins(c)).count()).unwrap_or(i64::MAX)
}
