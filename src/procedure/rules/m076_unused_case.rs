//! M076 unused-case: a case that makes no difference.
//! It does not judge guards that are never true.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::places;
use crate::files::{AmountDef, Channel, Listed, WithinDef};

/// Describes M076.
pub const RULE: Rule = Rule {
    code: Code::new("M076", "unused-case", Severity::Note),
    explain: include_str!("m076_unused_case.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for case in subject.definition.cases.iter().filter(|case| !is_used(subject, &case.id.value)) {
        let id = &case.id.value;
        let message = Words::new(
            format!("trường hợp `{id}` không làm khác điều gì trong quy trình"),
            format!("case `{id}` makes no difference to the process"),
        );
        let help = Words::new(
            "dùng nó ở giấy tờ, thời hạn hay điều kiện, hoặc bỏ đi",
            "use it for a document, deadline or guard, or remove it",
        );
        out.push(Diagnostic::new(RULE.code, case.id.span, message).help(help));
    }
}

fn is_used(subject: &Subject<'_>, id: &str) -> bool {
    let definition = subject.definition;
    let documents = definition.documents.iter().flat_map(|document| &document.cases);
    let sections = definition.sections.iter().flat_map(|section| &section.cases);
    let quoted = format!("\"{id}\"");
    let clocks = definition.clocks.iter().flat_map(|clock| &clock.cases);
    let fees = definition.fees.iter().flat_map(|fee| &fee.cases);
    documents.chain(sections).chain(clocks).chain(fees).any(|case| case.value == id)
        || subject.deadlines().iter().any(|timed| match &timed.deadline.within {
            Some(WithinDef::Table(lines)) => divides(lines, id),
            _ => false,
        })
        || definition.fees.iter().any(|fee| match &fee.amount {
            Some(AmountDef::Table(lines)) => divides(lines, id),
            _ => false,
        })
        || places(definition).iter().any(|(_, guard)| guard.value.contains(&quoted))
}

/// Tells whether a table has a line for a case; `otherwise` in a table of cases is one for each that has none.
fn divides<T>(lines: &[(Spanned<String>, T)], id: &str) -> bool {
    let by_channel = lines.iter().any(|(key, _)| Channel::of(&key.value).is_some());
    lines.iter().any(|(key, _)| key.value == id || key.value == "otherwise" && !by_channel)
}
