//! Any procedure can be drawn: no box on another, no text outside or across a box, every step there, XML well formed.

use calendar::Lang;
use motcua_procedure::draw::{Overlay, Standing, diagram, line, table};
use proptest::prelude::*;

use crate::stage::{Play, Stage, applicant, at, definition, post};
use engine::Answers;

/// An element of a drawing with its attributes.
struct Shape {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Shape {
    fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    fn number(&self, name: &str) -> f64 {
        self.get(name).parse().unwrap_or(0.0)
    }

    /// Left, top, right, bottom; a text is taken narrower than it can be.
    fn frame(&self) -> [f64; 4] {
        let (x, y) = (self.number("x"), self.number("y"));
        if self.name == "rect" {
            return [x, y, x + self.number("width"), y + self.number("height")];
        }
        let letters = self.text.chars().fold(0.0, |sum, _| sum + 5.4);
        let left = if self.get("text-anchor") == "middle" { x - letters / 2.0 } else { x };
        [left, y - 9.0, left + letters, y + 2.0]
    }
}

/// Reads a drawing, and fails if it is not well formed.
fn read(svg: &str) -> Vec<Shape> {
    let (mut shapes, mut open): (Vec<Shape>, Vec<String>) = (Vec::new(), Vec::new());
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        assert!(!text.contains('>') && !tag.contains('&') || tag.contains("&amp;"), "escaped: {tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "tags are balanced");
            continue;
        }
        let body = tag.strip_suffix('/').unwrap_or(tag);
        let (name, mut rest) = body.split_once(' ').unwrap_or((body, ""));
        let mut attributes: Vec<(String, String)> = Vec::new();
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("a value ends");
            let key = key.trim().to_owned();
            assert!(attributes.iter().all(|(other, _)| *other != key), "{key} twice in {tag}");
            attributes.push((key, value.to_owned()));
            rest = after;
        }
        assert_eq!(rest.trim(), "", "only attributes in {tag}");
        if !tag.ends_with('/') {
            open.push(name.to_owned());
        }
        shapes.push(Shape { name: name.to_owned(), attributes, text: text.to_owned() });
    }
    assert!(open.is_empty(), "all is closed");
    shapes
}

/// Cuts `Mx yLx y…` into its pieces.
fn pieces(d: &str) -> Vec<[f64; 4]> {
    let number = |one: &str| one.parse::<f64>().expect("a number");
    let points = d.trim_start_matches('M').split('L').map(|point| point.split_once(' ').expect("x and y"));
    let points: Vec<(f64, f64)> = points.map(|(x, y)| (number(x), number(y))).collect();
    points.windows(2).map(|pair| [pair[0].0, pair[0].1, pair[1].0, pair[1].1]).collect()
}

fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Tells whether two lines run along one another; those of one gateway or to one end share its point, and may.
fn hides(one: &[[f64; 4]], other: &[[f64; 4]]) -> bool {
    let ends = |line: &[[f64; 4]]| [[line[0][0], line[0][1]], [line[line.len() - 1][2], line[line.len() - 1][3]]];
    if ends(one).iter().any(|end| ends(other).contains(end)) {
        return false;
    }
    let along = |a: &[f64; 4], b: &[f64; 4], at: usize| {
        let (low, high) =
            (a[at].min(a[at + 2]).max(b[at].min(b[at + 2])), a[at].max(a[at + 2]).min(b[at].max(b[at + 2])));
        a[1 - at] == a[3 - at] && b[1 - at] == b[3 - at] && (a[1 - at] - b[1 - at]).abs() < 1.0 && high - low > 1.0
    };
    one.iter().any(|a| other.iter().any(|b| along(a, b, 0) || along(a, b, 1)))
}

/// Checks one drawing: frames, texts, and that each name to be shown begins somewhere.
fn check(svg: &str, names: &[String]) {
    let shapes = read(svg);
    let view: Vec<f64> = shapes[0].get("viewBox").split(' ').map(|one| one.parse().expect("a number")).collect();
    let boxes: Vec<[f64; 4]> = shapes
        .iter()
        .filter(|one| one.name == "rect" && one.get("class") == "bx" && one.number("height") > 20.0)
        .map(Shape::frame)
        .collect();
    for (at, one) in boxes.iter().enumerate() {
        assert!(boxes[at + 1..].iter().all(|other| !meet(*one, *other)), "boxes meet: {one:?}");
    }
    let frames: Vec<[f64; 4]> = shapes
        .iter()
        .filter(|one| one.name == "rect" && one.get("class") == "ln" && one.get("rx") == "6")
        .map(Shape::frame)
        .collect();
    let within = |one: &[f64; 4], outer: &[f64; 4]| {
        one[0] >= outer[0] && one[1] >= outer[1] && one[2] <= outer[2] && one[3] <= outer[3]
    };
    for (at, frame) in frames.iter().enumerate() {
        let other = boxes.iter().chain(&frames[at + 1..]);
        let across = |one: &&[f64; 4]| meet(*frame, **one) && !within(one, frame) && !within(frame, one);
        assert_eq!(other.filter(across).count(), 0, "something lies across a frame: {frame:?}");
    }
    let lines: Vec<Vec<[f64; 4]>> = shapes
        .iter()
        .filter(|one| one.name == "path" && one.get("class").starts_with("ln") && one.get("d").contains('L'))
        .map(|line| pieces(line.get("d")))
        .collect();
    for [a, b, c, d] in lines.iter().flatten() {
        let piece = [a.min(*c), b.min(*d), a.max(*c) + 0.1, b.max(*d) + 0.1];
        let inside = |one: &[f64; 4]| [one[0] + 1.0, one[1] + 1.0, one[2] - 1.0, one[3] - 1.0];
        assert!(boxes.iter().all(|one| !meet(piece, inside(one))), "a line crosses a box: {piece:?}");
        let across = |one: &&[f64; 4]| meet(piece, inside(one)) && !within(&piece, one);
        assert_eq!(frames.iter().filter(across).count(), 0, "a line crosses a frame: {piece:?}");
    }
    for (at, line) in lines.iter().enumerate() {
        let other = lines[at + 1..].iter().find(|other| hides(line, other));
        assert!(other.is_none(), "a line runs along another: {line:?} {other:?}");
    }
    let texts: Vec<&Shape> = shapes.iter().filter(|one| one.name == "text").collect();
    for (at, text) in texts.iter().enumerate() {
        let frame = text.frame();
        assert!(frame[0] >= 0.0 && frame[2] <= view[2] && frame[1] >= 0.0 && frame[3] <= view[3], "out: {}", text.text);
        let other = texts[at + 1..].iter().find(|other| meet(frame, other.frame()));
        assert!(other.is_none(), "{} on {}", text.text, other.map_or("", |other| &other.text));
        for one in boxes.iter().filter(|one| meet(frame, **one)) {
            assert!(frame[0] >= one[0] && frame[2] <= one[2] && frame[3] <= one[3], "across a box: {}", text.text);
        }
    }
    for name in names {
        let found = texts.iter().filter(|text| text.get("class") == "n").any(|text| name.starts_with(&text.text));
        assert!(found, "{name} is drawn");
    }
    let ids: Vec<&str> = shapes.iter().map(|one| one.get("id")).filter(|id| !id.is_empty()).collect();
    assert!(ids.iter().enumerate().all(|(at, id)| !ids[at + 1..].contains(id)), "ids are unique");
}

/// Lists how each step's box begins, and the names of ends and gateways.
fn names(stage: &Stage) -> Vec<String> {
    let program = &stage.compiled.program;
    let opens_side = |node| match program.node(node).work {
        program::Work::Open(block) => program.blocks[block.at()].kind == program::BlockKind::Side,
        _ => false,
    };
    let joins = |node| program.node(node).join == program::Join::Scope;
    let shown = program.graph.node_indices().filter(|&node| !joins(node) && !opens_side(node));
    let named = |node| match line(program, node) {
        Some(number) => format!("{number}. {}", program.node(node).name),
        None => program.node(node).name.clone(),
    };
    shown.map(named).collect()
}

pub fn check_all(stage: &Stage, overlay: &Overlay) {
    for lang in [Lang::Vi, Lang::En] {
        let drawing = diagram(&stage.compiled.program, overlay, lang, "d");
        let names = names(stage);
        check(&drawing.wide, &names);
        check(&drawing.narrow, &names);
    }
}

#[test]
fn procedures_are_drawn_whole() {
    for stage in [Stage::shipped(), Stage::long()] {
        check_all(&stage, &Overlay::plain());
        check_all(&stage, &Overlay::coverage(&stage.compiled.program, &[]));
        let rows = table(&stage.compiled.program, Lang::Vi);
        assert_eq!(rows.iter().filter(|row| !row.number.is_empty()).count(), usize::from(numbered(&stage)));
    }
    // More runs through one gutter than it has room for at its least width.
    let crowd: Vec<(usize, usize)> =
        (1..=12).map(|step| (step + 1, 36 - step)).chain((1..=12).map(|step| (36 - step, step))).collect();
    check_all(&Stage::of("mau.tthc.yaml", &definition(36, &crowd, &[7, 8, 2])), &Overlay::plain());
    let jumps = [(3, 1), (9, 7), (9, 14), (20, 4), (31, 30), (16, 25)];
    for (steps, gateways) in [(6, &[2][..]), (14, &[5, 9][..]), (32, &[5, 12, 23][..])] {
        let jumps: Vec<_> = jumps.iter().copied().filter(|(from, to)| *from <= steps && *to <= steps).collect();
        check_all(&Stage::of("mau.tthc.yaml", &definition(steps, &jumps, gateways)), &Overlay::plain());
    }
}

fn numbered(stage: &Stage) -> u16 {
    stage.compiled.program.graph.node_weights().filter_map(|node| node.number).max().unwrap_or(0)
}

#[test]
fn a_dossier_is_seen_in_its_drawing() {
    let stage = Stage::shipped();
    let mut play = Play::copy(&stage, "2026-06-08 08:30");
    play.press(&post("p01_mot_cua_01"), "tiep_nhan", Answers::default(), "2026-06-08 09:00").expect("received");
    play.wait("2026-06-08 14:00");
    let program = &stage.compiled.program;
    let overlay = Overlay::live(&stage.teller(Lang::Vi), &play.instance, &play.log, at("2026-06-08 14:00"));
    let standing = |id| overlay.nodes[program.find(id).expect("a step").index()].clone();
    assert_eq!(standing("tiep_nhan").standing, Standing::Done);
    // 09:00 and 3 working hours is 12:00; 14:00 is one working hour later.
    assert_eq!((standing("tham_tra").standing, standing("tham_tra").note.as_str()), (Standing::Late, "Quá hạn 1 giờ"));
    assert_eq!(standing("ky").standing, Standing::Ahead);
    check_all(&stage, &overlay);
    let drawing = diagram(program, &overlay, Lang::Vi, "d");
    assert!(drawing.wide.contains("Đã qua bước\u{a0}1. Bước\u{a0}2 Tra sổ gốc"), "the situation is told in words");
    check_all(&stage, &Overlay::coverage(program, &[&play.log]));
}

#[test]
fn what_was_sent_back_is_ahead_again() {
    let stage = Stage::shipped();
    let mut play = Play::copy(&stage, "2026-06-08 08:30");
    play.press(&post("p01_mot_cua_01"), "bo_sung", Answers::default().with("noi_dung", "Thiếu"), "2026-06-08 09:00")
        .expect("asked");
    play.press(&applicant(), "gui", crate::stage::form(), "2026-06-08 10:00").expect("sent");
    let overlay = Overlay::live(&stage.teller(Lang::Vi), &play.instance, &play.log, at("2026-06-08 10:05"));
    let standing = |id| overlay.nodes[stage.compiled.program.find(id).expect("a step").index()].standing;
    assert_eq!((standing("tiep_nhan"), standing("bo_sung")), (Standing::Now, Standing::Done));
}

#[test]
fn names_are_escaped() {
    let text = definition(2, &[], &[]).replace("Việc thứ 1", "'<b> & \"x\" Việc").replace("của quy trình mẫu\n    role: can_bo\n    deadline: 2 ngày làm việc\n    actions:\n      xong: Xong\n  - userTask: b2", "lạ'\n    role: can_bo\n    actions:\n      xong: Xong\n  - userTask: b2");
    let stage = Stage::of("mau.tthc.yaml", &text);
    let drawing = diagram(&stage.compiled.program, &Overlay::plain(), Lang::Vi, "d");
    assert!(drawing.wide.contains("&lt;b&gt; &amp;") && !drawing.wide.contains("<b>"));
}

/// A part of a procedure that has blocks.
#[derive(Clone, Debug)]
enum Part {
    /// A step, with a button that leads back so many steps of its branch and one that leaves all blocks.
    Step(usize, bool),
    /// A wait.
    Wait,
    /// Branches side by side, joined by all or by some.
    Block(Vec<Vec<Part>>, bool),
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let leaf = prop_oneof![
        4 => (0_usize..4, any::<bool>()).prop_map(|(back, leaves)| Part::Step(back, leaves)),
        1 => Just(Part::Wait),
    ];
    let part = leaf.prop_recursive(2, 40, 4, |inner| {
        let branch = prop::collection::vec(inner, 1..4);
        (prop::collection::vec(branch, 2..4), any::<bool>()).prop_map(|(branches, all)| Part::Block(branches, all))
    });
    prop::collection::vec(part, 1..6)
}

/// Writes parts as steps of one level; `count` numbers everything.
fn write(parts: &[Part], depth: usize, count: &mut usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    let mut steps: Vec<usize> = Vec::new();
    for part in parts {
        *count += 1;
        let own = *count;
        match part {
            Part::Step(back, leaves) => {
                *out += &format!(
                    "{pad}- userTask: b{own}\n{pad}  name: Việc thứ {own} làm đồng thời\n{pad}  role: can_bo\n"
                );
                *out += &format!("{pad}  deadline: 2 ngày làm việc\n{pad}  actions:\n{pad}    xong: Xong\n");
                if let Some(to) = steps.iter().rev().nth(*back) {
                    *out += &format!("{pad}    lai: {{ name: Làm lại việc {to}, next: b{to} }}\n");
                }
                if *leaves && depth > 1 {
                    *out += &format!("{pad}    roi: {{ name: Rời việc {own}, exit: cuoi }}\n");
                }
                steps.push(own);
            }
            Part::Wait => {
                *out +=
                    &format!("{pad}- {{ intermediateCatchEvent: b{own}, name: Chờ {own}, wait: 1 ngày làm việc }}\n");
            }
            Part::Block(branches, all) => {
                *out += &format!("{pad}- parallelGateway: b{own}\n{pad}  name: Khối thứ {own}\n{pad}  branches:\n");
                for (n, branch) in branches.iter().enumerate() {
                    *out += &format!("{pad}    - name: Nhánh {own} phần {n}\n{pad}      steps:\n");
                    write(branch, depth + 4, count, out);
                }
                *out += &format!("{pad}  join: {}\n", if *all { "all" } else { "any" });
                steps.push(own);
            }
        }
    }
}

fn with_blocks(parts: &[Part]) -> Stage {
    let text = definition(1, &[], &[]);
    let (head, tail) = text.split_once("  - userTask: b1\n").expect("one step");
    let (_, end) = tail.split_once("  - { endEvent").expect("one end");
    let (mut steps, mut count) = (String::new(), 0);
    write(parts, 1, &mut count, &mut steps);
    let head = head.replace("from: b1", "from: nop");
    let last = "  - { userTask: cuoi, name: Xem lại, role: can_bo, actions: { xong: Xong } }\n";
    Stage::of("mau.tthc.yaml", &format!("{head}{steps}{last}  - {{ endEvent{end}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn any_blocks_can_be_drawn(parts in parts()) {
        let stage = with_blocks(&parts);
        check_all(&stage, &Overlay::plain());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn any_procedure_can_be_drawn(
        steps in 1_usize..36,
        jumps in prop::collection::vec((1_usize..36, 1_usize..36), 0..24),
        gateways in prop::collection::vec(1_usize..36, 0..5),
    ) {
        let jumps: Vec<_> = jumps.into_iter().filter(|(from, to)| *from <= steps && *to <= steps).collect();
        let stage = Stage::of("mau.tthc.yaml", &definition(steps, &jumps, &gateways));
        let drawing = diagram(&stage.compiled.program, &Overlay::plain(), Lang::Vi, "d");
        check(&drawing.wide, &names(&stage));
        check(&drawing.narrow, &names(&stage));
    }
}
