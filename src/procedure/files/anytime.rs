//! What may happen during several steps, as a withdrawal (language.md b6).
//! It resolves no event and no target.

use calendar::Length;
use source::{Node, Span, Spanned};

use super::action::ExtendDef;
use super::definition::EventRef;
use super::keys::{Key, Table, Takes, later, may, must};
use super::read::Reader;
use super::status::StatusDef;
use super::step::Steps;
use crate::rules::m009_limit as m009;

/// Holds one act that is open over several steps.
#[derive(Clone, Debug, PartialEq)]
pub struct AnytimeDef {
    /// Id.
    pub id: Spanned<String>,
    /// What the person reads.
    pub name: Spanned<String>,
    /// Who may.
    pub role: Option<Spanned<String>>,
    /// Events that open it; the filing when empty.
    pub from: Vec<Spanned<EventRef>>,
    /// Events that shut it for good; the end when empty.
    pub until: Vec<Spanned<EventRef>>,
    /// Guard.
    pub when: Option<Spanned<String>>,
    /// Target: it interrupts everything else.
    pub next: Option<Spanned<String>>,
    /// How it lengthens the dossier's deadline.
    pub extend: Option<Spanned<ExtendDef>>,
    /// Where `steps` stand, if it opens side work; the steps are those of its level.
    pub steps: Option<Span>,
    /// How often at most; the default of the language when absent.
    pub times: Option<Spanned<u32>>,
    /// Total of the extensions.
    pub total: Option<Spanned<Length>>,
    /// How long before the due it must happen.
    pub before: Option<Spanned<Length>>,
    /// What is asked.
    pub ask: Vec<Spanned<String>>,
    /// Letters printed.
    pub print: Vec<Spanned<String>>,
    /// Status it sets.
    pub status: StatusDef,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Bound of the loop.
    pub rounds: Option<Spanned<u8>>,
    /// Value of the entry.
    pub span: Span,
}

/// Keys of an anytime.
pub static ANYTIME: Table =
    Table { vi: "việc bất kỳ lúc nào (`anytime`)", en: "an anytime", keys: ANYTIME_KEYS };

const ANYTIME_KEYS: &[Key] = &[
    must("name", Takes::Text, "Chữ trên nút.", "What the person reads."),
    must("role", Takes::Ref, "Vai được làm.", "Who may."),
    may("from", Takes::Events, "Làm được từ việc này.", "Events that open it."),
    may("until", Takes::Events, "Làm được cho tới việc này.", "Events that shut it."),
    may("when", Takes::Guard, "Chỉ làm được khi đúng.", "Guard."),
    may("next", Takes::Ref, "Bước tiếp theo.", "Step that follows."),
    later("extend", Takes::Extension, "Kéo dài thời hạn hồ sơ.", "Lengthens the dossier's deadline."),
    later("steps", Takes::Steps, "Việc phụ, kết thúc riêng.", "Side work that ends on its own."),
    later("times", Takes::Integer, "Số lần nhiều nhất.", "How often at most."),
    later("total", Takes::Duration, "Tổng thời gian kéo dài.", "Total of the extensions."),
    later("before", Takes::Duration, "Phải làm trước hạn bao lâu.", "How long before the due."),
    may("ask", Takes::Refs, "Những gì phải điền.", "What is asked."),
    may("print", Takes::Refs, "Giấy tờ được in.", "Letters printed."),
    may("status", Takes::Status, "Trạng thái quốc gia sau đó.", "National status it sets."),
    may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
    may("rounds", Takes::Integer, "Số lần quay lại nhiều nhất.", "Bound of the loop."),
];

/// Reads what may happen at any time, and the side work it opens.
pub(crate) fn read_all<'r>(reader: &'r Reader<'r>, node: Option<&'r Node>, steps: &mut Steps<'r>) -> Vec<AnytimeDef> {
    let anytime = reader.declared(node, Some(m009::Of::Anytime));
    let read = |(at, (id, node))| read(reader, at, (id, node), steps);
    anytime.into_iter().enumerate().map(read).collect()
}

fn read<'r>(
    reader: &'r Reader<'r>,
    at: usize,
    (id, node): (Spanned<String>, &'r Node),
    steps: &mut Steps<'r>,
) -> AnytimeDef {
    let f = reader.fields(node, &ANYTIME, id.span);
    f.either("next", "extend");
    f.either("next", "steps");
    f.either("extend", "steps");
    if f.lacks("extend") && f.lacks("steps") {
        f.demand(["next"].into_iter());
    }
    if let Some(node) = f.node("steps") {
        steps.read_side(node, at);
    }
    AnytimeDef {
        name: f.title("name").unwrap_or(id.clone()),
        role: f.text("role"),
        from: f.events("from"),
        until: f.events("until"),
        when: f.text("when"),
        next: f.text("next"),
        extend: f.node("extend").and_then(|node| reader.extension(node)),
        steps: f.node("steps").map(|node| node.span),
        times: f.integer("times", u32::MAX).inspect(|times| reader.at_least_one("times", times)),
        total: f.length("total"),
        before: f.length("before"),
        ask: f.refs("ask"),
        print: f.refs("print"),
        status: f.status(),
        legal: f.refs("legal"),
        rounds: f.rounds(),
        span: node.span,
        id,
    }
}
