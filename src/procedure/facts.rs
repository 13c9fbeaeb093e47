//! Answers the engine's questions from a compiled procedure, calendars and a directory.
//!
//! It has no clock: the instant is given by whoever holds one.

use calendar::{Calendar, ClockAct, ClockState, Date, Due, Instant, Length, Verdict};
use engine::{Actor, Capacity, LimitRef, Name, Now, Outcome, View, World};
use program::{GuardIx, RoleIx, RuleIx};

use crate::compiler::{Compiled, Library};
use crate::files::Directory;

/// The world of one pass.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    compiled: &'a Compiled,
    library: &'a Library,
    directory: &'a Directory,
    now: Now,
}

impl<'a> Facts<'a> {
    /// Makes the world of a pass at an instant.
    pub fn new(compiled: &'a Compiled, library: &'a Library, directory: &'a Directory, now: Now) -> Self {
        Self { compiled, library, directory, now }
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
        let role = &self.compiled.program.role(role).id;
        self.directory.post(post).is_some_and(|place| {
            place.agency.id == agency.as_str() && place.post.serves(&self.compiled.program.id, role)
        })
    }

    /// Finds the post in whose place another may act: one link, never a chain (sem 6.5).
    fn principal(&self, substitute: &str, role: RoleIx, agency: &Name) -> Option<Name> {
        let places = self.directory.agency(agency.as_str())?.places();
        let principal = places
            .map(|place| place.post)
            .find(|post| post.substitute.as_deref() == Some(substitute) && self.serves(&post.id, role, agency));
        principal.map(|post| Name::from(post.id.as_str()))
    }
}

impl World for Facts<'_> {
    fn now(&self) -> Now {
        self.now
    }

    fn date(&self, at: Instant) -> Date {
        self.calendar(RuleIx(0)).zone().date(at)
    }

    fn guard(&self, guard: GuardIx, view: &View<'_>) -> Outcome {
        self.compiled.guards[guard.at()].evaluate(view, self.calendar(RuleIx(0)))
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

    fn judge(&self, rule: RuleIx, at: Instant, due: Due, overdue: bool) -> Option<Verdict> {
        calendar::judge(at, due, overdue, self.calendar(rule).zone())
    }

    fn may(&self, actor: &Actor, role: RoleIx, agency: &Name) -> Option<Capacity> {
        let Actor::Post(post) = actor else { return None };
        if self.serves(post.as_str(), role, agency) {
            return Some(Capacity { on_behalf: None });
        }
        let principal = self.principal(post.as_str(), role, agency)?;
        Some(Capacity { on_behalf: Some(principal) })
    }

    fn anyone(&self, role: RoleIx, agency: &Name, except: &[Actor]) -> bool {
        let Some(found) = self.directory.agency(agency.as_str()) else { return false };
        let may = |post: &crate::files::Post| {
            let actor = Actor::Post(Name::from(post.id.as_str()));
            let capacity = self.may(&actor, role, agency);
            let principal = capacity.as_ref().and_then(|capacity| capacity.on_behalf.clone()).map(Actor::Post);
            capacity.is_some() && !except.contains(&actor) && principal.is_none_or(|one| !except.contains(&one))
        };
        found.places().any(|place| may(place.post))
    }
}
