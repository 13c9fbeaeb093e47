//! M016 file-name: the file is not named after the id.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule};

/// Describes M016.
pub const RULE: Rule = Rule {
    code: Code::new("M016", "file-name", Severity::Error),
    explain: include_str!("m016_file_name.md"),
    check: Check::Reader,
};

/// Reports a file whose name is not its id's.
pub(crate) fn report(id: &Spanned<String>, name: &str, expected: &str) -> Diagnostic {
    let found = &id.value;
    let message = Words::new(
        format!("thủ tục `{found}` phải nằm trong tệp `{expected}`, không phải `{name}`"),
        format!("the procedure `{found}` must be in a file `{expected}`, not `{name}`"),
    );
    Diagnostic::new(RULE.code, id.span, message)
        .help(Words::new("đổi tên tệp hoặc sửa `id`", "rename the file or change the id"))
}
