//! What is wrong in a line of a scenario: the finding, and both sides of it where something was expected.
//! It prints nothing.

use procedure::rules::m084_test_failed::{self as m084, Difference};
use source::{Diagnostic, Span};

/// One fault of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The finding, whole.
    pub diagnostic: Diagnostic,
    /// Both sides and the arithmetic of a date; none for what could not be tried.
    pub difference: Option<Difference>,
}

impl Fault {
    /// Reports an expectation that is not met.
    pub(crate) fn differs(span: Span, difference: Difference) -> Self {
        Self { diagnostic: m084::report(span, &difference), difference: Some(difference) }
    }
}

impl From<Diagnostic> for Fault {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, difference: None }
    }
}

impl From<Box<Diagnostic>> for Box<Fault> {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::new(Fault::from(*diagnostic))
    }
}
