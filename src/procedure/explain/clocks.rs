//! The clocks of a dossier as people look at them: original and current due, running or held and why, what is left,
//! and every change with its ground and its author.
//! It reads the log and the data of the dossier; the calendar has computed every date.

use calendar::{Instant, Phase};
use engine::{Cause, Data, Event, Instance, LegalClock, Pass, RemarkKind};
use program::{CiteIx, RuleIx};

use super::consequence::capital;
use super::{Chip, Past, Teller, glue};

/// One clock of a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockTold {
    /// Which.
    pub clock: RuleIx,
    /// Its id, as in tests and the API.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The law it stands on.
    pub ground: String,
    /// `running`, `paused` or `stopped`.
    pub state: &'static str,
    /// The due computed at its start.
    pub original: String,
    /// The due in force; while it stands still, provisional.
    pub current: String,
    /// Why it stands still; empty while it runs.
    pub held: String,
    /// What is left; none where nothing is counted any more.
    pub left: Option<Chip>,
    /// Its life in one sentence.
    pub sentence: String,
    /// Every change, oldest first.
    pub changes: Vec<ClockChange>,
}

/// One change of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockChange {
    /// When it took effect.
    pub at: Instant,
    /// When, `dd/MM/yyyy HH:mm`.
    pub when: String,
    /// What became of the clock: "Đồng hồ dừng".
    pub what: String,
    /// The act that did it.
    pub act: String,
    /// Who did it.
    pub who: String,
    /// On what ground: citations of the button, the step or the right; a decree; what was written at the act.
    pub ground: String,
    /// The due before; empty for the start.
    pub before: String,
    /// The due afterwards.
    pub after: String,
}

impl Teller<'_> {
    /// Tells of every clock of a dossier that was started, its own first.
    pub fn clocks(&self, instance: &Instance, data: &Data, history: &[Pass], now: Instant) -> Vec<ClockTold> {
        let started = (0_u16..).map(RuleIx).zip(&instance.clocks);
        let started = started.filter_map(|(rule, clock)| Some((rule, clock.as_ref()?)));
        started.map(|(rule, clock)| self.clock_told((rule, clock), instance, (data, history), now)).collect()
    }

    fn clock_told(
        &self,
        (rule, clock): (RuleIx, &LegalClock),
        instance: &Instance,
        (data, history): (&Data, &[Pass]),
        now: Instant,
    ) -> ClockTold {
        let described = &self.program().rules[rule.at()];
        let state = match clock.state.phase {
            Phase::Running => "running",
            Phase::Paused { .. } => "paused",
            Phase::Stopped => "stopped",
        };
        let held = if state == "paused" { glue(&capital(&self.held_by(rule, instance))) } else { String::new() };
        let sentence = self.named_clock_bar(rule, instance, history, (now, "")).map(|bar| bar.sentence);
        ClockTold {
            clock: rule,
            id: self.program().clocks.get(rule.at()).map(|clock| clock.id.clone()).unwrap_or_default(),
            name: described.name.clone(),
            ground: self.citations(&described.legal),
            state,
            original: glue(&self.due(clock.original_due, rule)),
            current: glue(&self.due(clock.state.due, rule)),
            held,
            left: self.chip(clock.limit, &clock.state, now),
            sentence: sentence.unwrap_or_default(),
            changes: self.clock_changes(rule, data, history),
        }
    }

    /// Lists every change of a clock.
    fn clock_changes(&self, rule: RuleIx, data: &Data, history: &[Pass]) -> Vec<ClockChange> {
        let (past, written) = (Past::of(history), written(history, data));
        let mut changes = Vec::new();
        let mut due = None;
        for (pass, written) in history.iter().zip(written) {
            for event in &pass.events {
                let Event::ClockChanged { clock, act, state, verdict, .. } = event else { continue };
                if *clock != rule {
                    continue;
                }
                let what = self.clock_changed(rule, *act, (state.phase, state.due), *verdict).text();
                let before = due.replace(state.due).map(|due| glue(&self.due(due, rule)));
                let cites = self.citations(&self.grounds(pass, &past, rule));
                let texts: Vec<String> = [cites, self.decree(pass), written.clone().unwrap_or_default()]
                    .into_iter()
                    .filter(|one| !one.is_empty())
                    .collect();
                changes.push(ClockChange {
                    at: pass.at,
                    when: self.moment(pass.at),
                    what: glue(&capital(&what)),
                    act: glue(&self.act(pass, &past)),
                    who: self.author(&pass.author),
                    ground: glue(&texts.join("; ")),
                    before: before.unwrap_or_default(),
                    after: glue(&self.due(state.due, rule)),
                });
            }
        }
        changes
    }

    /// Gathers the citations of whatever moved a clock in a pass: the button, the right, the steps that hold it.
    fn grounds(&self, pass: &Pass, past: &Past, rule: RuleIx) -> Vec<CiteIx> {
        let program = self.program();
        let mut grounds: Vec<CiteIx> = Vec::new();
        for event in &pass.events {
            let cites: &[CiteIx] = match event {
                Event::ClockChanged { clock, act: calendar::Act::Started { .. }, .. } if *clock == rule => {
                    &program.rules[rule.at()].legal
                }
                Event::RightUsed { anytime, .. } => &program.anytime[anytime.at()].legal,
                Event::Completed { button: Some(button), .. } => {
                    let action = program.action(button.node, button.action);
                    let step = program.node(button.node);
                    if action.legal.is_empty() && step.hold.is_some() { &step.legal } else { &action.legal }
                }
                Event::Opened { activation, .. } if program.node(activation.node).hold.is_some() => {
                    &program.node(activation.node).legal
                }
                Event::Cancelled { id, cause: Cause::Timeout, .. } => {
                    past.node(*id).map_or(&[], |node| program.node(node).legal.as_slice())
                }
                _ => &[],
            };
            let new: Vec<CiteIx> = cites.iter().filter(|cite| !grounds.contains(cite)).copied().collect();
            grounds.extend(new);
        }
        grounds
    }

    fn decree(&self, pass: &Pass) -> String {
        let found = pass.events.iter().find_map(|event| match event {
            Event::CalendarApplied { decree } => Some(decree.to_string()),
            _ => None,
        });
        found.unwrap_or_default()
    }
}

/// Finds the ground that was written at each pass whose act asks for one. The data keep grounds in the order of the
/// acts; if some were erased nothing is said rather than something wrong.
fn written(history: &[Pass], data: &Data) -> Vec<Option<String>> {
    let remarks: Vec<&str> = data
        .remarks
        .iter()
        .filter(|remark| remark.kind == RemarkKind::Ground)
        .map(|remark| remark.text.as_str())
        .collect();
    let asks = |pass: &&Pass| {
        let any = |is: fn(&Event) -> bool| pass.events.iter().any(is);
        any(asks_ground) && any(writes) && !any(|event| matches!(event, Event::RightUsed { .. }))
    };
    let all = history.iter().filter(asks).count();
    let mut next = remarks.iter().filter(|_| all == remarks.len());
    history.iter().map(|pass| if asks(&pass) { next.next().map(|text| (*text).to_owned()) } else { None }).collect()
}

fn writes(event: &Event) -> bool {
    matches!(event, Event::DataWritten { .. })
}

fn asks_ground(event: &Event) -> bool {
    matches!(
        event,
        Event::Suspended { legally: true }
            | Event::Resumed { legally: true }
            | Event::CaseChanged { .. }
            | Event::ItemAdded { .. }
            | Event::Cancelled { cause: Cause::Removed, .. }
            | Event::Proposed { .. }
    )
}
