//! Papers of the dossier, thành phần hồ sơ (language.md b3).
//! Whether a paper was given is the engine's matter.

use source::{Node, Span, Spanned};

use super::definition::Signature;
use super::keys::{Table, Takes, may, must};
use super::listed::{Listed, listed};
use super::read::Reader;
use crate::rules::{m009_limit as m009, m018_bad_value as m018};

/// Declares one component of the dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub name: Spanned<String>,
    /// Papers of which exactly one is given: id and label.
    pub one_of: Vec<(Spanned<String>, Spanned<String>)>,
    /// Whether it may be left out.
    pub optional: bool,
    /// Guard: asked only if true.
    pub when: Option<Spanned<String>>,
    /// Cases it is limited to; empty for all.
    pub cases: Vec<Spanned<String>>,
    /// Role that adds it; the applicant when absent.
    pub by: Option<Spanned<String>>,
    /// What must be handed in.
    pub original: Original,
    /// Number of copies.
    pub copies: u32,
    /// Code in the national catalogue.
    pub code: Option<Spanned<String>>,
    /// Form to be used.
    pub form: Option<Spanned<String>>,
    /// Extensions accepted.
    pub accept: Vec<Spanned<String>>,
    /// Signature the file must bear.
    pub signature: Option<Spanned<Signature>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Value of the entry.
    pub span: Span,
}

listed! {
    /// What must be handed in of a paper.
    Original {
        /// The original.
        Original = "bản chính",
        /// A copy.
        Copy = "bản sao",
        /// An electronic paper.
        Electronic = "bản điện tử",
        /// Nothing: it is shown only.
        Shown = "xuất trình",
    }
}

/// Keys of a paper.
pub static DOCUMENT: Table = Table {
    vi: "giấy tờ (`documents`)",
    en: "a document",
    keys: &[
        must("name", Takes::Text, "Tên giấy tờ.", "Name of the paper."),
        may(
            "one_of",
            Takes::NamedTexts,
            "Nộp đúng một trong các giấy tờ này.",
            "Papers of which exactly one is given.",
        ),
        may("optional", Takes::Flag, "Không bắt buộc.", "Whether it may be left out."),
        may("when", Takes::Guard, "Chỉ yêu cầu khi đúng.", "Asked only if true."),
        may("case", Takes::Refs, "Chỉ ở những trường hợp này.", "Cases it is limited to."),
        may("by", Takes::Ref, "Vai bổ sung giấy tờ này.", "Role that adds it."),
        may("original", Takes::Word(Original::list), "Bản phải nộp.", "What must be handed in."),
        may("copies", Takes::Integer, "Số bản.", "Number of copies."),
        may("code", Takes::Text, "Mã giấy tờ.", "Code of the paper."),
        may("form", Takes::Text, "Mẫu phải dùng.", "Form to be used."),
        may("accept", Takes::Refs, "Định dạng tệp được nhận.", "Extensions accepted."),
        may("signature", Takes::Word(signatures), "Chữ ký phải có trên tệp.", "Signature the file must bear."),
        may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
    ],
};

/// Formats accepted when the file names none (language.md b3).
const ACCEPTED: [&str; 3] = ["pdf", "jpg", "png"];

fn signatures() -> Vec<&'static str> {
    vec![Signature::Digital.word()]
}

/// Reads the papers.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<DocumentDef> {
    let documents = reader.declared(node, Some(m009::Of::Documents));
    documents.into_iter().map(|(id, node)| read(reader, id, node)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> DocumentDef {
    let f = reader.text_or(node, &DOCUMENT, "name", id.span);
    let accept = if f.has("accept") {
        f.refs("accept")
    } else {
        ACCEPTED.map(|form| Spanned::new(form.to_owned(), id.span)).to_vec()
    };
    let signature = f.text("signature").filter(|word| {
        let digital = word.value == Signature::Digital.word();
        if !digital {
            reader.report(m018::word(word, &signatures()));
        }
        digital
    });
    DocumentDef {
        name: f.title("name").unwrap_or(id.clone()),
        one_of: reader.labels(f.node("one_of")),
        optional: f.flag("optional"),
        when: f.text("when"),
        cases: f.refs("case"),
        by: f.text("by"),
        original: f.word_or("original", Original::Copy).value,
        copies: f.integer("copies", u32::MAX).map_or(1, |copies| copies.value),
        code: f.text("code"),
        form: f.text("form"),
        accept,
        signature: signature.map(|word| word.map(|_| Signature::Digital)),
        legal: f.refs("legal"),
        span: node.span,
        id,
    }
}
