//! What stands below a drawing: what may happen at any time, and the legend. Both drawings share it.
//! It explains signs and classes; it knows no places of steps.

use calendar::Lang;
use program::{AnytimeIx, AnytimeKind, BlockKind, Program, Work};

use super::card::count;
use super::icon::Icon;
use super::letters::{width, wrap};
use super::level::Level;
use super::overlay::Overlay;
use super::pen::{Pen, Point};
use super::said::{overdue_words, right_words};
use super::sheet::Scene;
use crate::explain::pick;

/// Lists the `anytime` entries in a dotted frame, at a place and in a width; returns its bottom.
pub(super) fn anytime(pen: &mut Pen, scene: &Scene<'_>, ((x, y), w): (Point, f64)) -> f64 {
    let Scene { program, overlay, lang, .. } = *scene;
    if program.anytime.is_empty() {
        return y;
    }
    let entries = (0_u8..).map(AnytimeIx).zip(&program.anytime);
    let lines = entries.flat_map(|(at, entry)| {
        let (role, name) = (&program.role(entry.role).name, &entry.name);
        let tried = overlay.counts.as_ref().map(|counts| counts.anytime[at.at()]);
        let times = tried.map(|tried| format!(" ×{tried}")).unwrap_or_default();
        let class = tried.map_or("m", |tried| if tried == 0 { "st miss" } else { "st hit" });
        let text = format!("{role}: {name}, {}{times}", right_words(program, at, lang));
        wrap(&text, w - 24.0, |text| width(text) * 1.07).into_iter().map(move |line| (line, class))
    });
    let lines: Vec<(String, &str)> = lines.collect();
    let height = 34.0 + 18.0 * count(lines.len());
    dotted(pen, ((x, y), (w, height)), pick(lang, "Lúc nào cũng được, khi còn cho phép", "At any time, while allowed"));
    for (at, (line, class)) in lines.iter().enumerate() {
        pen.text((x + 12.0, y + 41.0 + 18.0 * count(at)), line, class);
    }
    y + height
}

/// Draws the dotted frame of what may happen at any time, with its title.
pub(super) fn dotted(pen: &mut Pen, ((x, y), (w, h)): (Point, Point), title: &str) {
    pen.dotted((x, y), (w, h));
    pen.text((x + 12.0, y + 21.0), title, "n");
}

/// Lists the side work that entries open, with the names of the entries.
pub(super) fn side_work<'a>(scene: &Scene<'a>) -> Vec<(String, &'a Level)> {
    let (levels, lang) = (scene.levels, scene.lang);
    let sides = scene.program.anytime.iter().filter_map(|entry| match entry.does {
        AnytimeKind::Steps(node) => Some((entry, levels.inside(node).next()?)),
        AnytimeKind::Next(_) | AnytimeKind::Extend(_) => None,
    });
    let word = pick(lang, "Việc phụ:", "Side work:");
    sides.map(|(entry, level)| (format!("{word} {}", entry.name), level)).collect()
}

/// Explains the signs, from a place up to a right edge; returns its bottom.
pub(super) fn legend(pen: &mut Pen, scene: &Scene<'_>, ((x, y), right): (Point, f64)) -> f64 {
    let mut at = (x, y);
    for (sign, vi, en) in states(scene.overlay).iter().chain(&signs(scene.program)) {
        let words = pick(scene.lang, vi, en);
        let wide = width(words) + 54.0;
        if at.0 + wide > right && at.0 > x {
            at = (x, at.1 + 26.0);
        }
        paint(pen, at, sign);
        pen.text((at.0 + 31.0, at.1 + 1.0), words, "m");
        at.0 += wide;
    }
    at.1
}

/// A sign with its words.
type Explained = (&'static str, &'static str, &'static str);

fn states(overlay: &Overlay) -> &'static [Explained] {
    if overlay.counts.is_some() {
        &[("hit", "đã thử", "tried"), ("miss", "chưa thử", "not tried")]
    } else if overlay.nodes.is_empty() {
        &[]
    } else {
        &[
            ("done", "đã xong", "done"),
            ("now", "đang làm", "open"),
            ("late", "quá hạn hoặc sự cố", "late or stuck"),
            ("hold", "đang dừng đồng hồ", "clock stopped"),
            ("", "chưa tới", "ahead"),
        ]
    }
}

/// Lists the signs that a procedure needs.
fn signs(program: &Program) -> Vec<Explained> {
    let any = |is: fn(&Work) -> bool| program.graph.node_weights().any(|node| is(&node.work));
    let stops = program.graph.node_weights().any(|node| node.hold.is_some());
    let told = program.graph.node_indices().any(|node| !overdue_words(program, node, Lang::Vi).is_empty());
    let used = [
        (stops, STRIP),
        (true, CLOCK),
        (told, DOTS),
        (program.blocks.iter().any(|block| block.kind == BlockKind::Branches), BLOCK),
        (any(|work| matches!(work, Work::Person(person) if person.each.is_some())), EACH),
        (any(|work| matches!(work, Work::Message(_))), MESSAGE),
        (any(|work| matches!(work, Work::Payment(_))), MONEY),
        (any(|work| matches!(work, Work::Job(_))), JOB),
        (any(|work| matches!(work, Work::Wait(_))), WAIT),
    ];
    used.into_iter().filter(|(used, _)| *used).map(|(_, sign)| sign).collect()
}

const STRIP: Explained = ("strip", "bước dừng đồng hồ", "step stops the clock");
const CLOCK: Explained = ("clock", "hết giờ thì chuyển", "time is up: moves on");
const DOTS: Explained = ("dots", "hết giờ thì nhắc", "time is up: reminds");
const BLOCK: Explained = ("bars", "làm đồng thời, chờ ở vạch sau", "side by side, joined at the bar");
const EACH: Explained = ("each", "làm với từng cơ quan", "once for each agency");
const MESSAGE: Explained = ("message", "chờ tin", "waits for a message");
const MONEY: Explained = ("money", "chờ nộp tiền", "waits for money");
const JOB: Explained = ("job", "hệ thống khác làm", "done by another system");
const WAIT: Explained = ("wait", "chờ thời gian", "waits for time");

fn paint(pen: &mut Pen, (x, y): Point, sign: &str) {
    match sign {
        "strip" => pen.strip((x + 8.0, y - 14.0)),
        "clock" | "dots" => pen.clock((x + 12.0, y - 4.0), sign == "dots"),
        "bars" => {
            pen.rect((x + 3.0, y - 13.0), (5.0, 18.0), 0.0, "bar2");
            pen.rect((x + 17.0, y - 13.0), (5.0, 18.0), 0.0, "bar2");
        }
        "each" => pen.each((x + 12.0, y - 4.0), false),
        "message" => pen.icon(Icon::Message, (x + 12.0, y - 4.0)),
        "money" => pen.icon(Icon::Money, (x + 12.0, y - 4.0)),
        "job" => pen.icon(Icon::Job, (x + 12.0, y - 4.0)),
        "wait" => pen.icon(Icon::Wait, (x + 12.0, y - 4.0)),
        state => {
            pen.open(state);
            pen.rect((x, y - 12.0), (24.0, 16.0), 3.0, "bx");
            match state {
                "done" => pen.circle((x + 12.0, y - 4.0), 6.0, "ic"),
                "now" => pen.circle((x + 12.0, y - 4.0), 5.5, "tk"),
                "late" => pen.path(&format!("M{:.1} {:.1}l7 12h-14z", x + 12.0, y - 11.0), "tk"),
                "hold" => pen.path(&format!("M{:.1} {:.1}v10m6-10v10", x + 9.0, y - 9.0), "ln past"),
                _ => {}
            }
            pen.close();
        }
    }
}
