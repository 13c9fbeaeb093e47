//! What `read` makes of good, bad, damaged and hostile texts.

#![allow(clippy::unwrap_used)]

use motcua_source::{
    Diagnostic, Kind, Lang, Map, Node, ReadLimits, SourceFile, Span, canonical, read, render, to_json,
};
use proptest::prelude::*;

const FIXTURES: [(&str, &str); 6] = [
    ("dang-ky-khai-sinh.tthc.yaml", include_str!("fixtures/dang-ky-khai-sinh.tthc.yaml")),
    ("dang-ky-khai-sinh.test.yaml", include_str!("fixtures/dang-ky-khai-sinh.test.yaml")),
    ("cap-giay-phep-xay-dung.tthc.yaml", include_str!("fixtures/cap-giay-phep-xay-dung.tthc.yaml")),
    ("cap-ban-sao-so-goc.tthc.yaml", include_str!("fixtures/cap-ban-sao-so-goc.tthc.yaml")),
    ("dang-ky-thuong-tru.tthc.yaml", include_str!("fixtures/dang-ky-thuong-tru.tthc.yaml")),
    ("ha_noi.calendar.yaml", include_str!("fixtures/ha_noi.calendar.yaml")),
];

/// Limits for reading a canonical text back: block style has longer lines and more bytes.
const WIDE: ReadLimits = ReadLimits { bytes: 1 << 24, depth: 64, line: 1 << 24 };

fn read_text(text: &str) -> (SourceFile, Option<Node>, Vec<Diagnostic>) {
    let file = SourceFile::new("mau.tthc.yaml", text);
    let (node, found) = read(&file, &ReadLimits::default());
    (file, node, found)
}

fn codes(text: &str) -> Vec<&'static str> {
    read_text(text).2.iter().map(|diagnostic| diagnostic.code.code).collect()
}

fn no_order(_: &[&str], _: &Map, _: &str) -> Option<usize> {
    None
}

/// The tree without places, styles and the way it was laid out.
fn meaning(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => format!("{:?}{}", scalar.text, if node.is_empty() { "-" } else { "" }),
        Kind::List(list) => format!("{:?}", list.items.iter().map(meaning).collect::<Vec<_>>()),
        Kind::Map(map) => {
            let entry = |entry: &motcua_source::Entry| format!("{:?}: {}", entry.key.value, meaning(&entry.value));
            format!("{:?}", map.entries.iter().map(entry).collect::<Vec<_>>())
        }
    }
}

fn spans(node: &Node, out: &mut Vec<Span>) {
    out.push(node.span);
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::List(list) => list.items.iter().for_each(|item| spans(item, out)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| {
            out.push(entry.key.span);
            spans(&entry.value, out);
        }),
    }
}

/// Everything that must hold for any text at all.
fn sound(text: &str) {
    let (file, node, found) = read_text(text);
    assert!(node.is_some() || !found.is_empty(), "no tree and no reason");
    let mut places: Vec<Span> = found.iter().map(|diagnostic| diagnostic.span).collect();
    if let Some(node) = &node {
        spans(node, &mut places);
        let first = canonical(node, &no_order);
        let again = read(&SourceFile::new("lai.yaml", first.as_str()), &WIDE).0;
        if let Some(again) = again.filter(|_| found.is_empty()) {
            assert_eq!(meaning(&again), meaning(node), "{first}");
            assert_eq!(canonical(&again, &no_order), first);
        } else {
            assert!(!found.is_empty() || node.is_empty(), "canonical form does not read: {first}");
        }
    }
    for span in places {
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{span:?}");
        assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
    }
    for lang in [Lang::Vi, Lang::En] {
        render(&file, &found, lang, lang == Lang::En);
        assert_eq!(to_json(&file, &found, lang).lines().count(), found.len());
    }
}

#[test]
fn good_files_read_without_findings() {
    for (name, text) in FIXTURES {
        let (file, node, found) = read_text(text);
        assert!(found.is_empty(), "{name}\n{}", render(&file, &found, Lang::Vi, false));
        assert!(node.unwrap().as_map().unwrap().entries.len() >= 2, "{name}");
        sound(text);
    }
}

#[test]
fn each_fault_has_its_code() {
    for (text, wanted) in [
        ("a: 1\n---\nb: 2\n", vec!["M001"]),
        ("a: &x 1\nb: *x\n", vec!["M001", "M001"]),
        ("a: !t 1\n", vec!["M001"]),
        ("a: { <<: b }\n", vec!["M001"]),
        ("? [a]\n: b\n", vec!["M001"]),
        ("%YAML 1.2\n---\na: 1\n", vec!["M001"]),
        ("", vec!["M001"]),
        ("# chỉ có ghi chú\n", vec!["M001"]),
        ("name: Ghi chú: gấp\n", vec!["M001"]),
        ("a: [1, 2\nb: 2\n", vec!["M001"]),
        ("a: 'x\n", vec!["M001"]),
        ("\u{feff}a: 1\n", vec!["M002"]),
        ("a: 1\r\nb: 2\r\n", vec!["M002"]),
        ("a:\n\tb: 1\n", vec!["M002"]),
        ("a: x\u{202e}y\n", vec!["M002"]),
        ("a: x\u{7}y\n", vec!["M002"]),
        ("a: Ti\u{1ebf}p nh\u{61}\u{323}\u{302}n\n", vec!["M002"]),
        ("a: \"x\\u202ey\"\n", vec!["M002"]),
        ("a: 1\nb: 2\na: 3\n", vec!["M007"]),
        ("when: !x\n", vec!["M008"]),
        ("a: { when: \"a\" in x.y, next: b }\n", vec!["M008"]),
        ("is: [1, 2]\n", vec!["M008"]),
        ("is: [1, 2].contains(x)\n", vec!["M008"]),
        ("when: {a: 1}\n", vec!["M008"]),
        ("when: *x\n", vec!["M008"]),
        ("when: &x y\n", vec!["M008"]),
        ("when: a == \"b: c\"\n", vec!["M008"]),
        ("when: a == \"b #c\"\n", vec!["M008"]),
        ("when: a == 2 # ghi chú\n", vec![]),
        ("a: 1\nb: 2\r\na: \u{200e}3\nc: *d\n", vec!["M002", "M002", "M007", "M001"]),
    ] {
        assert_eq!(codes(text), wanted, "{text:?}");
        sound(text);
    }
}

#[test]
fn limits_hold_at_the_limit() {
    let line = |n: usize| format!("a: {}\n", "ế".repeat(n - 3));
    assert!(codes(&line(1_000)).is_empty());
    assert_eq!(codes(&line(1_001)), ["M009"]);
    let deep = |n: usize| format!("{}x{}\n", "[".repeat(n), "]".repeat(n));
    assert!(codes(&deep(32)).is_empty());
    assert_eq!(codes(&deep(33)), ["M009"]);
    let blocks = |n: usize| (0..n).map(|i| format!("{}a:\n", "  ".repeat(i))).collect::<String>();
    assert!(codes(&blocks(32)).is_empty());
    assert_eq!(codes(&blocks(33)), ["M009"]);
    let long = |n: usize| format!("#{}\n", "\n".repeat(n - 2));
    assert_eq!(codes(&long(256 * 1024)), ["M001"], "empty, but not too long");
    assert_eq!(codes(&long(256 * 1024 + 1)), ["M009"]);
}

#[test]
fn hostile_texts_are_refused() {
    let huge = "a: 1\n".repeat(20_000_000);
    assert_eq!(codes(&huge), ["M009"], "100 MB");
    assert!(SourceFile::from_bytes("to.yaml", huge.into_bytes()).is_err());
    for (what, text) in [
        ("10,000 deep lists", "[\n".repeat(10_000)),
        ("10,000 deep dashes", "- ".repeat(10_000)),
        ("10,000 deep maps", "{a:\n".repeat(10_000)),
        ("10,000 deep blocks", (0..700).map(|i| format!("{}a:\n", " ".repeat(i))).collect()),
    ] {
        let (_, node, found) = read_text(&text);
        assert!(node.is_none(), "{what}");
        assert!(found.iter().any(|d| d.message.en.contains("deeper than 32")), "{what}");
    }
    for (what, piece) in [
        ("anchors on one line", "[&a x, "),
        ("guards on one line", "{ when: a\" }, "),
        ("tags", "- !t x\n"),
        ("quotes", "- '\n"),
    ] {
        let text = piece.repeat(256 * 1024 / piece.len());
        assert!(codes(&text).len() <= 200, "{what}");
        assert!(!codes(&format!("[{text}]")).is_empty(), "{what}");
    }
    let laugh =
        |n: u8| format!("{0}: &{0} [{1}]\n", char::from(n), vec![format!("*{}", char::from(n - 1)); 9].join(", "));
    let bomb = format!("a: &a [x]\n{}", (b'b'..=b'j').map(laugh).collect::<String>());
    let (_, node, found) = read_text(&bomb);
    assert!(found.iter().all(|diagnostic| diagnostic.code.code == "M001") && found.len() == 10 + 9 * 9);
    let size = format!("{node:?}").len();
    assert!(size < 100_000, "the bomb went off: {size}");
}

#[test]
fn findings_are_bounded() {
    assert_eq!(codes(&"- *a\n".repeat(10_000)).len(), 200);
}

#[test]
fn a_file_of_distinct_keys_reads() {
    let text: String = (0..25_000).map(|i| format!("k{i}:\n")).collect();
    assert!(codes(&text).is_empty());
}

#[test]
fn places_and_layout_are_kept() {
    let text = "a:\nb: { p: , q, 'r': x }\nc:\n  - y: |\n      một\n      hai\n\n  -\nd: ''\n";
    let (file, node, found) = read_text(text);
    assert!(found.is_empty());
    let node = node.unwrap();
    let map = node.as_map().unwrap();
    let at = |key: &str| &map.get(key).unwrap().value;
    assert!(at("a").is_empty() && at("a").span == Span::new(2, 2));
    assert!(!at("d").is_empty());
    let inner = at("b").as_map().unwrap();
    assert_eq!(inner.entries.iter().map(|entry| entry.bare).collect::<Vec<_>>(), [false, true, false]);
    assert!(inner.flow && !map.flow);
    assert_eq!(file.slice(at("b").span), "{ p: , q, 'r': x }");
    assert_eq!(file.slice(inner.get("r").unwrap().key.span), "'r'");
    assert_eq!(file.slice(at("c").span), "- y: |\n      một\n      hai\n\n  -");
    let block = &at("c").as_list().unwrap().items[0].as_map().unwrap().get("y").unwrap().value;
    assert_eq!(file.slice(block.span), "|\n      một\n      hai");
    assert_eq!(block.as_scalar().unwrap().text, "một\nhai\n");
}

#[test]
fn fixes_mend_the_text() {
    for (text, wanted) in [
        ("name: Ghi chú: gấp\n", "name: 'Ghi chú: gấp'\n"),
        ("when: !x\n", "when: '!x'\n"),
        ("a: { when: \"a\" in b, next: c }\n", "a: { when: '\"a\" in b', next: c }\n"),
        ("\u{feff}a: 1\n", "a: 1\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("a:\n\tb: 1\n\tc: 2\n", "a:\n  b: 1\n  c: 2\n"),
        ("a: nha\u{323}\u{302}n, ti\u{65}\u{302}\u{301}p\n", "a: nhận, tiếp\n"),
    ] {
        let (_, _, found) = read_text(text);
        let fix = found[0].fix.clone().unwrap();
        let mended = format!("{}{}{}", &text[..fix.span.start as usize], fix.text, &text[fix.span.end as usize..]);
        assert_eq!(mended, wanted);
        assert!(codes(&mended).is_empty(), "{mended}");
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let (file, diagnostic) = *SourceFile::from_bytes("m.yaml", b"a: 1\nb: \xe1\xba\n".to_vec()).unwrap_err();
    assert_eq!((diagnostic.code.code, file.position(diagnostic.span.start).line), ("M002", 2));
    assert_eq!(file.position(diagnostic.span.start).column, 4);
}

/// One edit of a text: at a place (in thousandths), cut some characters, put others in.
fn damaged(text: &str, at: usize, cut: usize, put: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = chars.len() * at / 1_000;
    let after = (at + cut).min(chars.len());
    chars[..at].iter().copied().chain(put.chars()).chain(chars[after..].iter().copied()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        match SourceFile::from_bytes("b.yaml", bytes) {
            Ok(file) => sound(file.text()),
            Err(refused) => { render(&refused.0, &[refused.1], Lang::Vi, false); }
        }
    }

    #[test]
    fn any_yaml_like_text(text in "([ab]|when|[-?:,!&*|>'\"%@`#{}\\[\\]~<.]|: |- |\n|\n  |ế|\\\\n| ){0,60}") {
        sound(&text);
    }

    #[test]
    fn damaged_files(
        which in 0..FIXTURES.len(),
        edits in proptest::collection::vec((0_usize..1_000, 0_usize..40, "([-:,!&*'\"#{}\\[\\]\t\r\n]|[a-z]|ế|  ){0,6}"), 1..4),
    ) {
        let damage = |text: String, (at, cut, put): &(usize, usize, String)| damaged(&text, *at, *cut, put);
        sound(&edits.iter().fold(FIXTURES[which].1.to_owned(), damage));
    }
}
