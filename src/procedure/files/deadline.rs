//! Deadline maps: the dossier's clock and the steps' own (language.md b2).
//! It computes no date.

use calendar::{Cutoff, Limit, Rule};
use source::{Node, Span, Spanned};

use super::definition::EventRef;
use super::duration;
use super::keys::{Key, Table, Takes, later, may, must};
use super::listed::Listed;
use super::read::{Fields, Reader};
use crate::rules::{m018_bad_value as m018, m050_duration as m050};

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
    /// Whether it was written as a duration alone.
    pub bare: bool,
    /// The value of the `deadline` key.
    pub span: Span,
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
        may("from", Takes::Events, "Việc làm thời hạn bắt đầu tính.", "Events that start it."),
        may("to", Takes::Events, "Việc làm thời hạn dừng.", "Events that stop it."),
        later("again", "Khi việc bắt đầu xảy ra lần nữa.", "What a second start does."),
        later("pause_while", "Tạm dừng khi một hay mọi bước chờ còn mở.", "Whether any or all waiting steps hold it."),
        later("remind", "Nhắc trước hạn.", "Reminders."),
        later("overdue", "Việc làm khi quá hạn.", "Escalations."),
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
const OUTSIDE_HOURS: Key =
    later("outside_hours", "Việc ngoài giờ tính từ ngày nào.", "Which date an act outside hours counts from.");
const DAY_END: Key = later("day_end", "Ngày hạn kết thúc lúc nào.", "When the due day ends.");
const HOLIDAYS: Key = later("holidays", "Có tính ngày nghỉ lễ không.", "Whether holidays count.");
const CALENDAR: Key = later("calendar", "Lịch riêng của thời hạn.", "Calendar of its own.");
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

/// Reads a deadline: a limit alone, or a map with more.
pub(crate) fn read(reader: &Reader<'_>, node: &Node, table: &'static Table) -> DeadlineDef {
    let f = reader.text_or(node, table, "within", node.span);
    let bare = node.as_map().is_none();
    DeadlineDef {
        within: f.node("within").and_then(|node| within(reader, node)),
        legal: f.refs("legal"),
        from: f.optional("from", Fields::events).unwrap_or_default(),
        to: f.optional("to", Fields::events).unwrap_or_default(),
        rule: f.word("rule"),
        cutoff: f.node("cutoff").and_then(|node| cutoff(reader, node)),
        bare,
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
