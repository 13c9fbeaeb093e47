//! No-break spaces: a line never ends between a number and its unit, or between a word and its number.
//! It changes spaces only.

const NO_BREAK: char = '\u{a0}';
/// Units that follow a number.
const UNITS: [&str; 14] =
    ["giờ", "phút", "ngày", "tháng", "lần", "bản", "đ", "m²", "hồ", "văn", "hour", "hours", "day", "days"];
/// Words that a number follows.
const WORDS: [&str; 16] = [
    "bước",
    "điều",
    "khoản",
    "mẫu",
    "lần",
    "quầy",
    "thứ",
    "dòng",
    "phần",
    "mã",
    "phường",
    "cửa",
    "nộp",
    "step",
    "trang",
    "lúc",
];
/// Names of weekdays after "thứ".
const WEEKDAYS: [&str; 6] = ["Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy"];

/// Joins numbers to their units and words to their numbers with no-break spaces (`DESIGN.md` wording).
pub fn glue(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = "";
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(if joined(before, word) { NO_BREAK } else { ' ' });
        }
        out.push_str(word);
        before = word;
    }
    out
}

fn joined(left: &str, right: &str) -> bool {
    let number = |word: &str| word.starts_with(|one: char| one.is_ascii_digit());
    let bare = right.trim_end_matches(|one: char| !one.is_alphanumeric() && one != '²');
    let lower = left.trim_start_matches(|one: char| !one.is_alphanumeric()).to_lowercase();
    let ends_open = left.ends_with(|one: char| one.is_ascii_digit());
    (number(left) && ends_open && UNITS.contains(&bare))
        || (WORDS.contains(&lower.as_str()) && number(right))
        || (lower == "thứ" && WEEKDAYS.contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::glue;

    #[test]
    fn joins_numbers_with_their_words() {
        for (text, glued) in [
            ("còn 18 phút nữa", "còn 18~phút nữa"),
            ("Sang bước 2 (lưu trữ), trước 17:00 thứ Hai 22/06", "Sang bước~2 (lưu trữ), trước 17:00 thứ~Hai 22/06"),
            ("Điều 19 khoản 2, mẫu 04", "Điều~19 khoản~2, mẫu~04"),
            ("lần 1/2, 3 ngày.", "lần~1/2, 3~ngày."),
            ("không có số nào", "không có số nào"),
        ] {
            assert_eq!(glue(text).replace('\u{a0}', "~"), glued);
        }
    }
}
