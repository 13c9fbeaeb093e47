//! One dossier on a virtual clock: filed, acted on, and carried through time (sem 2.6).
//!
//! The clock moves only forward and stops at every due on the way, so nothing ever fires late. What an act means is
//! the engine's business alone.

use calendar::{Due, Instant, Length};
use engine::{Command, Data, Decision, Effect, Instance, Pass, Rejection, Submission, Until, View, decide, submit};

use crate::Stage;

/// A dossier being rehearsed.
#[derive(Clone, Debug)]
pub struct Rehearsal<'a> {
    stage: Stage<'a>,
    instance: Instance,
    data: Data,
    now: Instant,
    log: Vec<Pass>,
    effects: Vec<Vec<Effect>>,
}

impl<'a> Rehearsal<'a> {
    /// Files a dossier at an instant.
    ///
    /// # Errors
    /// What the engine refuses: an invalid form, or a day on which the version is not in force.
    pub fn submit(stage: Stage<'a>, submission: &Submission, at: Instant) -> Result<Self, Rejection> {
        let (instance, decision) = submit(stage.program(), submission, &stage.world(at))?;
        let data = decision.data.unwrap_or_else(|| Data::empty(stage.program()));
        let mut effects = Vec::new();
        for pass in &decision.passes {
            effects.push(engine::effects(stage.program(), None, &instance, pass));
        }
        Ok(Self { stage, instance, data, now: at, log: decision.passes, effects })
    }

    /// Returns what it is played on.
    pub fn stage(&self) -> Stage<'a> {
        self.stage
    }

    /// Returns where the virtual clock stands.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Returns the dossier.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Returns its form data.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Returns everything that happened, oldest first.
    pub fn log(&self) -> &[Pass] {
        &self.log
    }

    /// Gives everything that happened away, oldest first.
    pub fn into_log(self) -> Vec<Pass> {
        self.log
    }

    /// Returns what each pass of the log asks of the outside: notices and letters.
    pub fn effects(&self) -> &[Vec<Effect>] {
        &self.effects
    }

    /// Returns what a guard would see now.
    pub fn view(&self) -> View<'_> {
        View { program: self.stage.program(), instance: &self.instance, data: &self.data, message: None, at: self.now }
    }

    /// Moves the clock, firing what is due on the way; a moment that has passed changes nothing.
    pub fn advance(&mut self, until: Until) {
        let (Until::Before(target) | Until::UpTo(target)) = until;
        while let Some(due) = self.instance.wake_at().filter(|&due| reached(due, until)) {
            self.now = due.max(self.now);
            let fired = self.ask(&Command::FireDue(Until::UpTo(due)));
            self.keep(fired.unwrap_or_default());
        }
        self.now = target.max(self.now);
    }

    /// Returns the end of an office's deadline of this length started now: where a wait leads.
    ///
    /// # Errors
    /// The year that is not announced.
    pub fn end_of_wait(&self, length: &Length) -> Result<Instant, i32> {
        match calendar::wait_until(length, self.now, self.stage.calendar()) {
            Due::At(end) => Ok(end),
            Due::Undetermined(year) => Err(year),
            Due::NoLimit => Ok(self.now),
        }
    }

    /// Does something now; what is due at this very instant fires only when time moves on (sem 2.3).
    ///
    /// # Errors
    /// The engine's rejection; nothing has changed then.
    pub fn perform(&mut self, command: &Command) -> Result<(), Rejection> {
        let decision = self.ask(command)?;
        self.keep(decision);
        Ok(())
    }

    fn ask(&self, command: &Command) -> Result<Decision, Rejection> {
        let world = self.stage.world(self.now);
        decide(self.stage.program(), self.instance.clone(), &self.data, command, &world).1
    }

    /// Folds what was decided, pass by pass, so that each pass has its own before and after.
    fn keep(&mut self, decision: Decision) {
        for pass in decision.passes {
            let before = self.instance.clone();
            for event in &pass.events {
                engine::apply(&mut self.instance, event, pass.at);
            }
            self.effects.push(engine::effects(self.stage.program(), Some(&before), &self.instance, &pass));
            self.log.push(pass);
        }
        if let Some(data) = decision.data {
            self.data = data;
        }
    }
}

fn reached(due: Instant, until: Until) -> bool {
    match until {
        Until::Before(limit) => due < limit,
        Until::UpTo(limit) => due <= limit,
    }
}
