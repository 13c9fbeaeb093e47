//! Timeout, escalation and holding of clocks (language.md b5).
//! It computes no instant.

use calendar::Length;
use source::{Node, Span, Spanned};

use super::duration;
use super::keys::{Table, Takes, later, may};
use super::read::Reader;
use crate::rules::{m009_limit as m009, m013_comma_in_braces as m013, m050_duration as m050};

/// Holds what happens when a step's deadline is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeoutDef {
    /// Step that follows.
    pub next: Option<Spanned<String>>,
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

/// Keys of a timeout.
pub static TIMEOUT: Table = Table {
    vi: "`timeout`",
    en: "`timeout`",
    keys: &[
        may("action", Takes::Ref, "Im lặng được coi như bấm nút này.", "Button that silence presses."),
        may("note", Takes::Text, "Ghi chú.", "Note."),
        may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
        may("next", Takes::Ref, "Bước tiếp theo.", "Step that follows."),
        later("exit", "Rời khối, tới bước ở ngoài.", "Step outside the block that follows."),
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

/// Reads a timeout.
pub(crate) fn timeout(reader: &Reader<'_>, node: &Node) -> Option<TimeoutDef> {
    let f = reader.item(node, &TIMEOUT)?;
    f.either("next", "action");
    if !f.has("action") && !f.has("exit") {
        f.demand(["next"].into_iter());
    }
    Some(TimeoutDef {
        next: f.text("next"),
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
