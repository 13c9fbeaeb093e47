//! Writes what was walked as lines of a test file, in the style of the shipped ones.
//! It decides nothing: what a line expects is what was observed.

use std::fmt::Write as _;

use calendar::{ClockTime, Due, Instant, Phase, Verdict, Zone};
use engine::{LegVerdict, LegalClock, Life};
use program::RuleIx;

use crate::Stage;
use crate::observed::Observed;
use crate::stage::DOSSIER;

/// Keys with what is written for them.
pub(crate) type Pairs = Vec<(String, String)>;

/// One line: an act, or time that passes.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Address of the act; empty where time passes.
    pub does: String,
    /// The post that acts.
    pub by: Option<String>,
    /// What is answered.
    pub with: Pairs,
    /// Until when time passes.
    pub at: Option<Instant>,
}

/// How a dossier is filed: its answers, and when.
type Given<'g> = (&'g Pairs, Instant);

/// Writes a test file with one line alone.
pub(crate) fn one(stage: Stage<'_>, given: Given<'_>, line: &Line, zone: Zone) -> String {
    let line = does(line, None, zone);
    format!("{}  - name: play\n    given: {}\n    run: [{{ {line} }}]\n", head(stage), filed(given, zone))
}

/// Writes the head of a test file.
pub(crate) fn head(stage: Stage<'_>) -> String {
    format!("tthc: 1\ntest: {}\ndirectory: {}\nscenarios:\n", stage.program().id, stage.directory.id)
}

/// Writes a scenario; each step with what it led to.
pub(crate) fn scenario(stage: Stage<'_>, name: &str, given: Given<'_>, steps: &[(&Line, Observed<'_, '_>)]) -> String {
    let zone = stage.zone();
    let mut out = format!("  - name: {}\n    given: {}\n    run:\n", scalar(name), filed(given, zone));
    let mut before: Option<&Observed<'_, '_>> = None;
    let mut stands = given.1;
    for (at, (line, observed)) in steps.iter().enumerate() {
        let now = observed.rehearsal.now();
        // Time in which nothing happened is the moment of the act that follows.
        let quiet = observed.rehearsal.log().len() == observed.since;
        let acts_next = steps.get(at + 1).is_some_and(|(next, _)| next.at.is_none());
        if line.at.is_some() && quiet && acts_next {
            continue;
        }
        let moment = (line.at.is_none() && now != stands).then_some(now);
        let then = then(observed, before);
        let then = if then.is_empty() { String::new() } else { format!(", then: {{ {} }}", then.join(", ")) };
        writeln!(out, "      - {{ {}{then} }}", does(line, moment, zone)).expect("a String takes all");
        (before, stands) = (Some(observed), now);
    }
    out
}

fn filed((given, start): Given<'_>, zone: Zone) -> String {
    let answers = given.iter().map(|(key, value)| format!(", {key}: {}", value_of(value)));
    format!("{{ at: {}{} }}", moment(start, zone, true), answers.collect::<String>())
}

fn does(line: &Line, at: Option<Instant>, zone: Zone) -> String {
    if let Some(until) = line.at {
        return format!("wait: until {}", moment(until, zone, true));
    }
    let mut out = format!("when: {}", scalar(&line.does));
    if let Some(at) = at {
        out.push_str(&format!(", at: {}", moment(at, zone, true)));
    }
    if let Some(by) = &line.by {
        out.push_str(&format!(", by: {}", scalar(by)));
    }
    if !line.with.is_empty() {
        let with: Vec<_> = line.with.iter().map(|(key, value)| format!("{key}: {}", value_of(value))).collect();
        out.push_str(&format!(", with: {{ {} }}", with.join(", ")));
    }
    out
}

/// Lists what was observed, as keys of `then`: what is open, and whatever differs from before.
fn then(observed: &Observed<'_, '_>, before: Option<&Observed<'_, '_>>) -> Vec<String> {
    let zone = observed.rehearsal.stage().zone();
    let (now, was) = (observed.rehearsal.instance(), before.map(|before| before.rehearsal.instance()));
    let mut keys = vec![format!("open: {}", many(observed.open().iter().map(|at| scalar(&at.written())).collect()))];
    keys.extend(dues(observed, zone));
    let due = dossier_due(now.clock(DOSSIER));
    if due != was.map_or(Some(Due::NoLimit), |was| dossier_due(was.clock(DOSSIER)))
        && let Some(due) = due
        && let Some(due) = written(due, zone)
    {
        keys.push(format!("dossier_due: {due}"));
    }
    let fired: Vec<_> = observed
        .fired()
        .into_iter()
        .map(|(at, when)| format!("{}: {}", scalar(&at.written()), moment(when, zone, false)))
        .collect();
    listed(&mut keys, "fired", fired, &["{ ", " }"]);
    listed(&mut keys, "printed", observed.printed(), &["[", "]"]);
    listed(&mut keys, "notified", observed.told(), &["[", "]"]);
    if was.is_none_or(|was| was.status != now.status) {
        keys.push(format!("status: {}", now.status));
    }
    let (state, verdict) = clock_words(now.clock(DOSSIER));
    let (state_was, verdict_was) = was.map_or(("none", "none"), |was| clock_words(was.clock(DOSSIER)));
    if state != state_was {
        keys.push(format!("clock: {state}"));
    }
    if verdict != verdict_was {
        keys.push(format!("verdict: {verdict}"));
    }
    listed(&mut keys, "clocks", clocks(observed, before, zone), &["{ ", " }"]);
    keys.extend(legs(observed, was.map_or(0, |was| was.closed.len())));
    if let Life::Ended { node, .. } = now.life {
        keys.push(format!("end: {}", observed.id(node)));
    }
    keys
}

/// Writes what became of the clocks beside the dossier's own.
fn clocks(observed: &Observed<'_, '_>, before: Option<&Observed<'_, '_>>, zone: Zone) -> Vec<String> {
    let program = observed.rehearsal.stage().program();
    let rules = (0_u16..).map(RuleIx).zip(&program.clocks).skip(1);
    let told = |(rule, described): (RuleIx, &program::Clock)| {
        let now = observed.rehearsal.instance().clock(rule);
        let was = before.and_then(|before| before.rehearsal.instance().clock(rule));
        let ((state, verdict), (state_was, verdict_was)) = (clock_words(now), clock_words(was));
        let (due, due_was) = (dossier_due(now), dossier_due(was));
        let changed = [
            due.filter(|_| due != due_was).and_then(|due| Some(format!("due: {}", written(due, zone)?))),
            (state != state_was).then(|| format!("state: {state}")),
            (verdict != verdict_was).then(|| format!("verdict: {verdict}")),
        ];
        let changed: Vec<String> = changed.into_iter().flatten().collect();
        (!changed.is_empty()).then(|| format!("{}: {{ {} }}", described.id, changed.join(", ")))
    };
    rules.filter_map(told).collect()
}

/// Writes the dues of what opened: one alone without its step.
fn dues(observed: &Observed<'_, '_>, zone: Zone) -> Option<String> {
    let leaves = observed.opened().into_iter().filter(|open| open.is_leaf());
    let dues: Vec<_> = leaves
        .filter_map(|open| {
            let due = written(open.clock.as_ref()?.state.due, zone)?;
            Some((scalar(&observed.at(open.node, open.item.as_ref()).written()), due))
        })
        .collect();
    let alone = observed.opened().iter().filter(|open| open.is_leaf()).count() == 1;
    match dues.as_slice() {
        [] => None,
        [(_, due)] if alone => Some(format!("due: {due}")),
        all => {
            let all: Vec<_> = all.iter().map(|(step, due)| format!("{step}: {due}")).collect();
            Some(format!("due: {{ {} }}", all.join(", ")))
        }
    }
}

/// Writes the verdicts on the legs that ended; of a step of a list those of each agency.
fn legs(observed: &Observed<'_, '_>, since: usize) -> Option<String> {
    let closed = &observed.rehearsal.instance().closed;
    let verdict = |one: &engine::Closed| {
        let verdict = one.verdict.map(LegVerdict::id)?;
        Some(format!("{}: {verdict}", scalar(&observed.at(one.node, one.item.as_ref()).written())))
    };
    let mut all: Vec<_> = closed.iter().skip(since).filter_map(verdict).collect();
    all.dedup();
    (!all.is_empty()).then(|| format!("legs: {{ {} }}", all.join(", ")))
}

fn listed(keys: &mut Vec<String>, key: &str, all: Vec<String>, [open, close]: &[&str; 2]) {
    if !all.is_empty() {
        keys.push(format!("{key}: {open}{}{close}", all.join(", ")));
    }
}

fn many(all: Vec<String>) -> String {
    match all.as_slice() {
        [one] => one.clone(),
        _ => format!("[{}]", all.join(", ")),
    }
}

/// Returns the due of the dossier; nothing where no date can be written.
fn dossier_due(clock: Option<&LegalClock>) -> Option<Due> {
    match clock.map_or(Due::NoLimit, |clock| clock.state.due) {
        Due::Undetermined(_) => None,
        due => Some(due),
    }
}

fn written(due: Due, zone: Zone) -> Option<String> {
    match due {
        Due::At(at) => Some(moment(at, zone, false)),
        Due::NoLimit => Some("none".to_owned()),
        Due::Undetermined(_) => None,
    }
}

fn clock_words(clock: Option<&LegalClock>) -> (&'static str, &'static str) {
    let Some(clock) = clock else { return ("none", "none") };
    let state = match (clock.state.phase, clock.state.due) {
        (Phase::Stopped, _) => "stopped",
        (Phase::Paused { .. }, _) => "paused",
        (Phase::Running, Due::Undetermined(_)) => "undetermined",
        (Phase::Running, _) => "running",
    };
    let verdict = match clock.verdict {
        None => "none",
        Some(Verdict::Early) => "early",
        Some(Verdict::OnTime) => "on_time",
        Some(Verdict::Overdue) => "overdue",
    };
    (state, verdict)
}

/// Writes a moment; with its seconds where it has some and they are wanted.
pub(crate) fn moment(at: Instant, zone: Zone, exact: bool) -> String {
    let shown = zone.moment(at);
    let second = at.millis().div_euclid(1_000).rem_euclid(60);
    let seconds = exact && shown.time != ClockTime::MIDNIGHT && second > 0;
    let seconds = if seconds { format!(":{second:02}") } else { String::new() };
    format!("{} {}{seconds}", shown.date, shown.time)
}

/// Writes an answer: what stands in square brackets is a list.
fn value_of(value: &str) -> String {
    match value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(list) => {
            let all = list.split(',').map(str::trim).filter(|one| !one.is_empty());
            format!("[{}]", all.map(scalar).collect::<Vec<_>>().join(", "))
        }
        None => scalar(value),
    }
}

/// Writes a text so that it is read as it is: without quotes only where nothing in it means anything.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | ';' | '(' | ')' | '…');
    let starts = text.chars().next().is_some_and(char::is_alphanumeric);
    if starts && text.trim() == text && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
