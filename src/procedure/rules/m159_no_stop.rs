//! M159 no-stop: the dossier's deadline does not say when the result is there.
//! It does not speak where M051 does.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M159.
pub const RULE: Rule = Rule {
    code: Code::new("M159", "no-stop", Severity::Note),
    explain: include_str!("m159_no_stop.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(deadline) = &subject.definition.deadline else { return };
    if deadline.to.is_empty() && !deadline.from.is_empty() {
        let message = Words::new(
            "thời hạn hồ sơ không có `to`, nên đúng hạn hay không xét lúc hồ sơ kết thúc",
            "the dossier's deadline has no `to`, so it is judged at the end of the dossier",
        );
        let help = Words::new("thêm `to`: việc làm ra kết quả", "add `to`: the event at which the result exists");
        out.push(Diagnostic::new(RULE.code, deadline.span, message).help(help).at("deadline"));
    }
}
