//! The pages in a real browser that runs no script: filed, settled, supplemented, withdrawn, and moved through time.
//!
//! Every page a reader comes to is judged by what holds for all pages (`reader.rs`); the scenes say what holds for one.
//! The rehearsal begins on Monday 2026-06-08 at 08:00. Its clock runs, so no scene relies on minutes.

mod axe;
mod desk;
mod drawn;
mod driver;
mod reader;

use std::path::PathBuf;

use driver::{ENTER, TAB};
use reader::Reader;
use serde_json::{Value, json};

use crate::server::Server;

const APPLICANT: &str = "applicant:nguoi_nop_0412";
const ONE_STOP: &str = "post:p01_mot_cua_01";
const LEADER: &str = "post:p01_lanh_dao";
const DEPUTY: &str = "post:p01_pho_chu_tich";
const WHAT: &str = "Bằng tốt nghiệp, sổ gốc Trường Nguyễn Du, quyển 02, đóng dấu năm 1998, một tờ";

// Received on Monday before 15:00, so due when that day's work ends: 17:00.
const PROMISED: &str = "trước 17:00 thứ Hai 08/06/2026";
// Asked on Monday 8 June; the days 9, 10, 11, 12, 15, 16, 17 are the seven working days.
const SUPPLEMENT_DUE: &str = "đến hết thứ Tư 17/06/2026";

fn of_citizen(code: &str) -> String {
    format!("/congdan/ho-so/{code}")
}

fn of_office(code: &str) -> String {
    format!("/congchuc/ho-so/{code}")
}

#[test]
fn scripts_are_off() {
    let reader = Reader::new();
    reader.browser.open("data:text/html,<title>off</title><script>document.title='on'</script>");
    assert_eq!(reader.title(), "off");
}

#[test]
fn an_applicant_files_is_told_what_is_wrong_and_files_again() {
    let reader = Reader::new();
    reader.browser.width(390);
    reader.be(APPLICANT);
    reader.press("Cấp bản sao từ sổ gốc");
    reader.sees("Giấy tờ tùy thân");
    reader.press("Bắt đầu nộp hồ sơ");
    reader.write("yeu_cau.ten_giay_to", WHAT);
    reader.write("yeu_cau.so_ban", "năm");
    reader.press("Xem lại trước khi nộp");

    assert!(reader.title().starts_with("Lỗi: "), "{}", reader.title());
    reader.sees("Có 2 chỗ cần sửa");
    assert_eq!(reader.text("return document.querySelector('main .wrap > :not(.crumb)').className"), "oops");
    assert_eq!(reader.text("return document.activeElement.className"), "oops", "the summary is read first");
    assert_eq!(reader.written("yeu_cau.ten_giay_to"), WHAT, "nothing typed is lost");
    assert_eq!(reader.written("yeu_cau.so_ban"), "năm", "a wrong answer stays to be mended");
    reader.touch("(//div[@class='oops']//a)[1]");
    assert_eq!(reader.text("return document.activeElement.name"), "yeu_cau.so_ban", "a fault leads to its box");

    reader.write("yeu_cau.so_ban", "3");
    reader.tick("giay_to.giay_to_tuy_than");
    reader.press("Xem lại trước khi nộp");
    reader.sees(WHAT);
    reader.press("Sửa lại");
    assert_eq!(reader.written("yeu_cau.so_ban"), "3");
    reader.press("Xem lại trước khi nộp");
    reader.press("Nộp hồ sơ");

    assert_eq!(reader.words("h1"), "Đã nộp hồ sơ");
    let code = reader.words("main .date");
    assert!(code.starts_with("T-H26.00.01-260608-"), "{code}");
    reader.press("Xem hồ sơ");
    assert_eq!(reader.path(), of_citizen(&code));
    assert_eq!(reader.words("main .tag"), "Mới đăng ký");
    reader.sees("Chưa có ngày hẹn trả");
    reader.press_at("//p[@class='crumb']/a");
    reader.sees(&code);
    reader.be("applicant:nguoi_nop_0518");
    reader.open(&of_citizen(&code));
    assert_eq!(reader.words("h1"), "Không tìm thấy trang này", "a code alone opens nothing");
}

#[test]
fn an_official_sees_what_is_due_and_what_each_button_will_do() {
    let reader = Reader::new();
    let code = reader.file(APPLICANT, WHAT);
    reader.be(ONE_STOP);
    assert!(reader.words("td .left").starts_with("còn "), "{}", reader.words("td"));
    reader.sees(&code);
    reader.press("Cấp bản sao từ sổ gốc");
    for (label, will) in [
        ("Tiếp nhận", &["Sang bước 2", "đồng hồ bắt đầu", "hẹn trả trước 17:00 thứ Hai 08/06/2026"][..]),
        ("Yêu cầu bổ sung", &["Phiếu yêu cầu bổ sung", SUPPLEMENT_DUE]),
        ("Hướng dẫn sang thủ tục 2.000635", &["Không làm được:", "Là giấy tờ hộ tịch"]),
        ("Từ chối tiếp nhận", &["kết thúc", "Phiếu từ chối tiếp nhận"]),
    ] {
        let said = reader.consequence(label);
        assert!(will.iter().all(|part| said.contains(part)), "{label}: {said}");
    }
    reader.press("Tiếp nhận");
    reader.sees("Đã ghi");
    reader.sees(PROMISED);
    let due = &reader.api(&format!("/dossiers/{code}"), ONE_STOP)["clock"]["due"]["at"];
    assert_eq!(due, "2026-06-08T17:00:00+07:00");
    reader.be(APPLICANT);
    reader.open(&of_citizen(&code));
    assert_eq!(reader.words("main .tag"), "Đang xử lý");
    reader.sees(PROMISED);
}

/// Starts a server with two leaders, one of whom also keeps the archive: he could do both what two must do.
fn with_a_leader_in_two_roles(db: &std::path::Path) -> Server {
    let shipped = include_str!("../../processes/directory/ha_noi.directory.yaml");
    let both = shipped.replacen("roles: [lanh_dao, chu_tich]", "roles: [lanh_dao, chu_tich, luu_tru]", 1).replacen(
        "name: Phó Chủ tịch UBND phường, roles: []",
        "name: Phó Chủ tịch UBND phường, roles: [lanh_dao]",
        1,
    );
    assert!(both.contains("luu_tru], signs: true, substitute") && both.contains("roles: [lanh_dao], signs"));
    let file = PathBuf::from(format!("{}.directory.yaml", db.display()));
    std::fs::write(&file, both).expect("the file can be written");
    let server = Server::start_with(db, &["--directory", &file.display().to_string()]);
    std::fs::remove_file(file).expect("the file was there");
    server
}

#[test]
fn each_post_does_its_part_and_nobody_signs_his_own_work() {
    let reader = Reader::before(with_a_leader_in_two_roles);
    let code = reader.file(APPLICANT, WHAT);
    let status = |who: &str, expected: &str| {
        reader.be(who);
        reader.open(&of_citizen(&code));
        assert_eq!(reader.words("main .tag"), expected);
    };
    let press = |who: &str, label: &str| {
        reader.be(who);
        reader.press("Cấp bản sao từ sổ gốc");
        reader.press(label);
        reader.sees("Đã ghi");
    };
    press(ONE_STOP, "Tiếp nhận");
    press(LEADER, "Có trong sổ gốc");
    reader.sees("đã làm bước 2");
    assert_eq!(
        reader.browser.all("//main//ul[@class='acts']//button[not(@aria-disabled)]").len(),
        0,
        "the same post may not sign"
    );
    press(DEPUTY, "Ký");
    press(ONE_STOP, "Đã phát hành");
    status(APPLICANT, "Đã xử lý xong");
    press(ONE_STOP, "Đã trả kết quả");
    status(APPLICANT, "Đã trả kết quả");
    press(ONE_STOP, "Kết thúc hồ sơ");
    status(APPLICANT, "Đã trả kết quả");
    reader.sees("Hồ sơ đã giải quyết xong");
    reader.be(ONE_STOP);
    reader.sees("Không có việc nào chờ vị trí này");
}

#[test]
fn a_dossier_is_supplemented_then_not_in_time_and_then_withdrawn() {
    let reader = Reader::new();
    reader.browser.width(390);
    let code = reader.file(APPLICANT, WHAT);
    let request = "Hãy chụp rõ cả hai mặt giấy tờ tùy thân; ảnh đã gửi bị mờ.";
    let ask = || {
        reader.be(ONE_STOP);
        reader.press("Cấp bản sao từ sổ gốc");
        reader.press("Yêu cầu bổ sung…");
        reader.write("noi_dung", request);
        reader.press("Yêu cầu bổ sung");
        assert_eq!(reader.words("main .tag.hold"), "Yêu cầu bổ sung giấy tờ");
    };
    reader.be(ONE_STOP);
    reader.press("Cấp bản sao từ sổ gốc");
    reader.press("Yêu cầu bổ sung…");
    reader.press("Yêu cầu bổ sung");
    assert!(reader.title().starts_with("Lỗi: "), "nobody asks for nothing");
    ask();

    reader.be(APPLICANT);
    reader.open(&of_citizen(&code));
    assert_eq!(reader.words("section.lead h2"), "Bạn cần làm: Bổ sung hồ sơ");
    assert_eq!(reader.words("section.lead .date"), SUPPLEMENT_DUE);
    assert_eq!(reader.words("section.lead .said"), request);
    reader.press("Gửi bổ sung…");
    reader.write("yeu_cau.so_ban", "4");
    reader.press("Gửi bổ sung");
    assert_eq!(reader.words("main p .tag:not(.ok)"), "Mới đăng ký");
    assert_eq!(reader.api(&format!("/dossiers/{code}/data"), APPLICANT)["answers"]["yeu_cau.so_ban"], "4");

    ask();
    reader.open("/chay-thu");
    reader.press_at("//button[@value='ke-tiep']");
    assert_eq!(reader.words("main .date"), "Thứ Ba 16/06/2026 08:00", "a reminder, one working day before");
    reader.press_at("//button[@value='ke-tiep']");
    assert_eq!(reader.words("main .date"), "Thứ Năm 18/06/2026 00:00", "the last day is over");
    reader.be(ONE_STOP);
    reader.press("Cấp bản sao từ sổ gốc");
    reader.sees("Xử lý hồ sơ không bổ sung đúng hạn");

    reader.be(APPLICANT);
    reader.open(&of_citizen(&code));
    let will = reader.consequence("Rút hồ sơ");
    assert!(will.contains("Xác nhận dừng giải quyết theo yêu cầu"), "{will}");
    reader.press("Rút hồ sơ…");
    reader.press("Rút hồ sơ");
    reader.be(ONE_STOP);
    reader.press("Cấp bản sao từ sổ gốc");
    reader.press("Xác nhận");
    reader.be(APPLICANT);
    reader.open(&of_citizen(&code));
    assert_eq!(reader.words("main p .tag:not(.ok)"), "Công dân yêu cầu rút hồ sơ");
    reader.sees("Người yêu cầu rút hồ sơ");
}

#[test]
fn the_time_machine_moves_by_dues_and_by_working_days() {
    let reader = Reader::new();
    reader.file(APPLICANT, WHAT);
    reader.be(ONE_STOP);
    let due = reader.api("/demo/clock", ONE_STOP)["next"].as_str().expect("a due").to_owned();
    reader.open("/chay-thu");
    reader.press_at("//button[@value='ke-tiep']");
    // Two working hours after 08:00; the minute is that of the filing.
    assert!(due.starts_with("2026-06-08T10:0"), "{due}");
    assert_eq!(reader.words("main .date"), format!("Thứ Hai 08/06/2026 {}", &due[11..16]));
    reader.press_at("//button[@value='ngay-lam-viec']");
    // The first working day after Monday is Tuesday, and it is over at 17:00.
    assert_eq!(reader.words("main .date"), "Thứ Ba 09/06/2026 17:00");
    reader.write("luc", "08/06/2026 09:00");
    reader.press("Tua");
    assert!(reader.title().starts_with("Lỗi: "), "the clock never goes back");
    assert_eq!(reader.written("luc"), "08/06/2026 09:00");
}

#[test]
fn the_keyboard_is_enough() {
    let reader = Reader::new();
    let code = reader.file(APPLICANT, WHAT);
    reader.be(ONE_STOP);
    reader.open(&of_office(&code));
    let focus = || reader.text("return document.activeElement.innerText.trim()");
    reader.browser.keys(&[TAB]);
    assert_eq!(focus(), "Đến nội dung chính");
    assert_eq!(
        reader.browser.read("return document.activeElement.getBoundingClientRect().left >= 0", &[]),
        json!(true)
    );
    reader.browser.keys(&[ENTER]);
    assert_eq!(reader.text("return document.activeElement.id"), "nd");
    let found = (0..20).any(|_| {
        reader.browser.keys(&[TAB]);
        focus() == "Tiếp nhận"
    });
    assert!(found, "the button is not reached: {}", focus());
    let ring = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(reader.text(ring), "solid", "the focus can be seen");
    reader.leave_by(|| reader.browser.keys(&[ENTER]));
    reader.sees("Đã ghi");
}

#[test]
fn a_letter_is_read_on_a_phone_and_printed_on_paper() {
    let reader = Reader::new();
    let code = reader.file(APPLICANT, WHAT);
    reader.be(ONE_STOP);
    reader.press("Cấp bản sao từ sổ gốc");
    reader.press("Tiếp nhận");
    reader.be(APPLICANT);
    reader.open(&of_citizen(&code));
    // A letter is a page of its own, so what holds for the others is not asked of it.
    reader.leave_by(|| reader.touch("//main//a[normalize-space()='Giấy tiếp nhận hồ sơ và hẹn trả kết quả']"));
    assert!(reader.path().starts_with(&format!("{}/giay/", of_citizen(&code))), "{}", reader.path());
    assert_eq!(reader.words("h1").to_lowercase(), "giấy tiếp nhận hồ sơ và hẹn trả kết quả");
    assert_eq!(reader.words("p.noi_bat b"), "17 giờ 00 phút, ngày 08 tháng 6 năm 2026");
    let look = "return getComputedStyle(document.querySelector('h1')).textTransform";
    assert_eq!(reader.text(look), "uppercase", "its own style is let through");
    // A sheet of A4 is 794 CSS pixels wide.
    for (medium, width) in [("screen", 320), ("screen", 1280), ("print", 794)] {
        reader.browser.width(width);
        reader.browser.medium(medium, "light");
        let wide = reader.browser.read("return document.documentElement.scrollWidth", &[]);
        assert!(wide.as_u64() <= Some(u64::from(width)), "the letter is {wide} wide on {medium} of {width}");
    }
    assert_eq!(reader.browser.console(), Vec::<String>::new());
}

/// The pages of both doors, while a dossier is being settled.
fn pages(code: &str) -> Vec<(&'static str, String)> {
    let own = |who, paths: &[&str]| paths.iter().map(|path| (who, (*path).to_owned())).collect::<Vec<_>>();
    let mut pages = own(APPLICANT, &["/", "/vai", "/congdan", "/congdan/thu-tuc/cap_ban_sao_so_goc"]);
    pages.extend(own(APPLICANT, &["/congdan/thu-tuc/cap_ban_sao_so_goc/nop", "/congdan/ho-so", &of_citizen(code)]));
    pages.extend(own(APPLICANT, &[&format!("{}/quyen/rut", of_citizen(code)), "/huong-dan"]));
    pages.extend(own(ONE_STOP, &["/congchuc", "/congchuc/ho-so", &of_office(code), "/chay-thu"]));
    pages
}

/// Opens every page as its reader and does something with it.
fn on_every_page(reader: &Reader, code: &str, mut then: impl FnMut(&str)) {
    let mut now = "";
    for (who, path) in pages(code) {
        if who != now {
            reader.be(who);
            now = who;
        }
        reader.open(&path);
        then(&path);
    }
}

#[test]
fn pages_fit_every_screen_and_paper() {
    let reader = Reader::new();
    let code = reader.file(APPLICANT, WHAT);
    let light = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(part => part > 127)";
    on_every_page(&reader, &code, |path| {
        for width in [320, 390, 768, 1280] {
            reader.browser.width(width);
            let wide = reader.browser.read("return document.documentElement.scrollWidth", &[]);
            assert!(wide.as_u64() <= Some(u64::from(width)), "{path} is {wide} wide on a screen of {width}");
        }
        for (medium, scheme, bright) in [("screen", "dark", false), ("print", "dark", true), ("screen", "light", true)]
        {
            reader.browser.medium(medium, scheme);
            assert_eq!(reader.browser.read(light, &[]), json!(bright), "{path}, {medium}, {scheme}");
            let buttons = "return [...document.querySelectorAll('button,.btn,nav')].filter(one => one.getClientRects().length).length";
            assert!(medium == "screen" || reader.browser.read(buttons, &[]) == json!(0), "{path} prints buttons");
        }
    });
}

#[test]
fn pages_load_a_sheet_and_nothing_else_and_the_console_stays_silent() {
    let reader = Reader::new();
    let code = reader.file(APPLICANT, WHAT);
    on_every_page(&reader, &code, |_| ());
    assert_eq!(reader.browser.console(), Vec::<String>::new());
    let home = reader.text("return location.origin");
    let own = |address: &str, start: &str| address.strip_prefix(&home).is_some_and(|path| path.starts_with(start));
    let loaded = reader.browser.loaded();
    assert!(loaded.iter().any(|(kind, _)| kind == "Stylesheet"), "{loaded:?}");
    let other: Vec<_> = loaded
        .iter()
        .filter(|(kind, address)| match kind.as_str() {
            "Document" => !own(address, "/"),
            "Stylesheet" | "Other" => !own(address, "/tinh/motcua."),
            _ => true,
        })
        .collect();
    assert!(other.is_empty(), "{other:?}");
}

/// This program, the city, and letters, which are called as their legal forms are.
const NAMES: [&str; 6] = [
    "Một cửa",
    "Hà Nội",
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "Thông báo dừng giải quyết hồ sơ",
];

/// Texts of the authors of procedures, duties, calendars and directories, which stay as they were approved, and names
/// that do.
fn authors_texts() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![std::path::PathBuf::from("processes")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(std::fs::read_to_string(&path).expect("a text")),
            }
        }
    }
    let lines = files.iter().flat_map(|file| file.lines()).filter(|line| !line.trim_start().starts_with('#'));
    let mut texts: Vec<String> = lines
        .flat_map(|line| line.split(['{', '}', '[', ']', '(', ')', '"', ',']))
        .map(|part| part.split_once(": ").map_or(part, |(_, text)| text).trim())
        .filter(|text| !text.is_ascii())
        .chain(NAMES)
        .map(str::to_owned)
        .collect();
    // The longest first: a text may stand inside another.
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    texts
}

#[test]
fn english_pages_are_english_but_for_what_authors_wrote() {
    let reader = Reader::new();
    let code = reader.file(APPLICANT, "abc");
    let texts = authors_texts();
    let shown = "const own = one => one.parentElement.closest('[lang]').lang === 'en' && !one.parentElement.closest('svg'); \
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []; \
        while (walk.nextNode()) if (own(walk.currentNode)) found.push(walk.currentNode.data.replace(/[\\s\\u00a0]+/g, ' ')); \
        return found";
    reader.be(ONE_STOP);
    reader.open(&of_office(&code));
    reader.press_at("//nav//a[@lang='en']");
    assert_eq!(reader.path(), of_office(&code), "the switch keeps the place");
    on_every_page(&reader, &code, |path| {
        assert_eq!(reader.text("return document.documentElement.lang"), "en", "{path}");
        let found = reader.browser.read(shown, &[]);
        for text in found.as_array().expect("a list").iter().filter_map(Value::as_str) {
            let left = texts.iter().fold(text.to_owned(), |left, one| left.replace(one.as_str(), ""));
            let strange = left.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
            assert!(!strange, "{path}: {text}");
        }
    });
}
