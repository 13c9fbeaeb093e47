//! Judges one procedure that is in order, changed in one place at a time: each change gives just what it should.

use calendar::Date;
use motcua_procedure::{Checked, Library, check, files};
use source::{ReadLimits, Severity, SourceFile};

const PROCEDURE: &str = include_str!("time_and_law.tthc.yaml");
const SHIPPED: &str = include_str!("../../../processes/cap-ban-sao-so-goc.tthc.yaml");
const HOURS: &str = include_str!("../../../processes/calendars/ha_noi.calendar.yaml");

fn library() -> Library {
    let file = SourceFile::new("ha_noi.calendar.yaml", HOURS);
    let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML");
    Library { calendars: files::calendar(&file, &tree).0.into_iter().collect(), ..Library::default() }
}

fn judged(text: &str, today: &str) -> Checked {
    let today = Date::parse(today).expect("it is a date");
    check(SourceFile::new("mau-don.tthc.yaml", text), &library(), today)
}

fn found(checked: &Checked) -> Vec<String> {
    let mut found: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|one| format!("{} {}", one.code.code, one.at.as_deref().unwrap_or_default()).trim_end().to_owned())
        .collect();
    found.sort();
    found
}

/// Changes the procedure: each pair is a text that stands in it once, and what replaces it.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(PROCEDURE.to_owned(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "`{old}` stands there once");
        text.replace(old, new)
    })
}

#[track_caller]
fn gives(changes: &[(&str, &str)], expected: &[&str]) {
    let text = changed(changes);
    assert_eq!(found(&judged(&text, "2026-06-08")), expected, "after {changes:?}");
}

#[test]
fn nothing_is_wrong_with_it() {
    gives(&[], &[]);
}

#[test]
fn the_shipped_procedure_has_but_its_facts_to_confirm() {
    let today = Date::parse("2026-06-08").expect("it is a date");
    let mut checked = check(SourceFile::new("cap-ban-sao-so-goc.tthc.yaml", SHIPPED), &library(), today);
    checked.diagnostics.retain(|one| one.code.severity != Severity::Note);
    assert_eq!(found(&checked), ["M066 bo_sung", "M066 top"]);
    let waived: Vec<_> = checked.waived.iter().map(|one| (one.diagnostic.code.code, one.waive)).collect();
    assert_eq!(waived, [("M054", 0)]);
}

#[test]
fn settings_fit_their_unit() {
    let within = "within: 5 ngày làm việc";
    gives(&[(within, "within: 5 ngày làm việc, rule: cùng giờ")], &[]);
    gives(&[(within, "within: 5 ngày làm việc, rule: cuối buổi")], &["M052"]);
    gives(&[(within, "within: nửa ngày làm việc")], &["M052"]);
    gives(&[(within, "within: 30 ngày, rule: cuối ngày")], &["M052"]);
    gives(&[(within, "within: 5 ngày làm việc, cutoff: \"15:00\"")], &["M052"]);
    gives(&[(within, "within: cùng ngày làm việc, cutoff: \"12:30\"")], &["M054 deadline", "M154 deadline"]);
    gives(&[(within, "within: cùng ngày làm việc, cutoff: \"17:00\"")], &["M054 deadline", "M154 deadline"]);
    gives(&[(within, "within: cùng ngày làm việc, cutoff: \"sau 15:00\"")], &["M054 deadline"]);
    let line = "deadline: 2 ngày làm việc # duyet";
    gives(&[(line, "deadline: { within: \"1,5 ngày làm việc\", rule: cuối ngày }")], &["M052", "M157 ky_tu_choi"]);
    gives(&[(line, "deadline: { within: \"1,5 ngày làm việc\", rule: cuối buổi }")], &["M157 ky_tu_choi"]);
}

#[test]
fn tables_divide_by_one_kind_and_leave_nothing_out() {
    let table = |lines: &str| {
        format!("\n  within: {{ {lines} }}\n  from: tiep_nhan\n  to: [duyet.dong_y, ky_tu_choi.ky]\n  legal: qd_mau")
    };
    let whole = " { within: 5 ngày làm việc, from: tiep_nhan, to: [duyet.dong_y, ky_tu_choi.ky], legal: qd_mau }";
    let cases = ("legal:\n", "cases: { mot: Một, hai: Hai }\nlegal:\n");
    let all = [
        ("mot: 3 ngày làm việc, hai: 4 ngày làm việc", &[][..]),
        ("mot: 3 ngày làm việc, otherwise: 4 ngày làm việc", &[]),
        ("mot: 3 ngày làm việc", &["M053", "M076"]),
        ("mot: 3 ngày làm việc, truc_tiep: 4 ngày làm việc, otherwise: 5 ngày làm việc", &["M053", "M076"]),
        ("truc_tiep: 3 ngày làm việc, buu_chinh: 4 ngày làm việc", &["M076", "M076"]),
        ("truc_tiep: 3 ngày làm việc", &["M053", "M076", "M076"]),
        ("mot: 3 ngày làm việc, ba: 4 ngày làm việc", &["M036", "M076"]),
    ];
    for (lines, expected) in all {
        gives(&[cases, (whole, &table(lines))], expected);
    }
}

#[test]
fn timers_can_fire() {
    let line = "deadline: 2 ngày làm việc # duyet";
    let with = |more: &str| format!("{line}\n    {more}");
    let all = [
        ("remind: [1 ngày làm việc trước, 2 giờ làm việc trước]", &[][..]),
        ("remind: [1 ngày làm việc trước, 1 ngày làm việc trước]", &["M155"]),
        ("remind: [60 phút làm việc trước, 1 giờ làm việc trước]", &["M155"]),
        ("remind: [3 ngày làm việc trước]", &["M155"]),
        ("remind: [2 ngày làm việc trước]", &[]),
        ("remind: [9 giờ trước]", &[]),
        ("overdue: [{ notify: [mot_cua] }]", &[]),
        ("timeout: { next: qua_han }\n    overdue: [{ notify: [mot_cua] }]", &["M155"]),
        ("timeout: { next: het_han }", &["M056 duyet"]),
        ("timeout: { action: dong_y }", &["M063", "M158"]),
        ("timeout: { action: dong_y, legal: qd_mau }", &["M158"]),
    ];
    for (more, expected) in all {
        gives(&[(line, &with(more))], expected);
    }
    gives(&[(line, "remind: [1 giờ trước]\n    overdue: [{ notify: [mot_cua] }]")], &["M055", "M055", "M059 duyet"]);
    let hours = "deadline: 2 giờ làm việc # tiep_nhan";
    gives(&[(hours, "deadline: 2 giờ làm việc\n    remind: [120 phút làm việc trước]")], &["M155"]);
}

#[test]
fn the_clock_is_held_for_a_reason() {
    let supplement = "supplement: true";
    gives(&[(supplement, "supplement: true\n    clock: pause")], &["M152 bo_sung", "M163 bo_sung"]);
    let line = "deadline: 2 ngày làm việc # duyet";
    gives(&[(line, "deadline: 2 ngày làm việc\n    clock: pause")], &["M060 duyet"]);
    gives(&[(line, "deadline: 2 ngày làm việc\n    clock: pause\n    legal: qd_mau")], &[]);
    let timed = "    deadline: 7 ngày làm việc\n    timeout: { next: qua_han }\n";
    gives(&[(timed, "")], &["M120 qua_han", "M156 bo_sung"]);
}

#[test]
fn the_dossiers_deadline_is_whole() {
    gives(&[("from: tiep_nhan, ", "")], &["M051"]);
    gives(&[("to: [duyet.dong_y, ky_tu_choi.ky], ", "")], &["M159 deadline"]);
    gives(&[("within: 5 ngày làm việc", "within: không quy định")], &[]);
    let grounds = "ky_tu_choi.ky], legal: qd_mau }";
    gives(&[(grounds, "ky_tu_choi.ky] }")], &["M163 deadline"]);
    gives(&[(grounds, "ky_tu_choi.ky] }"), ("within: 5 ngày làm việc", "within: không quy định")], &["M063"]);
}

#[test]
fn years_are_announced() {
    let found_on = |within: &str, today: &str| found(&judged(&changed(&[("within: 5 ngày làm việc", within)]), today));
    let last = library().calendars[0].text().years.keys().copied().max().expect("a year is announced");
    assert_eq!(found_on("within: 5 ngày làm việc", &format!("{last}-12-01")), Vec::<String>::new());
    assert_eq!(found_on("within: 2 tháng", &format!("{last}-12-01")), ["M153"]);
    // Every deadline reaches the next year from the last day; it is named once.
    assert_eq!(found_on("within: 2 tháng", &format!("{last}-12-31")), ["M153"]);
}

#[test]
fn refusals_have_a_paper_a_reason_and_a_ground() {
    gives(&[("print: tu_choi, ", "")], &["M170 tiep_nhan.tu_choi"]);
    gives(&[("ask: [ly_do], print: tu_choi", "print: tu_choi")], &["M172 tiep_nhan.tu_choi"]);
    gives(&[("    legal: qd_mau # tiep_nhan\n", "")], &["M163 tiep_nhan"]);
    // That its result is a refusal only a later branch tells; a ground is asked where nothing else can follow.
    gives(&[("    legal: qd_mau # ky_tu_choi\n", "")], &[]);
    // The reason was asked on every way to the signature; without that the signature asks itself.
    gives(&[("ask: [ly_do], next: ky_tu_choi", "next: ky_tu_choi")], &["M172 ky_tu_choi.ky"]);
}

#[test]
fn letters_go_by_meaning() {
    let print = "print: tu_choi, ";
    for letter in ["mau_03", "\"03\"", "kiem_soat", "tu_choj", "mau_08", "van_ban"] {
        let found = found(&judged(&changed(&[(print, &format!("print: {letter}, "))]), "2026-06-08"));
        assert!(found.contains(&"M072".to_owned()), "{letter}: {found:?}");
    }
    gives(&[(print, "print: [tu_choi, tu_choi], ")], &["M072"]);
    gives(&[("ask: [noi_dung], ", "ask: [noi_dung], print: bo_sung, ")], &["M072"]);
}

#[test]
fn grounds_are_declared_and_named() {
    gives(&[("    legal: qd_mau # tiep_nhan", "    legal: qd_mua")], &["M061"]);
    // A misspelt ground does not make the one it means unused.
    let misspelt = ("    legal: qd_mau # tiep_nhan", "    legal: luat_mao");
    gives(&[misspelt, ("  qd_mau: ", "  luat_mau: Luật (mẫu)\n  qd_mau: ")], &["M061"]);
    gives(&[("  qd_mau: ", "  luat_mau: Luật (mẫu)\n  qd_mau: ")], &["M062"]);
    gives(
        &[
            ("  van_ban: ", "  giay_hai: Giấy (mẫu)\n  van_ban: "),
            ("sign: giay }", "sign: [giay, giay_hai] }"),
            ("returns: [giay, ", "returns: [giay, giay_hai, "),
        ],
        &[],
    );
    gives(&[("effective: { from: 2026-05-13 }", "effective: { from: 2026-05-13, to: 2026-05-12 }")], &["M058"]);
    gives(&[("calendar: ha_noi", "calendar: { reception: ha_noi, processing: ha_nam }")], &["M057"]);
}

#[test]
fn waivers_take_out_one_warning_at_one_place() {
    let without = [("code: \"1.000001\"\n", "")];
    gives(&without, &["M068 top"]);
    let with = |lines: &str| format!("{}waive:\n{lines}", changed(&without));
    let line =
        |(code, at): &(&str, &str)| format!("  - {{ code: {code}, at: {at}, reason: Chưa được cấp, legal: qd_mau }}\n");
    let all = [
        (&[("M068", "top")][..], &[][..], 1),
        (&[("M068", "deadline")], &["M065", "M068 top"], 0),
        (&[("M068", "top"), ("M067", "top")], &["M065"], 1),
        (&[("M068", "top"), ("M054", "deadline")], &["M065"], 1),
        (&[("M068", "top"), ("M094", "deadline")], &["M065"], 1),
        (&[("M068", "top"), ("M048", "duyet")], &["M064"], 1),
        (&[("M068", "top"), ("M066", "top")], &["M064"], 1),
        (&[("M068", "top"), ("M059", "duyet")], &["M064"], 1),
        (&[("M068", "top"), ("M999", "duyet")], &["M064"], 1),
    ];
    for (waived, expected, count) in all {
        let lines: String = waived.iter().map(line).collect();
        let checked = judged(&with(&lines), "2026-06-08");
        assert_eq!(found(&checked), expected, "{lines}");
        assert_eq!(checked.waived.len(), count, "{lines}");
        assert!(checked.waived.iter().all(|one| one.waive == 0 && one.diagnostic.code.code == "M068"), "{lines}");
    }
    let lacking = with("  - { code: M068, at: top, reason: Chưa được cấp }\n");
    assert_eq!(found(&judged(&lacking, "2026-06-08")), ["M064", "M068 top"]);
}

#[test]
fn confirming_stands_for_what_is_missing_there() {
    let confirm = |text: String, at: &str| {
        found(&judged(&format!("{text}confirm:\n  - {{ at: {at}, note: Chưa có trong nguồn }}\n"), "2026-06-08"))
    };
    let coded = || changed(&[("code: \"1.000001\"\n", "")]);
    assert_eq!(confirm(coded(), "top"), ["M066 top"]);
    assert_eq!(confirm(coded(), "deadline"), ["M066 deadline", "M068 top"]);
    let groundless = changed(&[("    legal: qd_mau # ky_tu_choi\n", "")]);
    assert_eq!(confirm(groundless, "ky_tu_choi"), ["M066 ky_tu_choi"]);
}
