//! Sections and fields of the form (language.md b3).
//! Literals stay raw text: their types are judged by a rule.

use source::{Node, Span, Spanned};

use super::keys::{Key, Stage, Table, Takes, later, later_must, may, must};
use super::listed::{Listed, listed};
use super::literal;
use super::read::{Fields, Reader};
use crate::rules::{m009_limit as m009, m014_not_yet as m014, m019_name_taken as m019};

/// Declares one page of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionDef {
    /// Id, a root of guards.
    pub id: Spanned<String>,
    /// Name.
    pub name: Spanned<String>,
    /// Cases it is limited to; empty for all.
    pub cases: Vec<Spanned<String>>,
    /// Hint.
    pub help: Option<Spanned<String>>,
    /// Fields.
    pub fields: Vec<FieldDef>,
    /// Value of the entry.
    pub span: Span,
}

/// Declares one question of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDef {
    /// Id.
    pub id: Spanned<String>,
    /// The question.
    pub label: Spanned<String>,
    /// Type; `text` when absent. None when a wrong one was written.
    pub ty: Option<Spanned<FieldTy>>,
    /// Options of a choice: id and label.
    pub options: Vec<(Spanned<String>, Spanned<String>)>,
    /// Whether it may be left empty.
    pub optional: bool,
    /// Default, as written.
    pub default: Option<Spanned<String>>,
    /// Least value, as written.
    pub min: Option<Spanned<String>>,
    /// Greatest value, as written.
    pub max: Option<Spanned<String>>,
    /// Greatest number of characters.
    pub length: Option<Spanned<u32>>,
    /// Regular expression the whole text must match.
    pub pattern: Option<Spanned<String>>,
    /// Role that fills it; the applicant at filing when absent.
    pub by: Option<Spanned<String>>,
    /// Guard: asked only if true.
    pub when: Option<Spanned<String>>,
    /// Hint.
    pub help: Option<Spanned<String>>,
    /// National data source shown at pre-filling.
    pub source: Option<Spanned<String>>,
    /// Whether parallel branches may write it, the later winning (sem 5.22).
    pub shared: bool,
    /// Value of the entry.
    pub span: Span,
}

listed! {
    /// Type of a field.
    FieldTy {
        /// One line of text.
        Text = "text",
        /// Several lines of text.
        Paragraph = "paragraph",
        /// Whole number.
        Integer = "integer",
        /// Exact decimal number.
        Decimal = "decimal",
        /// Amount in đồng.
        Money = "money",
        /// Date.
        Date = "date",
        /// Yes or no.
        Boolean = "boolean",
        /// One of the options.
        Choice = "choice",
        /// Several of the options.
        Choices = "choices",
        /// Address.
        Address = "address",
        /// Telephone number.
        Phone = "phone",
        /// Mail address.
        Email = "email",
        /// Personal identification number.
        IdNumber = "id_number",
        /// Agency of the directory.
        Agency = "agency",
        /// Agencies of the directory.
        Agencies = "agencies",
    }
}

/// Keys of a section.
pub static SECTION: Table = Table {
    vi: "phần tờ khai (`form`)",
    en: "a section of the form",
    keys: &[
        must("name", Takes::Text, "Tên phần.", "Name of the section."),
        may("case", Takes::Refs, "Chỉ hiện ở những trường hợp này.", "Cases it is limited to."),
        may("help", Takes::Text, "Gợi ý.", "Hint."),
        must("fields", Takes::Named(&FIELD), "Các câu hỏi.", "Fields."),
    ],
};

/// Keys of a field.
pub static FIELD: Table =
    Table { vi: "trường của tờ khai (`fields`)", en: "a field of the form", keys: FIELD_KEYS };

const FIELD_KEYS: &[Key] = &[
    must("label", Takes::Text, "Câu hỏi.", "The question."),
    may("type", Takes::Word(FieldTy::list), "Kiểu dữ liệu.", "Type."),
    may("options", Takes::NamedTexts, "Các lựa chọn.", "Options of a choice."),
    may("optional", Takes::Flag, "Được bỏ trống.", "Whether it may be left empty."),
    may("default", Takes::Literal, "Giá trị điền sẵn.", "Default."),
    may("min", Takes::Literal, "Giá trị nhỏ nhất.", "Least value."),
    may("max", Takes::Literal, "Giá trị lớn nhất.", "Greatest value."),
    may("length", Takes::Integer, "Số ký tự nhiều nhất.", "Greatest number of characters."),
    may("pattern", Takes::Text, "Biểu thức chính quy phải khớp.", "Regular expression it must match."),
    may("by", Takes::Ref, "Vai điền trường này.", "Role that fills it."),
    may("when", Takes::Guard, "Chỉ hỏi khi đúng.", "Asked only if true."),
    may("help", Takes::Text, "Gợi ý.", "Hint."),
    may("source", Takes::Text, "Nguồn dữ liệu quốc gia để điền sẵn.", "National source it is pre-filled from."),
    later("shared", Takes::Word(Shared::list), "Các nhánh song song cùng ghi.", "Written by parallel branches."),
];

listed! {
    /// Which of several answers of parallel branches counts.
    Shared {
        /// The later one.
        Last = "last",
    }
}

/// Keys of a field of a message or an answer.
pub static MESSAGE_FIELD: Table = Table {
    vi: "trường của tin (`fields`, `answer`)",
    en: "a field of a message or an answer",
    keys: &[
        later_must("label", Takes::Text, "Tên của nội dung này.", "What it is called."),
        later("type", Takes::Word(FieldTy::list), "Kiểu dữ liệu.", "Type."),
        later("options", Takes::NamedTexts, "Các lựa chọn.", "Options of a choice."),
        later("optional", Takes::Flag, "Có thể không có.", "Whether it may be absent."),
    ],
};

/// Words of guards that stand behind a step, so that no field of a message may have them (language.md g).
const STEP_WORDS: [&str; 5] = ["action", "rounds", "at", "count", "ever"];

/// Types of fields that come later, each with its stage.
const LATER_TYPES: &[(&str, Stage)] = &[("rows", Stage::L3)];

/// Reads the sections.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<SectionDef> {
    let named = reader.declared(node, Some(m009::Of::Sections));
    let sections: Vec<SectionDef> = named.into_iter().map(|(id, node)| section(reader, id, node)).collect();
    let fields = sections.iter().map(|section| section.fields.len()).sum();
    reader.limit(fields, m009::Of::Fields, node.map(|node| node.span).unwrap_or_default());
    sections
}

fn section(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> SectionDef {
    let f = reader.fields(node, &SECTION, id.span);
    let fields = reader.declared(f.node("fields"), None);
    SectionDef {
        name: f.title("name").unwrap_or(id.clone()),
        cases: f.refs("case"),
        help: f.text("help"),
        fields: fields.into_iter().map(|(id, node)| field(reader, id, node, &FIELD)).collect(),
        span: node.span,
        id,
    }
}

/// Reads the fields of a message or an answer.
pub(crate) fn of_message(reader: &Reader<'_>, node: Option<&Node>) -> Vec<FieldDef> {
    let declared = reader.declared(node, Some(m009::Of::Fields));
    for (id, _) in declared.iter().filter(|(id, _)| STEP_WORDS.contains(&id.value.as_str())) {
        reader.report(m019::reserved(id));
    }
    declared.into_iter().map(|(id, node)| field(reader, id, node, &MESSAGE_FIELD)).collect()
}

fn field(reader: &Reader<'_>, id: Spanned<String>, node: &Node, table: &'static Table) -> FieldDef {
    let f = reader.text_or(node, table, "label", id.span);
    let ty = field_type(reader, &f);
    if ty.as_ref().is_some_and(|ty| matches!(ty.value, FieldTy::Choice | FieldTy::Choices)) {
        f.demand(["options"].into_iter());
    }
    let field = FieldDef {
        label: f.title("label").unwrap_or(id.clone()),
        ty,
        options: reader.labels(f.node("options")),
        optional: f.flag("optional"),
        default: f.text("default"),
        min: f.text("min"),
        max: f.text("max"),
        length: f.integer("length", u32::MAX),
        pattern: f.text("pattern"),
        by: f.text("by"),
        when: f.text("when"),
        help: f.text("help"),
        source: f.text("source"),
        shared: f.word::<Shared>("shared").is_some(),
        span: node.span,
        id,
    };
    literal::judge(reader, &field);
    field
}

fn field_type(reader: &Reader<'_>, f: &Fields<'_>) -> Option<Spanned<FieldTy>> {
    let Some(word) = f.text("type") else {
        return f.lacks("type").then_some(Spanned::new(FieldTy::Text, f.at));
    };
    if let Some((_, stage)) = LATER_TYPES.iter().find(|(later, _)| *later == word.value) {
        reader.report(m014::report(&word, *stage));
        return None;
    }
    f.word("type")
}
