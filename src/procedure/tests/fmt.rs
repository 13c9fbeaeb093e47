//! Tests of the house style: it changes no version, loses no comment and is at rest once reached.
//! Texts are the shipped files, written anew in every way an author may have written them.

use motcua_procedure::files::FileKind;
use motcua_procedure::files::canonical::canonical;
use motcua_procedure::fmt::fmt;
use motcua_procedure::shipped::{CALENDARS, DIRECTORIES, DUTIES, PROCEDURES, Shipped, TESTS};
use proptest::prelude::*;
use source::{Kind, Node, ReadLimits, Scalar, SourceFile};

fn shipped() -> impl Iterator<Item = &'static Shipped> {
    [PROCEDURES, TESTS, CALENDARS, DUTIES, DIRECTORIES].into_iter().flatten()
}

fn tree(name: &str, text: &str) -> Node {
    let (tree, found) = source::read(&SourceFile::new(name, text), &ReadLimits::default());
    tree.unwrap_or_else(|| panic!("{found:?}\n{text}"))
}

fn says(name: &str, text: &str) -> String {
    canonical(&tree(name, text), FileKind::of_name(name).table())
}

fn styled(name: &str, text: &str) -> String {
    fmt(&SourceFile::new(name, text), FileKind::of_name(name)).unwrap_or_else(|found| panic!("{found:?}\n{text}"))
}

/// Lists the comments of a text in order. A `#` in quotes would be taken for one, on both sides.
fn comments(text: &str) -> Vec<&str> {
    let comment = |line: &'_ str| {
        let start = if line.trim_start().starts_with('#') { line.find('#') } else { line.find(" #").map(|at| at + 1) };
        start.map(|at| at..line.len())
    };
    text.lines().filter_map(|line| comment(line).map(|place| line[place].trim_end())).collect()
}

fn assert_house_style(text: &str) {
    assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.starts_with('\n'), "{text}");
    assert!(!text.contains(" \n") && !text.contains("\n\n\n") && !text.contains('\r'), "{text}");
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        assert!(indent % 2 == 0 && !line.contains('\t'), "{line}");
    }
}

#[test]
fn shipped_files_keep_their_meaning_and_comments() {
    for Shipped { name, text } in shipped() {
        let once = styled(name, text);
        assert_eq!(says(name, &once), says(name, text), "{name}");
        assert_eq!(comments(&once), comments(text), "{name}");
        assert_eq!(styled(name, &once), once, "{name}");
        assert_house_style(&once);
    }
}

#[test]
fn shipped_procedures_are_in_the_house_style() {
    for Shipped { name, text } in PROCEDURES {
        let once = styled(name, text);
        assert!(once == *text, "{}", motcua_procedure::fmt::diff::unified(name, text, &once));
    }
}

/// Writes a tree in an arbitrary layout; each choice takes the next number of a row that the seed begins.
struct Writer {
    seed: u64,
    out: String,
    comments: usize,
}

impl Writer {
    fn choose(&mut self, of: u8) -> u8 {
        // Knuth's multiplier: the high bits are well mixed.
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 56) as u8 % of
    }

    fn blanks(&mut self, most: u8) -> String {
        " ".repeat(usize::from(self.choose(most)))
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# ghi chú {}", self.comments)
    }

    /// Ends a line, sometimes with blanks, a comment, or blank lines and comments below.
    fn end(&mut self, column: usize) {
        match self.choose(12) {
            0 => self.out.push_str("   "),
            1 => {
                let comment = self.comment();
                self.out.push_str(&format!("  {comment}"));
            }
            2 => {
                let comment = self.comment();
                self.out.push_str(&format!("\n{}{comment} ", " ".repeat(column)));
            }
            3 => self.out.push_str("\n\n \n"),
            4 => self.out.push('\r'),
            _ => {}
        }
        self.out.push('\n');
    }

    fn block(&mut self, node: &Node, column: usize) {
        match &node.kind {
            Kind::Map(map) => {
                for (index, entry) in map.entries.iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(&" ".repeat(column));
                    }
                    self.key(&entry.key.value, false);
                    let gap = self.blanks(2);
                    self.out.push_str(&format!("{gap}:"));
                    self.below(&entry.value, column, false);
                }
            }
            Kind::List(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(&" ".repeat(column));
                    }
                    self.out.push('-');
                    self.below(item, column, true);
                }
            }
            Kind::Scalar(_) => unreachable!("the caller asks"),
        }
    }

    /// Writes a value behind a colon or dash that stands at a column.
    fn below(&mut self, node: &Node, column: usize, dash: bool) {
        let gap = 1 + usize::from(self.choose(3));
        let filled = match &node.kind {
            Kind::Map(map) => !map.entries.is_empty(),
            Kind::List(list) => !list.items.is_empty(),
            Kind::Scalar(_) => false,
        };
        if filled && self.choose(4) > 0 {
            if dash && self.choose(3) > 0 {
                self.out.push_str(&" ".repeat(gap));
                self.block(node, column + 1 + gap);
                return;
            }
            let deeper = column + 1 + usize::from(self.choose(4));
            self.end(deeper);
            self.out.push_str(&" ".repeat(deeper));
            self.block(node, deeper);
            return;
        }
        self.out.push_str(&" ".repeat(gap));
        self.flow(node, false);
        self.end(column);
    }

    fn key(&mut self, key: &str, flow: bool) {
        let quote = self.choose(5) == 0 || (flow && key.contains([',', '[', ']', '{', '}']));
        self.out.push_str(&if quote { format!("\"{key}\"") } else { key.to_owned() });
    }

    fn flow(&mut self, node: &Node, inside: bool) {
        match &node.kind {
            Kind::Scalar(scalar) => self.scalar(scalar, inside),
            Kind::List(list) => {
                self.out.push('[');
                for (index, item) in list.items.iter().enumerate() {
                    self.comma(index);
                    self.flow(item, true);
                }
                let gap = self.blanks(2);
                self.out.push_str(&format!("{gap}]"));
            }
            Kind::Map(map) => {
                self.out.push('{');
                for (index, entry) in map.entries.iter().enumerate() {
                    self.comma(index);
                    self.key(&entry.key.value, true);
                    let gap = self.blanks(2);
                    self.out.push_str(&format!(": {gap}"));
                    self.flow(&entry.value, true);
                }
                let gap = self.blanks(2);
                self.out.push_str(&format!("{gap}}}"));
            }
        }
    }

    fn comma(&mut self, index: usize) {
        let gap = self.blanks(3);
        self.out.push_str(&if index > 0 { format!("{},{gap}", if gap.len() == 2 { " " } else { "" }) } else { gap });
    }

    fn scalar(&mut self, scalar: &Scalar, inside: bool) {
        let text = &scalar.text;
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit() || "+-.,:_ ".contains(c));
        let plain = !text.starts_with(['!', '"', '\'', '[', '{', '*', '&', '#'])
            && !text.contains(": ")
            && !text.contains(" #")
            && (!inside || !text.contains([',', '[', ']', '{', '}']));
        // A number in quotes is another value than one without.
        let quoted = scalar.style != source::Style::Plain;
        let keep = digits(text);
        let bare = plain && (!keep || !quoted);
        match (bare, keep || self.choose(3) > 0) {
            (true, true) => self.out.push_str(text),
            _ if self.choose(2) == 0 && !text.contains('\'') => self.out.push_str(&format!("'{text}'")),
            _ => self.out.push_str(&format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
        }
    }
}

fn written(node: &Node, seed: u64) -> (String, usize) {
    let mut writer = Writer { seed, out: String::new(), comments: 0 };
    writer.block(node, 0);
    (writer.out, writer.comments)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_layout_comes_to_rest_with_its_meaning(
        which in 0_usize..64,
        seed in any::<u64>(),
    ) {
        let all: Vec<_> = shipped().collect();
        let Shipped { name, text } = all[which % all.len()];
        let (wild, noted) = written(&tree(name, text), seed);
        prop_assert_eq!(says(name, &wild), says(name, text), "the writer says the same:\n{}", wild);
        let once = styled(name, &wild);
        prop_assert_eq!(says(name, &once), says(name, text));
        prop_assert_eq!(comments(&once).len(), noted);
        prop_assert_eq!(comments(&once), comments(&wild));
        let twice = styled(name, &once);
        prop_assert!(twice == once, "{}", motcua_procedure::fmt::diff::unified(name, &once, &twice));
        assert_house_style(&once);
    }
}

/// What people and programs put into a text by mistake.
const DAMAGE: &[&str] = &[
    "",
    " ",
    "   ",
    "\n",
    "\n\n",
    ":",
    ": ",
    ",",
    "#",
    " # x",
    "- ",
    "-",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "|",
    ">",
    "\t",
    "\r",
    "!",
    "&",
    "*",
    "?",
    "? ",
    "|2\n",
    ": |+\n",
    "{ a, b }",
    "0,5 ngày",
    "2wh",
    "e\u{301}",
    "---",
    "...",
    "%",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_is_left_or_styled_and_never_worse(
        which in 0_usize..64,
        places in proptest::collection::vec((0.0_f64..1.0, 0_usize..DAMAGE.len(), 0_usize..6), 1..4),
    ) {
        let all: Vec<_> = shipped().collect();
        let Shipped { name, text } = all[which % all.len()];
        let mut wild = (*text).to_owned();
        for (place, what, gone) in places {
            let start = wild.floor_char_boundary((place * wild.len() as f64) as usize);
            let end = wild.ceil_char_boundary((start + gone).min(wild.len()));
            wild.replace_range(start..end, DAMAGE[what]);
        }
        let kind = FileKind::of_name(name);
        if let Ok(once) = fmt(&SourceFile::new(*name, wild.as_str()), kind) {
            prop_assert!(fmt(&SourceFile::new(*name, once.as_str()), kind).is_ok_and(|twice| twice == once), "{}", once);
            let (tree, found) = source::read(&SourceFile::new(*name, wild.as_str()), &ReadLimits::default());
            let good = found.is_empty() && check_free(name, &wild);
            prop_assert!(!good || canonical(&tree.expect("a tree"), kind.table()) == says(name, &once), "{}", wild);
        }
    }
}

/// Tells whether a procedure is read without a diagnostic; such a text has a version to keep.
fn check_free(name: &str, text: &str) -> bool {
    use motcua_procedure::files;
    let file = SourceFile::new(name, text);
    FileKind::of_name(name) == FileKind::Procedure && files::definition(&file, &tree(name, text)).1.is_empty()
}

/// Pairs of what was written and the house style of it.
const CASES: &[(&str, &str)] = &[
    // Line ends, byte order mark, tabs, composed letters, blank lines.
    ("\u{feff}tthc: 1\r\n\r\n\r\nname: Thu\u{309} tu\u{323}c  \r\n\n\n", "tthc: 1\n\nname: Thủ tục\n"),
    // Levels of two blanks; comments go with their line.
    (
        "roles:\n      # người nộp\n      nguoi_nop:   \"Người nộp\"   # vai\n      # cuối\n# đầu\nsteps:\n-   userTask:  a\n    # việc\n    name : 'Nhận'\n",
        "roles:\n  # người nộp\n  nguoi_nop: Người nộp   # vai\n  # cuối\n# đầu\nsteps:\n  - userTask: a\n    # việc\n    name: Nhận\n",
    ),
    // Texts of several lines keep their own shape.
    (
        "a:\n    note: |\n        một\n          hai  \n\n        ba\n    b: \"x\n      y\"\n",
        "a:\n  note: |\n    một\n      hai  \n\n    ba\n  b: \"x\n    y\"\n",
    ),
    // Brackets.
    ("a: {b: 1,c: [x ,y],}\nd: {  }\n", "a: { b: 1, c: [x, y] }\nd: {}\n"),
    ("a: {\nb: 1,\n# chú\n   c: [\n x,\n y ]\n}\n", "a: {\n  b: 1,\n  # chú\n  c: [\n    x,\n    y]\n  }\n"),
    ("a: [b: 1,  : 2,{ c:  3}]\n", "a: [b: 1, : 2, { c: 3 }]\n"),
    // Quotes that are needed.
    (
        "code: \"2.000908\"\nx: '15:00'\ny: \"no\"\nz: { a: \"m, n\" }\nw: \"m, n\"\n",
        "code: \"2.000908\"\nx: '15:00'\ny: \"no\"\nz: { a: \"m, n\" }\nw: m, n\n",
    ),
    // One meaning only.
    (
        "deadline: { within: 5wd, from: a }\nsteps:\n  - { userTask: a, deadline: 0,5 ngày làm việc, remind: [1 ngay lam viec trước] }\n",
        "deadline: { within: 5 ngày làm việc, from: a }\nsteps:\n  - { userTask: a, deadline: '0,5 ngày làm việc', remind: [1 ngày làm việc trước] }\n",
    ),
    ("code: 2.000908\n", "code: \"2.000908\"\n"),
    // A blank line between steps of several lines.
    (
        "steps:\n  - userTask: a\n    name: A\n  # hai\n  - { endEvent: b }\n  - { endEvent: c }\n",
        "steps:\n  - userTask: a\n    name: A\n\n  # hai\n  - { endEvent: b }\n  - { endEvent: c }\n",
    ),
];

#[test]
fn the_house_style_by_example() {
    for (text, wanted) in CASES {
        let once = styled("mau.tthc.yaml", text);
        assert_eq!(once, *wanted, "{text}");
        assert_eq!(styled("mau.tthc.yaml", &once), once, "{text}");
    }
}

#[test]
fn a_line_that_is_too_long_is_opened() {
    let long = "Nội dung này dài hơn một dòng vừa mắt người đọc, nên ngoặc được mở ra";
    let text = format!(
        "steps:\n  - {{ userTask: a, name: {}, actions: {{ b: {{ name: X, ask: [ly_do] }}, c: \"{long}\" }}, note: Y }} # cuối\n",
        long.replace(',', "")
    );
    let once = styled("mau.tthc.yaml", &text);
    let wanted = format!(
        "steps:\n  - userTask: a\n    name: {}\n    actions: {{ b: {{ name: X, ask: [ly_do] }}, c: \"{long}\" }}\n    note: Y # cuối\n",
        long.replace(',', "")
    );
    assert_eq!(once, wanted);
}

#[test]
fn what_cannot_be_read_is_left() {
    for text in ["a: [1\n", "a: &x 1\nb: *x\n", "a: 1\na: 2\n", ""] {
        assert!(fmt(&SourceFile::new("mau.tthc.yaml", text), FileKind::Procedure).is_err(), "{text}");
    }
}
