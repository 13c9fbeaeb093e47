//! The clocks of a dossier with all that was done to them, gathered from its log for API and pages (sem 3.47).
//! The calendar has computed every date; this finds who moved it, on what ground.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{Act, Due, Instant, Lang, Phase, explain};
use engine::{ActivationId, Author, DataVersion, Event, Instance, LegalClock, LimitRef, Pass, Remark, RemarkKind};
use procedure::explain::Teller;
use program::{CiteIx, NodeIx, Program, RuleIx};
use runtime::{Dossier, Recorded, Refusal, Service};

/// A clock of a dossier.
pub(crate) struct Told<'d> {
    /// Its rule.
    pub rule: RuleIx,
    /// Its state; none before its start.
    pub clock: Option<&'d LegalClock>,
    /// Open steps that hold it.
    pub held_by: Vec<ActivationId>,
    /// What was done to it, oldest first.
    pub changes: Vec<Change>,
}

/// One thing done to a clock.
pub(crate) struct Change {
    /// Position in the log.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub author: Author,
    /// What.
    pub act: Act,
    /// Which limit counts since.
    pub limit: LimitRef,
    /// The due before; none at the start.
    pub before: Option<Due>,
    /// The due since.
    pub after: Due,
    /// Articles on which it rests.
    pub articles: Vec<CiteIx>,
    /// What was written as its ground.
    pub grounds: Vec<Remark>,
    /// The decree that changed the calendar, if that is why.
    pub decree: Option<String>,
    /// The arithmetic of the due, one clause each; empty while the clock does not run.
    pub arithmetic: Vec<String>,
}

/// Gathers the clocks that exist for a dossier, the dossier's own first.
///
/// # Errors
/// If earlier data cannot be read.
pub(crate) async fn told<'d>(
    service: &Service,
    teller: &Teller<'_>,
    dossier: &'d Dossier,
    log: &[Recorded],
) -> Result<Vec<Told<'d>>, Refusal> {
    let (program, instance) = (&dossier.compiled.program, &dossier.instance);
    let filing = &instance.filing;
    let mut clocks: Vec<Told<'d>> = (0_u16..)
        .map(RuleIx)
        .zip(&program.clocks)
        .filter(|(rule, clock)| instance.clock(*rule).is_some() || clock.exists(filing.case, filing.channel))
        .map(|(rule, _)| Told {
            rule,
            clock: instance.clock(rule),
            held_by: held_by(program, instance, rule),
            changes: Vec::new(),
        })
        .collect();
    let mut nodes = BTreeMap::new();
    for record in log {
        nodes.extend(record.pass.events.iter().filter_map(opened));
        if !record.pass.events.iter().any(|event| matches!(event, Event::ClockChanged { .. })) {
            continue;
        }
        let grounds = written(service, dossier, &record.pass).await?;
        for event in &record.pass.events {
            let Event::ClockChanged { clock, .. } = event else { continue };
            let Some(told) = clocks.iter_mut().find(|told| told.rule == *clock) else { continue };
            let before = told.changes.last().map(|change| change.after);
            let found = change(teller, (record, event), &nodes, before);
            told.changes.extend(found.map(|change| Change { grounds: grounds.clone(), ..change }));
        }
    }
    Ok(clocks)
}

fn held_by(program: &Program, instance: &Instance, rule: RuleIx) -> Vec<ActivationId> {
    let holds = |node: NodeIx| {
        let step = program.node(node);
        step.hold.is_some() && (step.holds.is_empty() || step.holds.contains(&rule))
    };
    instance.open().filter(|one| holds(one.node)).map(|one| one.id).collect()
}

fn opened(event: &Event) -> Option<(ActivationId, NodeIx)> {
    match event {
        Event::Opened { activation, .. } => Some((activation.id, activation.node)),
        _ => None,
    }
}

/// Returns what a pass wrote beside the form: reasons, grounds, contents of requests.
async fn written(service: &Service, dossier: &Dossier, pass: &Pass) -> Result<Vec<Remark>, Refusal> {
    let version = pass.events.iter().rev().find_map(|event| match event {
        Event::DataWritten { version } => Some(version.0),
        _ => None,
    });
    let Some(version) = version else { return Ok(Vec::new()) };
    let Some(now) = service.data_at(dossier, DataVersion(version)).await? else { return Ok(Vec::new()) };
    let before = service.data_at(dossier, DataVersion(version.saturating_sub(1))).await?;
    let known = before.map_or(0, |data| data.remarks.len());
    Ok(now.remarks.into_iter().skip(known).collect())
}

fn change(
    teller: &Teller<'_>,
    (record, event): (&Recorded, &Event),
    nodes: &BTreeMap<ActivationId, NodeIx>,
    before: Option<Due>,
) -> Option<Change> {
    let Event::ClockChanged { clock, limit, act, state, .. } = event else { return None };
    let pass = &record.pass;
    let counting = teller.program().rules[limit.rule.at()].counting(limit.entry);
    let arithmetic = match state.phase {
        Phase::Running => {
            explain(counting, state.anchor, &state.remaining, teller.calendar(limit.rule)).words(teller.lang)
        }
        Phase::Paused { .. } | Phase::Stopped => Vec::new(),
    };
    let decree = pass.events.iter().find_map(|event| match event {
        Event::CalendarApplied { decree } => Some(decree.to_string()),
        _ => None,
    });
    Some(Change {
        seq: record.seq,
        at: pass.at,
        author: pass.author.clone(),
        act: *act,
        limit: *limit,
        before,
        after: state.due,
        articles: articles(teller.program(), pass, nodes, *clock, *act),
        grounds: Vec::new(),
        decree,
        arithmetic,
    })
}

/// Collects the articles a change rests on: of the limit when it starts, of the steps that hold or let go, of what was
/// pressed.
fn articles(
    program: &Program,
    pass: &Pass,
    nodes: &BTreeMap<ActivationId, NodeIx>,
    clock: RuleIx,
    act: Act,
) -> Vec<CiteIx> {
    let holds = !matches!(act, Act::Started { held: false, .. } | Act::Stopped);
    let held = |id: &ActivationId| {
        let node = nodes.get(id).map(|node| program.node(*node)).filter(|node| holds && node.hold.is_some());
        node.map(|node| node.legal.as_slice()).unwrap_or_default()
    };
    let mut found = BTreeSet::new();
    if matches!(act, Act::Started { .. }) {
        found.extend(program.rules[clock.at()].legal.iter().copied());
    }
    for event in &pass.events {
        match event {
            Event::Opened { activation, .. } => found.extend(held(&activation.id)),
            Event::Completed { id, button, .. } => {
                found.extend(held(id));
                let pressed = button.map(|button| program.action(button.node, button.action));
                found.extend(pressed.into_iter().flat_map(|action| &action.legal));
            }
            Event::Cancelled { id, .. } => found.extend(held(id)),
            Event::RightUsed { anytime, .. } => found.extend(&program.anytime[anytime.at()].legal),
            _ => {}
        }
    }
    found.into_iter().collect()
}

impl Change {
    /// Returns what was written as its ground, as far as a reader may see it: the applicant sees what is told to him.
    pub fn grounds_for(&self, official: bool) -> impl Iterator<Item = &Remark> {
        let told = move |remark: &&Remark| match remark.kind {
            RemarkKind::Content | RemarkKind::Ground => true,
            RemarkKind::Reason => official || matches!(self.act, Act::Extended { .. }),
            RemarkKind::Note => official,
        };
        self.grounds.iter().filter(told)
    }
}

/// Names what is done to a clock, for machines.
pub(crate) fn act_id(act: Act) -> &'static str {
    match act {
        Act::Started { .. } => "started",
        Act::Held => "held",
        Act::Released => "released",
        Act::Restarted { .. } => "restarted",
        Act::Extended { .. } => "extended",
        Act::Recomputed => "recomputed",
        Act::CaseChanged { .. } => "case_changed",
        Act::Stopped => "stopped",
        Act::Reopened => "reopened",
    }
}

/// Names what is done to a clock, for people.
pub(crate) fn act_words(act: Act, lang: Lang) -> &'static str {
    let (vi, en) = match act {
        Act::Started { held: false, .. } => ("Bắt đầu", "Started"),
        Act::Started { held: true, .. } => ("Bắt đầu, đang dừng", "Started, standing"),
        Act::Held => ("Dừng", "Stands"),
        Act::Released => ("Chạy tiếp", "Runs on"),
        Act::Restarted { .. } => ("Tính lại từ đầu", "Counted anew"),
        Act::Extended { .. } => ("Gia hạn", "Extended"),
        Act::Recomputed => ("Tính lại theo lịch mới", "Recomputed by a new calendar"),
        Act::CaseChanged { .. } => ("Tính theo trường hợp mới", "Follows the new case"),
        Act::Stopped => ("Kết thúc", "Ended"),
        Act::Reopened => ("Chạy lại như chưa kết thúc", "Reopened"),
    };
    if lang == Lang::Vi { vi } else { en }
}
