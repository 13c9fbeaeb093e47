//! Buttons, the outcomes of messages, and what extends a deadline (language.md b6).
//! It resolves no target and no name.

use calendar::Length;
use source::{Node, Span, Spanned};

use super::keys::{Key, Table, Takes, later, may, must};
use super::read::Reader;
use super::status::StatusDef;
use crate::rules::m009_limit as m009;

/// Holds one button.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionDef {
    /// Id.
    pub id: Spanned<String>,
    /// What the person reads.
    pub name: Spanned<String>,
    /// Guard: the button is off when false.
    pub when: Option<Spanned<String>>,
    /// What is asked when it is pressed (language.md c4).
    pub ask: Vec<Spanned<String>>,
    /// Letters printed.
    pub print: Vec<Spanned<String>>,
    /// Results or letters signed by pressing it.
    pub sign: Vec<Spanned<String>>,
    /// Results handed over.
    pub returns: Vec<Spanned<String>>,
    /// How it lengthens the dossier's deadline.
    pub extend: Option<Spanned<ExtendDef>>,
    /// Status it sets.
    pub status: StatusDef,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Role that presses it, or the word `timer`; always absent on a user task, where the step's role does.
    pub by: Option<Spanned<String>>,
    /// Target on the same level; the following step when absent.
    pub next: Option<Spanned<String>>,
    /// Target on an enclosing level.
    pub exit: Option<Spanned<String>>,
    /// Bound of the loop.
    pub rounds: Option<Spanned<u8>>,
    /// Value of the entry.
    pub span: Span,
}

/// Says by how much a deadline is lengthened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtendDef {
    /// Whether the officer states the amount, up to the length.
    pub at_most: bool,
    /// The length.
    pub length: Length,
}

/// Holds one outcome of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name; its id when absent.
    pub name: Spanned<String>,
    /// Guard over the message.
    pub when: Option<Spanned<String>>,
    /// Target of `next` or `otherwise`; the following step when absent.
    pub to: Option<Spanned<String>>,
    /// Target on an enclosing level.
    pub exit: Option<Spanned<String>>,
    /// Whether it is taken when no other is.
    pub otherwise: bool,
    /// Bound of the loop.
    pub rounds: Option<Spanned<u8>>,
    /// Letters printed.
    pub print: Vec<Spanned<String>>,
    /// Results that have come into being in another system.
    pub produces: Vec<Spanned<String>>,
    /// Status it sets.
    pub status: StatusDef,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Value of the entry.
    pub span: Span,
}

/// The word for whom the end of a wait presses a button.
pub const TIMER: &str = "timer";

impl ActionDef {
    /// Tells whether the end of the wait presses it.
    pub fn is_by_timer(&self) -> bool {
        self.by.as_ref().is_some_and(|by| by.value == TIMER)
    }
}

/// Keys of a button of a user task.
pub static ACTION: Table =
    Table { vi: "nút của `userTask` (`actions`)", en: "a button of a `userTask`", keys: ACTION_KEYS };

const NAME: Key = must("name", Takes::Text, "Chữ trên nút.", "What the person reads.");
const WHEN: Key = may("when", Takes::Guard, "Nút tắt khi sai.", "The button is off when false.");
const ASK: Key = may("ask", Takes::Refs, "Những gì phải điền khi bấm.", "What is asked when it is pressed.");
const SIGN: Key =
    may("sign", Takes::Refs, "Kết quả, giấy tờ được ký bằng nút này.", "Results or letters signed by pressing it.");
const PRINT: Key = may("print", Takes::Refs, "Giấy tờ được in.", "Letters printed.");
const RETURNS: Key = may("returns", Takes::Refs, "Kết quả được trao.", "Results handed over.");
const EXTEND: Key = later("extend", Takes::Extension, "Kéo dài thời hạn hồ sơ.", "Lengthens the dossier's deadline.");
const STATUS: Key = may("status", Takes::Status, "Trạng thái sau đó.", "Status it sets.");
const LEGAL: Key = may("legal", Takes::Refs, "Căn cứ, hiện bên nút.", "Grounds, shown beside the button.");
pub(super) const NEXT: Key =
    may("next", Takes::Ref, "Bước tiếp theo, nếu khác bước kế.", "Step that follows, if not the next one.");
pub(super) const EXIT: Key =
    later("exit", Takes::Ref, "Rời khối, tới bước ở ngoài.", "Step outside the block that follows.");
pub(super) const OTHERWISE: Key =
    may("otherwise", Takes::Ref, "Đi tới bước này khi không dòng nào khác đúng.", "Step taken when no other is true.");
pub(super) const ROUNDS: Key = may("rounds", Takes::Integer, "Số lần quay lại nhiều nhất.", "Bound of the loop.");

const ACTION_KEYS: &[Key] = &[NAME, WHEN, ASK, SIGN, PRINT, RETURNS, EXTEND, STATUS, LEGAL, NEXT, EXIT, ROUNDS];

/// Keys of a button beside a message, a payment or a wait.
pub static OFFICER_ACTION: Table =
    Table {
        vi: "nút của bước chờ (`actions`)", en: "a button of a step that waits", keys: OFFICER_ACTION_KEYS
    };

const OFFICER_ACTION_KEYS: &[Key] = &[
    NAME,
    WHEN,
    later("by", Takes::Ref, "Vai bấm nút, hoặc `timer` khi hết giờ chờ.", "Role that presses it, or `timer`."),
    ASK,
    SIGN,
    PRINT,
    RETURNS,
    EXTEND,
    STATUS,
    LEGAL,
    NEXT,
    EXIT,
    ROUNDS,
];

/// Keys of an outcome.
pub static OUTCOME: Table = Table { vi: "kết quả của tin (`outcomes`)", en: "an outcome", keys: OUTCOME_KEYS };

const OUTCOME_KEYS: &[Key] = &[
    later("name", Takes::Text, "Tên hiện ra.", "What people read."),
    later("when", Takes::Guard, "Kết quả này khi đúng.", "Taken when true."),
    PRINT,
    later("produces", Takes::Refs, "Kết quả đã có ở hệ thống khác.", "Results made by another system."),
    STATUS,
    LEGAL,
    NEXT,
    EXIT,
    OTHERWISE,
    ROUNDS,
];

/// Reads the buttons of a step; the table tells whose.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>, table: &'static Table) -> Vec<ActionDef> {
    let actions = reader.declared(node, Some(m009::Of::Buttons));
    actions.into_iter().map(|(id, node)| read(reader, id, node, table)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node, table: &'static Table) -> ActionDef {
    let f = reader.text_or(node, table, "name", id.span);
    f.either("next", "exit");
    ActionDef {
        name: f.title("name").unwrap_or(id.clone()),
        when: f.text("when"),
        ask: f.refs("ask"),
        print: f.refs("print"),
        sign: f.refs("sign"),
        returns: f.refs("returns"),
        extend: f.node("extend").and_then(|node| reader.extension(node)),
        status: f.status(),
        legal: f.refs("legal"),
        by: f.text("by"),
        next: f.text("next"),
        exit: f.text("exit"),
        rounds: f.rounds(),
        span: node.span,
        id,
    }
}

/// Reads the outcomes of a message.
pub(crate) fn outcomes(reader: &Reader<'_>, node: Option<&Node>) -> Vec<OutcomeDef> {
    let outcomes = reader.declared(node, Some(m009::Of::Outcomes));
    outcomes.into_iter().map(|(id, node)| outcome(reader, id, node)).collect()
}

fn outcome(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> OutcomeDef {
    let f = reader.text_or(node, &OUTCOME, "name", id.span);
    f.either("when", "otherwise");
    f.either("next", "otherwise");
    f.either("exit", "otherwise");
    f.either("next", "exit");
    OutcomeDef {
        name: f.title("name").unwrap_or(id.clone()),
        when: f.text("when"),
        to: f.text("otherwise").or_else(|| f.text("next")),
        exit: f.text("exit"),
        otherwise: f.has("otherwise"),
        rounds: f.rounds(),
        print: f.refs("print"),
        produces: f.refs("produces"),
        status: f.status(),
        legal: f.refs("legal"),
        span: node.span,
        id,
    }
}
