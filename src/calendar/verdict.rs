//! Verdicts and lengths of lateness (`sem` 3E), and working days between dates.
//!
//! It must not decide which instant is judged; `engine` does (`sem 3.48`, `3.53`, `3.56`).

use serde::{Deserialize, Serialize};

use crate::due::Due;
use crate::time::{Date, Instant, Zone};
use crate::year::Calendar;

/// Is how an act stands to its deadline (`sem 3.49`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Trước hạn: on an earlier date than the due's.
    Early,
    /// Đúng hạn.
    OnTime,
    /// Quá hạn.
    Overdue,
}

/// Judges an instant; `None` where there is no due to judge by.
pub fn judge(at: Instant, due: Due, overdue_recorded: bool, zone: Zone) -> Option<Verdict> {
    let due = due.instant()?;
    Some(if overdue_recorded || at > due {
        Verdict::Overdue
    } else if zone.date(at) < zone.date(due) {
        Verdict::Early
    } else {
        Verdict::OnTime
    })
}

/// Counts working minutes between a due and an instant, pauses left out (`sem 3.52`).
///
/// # Errors
/// The year that is not announced.
pub fn lateness(due: Instant, until: Instant, pauses: &[(Instant, Instant)], calendar: &Calendar) -> Result<i64, i32> {
    let mut minutes = worked(due, until, calendar)?;
    for &(from, to) in pauses {
        minutes -= worked(from.max(due), to.min(until), calendar)?;
    }
    Ok(minutes)
}

fn worked(from: Instant, to: Instant, calendar: &Calendar) -> Result<i64, i32> {
    let zone = calendar.zone();
    calendar.working_minutes(zone.moment(from).minute(), zone.moment(to).minute())
}

/// Counts working days in (a, b], negative if b is before a (`sem 5.10`).
///
/// # Errors
/// The year that is not announced.
pub fn working_days_between(a: Date, b: Date, calendar: &Calendar) -> Result<i64, i32> {
    calendar.working_days(a, b)
}
