//! The gutters between columns: which one each vertical run takes, on which track, and how wide the columns stand.
//! A gutter is as wide as its tracks need, so a run never enters a column of shapes.

use super::super::card::count;
use super::super::place::Grid;
use super::{DOT, Measures, Shape, Way};

/// Least width of a gutter between columns.
pub(in super::super) const GUTTER: f64 = 44.0;
/// Least width of a gutter before a column of dots.
const SHORT: f64 = 28.0;
/// Distance of tracks.
const TRACK: f64 = 6.0;
/// Room between the outermost track and a shape, for the arrow heads along the row.
const EDGE: f64 = 10.0;
/// What crossing a block would cost a run: more than any detour.
const THROUGH: usize = 10_000;

/// Where columns and gutters stand.
#[derive(Clone, Debug)]
pub(in super::super) struct Columns {
    /// Left edge and width of each column.
    columns: Vec<(f64, f64)>,
    /// Middle of each gutter.
    middles: Vec<f64>,
    /// Width of the drawing.
    pub width: f64,
}

impl Columns {
    /// Lets each vertical run choose a gutter, then sets the columns that far apart.
    pub(super) fn of(ways: &mut [Way], grid: &Grid, measures: &Measures<'_>) -> Self {
        let tracks = choose(ways, grid);
        let columns = Self::apart(&tracks, grid, measures);
        for turn in ways.iter_mut().filter_map(Way::turn) {
            let (gutter, track) = turn.run;
            let aside = TRACK * count(track.div_ceil(2));
            turn.x = columns.middles[gutter] + if track.is_multiple_of(2) { aside } else { -aside };
        }
        columns
    }

    /// Sets the columns around gutters of so many tracks; a block that needs more room widens its last gutter.
    fn apart(tracks: &[usize], grid: &Grid, measures: &Measures<'_>) -> Self {
        let (room, last) = (measures.room, tracks.len() - 1);
        let dots: Vec<bool> = (0..last).map(|column| only_dots(grid, measures, column)).collect();
        let widths: Vec<f64> = dots.iter().map(|dots| if *dots { 2.0 * DOT } else { room.boxes }).collect();
        let gutter = |(gutter, tracks): (usize, &usize)| {
            let least = match gutter {
                0 => room.first,
                _ if gutter == last => room.last,
                _ if dots[gutter] => SHORT,
                _ => GUTTER,
            };
            least.max(2.0 * (EDGE + TRACK * count(tracks / 2)))
        };
        let mut gutters: Vec<f64> = tracks.iter().enumerate().map(gutter).collect();
        for (node, _, (from, to)) in grid.broad() {
            let has: f64 = widths[from..=to].iter().chain(&gutters[from + 1..=to]).sum();
            gutters[to] += ((measures.broad)(node) - has).max(0.0);
        }
        let (mut columns, mut middles, mut x) = (Vec::new(), Vec::new(), room.left);
        for (gutter, wide) in gutters.iter().zip(widths.iter().copied().chain([0.0])) {
            middles.push(x + gutter / 2.0);
            columns.push((x + gutter, wide));
            x += gutter + wide;
        }
        columns.truncate(last);
        Self { columns, middles, width: x }
    }

    /// Returns the left edge of a column.
    pub fn x(&self, column: usize) -> f64 {
        self.columns[column].0
    }

    /// Returns the width of a column.
    pub fn wide(&self, column: usize) -> f64 {
        self.columns[column].1
    }
}

/// Tells whether nothing but ends of branches stands in a column.
fn only_dots(grid: &Grid, measures: &Measures<'_>, column: usize) -> bool {
    let mut nodes = grid.column(column).peekable();
    nodes.peek().is_some() && nodes.all(|node| (measures.shape)(node) == Shape::Dot)
}

/// Gives each run the gutter with the least detour, where lines along rows to cross and runs to stand beside count as
/// a little farther, and blocks are never crossed; returns the tracks of each gutter.
fn choose(ways: &mut [Way], grid: &Grid) -> Vec<usize> {
    let level: Vec<(usize, usize)> = ways.iter().filter_map(along).collect();
    let shut: Vec<(usize, usize, usize)> = grid.broad().map(|(_, row, (from, to))| (row, from + 1, to)).collect();
    let mut taken: Vec<Vec<(usize, usize, usize)>> = vec![Vec::new(); grid.columns + 1];
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
            let blocked =
                |&(row, from, to): &(usize, usize, usize)| (low..high).contains(&row) && (from..=to).contains(&gutter);
            let through = if shut.iter().any(blocked) { THROUGH } else { 0 };
            detour + crossed + through + taken[gutter].iter().filter(beside).count()
        };
        let gutter = (0..=grid.columns).min_by_key(cost).unwrap_or(0);
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
