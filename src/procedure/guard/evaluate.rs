//! Evaluates a typed tree on one snapshot: true, false, or why there is no answer (sem 5.5, 5.8, 5.12, 5.20).
//! It looks at slots and the calendar only, and never goes on for ever; no operation makes a text or list longer,
//! so that the limits of forms and of guards bound their sizes.

use std::cmp::Ordering;
use std::mem::discriminant;

use calendar::{Calendar, Zone};
use engine::Outcome;
use program::Value;

use super::number;
use super::reckon;
use super::tree::{Comparison, Path, Slot, Tree};

/// Most values, signs and calls that one evaluation may take (sem 5.20).
const OPERATIONS_MAX: u32 = 10_000;
/// What reading an amount counts for: it evaluates expressions of its own.
const AMOUNT_COST: u32 = 100;

/// Why there is no value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// This path or calendar year has no value.
    Missing(String),
    /// This operation has no result.
    Arithmetic(String),
    /// A value of another type than its slot stands in the data; typing excludes it, old data might not (sem 5.12).
    Type(String),
    /// A limit is met.
    Limit,
}

/// Gives the value of a slot, none if it has none.
pub(super) type Lookup<'a> = dyn Fn(Slot) -> Result<Option<Value>, Stop> + 'a;

/// Evaluates a guard on the values of its slots.
pub(super) fn evaluate(tree: &Tree, slots: &Lookup<'_>, calendar: &Calendar) -> Outcome {
    match Run::new(slots, calendar).boolean(tree) {
        Ok(true) => Outcome::True,
        Ok(false) => Outcome::False,
        Err(stop) => stop.into(),
    }
}

/// Evaluates an amount, in đồng.
pub(super) fn amount(tree: &Tree, slots: &Lookup<'_>, calendar: &Calendar) -> Result<i64, Outcome> {
    match Run::new(slots, calendar).value(tree)? {
        Value::Money(amount) | Value::Integer(amount) => Ok(amount),
        other => Err(unfit("amount", &[other]).into()),
    }
}

impl From<Stop> for Outcome {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Missing(name) => Self::Missing(name),
            Stop::Arithmetic(what) => Self::Arithmetic(what),
            Stop::Type(what) => Self::Arithmetic(format!("type: {what}")),
            Stop::Limit => Self::Limit,
        }
    }
}

/// One evaluation.
pub(super) struct Run<'a> {
    slots: &'a Lookup<'a>,
    pub calendar: &'a Calendar,
    pub zone: Zone,
    left: u32,
}

impl<'a> Run<'a> {
    /// Begins an evaluation.
    pub fn new(slots: &'a Lookup<'a>, calendar: &'a Calendar) -> Self {
        Self { slots, calendar, zone: calendar.zone(), left: OPERATIONS_MAX }
    }

    fn spend(&mut self, operations: u32) -> Result<(), Stop> {
        self.left = self.left.checked_sub(operations).ok_or(Stop::Limit)?;
        Ok(())
    }

    fn boolean(&mut self, tree: &Tree) -> Result<bool, Stop> {
        match self.value(tree)? {
            Value::Boolean(value) => Ok(value),
            other => Err(unfit("boolean", &[other])),
        }
    }

    /// Returns the value of a tree.
    pub fn value(&mut self, tree: &Tree) -> Result<Value, Stop> {
        self.spend(1)?;
        Ok(match tree {
            Tree::Literal(value) => value.clone(),
            Tree::Path(path) => self.slot(path)?.ok_or_else(|| Stop::Missing(path.text.clone()))?,
            Tree::Condition(used) => return self.value(&used.body),
            Tree::Has(path) => Value::Boolean(self.slot(path)?.is_some()),
            Tree::Else(path, otherwise) => self.slot(path)?.unwrap_or_else(|| otherwise.clone()),
            Tree::Not(inner) => Value::Boolean(!self.boolean(inner)?),
            Tree::Negative(inner) => reckon::negative(self.value(inner)?)?,
            Tree::All(parts) => Value::Boolean(self.until(parts, false)?),
            Tree::Any(parts) => Value::Boolean(self.until(parts, true)?),
            Tree::Compare(comparison, sides) => {
                let [left, right] = self.both(sides)?;
                Value::Boolean(compare(*comparison, &left, &right)?)
            }
            Tree::Reckon(operator, sides) => {
                let [left, right] = self.both(sides)?;
                reckon::reckon(*operator, left, right)?
            }
            Tree::Among(value, list) => {
                let value = self.value(value)?;
                Value::Boolean(self.among(&value, list)?)
            }
            Tree::Contains(sides) => match self.both(sides)? {
                [Value::Choice(option), Value::Choices(chosen)] => Value::Boolean(chosen.contains(&option)),
                [Value::Text(agency), Value::Agencies(listed)] => Value::Boolean(listed.contains(&agency)),
                other => return Err(unfit("in", &other)),
            },
            Tree::Call(function, arguments) => {
                let values: Result<Vec<Value>, Stop> = arguments.iter().map(|argument| self.value(argument)).collect();
                self.call(*function, &values?)?
            }
            Tree::Length(length) => Value::Integer(i64::try_from(*length).map_err(|_| Stop::Limit)?),
        })
    }

    fn slot(&mut self, path: &Path) -> Result<Option<Value>, Stop> {
        if matches!(path.slot, Slot::Fee(_) | Slot::Fees(_)) {
            self.spend(AMOUNT_COST)?;
        }
        (self.slots)(path.slot)
    }

    /// Evaluates one part after the other until one gives `end`; what follows is not read (sem 5.5).
    fn until(&mut self, parts: &[Tree], end: bool) -> Result<bool, Stop> {
        for part in parts {
            if self.boolean(part)? == end {
                return Ok(end);
            }
        }
        Ok(!end)
    }

    fn both(&mut self, sides: &[Tree; 2]) -> Result<[Value; 2], Stop> {
        Ok([self.value(&sides[0])?, self.value(&sides[1])?])
    }

    fn among(&mut self, value: &Value, list: &[Tree]) -> Result<bool, Stop> {
        for item in list {
            if self.value(item)? == *value {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Says that values of these types do not belong here.
pub(super) fn unfit(place: &str, found: &[Value]) -> Stop {
    Stop::Type(format!("{place}: {found:?}"))
}

/// Compares two values.
pub(super) fn compare(comparison: Comparison, left: &Value, right: &Value) -> Result<bool, Stop> {
    let order = order(left, right)?;
    Ok(match comparison {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::Unequal => order != Some(Ordering::Equal),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    })
}

/// Orders two values; those without an order are equal or nothing.
fn order(left: &Value, right: &Value) -> Result<Option<Ordering>, Stop> {
    Ok(match (left, right) {
        (Value::Integer(a), Value::Integer(b)) | (Value::Money(a), Value::Money(b)) => Some(a.cmp(b)),
        (Value::Integer(_) | Value::Decimal(_), Value::Integer(_) | Value::Decimal(_)) => {
            Some(number::compare(reckon::decimal(left)?, reckon::decimal(right)?))
        }
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(b)),
        _ if discriminant(left) != discriminant(right) => {
            return Err(unfit("comparison", &[left.clone(), right.clone()]));
        }
        _ => (left == right).then_some(Ordering::Equal),
    })
}
