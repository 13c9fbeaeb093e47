//! Small signs in simple lines: what a step waits for, and what its lines mean. BPMN has signs of the same meaning.
//! They are drawn around a middle; each has its word in the legend.

use std::fmt::Write;

use super::card::Mark;
use super::pen::{Pen, Point};

/// What a step waits for, if not for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    /// A message: an envelope.
    Message,
    /// Money: a note.
    Money,
    /// Another system: a wheel.
    Job,
    /// Time: a clock in two rings.
    Wait,
}

impl Pen {
    /// Draws what a step waits for.
    pub fn icon(&mut self, icon: Icon, (x, y): Point) {
        match icon {
            Icon::Message => {
                self.path(&format!("M{:.1} {:.1}h18v12h-18zl9 7 9-7", x - 9.0, y - 6.0), "tm");
            }
            Icon::Money => {
                self.path(&format!("M{:.1} {:.1}h18v12h-18z", x - 9.0, y - 6.0), "tm");
                self.circle((x, y), 3.0, "tm");
            }
            Icon::Job => {
                self.circle((x, y), 6.0, "tm");
                self.circle((x, y), 2.0, "tm");
                let teeth = format!(
                    "M{x:.1} {:.1}v3m0 12v3m-9-9h3m12 0h3m-15.4-6.4 2.1 2.1m8.6 8.6 2.1 2.1m0-12.8-2.1 2.1m-8.6 8.6-2.1 2.1",
                    y - 9.0
                );
                self.path(&teeth, "tm");
            }
            Icon::Wait => {
                self.circle((x, y), 8.5, "tm");
                self.circle((x, y), 6.0, "tm");
                self.path(&format!("M{x:.1} {:.1}v3.6h3", y - 3.6), "tm");
            }
        }
    }

    /// Draws what stands before a small line.
    pub fn mark(&mut self, mark: Mark, (x, y): Point) {
        match mark {
            Mark::Clock => self.clock((x, y), false),
            Mark::Dots => self.clock((x, y), true),
            Mark::Exit => {
                let (left, low) = (x - 6.0, y + 5.0);
                let _ = write!(
                    self,
                    r#"<path class="ln" d="M{left:.1} {low:.1}l9-9" stroke-dasharray="3 2"/><path class="hd" d="M{:.1} {:.1}l-7 1.5 5.5 5.5z"/>"#,
                    x + 6.0,
                    y - 6.0
                );
            }
            Mark::Error => self.path(&format!("M{:.1} {:.1}l3-8 4 6 3-8", x - 5.0, y + 5.0), "tm"),
            Mark::None => {}
        }
    }

    /// Draws the three bars of a step that is done once for each of several: upright side by side, or one above the
    /// other if it is done one after the other.
    pub fn each(&mut self, (x, y): Point, sequential: bool) {
        let d = match sequential {
            false => format!("M{:.1} {:.1}v10m6-10v10m6-10v10", x - 6.0, y - 5.0),
            true => format!("M{:.1} {:.1}h12m-12 5h12m-12 5h12", x - 6.0, y - 5.0),
        };
        self.path(&d, "ln past");
    }
}
