//! Literals of a field: `default`, `min`, `max` must be of the field's type (language.md b3).
//! They stay text; what is judged here is only whether they can be read later.

use calendar::Date;
use source::Spanned;

use super::form::{FieldDef, FieldTy};
use super::listed::Listed;
use super::read::Reader;
use crate::rules::{m005_number_form as m005, m043_type as m043};

/// What `min` and `max` of a date may say instead of a date.
const TODAY: &str = "hôm nay";

/// Judges the literals of a field.
pub(crate) fn judge(reader: &Reader<'_>, field: &FieldDef) {
    let Some(ty) = field.ty.as_ref().map(|ty| ty.value) else { return };
    if let Some(text) = &field.default {
        default(reader, field, ty, text);
    }
    for text in [&field.min, &field.max].into_iter().flatten() {
        bound(reader, ty, text);
    }
}

fn default(reader: &Reader<'_>, field: &FieldDef, ty: FieldTy, text: &Spanned<String>) {
    let good = match ty {
        FieldTy::Integer | FieldTy::Money | FieldTy::Decimal => return number(reader, ty, text),
        FieldTy::Date => Date::parse(&text.value).is_some(),
        FieldTy::Boolean => matches!(text.value.as_str(), "true" | "false"),
        FieldTy::Choice | FieldTy::Choices if field.options.is_empty() => true,
        FieldTy::Choice | FieldTy::Choices => field.options.iter().any(|(id, _)| id.value == text.value),
        _ => true,
    };
    if !good {
        reader.report(m043::literal(text, ty.word()));
    }
}

fn bound(reader: &Reader<'_>, ty: FieldTy, text: &Spanned<String>) {
    match ty {
        FieldTy::Integer | FieldTy::Money | FieldTy::Decimal => number(reader, ty, text),
        FieldTy::Choices => number(reader, FieldTy::Integer, text),
        FieldTy::Date if text.value == TODAY || Date::parse(&text.value).is_some() => {}
        FieldTy::Date => reader.report(m043::literal(text, ty.word())),
        _ => reader.report(m043::unbounded(text, ty.word())),
    }
}

fn number(reader: &Reader<'_>, ty: FieldTy, text: &Spanned<String>) {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let good = match text.value.split_once('.') {
        Some((whole, part)) => ty == FieldTy::Decimal && digits(whole) && digits(part),
        None => digits(&text.value),
    };
    let numeric = text.value.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    match good {
        true => {}
        false if numeric => reader.report(m005::report(text)),
        false => reader.report(m043::literal(text, ty.word())),
    }
}
