//! Test files, `<slug>.test.yaml`: scenarios of one procedure (language.md e).
//! It reads what is written; whether steps, buttons and people exist is judged where the scenarios are run.

use calendar::{ClockTime, Date, Instant, Length, Zone};
use source::{Diagnostic, Entry, Kind, Map, Node, SourceFile, Span, Spanned};

use super::address::{self, AddressDef};
use super::definition::Channel;
use super::expectation::{self, CLOCK_THEN, THEN, ThenDef};
use super::keys::{Table, Takes, may, must};
use super::listed::Listed;
use super::read::{Fields, Reader};
use super::top::VERSION;
use crate::rules::m110_missing_key as m110;
use crate::rules::{m003_version as m003, m009_limit as m009, m018_bad_value as m018};

/// Holds one test file. Whatever could not be read is absent, and was reported.
#[derive(Clone, Debug, PartialEq)]
pub struct TestFile {
    /// Id of the procedure under test.
    pub test: Spanned<String>,
    /// Id of the directory the scenarios play in; the only one known when absent.
    pub directory: Option<Spanned<String>>,
    /// The scenarios, in file order.
    pub scenarios: Vec<ScenarioDef>,
}

/// One scenario: a dossier and what is done with it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioDef {
    /// What it shows.
    pub name: Spanned<String>,
    /// How the dossier is filed.
    pub given: GivenDef,
    /// What happens, line by line; the first is the filing.
    pub run: Vec<LineDef>,
}

/// How the dossier of a scenario is filed.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenDef {
    /// When.
    pub at: Spanned<MomentDef>,
    /// How it arrives; the first channel when absent.
    pub channel: Option<Spanned<Channel>>,
    /// Its case; the first when absent.
    pub case: Option<Spanned<String>>,
    /// The agency that settles it; the first that offers it when absent.
    pub agency: Option<Spanned<String>>,
    /// The agency that receives it; the one that settles it when absent.
    pub received_by: Option<Spanned<String>>,
    /// The agency that helps; the one that settles it when absent.
    pub helped_by: Option<Spanned<String>>,
    /// Papers handed in; all required ones when absent.
    pub documents: Option<Vec<Spanned<String>>>,
    /// Answers by address.
    pub answers: Vec<AnswerDef>,
}

/// An answer and its address: `section.field`, a document, `ly_do`, `noi_dung`, `ghi_chu`.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerDef {
    /// Where it belongs.
    pub address: Spanned<String>,
    /// What is answered.
    pub values: Vec<String>,
    /// Whether it was written as a list.
    pub many: bool,
}

/// One line of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct LineDef {
    /// What happens.
    pub does: DoesDef,
    /// When; the moment the test stands at when absent.
    pub at: Option<Spanned<MomentDef>>,
    /// The post that acts; the first eligible one when absent.
    pub by: Option<Spanned<String>>,
    /// What is answered.
    pub with: Vec<AnswerDef>,
    /// What must be so afterwards.
    pub then: ThenDef,
    /// Where the line stands.
    pub span: Span,
}

/// What happens in a line.
#[derive(Clone, Debug, PartialEq)]
pub enum DoesDef {
    /// An act: filing, a button, a message, a payment, the end of a job, or an `anytime` entry.
    Act(Spanned<AddressDef>),
    /// Time passes: to the end of an office's deadline of this length started now (sem 2.6).
    Wait(Spanned<Length>),
    /// Time passes until a moment.
    Until(Spanned<MomentDef>),
}

/// A date and clock time as written; its zone is the calendar's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MomentDef {
    /// The date.
    pub date: Date,
    /// The clock time, 24:00 allowed.
    pub time: ClockTime,
    /// The second of the minute.
    pub second: u8,
}

impl MomentDef {
    /// Reads `YYYY-MM-DD HH:MM[:SS]`.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, clock) = text.split_once(' ')?;
        let (time, second) = match clock.len() {
            8 => (clock.get(..5)?, clock.get(5..)?.strip_prefix(':')?),
            _ => (clock, "00"),
        };
        let digits = second.len() == 2 && second.bytes().all(|byte| byte.is_ascii_digit());
        let second: u8 = second.parse().ok().filter(|second| digits && *second < 60)?;
        let time = ClockTime::parse(time).filter(|time| second == 0 || *time < ClockTime::MIDNIGHT)?;
        Some(Self { date: Date::parse(date)?, time, second })
    }

    /// Gives the instant in a zone.
    pub fn instant(self, zone: Zone) -> Instant {
        zone.at(self.date, self.time).plus_millis(i64::from(self.second) * 1_000)
    }
}

/// Keys of a test file.
pub static TEST: Table = Table {
    vi: "tệp kiểm thử",
    en: "a test file",
    keys: &[
        must("tthc", Takes::Text, "Phiên bản ngôn ngữ.", "Version of the language."),
        must("test", Takes::Ref, "Thủ tục được kiểm thử.", "Procedure under test."),
        may("directory", Takes::Ref, "Danh bạ dùng để chạy thử.", "Directory the scenarios play in."),
        must("scenarios", Takes::Items(&SCENARIO), "Các kịch bản.", "Scenarios."),
    ],
};

/// Keys of a scenario.
pub static SCENARIO: Table = Table {
    vi: "kịch bản (`scenarios`)",
    en: "a scenario",
    keys: &[
        must("name", Takes::Text, "Kịch bản này chứng tỏ điều gì.", "What it shows."),
        must("given", Takes::Map(&GIVEN), "Hồ sơ được nộp thế nào.", "How the dossier is filed."),
        must("run", Takes::Items(&LINE), "Việc gì xảy ra, theo từng dòng.", "What happens, line by line."),
    ],
};

/// Keys of `given`, beside the answers.
pub static GIVEN: Table = Table {
    vi: "hồ sơ giả định (`given`)",
    en: "`given`",
    keys: &[
        must("at", Takes::Text, "Lúc nộp.", "Moment of filing."),
        may("channel", Takes::Word(Channel::list), "Cách thức nộp.", "How it arrives."),
        may("case", Takes::Ref, "Trường hợp.", "Case."),
        may("agency", Takes::Ref, "Cơ quan giải quyết.", "Agency that settles it."),
        may("received_by", Takes::Ref, "Cơ quan tiếp nhận.", "Agency that receives it."),
        may("helped_by", Takes::Ref, "Cơ quan nộp giúp.", "Agency that helps."),
        may("documents", Takes::Refs, "Giấy tờ đã nộp.", "Papers handed in."),
    ],
};

/// Keys of a line.
pub static LINE: Table = Table {
    vi: "dòng kịch bản (`run`)",
    en: "a line of a scenario",
    keys: &[
        may("when", Takes::Ref, "Việc được làm.", "What is done."),
        may("wait", Takes::Text, "Chờ bao lâu, hoặc tới lúc nào.", "How long, or until when, time passes."),
        may("at", Takes::Text, "Lúc làm.", "When it is done."),
        may("by", Takes::Ref, "Vị trí làm việc ấy.", "Post that does it."),
        may("with", Takes::NamedTexts, "Nội dung điền khi bấm nút.", "What is answered."),
        may("then", Takes::Map(&THEN), "Điều phải đúng sau đó.", "What must be so afterwards."),
    ],
};

/// Words that begin a wait until a moment.
const UNTIL: &str = "until ";

/// Tells whether a table describes part of a test file.
pub(crate) fn is_test_table(table: &'static Table) -> bool {
    [&TEST, &SCENARIO, &GIVEN, &LINE, &THEN, &CLOCK_THEN].into_iter().any(|own| std::ptr::eq(own, table))
}

/// Reads a test file.
pub fn scenarios(file: &SourceFile, node: &Node) -> (Option<TestFile>, Vec<Diagnostic>) {
    let reader = Reader::new(file, vec![&TEST, &SCENARIO, &GIVEN, &LINE, &THEN, &CLOCK_THEN]);
    let tests = read(&reader, &reader.fields(node, &TEST, super::head(node)));
    (tests, reader.finish())
}

fn read(reader: &Reader<'_>, f: &Fields<'_>) -> Option<TestFile> {
    if let Some(version) = f.text("tthc").filter(|version| version.value != VERSION) {
        reader.report(m003::report(&version));
    }
    let scenarios = f.items("scenarios", |node| Some(scenario(reader, node)));
    reader.limit(scenarios.len(), m009::Of::Scenarios, f.span("scenarios"));
    Some(TestFile {
        test: f.text("test")?,
        directory: f.text("directory"),
        scenarios: scenarios.into_iter().flatten().collect(),
    })
}

fn scenario(reader: &Reader<'_>, node: &Node) -> Option<ScenarioDef> {
    let f = reader.fields(node, &SCENARIO, super::head(node));
    let given = f.node("given").and_then(|node| given(reader, node, f.span("given")));
    let lines = f.items("run", |node| Some(line(reader, node)));
    reader.limit(lines.len(), m009::Of::Lines, f.span("run"));
    let run = lines.into_iter().collect::<Option<Vec<_>>>();
    Some(ScenarioDef { name: f.title("name")?, given: given?, run: run? })
}

/// Reads `given`: its own keys, and answers, whose addresses hold a dot.
fn given(reader: &Reader<'_>, node: &Node, at: Span) -> Option<GivenDef> {
    let map = node.as_map()?;
    let (answers, own): (Vec<Entry>, Vec<Entry>) =
        map.entries.iter().cloned().partition(|entry| entry.key.value.contains('.'));
    let kind = Kind::Map(Map { entries: own, flow: map.flow });
    let own = Node { span: node.span, kind };
    let f = reader.fields(&own, &GIVEN, at);
    let answers = answers.iter().filter_map(|entry| answer(reader, &entry.key, &entry.value)).collect();
    Some(GivenDef {
        channel: f.word("channel"),
        case: f.text("case"),
        agency: f.text("agency"),
        received_by: f.text("received_by"),
        helped_by: f.text("helped_by"),
        documents: f.node("documents").map(|_| f.refs("documents")),
        answers,
        at: f.node("at").and_then(|node| moment(reader, node))?,
    })
}

fn line(reader: &Reader<'_>, node: &Node) -> Option<LineDef> {
    let head = super::head(node);
    let f = reader.fields(node, &LINE, head);
    f.either("when", "wait");
    if !f.has("when") && !f.has("wait") {
        reader.report(m110::report(head, "when", &LINE));
    }
    let then = f.node("then").map_or_else(|| Some(ThenDef::at(head)), |node| expectation::read(reader, node, head));
    let with = f.node("with").map(|node| answers(reader, node)).unwrap_or_default();
    let at = f.node("at").map(|node| moment(reader, node));
    let by = f.text("by");
    let does = match (f.node("when"), f.node("wait")) {
        (Some(node), None) => DoesDef::Act(address::read(reader, node)?),
        (None, Some(node)) => wait(reader, node, &f)?,
        (None, None) | (Some(_), Some(_)) => return None,
    };
    Some(LineDef { does, at: at.map_or(Some(None), |at| at.map(Some))?, by, with, then: then?, span: node.span })
}

fn wait(reader: &Reader<'_>, node: &Node, f: &Fields<'_>) -> Option<DoesDef> {
    for key in ["at", "by", "with"] {
        f.either("wait", key);
    }
    let text = reader.scalar(node)?;
    match text.value.strip_prefix(UNTIL) {
        None => reader.length(&text).map(DoesDef::Wait),
        Some(until) => {
            let found = MomentDef::parse(until);
            if found.is_none() {
                reader.report(m018::moment(&text));
            }
            found.map(|moment| DoesDef::Until(Spanned::new(moment, text.span)))
        }
    }
}

fn answers(reader: &Reader<'_>, node: &Node) -> Vec<AnswerDef> {
    let named = reader.named(node);
    named.into_iter().filter_map(|(address, value)| answer(reader, &address, value)).collect()
}

fn answer(reader: &Reader<'_>, address: &Spanned<String>, value: &Node) -> Option<AnswerDef> {
    let address = address.clone();
    match &value.kind {
        Kind::List(list) => {
            let values: Option<Vec<_>> = list.items.iter().map(|item| Some(reader.scalar(item)?.value)).collect();
            Some(AnswerDef { address, values: values?, many: true })
        }
        Kind::Scalar(_) if value.is_empty() => {
            reader.report(m018::empty(value.span));
            None
        }
        Kind::Scalar(_) | Kind::Map(_) => {
            Some(AnswerDef { address, values: vec![reader.scalar(value)?.value], many: false })
        }
    }
}

/// Reads a moment.
pub(crate) fn moment(reader: &Reader<'_>, node: &Node) -> Option<Spanned<MomentDef>> {
    let text = reader.scalar(node)?;
    let found = MomentDef::parse(&text.value);
    if found.is_none() {
        reader.report(m018::moment(&text));
    }
    found.map(|moment| Spanned::new(moment, text.span))
}
