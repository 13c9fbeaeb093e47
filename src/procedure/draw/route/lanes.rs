//! The channels between rows: where each label stands, which track each horizontal piece runs on, and how high the
//! channels are. It moves no vertical piece and knows no shapes, only pieces that must not meet.

use super::super::card::count;
use super::{Bent, LINE, Lane, MARGIN, TRACK, Way, label_width};

/// Room between two pieces of one track.
const APART: f64 = 10.0;
/// How far a label may go aside to keep off one line of another.
const CROSSED: f64 = 120.0;

/// Sets the extents of the pieces and places the labels: on the first piece, near its beginning, and where they cover
/// the fewest other lines.
pub(super) fn label(ways: &mut [Way], labels: &[Vec<String>], width: f64) {
    let all: Vec<Bent> = ways.iter().filter_map(Way::bent).copied().collect();
    for (way, label) in ways.iter_mut().zip(labels) {
        let Way::Bent(bent) = way else { continue };
        let corner = bent.corner();
        bent.first.span = (bent.x.0.min(corner), bent.x.0.max(corner));
        if let Some(turn) = &mut bent.then {
            turn.lane.span = (turn.x.min(bent.x.1), turn.x.max(bent.x.1));
        }
        if label.is_empty() {
            continue;
        }
        let half = label_width(label) / 2.0;
        let others: Vec<f64> = all.iter().flat_map(|other| other.verticals(bent.first.channel)).collect();
        bent.label = stand(bent, half, &others, width);
        bent.first.lines = label.len();
        bent.first.span = (bent.first.span.0.min(bent.label - half), bent.first.span.1.max(bent.label + half));
    }
}

/// Finds the middle of a label of some half width, among the lines that pass its channel.
fn stand(bent: &Bent, half: f64, others: &[f64], width: f64) -> f64 {
    let (from, to) = (bent.x.0, bent.corner());
    let room = (to - from).abs() - 2.0 * half;
    let best = if room < 24.0 { f64::midpoint(from, to) } else { from + (to - from).signum() * (half + 12.0) };
    let within = |x: f64| x.min(width - half - 4.0).max(half + 4.0);
    let cost = |x: &f64| {
        let own = |other: f64| (other - from).abs() < 0.5 || (other - to).abs() < 0.5;
        let crossed = others.iter().filter(|&&other| !own(other) && (other - x).abs() < half + 2.0).count();
        CROSSED * count(crossed) + (x - best).abs()
    };
    let (low, high) = (bent.first.span.0 - half, bent.first.span.1 + half);
    let steps = (0..).map(|step| low + 4.0 * count(step)).take_while(|x| *x <= high);
    steps.chain([best]).map(within).min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(best)
}

impl Bent {
    /// Lists the places at which its vertical pieces stand in a channel.
    fn verticals(&self, channel: usize) -> Vec<f64> {
        let Some(turn) = &self.then else {
            return if self.first.channel == channel { vec![self.x.0, self.x.1] } else { Vec::new() };
        };
        let (first, second) = (self.first.channel, turn.lane.channel);
        let run = (first.min(second)..=first.max(second)).contains(&channel).then_some(turn.x);
        let leaves = (first == channel).then_some(self.x.0);
        let enters = (second == channel).then_some(self.x.1);
        [run, leaves, enters].into_iter().flatten().collect()
    }
}

/// Gives each piece of a channel a track on which it meets no other, the short ones first; returns the middles of the
/// tracks and the heights of the channels; one without lines is as high as it is told to be.
pub(super) fn set(ways: &mut [Way], channels: usize, quiet: f64) -> (Vec<Vec<f64>>, Vec<f64>) {
    let mut pieces: Vec<&mut Lane> = Vec::new();
    for way in ways {
        if let Way::Bent(bent) = way {
            let bent = &mut **bent;
            pieces.push(&mut bent.first);
            pieces.extend(bent.then.as_mut().map(|turn| &mut turn.lane));
        }
    }
    pieces.sort_by(|a, b| (a.span.1 - a.span.0).total_cmp(&(b.span.1 - b.span.0)));
    let mut tracks: Vec<Vec<Vec<(f64, f64)>>> = vec![Vec::new(); channels];
    let mut lines: Vec<Vec<usize>> = vec![Vec::new(); channels];
    for piece in pieces {
        let (own, tall) = (&mut tracks[piece.channel], &mut lines[piece.channel]);
        let free = |track: &Vec<(f64, f64)>| {
            track.iter().all(|span| span.1 + APART < piece.span.0 || piece.span.1 + APART < span.0)
        };
        piece.track = own.iter().position(free).unwrap_or(own.len());
        if piece.track == own.len() {
            own.push(Vec::new());
            tall.push(0);
        }
        own[piece.track].push(piece.span);
        tall[piece.track] = tall[piece.track].max(piece.lines);
    }
    let channel = |(channel, tall): (usize, &Vec<usize>)| match tall.is_empty() {
        true => (Vec::new(), quiet),
        false => stack(tall, channel == 0),
    };
    lines.iter().enumerate().map(channel).unzip()
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
