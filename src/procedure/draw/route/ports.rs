//! Where lines leave and enter shapes: what stands above and below one piece of a channel shares one row of places.
//! No two lines of a channel get the same place, so that their vertical pieces never run into one another.

use super::super::card::count;
use super::super::place::{Cell, Grid};
use super::super::plan::Plan;
use super::{Columns, Way, channel};
use program::NodeIx;

/// Room beside the only place of a gateway or an event.
const BESIDE: f64 = 8.0;

/// Tells the only place for lines of what stands in a cell; none for a box.
type Post<'a> = &'a dyn Fn(NodeIx, Cell) -> Option<f64>;

/// One end of a line.
struct End {
    link: usize,
    leaves: bool,
    /// The order among its neighbours: where its line comes from, its link, and which end if both are here.
    order: (usize, usize, bool),
    /// Its only place, on a gateway or an event.
    post: Option<f64>,
}

/// Gives each line its places on the edges of its shapes, in the order of where the lines come from.
pub(super) fn set((plan, grid): (&Plan, &Grid), post: Post<'_>, columns: &Columns, ways: &mut [Way]) {
    for spot in (0..=grid.rows).flat_map(|channel| (0..grid.columns).map(move |column| (channel, column))) {
        let ends = ends(plan, post, ways, spot);
        for (end, aside) in ends.iter().zip(places(&ends, columns.wide(spot.1))) {
            if let Way::Bent(bent) = &mut ways[end.link] {
                *(if end.leaves { &mut bent.x.0 } else { &mut bent.x.1 }) = columns.x(spot.1) + aside;
            }
        }
    }
}

/// Lists the ends at one channel and column, of the shapes above and below.
fn ends(plan: &Plan, post: Post<'_>, ways: &[Way], spot: (usize, usize)) -> Vec<End> {
    let mut ends = Vec::new();
    for (at, (way, link)) in ways.iter().zip(&plan.links).enumerate() {
        let Way::Bent(bent) = way else { continue };
        for (leaves, near, far, node) in [(true, bent.from, bent.to, link.from), (false, bent.to, bent.from, link.to)] {
            if (channel(near), near.0.column) == spot {
                let toward = bent.then.map_or(2 * far.0.column + 1, |turn| 2 * turn.run.0);
                let post = post(node, near.0);
                let order = (toward, at, leaves && link.from == link.to);
                ends.push(End { link: at, leaves, order, post });
            }
        }
    }
    ends
}

/// Spreads the ends over a width; a line straight up or down has one place for both.
fn places(ends: &[End], wide: f64) -> Vec<f64> {
    let posts: Vec<(usize, f64)> = ends.iter().filter_map(|end| Some((end.link, end.post?))).collect();
    let fixed = |end: &End| match posts[..] {
        [(link, x)] if link == end.link => Some(x),
        _ => end.post,
    };
    let mut free: Vec<_> = ends.iter().filter(|end| fixed(end).is_none()).map(|end| end.order).collect();
    free.sort_unstable();
    free.dedup();
    let left = posts.iter().map(|(_, x)| x + BESIDE).fold(0.0, f64::max);
    let step = (wide - left) / (count(free.len()) + 1.0);
    let rank = |end: &End| count(free.partition_point(|order| *order < end.order) + 1);
    ends.iter().map(|end| fixed(end).unwrap_or_else(|| left + step * rank(end))).collect()
}
