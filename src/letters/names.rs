//! The names a template may use, what each tells, and how it is read from the facts: one table for reader, renderer
//! and help. It decides nothing about layout.

use crate::built_in::{HEAD, SIGNATURE};
use crate::facts::{Facts, Promise};
use crate::qr;
use crate::render::fill;
use crate::words::{date_in_words, moment_in_words, promise_in_digits, promise_in_words, verdict_in_words};
use calendar::Moment;

/// A name of a template.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// The name, as `ma_ho_so`.
    pub id: &'static str,
    /// What it tells, in Vietnamese.
    pub vi: &'static str,
    /// What it tells, in English.
    pub en: &'static str,
    pub(crate) worth: Worth,
}

/// A name inside a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The name.
    pub id: &'static str,
    /// What it tells, in Vietnamese.
    pub vi: &'static str,
    /// What it tells, in English.
    pub en: &'static str,
}

/// How a name is read from the facts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Worth {
    /// A text; it is always escaped.
    Text(fn(&Facts) -> Option<String>),
    /// A part of the page that is drawn here.
    Drawn(fn(&Facts) -> String),
    /// A list; its section is repeated once a line.
    Lines(&'static [Column], fn(&Facts) -> Vec<Line>),
}

/// The cells of a line, in the order of its columns.
pub(crate) type Line = Vec<Option<String>>;

impl Name {
    /// Gives the names of its lines, if it is a list; each line also has its number, `stt`.
    pub fn columns(&self) -> Option<&'static [Column]> {
        if let Worth::Lines(columns, _) = self.worth { Some(columns) } else { None }
    }
}

/// Finds a name.
pub(crate) fn find(id: &str) -> Option<&'static Name> {
    NAMES.iter().find(|name| name.id == id)
}

const fn text(id: &'static str, vi: &'static str, en: &'static str, worth: fn(&Facts) -> Option<String>) -> Name {
    Name { id, vi, en, worth: Worth::Text(worth) }
}

const fn drawn(id: &'static str, vi: &'static str, en: &'static str, worth: fn(&Facts) -> String) -> Name {
    Name { id, vi, en, worth: Worth::Drawn(worth) }
}

const fn column(id: &'static str, vi: &'static str, en: &'static str) -> Column {
    Column { id, vi, en }
}

/// Every name, in the order of the help page.
pub const NAMES: &[Name] = &[
    drawn(
        "dau_van_ban",
        "phần đầu: số mẫu, cơ quan, quốc hiệu, địa danh và ngày",
        "the head: form, agency, state, place and date",
        |f| fill(&HEAD, f),
    ),
    drawn("ky_duyet", "nơi nhận và chữ ký của cơ quan", "recipients and the agency's signature", |f| {
        fill(&SIGNATURE, f)
    }),
    drawn("ma_qr", "mã QR của mã hồ sơ", "QR code of the dossier's code", |f| {
        f.code.as_deref().map(qr).unwrap_or_default()
    }),
    text("ten_giay", "tên giấy tờ", "name of the letter", |f| some(&f.form.name)),
    text("mau_so", "số của mẫu: “Mẫu số 01”, “Mẫu CT04”", "number of the form", |f| {
        f.form.number.as_deref().map(numbered)
    }),
    text("van_ban_mau", "văn bản ban hành mẫu", "the text that issued the form", |f| f.form.legal.clone()),
    text("co_quan_cap_tren", "cơ quan cấp trên", "the agency above", |f| f.agency.above.clone()),
    text("co_quan", "cơ quan gửi", "the agency that sends it", |f| some(&f.agency.name)),
    text("don_vi", "bộ phận tiếp nhận và trả kết quả", "the one-stop unit", |f| f.agency.unit.clone()),
    text("dia_danh", "địa danh", "place", |f| f.agency.place.clone()),
    text("lien_he", "nơi liên hệ khi cần hướng dẫn", "whom to ask", |f| f.agency.contact.clone()),
    text("so_van_ban", "số văn bản", "number of the paper", |f| f.number.clone()),
    text("ngay_lap", "ngày lập, bằng chữ", "the date it is made", |f| {
        f.made.map(|made| date_in_words(made.date))
    }),
    text("lap_luc", "giờ và ngày lập", "the minute it is made", |f| moment(f.made)),
    text("ma_ho_so", "mã hồ sơ", "code of the dossier", |f| f.code.clone()),
    text("thu_tuc", "tên thủ tục", "name of the procedure", |f| some(&f.procedure.name)),
    text("ma_thu_tuc", "mã thủ tục", "national code of the procedure", |f| f.procedure.code.clone()),
    text("truong_hop", "trường hợp", "the case", |f| f.procedure.case.clone()),
    text("nguoi_nop", "người nộp hồ sơ", "the applicant", |f| some(&f.applicant.name)),
    text("dia_chi", "địa chỉ của người nộp", "address", |f| f.applicant.address.clone()),
    text("dien_thoai", "số điện thoại của người nộp", "telephone", |f| f.applicant.phone.clone()),
    text("thu_dien_tu", "thư điện tử của người nộp", "e-mail", |f| f.applicant.email.clone()),
    text("so_bo", "số bộ hồ sơ", "number of sets", |f| number(f.sets)),
    text("thoi_han", "thời hạn giải quyết theo quy định", "time allowed by law", |f| f.limit.clone()),
    text("nhan_luc", "giờ và ngày tiếp nhận", "when it was received", |f| moment(f.received)),
    text("hen_tra", "giờ và ngày hẹn trả", "when the result is promised", |f| promise(f.due.as_ref())),
    text("hen_tra_truoc", "giờ và ngày đã hẹn trước đó", "when it was promised before", |f| {
        promise(f.due_before.as_ref())
    }),
    text("nhan_ket_qua", "nơi hoặc cách nhận kết quả", "where or how the result is handed over", |f| {
        f.handed_over.clone()
    }),
    text("quyen_so", "quyển sổ theo dõi", "book of the register", |f| {
        f.book.as_ref().map(|book| book.number.clone())
    }),
    text("so_thu_tu", "số thứ tự trong sổ", "line in the book", |f| {
        f.book.as_ref().map(|book| book.line.to_string())
    }),
    text("lan_bo_sung", "lần yêu cầu bổ sung", "which request to complete it is", |f| number(f.round)),
    text("han_bo_sung", "hạn bổ sung", "until when to complete", |f| promise(f.complete_by.as_ref())),
    text("ly_do", "lý do", "the reason", |f| f.reason.clone()),
    text("noi_dung", "nội dung của giấy tờ có ý nghĩa riêng", "what a letter of own meaning says", |f| {
        f.content.clone()
    }),
    text("lan_gia_han", "lần gia hạn", "which extension it is", |f| f.extension.map(|(nth, _)| nth.to_string())),
    text("so_lan_gia_han", "số lần gia hạn tối đa", "how many extensions there may be", |f| {
        f.extension.map(|(_, most)| most.to_string())
    }),
    text("giai_doan", "bước đang giải quyết khi dừng", "the step at which it was stopped", |f| {
        f.settlement.stage.clone()
    }),
    text("quyet_dinh", "cách xử lý hồ sơ khi dừng", "what is done with the dossier", |f| {
        f.settlement.decision.clone()
    }),
    text("xu_ly_phi", "cách xử lý phí, lệ phí đã nộp", "what is done with the money paid", |f| {
        f.settlement.money.clone()
    }),
    text("tu_ngay", "ngày đầu của sổ", "first day of the register", |f| {
        f.period.map(|(from, _)| from.digits())
    }),
    text("den_ngay", "ngày cuối của sổ", "last day of the register", |f| f.period.map(|(_, to)| to.digits())),
    text("nguoi_ky", "vị trí của người ký", "post of the signer", |f| {
        f.signer.as_ref().map(|signer| signer.post.clone())
    }),
    text("ky_thay", "vị trí được ký thay", "post in whose place it is signed", |f| {
        f.signer.as_ref().and_then(|signer| signer.on_behalf.clone())
    }),
    text("ky_luc", "lúc ký số; ký tay thì không có", "when it was signed digitally", |f| {
        f.signer.as_ref().and_then(|signer| moment(signer.signed))
    }),
    lines("giay_to", "giấy tờ đã nhận", "papers received", PAPERS, papers),
    lines("to_khai", "các mục của tờ khai", "answers of the form", ANSWERS, answers),
    lines("can_bo_sung", "nội dung cần bổ sung", "what is to be completed", TO_COMPLETE, to_complete),
    lines("can_cu", "căn cứ", "legal grounds", PLAIN, |f| plain(&f.grounds)),
    lines("noi_nhan", "nơi nhận", "who else gets it", PLAIN, |f| plain(&f.copies)),
    lines("ban_giao", "các lần giao nhận hồ sơ", "hand-overs", LEGS, legs),
    lines("dong_so", "các dòng của sổ theo dõi", "lines of the register", REGISTER, register),
];

const fn lines(
    id: &'static str,
    vi: &'static str,
    en: &'static str,
    columns: &'static [Column],
    worth: fn(&Facts) -> Vec<Line>,
) -> Name {
    Name { id, vi, en, worth: Worth::Lines(columns, worth) }
}

const PLAIN: &[Column] = &[column("noi_dung", "nội dung", "its text")];

fn plain(texts: &[String]) -> Vec<Line> {
    texts.iter().map(|text| vec![some(text)]).collect()
}

const PAPERS: &[Column] = &[
    column("ten", "tên giấy tờ", "name"),
    column("hinh_thuc", "bản chính, bản sao hay bản điện tử", "original, copy or electronic copy"),
    column("so_luong", "số lượng", "how many"),
];

fn papers(facts: &Facts) -> Vec<Line> {
    facts.documents.iter().map(|one| vec![some(&one.name), one.kind.clone(), number(one.count)]).collect()
}

const ANSWERS: &[Column] = &[column("muc", "câu hỏi", "the question"), column("tra_loi", "trả lời", "the answer")];

fn answers(facts: &Facts) -> Vec<Line> {
    facts.answers.iter().map(|one| vec![some(&one.label), some(&one.value)]).collect()
}

const TO_COMPLETE: &[Column] =
    &[column("noi_dung", "nội dung cần bổ sung", "what is missing"), column("ly_do", "lý do", "why")];

fn to_complete(facts: &Facts) -> Vec<Line> {
    facts.to_complete.iter().map(|one| vec![some(&one.what), one.why.clone()]).collect()
}

const LEGS: &[Column] = &[
    column("ben_giao", "bên giao", "who handed over"),
    column("ben_nhan", "bên nhận", "who received"),
    column("luc", "giờ và ngày giao nhận", "when"),
    column("han", "hạn của bên giao", "until when the work was due"),
    column("ket_qua", "Trước hạn, Đúng hạn hay Quá hạn", "early, on time or overdue"),
    column("ghi_chu", "ghi chú", "a note"),
];

fn legs(facts: &Facts) -> Vec<Line> {
    let cells = |leg: &crate::Leg| {
        let verdict = leg.verdict.map(|verdict| verdict_in_words(verdict).to_owned());
        let due = leg.due.as_ref().map(promise_in_digits);
        vec![some(&leg.from), some(&leg.to), moment(leg.at), due, verdict, leg.note.clone()]
    };
    facts.legs.iter().map(cells).collect()
}

const REGISTER: &[Column] = &[
    column("ma_ho_so", "mã hồ sơ", "code of the dossier"),
    column("thu_tuc", "tên thủ tục", "name of the procedure"),
    column("so_bo", "số bộ", "number of sets"),
    column("nguoi_nop", "người nộp", "the applicant"),
    column("lien_he", "địa chỉ, điện thoại", "address, telephone"),
    column("co_quan", "cơ quan chủ trì giải quyết", "the agency that settles it"),
    column("nhan_luc", "lúc nhận", "when received"),
    column("hen_tra", "lúc hẹn trả", "when promised"),
    column("tra_luc", "lúc trả", "when handed over"),
    column("hinh_thuc", "cách trả kết quả", "how it is handed over"),
    column("trang_thai", "trạng thái", "where it stands"),
    column("ghi_chu", "ghi chú", "a note"),
];

fn register(facts: &Facts) -> Vec<Line> {
    let cells = |one: &crate::Registered| {
        let reached: Vec<&str> =
            [&one.applicant.address, &one.applicant.phone].into_iter().flatten().map(String::as_str).collect();
        vec![
            some(&one.code),
            some(&one.procedure),
            number(one.sets),
            some(&one.applicant.name),
            some(&reached.join("; ")),
            one.lead.clone(),
            one.received.map(Moment::digits),
            one.due.as_ref().map(promise_in_digits),
            one.returned.map(Moment::digits),
            one.channel.clone(),
            one.status.clone(),
            one.note.clone(),
        ]
    };
    facts.register.iter().map(cells).collect()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn number(number: Option<u32>) -> Option<String> {
    number.map(|number| number.to_string())
}

fn moment(moment: Option<Moment>) -> Option<String> {
    moment.map(moment_in_words)
}

fn promise(promise: Option<&Promise>) -> Option<String> {
    promise.map(promise_in_words)
}

/// Writes "Mẫu số 01", and "Mẫu CT04" where the number is a sign.
fn numbered(number: &str) -> String {
    let word = if number.starts_with(|one: char| one.is_ascii_digit()) { "Mẫu số" } else { "Mẫu" };
    format!("{word} {number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A list that gained a column but no cell would print the wrong things.
    #[test]
    fn every_line_has_a_cell_for_every_column() {
        let facts = Facts {
            documents: vec![crate::Document::default()],
            to_complete: vec![crate::Item::default()],
            answers: vec![crate::Answer::default()],
            grounds: vec![String::new()],
            copies: vec![String::new()],
            legs: vec![crate::Leg::default()],
            register: vec![crate::Registered::default()],
            ..Facts::default()
        };
        for name in NAMES {
            if let Worth::Lines(columns, worth) = name.worth {
                assert_eq!(worth(&facts).iter().map(Vec::len).collect::<Vec<_>>(), [columns.len()], "{}", name.id);
            }
        }
    }

    #[test]
    fn names_are_ids_and_distinct() {
        let mut seen = BTreeSet::new();
        for name in NAMES {
            assert!(source::is_id(name.id) && seen.insert(name.id), "{}", name.id);
        }
    }
}
