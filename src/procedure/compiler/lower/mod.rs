//! Lowering: from a definition without errors to a program.
//!
//! Frozen per language version: an old version is lowered from its stored source to the same machine. It judges
//! nothing; what is missing here was refused before.

mod events;
mod fees;
mod form;
mod timing;
mod ways;
mod work;

use program::{
    Anytime, AnytimeKind, Ask, Block, BlockIx, BlockKind, Case, CaseIx, Channel, Citation, CiteIx, Effects, FieldIx,
    Flow, FlowIx, FlowKind, Form, GuardIx, GuardSource, Join, Letter, LetterIx, Node, NodeIx, Program, ProgramHash,
    Quorum, ResultIx, ResultPaper, Role, RoleAt, RoleIx, RuleIx, Split, Statuses, Work,
};
use source::Spanned;

use self::timing::Rules;
use self::ways::{To, Way};
use super::guards::{Guards, Place};
use super::letters::LETTERS;
use super::outline::{Outline, Via};
use crate::files::{self, AnytimeDef, Definition, RoleDef, RolePlace, StepAt, StepDef, StepKind, StepLevel};
use crate::guard::Guard;

pub(crate) use form::bound_of;
pub(super) use timing::counting;

/// Lowers a definition that has no errors.
pub(super) fn lower(
    definition: &Definition,
    outline: &Outline,
    guards: Guards,
    calendars: &[calendar::Calendar],
    hash: ProgramHash,
) -> Option<(Program, Vec<Guard>)> {
    let mut lowering = Lowering::new(definition, outline, &guards, calendars);
    let rules = lowering.rules()?;
    lowering.buffers.clone_from(&rules.buffers);
    let program = lowering.program(rules, hash)?;
    let order: Vec<Place> = lowering.places;
    let mut compiled = guards.into_map();
    let guards = order.iter().filter_map(|place| compiled.remove(place)).collect();
    Some((program, guards))
}

/// What lowering looks things up in.
struct Lowering<'a> {
    definition: &'a Definition,
    outline: &'a Outline,
    calendars: &'a [calendar::Calendar],
    /// Places of the program's guards, in the order of their numbers.
    places: Vec<Place>,
    sources: Vec<GuardSource>,
    letters: Vec<Letter>,
    form: Form,
    /// How long the messages of a step wait.
    buffers: Vec<(StepAt, RuleIx)>,
}

impl<'a> Lowering<'a> {
    fn new(
        definition: &'a Definition,
        outline: &'a Outline,
        guards: &Guards,
        calendars: &'a [calendar::Calendar],
    ) -> Self {
        let used = guards.iter().filter(|(place, _)| !matches!(place, Place::Condition(_)));
        let (places, sources) = used.map(|(place, guard)| (place, source_of(definition, guard))).unzip();
        let letters = letters(definition);
        let form = Form::default();
        let mut lowering = Self { definition, outline, calendars, places, sources, letters, form, buffers: Vec::new() };
        lowering.form = lowering.lower_form();
        lowering
    }

    fn program(&self, rules: Rules, hash: ProgramHash) -> Option<Program> {
        let definition = self.definition;
        let (graph, blocks) = self.graph(&rules)?;
        Some(Program {
            hash,
            id: definition.id.value.clone(),
            code: definition.code.as_ref().map(|code| code.value.clone()),
            name: definition.name.value.clone(),
            level: definition.level.as_ref()?.value,
            subjects: definition.subjects.iter().map(|subject| subject.value).collect(),
            channels: definition.channels.iter().map(|channel| channel.value).collect(),
            agencies: definition.agencies.iter().map(|agency| agency.value.clone()).collect(),
            cases: cases(definition),
            effective: (
                definition.effective.from.as_ref().map(|date| date.value),
                definition.effective.to.as_ref().map(|date| date.value),
            ),
            graph,
            start: NodeIx::new(0),
            blocks,
            guards: self.sources.clone(),
            rules: rules.all,
            clocks: self.dossier_clocks(),
            extensions: self.extensions(),
            fees: definition.fees.iter().enumerate().map(|(n, fee)| self.fee(n, fee)).collect::<Option<_>>()?,
            axes: fees::axes(definition),
            form: self.form.clone(),
            roles: definition.roles.iter().map(|role| self.role(role)).collect::<Option<_>>()?,
            letters: self.letters.clone(),
            results: definition.results.iter().map(result).collect(),
            citations: definition.legal.iter().map(citation).collect(),
            anytime: self.anytime()?,
        })
    }

    /// Lowers the steps, the joins of blocks and the openings of side work, with every flow between them.
    fn graph(&self, rules: &Rules) -> Option<(program::Graph, Vec<Block>)> {
        let definition = self.definition;
        let mut graph = program::Graph::with_capacity(definition.steps.len(), self.outline.edges.len());
        for (at, step) in definition.steps.iter().enumerate() {
            graph.add_node(self.node(at, step, rules)?);
        }
        for at in self.parallel() {
            graph.add_node(self.join_node(at)?);
        }
        for (n, _) in self.side() {
            graph.add_node(self.side_node(n)?);
        }
        for (at, step) in definition.steps.iter().enumerate() {
            let mut flows = Vec::new();
            for way in self.ways(at, step) {
                let flow = self.add_flow(&mut graph, node_ix(at)?, at, &way)?;
                flows.push((way.kind, flow));
            }
            let (actions, boundary) = (self.actions(at, step, &flows), self.boundary(step, &flows));
            let node = &mut graph[node_ix(at)?];
            node.actions = actions;
            node.boundary = boundary;
        }
        for at in self.parallel() {
            let way = ways::proceed(self.following(at)?, Via::Start);
            self.add_flow(&mut graph, self.join_ix(at)?, at, &way)?;
        }
        for (n, first) in self.side() {
            let way = Way { kind: FlowKind::Branch, ..ways::proceed(To::Step(first), Via::Enter(0)) };
            self.add_flow(&mut graph, self.side_ix(n)?, first, &way)?;
        }
        Some((graph, self.blocks()?))
    }

    fn add_flow(&self, graph: &mut program::Graph, from: NodeIx, at: StepAt, way: &Way) -> Option<FlowIx> {
        let to = match way.to {
            To::Step(to) => node_ix(to)?,
            To::Join(block) => self.join_ix(block)?,
        };
        let flow = graph.add_edge(
            from,
            to,
            Flow {
                name: way.name.clone(),
                kind: way.kind,
                guard: way.guard.and_then(|place| self.guard(place)),
                bound: self.bound_of(at, way),
                exits: way.exits,
            },
        );
        graph[from].out.push(flow);
        Some(flow)
    }

    /// Lists the parallel gateways.
    fn parallel(&self) -> impl Iterator<Item = StepAt> {
        let steps = self.definition.steps.iter().enumerate();
        steps.filter(|(_, step)| step.parallel().is_some()).map(|(at, _)| at)
    }

    /// Lists the `anytime` entries that open side work, each with its first step.
    fn side(&self) -> impl Iterator<Item = (usize, StepAt)> {
        let entries = self.definition.anytime.iter().enumerate().filter(|(_, one)| one.steps.is_some());
        entries.filter_map(|(n, _)| Some((n, self.definition.on(StepLevel::Side(n)).first().copied()?)))
    }

    fn join_ix(&self, block: StepAt) -> Option<NodeIx> {
        let n = self.parallel().position(|at| at == block)?;
        node_ix(self.definition.steps.len() + n)
    }

    fn side_ix(&self, anytime: usize) -> Option<NodeIx> {
        let n = self.side().position(|(at, _)| at == anytime)?;
        node_ix(self.definition.steps.len() + self.parallel().count() + n)
    }

    /// Returns the block that a parallel gateway opens; blocks of side work follow.
    fn block_ix(&self, block: StepAt) -> Option<BlockIx> {
        let n = self.parallel().position(|at| at == block)?;
        u16::try_from(n + 1).ok().map(BlockIx)
    }

    fn side_block(&self, anytime: usize) -> Option<BlockIx> {
        let n = self.side().position(|(at, _)| at == anytime)?;
        u16::try_from(n + 1 + self.parallel().count()).ok().map(BlockIx)
    }

    /// Returns the block a step stands in.
    fn level_block(&self, at: StepAt) -> Option<BlockIx> {
        match self.definition.level(at) {
            StepLevel::Main => Some(BlockIx(0)),
            StepLevel::Branch(block, _) => self.block_ix(block),
            StepLevel::Side(anytime) => self.side_block(anytime),
        }
    }

    fn blocks(&self) -> Option<Vec<Block>> {
        let start = NodeIx::new(0);
        let root = BlockIx(0);
        let mut blocks =
            vec![Block { parent: root, kind: BlockKind::Root, quorum: Quorum::All, opens: start, closes: start }];
        for at in self.parallel() {
            let join = self.definition.steps[at].parallel().and_then(|block| block.join.as_ref());
            blocks.push(Block {
                parent: self.level_block(at)?,
                kind: BlockKind::Branches,
                quorum: work::quorum(join.map(|join| &join.value)),
                opens: node_ix(at)?,
                closes: self.join_ix(at)?,
            });
        }
        for (n, _) in self.side() {
            let node = self.side_ix(n)?;
            blocks.push(Block { parent: root, kind: BlockKind::Side, quorum: Quorum::All, opens: node, closes: node });
        }
        Some(blocks)
    }

    fn node(&self, at: StepAt, step: &StepDef, rules: &Rules) -> Option<Node> {
        Some(Node {
            number: step.user().and_then(|_| self.number(at)),
            block: self.level_block(at)?,
            when: self.guard(Place::Step(at)),
            split: match step.kind {
                StepKind::Start(_) | StepKind::End(_) => Split::Next,
                StepKind::Exclusive(_) => Split::FirstTrue,
                StepKind::Parallel(_) => Split::Branches,
                _ => Split::Chosen,
            },
            deadline: rules.steps.iter().find(|(of, _)| *of == at).map(|(_, rule)| *rule),
            hold: step.time.clock.as_ref().map(|clock| clock.value),
            holds: step.time.holds.iter().filter_map(|id| self.clock_ix(&id.value)).collect(),
            status: self.statuses(&step.status),
            legal: self.cites(&step.legal),
            on_pass: self.effects_of_passing(step),
            reopens: self.reopens(step),
            ..bare(step.id.value.clone(), name(step), self.work(at, step)?)
        })
    }

    /// The join of a block; it is no step, and its name cannot be a step's.
    fn join_node(&self, at: StepAt) -> Option<Node> {
        let step = &self.definition.steps[at];
        let block = self.block_ix(at)?;
        let id = format!("{}~join", step.id.value);
        Some(Node { block, join: Join::Scope, ..bare(id, name(step), Work::None) })
    }

    /// What opens the side work of an `anytime` entry.
    fn side_node(&self, anytime: usize) -> Option<Node> {
        let entry = &self.definition.anytime[anytime];
        let work = Work::Open(self.side_block(anytime)?);
        Some(Node { split: Split::Branches, ..bare(entry.id.value.clone(), entry.name.value.clone(), work) })
    }

    fn clock_ix(&self, id: &str) -> Option<RuleIx> {
        if id == "ho_so" {
            return Some(RuleIx(0));
        }
        position(&self.definition.clocks, |clock| clock.id.value == id).map(|at| RuleIx(at + 1))
    }

    fn anytime(&self) -> Option<Vec<Anytime>> {
        self.definition.anytime.iter().enumerate().map(|(n, one)| self.one_anytime(n, one)).collect()
    }

    fn one_anytime(&self, n: usize, one: &AnytimeDef) -> Option<Anytime> {
        let place = Place::Anytime(n);
        let does = if one.steps.is_some() {
            AnytimeKind::Steps(self.side_ix(n)?)
        } else if one.extend.is_some() {
            AnytimeKind::Extend(self.extension_of(place)?)
        } else {
            AnytimeKind::Next(node_ix(self.outline.find(&one.next.as_ref()?.value)?)?)
        };
        let mut ask = self.ask_list(&one.ask);
        let stated = one.extend.as_ref().is_some_and(|extend| extend.value.at_most);
        ask.extend(stated.then_some(Ask::Extension));
        let times = one.times.as_ref().map(|times| u8::try_from(times.value).unwrap_or(u8::MAX));
        Some(Anytime {
            id: one.id.value.clone(),
            name: one.name.value.clone(),
            role: self.role_ix(one.role.as_ref()?)?,
            from_start: one.from.is_empty(),
            when: self.guard(place),
            // Once for what interrupts or lengthens, else without limit (sem 7.10).
            times: times.or(if one.steps.is_some() { None } else { Some(1) }),
            does,
            ask,
            print: self.letters_of(&one.print),
            status: self.statuses(&one.status),
            legal: self.cites(&one.legal),
            effects: self.effects_of_anytime(one),
        })
    }

    fn ask_list(&self, ask: &[Spanned<String>]) -> Vec<Ask> {
        let one = |id: &Spanned<String>| match id.value.as_str() {
            "ly_do" => Some(Ask::Reason),
            "noi_dung" => Some(Ask::Content),
            "ghi_chu" => Some(Ask::Note),
            "tin" => Some(Ask::Message),
            path if path.contains('.') => self.field_ix(path).map(Ask::Field),
            path => self.form.document(path).map(Ask::Document),
        };
        ask.iter().filter_map(one).collect()
    }

    /// Finds a field by its path.
    fn field_ix(&self, path: &str) -> Option<FieldIx> {
        let (section, field) = path.split_once('.')?;
        self.form.field(section, field)
    }

    fn role(&self, role: &RoleDef) -> Option<Role> {
        let at = match &role.at.value {
            RolePlace::Competent => RoleAt::Competent,
            RolePlace::Receiving => RoleAt::Receiving,
            RolePlace::Assisting => RoleAt::Assisting,
            RolePlace::Outside => RoleAt::Outside,
            RolePlace::Item => RoleAt::Item,
            RolePlace::Field(path) => RoleAt::Named(self.field_ix(path)?),
            RolePlace::Agency(id) => RoleAt::Agency(id.clone()),
        };
        let applicant = self.is_applicants(role);
        Some(Role { id: role.id.value.clone(), name: role.name.value.clone(), at, applicant })
    }

    /// Tells whether a role is of the applicant's side: that of the start event, and what says so.
    fn is_applicants(&self, role: &RoleDef) -> bool {
        let starts = match self.definition.steps.first().map(|step| &step.kind) {
            Some(StepKind::Start(start)) => start.role.as_ref().is_some_and(|of| of.value == role.id.value),
            _ => false,
        };
        role.applicant || starts
    }

    fn guard(&self, place: Place) -> Option<GuardIx> {
        let found = self.places.binary_search(&place).ok()?;
        u16::try_from(found).ok().map(GuardIx)
    }

    fn role_ix(&self, id: &Spanned<String>) -> Option<RoleIx> {
        position(&self.definition.roles, |role| role.id.value == id.value).map(RoleIx)
    }

    fn cites(&self, ids: &[Spanned<String>]) -> Vec<CiteIx> {
        let find = |id: &Spanned<String>| position(&self.definition.legal, |cite| cite.id.value == id.value);
        ids.iter().filter_map(find).map(CiteIx).collect()
    }

    fn results(&self, ids: &[Spanned<String>]) -> Vec<ResultIx> {
        let find = |id: &Spanned<String>| position(&self.definition.results, |result| result.id.value == id.value);
        ids.iter().filter_map(find).filter_map(|at| u8::try_from(at).ok()).map(ResultIx).collect()
    }

    fn case_ixs(&self, ids: &[Spanned<String>]) -> Vec<CaseIx> {
        let find = |id: &Spanned<String>| position(&self.definition.cases, |case| case.id.value == id.value);
        ids.iter().filter_map(find).filter_map(|at| u8::try_from(at).ok()).map(CaseIx).collect()
    }

    fn channels(&self, ids: &[Spanned<String>]) -> Vec<Channel> {
        ids.iter().filter_map(|id| Channel::from_id(&id.value)).collect()
    }

    fn letters_of(&self, ids: &[Spanned<String>]) -> Vec<LetterIx> {
        ids.iter().filter_map(|id| self.letter(&id.value)).collect()
    }

    fn letter(&self, id: &str) -> Option<LetterIx> {
        let found = position(&self.letters, |letter| letter.id == id)?;
        u8::try_from(found).ok().map(LetterIx)
    }

    /// Numbers the tasks of people in file order: the TT column of the officials' table.
    fn number(&self, at: usize) -> Option<u16> {
        let before = self.definition.steps[..=at].iter().filter(|step| step.user().is_some()).count();
        u16::try_from(before).ok()
    }
}

fn position<T>(list: &[T], is: impl Fn(&T) -> bool) -> Option<u16> {
    list.iter().position(is).and_then(|at| u16::try_from(at).ok())
}

fn node_ix(at: usize) -> Option<NodeIx> {
    u32::try_from(at).ok().map(NodeIx::from)
}

/// Makes a node with nothing but its names and its work.
fn bare(id: String, name: String, work: Work) -> Node {
    Node {
        id,
        name,
        number: None,
        block: BlockIx(0),
        when: None,
        join: Join::Any,
        work,
        actions: Vec::new(),
        split: Split::Next,
        out: Vec::new(),
        boundary: Vec::new(),
        deadline: None,
        hold: None,
        holds: Vec::new(),
        status: Statuses::default(),
        legal: Vec::new(),
        on_pass: Effects::default(),
        reopens: Vec::new(),
    }
}

fn source_of(definition: &Definition, guard: &Guard) -> GuardSource {
    let named = guard.condition().and_then(|id| definition.conditions.iter().find(|one| one.id.value == id));
    GuardSource { text: guard.text().to_owned(), name: named.map(|one| one.name.value.clone()) }
}

/// Lists the letters the procedure prints: built-in ones, in their own form if it has one, then those it adds.
fn letters(definition: &Definition) -> Vec<Letter> {
    let steps = || definition.steps.iter();
    let buttons = steps().flat_map(|step| step.actions()).flat_map(|one| one.print.iter().chain(&one.sign));
    let outcomes = steps().filter_map(|step| step.receive()).flat_map(|receive| &receive.outcomes);
    let anytime = definition.anytime.iter().flat_map(|one| &one.print);
    let printed = buttons.chain(outcomes.flat_map(|one| &one.print)).chain(anytime).map(|id| id.value.as_str());
    let supplement = steps().any(|step| step.user().is_some_and(|user| user.supplement.is_some()));
    let wanted: Vec<&str> = printed.chain(supplement.then_some("bo_sung")).collect();
    let own = |id: &str| definition.letters.iter().find(|letter| letter.id.value == id);
    let named = |id: &str| own(id).and_then(|letter| letter.name.as_ref()).map(|name| name.value.clone());
    let built_in = LETTERS.iter().map(|(id, name)| (*id, named(id).unwrap_or_else(|| (*name).to_owned())));
    let added = definition.letters.iter().filter(|letter| LETTERS.iter().all(|(id, _)| *id != letter.id.value));
    let added = added.map(|letter| (letter.id.value.as_str(), named(&letter.id.value).unwrap_or_default()));
    let used = built_in.chain(added).filter(|(id, _)| wanted.contains(id));
    used.map(|(id, name)| Letter { id: id.to_owned(), name }).collect()
}

fn name(step: &StepDef) -> String {
    match (&step.name, &step.kind) {
        (Some(name), _) => name.value.clone(),
        (None, StepKind::Start(_)) => "Nộp hồ sơ".to_owned(),
        (None, _) => step.id.value.clone(),
    }
}

fn cases(definition: &Definition) -> Vec<Case> {
    let case = |case: &files::CaseDef| Case {
        id: case.id.value.clone(),
        name: case.name.value.clone(),
        help: case.help.as_ref().map(|help| help.value.clone()),
    };
    definition.cases.iter().map(case).collect()
}

fn result(result: &files::ResultDef) -> ResultPaper {
    ResultPaper {
        id: result.id.value.clone(),
        name: result.name.value.clone(),
        code: result.code.as_ref().map(|code| code.value.clone()),
        by_hand: result.signature == files::Signature::Hand,
    }
}

fn citation(legal: &files::LegalDef) -> Citation {
    let part = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
    let parts = [part(&legal.article), part(&legal.number), Some(legal.name.value.clone()), part(&legal.agency)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Citation { id: legal.id.value.clone(), text: parts.join(", ") }
}
