//! M128 one-start: not exactly one startEvent, first in the list.
//! Whether anything follows it is not its matter.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::files::{StepDef, StepKind};

/// Describes M128.
pub const RULE: Rule = Rule {
    code: Code::new("M128", "one-start", Severity::Error),
    explain: include_str!("m128_one_start.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let steps = &subject.definition.steps;
    let mut starts = steps.iter().filter(|step| matches!(step.kind, StepKind::Start(_)));
    match (starts.next(), steps.first()) {
        (Some(start), Some(first)) => {
            if !std::ptr::eq(start, first) {
                out.push(late(start, first));
            }
            out.extend(starts.map(|other| second(other, start)));
        }
        (None, Some(first)) => out.push(none(first)),
        (_, None) => {}
    }
}

fn none(first: &StepDef) -> Diagnostic {
    let message = Words::new(
        "quy trình chưa có bước nộp hồ sơ (`startEvent`)",
        "the procedure has no step of filing (`startEvent`)",
    );
    Diagnostic::new(RULE.code, first.id.span, message)
        .label(Words::new("bước đầu tiên bây giờ", "the first step now"))
        .help(Words::new(
            "thêm lên đầu `steps`: `- startEvent: nop_ho_so`",
            "put first in `steps`: `- startEvent: nop_ho_so`",
        ))
}

fn late(start: &StepDef, first: &StepDef) -> Diagnostic {
    let id = &start.id.value;
    let message = Words::new(
        format!("`startEvent` `{id}` phải là bước đầu tiên"),
        format!("the `startEvent` `{id}` must be the first step"),
    );
    Diagnostic::new(RULE.code, start.id.span, message)
        .related(first.id.span, Words::new("bước này đang đứng trước", "this step stands before it"))
        .help(Words::new("chuyển nó lên đầu `steps`", "move it to the top of `steps`"))
}

fn second(other: &StepDef, start: &StepDef) -> Diagnostic {
    let id = &other.id.value;
    let message = Words::new(
        format!("`{id}` là `startEvent` thứ hai: hồ sơ chỉ được nộp ở một chỗ"),
        format!("`{id}` is a second `startEvent`: a dossier is filed at one place"),
    );
    Diagnostic::new(RULE.code, other.id.span, message)
        .related(start.id.span, Words::new("`startEvent` thứ nhất", "the first `startEvent`"))
        .help(Words::new("giữ lại một `startEvent`", "keep one `startEvent`"))
}
