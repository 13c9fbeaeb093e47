//! A small town that answers the engine: real calendars, a fixed directory, guards by a seeded table.
//! Its answers depend on nothing but what it is asked and what it is set to.

use std::cell::Cell;

use calendar::{Calendar, ClockAct, ClockState, Date, Due, Instant, Length, Verdict};
use motcua_engine::{Actor, Capacity, Filing, LimitRef, Name, Now, Outcome, View, World};
use program::{Channel, GuardIx, Program, RoleIx, RuleIx, Subject};

use crate::calendars;

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

/// Role 0 is the applicant's; nobody serves role 4.
pub const POSTS: [Post; 6] = [
    Post { id: "can_bo_01", agency: COMPETENT, roles: &[1, 2], principal: None },
    Post { id: "can_bo_02", agency: COMPETENT, roles: &[1], principal: None },
    Post { id: "can_bo_03", agency: RECEIVING, roles: &[3], principal: None },
    Post { id: "can_bo_04", agency: RECEIVING, roles: &[3, 1], principal: None },
    Post { id: "lanh_dao_01", agency: COMPETENT, roles: &[2], principal: None },
    Post { id: "lanh_dao_02", agency: COMPETENT, roles: &[], principal: Some("lanh_dao_01") },
];

/// The world of the tests.
pub struct Town {
    pub program: Program,
    calendars: Vec<Calendar>,
    /// Seed of the table of guards.
    pub seed: u64,
    /// Percent of guards that give no answer.
    pub broken: u64,
    /// The instant of the command under way.
    pub now: Cell<Now>,
    /// Posts that hold nothing at the moment, as bits.
    pub absent: Cell<u8>,
}

impl Town {
    pub fn new(program: Program, seed: u64, broken: u64) -> Self {
        let start = calendars::at("2024-06-10 09:00");
        Self {
            program,
            calendars: [calendars::ANNOUNCED, calendars::ONE_YEAR].map(calendars::calendar).into(),
            seed,
            broken,
            now: Cell::new(Now { at: start, recorded_at: start }),
            absent: Cell::new(0),
        }
    }

    /// Sets legal and record time alike.
    pub fn set(&self, at: Instant) {
        self.now.set(Now { at, recorded_at: at });
    }

    pub fn calendar(&self, rule: RuleIx) -> &Calendar {
        let id = &self.program.rules[rule.at()].calendar;
        self.calendars.iter().find(|calendar| calendar.text().id == *id).unwrap()
    }

    fn serves(&self, id: &str, role: RoleIx, agency: &str) -> bool {
        (0..).zip(&POSTS).any(|(bit, post)| {
            post.id == id && post.agency == agency && post.roles.contains(&role.0) && self.absent.get() >> bit & 1 == 0
        })
    }
}

/// Facts of a filing; two cases and three channels differ by number.
pub fn filing(variant: u8) -> Filing {
    Filing {
        applicant: "nguoi_nop_0412".into(),
        channel: Channel::ALL[usize::from(variant) % 3],
        case: None,
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

impl World for Town {
    fn now(&self) -> Now {
        self.now.get()
    }

    fn date(&self, at: Instant) -> Date {
        calendars::zone().date(at)
    }

    /// Mixes seed, guard, day and what has been entered; most guards have an answer.
    fn guard(&self, guard: GuardIx, view: &View<'_>) -> Outcome {
        let entered: u16 = view.instance.steps.iter().map(|step| step.entries).sum();
        let day = view.at.millis() / 86_400_000;
        let mixed = [u64::from(guard.0), u64::from(entered), day.unsigned_abs(), u64::from(view.instance.data.0)];
        let mixed = mixed.iter().fold(self.seed, |sum, part| (sum ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 3);
        match (mixed % 100 < self.broken, mixed % 3, mixed & 8 == 0) {
            (true, 0, _) => Outcome::Missing("to_khai.ten".to_owned()),
            (true, 1, _) => Outcome::Arithmetic("division by zero".to_owned()),
            (true, _, _) => Outcome::Limit,
            (false, _, true) => Outcome::True,
            (false, _, false) => Outcome::False,
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

    fn judge(&self, rule: RuleIx, at: Instant, due: Due, overdue: bool) -> Option<Verdict> {
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

    fn anyone(&self, role: RoleIx, agency: &Name, except: &[Actor]) -> bool {
        POSTS.iter().any(|one| {
            let capacity = self.may(&post(one.id), role, agency);
            let principal = capacity.as_ref().and_then(|capacity| capacity.on_behalf.clone()).map(Actor::Post);
            capacity.is_some() && !except.contains(&post(one.id)) && principal.is_none_or(|one| !except.contains(&one))
        })
    }
}
