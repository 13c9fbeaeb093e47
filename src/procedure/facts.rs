//! Answers the engine's questions from a compiled procedure, calendars and a directory.
//!
//! It has no clock: the instant is given by whoever holds one.

use calendar::{Calendar, ClockAct, ClockState, Date, Due, Instant, Length, Verdict};
use engine::{Actor, Capacity, LimitRef, Name, Now, Outcome, View, World};
use program::{GuardIx, ProgramHash, RoleIx, RuleIx};

use crate::compiler::{Compiled, Library};
use crate::files::{Agency, Directory, Post, Substitute};

/// The world of one pass.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    compiled: &'a Compiled,
    library: &'a Library,
    directory: &'a Directory,
    now: Now,
    settle: i64,
    successor: Option<ProgramHash>,
}

impl<'a> Facts<'a> {
    /// Makes the world of a pass at an instant.
    pub fn new(compiled: &'a Compiled, library: &'a Library, directory: &'a Directory, now: Now) -> Self {
        Self { compiled, library, directory, now, settle: 0, successor: None }
    }

    /// Sets how long after its due a payment step is closed, in milliseconds (sem 2.15a); 0 unless set.
    pub fn with_settle(self, settle: i64) -> Self {
        Self { settle, ..self }
    }

    /// Names the version by which a dossier is settled whose clock starts now; none unless set.
    pub fn with_successor(self, successor: Option<ProgramHash>) -> Self {
        Self { successor, ..self }
    }

    /// Returns the calendar a deadline rule counts by.
    ///
    /// # Panics
    /// If the library lacks a calendar the procedure was compiled with; loading refuses that (M057).
    pub fn calendar(&self, rule: RuleIx) -> &'a Calendar {
        let id = &self.compiled.program.rules[rule.at()].calendar;
        self.library.calendar(id).expect("a program is loaded only with its calendars")
    }

    fn serves(&self, post: &str, role: RoleIx, agency: &Name) -> bool {
        let place = self.directory.post(post).filter(|place| place.agency.id == agency.as_str());
        place.is_some_and(|place| self.is_bound(place.post, role))
    }

    fn is_bound(&self, post: &Post, role: RoleIx) -> bool {
        post.serves(&self.compiled.program.id, &self.compiled.program.role(role).id)
    }

    /// Finds the post in whose place another may act today: one link, never a chain (sem 6.5).
    fn principal(&self, substitute: &str, role: RoleIx, agency: &'a Agency) -> Option<&'a Post> {
        let mut posts = agency.places().map(|place| place.post);
        posts.find(|post| self.grants(post, substitute) && self.is_bound(post, role))
    }

    /// Tells whether a post lets another act in its place on the day of the act, both days of the grant included.
    fn grants(&self, post: &Post, substitute: &str) -> bool {
        let in_force = |grant: &Substitute| {
            let today = self.date(self.now.at);
            grant.from.is_none_or(|from| from <= today) && grant.to.is_none_or(|to| today <= to)
        };
        post.lets(substitute) && post.substitute.as_ref().is_some_and(in_force)
    }
}

impl World for Facts<'_> {
    fn now(&self) -> Now {
        self.now
    }

    fn date(&self, at: Instant) -> Date {
        self.calendar(RuleIx(0)).zone().date(at)
    }

    fn successor(&self) -> Option<ProgramHash> {
        self.successor
    }

    fn guard(&self, guard: GuardIx, view: &View<'_>) -> Outcome {
        self.compiled.guards[guard.at()].evaluate(view, self, self.calendar(RuleIx(0)))
    }

    fn amount(&self, guard: GuardIx, view: &View<'_>) -> Result<i64, Outcome> {
        self.compiled.guards[guard.at()].amount(view, self, self.calendar(RuleIx(0)))
    }

    fn clock(&self, limit: LimitRef, state: Option<&ClockState>, act: &ClockAct) -> ClockState {
        let counting = self.compiled.program.rules[limit.rule.at()].counting(limit.entry);
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
        calendar::opening_of(date, self.calendar(RuleIx(0)))
    }

    fn day_end(&self, rule: RuleIx, at: Instant) -> Due {
        // The lines of one table differ in nothing but their length.
        let counting = self.compiled.program.rules[rule.at()].counting(0);
        calendar::outage_due(at, counting, self.calendar(rule))
    }

    fn payment_settle(&self) -> i64 {
        self.settle
    }

    fn judge(&self, rule: RuleIx, at: Instant, due: Due, overdue: bool) -> Option<Verdict> {
        calendar::judge(at, due, overdue, self.calendar(rule).zone())
    }

    fn may(&self, actor: &Actor, role: RoleIx, agency: &Name) -> Option<Capacity> {
        let Actor::Post(post) = actor else { return None };
        if self.serves(post.as_str(), role, agency) {
            return Some(Capacity { on_behalf: None });
        }
        let principal = self.principal(post.as_str(), role, self.directory.agency(agency.as_str())?)?;
        Some(Capacity { on_behalf: Some(Name::from(principal.id.as_str())) })
    }

    fn heads(&self, actor: &Actor, role: RoleIx, agency: &Name) -> bool {
        let (Actor::Post(post), Some(found)) = (actor, self.directory.agency(agency.as_str())) else { return false };
        let led = found.units.iter().filter(|unit| unit.head.as_deref() == Some(post.as_str()));
        led.flat_map(|unit| &unit.posts).any(|member| self.serves(&member.id, role, agency))
    }

    fn signs(&self, actor: &Actor, agency: &Name) -> bool {
        let Actor::Post(post) = actor else { return false };
        let place = self.directory.post(post.as_str());
        place.is_some_and(|place| place.post.signs && place.agency.id == agency.as_str())
    }

    fn anyone(&self, role: RoleIx, agency: &Name, except: &[Actor]) -> bool {
        let Some(found) = self.directory.agency(agency.as_str()) else { return false };
        let barred =
            |post: &Post| except.iter().any(|one| matches!(one, Actor::Post(name) if name.as_str() == post.id));
        let may = |post: &Post| {
            self.is_bound(post, role)
                || self.principal(&post.id, role, found).is_some_and(|principal| !barred(principal))
        };
        found.places().any(|place| !barred(place.post) && may(place.post))
    }
}
