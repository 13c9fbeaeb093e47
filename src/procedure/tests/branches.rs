//! What is said of guards that can, or cannot, be true or false together: M029, M042, M048, M049, M140.
//! Each case is a part of a procedure and what is told: code, the text that is marked, and the words beside it.

use calendar::Date;
use motcua_procedure::{Library, check};
use source::{Diagnostic, Severity, SourceFile};

const JUDGED: [&str; 5] = ["M029", "M042", "M048", "M049", "M140"];

const HEAD: &str = "\
tthc: 1
id: mau_don
name: Thủ tục mẫu
level: xã
calendar: ha_noi
legal: { qd: Quyết định mẫu }
deadline: { within: 3 ngày làm việc, from: tiep_nhan, legal: qd }
roles: { nguoi_nop: Người nộp, mot_cua: Công chức Một cửa, lanh_dao: Lãnh đạo }
form:
  yc:
    name: Yêu cầu
    fields:
      gap: { label: Gấp, type: boolean }
      tang: { label: Số tầng, type: integer, min: 1, max: 50 }
      dien_tich: { label: Diện tích, type: decimal }
      sinh: { label: Ngày sinh, type: date, max: hôm nay }
      loai: { label: Loại, type: choice, options: { moi: Mới, sua: Sửa, go: Dỡ } }
      kem: { label: Kèm theo, type: choices, options: { anh: Ảnh, ban_ve: Bản vẽ }, optional: true }
      thua: { label: Thửa, type: integer, optional: true }
";
const END: &str = r"  - { userTask: dong, name: Kết thúc, role: mot_cua, actions: { xong: Xong } }
  - { endEvent: het, name: Xong, result: approved }
";

const GATEWAY: &str = "steps:
  - { startEvent: nop, role: nguoi_nop }
  - userTask: tiep_nhan
    name: Nhận
    role: mot_cua
    actions: { nhan: Nhận, xet: Xét, lai: { name: Lại, next: tiep_nhan } }
  - exclusiveGateway: chia
    branches:
";

/// The cases: a line `# …` names one, lines `> M048 text | words` tell what is expected. A body that begins with `-`
/// is the branches of a gateway behind a first step with two buttons; `steps:` is all of the steps.
const CASES: &str = include_str!("branches.txt");

fn whole(body: &str) -> String {
    let steps = match body.trim_start().starts_with('-') {
        true => {
            let branches: String = body.lines().map(|line| format!("      {line}\n")).collect();
            format!("{GATEWAY}{branches}")
        }
        false => format!("{body}\n"),
    };
    format!("{HEAD}{steps}{END}")
}

fn words(one: &Diagnostic) -> &str {
    let label = one.label.as_ref().map_or("", |label| label.vi.as_str());
    if matches!(one.code.code, "M029" | "M042") { label } else { &one.message.vi }
}

fn told(body: &str) -> Vec<String> {
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    let file = SourceFile::new("mau-don.tthc.yaml", whole(body));
    let checked = check(file, &Library::shipped().0, today);
    let is_judged = |one: &&Diagnostic| one.code.severity == Severity::Error || JUDGED.contains(&one.code.code);
    let judged = checked.diagnostics.iter().filter(is_judged);
    judged.map(|one| format!("{} {} | {}", one.code.code, checked.file.slice(one.span), words(one))).collect()
}

#[test]
fn each_case_tells_what_it_says() {
    let (mut count, mut wrong) = (0, String::new());
    for case in CASES.split("\n# ").skip(1) {
        let (name, body) = case.split_once('\n').expect("a case has a body");
        let (expected, part): (Vec<&str>, Vec<&str>) = body.lines().partition(|line| line.starts_with("> "));
        let expected: Vec<&str> = expected.iter().map(|line| &line[2..]).collect();
        let told = told(part.join("\n").trim_end());
        if told != expected {
            wrong.push_str(&format!("\n{name}\n  expected {expected:#?}\n  told     {told:#?}"));
        }
        count += 1;
    }
    assert_eq!(wrong, "");
    assert!(count > 25, "the cases are read");
}
