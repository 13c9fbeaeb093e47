//! Facts of a procedure, `<slug>.facts.yaml`: what its file says of the law, where that was read, and what is still
//! to be confirmed (language.md f). It reads what is written and holds it against the procedure; it reads no law.

use source::{Diagnostic, Node, SourceFile, Span, Spanned};

use super::definition::{Definition, LegalDef};
use super::keys::{Table, Takes, may, must};
use super::listed::{Listed as _, listed};
use super::read::{Fields, Reader};
use crate::rules::{m021_unknown_step as m021, m061_unknown_legal as m061, m081_test_target as m081};
use crate::rules::{m062_unused_legal as m062, m110_missing_key as m110};

listed! {
    /// How well a fact is known.
    Known {
        /// It was read in its source.
        Read = "đã đọc",
        /// It is remembered; the source is named, and was not at hand.
        Memory = "theo trí nhớ",
        /// Nobody knows a source yet.
        Open = "chờ xác nhận",
    }
}

/// Keys of a file of facts.
pub static FACTS: Table = Table {
    vi: "tệp căn cứ",
    en: "a file of facts",
    keys: &[
        must("facts", Takes::Ref, "Mã (`id`) của thủ tục.", "Id of the procedure."),
        may(
            "sources",
            Takes::Named(&SOURCE),
            "Nguồn không phải căn cứ pháp lý của thủ tục: mã và tên.",
            "Sources that are no grounds of the procedure.",
        ),
        must("list", Takes::Items(&FACT), "Từng điều, và lấy từ đâu.", "Each fact, and where it is from."),
    ],
};

/// Keys of a source.
pub static SOURCE: Table = Table {
    vi: "nguồn (`sources`)",
    en: "a source",
    keys: &[
        must("name", Takes::Text, "Tên nguồn.", "Name of the source."),
        may("date", Takes::Text, "Ngày của nguồn, hoặc lúc đọc.", "Date of the source, or when it was read."),
    ],
};

/// Keys of a fact. What a known fact lacks is demanded where the rest of it is known.
pub static FACT: Table = Table {
    vi: "dòng căn cứ",
    en: "a fact",
    keys: &[
        must("at", Takes::Text, "Nơi trong tệp thủ tục, viết như `at` của `confirm`.", "Place, as in `confirm`."),
        must("fact", Takes::Text, "Điều ấy nói gì.", "What it says."),
        may("source", Takes::Ref, "Mã của căn cứ (`legal`) hoặc nguồn (`sources`).", "Id of a ground or a source."),
        may("article", Takes::Text, "Điều, khoản, trang, mục.", "Article, page or part."),
        must("known", Takes::Word(Known::list), "Biết điều ấy chắc đến đâu.", "How well it is known."),
    ],
};

/// Holds one file of facts. Whatever could not be read is absent, and was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactSheet {
    /// Id of the procedure.
    pub procedure: Spanned<String>,
    /// Sources that the procedure itself does not cite.
    pub sources: Vec<SourceDef>,
    /// The facts, in file order.
    pub facts: Vec<FactDef>,
}

/// A source that the procedure does not cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub name: String,
    /// Its date, or when it was read.
    pub date: Option<String>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactDef {
    /// Place in the procedure, as in `confirm`.
    pub at: Spanned<String>,
    /// What it says.
    pub fact: String,
    /// Id of a ground of the procedure, or of a source of the file.
    pub source: Option<Spanned<String>>,
    /// Where in the source.
    pub article: Option<String>,
    /// How well it is known.
    pub known: Known,
    /// Where it stands.
    pub span: Span,
}

impl FactSheet {
    /// Says a fact with its source, article and date, and how well it is known.
    pub fn told(&self, fact: &FactDef, definition: &Definition) -> String {
        let source = fact.source.as_ref().and_then(|id| self.named(&id.value, definition));
        // The name of a ground may tell its article already.
        let article =
            fact.article.clone().filter(|article| !source.as_ref().is_some_and(|name| name.contains(article)));
        let place: Vec<String> = source.into_iter().chain(article).collect();
        let word = fact.known.word();
        match place.is_empty() {
            true => format!("{}: {} ({word})", fact.at.value, fact.fact),
            false => format!("{}: {} ({}; {word})", fact.at.value, fact.fact, place.join(", ")),
        }
    }

    fn named(&self, id: &str, definition: &Definition) -> Option<String> {
        let own = self.sources.iter().find(|source| source.id.value == id).map(|source| match &source.date {
            Some(date) => format!("{}, {date}", source.name),
            None => source.name.clone(),
        });
        let ground = |legal: &&LegalDef| legal.id.value == id;
        own.or_else(|| definition.legal.iter().find(ground).map(|legal| legal.name.value.clone()))
    }
}

/// Reads a file of facts.
pub fn facts(file: &SourceFile, node: &Node) -> (Option<FactSheet>, Vec<Diagnostic>) {
    let reader = Reader::new(file, vec![&FACTS, &SOURCE, &FACT]);
    let sheet = read(&reader, &reader.fields(node, &FACTS, super::head(node)));
    (sheet, reader.finish())
}

fn read(reader: &Reader<'_>, f: &Fields<'_>) -> Option<FactSheet> {
    let source = |(id, node): (Spanned<String>, &Node)| {
        let f = reader.text_or(node, &SOURCE, "name", id.span);
        let name = f.title("name").map_or_else(|| id.value.clone(), |name| name.value);
        SourceDef { name, date: f.text("date").map(|date| date.value), id }
    };
    let sources = reader.declared(f.node("sources"), None).into_iter().map(source).collect();
    let facts = f.items("list", |node| {
        let f = reader.item(node, &FACT)?;
        let (at, fact, known) = (f.text("at"), f.note("fact"), f.word("known"));
        let article = f.text("article").map(|article| article.value);
        let source = f.text("source");
        Some(FactDef { at: at?, fact: fact?.value, source, article, known: known?.value, span: node.span })
    });
    Some(FactSheet { procedure: f.text("facts")?, sources, facts })
}

/// Judges facts against the procedure they are of: its places, its grounds; a fact that is known names source and
/// article, and a source that no fact names is told.
pub fn judge(sheet: &FactSheet, definition: &Definition) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if definition.id.value != sheet.procedure.value {
        found.push(m081::facts(&sheet.procedure, &definition.id.value));
    }
    let grounds = definition.legal.iter().map(|legal| legal.id.value.as_str());
    let known: Vec<&str> = grounds.chain(sheet.sources.iter().map(|source| source.id.value.as_str())).collect();
    for fact in &sheet.facts {
        found.extend(m021::place(definition, &fact.at));
        found.extend(fact.source.as_ref().and_then(|source| m061::unknown(source, &known)));
        let lacks = [("source", fact.source.is_none()), ("article", fact.article.is_none())];
        let demanded = lacks.into_iter().filter(|(_, lacks)| *lacks && fact.known != Known::Open);
        found.extend(demanded.map(|(key, _)| m110::report(fact.span, key, &FACT)));
    }
    let named = |id: &str| sheet.facts.iter().any(|fact| fact.source.as_ref().is_some_and(|source| source.value == id));
    found.extend(sheet.sources.iter().filter(|source| !named(&source.id.value)).map(|source| m062::report(&source.id)));
    found
}
