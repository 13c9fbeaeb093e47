//! Whether a running dossier can still be finished in time: the quickest way on, each step given the whole time it is
//! planned to take, against the due in force. A dossier can be lost before any of its steps is late.
//!
//! It decides nothing and moves no clock. A way is chained as the time sum of `language.md` (c1) is: the applicant's
//! steps, those outside and those that hold the clock take no time, of a block the last of the branches that are needed
//! counts; a step with `when` may be passed by.

use calendar::{Bearer, Calendar, Due, Instant, Left, Phase, Unit, left, start};
use engine::{Activation, ActivationId, Instance, Slot};
use program::{Block, BlockKind, FlowKind, Hold, NodeIx, Program, Quorum, RoleAt, RuleIx, Work};

use super::{Teller, glue};
use crate::compiler::Library;

const DOSSIER: RuleIx = RuleIx(0);

/// What there is still to do, and whether there is time for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The due in force; while the clock stands still, the due if it ran on now.
    pub due: Instant,
    /// Time until the due.
    pub remaining: Left,
    /// The quickest way if what is open is done at this moment.
    pub least: Way,
    /// The quickest way if what is open takes until its own due.
    pub planned: Way,
    /// Time that the planned way takes from now.
    pub needed: Left,
    /// By how much the planned way ends after the due, if it does.
    pub late_by: Option<Left>,
    /// What that means.
    pub prospect: Prospect,
}

/// What is to be expected of a running dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prospect {
    /// As planned it ends in time.
    InTime,
    /// As planned it ends too late; it can be caught up in what is open now.
    AtRisk,
    /// Even if what is open were done now, what follows takes too long.
    TooLate,
}

impl Prospect {
    /// Returns the word of the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::InTime => "in_time",
            Self::AtRisk => "at_risk",
            Self::TooLate => "too_late",
        }
    }

    /// Tells whether the dossier is flagged.
    pub fn is_flagged(self) -> bool {
        self != Self::InTime
    }
}

/// A way to the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// When it gets there.
    pub at: Instant,
    /// The steps that take time on it, each with the moment by which it is done.
    pub legs: Vec<(NodeIx, Instant)>,
}

/// Looks ahead from an instant; none if there is no due to keep: no clock running, no limit, a year not announced,
/// or no way to the result.
pub fn outlook(program: &Program, library: &Library, instance: &Instance, now: Instant) -> Option<Outlook> {
    let ahead = Ahead { program, library, instance, now };
    let due = ahead.due()?;
    let calendar = ahead.calendar(DOSSIER)?;
    let unit = unit(program, instance);
    let (least, planned) = (ahead.quickest(false)?, ahead.quickest(true)?);
    let prospect = match () {
        () if planned.at <= due => Prospect::InTime,
        () if least.at <= due => Prospect::AtRisk,
        () => Prospect::TooLate,
    };
    let late_by = prospect.is_flagged().then(|| left(planned.at, due, unit, calendar));
    let needed = left(now, planned.at, unit, calendar);
    Some(Outlook { due, remaining: left(now, due, unit, calendar), least, planned, needed, late_by, prospect })
}

/// Returns the unit in which the dossier's clock is counted.
fn unit(program: &Program, instance: &Instance) -> Unit {
    let entry = instance.clock(DOSSIER).map_or(0, |clock| clock.limit.entry);
    match program.rules[DOSSIER.at()].counting(entry).limit {
        calendar::Limit::Of(length) => length.unit,
        calendar::Limit::SameDay | calendar::Limit::None => Unit::WorkingHour,
    }
}

/// A search for the quickest way on.
struct Ahead<'a> {
    program: &'a Program,
    library: &'a Library,
    instance: &'a Instance,
    now: Instant,
}

/// Where a token is: before a node, or done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Before(NodeIx),
    Behind(NodeIx),
}

/// What a search within a block, or on the main level, has found.
#[derive(Debug, Default)]
struct Found {
    /// The quickest way to the result.
    result: Option<Way>,
    /// The quickest way to the join that was looked for.
    join: Option<Way>,
    /// Ways out of the block, to where they lead.
    exits: Vec<(NodeIx, Way)>,
}

impl Found {
    fn reach(&mut self, way: &Way) {
        if self.result.as_ref().is_none_or(|best| way.at < best.at) {
            self.result = Some(way.clone());
        }
    }
}

impl<'a> Ahead<'a> {
    fn calendar(&self, rule: RuleIx) -> Option<&'a Calendar> {
        self.library.calendar(&self.program.rules[rule.at()].calendar)
    }

    /// Returns the due that has to be kept: while the clock stands still, the one it would have if it ran on now.
    fn due(&self) -> Option<Instant> {
        let clock = self.instance.clock(DOSSIER).filter(|_| self.instance.is_alive())?;
        match clock.state.phase {
            Phase::Stopped => None,
            Phase::Running => clock.state.due.instant(),
            Phase::Paused { .. } => {
                resumed(self.program, self.instance, DOSSIER, (self.calendar(DOSSIER)?, self.now)).instant()
            }
        }
    }

    /// Finds the quickest way from what is open to an event that stops the dossier's clock.
    fn quickest(&self, planned: bool) -> Option<Way> {
        let top = self.instance.activations.iter().filter(|one| one.place.parent == ActivationId::ROOT);
        let mut found = Found::default();
        for one in top {
            self.go_on(one, planned, None, &mut found);
        }
        found.result
    }

    /// Searches on from an open activation, up to the join that closes its branch.
    fn go_on(&self, one: &Activation, planned: bool, join: Option<NodeIx>, found: &mut Found) {
        let way = |at: Instant, takes: bool| Way { at, legs: if takes { vec![(one.node, at)] } else { Vec::new() } };
        let starts = match &self.program.node(one.node).work {
            _ if !one.is_open() => vec![(At::Before(one.node), way(self.now, false))],
            Work::Open(block) => self.inside(one, &self.program.blocks[block.at()], planned, found),
            _ => {
                let at = if planned { self.own_due(one) } else { self.now };
                vec![(At::Behind(one.node), way(at, at > self.now))]
            }
        };
        self.search(starts, join, found);
    }

    /// Returns by when an open step is planned to be done: at its own due if that lies ahead and an office must keep it.
    fn own_due(&self, one: &Activation) -> Instant {
        let due = |one: &Activation| one.clock.as_ref().and_then(|clock| clock.state.due.instant());
        let inside = self.instance.activations.iter().filter(|inner| inner.place.parent == one.id);
        let due = due(one).into_iter().chain(inside.filter_map(due)).max();
        due.filter(|_| self.takes_time(one.node)).unwrap_or(self.now).max(self.now)
    }

    /// Goes on from an open block: its branches that are still awaited, then what lies behind its join.
    fn inside(&self, one: &Activation, block: &Block, planned: bool, found: &mut Found) -> Vec<(At, Way)> {
        let Some(scope) = one.scope.as_ref().filter(|_| block.kind == BlockKind::Branches) else { return Vec::new() };
        let mut arrivals = Vec::new();
        for (branch, slot) in (0_u16..).zip(&scope.slots) {
            if *slot == Slot::Arrived {
                arrivals.push(Way { at: self.now, legs: Vec::new() });
            }
            let inner = self.instance.activations.iter();
            let inner = inner.filter(|inner| inner.place.parent == one.id && inner.place.branch == branch);
            let mut below = Found::default();
            for token in inner {
                self.go_on(token, planned, Some(block.closes), &mut below);
            }
            arrivals.extend(below.join.take());
            self.carry(below, found);
        }
        let mut starts: Vec<(At, Way)> =
            joined(arrivals, block.quorum).map(|way| (At::Behind(block.closes), way)).into_iter().collect();
        // An exit leads to a level outside, where the search goes on from it.
        starts.extend(std::mem::take(&mut found.exits).into_iter().map(|(to, way)| (At::Before(to), way)));
        starts
    }

    /// Takes over what a search inside a block has found beyond its join.
    fn carry(&self, below: Found, found: &mut Found) {
        if let Some(way) = &below.result {
            found.reach(way);
        }
        found.exits.extend(below.exits);
    }

    /// Spreads from places to all that can be reached, the earliest first.
    fn search(&self, mut open: Vec<(At, Way)>, join: Option<NodeIx>, found: &mut Found) {
        let mut seen: Vec<At> = Vec::new();
        while let Some(next) = (0..open.len()).min_by_key(|&at| open[at].1.at) {
            let (at, way) = open.swap_remove(next);
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            match at {
                At::Before(node) if Some(node) == join => {
                    found.join.get_or_insert(way);
                }
                At::Before(node) if self.leaves(node, join) => found.exits.push((node, way)),
                At::Before(node) => self.arrive(node, way, &mut open, found),
                At::Behind(node) => self.leave(node, &way, &mut open, found),
            }
        }
    }

    /// Tells whether a node lies outside the block whose join is looked for.
    fn leaves(&self, node: NodeIx, join: Option<NodeIx>) -> bool {
        let block = join.and_then(|join| self.program.blocks.iter().position(|block| block.closes == join));
        let block = block.and_then(|at| u16::try_from(at).ok()).map(program::BlockIx);
        block.is_some_and(|block| !self.program.within(self.program.node(node).block, block))
    }

    /// A token comes before a node: it passes it by, or takes the time it is given.
    fn arrive(&self, node: NodeIx, way: Way, open: &mut Vec<(At, Way)>, found: &mut Found) {
        let step = self.program.node(node);
        if let Work::End(end) = step.work {
            let settles = matches!(end.result, program::EndResult::Approved | program::EndResult::Rejected);
            if settles {
                found.reach(&way);
            }
            return;
        }
        if step.hold == Some(Hold::Restart) {
            return;
        }
        if step.when.is_some() {
            let behind = |block: program::BlockIx| self.program.blocks[block.at()].closes;
            let from = if let Work::Open(block) = step.work { behind(block) } else { node };
            self.pass(from, node, &way, open, found);
        }
        match step.work {
            Work::Open(block) => self.through(&self.program.blocks[block.at()], &way, open, found),
            _ => open.extend(self.worked(node, way).map(|way| (At::Behind(node), way))),
        }
    }

    /// Passes a node by: only its proceeding flow is open then.
    fn pass(&self, from: NodeIx, node: NodeIx, way: &Way, open: &mut Vec<(At, Way)>, found: &mut Found) {
        if self.program.node(node).on_pass.stops.contains(&DOSSIER) {
            found.reach(way);
        }
        let out = self.program.node(from).out.iter().copied();
        let onward = out.filter(|&flow| self.program.flow(flow).kind == FlowKind::Proceed);
        open.extend(onward.map(|flow| (At::Before(self.program.target(flow)), way.clone())));
    }

    /// Goes through a whole block that is not open yet.
    fn through(&self, block: &Block, way: &Way, open: &mut Vec<(At, Way)>, found: &mut Found) {
        let out = self.program.node(block.opens).out.iter().copied();
        let entries = out.filter(|&flow| self.program.flow(flow).kind == FlowKind::Branch);
        let mut arrivals = Vec::new();
        for entry in entries {
            let mut below = Found::default();
            let start = (At::Before(self.program.target(entry)), way.clone());
            self.search(vec![start], Some(block.closes), &mut below);
            arrivals.extend(below.join.take());
            open.extend(below.exits.drain(..).map(|(to, way)| (At::Before(to), way)));
            self.carry(below, found);
        }
        open.extend(joined(arrivals, block.quorum).map(|way| (At::Behind(block.closes), way)));
    }

    /// Adds the whole planned time of a step; none if it cannot be known.
    fn worked(&self, node: NodeIx, mut way: Way) -> Option<Way> {
        let Some(rule) = self.program.node(node).deadline.filter(|_| self.takes_time(node)) else { return Some(way) };
        let described = &self.program.rules[rule.at()];
        let entry = described.entry(self.instance.filing.case, self.instance.filing.channel);
        match start(described.counting(entry), way.at, self.calendar(rule)?) {
            Due::At(at) => {
                way.at = at.max(way.at);
                way.legs.push((node, way.at));
                Some(way)
            }
            Due::NoLimit => Some(way),
            Due::Undetermined(_) => None,
        }
    }

    /// Tells whether a step takes time of the office's: not the applicant's, not outside, not while the clock is held.
    fn takes_time(&self, node: NodeIx) -> bool {
        let step = self.program.node(node);
        let holds = step.hold.is_some() && (step.holds.is_empty() || step.holds.contains(&DOSSIER));
        let office = step.deadline.is_some_and(|rule| self.program.rules[rule.at()].bearer == Bearer::Office);
        let outside = self.program.role_of(node).is_some_and(|role| self.program.role(role).at == RoleAt::Outside);
        office && !outside && !holds
    }

    /// A step is done: every way on that no timer and no error takes.
    fn leave(&self, node: NodeIx, way: &Way, open: &mut Vec<(At, Way)>, found: &mut Found) {
        let step = self.program.node(node);
        // What holds branches or agencies is completed without a button.
        let whole = self.program.blocks.iter().find(|block| block.closes == node && block.kind == BlockKind::Branches);
        let whole = whole.map(|block| block.opens).or(self.program.person(node).and_then(|one| one.each).map(|_| node));
        if whole.is_some_and(|whole| self.program.node(whole).on_pass.stops.contains(&DOSSIER)) {
            return found.reach(way);
        }
        for action in &step.actions {
            if action.effects.stops.contains(&DOSSIER) {
                found.reach(way);
            }
        }
        for &flow in &step.out {
            let kind = self.program.flow(flow).kind;
            let chosen = match kind {
                FlowKind::Action(action) => {
                    step.actions.get(action.at()).is_none_or(|action| !action.effects.stops.contains(&DOSSIER))
                }
                FlowKind::Proceed | FlowKind::Branch => true,
                FlowKind::Timeout | FlowKind::Error(_) => false,
            };
            if chosen {
                open.push((At::Before(self.program.target(flow)), way.clone()));
            }
        }
    }
}

/// Returns the way on which a quorum of branches has arrived: the last that is needed.
fn joined(mut arrivals: Vec<Way>, quorum: Quorum) -> Option<Way> {
    arrivals.sort_by_key(|way| way.at);
    match quorum {
        Quorum::All => arrivals.pop(),
        Quorum::AtLeast(some) => {
            let last = usize::from(some).clamp(1, arrivals.len().max(1)) - 1;
            (last < arrivals.len()).then(|| arrivals.swap_remove(last))
        }
    }
}

/// Computes the due a clock would have if what holds it were done at an instant: with the full time anew where a step
/// that is open says so (sem 3.22).
pub(super) fn resumed(
    program: &Program,
    instance: &Instance,
    rule: RuleIx,
    (calendar, at): (&Calendar, Instant),
) -> Due {
    let Some(clock) = instance.clock(rule) else { return Due::NoLimit };
    let counting = program.rules[rule.at()].counting(clock.limit.entry);
    let holds = |node: NodeIx| {
        let step = program.node(node);
        step.hold == Some(Hold::Restart) && (step.holds.is_empty() || step.holds.contains(&rule))
    };
    let act = match instance.open().any(|one| holds(one.node)) {
        true => calendar::Act::Restarted { full: counting.full(), held: false },
        false => calendar::Act::Released,
    };
    calendar::step(counting, Some(&clock.state), &calendar::ClockAct { at, act }, calendar).due
}

impl Teller<'_> {
    /// Tells the outlook in words: what is left, what the way on takes step by step, and what that means. Two ends are
    /// kept apart: the planned one, and the earliest if what is open is done at once.
    pub fn outlook(&self, outlook: &Outlook) -> String {
        let (due, remaining) = (self.due(Due::At(outlook.due), DOSSIER), outlook.remaining.words(self.lang));
        let head = self.say(format!("Hẹn trả {due}, {remaining}."), format!("Promised {due}, {remaining}."));
        let (legs, earliest) = (self.legs(&outlook.planned), self.moment(outlook.least.at));
        let told = match outlook.prospect {
            Prospect::InTime => {
                let end = self.planned_end(outlook);
                self.say(
                    format!("Còn kịp: theo thời gian dự kiến, {legs}; {end}."),
                    format!("It can be in time: as planned, {legs}; {end}."),
                )
            }
            Prospect::AtRisk => {
                let end = self.planned_end(outlook);
                self.say(
                    format!(
                        "Cứ như dự kiến thì không kịp: {legs}; {end}. Nếu làm xong ngay việc đang mở thì sớm nhất là \
                         {earliest}, còn kịp."
                    ),
                    format!(
                        "As planned it will be late: {legs}; {end}. With what is open done at once it can be done on \
                         {earliest} at the earliest, in time."
                    ),
                )
            }
            Prospect::TooLate => self.too_late(outlook, &earliest),
        };
        glue(&format!("{head} {told}"))
    }

    fn too_late(&self, outlook: &Outlook, earliest: &str) -> String {
        let legs = self.legs(&outlook.least);
        let told = self.say(
            format!("Không còn kịp: dù làm xong ngay việc đang mở, {legs}; sớm nhất đến {earliest} mới xong."),
            format!(
                "It can no longer be in time: even with what is open done at once, {legs}; done on {earliest} at the \
                 earliest."
            ),
        );
        let end = self.planned_end(outlook);
        let planned = self.say(format!("Theo thời gian dự kiến thì {end}."), format!("As planned: {end}."));
        format!("{told} {planned}")
    }

    /// Tells the planned end, and by how much it misses the due.
    fn planned_end(&self, outlook: &Outlook) -> String {
        let end = self.moment(outlook.planned.at);
        match outlook.late_by.map(|late| late.words(self.lang)) {
            None => self.say(format!("xong lúc {end}"), format!("done on {end}")),
            Some(over) => self.say(format!("xong lúc {end}, {over} so với hẹn"), format!("done on {end}, {over}")),
        }
    }

    fn legs(&self, way: &Way) -> String {
        let legs: Vec<String> = way.legs.iter().map(|&(node, at)| self.leg(node, at)).collect();
        match legs.is_empty() {
            true => self.say("các bước còn lại không tính giờ", "no step that is left is timed").to_owned(),
            false => legs.join(", "),
        }
    }

    fn leg(&self, node: NodeIx, at: Instant) -> String {
        let (step, at) = (self.step(node), self.moment(at));
        self.say(format!("{step} đến {at}"), format!("{step} until {at}"))
    }
}
