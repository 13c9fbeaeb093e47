//! From bytes to a program: each byte chooses from a table whose first entry is the simplest, so that proptest
//! shrinks to the simplest program. It must not make what the compiler would never make.

use calendar::{Bearer, Limit, Rule, Unit};
use program::{
    ActionIx, Anytime, AnytimeIx, Ask, Bound, Boundary, DocumentIx, Effects, EndResult, Entry, Escalation, FieldIx,
    FlowIx, FlowKind, FourEyes, Hold, LetterIx, NodeIx, On, Program, ResultIx, RoleIx, RuleIx, Timeout, Work,
};

use crate::calendars::{ANNOUNCED, ONE_YEAR};
use crate::sketch::{self, length, within};

/// What the whole procedure is like.
pub type Whole = [u8; 16];
/// What one step is like.
pub type Step = [u8; 20];

/// Chooses from a table.
pub fn pick<T: Copy>(byte: u8, table: &[T]) -> T {
    table[usize::from(byte) % table.len()]
}

const ENDS: [EndResult; 6] = [
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
    let (how, id) = counted(whole[1]);
    let mut program = sketch::empty(limit(whole[0]));
    program.rules[0] = sketch::rule(limit(whole[0]), how, Bearer::Office, id);
    let counting = sketch::rule(limit(whole[15]), how, Bearer::Office, id).entries[0].counting;
    program.rules[0].entries.insert(0, Entry { on: On::Channel(program::Channel::Post), counting });
    let nodes: Vec<NodeIx> = steps.iter().enumerate().map(|(at, step)| node(&mut program, at, step)).collect();
    let ends: Vec<NodeIx> = ENDS.iter().map(|&result| sketch::end(&mut program, result)).collect();
    let targets: Vec<NodeIx> = nodes.iter().chain(&ends).copied().collect();
    sketch::proceed(&mut program, NodeIx::new(0), targets[0]);
    for (at, step) in steps.iter().enumerate() {
        let wiring = Wiring { step, here: at, targets: &targets };
        match program.graph[nodes[at]].work {
            Work::Person(_) => wiring.task(&mut program),
            _ => wiring.gateway(&mut program),
        }
    }
    clocks(&mut program, whole, &nodes);
    rights(&mut program, whole, &targets, nodes.len());
    program
}

/// Adds a step without its flows.
fn node(program: &mut Program, at: usize, step: &Step) -> NodeIx {
    let id = format!("b{}", at + 1);
    let kind = pick(step[0], &["task", "task", "task", "supplement", "gateway", "task"]);
    let ix = match kind {
        "gateway" => return sketch::gateway(program, &id),
        "supplement" => sketch::task(program, &id, 0),
        _ => sketch::task(program, &id, pick(step[1], &[1, 2, 3, 1, 0, 4])),
    };
    if kind == "supplement" {
        sketch::person(program, ix).supplement = Some(LetterIx(0));
    }
    let when = pick(step[6], &[false, false, false, true]);
    program.graph[ix].when = when.then(|| sketch::guard(program));
    program.graph[ix].hold = pick(step[12], &[None, None, Some(Hold::Pause), Some(Hold::Restart)]);
    program.graph[ix].status = pick(step[18], &[None, None, None, Some(4), Some(5)]);
    ix
}

/// The flows of one step.
struct Wiring<'a> {
    step: &'a Step,
    here: usize,
    targets: &'a [NodeIx],
}

impl Wiring<'_> {
    fn from(&self) -> NodeIx {
        self.targets[self.here]
    }

    fn next(&self) -> NodeIx {
        self.targets[self.here + 1]
    }

    fn target(&self, byte: u8) -> NodeIx {
        self.targets[usize::from(byte) % self.targets.len()]
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

    fn flow(&self, program: &mut Program, to: NodeIx, kind: FlowKind, guarded: bool) -> FlowIx {
        let bound = self.bound(program, to);
        let guard = guarded.then(|| sketch::guard(program));
        sketch::flow(program, (self.from(), to), kind, guard, bound)
    }

    fn gateway(&self, program: &mut Program) {
        for byte in &self.step[3..3 + usize::from(self.step[2] % 3)] {
            self.flow(program, self.target(*byte), FlowKind::Branch, true);
        }
        if self.step[10] < 200 {
            self.flow(program, self.next(), FlowKind::Branch, false);
        }
    }

    fn task(&self, program: &mut Program) {
        let step = self.step;
        let names = ["tiep", "quay", "khac"];
        for (at, name) in names.iter().enumerate().take(1 + usize::from(step[2] % 3)) {
            let to = if at == 0 { self.next() } else { self.target(step[2 + at]) };
            let bound = if at == 0 { None } else { self.bound(program, to) };
            let action = sketch::button(program, self.from(), name, to, bound);
            let guard = (pick(step[16], &[9, 9, 1, 2, 9]) == at).then(|| sketch::guard(program));
            let button = sketch::press(program, self.from(), action);
            button.ask = asks(step[14].wrapping_add(u8::try_from(at).unwrap()));
            button.when = guard;
            decorate(button, step[17] >> (2 * at));
        }
        sketch::proceed(program, self.from(), self.next());
        self.eyes(program);
        self.time(program);
    }

    fn eyes(&self, program: &mut Program) {
        let step = self.step;
        let latest = pick(step[13], &[None, None, Some(false), Some(true)]);
        let other = self.targets[usize::from(step[19]) % (self.here + 1)];
        if let Some(latest) = latest.filter(|_| program.person(other).is_some()) {
            sketch::person(program, self.from()).not_same_as = vec![FourEyes { node: other, latest }];
        }
    }

    fn time(&self, program: &mut Program) {
        let step = self.step;
        if step[7] < 60 {
            return;
        }
        let applicant = program.person(self.from()).is_some_and(|person| person.role == RoleIx(0));
        let bearer = if applicant { Bearer::Applicant } else { Bearer::Office };
        let (how, id) = counted(step[8]);
        sketch::deadline(program, self.from(), sketch::rule(limit(step[7]), how, bearer, id));
        let boundary = self.boundary(program);
        program.graph[self.from()].boundary = boundary;
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
        let plain = Escalation { after: None, notify: Vec::new(), assign: None, every: None };
        match step[10] % 7 {
            0 => {}
            1 => boundary.push(Boundary::Overdue(plain)),
            2 => {
                let assign = Some(RoleIx(pick(step[11], &[2, 1, 3, 4])));
                boundary.push(Boundary::Overdue(Escalation { after: Some(hour), assign, ..plain }));
            }
            3 => {
                let every = Some((day, 1 + step[11] % 4));
                boundary.push(Boundary::Overdue(Escalation { notify: vec![RoleIx(2)], every, ..plain }));
            }
            4 | 5 => {
                let flow = self.flow(program, self.target(step[11]), FlowKind::Timeout, false);
                boundary.push(Boundary::Timeout(Timeout::Next { flow, effects: Effects::default() }));
            }
            _ => {
                let buttons = program.person(self.from()).map_or(1, |person| person.actions.len());
                let action = ActionIx(step[11] % u8::try_from(buttons).unwrap());
                sketch::press(program, self.from(), action).ask.clear();
                boundary.push(Boundary::Timeout(Timeout::Press { action, note: None }));
            }
        }
        boundary
    }
}

fn asks(byte: u8) -> Vec<Ask> {
    match byte % 12 {
        0..=4 => Vec::new(),
        5 => vec![Ask::Reason],
        6 => vec![Ask::Content, Ask::Note],
        7 => vec![Ask::Document(DocumentIx(2))],
        field => vec![Ask::Field(FieldIx(u16::from(field) - 6)), Ask::Field(FieldIx(u16::from(field) - 5))],
    }
}

fn decorate(button: &mut program::Action, bits: u8) {
    match bits % 8 {
        1 => button.print = vec![LetterIx(1)],
        2 => button.sign = vec![ResultIx(0)],
        3 => button.returns = vec![ResultIx(0)],
        4 => button.status = Some(6),
        5 => button.sign_letters = vec![LetterIx(1)],
        _ => {}
    }
}

/// An event that `from`, `to`, `until` may name, with what it means.
fn on(program: &mut Program, node: NodeIx, word: u8, mean: impl Fn(&mut Effects)) {
    let step = &mut program.graph[node];
    let Work::Person(person) = &mut step.work else { return mean(&mut step.on_pass) };
    match (word % 4, step.boundary.last_mut()) {
        (3, Some(Boundary::Timeout(Timeout::Next { effects, .. }))) => mean(effects),
        (2, _) if person.actions.len() > 1 => mean(&mut person.actions[1].effects),
        _ => {
            person.actions.iter_mut().filter(|action| action.proceeds).for_each(|action| mean(&mut action.effects));
            mean(&mut step.on_pass);
        }
    }
}

fn clocks(program: &mut Program, whole: &Whole, nodes: &[NodeIx]) {
    let from = match usize::from(whole[2]) % (nodes.len() + 1) {
        at if at == nodes.len() => NodeIx::new(0),
        at => nodes[at],
    };
    on(program, from, whole[3], |effects| effects.starts = vec![RuleIx(0)]);
    let to = nodes[nodes.len() - 1 - usize::from(whole[4]) % nodes.len()];
    on(program, to, whole[5], |effects| effects.stops = vec![RuleIx(0)]);
    program.graph[to].reopens = vec![RuleIx(0)];
}

fn rights(program: &mut Program, whole: &Whole, targets: &[NodeIx], steps: usize) {
    for ix in 0..whole[6] % 3 {
        let at = |byte: u8| usize::from(byte.wrapping_add(ix));
        // The withdrawal's end comes first, so that it is the simplest.
        let next = targets[(at(whole[7]) + steps + 3) % targets.len()];
        let from_start = whole[8] < 128;
        let when = (whole[10] >= 128).then(|| sketch::guard(program));
        program.anytime.push(Anytime {
            id: format!("quyen_{}", ix + 1),
            name: "Rút hồ sơ".to_owned(),
            role: RoleIx(pick(whole[10], &[0, 0, 1])),
            from_start,
            when,
            next,
            ask: if whole[9] % 5 == 4 { vec![Ask::Reason] } else { Vec::new() },
            print: if whole[9] % 5 == 3 { vec![LetterIx(1)] } else { Vec::new() },
            status: None,
            legal: Vec::new(),
            times: pick(whole[11], &[1, 2]),
            effects: Effects::default(),
        });
        if !from_start {
            on(program, targets[at(whole[8]) % steps], whole[8] / 8, |effects| effects.offers.push(AnytimeIx(ix)));
        }
        if whole[9] % 2 == 1 {
            on(program, targets[at(whole[9]) % steps], whole[9] / 8, |effects| effects.ends.push(AnytimeIx(ix)));
        }
    }
}
