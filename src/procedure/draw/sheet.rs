//! One level of the wide drawing: the main way from left to right, side steps below, returns in channels of their own.
//! It paints what was planned, placed and routed; it decides no place itself. Blocks on it are frames with sheets inside.

use calendar::Lang;
use program::{FlowIx, NodeIx, Program, Work};

use super::card::{Card, class, count};
use super::frame::Frame;
use super::letters::{name_width, wrap};
use super::level::{Level, Levels, block};
use super::overlay::Overlay;
use super::pen::{Pen, Point};
use super::place::{COLUMNS, Cell, Grid};
use super::plan::{Link, Plan, closed};
use super::route::{
    BOX, Bent, DIAMOND, DOT, EVENT, GUTTER, Measures, Room, Routes, Shape, Way, beside, inset, label_lines,
};
use super::said::label;
use super::situation::link_class;

/// Place of the start event.
pub(super) const START: f64 = 44.0;
/// Least height of a row.
const ROW: f64 = 96.0;
/// Least height of a row inside a block.
const LOW: f64 = 30.0;
/// The main level: the words of the filing stand left of it.
const OUTER: Room = Room { left: 80.0, first: 20.0, last: GUTTER, boxes: BOX, quiet: 32.0 };
/// A level inside a block: beside it the ways from and to the bars.
const INNER: Room = Room { left: 0.0, first: 30.0, last: 24.0, boxes: BOX, quiet: 16.0 };
/// Width of a box where a branch has room for it.
const BROAD: f64 = 216.0;

/// Everything that all sheets of a drawing share.
pub(super) struct Scene<'a> {
    pub program: &'a Program,
    pub levels: &'a Levels,
    pub overlay: &'a Overlay,
    pub lang: Lang,
}

/// What stands in a cell.
#[derive(Debug)]
enum Content {
    Card(Card),
    Frame(Box<Frame>),
    Sign,
}

/// A level, laid out.
#[derive(Debug)]
pub(super) struct Sheet {
    plan: Plan,
    grid: Grid,
    routes: Routes,
    labels: Vec<Vec<String>>,
    contents: Vec<(NodeIx, Content)>,
    rows: Vec<Row>,
    height: f64,
    is_main: bool,
}

/// A row: its top and height, and how high its boxes are.
#[derive(Clone, Copy, Debug)]
struct Row {
    top: f64,
    height: f64,
    boxes: f64,
}

impl Sheet {
    /// Lays out a level in at most so many columns.
    pub fn of(scene: &Scene<'_>, level: &Level, columns: usize) -> Self {
        let program = scene.program;
        let plan = Plan::of(program, scene.levels, level);
        let is_main = level.entry == program.start;
        let blocks = plan.nodes().filter(|&node| block(program, node).is_some());
        let frames: Vec<(NodeIx, Frame)> = blocks.map(|node| (node, Frame::of(scene, node, inner(columns)))).collect();
        let broad = |node: NodeIx| frames.iter().find(|(one, _)| *one == node).map_or(0.0, |(_, frame)| frame.width());
        let hangs = |node: NodeIx| is_main && matches!(program.node(node).work, Work::End(_));
        let span = |node: NodeIx| match shape(program, node) {
            Shape::Dot => 0,
            _ => span(broad(node), columns),
        };
        let mut grid = Grid::of(&plan, columns, &span, &hangs);
        if !is_main {
            grid.trim();
        }
        let room = room(&grid, is_main, frames.is_empty());
        let names = plan.links.iter().map(|link| label(program, link, scene.lang));
        let labels: Vec<Vec<String>> = names.map(|names| label_lines(&names)).collect();
        let measures = Measures { shape: &|node| shape(program, node), broad: &broad, room };
        let routes = Routes::of((&plan, &grid), &measures, &labels);
        let mut contents: Vec<(NodeIx, Content)> = Vec::new();
        for node in plan.nodes().filter(|&node| block(program, node).is_none()) {
            let card = Card::of(program, node, scene.overlay, (room.boxes, scene.lang));
            contents.push((node, card.map_or(Content::Sign, Content::Card)));
        }
        contents.extend(frames.into_iter().map(|(node, frame)| (node, Content::Frame(Box::new(frame)))));
        let mut sheet = Self { plan, grid, routes, labels, contents, rows: Vec::new(), height: 0.0, is_main };
        sheet.stack(program);
        sheet
    }

    /// Returns its width.
    pub fn width(&self) -> f64 {
        self.routes.columns.width
    }

    /// Returns its height.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// Returns the right edge of the end of a branch and the flows that lead there; none for another level.
    pub fn way_out(&self, scene: &Scene<'_>) -> Option<(Point, Vec<FlowIx>)> {
        let join = self.plan.nodes().find(|&node| shape(scene.program, node) == Shape::Dot)?;
        let (cell, into) = (self.grid.cell(join)?, self.plan.links.iter().filter(|link| link.to == join));
        let right = self.left(scene, cell) + 2.0 * DOT;
        Some(((right, self.middle(cell.row)), into.flat_map(|link| link.flows.clone()).collect()))
    }

    /// Sets the rows below one another, each as high as its highest content.
    fn stack(&mut self, program: &Program) {
        let (mut y, least) = (0.0, if self.is_main { ROW } else { LOW });
        for row in 0..self.grid.rows {
            y += self.routes.channels[row];
            let nodes: Vec<NodeIx> = self.grid.row(row).collect();
            let tall = |node: &NodeIx| self.tall(program, *node);
            let boxes = nodes.iter().filter(|&&node| shape(program, node) != Shape::Block).map(tall);
            let boxes = boxes.fold(least, f64::max);
            let height = nodes.iter().map(tall).fold(boxes, f64::max);
            self.rows.push(Row { top: y, height, boxes });
            y += height;
        }
        self.height = y + self.routes.channels[self.grid.rows];
    }

    fn content(&self, node: NodeIx) -> Option<&Content> {
        self.contents.iter().find(|(one, _)| *one == node).map(|(_, content)| content)
    }

    /// Returns how high a node's content is.
    fn tall(&self, program: &Program, node: NodeIx) -> f64 {
        match (self.content(node), shape(program, node)) {
            (Some(Content::Card(card)), _) => card.height(),
            (Some(Content::Frame(frame)), _) => frame.height(),
            (_, Shape::Gateway) => 2.0 * (18.0 * count(gateway_name(program, node).len()) + 18.0),
            (_, Shape::Dot) => 2.0 * DOT,
            (_, Shape::Box | Shape::Block | Shape::Event) => 18.0 * count(event_name(program, node).len()) + 12.0,
        }
    }

    fn middle(&self, row: usize) -> f64 {
        let Row { top, height, .. } = self.rows[row];
        top + height / 2.0
    }

    /// Returns the left edge of what stands in a cell.
    fn left(&self, scene: &Scene<'_>, cell: Cell) -> f64 {
        self.routes.columns.x(cell.column) + inset(&self.grid, &|node| shape(scene.program, node), cell)
    }

    /// Returns the left and right edge of a node.
    fn sides(&self, scene: &Scene<'_>, node: NodeIx, cell: Cell) -> (f64, f64) {
        match shape(scene.program, node) {
            Shape::Box => (self.left(scene, cell), self.left(scene, cell) + self.routes.columns.wide(cell.column)),
            Shape::Block => {
                let columns = &self.routes.columns;
                let ends = self.grid.cell(node).zip(self.grid.way_out(node)).unwrap_or((cell, cell));
                let last = ends.1.column;
                (columns.x(ends.0.column), columns.x(last) + columns.wide(last))
            }
            sign => (self.left(scene, cell), self.left(scene, cell) + 2.0 * sign.radius().unwrap_or(0.0)),
        }
    }

    /// Returns half the height of a node's shape.
    fn half(&self, program: &Program, node: NodeIx, row: usize) -> f64 {
        match (shape(program, node), self.content(node)) {
            (_, Some(Content::Frame(frame))) => frame.height() / 2.0,
            (shape, _) => shape.radius().unwrap_or(self.rows[row].boxes / 2.0),
        }
    }

    /// Paints the level with its top left corner at a place: the links, then what they join.
    pub fn paint(&self, scene: &Scene<'_>, pen: &mut Pen, origin: Point) {
        self.links(scene, pen, origin);
        for (node, content) in &self.contents {
            let Some(cell) = self.grid.cell(*node) else { continue };
            let (left, right) = self.sides(scene, *node, cell);
            let (x, middle) = (origin.0 + left, origin.1 + self.middle(cell.row));
            let half = self.half(scene.program, *node, cell.row);
            match content {
                Content::Card(card) => card.paint(pen, (x, middle - half), (right - left, 2.0 * half)),
                Content::Frame(frame) => frame.paint(scene, pen, (x, middle - half), right - left),
                Content::Sign => sign(scene, pen, *node, (x, middle)),
            }
        }
    }

    /// Paints the links: those not taken first, so that the way taken lies on top; then the labels.
    fn links(&self, scene: &Scene<'_>, pen: &mut Pen, origin: Point) {
        let all = || self.plan.links.iter().zip(&self.routes.ways);
        let rows: Vec<(f64, f64)> = self.rows.iter().map(|row| (row.top, row.height)).collect();
        for heavy in [false, true] {
            for (link, way) in all() {
                let class = link_class(scene.overlay, link);
                if (class.contains("past") || class.contains("hit")) == heavy {
                    let points = self.points(scene, (link, way), &rows);
                    let points: Vec<Point> = points.into_iter().map(|at| (origin.0 + at.0, origin.1 + at.1)).collect();
                    // A dot is no more than the end of the line.
                    let ends = shape(scene.program, link.to) == Shape::Dot;
                    if ends { pen.line(&points, &class) } else { pen.arrow(&points, &class) }
                }
            }
        }
        for ((link, way), lines) in all().zip(&self.labels) {
            let (at, lines) = match way {
                Way::Bent(bent) => (self.routes.label_at(bent, &rows), lines.clone()),
                Way::Straight(a, b) if shape(scene.program, link.from) == Shape::Gateway => {
                    let ends = self.level(scene, link, *a, *b);
                    ((f64::midpoint(ends[0].0, ends[1].0) - 3.0, ends[0].1), beside(lines))
                }
                Way::Straight(..) | Way::Start => continue,
            };
            label_lines_of(scene, pen, (link, &lines), (origin.0 + at.0, origin.1 + at.1));
        }
    }

    fn points(&self, scene: &Scene<'_>, (link, way): (&Link, &Way), rows: &[(f64, f64)]) -> Vec<Point> {
        match way {
            Way::Start => {
                let from = if self.is_main { START + EVENT } else { 0.0 };
                let cell = self.grid.cell(link.to).unwrap_or(Cell { row: 0, column: 0 });
                let middle = self.middle(cell.row);
                vec![(from, middle), (self.sides(scene, link.to, cell).0, middle)]
            }
            Way::Straight(a, b) => self.level(scene, link, *a, *b),
            Way::Bent(bent) => self.routes.points(bent, rows, self.ends(scene, link, bent)),
        }
    }

    /// Returns the ends of a straight way, left or right.
    fn level(&self, scene: &Scene<'_>, link: &Link, a: Cell, b: Cell) -> Vec<Point> {
        let y = self.middle(a.row);
        let (from, to) = (self.sides(scene, link.from, a), self.sides(scene, link.to, b));
        if a.column < b.column { vec![(from.1, y), (to.0, y)] } else { vec![(from.0, y), (to.1, y)] }
    }

    /// Returns the heights at which a bent way leaves and arrives.
    fn ends(&self, scene: &Scene<'_>, link: &Link, bent: &Bent) -> (f64, f64) {
        let end = |node, (cell, top): (Cell, bool)| {
            let half = self.half(scene.program, node, cell.row);
            self.middle(cell.row) + if top { -half } else { half }
        };
        let [from, to] = bent.ends();
        (end(link.from, from), end(link.to, to))
    }

    /// Returns the middle of the first row: the height of the filing.
    pub fn first(&self) -> f64 {
        self.middle(0)
    }
}

/// Returns how many columns a level inside another may have.
pub(super) fn inner(columns: usize) -> usize {
    columns.min(COLUMNS).saturating_sub(1).max(2)
}

/// Returns the room of a level: a branch of a step or two has broad boxes.
fn room(grid: &Grid, is_main: bool, no_blocks: bool) -> Room {
    match is_main {
        true => OUTER,
        false if no_blocks && grid.columns <= 3 => Room { boxes: BROAD, ..INNER },
        false => INNER,
    }
}

/// Returns how many columns a frame takes; a box takes one.
fn span(broad: f64, columns: usize) -> usize {
    if broad <= 0.0 {
        return 1;
    }
    let fits = |span: &usize| BOX * count(*span) + GUTTER * count(*span - 1) >= broad;
    (2..columns).find(fits).unwrap_or(columns)
}

fn shape(program: &Program, node: NodeIx) -> Shape {
    match program.node(node).work {
        _ if closed(program, node).is_some() => Shape::Dot,
        Work::None => Shape::Gateway,
        Work::Person(_) | Work::Message(_) | Work::Payment(_) | Work::Job(_) | Work::Wait(_) => Shape::Box,
        Work::Open(_) => Shape::Block,
        Work::Submit { .. } | Work::End(_) => Shape::Event,
    }
}

/// Breaks the name of a gateway for the place right below its line.
fn gateway_name(program: &Program, node: NodeIx) -> Vec<String> {
    wrap(&program.node(node).name, BOX - DIAMOND - 12.0, name_width)
}

fn event_name(program: &Program, node: NodeIx) -> Vec<String> {
    wrap(&program.node(node).name, BOX - 2.0 * EVENT - 10.0, name_width)
}

/// Paints a gateway or an end with its name beside it, or the end of a branch.
fn sign(scene: &Scene<'_>, pen: &mut Pen, node: NodeIx, (x, y): Point) {
    let class = class(scene.overlay, node);
    match shape(scene.program, node) {
        Shape::Dot => pen.dot((x + DOT, y)),
        Shape::Gateway => {
            pen.gateway((x + DIAMOND, y), DIAMOND, class);
            let mut line = y + 27.0;
            for text in gateway_name(scene.program, node) {
                pen.text((x + DIAMOND + 12.0, line), &text, "n");
                line += 18.0;
            }
        }
        Shape::Event | Shape::Box | Shape::Block => {
            pen.event((x + EVENT, y), true, class);
            let lines = event_name(scene.program, node);
            let mut line = y + 5.0 - 9.0 * (count(lines.len()) - 1.0);
            for text in lines {
                pen.text((x + 2.0 * EVENT + 8.0, line), &text, "n");
                line += 18.0;
            }
        }
    }
}

/// Writes the lines of a label around a point.
fn label_lines_of(scene: &Scene<'_>, pen: &mut Pen, (link, lines): (&Link, &[String]), (x, y): Point) {
    let counts = scene.overlay.counts.as_ref();
    let tried = counts.map(|counts| link.flows.iter().map(|flow| counts.flows[flow.index()]).sum::<u32>());
    let class = match tried {
        None => "m",
        Some(0) => "st miss",
        Some(_) => "st hit",
    };
    let mut line = y - 8.0 * (count(lines.len()) - 1.0);
    for (at, text) in lines.iter().enumerate() {
        let times = tried.filter(|_| at + 1 == lines.len()).map(|tried| format!(" ×{tried}")).unwrap_or_default();
        pen.label((x, line), &format!("{text}{times}"), class);
        line += 16.0;
    }
}
