//! The page of a button, of a right, or of another act that asks something, and carrying it out.
//! What was typed is never lost: a form that comes back holds it.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use engine::{ActivationId, Command, FieldError, Rejection, Why};
use procedure::explain::Span;
use runtime::{Dossier, Refusal};

use super::deed::Deed;
use super::dossier::{back, opened};
use super::fields::{Control, FieldView, Fields, Own, SectionView};
use super::offers::Offers;
use super::posted::{Posted, moment, new_key};
use super::reader::{Answer, Page, Reader};
use super::refused::Refused;
use super::values::from_data;

#[derive(Template)]
#[template(path = "act.html")]
struct ActPage {
    page: Page,
    /// Path of the dossier.
    dossier: String,
    code: String,
    procedure: String,
    name: String,
    /// True if the name is the author's, and Vietnamese.
    authored: bool,
    class: &'static str,
    says: Vec<Span>,
    off: String,
    notice: Option<(String, String)>,
    errors: Vec<(String, String)>,
    sections: Vec<SectionView>,
    asked: Vec<FieldView>,
    /// What was typed, for when the form is gone.
    typed: Vec<String>,
    status: &'static str,
    version: u64,
    key: String,
}

/// A form about a dossier: what it is called, what it will do or why it is off, what it asks.
pub(crate) struct Sheet {
    /// What it is called.
    pub name: String,
    /// True if that is the author's, and Vietnamese.
    pub authored: bool,
    /// Look of its button.
    pub class: &'static str,
    /// What it will do.
    pub says: Vec<Span>,
    /// Why it is off; empty if it is on.
    pub off: String,
    /// Questions under headings.
    pub sections: Vec<SectionView>,
    /// Questions without.
    pub asked: Vec<FieldView>,
}

/// What stands above a form that came back.
#[derive(Default)]
pub(crate) struct Came {
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// What has happened.
    pub notice: Option<(String, String)>,
    /// Status of the answer.
    pub status: Option<StatusCode>,
}

impl Came {
    /// Comes back for wrong answers.
    pub fn wrong(errors: Vec<FieldError>) -> Self {
        Self { errors, notice: None, status: Some(StatusCode::UNPROCESSABLE_ENTITY) }
    }
}

/// Shows the page of a button.
pub(crate) async fn show(reader: Reader, Path((code, activation, action)): Path<(String, String, String)>) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = task_deed(&reader, &dossier, &activation, &action)?;
    let typed = if deed.supplements(&dossier.compiled.program) {
        from_data(&dossier.compiled.program, &dossier.data)
    } else {
        Posted::default()
    };
    render(&reader, &dossier, &deed, &typed, Came::default())
}

/// Presses a button.
pub(crate) async fn press(
    reader: Reader,
    Path((code, activation, action)): Path<(String, String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = task_deed(&reader, &dossier, &activation, &action)?;
    carry_out(&reader, dossier, &deed, posted).await
}

/// Shows the page of an `anytime` entry.
pub(crate) async fn show_right(reader: Reader, Path((code, anytime)): Path<(String, String)>) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = right_deed(&reader, &dossier, &anytime)?;
    render(&reader, &dossier, &deed, &Posted::default(), Came::default())
}

/// Uses an `anytime` entry.
pub(crate) async fn trigger(
    reader: Reader,
    Path((code, anytime)): Path<(String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = right_deed(&reader, &dossier, &anytime)?;
    carry_out(&reader, dossier, &deed, posted).await
}

fn task_deed(reader: &Reader, dossier: &Dossier, activation: &str, action: &str) -> Result<Deed, Refused> {
    let id = ActivationId(activation.parse().map_err(|_| reader.nothing_here())?);
    let instance = &dossier.instance;
    let closed = || instance.closed.iter().find(|closed| closed.id == id).map(|closed| closed.node);
    let node = instance.activation(id).map(|open| open.node).or_else(closed).ok_or_else(|| reader.nothing_here())?;
    Deed::button(&dossier.compiled.program, node, id, action).ok_or_else(|| reader.nothing_here())
}

fn right_deed(reader: &Reader, dossier: &Dossier, id: &str) -> Result<Deed, Refused> {
    dossier.compiled.program.find_anytime(id).map(Deed::Right).ok_or_else(|| reader.nothing_here())
}

/// Takes what a form of this page sent, with the version its reader saw.
pub(crate) fn complete(
    reader: &Reader,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<(Posted, u64), Refused> {
    let posted = Posted::read(reader, posted)?;
    match (posted.one("phien_ban").parse(), posted.one("khoa").is_empty()) {
        (Ok(version), false) => Ok((posted, version)),
        _ => Err(reader.refuse(
            StatusCode::BAD_REQUEST,
            &reader.say("Trang gửi thiếu thông tin", "The page sent is incomplete"),
            &reader.say("Hãy mở lại hồ sơ và bấm nút ở đó.", "Open the dossier again and press its button there."),
        )),
    }
}

async fn carry_out(
    reader: &Reader,
    dossier: Dossier,
    deed: &Deed,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let (posted, version) = complete(reader, posted)?;
    let dated = posted.one("nhan_luc");
    if !dated.trim().is_empty() && moment(reader, dated).is_none() {
        let wrong = FieldError { field: "nhan_luc".to_owned(), why: Why::NotOfType };
        return render(reader, &dossier, deed, &posted, Came::wrong(vec![wrong]));
    }
    let command = deed.command(reader, reader.actor()?, &posted, &dossier.compiled.program);
    match sent(reader, dossier, &posted, version, command).await? {
        Sent::Done(answer) => Ok(answer),
        Sent::Back(dossier, came) => render(reader, &dossier, deed, &posted, came),
    }
}

/// What became of a form.
pub(crate) enum Sent {
    /// It is done; this goes on to the dossier.
    Done(axum::response::Response),
    /// The form is shown again, for the dossier as it stands now.
    Back(Box<Dossier>, Came),
}

/// Sends a form's command; what its reader can mend comes back with the form.
pub(crate) async fn sent(
    reader: &Reader,
    dossier: Dossier,
    posted: &Posted,
    version: u64,
    command: Command,
) -> Result<Sent, Refused> {
    match reader.app.service.command(posted.client(reader), dossier.row.id, Some(version), command).await {
        Ok(done) => Ok(Sent::Done(back(reader, &done.code, done.version))),
        Err(Refusal::Rejected(Rejection::FormInvalid(errors))) => {
            Ok(Sent::Back(Box::new(dossier), Came::wrong(errors)))
        }
        Err(refusal @ (Refusal::Stale { .. } | Refusal::Rejected(_))) => {
            let dossier = opened(reader, &dossier.row.code).await?;
            let (status, title, what) = reader.words(&refusal, Some(&reader.teller(&dossier.compiled)));
            let came = Came { errors: Vec::new(), notice: Some((title, what)), status: Some(status) };
            Ok(Sent::Back(Box::new(dossier), came))
        }
        Err(refusal) => Err(reader.failed(&refusal, None)),
    }
}

fn render(reader: &Reader, dossier: &Dossier, deed: &Deed, typed: &Posted, came: Came) -> Answer {
    let offers = Offers::new(reader, dossier, reader.actor()?);
    let program = &dossier.compiled.program;
    let teller = reader.teller(&dossier.compiled);
    let (view, off) = offers.view(deed, "gui");
    let refused = off.map(|rejection| reader.words(&Refusal::Rejected(rejection), Some(&teller)).0);
    let fields = Fields { teller, typed, errors: &came.errors };
    let sections = if deed.supplements(program) { fields.whole_form() } else { Vec::new() };
    let mut asked = fields.asked(deed.ask(program), deed.slots(program), deed.most(program, &dossier.instance));
    if deed.may_be_dated(program, dossier.instance.filing.channel) {
        let hint =
            ("Chỉ ghi nếu nhận hôm nay mà nhập sau, ví dụ 09:15.", "Only if received earlier today, such as 09:15.");
        let own = Own::Line { hint, optional: true };
        asked.push(fields.own("nhan_luc", ("Nhận lúc", "Received at"), own));
    }
    let sheet = Sheet {
        name: view.name,
        authored: true,
        class: if view.class == "stop" { "stop" } else { "" },
        says: view.says,
        off: view.off,
        sections,
        asked,
    };
    let came = Came { status: came.status.or(refused), ..came };
    Ok(form(reader, dossier, sheet, typed, came))
}

/// Shows a form about a dossier.
pub(crate) fn form(
    reader: &Reader,
    dossier: &Dossier,
    sheet: Sheet,
    typed: &Posted,
    came: Came,
) -> axum::response::Response {
    let teller = reader.teller(&dossier.compiled);
    let row = &dossier.row;
    let Sheet { name, authored, class, says, off, sections, asked } = sheet;
    let shown: Vec<&FieldView> = sections.iter().flat_map(|section| &section.fields).chain(&asked).collect();
    let place = |error: &FieldError| match shown.iter().find(|field| field.name == error.field) {
        Some(field) if !field.is_authored() => (field.id.clone(), format!("{}: {}", field.label, teller.wrong(error))),
        Some(field) => (field.id.clone(), teller.field_error(error)),
        None => ("nd".to_owned(), teller.field_error(error)),
    };
    let errors = came.errors.iter().map(place).collect();
    let page = ActPage {
        page: reader.page(),
        dossier: format!("{}/{}", reader.dossiers(), row.code),
        code: row.code.clone(),
        procedure: dossier.compiled.program.name.clone(),
        name,
        authored,
        class,
        says,
        off,
        notice: came.notice,
        errors,
        sections,
        asked,
        typed: typed.answers_only().map(|(_, text)| text.clone()).filter(|text| text.chars().count() > 5).collect(),
        status: procedure::explain::status_name(dossier.instance.status, reader.lang),
        version: row.version,
        key: new_key(reader, &format!("gui {}", row.version)),
    };
    reader.show(came.status.unwrap_or(StatusCode::OK), &page)
}
