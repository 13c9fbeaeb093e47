//! The machine of the procedure that guards are tried on: its steps, its fees, and a world that tells amounts.
//! It asserts nothing.

use calendar::{ClockAct, ClockState, Date, Due, Instant, Length, Verdict};
use engine::{Actor, Capacity, LimitRef, Name, Now, Outcome, View, World};
use motcua_procedure::guard::Stand;
use program::{
    Action, ActionKind, BlockIx, CaseIx, Channel, Effects, Fee, Graph, GuardIx, Join, Node, On, Price, RoleIx, RuleIx,
    Split, Statuses, Work,
};

use crate::dossier::Dossier;

/// Steps: id, buttons, outcomes or words of the work.
pub const STEPS: [(&str, &[&str], &[&str]); 9] = [
    ("nop", &[], &[]),
    ("tiep_nhan", &["nhan", "bo_sung", "tu_choi"], &[]),
    ("tham_dinh", &["dat", "khong_dat"], &[]),
    ("hop", &["xong"], &[]),
    ("hoi", &["dong_y", "khong"], &[]),
    ("thue", &["huy"], &["thong_bao", "tra_lai"]),
    ("gui", &[], &["done"]),
    ("nop_phi", &["hoan"], &["paid"]),
    ("khoi", &[], &[]),
];

/// Expressions of the fees below, by number.
pub const FEE_GUARDS: [(&str, Stand); 4] = [
    ("giay_to.to_khai", Stand::Fee),
    ("yeu_cau.gia * yeu_cau.so_ban", Stand::Amount),
    ("has(yeu_cau.so_to)", Stand::Fee),
    ("1000 * yeu_cau.so_to", Stand::Amount),
];

/// The fees: fixed with an exemption; computed; of the other case only; computed if there is what to compute it from.
pub fn fees() -> Vec<Fee> {
    let fee = |id: &str, price: Price| Fee {
        id: id.to_owned(),
        name: format!("Tên {id}"),
        is_charge: false,
        prices: vec![(On::Channel(Channel::Online), Price::Dong(10_000)), (On::Otherwise, price)],
        when: None,
        cases: Vec::new(),
        channels: Vec::new(),
        exempt: None,
        code: None,
        legal: Vec::new(),
    };
    vec![
        Fee { exempt: Some((GuardIx(0), Vec::new())), ..fee("le_phi", Price::Dong(20_000)) },
        fee("phi_chup", Price::Computed(GuardIx(1))),
        Fee { cases: vec![CaseIx(0)], ..fee("phi_gap", Price::Dong(5_000)) },
        Fee { when: Some(GuardIx(2)), ..fee("phi_to", Price::Computed(GuardIx(3))) },
    ]
}

/// The steps as nodes, with nothing but their actions.
pub fn graph() -> Graph {
    let mut graph = Graph::new();
    for (id, buttons, outcomes) in STEPS {
        let buttons = buttons.iter().map(|id| action(id, ActionKind::Button(None)));
        let outcomes = outcomes.iter().map(|id| action(id, ActionKind::Outcome));
        graph.add_node(Node {
            id: id.to_owned(),
            name: id.to_owned(),
            number: None,
            block: BlockIx(0),
            when: None,
            join: Join::Any,
            work: Work::None,
            actions: buttons.chain(outcomes).collect(),
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
        });
    }
    graph
}

fn action(id: &str, kind: ActionKind) -> Action {
    Action {
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
        proceeds: true,
        status: Statuses::default(),
        legal: Vec::new(),
        effects: Effects::default(),
    }
}

/// A guard asks the world for nothing but guards and amounts of fees.
impl World for Dossier {
    fn guard(&self, guard: GuardIx, view: &View<'_>) -> Outcome {
        self.guards[guard.at()].evaluate(view, self, &self.calendar)
    }

    fn amount(&self, guard: GuardIx, view: &View<'_>) -> Result<i64, Outcome> {
        self.guards[guard.at()].amount(view, self, &self.calendar)
    }

    fn now(&self) -> Now {
        unreachable!("the view says when it is")
    }

    fn date(&self, at: Instant) -> Date {
        self.calendar.zone().date(at)
    }

    fn clock(&self, _: LimitRef, _: Option<&ClockState>, _: &ClockAct) -> ClockState {
        unreachable!("no guard moves a clock")
    }

    fn reminder(&self, _: RuleIx, _: Instant, _: &Length, _: Instant) -> Option<Instant> {
        None
    }

    fn escalation(&self, _: RuleIx, _: Instant, _: &Length) -> Due {
        Due::NoLimit
    }

    fn notice(&self, _: RuleIx, _: Instant, _: &Length) -> Due {
        Due::NoLimit
    }

    fn opening(&self, _: Date) -> Option<Instant> {
        None
    }

    fn day_end(&self, _: RuleIx, _: Instant) -> Due {
        Due::NoLimit
    }

    fn payment_settle(&self) -> i64 {
        0
    }

    fn judge(&self, _: RuleIx, _: Instant, _: Due, _: bool) -> Option<Verdict> {
        None
    }

    fn may(&self, _: &Actor, _: RoleIx, _: &Name) -> Option<Capacity> {
        None
    }

    fn heads(&self, _: &Actor, _: RoleIx, _: &Name) -> bool {
        false
    }

    fn signs(&self, _: &Actor, _: &Name) -> bool {
        false
    }

    fn anyone(&self, _: RoleIx, _: &Name, _: &[Actor]) -> bool {
        false
    }
}
