//! The canonical form, against forms written by hand.

#![allow(clippy::unwrap_used)]

use motcua_source::{Map, ReadLimits, SourceFile, canonical, read};

fn form(text: &str, order: impl Fn(&[&str], &Map, &str) -> Option<usize>) -> String {
    let (node, found) = read(&SourceFile::new("mau.yaml", text), &ReadLimits::default());
    assert!(found.is_empty(), "{found:?}");
    canonical(&node.unwrap(), &order)
}

#[test]
fn layout_does_not_count() {
    let wanted = "tthc: 1\nid: mau\ncode: '1.001193'\nsteps:\n  - startEvent: nop\n    role: nguoi_nop\n  - userTask: ky\n    actions:\n      ky:\n        name: Ký, đóng dấu\n        ask:\n          - ly_do\n    note:\n";
    let loose = "# ghi chú\ntthc: 1\nid:   \"mau\"\n\ncode: \"1.001193\"\nsteps:\n- { startEvent: nop, role: nguoi_nop }\n- userTask: ky\n  actions: { ky: { name: 'Ký, đóng dấu', ask: [ly_do] } }\n  note:\n";
    assert_eq!(form(loose, |_, _, _| None), wanted);
    assert_eq!(form(wanted, |_, _, _| None), wanted);
}

#[test]
fn keys_are_ranked_by_place_and_map() {
    let order = |path: &[&str], map: &Map, key: &str| match (path, key) {
        ([], "id") => Some(0),
        ([], "steps") => Some(1),
        (["steps"], "name") if map.get("userTask").is_some() => Some(1),
        (["steps"], "userTask") => Some(0),
        _ => None,
    };
    let text = "z: 1\na: 2\nsteps:\n  - { x: 1, name: N, userTask: u }\n  - { x: 1, name: N }\nid: i\n";
    let wanted = "id: i\nsteps:\n  - userTask: u\n    name: N\n    x: 1\n  - x: 1\n    name: N\nz: 1\na: 2\n";
    assert_eq!(form(text, order), wanted);
}

#[test]
fn quotes_only_where_needed() {
    for (text, wanted) in [
        ("'Ghi chú: gấp'", "'Ghi chú: gấp'"),
        ("\"a #b\"", "'a #b'"),
        ("'!x'", "'!x'"),
        ("\"it's: so\"", "\"it's: so\""),
        ("\"it's\"", "it's"),
        ("'15:00'", "'15:00'"),
        ("15", "15"),
        ("''", "''"),
        ("'- x'", "'- x'"),
        ("'-x'", "-x"),
        ("'a '", "'a '"),
        ("'a:'", "'a:'"),
        ("\"một\\nhai\"", "\"một\\nhai\""),
        ("'true'", "true"),
        ("[]", "[]"),
        ("{}", "{}"),
        ("[[a, []], {}, [{ b: c }]]", "\n  - - a\n    - []\n  - {}\n  - - b: c"),
    ] {
        let gap = if wanted.starts_with('\n') { "" } else { " " };
        assert_eq!(form(&format!("k: {text}\n"), |_, _, _| None), format!("k:{gap}{wanted}\n"));
    }
}
