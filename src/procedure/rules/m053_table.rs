//! M053 table: a table of limits or amounts that mixes cases and channels, or leaves some out.
//! It does not report cases that are not declared.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::files::{AmountDef, Channel, Listed, WithinDef};

/// Describes M053.
pub const RULE: Rule = Rule {
    code: Code::new("M053", "table", Severity::Error),
    explain: include_str!("m053_table.md"),
    check: Check::Rule(check),
};

/// Key of the line for all that have none (language.md c1).
const OTHERWISE: &str = "otherwise";

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for timed in subject.deadlines() {
        if let Some(WithinDef::Table(lines)) = &timed.deadline.within {
            out.extend(table(subject, &lines.iter().map(|(key, _)| key).collect::<Vec<_>>()));
        }
    }
    for fee in &subject.definition.fees {
        if let Some(AmountDef::Table(lines)) = &fee.amount {
            out.extend(table(subject, &lines.iter().map(|(key, _)| key).collect::<Vec<_>>()));
        }
    }
}

fn table(subject: &Subject<'_>, lines: &[&Spanned<String>]) -> Option<Diagnostic> {
    let cases: Vec<&str> = subject.definition.cases.iter().map(|case| case.id.value.as_str()).collect();
    let keys = || lines.iter().copied().filter(|key| key.value != OTHERWISE);
    let case = keys().find(|key| cases.contains(&key.value.as_str()));
    let channel = keys().find(|key| Channel::of(&key.value).is_some());
    let unknown = keys().any(|key| !cases.contains(&key.value.as_str()) && Channel::of(&key.value).is_none());
    match (case, channel) {
        (Some(case), Some(channel)) => Some(mixed(case, channel)),
        _ if unknown || lines.iter().any(|key| key.value == OTHERWISE) => None,
        (Some(_), None) => left_out(lines, &cases),
        (None, Some(_)) => {
            let channels: Vec<&str> = subject.definition.channels.iter().map(|channel| channel.value.word()).collect();
            left_out(lines, &channels)
        }
        (None, None) => None,
    }
}

fn mixed(case: &Spanned<String>, channel: &Spanned<String>) -> Diagnostic {
    let message = Words::new("bảng lẫn trường hợp với cách thức nộp", "the table mixes cases and channels");
    Diagnostic::new(RULE.code, case.span.max(channel.span), message)
        .label(Words::new("khác loại với dòng kia", "of another kind than the other line"))
        .related(case.span.min(channel.span), Words::new("dòng kia", "the other line"))
        .help(Words::new("chia theo một loại thôi", "divide by one kind only"))
}

fn left_out(lines: &[&Spanned<String>], all: &[&str]) -> Option<Diagnostic> {
    let missing: Vec<&str> = all.iter().copied().filter(|one| lines.iter().all(|key| key.value != *one)).collect();
    let (first, last) = (lines.first()?, lines.last()?);
    let list = missing.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
    let message = Words::new(format!("bảng thiếu {list}"), format!("the table leaves out {list}"));
    let help = Words::new("thêm dòng còn thiếu, hoặc dòng `otherwise`", "add what is missing, or a line `otherwise`");
    (!missing.is_empty()).then(|| Diagnostic::new(RULE.code, first.span.to(last.span), message).help(help))
}
