//! The state machine itself: nodes, flows, blocks, and what belongs to each.

use std::fmt;

use calendar::{Date, Length};
use petgraph::graph::DiGraph;

use crate::{
    Action, ActionIx, ActionKind, Anytime, AnytimeIx, Axis, BlockIx, Case, CaseIx, Channel, Citation, CiteIx, Clock,
    DeadlineRule, Effects, Extension, Fee, FlowIx, Form, GuardIx, Letter, Level, NodeIx, Person, ResultPaper, Role,
    RoleIx, RuleIx, Statuses, Subject, Work,
};

/// Name of a version: SHA-256 of its canonical form (`language.md` h).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProgramHash(pub [u8; 32]);

impl fmt::Display for ProgramHash {
    /// Writes all 64 hex digits; `{:.12}` writes the first 12, as versions are shown.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(std::str::from_utf8(&self.digits::<64>()).map_err(|_| fmt::Error)?)
    }
}

impl ProgramHash {
    /// Gives the first of its 64 hexadecimal digits; 12 name a version in records.
    pub fn digits<const N: usize>(&self) -> [u8; N] {
        let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
        std::array::from_fn(|at| digit(self.0[at / 2] >> (4 * (1 - at % 2)) & 15))
    }
}

/// The state machine: steps and the flows between them.
pub type Graph = DiGraph<Node, Flow>;

/// A compiled procedure.
#[derive(Clone, Debug)]
pub struct Program {
    /// Name of this version.
    pub hash: ProgramHash,
    /// Id of the procedure.
    pub id: String,
    /// National code.
    pub code: Option<String>,
    /// Official name.
    pub name: String,
    /// Level of the agencies that settle it.
    pub level: Level,
    /// Kinds of applicant.
    pub subjects: Vec<Subject>,
    /// Ways a dossier may arrive, in file order.
    pub channels: Vec<Channel>,
    /// The agencies that offer it; empty for all of its level.
    pub agencies: Vec<String>,
    /// Cases, in file order; empty for one nameless case.
    pub cases: Vec<Case>,
    /// First and last date on which the version applies (sem 9.3).
    pub effective: (Option<Date>, Option<Date>),
    /// The state machine.
    pub graph: Graph,
    /// Where a submitted dossier starts.
    pub start: NodeIx,
    /// Blocks; 0 is the whole procedure.
    pub blocks: Vec<Block>,
    /// Source of each guard, for people; the compiled ones are answered by the world.
    pub guards: Vec<GuardSource>,
    /// Deadline rules: those of the clocks first, in the order of [`Program::clocks`], then those of steps.
    pub rules: Vec<DeadlineRule>,
    /// The dossier's clocks; 0 is `ho_so`. The rule of clock `n` is rule `n`.
    pub clocks: Vec<Clock>,
    /// What lengthens the dossier's clock.
    pub extensions: Vec<Extension>,
    /// Fees, in file order.
    pub fees: Vec<Fee>,
    /// Status axes beside the national one.
    pub axes: Vec<Axis>,
    /// The form.
    pub form: Form,
    /// Roles, in file order.
    pub roles: Vec<Role>,
    /// Letters any button prints.
    pub letters: Vec<Letter>,
    /// Results.
    pub results: Vec<ResultPaper>,
    /// Citations.
    pub citations: Vec<Citation>,
    /// What may happen during several steps.
    pub anytime: Vec<Anytime>,
}

/// A step, compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The step's id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Line number (TT) in the officials' table; none for automatic steps.
    pub number: Option<u16>,
    /// The block it stands in.
    pub block: BlockIx,
    /// Evaluated on arrival; false skips the step (sem 1.24).
    pub when: Option<GuardIx>,
    /// What it waits for before it opens.
    pub join: Join,
    /// What is done in it.
    pub work: Work,
    /// The ways it can be completed, in file order: buttons, then outcomes or the word of its work.
    pub actions: Vec<Action>,
    /// Where the token goes afterwards.
    pub split: Split,
    /// Its flows, in file order.
    pub out: Vec<FlowIx>,
    /// What its timers do.
    pub boundary: Vec<Boundary>,
    /// Its own clock.
    pub deadline: Option<RuleIx>,
    /// Whether it stops clocks of the dossier while open.
    pub hold: Option<Hold>,
    /// The clocks it stops; empty for all (sem 3.61).
    pub holds: Vec<RuleIx>,
    /// Statuses at its opening.
    pub status: Statuses,
    /// Grounds.
    pub legal: Vec<CiteIx>,
    /// What being skipped, or completing without a button, means for clocks and rights.
    pub on_pass: Effects,
    /// Clocks that run on if the step opens after their stop (sem 3.20).
    pub reopens: Vec<RuleIx>,
}

/// What a node waits for before it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Any token opens it.
    Any,
    /// The end of a block: its quorum of branches.
    Scope,
}

/// Where the token goes when a step is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The one flow.
    Next,
    /// The flow of the chosen button.
    Chosen,
    /// The first flow whose guard is true.
    FirstTrue,
    /// Every branch of a block.
    Branches,
}

impl Hold {
    /// All of them, in the language's order.
    pub const ALL: &'static [Self] = &[Self::Pause, Self::Restart];

    /// Returns the word of the language (`language.md` b5, `clock`).
    pub fn id(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Restart => "restart",
        }
    }
}

/// Whether a step stops the dossier's clock while open (sem 3.22, 3.24).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// The remaining time is kept.
    Pause,
    /// The full time counts anew from its completion by an action.
    Restart,
}

/// A flow from one node to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// What people read on it.
    pub name: String,
    /// What it belongs to.
    pub kind: FlowKind,
    /// Taken only if true; none for `otherwise` and for flows that are chosen.
    pub guard: Option<GuardIx>,
    /// How often it may be taken, if it goes back.
    pub bound: Option<Bound>,
    /// The outermost block it leaves early (sem 1.13).
    pub exits: Option<BlockIx>,
}

/// What a flow belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// The following step of the file.
    Proceed,
    /// A button.
    Action(ActionIx),
    /// A branch of a gateway, `otherwise` included.
    Branch,
    /// A timeout.
    Timeout,
    /// An error of a service, by position among the step's.
    Error(u8),
}

/// Bound of a loop (sem 1.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Counted on this flow.
    Rounds(u8),
    /// Counted by `ho_so.lan_bo_sung`: it opens a supplement step.
    Supplements(u8),
}

impl Bound {
    /// Returns how often.
    pub fn most(self) -> u8 {
        match self {
            Self::Rounds(most) | Self::Supplements(most) => most,
        }
    }
}

/// What a timer of a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Reminds the step's people this long before the due.
    Remind(Length),
    /// Escalates after the due; interrupts nothing.
    Overdue(Escalation),
    /// Takes the task away at the due.
    Timeout(Timeout),
    /// Takes the job away after its last attempt, or at a business error (sem 4.14, 4.15).
    Error(OnError),
}

/// Where a service task that has failed leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnError {
    /// The business error it is for; none for every other one and for exhausted attempts.
    pub code: Option<String>,
    /// Where it goes.
    pub flow: FlowIx,
    /// What `step.failed` means for clocks and rights.
    pub effects: Effects,
}

/// One entry of `overdue`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// How long after the due; none for at the due.
    pub after: Option<Length>,
    /// Roles that are told; empty tells the head of the unit.
    pub notify: Vec<RoleIx>,
    /// The role the task goes to.
    pub assign: Option<RoleIx>,
    /// Repeats this often after the first time.
    pub every: Option<(Length, u8)>,
}

/// What happens when a step with `timeout` is not done at its due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timeout {
    /// The activation is cancelled and the token takes this flow (sem 4.8).
    Next {
        /// Where it goes.
        flow: FlowIx,
        /// What `step.timeout` means for clocks and rights.
        effects: Effects,
    },
    /// Silence counts as this button (sem 4.9).
    Press {
        /// The button.
        action: ActionIx,
        /// What is written into the history.
        note: Option<String>,
    },
}

/// A block of nodes that opens and closes as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The block around it; the root is its own parent.
    pub parent: BlockIx,
    /// What kind it is.
    pub kind: BlockKind,
    /// When it is over.
    pub quorum: Quorum,
    /// The node that opens it; the start of the procedure for the root.
    pub opens: NodeIx,
    /// The node at which its branches join; the opening node where there is none: root and side work.
    pub closes: NodeIx,
}

/// Kinds of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// The whole procedure.
    Root,
    /// The branches of a parallel gateway.
    Branches,
    /// Side work that an `anytime` entry opens (sem 1.32).
    Side,
}

/// How many branches or items must arrive (sem 1.17–1.19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quorum {
    /// Every live one.
    All,
    /// So many live ones; `any` is one.
    AtLeast(u8),
}

/// Source of a guard, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardSource {
    /// The expression as written.
    pub text: String,
    /// Name of the condition it is, if it is one.
    pub name: Option<String>,
}

impl Program {
    /// Returns a node.
    pub fn node(&self, ix: NodeIx) -> &Node {
        &self.graph[ix]
    }

    /// Returns a flow.
    pub fn flow(&self, ix: FlowIx) -> &Flow {
        &self.graph[ix]
    }

    /// Returns the node a flow leads to.
    pub fn target(&self, ix: FlowIx) -> NodeIx {
        self.graph.edge_endpoints(ix).expect("a flow of this program").1
    }

    /// Returns the node a flow comes from.
    pub fn source(&self, ix: FlowIx) -> NodeIx {
        self.graph.edge_endpoints(ix).expect("a flow of this program").0
    }

    /// Finds a node by its step's id.
    pub fn find(&self, id: &str) -> Option<NodeIx> {
        self.graph.node_indices().find(|&ix| self.graph[ix].id == id)
    }

    /// Returns the task of a node, if a person acts in it.
    pub fn person(&self, ix: NodeIx) -> Option<&Person> {
        match &self.node(ix).work {
            Work::Person(person) => Some(person),
            _ => None,
        }
    }

    /// Returns the ways a node can be completed.
    pub fn actions(&self, ix: NodeIx) -> &[Action] {
        &self.node(ix).actions
    }

    /// Returns one way a node can be completed.
    pub fn action(&self, node: NodeIx, action: ActionIx) -> &Action {
        &self.node(node).actions[action.at()]
    }

    /// Returns what is taken without a person where a step declares no more than one outcome.
    pub fn outcome(&self, node: NodeIx) -> ActionIx {
        let found = self.actions(node).iter().position(|action| action.kind == ActionKind::Outcome);
        ActionIx(found.and_then(|at| u8::try_from(at).ok()).unwrap_or(0))
    }

    /// Returns the role that owes what a node waits for; none for automatic nodes.
    pub fn role_of(&self, ix: NodeIx) -> Option<RoleIx> {
        match &self.node(ix).work {
            Work::Submit { role } => Some(*role),
            Work::Person(person) => Some(person.role),
            Work::Message(message) => message.role,
            Work::Payment(payment) => Some(payment.role),
            Work::None | Work::Job(_) | Work::Wait(_) | Work::Open(_) | Work::End(_) => None,
        }
    }

    /// Tells whether a block stands inside another, or is it.
    pub fn within(&self, inner: BlockIx, outer: BlockIx) -> bool {
        let parent = self.blocks[inner.at()].parent;
        inner == outer || (parent != inner && self.within(parent, outer))
    }

    /// Tells whether a late answer to a node's task is kept: it is one of several that were asked (sem 1.21).
    pub fn keeps_late(&self, ix: NodeIx) -> bool {
        let Some(person) = self.person(ix) else { return false };
        let mut block = self.node(ix).block;
        let mut some = person.each.is_some();
        while self.blocks[block.at()].parent != block {
            some |= matches!(self.blocks[block.at()].quorum, Quorum::AtLeast(_));
            block = self.blocks[block.at()].parent;
        }
        some
    }

    /// Returns a role.
    pub fn role(&self, ix: RoleIx) -> &Role {
        &self.roles[ix.at()]
    }

    /// Finds a case by id.
    pub fn case(&self, id: &str) -> Option<CaseIx> {
        let found = self.cases.iter().position(|case| case.id == id)?;
        u8::try_from(found).ok().map(CaseIx)
    }

    /// Finds a clock of the dossier by id.
    pub fn find_clock(&self, id: &str) -> Option<RuleIx> {
        let found = self.clocks.iter().position(|clock| clock.id == id)?;
        u16::try_from(found).ok().map(RuleIx)
    }

    /// Finds an `anytime` entry by id.
    pub fn find_anytime(&self, id: &str) -> Option<AnytimeIx> {
        let found = self.anytime.iter().position(|anytime| anytime.id == id)?;
        u8::try_from(found).ok().map(AnytimeIx)
    }

    /// Returns the rule of the dossier's own clock.
    pub fn dossier_rule(&self) -> &DeadlineRule {
        &self.rules[0]
    }

    /// Returns the version as it is shown: `id@` and 12 hex digits.
    pub fn version(&self) -> String {
        format!("{}@{:.12}", self.id, self.hash)
    }
}
