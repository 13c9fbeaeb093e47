//! How the links run: straight between neighbours, else through channels between rows and gutters between columns,
//! each on a track of its own, so that no line touches a box and no label another.
//! Channel k lies above row k; gutter k lies left of column k.

use super::card::count;
use super::letters::{shorten, width};
use super::place::{COLUMNS, Cell, Grid};
use super::plan::{Link, Plan};
use program::NodeIx;

/// Left edge of the first column.
pub(super) const LEFT: f64 = 100.0;
/// Width of a box.
pub(super) const BOX: f64 = 160.0;
/// Distance of columns.
pub(super) const PITCH: f64 = 204.0;
/// Width of the drawing.
pub(super) const WIDE: f64 = LEFT + PITCH * 6.0;
/// Radius of a gateway.
pub(super) const DIAMOND: f64 = 24.0;
/// Radius of an event.
pub(super) const EVENT: f64 = 13.0;
/// Widest line of a label.
const LABEL: f64 = 176.0;
/// Room above and below the tracks of a channel, for badges and arrow heads.
const MARGIN: f64 = 16.0;
/// Room for a label beside a gateway.
pub(super) const BESIDE: f64 = PITCH - 2.0 * DIAMOND - 24.0;
/// How far a line that would run into another of its channel is moved aside.
const ASIDE: f64 = 7.0;
/// Height of a line of a label.
const LINE: f64 = 16.0;
/// Distance of lines without labels.
const TRACK: f64 = 12.0;

/// Shape of what stands in a cell, as far as lines care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Box,
    Gateway,
    Event,
}

/// Which edge of a shape a line leaves or enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Top,
    Bottom,
}

/// The way of one link.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Along the row.
    Straight(Cell, Cell),
    /// Through one channel, or through two and a gutter.
    Bent(Box<Bent>),
    /// From the start to the first step.
    Start,
}

/// A way through channels.
#[derive(Clone, Debug)]
pub(super) struct Bent {
    from: (Cell, Side),
    to: (Cell, Side),
    /// Where it leaves and arrives.
    x: (f64, f64),
    first: Lane,
    /// The gutter's place and the second channel, if it changes channels.
    then: Option<(f64, Lane)>,
}

/// A piece of a channel.
#[derive(Clone, Copy, Debug)]
struct Lane {
    channel: usize,
    /// Its extent, label included.
    span: (f64, f64),
    /// Lines of the label on it.
    lines: usize,
    track: usize,
}

/// All ways, and the heights of the channels' tracks.
#[derive(Debug)]
pub(super) struct Routes {
    /// One way for each link of the plan.
    pub ways: Vec<Way>,
    /// Middle of each track of each channel, from the channel's top.
    tracks: Vec<Vec<f64>>,
    /// Height of each channel.
    pub channels: Vec<f64>,
}

impl Routes {
    pub fn of(plan: &Plan, grid: &Grid, shape: &dyn Fn(NodeIx) -> Shape, labels: &[Vec<String>]) -> Self {
        let mut ways = ways(plan, grid, shape, labels);
        ports(plan, grid, shape, &mut ways);
        gutters(&mut ways);
        for (way, label) in ways.iter_mut().zip(labels) {
            if let Way::Bent(bent) = way {
                bent.extend(label);
            }
        }
        let (tracks, channels) = lanes(&mut ways, grid.rows + 1);
        Self { ways, tracks, channels }
    }

    /// Returns the points of a bent way; `rows` gives top and height of each row.
    pub fn points(&self, bent: &Bent, rows: &[(f64, f64)], ends: (f64, f64)) -> Vec<(f64, f64)> {
        let first = self.lane_y(&bent.first, rows);
        let mut points = vec![(bent.x.0, ends.0), (bent.x.0, first)];
        if let Some((gutter, second)) = &bent.then {
            let second = self.lane_y(second, rows);
            points.extend([(*gutter, first), (*gutter, second), (bent.x.1, second)]);
        } else {
            points.push((bent.x.1, first));
        }
        points.push((bent.x.1, ends.1));
        points.dedup();
        points
    }

    /// Returns the middle of a lane's track.
    fn lane_y(&self, lane: &Lane, rows: &[(f64, f64)]) -> f64 {
        let top = match rows.get(lane.channel) {
            Some((row, _)) => row - self.channels[lane.channel],
            None => rows.last().map_or(0.0, |(top, height)| top + height),
        };
        top + self.tracks[lane.channel][lane.track]
    }

    /// Returns the middle of a bent way's label.
    pub fn label_at(&self, bent: &Bent, label: &[String], rows: &[(f64, f64)]) -> (f64, f64) {
        (bent.label_x(label), self.lane_y(&bent.first, rows))
    }
}

/// Breaks a label into the lines that are shown.
pub(super) fn label_lines(names: &[String]) -> Vec<String> {
    names.iter().map(|name| shorten(name, LABEL)).collect()
}

/// Returns the width of a label's widest line.
fn label_width(label: &[String]) -> f64 {
    label.iter().map(|line| width(line) + 8.0).fold(0.0, f64::max)
}

/// Returns the left edge of a column.
pub(super) fn column_x(column: usize) -> f64 {
    LEFT + PITCH * count(column)
}

impl Bent {
    /// Returns where the label stands: on the first piece, near its beginning.
    fn label_x(&self, label: &[String]) -> f64 {
        let half = label_width(label) / 2.0;
        let (from, to) = (self.x.0, self.then.map_or(self.x.1, |(gutter, _)| gutter));
        let room = (to - from).abs() - 2.0 * half;
        let middle = if room < 24.0 { f64::midpoint(from, to) } else { from + (to - from).signum() * (half + 12.0) };
        middle.clamp(half + 4.0, WIDE - half - 4.0)
    }

    /// Sets the extents of its pieces.
    fn extend(&mut self, label: &[String]) {
        let corner = self.then.map_or(self.x.1, |(gutter, _)| gutter);
        self.first.span = (self.x.0.min(corner), self.x.0.max(corner));
        self.first.lines = label.len();
        if !label.is_empty() {
            let (at, half) = (self.label_x(label), label_width(label) / 2.0);
            self.first.span = (self.first.span.0.min(at - half), self.first.span.1.max(at + half));
        }
        if let Some((gutter, second)) = &mut self.then {
            second.span = (gutter.min(self.x.1), gutter.max(self.x.1));
        }
    }

    /// Returns the cells and edges it joins: cell, and whether it is the upper edge.
    pub fn ends(&self) -> [(Cell, bool); 2] {
        [self.from, self.to].map(|(cell, side)| (cell, side == Side::Top))
    }
}

/// Chooses how each link runs; the main way has the first choice, and what needs a label has no room along the row.
fn ways(plan: &Plan, grid: &Grid, shape: &dyn Fn(NodeIx) -> Shape, labels: &[Vec<String>]) -> Vec<Way> {
    let mut taken: Vec<(Cell, Cell)> = Vec::new();
    let mut level: Vec<bool> = vec![false; plan.links.len()];
    for main in [true, false] {
        for (at, link) in plan.links.iter().enumerate().filter(|(_, link)| link.main == main) {
            let (Some(a), Some(b)) = (grid.cell(link.from), grid.cell(link.to)) else { continue };
            let pair = if a.column < b.column { (a, b) } else { (b, a) };
            let neighbours = a.row == b.row && a.column.abs_diff(b.column) == 1;
            let alone = plan.links.iter().filter(|other| other.from == link.from).count() == 1;
            let room = if shape(link.from) == Shape::Gateway { BESIDE } else { 0.0 };
            let fits = alone || labels[at].is_empty() || label_width(&labels[at]) <= room;
            if neighbours && (main || fits) && !taken.contains(&pair) {
                taken.push(pair);
                level[at] = true;
            }
        }
    }
    plan.links.iter().zip(level).map(|(link, level)| way(link, grid, level)).collect()
}

fn way(link: &Link, grid: &Grid, level: bool) -> Way {
    let (Some(a), Some(b)) = (grid.cell(link.from), grid.cell(link.to)) else { return Way::Start };
    if level {
        return Way::Straight(a, b);
    }
    let (from, to) = match b.row.cmp(&a.row) {
        std::cmp::Ordering::Greater => (Side::Bottom, Side::Top),
        std::cmp::Ordering::Less => (Side::Top, Side::Bottom),
        std::cmp::Ordering::Equal if b.column > a.column => (Side::Bottom, Side::Bottom),
        std::cmp::Ordering::Equal => (Side::Top, Side::Top),
    };
    let channel = |cell: Cell, side| cell.row + usize::from(side == Side::Bottom);
    let lane = |cell, side| Lane { channel: channel(cell, side), span: (0.0, 0.0), lines: 0, track: 0 };
    let (first, second) = (lane(a, from), lane(b, to));
    let then = (first.channel != second.channel).then_some((0.0, second));
    Way::Bent(Box::new(Bent { from: (a, from), to: (b, to), x: (0.0, 0.0), first, then }))
}

/// Gives each line its place on the edge of its shape, in the order of where the lines come from; no two different
/// lines of one channel get the same.
fn ports(plan: &Plan, grid: &Grid, shape: &dyn Fn(NodeIx) -> Shape, ways: &mut [Way]) {
    let mut taken: Vec<(usize, f64, usize)> = Vec::new();
    for node in plan.main.iter().chain(&plan.side) {
        let Some(cell) = grid.cell(*node) else { continue };
        for side in [Side::Top, Side::Bottom] {
            let channel = cell.row + usize::from(side == Side::Bottom);
            let ends = ends_at(ways, (cell, side));
            let step = BOX / (count(ends.len()) + 1.0);
            for (rank, (_, at, leaves)) in ends.into_iter().enumerate() {
                let mut x = column_x(cell.column)
                    + match shape(*node) {
                        Shape::Box => step * (count(rank) + 1.0),
                        Shape::Gateway => DIAMOND,
                        Shape::Event => EVENT,
                    };
                let meets = |x: f64| {
                    taken.iter().any(|&(c, other, link)| c == channel && link != at && (other - x).abs() < ASIDE - 1.0)
                };
                while shape(*node) == Shape::Box && meets(x) {
                    x += ASIDE;
                }
                taken.push((channel, x, at));
                let Way::Bent(bent) = &mut ways[at] else { continue };
                if leaves {
                    bent.x.0 = x;
                } else {
                    bent.x.1 = x;
                }
            }
        }
    }
}

/// Lists the lines at one edge of a cell by the column they come from: column, link, and whether it leaves there.
fn ends_at(ways: &[Way], edge: (Cell, Side)) -> Vec<(usize, usize, bool)> {
    let mut ends: Vec<(usize, usize, bool)> = Vec::new();
    for (at, way) in ways.iter().enumerate() {
        let Way::Bent(bent) = way else { continue };
        if bent.from == edge {
            ends.push((bent.to.0.column, at, true));
        }
        if bent.to == edge {
            ends.push((bent.from.0.column, at, false));
        }
    }
    ends.sort_unstable();
    ends
}

/// Chooses for each way that changes channels the nearest gutter, and a track of its own in it.
fn gutters(ways: &mut [Way]) {
    let mut taken: Vec<(usize, usize, usize, usize)> = Vec::new();
    for way in ways {
        let Way::Bent(bent) = way else { continue };
        let Some((at, second)) = &mut bent.then else { continue };
        let (low, high) = (bent.first.channel.min(second.channel), bent.first.channel.max(second.channel));
        let detour = |gutter: &usize| {
            let x = gutter_x(*gutter, 0);
            ((x - bent.x.0).abs() + (x - bent.x.1).abs()).round().abs()
        };
        let gutter = (0..=COLUMNS).min_by(|a, b| detour(a).total_cmp(&detour(b))).unwrap_or(0);
        let busy =
            |track: usize| taken.iter().any(|&(g, t, from, to)| (g, t) == (gutter, track) && from <= high && low <= to);
        let track = (0..).find(|&track| !busy(track)).unwrap_or(0);
        taken.push((gutter, track, low, high));
        *at = gutter_x(gutter, track);
    }
}

/// Returns the place of a track of a gutter: in the middle first, then outwards on both sides.
fn gutter_x(gutter: usize, track: usize) -> f64 {
    let aside = count(track.div_ceil(2)) * if track.is_multiple_of(2) { 6.0 } else { -6.0 };
    (column_x(gutter) - (PITCH - BOX) / 2.0 + aside).min(WIDE - 2.0)
}

/// Gives each piece of a channel a track on which it meets no other; the short ones first.
fn lanes(ways: &mut [Way], channels: usize) -> (Vec<Vec<f64>>, Vec<f64>) {
    let mut pieces: Vec<&mut Lane> = Vec::new();
    for way in ways {
        if let Way::Bent(bent) = way {
            let bent = &mut **bent;
            pieces.push(&mut bent.first);
            pieces.extend(bent.then.as_mut().map(|(_, lane)| lane));
        }
    }
    pieces.sort_by(|a, b| (a.span.1 - a.span.0).total_cmp(&(b.span.1 - b.span.0)));
    let mut tracks: Vec<Vec<Vec<(f64, f64)>>> = vec![Vec::new(); channels];
    let mut lines: Vec<Vec<usize>> = vec![Vec::new(); channels];
    for piece in pieces {
        let (own, tall) = (&mut tracks[piece.channel], &mut lines[piece.channel]);
        let free = |track: &Vec<(f64, f64)>| {
            track.iter().all(|span| span.1 + 10.0 < piece.span.0 || piece.span.1 + 10.0 < span.0)
        };
        piece.track = own.iter().position(free).unwrap_or(own.len());
        if piece.track == own.len() {
            own.push(Vec::new());
            tall.push(0);
        }
        own[piece.track].push(piece.span);
        tall[piece.track] = tall[piece.track].max(piece.lines);
    }
    let heights = lines.iter().enumerate().map(|(channel, tall)| stack(tall, channel == 0));
    heights.unzip()
}

/// Stacks the tracks of a channel; above the first row the shortest lies lowest, next to the boxes.
fn stack(lines: &[usize], upwards: bool) -> (Vec<f64>, f64) {
    let height = |lines: usize| TRACK.max(LINE * count(lines) + 5.0);
    let total: f64 = lines.iter().map(|&lines| height(lines)).sum();
    let mut below = MARGIN;
    let mut middles = Vec::new();
    for &lines in lines {
        let own = height(lines);
        let middle = below + own / 2.0;
        middles.push(if upwards { 2.0 * MARGIN + total - middle } else { middle });
        below += own;
    }
    (middles, total + 2.0 * MARGIN)
}
