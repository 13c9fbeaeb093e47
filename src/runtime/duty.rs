//! Recurring duties: which slot comes next for which agency, and the list drawn up for it (sem 2.21).
//!
//! It reads no clock: whoever owns it says what time it is, and fires the timers due before a list is drawn up.

use std::str::FromStr;
use std::sync::Arc;

use calendar::{Calendar, ClockTime, Date, Instant};
use cron::{Schedule, TimeUnitSpec};
use serde_json::{Value, json};
use store::{DutyRow, OverdueRow, Store, StoreError};

use crate::alarm::Alarm;
use crate::{Catalogue, Refusal};

/// What a duty found for an agency at one of its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyList {
    /// Id of the duty.
    pub duty: String,
    /// The instant by which it must be done.
    pub slot: Instant,
    /// The instant whose state it shows.
    pub as_of: Instant,
    /// When it was drawn up.
    pub recorded_at: Instant,
    /// What is overdue at the slot.
    pub overdue: Vec<OverdueRow>,
}

/// The duties of every agency, each with the slot that comes next.
pub(crate) struct Duties {
    catalogue: Arc<Catalogue>,
    rounds: Vec<Round>,
    alarm: Arc<Alarm>,
}

/// A duty of one agency.
struct Round {
    duty: String,
    schedules: Arc<[Schedule]>,
    ahead: i64,
    unit: String,
    calendar: String,
    /// The slot that comes next; none beyond the announced years.
    slot: Option<Instant>,
}

impl Round {
    /// Returns when its next list is drawn up.
    fn turn(&self) -> Option<Instant> {
        Some(self.slot?.plus_millis(-self.ahead))
    }
}

impl Duties {
    /// Goes on behind the last slot done of each duty; one that is new begins now.
    pub async fn resume(
        store: &dyn Store,
        catalogue: Arc<Catalogue>,
        alarm: Arc<Alarm>,
        now: Instant,
    ) -> Result<Self, StoreError> {
        let mut rounds = Vec::new();
        for duty in catalogue.duties() {
            let schedules: Result<Vec<_>, _> = duty.slots.iter().map(|slot| Schedule::from_str(slot)).collect();
            let Ok(schedules) = schedules else {
                tracing::error!(duty = duty.id, "a duty is never done: its slots cannot be read");
                continue;
            };
            let schedules: Arc<[Schedule]> = schedules.into();
            for agency in &catalogue.directory().agencies {
                let Some(calendar) = agency.calendar.as_deref().and_then(|id| catalogue.library().calendar(id)) else {
                    continue;
                };
                let done = store.begin_duty(&duty.id, &agency.id, now.millis()).await?;
                rounds.push(Round {
                    duty: duty.id.clone(),
                    slot: next_slot(&schedules, calendar, Instant::from_millis(done)),
                    schedules: Arc::clone(&schedules),
                    ahead: duty.ahead,
                    unit: agency.id.clone(),
                    calendar: calendar.text().id.clone(),
                });
            }
        }
        let duties = Self { catalogue, rounds, alarm };
        duties.look_ahead();
        Ok(duties)
    }

    /// Returns when the next list is drawn up.
    pub fn next(&self) -> Option<Instant> {
        self.rounds.iter().filter_map(Round::turn).min()
    }

    /// Draws up every list whose turn is at an instant, from the state as it is, and keeps them.
    pub async fn draw_up(&mut self, store: &dyn Store, turn: Instant, now: Instant) -> Result<(), StoreError> {
        let mut found = Vec::new();
        let due = |round: &&mut Round| round.turn() == Some(turn);
        for Round { duty, unit, slot, .. } in self.rounds.iter_mut().filter(due) {
            let slot = slot.expect("a turn is that of a slot");
            found.push(DutyRow {
                duty: duty.clone(),
                unit: unit.clone(),
                slot: slot.millis(),
                as_of: turn.millis(),
                recorded_at: now.max(turn).millis(),
                body: encode(&store.overdue(unit, slot.millis()).await?),
            });
        }
        store.keep_duties(&found).await?;
        for round in self.rounds.iter_mut().filter(due) {
            let calendar = self.catalogue.library().calendar(&round.calendar);
            let next = |slot| next_slot(&round.schedules, calendar?, slot);
            round.slot = round.slot.and_then(next);
        }
        self.look_ahead();
        Ok(())
    }

    fn look_ahead(&self) {
        self.alarm.turn_at(self.next().map_or(i64::MAX, Instant::millis));
    }
}

/// Finds the first slot after an instant on a working day; none if the years announced end before it.
fn next_slot(schedules: &[Schedule], calendar: &Calendar, after: Instant) -> Option<Instant> {
    let mut date = calendar.zone().date(after);
    loop {
        if !calendar.sessions(date)?.is_empty() {
            let slots = schedules.iter().flat_map(|schedule| slots(schedule, calendar, date));
            if let Some(slot) = slots.filter(|slot| *slot > after).min() {
                return Some(slot);
            }
        }
        date = date.plus_days(1);
    }
}

/// Lists the slots of a date.
fn slots(schedule: &Schedule, calendar: &Calendar, date: Date) -> Vec<Instant> {
    // Cron counts the week from Sunday, 1.
    let weekday = (date.weekday().index() as u32 + 1) % 7 + 1;
    if !(schedule.months().includes(date.month())
        && schedule.days_of_month().includes(date.day())
        && schedule.days_of_week().includes(weekday))
    {
        return Vec::new();
    }
    let clock = |hour: u32, minute: u32| ClockTime::from_hm(u16::try_from(hour).ok()?, u16::try_from(minute).ok()?);
    let mut slots = Vec::new();
    for hour in schedule.hours().iter() {
        for time in schedule.minutes().iter().filter_map(|minute| clock(hour, minute)) {
            let minute = calendar.zone().at(date, time);
            slots.extend(schedule.seconds().iter().map(|second| minute.plus_millis(i64::from(second) * 1_000)));
        }
    }
    slots
}

fn encode(overdue: &[OverdueRow]) -> Vec<u8> {
    let line = |OverdueRow { code, procedure, due, step }: &OverdueRow| {
        let (step, role) = step.as_ref().map_or((None, None), |(step, role)| (Some(step), Some(role)));
        json!({ "code": code, "procedure": procedure, "due": due, "step": step, "role": role })
    };
    json!({ "v": 1, "overdue": overdue.iter().map(line).collect::<Vec<_>>() }).to_string().into_bytes()
}

/// Reads what was kept.
pub(crate) fn list(row: DutyRow) -> Result<DutyList, Refusal> {
    let body: Value = serde_json::from_slice(&row.body).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    let text = |line: &Value, name: &str| line[name].as_str().map(str::to_owned);
    let line = |line: &Value| {
        Some(OverdueRow {
            code: text(line, "code")?,
            procedure: text(line, "procedure")?,
            due: line["due"].as_i64()?,
            step: text(line, "step").zip(text(line, "role")),
        })
    };
    let overdue: Option<Vec<_>> = body["overdue"].as_array().and_then(|lines| lines.iter().map(line).collect());
    Ok(DutyList {
        duty: row.duty,
        slot: Instant::from_millis(row.slot),
        as_of: Instant::from_millis(row.as_of),
        recorded_at: Instant::from_millis(row.recorded_at),
        overdue: overdue.ok_or_else(|| Refusal::Unreadable("a list of a duty".to_owned()))?,
    })
}

#[cfg(test)]
mod tests {
    use procedure::Library;
    use procedure::files::duty::duties;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse_rfc3339(&format!("{text}:00+07:00")).expect("an instant")
    }

    fn ha_noi() -> Calendar {
        Library::shipped().0.calendars.into_iter().next().expect("a calendar is shipped")
    }

    fn schedules(slots: &[&str]) -> Vec<Schedule> {
        slots.iter().map(|slot| Schedule::from_str(slot).expect("cron")).collect()
    }

    #[test]
    fn every_shipped_duty_has_slots_cron_can_read() {
        for duty in duties() {
            assert!(!duty.slots.is_empty());
            assert!(duty.slots.iter().all(|slot| Schedule::from_str(slot).is_ok()), "{duty:?}");
        }
    }

    #[test]
    fn slots_fall_on_working_days_only() {
        let (calendar, twice) = (ha_noi(), schedules(&["0 30 10 * * *", "0 0 15 * * *"]));
        for (after, next) in [
            ("2026-06-08T08:00", "2026-06-08T10:30"),
            // Strictly after: a slot is done once.
            ("2026-06-08T10:30", "2026-06-08T15:00"),
            ("2026-06-08T15:00", "2026-06-09T10:30"),
            // Friday to Monday.
            ("2026-06-12T15:00", "2026-06-15T10:30"),
            // Saturday 22/8/2026 is worked for Monday 31/8; 31/8 to 2/9 are off.
            ("2026-08-21T16:00", "2026-08-22T10:30"),
            ("2026-08-28T16:00", "2026-09-03T10:30"),
        ] {
            assert_eq!(next_slot(&twice, &calendar, at(after)), Some(at(next)), "{after}");
        }
        // 2027 is not announced.
        assert_eq!(next_slot(&twice, &calendar, at("2026-12-31T15:00")), None);
    }

    #[test]
    fn every_field_of_cron_counts() {
        let calendar = ha_noi();
        for (slot, next) in [
            ("0 0 9 * * Fri", "2026-06-12T09:00"),
            ("0 0 9 * * Mon", "2026-06-08T09:00"),
            ("0 0 9 1 * *", "2026-07-01T09:00"),
            ("0 0 9 * Aug *", "2026-08-03T09:00"),
            ("0 */15 8 * * *", "2026-06-08T08:45"),
        ] {
            assert_eq!(next_slot(&schedules(&[slot]), &calendar, at("2026-06-08T08:31")), Some(at(next)), "{slot}");
        }
        let seconds = next_slot(&schedules(&["20 31 8 * * *"]), &calendar, at("2026-06-08T08:31"));
        assert_eq!(seconds, Some(at("2026-06-08T08:31").plus_millis(20_000)));
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let overdue = vec![
            OverdueRow { code: "T-1".into(), procedure: "p".into(), due: 7, step: None },
            OverdueRow {
                code: "T-2".into(),
                procedure: "p".into(),
                due: 8,
                step: Some(("ky".into(), "lanh_dao".into())),
            },
        ];
        let (duty, unit) = ("d".to_owned(), "u".to_owned());
        let row = DutyRow { duty, unit, slot: 9, as_of: 8, recorded_at: 10, body: encode(&overdue) };
        assert_eq!(list(row.clone()).expect("readable").overdue, overdue);
        assert!(list(DutyRow { body: b"{}".to_vec(), ..row }).is_err());
    }
}
