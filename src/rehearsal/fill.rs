//! The answers a test leaves out: the first valid ones (language.md e, `given` and `with`).
//! Whether an answer is valid is the engine's business.

use calendar::Date;
use engine::{Answer, Answers, Filing, RemarkKind, Submission};
use procedure::files::listed::Listed;
use procedure::files::scenario::{AnswerDef, GivenDef};
use program::{Ask, Channel, Document, Field, FieldIx, FieldType, Program, Slot, Value};

use crate::address::{BY_HAND, LENGTHENED};
use crate::people;

/// What stands for a text somebody must write.
const SOME_TEXT: &str = "…";
/// What stands for by how much an officer lengthens a clock.
const SOME_LENGTH: &str = "1";

/// What is filled in, when, and for which agency.
#[derive(Clone, Copy)]
pub(crate) struct Fill<'a> {
    /// The procedure.
    pub program: &'a Program,
    /// The day of the act.
    pub today: Date,
    /// The first agency there is: the one that settles the dossier.
    pub agency: &'a str,
}

impl Fill<'_> {
    /// Fills in a whole application.
    pub fn submission(&self, given: &GivenDef) -> Submission {
        let program = self.program;
        let competent = given.agency.as_ref().map_or(self.agency, |agency| agency.value.as_str());
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
        let mut answers = written(&given.answers, |address| self.address(address));
        for ix in program.form.field_ixs() {
            self.field(&mut answers, ix, |field| field.by.is_none());
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

    /// Fills in what a button asks; `slots` are those of the message that it may enter.
    pub fn act(&self, ask: &[Ask], slots: &[Slot], with: &[AnswerDef]) -> Answers {
        let by_hand = |address: &str| {
            let own = RemarkKind::from_id(address).is_some_and(|kind| ask.contains(&asks(kind)));
            ask.contains(&Ask::Message) && !own && slots.iter().any(|slot| slot.id == address)
        };
        let mut answers = written(with, |address| match by_hand(address) {
            true => format!("{BY_HAND}{address}"),
            false => self.address(address),
        });
        for one in ask {
            match one {
                Ask::Field(ix) => self.field(&mut answers, *ix, |_| true),
                Ask::Document(ix) => {
                    let document = &self.program.form.documents[ix.at()];
                    if !document.optional {
                        paper(&mut answers, document);
                    }
                }
                Ask::Reason => absent(&mut answers, RemarkKind::Reason.id(), || one_text(SOME_TEXT)),
                Ask::Content => absent(&mut answers, RemarkKind::Content.id(), || one_text(SOME_TEXT)),
                Ask::Extension => absent(&mut answers, LENGTHENED, || one_text(SOME_LENGTH)),
                Ask::Message => self.slots(&mut answers, slots, BY_HAND),
                Ask::Note => {}
            }
        }
        answers
    }

    /// Fills in what a message says, or what a job gives back.
    pub fn message(&self, slots: &[Slot], with: &[AnswerDef]) -> Answers {
        let mut answers = written(with, str::to_owned);
        self.slots(&mut answers, slots, "");
        answers
    }

    fn slots(&self, answers: &mut Answers, slots: &[Slot], prefix: &str) {
        for slot in slots.iter().filter(|slot| !slot.optional) {
            let first = || raw(&slot.ty, &slot.ty.first_answer(None, &slot.label, self.today, self.agency));
            absent(answers, &format!("{prefix}{}", slot.id), first);
        }
    }

    fn field(&self, answers: &mut Answers, ix: FieldIx, wanted: impl Fn(&Field) -> bool) {
        let field = &self.program.form.fields[ix.at()];
        if !field.optional && wanted(field) {
            let first = || raw(&field.ty, &field.first_answer(self.today, self.agency));
            absent(answers, &self.program.form.path(ix), first);
        }
    }

    /// Gives the address of an answer; a paper may be named without its root.
    fn address(&self, written: &str) -> String {
        match self.program.form.document(written) {
            Some(_) => paper_address(written),
            None => written.to_owned(),
        }
    }
}

fn asks(kind: RemarkKind) -> Ask {
    match kind {
        RemarkKind::Reason => Ask::Reason,
        RemarkKind::Content => Ask::Content,
        RemarkKind::Note | RemarkKind::Ground => Ask::Note,
    }
}

/// Takes the answers that are written.
fn written(answers: &[AnswerDef], address: impl Fn(&str) -> String) -> Answers {
    let value = |answer: &AnswerDef| match answer.values.as_slice() {
        [one] if !answer.many => one_text(one),
        values => Answer::Many(values.to_vec()),
    };
    Answers(answers.iter().map(|answer| (address(&answer.address.value), value(answer))).collect())
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
fn raw(ty: &FieldType, value: &Value) -> Answer {
    let option = |ix: &program::OptionIx| ty.options()[ix.at()].0.clone();
    match value {
        Value::Boolean(value) => Answer::One(value.to_string()),
        Value::Integer(number) | Value::Money(number) => Answer::One(number.to_string()),
        Value::Decimal(number) => Answer::One(number.to_string()),
        Value::Date(date) => Answer::One(date.to_string()),
        Value::Instant(at) => Answer::One(at.millis().to_string()),
        Value::Text(text) => Answer::One(text.clone()),
        Value::Choice(ix) => Answer::One(option(ix)),
        Value::Choices(chosen) => Answer::Many(chosen.iter().map(option).collect()),
        Value::Agencies(ids) => Answer::Many(ids.clone()),
    }
}
