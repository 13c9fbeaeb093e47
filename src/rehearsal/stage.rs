//! What a rehearsal plays on: one compiled procedure, the calendars and one directory.
//! It holds no dossier and no instant.

use calendar::{Calendar, Instant, Zone};
use engine::Now;
use procedure::files::Directory;
use procedure::{Compiled, Facts, Library};
use program::{Program, RuleIx};

/// The dossier's own clock is the first rule of every program.
pub(crate) const DOSSIER: RuleIx = RuleIx(0);

/// A procedure with all that its rehearsal needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'a> {
    /// The procedure.
    pub compiled: &'a Compiled,
    /// Calendars, those of the procedure among them.
    pub library: &'a Library,
    /// The agencies and posts that act.
    pub directory: &'a Directory,
}

impl<'a> Stage<'a> {
    /// Returns the machine.
    pub fn program(&self) -> &'a Program {
        &self.compiled.program
    }

    /// Returns the engine's world at an instant of the virtual clock; nothing is ever written late.
    pub fn world(&self, at: Instant) -> Facts<'a> {
        Facts::new(self.compiled, self.library, self.directory, Now { at, recorded_at: at })
    }

    /// Returns the calendar of the dossier's own clock, by which a test waits.
    pub fn calendar(&self) -> &'a Calendar {
        self.world(Instant::from_millis(0)).calendar(DOSSIER)
    }

    /// Returns the zone in which a test writes its moments.
    pub fn zone(&self) -> Zone {
        self.calendar().zone()
    }
}
