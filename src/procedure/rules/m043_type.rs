//! M043 type: the parts of a guard, a field and its literal, or a path and what it is for, do not fit together.
//! Guards and literals are looked at while they are read; the words about guards are in `guard/`.

use source::{Diagnostic, Span, Spanned, Words};

use super::data_path::data_paths;
use super::{Check, Rule, Subject};
use crate::files::{FieldTy, Listed};

/// Describes M043.
pub const RULE: Rule =
    Rule { code: crate::guard::M043, explain: include_str!("m043_type.md"), check: Check::Whole(check) };

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for one in data_paths(subject.definition) {
        let Some(field) = subject.data(one.path.value) else { continue };
        let ty = field.ty.as_ref().map_or(FieldTy::Text, |ty| ty.value);
        if one.types.is_empty() || one.types.contains(&ty) {
            continue;
        }
        let (found, path) = (ty.word(), one.path.value);
        let wanted = one.types.iter().map(|ty| format!("`{}`", ty.word())).collect::<Vec<_>>();
        let (vi, en) = (wanted.join(" hoặc "), wanted.join(" or "));
        let message = Words::new(
            format!("chỗ này cần trường kiểu {vi}, mà `{path}` kiểu `{found}`"),
            format!("here a field of type {en} is needed, but `{path}` is of type `{found}`"),
        );
        out.push(
            Diagnostic::new(RULE.code, one.path.span, message)
                .related(field.id.span, Words::new("trường ấy khai ở đây", "the field is declared here"))
                .help(Words::new(
                    "chọn trường khác, hoặc sửa `type` của trường",
                    "choose another field, or change its `type`",
                )),
        );
    }
}

/// Reports a literal that is not of its field's type.
pub(crate) fn literal(text: &Spanned<String>, ty: &str) -> Diagnostic {
    let found = &text.value;
    let message = Words::new(
        format!("`{found}` không phải giá trị của trường kiểu `{ty}`"),
        format!("`{found}` is not a value of a field of type `{ty}`"),
    );
    Diagnostic::new(RULE.code, text.span, message)
        .help(Words::new("sửa giá trị, hoặc sửa `type` của trường", "change the value, or the field's `type`"))
}

/// Reports a key that fields of this type do not have.
pub(crate) fn without(span: Span, key: &str, ty: &str) -> Diagnostic {
    let message =
        Words::new(format!("trường kiểu `{ty}` không có `{key}`"), format!("a field of type `{ty}` has no `{key}`"));
    Diagnostic::new(RULE.code, span, message)
        .help(Words::new("bỏ khóa này, hoặc sửa `type` của trường", "leave the key out, or change the field's `type`"))
}

/// Reports `min` or `max` of a type that has no order.
pub(crate) fn unbounded(text: &Spanned<String>, ty: &str) -> Diagnostic {
    let message = Words::new(
        format!("trường kiểu `{ty}` không có `min`, `max`"),
        format!("a field of type `{ty}` has no `min` and `max`"),
    );
    Diagnostic::new(RULE.code, text.span, message).help(Words::new(
        "bỏ khóa này; độ dài chữ viết ở `length`",
        "leave the key out; lengths of text stand in `length`",
    ))
}
