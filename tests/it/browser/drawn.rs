//! What `motcua draw` writes, measured in the letters of a real browser: nothing lies on anything, every label fits.

use std::fmt::Write as _;

use serde_json::json;

use super::driver::Browser;
use crate::server::{TestFile, motcua};

/// What lies where it should not, in a drawing that is a document of its own.
const FAULTS: &str = "const wrong = [], all = path => [...document.querySelectorAll(path)]; \
    const frame = one => { const b = one.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }; \
    const meet = (a, b, by) => a[0] + by < b[2] && b[0] + by < a[2] && a[1] + by < b[3] && b[1] + by < a[3]; \
    const boxes = all('rect.bx').map(frame).filter(b => b[3] - b[1] > 20), sheet = frame(document.documentElement); \
    boxes.forEach((a, n) => boxes.slice(n + 1).forEach(b => meet(a, b, 0) && wrong.push('boxes meet: ' + a))); \
    const texts = all('text').map(one => [frame(one), one.textContent]); \
    for (const [a, words] of texts) { \
        if (a[0] < -1 || a[1] < -1 || a[2] > sheet[2] + 1 || a[3] > sheet[3] + 1) wrong.push('outside: ' + words); \
        for (const b of boxes) if (meet(a, b, 3) && (a[0] < b[0] - 1 || a[2] > b[2] + 1 || a[1] < b[1] - 2 || a[3] > b[3] + 2)) \
            wrong.push('does not fit: ' + words); } \
    texts.forEach(([a, one], n) => texts.slice(n + 1).forEach(([b, other]) => \
        meet(a, b, 5) && wrong.push(one + ' lies on ' + other))); \
    if (boxes.length < 5 || !all('title')[0].textContent || !all('desc')[0].textContent) wrong.push('too little'); \
    return wrong";

/// Draws with the program and lets the browser measure.
fn measured(browser: &Browser, arguments: &[&str]) {
    let file = TestFile::new();
    let path = format!("{}.svg", file.path().display());
    let said = motcua(&[&["draw", "-o", &path], arguments].concat()).output().expect("the program can be started");
    assert!(said.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
    browser.open(&format!("file://{path}"));
    let wrong = browser.read(FAULTS, &[]);
    std::fs::remove_file(&path).expect("it was written");
    assert_eq!(wrong, json!([]), "{arguments:?}");
}

/// Writes a procedure of thirty steps with long names, ways back, ways ahead and gateways.
fn thirty() -> String {
    let mut text = String::from(
        "tthc: 1\nid: ba_muoi\nname: Thủ tục có ba mươi bước\nlevel: xã\ncalendar: ha_noi\nlegal: { qd: Quyết định mẫu }\n\
         deadline: { within: 60 ngày, from: b1, legal: qd }\nroles:\n  nguoi_nop: Người nộp hồ sơ\n\
         \x20 can_bo: Chuyên viên phòng Kinh tế, Hạ tầng và Đô thị\nsteps:\n  - { startEvent: nop, role: nguoi_nop }\n",
    );
    let jumps = [(3, 1), (9, 8), (9, 14), (11, 9), (16, 25), (20, 4), (22, 21), (27, 12), (30, 28)];
    for step in 1..=30 {
        let _ = write!(
            text,
            "  - userTask: b{step}\n    name: Kiểm tra thực địa, lập biên bản và lấy ý kiến lần {step}\n    role: can_bo\n\
             \x20   deadline: {step} ngày làm việc\n    actions:\n      dat: Đạt yêu cầu\n"
        );
        for (_, to) in jumps.iter().filter(|(from, _)| *from == step) {
            let _ = writeln!(text, "      lai_{to}: {{ name: Chuyển đến việc {to} để làm rõ thêm, next: b{to} }}");
        }
        if step % 9 == 5 {
            let _ = write!(
                text,
                "  - exclusiveGateway: c{step}\n    name: Có phải xét thêm ở việc {step} không\n    branches:\n\
                 \x20     - {{ name: Đi thẳng, when: 'b{step}.rounds > 1', next: b{} }}\n\
                 \x20     - {{ name: Đi tiếp, otherwise: b{} }}\n",
                step + 6,
                step + 1
            );
        }
    }
    text + "  - { endEvent: xong, name: Đã giải quyết, result: approved }\n"
}

#[test]
fn drawings_fit_in_real_letters() {
    let browser = Browser::start();
    let file = TestFile::new();
    let folder = format!("{}.d", file.path().display());
    let path = format!("{folder}/ba-muoi.tthc.yaml");
    std::fs::create_dir(&folder).expect("a new folder");
    std::fs::write(&path, thirty()).expect("the file can be written");
    let shipped = std::fs::read_dir("processes").expect("a folder of the project");
    let shipped = shipped.map(|entry| entry.expect("an entry").path().display().to_string());
    let shipped: Vec<String> = shipped.filter(|name| name.ends_with(".tthc.yaml")).collect();
    assert_eq!(shipped.len(), 6);
    for form in [&[][..], &["--narrow"], &["--lang", "en"]] {
        measured(&browser, &[&[path.as_str()], form].concat());
        for procedure in &shipped {
            measured(&browser, &[&[procedure.as_str()], form].concat());
            measured(&browser, &[&[procedure.as_str(), "--coverage"], form].concat());
        }
    }
    std::fs::remove_dir_all(folder).expect("it was made");
}
