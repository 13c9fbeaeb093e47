//! What a scenario expects after a line: the key `then` of a test file (language.md e).
//! It reads what is written and compares nothing.

use calendar::Date;
use source::{Kind, Node, Span, Spanned};

use super::address::{self, AddressDef};
use super::duration;
use super::keys::{Table, Takes, later, may};
use super::listed::{Listed, listed};
use super::read::{Fields, Reader};
use super::scenario::{self, MomentDef};
use super::status::StatusDef;
use crate::rules::{m005_number_form as m005, m018_bad_value as m018};

listed! {
    /// What the dossier's clock does.
    ClockWord {
        /// Not started.
        None = "none",
        /// It counts.
        Running = "running",
        /// It stands still.
        Paused = "paused",
        /// It has ended.
        Stopped = "stopped",
        /// Its due needs a year that is not announced.
        Undetermined = "undetermined",
    }
}

listed! {
    /// Verdict on the dossier.
    VerdictWord {
        /// On an earlier date.
        Early = "early",
        /// By the due.
        OnTime = "on_time",
        /// After the due.
        Overdue = "overdue",
        /// None was given.
        None = "none",
    }
}

listed! {
    /// Verdict on the last leg of a step.
    LegWord {
        /// On an earlier date.
        Early = "early",
        /// By the due.
        OnTime = "on_time",
        /// After the due.
        Overdue = "overdue",
        /// Closed by silence.
        Silent = "silent",
        /// None was given.
        None = "none",
    }
}

listed! {
    /// Reason for which an act is refused (sem 10).
    RefusalWord {
        /// The task is over.
        TaskNotOpen = "TaskNotOpen",
        /// The actor does not hold the role.
        NotInRole = "NotInRole",
        /// Another officer has taken the task.
        ClaimedBy = "ClaimedBy",
        /// Four eyes.
        SamePerson = "SamePerson",
        /// The button or right is off.
        NotAvailable = "NotAvailable",
        /// The loop has run as often as it may.
        RoundsExhausted = "RoundsExhausted",
        /// The extension is longer than what may be added.
        ExtensionExhausted = "ExtensionExhausted",
        /// Answers are missing or wrong.
        FormInvalid = "FormInvalid",
        /// The step has no such button.
        NoSuchAction = "NoSuchAction",
        /// The clock has not started.
        ClockNotStarted = "ClockNotStarted",
        /// The clock has stopped.
        ClockStopped = "ClockStopped",
        /// The side work is open already.
        AlreadyOpen = "AlreadyOpen",
        /// The dossier is suspended.
        Suspended = "Suspended",
        /// The dossier has ended.
        DossierEnded = "DossierEnded",
        /// The version is not in force.
        NoVersionInForce = "NoVersionInForce",
        /// Another version is in force.
        VersionNotInForce = "VersionNotInForce",
    }
}

listed! {
    /// Kind of incident (sem 8.2).
    IncidentWord {
        /// A guard read what has no value.
        GuardMissing = "guard_missing",
        /// A guard met a value of another type.
        GuardType = "guard_type",
        /// Arithmetic of a guard failed.
        GuardArithmetic = "guard_arithmetic",
        /// A guard met a limit.
        GuardLimit = "guard_limit",
        /// No branch was true.
        NoBranch = "no_branch",
        /// An automatic flow reached its bound.
        RoundsExhausted = "rounds_exhausted",
        /// Too many steps in one turn.
        StepLimit = "step_limit",
        /// A job failed for the last time.
        JobFailed = "job_failed",
        /// A job told an error the step does not know.
        JobError = "job_error",
        /// A branch arrived twice.
        JoinSlotFilled = "join_slot_filled",
        /// A called dossier failed.
        CalledFailed = "called_failed",
        /// Too many items.
        ItemsLimit = "items_limit",
        /// Nothing is left that could move the dossier.
        Quiescent = "quiescent",
        /// A due needs a year that is not announced.
        CalendarGap = "calendar_gap",
        /// Nobody may act.
        NoActor = "no_actor",
        /// An effect could not be delivered.
        EffectFailed = "effect_failed",
        /// A message fits several steps.
        MessageAmbiguous = "message_ambiguous",
    }
}

/// A date or a moment as written; a date matches the whole day, 24:00 included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenDef {
    /// A day.
    Day(Date),
    /// A minute.
    Minute(MomentDef),
}

/// What `due` expects.
#[derive(Clone, Debug, PartialEq)]
pub enum DueDef {
    /// Of the one step that opened; none for opened without deadline.
    One(Spanned<Option<WhenDef>>),
    /// By step.
    Each(Vec<(Spanned<AddressDef>, Spanned<Option<WhenDef>>)>),
}

/// What a line of fees must be.
#[derive(Clone, Debug, PartialEq)]
pub struct FeeThenDef {
    /// The fee.
    pub id: Spanned<String>,
    /// Its amount in đồng.
    pub dong: Spanned<i64>,
}

/// What must be so of a further clock.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockThenDef {
    /// The clock.
    pub id: Spanned<String>,
    /// Its current due; none for not started.
    pub due: Option<Spanned<Option<WhenDef>>>,
    /// What it does.
    pub state: Option<Spanned<ClockWord>>,
    /// Its verdict.
    pub verdict: Option<Spanned<VerdictWord>>,
}

/// What must be so after a line; what is absent is not asserted.
#[derive(Clone, Debug, PartialEq)]
pub struct ThenDef {
    /// All open steps.
    pub open: Option<Spanned<Vec<Spanned<AddressDef>>>>,
    /// Dues of the steps that opened in the line.
    pub due: Option<DueDef>,
    /// Current due of the dossier; none for not started.
    pub dossier_due: Option<Spanned<Option<WhenDef>>>,
    /// Nominal date of the dossier's clock.
    pub nominal: Option<Spanned<Option<WhenDef>>>,
    /// The dossier's clock.
    pub clock: Option<Spanned<ClockWord>>,
    /// Further clocks.
    pub clocks: Vec<ClockThenDef>,
    /// Verdict on the dossier.
    pub verdict: Option<Spanned<VerdictWord>>,
    /// Verdicts on legs, by step.
    pub legs: Vec<(Spanned<AddressDef>, Spanned<LegWord>)>,
    /// Fees assessed in all, in đồng.
    pub fee: Option<Spanned<i64>>,
    /// Lines of fees, exactly.
    pub fees: Option<Spanned<Vec<FeeThenDef>>>,
    /// Letters printed, among others.
    pub print: Vec<Spanned<String>>,
    /// Letters printed, exactly.
    pub printed: Option<Spanned<Vec<Spanned<String>>>>,
    /// Roles told, among others.
    pub notified: Vec<Spanned<String>>,
    /// Roles that hold open steps.
    pub assigned: Vec<(Spanned<AddressDef>, Spanned<String>)>,
    /// When timers fired, by step.
    pub fired: Vec<(Spanned<AddressDef>, Spanned<WhenDef>)>,
    /// Status.
    pub status: StatusDef,
    /// Buttons and `anytime` entries that are off.
    pub off: Vec<Spanned<AddressDef>>,
    /// Reason for which the act is refused.
    pub refused: Option<Spanned<RefusalWord>>,
    /// Incident raised.
    pub incident: Option<Spanned<IncidentWord>>,
    /// The end event reached; the word `none` for alive.
    pub end: Option<Spanned<String>>,
    /// Guards that must be true.
    pub check: Vec<Spanned<String>>,
    /// Where the expectations stand; the head of the line if there are none.
    pub span: Span,
}

impl ThenDef {
    /// Makes a line that asserts nothing.
    pub fn at(span: Span) -> Self {
        Self {
            open: None,
            due: None,
            dossier_due: None,
            nominal: None,
            clock: None,
            clocks: Vec::new(),
            verdict: None,
            legs: Vec::new(),
            fee: None,
            fees: None,
            print: Vec::new(),
            printed: None,
            notified: Vec::new(),
            assigned: Vec::new(),
            fired: Vec::new(),
            status: StatusDef::default(),
            off: Vec::new(),
            refused: None,
            incident: None,
            end: None,
            check: Vec::new(),
            span,
        }
    }
}

/// The greatest national status (language.md b4).
const LAST_STATUS: u32 = 10;

/// The word that asserts absence.
pub const NONE: &str = "none";

/// Keys of `then`.
pub static THEN: Table = Table {
    vi: "kết quả mong đợi (`then`)",
    en: "`then`",
    keys: &[
        may("open", Takes::Refs, "Các bước đang mở, đủ và đúng.", "All open steps."),
        may("due", Takes::Dues, "Hạn của bước vừa mở.", "Due of the step that opened."),
        may("dossier_due", Takes::Text, "Hạn của hồ sơ.", "Due of the dossier."),
        may("nominal", Takes::Text, "Ngày cuối của thời hạn trước khi dời.", "Nominal date of the dossier's clock."),
        may("clock", Takes::Word(ClockWord::list), "Đồng hồ của hồ sơ.", "The dossier's clock."),
        later("clocks", Takes::Named(&CLOCK_THEN), "Các đồng hồ khác.", "Further clocks."),
        may("verdict", Takes::Word(VerdictWord::list), "Hồ sơ đúng hạn hay quá hạn.", "Verdict on the dossier."),
        may("legs", Takes::NamedTexts, "Từng bước đúng hạn hay quá hạn.", "Verdicts on legs."),
        later("fee", Takes::Integer, "Tổng phí, lệ phí.", "Fees in all."),
        later("fees", Takes::NamedTexts, "Từng khoản phí, lệ phí.", "Lines of fees."),
        may("print", Takes::Refs, "Giấy tờ đã in, có thể còn giấy khác.", "Letters printed, among others."),
        may("printed", Takes::Refs, "Giấy tờ đã in, không có giấy nào khác.", "Letters printed, exactly."),
        may("notified", Takes::Refs, "Vai đã được báo.", "Roles told."),
        may("assigned", Takes::NamedTexts, "Vai đang giữ bước.", "Role that holds a step."),
        may("fired", Takes::NamedTexts, "Lúc hẹn giờ của bước đã chạy.", "When a timer of a step fired."),
        may("status", Takes::Status, "Trạng thái.", "Status."),
        may("off", Takes::Refs, "Các nút đang tắt.", "Buttons that are off."),
        may(
            "refused",
            Takes::Word(RefusalWord::list),
            "Lý do việc bị từ chối.",
            "Reason for which the act is refused.",
        ),
        may("incident", Takes::Word(IncidentWord::list), "Sự cố phát sinh.", "Incident raised."),
        may("end", Takes::Ref, "Kết thúc hồ sơ đã tới.", "End event reached."),
        may("check", Takes::Refs, "Biểu thức phải đúng.", "Guards that must be true."),
    ],
};

/// Keys of a further clock.
pub static CLOCK_THEN: Table = Table {
    vi: "đồng hồ (`clocks`)",
    en: "a clock",
    keys: &[
        later("due", Takes::Text, "Hạn hiện tại.", "Its current due."),
        later("state", Takes::Word(ClockWord::list), "Đang chạy, dừng hay chưa chạy.", "What it does."),
        later("verdict", Takes::Word(VerdictWord::list), "Đúng hạn hay quá hạn.", "Its verdict."),
    ],
};

/// Reads `then`.
pub(crate) fn read(reader: &Reader<'_>, node: &Node, at: Span) -> Option<ThenDef> {
    let f = reader.fields(node, &THEN, at);
    Some(ThenDef {
        open: all(&f, "open", |node| address::read(reader, node)),
        due: f.node("due").and_then(|node| due(reader, node)),
        dossier_due: f.node("dossier_due").and_then(|node| when_or_none(reader, node)),
        nominal: f.node("nominal").and_then(|node| when_or_none(reader, node)),
        clock: f.word("clock"),
        clocks: f.node("clocks").map(|node| clocks(reader, node)).unwrap_or_default(),
        verdict: f.word("verdict"),
        legs: each(reader, &f, "legs", |node| reader.word(node)),
        fee: f.node("fee").and_then(|node| dong(reader, node)),
        fees: f.node("fees").map(|node| Spanned::new(fees(reader, node), node.span)),
        print: f.refs("print"),
        printed: all(&f, "printed", |node| reader.scalar(node)),
        notified: f.refs("notified"),
        assigned: each(reader, &f, "assigned", |node| reader.scalar(node)),
        fired: each(reader, &f, "fired", |node| when(reader, node)),
        status: f.status_up_to(LAST_STATUS),
        off: f.items("off", |node| address::read(reader, node)),
        refused: f.word("refused"),
        incident: f.word("incident"),
        end: f.text("end"),
        check: f.refs("check"),
        span: node.span,
    })
}

fn all<'r, T>(f: &Fields<'r>, name: &'static str, read: impl Fn(&'r Node) -> Option<T>) -> Option<Spanned<Vec<T>>> {
    f.node(name).map(|node| Spanned::new(f.items(name, read), node.span))
}

fn each<T>(
    reader: &Reader<'_>,
    f: &Fields<'_>,
    name: &'static str,
    read: impl Fn(&Node) -> Option<T>,
) -> Vec<(Spanned<AddressDef>, T)> {
    f.node(name).map(|node| by_address(reader, node, read)).unwrap_or_default()
}

fn by_address<T>(reader: &Reader<'_>, node: &Node, read: impl Fn(&Node) -> Option<T>) -> Vec<(Spanned<AddressDef>, T)> {
    let named = reader.named(node).into_iter();
    named.filter_map(|(id, node)| Some((address::judge(reader, &id)?, read(node)?))).collect()
}

fn clocks(reader: &Reader<'_>, node: &Node) -> Vec<ClockThenDef> {
    reader.named(node).into_iter().map(|(id, node)| clock(reader, id, node)).collect()
}

/// Reads what a clock must be: its state alone, or a map that says more.
fn clock(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> ClockThenDef {
    let f = reader.text_or(node, &CLOCK_THEN, "state", id.span);
    ClockThenDef {
        due: f.node("due").and_then(|node| when_or_none(reader, node)),
        state: f.word("state"),
        verdict: f.word("verdict"),
        id,
    }
}

fn fees(reader: &Reader<'_>, node: &Node) -> Vec<FeeThenDef> {
    let named = reader.named(node).into_iter();
    named.filter_map(|(id, node)| Some(FeeThenDef { id, dong: dong(reader, node)? })).collect()
}

fn dong(reader: &Reader<'_>, node: &Node) -> Option<Spanned<i64>> {
    let text = reader.scalar(node)?;
    let dong = duration::dong(&text.value);
    if dong.is_none() {
        reader.report(m005::report(&text));
    }
    dong.map(|dong| Spanned::new(dong, text.span))
}

fn due(reader: &Reader<'_>, node: &Node) -> Option<DueDef> {
    match &node.kind {
        Kind::Scalar(_) => when_or_none(reader, node).map(DueDef::One),
        Kind::Map(_) => Some(DueDef::Each(by_address(reader, node, |node| when_or_none(reader, node)))),
        Kind::List(_) => None,
    }
}

fn when_or_none(reader: &Reader<'_>, node: &Node) -> Option<Spanned<Option<WhenDef>>> {
    if node.as_scalar().is_some_and(|scalar| scalar.text == NONE) {
        return Some(Spanned::new(None, node.span));
    }
    when(reader, node).map(|when| when.map(Some))
}

/// Reads a date or a moment.
fn when(reader: &Reader<'_>, node: &Node) -> Option<Spanned<WhenDef>> {
    let text = reader.scalar(node)?;
    if text.value.contains(' ') {
        return scenario::moment(reader, node).map(|moment| moment.map(WhenDef::Minute));
    }
    let date = Date::parse(&text.value);
    if date.is_none() {
        reader.report(m018::moment(&text));
    }
    date.map(|date| Spanned::new(WhenDef::Day(date), text.span))
}
