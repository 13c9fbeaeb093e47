//! What an expression can give at all: its ordered type, and bounds of whole numbers.
//! Bounds are too wide rather than too narrow; an expression without a result is bounded by anything.

use program::Value;

use super::super::functions::Function;
use super::super::tree::{Operator, Path, Tree};
use super::ground::{Bounds, Ground, Scale, Values};

/// Returns the ordered type of an expression, none if it has no order or nothing is known.
pub(super) fn scale(tree: &Tree, ground: &Ground) -> Option<Scale> {
    match tree {
        Tree::Literal(value) => literal(value),
        Tree::Path(path) | Tree::Else(path, _) => match ground.range(path)?.values {
            Values::Ordered(scale, _) => Some(scale),
            _ => None,
        },
        Tree::Negative(inner) => scale(inner, ground),
        Tree::Reckon(Operator::Divide, _) => Some(Scale::Decimal),
        Tree::Reckon(_, sides) => match (scale(&sides[0], ground)?, scale(&sides[1], ground)?) {
            (Scale::Decimal, _) | (_, Scale::Decimal) => Some(Scale::Decimal),
            (Scale::Money, _) | (_, Scale::Money) => Some(Scale::Money),
            (one, _) => Some(one),
        },
        Tree::Call(function, arguments) => match function {
            Function::Days | Function::WorkingDays | Function::Months | Function::Years => Some(Scale::Integer),
            Function::Div | Function::Len => Some(Scale::Integer),
            Function::DateOf | Function::AddDays => Some(Scale::Date),
            Function::Min | Function::Max | Function::Abs => scale(arguments.first()?, ground),
            Function::Round => Some(Scale::Decimal),
            Function::RoundDong | Function::Dong => Some(Scale::Money),
            Function::StartsWith => None,
        },
        Tree::Length(_) => Some(Scale::Integer),
        _ => None,
    }
}

fn literal(value: &Value) -> Option<Scale> {
    Some(match value {
        Value::Integer(_) => Scale::Integer,
        Value::Decimal(_) => Scale::Decimal,
        Value::Money(_) => Scale::Money,
        Value::Date(_) => Scale::Date,
        _ => return None,
    })
}

/// Returns the bounds of an expression on its scale.
pub(super) fn bounds(tree: &Tree, scale: Scale, ground: &Ground) -> Bounds {
    let make: fn(i64) -> Value = match scale {
        Scale::Integer => Value::Integer,
        Scale::Money => Value::Money,
        Scale::Decimal | Scale::Date => return Bounds::default(),
    };
    let [least, most] = span(tree, ground);
    // What lies beyond 64 bits is no result (sem 5.8) and bounds nothing.
    let fit = |bound: Option<i128>| bound.and_then(|bound| i64::try_from(bound).ok()).map(make);
    Bounds { least: fit(least), most: fit(most) }
}

/// The least and the greatest whole number, none for no bound.
type Span = [Option<i128>; 2];

fn span(tree: &Tree, ground: &Ground) -> Span {
    match tree {
        Tree::Literal(value) => [number(value); 2],
        Tree::Path(path) => of_path(path, ground),
        Tree::Else(path, otherwise) => hull(of_path(path, ground), [number(otherwise); 2]),
        Tree::Negative(inner) => negated(span(inner, ground)),
        Tree::Reckon(operator, sides) => {
            let [left, right] = [span(&sides[0], ground), span(&sides[1], ground)];
            match operator {
                Operator::Add => sum(left, right),
                Operator::Subtract => sum(left, negated(right)),
                Operator::Multiply => product(left, right),
                Operator::Divide | Operator::Remainder => [None; 2],
            }
        }
        Tree::Call(function, arguments) => called(*function, arguments, ground),
        Tree::Length(length) => [i128::try_from(*length).ok(); 2],
        _ => [None; 2],
    }
}

fn called(function: Function, arguments: &[Tree], ground: &Ground) -> Span {
    let each: Vec<Span> = arguments.iter().map(|argument| span(argument, ground)).collect();
    match (function, &each[..]) {
        (Function::Dong, [amount]) => *amount,
        (Function::Len, _) => [Some(0), None],
        (Function::Abs, [[Some(least), most]]) if *least >= 0 => [Some(*least), *most],
        (Function::Abs, _) => [Some(0), None],
        (Function::Max, [one, other]) => [one[0].max(other[0]), both(one[1], other[1], i128::max)],
        (Function::Min, [one, other]) => {
            let upper = one[1].into_iter().chain(other[1]).min();
            [both(one[0], other[0], i128::min), upper]
        }
        _ => [None; 2],
    }
}

fn number(value: &Value) -> Option<i128> {
    match value {
        Value::Integer(number) | Value::Money(number) => Some(i128::from(*number)),
        _ => None,
    }
}

fn of_path(path: &Path, ground: &Ground) -> Span {
    match ground.range(path).map(|range| range.values) {
        Some(Values::Ordered(_, bounds)) => [&bounds.least, &bounds.most].map(|bound| bound.as_ref().and_then(number)),
        _ => [None; 2],
    }
}

fn both(one: Option<i128>, other: Option<i128>, of: impl Fn(i128, i128) -> i128) -> Option<i128> {
    Some(of(one?, other?))
}

fn hull(one: Span, other: Span) -> Span {
    [both(one[0], other[0], i128::min), both(one[1], other[1], i128::max)]
}

fn negated(span: Span) -> Span {
    [span[1], span[0]].map(|bound| bound.and_then(i128::checked_neg))
}

fn sum(one: Span, other: Span) -> Span {
    let add = |at: usize| one[at]?.checked_add(other[at]?);
    [add(0), add(1)]
}

fn product(one: Span, other: Span) -> Span {
    match (one, other) {
        ([Some(a), Some(b)], [Some(c), Some(d)]) => {
            let corners = [(a, c), (a, d), (b, c), (b, d)].map(|(x, y)| x.checked_mul(y));
            match corners.into_iter().collect::<Option<Vec<i128>>>() {
                Some(all) => [all.iter().min().copied(), all.iter().max().copied()],
                None => [None; 2],
            }
        }
        ([Some(a), _], [Some(c), _]) if a >= 0 && c >= 0 => [a.checked_mul(c), None],
        _ => [None; 2],
    }
}
