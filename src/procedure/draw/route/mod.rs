//! How the links run: straight between neighbours, else through channels between rows and gutters between columns,
//! each on a track of its own, so that no line touches a box and no label another.
//! Channel k lies above row k; gutter k lies left of column k.

mod gutters;
mod lanes;
mod ports;

use super::letters::{shorten, width};
use super::place::{Cell, Grid};
use super::plan::{Link, Plan};
pub(super) use gutters::{Columns, GUTTER};
use program::NodeIx;

/// Width of a box on the main level.
pub(super) const BOX: f64 = 160.0;
/// Radius of a gateway.
pub(super) const DIAMOND: f64 = 24.0;
/// Radius of an event.
pub(super) const EVENT: f64 = 13.0;
/// Radius of the end of a branch.
pub(super) const DOT: f64 = 5.0;
/// How far a sign right below another stands aside.
const ASIDE: f64 = 6.0;
/// Widest line of a label.
const LABEL: f64 = 176.0;
/// Room above and below the tracks of a channel, for badges and arrow heads.
const MARGIN: f64 = 16.0;
/// Room for a label between a gateway and its neighbour.
const BESIDE: f64 = 132.0;
/// Height of a line of a label.
const LINE: f64 = 16.0;
/// Distance of lines without labels.
const TRACK: f64 = 12.0;

/// How much room a level gives to what stands on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Where the first gutter begins: the right edge of what stands before the first step.
    pub left: f64,
    /// Least width of the first gutter.
    pub first: f64,
    /// Least width of the last gutter.
    pub last: f64,
    /// Width of a box.
    pub boxes: f64,
    /// Height of a channel without lines.
    pub quiet: f64,
}

/// What routing must know of the things it joins.
pub(super) struct Measures<'a> {
    /// Their shapes.
    pub shape: &'a dyn Fn(NodeIx) -> Shape,
    /// The least width of a block; 0 for everything else.
    pub broad: &'a dyn Fn(NodeIx) -> f64,
    /// The level's room.
    pub room: Room,
}

/// Shape of what stands in a cell, as far as lines care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Box,
    /// A block, several columns wide.
    Block,
    Gateway,
    Event,
    /// The end of a branch.
    Dot,
}

impl Shape {
    /// Returns the radius of a sign; none for what has a flat edge.
    pub fn radius(self) -> Option<f64> {
        match self {
            Self::Box | Self::Block => None,
            Self::Gateway => Some(DIAMOND),
            Self::Event => Some(EVENT),
            Self::Dot => Some(DOT),
        }
    }
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
#[derive(Clone, Copy, Debug)]
pub(super) struct Bent {
    from: (Cell, Side),
    to: (Cell, Side),
    /// Where it leaves and arrives.
    x: (f64, f64),
    first: Lane,
    /// Where it changes channels, if it does.
    then: Option<Turn>,
    /// Middle of its label.
    label: f64,
}

/// A change of channels.
#[derive(Clone, Copy, Debug)]
struct Turn {
    /// The gutter, and the track in it.
    run: (usize, usize),
    /// Where that track is.
    x: f64,
    /// The second channel.
    lane: Lane,
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

/// All ways, and the places of channels and columns.
#[derive(Debug)]
pub(super) struct Routes {
    /// One way for each link of the plan.
    pub ways: Vec<Way>,
    /// Where the columns stand.
    pub columns: Columns,
    /// Middle of each track of each channel, from the channel's top.
    tracks: Vec<Vec<f64>>,
    /// Height of each channel.
    pub channels: Vec<f64>,
}

impl Routes {
    /// Routes the links of a level.
    pub fn of((plan, grid): (&Plan, &Grid), measures: &Measures<'_>, labels: &[Vec<String>]) -> Self {
        let shape = measures.shape;
        let mut ways = ways(plan, grid, shape, labels);
        let columns = Columns::of(&mut ways, grid, measures);
        let post = |node: NodeIx, cell: Cell| Some(shape(node).radius()? + inset(grid, shape, cell));
        ports::set((plan, grid), &post, &columns, &mut ways);
        lanes::label(&mut ways, labels, columns.width);
        let (tracks, channels) = lanes::set(&mut ways, grid.rows + 1, measures.room.quiet);
        Self { ways, columns, tracks, channels }
    }

    /// Returns the points of a bent way; `rows` gives top and height of each row.
    pub fn points(&self, bent: &Bent, rows: &[(f64, f64)], ends: (f64, f64)) -> Vec<(f64, f64)> {
        let first = self.lane_y(&bent.first, rows);
        let mut points = vec![(bent.x.0, ends.0), (bent.x.0, first), (bent.corner(), first)];
        if let Some(turn) = &bent.then {
            let second = self.lane_y(&turn.lane, rows);
            points.extend([(turn.x, second), (bent.x.1, second)]);
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
    pub fn label_at(&self, bent: &Bent, rows: &[(f64, f64)]) -> (f64, f64) {
        (bent.label, self.lane_y(&bent.first, rows))
    }
}

/// Returns how far a shape stands from the left edge of its column: of two signs one below the other one stands aside,
/// so that the lines between them do not run into one another.
pub(super) fn inset(grid: &Grid, shape: &dyn Fn(NodeIx) -> Shape, cell: Cell) -> f64 {
    let sign = |row: &usize| grid.node(Cell { row: *row, ..cell }).is_some_and(|node| shape(node).radius().is_some());
    let pile = (0..=cell.row).rev().take_while(sign).count();
    if pile > 0 && pile.is_multiple_of(2) { ASIDE } else { 0.0 }
}

/// Breaks a label into the lines that are shown.
pub(super) fn label_lines(names: &[String]) -> Vec<String> {
    names.iter().map(|name| shorten(name, LABEL)).collect()
}

/// Shortens the lines of a label for the place between a gateway and its neighbour.
pub(super) fn beside(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| shorten(line, BESIDE)).collect()
}

/// Returns the width of a label's widest line.
fn label_width(label: &[String]) -> f64 {
    label.iter().map(|line| width(line) + 8.0).fold(0.0, f64::max)
}

impl Way {
    fn bent(&self) -> Option<&Bent> {
        if let Self::Bent(bent) = self { Some(bent) } else { None }
    }

    fn turn(&mut self) -> Option<&mut Turn> {
        if let Self::Bent(bent) = self { bent.then.as_mut() } else { None }
    }
}

impl Bent {
    /// Returns where its first piece ends.
    fn corner(&self) -> f64 {
        self.then.map_or(self.x.1, |turn| turn.x)
    }

    /// Returns the cells and edges it joins: cell, and whether it is the upper edge.
    pub fn ends(&self) -> [(Cell, bool); 2] {
        [self.from, self.to].map(|(cell, side)| (cell, side == Side::Top))
    }
}

/// Returns the channel along an edge of a cell.
fn channel((cell, side): (Cell, Side)) -> usize {
    cell.row + usize::from(side == Side::Bottom)
}

/// Chooses how each link runs; the main way has the first choice, and what needs a label has no room along the row.
fn ways(plan: &Plan, grid: &Grid, shape: &dyn Fn(NodeIx) -> Shape, labels: &[Vec<String>]) -> Vec<Way> {
    let mut taken: Vec<(Cell, Cell)> = Vec::new();
    let mut level: Vec<bool> = vec![false; plan.links.len()];
    for main in [true, false] {
        for (at, link) in plan.links.iter().enumerate().filter(|(_, link)| link.main == main) {
            let (Some(a), Some(b)) = (grid.way_out(link.from), grid.cell(link.to)) else { continue };
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
    let (Some(a), Some(b)) = (grid.way_out(link.from), grid.cell(link.to)) else { return Way::Start };
    if level {
        return Way::Straight(a, b);
    }
    let (from, to) = match b.row.cmp(&a.row) {
        std::cmp::Ordering::Greater => (Side::Bottom, Side::Top),
        std::cmp::Ordering::Less => (Side::Top, Side::Bottom),
        std::cmp::Ordering::Equal if b.column > a.column => (Side::Bottom, Side::Bottom),
        std::cmp::Ordering::Equal => (Side::Top, Side::Top),
    };
    let lane = |edge| Lane { channel: channel(edge), span: (0.0, 0.0), lines: 0, track: 0 };
    let (from, to) = ((a, from), (b, to));
    let then = (channel(from) != channel(to)).then(|| Turn { run: (0, 0), x: 0.0, lane: lane(to) });
    Way::Bent(Box::new(Bent { from, to, x: (0.0, 0.0), first: lane(from), then, label: 0.0 }))
}
