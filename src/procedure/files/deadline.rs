//! Deadline maps: the dossier's clock, further clocks, and the steps' own (language.md b2).
//! It computes no date.

use calendar::{Cutoff, DayEnd, Holidays, Length, Limit, OutsideHours, Rule};
use source::{Node, Span, Spanned};

use super::definition::EventRef;
use super::duration;
use super::keys::{Key, Table, Takes, later, later_must, may, must};
use super::listed::{Listed, listed};
use super::read::{Fields, Reader};
use super::timing::{self, OVERDUE, OverdueDef};
use crate::rules::{m009_limit as m009, m018_bad_value as m018, m050_duration as m050};

/// Holds one deadline, of the dossier or of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadlineDef {
    /// The time limit.
    pub within: Option<WithinDef>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Events that start it; empty on a step's deadline.
    pub from: Vec<Spanned<EventRef>>,
    /// Events that stop it.
    pub to: Vec<Spanned<EventRef>>,
    /// How working days end; the calendar's when absent.
    pub rule: Option<Spanned<Rule>>,
    /// Cut-off of same-day deadlines; the calendar's when absent.
    pub cutoff: Option<Spanned<Cutoff>>,
    /// Which date an act outside hours counts from.
    pub outside_hours: Option<Spanned<OutsideHours>>,
    /// When the due day ends; by bearer when absent.
    pub day_end: Option<Spanned<DayEnd>>,
    /// Whether holidays count.
    pub holidays: Option<Spanned<Holidays>>,
    /// Calendar of its own.
    pub calendar: Option<Spanned<String>>,
    /// What a second start does; only the first counts when absent.
    pub again: Option<Spanned<Again>>,
    /// Whether any or all open steps must hold it; any when absent.
    pub pause_while: Option<Spanned<PauseWhile>>,
    /// Reminders of a clock of the dossier.
    pub remind: Vec<Spanned<Length>>,
    /// Escalations of a clock of the dossier.
    pub overdue: Vec<OverdueDef>,
    /// Whether it was written as a duration alone.
    pub bare: bool,
    /// The value of the `deadline` key.
    pub span: Span,
}

/// Declares a further clock of the dossier (sem 3.60).
#[derive(Clone, Debug, PartialEq)]
pub struct ClockDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub name: Spanned<String>,
    /// Channels it is limited to; empty for all.
    pub channels: Vec<Spanned<String>>,
    /// Cases it is limited to; empty for all.
    pub cases: Vec<Spanned<String>>,
    /// How it counts, starts and stops.
    pub deadline: DeadlineDef,
    /// Value of the entry.
    pub span: Span,
}

listed! {
    /// What happens to a clock when an event of `from` happens again (sem 3.17).
    Again {
        /// Nothing.
        Ignore = "ignore",
        /// It starts anew.
        Restart = "restart",
    }
}

listed! {
    /// When a clock is paused (sem 3.35).
    PauseWhile {
        /// While any open step holds it.
        Any = "any",
        /// While every open step holds it.
        All = "all",
    }
}

/// A time limit, or a table of them.
#[derive(Clone, Debug, PartialEq)]
pub enum WithinDef {
    /// One limit for all dossiers.
    One(Spanned<Limit>),
    /// Limits by case or channel; `otherwise` is a key like the others.
    Table(Vec<(Spanned<String>, Spanned<Limit>)>),
}

/// Keys of the dossier's deadline.
pub static DEADLINE: Table = Table {
    vi: "thời hạn hồ sơ `deadline`",
    en: "the dossier's `deadline`",
    keys: &[
        WITHIN,
        RULE,
        CUTOFF,
        OUTSIDE_HOURS,
        DAY_END,
        HOLIDAYS,
        CALENDAR,
        FROM,
        TO,
        AGAIN,
        PAUSE_WHILE,
        REMIND,
        OVERDUES,
        LEGAL,
    ],
};

/// Keys of a further clock.
pub static CLOCK: Table = Table {
    vi: "đồng hồ (`clocks`)",
    en: "a clock",
    keys: &[
        later_must("name", Takes::Text, "Tên đồng hồ.", "Name of the clock."),
        WITHIN,
        later("channel", Takes::Refs, "Chỉ có ở những cách thức nộp này.", "Channels it is limited to."),
        later("case", Takes::Refs, "Chỉ có ở những trường hợp này.", "Cases it is limited to."),
        RULE,
        CUTOFF,
        OUTSIDE_HOURS,
        DAY_END,
        HOLIDAYS,
        CALENDAR,
        FROM,
        TO,
        AGAIN,
        PAUSE_WHILE,
        REMIND,
        OVERDUES,
        LEGAL,
    ],
};

/// Keys of a step's deadline: it starts when the step opens.
pub static STEP_DEADLINE: Table = Table {
    vi: "thời hạn của bước `deadline`",
    en: "a step's `deadline`",
    keys: &[WITHIN, RULE, CUTOFF, OUTSIDE_HOURS, DAY_END, HOLIDAYS, CALENDAR, LEGAL],
};

const WITHIN: Key = must("within", Takes::Within, "Thời hạn, viết bằng chữ.", "The time limit, in words.");
const RULE: Key = may("rule", Takes::Word(Rule::list), "Ngày làm việc kết thúc lúc nào.", "How working days end.");
const CUTOFF: Key = may("cutoff", Takes::Quoted, "Giờ chốt của hạn trong ngày.", "Cut-off of same-day deadlines.");
const OUTSIDE_HOURS: Key = later(
    "outside_hours",
    Takes::Word(OutsideHours::list),
    "Việc ngoài giờ tính từ ngày nào.",
    "Which date an act outside hours counts from.",
);
const DAY_END: Key =
    later("day_end", Takes::Word(DayEnd::list), "Ngày hạn kết thúc lúc nào.", "When the due day ends.");
const HOLIDAYS: Key =
    later("holidays", Takes::Word(Holidays::list), "Có tính ngày nghỉ lễ không.", "Whether holidays count.");
const CALENDAR: Key = later("calendar", Takes::Ref, "Lịch riêng của thời hạn.", "Calendar of its own.");
const FROM: Key = may("from", Takes::Events, "Việc làm thời hạn bắt đầu tính.", "Events that start it.");
const TO: Key = may("to", Takes::Events, "Việc làm thời hạn dừng.", "Events that stop it.");
const AGAIN: Key =
    later("again", Takes::Word(Again::list), "Khi việc bắt đầu xảy ra lần nữa.", "What a second start does.");
const PAUSE_WHILE: Key = later(
    "pause_while",
    Takes::Word(PauseWhile::list),
    "Tạm dừng khi một hay mọi bước còn mở đều chờ.",
    "Whether any or all open steps must hold it.",
);
const REMIND: Key = later("remind", Takes::Reminders, "Nhắc trước hạn.", "Reminders.");
const OVERDUES: Key = later("overdue", Takes::Items(&OVERDUE), "Việc làm khi quá hạn.", "Escalations.");
const LEGAL: Key = may("legal", Takes::Refs, "Căn cứ của thời hạn.", "Ground of the limit.");

impl Listed for Rule {
    const ALL: &'static [Self] = &[Rule::EndOfDay, Rule::SameTime, Rule::EndOfSession];

    fn word(self) -> &'static str {
        match self {
            Rule::EndOfDay => "cuối ngày",
            Rule::SameTime => "cùng giờ",
            Rule::EndOfSession => "cuối buổi",
        }
    }
}

impl Listed for OutsideHours {
    const ALL: &'static [Self] = &[OutsideHours::OwnDate, OutsideHours::NextOpening];

    fn word(self) -> &'static str {
        match self {
            OutsideHours::OwnDate => "ngày của việc",
            OutsideHours::NextOpening => "giờ mở cửa",
        }
    }
}

impl Listed for DayEnd {
    const ALL: &'static [Self] = &[DayEnd::Close, DayEnd::Midnight];

    fn word(self) -> &'static str {
        match self {
            DayEnd::Close => "close",
            DayEnd::Midnight => "midnight",
        }
    }
}

impl Listed for Holidays {
    const ALL: &'static [Self] = &[Holidays::Count, Holidays::Skip];

    fn word(self) -> &'static str {
        match self {
            Holidays::Count => "count",
            Holidays::Skip => "skip",
        }
    }
}

/// Reads the further clocks.
pub(crate) fn clocks(reader: &Reader<'_>, node: Option<&Node>) -> Vec<ClockDef> {
    let clocks = reader.declared(node, Some(m009::Of::Clocks));
    clocks.into_iter().map(|(id, node)| clock(reader, id, node)).collect()
}

fn clock(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> ClockDef {
    let f = reader.fields(node, &CLOCK, id.span);
    ClockDef {
        name: f.title("name").unwrap_or(id.clone()),
        channels: f.refs("channel"),
        cases: f.refs("case"),
        deadline: parts(reader, &f, node),
        span: node.span,
        id,
    }
}

/// Reads a deadline: a limit alone, or a map with more.
pub(crate) fn read(reader: &Reader<'_>, node: &Node, table: &'static Table) -> DeadlineDef {
    let f = reader.text_or(node, table, "within", node.span);
    parts(reader, &f, node)
}

fn parts(reader: &Reader<'_>, f: &Fields<'_>, node: &Node) -> DeadlineDef {
    DeadlineDef {
        within: f.node("within").and_then(|node| within(reader, node)),
        legal: f.refs("legal"),
        from: f.events("from"),
        to: f.events("to"),
        rule: f.word("rule"),
        cutoff: f.node("cutoff").and_then(|node| cutoff(reader, node)),
        outside_hours: f.word("outside_hours"),
        day_end: f.word("day_end"),
        holidays: f.word("holidays"),
        calendar: f.text("calendar"),
        again: f.word("again"),
        pause_while: f.word("pause_while"),
        remind: f.node("remind").map(|node| timing::reminders(reader, node)).unwrap_or_default(),
        overdue: f.items("overdue", |node| timing::overdue(reader, node)),
        bare: node.as_map().is_none(),
        span: node.span,
    }
}

fn within(reader: &Reader<'_>, node: &Node) -> Option<WithinDef> {
    let Some(_) = node.as_map() else { return Some(WithinDef::One(limit(reader, node)?)) };
    let lines = reader.named(node);
    if lines.is_empty() {
        reader.report(m018::empty(node.span));
        return None;
    }
    let read: Vec<_> = lines.iter().map(|(key, node)| Some((key.clone(), limit(reader, node)?))).collect();
    read.into_iter().collect::<Option<Vec<_>>>().map(WithinDef::Table)
}

fn limit(reader: &Reader<'_>, node: &Node) -> Option<Spanned<Limit>> {
    let text = reader.scalar(node)?;
    let limit = duration::limit(&text.value);
    if limit.is_none() {
        reader.report(m050::limit(&text));
    }
    limit.map(|limit| Spanned::new(limit, text.span))
}

/// Reads a cut-off, `"15:00"` or `"sau 15:00"`.
pub(crate) fn cutoff(reader: &Reader<'_>, node: &Node) -> Option<Spanned<Cutoff>> {
    let text = reader.quoted(node)?;
    let cutoff = Cutoff::parse(&text.value);
    if cutoff.is_none() {
        reader.report(m018::cutoff(&text));
    }
    cutoff.map(|cutoff| Spanned::new(cutoff, text.span))
}
