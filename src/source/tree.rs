//! The YAML tree: scalars, lists and maps, each with its place and the way it was written.
//!
//! A scalar stays text; what type it has is the business of the key that holds it.

use crate::{Span, Spanned};

/// One value of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value stands; for an empty value the place right behind its key.
    pub span: Span,
    /// What the value is.
    pub kind: Kind,
}

/// The three kinds of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A text, number or word; an empty value is a plain scalar with empty text.
    Scalar(Scalar),
    /// A list of values.
    List(List),
    /// A map from keys to values, in file order.
    Map(Map),
}

/// A text and the way it was quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text with quotes and escapes resolved.
    pub text: String,
    /// How it was written.
    pub style: Style,
}

/// The ways to write a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// Between `'`.
    Single,
    /// Between `"`.
    Double,
    /// Below `|` or `>`.
    Block,
}

/// A list of values.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The values in file order.
    pub items: Vec<Node>,
    /// Whether it was written between `[ ]`.
    pub flow: bool,
}

/// A map in file order; its keys are distinct.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// The entries in file order.
    pub entries: Vec<Entry>,
    /// Whether it was written between `{ }`.
    pub flow: bool,
}

/// One `key: value` of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key and its place.
    pub key: Spanned<String>,
    /// The value; empty plain scalar if none was written.
    pub value: Node,
    /// Whether the entry of a `{ }` has no `:` at all, as in `{ deadline: 0,5 ngày }` after the
    /// comma of a value that was meant as one (M013).
    pub bare: bool,
}

impl Map {
    /// Finds the entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == key)
    }
}

impl Node {
    /// Gives the scalar, if the value is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        if let Kind::Scalar(scalar) = &self.kind { Some(scalar) } else { None }
    }

    /// Gives the list, if the value is one.
    pub fn as_list(&self) -> Option<&List> {
        if let Kind::List(list) = &self.kind { Some(list) } else { None }
    }

    /// Gives the map, if the value is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Kind::Map(map) = &self.kind { Some(map) } else { None }
    }

    /// Tells whether nothing was written: a plain scalar with empty text.
    pub fn is_empty(&self) -> bool {
        self.as_scalar().is_some_and(|scalar| scalar.text.is_empty() && scalar.style == Style::Plain)
    }
}
