//! `receiveTask`: a message from outside, or money (language.md b4).
//! It matches no message and counts no money.

use calendar::Length;
use source::{Kind, Node, Span, Spanned};

use super::action::{self, ActionDef, OFFICER_ACTION, OUTCOME, OutcomeDef};
use super::form::{self, FieldDef, MESSAGE_FIELD};
use super::keys::{Key, Table, Takes, later, later_must};
use super::read::{Fields, Reader};
use super::step_types::{LEGAL, NOTE, STATUS, WHEN};
use super::timing::{AT_DUE, CLOCK, DEADLINE, HOLDS, OVERDUES, REMIND};
use crate::rules::m018_bad_value as m018;

/// Holds what a receive task has.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiveDef {
    /// Role that owes the message or the money.
    pub role: Option<Spanned<String>>,
    /// The message.
    pub message: Option<MessageDef>,
    /// What must be paid, as one bill; empty if it waits for a message.
    pub payment: Vec<PaymentDef>,
    /// Outcomes of the message in the order they are tried; none: it is `received`.
    pub outcomes: Vec<OutcomeDef>,
    /// Value of `outcomes`.
    pub outcomes_span: Option<Span>,
    /// Buttons of officers beside the message.
    pub actions: Vec<ActionDef>,
    /// How long an early message waits; until the dossier ends when absent.
    pub buffer: Option<Spanned<Length>>,
}

/// Describes a message.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageDef {
    /// Name under which it arrives.
    pub name: Option<Spanned<String>>,
    /// Its content.
    pub fields: Vec<FieldDef>,
    /// Path of the data that finds the dossier when its code is absent.
    pub key: Option<Spanned<String>>,
    /// Value of the key.
    pub span: Span,
}

/// One part of a bill.
#[derive(Clone, Debug, PartialEq)]
pub enum PaymentDef {
    /// All lines of `fees`.
    Fees(Span),
    /// One line of `fees`, by id.
    Fee(Spanned<String>),
    /// An amount another step has told, by path.
    Amount(Spanned<String>),
}

/// Keys of a receive task.
pub static RECEIVE_TASK: Table = Table { vi: "bước `receiveTask`", en: "a `receiveTask`", keys: RECEIVE_TASK_KEYS };

const RECEIVE_TASK_KEYS: &[Key] = &[
    later_must("receiveTask", Takes::Ref, "Tên của bước.", "Id of the step."),
    later_must("name", Takes::Text, "Nội dung chờ.", "What is waited for."),
    later("role", Takes::Ref, "Vai phải gửi tin hoặc nộp tiền.", "Role that owes the message or the money."),
    WHEN,
    later("message", Takes::Map(&MESSAGE), "Tin được chờ.", "The message."),
    later("payment", Takes::RefsOr(&PAYMENT), "Khoản phải nộp.", "What must be paid."),
    later("buffer", Takes::Duration, "Tin đến sớm được giữ bao lâu.", "How long an early message waits."),
    DEADLINE,
    REMIND,
    OVERDUES,
    AT_DUE,
    CLOCK,
    HOLDS,
    STATUS,
    LEGAL,
    NOTE,
    later("outcomes", Takes::Named(&OUTCOME), "Các kết quả, theo thứ tự xét.", "Outcomes in the order they are tried."),
    later("actions", Takes::Named(&OFFICER_ACTION), "Nút của công chức ở bước này.", "Buttons of officers."),
];

/// Keys of a message.
pub static MESSAGE: Table = Table {
    vi: "tin (`message`)",
    en: "a message",
    keys: &[
        later_must("name", Takes::Text, "Tên tin.", "Name under which it arrives."),
        later("fields", Takes::Named(&MESSAGE_FIELD), "Nội dung của tin.", "Its content."),
        later("key", Takes::Ref, "Dữ liệu để tìm hồ sơ khi tin không có mã.", "Data that finds the dossier."),
    ],
};

/// Keys of a payment of an amount told elsewhere.
pub static PAYMENT: Table = Table {
    vi: "khoản phải nộp (`payment`)",
    en: "a payment",
    keys: &[later_must("amount", Takes::Ref, "Nơi ghi số tiền phải nộp.", "Path of the amount.")],
};

/// The word for all lines of `fees`.
const FEES: &str = "fees";

/// Reads what a receive task has.
pub(crate) fn read(reader: &Reader<'_>, f: &Fields<'_>) -> ReceiveDef {
    f.either("message", "payment");
    f.either("payment", "outcomes");
    f.either("payment", "buffer");
    ReceiveDef {
        role: f.text("role"),
        message: f.node("message").map(|node| message(reader, node)),
        payment: f.items("payment", |node| payment(reader, node)),
        outcomes: action::outcomes(reader, f.node("outcomes")),
        outcomes_span: f.node("outcomes").map(|node| node.span),
        actions: action::read_all(reader, f.node("actions"), &OFFICER_ACTION),
        buffer: f.length("buffer"),
    }
}

fn message(reader: &Reader<'_>, node: &Node) -> MessageDef {
    let f = reader.fields(node, &MESSAGE, node.span);
    MessageDef {
        name: f.text("name"),
        fields: form::of_message(reader, f.node("fields")),
        key: f.text("key"),
        span: node.span,
    }
}

fn payment(reader: &Reader<'_>, node: &Node) -> Option<PaymentDef> {
    match &node.kind {
        Kind::Map(_) => reader.fields(node, &PAYMENT, node.span).text("amount").map(PaymentDef::Amount),
        Kind::Scalar(scalar) if scalar.text == FEES => Some(PaymentDef::Fees(node.span)),
        Kind::Scalar(_) => reader.scalar(node).map(PaymentDef::Fee),
        Kind::List(_) => {
            reader.report(m018::shape(node.span, None, &Takes::TextOr(&PAYMENT)));
            None
        }
    }
}
