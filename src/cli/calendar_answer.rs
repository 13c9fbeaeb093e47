//! What `calendar due` answers: the clock of a question folded over its acts, and the answer as JSON or in words.
//!
//! It counts nothing itself; the calendar does.

use std::io::Write as _;

use calendar::{
    Act, Amount, ClockAct, ClockState, Date, Due, Instant, Lang, Left, Limit, Phase, Unit, Zone, explain, left, step,
};
use serde_json::Value;

use crate::calendar_ask::{Ask, Fault};
use crate::output::say;

/// A due with what was asked about it.
pub(crate) struct Answer {
    pub due: Due,
    pub nominal: Option<Date>,
    /// The arithmetic, one clause a line; none if it was not asked for.
    pub trace: Option<Vec<String>>,
    pub probes: Vec<Probe>,
    pub zone: Zone,
}

/// How a clock stands at an instant.
pub(crate) struct Probe {
    at: Instant,
    status: &'static str,
    remaining: Option<Left>,
}

/// Answers a question.
pub(crate) fn answer(ask: &Ask, lang: Lang) -> Result<Answer, Fault> {
    let clock = Clock { ask, lang };
    let mut states = Vec::new();
    let mut trace = Vec::new();
    for act in clock.acts()? {
        let before = states.last().map(|(_, state)| *state);
        let state = step(&ask.counting, before.as_ref(), &act, &ask.calendar);
        clock.allowed(before, &state, &act)?;
        if ask.trace {
            clock.tell(before, &state, &act, &mut trace);
        }
        states.push((act.at, state));
    }
    let (_, last) = states.last().expect("a clock was started");
    if let Due::Undetermined(year) = last.due {
        return Err(Fault::NotAnnounced(year));
    }
    Ok(Answer {
        due: last.due,
        nominal: last.nominal,
        trace: ask.trace.then_some(trace),
        probes: ask.probes.iter().map(|&at| clock.probe(at, &states)).collect(),
        zone: ask.calendar.zone(),
    })
}

/// The clock of one question.
struct Clock<'a> {
    ask: &'a Ask,
    lang: Lang,
}

impl Clock<'_> {
    /// Puts start, extensions and holds in order; at one instant holds come last (`sem 3.21`).
    fn acts(&self) -> Result<Vec<ClockAct>, Fault> {
        let Ask { from, counting, holds, extensions, .. } = self.ask;
        let is_open = |&&(begin, end): &&(Instant, Option<Instant>)| begin < *from && end.is_none_or(|end| end > *from);
        let held = holds.iter().find(is_open);
        let mut acts: Vec<ClockAct> = Vec::with_capacity(1 + extensions.len() + 2 * holds.len());
        acts.extend(extensions.iter().map(|&(at, by)| ClockAct { at, act: Act::Extended { by } }));
        for &(begin, end) in holds {
            if begin >= *from {
                acts.push(ClockAct { at: begin, act: Act::Held });
            }
            // A hold that ended before the start is noted and moves nothing (`sem 3.33`).
            acts.extend(end.filter(|end| begin >= *from || end > from).map(|at| ClockAct { at, act: Act::Released }));
        }
        acts.sort_by_key(|act| act.at);
        if let Some(early) = acts.first().filter(|act| act.at < *from) {
            return Err(Fault::BeforeStart(self.moment(early.at)));
        }
        let act = Act::Started { full: counting.full(), held: held.is_some() };
        acts.insert(0, ClockAct { at: *from, act });
        Ok(acts)
    }

    /// Refuses an extension whose new due has passed too (`sem 3.42`).
    fn allowed(&self, before: Option<ClockState>, after: &ClockState, act: &ClockAct) -> Result<(), Fault> {
        let late = |state: &ClockState| matches!(state.phase, Phase::Paused { late: true, .. });
        let vain = match before.map(|before| before.phase) {
            Some(Phase::Paused { late: true, .. }) => late(after),
            _ => after.due.is_past(act.at),
        };
        let extended = matches!(act.act, Act::Extended { by } if by != Amount::default());
        if extended && vain { Err(Fault::Refused(self.moment(act.at))) } else { Ok(()) }
    }

    fn moment(&self, at: Instant) -> String {
        self.ask.calendar.zone().moment(at).digits()
    }

    fn unit(&self) -> Unit {
        match self.ask.counting.limit {
            Limit::Of(length) => length.unit,
            Limit::SameDay | Limit::None => Unit::WorkingHour,
        }
    }

    fn left(&self, at: Instant, state: &ClockState) -> Option<Left> {
        Some(left(at, state.due.instant()?, self.unit(), &self.ask.calendar))
    }

    fn probe(&self, at: Instant, states: &[(Instant, ClockState)]) -> Probe {
        let done = states.partition_point(|(since, _)| *since <= at);
        let Some((_, state)) = done.checked_sub(1).map(|last| &states[last]) else {
            return Probe { at, status: "not_started", remaining: None };
        };
        let (status, from) = match state.phase {
            Phase::Paused { since, late: true } => ("overdue", since),
            Phase::Paused { since, late: false } => ("paused", since),
            Phase::Running | Phase::Stopped if state.due.is_past(at) => ("overdue", at),
            Phase::Running | Phase::Stopped => ("running", at),
        };
        Probe { at, status, remaining: self.left(from, state) }
    }

    /// Tells an act and the counting that follows from it.
    fn tell(&self, before: Option<ClockState>, state: &ClockState, act: &ClockAct, trace: &mut Vec<String>) {
        let at = self.ask.calendar.zone().moment(act.at).words(self.lang);
        let rest = || self.left(act.at, state).map(|left| format!(", {}", left.words(self.lang))).unwrap_or_default();
        let late = matches!(state.phase, Phase::Paused { late: true, .. });
        let was_late = matches!(before.map(|before| before.phase), Some(Phase::Paused { late: true, .. }));
        let told = |vi: &str, en: &str| say(self.lang, format!("{vi} {at}"), format!("{en} {at}"));
        match act.act {
            Act::Held if late => {
                trace.push(told("hạn đã qua, tạm dừng không làm thay đổi hạn:", "past its due, held without effect:"))
            }
            Act::Held => trace.push(format!("{}{}", told("tạm dừng từ", "held from"), rest())),
            Act::Released if was_late => {
                trace.push(told("hết tạm dừng, hạn không đổi:", "released, the due is unchanged:"))
            }
            Act::Released => trace.push(told("chạy tiếp từ", "runs on from")),
            Act::Extended { .. } => trace.push(told("gia hạn lúc", "extended at")),
            Act::Started { held: true, .. } => trace.push(told("bắt đầu khi đang tạm dừng:", "starts while held:")),
            _ => {}
        }
        let silent = matches!(act.act, Act::Held) || matches!(act.act, Act::Released if was_late);
        if !silent {
            let anchor = match state.phase {
                Phase::Paused { since, late: false } => since,
                _ => state.anchor,
            };
            let counted = explain(&self.ask.counting, anchor, &state.remaining, &self.ask.calendar);
            trace.extend(counted.words(self.lang));
        }
    }
}

/// Writes the answer to a question as one line of JSON.
pub(crate) fn write(out: &mut Vec<u8>, id: &Value, answer: &Answer, lang: Lang) {
    let Answer { due, nominal, trace, probes, zone } = answer;
    let due = due.instant();
    let shown = due.map(|due| zone.moment(due));
    value(out, "{\"id\":", id);
    text(out, ",\"due\":", due.map(|due| zone.rfc3339(due)).as_deref());
    text(out, ",\"shown\":", shown.map(|shown| format!("{} {}", shown.date, shown.time)).as_deref());
    text(out, ",\"nominal\":", nominal.map(|date| date.to_string()).as_deref());
    if let Some(trace) = trace {
        list(out, ",\"trace\":", trace, |out, clause| text(out, "", Some(clause)));
    }
    if !probes.is_empty() {
        list(out, ",\"probes\":", probes, |out, probe| write_probe(out, probe, *zone, lang));
    }
    out.extend_from_slice(b"}\n");
}

fn write_probe(out: &mut Vec<u8>, probe: &Probe, zone: Zone, lang: Lang) {
    text(out, "{\"at\":", Some(&zone.rfc3339(probe.at)));
    text(out, ",\"status\":", Some(probe.status));
    match &probe.remaining {
        None => out.extend_from_slice(b",\"remaining\":null}"),
        Some(left) => {
            number(out, ",\"remaining\":{\"amount\":", left.amount);
            text(out, ",\"unit\":", Some(left.unit.words(Lang::Vi)));
            number(out, ",\"minutes\":", left.minutes);
            text(out, ",\"words\":", Some(&left.words(lang)));
            out.extend_from_slice(b"}}");
        }
    }
}

/// Writes why a question has no answer as one line of JSON; a line of the input is told by its number.
pub(crate) fn write_fault(out: &mut Vec<u8>, id: &Value, line: Option<usize>, fault: &Fault, lang: Lang) {
    value(out, "{\"id\":", id);
    text(out, ",\"error\":{\"code\":", Some(fault.code()));
    if let Some(line) = line {
        number(out, ",\"line\":", line);
    }
    if let Some(key) = fault.key() {
        text(out, ",\"key\":", Some(key));
    }
    if let Fault::NotAnnounced(year) = fault {
        number(out, ",\"year\":", *year);
    }
    text(out, ",\"message\":", Some(&fault.words(lang)));
    out.extend_from_slice(b"}}\n");
}

fn value(out: &mut Vec<u8>, before: &str, value: &Value) {
    out.extend_from_slice(before.as_bytes());
    serde_json::to_writer(out, value).expect("a vector takes everything");
}

fn text(out: &mut Vec<u8>, before: &str, text: Option<&str>) {
    out.extend_from_slice(before.as_bytes());
    serde_json::to_writer(out, &text).expect("a vector takes everything");
}

fn number(out: &mut Vec<u8>, before: &str, number: impl std::fmt::Display) {
    write!(out, "{before}{number}").expect("a vector takes everything");
}

fn list<T>(out: &mut Vec<u8>, before: &str, items: &[T], item: impl Fn(&mut Vec<u8>, &T)) {
    out.extend_from_slice(before.as_bytes());
    for (number, one) in items.iter().enumerate() {
        out.push(if number == 0 { b'[' } else { b',' });
        item(out, one);
    }
    out.extend_from_slice(if items.is_empty() { b"[]" } else { b"]" });
}
