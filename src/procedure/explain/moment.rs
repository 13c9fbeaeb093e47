//! Moments, dues and countdowns as a reader meets them.
//! The calendar computes; this chooses the words.

use calendar::{ClockState, ClockTime, Due, Instant, Left, Limit, Phase, Unit, left};
use engine::LimitRef;
use program::RuleIx;

use super::Teller;

/// Minutes from which on a countdown in hours is marked as due soon (`DESIGN.md`, countdown chip).
const SOON_MINUTES: i64 = 30;
/// Days up to which a countdown in days is marked as due soon.
const SOON_DAYS: i64 = 1;

/// A countdown chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// "còn 18 phút".
    pub label: String,
    /// Class beside `left`: `run`, `soon`, `late` or `hold`.
    pub class: &'static str,
}

impl Teller<'_> {
    /// Writes a moment as `dd/MM/yyyy HH:mm` in the zone of the procedure.
    pub fn moment(&self, at: Instant) -> String {
        self.calendar(RuleIx(0)).zone().moment(at).digits()
    }

    /// Writes a due: "trước 17:00 thứ Hai 22/06/2026", "đến hết thứ Hai 22/06/2026".
    pub fn due(&self, due: Due, rule: RuleIx) -> String {
        match due {
            Due::At(at) => {
                let moment = self.calendar(rule).zone().moment(at);
                let (date, time) = (moment.date.words(self.lang), moment.time);
                if time == ClockTime::MIDNIGHT {
                    self.say(format!("đến hết {date}"), format!("by the end of {date}"))
                } else {
                    self.say(format!("trước {time} {date}"), format!("by {time} on {date}"))
                }
            }
            Due::Undetermined(year) => self.say(
                format!("chưa xác định được ngày vì lịch nghỉ năm {year} chưa công bố"),
                format!("the date is open because the calendar of {year} is not announced"),
            ),
            Due::NoLimit => self.say("không quy định thời hạn", "no time limit").to_owned(),
        }
    }

    /// Makes the countdown chip of a running, paused or late clock; none where nothing is counted.
    pub fn chip(&self, limit: LimitRef, state: &ClockState, now: Instant) -> Option<Chip> {
        let due = state.due.instant()?;
        match state.phase {
            Phase::Stopped => None,
            Phase::Paused { since, .. } => {
                let kept = self.left(limit, due, since).words(self.lang);
                let label = self.say(format!("đang dừng, {kept}"), format!("stopped, {kept}"));
                Some(Chip { label, class: "hold" })
            }
            Phase::Running => Some(self.running(limit, due, now)),
        }
    }

    /// Makes the countdown chip of an open step of which only the due is known, in the unit of the rule's first limit.
    pub fn countdown(&self, rule: RuleIx, due: Instant, now: Instant) -> Chip {
        self.running(LimitRef { rule, entry: 0 }, due, now)
    }

    fn running(&self, limit: LimitRef, due: Instant, now: Instant) -> Chip {
        let rest = self.left(limit, due, now);
        Chip { label: rest.words(self.lang), class: urgency(&rest) }
    }

    fn left(&self, limit: LimitRef, due: Instant, from: Instant) -> Left {
        left(from, due, self.unit(limit), self.calendar(limit.rule))
    }

    /// Returns the unit in which a limit is counted down.
    fn unit(&self, limit: LimitRef) -> Unit {
        match self.program().rules[limit.rule.at()].counting(limit.entry).limit {
            Limit::Of(length) => length.unit,
            Limit::SameDay | Limit::None => Unit::WorkingHour,
        }
    }
}

fn urgency(rest: &Left) -> &'static str {
    let days =
        matches!(rest.unit, Unit::Day | Unit::Month | Unit::ConsecutiveDay | Unit::WorkingDay | Unit::HalfWorkingDay);
    match rest {
        _ if rest.over => "late",
        _ if days && rest.amount > SOON_DAYS => "run",
        _ if !days && rest.minutes > SOON_MINUTES => "run",
        _ => "soon",
    }
}
