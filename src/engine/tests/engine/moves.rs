//! From bytes to commands, right and wrong ones: what a dossier asks for is the simplest. It must not run them.

use calendar::Instant;
use motcua_engine::{
    Activation, ActivationId, Actor, Answer, Answers, Command, Holding, IncidentId, Incoming, Instance, JobOutcome,
    MessageId, Operation, OperatorAct, Paying, World,
};
use program::{ActionKind, AnytimeIx, CaseIx, NodeIx, RoleAt, RoleIx, Work};

use crate::house;
use crate::plan::pick;
use crate::run::Run;
use crate::town::{POSTS, applicant, post};

/// What one move is like.
pub type Move = [u8; 8];

/// What one move does, by its first byte.
pub const KINDS: [&str; 32] = [
    "act", "act", "act", "fire", "act", "trigger", "operate", "absent", "before", "hold", "press", "message", "pay",
    "job", "paper", "item", "suspend", "case", "outage", "calendar", "repair", "act", "act", "act", "operate",
    "trigger", "act", "act", "act", "act", "hold", "item",
];

/// Chooses the command of a move.
pub fn choose(run: &Run<'_>, kind: &str, bytes: &Move, at: Instant) -> Command {
    let chooser = Chooser { run, bytes, at };
    // What stands still is mostly set going again.
    if run.instance.halted.is_some() && bytes[7].is_multiple_of(3) {
        return chooser.operator(Operation::Halt { on: false });
    }
    if run.instance.suspended.is_some() && bytes[7].is_multiple_of(4) {
        return Command::Suspend { actor: post("can_bo_01"), on: false, ground: "Hết căn cứ".to_owned() };
    }
    match kind {
        "trigger" => chooser.trigger(),
        "operate" => chooser.operate(),
        "hold" => chooser.hold(),
        "message" if chooser.awaits_messages() => chooser.message(),
        "pay" if chooser.there_was(|node| matches!(node, Work::Payment(_))) => chooser.pay(),
        "job" if chooser.there_was(|node| matches!(node, Work::Job(_))) => chooser.job(),
        "paper" if chooser.there_was(is_list) => chooser.paper(),
        "item" if chooser.there_was(is_list) => chooser.item(),
        "suspend" => {
            let ground = "Tạm đình chỉ theo Điều 12".to_owned();
            let on = if bytes[3] % 4 == 3 { bytes[3] % 8 == 3 } else { run.instance.suspended.is_none() };
            Command::Suspend { actor: chooser.head(), on, ground }
        }
        "case" => {
            let actor = chooser.actor(RoleIx(1), None);
            let other = CaseIx(u8::from(run.instance.filing.case == Some(CaseIx(0))));
            let case = if bytes[3] % 8 == 7 { CaseIx(bytes[3] / 8 % 3) } else { other };
            Command::ChangeCase { actor, case, ground: "Hồ sơ phức tạp".to_owned() }
        }
        "calendar" => chooser.operator(Operation::ApplyCalendar { decree: "QĐ 99".to_owned() }),
        "press" => chooser.press(),
        _ => chooser.suited(),
    }
}

fn is_list(work: &Work) -> bool {
    matches!(work, Work::Person(person) if person.each.is_some())
}

struct Chooser<'a> {
    run: &'a Run<'a>,
    bytes: &'a Move,
    at: Instant,
}

impl Chooser<'_> {
    fn instance(&self) -> &Instance {
        &self.run.instance
    }

    fn work(&self, node: NodeIx) -> &Work {
        &self.run.town.program.node(node).work
    }

    /// Tells whether a step of some kind has been entered.
    fn there_was(&self, wanted: impl Fn(&Work) -> bool) -> bool {
        let nodes = self.run.town.program.graph.node_weights().zip(&self.instance().steps);
        nodes.into_iter().any(|(node, step)| step.entries > 0 && wanted(&node.work))
    }

    fn awaits_messages(&self) -> bool {
        self.run.town.program.graph.node_weights().any(|node| matches!(node.work, Work::Message(_)))
    }

    fn operator(&self, what: Operation) -> Command {
        Command::Operate { operator: pick(self.bytes[4], &["quan_tri_01", "quan_tri_02"]).into(), what }
    }

    fn head(&self) -> Actor {
        post(if self.bytes[2] % 8 == 7 { "can_bo_02" } else { "can_bo_01" })
    }

    /// Chooses among open activations of some kind, by a byte; something unknown where there is none.
    fn open(&self, byte: u8, wanted: impl Fn(&Activation) -> bool) -> ActivationId {
        let open: Vec<&Activation> = self.instance().activations.iter().filter(|one| wanted(one)).collect();
        open.get(usize::from(byte) % open.len().max(1)).map_or(ActivationId(999), |one| one.id)
    }

    /// Does what one of the open steps waits for.
    fn suited(&self) -> Command {
        let id = self.open(self.bytes[3], Activation::is_leaf);
        match self.instance().activation(id).map(|open| self.work(open.node)) {
            Some(Work::Message(_)) if self.bytes[4] % 4 != 3 => self.message(),
            Some(Work::Payment(_)) if self.bytes[4] % 4 != 3 => self.pay(),
            Some(Work::Job(_)) => self.job(),
            _ => self.press(),
        }
    }

    fn press(&self) -> Command {
        let bytes = self.bytes;
        let leaf = self.open(bytes[3], Activation::is_leaf);
        let closed = self.instance().closed.iter().rev().nth(usize::from(bytes[3] / 16)).map(|closed| closed.id);
        let activation = match bytes[3] % 16 {
            13 | 14 => closed.unwrap_or(leaf),
            15 => self.open(bytes[3], |one| !one.is_leaf()),
            _ => leaf,
        };
        let (node, role, item) = self.about(activation);
        let actions = self.run.town.program.actions(node);
        let buttons: Vec<_> = actions.iter().filter(|one| matches!(one.kind, ActionKind::Button(_))).collect();
        let button = buttons.get(usize::from(bytes[4]) % buttons.len().max(1)).filter(|_| bytes[4] < 250).copied();
        let by = button.and_then(|button| if let ActionKind::Button(by) = button.kind { by } else { None });
        let early = Instant::from_millis(self.at.millis() - 3_600_000);
        let backdated = matches!(self.work(node), Work::Person(_)) && bytes[6] >= 240;
        Command::Act {
            actor: self.actor(by.unwrap_or(role), item.as_deref()),
            activation,
            action: button.map_or("khong_co", |button| button.id.as_str()).to_owned(),
            answers: self.answers(button.map_or(&[][..], |button| &button.ask)),
            received_at: backdated.then_some(early),
        }
    }

    /// Returns step, role and agency of an activation, open or closed.
    fn about(&self, id: ActivationId) -> (NodeIx, RoleIx, Option<String>) {
        let program = &self.run.town.program;
        let role = |node| program.role_of(node).unwrap_or(RoleIx(1));
        let item = |item: &Option<motcua_engine::Name>| item.as_ref().map(ToString::to_string);
        if let Some(open) = self.instance().activation(id) {
            return (open.node, open.role.unwrap_or(role(open.node)), item(&open.item));
        }
        let closed = self.instance().closed.iter().find(|closed| closed.id == id);
        closed.map_or((program.start, RoleIx(1), None), |closed| (closed.node, role(closed.node), item(&closed.item)))
    }

    /// Chooses somebody of the role, mostly.
    fn actor(&self, role: RoleIx, item: Option<&str>) -> Actor {
        let (town, byte) = (self.run.town, self.bytes[2]);
        let described = town.program.role(role);
        let named = match (&described.at, self.run.data.field(program::FieldIx(house::NAMED))) {
            (RoleAt::Item, _) => item,
            (RoleAt::Agency(id), _) => Some(id.as_str()),
            (RoleAt::Named(_), Some(program::Value::Text(id))) => Some(id.as_str()),
            _ => None,
        };
        let agency = named.map_or_else(|| self.instance().agency(&described.at).clone(), Into::into);
        let able = POSTS.iter().map(|one| post(one.id)).filter(|one| town.may(one, role, &agency).is_some());
        let able: Vec<Actor> = if described.applicant { vec![applicant()] } else { able.collect() };
        match byte % 16 {
            14 => post(POSTS[usize::from(byte / 16) % POSTS.len()].id),
            15 => pick(byte / 16, &[applicant as fn() -> Actor, || Actor::Applicant("nguoi_nop_0413".into())])(),
            _ if able.is_empty() => post(POSTS[0].id),
            _ => able[usize::from(byte) / 16 % able.len()].clone(),
        }
    }

    fn answers(&self, ask: &[program::Ask]) -> Answers {
        let good = house::answers(&self.run.town.program, ask);
        match self.bytes[5] % 16 {
            12 => Answers::default(),
            13 => good.with("to_khai.khong_co", "x"),
            14 => Answers(good.0.into_keys().map(|name| (name, Answer::Many(vec!["zz".to_owned()]))).collect()),
            15 => good.with("ly_do", ""),
            _ => good,
        }
    }

    fn trigger(&self) -> Command {
        let entries = &self.run.town.program.anytime;
        let there = u8::try_from(entries.len()).unwrap().max(1);
        let anytime = AnytimeIx(if self.bytes[3] == 255 { 9 } else { self.bytes[3] % there });
        let entry = entries.get(anytime.at());
        let actor = self.actor(entry.map_or(RoleIx(0), |entry| entry.role), None);
        Command::Trigger { actor, anytime, answers: self.answers(entry.map_or(&[][..], |entry| &entry.ask)) }
    }

    fn message(&self) -> Command {
        let name = pick(self.bytes[4], &["ket_qua", "ket_qua", "thong_bao", "ket_qua", "la"]).to_owned();
        let fields = match self.bytes[5] % 8 {
            6 => Answers::default().with("so", "ba"),
            7 => Answers::default().with("so", "3").with("thua", "x"),
            5 => Answers::default().with("so", "4"),
            _ => Answers::default().with("so", "3").with("y_kien", "dong_y"),
        };
        Command::Message(Incoming { name, fields })
    }

    fn pay(&self) -> Command {
        let bytes = self.bytes;
        let open = self.open(bytes[3], |one| one.bill.is_some());
        let closed = self.instance().closed.iter().rev().filter(|one| matches!(self.work(one.node), Work::Payment(_)));
        let closed = closed.map(|closed| closed.id).next();
        let bill = if open == ActivationId(999) || bytes[3] % 8 == 7 { closed.unwrap_or(open) } else { open };
        let asked = self.instance().activation(bill).and_then(|open| open.bill.as_ref());
        let left = asked.map_or(20_000, |bill| bill.due() - bill.paid);
        let days = i64::from(bytes[6] % 4) * 24 * 3_600_000;
        Command::Pay(Paying {
            bill,
            payment: format!("gd_{}", if bytes[6] >= 200 { 1 } else { self.instance().payments.len() + 1 }).into(),
            amount: pick(bytes[5], &[left, left, 5_000, left + 7_000, 0]),
            paid_at: Instant::from_millis(self.at.millis() - days + if bytes[6] % 16 == 15 { 60_000 } else { 0 }),
        })
    }

    fn job(&self) -> Command {
        let bytes = self.bytes;
        let job = self.open(bytes[3], |one| one.job.is_some());
        let activation = if bytes[3] % 16 == 15 { self.open(bytes[2], |_| true) } else { job };
        let message = "Máy chủ không trả lời".to_owned();
        let outcome = match bytes[4] % 8 {
            0..=2 => JobOutcome::Done(Answers::default().with("so", if bytes[5] % 8 == 7 { "ba" } else { "3" })),
            3 | 4 => JobOutcome::Failed { retries: None, message },
            5 => JobOutcome::Failed { retries: Some(bytes[5] % 3), message },
            _ => JobOutcome::Error { code: pick(bytes[5], &["het_han", "loi", "la"]).to_owned(), message },
        };
        Command::Job { activation, outcome }
    }

    fn hold(&self) -> Command {
        let bytes = self.bytes;
        let activation = self.open(bytes[3], Activation::is_leaf);
        let (_, role, item) = self.about(activation);
        let actor = self.actor(role, item.as_deref());
        let turned = bytes.map(|byte| byte.rotate_left(3));
        let other = Chooser { run: self.run, bytes: &turned, at: self.at }.actor(role, item.as_deref());
        let passed_on = self.instance().closed.last().and_then(|closed| closed.by.clone());
        let (actor, how) = match bytes[4] % 8 {
            1 => (actor, Holding::Release),
            2 => (self.head(), Holding::Assign(other)),
            3 => (actor, Holding::Delegate(other)),
            4 => (actor, Holding::Prepared),
            5 => (actor, Holding::Recall),
            6 => (passed_on.unwrap_or(actor), Holding::Recall),
            _ => (actor, Holding::Claim),
        };
        Command::Hold { actor, activation, how }
    }

    fn paper(&self) -> Command {
        let bytes = self.bytes;
        let open = self.open(bytes[3], |one| one.item.is_some());
        let closed = self.instance().closed.iter().rev().filter(|closed| closed.item.is_some());
        let closed = closed.map(|closed| (closed.id, closed.at)).nth(usize::from(bytes[3] / 64));
        let (activation, before) = match closed {
            Some((id, at)) if open == ActivationId(999) || bytes[3] % 2 == 1 => (id, at),
            _ => (open, self.at),
        };
        let hours = i64::from(bytes[6] % 4) * 3_600_000;
        let (node, _, _) = self.about(activation);
        let actions = self.run.town.program.actions(node);
        let action = actions.get(usize::from(bytes[4]) % actions.len().max(1));
        let own = |person: &program::Person| person.each.is_some_and(|each| each.field.0 == house::OWN_AGENCIES);
        let lister = if matches!(self.work(node), Work::Person(person) if own(person)) { RoleIx(1) } else { RoleIx(0) };
        Command::PaperAnswer {
            actor: self.actor(lister, None),
            activation,
            action: action.map_or("khong_co", |action| action.id.as_str()).to_owned(),
            answers: self.answers(action.map_or(&[][..], |action| &action.ask)),
            received_at: Instant::from_millis(before.millis() - hours + if bytes[6] >= 240 { 60_000 } else { 0 }),
        }
    }

    fn item(&self) -> Command {
        let bytes = self.bytes;
        let list = self.open(bytes[3], |one| one.scope.as_ref().is_some_and(|scope| !scope.items.is_empty()));
        let activation = if bytes[3] % 16 == 15 { self.open(bytes[3], |_| true) } else { list };
        let item = pick(bytes[4], &["so_d", "so_a", "so_b", "so_c"]).into();
        let (actor, ground) = (self.actor(RoleIx(u16::from(bytes[5] % 2)), None), "Bổ sung cơ quan".to_owned());
        Command::ChangeItem { actor, activation, item, add: bytes[6] % 3 != 2, ground }
    }

    fn operate(&self) -> Command {
        let bytes = self.bytes;
        let what = match bytes[2] % 8 {
            0 | 1 => {
                let incidents = &self.instance().incidents;
                let at = usize::from(bytes[3]) % incidents.len().max(1);
                Operation::Retry { incident: incidents.get(at).map_or(IncidentId(777), |incident| incident.id) }
            }
            2 | 3 => {
                let proposals = &self.instance().proposals;
                let at = usize::from(bytes[3]) % proposals.len().max(1);
                let Some(proposal) = proposals.get(at) else { return self.operator(self.propose()) };
                let what = Operation::Settle { proposal: proposal.id, approve: bytes[5] % 4 != 3 };
                let same = proposal.operator.as_str() == "quan_tri_01";
                let operator = pick(bytes[4], &["quan_tri_02", "quan_tri_01"]);
                return match bytes[4] {
                    0..200 => {
                        Command::Operate { operator: if same { "quan_tri_02" } else { "quan_tri_01" }.into(), what }
                    }
                    _ => Command::Operate { operator: operator.into(), what },
                };
            }
            4 => {
                let held = &self.instance().buffered;
                let message =
                    held.get(usize::from(bytes[5]) % held.len().max(1)).map_or(MessageId(777), |held| held.id);
                let activation = self.open(bytes[3], |one| matches!(self.work(one.node), Work::Message(_)));
                Operation::Deliver { message, activation }
            }
            5 => Operation::Halt {
                on: if bytes[3] % 8 == 7 { bytes[5].is_multiple_of(2) } else { self.instance().halted.is_none() },
            },
            _ => self.propose(),
        };
        self.operator(what)
    }

    fn propose(&self) -> Operation {
        let bytes = self.bytes;
        let activation = self.open(bytes[3], |_| true);
        let nodes = self.run.town.program.graph.node_count();
        let to = NodeIx::new(usize::from(bytes[6]) % nodes);
        let (act, answers) = match bytes[5] % 4 {
            0 => (OperatorAct::Skip { activation }, Answers::default()),
            1 => (OperatorAct::Move { activation, to }, Answers::default()),
            2 => (OperatorAct::Cancel { activation }, Answers::default()),
            _ => (OperatorAct::Correct {}, Answers::default().with("to_khai.so_ban", pick(bytes[6], &["4", "40", ""]))),
        };
        Operation::Propose { act, ground: "Sửa sai sót".to_owned(), answers }
    }
}
