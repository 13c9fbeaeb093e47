//! Writes SVG: lines, texts, the small signs, and the frame of a drawing.
//! It knows shapes and classes, and nothing of procedures.

use std::fmt::Write;

use super::letters::width;
use crate::explain::escape;

/// A point of a drawing, in px.
pub(super) type Point = (f64, f64);

/// A drawing in the making.
#[derive(Debug)]
pub(super) struct Pen {
    out: String,
    /// Makes ids unique on the page.
    pub key: String,
}

impl Write for Pen {
    fn write_str(&mut self, markup: &str) -> std::fmt::Result {
        self.out.write_str(markup)
    }
}

impl Pen {
    pub fn new(key: String) -> Self {
        Self { out: String::new(), key }
    }

    pub fn open(&mut self, class: &str) {
        let _ = write!(self.out, r#"<g class="{class}">"#);
    }

    pub fn close(&mut self) {
        self.out.push_str("</g>");
    }

    pub fn text(&mut self, (x, y): Point, text: &str, class: &str) {
        let _ = write!(self.out, r#"<text x="{x:.1}" y="{y:.1}" class="{class}">{}</text>"#, escape(text));
    }

    pub fn centred(&mut self, (x, y): Point, text: &str, class: &str) {
        let text = escape(text);
        let _ = write!(self.out, r#"<text x="{x:.1}" y="{y:.1}" class="{class}" text-anchor="middle">{text}</text>"#);
    }

    pub fn path(&mut self, d: &str, class: &str) {
        let _ = write!(self.out, r#"<path class="{class}" d="{d}"/>"#);
    }

    pub fn circle(&mut self, (x, y): Point, r: f64, class: &str) {
        let _ = write!(self.out, r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{r}"/>"#);
    }

    pub fn rect(&mut self, (x, y): Point, (w, h): Point, rx: f64, class: &str) {
        let _ = write!(
            self.out,
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" rx="{rx}"/>"#
        );
    }

    /// Draws a dotted frame.
    pub fn dotted(&mut self, (x, y): Point, (w, h): Point) {
        let _ = write!(
            self.out,
            r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" rx="3" class="ln" stroke-dasharray="2 4"/>"#
        );
    }

    /// Draws a line through points, with an arrow head at its end.
    pub fn arrow(&mut self, points: &[Point], class: &str) {
        self.line(points, class);
        let [.., from, to] = points else { return };
        let (x, y) = *to;
        let head = match (to.0 - from.0, to.1 - from.1) {
            (dx, _) if dx > 0.5 => "l-9-5v10z",
            (dx, _) if dx < -0.5 => "l9-5v10z",
            (_, dy) if dy > 0.0 => "l-5-9h10z",
            _ => "l-5 9h10z",
        };
        let own = class.replace("ln", "hd").replace(" side", "");
        self.path(&format!("M{x:.1} {y:.1}{head}"), &own);
    }

    /// Draws a line through points.
    pub fn line(&mut self, points: &[Point], class: &str) {
        let steps: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        self.path(&format!("M{}", steps.join("L")), class);
    }

    /// Writes a label over a line, on a ground of paper so that it can be read.
    pub fn label(&mut self, (x, y): Point, text: &str, class: &str) {
        let w = width(text) + 6.0;
        // The sheet has paper as the colour of one line class only; scaling makes a broad ground of that line.
        let _ = write!(
            self.out,
            r#"<path class="wt" d="M0 0h{w:.1}" transform="translate({:.1} {:.1}) scale(1 8)"/>"#,
            x - w / 2.0,
            y
        );
        self.centred((x, y + 4.5), text, class);
    }

    /// Draws a clock: full for what interrupts, dotted for what only reminds.
    pub fn clock(&mut self, (x, y): Point, dotted: bool) {
        let dots = if dotted { r#" stroke-dasharray="2 2""# } else { "" };
        let _ = write!(
            self.out,
            r#"<circle class="tm" cx="{x:.1}" cy="{y:.1}" r="6"{dots}/><path class="tm" d="M{x:.1} {:.1}v3.3h3"/>"#,
            y - 3.3
        );
    }

    /// Draws the hatched strip of a step that stops the clock.
    pub fn strip(&mut self, (x, y): Point) {
        let key = &self.key;
        let _ = write!(self.out, r#"<rect x="{x:.1}" y="{y:.1}" width="9" height="20" rx="2" fill="url(#{key}h)"/>"#);
    }

    /// Draws the badge of a state at a corner; of several that are open their number.
    pub fn badge(&mut self, (x, y): Point, state: &str, open: usize) {
        match state {
            "done" => {
                self.circle((x, y), 10.0, "ic");
                self.path(&format!("M{:.1} {y:.1}l3.5 4 5.5-7.5", x - 4.5), "wt");
            }
            "now" => {
                self.circle((x, y), 12.0, "tk");
                match open {
                    0 | 1 => self.circle((x, y), 4.0, "wf"),
                    _ => self.centred((x, y + 4.5), &open.to_string(), "tn"),
                }
            }
            "late" => {
                self.path(&format!("M{x:.1} {:.1}l14 24h-28z", y - 13.0), "tk");
                self.path(&format!("M{x:.1} {:.1}v6m0 3v2.5", y - 4.0), "wt");
            }
            "hold" => {
                self.circle((x, y), 12.0, "tk");
                self.path(&format!("M{:.1} {:.1}v10m6-10v10", x - 3.0, y - 5.0), "wt");
            }
            _ => {}
        }
    }

    /// Draws the end of a branch.
    pub fn dot(&mut self, at: Point) {
        self.circle(at, 5.0, "ic");
    }

    /// Draws an event: a ring, with a heart for a start or an end.
    pub fn event(&mut self, at: Point, end: bool, class: &str) {
        self.open(class);
        self.circle(at, 13.0, "bx");
        self.circle(at, if end { 7.0 } else { 4.0 }, "ic");
        self.close();
    }

    /// Draws a gateway: a diamond with a cross.
    pub fn gateway(&mut self, (x, y): Point, r: f64, class: &str) {
        self.open(class);
        self.path(&format!("M{x:.1} {:.1}l{r} {r}-{r} {r}-{r}-{r}z", y - r), "bx");
        let c = r * 0.3;
        let d = 2.0 * c;
        self.path(&format!("M{:.1} {:.1}l{d:.1} {d:.1}m0-{d:.1}l-{d:.1} {d:.1}", x - c, y - c), "ln past");
        self.close();
    }

    /// Closes the drawing: size, title and description around everything drawn.
    pub fn svg(self, class: &str, (w, h): Point, (title, situation): (&str, &str)) -> String {
        let key = &self.key;
        let hatch = format!(
            concat!(
                r#"<defs><pattern id="{}h" width="7" height="7" patternUnits="userSpaceOnUse" "#,
                r#"patternTransform="rotate(45)"><rect class="hb" width="7" height="7"/>"#,
                r#"<path class="hs" d="M1 0v7"/></pattern></defs>"#
            ),
            key
        );
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" class="dg {}" viewBox="0 0 {:.0} {:.0}" role="img" "#,
                r#"aria-labelledby="{}t {}d"><title id="{}t">{}</title><desc id="{}d">{}</desc>{}{}</svg>"#
            ),
            class,
            w,
            h.ceil(),
            key,
            key,
            key,
            escape(title),
            key,
            escape(situation),
            hatch,
            self.out
        )
    }
}
