//! What `calendar due` is asked: one deadline with its holds, extensions and probes, read from a line of JSON or from
//! the arguments; and what may be wrong with it.
//!
//! It computes no date. Nothing is guessed: an unknown key or word is refused by name.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use calendar::{Amount, Bearer, Calendar, Counting, Cutoff, Instant, Lang, Limit, Rule, Zone};
use procedure::files::Listed;
use serde_json::{Map, Value};

use crate::check;
use crate::files::{self, Trouble};
use crate::output::{error, say};

/// Most calendar files that lines may name, so that no input fills the memory.
const FILES_MAX: usize = 64;
/// Most letters of a wrong value that are shown.
const SHOWN_MAX: usize = 60;

/// The keys a line may have.
const KEYS: [&str; 11] =
    ["id", "calendar", "within", "rule", "cutoff", "bearer", "from", "holds", "extend", "probe", "trace"];

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    TooLong,
    NotUtf8,
    BadJson(usize),
    NotObject,
    UnknownKey(String),
    MissingKey(&'static str),
    BadValue { key: &'static str, found: String, write: &'static str },
    BadDuration { key: &'static str, found: String },
    OtherUnit(String),
    UnknownCalendar(String),
    BadCalendar(String),
    TooManyCalendars,
    BeforeStart(String),
    Refused(String),
    NotAnnounced(i32),
}

impl Fault {
    /// Names it for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "line_too_long",
            Self::NotUtf8 => "not_utf8",
            Self::BadJson(_) => "bad_json",
            Self::NotObject => "not_an_object",
            Self::UnknownKey(_) => "unknown_key",
            Self::MissingKey(_) => "missing_key",
            Self::BadValue { .. } => "bad_value",
            Self::BadDuration { .. } => "bad_duration",
            Self::OtherUnit(_) => "other_unit",
            Self::UnknownCalendar(_) => "unknown_calendar",
            Self::BadCalendar(_) => "bad_calendar",
            Self::TooManyCalendars => "too_many_calendars",
            Self::BeforeStart(_) => "extension_before_start",
            Self::Refused(_) => "extension_refused",
            Self::NotAnnounced(_) => "year_not_announced",
        }
    }

    /// Names the key it is about, if one is.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::UnknownKey(key) => Some(key),
            Self::MissingKey(key) | Self::BadValue { key, .. } | Self::BadDuration { key, .. } => Some(key),
            Self::OtherUnit(_) | Self::BeforeStart(_) | Self::Refused(_) => Some("extend"),
            Self::UnknownCalendar(_) | Self::BadCalendar(_) | Self::TooManyCalendars => Some("calendar"),
            Self::TooLong | Self::NotUtf8 | Self::BadJson(_) | Self::NotObject | Self::NotAnnounced(_) => None,
        }
    }

    /// Says it in words.
    pub fn words(&self, lang: Lang) -> String {
        let (vi, en) = match self {
            Self::TooLong => ("dòng dài quá 1 MiB".into(), "the line is longer than 1 MiB".into()),
            Self::NotUtf8 => ("dòng không phải UTF-8".into(), "the line is not UTF-8".into()),
            Self::BadJson(column) => {
                (format!("không phải JSON, sai ở cột {column}"), format!("not JSON, wrong at column {column}"))
            }
            Self::NotObject => ("cần một đối tượng JSON {…}".into(), "a JSON object {…} is needed".into()),
            Self::UnknownKey(key) => (format!("không có khóa `{key}`"), format!("there is no key `{key}`")),
            Self::MissingKey(key) => (format!("thiếu khóa `{key}`"), format!("key `{key}` is missing")),
            Self::BadValue { key, found, write } => (
                format!("`{found}` không dùng được cho `{key}`; viết {write}"),
                format!("`{found}` cannot stand at `{key}`; write {write}"),
            ),
            Self::BadDuration { found, .. } => (
                format!("`{found}` không phải thời hạn viết bằng đơn vị của luật; xem: motcua check --explain M050"),
                format!("`{found}` is not a time limit in a unit of the law; see: motcua check --explain M050"),
            ),
            Self::OtherUnit(found) => (
                format!("gia hạn `{found}` không cùng đơn vị với thời hạn"),
                format!("extension `{found}` is not in the unit of the limit"),
            ),
            Self::UnknownCalendar(name) => {
                (format!("không có lịch `{name}`"), format!("there is no calendar `{name}`"))
            }
            Self::BadCalendar(path) => (
                format!("không dùng được tệp lịch {path}; xem: motcua check {path}"),
                format!("calendar file {path} cannot be used; see: motcua check {path}"),
            ),
            Self::TooManyCalendars => (
                format!("một lần chạy chỉ đọc được {FILES_MAX} tệp lịch"),
                format!("one run reads at most {FILES_MAX} calendar files"),
            ),
            Self::BeforeStart(at) => {
                (format!("gia hạn lúc {at}, trước khi tính hạn"), format!("extended at {at}, before the start"))
            }
            Self::Refused(at) => (
                format!("gia hạn lúc {at} không được: hạn mới cũng đã qua"),
                format!("extension at {at} is refused: the new due has passed too"),
            ),
            Self::NotAnnounced(year) => (
                format!("lịch nghỉ năm {year} chưa được công bố nên chưa xác định được ngày hết hạn"),
                format!("the calendar of {year} is not announced, so no date can be given"),
            ),
        };
        say(lang, vi, en)
    }
}

/// The calendars at hand, each read once: those of a library by id, files by path.
pub(crate) struct Calendars {
    known: BTreeMap<String, Arc<Calendar>>,
    files: Mutex<BTreeMap<String, Result<Arc<Calendar>, Fault>>>,
}

impl Calendars {
    /// Finds those of a folder, of the nearest above, or the shipped ones; says which of them cannot be used.
    pub fn at_hand(processes: Option<&Path>, lang: Lang) -> Result<Self, Trouble> {
        let found = files::library(processes, Some(Path::new(".")), lang)?;
        for (file, faults) in &found.faults {
            if files::ends(Path::new(file.name()), files::CALENDAR) && check::stops(faults) {
                let fault = Fault::BadCalendar(file.name().to_owned());
                error(&fault.words(lang), lang);
            }
        }
        Ok(Self::new(found.library.calendars))
    }

    /// Takes those of a library.
    pub fn new(library: Vec<Calendar>) -> Self {
        let known = library.into_iter().map(|calendar| (calendar.text().id.clone(), Arc::new(calendar))).collect();
        Self { known, files: Mutex::default() }
    }

    /// Lists those of the library.
    pub fn all(&self) -> impl Iterator<Item = &Calendar> {
        self.known.values().map(AsRef::as_ref)
    }

    /// Finds one by id or path; without a name the only one there is.
    pub fn find(&self, name: Option<&str>) -> Result<Arc<Calendar>, Fault> {
        match name {
            None if self.known.len() == 1 => self.known.values().next().cloned().ok_or(Fault::MissingKey("calendar")),
            None => Err(Fault::MissingKey("calendar")),
            Some(path) if path.ends_with(".yaml") => self.file(path),
            Some(id) => self.known.get(id).cloned().ok_or_else(|| Fault::UnknownCalendar(shown(id))),
        }
    }

    fn file(&self, path: &str) -> Result<Arc<Calendar>, Fault> {
        let mut files = self.files.lock().expect("no reader of calendars panics");
        if let Some(found) = files.get(path) {
            return found.clone();
        }
        if files.len() == FILES_MAX {
            return Err(Fault::TooManyCalendars);
        }
        let found = read(Path::new(path)).map(Arc::new).ok_or_else(|| Fault::BadCalendar(path.to_owned()));
        files.insert(path.to_owned(), found.clone());
        found
    }
}

fn read(path: &Path) -> Option<Calendar> {
    let file = files::read(path, Lang::Vi).ok()?.ok()?;
    let (node, faults) = source::read(&file, &source::ReadLimits::default());
    let (calendar, more) = procedure::files::calendar(&file, &node?);
    calendar.filter(|_| !check::stops(&faults) && !check::stops(&more))
}

/// How a deadline counts where it is not said otherwise.
#[derive(Clone, Default)]
pub(crate) struct Manner {
    pub calendar: Option<String>,
    pub rule: Option<Rule>,
    pub cutoff: Option<Cutoff>,
    pub bearer: Option<Bearer>,
    /// Leaves the arithmetic in words out.
    pub untold: bool,
}

impl Manner {
    /// Gives the arithmetic of a limit.
    pub fn counting(&self, limit: Limit, calendar: &Calendar) -> Counting {
        let counting = Counting::of(limit, self.bearer.unwrap_or(Bearer::Office), calendar);
        Counting {
            rule: self.rule.unwrap_or(counting.rule),
            cutoff: self.cutoff.unwrap_or(counting.cutoff),
            ..counting
        }
    }
}

/// One question.
pub(crate) struct Ask {
    pub calendar: Arc<Calendar>,
    pub counting: Counting,
    pub from: Instant,
    /// Ascending and disjoint; one without an end never ends.
    pub holds: Vec<(Instant, Option<Instant>)>,
    pub extensions: Vec<(Instant, Amount)>,
    pub probes: Vec<Instant>,
    pub trace: bool,
}

impl Ask {
    /// Reads the object of a line; what it does not say is as the command says.
    pub fn read(line: &Map<String, Value>, manner: &Manner, calendars: &Calendars) -> Result<Self, Fault> {
        if let Some(key) = line.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(Fault::UnknownKey(shown(key)));
        }
        let line = Line(line);
        let named = line.text("calendar", "một mã lịch hoặc đường dẫn")?;
        let calendar = calendars.find(named.or(manner.calendar.as_deref()))?;
        let own = Manner {
            rule: line.word("rule", RULES, Rule::of)?.or(manner.rule),
            cutoff: line.word("cutoff", CUTOFFS, Cutoff::parse)?.or(manner.cutoff),
            bearer: line.word("bearer", BEARERS, bearer)?.or(manner.bearer),
            ..Manner::default()
        };
        let within = line.text("within", LIMITS)?.ok_or(Fault::MissingKey("within"))?;
        let limit = limit(within).ok_or_else(|| Fault::BadDuration { key: "within", found: shown(within) })?;
        let counting = own.counting(limit, &calendar);
        let zone = calendar.zone();
        let from = line.0.get("from").ok_or(Fault::MissingKey("from"))?;
        Ok(Self {
            from: instant_at("from", from, zone)?,
            holds: holds(line.list("holds")?, zone)?,
            extensions: line
                .list("extend")?
                .iter()
                .map(|one| extension(one, &counting, zone))
                .collect::<Result<_, _>>()?,
            probes: line.list("probe")?.iter().map(|one| instant_at("probe", one, zone)).collect::<Result<_, _>>()?,
            trace: line.flag("trace")?.unwrap_or(!manner.untold),
            counting,
            calendar,
        })
    }
}

const LIMITS: &str = "\"7 ngày làm việc\"";
const RULES: &str = "\"cuối ngày\", \"cùng giờ\", \"cuối buổi\"";
const CUTOFFS: &str = "\"15:00\", \"sau 15:00\"";
const BEARERS: &str = "\"office\", \"applicant\"";
const INSTANT: &str = "\"2026-06-08T09:30:00+07:00\"";
const HOLD: &str = "[từ, đến], \"đến\" không trước \"từ\" hoặc null";
const EXTENSION: &str = "{\"at\": …, \"by\": …}";

/// The object of a line, read key by key; null is as good as nothing.
struct Line<'a>(&'a Map<String, Value>);

impl<'a> Line<'a> {
    fn value(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    fn text(&self, key: &'static str, write: &'static str) -> Result<Option<&'a str>, Fault> {
        self.value(key).map(|value| value.as_str().ok_or_else(|| bad(key, value, write))).transpose()
    }

    fn word<T>(
        &self,
        key: &'static str,
        write: &'static str,
        of: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let read = |value: &Value| value.as_str().and_then(&of).ok_or_else(|| bad(key, value, write));
        self.value(key).map(read).transpose()
    }

    fn flag(&self, key: &'static str) -> Result<Option<bool>, Fault> {
        self.value(key).map(|value| value.as_bool().ok_or_else(|| bad(key, value, "true, false"))).transpose()
    }

    fn list(&self, key: &'static str) -> Result<&'a [Value], Fault> {
        match self.value(key) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(value) => Err(bad(key, value, "[…]")),
        }
    }
}

fn bad(key: &'static str, value: &Value, write: &'static str) -> Fault {
    let found = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Fault::BadValue { key, found: shown(&found), write }
}

/// Cuts what is shown of a value.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Reads a time limit.
pub(crate) fn limit(text: &str) -> Option<Limit> {
    match text {
        "cùng ngày làm việc" => Some(Limit::SameDay),
        "không quy định" => Some(Limit::None),
        _ => procedure::files::length(text).map(Limit::Of),
    }
}

/// Reads who must act.
pub(crate) fn bearer(text: &str) -> Option<Bearer> {
    match text {
        "office" => Some(Bearer::Office),
        "applicant" => Some(Bearer::Applicant),
        _ => None,
    }
}

/// Reads RFC 3339, or a moment as it stands on paper in a zone.
pub(crate) fn instant(text: &str, zone: Zone) -> Option<Instant> {
    Instant::parse_rfc3339(text).or_else(|| zone.parse_moment(text))
}

fn instant_at(key: &'static str, value: &Value, zone: Zone) -> Result<Instant, Fault> {
    value.as_str().and_then(|text| instant(text, zone)).ok_or_else(|| bad(key, value, INSTANT))
}

/// Reads the holds; those that overlap or touch are one (`sem 3.21`, `3.35`).
fn holds(items: &[Value], zone: Zone) -> Result<Vec<(Instant, Option<Instant>)>, Fault> {
    let read = |item: &Value| match item.as_array().map(Vec::as_slice) {
        Some([from, to]) => {
            let from = instant_at("holds", from, zone)?;
            let to = if to.is_null() { None } else { Some(instant_at("holds", to, zone)?) };
            if to.is_some_and(|to| to < from) { Err(bad("holds", item, HOLD)) } else { Ok((from, to)) }
        }
        _ => Err(bad("holds", item, HOLD)),
    };
    let mut all: Vec<_> = items.iter().map(read).collect::<Result<_, _>>()?;
    all.sort_unstable();
    let mut one: Vec<(Instant, Option<Instant>)> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match one.last_mut() {
            Some((_, None)) => break,
            Some((_, Some(end))) if from <= *end => {
                let last = to.map(|to| to.max(*end));
                one.last_mut().expect("it was found").1 = last;
            }
            _ => one.push((from, to)),
        }
    }
    Ok(one)
}

fn extension(item: &Value, counting: &Counting, zone: Zone) -> Result<(Instant, Amount), Fault> {
    let (Some(at), Some(by), Some(2)) = (item.get("at"), item.get("by"), item.as_object().map(Map::len)) else {
        return Err(bad("extend", item, EXTENSION));
    };
    let at = instant_at("extend", at, zone)?;
    let text = by.as_str().ok_or_else(|| bad("extend", by, LIMITS))?;
    let length = procedure::files::length(text);
    let length = length.ok_or_else(|| Fault::BadDuration { key: "extend", found: shown(text) })?;
    let amount = counting.extension(length).ok_or_else(|| Fault::OtherUnit(shown(text)))?;
    Ok((at, amount))
}
