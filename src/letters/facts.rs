//! What a letter tells, as plain data. It holds no rule and computes nothing: who fills it has asked the engine.
//!
//! What is absent prints as a dotted line to be filled in by hand, unless the template leaves its place out.

use calendar::{Date, Moment, Verdict};

/// Everything a letter may tell; a letter takes what its template names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The form it is printed on.
    pub form: Form,
    /// Who sends it.
    pub agency: Agency,
    /// Number of the paper in the agency's outgoing register.
    pub number: Option<String>,
    /// When it is made.
    pub made: Option<Moment>,
    /// Code of the dossier.
    pub code: Option<String>,
    /// What is applied for.
    pub procedure: Procedure,
    /// Who applies.
    pub applicant: Applicant,
    /// Papers received.
    pub documents: Vec<Document>,
    /// Number of sets of them.
    pub sets: Option<u32>,
    /// Time allowed by law, in words: "10 ngày làm việc".
    pub limit: Option<String>,
    /// When the dossier was received.
    pub received: Option<Moment>,
    /// When the result is promised now.
    pub due: Option<Promise>,
    /// When it was promised before.
    pub due_before: Option<Promise>,
    /// Where or how the result is handed over.
    pub handed_over: Option<String>,
    /// Place in the register of dossiers.
    pub book: Option<Book>,
    /// What is to be completed.
    pub to_complete: Vec<Item>,
    /// Which request to complete it is: 1, 2.
    pub round: Option<u32>,
    /// Until when it is to be completed.
    pub complete_by: Option<Promise>,
    /// Why: of a refusal, a delay, a stop.
    pub reason: Option<String>,
    /// Legal grounds in words.
    pub grounds: Vec<String>,
    /// Which extension it is, and how many there may be.
    pub extension: Option<(u32, u32)>,
    /// How a dossier that was stopped is settled.
    pub settlement: Settlement,
    /// Hand-overs of the dossier, oldest first; a later print only adds to them.
    pub legs: Vec<Leg>,
    /// Lines of the register.
    pub register: Vec<Registered>,
    /// First and last day of the register.
    pub period: Option<(Date, Date)>,
    /// Who signs.
    pub signer: Option<Signer>,
    /// Who else gets it.
    pub copies: Vec<String>,
    /// What a letter of own meaning says.
    pub content: Option<String>,
    /// Answers of the procedure's own form.
    pub answers: Vec<Answer>,
}

/// An answer of the procedure's own form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Where it stands in the form: `section.field`; templates name it so.
    pub path: String,
    /// The question.
    pub label: String,
    /// The answer in words.
    pub value: String,
}

/// The form a letter is printed on: number and legal version are data, never constants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Name of the letter.
    pub name: String,
    /// Number of the form: `01`, `CT04`.
    pub number: Option<String>,
    /// The text that issued the form.
    pub legal: Option<String>,
}

/// The agency that sends a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agency {
    /// The agency above it.
    pub above: Option<String>,
    /// Its name.
    pub name: String,
    /// The unit that writes: the one-stop.
    pub unit: Option<String>,
    /// Place named before the date.
    pub place: Option<String>,
    /// Whom to ask: post, telephone.
    pub contact: Option<String>,
}

/// What is applied for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Procedure {
    /// Its name.
    pub name: String,
    /// Its national code.
    pub code: Option<String>,
    /// The case chosen at filing.
    pub case: Option<String>,
}

/// Who applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applicant {
    /// Name.
    pub name: String,
    /// Address.
    pub address: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// A paper that was received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// Original, copy or electronic copy, in words.
    pub kind: Option<String>,
    /// How many of it.
    pub count: Option<u32>,
}

/// A promised instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// A minute as shown on paper.
    At(Moment),
    /// Words in place of a date that no announced year reaches (`sem 3.13`), or where no limit is set.
    Words(String),
}

/// Place in the register of dossiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// Number of the book.
    pub number: String,
    /// Number of the line.
    pub line: u32,
}

/// Something to be completed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What is missing, or how to mend it.
    pub what: String,
    /// Why it is asked for.
    pub why: Option<String>,
}

/// How a dossier that was stopped is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// The step at which it was stopped.
    pub stage: Option<String>,
    /// What is done with the dossier and its papers.
    pub decision: Option<String>,
    /// What is done with the money paid.
    pub money: Option<String>,
}

/// One hand-over of a dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Who handed over: unit and post.
    pub from: String,
    /// Who received: unit and post.
    pub to: String,
    /// When.
    pub at: Option<Moment>,
    /// Until when the one who handed over had to be ready.
    pub due: Option<Promise>,
    /// How he stood to that.
    pub verdict: Option<Verdict>,
    /// A note.
    pub note: Option<String>,
}

/// One line of the register of dossiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    /// Code of the dossier.
    pub code: String,
    /// Name of the procedure.
    pub procedure: String,
    /// Number of sets.
    pub sets: Option<u32>,
    /// Who applies.
    pub applicant: Applicant,
    /// The agency that settles it.
    pub lead: Option<String>,
    /// When it was received.
    pub received: Option<Moment>,
    /// When the result is promised.
    pub due: Option<Promise>,
    /// When the result was handed over.
    pub returned: Option<Moment>,
    /// How the result is handed over.
    pub channel: Option<String>,
    /// Where it stands.
    pub status: Option<String>,
    /// A note.
    pub note: Option<String>,
}

/// Who signs a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signer {
    /// Post of the signer.
    pub post: String,
    /// Post in whose place he signs (`sem 6.5`).
    pub on_behalf: Option<String>,
    /// When he signed digitally; a paper that is signed by hand has none.
    pub signed: Option<Moment>,
}
