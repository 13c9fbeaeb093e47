//! Builds programs by hand, as the compiler would from a file: steps first, then blocks around them, then the flows in
//! file order. It must not check them.

use calendar::{Bearer, Counting, Length, Limit, Rule, Unit};
use program::{
    Action, ActionIx, ActionKind, Block, BlockIx, BlockKind, Bound, Boundary, Clock, DeadlineRule, Each, Effects, End,
    EndResult, Entry, FieldIx, Flow, FlowIx, FlowKind, Graph, GuardIx, GuardSource, Job, Join, Level, Message, Node,
    NodeIx, On, OnError, Payment, Person, Program, ProgramHash, Quorum, RoleIx, RuleIx, Split, Statuses, Subject,
    Timeout, Wait, Work,
};

use crate::calendars::{ANNOUNCED, calendar};
use crate::house;

/// Returns a length.
pub fn length(count: u32, unit: Unit) -> Length {
    Length { count, unit }
}

/// Returns a limit of a length.
pub fn within(count: u32, unit: Unit) -> Limit {
    Limit::Of(length(count, unit))
}

/// Makes the rule of a deadline.
pub fn rule(limit: Limit, how: Rule, bearer: Bearer, id: &str) -> DeadlineRule {
    let counting = Counting { rule: how, ..Counting::of(limit, bearer, &calendar(id)) };
    let entries = vec![Entry { on: On::Otherwise, counting }];
    DeadlineRule { name: "Thời hạn".to_owned(), entries, calendar: id.to_owned(), bearer, legal: Vec::new() }
}

/// Makes the rule of a deadline that ends with its day.
pub fn by_day(limit: Limit, bearer: Bearer) -> DeadlineRule {
    rule(limit, Rule::EndOfDay, bearer, ANNOUNCED)
}

/// Makes a program that has nothing but its filing, `nop`.
pub fn empty(dossier: Limit) -> Program {
    let mut program = Program {
        hash: ProgramHash([1; 32]),
        id: "thu_tuc".to_owned(),
        code: None,
        name: "Thủ tục".to_owned(),
        level: Level::Commune,
        subjects: vec![Subject::Citizen],
        agencies: Vec::new(),
        channels: program::Channel::ALL.to_vec(),
        cases: Vec::new(),
        effective: (None, None),
        graph: Graph::default(),
        start: NodeIx::new(0),
        blocks: Vec::new(),
        guards: vec![GuardSource { text: "to_khai.so_ban > 1".to_owned(), name: None }],
        rules: vec![by_day(dossier, Bearer::Office)],
        clocks: vec![clock("ho_so")],
        extensions: Vec::new(),
        fees: Vec::new(),
        axes: house::axes(),
        form: house::form(),
        roles: house::roles(),
        letters: house::letters(),
        results: house::results(),
        citations: Vec::new(),
        anytime: Vec::new(),
    };
    let start = node(&mut program, "nop", Work::Submit { role: RoleIx(0) });
    add_block(&mut program, BlockKind::Root, Quorum::All, start);
    program
}

/// Makes a clock that lives as the dossier's own does by default.
pub fn clock(id: &str) -> Clock {
    Clock {
        id: id.to_owned(),
        cases: Vec::new(),
        channels: Vec::new(),
        restarts: false,
        pauses_when_all: false,
        boundary: Vec::new(),
    }
}

fn add_block(program: &mut Program, kind: BlockKind, quorum: Quorum, opens: NodeIx) -> BlockIx {
    let ix = BlockIx(u16::try_from(program.blocks.len()).unwrap());
    program.blocks.push(Block { parent: BlockIx(0), kind, quorum, opens, closes: opens });
    ix
}

/// Adds a node without flows.
pub fn node(program: &mut Program, id: &str, work: Work) -> NodeIx {
    let split = match work {
        Work::None => Split::FirstTrue,
        Work::Open(_) => Split::Branches,
        Work::Submit { .. } | Work::End(_) => Split::Next,
        _ => Split::Chosen,
    };
    program.graph.add_node(Node {
        id: id.to_owned(),
        name: id.to_owned(),
        number: None,
        block: BlockIx(0),
        when: None,
        join: Join::Any,
        work,
        actions: Vec::new(),
        split,
        out: Vec::new(),
        boundary: Vec::new(),
        deadline: None,
        hold: None,
        holds: Vec::new(),
        status: Statuses::default(),
        legal: Vec::new(),
        on_pass: Effects::default(),
        reopens: Vec::new(),
    })
}

/// Adds a task of a role.
pub fn task(program: &mut Program, id: &str, role: u16) -> NodeIx {
    let person = Person { role: RoleIx(role), not_same_as: Vec::new(), supplement: None, each: None };
    node(program, id, Work::Person(person))
}

/// Adds a task for each agency of a list.
pub fn list(program: &mut Program, id: &str, field: u16, quorum: Quorum, sequential: bool) -> NodeIx {
    let each = Some(Each { field: FieldIx(field), quorum, sequential });
    let role = RoleIx(house::CONSULTED);
    node(program, id, Work::Person(Person { role, not_same_as: Vec::new(), supplement: None, each }))
}

/// Adds a step that awaits a message of an outside role.
pub fn message(program: &mut Program, id: &str, name: &str, buffer: Option<RuleIx>) -> NodeIx {
    let role = Some(RoleIx(house::OUTSIDE));
    let message = Message { role, name: name.to_owned(), fields: house::slots(), key: None, buffer };
    node(program, id, Work::Message(message))
}

/// Adds a step that asks the applicant for money.
pub fn payment(program: &mut Program, id: &str, lines: Vec<program::BillLine>) -> NodeIx {
    node(program, id, Work::Payment(Payment { role: RoleIx(0), lines }))
}

/// Adds a job of another system, tried again so often, so many minutes after a failure.
pub fn job(program: &mut Program, id: &str, (retries, retry_after): (u8, u32)) -> NodeIx {
    let (topic, answer) = ("tra-cuu".to_owned(), house::slots());
    node(program, id, Work::Job(Job { topic, send: Vec::new(), answer, retries, retry_after }))
}

/// Adds a wait of a length.
pub fn wait(program: &mut Program, id: &str, described: DeadlineRule) -> NodeIx {
    let ix = node(program, id, Work::Wait(Wait { date: None, at_end: ActionIx(0) }));
    deadline(program, ix, described);
    ix
}

/// Adds a wait for the date of a field.
pub fn wait_for(program: &mut Program, id: &str, field: u16) -> NodeIx {
    let date = Some(program::Source::Field(FieldIx(field)));
    node(program, id, Work::Wait(Wait { date, at_end: ActionIx(0) }))
}

/// Adds a gateway.
pub fn gateway(program: &mut Program, id: &str) -> NodeIx {
    node(program, id, Work::None)
}

/// Adds an end, named by its result.
pub fn end(program: &mut Program, result: EndResult) -> NodeIx {
    node(program, result.id(), Work::End(End { result, rating: false, terminate: false }))
}

/// Puts a block around branches of steps and wires them, from the opening node to the join.
pub fn block(program: &mut Program, id: &str, quorum: Quorum, branches: &[&[NodeIx]]) -> NodeIx {
    let opens = node(program, id, Work::None);
    enclose(program, opens, quorum, branches);
    for branch in branches {
        flow(program, (opens, branch[0]), FlowKind::Branch, None, None);
        sequence(program, branch, join_of(program, opens));
    }
    opens
}

/// Makes a node the opening of a block around branches, without flows.
pub fn enclose(program: &mut Program, opens: NodeIx, quorum: Quorum, branches: &[&[NodeIx]]) -> BlockIx {
    let ix = add_block(program, BlockKind::Branches, quorum, opens);
    program.graph[opens].work = Work::Open(ix);
    program.graph[opens].split = Split::Branches;
    let join = node(program, &format!("{}~join", program.graph[opens].id.clone()), Work::None);
    program.graph[join].join = Join::Scope;
    program.graph[join].split = Split::Next;
    program.graph[join].block = ix;
    program.blocks[ix.at()].closes = join;
    for inner in branches.iter().flat_map(|branch| branch.iter().copied()) {
        put(program, inner, ix);
    }
    ix
}

/// Puts a step into a block, with the block it opens itself.
fn put(program: &mut Program, inner: NodeIx, block: BlockIx) {
    program.graph[inner].block = block;
    if let Work::Open(own) = program.graph[inner].work {
        program.blocks[own.at()].parent = block;
    }
}

/// Adds side work, from its opening to its end.
pub fn side(program: &mut Program, id: &str, steps: &[NodeIx]) -> NodeIx {
    let (opens, end) = enclose_side(program, id, steps);
    sequence(program, steps, end);
    opens
}

/// Puts side work together, with its opening, the flow to its first step, and its end.
pub fn enclose_side(program: &mut Program, id: &str, steps: &[NodeIx]) -> (NodeIx, NodeIx) {
    let opens = node(program, id, Work::None);
    let ix = add_block(program, BlockKind::Side, Quorum::All, opens);
    program.graph[opens].work = Work::Open(ix);
    program.graph[opens].split = Split::Branches;
    let end = end(program, EndResult::Approved);
    program.graph[end].id = format!("{id}_xong");
    program.graph[end].name = program.graph[end].id.clone();
    for inner in steps.iter().chain([&end]) {
        put(program, *inner, ix);
    }
    flow(program, (opens, steps[0]), FlowKind::Branch, None, None);
    (opens, end)
}

/// Returns the block a node opens.
pub fn block_of(program: &Program, opens: NodeIx) -> BlockIx {
    match program.graph[opens].work {
        Work::Open(block) => block,
        _ => panic!("no block"),
    }
}

/// Returns the join of the block a node opens.
pub fn join_of(program: &Program, opens: NodeIx) -> NodeIx {
    program.blocks[block_of(program, opens).at()].closes
}

/// Wires steps one behind the other, and the last to where they lead.
pub fn sequence(program: &mut Program, steps: &[NodeIx], last: NodeIx) {
    let targets = steps.iter().skip(1).copied().chain([last]);
    for (from, to) in steps.iter().copied().zip(targets.collect::<Vec<_>>()) {
        onward(program, from, to);
    }
}

/// Gives a step its way to the following one: its first button, its outcome, or the flow of its join.
pub fn onward(program: &mut Program, from: NodeIx, to: NodeIx) {
    match &program.graph[from].work {
        Work::Person(person) if person.each.is_some() => {
            item_button(program, from, "tiep");
        }
        Work::Person(_) => {
            button(program, from, "tiep", to, None);
        }
        Work::Message(_) => {
            outcome(program, from, "received", to, None);
        }
        Work::Payment(_) => {
            outcome(program, from, "paid", to, None);
        }
        Work::Job(_) | Work::Wait(_) => {
            outcome(program, from, "done", to, None);
        }
        Work::Open(_) => {
            proceed(program, join_of(program, from), to);
            return;
        }
        Work::Submit { .. } | Work::None | Work::End(_) => {}
    }
    proceed(program, from, to);
}

/// Adds a flow.
pub fn flow(
    program: &mut Program,
    (from, to): (NodeIx, NodeIx),
    kind: FlowKind,
    guard: Option<GuardIx>,
    bound: Option<Bound>,
) -> FlowIx {
    let flow = program.graph.add_edge(from, to, Flow { name: String::new(), kind, guard, bound, exits: None });
    program.graph[from].out.push(flow);
    flow
}

/// Adds the flow to the following step.
pub fn proceed(program: &mut Program, from: NodeIx, to: NodeIx) -> FlowIx {
    flow(program, (from, to), FlowKind::Proceed, None, None)
}

/// Adds a guard.
pub fn guard(program: &mut Program) -> GuardIx {
    let ix = GuardIx(u16::try_from(program.guards.len()).unwrap());
    program.guards.push(GuardSource { text: format!("dieu_kien_{}", ix.0), name: None });
    ix
}

/// Gives a step a deadline.
pub fn deadline(program: &mut Program, node: NodeIx, described: DeadlineRule) -> RuleIx {
    let ix = add_rule(program, described);
    program.graph[node].deadline = Some(ix);
    ix
}

/// Adds a rule.
pub fn add_rule(program: &mut Program, described: DeadlineRule) -> RuleIx {
    program.rules.push(described);
    RuleIx(u16::try_from(program.rules.len() - 1).unwrap())
}

/// Adds a clock beside the dossier's own. Must come before any step has a deadline.
pub fn further_clock(program: &mut Program, id: &str, described: DeadlineRule) -> RuleIx {
    assert_eq!(program.rules.len(), program.clocks.len(), "clocks come first");
    program.clocks.push(clock(id));
    add_rule(program, described)
}

/// Takes a step away at its due, and leads elsewhere.
pub fn timeout(program: &mut Program, node: NodeIx, to: NodeIx) -> FlowIx {
    let flow = flow(program, (node, to), FlowKind::Timeout, None, None);
    let effects = Effects::default();
    program.graph[node].boundary.push(Boundary::Timeout(Timeout::Next { flow, effects }));
    flow
}

/// Lets silence press a button.
pub fn silence(program: &mut Program, node: NodeIx, action: u8) {
    let press = Timeout::Press { action: ActionIx(action), note: None };
    program.graph[node].boundary.push(Boundary::Timeout(press));
}

/// Leads elsewhere when a job has failed for good: with this code, or with any.
pub fn on_error(program: &mut Program, node: NodeIx, code: Option<&str>, to: NodeIx) -> FlowIx {
    let known = program.graph[node].boundary.iter().filter(|one| matches!(one, Boundary::Error(_))).count();
    let flow = flow(program, (node, to), FlowKind::Error(u8::try_from(known).unwrap()), None, None);
    let error = OnError { code: code.map(str::to_owned), flow, effects: Effects::default() };
    program.graph[node].boundary.push(Boundary::Error(error));
    flow
}

/// Returns the person of a task.
pub fn person(program: &mut Program, node: NodeIx) -> &mut Person {
    match &mut program.graph[node].work {
        Work::Person(person) => person,
        _ => panic!("no task"),
    }
}

fn action(program: &mut Program, node: NodeIx, id: &str, kind: ActionKind) -> ActionIx {
    let actions = &mut program.graph[node].actions;
    let ix = ActionIx(u8::try_from(actions.len()).unwrap());
    actions.push(Action {
        id: id.to_owned(),
        name: id.to_owned(),
        kind,
        when: None,
        ask: Vec::new(),
        print: Vec::new(),
        sign: Vec::new(),
        sign_letters: Vec::new(),
        returns: Vec::new(),
        extend: None,
        flow: None,
        proceeds: false,
        status: Statuses::default(),
        legal: Vec::new(),
        effects: Effects::default(),
    });
    ix
}

fn leading(program: &mut Program, (from, to): (NodeIx, NodeIx), ix: ActionIx, bound: Option<Bound>) -> ActionIx {
    let flow = flow(program, (from, to), FlowKind::Action(ix), None, bound);
    let action = press(program, from, ix);
    action.flow = Some(flow);
    ix
}

/// Adds a button; the first one proceeds.
pub fn button(program: &mut Program, node: NodeIx, id: &str, to: NodeIx, bound: Option<Bound>) -> ActionIx {
    let ix = action(program, node, id, ActionKind::Button(None));
    press(program, node, ix).proceeds = ix.0 == 0;
    leading(program, (node, to), ix, bound)
}

/// Adds a proceeding button of a list: it leads on only when the list is done.
pub fn item_button(program: &mut Program, node: NodeIx, id: &str) -> ActionIx {
    let ix = action(program, node, id, ActionKind::Button(None));
    press(program, node, ix).proceeds = true;
    ix
}

/// Adds a button beside a message, a bill or a wait, of a role of its own.
pub fn button_by(program: &mut Program, node: NodeIx, id: &str, role: u16, to: NodeIx) -> ActionIx {
    let ix = action(program, node, id, ActionKind::Button(Some(RoleIx(role))));
    leading(program, (node, to), ix, None)
}

/// Adds a button by which an officer enters the message himself.
pub fn by_hand(program: &mut Program, node: NodeIx, role: u16) -> ActionIx {
    let ix = action(program, node, "nhap", ActionKind::Button(Some(RoleIx(role))));
    press(program, node, ix).ask = vec![program::Ask::Message];
    ix
}

/// Adds what happens in a step without a person; the first one with no other way proceeds.
pub fn outcome(program: &mut Program, node: NodeIx, id: &str, to: NodeIx, bound: Option<Bound>) -> ActionIx {
    let ix = action(program, node, id, ActionKind::Outcome);
    press(program, node, ix).proceeds = true;
    if let Work::Wait(wait) = &mut program.graph[node].work {
        wait.at_end = ix;
    }
    leading(program, (node, to), ix, bound)
}

/// Lets what an action takes leave a block.
pub fn exits(program: &mut Program, flow: FlowIx, block: NodeIx) {
    let left = block_of(program, block);
    program.graph[flow].exits = Some(left);
}

/// Adds a button that leaves a block early.
pub fn exit_button(program: &mut Program, node: NodeIx, id: &str, to: NodeIx, block: NodeIx) -> ActionIx {
    let ix = button(program, node, id, to, None);
    press(program, node, ix).proceeds = false;
    let flow = press(program, node, ix).flow.unwrap();
    exits(program, flow, block);
    ix
}

/// Lets a task's first button lead elsewhere.
pub fn redirect(program: &mut Program, node: NodeIx, to: NodeIx) {
    let old = press(program, node, ActionIx(0)).flow;
    program.graph[node].out.retain(|flow| Some(*flow) != old);
    let new = flow(program, (node, to), FlowKind::Action(ActionIx(0)), None, None);
    press(program, node, ActionIx(0)).flow = Some(new);
}

/// Returns an action of a step.
pub fn press(program: &mut Program, node: NodeIx, action: ActionIx) -> &mut Action {
    &mut program.graph[node].actions[action.at()]
}
