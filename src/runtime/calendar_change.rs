//! What a changed calendar does to the open dues of a store, line by line, before anything is moved (sem 3.43).
//!
//! It writes nothing; the moves themselves are commands of an operator, one for each dossier.

use std::collections::HashMap;

use calendar::{Calendar, ClockState, Instant, Move, Trace, explain, moved};
use engine::{Instance, LimitRef};
use procedure::{Compiled, Library};
use program::RuleIx;
use store::{DossierQuery, DossierRow, DossierScope, Store};

use crate::Refusal;

/// Dossiers read at a time.
const PAGE: u32 = 500;

/// One open due that a changed calendar touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMove {
    /// Code of the dossier.
    pub code: String,
    /// Its version, as planned from.
    pub version: u64,
    /// The clock: `ho_so`, a further clock, or the step whose deadline it is, with the agency of one of a list.
    pub clock: String,
    /// The due in force; none while it is undetermined.
    pub due: Option<Instant>,
    /// What the new calendar does to it, or why it stays.
    pub what: Move,
    /// How the new due is found, if it moves.
    pub why: Option<Trace>,
}

/// Compares every open due that counts by a calendar with what it would be on the calendar as changed; dues that stay
/// the same are left out.
///
/// # Errors
/// If the store cannot be read, or a version cannot be loaded.
pub async fn plan(store: &dyn Store, library: &Library, new: &Calendar, at: Instant) -> Result<Vec<DueMove>, Refusal> {
    let versions = versions(store, library).await?;
    let mut moves = Vec::new();
    let mut query = DossierQuery { scope: DossierScope::All, open_only: true, limit: PAGE, after: None };
    loop {
        let page = store.dossiers(&query).await?;
        let Some(last) = page.last() else { return Ok(moves) };
        query.after = Some(last.id);
        for row in &page {
            let missing = || Refusal::ProgramMissing { hash: row.program.clone() };
            let compiled = versions.get(&row.program).ok_or_else(missing)?;
            let instance = engine::record::v1::decode_snapshot(&compiled.program, &row.snapshot)?;
            moves.extend(of_dossier(row, compiled, &instance, new, at));
        }
    }
}

/// Compiles every version of the store, by its hash.
pub(crate) async fn versions(store: &dyn Store, library: &Library) -> Result<HashMap<String, Compiled>, Refusal> {
    let stored = store.programs().await?;
    let compiled = stored.into_iter().filter_map(|row| Some((row.hash, procedure::trusted(&row.source, library)?)));
    Ok(compiled.collect())
}

fn of_dossier(row: &DossierRow, compiled: &Compiled, instance: &Instance, new: &Calendar, at: Instant) -> Vec<DueMove> {
    let program = &compiled.program;
    let id = &new.text().id;
    let line = |clock: String, limit: LimitRef, state: &ClockState| {
        let rule = &program.rules[limit.rule.at()];
        let counting = rule.counting(limit.entry);
        let what = moved(counting, state, at, new);
        let stays = matches!(what, Move::Unchanged | Move::Ended) || rule.calendar != *id;
        let due = state.due.instant();
        let why = what.to().map(|_| explain(counting, state.anchor, &state.remaining, new));
        (!stays).then(|| DueMove { code: row.code.clone(), version: row.version, clock, due, what, why })
    };
    let own = (0_u16..).zip(&program.clocks).filter_map(|(rule, clock)| {
        let started = instance.clock(RuleIx(rule))?;
        line(clock.id.clone(), started.limit, &started.state)
    });
    let steps = instance.open().filter_map(|open| {
        let step = &program.node(open.node).id;
        let name = open.item.as_ref().map_or_else(|| step.clone(), |item| format!("{step}[{item}]"));
        let clock = open.clock.as_ref()?;
        line(name, clock.limit, &clock.state)
    });
    own.chain(steps).collect()
}
