//! What a value may be, in words: for hover texts and the reference. Examples are of the language, not of the law.

use source::Words;

use crate::files::keys::Takes;

/// Says what is written behind a key.
pub(super) fn accepted(takes: &Takes) -> Words {
    let (vi, en) = match takes {
        Takes::Word(words) | Takes::Words(words) => return words_of(words(), matches!(takes, Takes::Words(_))),
        Takes::Text => ("văn bản", "a text"),
        Takes::Quoted => ("văn bản trong dấu nháy, như `\"15:00\"`", "a text in quotes, as `\"15:00\"`"),
        Takes::Guard => ("biểu thức đúng hoặc sai", "a guard"),
        Takes::Flag => ("`true`, hoặc không viết", "`true`, or left out"),
        Takes::Integer => ("số nguyên", "a whole number"),
        Takes::Status => {
            ("mã trạng thái quốc gia 1–10, hoặc `{ trục: mã }`", "national status 1–10, or `{ axis: code }`")
        }
        Takes::Literal => ("giá trị đúng kiểu của trường", "a value of the field's type"),
        Takes::Date => ("ngày, như `2026-06-08`", "a date, as `2026-06-08`"),
        Takes::Duration => ("thời hạn, như `7 ngày làm việc`", "a duration, as `7 ngày làm việc`"),
        Takes::Until => (
            "thời hạn, như `7 ngày làm việc`, hoặc nơi ghi ngày",
            "a duration, as `7 ngày làm việc`, or the path of a date",
        ),
        Takes::Reminders => ("danh sách, như `[1 ngày làm việc trước]`", "a list, as `[1 ngày làm việc trước]`"),
        Takes::Extension => ("thời hạn, có thể sau `tối đa`", "a duration, perhaps after `tối đa`"),
        Takes::Retry => ("như `3 lần, cách 5 phút`", "as `3 lần, cách 5 phút`"),
        Takes::Join => ("`all`, `any` hoặc một số", "`all`, `any` or a number"),
        Takes::Ref => ("một tên, như `tiep_nhan`", "an id, as `tiep_nhan`"),
        Takes::Refs => ("một tên hoặc danh sách tên", "an id or a list of ids"),
        Takes::Events => ("`bước` hoặc `bước.nút`, một hoặc danh sách", "`step` or `step.button`, one or a list"),
        Takes::Texts => ("danh sách văn bản", "a list of texts"),
        Takes::Within => (
            "thời hạn, `cùng ngày làm việc`, `không quy định`, hoặc bảng theo trường hợp hay cách nộp",
            "a duration, `cùng ngày làm việc`, `không quy định`, or a table by case or channel",
        ),
        Takes::Dues => (
            "ngày, ngày giờ hoặc `none`; nhiều bước thì `{ bước: ngày }`",
            "a date, a moment or `none`; of several steps `{ step: date }`",
        ),
        Takes::RefsOr(_) => ("một tên, danh sách tên, hoặc nhóm khóa", "an id, a list of ids, or a map"),
        Takes::TextOr(_) => ("văn bản, hoặc nhóm khóa", "a text, or a map"),
        Takes::DurationOr(_) => ("thời hạn, hoặc nhóm khóa", "a duration, or a map"),
        Takes::Map(_) => ("nhóm khóa", "a map"),
        Takes::NamedTexts => ("các dòng `tên: văn bản`", "lines of `id: text`"),
        Takes::Named(_) => ("các dòng `tên: văn bản` hoặc `tên: { … }`", "lines of `id: text` or `id: { … }`"),
        Takes::NamedMaps(_) => ("các dòng `tên: { … }`", "lines of `id: { … }`"),
        Takes::Items(_) => ("danh sách nhóm khóa", "a list of maps"),
        Takes::MapOrItems(_) => ("nhóm khóa, hoặc danh sách", "a map, or a list of maps"),
        Takes::Amount => (
            "số đồng, biểu thức, hoặc bảng theo trường hợp hay cách nộp",
            "đồng, a guard, or a table by case or channel",
        ),
        Takes::NamedCodes => ("`trục: { mã: tên }`", "`axis: { code: name }`"),
        Takes::Steps => ("danh sách các bước", "a list of steps"),
        Takes::Hours => ("`thứ 2 - thứ 6: [\"08:00-12:00\"]`", "`thứ 2 - thứ 6: [\"08:00-12:00\"]`"),
        Takes::Days => ("các dòng `ngày: tên`", "lines of `date: name`"),
        Takes::DatedMaps(_) => {
            ("các dòng `ngày: văn bản` hoặc `ngày: { … }`", "lines of `date: text` or `date: { … }`")
        }
        Takes::AllOrRefs => ("danh sách tên, hoặc `tất cả`", "a list of ids, or `tất cả`"),
        Takes::Later => ("chưa có trong phiên bản này", "not in this version"),
    };
    Words::new(vi, en)
}

fn words_of(words: Vec<&'static str>, many: bool) -> Words {
    let each = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" · ");
    match many {
        true => Words::new(format!("danh sách: {each}"), format!("a list of: {each}")),
        false => Words::new(each.clone(), each),
    }
}
