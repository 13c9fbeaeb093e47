//! The narrow drawing: a rail from top to bottom, jumps written out in words, side steps after the main way.
//! Nothing in it depends on the wide drawing.

use calendar::Lang;
use program::{NodeIx, Program, Work};

use super::card::{Card, class};
use super::foot;
use super::letters::{name_width, width, wrap};
use super::overlay::Overlay;
use super::pen::Pen;
use super::plan::{Link, Plan, label, way_to};
use super::situation::link_class;
use crate::explain::{glue, pick};

/// Width of the drawing.
pub(super) const NARROW: f64 = 320.0;
const RAIL: f64 = 24.0;
const LEFT: f64 = 44.0;
const BOX: f64 = 268.0;

struct Strip<'a> {
    program: &'a Program,
    plan: &'a Plan,
    overlay: &'a Overlay,
    lang: Lang,
    pen: Pen,
    y: f64,
}

/// Draws the narrow layout.
pub(super) fn narrow(
    program: &Program,
    plan: &Plan,
    overlay: &Overlay,
    lang: Lang,
    (key, titles): (String, (&str, &str)),
) -> String {
    let mut strip = Strip { program, plan, overlay, lang, pen: Pen::new(key), y: 20.0 };
    strip.main();
    if !plan.side.is_empty() {
        strip.rule();
        strip.pen.text((12.0, strip.y), pick(lang, "Nhánh phụ", "Side steps"), "n");
        strip.y += 22.0;
        let mut side = plan.side.clone();
        side.sort_unstable();
        for node in side {
            strip.node(node);
        }
    }
    let bottom = foot::anytime(&mut strip.pen, program, overlay, lang, ((8.0, strip.y), NARROW - 16.0));
    strip.y = bottom + 8.0;
    strip.rule();
    let bottom = foot::legend(&mut strip.pen, overlay, lang, ((12.0, strip.y), NARROW - 8.0));
    strip.pen.svg("narrow", (NARROW, bottom + 14.0), titles)
}

impl Strip<'_> {
    /// Draws a thin line across.
    fn rule(&mut self) {
        let y = self.y;
        self.pen.path(&format!("M12 {y:.1}h296"), "gr");
        self.y += 28.0;
    }

    fn main(&mut self) {
        let mut above: Option<(NodeIx, f64)> = None;
        for &node in &self.plan.main {
            if let Some((before, from)) = above {
                let to = self.y + self.rail_offset(node);
                self.rail(before, node, (from, to));
            }
            let at = self.y + self.rail_offset(node);
            self.node(node);
            above = Some((node, at + self.rail_leave(node)));
        }
    }

    /// Draws the piece of the rail between two nodes of the main way.
    fn rail(&mut self, before: NodeIx, node: NodeIx, (from, to): (f64, f64)) {
        let link = self.plan.links.iter().find(|link| (link.from, link.to) == (before, node));
        let class = link.map_or_else(|| "ln".to_owned(), |link| link_class(self.overlay, link));
        self.pen.line(&[(RAIL, from), (RAIL, to)], &class);
    }

    /// Returns how far below its top a node meets the rail.
    fn rail_offset(&self, node: NodeIx) -> f64 {
        match self.program.node(node).work {
            Work::Submit { .. } | Work::End(_) => -13.0,
            Work::None => -16.0,
            Work::Person(_) => 24.0,
        }
    }

    /// Returns how far below that it leaves the rail.
    fn rail_leave(&self, node: NodeIx) -> f64 {
        match self.program.node(node).work {
            Work::Submit { .. } | Work::End(_) => 26.0,
            Work::None => 32.0,
            Work::Person(_) => 0.0,
        }
    }

    fn node(&mut self, node: NodeIx) {
        let (program, lang) = (self.program, self.lang);
        if let Some(card) = Card::of(program, node, self.overlay, (BOX, lang)) {
            let height = card.height();
            let on_rail = self.plan.main.contains(&node);
            if on_rail {
                let class = if class(self.overlay, node).is_empty() { "ln" } else { "ln past" };
                self.pen.line(&[(RAIL, self.y + 24.0), (LEFT, self.y + 24.0)], class);
            }
            card.paint(&mut self.pen, (LEFT, self.y), (BOX, height));
            self.y += height + 18.0;
            self.ways_out(node);
            self.y += 10.0;
            return;
        }
        let at = (RAIL, self.y);
        match &program.node(node).work {
            Work::None => self.pen.gateway(at, 16.0, class(self.overlay, node)),
            Work::Submit { .. } => self.pen.event(at, false, class(self.overlay, node)),
            Work::Person(_) | Work::End(_) => self.pen.event(at, true, class(self.overlay, node)),
        }
        self.sign_words(node);
    }

    /// Writes the name of an event or a gateway, and where it leads.
    fn sign_words(&mut self, node: NodeIx) {
        let program = self.program;
        let mut line = self.y + 5.0;
        for text in wrap(&program.node(node).name, BOX, name_width) {
            self.pen.text((LEFT, line), &text, "n");
            line += 18.0;
        }
        if let Work::Submit { role } = program.node(node).work {
            self.pen.text((LEFT, line), &program.role(role).name, "m");
            line += 18.0;
        }
        self.y = line + 3.0;
        if program.node(node).work == Work::None {
            self.ways_out(node);
        }
        self.y += 18.0;
    }

    /// Writes where each way leads that does not just go on.
    fn ways_out(&mut self, node: NodeIx) {
        let links: Vec<&Link> = self.plan.links.iter().filter(|link| link.from == node).collect();
        for link in links {
            let names = label(self.program, link, self.lang);
            if names.is_empty() {
                continue;
            }
            let tried: Option<u32> = self
                .overlay
                .counts
                .as_ref()
                .map(|counts| link.flows.iter().map(|flow| counts.flows[flow.index()]).sum());
            let times = tried.map(|tried| format!(" ×{tried}")).unwrap_or_default();
            let class = tried.map_or("m", |tried| if tried == 0 { "st miss" } else { "st hit" });
            let way = way_to(self.program, node, link.to, self.lang);
            let text = glue(&format!("↳ {}: {way}{times}", names.join(", ")));
            for line in wrap(&text, BOX - 16.0, width) {
                self.pen.text((LEFT + 11.0, self.y), &line, class);
                self.y += 18.0;
            }
        }
    }
}
