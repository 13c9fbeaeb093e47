//! The wide drawing: the main level from left to right, what may happen at any time and the legend below it.
//! Where steps stand is the sheet's matter.

use program::Work;

use super::card::class;
use super::foot;
use super::letters::{name_width, width, wrap};
use super::pen::Pen;
use super::place::COLUMNS;
use super::sheet::{START, Scene, Sheet, inner};

/// Width above which text would be smaller than 12 px where the drawing is shown least wide, 1184 px.
const WIDEST: f64 = 1290.0;

/// Draws the wide layout.
pub(super) fn wide(scene: &Scene<'_>, (key, titles): (String, (&str, &str))) -> String {
    let sheet = fitting(scene);
    let mut pen = Pen::new(key);
    sheet.paint(scene, &mut pen, (0.0, 0.0));
    start(scene, &mut pen, sheet.first());
    let room = sheet.width() - 32.0;
    let mut bottom = foot::anytime(&mut pen, scene, ((16.0, sheet.height()), room));
    for (name, level) in foot::side_work(scene) {
        let inside = Sheet::of(scene, level, inner(COLUMNS));
        let height = inside.height() + 34.0;
        foot::dotted(&mut pen, ((16.0, bottom + 14.0), (room, height)), &name);
        inside.paint(scene, &mut pen, (28.0, bottom + 48.0));
        pen.dot((28.0, bottom + 48.0 + inside.first()));
        bottom += 14.0 + height;
    }
    let bottom = foot::legend(&mut pen, scene, ((16.0, bottom + 28.0), sheet.width() - 16.0));
    pen.svg("wide", (sheet.width(), bottom + 14.0), titles)
}

/// Lays out the main level; if its lines need so much room that it would be shown too small, with a column less.
fn fitting(scene: &Scene<'_>) -> Sheet {
    let sheet = Sheet::of(scene, scene.levels.main(), COLUMNS);
    if sheet.width() <= WIDEST { sheet } else { Sheet::of(scene, scene.levels.main(), COLUMNS - 1) }
}

/// Paints the filing with its words.
fn start(scene: &Scene<'_>, pen: &mut Pen, y: f64) {
    let (program, start) = (scene.program, scene.program.start);
    pen.event((START, y), false, class(scene.overlay, start));
    let mut line = y + 32.0;
    for text in wrap(&program.node(start).name, 2.0 * START - 12.0, name_width) {
        pen.centred((START, line), &text, "n");
        line += 17.0;
    }
    if let Work::Submit { role } = program.node(start).work {
        for text in wrap(&program.role(role).name, 2.0 * START - 12.0, width) {
            pen.centred((START, line), &text, "m");
            line += 17.0;
        }
    }
}
