//! Legal time: instants, dates, sessions, announced years, counting rules, the legal clock's pure
//! step, verdicts, and the arithmetic in words.
//!
//! It must not read a clock, a file or a time-zone database, and must never guess a date: what lies
//! beyond the announced years is answered as *undetermined* (`sem 3.13`).

mod clock;
mod count;
mod counting;
mod due;
mod left;
mod length;
mod moved;
mod pause;
mod stretch;
mod tell;
mod time;
mod trace;
mod verdict;
mod words;
mod year;

pub use clock::{Act, ClockAct, ClockState, Phase, after_outage, step};
pub use counting::{Bearer, Counting, Cutoff, DayEnd, Holidays, Limit, OutsideHours, Rule};
pub use due::{Due, after_due, due_of, gives_notice, notice, opening_of, outage_due, remind_at, start, wait_until};
pub use left::{Left, left};
pub use length::{Amount, Length, Unit};
pub use moved::{Move, moved};
pub use time::{ClockTime, Date, Instant, Moment, Weekday, Zone};
pub use trace::{DayOff, DayWorked, Line, Trace, explain};
pub use verdict::{Verdict, judge, lateness, working_days_between};
pub use words::{Lang, english_date, vietnamese_date};
pub use year::{Calendar, CalendarHash, CalendarText, Session, WorkedDay, WorkedFor, Year};
