//! The engine's only questions to its surroundings. The runtime, the rehearsal and the tests answer them.

use calendar::{ClockAct, ClockState, Date, Due, Instant, Length, Verdict};
use program::{GuardIx, Program, ProgramHash, RoleIx, RuleIx, Value};

use crate::{Actor, Capacity, Data, Instance, Name};

/// Answers what `decide` may ask; it has no other way to learn anything.
pub trait World {
    /// Returns the instant of the act, and the instant it is written.
    fn now(&self) -> Now;

    /// Returns the date of an instant in the zone of the procedure.
    fn date(&self, at: Instant) -> Date;

    /// Returns the version by which a dossier is settled whose clock starts now, if that is another than this one
    /// (sem 9.1). None where there is one version only.
    fn successor(&self) -> Option<ProgramHash> {
        None
    }

    /// Evaluates a guard on a snapshot.
    fn guard(&self, guard: GuardIx, view: &View<'_>) -> Outcome;

    /// Computes an amount in đồng.
    ///
    /// # Errors
    /// What an expression that gives no amount gave instead; never `True` or `False`.
    fn amount(&self, guard: GuardIx, view: &View<'_>) -> Result<i64, Outcome>;

    /// Steps a clock (sem 3.15).
    fn clock(&self, limit: LimitRef, state: Option<&ClockState>, act: &ClockAct) -> ClockState;

    /// Returns the instant of a reminder, none if it is not after the opening (sem 4.2, 4.3).
    fn reminder(&self, rule: RuleIx, due: Instant, before: &Length, opened: Instant) -> Option<Instant>;

    /// Returns the instant this long after a due (sem 4.6).
    fn escalation(&self, rule: RuleIx, due: Instant, after: &Length) -> Due;

    /// Returns the due of this long a notice from an instant (`before`, sem 3.42).
    fn notice(&self, rule: RuleIx, at: Instant, before: &Length) -> Due;

    /// Returns the first opening on a date or after it; none if the year is not announced.
    fn opening(&self, date: Date) -> Option<Instant>;

    /// Returns the end of the effective day of an instant for the applicant (sem 2.19).
    fn day_end(&self, rule: RuleIx, at: Instant) -> Due;

    /// Returns how long after its due a payment step is closed, in milliseconds (sem 2.15a).
    fn payment_settle(&self) -> i64;

    /// Judges an instant against a due (sem 3.49).
    fn judge(&self, rule: RuleIx, at: Instant, due: Due, overdue: bool) -> Option<Verdict>;

    /// Returns in what capacity an actor may act in a role at an agency (sem 6.1).
    fn may(&self, actor: &Actor, role: RoleIx, agency: &Name) -> Option<Capacity>;

    /// Tells whether an actor heads a unit in which the role is served at an agency (sem 6.3).
    fn heads(&self, actor: &Actor, role: RoleIx, agency: &Name) -> bool;

    /// Tells whether an actor signs for an agency: may suspend its dossiers (sem 3.38).
    fn signs(&self, actor: &Actor, agency: &Name) -> bool;

    /// Tells whether anyone but these people may act in a role at an agency (sem 6.8).
    fn anyone(&self, role: RoleIx, agency: &Name, except: &[Actor]) -> bool;
}

/// Legal time and record time (sem 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// When it takes legal effect.
    pub at: Instant,
    /// When it is written.
    pub recorded_at: Instant,
}

/// One line of one deadline rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRef {
    /// The rule.
    pub rule: RuleIx,
    /// The line of its table.
    pub entry: u8,
}

/// The snapshot a guard sees (sem 5.1).
pub struct View<'a> {
    /// The program.
    pub program: &'a Program,
    /// The dossier as folded up to this moment.
    pub instance: &'a Instance,
    /// The form data up to this moment.
    pub data: &'a Data,
    /// What the message says whose outcome is being chosen.
    pub message: Option<&'a [Option<Value>]>,
    /// The instant of the turn: `hom_nay`, `bay_gio` (sem 5.18).
    pub at: Instant,
}

impl View<'_> {
    /// Returns what is owed on a line: as assessed, else as current data say; exempt lines are 0 (sem 5.16).
    pub fn owed(&self, world: &dyn World, line: program::BillLine) -> Result<i64, Outcome> {
        match self.instance.assessed.iter().find(|(assessed, _)| *assessed == line) {
            Some((_, amount)) => Ok(*amount),
            None => crate::bill::current(self, world, line).map(|line| line.map_or(0, |line| line.amount)),
        }
    }
}

/// What a guard gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It read this name, which has no value (sem 5.5).
    Missing(String),
    /// Its arithmetic failed: overflow, division by zero (sem 5.8, 5.9).
    Arithmetic(String),
    /// It met a limit (sem 5.20).
    Limit,
}
