//! `motcua calendar plan | apply` on a database a server left behind: what a decreed holiday moves, and nothing else.

use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::http::ask;
use crate::server::{Server, TestFile};

const PERMIT: &str = "T-H26.00.01-260608-0001";
const SUPPLEMENT: &str = "T-H26.00.01-260608-0002";
const FILED: &str = "T-H26.00.01-260608-0003";
const DECREE: &str = "Quyết định 99/QĐ-TTg";
const OWNER: &str = "applicant:nguoi_nop_0412";
const DESK: &str = "post:p01_mot_cua_01";

/// A client of one server.
struct Office<'a> {
    server: &'a Server,
    keys: u32,
}

impl Office<'_> {
    fn post(&mut self, who: &str, path: &str, tag: &str, body: &Value) -> Value {
        self.keys += 1;
        let key = self.keys.to_string();
        let headers =
            [("X-Motcua-As", who), ("Content-Type", "application/json"), ("Idempotency-Key", &key), ("If-Match", tag)];
        let answer = ask(self.server.address, &format!("POST /api/v1{path}"), &headers, &body.to_string());
        let answer = answer.expect("the server answers");
        assert!(matches!(answer.status, 200 | 201), "{}: {}", answer.status, answer.body);
        answer.json()
    }

    /// Presses a button of the desk's task.
    fn press(&mut self, code: &str, action: &str, answers: &Value) {
        let headers = [("X-Motcua-As", DESK)];
        let line = format!("GET /api/v1/dossiers/{code}");
        let shown = ask(self.server.address, &line, &headers, "").expect("the server answers");
        let task = shown.json()["steps"][0]["activation"].clone();
        let tag = shown.header("etag").expect("a version").to_owned();
        let body = json!({ "action": action, "answers": answers });
        self.post(DESK, &format!("/dossiers/{code}/tasks/{task}/acts"), &tag, &body);
    }
}

/// Monday 8/6/2026, shortly after 08:00, by hand:
///
/// * the permit was received: 7 working days, 9 10 11 12 15 16 17, so 17:00 on the 17th; without the 10th
///   9 11 12 15 16 17 18, so 17:00 on the 18th. Its step has half a day, which ends on the 8th;
/// * the supplement has 7 working days as well, of the applicant: 24:00 on the 17th, then on the 18th;
/// * the last one was only filed: two working hours, which end on the 8th.
fn database() -> TestFile {
    let file = TestFile::new();
    let server = Server::start(file.path());
    let mut office = Office { server: &server, keys: 0 };
    let permit = json!({
        "procedure": "cap_giay_phep_xay_dung", "agency": "ubnd_phuong_01", "channel": "truc_tiep",
        "subject": "cong_dan", "case": "nha_o",
        "answers": {
            "cong_trinh.dia_chi": "Phường 01", "cong_trinh.so_tang": 3, "cong_trinh.dien_tich_san": "180.5",
            "giay_to.don": true, "giay_to.quyen_dat": "giay_chung_nhan", "giay_to.ban_ve": true,
        },
    });
    let copy = json!({
        "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        },
    });
    for (filing, code) in [(&permit, PERMIT), (&copy, SUPPLEMENT), (&copy, FILED)] {
        assert_eq!(office.post(OWNER, "/dossiers", "", filing)["code"], code);
    }
    office.press(PERMIT, "tiep_nhan", &json!({}));
    office.press(SUPPLEMENT, "bo_sung", &json!({ "noi_dung": "Thiếu giấy tờ" }));
    server.kill();
    file
}

/// Writes the shipped calendar with one more day off.
fn day_off(folder: &Folder, day: &str) -> PathBuf {
    let old = "      2026-11-24:";
    let new = format!("      {day}: Nghỉ theo quyết định\n{old}");
    folder.file(&format!("{day}.calendar.yaml"), changed("processes/calendars/ha_noi.calendar.yaml", old, &new))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of letters")
}

fn plan(file: &TestFile, calendar: &Path, more: &[&str]) -> Said {
    run(&[&["calendar", "plan", text(calendar), "--db", text(file.path())], more].concat())
}

fn apply(file: &TestFile, calendar: &Path, plan: &Path) -> Said {
    let fixed = ["--decree", DECREE, "--operator", "Người vận hành 01"];
    run(&[&["calendar", "apply", text(calendar), "--db", text(file.path()), "--plan", text(plan)], &fixed[..]].concat())
}

/// Version of each dossier, the latest first.
fn versions(file: &TestFile) -> Vec<u64> {
    let rows = run(&["dossier", "list", "--json", "--db", text(file.path())]).json();
    rows.iter().map(|row| row["version"].as_u64().expect("a version")).collect()
}

#[test]
fn a_decreed_holiday_moves_what_was_planned_and_nothing_else() {
    let (file, folder) = (database(), Folder::new());
    let calendar = day_off(&folder, "2026-06-10");

    let told = plan(&file, &calendar, &[]);
    assert_eq!(told.code, OK, "{}", told.err);
    let lines: Vec<&str> = told.out.lines().collect();
    assert!(lines[0].starts_with(SUPPLEMENT) && lines[0].contains("bo_sung"), "{}", told.out);
    assert!(lines[0].contains("17/06/2026 24:00  dời đến 18/06/2026 24:00"), "{}", told.out);
    let permit = lines.iter().find(|line| line.starts_with(PERMIT)).expect("a line");
    assert!(permit.contains("ho_so  17/06/2026 17:00  dời đến 18/06/2026 17:00"), "{}", told.out);
    let off = "    - nghỉ: 10/06 (Nghỉ theo quyết định), thứ Bảy 13/06, Chủ nhật 14/06";
    assert_eq!(lines.iter().filter(|line| **line == off).count(), 2, "{}", told.out);
    assert!(!told.out.contains(FILED), "{}", told.out);
    assert_eq!(told.err, "2 hạn sẽ dời, 0 hạn giữ nguyên; in kế hoạch với --json để áp dụng.\n");

    let planned = plan(&file, &calendar, &["--json"]);
    let first = &planned.json()[1];
    assert_eq!(
        (&first["dossier"], &first["clock"], &first["due"], &first["what"], &first["to"]),
        (
            &json!(PERMIT),
            &json!("ho_so"),
            &json!("2026-06-17T17:00:00+07:00"),
            &json!("later"),
            &json!("2026-06-18T17:00:00+07:00")
        )
    );
    assert_eq!(versions(&file), [1, 2, 2], "a plan moves nothing");

    // It is the same plan in another language.
    let english = plan(&file, &calendar, &["--json", "--lang", "en"]);
    let kept = folder.file("plan.jsonl", english.out);
    let applied = apply(&file, &calendar, &kept);
    assert_eq!((applied.code, applied.err.as_str()), (OK, ""));
    assert_eq!(applied.out, "Đã áp dụng lịch mới cho 2 hồ sơ.\n");
    assert_eq!(versions(&file), [1, 3, 3]);
    let history = run(&["dossier", "history", PERMIT, "--json", "--db", text(file.path())]);
    let last = history.json().pop().expect("a record");
    assert_eq!(last["kind"], "operation");
    let logged = history.out.lines().last().unwrap_or_default();
    assert!(logged.contains(DECREE) && logged.contains("Người vận hành 01"), "{logged}");
    assert!(run(&["dossier", "show", PERMIT, "--db", text(file.path())]).out.contains("18/06/2026"));
    assert_eq!(run(&["dossier", "verify", "--db", text(file.path())]).code, OK);

    let again = apply(&file, &calendar, &kept);
    let stale = "lỗi: hồ sơ hoặc lịch đã khác so với kế hoạch; chưa dời hạn nào. Hãy lập kế hoạch lại\n";
    assert_eq!((again.code, again.out.as_str(), again.err.as_str()), (FOUND, "", stale));
    assert_eq!(versions(&file), [1, 3, 3]);
    let nothing = plan(&file, &calendar, &[]);
    let none = "Lịch này không dời hạn nào; 0 hạn giữ nguyên.\n";
    assert_eq!((nothing.code, nothing.out.as_str(), nothing.err.as_str()), (OK, "", none));
}

#[test]
fn a_calendar_that_moves_nothing_says_so() {
    let (file, folder) = (database(), Folder::new());
    let calendar = day_off(&folder, "2026-12-30");
    let planned = plan(&file, &calendar, &["--json"]);
    let none = "Lịch này không dời hạn nào; 0 hạn giữ nguyên.\n";
    assert_eq!((planned.code, planned.out.as_str(), planned.err.as_str()), (OK, "", none));
    let applied = apply(&file, &calendar, &folder.file("plan.jsonl", planned.out));
    assert_eq!((applied.code, applied.out.as_str()), (OK, "Lịch này không dời hạn nào.\n"), "{}", applied.err);
    assert_eq!(versions(&file), [1, 2, 2]);
}

#[test]
fn a_plan_of_another_calendar_is_not_carried_out() {
    let (file, folder) = (database(), Folder::new());
    let (tenth, eleventh) = (day_off(&folder, "2026-06-10"), day_off(&folder, "2026-06-11"));
    let kept = folder.file("plan.jsonl", plan(&file, &tenth, &["--json"]).out);
    let applied = apply(&file, &eleventh, &kept);
    assert_eq!((applied.code, applied.out.as_str()), (FOUND, ""), "the dues are the same, their ground is not");
    assert_eq!(versions(&file), [1, 2, 2]);
}

#[test]
fn nothing_is_moved_without_a_ground_and_a_name() {
    let (file, folder) = (database(), Folder::new());
    let calendar = day_off(&folder, "2026-06-10");
    let kept = folder.file("plan.jsonl", plan(&file, &calendar, &["--json"]).out);
    let fixed = ["calendar", "apply", text(&calendar), "--db", text(file.path()), "--plan", text(&kept)];
    for bare in [["--decree", " ", "--operator", "Người vận hành 01"], ["--decree", DECREE, "--operator", ""]] {
        let said = run(&[&fixed[..], &bare[..]].concat());
        assert_eq!((said.code, said.out.as_str()), (USAGE, ""), "{}", said.err);
    }
    assert_eq!(versions(&file), [1, 2, 2]);
}

#[test]
fn a_suspended_dossier_does_not_keep_the_others_waiting() {
    let (file, folder) = (database(), Folder::new());
    let server = Server::start(file.path());
    let halt = json!({ "on": true });
    let mut office = Office { server: &server, keys: 100 };
    office.post(DESK, &format!("/dossiers/{SUPPLEMENT}/halt"), "\"2\"", &halt);
    server.kill();
    let calendar = day_off(&folder, "2026-06-10");
    let kept = folder.file("plan.jsonl", plan(&file, &calendar, &["--json"]).out);
    let applied = apply(&file, &calendar, &kept);
    assert_eq!((applied.code, applied.out.as_str()), (FOUND, "Đã áp dụng lịch mới cho 1 hồ sơ.\n"));
    let why = format!("chưa dời hạn của {SUPPLEMENT}: hồ sơ đang tạm dừng vì sự cố; mở lại rồi lập kế hoạch lại\n");
    assert_eq!(applied.err, why);
    assert_eq!(versions(&file), [1, 3, 3], "filed, halted, moved");
}

#[test]
fn what_cannot_be_planned_or_applied_is_told() {
    let (file, folder) = (database(), Folder::new());
    let calendar = day_off(&folder, "2026-06-10");
    let own = changed("processes/calendars/ha_noi.calendar.yaml", "calendar: ha_noi", "calendar: rieng");
    let unknown = plan(&file, &folder.file("rieng.calendar.yaml", own), &[]);
    let told = "lỗi: không hạn nào tính theo lịch `rieng`; các lịch đang có: ha_noi\n";
    assert_eq!((unknown.code, unknown.out.as_str(), unknown.err.as_str()), (ENVIRONMENT, "", told));
    for (name, content) in [("khong-co.calendar.yaml", None), ("thu.calendar.yaml", Some("Một bức thư.\n"))] {
        let path = content.map_or_else(|| folder.path().join(name), |content| folder.file(name, content));
        let said = plan(&file, &path, &[]);
        assert_eq!((said.code, said.out.as_str()), (ENVIRONMENT, ""), "{name}");
        let told = format!("lỗi: không dùng được tệp lịch {}; xem: motcua check ", path.display());
        assert!(said.err.starts_with(&told), "{}", said.err);
    }
    let nowhere = TestFile::new();
    let said = plan(&nowhere, &calendar, &[]);
    assert_eq!(said.code, ENVIRONMENT);
    assert!(said.err.starts_with("lỗi: không có cơ sở dữ liệu ") && !nowhere.path().exists(), "{}", said.err);

    let bad = apply(&file, &calendar, &folder.file("bad.jsonl", "\nMột bức thư.\n"));
    assert_eq!((bad.code, bad.err.as_str()), (ENVIRONMENT, "lỗi: dòng 2 của kế hoạch không phải JSON\n"));
    let kept = folder.file("plan.jsonl", plan(&file, &calendar, &["--json"]).out);
    let _server = Server::start(file.path());
    let said = apply(&file, &calendar, &kept);
    assert_eq!((said.code, said.out.as_str()), (ENVIRONMENT, ""));
    assert!(said.err.starts_with("lỗi: "), "{}", said.err);
    assert_eq!(versions(&file), [1, 2, 2], "nothing is moved beside a running server");
}
