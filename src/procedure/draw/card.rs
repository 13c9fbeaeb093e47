//! The box of one step: its lines for a given width, its height, and how it is painted. Both drawings share it.
//! It knows no place.

use calendar::Lang;
use program::{Hold, NodeIx, Program, Work};

use super::icon::Icon;
use super::letters::{name_width, width, wrap};
use super::overlay::Overlay;
use super::pen::{Pen, Point};
use super::said::{
    awaited, error_words, exit_words, limit, numbered, overdue_words, responsible, timeout_words, when_words,
};
use crate::explain::{glue, pick};

/// Distance of text from the left edge.
const PAD: f64 = 11.0;
/// Room for a sign before a line.
const SIGN: f64 = 17.0;
/// Room for the hatched strip.
const STRIP: f64 = 14.0;
/// Room for the icon in the corner.
const CORNER: f64 = 20.0;
/// Room for the three bars of a step that is done for several agencies.
const BARS: f64 = 16.0;

/// What stands before a small line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A clock that interrupts.
    Clock,
    /// A clock that only reminds.
    Dots,
    /// A way out of the block the step stands in.
    Exit,
    /// An error of another system.
    Error,
    /// Nothing: the line stands at the edge.
    None,
}

/// Small lines of a box or frame, each with its mark.
pub(super) type Lines = Vec<(Mark, Vec<String>)>;

/// The lines of a box.
#[derive(Clone, Debug)]
pub(super) struct Card {
    name: Vec<String>,
    role: Vec<String>,
    small: Lines,
    note: Vec<String>,
    /// Class of the state, and how many of it are open.
    state: (&'static str, usize),
    applicant: bool,
    hold: Option<Hold>,
    icon: Option<Icon>,
    /// True if it is done for several agencies, and if one after the other.
    each: Option<bool>,
}

impl Card {
    /// Lays out what waits in a node; none for signs and blocks.
    pub fn of(program: &Program, node: NodeIx, overlay: &Overlay, (w, lang): (f64, Lang)) -> Option<Self> {
        let step = program.node(node);
        let icon = match step.work {
            Work::Person(_) => None,
            Work::Message(_) => Some(Icon::Message),
            Work::Payment(_) => Some(Icon::Money),
            Work::Job(_) => Some(Icon::Job),
            Work::Wait(_) => Some(Icon::Wait),
            Work::None | Work::Submit { .. } | Work::Open(_) | Work::End(_) => return None,
        };
        let room = w - 2.0 * PAD - if step.hold.is_some() { STRIP } else { 0.0 };
        let corner = if icon.is_some() { CORNER } else { 0.0 };
        let role = responsible(program, node, lang);
        let (note, class) = note(overlay, node, lang);
        let each = program.person(node).and_then(|person| person.each);
        Some(Self {
            name: wrap(&numbered(program, node), room - corner, name_width),
            role: if role.is_empty() { Vec::new() } else { wrap(&role, room - 12.0, width) },
            small: small(program, node, overlay, (room, lang)),
            note: if note.is_empty() { Vec::new() } else { wrap(&note, room, |text| width(text) * 1.07) },
            state: (class, overlay.state(node).open),
            applicant: program.role_of(node).is_some_and(|role| program.role(role).applicant),
            hold: step.hold,
            icon,
            each: each.map(|each| each.sequential),
        })
    }

    /// Returns the height of the box.
    pub fn height(&self) -> f64 {
        let small: usize = self.small.iter().map(|(_, lines)| lines.len()).sum();
        let bars = if self.each.is_some() { BARS } else { 0.0 };
        let small = 18.0 * count(small + self.note.len());
        14.0 + 18.0 * count(self.name.len()) + 17.0 * count(self.role.len()) + 9.0 + small + bars
    }

    /// Paints the box at a place, as high as it is told to be.
    pub fn paint(&self, pen: &mut Pen, (x, y): Point, (w, h): Point) {
        let (class, open) = self.state;
        if self.each.is_some() {
            pen.path(&format!("M{:.1} {y:.1}v-5h{w:.1}v{h:.1}h-5", x + 5.0), "ln");
        }
        pen.open(class);
        pen.rect((x, y), (w, h), if self.applicant { 14.0 } else { 3.0 }, "bx");
        if self.hold.is_some() {
            pen.strip((x + w - 15.0, y + h - 26.0));
        }
        if let Some(icon) = self.icon {
            pen.icon(icon, (x + w - 18.0, y + 16.0));
        }
        if let Some(sequential) = self.each {
            pen.each((x + w / 2.0, y + h - 10.0), sequential);
        }
        let left = x + PAD;
        let mut line = y + 21.0;
        for name in &self.name {
            pen.text((left, line), name, "n");
            line += 18.0;
        }
        line = self.chip(pen, (left, line));
        line += 8.0;
        line = lines(pen, (left, line), &self.small);
        for note in &self.note {
            pen.text((left, line), note, &format!("st {class}"));
            line += 18.0;
        }
        pen.badge((x, y), class, open);
        pen.close();
    }

    /// Writes who acts, in a frame of its own, and returns where the next line goes.
    fn chip(&self, pen: &mut Pen, (left, mut line): Point) -> f64 {
        if self.role.is_empty() {
            return line;
        }
        let wide = self.role.iter().map(|role| width(role)).fold(0.0, f64::max) + 12.0;
        let tall = 17.0 * count(self.role.len()) + 3.0;
        pen.rect((left - 1.0, line - 12.0), (wide, tall), if self.applicant { 10.0 } else { 2.0 }, "gr");
        for role in &self.role {
            pen.text((left + 5.0, line + 2.5), role, "m");
            line += 17.0;
        }
        line
    }
}

/// Lays out the small lines of a step: condition, quorum, limit, timers, errors, ways out of its block.
pub(super) fn small(program: &Program, node: NodeIx, overlay: &Overlay, (room, lang): (f64, Lang)) -> Lines {
    let tried = overlay.counts.as_ref().map(|counts| format!(" ×{}", counts.timeouts[node.index()]));
    let timed = |text: String| format!("{text}{}", tried.clone().unwrap_or_default());
    // Only of a person is it worth saying that his time is not limited.
    let by_itself = matches!(program.node(node).work, Work::Open(_) | Work::Job(_) | Work::Message(_));
    let limit = Some(limit(program, node, lang)).filter(|_| !by_itself || program.node(node).deadline.is_some());
    let mut told: Vec<(Mark, String)> = Vec::new();
    told.extend(when_words(program, node, lang).map(|text| (Mark::None, text)));
    told.extend(awaited(program, node, lang).map(|text| (Mark::None, text)));
    told.extend(limit.map(|text| (Mark::Clock, text)));
    told.extend(timeout_words(program, node, lang).map(|text| (Mark::Clock, timed(text))));
    told.extend(overdue_words(program, node, lang).into_iter().map(|text| (Mark::Dots, text)));
    told.extend(error_words(program, node, lang).into_iter().map(|text| (Mark::Error, text)));
    told.extend(exit_words(program, node, lang).into_iter().map(|text| (Mark::Exit, text)));
    let line = |(mark, text): (Mark, String)| {
        let room = if mark == Mark::None { room } else { room - SIGN };
        (mark, wrap(&glue(&text), room, width))
    };
    told.into_iter().map(line).collect()
}

/// Writes small lines after their marks, and returns where the next line goes.
pub(super) fn lines(pen: &mut Pen, (x, mut line): Point, small: &Lines) -> f64 {
    for (mark, texts) in small {
        pen.mark(*mark, (x + 6.0, line - 4.5));
        let left = if *mark == Mark::None { x } else { x + SIGN };
        for text in texts {
            pen.text((left, line), text, "m");
            line += 18.0;
        }
    }
    line
}

/// Counts lines as a length.
pub(super) fn count(lines: usize) -> f64 {
    f64::from(u32::try_from(lines).unwrap_or(u32::MAX))
}

/// Returns what is written about a state, and its class.
pub(super) fn note(overlay: &Overlay, node: NodeIx, lang: Lang) -> (String, &'static str) {
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
