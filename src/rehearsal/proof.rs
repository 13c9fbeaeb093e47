//! Whether the dates a test asserts could tell a wrong way of counting from the right one (M088).
//! The wrong ways stand here as data for nobody else: no due of a dossier is computed from them.

use calendar::{Calendar, ClockState, Counting, Cutoff, Length, Limit, Rule, Unit};
use procedure::files::expectation::WhenDef;
use procedure::rules::m088_test_proves_nothing as m088;
use program::RuleIx;
use source::{Diagnostic, Span};

use crate::{Stage, moment};

/// A date that was asserted and met.
#[derive(Clone, Debug)]
pub(crate) struct Dated {
    /// The deadline.
    pub rule: RuleIx,
    /// How it counts.
    pub counting: Counting,
    /// Its clock at that moment.
    pub state: ClockState,
    /// What is written.
    pub written: WhenDef,
    /// Where.
    pub span: Span,
}

/// Notes each deadline that is asserted only where every way of counting agrees.
pub(crate) fn notes(stage: &Stage<'_>, dated: &[Dated]) -> Vec<Diagnostic> {
    let mut rules: Vec<RuleIx> = dated.iter().map(|one| one.rule).collect();
    rules.sort();
    rules.dedup();
    let mut notes = Vec::new();
    for rule in rules {
        let mut own = dated.iter().filter(|one| one.rule == rule);
        let first = own.clone().next().map(|one| one.span);
        if let Some(span) = first.filter(|_| own.all(|one| !discriminates(stage, one))) {
            notes.push(m088::all_agree(span, &stage.program().rules[rule.at()].name));
        }
    }
    notes
}

/// Tells whether some wrong way of counting would have missed the date that is written.
fn discriminates(stage: &Stage<'_>, dated: &Dated) -> bool {
    let calendar = stage.world(dated.state.anchor).calendar(dated.rule);
    let countings = wrong_countings(&dated.counting).into_iter().map(|counting| (counting, calendar.clone()));
    let calendars = wrong_calendars(calendar).into_iter().map(|calendar| (dated.counting, calendar));
    countings.chain(calendars).any(|(counting, calendar)| {
        let due = calendar::start(&counting, dated.state.anchor, &calendar);
        !moment::due_matches(Some(dated.written), due, calendar.zone())
    })
}

fn wrong_countings(right: &Counting) -> Vec<Counting> {
    let rules = [Rule::EndOfDay, Rule::SameTime, Rule::EndOfSession].map(|rule| Counting { rule, ..*right });
    let cutoff = Counting { cutoff: Cutoff { inclusive: !right.cutoff.inclusive, ..right.cutoff }, ..*right };
    let elapsed = match right.limit {
        Limit::Of(length) => elapsed(length).map(|length| Counting { limit: Limit::Of(length), ..*right }),
        Limit::SameDay | Limit::None => None,
    };
    rules.into_iter().chain([cutoff]).chain(elapsed).filter(|wrong| wrong != right).collect()
}

/// Working hours of a half day, for who takes one for the other (`language.md` c1 keeps them apart).
const HALF_DAY_HOURS: u32 = 4;

/// Takes working time for elapsed time, half days for hours, days in a row for days that roll.
fn elapsed(length: Length) -> Option<Length> {
    let unit = match length.unit {
        Unit::WorkingMinute => Unit::Minute,
        Unit::WorkingHour => Unit::Hour,
        Unit::WorkingDay => Unit::Day,
        Unit::Day => Unit::ConsecutiveDay,
        Unit::HalfWorkingDay => Unit::WorkingHour,
        Unit::ConsecutiveDay => Unit::Day,
        Unit::Minute | Unit::Hour | Unit::Month => return None,
    };
    let count = if length.unit == Unit::HalfWorkingDay { length.count * HALF_DAY_HOURS } else { length.count };
    Some(Length { count, unit })
}

/// Forgets the holidays, and the rest days that are worked.
fn wrong_calendars(right: &Calendar) -> [Calendar; 2] {
    let mut without_holidays = right.text().clone();
    without_holidays.years.values_mut().for_each(|year| year.off.clear());
    let mut without_work = right.text().clone();
    without_work.years.values_mut().for_each(|year| year.work.clear());
    [Calendar::new(without_holidays), Calendar::new(without_work)]
}
