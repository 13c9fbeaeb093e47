//! The clocks of a dossier with all that was done to them, gathered from its log for API and pages (sem 3.47).
//! The calendar has computed every date; this finds who moved it, on what ground.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{Act, Due, Instant, Lang, Phase};
use engine::{ActivationId, Author, DataVersion, Event, Instance, LegalClock, LimitRef, Pass, Remark, RemarkKind};
use procedure::explain::{Line, Teller};
use program::{CiteIx, NodeIx, Program, RuleIx};
use runtime::{Dossier, Recorded, Refusal, Service, parts};

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
    pub what: What,
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
    /// Whether the clock stands still since.
    stands: bool,
}

/// What is done to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// An act of the calendar.
    Act(Act),
    /// Something more holds it: several holds are one pause (sem 3.35).
    HoldAdded,
    /// Something holds it no more, something else still does.
    HoldEnded,
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
    for record in runtime::last_part(log) {
        nodes.extend(record.pass.events.iter().flat_map(opened));
        let fresh: Vec<Vec<Change>> = clocks.iter().map(|told| told.done(teller, record, &nodes)).collect();
        if fresh.iter().all(Vec::is_empty) {
            continue;
        }
        let grounds = written(service, dossier, &record.pass).await?;
        for (told, fresh) in clocks.iter_mut().zip(fresh) {
            told.changes.extend(fresh.into_iter().map(|change| Change { grounds: grounds.clone(), ..change }));
        }
    }
    Ok(clocks)
}

impl Told<'_> {
    /// Lists what a pass does to the clock: what changes it, and what holds it beside something else.
    fn done(&self, teller: &Teller<'_>, record: &Recorded, nodes: &BTreeMap<ActivationId, NodeIx>) -> Vec<Change> {
        let mut done: Vec<Change> = Vec::new();
        for event in &record.pass.events {
            if matches!(event, Event::ClockChanged { clock, .. } if *clock == self.rule) {
                let before = done.last().or(self.changes.last()).map(|change| change.after);
                done.extend(change(teller, (record, event), nodes, before));
            }
        }
        let settled = |change: &Change| {
            let What::Act(act) = change.what else { return false };
            !matches!(act, Act::Extended { .. } | Act::Recomputed | Act::CaseChanged { .. } | Act::Reopened)
        };
        let stands = done.last().or(self.changes.last()).filter(|last| last.stands && !done.iter().any(settled));
        let Some((limit, due)) = stands.map(|last| (last.limit, last.after)) else { return done };
        let beside = beside(teller.program(), &record.pass, nodes, self.rule);
        done.extend(beside.into_iter().map(|(what, articles)| Change {
            seq: record.seq,
            at: record.pass.at,
            author: record.pass.author.clone(),
            what,
            limit,
            before: Some(due),
            after: due,
            articles,
            grounds: Vec::new(),
            decree: None,
            arithmetic: Vec::new(),
            stands: true,
        }));
        done
    }
}

/// Finds what begins and what ends to hold a clock in a pass, each with the articles it rests on.
fn beside(
    program: &Program,
    pass: &Pass,
    nodes: &BTreeMap<ActivationId, NodeIx>,
    rule: RuleIx,
) -> Vec<(What, Vec<CiteIx>)> {
    let (mut begun, mut over) = (BTreeMap::new(), BTreeMap::new());
    for event in &pass.events {
        match event {
            // The dossier itself has no activation.
            Event::Suspended { legally: true } => _ = begun.insert(ActivationId::ROOT, None),
            Event::Resumed { legally: true } => _ = over.insert(ActivationId::ROOT, None),
            Event::Opened { activation, .. } => _ = begun.insert(activation.id, Some(activation.node)),
            Event::Completed { id, .. } | Event::Cancelled { id, .. } => _ = over.insert(*id, nodes.get(id).copied()),
            _ => {}
        }
    }
    let at_once: BTreeSet<ActivationId> = begun.keys().filter(|id| over.contains_key(id)).copied().collect();
    let told = |what, found: BTreeMap<ActivationId, Option<NodeIx>>| {
        let holding = found.into_iter().filter(|(id, node)| {
            !at_once.contains(id) && (*id == ActivationId::ROOT || node.is_some_and(|node| holds(program, node, rule)))
        });
        let articles: Vec<&[CiteIx]> =
            holding.map(|(_, node)| node.map_or(&[][..], |node| program.node(node).legal.as_slice())).collect();
        (!articles.is_empty()).then(|| (what, articles.concat()))
    };
    [told(What::HoldAdded, begun), told(What::HoldEnded, over)].into_iter().flatten().collect()
}

fn holds(program: &Program, node: NodeIx, rule: RuleIx) -> bool {
    let step = program.node(node);
    step.hold.is_some() && (step.holds.is_empty() || step.holds.contains(&rule))
}

fn held_by(program: &Program, instance: &Instance, rule: RuleIx) -> Vec<ActivationId> {
    instance.open().filter(|one| holds(program, one.node, rule)).map(|one| one.id).collect()
}

/// Lists the tasks an event brings, each with its step.
fn opened(event: &Event) -> Vec<(ActivationId, NodeIx)> {
    match event {
        Event::Opened { activation, .. } => vec![(activation.id, activation.node)],
        Event::VersionChanged { state, .. } => state.activations.iter().map(|one| (one.id, one.node)).collect(),
        _ => Vec::new(),
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
    let arithmetic = match state.phase {
        Phase::Running => teller.counted(*limit, state),
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
        what: What::Act(*act),
        limit: *limit,
        before,
        after: state.due,
        articles: articles(teller.program(), pass, nodes, *clock, *act),
        grounds: Vec::new(),
        decree,
        arithmetic,
        stands: matches!(state.phase, Phase::Paused { .. }),
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
            RemarkKind::Reason => official || matches!(self.what, What::Act(Act::Extended { .. })),
            RemarkKind::Note => official,
        };
        self.grounds.iter().filter(told)
    }
}

/// Names what is done to a clock, for machines.
pub(crate) fn what_id(what: What) -> &'static str {
    match what {
        What::HoldAdded => "hold_added",
        What::HoldEnded => "hold_ended",
        What::Act(act) => act_id(act),
    }
}

/// Names an act of a clock, for machines.
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
pub(crate) fn what_words(what: What, lang: Lang) -> &'static str {
    let (vi, en) = match what {
        What::HoldAdded => ("Thêm một căn cứ dừng", "One more ground to stand"),
        What::HoldEnded => ("Hết một căn cứ dừng, vẫn dừng", "One ground is over, it still stands"),
        What::Act(act) => match act {
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
        },
    };
    if lang == Lang::Vi { vi } else { en }
}

/// Tells the whole log line by line, each record in the words of the version that decided it.
pub(crate) fn history_lines(teller: &Teller<'_>, log: &[Recorded]) -> Vec<Line> {
    let of_part = |part: &[Recorded]| {
        let passes: Vec<Pass> = part.iter().map(|record| record.pass.clone()).collect();
        let first = part.first().map(|first| (first.seq, &*first.compiled));
        first.map(|(seq, compiled)| Teller { compiled, ..*teller }.history_from(seq, &passes)).unwrap_or_default()
    };
    parts(log).flat_map(of_part).collect()
}
