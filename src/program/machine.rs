//! The state machine itself: nodes, flows, blocks, and what belongs to each.

use std::fmt;

use calendar::{Date, Length};
use petgraph::graph::DiGraph;

use crate::{
    ActionIx, AnytimeIx, Ask, BlockIx, Case, CaseIx, Channel, Citation, CiteIx, DeadlineRule, Effects, FlowIx, Form,
    GuardIx, Letter, LetterIx, Level, NodeIx, Person, ResultPaper, Role, RoleIx, RuleIx, Subject, Work,
};

/// Name of a version: SHA-256 of its canonical form (`language.md` h).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProgramHash(pub [u8; 32]);

impl fmt::Display for ProgramHash {
    /// Writes all 64 hex digits; `{:.12}` writes the first 12, as versions are shown.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        out.pad(&hex)
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
    /// Deadline rules; 0 is the dossier's own clock.
    pub rules: Vec<DeadlineRule>,
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
    /// Where the token goes afterwards.
    pub split: Split,
    /// Its flows, in file order.
    pub out: Vec<FlowIx>,
    /// What its timers do.
    pub boundary: Vec<Boundary>,
    /// Its own clock.
    pub deadline: Option<RuleIx>,
    /// Whether it stops the dossier's clock while open.
    pub hold: Option<Hold>,
    /// National status at its opening.
    pub status: Option<u8>,
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
    /// Once per item.
    Each,
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
    /// The block it leaves early.
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

/// Something that may happen during several steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Anytime {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Who may.
    pub role: RoleIx,
    /// True if it is available from filing on; else an effect offers it.
    pub from_start: bool,
    /// Off unless true.
    pub when: Option<GuardIx>,
    /// Interrupts everything and goes there.
    pub next: NodeIx,
    /// What is asked.
    pub ask: Vec<Ask>,
    /// Letters printed.
    pub print: Vec<LetterIx>,
    /// National status it sets.
    pub status: Option<u8>,
    /// Grounds.
    pub legal: Vec<CiteIx>,
    /// How often over the whole dossier (sem 7.10).
    pub times: u8,
    /// What it means for clocks and rights.
    pub effects: Effects,
}

/// A block of nodes that opens and closes as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The block around it; the root is its own parent.
    pub parent: BlockIx,
    /// What kind it is.
    pub kind: BlockKind,
}

/// Kinds of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// The whole procedure.
    Root,
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
            Work::None | Work::Submit { .. } | Work::End(_) => None,
        }
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
