//! `intermediateCatchEvent`: a length of time, or a date (language.md b4).
//! It computes no instant.

use calendar::Length;
use source::{Node, Spanned};

use super::action::{self, ActionDef, OFFICER_ACTION};
use super::duration;
use super::keys::{Key, Table, Takes, later, later_must};
use super::read::{Fields, Reader};
use super::step_types::{LEGAL, NOTE, STATUS, WHEN};
use super::timing::{CLOCK, HOLDS};
use crate::rules::m050_duration as m050;

/// Holds what a wait has.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitDef {
    /// How long it waits, or until when.
    pub wait: Option<Spanned<WaitFor>>,
    /// Buttons that end it early, and perhaps the one its end presses.
    pub actions: Vec<ActionDef>,
}

/// Says what a wait waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitFor {
    /// A length of time.
    Length(Length),
    /// A date, by path.
    Date(String),
}

/// Keys of a wait.
pub static CATCH_EVENT: Table =
    Table { vi: "bước `intermediateCatchEvent`", en: "an `intermediateCatchEvent`", keys: CATCH_EVENT_KEYS };

const CATCH_EVENT_KEYS: &[Key] = &[
    later_must("intermediateCatchEvent", Takes::Ref, "Tên của bước.", "Id of the step."),
    later_must("name", Takes::Text, "Chờ điều gì.", "What is waited for."),
    WHEN,
    later_must("wait", Takes::Until, "Chờ bao lâu, hoặc tới ngày nào.", "How long, or until which date."),
    CLOCK,
    HOLDS,
    STATUS,
    LEGAL,
    NOTE,
    later("actions", Takes::Named(&OFFICER_ACTION), "Nút kết thúc việc chờ.", "Buttons that end the wait."),
];

/// Reads what a wait has.
pub(crate) fn read(reader: &Reader<'_>, f: &Fields<'_>) -> WaitDef {
    WaitDef {
        wait: f.node("wait").and_then(|node| wait(reader, node)),
        actions: action::read_all(reader, f.node("actions"), &OFFICER_ACTION),
    }
}

/// Reads a duration; what looks like a path is one.
fn wait(reader: &Reader<'_>, node: &Node) -> Option<Spanned<WaitFor>> {
    let text = reader.scalar(node)?;
    if text.value.contains('.') && text.value.split('.').all(source::is_id) {
        return Some(text.map(WaitFor::Date));
    }
    let length = duration::length(&text.value);
    if length.is_none() {
        reader.report(m050::report(&text));
    }
    length.map(|length| Spanned::new(WaitFor::Length(length), text.span))
}
