//! Dates of a test against instants of a dossier, and both in words.
//! It computes no due; it matches what is written (language.md e).

use calendar::{ClockState, Counting, Date, Due, Instant, Lang, Trace, Zone};
use procedure::files::expectation::WhenDef;
use source::Words;

/// Tells whether an instant is what is written: a date matches its day, a moment its minute.
pub(crate) fn matches(written: WhenDef, at: Instant, zone: Zone) -> bool {
    let moment = zone.moment(at);
    match written {
        WhenDef::Day(date) => moment.date == date,
        WhenDef::Minute(wanted) => moment.date == wanted.date && moment.time == wanted.time,
    }
}

/// Tells whether a due is what is written.
pub(crate) fn due_matches(written: Option<WhenDef>, due: Due, zone: Zone) -> bool {
    match (written, due) {
        (None, Due::NoLimit) => true,
        (Some(written), Due::At(at)) => matches(written, at, zone),
        (None | Some(_), _) => false,
    }
}

/// Writes what a test expects.
pub(crate) fn written(written: Option<WhenDef>) -> Words {
    match written {
        None => none(),
        Some(WhenDef::Day(date)) => day(date),
        Some(WhenDef::Minute(moment)) => {
            both(|lang| calendar::Moment { date: moment.date, time: moment.time }.words(lang))
        }
    }
}

/// Writes an instant.
pub(crate) fn instant(at: Instant, zone: Zone) -> Words {
    both(|lang| zone.moment(at).words(lang))
}

/// Writes a due.
pub(crate) fn due(due: Due, zone: Zone) -> Words {
    match due {
        Due::NoLimit => none(),
        Due::At(at) => instant(at, zone),
        Due::Undetermined(year) => Words::new(
            format!("chưa xác định (lịch năm {year} chưa công bố)"),
            format!("undetermined ({year} is not announced)"),
        ),
    }
}

/// Writes a date.
pub(crate) fn day(date: Date) -> Words {
    both(|lang| date.words(lang))
}

/// Writes that there is nothing.
pub(crate) fn none() -> Words {
    Words::new("không có", "none")
}

/// Tells how a due is found.
pub(crate) fn arithmetic(counting: &Counting, state: &ClockState, calendar: &calendar::Calendar) -> Words {
    let trace: Trace = calendar::explain(counting, state.anchor, &state.remaining, calendar);
    both(|lang| trace.words(lang).join("; "))
}

fn both(words: impl Fn(Lang) -> String) -> Words {
    Words::new(words(Lang::Vi), words(Lang::En))
}
