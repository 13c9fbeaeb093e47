//! The steps of a definition as a graph, before anything is proven: targets that do not exist are left out.
//!
//! Rules about paths look here, so that a half-wrong file still gets all its diagnostics; lowering looks here for
//! the bounds of loops. It judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::MESSAGE;
pub use crate::files::StepAt;
use crate::files::{ActionDef, Definition, Ending, EventRef, StepDef, StepKind, StepLevel};
use source::Spanned;

/// The steps of a definition and the ways between them.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Every way from one step to another, in the order of the steps they leave.
    pub edges: Vec<Edge>,
    /// Number of steps.
    pub steps: usize,
    /// Where each `anytime` entry leads, if its target exists: the step it goes to, or the first of its side work.
    pub anytime: Vec<Option<StepAt>>,
    ids: BTreeMap<String, StepAt>,
    supplements: Vec<bool>,
    levels: Vec<StepLevel>,
    /// The step that follows on the same level.
    following: Vec<Option<StepAt>>,
    sides: Vec<bool>,
}

/// A way from one step to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it comes from.
    pub from: StepAt,
    /// Where it leads.
    pub to: StepAt,
    /// What takes it.
    pub via: Via,
    /// The block whose branch it ends by running off its list; then `to` is what follows the block, and, where that
    /// ends a branch too, what follows the next block around it.
    pub joins: Option<StepAt>,
    /// Whether it leaves blocks early (sem 1.13).
    pub exit: bool,
}

/// What takes a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// The start event, to the step after it.
    Start,
    /// A button, by position.
    Action(usize),
    /// An outcome of a message, by position.
    Outcome(usize),
    /// What the step waits for: a message without outcomes, money, a job done, time passed.
    Done,
    /// A branch of an exclusive gateway, by position.
    Branch(usize),
    /// The opening of a block, into a branch, by position.
    Enter(usize),
    /// A line of `error`, by position.
    Error(usize),
    /// The timeout of the step.
    Timeout,
    /// The step is skipped: by its `when`, because its `forEach` has no item, or its branches no step.
    Skip,
}

/// How a loop is bounded (`language.md` b7, Loops).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopBound {
    /// Counted by `ho_so.lan_bo_sung`.
    Supplements(u8),
    /// Counted on the edge.
    Rounds(u8),
}

/// Rounds of a loop through a supplement step, unless written (NĐ 63/2010 art. 20(4), `language.md` b7).
const SUPPLEMENTS_DEFAULT: u8 = 2;
/// Rounds of an internal return, unless written (`language.md` b7).
const ROUNDS_DEFAULT: u8 = 9;

impl Outline {
    /// Draws the graph of a definition.
    pub fn new(definition: &Definition) -> Self {
        let steps = &definition.steps;
        let mut ids = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            ids.entry(step.id.value.clone()).or_insert(at);
        }
        let (following, sides) = lines(definition);
        let mut outline = Self {
            edges: Vec::new(),
            steps: steps.len(),
            anytime: Vec::new(),
            supplements: steps.iter().map(|step| step.user().is_some_and(|user| user.supplement.is_some())).collect(),
            levels: (0..steps.len()).map(|at| definition.level(at)).collect(),
            ids,
            following,
            sides,
        };
        for (at, step) in steps.iter().enumerate() {
            outline.draw(at, step);
        }
        let work = |n| outline.levels.iter().position(|level| *level == StepLevel::Side(n));
        let target = |next: &Spanned<String>| outline.find(&next.value);
        let entries = definition.anytime.iter().enumerate();
        outline.anytime = entries.map(|(n, one)| one.next.as_ref().map_or_else(|| work(n), target)).collect();
        outline
    }

    /// Finds a step by id.
    pub fn find(&self, id: &str) -> Option<StepAt> {
        self.ids.get(id).copied()
    }

    /// Tells whether a step is a side step: it stands behind an end event of its level and is reached only by `next`.
    pub fn is_side(&self, at: StepAt) -> bool {
        self.sides[at]
    }

    /// Returns the step that follows on the same level; side steps, ends and the last step of a branch have none.
    pub fn following(&self, at: StepAt) -> Option<StepAt> {
        self.following[at]
    }

    /// Returns the block that is joined when a step, the last of its branch, runs off the list.
    pub fn joins(&self, at: StepAt) -> Option<StepAt> {
        match self.levels[at] {
            StepLevel::Branch(block, _) if self.following[at].is_none() => Some(block),
            _ => None,
        }
    }

    /// Returns where running on leads: to the step that follows, else to what follows the block that is joined.
    pub fn onward(&self, at: StepAt) -> Option<StepAt> {
        self.following(at).or_else(|| self.onward(self.joins(at)?))
    }

    /// Returns the ways out of a step.
    pub fn out(&self, at: StepAt) -> impl Iterator<Item = &Edge> {
        let first = self.edges.partition_point(|edge| edge.from < at);
        self.edges[first..].iter().take_while(move |edge| edge.from == at)
    }

    /// Returns the steps that can be reached from some, themselves included, over edges that pass a filter.
    pub fn reach(&self, from: &[StepAt], mut over: impl FnMut(&Edge) -> bool) -> Vec<bool> {
        let mut seen = vec![false; self.steps];
        let mut todo: Vec<StepAt> = from.to_vec();
        while let Some(at) = todo.pop() {
            if at < self.steps && !std::mem::replace(&mut seen[at], true) {
                todo.extend(self.out(at).filter(|edge| over(edge)).map(|edge| edge.to));
            }
        }
        seen
    }

    /// Returns the steps a dossier can get to: from the start, and from every `anytime` entry.
    pub fn reachable(&self) -> Vec<bool> {
        let starts: Vec<StepAt> = std::iter::once(0).chain(self.anytime.iter().copied().flatten()).collect();
        self.reach(&starts, |_| true)
    }

    /// Tells whether a way can lead to its own step again.
    pub fn returns(&self, edge: &Edge) -> bool {
        self.reach(&[edge.to], |_| true).get(edge.from).copied().unwrap_or(false)
    }

    /// Returns the bound of a way that goes back, as written or by default; none if it is not counted.
    pub fn bound(&self, definition: &Definition, edge: &Edge) -> Option<LoopBound> {
        if !self.returns(edge) {
            return None;
        }
        let written = written_rounds(definition, edge);
        if self.supplements[edge.to] {
            return Some(LoopBound::Supplements(written.unwrap_or(SUPPLEMENTS_DEFAULT)));
        }
        let back = edge.to <= edge.from && !self.supplements[edge.from];
        let avoiding = self.reach(&[edge.to], |way| !self.supplements[way.to]);
        let counted = back && avoiding[edge.from];
        counted.then(|| LoopBound::Rounds(written.unwrap_or(ROUNDS_DEFAULT)))
    }

    /// Tells whether a step completes the dossier (`supplement: true`).
    pub fn is_supplement(&self, at: StepAt) -> bool {
        self.supplements[at]
    }

    fn draw(&mut self, at: StepAt, step: &StepDef) {
        match &step.kind {
            StepKind::Start(_) => self.on(at, Via::Start),
            StepKind::Exclusive(gateway) => {
                for (n, branch) in gateway.branches.iter().enumerate() {
                    self.way(at, Via::Branch(n), &branch.to, &branch.exit);
                }
            }
            StepKind::Parallel(block) => {
                for n in 0..block.branches.len() {
                    let first = self.levels.iter().position(|level| *level == StepLevel::Branch(at, n));
                    self.edge(at, first, Via::Enter(n), None, false);
                }
            }
            StepKind::User(_) | StepKind::Receive(_) | StepKind::Service(_) | StepKind::Wait(_) => {
                self.endings(at, step);
            }
            StepKind::End(_) => {}
        }
        for (n, error) in step.errors().iter().enumerate() {
            self.way(at, Via::Error(n), &error.to, &error.exit);
        }
        if let Some(timeout) = step.time.timeout.as_ref().filter(|timeout| timeout.action.is_none()) {
            self.way(at, Via::Timeout, &timeout.next, &timeout.exit);
        }
        let opens_nothing = step.parallel().is_some() && !self.edges.iter().any(|edge| edge.from == at);
        if step.when.is_some() || opens_nothing || step.user().is_some_and(|user| user.for_each.is_some()) {
            self.on(at, Via::Skip);
        }
    }

    fn endings(&mut self, at: StepAt, step: &StepDef) {
        let buttons = step.actions().len();
        for (n, ending) in step.endings().into_iter().enumerate() {
            match ending {
                // The message decides, whoever enters it.
                Ending::Button(button) if step.receive().is_some() && enters_message(button) => {}
                Ending::Button(button) => self.way(at, Via::Action(n), &button.next, &button.exit),
                Ending::Outcome(outcome) => self.way(at, Via::Outcome(n - buttons), &outcome.to, &outcome.exit),
                Ending::Word(_) => self.on(at, Via::Done),
            }
        }
    }

    /// Draws a way that goes where it says, else on.
    fn way(&mut self, at: StepAt, via: Via, next: &Option<Spanned<String>>, exit: &Option<Spanned<String>>) {
        match (exit, next) {
            (Some(exit), _) => self.edge(at, self.find(&exit.value), via, None, true),
            (None, Some(next)) => self.edge(at, self.find(&next.value), via, None, false),
            (None, None) => self.on(at, via),
        }
    }

    /// Draws a way that goes on.
    fn on(&mut self, at: StepAt, via: Via) {
        self.edge(at, self.onward(at), via, self.joins(at), false);
    }

    fn edge(&mut self, from: StepAt, to: Option<StepAt>, via: Via, joins: Option<StepAt>, exit: bool) {
        self.edges.extend(to.map(|to| Edge { from, to, via, joins, exit }));
    }
}

/// Finds of each step the one that follows on its level, and whether it is a side step there.
fn lines(definition: &Definition) -> (Vec<Option<StepAt>>, Vec<bool>) {
    let mut following = vec![None; definition.steps.len()];
    let mut sides = Vec::with_capacity(definition.steps.len());
    let mut last: BTreeMap<StepLevel, StepAt> = BTreeMap::new();
    let mut closed: BTreeSet<StepLevel> = BTreeSet::new();
    for (at, step) in definition.steps.iter().enumerate() {
        let level = definition.level(at);
        let side = closed.contains(&level);
        sides.push(side);
        if let Some(before) = last.insert(level, at).filter(|_| !side) {
            following[before] = Some(at);
        }
        // An end event in a branch is another rule's fault; it ends nothing.
        if matches!(step.kind, StepKind::End(_)) && !matches!(level, StepLevel::Branch(..)) {
            closed.insert(level);
        }
    }
    (following, sides)
}

/// Tells whether a button enters the message of its step by hand, so that the outcomes decide.
fn enters_message(button: &ActionDef) -> bool {
    button.ask.iter().any(|ask| ask.value == MESSAGE)
}

/// Returns `rounds` as written on what takes a way.
pub fn written_rounds(definition: &Definition, edge: &Edge) -> Option<u8> {
    let step = definition.steps.get(edge.from)?;
    let rounds = match (edge.via, &step.kind) {
        (Via::Action(n), _) => step.actions().get(n)?.rounds.as_ref(),
        (Via::Outcome(n), _) => step.outcomes().get(n)?.rounds.as_ref(),
        (Via::Branch(n), StepKind::Exclusive(gateway)) => gateway.branches.get(n)?.rounds.as_ref(),
        (Via::Error(n), _) => step.errors().get(n)?.rounds.as_ref(),
        (Via::Timeout, _) => step.time.timeout.as_ref()?.rounds.as_ref(),
        _ => None,
    };
    rounds.map(|rounds| rounds.value)
}

/// Tells whether a button proceeds: it has neither `next` nor `exit`.
pub fn proceeds(action: &ActionDef) -> bool {
    action.next.is_none() && action.exit.is_none()
}

/// Tells whether an event names this button: the step's button itself, or the bare step if the button proceeds.
pub fn names_action(event: &EventRef, step: &StepDef, action: &ActionDef) -> bool {
    names_ending(event, step, Ending::Button(action))
}

/// Tells whether an event names this way of completing a step, or the bare step if it proceeds.
pub fn names_ending(event: &EventRef, step: &StepDef, ending: Ending<'_>) -> bool {
    let goes_on = || match ending {
        Ending::Button(button) => proceeds(button),
        Ending::Outcome(outcome) => outcome.to.is_none() && outcome.exit.is_none(),
        Ending::Word(_) => true,
    };
    event.step == step.id.value && event.action.as_deref().map_or_else(goes_on, |id| id == ending.id())
}

/// Tells whether an event is a bare step, which being skipped by `when` fulfils too.
pub fn names_step(event: &EventRef, step: &StepDef) -> bool {
    event.step == step.id.value && event.action.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use source::{ReadLimits, SourceFile};

    const STEPS: &str = "
  - { startEvent: nop, role: nguoi }
  - { serviceTask: gui, name: G, topic: a, timeout: { next: tra }, error: [{ code: x, next: tra }, { otherwise: gui }] }
  - parallelGateway: khoi
    name: K
    when: true
    timeout: { next: tra }
    branches:
      - name: A
        steps:
          - { userTask: mot, name: M, role: nguoi, actions: { di: Đi, ra: { name: R, exit: tra }, lai: { name: L, next: mot } } }
          - parallelGateway: trong
            name: T
            branches:
              - { name: C, steps: [{ intermediateCatchEvent: cho, name: C, wait: 1 ngày }] }
              - { name: D, steps: [{ userTask: hoi, name: H, role: nguoi, forEach: f.noi, actions: { di: Đi } }] }
      - { name: B, steps: [{ exclusiveGateway: re, branches: [{ name: X, when: x, exit: xong }, { name: Y, otherwise: re }] }] }
  - receiveTask: tin
    name: T
    message: { name: m }
    outcomes: { co: { when: tin.x }, khong: { otherwise: gui } }
    actions: { tay: { name: N, by: nguoi, ask: tin }, bo: { name: B, by: nguoi, next: tra } }
  - { endEvent: xong, name: X, result: approved }
  - { userTask: tra, name: T, role: nguoi, actions: { di: { name: Đ, next: tin } } }
anytime:
  viec: { name: V, role: nguoi, steps: [{ userTask: phu, name: P, role: nguoi, actions: { di: Đi } }, { endEvent: het, name: H, result: stopped }] }
  rut: { name: R, role: nguoi, next: tra }
";

    /// Every way, as `from via to`, behind `joins` or `exit` what leaves blocks.
    const WAYS: &str = "
nop Start gui
gui Done khoi
gui Error(0) tra
gui Error(1) gui
gui Timeout tra
khoi Enter(0) mot
khoi Enter(1) re
khoi Timeout tra
khoi Skip tin
mot Action(0) trong
mot Action(1) tra exit
mot Action(2) mot
trong Enter(0) cho
trong Enter(1) hoi
cho Done tin joins trong
hoi Action(0) tin joins trong
hoi Skip tin joins trong
re Branch(0) xong exit
re Branch(1) re
tin Action(1) tra
tin Outcome(0) xong
tin Outcome(1) gui
tra Action(0) tin
phu Action(0) het
";

    #[test]
    fn blocks_are_drawn_with_their_joins_and_exits() {
        let head = "tthc: 1\nid: mau\nname: M\nlevel: xã\ncalendar: c\ndeadline: 1 ngày\nroles: { nguoi: N }\nsteps:";
        let file = SourceFile::new("mau", format!("{head}{STEPS}"));
        let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML");
        let definition = crate::files::definition(&file, &tree).0.expect("it can be read");
        let outline = Outline::new(&definition);
        let id = |at: StepAt| definition.steps[at].id.value.as_str();
        let drawn = outline.edges.iter().map(|edge| {
            let joins = edge.joins.map(|block| format!(" joins {}", id(block))).unwrap_or_default();
            let exit = if edge.exit { " exit" } else { "" };
            format!("{} {:?} {}{joins}{exit}\n", id(edge.from), edge.via, id(edge.to))
        });
        assert_eq!(drawn.collect::<String>(), WAYS.trim_start());
        let anytime: Vec<_> = outline.anytime.iter().map(|to| to.map(id)).collect();
        assert_eq!(anytime, [Some("phu"), Some("tra")]);
        let sides: Vec<_> = (0..outline.steps).filter(|at| outline.is_side(*at)).map(id).collect();
        assert_eq!(sides, ["tra"], "what stands behind an end of its level");
        let trong = outline.find("trong").expect("it is there");
        assert_eq!((outline.following(trong), outline.joins(trong)), (None, outline.find("khoi")));
        assert_eq!(outline.onward(trong), outline.find("tin"));
    }
}
