//! Draws a procedure: one graph, two drawings (wide and narrow), and its table as the text alternative.
//!
//! It computes every place from the program alone, so that any procedure can be drawn; colour comes only from the
//! classes of the style sheet, and nothing is told by colour alone.

mod alone;
mod card;
mod foot;
mod frame;
mod icon;
mod letters;
mod level;
mod narrow;
mod overlay;
mod pen;
mod place;
mod plan;
mod route;
mod said;
mod sheet;
mod situation;
mod table;
mod wide;
mod written;

use calendar::Lang;
use program::Program;

pub use alone::{STYLE, alone};
pub use level::line;
pub use overlay::{Counts, NodeState, Overlay, Standing};
pub(crate) use plan::goes_back;
pub use table::{Row, table};
pub use written::{as_markdown, as_page, as_text};

/// Two drawings of one graph; the style sheet shows one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Left to right, for wide screens and paper; class `dg wide`.
    pub wide: String,
    /// Top to bottom, for phones; class `dg narrow`.
    pub narrow: String,
}

/// Draws a procedure with what happened to it. `key` makes ids unique on the page: ASCII letters and digits.
pub fn diagram(program: &Program, overlay: &Overlay, lang: Lang, key: &str) -> Drawing {
    let levels = level::Levels::of(program);
    let scene = sheet::Scene { program, levels: &levels, overlay, lang };
    let (title, told) = (situation::title(program, lang), situation::situation(&scene));
    let titles = (title.as_str(), told.as_str());
    Drawing {
        wide: wide::wide(&scene, (format!("{key}w"), titles)),
        narrow: narrow::narrow(&scene, (format!("{key}n"), titles)),
    }
}
