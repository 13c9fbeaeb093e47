//! Help and complaints about the command line.

use super::*;

/// Every verb, as it is typed.
pub const VERBS: [&[&str]; 18] = [
    &[],
    &["new"],
    &["check"],
    &["fmt"],
    &["schema"],
    &["doctor"],
    &["test"],
    &["play"],
    &["publish"],
    &["serve"],
    &["dossier"],
    &["dossier", "list"],
    &["dossier", "show"],
    &["dossier", "history"],
    &["dossier", "verify"],
    &["calendar"],
    &["calendar", "show"],
    &["calendar", "due"],
];

pub fn help(verb: &[&str]) -> String {
    let said = run(&[verb, &["--help"]].concat());
    assert_eq!((said.code, said.err.as_str()), (OK, ""), "{verb:?}");
    said.out
}

#[test]
fn help_begins_with_an_example_and_fits_a_screen() {
    for verb in VERBS {
        let help = help(verb);
        let example = format!("Ví dụ:  {}", [&["motcua"], verb].concat().join(" "));
        assert!(help.starts_with(&example), "{help}");
        assert!(help.lines().count() <= 40, "{verb:?} fills more than a screen");
        let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 100).collect();
        assert!(wide.is_empty(), "{wide:#?}");
        let english = ["Usage", "Options", "Commands", "Arguments", "Print", "default", "possible"];
        let left: Vec<&str> = english.into_iter().filter(|word| help.contains(word)).collect();
        assert!(left.is_empty(), "{verb:?} speaks English: {left:?}");
    }
}

#[test]
fn the_short_help_is_the_same() {
    assert_eq!(run(&["check", "-h"]).out, help(&["check"]));
}

#[test]
fn a_bare_call_shows_the_help_and_is_no_success() {
    for verb in [&[][..], &["dossier"]] {
        let said = run(verb);
        assert_eq!(said.code, USAGE);
        assert_eq!(said.err, help(verb));
    }
}

#[test]
fn the_version_is_told() {
    let said = run(&["--version"]);
    assert_eq!((said.code, said.out), (OK, format!("motcua {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_wrong_command_line_is_told_with_a_proposal_and_the_help_of_its_verb() {
    let cases: [(&[&str], &str, &str); 15] = [
        (&["chek"], "không có lệnh `chek`; có phải `check`?", "motcua"),
        (&["dossier", "shw"], "không có lệnh `shw`; có phải `show`?", "motcua dossier"),
        (&["check", "--strct"], "không có tham số `--strct`; có phải `--strict`?", "motcua check"),
        (&["check", "--khac"], "không có tham số `--khac`", "motcua check"),
        (
            &["check", "--lang", "fr"],
            "`fr` không phải là giá trị của `--lang <vi|en>`; chọn một trong: vi, en",
            "motcua check",
        ),
        (
            &["check", "--today", "8/6/2026"],
            "`8/6/2026` không phải là giá trị của `--today <NGÀY>`; viết như 2026-06-08",
            "motcua check",
        ),
        (
            &["check", "--today", "2026-02-30"],
            "`2026-02-30` không phải là giá trị của `--today <NGÀY>`; viết như 2026-06-08",
            "motcua check",
        ),
        (&["check", "--explain"], "`--explain <MÃ>` cần một giá trị", "motcua check"),
        (&["check", "--explain", "M001", "a.yaml"], "`--explain <MÃ>` không đi cùng `[TỆP]...`", "motcua check"),
        (&["check", "--json=1"], "`--json` không nhận giá trị", "motcua check"),
        (&["check", "--json", "--json"], "`--json` chỉ được ghi một lần", "motcua check"),
        (&["test", "--run"], "`--run <CHỮ>` cần một giá trị", "motcua test"),
        (
            &["serve", "--listen", "localhost"],
            "`localhost` không phải là giá trị của `--listen <ĐỊA CHỈ>`; viết như 127.0.0.1:8080",
            "motcua serve",
        ),
        (&["dossier", "show"], "thiếu <MÃ>", "motcua dossier show"),
        (&["help"], "không có lệnh `help`", "motcua"),
    ];
    for (arguments, complaint, verb) in cases {
        let said = run(arguments);
        let expected = format!("lỗi: {complaint}\nXem: {verb} --help\n");
        assert_eq!((said.code, said.out.as_str(), said.err), (USAGE, "", expected), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let mut command = call(&[]);
    command.arg(std::ffi::OsStr::from_bytes(b"che\xffck"));
    let said = finish(command);
    assert_eq!((said.code, said.out.as_str()), (USAGE, ""));
    assert!(said.err.starts_with("lỗi: "), "{}", said.err);
}
