//! A template as it was read: fixed markup, names, and sections. It holds no facts.

use crate::names::Name;

/// A template that was proven fit: every name in it is known, every tag of it allowed and closed.
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) paper: Paper,
    pub(crate) parts: Vec<Part>,
}

impl Template {
    /// Gives the paper it is printed on.
    pub fn paper(&self) -> Paper {
        self.paper
    }
}

/// Size and direction of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// A5, upright.
    A5,
    /// A4, upright.
    #[default]
    A4,
    /// A4, lying.
    A4Lying,
}

impl Paper {
    /// Lists the papers with the words of `{{kho: …}}`.
    pub(crate) const ALL: [(Self, &'static str); 3] = [(Self::A5, "A5"), (Self::A4, "A4"), (Self::A4Lying, "A4 ngang")];

    /// Gives the size and the margins of the style sheet's `@page`: 30 mm to file an A4 (NĐ 30/2020/NĐ-CP, annex I).
    pub(crate) fn page(self) -> &'static str {
        match self {
            Self::A5 => "size:A5;margin:10mm 10mm 10mm 16mm",
            Self::A4 => "size:A4;margin:20mm 15mm 20mm 30mm",
            Self::A4Lying => "size:A4 landscape;margin:20mm 12mm 15mm",
        }
    }

    /// Gives the class of the page on a screen.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::A5 => "a5",
            Self::A4 => "a4",
            Self::A4Lying => "a4n",
        }
    }
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Markup or text, as written.
    Fixed(String),
    /// A name.
    Value(Source),
    /// What is written once a line of a list.
    Each(&'static Name, Vec<Part>),
    /// What is written if a name tells something, or if it tells nothing.
    If { source: Source, there: bool, inner: Vec<Part> },
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// The facts.
    Name(&'static Name),
    /// A cell of the line that is being written.
    Cell(usize),
    /// The number of that line, from 1.
    Number,
    /// An answer of the procedure's own form.
    Answer(String),
}
