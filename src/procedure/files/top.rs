//! The top level of a procedure file: its keys and their reading (language.md b1, b8).
//! It reads what is written; whether names exist and the process makes sense is judged by rules.

use source::{Diagnostic, Node, SourceFile, Spanned};

use super::anytime::{self, ANYTIME};
use super::deadline::{self, CLOCK, DEADLINE};
use super::definition::{
    Calendars, CaseDef, Channel, ConditionDef, ConfirmDef, Decision, Definition, Effective, EffectiveBy, FieldOfWork,
    LegalDef, Level, Online, ResultDef, Signature, Subject, WaiveDef,
};
use super::document::{self, DOCUMENT};
use super::fee::{self, FEE};
use super::form::{self, SECTION};
use super::keys::{Key, Table, Takes, far, later, may, must};
use super::letter::{self, LETTER};
use super::listed::Listed;
use super::read::{Fields, Reader};
use super::role::{self, ROLE};
use super::status;
use super::step::Steps;
use crate::compiler::LETTERS;
use crate::rules::{
    m003_version as m003, m004_first_key as m004, m009_limit as m009, m010_unknown_key as m010, m016_file_name as m016,
    m017_tests_apart as m017, m018_bad_value as m018,
};

/// The version of the language this program reads.
pub const VERSION: &str = "1";

/// Keys of a procedure file.
pub static TOP: Table = Table { vi: "tệp thủ tục", en: "a procedure file", keys: TOP_KEYS };

const TOP_KEYS: &[Key] = &[
    must(
        "tthc",
        Takes::Text,
        "Phiên bản ngôn ngữ, luôn là dòng đầu.",
        "Version of the language, always the first line.",
    ),
    must("id", Takes::Ref, "Tên của thủ tục trong hệ thống.", "Name of the procedure in the system."),
    may("code", Takes::Quoted, "Mã thủ tục trên Cơ sở dữ liệu quốc gia.", "National code of the procedure."),
    must("name", Takes::Text, "Tên chính thức của thủ tục.", "Official name of the procedure."),
    may("field", Takes::TextOr(&FIELD_OF_WORK), "Lĩnh vực.", "Field of administration."),
    must("level", Takes::Word(Level::list), "Cấp thực hiện.", "Level of the agencies that offer it."),
    may("online", Takes::Word(Online::list), "Mức độ dịch vụ công trực tuyến.", "Level of the online service."),
    may("subjects", Takes::Words(Subject::list), "Đối tượng thực hiện.", "Who may apply."),
    later("agencies", Takes::Refs, "Những cơ quan cung cấp thủ tục.", "Agencies that offer it."),
    may("requirements", Takes::Texts, "Yêu cầu, điều kiện thực hiện.", "Requirements and conditions."),
    may("announced", Takes::Map(&DECISION), "Quyết định công bố thủ tục.", "Decision that announces the procedure."),
    may(
        "approved",
        Takes::Map(&DECISION),
        "Quyết định phê duyệt quy trình nội bộ.",
        "Decision that approves the process.",
    ),
    may(
        "effective",
        Takes::Map(&EFFECTIVE),
        "Khoảng ngày phiên bản có hiệu lực.",
        "Window in which this version applies.",
    ),
    must(
        "calendar",
        Takes::TextOr(&CALENDARS),
        "Lịch làm việc dùng để tính hạn.",
        "Working calendar deadlines count with.",
    ),
    may("channels", Takes::Words(Channel::list), "Cách thức nộp hồ sơ.", "Ways a dossier may arrive."),
    may("cases", Takes::Named(&CASE), "Các trường hợp, chọn khi nộp.", "Cases chosen at filing."),
    may("legal", Takes::Named(&LEGAL), "Căn cứ pháp lý để các khóa khác dẫn tới.", "Citations that other keys name."),
    must("deadline", Takes::DurationOr(&DEADLINE), "Thời hạn giải quyết hồ sơ.", "The dossier's clock."),
    later("clocks", Takes::NamedMaps(&CLOCK), "Các đồng hồ khác của hồ sơ.", "Further clocks of the dossier."),
    must("roles", Takes::Named(&ROLE), "Các vai tham gia.", "Roles that take part."),
    may("form", Takes::NamedMaps(&SECTION), "Các phần của tờ khai.", "Pages of the form."),
    may("documents", Takes::Named(&DOCUMENT), "Thành phần hồ sơ.", "Papers of the dossier."),
    may(
        "results",
        Takes::Named(&RESULT),
        "Giấy tờ là kết quả, kể cả văn bản từ chối.",
        "Papers that are the result, refusals too.",
    ),
    later("letters", Takes::Named(&LETTER), "Mẫu riêng cho giấy tờ gửi người nộp.", "Own forms of letters."),
    later("statuses", Takes::NamedCodes, "Các trục trạng thái khác.", "Further axes of status."),
    may("conditions", Takes::NamedMaps(&CONDITION), "Các điều kiện có tên.", "Named guards."),
    later("fees", Takes::NamedMaps(&FEE), "Phí, lệ phí.", "Fees."),
    must("steps", Takes::Steps, "Các bước, theo thứ tự làm việc.", "Steps in the order of work."),
    may(
        "anytime",
        Takes::NamedMaps(&ANYTIME),
        "Việc làm được trong nhiều bước, như rút hồ sơ.",
        "Acts open over several steps.",
    ),
    may("waive", Takes::Items(&WAIVE), "Cảnh báo được chấp nhận, kèm lý do.", "Warnings accepted, with reasons."),
    may("confirm", Takes::Items(&CONFIRM), "Điều còn phải xác nhận.", "Facts still to be confirmed."),
    far("decisions", "Bảng quyết định.", "Decision tables."),
    far("signals", "Tín hiệu giữa các hồ sơ.", "Signals between dossiers."),
    far("imports", "Dùng chung giữa các tệp.", "Sharing between files."),
];

static FIELD_OF_WORK: Table = Table {
    vi: "lĩnh vực `field`",
    en: "`field`",
    keys: &[
        may("code", Takes::Text, "Mã lĩnh vực.", "Code of the field."),
        must("name", Takes::Text, "Tên lĩnh vực.", "Name of the field."),
    ],
};

static DECISION: Table = Table {
    vi: "quyết định (`announced`, `approved`)",
    en: "a decision (`announced`, `approved`)",
    keys: &[
        must("number", Takes::Text, "Số, ký hiệu.", "Number and sign."),
        must("date", Takes::Date, "Ngày ký.", "Day it was signed."),
        must("agency", Takes::Text, "Cơ quan ban hành.", "Agency that issued it."),
    ],
};

static EFFECTIVE: Table = Table {
    vi: "hiệu lực `effective`",
    en: "`effective`",
    keys: &[
        may("from", Takes::Date, "Ngày bắt đầu áp dụng.", "First day."),
        may("to", Takes::Date, "Ngày cuối cùng áp dụng.", "Last day."),
        may(
            "by",
            Takes::Word(EffectiveBy::list),
            "Tính theo ngày tiếp nhận hay ngày nộp.",
            "Act that decides which version applies.",
        ),
    ],
};

static CALENDARS: Table = Table {
    vi: "lịch `calendar`",
    en: "`calendar`",
    keys: &[
        must(
            "reception",
            Takes::Ref,
            "Lịch cho các bước trước khi tiếp nhận.",
            "Calendar before the dossier's clock starts.",
        ),
        must("processing", Takes::Ref, "Lịch cho việc giải quyết.", "Calendar of all other deadlines."),
    ],
};

static CASE: Table = Table {
    vi: "trường hợp (`cases`)",
    en: "a case",
    keys: &[
        must("name", Takes::Text, "Tên trường hợp.", "Name of the case."),
        may("help", Takes::Text, "Gợi ý cho người nộp.", "Hint for the applicant."),
    ],
};

static LEGAL: Table = Table {
    vi: "căn cứ (`legal`)",
    en: "a citation",
    keys: &[
        may("number", Takes::Text, "Số, ký hiệu văn bản.", "Number and sign."),
        must("name", Takes::Text, "Tên văn bản.", "Name of the document."),
        may("agency", Takes::Text, "Cơ quan ban hành.", "Agency that issued it."),
        may("article", Takes::Text, "Điều, khoản được dẫn.", "Article cited."),
    ],
};

static RESULT: Table = Table {
    vi: "kết quả (`results`)",
    en: "a result",
    keys: &[
        must("name", Takes::Text, "Tên giấy tờ.", "Name of the paper."),
        may("code", Takes::Text, "Mã kết quả.", "Code of the result."),
        may("signature", Takes::Word(Signature::list), "Cách ký.", "How it is signed."),
    ],
};

static CONDITION: Table = Table {
    vi: "điều kiện (`conditions`)",
    en: "a condition",
    keys: &[
        must("name", Takes::Text, "Tên, hiện trên sơ đồ và khi nút bị tắt.", "Name shown on diagrams and in refusals."),
        must("is", Takes::Guard, "Biểu thức.", "The guard."),
    ],
};

/// Keys of a waiver. All are demanded by a rule, which says why (M064).
pub static WAIVE: Table = Table {
    vi: "dòng `waive`",
    en: "a waiver",
    keys: &[
        may("code", Takes::Text, "Mã cảnh báo.", "Code of the warning."),
        may("at", Takes::Text, "Nơi cảnh báo được chấp nhận.", "Place where it is accepted."),
        may("reason", Takes::Text, "Lý do, in vào biên bản kiểm thử.", "Reason, printed in the test minutes."),
        may("legal", Takes::Refs, "Căn cứ.", "Ground."),
    ],
};

/// Keys of a line to be confirmed.
pub static CONFIRM: Table = Table {
    vi: "dòng `confirm`",
    en: "a line of `confirm`",
    keys: &[
        must("at", Takes::Text, "Nơi còn phải xác nhận.", "Place it is about."),
        must("note", Takes::Text, "Điều còn phải xác nhận.", "Fact to be confirmed."),
    ],
};

/// Answers the words an author may expect at the top: `tests` stand apart, and two that stand elsewhere
/// are unknown here.
pub(crate) fn stranger(word: &Spanned<String>, table: &'static Table) -> Option<Diagnostic> {
    match word.value.as_str() {
        _ if !std::ptr::eq(table, &TOP) => None,
        "tests" => Some(m017::report(word.span)),
        "version" | "status" => Some(m010::report(word, table)),
        _ => None,
    }
}

/// Reads a procedure file. There is a definition whenever its id and steps could be read, even beside
/// errors, so that later rules can speak.
pub fn definition(file: &SourceFile, node: &Node) -> (Option<Definition>, Vec<Diagnostic>) {
    let reader = Reader::new(file, super::tables());
    let definition = read(&reader, node);
    (definition, reader.finish())
}

fn read(reader: &Reader<'_>, node: &Node) -> Option<Definition> {
    let f = reader.fields(node, &TOP, super::head(node));
    version(reader, &f, node);
    let mut steps = Steps::new(reader);
    f.node("steps").into_iter().for_each(|node| steps.read_main(node));
    let id = identity(reader, &f);
    let readable = id.is_some() && f.node("steps").is_some();
    let anytime = anytime::read_all(reader, f.node("anytime"), &mut steps);
    reader.limit(steps.read.len(), m009::Of::Steps, f.span("steps"));
    let id = id.unwrap_or(Spanned::new(String::new(), f.at));
    let online = f.word_or("online", Online::No);
    let definition = Definition {
        name: f.title("name").unwrap_or(id.clone()),
        code: f.node("code").and_then(|node| code(reader, node)),
        field: f.node("field").and_then(|node| field(reader, node)),
        level: f.word("level"),
        subjects: or_all(&f, "subjects", Subject::ALL),
        agencies: f.refs("agencies"),
        requirements: f.refs("requirements"),
        announced: f.node("announced").map(|node| decision(reader, node)),
        approved: f.node("approved").map(|node| decision(reader, node)),
        effective: effective(reader, f.node("effective")),
        calendar: f.node("calendar").and_then(|node| calendars(reader, node)),
        channels: channels(reader, &f, &online),
        online,
        cases: cases(reader, &f),
        legal: legal(reader, &f),
        deadline: f.node("deadline").map(|node| deadline::read(reader, node, &DEADLINE)),
        clocks: deadline::clocks(reader, f.node("clocks")),
        roles: role::read_all(reader, f.node("roles")),
        sections: form::read_all(reader, f.node("form")),
        documents: document::read_all(reader, f.node("documents")),
        results: results(reader, &f),
        letters: letter::read_all(reader, f.node("letters")),
        statuses: status::read_all(reader, f.node("statuses")),
        conditions: conditions(reader, &f),
        fees: fee::read_all(reader, f.node("fees")),
        anytime,
        waive: waive(reader, &f),
        confirm: confirm(reader, &f),
        span: node.span,
        id,
        steps: steps.read,
        unread: steps.unread,
    };
    namespace(reader, &definition);
    readable.then_some(definition)
}

fn version(reader: &Reader<'_>, f: &Fields<'_>, node: &Node) {
    let first = node.as_map().and_then(|map| map.entries.first()).map(|entry| &entry.key);
    if let Some(first) = first.filter(|first| first.value != "tthc" && f.has("tthc")) {
        reader.report(m004::file(first));
    }
    if let Some(version) = f.text("tthc").filter(|version| version.value != VERSION) {
        reader.report(m003::report(&version));
    }
}

fn identity(reader: &Reader<'_>, f: &Fields<'_>) -> Option<Spanned<String>> {
    let id = f.text("id")?;
    reader.declare(&id);
    if super::names::is_id(&id.value) {
        let expected = format!("{}.tthc.yaml", id.value.replace('_', "-"));
        let name = reader.file.name().rsplit(['/', '\\']).next().unwrap_or_default();
        if name.ends_with(".yaml") && name != expected {
            reader.report(m016::report(&id, name, &expected));
        }
    }
    Some(id)
}

fn code(reader: &Reader<'_>, node: &Node) -> Option<Spanned<String>> {
    let code = reader.scalar(node)?;
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let good = code.value.split_once('.').is_some_and(|(group, number)| digits(group, 1) && digits(number, 6));
    if good {
        reader.quoted(node);
    } else {
        reader.report(m018::code(&code));
    }
    Some(code)
}

fn field(reader: &Reader<'_>, node: &Node) -> Option<FieldOfWork> {
    let f = reader.text_or(node, &FIELD_OF_WORK, "name", node.span);
    Some(FieldOfWork { code: f.text("code"), name: f.title("name")? })
}

fn decision(reader: &Reader<'_>, node: &Node) -> Decision {
    let f = reader.fields(node, &DECISION, node.span);
    Decision { number: f.text("number"), date: f.date("date"), agency: f.title("agency"), span: node.span }
}

fn effective(reader: &Reader<'_>, node: Option<&Node>) -> Effective {
    let f = node.map(|node| reader.fields(node, &EFFECTIVE, node.span));
    let date = |name| f.as_ref().and_then(|f| f.date(name));
    let by = f.as_ref().map_or(EffectiveBy::Reception, |f| f.word_or("by", EffectiveBy::Reception).value);
    Effective { from: date("from"), to: date("to"), by }
}

fn calendars(reader: &Reader<'_>, node: &Node) -> Option<Calendars> {
    if node.as_map().is_none() {
        let id = reader.scalar(node)?;
        return Some(Calendars { reception: id.clone(), processing: id });
    }
    let f = reader.fields(node, &CALENDARS, node.span);
    Some(Calendars { reception: f.text("reception")?, processing: f.text("processing")? })
}

fn or_all<T: Listed>(f: &Fields<'_>, name: &'static str, all: &[T]) -> Vec<Spanned<T>> {
    if f.has(name) { f.words(name) } else { all.iter().map(|value| Spanned::new(*value, f.at)).collect() }
}

fn channels(reader: &Reader<'_>, f: &Fields<'_>, online: &Spanned<Online>) -> Vec<Spanned<Channel>> {
    let offered: Vec<Channel> = Channel::ALL
        .iter()
        .copied()
        .filter(|channel| *channel != Channel::Online || online.value != Online::No)
        .collect();
    let channels = or_all(f, "channels", &offered);
    let online_missing = f
        .refs("channels")
        .iter()
        .all(|channel| Channel::of(&channel.value).is_some_and(|channel| channel != Channel::Online));
    if online.value == Online::Whole && f.node("channels").is_some() && online_missing {
        reader.report(m018::not_online(f.span("channels"), online.span));
    }
    channels
}

fn cases(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<CaseDef> {
    let read = |(id, node): (Spanned<String>, &Node)| {
        let f = reader.text_or(node, &CASE, "name", id.span);
        CaseDef { name: f.title("name").unwrap_or(id.clone()), help: f.text("help"), id }
    };
    reader.declared(f.node("cases"), Some(m009::Of::Cases)).into_iter().map(read).collect()
}

fn legal(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<LegalDef> {
    let read = |(id, node): (Spanned<String>, &Node)| {
        let f = reader.text_or(node, &LEGAL, "name", id.span);
        LegalDef {
            name: f.text("name").unwrap_or(id.clone()),
            number: f.text("number"),
            agency: f.text("agency"),
            article: f.text("article"),
            id,
        }
    };
    reader.declared(f.node("legal"), None).into_iter().map(read).collect()
}

fn results(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<ResultDef> {
    let read = |(id, node): (Spanned<String>, &Node)| {
        let f = reader.text_or(node, &RESULT, "name", id.span);
        let signature = f.word_or("signature", Signature::Digital).value;
        ResultDef { name: f.title("name").unwrap_or(id.clone()), code: f.text("code"), signature, id }
    };
    let results: Vec<ResultDef> = reader.declared(f.node("results"), None).into_iter().map(read).collect();
    for result in results.iter().filter(|result| LETTERS.iter().any(|(meaning, _)| *meaning == result.id.value)) {
        reader.report(crate::rules::m019_name_taken::letter(&result.id));
    }
    results
}

fn conditions(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<ConditionDef> {
    let read = |(id, node): (Spanned<String>, &Node)| {
        let f = reader.fields(node, &CONDITION, id.span);
        ConditionDef { name: f.title("name").unwrap_or(id.clone()), is: f.text("is"), id }
    };
    reader.declared(f.node("conditions"), Some(m009::Of::Conditions)).into_iter().map(read).collect()
}

fn waive(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<WaiveDef> {
    let waive = f.items("waive", |node| {
        let f = reader.item(node, &WAIVE)?;
        Some(WaiveDef {
            code: f.text("code"),
            at: f.text("at"),
            reason: f.note("reason"),
            legal: f.refs("legal"),
            span: node.span,
        })
    });
    reader.limit(waive.len(), m009::Of::Waive, f.span("waive"));
    waive
}

fn confirm(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<ConfirmDef> {
    f.items("confirm", |node| {
        let f = reader.item(node, &CONFIRM)?;
        Some(ConfirmDef { at: f.text("at"), note: f.note("note"), span: node.span })
    })
}

/// Judges the ids guards may name against each other, and those of papers (language.md g).
fn namespace(reader: &Reader<'_>, definition: &Definition) {
    let steps = definition.steps.iter().map(|step| &step.id);
    let anytime = definition.anytime.iter().map(|anytime| &anytime.id);
    let sections = definition.sections.iter().map(|section| &section.id);
    let conditions = definition.conditions.iter().map(|condition| &condition.id);
    let mut ids: Vec<_> = steps.chain(anytime).chain(sections).chain(conditions).collect();
    ids.sort_by_key(|id| id.span);
    reader.distinct(ids.into_iter());
    let letters = definition.letters.iter().map(|letter| &letter.id);
    reader.distinct(definition.results.iter().map(|result| &result.id).chain(letters));
}
