//! M005 number-form: a number with separators, a sign, a space or a fraction.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule};

/// Describes M005.
pub const RULE: Rule = Rule {
    code: Code::new("M005", "number-form", Severity::Error),
    explain: include_str!("m005_number_form.md"),
    check: Check::Reader,
};

/// Reports a text that is no whole number.
pub(crate) fn report(text: &Spanned<String>) -> Diagnostic {
    let found = &text.value;
    let message =
        Words::new(format!("`{found}` viết chưa đúng dạng số"), format!("`{found}` is not written as a number"));
    let help = Words::new(
        "viết liền các chữ số, không dấu chấm, dấu phẩy, dấu cách, dấu âm; riêng kiểu `decimal` có phần lẻ như `1.5`",
        "write the digits alone, without point, comma, blank or sign; only type `decimal` has a fraction, as `1.5`",
    );
    let diagnostic = Diagnostic::new(RULE.code, text.span, message).help(help);
    match grouped(found) {
        Some(number) => diagnostic.fix(text.span, number),
        None => diagnostic,
    }
}

/// Joins groups of three digits, as in 24.000.
fn grouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(['.', ',', ' ']).collect();
    let digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    (groups.len() > 1 && digits && groups[1..].iter().all(|group| group.len() == 3)).then(|| groups.concat())
}
