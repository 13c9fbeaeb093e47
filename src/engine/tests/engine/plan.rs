//! From bytes to a program: each byte chooses from a table whose first entry is the simplest, so that proptest
//! shrinks to the simplest program. It must not make what the compiler would never make.

use calendar::{Bearer, Limit, Rule, Unit};
use program::{
    ActionIx, ActionKind, Anytime, AnytimeIx, AnytimeKind, Ask, AxisIx, Bound, Boundary, Case, CaseIx, DocumentIx,
    Effects, EndResult, Entry, Escalation, ExtensionIx, FieldIx, FlowIx, FlowKind, FourEyes, Hold, LetterIx, NodeIx,
    On, OnError, Program, Quorum, ResultIx, RoleIx, RuleIx, Statuses, Timeout, Work,
};

use crate::calendars::{ANNOUNCED, ONE_YEAR};
use crate::house;
use crate::shape::{self, Part, Spot};
use crate::sketch::{self, length, within};

/// What the whole procedure is like.
pub type Whole = [u8; 24];
/// What one step is like.
pub type Step = [u8; 24];

/// Chooses from a table.
pub fn pick<T: Copy>(byte: u8, table: &[T]) -> T {
    table[usize::from(byte) % table.len()]
}

/// The ends of the main level, the simplest first.
pub const ENDS: [EndResult; 6] = [
    EndResult::Approved,
    EndResult::Rejected,
    EndResult::Refused,
    EndResult::Withdrawn,
    EndResult::Expired,
    EndResult::Stopped,
];

const LIMITS: [(u32, Unit); 11] = [
    (5, Unit::WorkingDay),
    (1, Unit::WorkingDay),
    (2, Unit::WorkingHour),
    (3, Unit::Day),
    (20, Unit::Day),
    (1, Unit::Month),
    (2, Unit::ConsecutiveDay),
    (1, Unit::HalfWorkingDay),
    (30, Unit::Minute),
    (4, Unit::Hour),
    (90, Unit::WorkingMinute),
];

/// What a step is, by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Task,
    Supplement,
    Gateway,
    List,
    Message,
    Payment,
    Job,
    Wait,
    Block,
}

impl Kind {
    pub fn of(step: &Step) -> Self {
        use Kind::{Block, Gateway, Job, List, Message, Payment, Supplement, Task, Wait};
        pick(
            step[0],
            &[
                Task, Task, Task, Supplement, Gateway, List, Message, Payment, Job, Wait, Block, Block, Task, Block,
                List,
            ],
        )
    }
}

fn limit(byte: u8) -> Limit {
    match usize::from(byte) % (LIMITS.len() + 2) {
        11 => Limit::SameDay,
        12 => Limit::None,
        at => within(LIMITS[at].0, LIMITS[at].1),
    }
}

fn counted(byte: u8) -> (Rule, &'static str) {
    (pick(byte, &[Rule::EndOfDay, Rule::SameTime, Rule::EndOfSession]), if byte >= 200 { ONE_YEAR } else { ANNOUNCED })
}

/// Builds the program.
pub fn program(whole: &Whole, steps: &[Step]) -> Program {
    let mut program = sketch::empty(limit(whole[0]));
    whole_limits(&mut program, whole);
    money(&mut program);
    let (main, side) = shape::parts(whole, steps);
    let mut nodes = vec![NodeIx::new(0); steps.len()];
    make(&mut program, steps, &main, &mut nodes);
    make(&mut program, steps, &side, &mut nodes);
    let ends: Vec<NodeIx> = ENDS.iter().map(|&result| sketch::end(&mut program, result)).collect();
    if let Work::End(end) = &mut program.graph[ends[0]].work {
        end.terminate = whole[23] % 4 == 3;
    }
    shape::enclose(&mut program, steps, &main, &nodes);
    let opening = shape::enclose_side(&mut program, &side, &nodes);
    let mut spots = shape::spots(&program, &main, &nodes, &ends);
    if let Some((_, end)) = opening {
        spots.extend(shape::spots(&program, &side, &nodes, &[end]));
    }
    sketch::proceed(&mut program, NodeIx::new(0), shape::node_of(&main[0], &nodes));
    for spot in &spots {
        let wiring = Wiring { step: &steps[spot.step], spot };
        wiring.wire(&mut program);
    }
    clocks(&mut program, whole, &nodes);
    rights(&mut program, whole, &spots, (opening, &nodes));
    program
}

/// The clocks of the dossier, with a table by case or channel, and what lengthens the first of them.
fn whole_limits(program: &mut Program, whole: &Whole) {
    let (how, id) = counted(whole[1]);
    program.rules[0] = sketch::rule(limit(whole[0]), how, Bearer::Office, id);
    if whole[20] % 2 == 1 {
        let case = |id: &str| Case { id: id.to_owned(), name: id.to_owned(), help: None };
        program.cases = vec![case("thuong"), case("phuc_tap")];
    }
    let unit = match program.rules[0].entries[0].counting.limit {
        Limit::Of(length) => Some(length.unit),
        Limit::SameDay => Some(Unit::WorkingDay),
        Limit::None => None,
    };
    let lengthened = unit.filter(|_| whole[21] >= 128);
    let other = match lengthened {
        Some(unit) if program.rules[0].entries[0].counting.limit != Limit::SameDay => within(8, unit),
        Some(_) => Limit::SameDay,
        None => limit(whole[15]),
    };
    let counting = sketch::rule(other, how, Bearer::Office, id).entries[0].counting;
    let on = if program.cases.is_empty() { On::Channel(program::Channel::Post) } else { On::Case(CaseIx(1)) };
    program.rules[0].entries.insert(0, Entry { on, counting });
    if let Some(unit) = lengthened {
        let by = length(1 + u32::from(whole[21] % 3), unit);
        let mut extension = house::extension(by, whole[21] % 2 == 1, pick(whole[21] / 2, &[1, 2]));
        extension.before = (whole[21] % 5 == 4).then(|| length(1, Unit::WorkingDay));
        program.extensions.push(extension);
    }
    let more = [Boundary::Remind(length(1, Unit::WorkingDay)), overdue(None, None), overdue(Some(RoleIx(2)), None)];
    program.clocks[0].boundary = more[..usize::from(whole[19] / 16 % 4)].to_vec();
    program.clocks[0].pauses_when_all = whole[19] % 4 == 3;
    program.clocks[0].restarts = whole[19] % 8 == 6;
    if whole[16] >= 100 {
        let further = sketch::rule(limit(whole[16]), Rule::EndOfDay, Bearer::Office, ANNOUNCED);
        let ix = sketch::further_clock(program, "tra_loi", further);
        let clock = &mut program.clocks[ix.at()];
        clock.channels = if whole[17] % 5 == 4 { vec![program::Channel::Online] } else { Vec::new() };
        clock.restarts = whole[18] % 4 == 3;
        clock.boundary = more[..usize::from(whole[18] / 16 % 3)].to_vec();
    }
}

fn overdue(assign: Option<RoleIx>, after: Option<calendar::Length>) -> Boundary {
    Boundary::Overdue(Escalation { after, notify: Vec::new(), assign, every: None })
}

/// The fees of every planned program.
pub fn money(program: &mut Program) {
    program.fees.push(house::fee("le_phi", 20_000));
    let guards = [0, 1, 2].map(|_| sketch::guard(program));
    program.fees.push(house::computed_fee("phi", guards));
}

/// Adds the steps in file order, those of a block behind its opening.
fn make(program: &mut Program, steps: &[Step], parts: &[Part], nodes: &mut [NodeIx]) {
    for part in parts {
        match part {
            Part::Step(at) => nodes[*at] = node(program, *at, &steps[*at]),
            Part::Block(at, branches) => {
                nodes[*at] = sketch::gateway(program, &format!("b{}", at + 1));
                dress(program, nodes[*at], &steps[*at]);
                branches.iter().for_each(|branch| make(program, steps, branch, nodes));
            }
        }
    }
}

/// Adds a step without its flows.
fn node(program: &mut Program, at: usize, step: &Step) -> NodeIx {
    let id = format!("b{}", at + 1);
    let (a, b) = (step[20], step[21]);
    let ix = match Kind::of(step) {
        Kind::Gateway => return sketch::gateway(program, &id),
        Kind::Supplement => sketch::task(program, &id, 0),
        Kind::List => {
            let quorum = pick(a, &[Quorum::All, Quorum::AtLeast(1), Quorum::AtLeast(2)]);
            sketch::list(
                program,
                &id,
                pick(b, &[house::AGENCIES, house::AGENCIES, house::OWN_AGENCIES]),
                quorum,
                a >= 170,
            )
        }
        Kind::Message => {
            let short = sketch::rule(within(2, Unit::WorkingDay), Rule::EndOfDay, Bearer::Office, ANNOUNCED);
            let buffer = (b % 4 == 3).then(|| sketch::add_rule(program, short));
            sketch::message(program, &id, pick(a, &["ket_qua", "ket_qua", "thong_bao"]), buffer)
        }
        Kind::Payment => {
            let lines = [house::line(0), house::line(1), house::entered()];
            sketch::payment(program, &id, lines[..1 + usize::from(a) % 3].to_vec())
        }
        Kind::Job => sketch::job(program, &id, (pick(a, &[1, 0, 3]), pick(b, &[5, 60, 6_000]))),
        Kind::Wait if a % 3 == 2 => sketch::wait_for(program, &id, house::DATE),
        Kind::Wait => {
            let (how, calendar) = counted(step[8]);
            sketch::wait(program, &id, sketch::rule(waited(step[7]), how, Bearer::Office, calendar))
        }
        Kind::Task | Kind::Block => sketch::task(program, &id, pick(step[1], &[1, 2, 3, 1, 0, 4, 7, 8])),
    };
    if Kind::of(step) == Kind::Supplement {
        sketch::person(program, ix).supplement = Some(LetterIx(0));
    }
    dress(program, ix, step);
    ix
}

fn waited(byte: u8) -> Limit {
    let at = usize::from(byte) % LIMITS.len();
    within(LIMITS[at].0, LIMITS[at].1)
}

/// What every waiting step and block may have.
fn dress(program: &mut Program, ix: NodeIx, step: &Step) {
    let when = pick(step[6], &[false, false, false, true]);
    program.graph[ix].when = when.then(|| sketch::guard(program));
    program.graph[ix].hold = pick(step[12], &[None, None, Some(Hold::Pause), Some(Hold::Restart)]);
    let further = program.clocks.len() > 1 && step[22] % 4 == 3;
    program.graph[ix].holds = if further { vec![RuleIx(1)] } else { Vec::new() };
    program.graph[ix].status = statuses(step[18], step[22]);
}

fn statuses(national: u8, axis: u8) -> Statuses {
    let national = pick(national, &[None, None, None, Some(4), Some(5)]);
    Statuses { national, axes: if axis % 5 == 4 { vec![(AxisIx(0), axis / 5 % 2)] } else { Vec::new() } }
}

/// The flows of one step.
struct Wiring<'a> {
    step: &'a Step,
    spot: &'a Spot,
}

impl Wiring<'_> {
    fn from(&self) -> NodeIx {
        self.spot.node
    }

    fn wire(&self, program: &mut Program) {
        if let Some(branches) = &self.spot.entries {
            for first in branches {
                sketch::flow(program, (self.from(), *first), FlowKind::Branch, None, None);
            }
            sketch::proceed(program, sketch::join_of(program, self.from()), self.spot.next);
            return self.time(program);
        }
        match Kind::of(self.step) {
            Kind::Gateway => return self.gateway(program),
            Kind::Task | Kind::Block | Kind::Supplement => self.task(program),
            Kind::List => self.list(program),
            Kind::Message => self.message(program),
            Kind::Payment => self.beside(program, "paid", 3),
            Kind::Wait => self.beside(program, "done", 1),
            Kind::Job => {
                sketch::outcome(program, self.from(), "done", self.spot.next, None);
            }
        }
        sketch::proceed(program, self.from(), self.spot.next);
        if Kind::of(self.step) != Kind::Wait {
            self.time(program);
        }
    }

    /// Chooses where a way leads that deviates: within the level, or out of a block.
    fn way(&self, byte: u8) -> (NodeIx, Option<NodeIx>) {
        let out = usize::from(byte) / 32;
        match self.spot.outer.get(out.wrapping_sub(4)) {
            Some(level) => (level.targets[usize::from(byte) % level.targets.len()], Some(level.gate)),
            None => (self.spot.targets[usize::from(byte) % self.spot.targets.len()], None),
        }
    }

    /// Bounds a flow that goes back, or that opens a supplement.
    fn bound(&self, program: &Program, to: NodeIx) -> Option<Bound> {
        let most = pick(self.step[5], &[2, 1, 3, 9]);
        let supplement = program.person(to).is_some_and(|person| person.supplement.is_some());
        match (supplement, to.index() <= self.from().index()) {
            (true, _) => Some(Bound::Supplements(most)),
            (false, true) => Some(Bound::Rounds(most)),
            (false, false) => None,
        }
    }

    fn flow(&self, program: &mut Program, byte: u8, kind: FlowKind, guarded: bool) -> FlowIx {
        let (to, left) = self.way(byte);
        let bound = self.bound(program, to);
        let guard = guarded.then(|| sketch::guard(program));
        let flow = sketch::flow(program, (self.from(), to), kind, guard, bound);
        if let Some(gate) = left {
            sketch::exits(program, flow, gate);
        }
        flow
    }

    fn gateway(&self, program: &mut Program) {
        for byte in &self.step[3..3 + usize::from(self.step[2] % 3)] {
            self.flow(program, *byte, FlowKind::Branch, true);
        }
        if self.step[10] < 200 {
            sketch::flow(program, (self.from(), self.spot.next), FlowKind::Branch, None, None);
        }
    }

    fn task(&self, program: &mut Program) {
        let step = self.step;
        for (at, name) in ["tiep", "quay", "khac"].iter().enumerate().take(1 + usize::from(step[2] % 3)) {
            let action = self.button(program, name, at);
            let guard = (pick(step[16], &[9, 9, 1, 2, 9]) == at).then(|| sketch::guard(program));
            let extend = (!program.extensions.is_empty() && step[23] % 4 >= 2 && at < 2).then_some(ExtensionIx(0));
            let button = sketch::press(program, self.from(), action);
            button.ask = asks(step[14].wrapping_add(u8::try_from(at).unwrap()));
            button.ask.extend(extend.map(|_| Ask::Extension));
            button.extend = extend;
            button.when = guard;
            decorate(button, step[17] >> (2 * at));
        }
        self.eyes(program);
    }

    fn button(&self, program: &mut Program, name: &str, at: usize) -> ActionIx {
        if at == 0 {
            return sketch::button(program, self.from(), name, self.spot.next, None);
        }
        let (to, left) = self.way(self.step[2 + at]);
        let bound = self.bound(program, to);
        let action = sketch::button(program, self.from(), name, to, bound);
        if let (Some(gate), Some(flow)) = (left, sketch::press(program, self.from(), action).flow) {
            sketch::exits(program, flow, gate);
        }
        action
    }

    /// Two buttons that wait for the others, and perhaps one that leaves the list.
    fn list(&self, program: &mut Program) {
        for name in ["dong_y", "khong"] {
            let action = sketch::item_button(program, self.from(), name);
            let more = [Vec::new(), vec![Ask::Reason], vec![Ask::Document(DocumentIx(2))]];
            sketch::press(program, self.from(), action).ask = more[usize::from(self.step[14]) % 3].clone();
        }
        if self.step[2] % 3 == 2 {
            self.button(program, "phan_doi", 1);
        }
        let other = self.spot.before[usize::from(self.step[19]) % self.spot.before.len()];
        if self.step[13] % 4 == 3 && program.person(other).is_some() {
            sketch::person(program, self.from()).not_same_as = vec![FourEyes { node: other, latest: false }];
        }
    }

    fn message(&self, program: &mut Program) {
        let step = self.step;
        if step[15] % 3 >= 1 {
            sketch::by_hand(program, self.from(), 1);
        }
        if step[15] % 3 == 2 {
            let by = sketch::button_by(program, self.from(), "bo_qua", 1, self.spot.next);
            sketch::press(program, self.from(), by).ask = asks(step[14] % 8);
        }
        if step[2] % 2 == 1 {
            let (to, left) = self.way(step[3]);
            let bound = self.bound(program, to);
            let action = sketch::outcome(program, self.from(), "tu_choi", to, bound);
            let guard = sketch::guard(program);
            let outcome = sketch::press(program, self.from(), action);
            (outcome.when, outcome.proceeds) = (Some(guard), false);
            if let (Some(gate), Some(flow)) = (left, outcome.flow) {
                sketch::exits(program, flow, gate);
            }
        }
        sketch::outcome(program, self.from(), "nhan", self.spot.next, None);
    }

    /// A step whose end is one outcome, with an officer's button beside it.
    fn beside(&self, program: &mut Program, word: &str, role: u16) {
        if self.step[15] % 3 == 2 {
            sketch::button_by(program, self.from(), "thoi", role, self.spot.next);
        }
        sketch::outcome(program, self.from(), word, self.spot.next, None);
    }

    fn eyes(&self, program: &mut Program) {
        let step = self.step;
        let latest = pick(step[13], &[None, None, Some(false), Some(true)]);
        let other = self.spot.before[usize::from(step[19]) % self.spot.before.len()];
        if let Some(latest) = latest.filter(|_| program.person(other).is_some()) {
            sketch::person(program, self.from()).not_same_as = vec![FourEyes { node: other, latest }];
        }
    }

    fn time(&self, program: &mut Program) {
        let step = self.step;
        if Kind::of(step) == Kind::Job || self.spot.entries.is_some() {
            self.errors(program);
        }
        if step[7] < 60 {
            return;
        }
        let applicant = program.role_of(self.from()).is_some_and(|role| program.role(role).applicant);
        let bearer = if applicant { Bearer::Applicant } else { Bearer::Office };
        let (how, id) = counted(step[8]);
        sketch::deadline(program, self.from(), sketch::rule(limit(step[7]), how, bearer, id));
        let boundary = self.boundary(program);
        program.graph[self.from()].boundary.splice(0..0, boundary);
    }

    /// What a failed job leads to: where this code, or any, says.
    fn errors(&self, program: &mut Program) {
        let codes: &[Option<&str>] = pick(self.step[15], &[&[][..], &[None], &[Some("het_han")], &[Some("loi"), None]]);
        for (n, code) in (0_u8..).zip(codes) {
            let flow = self.flow(program, self.step[4].wrapping_add(n), FlowKind::Error(n), false);
            let code = code.map(str::to_owned);
            let error = OnError { code, flow, effects: Effects::default() };
            program.graph[self.from()].boundary.push(Boundary::Error(error));
        }
    }

    fn boundary(&self, program: &mut Program) -> Vec<Boundary> {
        let step = self.step;
        let (hour, day) = (length(1, Unit::WorkingHour), length(1, Unit::WorkingDay));
        let mut boundary = match step[9] % 4 {
            0 => Vec::new(),
            1 => vec![Boundary::Remind(hour)],
            2 => vec![Boundary::Remind(day)],
            _ => vec![Boundary::Remind(day), Boundary::Remind(hour)],
        };
        let assigns = Kind::of(step) == Kind::Task && self.spot.entries.is_none();
        match step[10] % 7 {
            0 => {}
            1 => boundary.push(overdue(None, None)),
            2 => {
                let assign = Some(RoleIx(pick(step[11], &[2, 1, 3, 4, 8]))).filter(|_| assigns);
                boundary.push(overdue(assign, Some(hour)));
            }
            3 => {
                let every = Some((day, 1 + step[11] % 4));
                let told = Escalation { after: None, notify: vec![RoleIx(2)], assign: None, every };
                boundary.push(Boundary::Overdue(told));
            }
            kind => boundary.extend(self.timeout(program, kind)),
        }
        boundary
    }

    /// The due takes the task away, or silence presses a button that asks and signs nothing.
    fn timeout(&self, program: &mut Program, kind: u8) -> Option<Boundary> {
        let list = Kind::of(self.step) == Kind::List && self.spot.entries.is_none();
        let buttons = program.actions(self.from()).iter().filter(|one| matches!(one.kind, ActionKind::Button(None)));
        let buttons = u8::try_from(buttons.count()).unwrap();
        if (kind == 6 || list) && buttons > 0 && program.person(self.from()).is_some() {
            let action = ActionIx(self.step[11] % buttons);
            let silent = sketch::press(program, self.from(), action);
            (silent.ask, silent.extend, silent.sign) = (Vec::new(), None, Vec::new());
            return Some(Boundary::Timeout(Timeout::Press { action, note: None }));
        }
        if list {
            return None;
        }
        let flow = self.flow(program, self.step[11], FlowKind::Timeout, false);
        Some(Boundary::Timeout(Timeout::Next { flow, effects: Effects::default() }))
    }
}

fn asks(byte: u8) -> Vec<Ask> {
    match byte % 16 {
        0..=4 => Vec::new(),
        5 => vec![Ask::Reason],
        6 => vec![Ask::Content, Ask::Note],
        7 => vec![Ask::Document(DocumentIx(2))],
        8 | 9 => vec![Ask::Field(FieldIx(house::OWN_AGENCIES))],
        10 => vec![Ask::Field(FieldIx(house::DATE)), Ask::Field(FieldIx(house::AMOUNT))],
        field => vec![Ask::Field(FieldIx(u16::from(field) - 9)), Ask::Field(FieldIx(u16::from(field) - 8))],
    }
}

fn decorate(button: &mut program::Action, bits: u8) {
    match bits % 8 {
        1 => button.print = vec![LetterIx(1)],
        2 => button.sign = vec![ResultIx(0)],
        3 => button.returns = vec![ResultIx(0)],
        4 => button.status.national = Some(6),
        5 => button.sign_letters = vec![LetterIx(1)],
        6 => button.status.axes = vec![(AxisIx(0), 1)],
        _ => {}
    }
}

/// An event that `from`, `to`, `until` may name, with what it means.
fn on(program: &mut Program, node: NodeIx, word: u8, mean: impl Fn(&mut Effects)) {
    let is_list = program.person(node).is_some_and(|person| person.each.is_some());
    let step = &mut program.graph[node];
    if step.actions.is_empty() || is_list {
        return mean(&mut step.on_pass);
    }
    match (word % 4, step.boundary.last_mut()) {
        (3, Some(Boundary::Timeout(Timeout::Next { effects, .. }) | Boundary::Error(OnError { effects, .. }))) => {
            mean(effects);
        }
        (2, _) if step.actions.len() > 1 => mean(&mut step.actions[1].effects),
        _ => {
            step.actions.iter_mut().filter(|action| action.proceeds).for_each(|action| mean(&mut action.effects));
            mean(&mut step.on_pass);
        }
    }
}

fn clocks(program: &mut Program, whole: &Whole, nodes: &[NodeIx]) {
    for (clock, [from, word, to, until]) in
        [(0, [whole[2], whole[3], whole[4], whole[5]]), (1, [whole[17], whole[17] / 8, whole[18], whole[18] / 8])]
    {
        if program.clocks.len() <= usize::from(clock) {
            continue;
        }
        let rule = RuleIx(clock);
        let from = match usize::from(from) % (nodes.len() + 1) {
            at if at == nodes.len() => NodeIx::new(0),
            at => nodes[at],
        };
        on(program, from, word, |effects| effects.starts.push(rule));
        let to = nodes[nodes.len() - 1 - usize::from(to) % nodes.len()];
        on(program, to, until, |effects| effects.stops.push(rule));
        program.graph[to].reopens.push(rule);
    }
}

fn rights(program: &mut Program, whole: &Whole, spots: &[Spot], (side, nodes): (Option<(NodeIx, NodeIx)>, &[NodeIx])) {
    let targets = &spots[0].targets;
    let first = side.map(|(opening, _)| AnytimeKind::Steps(opening));
    let second = (!program.extensions.is_empty()).then_some(AnytimeKind::Extend(ExtensionIx(0)));
    let fixed: Vec<AnytimeKind> = first.into_iter().chain(second).collect();
    let count = u8::try_from(fixed.len()).unwrap() + whole[6] % 3;
    for ix in 0..count {
        let at = |byte: u8| usize::from(byte.wrapping_add(ix));
        // The withdrawal's end comes first, so that it is the simplest.
        let next = targets[(at(whole[7]) + targets.len() - 3) % targets.len()];
        let does = fixed.get(usize::from(ix)).copied().unwrap_or(AnytimeKind::Next(next));
        let from_start = whole[8] < 128;
        let when = (whole[10] >= 128).then(|| sketch::guard(program));
        let ask = if whole[9] % 5 == 4 { vec![Ask::Reason] } else { Vec::new() };
        let amount = matches!(does, AnytimeKind::Extend(_)) && program.extensions[0].up_to;
        program.anytime.push(Anytime {
            id: format!("quyen_{}", ix + 1),
            name: "Rút hồ sơ".to_owned(),
            role: RoleIx(pick(whole[10], &[0, 0, 1])),
            from_start,
            when,
            does,
            ask: ask.into_iter().chain(amount.then_some(Ask::Extension)).collect(),
            print: if whole[9] % 5 == 3 { vec![LetterIx(1)] } else { Vec::new() },
            status: Statuses::default(),
            legal: Vec::new(),
            times: if matches!(does, AnytimeKind::Steps(_)) { None } else { Some(pick(whole[11], &[1, 2])) },
            effects: Effects::default(),
        });
        if !from_start {
            on(program, nodes[at(whole[8]) % nodes.len()], whole[8] / 8, |effects| effects.offers.push(AnytimeIx(ix)));
        }
        if whole[9] % 2 == 1 {
            on(program, nodes[at(whole[9]) % nodes.len()], whole[9] / 8, |effects| effects.ends.push(AnytimeIx(ix)));
        }
    }
}
