//! A small town that answers the engine: real calendars, a fixed directory, guards by a seeded table.
//! Its answers depend on nothing but what it is asked and what it is set to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use calendar::{Bearer, Calendar, CalendarHash, ClockAct, ClockState, Counting, Date, Due, Instant, Length, Limit};
use motcua_engine::{Actor, Capacity, Filing, LimitRef, Name, Now, Outcome, View, World};
use program::{CaseIx, Channel, GuardIx, Program, RoleIx, RuleIx, Subject};

use crate::calendars::{self, ANNOUNCED, ONE_YEAR};

/// The agency that settles dossiers.
pub const COMPETENT: &str = "ubnd_xa";
/// The agency that receives them.
pub const RECEIVING: &str = "trung_tam";

/// A post: its id, its agency, the roles it serves, and in whose place it may act.
pub struct Post {
    pub id: &'static str,
    agency: &'static str,
    roles: &'static [u16],
    principal: Option<&'static str>,
}

const fn at(id: &'static str, agency: &'static str, roles: &'static [u16]) -> Post {
    Post { id, agency, roles, principal: None }
}

/// Role 0 is the applicant's; nobody serves role 4, and nobody in `so_c`. The first of each agency heads it.
pub const POSTS: [Post; 10] = [
    at("can_bo_01", COMPETENT, &[1, 2]),
    at("can_bo_02", COMPETENT, &[1]),
    at("can_bo_03", RECEIVING, &[3]),
    at("can_bo_04", RECEIVING, &[3, 1]),
    at("lanh_dao_01", COMPETENT, &[2]),
    Post { principal: Some("lanh_dao_01"), ..at("lanh_dao_02", COMPETENT, &[]) },
    at("so_a_01", "so_a", &[5, 7]),
    at("so_b_01", "so_b", &[5, 8]),
    at("so_b_02", "so_b", &[5, 8]),
    at("so_d_01", "so_d", &[5]),
];

/// The world of the tests.
pub struct Town {
    pub program: Program,
    calendars: Vec<Calendar>,
    /// Which edition of each calendar is at hand: 1 once the next year is announced and a holiday is moved.
    pub edition: Cell<usize>,
    /// Seed of the table of guards.
    pub seed: u64,
    /// Percent of guards that give no answer.
    pub broken: Cell<u64>,
    /// Guards whose answer is settled beforehand.
    pub settled: RefCell<BTreeMap<GuardIx, Outcome>>,
    /// The instant of the command under way.
    pub now: Cell<Now>,
    /// Posts that hold nothing at the moment, as bits.
    pub absent: Cell<u16>,
    /// How long after its due a payment step is closed, in milliseconds.
    pub settle: Cell<i64>,
    /// The version by which a dossier is settled whose clock starts now, if it is another.
    pub successor: Cell<Option<program::ProgramHash>>,
}

impl Town {
    pub fn new(program: Program, seed: u64, broken: u64) -> Self {
        let start = calendars::at("2024-06-10 09:00");
        let editions = [0, 1].into_iter().flat_map(|edition| [(ANNOUNCED, edition), (ONE_YEAR, edition)]);
        Self {
            program,
            calendars: editions.map(|(id, edition)| calendars::edition(id, edition)).collect(),
            edition: Cell::new(0),
            seed,
            broken: Cell::new(broken),
            settled: RefCell::default(),
            now: Cell::new(Now { at: start, recorded_at: start }),
            absent: Cell::new(0),
            settle: Cell::new(0),
            successor: Cell::new(None),
        }
    }

    /// Sets legal and record time alike.
    pub fn set(&self, at: Instant) {
        self.now.set(Now { at, recorded_at: at });
    }

    /// Returns the calendar of a rule, in the edition at hand.
    pub fn calendar(&self, rule: RuleIx) -> &Calendar {
        let id = &self.program.rules[rule.at()].calendar;
        self.calendars.iter().filter(|calendar| calendar.text().id == *id).nth(self.edition.get()).unwrap()
    }

    /// Returns the calendar that computed a due.
    pub fn recorded(&self, hash: CalendarHash) -> &Calendar {
        self.calendars.iter().find(|calendar| calendar.hash() == hash).unwrap()
    }

    /// Settles the answer to a guard.
    pub fn settle(&self, guard: GuardIx, holds: bool) {
        let outcome = if holds { Outcome::True } else { Outcome::False };
        self.settled.borrow_mut().insert(guard, outcome);
    }

    fn serves(&self, id: &str, role: RoleIx, agency: &str) -> bool {
        (0..).zip(&POSTS).any(|(bit, post)| {
            post.id == id && post.agency == agency && post.roles.contains(&role.0) && self.absent.get() >> bit & 1 == 0
        })
    }
}

/// Facts of a filing; channel and case differ by number, the case only where there are any.
pub fn filing(program: &Program, variant: u8) -> Filing {
    let cases = u8::try_from(program.cases.len()).unwrap();
    Filing {
        applicant: "nguoi_nop_0412".into(),
        channel: Channel::ALL[usize::from(variant) % 3],
        case: (cases > 0).then(|| CaseIx(variant / 3 % cases)),
        subject: Subject::Citizen,
        competent: COMPETENT.into(),
        receiving: RECEIVING.into(),
        assisting: None,
    }
}

/// Returns the applicant as an actor.
pub fn applicant() -> Actor {
    Actor::Applicant("nguoi_nop_0412".into())
}

/// Returns a post as an actor.
pub fn post(id: &str) -> Actor {
    Actor::Post(id.into())
}

/// Tells whether a post heads an agency.
fn is_head(actor: &Actor, agency: &Name) -> bool {
    let head = POSTS.iter().find(|one| one.agency == agency.as_str());
    head.is_some_and(|head| *actor == post(head.id))
}

impl World for Town {
    fn now(&self) -> Now {
        self.now.get()
    }

    fn date(&self, at: Instant) -> Date {
        calendars::zone().date(at)
    }

    fn successor(&self) -> Option<program::ProgramHash> {
        self.successor.get()
    }

    /// Mixes seed, guard, day and what has been entered; most guards have an answer.
    fn guard(&self, guard: GuardIx, view: &View<'_>) -> Outcome {
        if let Some(settled) = self.settled.borrow().get(&guard) {
            return settled.clone();
        }
        let entered: u16 = view.instance.steps.iter().map(|step| step.entries).sum();
        let day = view.at.millis() / 86_400_000;
        let mixed = [u64::from(guard.0), u64::from(entered), day.unsigned_abs(), u64::from(view.instance.data.0)];
        let mixed = mixed.iter().fold(self.seed, |sum, part| (sum ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 3);
        match (mixed % 100 < self.broken.get(), mixed % 3, mixed & 8 == 0) {
            (true, 0, _) => Outcome::Missing("to_khai.ten".to_owned()),
            (true, 1, _) => Outcome::Arithmetic("division by zero".to_owned()),
            (true, _, _) => Outcome::Limit,
            (false, _, true) => Outcome::True,
            (false, _, false) => Outcome::False,
        }
    }

    /// An expression that holds is worth 20,000 đồng.
    fn amount(&self, guard: GuardIx, view: &View<'_>) -> Result<i64, Outcome> {
        match self.guard(guard, view) {
            Outcome::True => Ok(20_000),
            Outcome::False => Ok(0),
            other => Err(other),
        }
    }

    fn clock(&self, limit: LimitRef, state: Option<&ClockState>, act: &ClockAct) -> ClockState {
        let counting = self.program.rules[limit.rule.at()].counting(limit.entry);
        calendar::step(counting, state, act, self.calendar(limit.rule))
    }

    fn reminder(&self, rule: RuleIx, due: Instant, before: &Length, opened: Instant) -> Option<Instant> {
        calendar::remind_at(due, before, opened, self.calendar(rule))
    }

    fn escalation(&self, rule: RuleIx, due: Instant, after: &Length) -> Due {
        calendar::after_due(due, after, self.calendar(rule))
    }

    fn notice(&self, rule: RuleIx, at: Instant, before: &Length) -> Due {
        calendar::notice(at, before, self.calendar(rule))
    }

    fn opening(&self, date: Date) -> Option<Instant> {
        calendar::opening_of(
            date,
            self.calendars.iter().filter(|one| one.text().id == ONE_YEAR).nth(self.edition.get())?,
        )
    }

    fn day_end(&self, rule: RuleIx, at: Instant) -> Due {
        let calendar = self.calendar(rule);
        calendar::start(&Counting::of(Limit::SameDay, Bearer::Applicant, calendar), at, calendar)
    }

    fn payment_settle(&self) -> i64 {
        self.settle.get()
    }

    fn judge(&self, rule: RuleIx, at: Instant, due: Due, overdue: bool) -> Option<calendar::Verdict> {
        calendar::judge(at, due, overdue, self.calendar(rule).zone())
    }

    fn may(&self, actor: &Actor, role: RoleIx, agency: &Name) -> Option<Capacity> {
        let Actor::Post(id) = actor else { return None };
        if self.serves(id.as_str(), role, agency.as_str()) {
            return Some(Capacity { on_behalf: None });
        }
        let principal = POSTS.iter().find(|post| post.id == id.as_str())?.principal?;
        self.serves(principal, role, agency.as_str()).then(|| Capacity { on_behalf: Some(principal.into()) })
    }

    fn heads(&self, actor: &Actor, role: RoleIx, agency: &Name) -> bool {
        is_head(actor, agency) && POSTS.iter().any(|one| self.serves(one.id, role, agency.as_str()))
    }

    fn signs(&self, actor: &Actor, agency: &Name) -> bool {
        is_head(actor, agency)
    }

    fn anyone(&self, role: RoleIx, agency: &Name, except: &[Actor]) -> bool {
        POSTS.iter().any(|one| {
            let capacity = self.may(&post(one.id), role, agency);
            let principal = capacity.as_ref().and_then(|capacity| capacity.on_behalf.clone()).map(Actor::Post);
            capacity.is_some() && !except.contains(&post(one.id)) && principal.is_none_or(|one| !except.contains(&one))
        })
    }
}
