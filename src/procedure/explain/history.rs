//! The timeline: one line for each record of the log.
//! It hides no record.

use calendar::{Act, Instant};
use engine::{Event, LegVerdict, Pass};

use super::consequence::capital;
use super::{Past, Teller, glue};

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Position in the log, from 1.
    pub seq: u64,
    /// When it happened, in legal time.
    pub at: Instant,
    /// When, `dd/MM/yyyy HH:mm` in the zone of the procedure.
    pub when: String,
    /// What happened: "Tiếp nhận".
    pub what: String,
    /// Who did it.
    pub who: String,
    /// What followed from it, one clause a line.
    pub detail: Vec<String>,
    /// Verdict on the leg that ended, if it had a due.
    pub verdict: Option<LegVerdict>,
    /// How the line is drawn.
    pub kind: LineKind,
}

/// How a line of the timeline is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Done.
    Past,
    /// The dossier's clock stopped here for a while.
    Hold,
    /// A due passed, or a step was done after its due.
    Late,
}

impl LineKind {
    /// Returns the class of the line.
    pub fn class(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Hold => "hold",
            Self::Late => "late",
        }
    }
}

impl Teller<'_> {
    /// Tells the whole log, oldest first; its first record must be the filing.
    pub fn history(&self, history: &[Pass]) -> Vec<Line> {
        self.history_from(1, history)
    }

    /// Tells a part of the log that one version decided, from its first record on.
    pub fn history_from(&self, first: u64, history: &[Pass]) -> Vec<Line> {
        let past = Past::of(history);
        let line = |(seq, pass): (u64, &Pass)| Line {
            seq,
            at: pass.at,
            when: self.moment(pass.at),
            what: glue(&self.act(pass, &past)),
            who: self.author(&pass.author),
            detail: self.clauses(pass, &past).iter().map(|clause| glue(&capital(&clause.text()))).collect(),
            verdict: verdict(pass),
            kind: kind(pass),
        };
        (first..).zip(history).map(line).collect()
    }

    /// Names how a dossier arrives.
    pub fn channel(&self, channel: program::Channel) -> &'static str {
        let english = match channel {
            program::Channel::Online => "online",
            program::Channel::Counter => "at the counter",
            program::Channel::Post => "by post",
        };
        self.say(channel.words(), english)
    }
}

fn verdict(pass: &Pass) -> Option<LegVerdict> {
    pass.events.iter().find_map(|event| match event {
        Event::Completed { verdict, .. } | Event::Cancelled { verdict, .. } => *verdict,
        _ => None,
    })
}

fn kind(pass: &Pass) -> LineKind {
    let late = |event: &Event| matches!(event, Event::StepOverdue { .. } | Event::ClockOverdue { .. });
    let held = |event: &Event| {
        let starts_held = |act: &Act| matches!(act, Act::Held | Act::Started { held: true, .. });
        matches!(event, Event::Suspended { legally: true })
            || matches!(event, Event::ClockChanged { act, .. } if starts_held(act))
    };
    if pass.events.iter().any(late) || verdict(pass) == Some(LegVerdict::Overdue) {
        LineKind::Late
    } else if pass.events.iter().any(held) {
        LineKind::Hold
    } else {
        LineKind::Past
    }
}
