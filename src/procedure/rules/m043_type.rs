//! M043 type: the parts of a guard, or a field and its literal, do not fit together.
//! It is found while they are read; the words about guards are in `guard/`.

use source::{Diagnostic, Span, Spanned, Words};

use super::{Check, Rule};

/// Describes M043.
pub const RULE: Rule = Rule { code: crate::guard::M043, explain: include_str!("m043_type.md"), check: Check::Reader };

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
