//! The narrow drawing: a rail from top to bottom, jumps written out in words, side steps after the main way. A block is
//! its branches one under the other between two bars, each on a rail of its own.
//! Nothing in it depends on the wide drawing.

use program::{FlowKind, NodeIx, Work};

use super::card::{Card, class, count, lines, note, small};
use super::foot;
use super::frame::title;
use super::letters::{name_width, width, wrap};
use super::level::{Level, block};
use super::pen::Pen;
use super::plan::{Link, Plan, closed};
use super::said::{flow_way, label, numbered};
use super::sheet::Scene;
use super::situation::{link_class, taken_class};
use crate::explain::{glue, pick};

/// Width of the drawing.
pub(super) const NARROW: f64 = 320.0;
const RAIL: f64 = 24.0;
const LEFT: f64 = 44.0;
const BOX: f64 = 268.0;
/// How far a level inside a block stands to the right of the block.
const STEP: f64 = 9.0;
/// Height of the bars of a block.
const BAR: f64 = 7.0;

struct Strip<'a> {
    scene: &'a Scene<'a>,
    pen: Pen,
    y: f64,
    /// How deep the present level is inside blocks.
    depth: usize,
}

/// Where a rail goes on from: the node above and the height at which it leaves it.
type Above = Option<(NodeIx, f64)>;

/// Draws the narrow layout.
pub(super) fn narrow(scene: &Scene<'_>, (key, titles): (String, (&str, &str))) -> String {
    let mut strip = Strip { scene, pen: Pen::new(key), y: 20.0, depth: 0 };
    let plan = Plan::of(scene.program, scene.levels, scene.levels.main());
    strip.node(&plan, plan.entry);
    strip.way(&plan, Some((plan.entry, 33.0)));
    strip.side(&plan);
    let bottom = foot::anytime(&mut strip.pen, scene, ((8.0, strip.y), NARROW - 16.0));
    strip.y = bottom + 8.0;
    for (name, level) in foot::side_work(scene) {
        strip.y += 20.0;
        for text in wrap(&name, NARROW - 24.0, name_width) {
            strip.pen.text((12.0, strip.y), &text, "n");
            strip.y += 20.0;
        }
        strip.y += 6.0;
        let plan = Plan::of(scene.program, scene.levels, level);
        strip.way(&plan, None);
        strip.side(&plan);
    }
    strip.rule();
    let bottom = foot::legend(&mut strip.pen, scene, ((12.0, strip.y), NARROW - 8.0));
    strip.pen.svg("narrow", (NARROW, bottom + 14.0), titles)
}

impl Strip<'_> {
    /// Returns how far the present level stands to the right.
    fn aside(&self) -> f64 {
        STEP * count(self.depth)
    }

    fn rail_x(&self) -> f64 {
        RAIL + self.aside()
    }

    fn left(&self) -> f64 {
        LEFT + self.aside()
    }

    fn room(&self) -> f64 {
        BOX - self.aside()
    }

    /// Draws a thin line across.
    fn rule(&mut self) {
        let y = self.y;
        self.pen.path(&format!("M12 {y:.1}h296"), "gr");
        self.y += 28.0;
    }

    /// Draws the main way of a level on its rail; returns where the rail ends.
    fn way(&mut self, plan: &Plan, mut above: Above) -> Above {
        for &node in &plan.main {
            if closed(self.scene.program, node).is_some() {
                continue;
            }
            if let Some((before, from)) = above {
                let to = self.y + self.rail_offset(node);
                let link = plan.links.iter().find(|link| (link.from, link.to) == (before, node));
                let class = link.map_or_else(|| "ln".to_owned(), |link| link_class(self.scene.overlay, link));
                self.pen.line(&[(self.rail_x(), from), (self.rail_x(), to)], &class);
            }
            let at = self.y + self.rail_offset(node);
            let end = self.node(plan, node);
            above = Some((node, end.unwrap_or(at + self.rail_leave(node))));
        }
        above
    }

    /// Draws what is not on the main way of a level.
    fn side(&mut self, plan: &Plan) {
        let joins = |node: &NodeIx| closed(self.scene.program, *node).is_some();
        let mut side: Vec<NodeIx> = plan.side.iter().copied().filter(|node| !joins(node)).collect();
        if side.is_empty() {
            return;
        }
        if self.depth == 0 {
            self.rule();
        }
        let (x, y) = (12.0 + self.aside(), self.y);
        self.pen.text((x, y), pick(self.scene.lang, "Nhánh phụ", "Side steps"), "n");
        self.y += 22.0;
        side.sort_unstable();
        for node in side {
            self.node(plan, node);
        }
    }

    /// Returns how far below its top a node meets the rail.
    fn rail_offset(&self, node: NodeIx) -> f64 {
        match self.scene.program.node(node).work {
            Work::Submit { .. } | Work::End(_) => -13.0,
            Work::None => -16.0,
            Work::Open(_) => 0.0,
            _ => 24.0,
        }
    }

    /// Returns how far below that it leaves the rail.
    fn rail_leave(&self, node: NodeIx) -> f64 {
        match self.scene.program.node(node).work {
            Work::Submit { .. } | Work::End(_) => 26.0,
            Work::None => 32.0,
            _ => 0.0,
        }
    }

    /// Draws a node; of a block it returns where the rail leaves it.
    fn node(&mut self, plan: &Plan, node: NodeIx) -> Option<f64> {
        let Scene { program, overlay, lang, .. } = *self.scene;
        if block(program, node).is_some() {
            return Some(self.block(plan, node));
        }
        if let Some(card) = Card::of(program, node, overlay, (self.room(), lang)) {
            let (height, left, room) = (card.height(), self.left(), self.room());
            if plan.main.contains(&node) {
                let class = if class(overlay, node).is_empty() { "ln" } else { "ln past" };
                let rail = self.rail_x();
                self.pen.line(&[(rail, self.y + 24.0), (left, self.y + 24.0)], class);
            }
            card.paint(&mut self.pen, (left, self.y), (room, height));
            self.y += height + 18.0;
            self.ways_out(plan, node);
            self.y += 10.0;
            return None;
        }
        let at = (self.rail_x(), self.y);
        match &program.node(node).work {
            Work::None => self.pen.gateway(at, 16.0, class(overlay, node)),
            Work::Submit { .. } => self.pen.event(at, false, class(overlay, node)),
            _ => self.pen.event(at, true, class(overlay, node)),
        }
        self.sign_words(plan, node);
        None
    }

    /// Draws a block: a bar, its name, its branches one under the other, a bar; returns where the rail goes on.
    fn block(&mut self, plan: &Plan, node: NodeIx) -> f64 {
        let Scene { program, levels, overlay, lang, .. } = *self.scene;
        let (left, wide) = (12.0 + self.aside(), NARROW - 20.0 - self.aside());
        self.bar(left, wide);
        let (told, class) = note(overlay, node, lang);
        self.pen.open(class);
        let badge = (left + wide - 8.0, self.y + 10.0);
        self.pen.badge(badge, class, overlay.state(node).open);
        let room = wide - 40.0;
        self.y += 21.0;
        for text in wrap(&numbered(program, node), room, name_width) {
            self.pen.text((left + 8.0, self.y), &text, "n");
            self.y += 18.0;
        }
        self.y = lines(&mut self.pen, (left + 8.0, self.y), &small(program, node, overlay, (room, lang)));
        for text in wrap(&told, room, |text| width(text) * 1.07).iter().filter(|text| !text.is_empty()) {
            self.pen.text((left + 8.0, self.y), text, &format!("st {class}"));
            self.y += 18.0;
        }
        self.pen.close();
        self.depth += 1;
        let branches: Vec<&Level> = levels.inside(node).collect();
        for level in branches {
            self.branch(level);
        }
        self.depth -= 1;
        let below = self.y;
        self.bar(left, wide);
        let end = below + BAR;
        self.y += 18.0;
        self.ways_out(plan, node);
        self.y += 10.0;
        end
    }

    /// Draws a branch on a rail of its own that ends in a dot.
    fn branch(&mut self, level: &Level) {
        let plan = Plan::of(self.scene.program, self.scene.levels, level);
        let flow = level.way_in.into_iter().collect::<Vec<_>>();
        let rail = self.rail_x();
        let top = self.y;
        let name = title(self.scene, level);
        self.y += 10.0;
        for text in wrap(&name, self.room(), width).iter().filter(|text| !text.is_empty()) {
            self.y += 8.0;
            self.pen.text((self.left(), self.y), text, "m");
            self.y += 12.0;
        }
        // Room for the badge of the first box.
        self.y += 4.0;
        if let Some(&first) = plan.main.first() {
            let to = self.y + self.rail_offset(first);
            self.pen.line(&[(rail, top), (rail, to)], &taken_class(self.scene.overlay, &flow));
        }
        let end = self.way(&plan, None);
        if let Some((last, from)) = end {
            let into =
                plan.links.iter().find(|link| link.from == last && closed(self.scene.program, link.to).is_some());
            let class = into.map_or_else(|| "ln".to_owned(), |link| link_class(self.scene.overlay, link));
            self.pen.line(&[(rail, from), (rail, self.y - 4.0)], &class.replace(" side", ""));
            self.pen.dot((rail, self.y - 4.0));
        }
        self.y += 8.0;
        self.side(&plan);
    }

    fn bar(&mut self, left: f64, wide: f64) {
        self.pen.rect((left, self.y), (wide, BAR), 0.0, "bar2");
        self.y += BAR;
    }

    /// Writes the name of an event or a gateway, and where it leads.
    fn sign_words(&mut self, plan: &Plan, node: NodeIx) {
        let program = self.scene.program;
        let mut line = self.y + 5.0;
        for text in wrap(&program.node(node).name, self.room(), name_width) {
            self.pen.text((self.left(), line), &text, "n");
            line += 18.0;
        }
        if let Work::Submit { role } = program.node(node).work {
            self.pen.text((self.left(), line), &program.role(role).name, "m");
            line += 18.0;
        }
        self.y = line + 3.0;
        if program.node(node).work == Work::None {
            self.ways_out(plan, node);
        }
        self.y += 18.0;
    }

    /// Writes where each way leads that does not just go on; what leaves a block is said in its box.
    fn ways_out(&mut self, plan: &Plan, node: NodeIx) {
        let Scene { program, overlay, lang, .. } = *self.scene;
        let leaving: Vec<&Link> = plan.links.iter().filter(|link| link.from == node).collect();
        for link in leaving {
            let names = label(program, link, lang);
            let own: Vec<_> = link.flows.iter().filter(|flow| program.flow(**flow).exits.is_none()).collect();
            let Some(flow) = own.iter().find(|flow| !is_late(program.flow(***flow).kind)) else { continue };
            if names.is_empty() {
                continue;
            }
            let counts = overlay.counts.as_ref();
            let tried: Option<u32> = counts.map(|counts| own.iter().map(|flow| counts.flows[flow.index()]).sum());
            let times = tried.map(|tried| format!(" ×{tried}")).unwrap_or_default();
            let class = tried.map_or("m", |tried| if tried == 0 { "st miss" } else { "st hit" });
            let text = glue(&format!("↳ {}: {}{times}", names.join(", "), flow_way(program, **flow, lang)));
            for line in wrap(&text, self.room() - 16.0, width) {
                self.pen.text((self.left() + 11.0, self.y), &line, class);
                self.y += 18.0;
            }
        }
    }
}

/// Tells whether a flow is one of a timer or an error, which the box speaks of.
fn is_late(kind: FlowKind) -> bool {
    matches!(kind, FlowKind::Timeout | FlowKind::Error(_))
}
