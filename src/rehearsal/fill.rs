//! The answers a test leaves out: the first valid ones (language.md e, `given` and `with`).
//! Whether an answer is valid is the engine's business.

use calendar::Date;
use engine::{Answer, Answers, Filing, Submission};
use procedure::files::listed::Listed;
use procedure::files::scenario::{AnswerDef, GivenDef};
use program::{Ask, Channel, Document, Field, FieldIx, Program, Value};

use crate::people;

/// What stands for a text somebody must write.
const SOME_TEXT: &str = "…";

/// Fills in a whole application; `agency` is the one that offers the procedure.
pub(crate) fn submission(program: &Program, given: &GivenDef, agency: &str) -> Submission {
    let competent = given.agency.as_ref().map_or(agency, |agency| agency.value.as_str());
    let channel = given.channel.as_ref().and_then(|channel| Channel::from_id(channel.value.word()));
    let first_case = (!program.cases.is_empty()).then_some(program::CaseIx(0));
    let filing = Filing {
        applicant: people::applicant(),
        channel: channel.or(program.channels.first().copied()).unwrap_or(Channel::Online),
        case: given.case.as_ref().and_then(|case| program.case(&case.value)).or(first_case),
        subject: program.subjects.first().copied().unwrap_or(program::Subject::Citizen),
        competent: competent.into(),
        receiving: given.received_by.as_ref().map_or(competent, |receiving| receiving.value.as_str()).into(),
        assisting: given.helped_by.as_ref().map(|helping| helping.value.as_str().into()),
    };
    let mut answers = written(program, &given.answers);
    for ix in program.form.field_ixs() {
        field(program, &mut answers, ix, given.at.value.date, competent, |field| field.by.is_none());
    }
    for document in program.form.documents.iter().filter(|document| document.by.is_none()) {
        let handed_in = match &given.documents {
            Some(ids) => ids.iter().any(|id| id.value == document.id),
            None => !document.optional,
        };
        if handed_in {
            paper(&mut answers, document);
        }
    }
    Submission { filing, answers }
}

/// Fills in what a button asks.
pub(crate) fn act(program: &Program, ask: &[Ask], with: &[AnswerDef], today: Date, agency: &str) -> Answers {
    let mut answers = written(program, with);
    for one in ask {
        match one {
            Ask::Field(ix) => field(program, &mut answers, *ix, today, agency, |_| true),
            Ask::Document(ix) => {
                let document = &program.form.documents[ix.at()];
                if !document.optional {
                    paper(&mut answers, document);
                }
            }
            Ask::Reason => absent(&mut answers, "ly_do", || one_text(SOME_TEXT)),
            Ask::Content => absent(&mut answers, "noi_dung", || one_text(SOME_TEXT)),
            Ask::Note => {}
        }
    }
    answers
}

/// Takes the answers that are written; a paper may be named without its root.
fn written(program: &Program, answers: &[AnswerDef]) -> Answers {
    let address = |answer: &AnswerDef| match program.form.document(&answer.address.value) {
        Some(_) => paper_address(&answer.address.value),
        None => answer.address.value.clone(),
    };
    let value = |answer: &AnswerDef| match answer.values.as_slice() {
        [one] if !answer.many => one_text(one),
        values => Answer::Many(values.to_vec()),
    };
    Answers(answers.iter().map(|answer| (address(answer), value(answer))).collect())
}

fn field(
    program: &Program,
    answers: &mut Answers,
    ix: FieldIx,
    today: Date,
    agency: &str,
    wanted: impl Fn(&Field) -> bool,
) {
    let field = &program.form.fields[ix.at()];
    if !field.optional && wanted(field) {
        absent(answers, &program.form.path(ix), || raw(field, &field.first_answer(today, agency)));
    }
}

fn paper(answers: &mut Answers, document: &Document) {
    let first = document.one_of.first().map_or("true", |(id, _)| id);
    absent(answers, &paper_address(&document.id), || one_text(first));
}

fn paper_address(id: &str) -> String {
    format!("giay_to.{id}")
}

fn absent(answers: &mut Answers, address: &str, answer: impl FnOnce() -> Answer) {
    answers.0.entry(address.to_owned()).or_insert_with(answer);
}

fn one_text(text: &str) -> Answer {
    Answer::One(text.to_owned())
}

/// Writes a value as the form would send it.
fn raw(field: &Field, value: &Value) -> Answer {
    let option = |ix: &program::OptionIx| field.ty.options()[ix.at()].0.clone();
    match value {
        Value::Boolean(value) => Answer::One(value.to_string()),
        Value::Integer(number) | Value::Money(number) => Answer::One(number.to_string()),
        Value::Decimal(number) => Answer::One(number.to_string()),
        Value::Date(date) => Answer::One(date.to_string()),
        Value::Instant(at) => Answer::One(at.millis().to_string()),
        Value::Text(text) => Answer::One(text.clone()),
        Value::Choice(ix) => Answer::One(option(ix)),
        Value::Choices(chosen) => Answer::Many(chosen.iter().map(option).collect()),
    }
}
