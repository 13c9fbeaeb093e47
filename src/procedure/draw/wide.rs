//! The wide drawing: the main way from left to right, side steps below, returns in channels of their own.
//! It paints what was planned, placed and routed; it decides no place itself.

use calendar::Lang;
use program::{NodeIx, Program, Work};

use super::card::{Card, class, count};
use super::foot;
use super::letters::{name_width, width, wrap};
use super::overlay::Overlay;
use super::pen::{Pen, Point};
use super::place::{Cell, Grid};
use super::plan::{Link, Plan, label};
use super::route::{BOX, Bent, Columns, DIAMOND, EVENT, Routes, Shape, Way, beside, inset, label_lines};
use super::situation::link_class;

/// Place of the start event.
const START: f64 = 44.0;
/// Least height of a row.
const ROW: f64 = 96.0;

/// Everything one wide drawing needs to know.
struct Sheet<'a> {
    program: &'a Program,
    overlay: &'a Overlay,
    plan: &'a Plan,
    grid: Grid,
    columns: Columns,
    cards: Vec<Option<Card>>,
    /// Top and height of each row.
    rows: Vec<(f64, f64)>,
}

/// Draws the wide layout.
pub(super) fn wide(
    program: &Program,
    plan: &Plan,
    overlay: &Overlay,
    lang: Lang,
    (key, titles): (String, (&str, &str)),
) -> String {
    let grid = Grid::of(plan);
    let names: Vec<Vec<String>> = plan.links.iter().map(|link| label(program, link, lang)).collect();
    let labels: Vec<Vec<String>> = names.iter().map(|names| label_lines(names)).collect();
    let routes = Routes::of(plan, &grid, &|node| shape(program, node), &labels);
    let cards = program.graph.node_indices().map(|node| Card::of(program, node, overlay, (BOX, lang))).collect();
    let (columns, wide) = (routes.columns.clone(), routes.columns.width);
    let mut sheet = Sheet { program, overlay, plan, grid, columns, cards, rows: Vec::new() };
    let bottom = sheet.stack(&routes);
    let mut pen = Pen::new(key);
    sheet.links(&mut pen, &routes, &labels);
    sheet.nodes(&mut pen);
    let bottom = foot::anytime(&mut pen, program, overlay, lang, ((16.0, bottom), wide - 32.0));
    let bottom = foot::legend(&mut pen, overlay, lang, ((16.0, bottom + 28.0), wide - 16.0));
    pen.svg("wide", (wide, bottom + 14.0), titles)
}

fn shape(program: &Program, node: NodeIx) -> Shape {
    match program.node(node).work {
        Work::None => Shape::Gateway,
        Work::Person(_) => Shape::Box,
        Work::Submit { .. } | Work::End(_) => Shape::Event,
    }
}

impl Sheet<'_> {
    /// Sets the rows below one another, each as high as its highest box, and returns the bottom.
    fn stack(&mut self, routes: &Routes) -> f64 {
        let mut y = 0.0;
        for row in 0..self.grid.rows {
            y += routes.channels[row];
            let height = self.grid.row(row).map(|node| self.height(node)).fold(ROW, f64::max);
            self.rows.push((y, height));
            y += height;
        }
        y + routes.channels[self.grid.rows]
    }

    fn height(&self, node: NodeIx) -> f64 {
        match (&self.cards[node.index()], shape(self.program, node)) {
            (Some(card), _) => card.height(),
            (None, Shape::Gateway) => 2.0 * (18.0 * count(self.gateway_name(node).len()) + 18.0),
            (None, Shape::Box | Shape::Event) => 18.0 * count(self.event_name(node).len()) + 12.0,
        }
    }

    /// Breaks the name of a gateway for the place right below its line.
    fn gateway_name(&self, node: NodeIx) -> Vec<String> {
        wrap(&self.program.node(node).name, BOX - DIAMOND - 12.0, name_width)
    }

    fn event_name(&self, node: NodeIx) -> Vec<String> {
        wrap(&self.program.node(node).name, BOX - 2.0 * EVENT - 10.0, name_width)
    }

    fn middle(&self, row: usize) -> f64 {
        let (top, height) = self.rows[row];
        top + height / 2.0
    }

    /// Paints the links: those not taken first, so that the way taken lies on top; then the labels.
    fn links(&self, pen: &mut Pen, routes: &Routes, labels: &[Vec<String>]) {
        let all = || self.plan.links.iter().zip(&routes.ways);
        for heavy in [false, true] {
            for (link, way) in all() {
                let class = link_class(self.overlay, link);
                if (class.contains("past") || class.contains("hit")) == heavy {
                    pen.arrow(&self.points(link, way, routes), &class);
                }
            }
        }
        for ((link, way), lines) in all().zip(labels) {
            match way {
                Way::Bent(bent) => self.label(pen, link, routes.label_at(bent, &self.rows), lines),
                Way::Straight(a, b) if shape(self.program, link.from) == Shape::Gateway => {
                    self.label(pen, link, self.between(link, *a, *b), &beside(lines));
                }
                Way::Straight(..) | Way::Start => {}
            }
        }
    }

    fn label(&self, pen: &mut Pen, link: &Link, (x, y): Point, lines: &[String]) {
        let tried = self
            .overlay
            .counts
            .as_ref()
            .map(|counts| link.flows.iter().map(|flow| counts.flows[flow.index()]).sum::<u32>());
        let class = match tried {
            None => "m",
            Some(0) => "st miss",
            Some(_) => "st hit",
        };
        let mut line = y - 8.0 * (count(lines.len()) - 1.0);
        for (at, text) in lines.iter().enumerate() {
            let times = tried.filter(|_| at + 1 == lines.len()).map(|tried| format!(" ×{tried}")).unwrap_or_default();
            let text = format!("{text}{times}");
            pen.label((x, line), &text, class);
            line += 16.0;
        }
    }

    /// Returns the middle of a straight way.
    fn between(&self, link: &Link, a: Cell, b: Cell) -> Point {
        let ends = self.level(link, a, b);
        (f64::midpoint(ends[0].0, ends[1].0) - 3.0, ends[0].1)
    }

    fn points(&self, link: &Link, way: &Way, routes: &Routes) -> Vec<Point> {
        match way {
            Way::Start => vec![(START + EVENT, self.middle(0)), (self.columns.x(0), self.middle(0))],
            Way::Straight(a, b) => self.level(link, *a, *b),
            Way::Bent(bent) => routes.points(bent, &self.rows, self.ends(link, bent)),
        }
    }

    /// Returns the ends of a straight way, left or right.
    fn level(&self, link: &Link, a: Cell, b: Cell) -> Vec<Point> {
        let y = self.middle(a.row);
        let (from, to) = ((self.left(a), self.reach(link.from)), (self.left(b), self.reach(link.to)));
        if a.column < b.column { vec![(from.0 + from.1, y), (to.0, y)] } else { vec![(from.0, y), (to.0 + to.1, y)] }
    }

    /// Returns the left edge of what stands in a cell.
    fn left(&self, cell: Cell) -> f64 {
        self.columns.x(cell.column) + inset(&self.grid, &|node| shape(self.program, node), cell)
    }

    /// Returns how wide a shape is.
    fn reach(&self, node: NodeIx) -> f64 {
        match shape(self.program, node) {
            Shape::Box => BOX,
            Shape::Gateway => 2.0 * DIAMOND,
            Shape::Event => 2.0 * EVENT,
        }
    }

    /// Returns the heights at which a bent way leaves and arrives.
    fn ends(&self, link: &Link, bent: &Bent) -> (f64, f64) {
        let end = |node, (cell, top): (Cell, bool)| {
            let (y, height) = self.rows[cell.row];
            let half = match shape(self.program, node) {
                Shape::Box => height / 2.0,
                Shape::Gateway => DIAMOND,
                Shape::Event => EVENT,
            };
            y + height / 2.0 + if top { -half } else { half }
        };
        let [from, to] = bent.ends();
        (end(link.from, from), end(link.to, to))
    }

    fn nodes(&self, pen: &mut Pen) {
        self.start(pen);
        for node in self.plan.main.iter().chain(&self.plan.side) {
            let Some(cell) = self.grid.cell(*node) else { continue };
            let (x, (top, height)) = (self.left(cell), self.rows[cell.row]);
            match &self.cards[node.index()] {
                Some(card) => card.paint(pen, (x, top), (BOX, height)),
                None => self.sign(pen, *node, (x, top + height / 2.0)),
            }
        }
    }

    /// Paints a gateway or an end, with its name beside it.
    fn sign(&self, pen: &mut Pen, node: NodeIx, (x, y): Point) {
        let class = class(self.overlay, node);
        if shape(self.program, node) == Shape::Gateway {
            pen.gateway((x + DIAMOND, y), DIAMOND, class);
            let mut line = y + 27.0;
            for text in self.gateway_name(node) {
                pen.text((x + DIAMOND + 12.0, line), &text, "n");
                line += 18.0;
            }
            return;
        }
        pen.event((x + EVENT, y), true, class);
        let lines = self.event_name(node);
        let mut line = y + 5.0 - 9.0 * (count(lines.len()) - 1.0);
        for text in lines {
            pen.text((x + 2.0 * EVENT + 8.0, line), &text, "n");
            line += 18.0;
        }
    }

    fn start(&self, pen: &mut Pen) {
        let (node, y) = (self.program.node(self.program.start), self.middle(0));
        pen.event((START, y), false, class(self.overlay, self.program.start));
        let mut line = y + 32.0;
        for text in wrap(&node.name, 2.0 * START - 12.0, name_width) {
            pen.centred((START, line), &text, "n");
            line += 17.0;
        }
        if let Work::Submit { role } = node.work {
            for text in wrap(&self.program.role(role).name, 2.0 * START - 12.0, width) {
                pen.centred((START, line), &text, "m");
                line += 17.0;
            }
        }
    }
}
