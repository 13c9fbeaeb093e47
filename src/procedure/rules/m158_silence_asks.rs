//! M158 silence-asks: the button that silence presses needs a person's words or signature, or may be off.
//! It does not report buttons that do not exist.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};
use crate::files::{ActionDef, StepDef};

/// Describes M158.
pub const RULE: Rule = Rule {
    code: Code::new("M158", "silence-asks", Severity::Error),
    explain: include_str!("m158_silence_asks.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (pressed, button) in subject.definition.steps.iter().flat_map(pressed) {
        let found = &button.id.value;
        let (span, vi, en) = match (button.ask.first(), button.sign.first(), &button.when) {
            (Some(ask), ..) => (ask.span, "hỏi thêm", "asks something"),
            (None, Some(sign), _) => (sign.span, "ký giấy tờ", "signs something"),
            (None, None, Some(when)) => (when.span, "có lúc tắt", "may be off"),
            (None, None, None) => continue,
        };
        let message = Words::new(
            format!("hết giờ không thể tự bấm nút `{found}`, vì nút này {vi}"),
            format!("a timer cannot press `{found}`, for it {en}"),
        );
        let diagnostic = Diagnostic::new(RULE.code, pressed, message)
            .related(span, Words::new(format!("nút {vi} ở đây"), format!("the button {en} here")))
            .help(Words::new("tách một nút riêng cho trường hợp im lặng", "make a button of its own for silence"));
        out.push(diagnostic);
    }
}

/// Lists the buttons of a step that no person presses, each with where that is said.
fn pressed(step: &StepDef) -> Vec<(Span, &ActionDef)> {
    let silence = step.time.timeout.as_ref().and_then(|timeout| timeout.action.as_ref());
    let by_silence = silence.and_then(|name| {
        let button = step.actions().iter().find(|button| button.id.value == name.value)?;
        Some((name.span, button))
    });
    let ended = step.actions().iter().filter(|button| button.is_by_timer());
    let by_end = ended.filter_map(|button| Some((button.by.as_ref()?.span, button)));
    by_silence.into_iter().chain(by_end).collect()
}
