//! Each built-in letter against a page that was read by hand, and what no letter may do.
//!
//! A page that differs is written beside the build (`CARGO_TARGET_TMPDIR`), to be read and then put in its place.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use calendar::{ClockTime, Date, Moment, Verdict};
use letters::{
    Agency, Answer, Applicant, Book, Document, Facts, Form, Forms, Item, Leg, Procedure, Promise, Registered,
    Settlement, Signer, Template, built_in, file_name, render,
};
use motcua_letters as letters;
use procedure::compiler::LETTERS;
use procedure::shipped::PROCEDURES;
use procedure::{Compiled, Library};
use proptest::prelude::*;
use source::SourceFile;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Reads "2026-06-08 08:00".
fn moment(text: &str) -> Moment {
    let (day, time) = text.split_once(' ').unwrap();
    Moment { date: date(day), time: ClockTime::parse(time).unwrap() }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A building permit, filed at the one-stop of a sample ward on Monday 08/06/2026 at 08:00.
///
/// 10 working days, counted from the day after: T3 09, T4 10, T5 11, T6 12, T2 15, T3 16, T4 17, T5 18, T6 19, T2 22.
/// The result is promised for Monday 22/06/2026, 17:00. A count of calendar days would give 18/06, one that takes the
/// first day 19/06.
fn permit(meaning: &str, made: &str) -> Facts {
    let made = moment(made);
    Facts {
        form: Forms::shipped().form(meaning, made.date).unwrap().clone(),
        agency: Agency {
            above: some("Ủy ban nhân dân thành phố Hà Nội"),
            name: "UBND phường 01".to_owned(),
            unit: some("Trung tâm Phục vụ hành chính công phường 01"),
            place: some("Hà Nội"),
            contact: some("Cán bộ Một cửa 01, Trung tâm Phục vụ hành chính công phường 01"),
        },
        number: some("T-H26.00.01-260608-0001-1"),
        made: Some(made),
        code: some("T-H26.00.01-260608-0001"),
        procedure: Procedure {
            name: "Cấp giấy phép xây dựng công trình cấp III, cấp IV và nhà ở riêng lẻ".to_owned(),
            code: some("1.013225"),
            case: some("Công trình"),
        },
        applicant: Applicant {
            name: "Người nộp 0412".to_owned(),
            address: some("Tổ dân phố số 3, phường 01, thành phố Hà Nội"),
            phone: None,
            email: some("nguoi.nop.0412@example.vn"),
        },
        received: Some(moment("2026-06-08 08:00")),
        due: Some(Promise::At(moment("2026-06-22 17:00"))),
        ..Facts::default()
    }
}

fn officer(at: &str) -> Option<Signer> {
    Some(Signer { post: "Cán bộ Một cửa 01".to_owned(), on_behalf: None, signed: Some(moment(at)) })
}

/// Letter 01: the promise is the one worked above; the phone, which is not known, is a dotted line.
fn tiep_nhan() -> Facts {
    let paper = |name: &str, kind: &str| Document { name: name.to_owned(), kind: some(kind), count: Some(1) };
    Facts {
        documents: vec![
            paper("Đơn đề nghị cấp giấy phép xây dựng", "Bản điện tử, ký số"),
            paper("Giấy tờ chứng minh quyền sử dụng đất", "Bản sao điện tử"),
            paper("Bản vẽ thiết kế xây dựng", "Bản điện tử, ký số"),
        ],
        sets: Some(1),
        limit: some("10 ngày làm việc"),
        handed_over: some("Trung tâm Phục vụ hành chính công phường 01"),
        book: Some(Book { number: "01/2026".to_owned(), line: 1 }),
        signer: officer("2026-06-08 08:00"),
        ..permit("tiep_nhan", "2026-06-08 08:00")
    }
}

/// Letter 02, of Wednesday 10/06/2026 09:30: 30 days from there end on Friday 10/07/2026 (June has 30 days).
fn bo_sung() -> Facts {
    Facts {
        number: some("T-H26.00.01-260608-0001-2"),
        settlement: Settlement { stage: some("Thẩm định hồ sơ"), ..Settlement::default() },
        round: Some(1),
        to_complete: vec![
            Item {
                what: "Bản vẽ mặt bằng định vị công trình trên lô đất, tỷ lệ 1/100 đến 1/500".to_owned(),
                why: some("Bản đã nộp không ghi khoảng lùi so với ranh giới lô đất."),
            },
            Item {
                what: "Bản cam kết bảo đảm an toàn đối với công trình liền kề".to_owned(), why: None
            },
        ],
        complete_by: Some(Promise::At(moment("2026-07-10 17:00"))),
        grounds: vec!["Nghị định số 175/2024/NĐ-CP".to_owned()],
        signer: officer("2026-06-10 09:30"),
        ..permit("bo_sung", "2026-06-10 09:30")
    }
}

/// Letter 03, of the day of filing; signed by hand, so that no time of signing stands there.
fn tu_choi() -> Facts {
    Facts {
        number: some("T-H26.00.01-260608-0001-3"),
        reason: some("Lô đất thuộc địa bàn phường 02; hồ sơ phải nộp cho cơ quan có thẩm quyền tại nơi có đất."),
        grounds: vec!["Luật Xây dựng, Điều 103".to_owned()],
        signer: Some(Signer { post: "Phụ trách Một cửa".to_owned(), ..Signer::default() }),
        ..permit("tu_choi", "2026-06-08 08:15")
    }
}

/// Letter 04, of Friday 19/06/2026, one working day before the promise of 22/06. Five working days more:
/// T3 23, T4 24, T5 25, T6 26, T2 29: Monday 29/06/2026, 17:00.
fn xin_loi() -> Facts {
    Facts {
        number: some("12/UBND-KTHT"),
        due_before: Some(Promise::At(moment("2026-06-22 17:00"))),
        due: Some(Promise::At(moment("2026-06-29 17:00"))),
        reason: some("Phải kiểm tra lại hiện trạng sau mưa lớn ngày 17/06/2026."),
        extension: Some((1, 1)),
        copies: vec!["Trung tâm Phục vụ hành chính công phường 01".to_owned()],
        signer: Some(Signer {
            post: "Phó Chủ tịch UBND phường".to_owned(),
            on_behalf: some("Lãnh đạo UBND phường"),
            signed: Some(moment("2026-06-19 10:30")),
        }),
        ..permit("xin_loi", "2026-06-19 10:30")
    }
}

/// Letter 05, of Thursday 11/06/2026 14:05.
fn dung() -> Facts {
    Facts {
        number: some("13/UBND-KTHT"),
        reason: some("người nộp có đơn xin rút hồ sơ ngày 11/06/2026."),
        settlement: Settlement {
            stage: some("Thẩm định hồ sơ, chưa có quyết định giải quyết"),
            decision: some("trả lại toàn bộ giấy tờ đã nộp tại Trung tâm Phục vụ hành chính công phường 01."),
            money: some("chưa thu, không phải hoàn trả."),
        },
        signer: Some(Signer { post: "Lãnh đạo UBND phường".to_owned(), ..Signer::default() }),
        ..permit("dung", "2026-06-11 14:05")
    }
}

/// Letter 06. Half a working day from 08/06 08:00 ends at 12:00; 10:20 of that day is on time, not early, as the date
/// is the same. Four days from there (T3 09 … T6 12, 17:00): T5 11/06 is an earlier date. Two days (T2 15, T3 16, 17:00):
/// T4 17/06 is late. The last leg has no due of its own.
fn kiem_soat() -> Facts {
    let leg = |from: &str, to: &str, at: &str, due: &str, verdict| Leg {
        from: from.to_owned(),
        to: to.to_owned(),
        at: Some(moment(at)),
        due: Some(Promise::At(moment(due))),
        verdict: Some(verdict),
        note: None,
    };
    let (counter, clerk, head, leader) = (
        "Trung tâm Phục vụ hành chính công phường 01, Cán bộ Một cửa 01",
        "Phòng Kinh tế, Hạ tầng và Đô thị, Chuyên viên",
        "Phòng Kinh tế, Hạ tầng và Đô thị, Trưởng phòng",
        "Lãnh đạo UBND phường",
    );
    let mut legs = vec![
        leg(counter, clerk, "2026-06-08 10:20", "2026-06-08 12:00", Verdict::OnTime),
        leg(clerk, head, "2026-06-11 16:00", "2026-06-12 17:00", Verdict::Early),
        leg(head, leader, "2026-06-17 09:00", "2026-06-16 17:00", Verdict::Overdue),
        leg(leader, counter, "2026-06-18 15:00", "2026-06-18 17:00", Verdict::OnTime),
    ];
    legs[2].note = some("Kiểm tra lại hiện trạng sau mưa lớn");
    (legs[3].due, legs[3].verdict) = (None, None);
    Facts { legs, number: None, ..permit("kiem_soat", "2026-06-18 15:00") }
}

/// Letter 07: one dossier under way, one returned, one that no announced year reaches.
fn so_theo_doi() -> Facts {
    let line = |number: u32, received: &str| Registered {
        code: format!("T-H26.00.01-260608-{number:04}"),
        procedure: "Cấp bản sao từ sổ gốc".to_owned(),
        sets: Some(1),
        applicant: Applicant { name: format!("Người nộp {number:04}"), ..Applicant::default() },
        lead: some("UBND phường 01"),
        received: Some(moment(received)),
        due: Some(Promise::At(moment("2026-06-08 17:00"))),
        channel: some("Trực tiếp"),
        ..Registered::default()
    };
    let register = vec![
        Registered { status: some("Đang xử lý"), ..line(1, "2026-06-08 08:00") },
        Registered {
            status: some("Đã trả kết quả"),
            returned: Some(moment("2026-06-08 14:40")),
            applicant: Applicant {
                name: "Người nộp 0002".to_owned(),
                address: some("Tổ dân phố số 3, phường 01"),
                phone: some("0900 000 002"),
                email: None,
            },
            ..line(2, "2026-06-08 08:10")
        },
        Registered {
            code: "T-H26.00.01-261225-0001".to_owned(),
            procedure: "Cấp giấy phép xây dựng".to_owned(),
            due: Some(Promise::Words("10 ngày làm việc kể từ ngày 25/12/2026".to_owned())),
            status: some("Đang xử lý"),
            note: some("Lịch năm 2027 chưa công bố"),
            ..line(3, "2026-12-25 09:00")
        },
    ];
    Facts {
        register,
        code: None,
        number: None,
        book: Some(Book { number: "01/2026".to_owned(), line: 0 }),
        period: Some((date("2026-06-08"), date("2026-12-31"))),
        ..permit("so_theo_doi", "2026-12-31 17:00")
    }
}

/// The land office's own letter to the tax office, of Wednesday 10/06/2026 15:20, on the template beside its procedure.
fn phieu_chuyen() -> Facts {
    Facts {
        form: Form {
            name: "Phiếu chuyển thông tin để xác định nghĩa vụ tài chính".to_owned(), ..Form::default()
        },
        procedure: Procedure {
            name: land().definition.name.value.clone(),
            code: None,
            case: some("Địa bàn thông thường"),
        },
        documents: vec![Document {
            name: "Đơn đăng ký biến động".to_owned(), kind: some("Bản chính"), count: Some(1)
        }],
        answers: vec![
            answer("thua_dat.so_giay", "Số Giấy chứng nhận", "CH 000412"),
            answer("thua_dat.dia_chi", "Địa chỉ thửa đất", "Tổ dân phố số 3, phường 01"),
            answer("thua_dat.loai", "Loại biến động", "Chuyển nhượng"),
        ],
        signer: Some(Signer {
            post: "Giám đốc Văn phòng Đăng ký đất đai".to_owned(),
            on_behalf: None,
            signed: Some(moment("2026-06-10 15:20")),
        }),
        ..permit("tiep_nhan", "2026-06-10 15:20")
    }
}

/// A letter of own meaning whose department has drawn no template.
fn giay_khac() -> Facts {
    Facts {
        content: some("Mời Ông/Bà đến nhận lại bản chính.\nMang theo giấy tiếp nhận."), ..phieu_chuyen()
    }
}

const LAND: &str = "dang-ky-bien-dong-dat-dai.tthc.yaml";

fn land() -> Compiled {
    let text = PROCEDURES.iter().find(|one| one.name == LAND).unwrap().text;
    procedure::trusted(text, &Library::shipped().0).unwrap()
}

/// Reads the template beside the land procedure, with the paths of that procedure's form.
fn drawn() -> Template {
    let name = file_name(LAND, "phieu_chuyen");
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../processes").join(&name);
    let form = land().program.form.clone();
    let paths: Vec<String> = form
        .fields
        .iter()
        .map(|field| format!("{}.{}", form.sections[usize::from(field.section)].id, field.id))
        .collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    Template::read(&SourceFile::new(&name, std::fs::read_to_string(beside).unwrap()), &paths).unwrap()
}

fn all() -> [(&'static str, Facts); 7] {
    [
        ("tiep_nhan", tiep_nhan()),
        ("bo_sung", bo_sung()),
        ("tu_choi", tu_choi()),
        ("xin_loi", xin_loi()),
        ("dung", dung()),
        ("kiem_soat", kiem_soat()),
        ("so_theo_doi", so_theo_doi()),
    ]
}

/// What stands between the tags of `main`: the style sheet is looked at as a picture.
fn page(html: &str) -> &str {
    let body = html.split_once("<main tabindex=\"0\">\n").unwrap().1;
    body.split_once("</main>").unwrap().0
}

#[test]
fn every_letter_is_the_page_that_was_read() {
    let mut differ = Vec::new();
    let built_in = all().map(|(meaning, facts)| (meaning, render(built_in(meaning).unwrap(), &facts)));
    let others =
        [("phieu_chuyen", render(&drawn(), &phieu_chuyen())), ("giay_khac", render(letters::general(), &giay_khac()))];
    for (meaning, html) in built_in.into_iter().chain(others) {
        let name = format!("{meaning}.html");
        let written = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(&name);
        if std::fs::read_to_string(written).unwrap_or_default() != page(&html) {
            let beside = Path::new(env!("CARGO_TARGET_TMPDIR"));
            std::fs::write(beside.join(&name), page(&html)).unwrap();
            std::fs::write(beside.join(format!("whole-{name}")), &html).unwrap();
            differ.push(beside.join(name));
        }
    }
    assert!(differ.is_empty(), "not as read: {differ:#?}");
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    for (meaning, facts) in all() {
        let template = built_in(meaning).unwrap();
        assert_eq!(render(template, &facts), render(template, &facts.clone()), "{meaning}");
    }
}

#[test]
fn every_built_in_meaning_has_a_template_and_a_form() {
    for (meaning, _) in LETTERS {
        assert!(built_in(meaning).is_some(), "{meaning}");
        assert!(Forms::shipped().form(meaning, date("2026-06-08")).is_some(), "{meaning}");
    }
    assert!(built_in("phieu_chuyen").is_none());
}

/// The number belongs to the text in force on the day of the letter, not to the letter.
#[test]
fn number_and_name_follow_the_text_in_force() {
    let form = |meaning, day| {
        Forms::shipped().form(meaning, date(day)).map(|form| (form.number.clone().unwrap(), form.name.clone()))
    };
    assert_eq!(
        form("xin_loi", "2025-06-30"),
        Some(("04".to_owned(), "Phiếu xin lỗi và hẹn lại ngày trả kết quả".to_owned()))
    );
    assert_eq!(
        form("xin_loi", "2025-07-01"),
        Some(("04".to_owned(), "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết".to_owned()))
    );
    assert_eq!(form("kiem_soat", "2025-06-30").unwrap().0, "05");
    assert_eq!(form("kiem_soat", "2025-07-01").unwrap().0, "06");
    assert_eq!(form("dung", "2025-06-30"), None, "the older text has no form for a stop");
    assert_eq!(form("tiep_nhan", "2018-01-01"), None);
    assert!(Forms::shipped().to_confirm().next().unwrap().contains("03/2025"));
}

#[test]
fn a_table_of_forms_is_refused_with_its_places() {
    let text = "versions:\n  - legal: Thông tư X\n    from: 01/07/2025\n    sourse: Công báo\n    forms:\n      \
                tiep_nhan: { number: \"01\" }\n      mau_01: { number: \"01\", name: Giấy }\n";
    let faults = Forms::read(&SourceFile::new("forms.yaml", text)).unwrap_err();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "dòng 4, cột 5: Không có khóa `sourse` ở đây, có phải `source`?.",
            "dòng 2, cột 5: Thiếu khóa `source`.",
            "dòng 3, cột 11: Ngày viết `2025-07-01`.",
            "dòng 6, cột 18: Thiếu khóa `name`.",
            "dòng 7, cột 7: Không có giấy tờ `mau_01` trong các mẫu có sẵn.",
        ]
    );
}

/// Everything a letter needs is in it.
#[test]
fn no_letter_reaches_out() {
    for (meaning, facts) in all() {
        let html = render(built_in(meaning).unwrap(), &facts).to_lowercase();
        for reach in
            ["<script", "<link", "<img", "<iframe", "src=", "href=", "url(", "@import", "http:", "https:", "onclick"]
        {
            assert!(!html.contains(reach), "{meaning}: {reach}");
        }
    }
}

/// A history is only added to: the page of fewer legs is the page of more legs without their rows.
#[test]
fn a_control_sheet_only_grows() {
    let (template, whole) = (built_in("kiem_soat").unwrap(), kiem_soat());
    let rows = |legs: usize| {
        let html = render(template, &Facts { legs: whole.legs[..legs].to_vec(), ..whole.clone() });
        html.split_once("<tbody>\n").unwrap().1.split_once("</tbody>").unwrap().0.to_owned()
    };
    for legs in 1..whole.legs.len() {
        assert!(rows(legs + 1).starts_with(&rows(legs)), "{legs}");
    }
}

#[test]
fn a_stranger_in_the_name_prints_as_text() {
    let mut facts = tiep_nhan();
    facts.applicant.name = "<script>alert('1')</script> & \"{{ma_qr}}\" \u{202E}txt\u{7}".to_owned();
    let html = render(built_in("tiep_nhan").unwrap(), &facts);
    let told = "<b>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;{{ma_qr}}&quot; \u{FFFD}txt\u{FFFD}</b>";
    assert!(html.contains(told), "{html}");
    assert!(!html.contains("<script"));
}

fn answer(path: &str, label: &str, value: &str) -> Answer {
    Answer { path: path.to_owned(), label: label.to_owned(), value: value.to_owned() }
}

fn read(text: &str) -> Result<Template, Vec<String>> {
    let answers = ["thua_dat.so_thua", "thua_dat.to_ban_do"];
    let read = Template::read(&SourceFile::new("a.letter.html", text), &answers);
    read.map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

#[test]
fn a_department_draws_its_own_letter() {
    let own = "{{kho: A5}}<h1>{{ten_giay}}</h1>\n<p>Thửa {{thua_dat.so_thua}}, tờ {{thua_dat.to_ban_do}}</p>\n\
               {{#can_cu}}<p class=\"nho\">{{stt}}. {{noi_dung}} ({{ma_ho_so}})</p>{{/can_cu}}{{^ly_do}}<p>–</p>{{/ly_do}}\n";
    let facts = Facts {
        form: Form { name: "Phiếu chuyển thông tin".to_owned(), ..Form::default() },
        code: some("H26-1"),
        grounds: vec!["A".to_owned(), "B & C".to_owned()],
        answers: vec![answer("thua_dat.so_thua", "Số thửa", "12")],
        ..Facts::default()
    };
    assert_eq!(
        page(&render(&read(own).unwrap(), &facts)),
        "<h1>Phiếu chuyển thông tin</h1>\n<p>Thửa 12, tờ <span class=\"cham\">…………………</span></p>\n\
         <p class=\"nho\">1. A (H26-1)</p><p class=\"nho\">2. B &amp; C (H26-1)</p><p>–</p>\n"
    );
    assert_eq!(file_name("dang-ky-thuong-tru.tthc.yaml", "tu_choi"), "dang-ky-thuong-tru.tu_choi.letter.html");
}

#[test]
fn what_a_template_may_not_say_is_refused_with_its_place() {
    let long = format!("{}x{}", "<b>".repeat(33), "</b>".repeat(33));
    let cases: &[(&str, &[&str])] = &[
        ("<p>{{nguoi_nopp}}</p>", &["dòng 1, cột 4: Không có tên `nguoi_nopp`, có phải `nguoi_nop`?."]),
        (
            "<p>Số\n  ô {{thua_dat.so_thu}}</p>",
            &["dòng 2, cột 5: Không có tên `thua_dat.so_thu`, có phải `thua_dat.so_thua`?."],
        ),
        ("{{}}", &["dòng 1, cột 1: Không có tên ``."]),
        (
            "<p>{{ben_giao}}</p>",
            &["dòng 1, cột 4: Không có tên `ben_giao`, chỉ có trong danh sách như `{{#ban_giao}}`."],
        ),
        ("{{giay_to}}", &["dòng 1, cột 1: `giay_to` là danh sách: viết `{{#giay_to}}…{{/giay_to}}`."]),
        ("{{#giay_to}}{{#can_cu}}{{/can_cu}}{{/giay_to}}", &["dòng 1, cột 13: Danh sách không nằm trong danh sách."]),
        ("{{#ly_do}}<p>a</p>", &["dòng 1, cột 1: Thiếu `{{/ly_do}}` để đóng chỗ này."]),
        ("{{#ly_doo}}a{{/ly_doo}}", &["dòng 1, cột 1: Không có tên `ly_doo`, có phải `ly_do`?."]),
        ("a{{/ly_do}}", &["dòng 1, cột 2: `{{/ly_do}}` không đóng gì: không có chỗ mở tương ứng."]),
        (
            "{{#ly_do}}<p>{{/ly_do}}</p>",
            &[
                "dòng 1, cột 11: Thiếu `</p>` để đóng chỗ này.",
                "dòng 1, cột 24: `</p>` không đóng gì: không có chỗ mở tương ứng.",
            ],
        ),
        (
            "<script>x</script>",
            &[
                "dòng 1, cột 1: Mẫu không dùng được `script` trong thẻ `<script>`.",
                "dòng 1, cột 10: Mẫu không dùng được `script` trong thẻ `</script>`.",
            ],
        ),
        ("<p onclick=\"a\">x</p>", &["dòng 1, cột 1: Mẫu không dùng được `onclick` trong thẻ `<p onclick=\"a\">`."]),
        (
            "<p class=\"nghien\">x</p>",
            &["dòng 1, cột 1: Mẫu không dùng được `nghien` trong thẻ `<p class=\"nghien\">`, có phải `nghieng`?."],
        ),
        (
            "<p class=gach>x</p>",
            &[
                "dòng 1, cột 1: Không đọc được thẻ `<p class=gach>`; viết như `<p class=\"gach\">`.",
                "dòng 1, cột 16: `</p>` không đóng gì: không có chỗ mở tương ứng.",
            ],
        ),
        (
            "<p class=\"{{ly_do}}\">",
            &[
                "dòng 1, cột 1: Thẻ không có `>`, hoặc có tên trong thẻ. Dấu nhỏ hơn viết là `&lt;`; tên chỉ đứng trong nội dung.",
            ],
        ),
        ("a { b", &["dòng 1, cột 3: Ngoặc nhọn chỉ dùng cho tên: `{{ten}}`."]),
        ("a {{ly_do", &["dòng 1, cột 3: `{{` không có `}}` trên cùng dòng."]),
        ("<!-- a", &["dòng 1, cột 1: Chú thích `<!--` không có `-->`."]),
        ("{{kho: A3}}", &["dòng 1, cột 1: `kho:` viết một lần, là một trong `A5`, `A4`, `A4 ngang`."]),
        ("te\u{302}n", &["dòng 1, cột 1: Dùng chữ dựng sẵn (NFC)."]),
        (&long, &["dòng 1, cột 97: Thẻ và mục lồng nhau quá 32 tầng."]),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).unwrap_err(), *expected, "{text}");
    }
}

/// How text is written, told a second time.
fn escaped(text: &str) -> String {
    let turns = |one: char| matches!(one, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let text: String = text.replace('\r', "").replace('\t', " ");
    let text: String =
        text.chars().map(|one| if turns(one) || one.is_control() && one != '\n' { '\u{FFFD}' } else { one }).collect();
    let pairs = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")];
    pairs.iter().fold(text, |text, (one, written)| text.replace(one, written))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the applicant is called, the page is the page of anybody with that text in its place.
    #[test]
    fn a_text_changes_nothing_but_its_place(name in "[\\PC<>&\"'{}\u{202A}-\u{202E}\n\t]{1,40}") {
        prop_assume!(!name.trim().is_empty());
        let template = built_in("bo_sung").unwrap();
        let with = |name: &str| {
            let mut facts = bo_sung();
            facts.applicant.name = name.to_owned();
            render(template, &facts)
        };
        prop_assert_eq!(with(&name), with("KHÔNG_AI").replace("KHÔNG_AI", &escaped(&name)));
    }

    /// Any text is a template or is refused, and what is accepted renders.
    #[test]
    fn any_text_is_read_or_refused(pieces in prop::collection::vec(prop_oneof![
        "\\PC{0,6}",
        Just("{{#giay_to}}".to_owned()), Just("{{/giay_to}}".to_owned()), Just("{{^ly_do}}".to_owned()),
        Just("{{/ly_do}}".to_owned()), Just("{{ten}}".to_owned()), Just("{{stt}}".to_owned()), Just("{{ma_qr}}".to_owned()),
        Just("<p class=\"ky\">".to_owned()), Just("</p>".to_owned()), Just("<br>".to_owned()), Just("<!--".to_owned()),
        Just("-->".to_owned()), Just("{".to_owned()), Just("<".to_owned()), Just("{{kho: A5}}".to_owned()),
    ], 0..12)) {
        if let Ok(template) = read(&pieces.concat()) {
            let html = render(&template, &tiep_nhan());
            prop_assert_eq!(html.matches("<p>").count() + html.matches("<p ").count(), html.matches("</p>").count());
        }
    }
}
