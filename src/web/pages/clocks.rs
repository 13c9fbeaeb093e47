//! The clocks of a dossier in words: what is promised, what was promised first, who moved it on what ground.

use calendar::Phase;
use engine::RemarkKind;
use procedure::explain::{Chip, Prospect, Teller, glue, outlook};
use program::RuleIx;
use runtime::{Dossier, Recorded};

use super::reader::{Door, Reader};
use super::refused::Refused;
use crate::clocks::{Change, Told, told, what_words};

/// A clock.
pub(crate) struct ClockView {
    /// Its name.
    pub name: String,
    /// True for the dossier's own, which has a bar.
    pub own: bool,
    /// Where it stands: the words of its tag.
    pub state: String,
    /// Class of the tag.
    pub class: &'static str,
    /// What is left of its time.
    pub chip: Option<Chip>,
    /// The due now; empty before its start.
    pub due: String,
    /// The due computed at its start, if it has moved since; else empty.
    pub original: String,
    /// Why it stands; empty while it runs.
    pub held: String,
    /// What was done to it, oldest first.
    pub changes: Vec<ChangeView>,
}

/// One thing done to a clock.
pub(crate) struct ChangeView {
    /// When.
    pub at: String,
    /// What.
    pub what: &'static str,
    /// By whom.
    pub who: String,
    /// Articles and what was written as ground.
    pub ground: String,
    /// The due before and after; one alone if it did not move.
    pub due: String,
    /// The arithmetic.
    pub how: String,
}

/// Whether a dossier can still be finished in time.
pub(crate) struct OutlookView {
    /// The words of its tag.
    pub label: String,
    /// Class of the tag.
    pub class: &'static str,
    /// The way that is left, in a sentence.
    pub words: String,
}

/// Looks ahead; none while there is no due to keep.
pub(crate) fn ahead(reader: &Reader, dossier: &Dossier) -> Option<OutlookView> {
    let teller = reader.teller(&dossier.compiled);
    let found = outlook(teller.program(), teller.library, &dossier.instance, reader.now())?;
    let (vi, en, class) = prospect(found.prospect);
    Some(OutlookView { label: reader.say(vi, en), class, words: teller.outlook(&found) })
}

/// Names a prospect, with the class of its tag.
pub(crate) fn prospect(prospect: Prospect) -> (&'static str, &'static str, &'static str) {
    match prospect {
        Prospect::InTime => ("Còn kịp hạn hồ sơ", "In time as planned", "ok"),
        Prospect::AtRisk => ("Có nguy cơ quá hạn hồ sơ", "At risk of being late", "soon"),
        Prospect::TooLate => ("Không còn kịp hạn hồ sơ", "Can no longer be in time", "late"),
    }
}

/// Puts the clocks of a dossier into words.
pub(crate) async fn clocks(
    reader: &Reader,
    dossier: &Dossier,
    history: &[Recorded],
) -> Result<Vec<ClockView>, Refused> {
    let teller = reader.teller(&dossier.compiled);
    let found = told(&reader.app.service, &teller, dossier, history).await;
    let found = found.map_err(|refusal| reader.failed(&refusal, None))?;
    Ok(found.iter().map(|one| view(reader, &teller, dossier, one)).collect())
}

fn view(reader: &Reader, teller: &Teller<'_>, dossier: &Dossier, one: &Told<'_>) -> ClockView {
    let clock = one.clock;
    let (vi, en, class) = match clock.map(|clock| clock.state.phase) {
        None => ("Chưa chạy", "Not started", "none"),
        Some(Phase::Running) => ("Đang chạy", "Running", "run"),
        Some(Phase::Paused { .. }) => ("Đang dừng", "Standing", "hold"),
        Some(Phase::Stopped) => ("Đã kết thúc", "Ended", "ok"),
    };
    let verdict = clock.and_then(|clock| clock.verdict).map(|verdict| format!(", {}", teller.verdict(verdict)));
    let moved = clock.filter(|clock| clock.original_due != clock.state.due);
    let own = reader.door == Door::Staff;
    ClockView {
        name: teller.program().rules[one.rule.at()].name.clone(),
        own: one.rule == RuleIx(0),
        state: format!("{}{}", reader.say(vi, en), verdict.unwrap_or_default()),
        class,
        chip: clock.and_then(|clock| teller.chip(clock.limit, &clock.state, reader.now())),
        due: clock.map(|clock| glue(&teller.due(clock.state.due, one.rule))).unwrap_or_default(),
        original: moved.map(|clock| glue(&teller.due(clock.original_due, one.rule))).unwrap_or_default(),
        held: held(reader, teller, dossier, one),
        changes: one.changes.iter().map(|change| line(reader, teller, change, own)).collect(),
    }
}

/// Says which steps hold a clock, or that a suspension does.
fn held(reader: &Reader, teller: &Teller<'_>, dossier: &Dossier, one: &Told<'_>) -> String {
    if !one.clock.is_some_and(|clock| matches!(clock.state.phase, Phase::Paused { .. })) {
        return String::new();
    }
    let instance = &dossier.instance;
    let steps = one.held_by.iter().filter_map(|id| instance.activation(*id)).map(|open| teller.step(open.node));
    let mut why: Vec<String> = steps.collect();
    if instance.suspended.is_some() {
        why.push(reader.say("tạm dừng giải quyết theo luật", "the suspension by law"));
    }
    format!("{} {}.", reader.say("Dừng vì", "Stands for"), why.join(", "))
}

fn line(reader: &Reader, teller: &Teller<'_>, change: &Change, official: bool) -> ChangeView {
    let articles = teller.citations(&change.articles);
    let decree = change.decree.clone().unwrap_or_default();
    let written = change.grounds_for(official).map(|remark| {
        let label = (remark.kind != RemarkKind::Ground).then(|| format!("{}: ", teller.label(remark.kind.id())));
        format!("{}“{}”", label.unwrap_or_default(), remark.text)
    });
    let ground: Vec<String> = [articles, decree].into_iter().chain(written).filter(|part| !part.is_empty()).collect();
    let due = glue(&teller.due(change.after, change.limit.rule));
    let before = change.before.filter(|before| *before != change.after);
    let before = before.map(|before| glue(&teller.due(before, change.limit.rule)));
    ChangeView {
        at: reader.digits(change.at),
        what: what_words(change.what, reader.lang),
        who: teller.author(&change.author),
        ground: ground.join("; "),
        due: before.map_or(due.clone(), |before| format!("{before} → {due}")),
        how: glue(&change.arithmetic.join("; ")),
    }
}
