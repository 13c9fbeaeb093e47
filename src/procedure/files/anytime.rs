//! What may happen during several steps, as a withdrawal (language.md b6).
//! It resolves no event and no target.

use source::{Node, Span, Spanned};

use super::definition::EventRef;
use super::keys::{Key, Table, Takes, later, may, must};
use super::read::Reader;
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
    /// Target.
    pub next: Option<Spanned<String>>,
    /// What is asked.
    pub ask: Vec<Spanned<String>>,
    /// Letters printed.
    pub print: Vec<Spanned<String>>,
    /// National status it sets.
    pub status: Option<Spanned<u8>>,
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
    later("extend", "Kéo dài thời hạn hồ sơ.", "Lengthens the dossier's deadline."),
    later("steps", "Việc phụ chạy song song.", "Side work."),
    later("times", "Số lần nhiều nhất.", "How often at most."),
    later("total", "Tổng thời gian kéo dài.", "Total of the extensions."),
    later("before", "Phải làm trước hạn bao lâu.", "How long before the due."),
    may("ask", Takes::Refs, "Những gì phải điền.", "What is asked."),
    may("print", Takes::Refs, "Giấy tờ được in.", "Letters printed."),
    may("status", Takes::Status, "Trạng thái quốc gia sau đó.", "National status it sets."),
    may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
    may("rounds", Takes::Integer, "Số lần quay lại nhiều nhất.", "Bound of the loop."),
];

/// Reads what may happen at any time.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<AnytimeDef> {
    let anytime = reader.declared(node, Some(m009::Of::Anytime));
    anytime.into_iter().map(|(id, node)| read(reader, id, node)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> AnytimeDef {
    let f = reader.fields(node, &ANYTIME, id.span);
    if !f.has("extend") && !f.has("steps") {
        f.demand(["next"].into_iter());
    }
    AnytimeDef {
        name: f.title("name").unwrap_or(id.clone()),
        role: f.text("role"),
        from: f.events("from"),
        until: f.events("until"),
        when: f.text("when"),
        next: f.text("next"),
        ask: f.refs("ask"),
        print: f.refs("print"),
        status: f.status(),
        legal: f.refs("legal"),
        rounds: f.rounds(),
        span: node.span,
        id,
    }
}
