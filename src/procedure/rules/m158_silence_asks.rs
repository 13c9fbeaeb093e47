//! M158 silence-asks: the button that silence presses needs a person's words or signature, or may be off.
//! It does not report buttons that do not exist.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M158.
pub const RULE: Rule = Rule {
    code: Code::new("M158", "silence-asks", Severity::Error),
    explain: include_str!("m158_silence_asks.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (_, _, user) in subject.tasks() {
        let Some(pressed) = user.timeout.as_ref().and_then(|timeout| timeout.action.as_ref()) else { continue };
        let Some(button) = user.actions.iter().find(|button| button.id.value == pressed.value) else { continue };
        let found = &pressed.value;
        let (span, vi, en) = match (button.ask.first(), button.sign.first(), &button.when) {
            (Some(ask), ..) => (ask.span, "hỏi thêm", "asks something"),
            (None, Some(sign), _) => (sign.span, "ký giấy tờ", "signs something"),
            (None, None, Some(when)) => (when.span, "có lúc tắt", "may be off"),
            (None, None, None) => continue,
        };
        let message = Words::new(
            format!("im lặng không thể bấm nút `{found}`, vì nút này {vi}"),
            format!("silence cannot press `{found}`, for it {en}"),
        );
        let diagnostic = Diagnostic::new(RULE.code, pressed.span, message)
            .related(span, Words::new(format!("nút {vi} ở đây"), format!("the button {en} here")))
            .help(Words::new("tách một nút riêng cho trường hợp im lặng", "make a button of its own for silence"));
        out.push(diagnostic);
    }
}
