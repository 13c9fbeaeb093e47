//! What the rules about data and paths find: each case is a part of a procedure and the places that are told.
//! A place is written as its code and the text that is marked; all other codes are left out of the comparison.

use calendar::Date;
use motcua_procedure::{Library, check};
use source::SourceFile;

const JUDGED: [&str; 15] = [
    "M029", "M034", "M042", "M044", "M045", "M046", "M073", "M074", "M075", "M121", "M141", "M145", "M150", "M151",
    "M171",
];

const HEAD: &str = "\
tthc: 1
id: mau_don
name: Thủ tục mẫu
level: xã
calendar: ha_noi
cases: { thuong: Trường hợp thường, la: Trường hợp lạ }
legal: { qd: Quyết định mẫu }
roles: { nguoi_nop: Người nộp, mot_cua: Công chức Một cửa, lanh_dao: Lãnh đạo }
";

/// The cases: a line `# …` names one, lines `> M045 text` tell what is expected.
const CASES: &str = include_str!("paths.txt");

fn told(part: &str) -> Vec<String> {
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    let deadline = match part.contains("\ndeadline:") || part.starts_with("deadline:") {
        true => "",
        false => "deadline: { within: 3 ngày làm việc, from: tiep_nhan, legal: qd }\n",
    };
    let file = SourceFile::new("mau-don.tthc.yaml", format!("{HEAD}{deadline}{part}"));
    let checked = check(file, &Library::default(), today);
    let judged = checked.diagnostics.iter().filter(|one| JUDGED.contains(&one.code.code));
    judged.map(|one| format!("{} {}", one.code.code, checked.file.slice(one.span))).collect()
}

#[test]
fn each_case_tells_what_it_says() {
    let (mut count, mut wrong) = (0, String::new());
    for case in CASES.split("\n# ").skip(1) {
        let (name, body) = case.split_once('\n').expect("a case has a body");
        let (expected, part): (Vec<&str>, Vec<&str>) = body.lines().partition(|line| line.starts_with("> "));
        let expected: Vec<&str> = expected.iter().map(|line| &line[2..]).collect();
        let told = told(&part.join("\n"));
        if told != expected {
            wrong.push_str(&format!("\n{name}\n  expected {expected:?}\n  told     {told:?}"));
        }
        count += 1;
    }
    assert_eq!(wrong, "");
    assert!(count > 30, "the cases are read");
}
