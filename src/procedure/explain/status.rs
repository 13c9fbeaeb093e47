//! The ten national status codes: their names, unchanged, and the class of their tag.
//! It sets no status.

use calendar::Lang;

const NAMES: [(&str, &str, &str); 10] = [
    ("Mới đăng ký", "Newly filed", "none"),
    ("Được tiếp nhận", "Received", "run"),
    ("Không được tiếp nhận", "Not received", "none no"),
    ("Đang xử lý", "Being processed", "run"),
    ("Yêu cầu bổ sung giấy tờ", "More papers requested", "hold"),
    ("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment requested", "hold"),
    ("Công dân yêu cầu rút hồ sơ", "Withdrawn by the applicant", "none no"),
    ("Dừng xử lý", "Processing stopped", "hold"),
    ("Đã xử lý xong", "Processed", "ok"),
    ("Đã trả kết quả", "Result delivered", "ok"),
];

fn entry(code: u8) -> Option<&'static (&'static str, &'static str, &'static str)> {
    NAMES.get(usize::from(code).checked_sub(1)?)
}

/// Returns the name of a national status (`language.md` b7); empty for a code that is none.
pub fn status_name(code: u8, lang: Lang) -> &'static str {
    entry(code).map_or("", |&(vi, en, _)| super::pick(lang, vi, en))
}

/// Returns the classes of its tag, to stand after `tag`.
pub fn status_class(code: u8) -> &'static str {
    entry(code).map_or("none", |&(_, _, class)| class)
}
