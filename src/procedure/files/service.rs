//! `serviceTask`: a worker outside the system, its attempts and its failures (language.md b4).
//! It calls nobody.

use calendar::{Length, Unit};
use source::{Node, Span, Spanned};

use super::action::{EXIT, NEXT, OTHERWISE, ROUNDS};
use super::form::{self, FieldDef, MESSAGE_FIELD};
use super::keys::{Key, Table, Takes, later, later_must};
use super::read::{Fields, Reader};
use super::step_types::{LEGAL, NOTE, STATUS, WHEN};
use super::timing::{AT_DUE, CLOCK, DEADLINE, HOLDS, OVERDUES, REMIND};
use crate::rules::{m018_bad_value as m018, m110_missing_key as m110};

/// Holds what a service task has.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceDef {
    /// Topic its workers listen to.
    pub topic: Option<Spanned<String>>,
    /// Paths of the data that leave; nothing else does.
    pub send: Vec<Spanned<String>>,
    /// Values that come back.
    pub answer: Vec<FieldDef>,
    /// Results that have come into being in another system.
    pub produces: Vec<Spanned<String>>,
    /// Attempts after the first; the default of the language when absent.
    pub retry: Option<Spanned<RetryDef>>,
    /// What follows a failure; an incident when empty.
    pub errors: Vec<ErrorDef>,
}

/// Says how often a job is tried again, and after what time (sem 4.14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryDef {
    /// Attempts after the first.
    pub times: u32,
    /// Elapsed time before each.
    pub every: Length,
}

impl Default for RetryDef {
    /// Gives what holds where nothing is written (language.md b4).
    fn default() -> Self {
        Self { times: 3, every: Length { count: 5, unit: Unit::Minute } }
    }
}

/// Says what follows one kind of failure, or any.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorDef {
    /// Code of the failure; any when absent.
    pub code: Option<Spanned<String>>,
    /// Target of `next` or `otherwise`.
    pub to: Option<Spanned<String>>,
    /// Target on an enclosing level.
    pub exit: Option<Spanned<String>>,
    /// Whether it is taken when no other is.
    pub otherwise: bool,
    /// Bound of the loop.
    pub rounds: Option<Spanned<u8>>,
    /// The whole entry.
    pub span: Span,
}

/// Keys of a service task.
pub static SERVICE_TASK: Table = Table { vi: "bước `serviceTask`", en: "a `serviceTask`", keys: SERVICE_TASK_KEYS };

const SERVICE_TASK_KEYS: &[Key] = &[
    later_must("serviceTask", Takes::Ref, "Tên của bước.", "Id of the step."),
    later_must("name", Takes::Text, "Việc của hệ thống khác.", "The work of the other system."),
    WHEN,
    later_must("topic", Takes::Text, "Chủ đề mà hệ thống khác nhận việc.", "Topic its workers listen to."),
    later("send", Takes::Refs, "Dữ liệu được gửi đi, không gửi gì khác.", "Data that leave; nothing else does."),
    later("answer", Takes::Named(&MESSAGE_FIELD), "Dữ liệu nhận về.", "Values that come back."),
    later("produces", Takes::Refs, "Kết quả đã có ở hệ thống khác.", "Results made by another system."),
    DEADLINE,
    REMIND,
    OVERDUES,
    AT_DUE,
    CLOCK,
    HOLDS,
    later("retry", Takes::Retry, "Thử lại mấy lần, cách bao lâu.", "Attempts and the time between them."),
    ERROR,
    STATUS,
    LEGAL,
    NOTE,
];

pub(super) const ERROR: Key =
    later("error", Takes::MapOrItems(&ERROR_LINE), "Khi không làm được.", "What follows a failure.");

/// Keys of one line of `error`.
pub static ERROR_LINE: Table = Table {
    vi: "dòng `error`",
    en: "a line of `error`",
    keys: &[later("code", Takes::Text, "Mã lỗi.", "Code of the failure."), NEXT, EXIT, OTHERWISE, ROUNDS],
};

/// Reads what a service task has.
pub(crate) fn read(reader: &Reader<'_>, f: &Fields<'_>) -> ServiceDef {
    let topic = f.text("topic");
    if let Some(topic) = topic.as_ref().filter(|topic| !is_topic(&topic.value)) {
        reader.report(m018::topic(topic));
    }
    ServiceDef {
        topic,
        send: f.refs("send"),
        answer: form::of_message(reader, f.node("answer")),
        produces: f.refs("produces"),
        retry: f.node("retry").and_then(|node| reader.retry(node)),
        errors: errors(reader, f),
    }
}

fn is_topic(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}

/// Reads `error`: one way out, or a list by code.
pub(crate) fn errors(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<ErrorDef> {
    let listed = f.node("error").is_some_and(|node| node.as_list().is_some());
    f.items("error", |node| error(reader, node, listed))
}

fn error(reader: &Reader<'_>, node: &Node, listed: bool) -> Option<ErrorDef> {
    let f = reader.item(node, &ERROR_LINE)?;
    for key in ["code", "next", "exit"] {
        f.either(key, "otherwise");
    }
    f.either("next", "exit");
    if f.lacks("otherwise") {
        if f.lacks("exit") {
            f.demand(["next"].into_iter());
        }
        if listed && f.lacks("code") {
            reader.report(m110::report(f.at, "code", &ERROR_LINE));
        }
    }
    Some(ErrorDef {
        code: f.text("code"),
        to: f.text("otherwise").or_else(|| f.text("next")),
        exit: f.text("exit"),
        otherwise: f.has("otherwise"),
        rounds: f.rounds(),
        span: node.span,
    })
}
