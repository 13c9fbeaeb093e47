//! Builds programs by hand, as the compiler would from a file. It must not check them.

use calendar::{Bearer, Counting, Length, Limit, Rule, Unit};
use program::{
    Action, ActionIx, Ask, Block, BlockIx, BlockKind, Bound, Bounds, DeadlineRule, Document, Effects, End, EndResult,
    Entry, Field, FieldType, Flow, FlowIx, FlowKind, Form, Graph, GuardIx, GuardSource, Join, Letter, Level, Node,
    NodeIx, On, Person, Program, ProgramHash, ResultPaper, Role, RoleAt, RoleIx, RuleIx, Section, Split, Subject,
    Value, Work,
};

use crate::calendars::{ANNOUNCED, calendar};

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

/// Makes a program that has nothing but its filing, `nop`.
pub fn empty(dossier: Limit) -> Program {
    let mut program = Program {
        hash: ProgramHash([1; 32]),
        id: "thu_tuc".to_owned(),
        code: None,
        name: "Thủ tục".to_owned(),
        level: Level::Commune,
        subjects: vec![Subject::Citizen],
        channels: program::Channel::ALL.to_vec(),
        cases: Vec::new(),
        effective: (None, None),
        graph: Graph::default(),
        start: NodeIx::new(0),
        blocks: vec![Block { parent: BlockIx(0), kind: BlockKind::Root }],
        guards: vec![GuardSource { text: "to_khai.so_ban > 1".to_owned(), name: None }],
        rules: vec![rule(dossier, Rule::EndOfDay, Bearer::Office, ANNOUNCED)],
        form: form(),
        roles: roles(),
        letters: vec![
            Letter { id: "bo_sung".to_owned(), name: "Yêu cầu bổ sung".to_owned() },
            Letter { id: "tiep_nhan".to_owned(), name: "Giấy tiếp nhận".to_owned() },
        ],
        results: vec![ResultPaper {
            id: "ban_sao".to_owned(), name: "Bản sao".to_owned(), code: None, by_hand: false
        }],
        citations: Vec::new(),
        anytime: Vec::new(),
    };
    node(&mut program, "nop", Work::Submit { role: RoleIx(0) });
    program
}

fn roles() -> Vec<Role> {
    let role = |id: &str, at, applicant| Role { id: id.to_owned(), name: id.to_owned(), at, applicant };
    vec![
        role("nguoi_nop", RoleAt::Outside, true),
        role("can_bo", RoleAt::Competent, false),
        role("lanh_dao", RoleAt::Competent, false),
        role("mot_cua", RoleAt::Receiving, false),
        role("khong_ai", RoleAt::Outside, false),
    ]
}

fn form() -> Form {
    let options = || ["a", "b", "c"].map(|id| (id.to_owned(), id.to_uppercase())).to_vec();
    let number = |count| Some(Value::Integer(count));
    let mut fields = vec![
        field("ten", FieldType::Text, None),
        field("so_ban", FieldType::Integer, None),
        field("hop_le", FieldType::Boolean, Some(1)),
        field("muc", FieldType::Choice(options()), Some(2)),
        field("ngay", FieldType::Date, Some(1)),
        field("tien", FieldType::Money, Some(3)),
        field("loai", FieldType::Choices(options()), Some(2)),
        field("so_do", FieldType::Decimal, Some(1)),
    ];
    fields[1].optional = true;
    fields[1].bounds = Bounds { min: number(1), max: number(9), ..Bounds::default() };
    fields[3].when = Some(GuardIx(0));
    fields[4].bounds.not_after_today = true;
    fields[6].bounds = Bounds { min: number(1), max: number(2), ..Bounds::default() };
    let section = Section { id: "to_khai".to_owned(), name: "Tờ khai".to_owned(), cases: Vec::new(), help: None };
    let documents = vec![document("don", &[], None), document("giay", &["a", "b"], None), document("so", &[], Some(2))];
    Form { sections: vec![section], fields, documents }
}

fn field(id: &str, ty: FieldType, by: Option<u16>) -> Field {
    Field {
        section: 0,
        id: id.to_owned(),
        label: id.to_owned(),
        ty,
        optional: false,
        default: None,
        bounds: Bounds { length: 200, ..Bounds::default() },
        by: by.map(RoleIx),
        when: None,
        help: None,
        source: None,
    }
}

fn document(id: &str, one_of: &[&str], by: Option<u16>) -> Document {
    Document {
        id: id.to_owned(),
        name: id.to_owned(),
        one_of: one_of.iter().map(|id| ((*id).to_owned(), (*id).to_owned())).collect(),
        optional: false,
        when: None,
        cases: Vec::new(),
        by: by.map(RoleIx),
        original: String::new(),
        copies: 1,
        accept: Vec::new(),
    }
}

fn node(program: &mut Program, id: &str, work: Work) -> NodeIx {
    let split = match work {
        Work::Person(_) => Split::Chosen,
        Work::None => Split::FirstTrue,
        Work::Submit { .. } | Work::End(_) => Split::Next,
    };
    program.graph.add_node(Node {
        id: id.to_owned(),
        name: id.to_owned(),
        number: None,
        block: BlockIx(0),
        when: None,
        join: Join::Any,
        work,
        split,
        out: Vec::new(),
        boundary: Vec::new(),
        deadline: None,
        hold: None,
        status: None,
        legal: Vec::new(),
        on_pass: Effects::default(),
        reopens: Vec::new(),
    })
}

/// Adds a task of a role.
pub fn task(program: &mut Program, id: &str, role: u16) -> NodeIx {
    let person = Person { role: RoleIx(role), actions: Vec::new(), not_same_as: Vec::new(), supplement: None };
    node(program, id, Work::Person(person))
}

/// Adds a gateway.
pub fn gateway(program: &mut Program, id: &str) -> NodeIx {
    node(program, id, Work::None)
}

/// Adds an end, named by its result.
pub fn end(program: &mut Program, result: EndResult) -> NodeIx {
    node(program, result.id(), Work::End(End { result, rating: false }))
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
    let ix = RuleIx(u16::try_from(program.rules.len()).unwrap());
    program.rules.push(described);
    program.graph[node].deadline = Some(ix);
    ix
}

/// Returns the person of a task.
pub fn person(program: &mut Program, node: NodeIx) -> &mut Person {
    match &mut program.graph[node].work {
        Work::Person(person) => person,
        _ => panic!("no task"),
    }
}

/// Adds a button; with a bound or not, proceeding or not.
pub fn button(program: &mut Program, node: NodeIx, id: &str, to: NodeIx, bound: Option<Bound>) -> ActionIx {
    let action = ActionIx(u8::try_from(person(program, node).actions.len()).unwrap());
    let flow = flow(program, (node, to), FlowKind::Action(action), None, bound);
    person(program, node).actions.push(Action {
        id: id.to_owned(),
        name: id.to_owned(),
        when: None,
        ask: Vec::new(),
        print: Vec::new(),
        sign: Vec::new(),
        sign_letters: Vec::new(),
        returns: Vec::new(),
        flow,
        proceeds: action.0 == 0,
        status: None,
        legal: Vec::new(),
        effects: Effects::default(),
    });
    action
}

/// Lets a task's first button lead elsewhere.
pub fn redirect(program: &mut Program, node: NodeIx, to: NodeIx) {
    let old = press(program, node, ActionIx(0)).flow;
    program.graph[node].out.retain(|flow| *flow != old);
    press(program, node, ActionIx(0)).flow = flow(program, (node, to), FlowKind::Action(ActionIx(0)), None, None);
}

/// Returns a button of a task.
pub fn press(program: &mut Program, node: NodeIx, action: ActionIx) -> &mut Action {
    &mut person(program, node).actions[action.at()]
}

/// Returns valid answers to what is asked.
pub fn answers(program: &Program, ask: &[Ask]) -> motcua_engine::Answers {
    let answer = |answers: motcua_engine::Answers, one: &Ask| match one {
        Ask::Reason => answers.with("ly_do", "Hồ sơ thiếu giấy tờ."),
        Ask::Content => answers.with("noi_dung", "Nộp thêm bản sao."),
        Ask::Note => answers.with("ghi_chu", "Đã xem."),
        Ask::Document(ix) => answers.with(&format!("giay_to.{}", program.form.documents[usize::from(ix.0)].id), "true"),
        Ask::Field(ix) => {
            let text = match program.form.fields[ix.at()].ty {
                FieldType::Boolean => "false",
                FieldType::Choice(_) | FieldType::Choices(_) => "b",
                FieldType::Date => "2024-01-05",
                FieldType::Decimal => "12.50",
                FieldType::Integer => "7",
                FieldType::Money => "15000",
                _ => "Người nộp",
            };
            answers.with(&program.form.path(*ix), text)
        }
    };
    ask.iter().fold(motcua_engine::Answers::default(), answer)
}

/// Returns a valid filing's answers.
pub fn filled() -> motcua_engine::Answers {
    let given = motcua_engine::Answers::default().with("to_khai.ten", "Người nộp 0412");
    given.with("giay_to.don", "true").with("giay_to.giay", "b")
}
