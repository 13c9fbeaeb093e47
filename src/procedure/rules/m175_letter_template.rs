//! M175 letter-template: a department's own letter names what nobody knows, or uses what no template may.
//! Who reads templates finds the faults and words them; the code and its page are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M175.
pub const RULE: Rule = Rule {
    code: Code::new("M175", "letter-template", Severity::Error),
    explain: include_str!("m175_letter_template.md"),
    check: Check::Reader,
};

/// Reports a fault of a template.
pub fn fault(span: Span, words: Words) -> Diagnostic {
    Diagnostic::new(RULE.code, span, words)
}
