//! The time keys of a step or block: deadline, reminders, escalation, timeout, holding of clocks (language.md b5).
//! It computes no instant.

use calendar::Length;
use program::Hold;
use source::{Node, Span, Spanned};

use super::deadline::{self, DeadlineDef, STEP_DEADLINE};
use super::duration;
use super::keys::{Key, Table, Takes, later, may};
use super::listed::Listed;
use super::read::{Fields, Reader};
use crate::rules::{m009_limit as m009, m013_comma_in_braces as m013, m050_duration as m050};

/// Holds the time keys of one step; what the step's type does not have is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeDef {
    /// The step's own deadline.
    pub deadline: Option<DeadlineDef>,
    /// Reminders, each so long before the due.
    pub remind: Vec<Spanned<Length>>,
    /// Escalations.
    pub overdue: Vec<OverdueDef>,
    /// What happens at the due.
    pub timeout: Option<TimeoutDef>,
    /// What the dossier's clocks do while the step is open.
    pub clock: Option<Spanned<Hold>>,
    /// Clocks that `clock` is limited to; all that run when empty.
    pub holds: Vec<Spanned<String>>,
}

/// Holds what happens when a step's deadline is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeoutDef {
    /// Step of the same level that follows.
    pub next: Option<Spanned<String>>,
    /// Step of an enclosing level that follows.
    pub exit: Option<Spanned<String>>,
    /// Button that silence presses.
    pub action: Option<Spanned<String>>,
    /// Bound of the loop.
    pub rounds: Option<Spanned<u8>>,
    /// Note.
    pub note: Option<Spanned<String>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Value of the key.
    pub span: Span,
}

/// Holds one escalation.
#[derive(Clone, Debug, PartialEq)]
pub struct OverdueDef {
    /// Time after the due; at the due when absent.
    pub after: Option<Spanned<Length>>,
    /// Roles that are told.
    pub notify: Vec<Spanned<String>>,
    /// Role the task passes to.
    pub assign: Option<Spanned<String>>,
    /// Interval of repetition.
    pub every: Option<Spanned<Length>>,
    /// Number of repetitions.
    pub times: Option<Spanned<u32>>,
    /// The whole entry.
    pub span: Span,
}

pub(super) const REMIND: Key = may("remind", Takes::Reminders, "Nhắc trước hạn.", "Reminders before the due.");
pub(super) const OVERDUES: Key =
    may("overdue", Takes::Items(&OVERDUE), "Báo và chuyển việc khi quá hạn.", "Escalations.");
pub(super) const DEADLINE: Key =
    may("deadline", Takes::DurationOr(&STEP_DEADLINE), "Thời hạn của bước.", "The step's own deadline.");
pub(super) const AT_DUE: Key =
    may("timeout", Takes::Map(&TIMEOUT), "Khi hết hạn mà chưa ai làm.", "What happens at the due.");
pub(super) const CLOCK: Key = may(
    "clock",
    Takes::Word(Hold::list),
    "Tạm dừng hoặc tính lại thời hạn hồ sơ.",
    "What the dossier's clock does meanwhile.",
);
pub(super) const HOLDS: Key = later("holds", Takes::Refs, "Những đồng hồ bị tạm dừng.", "Clocks that are held.");

/// Keys of a timeout.
pub static TIMEOUT: Table = Table {
    vi: "`timeout`",
    en: "`timeout`",
    keys: &[
        may("action", Takes::Ref, "Im lặng được coi như bấm nút này.", "Button that silence presses."),
        may("note", Takes::Text, "Ghi chú.", "Note."),
        may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
        may("next", Takes::Ref, "Bước tiếp theo.", "Step that follows."),
        later("exit", Takes::Ref, "Rời khối, tới bước ở ngoài.", "Step outside the block that follows."),
        may("rounds", Takes::Integer, "Số lần quay lại nhiều nhất.", "Bound of the loop."),
    ],
};

/// Keys of an escalation.
pub static OVERDUE: Table = Table {
    vi: "dòng `overdue`",
    en: "an escalation",
    keys: &[
        may("after", Takes::Duration, "Sau hạn bao lâu.", "Time after the due."),
        may("notify", Takes::Refs, "Báo cho những vai này.", "Roles that are told."),
        may("assign", Takes::Ref, "Chuyển việc cho vai này.", "Role the task passes to."),
        may("every", Takes::Duration, "Nhắc lại sau mỗi khoảng này.", "Interval of repetition."),
        may("times", Takes::Integer, "Số lần nhắc lại.", "Number of repetitions."),
    ],
};

/// Reads the time keys a step has.
pub(crate) fn read(reader: &Reader<'_>, f: &Fields<'_>) -> TimeDef {
    if f.has("holds") {
        f.demand(["clock"].into_iter());
    }
    TimeDef {
        deadline: f.node("deadline").map(|node| deadline::read(reader, node, &STEP_DEADLINE)),
        remind: f.node("remind").map(|node| reminders(reader, node)).unwrap_or_default(),
        overdue: f.items("overdue", |node| overdue(reader, node)),
        timeout: f.node("timeout").and_then(|node| timeout(reader, node)),
        clock: f.word("clock"),
        holds: f.refs("holds"),
    }
}

/// Reads a timeout.
fn timeout(reader: &Reader<'_>, node: &Node) -> Option<TimeoutDef> {
    let f = reader.item(node, &TIMEOUT)?;
    f.either("next", "action");
    f.either("exit", "action");
    f.either("next", "exit");
    if f.lacks("action") && f.lacks("exit") {
        f.demand(["next"].into_iter());
    }
    Some(TimeoutDef {
        next: f.text("next"),
        exit: f.text("exit"),
        action: f.text("action"),
        rounds: f.rounds(),
        note: f.note("note"),
        legal: f.refs("legal"),
        span: node.span,
    })
}

/// Reads an escalation.
pub(crate) fn overdue(reader: &Reader<'_>, node: &Node) -> Option<OverdueDef> {
    let f = reader.item(node, &OVERDUE)?;
    Some(OverdueDef {
        after: f.length("after"),
        notify: f.refs("notify"),
        assign: f.text("assign"),
        every: f.length("every"),
        times: f
            .integer("times", u32::MAX)
            .inspect(|times| reader.limit(times.value as usize, m009::Of::Repetitions, times.span)),
        span: node.span,
    })
}

/// Reads reminders: durations followed by `trước`.
pub(crate) fn reminders(reader: &Reader<'_>, node: &Node) -> Vec<Spanned<Length>> {
    let texts: Vec<_> =
        node.as_list().map_or(&[][..], |list| &list.items).iter().filter_map(|item| reader.scalar(item)).collect();
    let mut good = Vec::new();
    let mut texts = texts.into_iter().peekable();
    while let Some(text) = texts.next() {
        match texts.next_if(|next| is_cut(&text.value, &next.value)) {
            Some(rest) => reader.report(m013::report(text.span.to(rest.span))),
            None => good.extend(reminder(reader, &text)),
        }
    }
    good
}

fn is_cut(head: &str, tail: &str) -> bool {
    head.bytes().all(|byte| byte.is_ascii_digit()) && tail.starts_with(|c: char| c.is_ascii_digit())
}

fn reminder(reader: &Reader<'_>, text: &Spanned<String>) -> Option<Spanned<Length>> {
    let length = text.value.strip_suffix(" trước").and_then(duration::length);
    if length.is_none() {
        reader.report(m050::reminder(text));
    }
    length.map(|length| Spanned::new(length, text.span))
}
