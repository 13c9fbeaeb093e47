//! M018 bad-value: a value that is not one of the listed words, or not of the form its key demands.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words, nearest};

use crate::files::keys::Takes;

use super::{Check, Rule};

/// Describes M018.
pub const RULE: Rule = Rule {
    code: Code::new("M018", "bad-value", Severity::Error),
    explain: include_str!("m018_bad_value.md"),
    check: Check::Reader,
};

/// Reports a word that is not in the list.
pub(crate) fn word(text: &Spanned<String>, words: &[&str]) -> Diagnostic {
    let (found, list) = (&text.value, words.join(", "));
    let message = Words::new(
        format!("`{found}` không phải giá trị được nhận ở đây"),
        format!("`{found}` is not a value that may stand here"),
    );
    let diagnostic = Diagnostic::new(RULE.code, text.span, message);
    let one = Words::new(format!("viết một trong: {list}"), format!("write one of: {list}"));
    match nearest(found, words.iter().copied()) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`? {}", one.vi), format!("did you mean `{near}`? {}", one.en)))
            .fix(text.span, near),
        None => diagnostic.help(one),
    }
}

/// Reports a scalar where a map is wanted, and the like.
pub(crate) fn shape(span: Span, key: Option<&str>, takes: &Takes) -> Diagnostic {
    let expected = takes.expected();
    let (vi, en) = match key {
        Some(key) => (format!("`{key}`"), format!("`{key}`")),
        None => ("chỗ này".to_owned(), "this place".to_owned()),
    };
    Diagnostic::new(
        RULE.code,
        span,
        Words::new(format!("{vi} cần {}", expected.vi), format!("{en} wants {}", expected.en)),
    )
}

/// Reports a value that was left out.
pub(crate) fn empty(span: Span) -> Diagnostic {
    let message = Words::new("chỗ này còn để trống", "the value is missing");
    Diagnostic::new(RULE.code, span, message)
        .help(Words::new("điền giá trị, hoặc bỏ cả dòng", "fill it in, or leave the line out"))
}

/// Reports another word than `true`.
pub(crate) fn flag(text: &Spanned<String>) -> Diagnostic {
    let message = Words::new("ở đây chỉ viết được `true`", "only `true` may stand here");
    Diagnostic::new(RULE.code, text.span, message)
        .help(Words::new("viết `true`, hoặc bỏ khóa này nếu không", "write `true`, or leave the key out"))
}

/// Reports a number that is too great.
pub(crate) fn range(text: &Spanned<String>, max: u32) -> Diagnostic {
    form(text, &format!("một số không quá {max}"), &format!("a number of at most {max}"))
}

/// Reports a count of nothing.
pub(crate) fn zero(key: &str, span: Span) -> Diagnostic {
    let message = Words::new(format!("`{key}` phải từ 1 trở lên"), format!("`{key}` must be at least 1"));
    Diagnostic::new(RULE.code, span, message)
}

/// Reports a literal on the wrong side of a limit of its field.
pub(crate) fn outside(text: &Spanned<String>, limit: &Spanned<String>) -> Diagnostic {
    let (found, limit_text) = (&text.value, &limit.value);
    let message = Words::new(
        format!("`{found}` không hợp với giới hạn `{limit_text}` của trường, không ai trả lời đúng được"),
        format!("`{found}` does not fit the field's limit `{limit_text}`; no answer would be right"),
    );
    Diagnostic::new(RULE.code, text.span, message)
        .related(limit.span, Words::new("giới hạn ở đây", "the limit is here"))
        .help(Words::new("sửa một trong hai giá trị", "change one of the two"))
}

/// Reports a field that wants more choices than it offers.
pub(crate) fn too_many(min: &Spanned<String>, options: usize) -> Diagnostic {
    form(
        min,
        &format!("một số không quá số lựa chọn của trường ({options})"),
        &format!("at most the number of the field's options ({options})"),
    )
}

/// Reports a `default` longer than its field.
pub(crate) fn too_long(text: &Spanned<String>, length: &Spanned<u32>) -> Diagnostic {
    let most = length.value;
    form(text, &format!("không quá {most} ký tự (`length`)"), &format!("at most {most} characters long (`length`)"))
        .related(length.span, Words::new("độ dài ở đây", "the length is here"))
}

/// Reports a text that is no date.
pub(crate) fn date(text: &Spanned<String>) -> Diagnostic {
    form(text, "một ngày có thật, viết năm-tháng-ngày như `2026-05-13`", "a date that exists, as `2026-05-13`")
}

/// Reports an address of another form.
pub(crate) fn address(text: &Spanned<String>) -> Diagnostic {
    form(
        text,
        "một bước hoặc nút, như `ky`, `ky.tra_lai`, `y_kien[so_qhkt].dong_y`",
        "a step or a button, as `ky`, `ky.tra_lai`, `y_kien[so_qhkt].dong_y`",
    )
}

/// Reports a text that is neither a date nor a moment where one is wanted.
pub(crate) fn moment(text: &Spanned<String>) -> Diagnostic {
    form(text, "một lúc có thật, như `2026-08-28 14:20`", "a moment that exists, as `2026-08-28 14:20`")
}

/// Reports a date that is not of the year it stands in.
pub(crate) fn date_of_year(text: &Spanned<String>, year: i32) -> Diagnostic {
    form(text, &format!("một ngày của năm {year}, như `{year}-01-01`"), &format!("a date of {year}, as `{year}-01-01`"))
}

/// Reports a text that is no year.
pub(crate) fn year(text: &Spanned<String>) -> Diagnostic {
    form(text, "một năm, như `2026`", "a year, as `2026`")
}

/// Reports a national code of another form.
pub(crate) fn code(text: &Spanned<String>) -> Diagnostic {
    form(text, "mã thủ tục, như `\"2.000908\"`", "a national code, as `\"2.000908\"`")
}

/// Reports a cut-off of another form.
pub(crate) fn cutoff(text: &Spanned<String>) -> Diagnostic {
    form(text, "một giờ, như `\"15:00\"` hoặc `\"sau 15:00\"`", "a clock time, as `\"15:00\"` or `\"sau 15:00\"`")
}

/// Reports a topic of another form.
pub(crate) fn topic(text: &Spanned<String>) -> Diagnostic {
    form(
        text,
        "chữ thường không dấu, số, dấu chấm, gạch nối, như `csdl-dan-cu.tra-cuu`",
        "small letters, digits, points and dashes, as `csdl-dan-cu.tra-cuu`",
    )
}

/// Reports a pattern that no answer could match.
pub(crate) fn pattern(text: &Spanned<String>) -> Diagnostic {
    form(
        text,
        "một biểu thức chính quy đúng cú pháp, ngắn, không có `(?=` hay `(?!`",
        "a short regular expression, without `(?=` and `(?!`",
    )
}

/// Reports a zone that cannot be counted in.
pub(crate) fn zone(text: &Spanned<String>) -> Diagnostic {
    form(text, "tên múi giờ, như `Asia/Ho_Chi_Minh`", "the name of a time zone, as `Asia/Ho_Chi_Minh`")
}

/// Reports a text that is no day of the week and no range of them.
pub(crate) fn days(text: &Spanned<String>, week: &[&str]) -> Diagnostic {
    let list = week.join(", ");
    form(
        text,
        &format!("một ngày hoặc khoảng như `thứ 2 - thứ 6`; các ngày: {list}"),
        &format!("a day or a range as `thứ 2 - thứ 6`; days: {list}"),
    )
}

/// Reports a whole online service that cannot be reached online.
pub(crate) fn not_online(channels: Span, online: Span) -> Diagnostic {
    let message = Words::new(
        "dịch vụ công toàn trình phải nhận hồ sơ trực tuyến",
        "a service that is online throughout must take dossiers online",
    );
    Diagnostic::new(RULE.code, channels, message)
        .related(online, Words::new("`toàn trình` khai ở đây", "declared here"))
        .help(Words::new("thêm `truc_tuyen` vào `channels`", "add `truc_tuyen` to `channels`"))
}

fn form(text: &Spanned<String>, vi: &str, en: &str) -> Diagnostic {
    let found = &text.value;
    Diagnostic::new(
        RULE.code,
        text.span,
        Words::new(format!("`{found}` chưa đúng, cần {vi}"), format!("`{found}` is not {en}")),
    )
}
