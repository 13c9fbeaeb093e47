//! `motcua doctor`: what it finds and how it ends.

use super::*;
use crate::server::{Server, TestFile};

const CALENDAR: &str = "processes/calendars/ha_noi.calendar.yaml";
const GOOD: &str = "processes/cap-ban-sao-so-goc.tthc.yaml";

/// Looks at a folder on a day, in a place where no database is.
fn looked(folder: &Folder, today: &str) -> Said {
    let mut command = call(&["doctor", "--json", "--today", today, "--processes"]);
    command.arg(folder.path()).current_dir(folder.path());
    finish(command)
}

fn of_section(said: &Said, section: &str) -> Vec<serde_json::Value> {
    said.json().into_iter().filter(|one| one["section"] == section).collect()
}

#[test]
fn a_department_is_told_what_to_confirm() {
    let said = run(&["doctor", "--today", "2026-06-08"]);
    assert_eq!(said.code, FOUND);
    for words in [
        "Thủ tục\n",
        "  ! cap-ban-sao-so-goc.tthc.yaml: còn 6 điều phải xác nhận\n      - bo_sung: Thời hạn chờ bổ sung",
        "      - xac_nhan_rut: 2 giờ làm việc để xác nhận việc rút hồ sơ (chờ xác nhận)\n",
        "  · cap-ban-sao-so-goc.tthc.yaml: 10 điều đã đọc trong nguồn\n      - deadline: Trả kết quả trong ngày làm việc",
        " (Cổng Dịch vụ công quốc gia, bản công bố thủ tục, tháng 7/2026, thủ tục 1.013225; đã đọc)\n",
        "      cách làm: xác nhận với đơn vị chủ quản",
        "Lịch và danh bạ\n  · ha_noi.calendar.yaml: chưa có lịch năm 2027\n",
        "Đồng hồ\n  · giờ của máy: ",
        "Ổ đĩa\n",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert!(said.last().starts_with("Còn ") && said.last().ends_with(" việc phải làm (dấu !)."), "{}", said.last());
    let english = run(&["doctor", "--today", "2026-06-08", "--lang", "en"]);
    assert!(english.out.contains("facts to be confirmed: 6"), "{}", english.out);
}

#[test]
fn nothing_to_do_is_a_success() {
    let folder = Folder::new();
    let text = shipped(GOOD);
    let confirmed = text.split("\nconfirm:\n").next().expect("it begins before").to_owned() + "\n";
    // Without its list, what the list stood for is asked for: the decision that announces it is there already.
    folder.file(PROCEDURE, confirmed);
    folder.file("calendars/ha_noi.calendar.yaml", shipped(CALENDAR));
    let said = looked(&folder, "2026-06-08");
    let procedures = of_section(&said, "Procedures");
    assert_eq!(procedures.len(), 1, "{}", said.out);
    assert_eq!((said.code, &procedures[0]["must"]), (OK, &serde_json::json!(false)), "{}", said.out);
    assert!(of_section(&said, "Database").is_empty(), "there is none: {}", said.out);
}

#[test]
fn facts_stand_beside_their_procedure() {
    let folder = Folder::new();
    folder.file("calendars/ha_noi.calendar.yaml", shipped(CALENDAR));
    folder.file(PROCEDURE, shipped(GOOD));
    let named = "processes/cap-ban-sao-so-goc.facts.yaml";
    let facts = folder.file("cap-ban-sao-so-goc.facts.yaml", shipped(named));
    let told = |said: &Said| of_section(said, "Procedures").len();
    assert_eq!(told(&looked(&folder, "2026-06-08")), 2, "what is open, and what was read");
    assert_eq!(run_on(&["check"], &[&facts]).code, OK);
    assert_eq!(run_on(&["fmt", "--check"], &[&facts]).code, OK);
    folder.file("cap-ban-sao-so-goc.facts.yaml", changed(named, "    article: trang 65-69\n", ""));
    let broken = run_on(&["check"], &[&facts]);
    assert!(
        broken.code == FOUND && broken.out.contains("lỗi[M110]") && broken.out.contains("`article`"),
        "{}",
        broken.out
    );
    let said = looked(&folder, "2026-06-08");
    let faulty = of_section(&said, "Procedures")
        .into_iter()
        .find(|one| one["about"].as_str().is_some_and(|about| about.ends_with(".facts.yaml")));
    assert_eq!(faulty.expect("it is named")["must"], true, "{}", said.out);
    std::fs::remove_file(facts).expect("it was there");
    assert_eq!(told(&looked(&folder, "2026-06-08")), 1, "nobody must have facts");
}

#[test]
fn the_next_year_and_faulty_files_must_be_seen_to() {
    let folder = Folder::new();
    folder.file("calendars/ha_noi.calendar.yaml", shipped(CALENDAR));
    let must = |said: &Said| of_section(said, "Calendars and directories").iter().any(|one| one["must"] == true);
    assert!(!must(&looked(&folder, "2026-10-31")));
    let november = looked(&folder, "2026-11-01");
    assert!(must(&november) && november.code == FOUND, "{}", november.out);
    folder.file("calendars/ha_noi.calendar.yaml", shipped(CALENDAR).replace("cutoff:", "cutof:"));
    folder.file(PROCEDURE, changed(GOOD, "level: xã", "level: x"));
    let broken = looked(&folder, "2026-06-08");
    assert!(must(&broken), "{}", broken.out);
    let errors = of_section(&broken, "Procedures");
    assert!(errors.iter().any(|one| one["what"].as_str().is_some_and(|what| what.contains("lỗi"))), "{}", broken.out);
}

#[test]
fn a_database_is_opened_and_never_made() {
    let db = TestFile::new();
    let name = db.path().display().to_string();
    let about = |said: &Said| of_section(said, "Database").first().cloned().expect("it was looked at");
    let missing = run(&["doctor", "--json", "--db", &name]);
    assert_eq!((missing.code, &about(&missing)["must"]), (FOUND, &serde_json::json!(true)));
    assert!(!db.path().exists(), "it was only looked for");
    let server = Server::start(db.path());
    let beside = run(&["doctor", "--json", "--db", &name]);
    assert_eq!(about(&beside)["what"], "đọc được, đúng định dạng, để chạy thử");
    drop(server);
    let other = Folder::new();
    let other = other.file("chu.db", "không phải cơ sở dữ liệu, chỉ là chữ".repeat(40));
    let broken = run_on(&["doctor", "--json", "--db"], &[&other]);
    assert_eq!(about(&broken)["must"], true, "{}", broken.out);
}
