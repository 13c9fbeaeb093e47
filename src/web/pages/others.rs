//! Acts that no button of the procedure stands for, each with its ground: legal suspension, change of case, agencies of
//! a list, an answer on paper (sem 1.30, 2.24, 3.38, 3.45). The engine decides; these pages ask.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use calendar::Instant;
use engine::{
    ActivationId, Actor, Answer as Given, Answers, Command, FieldError, Instance, Name, Rejection, Why, decide,
};
use procedure::explain::Span;
use program::{ActionKind, Ask, NodeIx, Program};
use runtime::Dossier;

use super::act::{Came, Sent, Sheet, complete, form, sent};
use super::dossier::opened;
use super::fields::{FieldView, Fields, Own};
use super::offers::Offers;
use super::posted::{Posted, moment};
use super::reader::{Answer, Reader};
use super::refused::Refused;

/// An act with a ground.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Other {
    /// Suspends the dossier by law.
    Suspend,
    /// Lifts that.
    Resume,
    /// Changes the case.
    Case,
    /// Adds an agency to a list.
    Add(ActivationId),
    /// Takes one off.
    Drop(ActivationId),
    /// Enters an answer on paper.
    Paper(ActivationId, NodeIx),
}

/// A link to such an act.
pub(crate) struct OtherView {
    /// Where it is asked for.
    pub href: String,
    /// What it is called.
    pub name: String,
}

/// Lists the acts on the dossier as a whole that its reader may do now.
pub(crate) fn of_dossier(reader: &Reader, dossier: &Dossier, offers: &Offers<'_>) -> Vec<OtherView> {
    let Ok(actor) = reader.actor() else { return Vec::new() };
    let program = &dossier.compiled.program;
    let other_case = (0_u8..).map(program::CaseIx).take(program.cases.len());
    let other_case = other_case.into_iter().find(|case| dossier.instance.filing.case != Some(*case));
    let ground = String::new;
    let case = other_case.map(|case| Command::ChangeCase { actor: actor.clone(), case, ground: ground() });
    let suspend = |on| Command::Suspend { actor: actor.clone(), on, ground: ground() };
    let all = [
        ("tam-dung", Other::Suspend, Some(suspend(true))),
        ("tiep-tuc", Other::Resume, Some(suspend(false))),
        ("doi-truong-hop", Other::Case, case),
    ];
    let possible = all.into_iter().filter(|(_, _, command)| command.as_ref().is_some_and(|one| tried(offers, one)));
    let view = |(path, other, _): (&str, Other, Option<Command>)| OtherView {
        href: format!("{}/{}/khac/{path}", reader.dossiers(), dossier.row.code),
        name: name(reader, other),
    };
    possible.map(view).collect()
}

/// Tells whether a command would be accepted now, or would only lack an answer.
fn tried(offers: &Offers<'_>, command: &Command) -> bool {
    let sight = offers.sight();
    let (_, decided) = decide(sight.program, sight.instance.clone(), sight.data, command, sight.world);
    matches!(decided, Ok(_) | Err(Rejection::FormInvalid(_)))
}

fn name(reader: &Reader, other: Other) -> String {
    let (vi, en) = match other {
        Other::Suspend => ("Tạm dừng giải quyết theo luật", "Suspend by law"),
        Other::Resume => ("Tiếp tục giải quyết", "End the suspension"),
        Other::Case => ("Đổi trường hợp", "Change the case"),
        Other::Add(_) => ("Thêm cơ quan được hỏi", "Ask another agency"),
        Other::Drop(_) => ("Bỏ cơ quan khỏi danh sách", "Take an agency off"),
        Other::Paper(..) => ("Nhập trả lời bằng giấy", "Enter an answer on paper"),
    };
    reader.say(vi, en)
}

/// Shows the page of an act on the dossier as a whole.
pub(crate) async fn show(reader: Reader, Path((code, what)): Path<(String, String)>) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let other = whole(&reader, &what)?;
    Ok(page(&reader, &dossier, other, &Posted::default(), Came::default()))
}

/// Does an act on the dossier as a whole.
pub(crate) async fn send(
    reader: Reader,
    Path((code, what)): Path<(String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let other = whole(&reader, &what)?;
    carry_out(&reader, dossier, other, posted).await
}

/// Shows the page of an act on one activation.
pub(crate) async fn show_of(reader: Reader, Path((code, what, id)): Path<(String, String, String)>) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let other = of(&reader, &dossier.instance, &what, &id)?;
    Ok(page(&reader, &dossier, other, &Posted::default(), Came::default()))
}

/// Does an act on one activation.
pub(crate) async fn send_of(
    reader: Reader,
    Path((code, what, id)): Path<(String, String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let other = of(&reader, &dossier.instance, &what, &id)?;
    carry_out(&reader, dossier, other, posted).await
}

fn whole(reader: &Reader, what: &str) -> Result<Other, Refused> {
    match what {
        "tam-dung" => Ok(Other::Suspend),
        "tiep-tuc" => Ok(Other::Resume),
        "doi-truong-hop" => Ok(Other::Case),
        _ => Err(reader.nothing_here()),
    }
}

fn of(reader: &Reader, instance: &Instance, what: &str, id: &str) -> Result<Other, Refused> {
    let id = ActivationId(id.parse().map_err(|_| reader.nothing_here())?);
    let closed = || instance.closed.iter().find(|closed| closed.id == id).map(|closed| closed.node);
    let node = instance.activation(id).map(|open| open.node).or_else(closed).ok_or_else(|| reader.nothing_here())?;
    match what {
        "them-co-quan" => Ok(Other::Add(id)),
        "bot-co-quan" => Ok(Other::Drop(id)),
        "tra-loi-giay" => Ok(Other::Paper(id, node)),
        _ => Err(reader.nothing_here()),
    }
}

async fn carry_out(
    reader: &Reader,
    dossier: Dossier,
    other: Other,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let (posted, version) = complete(reader, posted)?;
    let missing = missing(reader, other, &posted);
    if !missing.is_empty() {
        return Ok(page(reader, &dossier, other, &posted, Came::wrong(missing)));
    }
    let command = command(reader, &dossier.compiled.program, other, (reader.actor()?, &posted));
    match sent(reader, dossier, &posted, version, command).await? {
        Sent::Done(answer) => Ok(answer),
        Sent::Back(dossier, came) => Ok(page(reader, &dossier, other, &posted, came)),
    }
}

/// Lists what the page itself asks and was not answered.
fn missing(reader: &Reader, other: Other, posted: &Posted) -> Vec<FieldError> {
    let needed: &[&str] = match other {
        Other::Suspend => &["can_cu", "dieu"],
        Other::Resume => &["can_cu"],
        Other::Case => &["truong_hop", "can_cu"],
        Other::Add(_) | Other::Drop(_) => &["co_quan", "can_cu"],
        Other::Paper(..) => &["nut", "nhan_luc"],
    };
    let error = |field: &str, why| FieldError { field: field.to_owned(), why };
    let empty = needed.iter().filter(|name| posted.one(name).trim().is_empty());
    let mut errors: Vec<FieldError> = empty.map(|name| error(name, Why::Required)).collect();
    let dated = posted.one("nhan_luc");
    if !dated.trim().is_empty() && moment(reader, dated).is_none() {
        errors.push(error("nhan_luc", Why::NotOfType));
    }
    errors
}

fn command(reader: &Reader, program: &Program, other: Other, (actor, posted): (Actor, &Posted)) -> Command {
    let ground = ["can_cu", "dieu", "van_ban"].map(|name| posted.one(name).trim());
    let ground = ground.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    let item = Name::from(posted.one("co_quan"));
    match other {
        Other::Suspend => Command::Suspend { actor, on: true, ground },
        Other::Resume => Command::Suspend { actor, on: false, ground },
        Other::Case => {
            // An unknown case is none of the program's, which the engine refuses.
            let case = program.case(posted.one("truong_hop")).unwrap_or(program::CaseIx(u8::MAX));
            Command::ChangeCase { actor, case, ground }
        }
        Other::Add(activation) => Command::ChangeItem { actor, activation, item, add: true, ground },
        Other::Drop(activation) => Command::ChangeItem { actor, activation, item, add: false, ground },
        Other::Paper(activation, _) => Command::PaperAnswer {
            actor,
            activation,
            action: posted.one("nut").to_owned(),
            answers: said(posted.answers(program, &[])),
            received_at: moment(reader, posted.one("nhan_luc")).unwrap_or(Instant::from_millis(0)),
        },
    }
}

/// Leaves out what was not answered: each button asks its own.
fn said(mut answers: Answers) -> Answers {
    answers.0.retain(|_, answer| !matches!(answer, Given::One(text) if text.trim().is_empty()));
    answers
}

fn page(reader: &Reader, dossier: &Dossier, other: Other, typed: &Posted, came: Came) -> axum::response::Response {
    let teller = reader.teller(&dossier.compiled);
    let fields = Fields { teller, typed, errors: &came.errors };
    let sheet = Sheet {
        name: name(reader, other),
        authored: false,
        class: "",
        says: vec![Span { text: says(reader, other), strong: false }],
        off: String::new(),
        sections: Vec::new(),
        asked: asked(reader, dossier, other, &fields),
    };
    form(reader, dossier, sheet, typed, came)
}

fn says(reader: &Reader, other: Other) -> String {
    let (vi, en) = match other {
        Other::Suspend => (
            "Mọi thời hạn của hồ sơ đứng lại từ lúc này; chỉ rút hồ sơ, tin và tiền còn được nhận.",
            "Every clock of the dossier stands from now on; only a withdrawal, messages and money are taken.",
        ),
        Other::Resume => ("Các thời hạn chạy tiếp từ lúc này.", "The clocks run on from now."),
        Other::Case => (
            "Thời hạn được tính lại như hồ sơ thuộc trường hợp mới từ đầu.",
            "The clocks are counted as if the dossier had been of that case from the start.",
        ),
        Other::Add(_) => ("Thời hạn của cơ quan thêm vào bắt đầu từ lúc này.", "The added agency’s time starts now."),
        Other::Drop(_) => (
            "Việc đang mở của cơ quan đó bị hủy; các cơ quan khác không đổi.",
            "That agency’s open task is taken away; nothing else changes.",
        ),
        Other::Paper(..) => (
            "Ghi đúng lúc cơ quan đã trả lời. Trong hạn thì tính như đã trả lời lúc đó, kể cả khi im lặng đã được tính.",
            "Give the time at which the answer was given. In time, it counts as given then, even in place of silence.",
        ),
    };
    reader.say(vi, en)
}

fn asked(reader: &Reader, dossier: &Dossier, other: Other, fields: &Fields<'_>) -> Vec<FieldView> {
    let ground = || fields.own("can_cu", ("Căn cứ, lý do", "Ground"), Own::Area);
    let line = |name, label, optional| fields.own(name, label, Own::Line { hint: ("", ""), optional });
    match other {
        Other::Suspend => vec![
            ground(),
            line("dieu", ("Điều khoản", "Article"), false),
            line("van_ban", ("Văn bản, số và ngày", "Document, number and date"), true),
        ],
        Other::Resume => vec![ground(), line("van_ban", ("Văn bản, số và ngày", "Document, number and date"), true)],
        Other::Case => {
            let now = dossier.instance.filing.case;
            let cases = (0_u8..).map(program::CaseIx).zip(&dossier.compiled.program.cases);
            let others: Vec<_> = cases
                .filter(|(ix, _)| Some(*ix) != now)
                .map(|(_, case)| (case.id.clone(), case.name.clone()))
                .collect();
            vec![fields.own("truong_hop", ("Trường hợp mới", "New case"), Own::Select(&others)), ground()]
        }
        Other::Add(id) => vec![agency(reader, fields, |agency| !listed(&dossier.instance, id, agency)), ground()],
        Other::Drop(id) => vec![agency(reader, fields, |agency| is_open(&dossier.instance, id, agency)), ground()],
        Other::Paper(_, node) => paper(dossier, node, fields),
    }
}

fn agency(reader: &Reader, fields: &Fields<'_>, wanted: impl Fn(&str) -> bool) -> FieldView {
    let all = reader.directory().agencies.iter().filter(|one| wanted(&one.id));
    let options: Vec<_> = all.map(|one| (one.id.clone(), one.name.clone())).collect();
    fields.own("co_quan", ("Cơ quan", "Agency"), Own::Select(&options))
}

fn listed(instance: &Instance, list: ActivationId, agency: &str) -> bool {
    let scope = instance.activation(list).and_then(|one| one.scope.as_deref());
    scope.is_some_and(|scope| scope.items.iter().any(|item| item.as_str() == agency))
}

fn is_open(instance: &Instance, list: ActivationId, agency: &str) -> bool {
    let mut inside = instance.open().filter(|one| one.place.parent == list);
    inside.any(|one| one.item.as_ref().is_some_and(|item| item.as_str() == agency))
}

/// Asks which button the paper presses, when it was given, and what any of the buttons asks.
fn paper(dossier: &Dossier, node: NodeIx, fields: &Fields<'_>) -> Vec<FieldView> {
    let program = &dossier.compiled.program;
    let buttons = || program.actions(node).iter().filter(|one| matches!(one.kind, ActionKind::Button(_)));
    let options: Vec<_> = buttons().map(|one| (one.id.clone(), one.name.clone())).collect();
    let hint =
        ("Ngày/tháng/năm giờ:phút, ví dụ 09/06/2026 09:15.", "Day/month/year hour:minute, such as 09/06/2026 09:15.");
    let mut asked = vec![
        fields.own("nut", ("Cơ quan trả lời", "The answer"), Own::Select(&options)),
        fields.own("nhan_luc", ("Trả lời lúc", "Given at"), Own::Line { hint, optional: false }),
    ];
    let mut asks: Vec<Ask> = Vec::new();
    for ask in buttons().flat_map(|one| &one.ask) {
        if !asks.contains(ask) {
            asks.push(*ask);
        }
    }
    let needed = fields.asked(&asks, &[], None);
    asked.extend(needed.into_iter().map(|field| FieldView { optional: true, ..field }));
    asked
}
