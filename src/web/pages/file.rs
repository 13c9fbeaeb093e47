//! Files a dossier: the form, then the answers to check, then the filing itself.
//!
//! The dry run of the engine finds what is wrong before anything is sent; the key in the form makes a second click
//! harmless.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::{Data, FieldError, Filing, Instance, Name, Rejection, Submission, Why};
use procedure::Compiled;
use procedure::explain::Teller;
use program::{CaseIx, Channel, Subject};
use runtime::Refusal;

use super::dossier::{Answered, answered};
use super::fields::{Control, FieldView, Fields, OptionView, SectionView};
use super::money::costs_of;
use super::posted::{Posted, new_key};
use super::reader::{Answer, Page, Reader};
use super::values::from_defaults;

#[derive(Template)]
#[template(path = "file.html")]
struct FilePage<'a> {
    page: Page,
    id: &'a str,
    name: &'a str,
    /// What is wrong: the id of its control and the words.
    errors: Vec<(String, String)>,
    filing: Vec<FieldView>,
    sections: Vec<SectionView>,
}

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage<'a> {
    page: Page,
    id: &'a str,
    name: &'a str,
    filing: Vec<(String, String)>,
    answers: Answered,
    next: String,
    /// What it will cost, line by line.
    costs: Vec<(String, String)>,
    hidden: Vec<(String, String)>,
    key: String,
}

/// Shows the empty form.
pub(crate) async fn show(reader: Reader, Path(id): Path<String>) -> Answer {
    reader.applicant()?;
    let compiled = procedure(&reader, &id)?;
    form(&reader, compiled, &opening(&reader, compiled), &[], StatusCode::OK)
}

/// Takes what was sent: back to the form, on to the check, or in.
pub(crate) async fn send(
    reader: Reader,
    Path(id): Path<String>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let applicant = reader.applicant()?;
    let compiled = procedure(&reader, &id)?;
    let posted = Posted::read(&reader, posted)?;
    if posted.one("buoc") == "sua" {
        return form(&reader, compiled, &posted, &[], StatusCode::OK);
    }
    let Some((submission, missing)) = submission(&reader, compiled, &posted, applicant) else {
        return Err(reader.failed(&Refusal::NotOffered, None));
    };
    let tried = engine::submit(&compiled.program, &submission, &reader.app.service.facts(compiled));
    match tried {
        Err(Rejection::FormInvalid(errors)) => unfit(&reader, compiled, &posted, [missing, errors].concat()),
        Err(rejection) => wrong(&reader, compiled, &posted, rejection),
        Ok(_) if !missing.is_empty() => unfit(&reader, compiled, &posted, missing),
        Ok(_) if posted.one("buoc") == "nop" && !posted.one("khoa").is_empty() => {
            file(&reader, compiled, &posted, submission).await
        }
        Ok((instance, decision)) => {
            Ok(check(&reader, compiled, &posted, &instance, &decision.data.unwrap_or_default()))
        }
    }
}

async fn file(reader: &Reader, compiled: &Compiled, posted: &Posted, submission: Submission) -> Answer {
    match reader.app.service.submit(posted.client(reader), &compiled.program.id, submission).await {
        Ok(done) => Ok(Redirect::to(&format!("/congdan/ho-so/{}/da-nop", done.code)).into_response()),
        Err(Refusal::Rejected(rejection)) => wrong(reader, compiled, posted, rejection),
        Err(refusal) => Err(reader.failed(&refusal, None)),
    }
}

fn wrong(reader: &Reader, compiled: &Compiled, posted: &Posted, rejection: Rejection) -> Answer {
    match rejection {
        Rejection::FormInvalid(errors) => unfit(reader, compiled, posted, errors),
        rejection => Err(reader.failed(&rejection.into(), Some(&reader.teller(compiled)))),
    }
}

fn unfit(reader: &Reader, compiled: &Compiled, posted: &Posted, errors: Vec<FieldError>) -> Answer {
    form(reader, compiled, posted, &errors, StatusCode::UNPROCESSABLE_ENTITY)
}

fn procedure<'a>(reader: &'a Reader, id: &str) -> Result<&'a Compiled, super::refused::Refused> {
    reader.app.service.procedure(id).map(AsRef::as_ref).ok_or_else(|| reader.nothing_here())
}

/// Fills the first form: what its author offers, and the only choices there are.
fn opening(reader: &Reader, compiled: &Compiled) -> Posted {
    let mut typed = from_defaults(&compiled.program);
    let program = &compiled.program;
    let channel =
        if program.channels.contains(&Channel::Online) { Some(&Channel::Online) } else { program.channels.first() };
    let mut choose = |name: &str, value: Option<&str>| {
        typed.0.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    };
    choose("kenh", channel.map(|one| one.id()));
    choose("doi_tuong", program.subjects.first().map(|one| one.id()));
    let agencies: Vec<&str> =
        reader.app.service.catalogue().offering(compiled).map(|agency| agency.id.as_str()).collect();
    if let [only] = agencies.as_slice() {
        choose("co_quan", Some(only));
    }
    typed
}

fn form(reader: &Reader, compiled: &Compiled, typed: &Posted, errors: &[FieldError], status: StatusCode) -> Answer {
    let teller = reader.teller(compiled);
    let fields = Fields { teller, typed, errors };
    let filing = filing_fields(reader, compiled, &fields);
    let sections = fields.whole_form();
    let shown: Vec<&FieldView> = filing
        .iter()
        .chain(sections.iter().flat_map(|section| &section.fields))
        .filter(|field| field.error.is_some())
        .collect();
    let mut listed: Vec<(String, String)> = shown
        .iter()
        .map(|field| {
            let told = errors.iter().find(|error| error.field == field.name && field.name.contains('.'));
            let own = || format!("{}: {}", field.label, field.error.clone().unwrap_or_default());
            (field.id.clone(), told.map_or_else(own, |error| teller.field_error(error)))
        })
        .collect();
    let unplaced = errors.iter().filter(|error| !shown.iter().any(|field| field.name == error.field));
    listed.extend(unplaced.map(|error| ("nd".to_owned(), teller.field_error(error))));
    let page = FilePage {
        page: reader.page(),
        id: &compiled.program.id,
        name: &compiled.program.name,
        errors: listed,
        filing,
        sections,
    };
    Ok(reader.show(status, &page))
}

/// Asks what the form of the procedure does not: where, for whom, in which case, by which way.
fn filing_fields(reader: &Reader, compiled: &Compiled, fields: &Fields<'_>) -> Vec<FieldView> {
    let program = &compiled.program;
    let agencies = reader.app.service.catalogue().offering(compiled).map(|one| (one.id.as_str(), one.name.as_str()));
    let cases = program.cases.iter().map(|case| (case.id.as_str(), case.name.as_str()));
    let subjects = program.subjects.iter().map(|one| (one.id(), subject_words(*one, reader)));
    let channels = program.channels.iter().map(|one| (one.id(), fields.teller.channel(*one)));
    let all = [
        ("co_quan", ("Nộp cho cơ quan nào", "Agency"), fields.options("co_quan", agencies)),
        ("truong_hop", ("Trường hợp", "Case"), fields.options("truong_hop", cases)),
        ("doi_tuong", ("Bạn nộp với tư cách", "You file as"), fields.options("doi_tuong", subjects)),
        ("kenh", ("Cách nộp", "Way of filing"), fields.options("kenh", channels)),
    ];
    let asked = all.into_iter().filter(|(_, _, options)| !options.is_empty());
    asked.map(|(name, (vi, en), options)| filing_field(reader, fields, name, reader.say(vi, en), options)).collect()
}

fn filing_field(
    reader: &Reader,
    fields: &Fields<'_>,
    name: &str,
    label: String,
    options: Vec<OptionView>,
) -> FieldView {
    let missing = fields.errors.iter().any(|error| error.field == name);
    FieldView {
        name: name.to_owned(),
        id: name.to_owned(),
        label,
        hint: String::new(),
        optional: false,
        control: Control::Radios(options),
        error: missing.then(|| reader.say("Hãy chọn một mục.", "Choose one.")),
    }
}

/// Reads a submission with what was chosen; where nothing was, it is blamed and the first choice stands in, so that
/// the rest of the form can be judged in the same go.
fn submission(
    reader: &Reader,
    compiled: &Compiled,
    posted: &Posted,
    applicant: Name,
) -> Option<(Submission, Vec<FieldError>)> {
    let program = &compiled.program;
    let channel = program.channels.iter().copied().find(|one| one.id() == posted.one("kenh"));
    let subject = program.subjects.iter().copied().find(|one| one.id() == posted.one("doi_tuong"));
    let mut agencies = reader.app.service.catalogue().offering(compiled);
    let first = agencies.next()?;
    let agency = std::iter::once(first).chain(agencies).find(|agency| agency.id == posted.one("co_quan"));
    let case = program.case(posted.one("truong_hop"));
    let missing = [
        ("co_quan", agency.is_none()),
        ("truong_hop", case.is_none() && !program.cases.is_empty()),
        ("doi_tuong", subject.is_none()),
        ("kenh", channel.is_none()),
    ];
    let blame = |name: &str| FieldError { field: name.to_owned(), why: Why::Required };
    let errors = missing.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| blame(name)).collect();
    let agency = Name::from(agency.unwrap_or(first).id.as_str());
    let filing = Filing {
        applicant,
        channel: channel.or(program.channels.first().copied())?,
        case: case.or(program.cases.first().map(|_| CaseIx(0))),
        subject: subject.or(program.subjects.first().copied())?,
        competent: agency.clone(),
        receiving: agency,
        assisting: None,
    };
    Some((Submission { filing, answers: posted.answers(program, &[]) }, errors))
}

fn check(reader: &Reader, compiled: &Compiled, posted: &Posted, instance: &Instance, data: &Data) -> Response {
    let teller = reader.teller(compiled);
    let page = CheckPage {
        page: reader.page(),
        id: &compiled.program.id,
        name: &compiled.program.name,
        filing: filing_words(reader, &teller, &instance.filing),
        answers: answered(&teller, data, instance),
        next: next_words(&teller, instance),
        costs: costs_of(reader, compiled, (instance, data)),
        hidden: posted.0.iter().filter(|(name, _)| name != "buoc" && name != "khoa").cloned().collect(),
        key: new_key(reader, &compiled.program.id),
    };
    reader.show(StatusCode::OK, &page)
}

fn filing_words(reader: &Reader, teller: &Teller<'_>, filing: &Filing) -> Vec<(String, String)> {
    let case = filing.case.map(|case| teller.program().cases[case.at()].name.clone());
    let mut words = vec![
        (
            reader.say("Người nộp", "Applicant"),
            procedure::explain::account_words(filing.applicant.as_str(), reader.lang),
        ),
        (reader.say("Cơ quan", "Agency"), teller.agency(&filing.competent)),
    ];
    words.extend(case.map(|case| (reader.say("Trường hợp", "Case"), case)));
    words.push((reader.say("Tư cách", "Filed as"), subject_words(filing.subject, reader).to_owned()));
    words.push((reader.say("Cách nộp", "Way of filing"), teller.channel(filing.channel).to_owned()));
    words
}

/// Tells what happens next: whose turn it is, and until when.
pub(crate) fn next_words(teller: &Teller<'_>, instance: &Instance) -> String {
    let open = instance.open().filter_map(|open| {
        let role = teller.role(open.role?);
        let due = open.clock.as_ref().map(|clock| format!(", {}", teller.due(clock.state.due, clock.limit.rule)));
        Some(format!("{} ({role}){}", teller.step(open.node), due.unwrap_or_default()))
    });
    open.collect::<Vec<_>>().join("; ")
}

/// Names a kind of applicant.
pub(crate) fn subject_words(subject: Subject, reader: &Reader) -> &'static str {
    match (subject, reader.page().vi()) {
        (subject, true) => subject.words(),
        (Subject::Citizen, false) => "a citizen",
        (Subject::Organisation, false) => "an organisation",
        (Subject::Enterprise, false) => "an enterprise",
        (Subject::Household, false) => "a household business",
    }
}
