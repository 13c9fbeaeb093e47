//! `motcua draw`: what it writes, on what, and how it refuses. What a drawing looks like is measured in a browser.

use super::dossier::{FIRST, database};
use super::*;

const GOOD: &str = "processes/cap-ban-sao-so-goc.tthc.yaml";

/// Checks that a drawing can lie anywhere alone.
fn is_alone(svg: &str, width: u32) {
    assert!(svg.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "), "{svg}");
    assert!(svg.contains(&format!("width=\"{width}\"")) && svg.contains("role=\"img\""), "{svg}");
    for part in ["<title id=", "<desc id=", "<style>", "--ink:#151a22", ".bx"] {
        assert_eq!(svg.matches(part).count().min(1), 1, "{part}: {svg}");
    }
    let apart = svg.replace("http://www.w3.org/2000/svg", "");
    for never in ["<script", "http", "@import", "href", "src="] {
        assert!(!apart.contains(never), "{never}: {svg}");
    }
    assert_eq!((svg.matches("<svg").count(), svg.matches("</svg>").count()), (1, 1));
}

#[test]
fn a_procedure_is_drawn_by_its_file_and_a_shipped_one_by_its_id() {
    let by_file = run(&["draw", GOOD]);
    assert_eq!((by_file.code, by_file.err.as_str()), (OK, ""));
    is_alone(&by_file.out, 1120);
    assert!(by_file.out.contains("Sơ đồ: Cấp bản sao từ sổ gốc") && by_file.out.contains("Đường chính: 1 Kiểm tra"));
    for name in ["cap_ban_sao_so_goc", "cap-ban-sao-so-goc"] {
        assert_eq!(run(&["draw", name]).out, by_file.out, "{name}");
    }
    let narrow = run(&["draw", GOOD, "--narrow", "--lang", "en"]);
    is_alone(&narrow.out, 320);
    assert!(narrow.out.contains("Diagram: "), "{}", narrow.out);
    let folder = Folder::new();
    let path = folder.path().join("so-do.svg");
    let written = run_on(&["draw", GOOD, "-o"], &[&path]);
    assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (OK, "", ""));
    assert_eq!(std::fs::read_to_string(path).expect("it was written"), by_file.out);
}

#[test]
fn the_officials_table_is_text_page_and_markdown() {
    let table = |form: &str| run(&["draw", GOOD, "--table", form]).out.replace('\u{a0}', " ");
    let text = table("text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(&lines[..2], ["Cấp bản sao từ sổ gốc (2.000908)", "Thời hạn giải quyết: trong ngày làm việc"]);
    assert!(lines[3].starts_with("TT    Nội dung công việc              Trách nhiệm"), "{}", lines[3]);
    let signed = lines.iter().position(|line| line.starts_with("3     Ký bản sao ")).expect("a step");
    assert!(lines[signed].contains("Lãnh đạo UBND cấp xã") && lines[signed].ends_with("Bản sao từ sổ gốc"), "{text}");
    assert_eq!(lines[signed + 1].trim_start(), "→ Ký: sang bước 4");
    assert!(lines.iter().all(|line| line.chars().count() <= 108), "{text}");
    assert!(text.contains("(7 ngày làm việc)") && text.ends_with("không cộng vào thời hạn.\n"), "{text}");

    let page = table("html");
    assert!(page.starts_with("<!doctype html>\n<html lang=\"vi\">") && page.contains("<th scope=\"col\">TT</th>"));
    assert!(page.contains("<th scope=\"row\" lang=\"vi\">Ký bản sao</th>") && !page.contains("<script"), "{page}");
    let markdown = table("markdown");
    let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() == 12 && rows.iter().all(|row| row.matches(" | ").count() == 5), "{markdown}");
    assert!(rows[4].starts_with("| 3 | Ký bản sao | Lãnh đạo UBND cấp xã | 2 giờ làm việc |"), "{}", rows[4]);
}

#[test]
fn an_authors_signs_stay_signs() {
    let folder = Folder::new();
    let strange = changed(GOOD, "name: Ký bản sao\n", "name: Ký <b>|*bản* sao & `dấu`\n");
    let path = folder.file(PROCEDURE, strange);
    let table = |form: &str| run_on(&["draw", "--table", form], &[&path]).out;
    assert!(table("html").contains("Ký &lt;b&gt;|*bản* sao &amp; `dấu`"));
    assert!(table("markdown").contains("| Ký \\<b>\\|\\*bản\\* sao & \\`dấu\\` |"), "{}", table("markdown"));
    assert!(run_on(&["draw"], &[&path]).out.contains("&lt;b&gt;"));
}

#[test]
fn tests_and_dossiers_are_laid_over_it() {
    let tried = run(&["draw", GOOD, "--coverage"]);
    is_alone(&tried.out, 1120);
    assert!(tried.out.contains("Đã thử 10/10 bước.") && tried.out.contains("class=\"ln hit\""), "{}", tried.out);
    assert_eq!(run(&["draw", "cap_ban_sao_so_goc", "--coverage"]).out, tried.out);
    let folder = Folder::new();
    let untested = folder.file(PROCEDURE, shipped(GOOD));
    let untested = run_on(&["draw", "--coverage"], &[&untested]);
    assert_eq!(untested.code, ENVIRONMENT, "{}", untested.out);
    assert!(untested.err.contains(TEST), "{}", untested.err);
    let one = shipped("processes/cap-ban-sao-so-goc.test.yaml");
    let (head, rest) = one.split_once("\n  - name: ").expect("scenarios");
    let first = rest.split("\n  - name: ").next().expect("a scenario");
    folder.file(TEST, format!("{head}\n  - name: {first}\n"));
    let partly = run_on(&["draw", "--coverage"], &[&folder.path().join(PROCEDURE)]);
    assert!(partly.out.contains("Chưa thử") && partly.out.contains("class=\"ln miss\""), "{}", partly.out);

    let file = database();
    let live = run_on(&["draw", "--state", FIRST, "--db"], &[file.path()]);
    assert_eq!((live.code, live.err.as_str()), (OK, ""));
    is_alone(&live.out, 1120);
    assert!(
        live.out.contains("Chưa qua bước nào. Bước\u{a0}1 Kiểm tra, tiếp nhận hồ sơ: Đang làm, còn"),
        "{}",
        live.out
    );
    let unknown = run_on(&["draw", "--state", "H26-0", "--db"], &[file.path()]);
    assert_eq!(unknown.code, FOUND, "{}", unknown.err);
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let missing = run(&["draw", "khong_co"]);
    assert_eq!((missing.code, missing.out.as_str()), (ENVIRONMENT, ""));
    assert!(missing.err.contains("cap-ban-sao-so-goc, cap-giay-phep-xay-dung"), "{}", missing.err);
    let folder = Folder::new();
    let broken = folder.file(PROCEDURE, changed(GOOD, "level: xã", "level: x"));
    let broken = run_on(&["draw"], &[&broken]);
    assert!(broken.code == FOUND && broken.out.contains("lỗi["), "{}{}", broken.out, broken.err);
    for wrong in [&["draw"][..], &["draw", GOOD, "--table", "pdf"], &["draw", GOOD, "--table", "text", "--coverage"]] {
        assert_eq!(run(wrong).code, USAGE, "{wrong:?}");
    }
}
