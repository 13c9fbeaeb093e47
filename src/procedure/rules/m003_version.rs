//! M003 version: `tthc:` is not a version this program reads.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule};

/// Describes M003.
pub const RULE: Rule = Rule {
    code: Code::new("M003", "version", Severity::Error),
    explain: include_str!("m003_version.md"),
    check: Check::Reader,
};

/// Reports a version that cannot be read.
pub(crate) fn report(version: &Spanned<String>) -> Diagnostic {
    let found = &version.value;
    let message = Words::new(
        format!("chương trình này chưa đọc được phiên bản ngôn ngữ `{found}`"),
        format!("this program does not read version `{found}` of the language"),
    );
    Diagnostic::new(RULE.code, version.span, message)
        .help(Words::new("viết `tthc: 1`", "write `tthc: 1`"))
        .fix(version.span, "1")
}
