//! One fault of an author is one diagnostic, at its place and with what was meant: the smallest procedure with one
//! part replaced, and all that is then told beside what is told of the procedure as it was.
//! A place is written as its code and the text that is marked, and behind `→` what the fix writes.

use calendar::Date;
use motcua_procedure::{Library, check, files};
use source::{ReadLimits, SourceFile};

const BASE: &str = include_str!("base.tthc.yaml");
const CALENDAR: &str = include_str!("../../../processes/calendars/ha_noi.calendar.yaml");

const HEAD: &str = "roles: {";
const FILED: &str = "results: { giay: Giấy xác nhận }\nsteps:\n  - { startEvent: nop_ho_so, role: nguoi_nop }\n";
const FROM: &str = "from: tiep_nhan, to: ky";
const KY: &str = "actions: { ky: { name: Ký ban hành, sign: giay } }";

fn told(text: String) -> Vec<String> {
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    let checked = check(SourceFile::new("xac-nhan-cu-tru-mau.tthc.yaml", text), &Library::shipped().0, today);
    let told = checked.diagnostics.iter().map(|one| {
        let fix = one.fix.as_ref().map(|fix| format!(" → {}", fix.text)).unwrap_or_default();
        format!("{} {}{fix}", one.code.code, checked.file.slice(one.span))
    });
    told.collect()
}

#[track_caller]
fn gives(lost: &str, instead: &str, expected: &[&str]) {
    assert_eq!(BASE.matches(lost).count(), 1, "`{lost}` stands there once");
    let before = told(BASE.to_owned());
    let mut after = told(BASE.replace(lost, instead));
    after.retain(|one| !before.contains(one));
    assert_eq!(after, expected, "after `{instead}`");
}

/// Gives the procedure one field, which nobody can fill unless it is in order.
#[track_caller]
fn field(field: &str, expected: &[&str]) {
    let form = format!("form: {{ don: {{ name: Đơn, fields: {{ hoi: {{ label: Hỏi, {field} }} }} }} }}\n{HEAD}");
    gives(HEAD, &form, expected);
}

#[test]
fn a_field_that_nobody_could_fill_is_refused() {
    field("type: integer, min: 3, max: 3, default: 3", &[]);
    field("type: integer, min: 5, max: 3", &["M018 3"]);
    field("type: decimal, min: 0.5, max: 0.25", &["M018 0.25"]);
    field("type: date, min: 2026-02-01, max: 2026-01-31", &["M018 2026-01-31"]);
    field("type: date, min: hôm nay, max: 2026-01-31", &[]);
    field("type: integer, min: 5, default: 4", &["M018 4"]);
    field("type: money, max: 5, default: 6", &["M018 6"]);
    field("type: choices, options: { mot: Một, hai: Hai }, min: 2", &[]);
    field("type: choices, options: { mot: Một, hai: Hai }, min: 3", &["M018 3"]);
    field("type: choice, options: {}", &["M018 {}"]);
    field("length: 0", &["M018 0"]);
    field("length: 2, default: abc", &["M018 abc"]);
    field("length: 3, default: đỏ", &[]);
}

#[test]
fn a_literal_is_read_whole_or_refused() {
    field("type: integer, default: 9223372036854775807", &[]);
    field("type: integer, default: 9223372036854775808", &["M043 9223372036854775808"]);
    field("type: decimal, max: 12345678901234567890123456789.5", &["M043 12345678901234567890123456789.5"]);
    field("type: money, default: 007", &["M005 007"]);
}

#[test]
fn a_field_has_the_keys_of_its_type() {
    field("options: { mot: Một }", &["M043 mot"]);
    field("type: integer, length: 5", &["M043 5"]);
    field("type: date, pattern: '[0-9]+'", &["M043 '[0-9]+'"]);
    field("type: phone, pattern: '[0-9]+', length: 11", &[]);
}

#[test]
fn what_is_left_empty_is_told() {
    gives(HEAD, "channels: []\nroles: {", &["M018 []"]);
    gives(HEAD, "subjects: []\nroles: {", &["M018 []"]);
    gives("name: Xác nhận thông tin (mẫu)", "name: \"\"", &["M018 \"\""]);
    gives(HEAD, "documents: { don: { name: Đơn, one_of: {}, legal: qd_mau } }\nroles: {", &["M018 {}"]);
}

/// Writes blocks inside each other; the innermost step has what stands deepest, a button with its list and an escalation.
fn blocks(levels: usize, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let task = |id: String, indent: usize| {
        let pad = " ".repeat(indent);
        let lines = [
            format!("- userTask: {id}"),
            "  name: Việc".to_owned(),
            "  role: mot_cua".to_owned(),
            "  deadline: 5 phút làm việc".to_owned(),
            "  overdue:".to_owned(),
            "    - { after: 5 phút làm việc, notify: [lanh_dao] }".to_owned(),
            "  actions:".to_owned(),
            "    xong: { name: Xong, ask: [ghi_chu] }".to_owned(),
        ];
        lines.map(|line| format!("{pad}{line}\n")).concat()
    };
    if levels == 0 {
        return task("trong_cung".to_owned(), indent);
    }
    let head = format!("{pad}- parallelGateway: khoi_{levels}\n{pad}  name: Khối\n{pad}  branches:\n");
    let branch = |steps: String| format!("{pad}    - name: Nhánh\n{pad}      steps:\n{steps}");
    [head, branch(blocks(levels - 1, indent + 8)), branch(task(format!("canh_{levels}"), indent + 8))].concat()
}

#[test]
fn blocks_stand_in_blocks_and_one_too_deep_is_told_once() {
    let before = "  - { userTask: ky, name: Ký giấy xác nhận";
    for (levels, expected) in [(4, &[][..]), (5, &["M009 khoi_1"]), (6, &["M009 khoi_2"])] {
        gives(before, &format!("{}{before}", blocks(levels, 2)), expected);
        let end = "      - { endEvent: het_viec, name: Hết, result: stopped }\n";
        let work = blocks(levels, 6);
        let side = format!("anytime:\n  hoi:\n    name: Hỏi\n    role: mot_cua\n    steps:\n{work}{end}{HEAD}");
        gives(HEAD, &side, expected);
    }
}

#[test]
fn a_block_that_opens_nothing_is_one_fault() {
    let before = "  - { userTask: ky, name: Ký giấy xác nhận";
    for (branches, expected) in [
        ("", &["M018 "][..]),
        (" { mot: x }", &["M018 { mot: x }"]),
        (" [{ name: Một, steps: [] }, { name: Hai, steps: [] }]", &["M028 []", "M028 []"]),
        (" [{ name: Một }, { name: Hai, steps: [] }]", &["M110 { name: Một }", "M028 []"]),
    ] {
        let block = format!("  - parallelGateway: khoi\n    name: Khối\n    branches:{branches}\n{before}");
        gives(before, &block, expected);
    }
}

#[test]
fn a_field_of_a_message_is_entered_with_the_whole_of_it() {
    let before = "  - { userTask: ky, name: Ký giấy xác nhận";
    let wait = "  - { receiveTask: cho, name: Chờ, role: mot_cua, message: { name: a.b, fields: { so: { label: Số } } }, actions: { nhap: { name: Nhập, by: mot_cua, ask: [tin.so] } } }\n";
    gives(before, &format!("{wait}{before}"), &["M044 tin.so → tin"]);
}

#[test]
fn a_code_that_is_written_badly_is_no_missing_code() {
    let told = |code: &str| told(BASE.replace("level:", &format!("code: {code}\nlevel:")));
    for (code, fault) in [("1.000001", "M006 1.000001 → \"1.000001\""), ("1000001", "M018 1000001")] {
        let told = told(code);
        assert!(told.contains(&fault.to_owned()), "{told:?}");
        assert!(!told.iter().any(|one| one.starts_with("M068")), "{told:?}");
    }
}

#[test]
fn nobody_files_a_dossier_twice() {
    gives(
        KY,
        "actions: { ky: { name: Ký, sign: giay }, lai: { name: Lại, next: nop_ho_so, rounds: 2 } }",
        &["M021 nop_ho_so"],
    );
}

#[test]
fn a_clock_starts_and_stops_by_what_happens() {
    gives(FROM, "from: tiep_nhan, to: xong", &["M025 xong"]);
    gives(FROM, "from: khong_nhan, to: ky", &["M025 khong_nhan"]);
    gives(FROM, "from: tiep_nhan, to: nop_ho_so", &["M150 nop_ho_so"]);
    gives(FROM, "from: tiep_nhan, to: tiep_nhan.tiep_nhan", &["M150 tiep_nhan.tiep_nhan"]);
    gives(FROM, "from: tiep_nhan, to: [nop_ho_so, ky]", &[]);
}

#[test]
fn a_misspelt_name_is_one_fault_whatever_names_it() {
    gives("mot_cua: Công chức Một cửa", "mot-cua: Công chức Một cửa", &["M022 mot-cua → mot_cua"]);
    gives("userTask: ky,", "userTask: Ky,", &["M022 Ky → ky"]);
    gives("legal: { qd_mau:", "legal: { qd-mau:", &["M022 qd-mau → qd_mau"]);
    gives("    actions:\n      tiep", "    action:\n      tiep", &["M011 action → actions"]);
    gives("    actions:\n      tiep", "    on:\n      tiep", &["M012 on → actions"]);
    gives("result: approved", "result: aproved", &["M018 aproved → approved"]);
    gives(HEAD, "effective: { form: 2026-01-01 }\nroles: {", &["M011 form → from"]);
    gives(
        KY,
        "actions: { ky: { name: Ký, sign: giay }, lai: { name: Lại, next: tiep_nhn, rounds: 2 } }",
        &["M021 tiep_nhn → tiep_nhan"],
    );
}

#[test]
fn a_word_that_is_not_true_still_makes_a_supplement() {
    let steps = |flag: &str| {
        format!(
            "- {{ endEvent: xong, name: Đã giải quyết, result: approved }}\n  - {{ userTask: bo_sung, name: Bổ sung, \
             role: nguoi_nop, supplement: {flag}, deadline: 5 ngày làm việc, actions: {{ gui: {{ name: Gửi, next: \
             tiep_nhan }} }} }}"
        )
    };
    let ask =
        "yeu_cau: { name: Yêu cầu bổ sung, ask: [noi_dung], next: bo_sung, rounds: 2 }\n      tu_choi: { name: Từ";
    let text = |flag: &str| {
        let text = BASE.replace("tu_choi: { name: Từ", ask);
        text.replace("- { endEvent: xong, name: Đã giải quyết, result: approved }", &steps(flag))
    };
    let (right, wrong) = (told(text("true")), told(text("có")));
    let more: Vec<&String> = wrong.iter().filter(|one| !right.contains(one)).collect();
    assert_eq!(more, ["M018 có"]);
}

#[test]
fn a_guard_without_its_quotes_is_one_fault() {
    for (guard, fixed) in [
        ("!ho_so.qua_han", "'!ho_so.qua_han'"),
        ("[a]", "'[a]'"),
        ("ho_so.kenh == \"a #b\"", "'ho_so.kenh == \"a #b\"'"),
    ] {
        let when = format!("    when: {guard}\n    deadline: 2 giờ làm việc\n");
        let told = told(BASE.replace("    deadline: 2 giờ làm việc\n", &when));
        assert!(told.contains(&format!("M008 {guard} → {fixed}")), "{told:?}");
        let more = told.iter().find(|one| one.starts_with("M018") || one.starts_with("M040"));
        assert_eq!(more, None, "{guard}");
    }
}

#[test]
fn hours_that_cannot_be_read_make_no_day_one_of_rest() {
    for (lost, instead, code) in [
        ("[\"08:00-12:00\", ", "[08:00-12:00, ", "M006"),
        ("[\"08:00-12:00\", \"13:00-17:00\"]", "[\"17:00-08:00\"]", "M092"),
        ("thứ 2 - thứ 6", "thứ hai - thứ sáu", "M018"),
        ("working_days: cuối ngày", "working_days: cuối buổi", "M018"),
    ] {
        assert!(CALENDAR.contains(lost));
        let file = SourceFile::new("ha_noi.calendar.yaml", CALENDAR.replace(lost, instead));
        let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML");
        let codes: Vec<_> = files::calendar(&file, &tree).1.iter().map(|one| one.code.code).collect();
        assert_eq!(codes, [code], "{instead}");
    }
}

/// Puts a step before the signature.
#[track_caller]
fn step(step: &str, expected: &[&str]) {
    const NEXT: &str = "  - { userTask: ky, name: Ký giấy xác nhận";
    gives(NEXT, &format!("  - {step}\n{NEXT}"), expected);
}

#[test]
fn a_slip_in_a_step_that_waits_is_told_once() {
    step("{ serviceTask: gui, name: Gửi, topic: a.b, retry: '3 lần, cách 5 phút' }", &[]);
    step("{ serviceTask: gui, name: Gửi, topic: a.b, retry: 3 lần, cách 5 phút }", &["M013 3 lần, cách 5 phút"]);
    step(
        "{ serviceTask: gui, name: Gửi, topic: a.b, answer: { khop: { label: K, tpye: boolean } } }",
        &["M010 tpye → type"],
    );
    step("{ serviceTask: gui, name: Gửi, topic: a.b, error: { next: tra, exit: ky } }", &["M015 exit"]);
    step("{ intermediateCatchEvent: cho, name: Chờ, wait: 2h }", &["M050 2h"]);
    step(
        "{ intermediateCatchEvent: cho, name: Chờ, wait: 1 phút, on: { xong: { name: Xong, by: mot_cua } } }",
        &["M012 on → actions"],
    );
    step(
        "{ userTask: hoi, name: Hỏi, role: mot_cua, deadline: 1 giờ, actions: { di: { name: Đi, by: mot_cua } } }",
        &["M011 by"],
    );
    step(
        "{ receiveTask: tin_ve, name: Tin, role: nguoi_nop, message: { name: a, fields: { at: Lúc } } }",
        &["M019 at"],
    );
    step("{ receiveTask: tin_ve, name: Tin, role: nguoi_nop, message: { name: a }, payment: fees }", &["M015 payment"]);
}

#[test]
fn a_slip_in_fees_and_clocks_is_told_once() {
    let owed = |fee: &str| {
        format!(
            "fees: {{ le_phi: {{ name: Lệ phí, {fee}, legal: qd_mau }} }}\n{FILED}  - {{ receiveTask: nop_tien, name: Nộp, role: nguoi_nop, payment: fees }}\n"
        )
    };
    gives(FILED, &owed("amount: 24.000"), &["M005 24.000 → 24000"]);
    gives(FILED, &owed("amount: { truc_tiep: 1, otherwise: 2.5 }"), &["M005 2.5"]);
    let free = owed("amount: 5, exempt: { when: giay_to.don }");
    gives(
        FILED,
        &format!("documents: {{ don: {{ name: Đơn, legal: qd_mau }} }}\n{free}"),
        &["M063 { when: giay_to.don }"],
    );
    let clock = |keys| format!("clocks: {{ mot: {{ name: Một, from: tiep_nhan, legal: qd_mau, {keys} }} }}\n{HEAD}");
    gives(HEAD, &clock("within: 2 ngày LV"), &["M050 2 ngày LV"]);
    gives(HEAD, &clock("within: 30 ngày, agian: restart"), &["M010 agian → again"]);
    gives(FROM, &format!("{FROM}, holidays: skip"), &["M052 skip"]);
    let anytime = |extend| format!("anytime: {{ hen: {{ name: Hẹn, role: lanh_dao, extend: {extend} }} }}\n{HEAD}");
    gives(HEAD, &anytime("tối đa 5 ngày làm việc"), &[]);
    gives(HEAD, &anytime("tối đa 5 ngày"), &["M052 tối đa 5 ngày"]);
    gives(HEAD, &anytime("nhiều nhất 5 ngày"), &["M050 nhiều nhất 5 ngày"]);
}
