//! A dossier as one person may see it, and the shapes that several nouns share.
//! Whoever may not see it is told that there is nothing.

use calendar::{Due, Instant, Lang, Limit, Phase, Unit, Zone, left};
use engine::{Activation, Actor, LimitRef};
use procedure::Compiled;
use procedure::explain::Teller;
use program::RuleIx;
use runtime::Dossier;
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::fault::Fault;
use crate::reach::{Reach, reach};

/// A dossier in front of somebody.
pub(super) struct Seen<'a> {
    /// The server.
    pub app: &'a App,
    /// Who looks.
    pub actor: &'a Actor,
    /// In which language.
    pub lang: Lang,
    /// At what.
    pub dossier: Dossier,
    /// How much of it is open to him.
    pub reach: Reach,
}

/// A thing with its id and its name.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Named", title = "Mã và tên")]
pub(super) struct Named {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// An instant as it is written: RFC 3339 with the offset of the installation.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "Instant", title = "Thời điểm")]
#[schemars(extend("format" = "date-time", "examples" = ["2026-06-08T09:00:00+07:00"]))]
pub(super) struct Stamp(String);

/// An instant at which something is due, or why there is none.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Due", title = "Hạn")]
pub(super) struct When {
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Stamp>,
    /// The year that is not announced and that the due needs (sem 3.13).
    #[serde(skip_serializing_if = "Option::is_none")]
    undetermined_year: Option<i32>,
    /// True if the law sets no limit.
    no_limit: bool,
}

/// The time left until a due, counted as the limit counts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Slack", title = "Thời gian còn lại")]
pub(super) struct Slack {
    minutes: i64,
    over: bool,
    words: String,
}

impl Stamp {
    /// Writes an instant in a zone.
    pub fn at(zone: Zone, at: Instant) -> Self {
        Self(zone.rfc3339(at))
    }
}

impl When {
    /// Writes a due in a zone.
    pub fn of(zone: Zone, due: Due) -> Self {
        let at = due.instant().map(|at| Stamp::at(zone, at));
        let undetermined_year = if let Due::Undetermined(year) = due { Some(year) } else { None };
        Self { at, undetermined_year, no_limit: due == Due::NoLimit }
    }
}

impl Named {
    /// Pairs an id with a name.
    pub fn new(id: &str, name: &str) -> Self {
        Self { id: id.to_owned(), name: name.to_owned() }
    }
}

/// Finds a dossier that somebody may see as a whole.
///
/// # Errors
/// [`Fault::Nothing`] if there is none, or none for him; what the store says.
pub(super) async fn find<'a>(app: &'a App, actor: &'a Actor, lang: Lang, code: &str) -> Result<Seen<'a>, Fault> {
    let seen = consulted(app, actor, lang, code).await?;
    if seen.reach == Reach::Whole { Ok(seen) } else { Err(Fault::Nothing) }
}

/// Finds a dossier that somebody may see, if only because his office is asked something.
///
/// # Errors
/// As [`find`].
pub(super) async fn consulted<'a>(app: &'a App, actor: &'a Actor, lang: Lang, code: &str) -> Result<Seen<'a>, Fault> {
    let dossier = app.service.dossier(code).await?.ok_or(Fault::Nothing)?;
    let reach = reach(actor, &dossier, app.service.catalogue().directory()).ok_or(Fault::Nothing)?;
    Ok(Seen { app, actor, lang, dossier, reach })
}

impl<'a> Seen<'a> {
    /// Tells whether he who sees it is an official.
    pub fn is_post(&self) -> bool {
        matches!(self.actor, Actor::Post(_))
    }

    /// Tells whether a step is open to him: an office that is asked sees its own question only (sem 6.11).
    pub fn shows(&self, activation: &Activation) -> bool {
        let Actor::Post(post) = self.actor else { return true };
        let own = || self.app.service.catalogue().directory().post(post.as_str()).map(|place| &place.agency.id);
        let item = activation.item.as_ref();
        self.reach == Reach::Whole || item.is_some_and(|item| own().is_some_and(|own| own == item.as_str()))
    }

    /// Makes the words about it.
    pub fn teller(&self) -> Teller<'_> {
        teller(self.app, &self.dossier.compiled, self.lang)
    }

    /// Returns the zone in which it is told.
    pub fn zone(&self) -> Zone {
        self.teller().calendar(RuleIx(0)).zone()
    }

    /// Writes an instant.
    pub fn stamp(&self, at: Instant) -> Stamp {
        Stamp::at(self.zone(), at)
    }

    /// Writes a due.
    pub fn due(&self, due: Due) -> When {
        When::of(self.zone(), due)
    }

    /// Counts what is left of a clock that runs.
    pub fn slack(&self, limit: LimitRef, state: &calendar::ClockState) -> Option<Slack> {
        let due = state.due.instant().filter(|_| state.phase == Phase::Running)?;
        let unit = match self.dossier.compiled.program.rules[limit.rule.at()].counting(limit.entry).limit {
            Limit::Of(length) => length.unit,
            Limit::SameDay | Limit::None => Unit::WorkingHour,
        };
        let left = left(self.app.service.now(), due, unit, self.teller().calendar(limit.rule));
        Some(Slack { minutes: left.minutes, over: left.over, words: left.words(self.lang) })
    }
}

/// Makes the words about a procedure.
pub(super) fn teller<'a>(app: &'a App, compiled: &'a Compiled, lang: Lang) -> Teller<'a> {
    let catalogue = app.service.catalogue();
    Teller { compiled, library: catalogue.library(), directory: catalogue.directory(), lang }
}

/// Returns the zone in which the installation tells time.
pub(super) fn zone(app: &App) -> Zone {
    let first = app.service.catalogue().library().calendars.first();
    first.map_or_else(|| Zone::named("UTC").expect("this zone is known"), calendar::Calendar::zone)
}
