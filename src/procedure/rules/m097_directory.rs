//! M097 directory: a post, agency or substitute the directory does not hold, or a chain of substitutes.
//! It is found while a file is read; the words are here.

use calendar::Date;
use source::{Code, Diagnostic, Severity, Span, Spanned, Words, nearest};

use super::{Check, Rule};

/// Describes M097.
pub const RULE: Rule = Rule {
    code: Code::new("M097", "directory", Severity::Error),
    explain: include_str!("m097_directory.md"),
    check: Check::Reader,
};

/// Reports an agency that is not in the directory.
pub fn agency<'a>(id: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    unknown(id, "cơ quan", "agency", known)
}

/// Reports a post that is not in the directory.
pub fn post<'a>(id: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    unknown(id, "vị trí", "post", known)
}

fn unknown<'a>(id: &Spanned<String>, vi: &str, en: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let found = &id.value;
    let message =
        Words::new(format!("danh bạ không có {vi} `{found}`"), format!("the directory has no {en} `{found}`"));
    let diagnostic = Diagnostic::new(RULE.code, id.span, message);
    match nearest(found, known) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(id.span, near),
        None => diagnostic,
    }
}

/// Reports a substitution that ends before it begins.
pub(crate) fn window(to: &Spanned<Date>, from: Span) -> Diagnostic {
    let message = Words::new("ngày hết ký thay đứng trước ngày bắt đầu", "the substitution ends before it begins");
    Diagnostic::new(RULE.code, to.span, message)
        .related(from, Words::new("bắt đầu ở đây", "it begins here"))
        .help(Words::new("sửa một trong hai ngày", "change one of the two dates"))
}

/// Reports a substitute who has a substitute.
pub(crate) fn chain(substitute: &Spanned<String>, next: Span) -> Diagnostic {
    let found = &substitute.value;
    let message = Words::new(
        format!("`{found}` ký thay lại có người ký thay: chỉ được một bậc"),
        format!("`{found}` substitutes and has a substitute: one link is allowed"),
    );
    Diagnostic::new(RULE.code, substitute.span, message)
        .related(next, Words::new("người ký thay của vị trí ấy", "that post's substitute"))
        .help(Words::new("bỏ một trong hai `substitute`", "remove one of the two"))
}

/// Reports that no agency of the directory offers a procedure.
pub fn nobody_offers(place: Span) -> Diagnostic {
    let message = Words::new(
        "không cơ quan nào trong danh bạ cung cấp thủ tục này",
        "no agency of the directory offers this procedure",
    );
    Diagnostic::new(RULE.code, place, message).help(Words::new(
        "viết `agency: …` ở `given`, hoặc sửa danh bạ",
        "write `agency: …` in `given`, or mend the directory",
    ))
}

/// Reports a directory that is not at hand.
pub fn unknown_directory<'a>(id: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let found = &id.value;
    let message = Words::new(format!("không có danh bạ `{found}`"), format!("there is no directory `{found}`"));
    let list = known.collect::<Vec<_>>().join(", ");
    let help = Words::new(format!("các danh bạ có ở đây: {list}"), format!("directories here: {list}"));
    Diagnostic::new(RULE.code, id.span, message).help(help)
}
