//! The frame of a block in the wide drawing: its head, its branches as lanes between a splitting and a joining bar.
//! Each lane is a sheet of its own; the frame knows no more of it than its size.

use program::NodeIx;

use super::card::{Lines, count, lines, note, small};
use super::letters::{name_width, width, wrap};
use super::level::Level;
use super::pen::{Pen, Point};
use super::said::numbered;
use super::sheet::{Scene, Sheet};
use super::situation::taken_class;

/// Room beside the lanes for a bar.
const BAR: f64 = 24.0;
/// Width of a bar.
const THICK: f64 = 7.0;
/// Room above and below.
const PAD: f64 = 10.0;
/// Width for which the head of a frame is laid out at least.
const HEAD: f64 = 300.0;

/// A block, laid out.
#[derive(Debug)]
pub(super) struct Frame {
    name: Vec<String>,
    small: Lines,
    note: Vec<String>,
    class: &'static str,
    open: usize,
    lanes: Vec<Lane>,
}

/// A branch.
#[derive(Debug)]
struct Lane {
    title: Vec<String>,
    sheet: Sheet,
}

impl Frame {
    /// Lays out the block that a node opens, in levels of at most so many columns.
    pub fn of(scene: &Scene<'_>, node: NodeIx, columns: usize) -> Self {
        let lane = |level: &Level| {
            let title = title(scene, level);
            let sheet = Sheet::of(scene, level, columns);
            let title = if title.is_empty() { Vec::new() } else { wrap(&title, sheet.width(), width) };
            Lane { title, sheet }
        };
        let lanes: Vec<Lane> = scene.levels.inside(node).map(lane).collect();
        let room = HEAD.max(lanes.iter().map(|lane| lane.sheet.width()).fold(0.0, f64::max)) - 2.0 * PAD;
        let (note, class) = note(scene.overlay, node, scene.lang);
        Self {
            name: wrap(&numbered(scene.program, node), room, name_width),
            small: small(scene.program, node, scene.overlay, (room, scene.lang)),
            note: if note.is_empty() { Vec::new() } else { wrap(&note, room, |text| width(text) * 1.07) },
            class,
            open: scene.overlay.state(node).open,
            lanes,
        }
    }

    /// Returns the least width.
    pub fn width(&self) -> f64 {
        HEAD.max(self.lanes.iter().map(|lane| lane.sheet.width()).fold(0.0, f64::max)) + 2.0 * BAR
    }

    /// Returns the height.
    pub fn height(&self) -> f64 {
        let lanes: f64 = self.lanes.iter().map(|lane| 18.0 * count(lane.title.len()) + lane.sheet.height()).sum();
        self.head() + lanes + PAD
    }

    fn head(&self) -> f64 {
        let small: usize = self.small.iter().map(|(_, lines)| lines.len()).sum();
        PAD + 18.0 * count(self.name.len() + small + self.note.len()) + 6.0
    }

    /// Paints the frame at a place, as wide as it is told to be.
    pub fn paint(&self, scene: &Scene<'_>, pen: &mut Pen, (x, y): Point, w: f64) {
        let h = self.height();
        pen.open(self.class);
        pen.rect((x, y), (w, h), 6.0, "ln");
        let (left, mut line) = (x + BAR - THICK, y + PAD + 11.0);
        for name in &self.name {
            pen.text((left, line), name, "n");
            line += 18.0;
        }
        line = lines(pen, (left, line), &self.small);
        for note in &self.note {
            pen.text((left, line), note, &format!("st {}", self.class));
            line += 18.0;
        }
        // The state is the block's alone: what stands in its lanes has its own.
        pen.close();
        let (top, tall) = (y + self.head(), h - self.head() - PAD);
        let bars = (x + BAR - 2.0 * THICK, x + w - BAR + THICK);
        pen.rect((bars.0, top), (THICK, tall), 0.0, "bar2");
        pen.rect((bars.1, top), (THICK, tall), 0.0, "bar2");
        let mut at = top;
        for lane in &self.lanes {
            for title in &lane.title {
                pen.text((x + BAR + 4.0, at + 14.0), title, "m");
                at += 18.0;
            }
            let origin = (bars.0 + THICK, at);
            lane.sheet.paint(scene, pen, origin);
            if let Some((from, flows)) = lane.sheet.way_out(scene) {
                let from = (origin.0 + from.0, origin.1 + from.1);
                pen.line(&[from, (bars.1, from.1)], &taken_class(scene.overlay, &flows));
            }
            at += lane.sheet.height();
        }
        pen.open(self.class);
        pen.badge((x, y), self.class, self.open);
        pen.close();
    }
}

/// Returns the name of a branch; nothing where its only step has the same.
pub(super) fn title(scene: &Scene<'_>, level: &Level) -> String {
    let name = level.way_in.map_or("", |flow| &scene.program.flow(flow).name);
    match level.nodes.as_slice() {
        [only] if scene.program.node(*only).name == name => String::new(),
        _ => name.to_owned(),
    }
}
