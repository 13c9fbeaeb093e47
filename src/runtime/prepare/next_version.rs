//! An act on a dossier that is settled by another version than its own: the dossier goes on under that version and the
//! act comes behind it, in one commit, or neither does (sem 9.2).

use engine::{Author, Command, Rejection, change_version, decide};
use procedure::Compiled;
use program::ProgramHash;
use store::{Commit, DossierId, Target};

use super::{Held, Loaded, Prepared, Preparer, Written, answer, bytes, kind};
use crate::request::Client;
use crate::{Refusal, agencies};

/// An act that was refused because another version is in force.
pub(super) struct Refused<'a> {
    pub id: DossierId,
    pub command: &'a Command,
    pub at: calendar::Instant,
    pub client: &'a Client,
    /// What the timers before it have written.
    pub fired: Option<Box<Commit>>,
    pub to: ProgramHash,
    /// Whether it starts the clock.
    pub settles: bool,
}

impl<'a> Refused<'a> {
    /// Finds out whether that is why an act was refused; gives back what was prepared if not.
    pub fn of(
        prepared: Prepared,
        (id, command, at, client): (DossierId, &'a Command, calendar::Instant, &'a Client),
    ) -> Result<Self, Prepared> {
        let why = |refusal: &Refusal| match refusal {
            Refusal::Rejected(Rejection::VersionNotInForce { to, settles, .. }) => Some((*to, *settles)),
            _ => None,
        };
        let (found, fired) = match prepared {
            Prepared::Write(commit, Some(refusal)) => match why(&refusal) {
                Some(found) => (found, Some(commit)),
                None => return Err(Prepared::Write(commit, Some(refusal))),
            },
            Prepared::Nothing(Err(refusal)) => match why(&refusal) {
                Some(found) => (found, None),
                None => return Err(Prepared::Nothing(Err(refusal))),
            },
            other => return Err(other),
        };
        let (to, settles) = found;
        Ok(Self { id, command, at, client, fired, to, settles })
    }
}

impl Preparer<'_> {
    /// Lets the dossier go on under the version in force and carries out the act there. If it cannot, what would start
    /// the clock is refused, and a supplement is asked for under the old version.
    pub(super) async fn next_version(&mut self, refused: Refused<'_>) -> Result<Prepared, Refusal> {
        let Refused { id, command, at, client, .. } = refused;
        let rejection = match self.moved(&refused).await? {
            Ok(commit) => return Ok(Prepared::Write(behind(refused.fired, commit), None)),
            Err(rejection) => rejection,
        };
        if !refused.settles && matches!(rejection, Rejection::VersionNotInForce { .. }) {
            let prepared = self.attempt((id, None), command, at, client, false).await?;
            return Ok(match (refused.fired, prepared) {
                (fired @ Some(_), Prepared::Write(commit, refusal)) => Prepared::Write(behind(fired, *commit), refusal),
                (Some(fired), Prepared::Nothing(answer)) => Prepared::Write(fired, answer.err()),
                (_, prepared) => prepared,
            });
        }
        let refusal = Refusal::Rejected(rejection);
        Ok(match refused.fired {
            Some(fired) => Prepared::Write(fired, Some(refusal)),
            None => Prepared::Nothing(Err(refusal)),
        })
    }

    /// Moves the dossier and acts; it is in hand as it was if either is refused.
    async fn moved(&mut self, refused: &Refused<'_>) -> Result<Result<Commit, Rejection>, Refusal> {
        let Refused { id, at, client, to, settles, .. } = *refused;
        let Held { loaded, recorded_at } = self.load(id).await?;
        let not_there = Rejection::VersionNotInForce { to, settles, lacks: Vec::new() };
        let offered = |new: &Compiled| {
            let competent = &loaded.instance.filing.competent;
            self.catalogue.offering(new).any(|agency| agency.id == competent.as_str())
        };
        let new = self.catalogue.version(&to.to_string()).filter(|new| offered(new));
        let command = new.as_ref().and_then(|new| renamed(refused.command, &loaded.compiled, new));
        let (Some(new), Some(command)) = (new, command) else {
            self.held.insert(id, Held { loaded, recorded_at });
            return Ok(Err(not_there));
        };
        let at = at.max(loaded.instance.last_at);
        let now = engine::Now { at, recorded_at: self.now.max(at).max(recorded_at) };
        let facts = self.catalogue.facts(&new, now);
        let programs = (&loaded.compiled.program, &new.program);
        let moved = change_version(programs, (&loaded.instance, &loaded.data), &Author::Timer, settles, &facts);
        let acted = moved.and_then(|(there, data, mut pass)| {
            if let Some(rejection) = agencies::refuse(&new.program, self.catalogue.directory(), &command) {
                return Err(rejection);
            }
            let (after, decided) = decide(&new.program, there.clone(), &data, &command, &facts);
            let mut decision = decided?;
            // Whoever acts moves it.
            pass.author = decision.passes.first().map_or(Author::Timer, |act| act.author.clone());
            decision.passes.insert(0, pass);
            Ok((there, after, data, decision))
        });
        let (before, instance, data, decision) = match acted {
            Ok(acted) => acted,
            Err(rejection) => {
                self.held.insert(id, Held { loaded, recorded_at });
                return Ok(Err(rejection));
            }
        };
        let Loaded { code, version, letters, .. } = loaded;
        let letters = self.printed(id, letters, &decision).await?;
        let data = decision.data.clone().unwrap_or(data);
        let written = Written {
            before: Some(&before),
            after: &instance,
            data: &data,
            decision: &decision,
            seq: version,
            kind: kind(&command),
            letters: (Some(&code), letters.unwrap_or_default()),
        };
        let mut commit = self.commit(&new, Target::Existing { id, version }, &written, answer(client));
        commit.program = Some(new.program.hash.to_string());
        let letters = letters.map(|letters| letters + u32::try_from(commit.letters.len()).unwrap_or_default());
        let (version, bytes) = (version + commit.records.len() as u64, bytes(&commit));
        let loaded = Loaded { code, version, compiled: new, instance, data, bytes, letters };
        self.held.insert(id, Held { loaded, recorded_at: now.recorded_at });
        Ok(Ok(commit))
    }
}

/// Says the same of the other version: rights are known by their ids there.
fn renamed(command: &Command, old: &Compiled, new: &Compiled) -> Option<Command> {
    match command {
        Command::Trigger { actor, anytime, answers } => {
            let anytime = new.program.find_anytime(&old.program.anytime.get(anytime.at())?.id)?;
            Some(Command::Trigger { actor: actor.clone(), anytime, answers: answers.clone() })
        }
        other => Some(other.clone()),
    }
}

/// Puts a commit behind what the timers before it have written: one commit, kept whole or not at all.
fn behind(fired: Option<Box<Commit>>, commit: Commit) -> Box<Commit> {
    let Some(mut first) = fired else { return Box::new(commit) };
    let Commit { dossier: _, program, records, state, data, rows, outbox, letters, answer } = commit;
    first.program = program;
    first.records.extend(records);
    first.state = state;
    first.data.extend(data);
    first.rows.extend(rows);
    first.outbox.extend(outbox);
    first.letters.extend(letters);
    first.answer = answer;
    first
}
