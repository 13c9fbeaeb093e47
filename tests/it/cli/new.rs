//! `motcua new`: what it writes can be checked, tested and styled at once, and nothing is overwritten.

use super::*;

const SLUG: &str = "xac-nhan-tinh-trang";
const NAME: &str = "Xác nhận tình trạng: mẫu \"A\"";

fn made(arguments: &[&str]) -> (Folder, Said) {
    let folder = Folder::new();
    let said = run_on(&[&["new", SLUG], arguments, &["--dir"]].concat(), &[folder.path()]);
    (folder, said)
}

#[test]
fn a_scaffold_checks_without_errors_and_passes() {
    for arguments in [&[][..], &["--from", "plain", "--name", NAME], &["--from", "consult"]] {
        let (folder, said) = made(arguments);
        assert_eq!(said.code, OK, "{}", said.err);
        let (procedure, test) =
            (folder.path().join(format!("{SLUG}.tthc.yaml")), folder.path().join(format!("{SLUG}.test.yaml")));
        assert_eq!(said.out, format!("đã viết: {}\nđã viết: {}\n", procedure.display(), test.display()));
        assert!(said.err.contains(&format!("motcua check {}", procedure.display())), "{}", said.err);
        let judged = run_on(&["check", TODAY, "--json"], &[folder.path()]);
        let warned: Vec<_> = judged.json().into_iter().filter(|one| one["severity"] != "note").collect();
        assert!(warned.iter().all(|one| one["code"] == "M066"), "only facts to be confirmed are left: {warned:#?}");
        assert_eq!((judged.code, warned.is_empty()), (OK, false));
        let tested = run_on(&["test"], &[&procedure]);
        assert_eq!(tested.code, OK, "{arguments:?}: {}", tested.out);
        assert_eq!(run_on(&["fmt", "--check"], &[folder.path()]).code, OK, "{arguments:?}");
        let text = std::fs::read_to_string(&procedure).expect("it was written");
        assert!(text.contains("\nid: xac_nhan_tinh_trang\n") && !text.contains("mau_thu_tuc"), "{text}");
        if arguments.contains(&NAME) {
            assert!(text.contains("\nname: \"Xác nhận tình trạng: mẫu \\\"A\\\"\"\n"), "{text}");
        }
    }
}

/// Every button of a scaffold is pressed by its tests: a beginner sees the whole pattern.
#[test]
fn the_tests_of_a_scaffold_press_every_button() {
    for from in ["plain", "consult"] {
        let (folder, _) = made(&["--from", from]);
        let tested = run_on(&["test", "--json"], &[&folder.path().join(format!("{SLUG}.tthc.yaml"))]);
        let summary = tested.json().pop().expect("the coverage is told last");
        for kind in ["steps", "buttons", "branches", "timeouts", "roles", "anytime entries", "guards true and false"] {
            let counted = &summary["coverage"][kind];
            assert!(counted["of"].as_u64() > Some(0) && counted["of"] == counted["tried"], "{from}, {kind}: {summary}");
        }
    }
}

/// Follows the words of a scaffold to the end: what is commented out is filled in, what was to be confirmed is.
#[test]
fn a_beginner_comes_to_the_end_by_the_words_of_the_scaffold() {
    for from in ["plain", "consult"] {
        let (folder, _) = made(&["--from", from, "--name", "Xác nhận tình trạng"]);
        let path = folder.path().join(format!("{SLUG}.tthc.yaml"));
        let text = std::fs::read_to_string(&path).expect("it was written");
        let filled = text.replace("# code: ", "code: ").replace("# approved: ", "approved: ");
        let (confirmed, list) = filled.split_once("\nconfirm:\n").expect("it lists what to confirm");
        assert!(list.lines().all(|line| line.starts_with("  - { at: ")), "{list}");
        std::fs::write(&path, format!("{confirmed}\n")).expect("it can be written");
        let strict = run_on(&["check", TODAY, "--strict"], &[&path]);
        assert_eq!(strict.code, OK, "{from}: {}", strict.out);
        assert_eq!(run_on(&["test"], &[&path]).code, OK);
        let looked = run_on(&["doctor", TODAY, "--json", "--processes"], &[folder.path()]);
        let own = looked.json().into_iter().find(|one| one["section"] == "Procedures").expect("it was looked at");
        assert_eq!(own["must"], false, "{own}");
    }
}

#[test]
fn what_is_there_is_kept() {
    let (folder, _) = made(&[]);
    let path = folder.path().join(format!("{SLUG}.test.yaml"));
    std::fs::write(&path, "của tôi").expect("it can be written");
    std::fs::remove_file(folder.path().join(format!("{SLUG}.tthc.yaml"))).expect("it was there");
    let said = run_on(&["new", SLUG, "--dir"], &[folder.path()]);
    assert_eq!((said.code, said.out.as_str()), (ENVIRONMENT, ""));
    assert_eq!(said.err, format!("lỗi: đã có {}; không ghi đè, hãy đặt tên khác\n", path.display()));
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "của tôi");
    assert!(!folder.path().join(format!("{SLUG}.tthc.yaml")).exists(), "nothing is half done");
}

#[test]
fn a_wrong_name_is_told_with_the_rules_and_a_proposal() {
    for (slug, near) in [
        ("Xác nhận cư trú", "; có phải `xac-nhan-cu-tru`?"),
        ("xac_nhan_", "; có phải `xac-nhan`?"),
        ("../thoat", "; có phải `thoat`?"),
        ("x", ""),
        ("ho-so", ""),
    ] {
        let said = run(&["new", slug]);
        assert_eq!((said.code, said.out.as_str()), (USAGE, ""), "{slug}");
        assert!(
            said.err.starts_with(&format!("lỗi: `{slug}` không dùng làm tên tệp được: viết không dấu")),
            "{}",
            said.err
        );
        assert!(said.err.ends_with(&format!("từ dành riêng{near}\n")), "{}", said.err);
    }
    let said = run(&["new", SLUG, "--from", "khac"]);
    assert!(said.err.contains("chọn plain hoặc consult"), "{}", said.err);
    let nowhere = run(&["new", SLUG, "--dir", "/khong/co"]);
    assert_eq!((nowhere.code, nowhere.err.as_str()), (ENVIRONMENT, "lỗi: không có thư mục /khong/co\n"));
}
