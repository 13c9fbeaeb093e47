//! Literals of a field: `default`, `min`, `max` must be of the field's type and leave an answer to give, `pattern` one
//! that can be asked (language.md b3).
//! They stay text; what is judged here is only whether they can be read later.

use calendar::Date;
use program::Decimal;
use source::Spanned;

use super::form::{FieldDef, FieldTy};
use super::listed::Listed;
use super::read::Reader;
use crate::rules::{m005_number_form as m005, m018_bad_value as m018, m043_type as m043};

/// What `min` and `max` of a date may say instead of a date.
const TODAY: &str = "hôm nay";

/// Judges the literals of a field.
pub(crate) fn judge(reader: &Reader<'_>, field: &FieldDef) {
    if let Some(pattern) = field.pattern.as_ref().filter(|pattern| program::Pattern::new(&pattern.value).is_none()) {
        reader.report(m018::pattern(pattern));
    }
    let Some(ty) = field.ty.as_ref().map(|ty| ty.value) else { return };
    if let Some(text) = &field.default {
        default(reader, field, ty, text);
    }
    for text in [&field.min, &field.max].into_iter().flatten() {
        bound(reader, ty, text);
    }
    range(reader, field, ty);
    if let Some(length) = &field.length {
        longest(reader, field, length);
    }
    misplaced(reader, field, ty);
}

/// Judges keys that only some types have.
fn misplaced(reader: &Reader<'_>, field: &FieldDef, ty: FieldTy) {
    use FieldTy::{Address, Choice, Choices, Email, IdNumber, Paragraph, Phone, Text};
    let options = field.options.first().map(|(id, _)| ("options", id.span));
    let text = [
        field.length.as_ref().map(|one| ("length", one.span)),
        field.pattern.as_ref().map(|one| ("pattern", one.span)),
    ];
    let chosen = matches!(ty, Choice | Choices);
    let written = matches!(ty, Text | Paragraph | Address | Phone | Email | IdNumber);
    let text = text.into_iter().flatten().filter(|_| !written);
    for (key, span) in options.into_iter().filter(|_| !chosen).chain(text) {
        reader.report(m043::without(span, key, ty.word()));
    }
}

/// Judges what cannot be answered: a `max` below `min`, a `default` outside them.
fn range(reader: &Reader<'_>, field: &FieldDef, ty: FieldTy) {
    let amount = |text: &Option<Spanned<String>>| text.as_ref().and_then(|text| amount(ty, &text.value));
    let below = |one, other| matches!((one, other), (Some(one), Some(other)) if one < other);
    let (min, max, default) = (amount(&field.min), amount(&field.max), amount(&field.default));
    let narrow = field.max.iter().filter(|_| below(max, min)).map(|text| (text, &field.min));
    let small = field.default.iter().filter(|_| below(default, min)).map(|text| (text, &field.min));
    let great = field.default.iter().filter(|_| below(max, default)).map(|text| (text, &field.max));
    let options = i64::try_from(field.options.len()).ok().filter(|_| ty == FieldTy::Choices).map(Amount::Whole);
    if let Some(text) = field.min.as_ref().filter(|_| !field.options.is_empty() && below(options, min)) {
        reader.report(m018::too_many(text, field.options.len()));
    }
    for (text, limit) in narrow.chain(small).chain(great) {
        let limit = limit.as_ref().expect("an amount was read from it");
        reader.report(m018::outside(text, limit));
    }
}

fn longest(reader: &Reader<'_>, field: &FieldDef, length: &Spanned<u32>) {
    if length.value == 0 {
        reader.report(m018::zero("length", length.span));
    }
    let long = |text: &&Spanned<String>| length.value > 0 && text.value.chars().count() > length.value as usize;
    if let Some(text) = field.default.as_ref().filter(long) {
        reader.report(m018::too_long(text, length));
    }
}

/// A literal that can be compared with others of its type.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Amount {
    Whole(i64),
    Exact(Decimal),
    Day(Date),
}

fn amount(ty: FieldTy, text: &str) -> Option<Amount> {
    match ty {
        FieldTy::Integer | FieldTy::Money | FieldTy::Choices | FieldTy::Agencies => {
            text.parse().ok().map(Amount::Whole)
        }
        FieldTy::Decimal => Decimal::parse(text).map(Amount::Exact),
        FieldTy::Date => Date::parse(text).map(Amount::Day),
        _ => None,
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
        FieldTy::Choices | FieldTy::Agencies => number(reader, FieldTy::Integer, text),
        FieldTy::Date if text.value == TODAY || Date::parse(&text.value).is_some() => {}
        FieldTy::Date => reader.report(m043::literal(text, ty.word())),
        _ => reader.report(m043::unbounded(text, ty.word())),
    }
}

fn number(reader: &Reader<'_>, ty: FieldTy, text: &Spanned<String>) {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let written = match text.value.split_once('.') {
        Some((whole, part)) => ty == FieldTy::Decimal && digits(whole) && digits(part),
        None => digits(&text.value) && (text.value == "0" || !text.value.starts_with('0')),
    };
    let numeric = text.value.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    match written {
        true if amount(ty, &text.value).is_some() => {}
        false if numeric => reader.report(m005::report(text)),
        _ => reader.report(m043::literal(text, ty.word())),
    }
}
