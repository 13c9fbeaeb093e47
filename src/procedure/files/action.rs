//! Buttons of a user task (language.md b6).
//! It resolves no target and no name.

use source::{Node, Span, Spanned};

use super::keys::{Key, Table, Takes, later, may, must};
use super::read::Reader;
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
    /// National status it sets.
    pub status: Option<Spanned<u8>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Target; the following step when absent.
    pub next: Option<Spanned<String>>,
    /// Bound of the loop.
    pub rounds: Option<Spanned<u8>>,
    /// Value of the entry.
    pub span: Span,
}

/// Keys of a button.
pub static ACTION: Table = Table { vi: "nút (`actions`)", en: "a button", keys: ACTION_KEYS };

const ACTION_KEYS: &[Key] = &[
    must("name", Takes::Text, "Chữ trên nút.", "What the person reads."),
    may("when", Takes::Guard, "Nút tắt khi sai.", "The button is off when false."),
    may("ask", Takes::Refs, "Những gì phải điền khi bấm.", "What is asked when it is pressed."),
    may("sign", Takes::Refs, "Kết quả, giấy tờ được ký bằng nút này.", "Results or letters signed by pressing it."),
    may("print", Takes::Refs, "Giấy tờ được in.", "Letters printed."),
    may("returns", Takes::Refs, "Kết quả được trao.", "Results handed over."),
    later("extend", "Kéo dài thời hạn hồ sơ.", "Lengthens the dossier's deadline."),
    may("status", Takes::Status, "Trạng thái quốc gia sau khi bấm.", "National status it sets."),
    may("legal", Takes::Refs, "Căn cứ, hiện bên nút.", "Grounds, shown beside the button."),
    may("next", Takes::Ref, "Bước tiếp theo, nếu khác bước kế.", "Step that follows, if not the next one."),
    later("exit", "Rời khối, tới bước ở ngoài.", "Step outside the block that follows."),
    may("rounds", Takes::Integer, "Số lần quay lại nhiều nhất.", "Bound of the loop."),
];

/// Reads the buttons of a step.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<ActionDef> {
    let actions = reader.declared(node, Some(m009::Of::Buttons));
    actions.into_iter().map(|(id, node)| read(reader, id, node)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> ActionDef {
    let f = reader.text_or(node, &ACTION, "name", id.span);
    ActionDef {
        name: f.title("name").unwrap_or(id.clone()),
        when: f.text("when"),
        ask: f.refs("ask"),
        print: f.refs("print"),
        sign: f.refs("sign"),
        returns: f.refs("returns"),
        status: f.status(),
        legal: f.refs("legal"),
        next: f.text("next"),
        rounds: f.rounds(),
        span: node.span,
        id,
    }
}
