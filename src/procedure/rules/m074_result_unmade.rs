//! M074 result-unmade: a declared result that no button signs and no step produces.
//! Whether it is handed over is M075.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::files::ResultDef;

/// Describes M074.
pub const RULE: Rule = Rule {
    code: Code::new("M074", "result-unmade", Severity::Error),
    explain: include_str!("m074_result_unmade.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let actions = || subject.definition.steps.iter().flat_map(|step| step.actions());
    let signed = |id: &str| actions().any(|action| action.sign.iter().any(|name| name.value == id));
    let produced =
        |id: &str| subject.definition.steps.iter().flat_map(|step| step.produces()).any(|name| name.value == id);
    let results = subject.definition.results.iter();
    let unmade = results.filter(|result| !signed(&result.id.value) && !produced(&result.id.value));
    out.extend(unmade.map(report));
}

fn report(result: &ResultDef) -> Diagnostic {
    let id = &result.id.value;
    let message = Words::new(
        format!("kết quả `{id}` được khai nhưng không nút nào ký, không bước nào tạo ra"),
        format!("the result `{id}` is declared, but no button signs it and no step produces it"),
    );
    Diagnostic::new(RULE.code, result.id.span, message).help(Words::new(
        format!("thêm `sign: {id}` vào nút ký, hoặc bỏ kết quả này"),
        format!("add `sign: {id}` to the button that signs it, or remove the result"),
    ))
}
