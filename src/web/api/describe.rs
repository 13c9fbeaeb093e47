//! What may be asked, described: fields, papers, the built-in answers. The address is where the answer goes.

use procedure::explain::Teller;
use program::{Ask, Document, DocumentIx, FieldIx, FieldType, Program, Value};
use serde::Serialize;

use super::sight::Named;

/// One question.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Question {
    address: String,
    label: String,
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

/// Describes what a button asks.
pub(super) fn ask(program: &Program, teller: &Teller<'_>, ask: &Ask) -> Question {
    match ask {
        Ask::Field(ix) => field(program, *ix),
        Ask::Document(ix) => document(program, *ix),
        Ask::Reason => remark(teller, "ly_do", false),
        Ask::Content => remark(teller, "noi_dung", false),
        Ask::Note => remark(teller, "ghi_chu", true),
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
        pattern: field.bounds.pattern.clone(),
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

/// Writes a value as it is answered: options by id, everything else as text; several only of `choices`.
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
    }
}
