//! What may be asked, described: fields, papers, the built-in answers. The address is where the answer goes.

use calendar::Length;
use engine::Instance;
use procedure::explain::Teller;
use program::{Ask, Document, DocumentIx, ExtensionIx, FieldIx, FieldType, NodeIx, Program, Slot, Value};
use schemars::JsonSchema;
use serde::Serialize;

use super::sight::Named;

/// One question.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Question", title = "Câu hỏi")]
pub(super) struct Question {
    address: String,
    label: String,
    #[schemars(extend("enum" = ["text", "paragraph", "integer", "decimal", "money", "date", "boolean", "choice", "choices", "address", "phone", "email", "id_number", "agency", "agencies", "paper", "one_of_papers"]))]
    r#type: &'static str,
    optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
    /// True if it is asked only in some cases.
    conditional: bool,
}

/// Describes what a button or a right asks, in the dossier as it stands.
pub(super) struct Asking<'a> {
    /// Words of the procedure.
    pub teller: Teller<'a>,
    /// The dossier.
    pub instance: &'a Instance,
    /// The step whose message is entered by hand, if it is a button of one.
    pub node: Option<NodeIx>,
    /// How it lengthens the dossier's clock, if it does.
    pub extension: Option<ExtensionIx>,
}

impl Asking<'_> {
    /// Describes every question; a message has one for each of its fields.
    pub fn all(&self, ask: &[Ask]) -> Vec<Question> {
        ask.iter().flat_map(|one| self.one(one)).collect()
    }

    fn one(&self, ask: &Ask) -> Vec<Question> {
        let program = self.teller.program();
        match ask {
            Ask::Field(ix) => vec![field(program, *ix)],
            Ask::Document(ix) => vec![document(program, *ix)],
            Ask::Reason => vec![remark(&self.teller, "ly_do", false)],
            Ask::Content => vec![remark(&self.teller, "noi_dung", false)],
            Ask::Note => vec![remark(&self.teller, "ghi_chu", true)],
            Ask::Message => {
                let slots = self.node.map_or(&[][..], |node| program.node(node).work.slots());
                slots.iter().map(|one| slot("tin.", one)).collect()
            }
            Ask::Extension => vec![self.lengthening()],
        }
    }

    /// Describes the question by how much the clock is lengthened: in its own unit, at most what is left.
    fn lengthening(&self) -> Question {
        let described = self.extension.map(|ix| (&self.teller.program().extensions[ix.at()], self.instance.used(ix)));
        let most = described.map(|(one, used)| one.by.count.min(one.total.saturating_sub(used.total)));
        let unit = described.map(|(one, _)| Length { count: most.unwrap_or_default(), unit: one.by.unit });
        Question {
            address: "gia_han".to_owned(),
            label: self.teller.label("gia_han"),
            r#type: "integer",
            help: unit.map(|most| most.words(self.teller.lang)),
            min: Some("1".to_owned()),
            max: most.map(|most| most.to_string()),
            ..plain()
        }
    }
}

/// Describes one value of a message, or of a job's answer.
pub(super) fn slot(prefix: &str, slot: &Slot) -> Question {
    Question {
        address: format!("{prefix}{}", slot.id),
        label: slot.label.clone(),
        r#type: kind(&slot.ty),
        optional: slot.optional,
        options: slot.ty.options().iter().map(|(id, name)| Named::new(id, name)).collect(),
        ..plain()
    }
}

/// Describes a field of the form.
pub(super) fn field(program: &Program, ix: FieldIx) -> Question {
    let field = &program.form.fields[ix.at()];
    let is_text = matches!(kind(&field.ty), "text" | "paragraph" | "address");
    Question {
        address: program.form.path(ix),
        label: field.label.clone(),
        r#type: kind(&field.ty),
        optional: field.optional,
        help: field.help.clone(),
        default: field.default.as_ref().and_then(|value| text(&field.ty, value).into_iter().next()),
        options: field.ty.options().iter().map(|(id, name)| Named::new(id, name)).collect(),
        min: bound(field.bounds.min.as_ref(), field.bounds.not_before_today, &field.ty),
        max: bound(field.bounds.max.as_ref(), field.bounds.not_after_today, &field.ty),
        length: is_text.then_some(field.bounds.length),
        pattern: field.bounds.pattern.as_ref().map(|pattern| pattern.text().to_owned()),
        conditional: field.when.is_some() || !program.form.section_of(field).cases.is_empty(),
    }
}

/// Describes a paper.
pub(super) fn document(program: &Program, ix: DocumentIx) -> Question {
    let Document { id, name, one_of, optional, when, cases, .. } = &program.form.documents[usize::from(ix.0)];
    Question {
        address: format!("giay_to.{id}"),
        label: name.clone(),
        r#type: if one_of.is_empty() { "paper" } else { "one_of_papers" },
        optional: *optional,
        options: one_of.iter().map(|(id, name)| Named::new(id, name)).collect(),
        conditional: when.is_some() || !cases.is_empty(),
        ..plain()
    }
}

fn remark(teller: &Teller<'_>, id: &str, optional: bool) -> Question {
    Question { address: id.to_owned(), label: teller.label(id), r#type: "paragraph", optional, ..plain() }
}

fn plain() -> Question {
    Question {
        address: String::new(),
        label: String::new(),
        r#type: "text",
        optional: false,
        help: None,
        default: None,
        options: Vec::new(),
        min: None,
        max: None,
        length: None,
        pattern: None,
        conditional: false,
    }
}

fn bound(value: Option<&Value>, today: bool, ty: &FieldType) -> Option<String> {
    if today { Some("today".to_owned()) } else { value.and_then(|value| text(ty, value).into_iter().next()) }
}

/// Writes a value as it is answered: options by id, everything else as text; several only of `choices` and `agencies`.
pub(super) fn text(ty: &FieldType, value: &Value) -> Vec<String> {
    let option = |at: usize| ty.options().get(at).map(|(id, _)| id.clone()).unwrap_or_default();
    match value {
        Value::Boolean(flag) => vec![flag.to_string()],
        Value::Integer(number) | Value::Money(number) => vec![number.to_string()],
        Value::Decimal(number) => vec![number.to_string()],
        Value::Date(date) => vec![date.to_string()],
        Value::Instant(at) => vec![at.millis().to_string()],
        Value::Text(text) => vec![text.clone()],
        Value::Choice(chosen) => vec![option(chosen.at())],
        Value::Choices(chosen) => chosen.iter().map(|chosen| option(chosen.at())).collect(),
        Value::Agencies(named) => named.clone(),
    }
}

fn kind(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Text => "text",
        FieldType::Paragraph => "paragraph",
        FieldType::Integer => "integer",
        FieldType::Decimal => "decimal",
        FieldType::Money => "money",
        FieldType::Date => "date",
        FieldType::Boolean => "boolean",
        FieldType::Choice(_) => "choice",
        FieldType::Choices(_) => "choices",
        FieldType::Address => "address",
        FieldType::Phone => "phone",
        FieldType::Email => "email",
        FieldType::IdNumber => "id_number",
        FieldType::Agency => "agency",
        FieldType::Agencies => "agencies",
    }
}
