//! What form a guard has, enough to see that some guards leave no case out (`language.md` k, M042 and M029).
//! It proves nothing beyond the two forms the language names.

use program::{OptionIx, Value};

use super::Guard;
use super::tree::{Comparison, Path, Slot, Tree};

/// Is the form of a guard.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape<'a> {
    /// It names options of one choice.
    Options {
        /// The choice.
        of: Slot,
        /// The options for which it holds, ascending.
        named: Vec<OptionIx>,
        /// How many options there are.
        count: usize,
    },
    /// It is a boolean, or its negation.
    Boolean {
        /// The boolean.
        of: Test<'a>,
        /// False for the negation.
        holds: bool,
    },
}

/// Is a boolean; two are equal if they ask the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test<'a>(&'a Tree);

/// Tells whether one of the guards always holds: x and !x of one boolean, or every option of one choice once.
pub fn covers<'a>(guards: impl IntoIterator<Item = &'a Guard>) -> bool {
    let shapes: Vec<Shape<'_>> = guards.into_iter().map(Guard::shape).collect();
    match &shapes[..] {
        [Shape::Boolean { of, holds }, Shape::Boolean { of: other, holds: otherwise }] => {
            of == other && holds != otherwise
        }
        [Shape::Options { of, count, .. }, ..] => every_option(&shapes, *of, *count),
        _ => false,
    }
}

fn every_option(shapes: &[Shape<'_>], choice: Slot, count: usize) -> bool {
    let mut all = Vec::new();
    for shape in shapes {
        match shape {
            Shape::Options { of, named, .. } if *of == choice => all.extend(named.iter().map(|option| option.0)),
            _ => return false,
        }
    }
    all.sort_unstable();
    all.iter().copied().map(usize::from).eq(0..count)
}

/// Returns the form of a tree that should give `holds`.
pub(super) fn shape(tree: &Tree, holds: bool) -> Shape<'_> {
    match tree {
        Tree::Not(inner) => shape(inner, !holds),
        Tree::Condition(used) => shape(&used.body, holds),
        Tree::Compare(comparison, sides) => {
            compared(*comparison, sides, holds).unwrap_or(Shape::Boolean { of: Test(tree), holds })
        }
        Tree::Among(value, list) => options(value, list, holds).unwrap_or(Shape::Boolean { of: Test(tree), holds }),
        _ => Shape::Boolean { of: Test(tree), holds },
    }
}

fn compared(comparison: Comparison, sides: &[Tree; 2], holds: bool) -> Option<Shape<'_>> {
    let holds = match comparison {
        Comparison::Equal => holds,
        Comparison::Unequal => !holds,
        _ => return None,
    };
    match sides {
        [tree, Tree::Literal(Value::Boolean(value))] | [Tree::Literal(Value::Boolean(value)), tree] => {
            Some(shape(tree, holds == *value))
        }
        [value, literal @ Tree::Literal(_)] | [literal @ Tree::Literal(_), value] => {
            options(value, std::slice::from_ref(literal), holds)
        }
        _ => None,
    }
}

fn options<'a>(value: &Tree, list: &[Tree], holds: bool) -> Option<Shape<'a>> {
    let Tree::Path(Path { slot, options: Some(options), .. }) = value else { return None };
    let named: Option<Vec<OptionIx>> = list.iter().map(literal).collect();
    let named = named?;
    let all = (0..options.len()).filter_map(|at| u8::try_from(at).ok().map(OptionIx));
    let named = all.filter(|option| named.contains(option) == holds).collect();
    Some(Shape::Options { of: *slot, named, count: options.len() })
}

fn literal(tree: &Tree) -> Option<OptionIx> {
    match tree {
        Tree::Literal(Value::Choice(option)) => Some(*option),
        _ => None,
    }
}
