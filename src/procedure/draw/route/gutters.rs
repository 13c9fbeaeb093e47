//! The gutters between columns: which one each vertical run takes, on which track, and how wide the columns stand.
//! A gutter is as wide as its tracks need, so a run never enters a column of shapes.

use super::super::card::count;
use super::super::place::COLUMNS;
use super::{BOX, Way};

/// Right edge of the start event's words; the first gutter begins there.
const MARGIN: f64 = 80.0;
/// Least width of the first gutter.
const FIRST: f64 = 20.0;
/// Least width of any other gutter.
const GUTTER: f64 = 44.0;
/// Distance of tracks.
const TRACK: f64 = 6.0;
/// Room between the outermost track and a shape, for the arrow heads along the row.
const EDGE: f64 = 10.0;

/// Where columns and gutters stand.
#[derive(Clone, Debug)]
pub(in super::super) struct Columns {
    /// Left edge of each column.
    lefts: Vec<f64>,
    /// Middle of each gutter.
    middles: Vec<f64>,
    /// Width of the drawing.
    pub width: f64,
}

impl Columns {
    /// Lets each vertical run choose a gutter, then sets the columns that far apart.
    pub(super) fn of(ways: &mut [Way]) -> Self {
        let tracks = choose(ways);
        let columns = Self::apart(&tracks);
        for turn in ways.iter_mut().filter_map(Way::turn) {
            let (gutter, track) = turn.run;
            let aside = TRACK * count(track.div_ceil(2));
            turn.x = columns.middles[gutter] + if track.is_multiple_of(2) { aside } else { -aside };
        }
        columns
    }

    /// Sets the columns around gutters of so many tracks.
    fn apart(tracks: &[usize]) -> Self {
        let (mut lefts, mut middles, mut x) = (Vec::new(), Vec::new(), MARGIN);
        for (gutter, &tracks) in tracks.iter().enumerate() {
            let least = if gutter == 0 { FIRST } else { GUTTER };
            let wide = least.max(2.0 * (EDGE + TRACK * count(tracks / 2)));
            middles.push(x + wide / 2.0);
            lefts.push(x + wide);
            x += wide + BOX;
        }
        let width = x - BOX;
        lefts.truncate(COLUMNS);
        Self { lefts, middles, width }
    }

    /// Returns the left edge of a column.
    pub fn x(&self, column: usize) -> f64 {
        self.lefts[column]
    }
}

/// Gives each run the gutter with the least detour, where lines along rows to cross and runs to stand beside count as
/// a little farther; returns the tracks of each gutter.
fn choose(ways: &mut [Way]) -> Vec<usize> {
    let level: Vec<(usize, usize)> = ways.iter().filter_map(along).collect();
    let mut taken: Vec<Vec<(usize, usize, usize)>> = vec![Vec::new(); COLUMNS + 1];
    for way in ways {
        let Way::Bent(bent) = way else { continue };
        let columns = [bent.from.0.column, bent.to.0.column];
        let first = bent.first.channel;
        let Some(turn) = &mut bent.then else { continue };
        let (low, high) = (first.min(turn.lane.channel), first.max(turn.lane.channel));
        let beside = |&&(_, from, to): &&(usize, usize, usize)| from <= high && low <= to;
        let cost = |&gutter: &usize| {
            let detour: usize = columns.iter().map(|column| (2 * gutter).abs_diff(2 * column + 1)).sum();
            let crossed = level.iter().filter(|&&(row, other)| other == gutter && (low..high).contains(&row)).count();
            detour + crossed + taken[gutter].iter().filter(beside).count()
        };
        let gutter = (0..=COLUMNS).min_by_key(cost).unwrap_or(0);
        let busy = |track: usize| taken[gutter].iter().filter(beside).any(|&(other, ..)| other == track);
        let track = (0..).find(|&track| !busy(track)).unwrap_or(0);
        taken[gutter].push((track, low, high));
        turn.run = (gutter, track);
    }
    taken.iter().map(|runs| runs.iter().map(|&(track, ..)| track + 1).max().unwrap_or(0)).collect()
}

/// Returns the row and the gutter that a line along a row crosses.
fn along(way: &Way) -> Option<(usize, usize)> {
    match way {
        Way::Straight(a, b) => Some((a.row, a.column.max(b.column))),
        Way::Start => Some((0, 0)),
        Way::Bent(_) => None,
    }
}
