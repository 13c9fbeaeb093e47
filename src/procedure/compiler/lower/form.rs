//! The form: fields with their literals read, papers.

use calendar::Date;
use program::{Bounds, Decimal, Document, Field, FieldType, Form, OptionIx, Section, Value};
use source::Spanned;

use super::super::guards::{Place, field_type};
use super::Lowering;
use crate::files::{self, Definition, DocumentDef, FieldDef, Listed};

/// Most characters of one line of text, unless `length` is written (`language.md` b3).
const LENGTH_DEFAULT: u32 = 200;
/// Most characters of a paragraph, unless `length` is written (`language.md` b3).
const PARAGRAPH_DEFAULT: u32 = 4_000;
/// What `min` and `max` of a date may say instead of a date (`language.md` b3).
const TODAY: &str = "hôm nay";

impl Lowering<'_> {
    /// Lowers the form.
    pub(super) fn lower_form(&self) -> Form {
        let definition: &Definition = self.definition;
        let mut form = Form::default();
        for (s, section) in definition.sections.iter().enumerate() {
            form.sections.push(Section {
                id: section.id.value.clone(),
                name: section.name.value.clone(),
                cases: self.case_ixs(&section.cases),
                help: text(&section.help),
            });
            let fields = section.fields.iter().enumerate();
            form.fields.extend(fields.map(|(n, field)| self.field((s, n), field)));
        }
        form.documents = definition.documents.iter().enumerate().map(|(n, one)| self.document(n, one)).collect();
        form
    }

    fn field(&self, (section, n): (usize, usize), field: &FieldDef) -> Field {
        let ty = field_type(field);
        let read = |literal: &Option<Spanned<String>>| literal.as_ref().and_then(|text| literal_of(&ty, &text.value));
        let bound = |literal: &Option<Spanned<String>>| literal.as_ref().and_then(|text| bound_of(&ty, &text.value));
        let today = |literal: &Option<Spanned<String>>| literal.as_ref().is_some_and(|text| text.value == TODAY);
        let longest = if ty == FieldType::Paragraph { PARAGRAPH_DEFAULT } else { LENGTH_DEFAULT };
        Field {
            section: u16::try_from(section).unwrap_or(u16::MAX),
            id: field.id.value.clone(),
            label: field.label.value.clone(),
            optional: field.optional,
            default: read(&field.default),
            bounds: Bounds {
                min: bound(&field.min),
                max: bound(&field.max),
                not_before_today: today(&field.min),
                not_after_today: today(&field.max),
                length: field.length.as_ref().map_or(longest, |length| length.value),
                pattern: field.pattern.as_ref().and_then(|pattern| program::Pattern::new(&pattern.value)),
            },
            by: field.by.as_ref().and_then(|role| self.role_ix(role)),
            when: self.guard(Place::Field(section, n)),
            help: text(&field.help),
            source: text(&field.source),
            ty,
        }
    }

    fn document(&self, n: usize, document: &DocumentDef) -> Document {
        Document {
            id: document.id.value.clone(),
            name: document.name.value.clone(),
            one_of: super::super::guards::pairs(&document.one_of),
            optional: document.optional,
            when: self.guard(Place::Document(n)),
            cases: self.case_ixs(&document.cases),
            by: document.by.as_ref().and_then(|role| self.role_ix(role)),
            original: files::Original::word(document.original).to_owned(),
            copies: u8::try_from(document.copies).unwrap_or(u8::MAX),
            accept: document.accept.iter().map(|one| one.value.clone()).collect(),
        }
    }
}

fn text(text: &Option<Spanned<String>>) -> Option<String> {
    text.as_ref().map(|text| text.value.clone())
}

/// Reads a literal of a field's type, as `default` has it.
pub(crate) fn literal_of(ty: &FieldType, text: &str) -> Option<Value> {
    match ty {
        FieldType::Boolean => text.parse().ok().map(Value::Boolean),
        FieldType::Integer => text.parse().ok().map(Value::Integer),
        FieldType::Money => text.parse().ok().map(Value::Money),
        FieldType::Decimal => Decimal::parse(text).map(Value::Decimal),
        FieldType::Date => Date::parse(text).map(Value::Date),
        FieldType::Choice(_) => ty.option(text).map(Value::Choice),
        FieldType::Choices(_) => ty.option(text).map(|one: OptionIx| Value::Choices(vec![one])),
        FieldType::Text
        | FieldType::Paragraph
        | FieldType::Address
        | FieldType::Phone
        | FieldType::Email
        | FieldType::IdNumber
        | FieldType::Agency => Some(Value::Text(text.to_owned())),
        FieldType::Agencies => Some(Value::Agencies(vec![text.to_owned()])),
    }
}

/// Reads a literal of `min` or `max`; for several choices it is a count.
pub(crate) fn bound_of(ty: &FieldType, text: &str) -> Option<Value> {
    match ty {
        FieldType::Choices(_) | FieldType::Agencies => text.parse().ok().map(Value::Integer),
        FieldType::Integer | FieldType::Money | FieldType::Decimal | FieldType::Date => literal_of(ty, text),
        _ => None,
    }
}
