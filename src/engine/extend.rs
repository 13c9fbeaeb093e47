//! Lengthening the dossier's clock, and how often and by how much that may be done (sem 3.40–3.42).

use calendar::{Act, Due, Phase};
use program::{Extension, ExtensionIx, RuleIx};

use crate::turn::Turn;
use crate::{Answer, Answers, FieldError, Rejection, Sight, Why, clock};

/// Answer that says by how much (`language.md` c1, `tối đa`).
pub(crate) const AMOUNT: &str = "gia_han";

const DOSSIER: RuleIx = RuleIx(0);

/// Tells why an extension cannot be given now, if it cannot.
pub(crate) fn off(sight: &Sight<'_>, extension: ExtensionIx) -> Option<Rejection> {
    let Some(clock) = sight.instance.clock(DOSSIER) else { return Some(Rejection::ClockNotStarted) };
    if clock.state.phase == Phase::Stopped {
        return Some(Rejection::ClockStopped);
    }
    let described = &sight.program.extensions[extension.at()];
    let used = sight.instance.used(extension);
    let early = match (&described.before, clock.state.due) {
        (Some(before), Due::At(due)) => match sight.world.notice(DOSSIER, sight.at, before) {
            Due::At(notice) => notice <= due,
            Due::Undetermined(_) | Due::NoLimit => true,
        },
        _ => true,
    };
    let spent = used.times >= described.times;
    if spent || !early || clock.state.due == Due::NoLimit {
        return Some(Rejection::NotAvailable { condition: None });
    }
    (used.total >= described.total).then_some(Rejection::ExtensionExhausted { most: 0 })
}

/// Reads by how much an officer lengthens the clock; for a preview, which asks nothing, by the most there is.
pub(crate) fn amount(described: &Extension, used: u32, answers: Option<&Answers>) -> Result<u32, Rejection> {
    let most = described.by.count.min(described.total.saturating_sub(used));
    let Some(answers) = answers.filter(|_| described.up_to) else {
        let wanted = if described.up_to { most } else { described.by.count };
        return if wanted <= most { Ok(wanted) } else { Err(Rejection::ExtensionExhausted { most }) };
    };
    let wrong = |why| Rejection::FormInvalid(vec![FieldError { field: AMOUNT.to_owned(), why }]);
    let raw = match answers.0.get(AMOUNT) {
        Some(Answer::One(text)) if !text.trim().is_empty() => text.trim(),
        Some(Answer::Many(_)) => return Err(wrong(Why::NotOfType)),
        _ => return Err(wrong(Why::Required)),
    };
    match raw.parse::<u32>() {
        Ok(0) => Err(wrong(Why::LessThan("1".to_owned()))),
        Ok(count) if count > most => Err(Rejection::ExtensionExhausted { most }),
        Ok(count) => Ok(count),
        Err(_) => Err(wrong(Why::NotOfType)),
    }
}

/// Tells what lengthening by so much would give; refused if the new due is past itself (sem 3.42).
pub(crate) fn check(turn: &Turn<'_>, extension: ExtensionIx, count: u32) -> Result<(), Rejection> {
    let sight = turn.sight();
    off(&sight, extension).map_or(Ok(()), Err)?;
    let Some(clock) = turn.instance.clock(DOSSIER) else { return Err(Rejection::ClockNotStarted) };
    let by = act(turn, extension, count);
    let state = turn.world.clock(clock.limit, Some(&clock.state), &calendar::ClockAct { at: turn.at(), act: by });
    let unmoved = state.due == clock.state.due;
    if state.due.is_past(turn.at()) || (unmoved && clock.state.due.is_past(turn.at())) {
        return Err(Rejection::NotAvailable { condition: None });
    }
    Ok(())
}

/// Lengthens the clock.
pub(crate) fn give(turn: &mut Turn<'_>, extension: ExtensionIx, count: u32) {
    let act = act(turn, extension, count);
    clock::lengthen(turn, DOSSIER, act, (extension, count));
}

fn act(turn: &Turn<'_>, extension: ExtensionIx, count: u32) -> Act {
    let entry = turn.instance.clock(DOSSIER).map_or(0, |clock| clock.limit.entry);
    let counting = turn.program.rules[DOSSIER.at()].counting(entry);
    let unit = turn.program.extensions[extension.at()].by.unit;
    Act::Extended { by: counting.amount(calendar::Length { count, unit }) }
}
