//! The box of one step: its lines for a given width, its height, and how it is painted. Both drawings share it.
//! It knows no place.

use calendar::Lang;
use program::{Boundary, NodeIx, Program, RoleIx};

use super::letters::{name_width, width, wrap};
use super::overlay::Overlay;
use super::pen::{Pen, Point};
use super::table::{limit, timeout_words};
use crate::explain::pick;

/// Distance of text from the left edge.
const PAD: f64 = 11.0;
/// Room for a clock before a line.
const CLOCK: f64 = 17.0;
/// Room for the hatched strip.
const STRIP: f64 = 14.0;

/// The lines of a box.
#[derive(Debug)]
pub(super) struct Card {
    name: Vec<String>,
    role: Vec<String>,
    limit: Vec<String>,
    /// Timers: dotted if they only remind.
    timers: Vec<(bool, Vec<String>)>,
    note: Vec<String>,
    /// Class of the state.
    class: &'static str,
    applicant: bool,
    holds: bool,
}

impl Card {
    /// Lays out the task of a node; none if no person acts in it.
    pub fn of(program: &Program, node: NodeIx, overlay: &Overlay, (w, lang): (f64, Lang)) -> Option<Self> {
        let (step, role) = (program.node(node), program.person(node)?.role);
        let holds = step.hold.is_some();
        let room = w - 2.0 * PAD - if holds { STRIP } else { 0.0 };
        let number = step.number.map(|number| format!("{number}. ")).unwrap_or_default();
        let small = |text: &str, room: f64| wrap(text, room, width);
        let (note, class) = note(overlay, node, lang);
        Some(Self {
            name: wrap(&format!("{number}{}", step.name), room, name_width),
            role: small(&program.role(role).name, room - 12.0),
            limit: small(&limit(program, node, lang), room - CLOCK),
            timers: timers(program, node, overlay, lang)
                .into_iter()
                .map(|(dotted, text)| (dotted, small(&text, room - CLOCK)))
                .collect(),
            note: if note.is_empty() { Vec::new() } else { wrap(&note, room, |text| width(text) * 1.07) },
            class,
            applicant: program.role(role).applicant,
            holds,
        })
    }

    /// Returns the height of the box.
    pub fn height(&self) -> f64 {
        let timers: usize = self.timers.iter().map(|(_, lines)| lines.len()).sum();
        let small = self.limit.len() + timers + self.note.len();
        14.0 + 18.0 * count(self.name.len()) + 17.0 * count(self.role.len()) + 9.0 + 18.0 * count(small)
    }

    /// Paints the box at a place, as high as it is told to be.
    pub fn paint(&self, pen: &mut Pen, (x, y): Point, (w, h): Point) {
        pen.open(self.class);
        pen.rect((x, y), (w, h), if self.applicant { 14.0 } else { 3.0 }, "bx");
        if self.holds {
            pen.strip((x + w - 15.0, y + h - 26.0));
        }
        let left = x + PAD;
        let mut line = y + 21.0;
        for name in &self.name {
            pen.text((left, line), name, "n");
            line += 18.0;
        }
        let chip = self.role.iter().map(|role| width(role)).fold(0.0, f64::max) + 12.0;
        let tall = 17.0 * count(self.role.len()) + 3.0;
        pen.rect((left - 1.0, line - 12.0), (chip, tall), if self.applicant { 10.0 } else { 2.0 }, "gr");
        for role in &self.role {
            pen.text((left + 5.0, line + 2.5), role, "m");
            line += 17.0;
        }
        line += 8.0;
        line = timed(pen, (left, line), (false, &self.limit));
        for (dotted, lines) in &self.timers {
            line = timed(pen, (left, line), (*dotted, lines));
        }
        for note in &self.note {
            pen.text((left, line), note, &format!("st {}", self.class));
            line += 18.0;
        }
        pen.badge((x, y), self.class);
        pen.close();
    }
}

/// Writes lines after a clock, and returns where the next line goes.
fn timed(pen: &mut Pen, (x, mut line): Point, (dotted, lines): (bool, &[String])) -> f64 {
    pen.clock((x + 6.0, line - 4.5), dotted);
    for text in lines {
        pen.text((x + CLOCK, line), text, "m");
        line += 18.0;
    }
    line
}

/// Counts lines as a length.
pub(super) fn count(lines: usize) -> f64 {
    f64::from(u32::try_from(lines).unwrap_or(u32::MAX))
}

/// Returns what is written about a state, and its class.
fn note(overlay: &Overlay, node: NodeIx, lang: Lang) -> (String, &'static str) {
    let Some(counts) = &overlay.counts else {
        let state = overlay.state(node);
        return (state.note, state.standing.class());
    };
    match counts.nodes[node.index()] {
        0 => (pick(lang, "Chưa thử", "Not tried").to_owned(), "miss"),
        tried => (pick(lang, format!("Đã thử {tried} lần"), format!("Tried {tried} times")), "hit"),
    }
}

/// Returns the class of a node under an overlay.
pub(super) fn class(overlay: &Overlay, node: NodeIx) -> &'static str {
    note(overlay, node, Lang::Vi).1
}

/// Lists the timers of a step with their consequences: true where they only remind.
fn timers(program: &Program, node: NodeIx, overlay: &Overlay, lang: Lang) -> Vec<(bool, String)> {
    let mut told = Vec::new();
    let tried = overlay.counts.as_ref().map(|counts| format!(" ×{}", counts.timeouts[node.index()]));
    if let Some(words) = timeout_words(program, node, lang) {
        told.push((false, format!("{words}{}", tried.unwrap_or_default())));
    }
    for one in &program.node(node).boundary {
        if let Boundary::Overdue(escalation) = one {
            let after = escalation.after.as_ref().map(|length| format!(" {}", length.words(lang)));
            let to = escalation.assign.into_iter().collect::<Vec<RoleIx>>();
            let names = if to.is_empty() { &escalation.notify } else { &to };
            let names: Vec<&str> = names.iter().map(|&role| program.role(role).name.as_str()).collect();
            let names =
                if names.is_empty() { pick(lang, "phụ trách", "the head").to_owned() } else { names.join(", ") };
            let over = pick(lang, "quá hạn", "overdue");
            told.push((true, format!("{over}{}: {names}", after.unwrap_or_default())));
        }
    }
    told
}
