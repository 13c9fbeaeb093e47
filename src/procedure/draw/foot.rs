//! What stands below a drawing: what may happen at any time, and the legend. Both drawings share it.
//! It explains signs and classes; it knows no places of steps.

use calendar::Lang;
use program::Program;

use super::card::count;
use super::letters::{width, wrap};
use super::overlay::Overlay;
use super::pen::{Pen, Point};
use super::plan::way_to;
use crate::explain::pick;

/// Lists the `anytime` entries in a dotted frame, at a place and in a width; returns its bottom.
pub(super) fn anytime(
    pen: &mut Pen,
    program: &Program,
    overlay: &Overlay,
    lang: Lang,
    ((x, y), w): (Point, f64),
) -> f64 {
    if program.anytime.is_empty() {
        return y;
    }
    let lines: Vec<(String, &str)> = program
        .anytime
        .iter()
        .enumerate()
        .flat_map(|(at, entry)| {
            let way = way_to(program, program.start, entry.next, lang);
            let (role, name) = (&program.role(entry.role).name, &entry.name);
            let tried = overlay.counts.as_ref().map(|counts| counts.anytime[at]);
            let times = tried.map(|tried| format!(" ×{tried}")).unwrap_or_default();
            let class = tried.map_or("m", |tried| if tried == 0 { "st miss" } else { "st hit" });
            let text = format!("{role}: {name}, {way}{times}");
            wrap(&text, w - 24.0, width).into_iter().map(move |line| (line, class))
        })
        .collect();
    let height = 34.0 + 18.0 * count(lines.len());
    pen.raw(&format!(
        r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{height:.1}" rx="3" class="ln" stroke-dasharray="2 4"/>"#
    ));
    pen.text(
        (x + 12.0, y + 21.0),
        pick(lang, "Lúc nào cũng được, khi còn cho phép", "At any time, while allowed"),
        "n",
    );
    for (at, (line, class)) in lines.iter().enumerate() {
        pen.text((x + 12.0, y + 41.0 + 18.0 * count(at)), line, class);
    }
    y + height
}

/// Explains the signs, from a place up to a right edge; returns its bottom.
pub(super) fn legend(pen: &mut Pen, overlay: &Overlay, lang: Lang, ((x, y), right): (Point, f64)) -> f64 {
    let states: &[(&str, &str, &str)] = if overlay.counts.is_some() {
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
    };
    let signs = [
        ("strip", "bước dừng đồng hồ", "step stops the clock"),
        ("clock", "hết giờ thì chuyển", "time is up: moves on"),
        ("dots", "hết giờ thì nhắc", "time is up: reminds"),
    ];
    let mut at = (x, y);
    for &(sign, vi, en) in states.iter().chain(&signs) {
        let words = pick(lang, vi, en);
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

fn paint(pen: &mut Pen, (x, y): Point, sign: &str) {
    match sign {
        "strip" => pen.strip((x + 8.0, y - 14.0)),
        "clock" | "dots" => pen.clock((x + 12.0, y - 4.0), sign == "dots"),
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
