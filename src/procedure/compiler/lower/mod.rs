//! Lowering: from a definition without errors to a program.
//!
//! Frozen per language version: an old version is lowered from its stored source to the same machine. It judges
//! nothing; what is missing here was refused before.

mod events;
mod form;
mod timing;

use program::{
    Action, ActionIx, Anytime, Ask, Block, BlockIx, BlockKind, Bound, Case, CaseIx, Citation, CiteIx, End, Flow,
    FlowIx, FlowKind, FourEyes, GuardIx, GuardSource, Join, Letter, LetterIx, Node, NodeIx, Person, Program,
    ProgramHash, ResultIx, ResultPaper, Role, RoleIx, Split, Work,
};
use source::Spanned;

use super::guards::{Guards, Place};
use super::letters::LETTERS;
use super::outline::{Edge, LoopBound, Outline, Via};
use crate::files::{self, ActionDef, AnytimeDef, Definition, StepDef, StepKind, UserDef};
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
    let lowering = Lowering::new(definition, outline, &guards, calendars);
    let program = lowering.program(hash)?;
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
        Self { definition, outline, calendars, places, sources, letters: letters(definition) }
    }

    fn program(&self, hash: ProgramHash) -> Option<Program> {
        let definition = self.definition;
        let mut rules = vec![self.dossier_rule()?];
        let mut graph = program::Graph::with_capacity(definition.steps.len(), self.outline.edges.len());
        for (at, step) in definition.steps.iter().enumerate() {
            let deadline = step.user().and_then(|user| self.step_rule(at, step, user, &mut rules));
            graph.add_node(self.node(at, step, deadline)?);
        }
        let mut flows = Vec::with_capacity(self.outline.edges.len());
        for edge in &self.outline.edges {
            let flow = graph.add_edge(node_ix(edge.from)?, node_ix(edge.to)?, self.flow(edge));
            graph[node_ix(edge.from)?].out.push(flow);
            flows.push((edge, flow));
        }
        for (at, step) in definition.steps.iter().enumerate() {
            if let Some(user) = step.user() {
                let actions = self.actions(at, step, user, &flows)?;
                let boundary = self.boundary(at, step, user, &flows);
                let node = &mut graph[node_ix(at)?];
                node.boundary = boundary;
                if let Work::Person(person) = &mut node.work {
                    person.actions = actions;
                }
            }
        }
        Some(Program {
            hash,
            id: definition.id.value.clone(),
            code: definition.code.as_ref().map(|code| code.value.clone()),
            name: definition.name.value.clone(),
            level: definition.level.as_ref()?.value,
            subjects: definition.subjects.iter().map(|subject| subject.value).collect(),
            channels: definition.channels.iter().map(|channel| channel.value).collect(),
            cases: cases(definition),
            effective: (
                definition.effective.from.as_ref().map(|date| date.value),
                definition.effective.to.as_ref().map(|date| date.value),
            ),
            graph,
            start: NodeIx::new(0),
            blocks: vec![Block { parent: BlockIx(0), kind: BlockKind::Root }],
            guards: self.sources.clone(),
            rules,
            form: self.form(),
            roles: definition.roles.iter().map(|role| self.role(role)).collect(),
            letters: self.letters.clone(),
            results: definition.results.iter().map(result).collect(),
            citations: definition.legal.iter().map(citation).collect(),
            anytime: self.anytime()?,
        })
    }

    fn node(&self, at: usize, step: &StepDef, deadline: Option<program::RuleIx>) -> Option<Node> {
        let (work, split) = self.work(step)?;
        let user = step.user();
        Some(Node {
            id: step.id.value.clone(),
            name: name(step),
            number: user.and_then(|_| self.number(at)),
            block: BlockIx(0),
            when: self.guard(Place::Step(at)),
            join: Join::Any,
            work,
            split,
            out: Vec::new(),
            boundary: Vec::new(),
            deadline,
            hold: user.and_then(|user| user.clock.as_ref()).map(|clock| clock.value),
            status: step.status.as_ref().map(|status| status.value),
            legal: self.cites(&step.legal),
            on_pass: self.effects_of_passing(step),
            reopens: self.reopens(step),
        })
    }

    fn work(&self, step: &StepDef) -> Option<(Work, Split)> {
        Some(match &step.kind {
            StepKind::Start(start) => (Work::Submit { role: self.role_ix(start.role.as_ref()?)? }, Split::Next),
            StepKind::User(user) => (Work::Person(self.person(user)?), Split::Chosen),
            StepKind::Exclusive(_) => (Work::None, Split::FirstTrue),
            StepKind::End(end) => {
                (Work::End(End { result: end.result.as_ref()?.value, rating: end.rating }), Split::Next)
            }
        })
    }

    fn person(&self, user: &UserDef) -> Option<Person> {
        let not_same = |id: &Spanned<String>| {
            let node = node_ix(self.outline.find(&id.value)?)?;
            Some(FourEyes { node, latest: user.latest_round })
        };
        Some(Person {
            role: self.role_ix(user.role.as_ref()?)?,
            actions: Vec::new(),
            not_same_as: user.not_same_as.iter().filter_map(not_same).collect(),
            supplement: user.supplement.and_then(|_| self.letter("bo_sung")),
        })
    }

    fn actions(&self, at: usize, step: &StepDef, user: &UserDef, flows: &[(&Edge, FlowIx)]) -> Option<Vec<Action>> {
        user.actions
            .iter()
            .enumerate()
            .map(|(n, action)| {
                let flow = flow_of(flows, at, Via::Action(n))?;
                Some(self.action(at, step, (n, action), flow))
            })
            .collect()
    }

    fn action(&self, at: usize, step: &StepDef, (n, action): (usize, &ActionDef), flow: FlowIx) -> Action {
        Action {
            id: action.id.value.clone(),
            name: action.name.value.clone(),
            when: self.guard(Place::Action(at, n)),
            ask: self.asks(&action.ask),
            print: action.print.iter().filter_map(|id| self.letter(&id.value)).collect(),
            sign: self.results(&action.sign),
            sign_letters: action.sign.iter().filter_map(|id| self.letter(&id.value)).collect(),
            returns: self.results(&action.returns),
            flow,
            proceeds: action.next.is_none(),
            status: action.status.as_ref().map(|status| status.value),
            legal: self.cites(&action.legal),
            effects: self.effects_of_action(step, action),
        }
    }

    fn flow(&self, edge: &Edge) -> Flow {
        let step = &self.definition.steps[edge.from];
        let (name, kind, guard) = match (edge.via, &step.kind) {
            (Via::Action(n), StepKind::User(user)) => {
                let ix = ActionIx(u8::try_from(n).unwrap_or(u8::MAX));
                (user.actions[n].name.value.clone(), FlowKind::Action(ix), None)
            }
            (Via::Branch(n), StepKind::Exclusive(gateway)) => {
                let label = gateway.branches[n].name.as_ref().map(|name| name.value.clone());
                (label.unwrap_or_default(), FlowKind::Branch, self.guard(Place::Branch(edge.from, n)))
            }
            (Via::Timeout, _) => (String::new(), FlowKind::Timeout, None),
            _ => (String::new(), FlowKind::Proceed, None),
        };
        let bound = self.outline.bound(self.definition, edge).map(|bound| match bound {
            LoopBound::Supplements(most) => Bound::Supplements(most),
            LoopBound::Rounds(most) => Bound::Rounds(most),
        });
        Flow { name, kind, guard, bound, exits: None }
    }

    fn anytime(&self) -> Option<Vec<Anytime>> {
        self.definition.anytime.iter().enumerate().map(|(n, one)| self.one_anytime(n, one)).collect()
    }

    fn one_anytime(&self, n: usize, one: &AnytimeDef) -> Option<Anytime> {
        Some(Anytime {
            id: one.id.value.clone(),
            name: one.name.value.clone(),
            role: self.role_ix(one.role.as_ref()?)?,
            from_start: one.from.is_empty(),
            when: self.guard(Place::Anytime(n)),
            next: node_ix(self.outline.anytime.get(n).copied().flatten()?)?,
            ask: self.asks(&one.ask),
            print: one.print.iter().filter_map(|id| self.letter(&id.value)).collect(),
            status: one.status.as_ref().map(|status| status.value),
            legal: self.cites(&one.legal),
            times: 1,
            effects: self.effects_of_anytime(one),
        })
    }

    fn asks(&self, ask: &[Spanned<String>]) -> Vec<Ask> {
        let form = self.form();
        let one = |id: &Spanned<String>| match id.value.as_str() {
            "ly_do" => Some(Ask::Reason),
            "noi_dung" => Some(Ask::Content),
            "ghi_chu" => Some(Ask::Note),
            path => match path.split_once('.') {
                Some((section, field)) => form.field(section, field).map(Ask::Field),
                None => form.document(path).map(Ask::Document),
            },
        };
        ask.iter().filter_map(one).collect()
    }

    fn role(&self, role: &files::RoleDef) -> Role {
        let start = self.definition.steps.first().map(|step| &step.kind);
        let applicant = match start {
            Some(StepKind::Start(start)) => start.role.as_ref().is_some_and(|of| of.value == role.id.value),
            _ => false,
        };
        Role { id: role.id.value.clone(), name: role.name.value.clone(), at: role.at.value, applicant }
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

fn flow_of(flows: &[(&Edge, FlowIx)], from: usize, via: Via) -> Option<FlowIx> {
    flows.iter().find(|(edge, _)| edge.from == from && edge.via == via).map(|(_, flow)| *flow)
}

fn source_of(definition: &Definition, guard: &Guard) -> GuardSource {
    let named = guard.condition().and_then(|id| definition.conditions.iter().find(|one| one.id.value == id));
    GuardSource { text: guard.text().to_owned(), name: named.map(|one| one.name.value.clone()) }
}

/// Lists the letters the procedure prints, those of supplement steps included.
fn letters(definition: &Definition) -> Vec<Letter> {
    let buttons = definition.steps.iter().flat_map(|step| step.actions());
    let printed = buttons.flat_map(|one| one.print.iter().chain(&one.sign));
    let printed = printed.chain(definition.anytime.iter().flat_map(|one| &one.print)).map(|id| id.value.as_str());
    let supplement = definition.steps.iter().any(|step| step.user().is_some_and(|user| user.supplement.is_some()));
    let wanted: Vec<&str> = printed.chain(supplement.then_some("bo_sung")).collect();
    let used = LETTERS.iter().filter(|(id, _)| wanted.contains(id));
    used.map(|(id, name)| Letter { id: (*id).to_owned(), name: (*name).to_owned() }).collect()
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
