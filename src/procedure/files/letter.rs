//! Letters: own forms of built-in meanings, and meanings of one's own (language.md b1, b7).
//! It prints nothing.

use source::{Node, Span, Spanned};

use super::keys::{Table, Takes, later};
use super::read::Reader;
use crate::compiler::LETTERS;
use crate::rules::{m072_letter as m072, m110_missing_key as m110};

/// Gives a built-in letter an own form, or declares a letter of own meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterDef {
    /// Meaning.
    pub id: Spanned<String>,
    /// Name; that of the built-in letter when absent.
    pub name: Option<Spanned<String>>,
    /// Form it is printed on.
    pub form: Option<Spanned<String>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Value of the entry.
    pub span: Span,
}

/// Keys of a letter.
pub static LETTER: Table = Table {
    vi: "giấy tờ gửi đi (`letters`)",
    en: "a letter",
    keys: &[
        later("name", Takes::Text, "Tên giấy tờ; bắt buộc nếu là loại mới.", "Name; required of an own meaning."),
        later("form", Takes::Text, "Mẫu dùng để in.", "Form it is printed on."),
        later("legal", Takes::Refs, "Căn cứ.", "Grounds."),
    ],
};

/// Reads the letters.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<LetterDef> {
    reader.declared(node, None).into_iter().map(|(id, node)| read(reader, id, node)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> LetterDef {
    let f = reader.text_or(node, &LETTER, "name", id.span);
    let built_in = LETTERS.iter().any(|(meaning, _)| *meaning == id.value);
    match m072::numbered(&id) {
        Some(numbered) => reader.report(numbered),
        None if !built_in && f.lacks("name") => reader.report(m110::report(id.span, "name", &LETTER)),
        None => {}
    }
    LetterDef { name: f.title("name"), form: f.text("form"), legal: f.refs("legal"), span: node.span, id }
}
