//! M092 sessions: sessions that overlap, are unordered, too many or none.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::{Check, Rule};

/// Describes M092.
pub const RULE: Rule = Rule {
    code: Code::new("M092", "sessions", Severity::Error),
    explain: include_str!("m092_sessions.md"),
    check: Check::Reader,
};

/// Reports a session of another form.
pub(crate) fn form(text: &Spanned<String>) -> Diagnostic {
    let found = &text.value;
    let message = Words::new(
        format!("`{found}` không phải một buổi làm việc, như `\"08:00-12:00\"`"),
        format!("`{found}` is no session, as `\"08:00-12:00\"`"),
    );
    Diagnostic::new(RULE.code, text.span, message)
        .help(Words::new("giờ mở phải trước giờ đóng", "it must open before it closes"))
}

/// Reports a session that begins before the one above it has ended.
pub(crate) fn disorder(span: Span) -> Diagnostic {
    let message = Words::new(
        "buổi này bắt đầu trước khi buổi trước kết thúc",
        "this session begins before the one before it ends",
    );
    Diagnostic::new(RULE.code, span, message)
        .help(Words::new("xếp các buổi theo thứ tự, không chồng nhau", "put the sessions in order, without overlap"))
}

/// Reports a day without sessions.
pub(crate) fn none(span: Span) -> Diagnostic {
    let message = Words::new("ngày này chưa có buổi làm việc nào", "this day has no session");
    Diagnostic::new(RULE.code, span, message)
        .help(Words::new("bỏ dòng này nếu là ngày nghỉ hằng tuần", "leave the line out if it is a weekly rest day"))
}

/// Reports a day with too many sessions.
pub(crate) fn many(span: Span, max: usize) -> Diagnostic {
    Diagnostic::new(
        RULE.code,
        span,
        Words::new(format!("một ngày có nhiều nhất {max} buổi"), format!("a day has at most {max} sessions")),
    )
}

/// Reports a day of the week that was given hours before.
pub(crate) fn twice(span: Span, day: &str) -> Diagnostic {
    Diagnostic::new(
        RULE.code,
        span,
        Words::new(format!("{day} đã có giờ làm việc ở dòng trên"), format!("{day} has its hours above already")),
    )
}
