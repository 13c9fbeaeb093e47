//! Reads raw answers against the form, so that every edge is refused alike (`FormInvalid`).

use calendar::Date;
use program::{Ask, Document, DocumentIx, Field, FieldIx, OptionIx, Program};

use crate::turn::Turn;
use crate::{
    ActivationId, Answer, Answers, Data, FieldError, Outcome, Paper, Rejection, Remark, RemarkKind, View, Why, answer,
    extend,
};

/// Most characters of a built-in answer (`language.md` g: note and reason).
const REMARK_MAX: u32 = 2_000;

/// Reads the applicant's whole form and papers at filing.
pub(crate) fn filing(turn: &Turn<'_>, answers: &Answers) -> Result<Data, Rejection> {
    let mut reading = Reading::new(turn, Data::empty(turn.program), answers);
    reading.whole_form();
    reading.finish()
}

/// Reads what a button asks; none if nothing was written. A supplement offers the whole form again.
pub(crate) fn act(
    turn: &Turn<'_>,
    ask: &[Ask],
    activation: Option<ActivationId>,
    answers: &Answers,
) -> Result<Option<Data>, Rejection> {
    let supplement = activation.and_then(|id| turn.instance.activation(id)).is_some_and(|one| one.supplement);
    if ask.is_empty() && !supplement && answers.0.is_empty() {
        return Ok(None);
    }
    let mut reading = Reading::new(turn, turn.data.clone().into_owned(), answers);
    if supplement {
        reading.whole_form();
    }
    reading.asked(ask, activation);
    let data = reading.finish()?;
    Ok((data != *turn.data).then_some(data))
}

/// Reads corrections of the form: whatever is named is read, the rest stays (sem 5.21).
pub(crate) fn correct(turn: &Turn<'_>, answers: &Answers) -> Result<Data, Rejection> {
    let mut reading = Reading::new(turn, turn.data.clone().into_owned(), answers);
    let form = &turn.program.form;
    let named: Vec<FieldIx> = form.field_ixs().filter(|ix| answers.0.contains_key(&form.path(*ix))).collect();
    reading.fields(&named);
    let named = |ix: &DocumentIx| answers.0.contains_key(&format!("giay_to.{}", form.documents[ix.at()].id));
    let papers: Vec<DocumentIx> = documents(turn.program).filter(named).collect();
    reading.papers(&papers, None);
    reading.finish()
}

/// Lists what the data of a dossier lack, or have wrong, under the form of the version it is to go on with (sem 9.2). The
/// day of an answer was judged when it was given.
pub(crate) fn lacks(turn: &Turn<'_>, answers: &Answers) -> Vec<String> {
    let mut reading = Reading::new(turn, turn.data.clone().into_owned(), answers);
    reading.whole_form();
    let of_its_day = |error: &FieldError| matches!(error.why, Why::BeforeToday | Why::AfterToday);
    let form = &turn.program.form;
    let called = |error: &FieldError| {
        let (section, id) = error.field.split_once('.').unwrap_or_default();
        let field = form.field(section, id).map(|ix| form.fields[ix.at()].label.clone());
        let paper = || form.document(id).map(|ix| form.documents[ix.at()].name.clone());
        field.or_else(paper).unwrap_or_else(|| error.field.clone())
    };
    reading.errors.iter().filter(|error| !of_its_day(error)).map(called).collect()
}

struct Reading<'a> {
    turn: &'a Turn<'a>,
    answers: &'a Answers,
    data: Data,
    /// The day of the pass.
    today: Date,
    /// Names of answers that were asked for; some stand there twice.
    used: Vec<&'a str>,
    errors: Vec<FieldError>,
}

impl<'a> Reading<'a> {
    fn new(turn: &'a Turn<'_>, data: Data, answers: &'a Answers) -> Self {
        let today = turn.world.date(turn.at());
        Self { turn, answers, data, today, used: Vec::with_capacity(answers.0.len()), errors: Vec::new() }
    }

    /// Finds an answer, which was asked for then.
    fn answer(&mut self, name: &str) -> Option<&'a Answer> {
        let (name, answer) = self.answers.0.get_key_value(name)?;
        self.used.push(name);
        Some(answer)
    }

    fn finish(mut self) -> Result<Data, Rejection> {
        self.used.sort_unstable();
        for name in self.answers.0.keys().filter(|name| self.used.binary_search(&name.as_str()).is_err()) {
            self.errors.push(FieldError { field: name.clone(), why: Why::NotAsked });
        }
        if self.errors.is_empty() { Ok(self.data) } else { Err(Rejection::FormInvalid(self.errors)) }
    }

    /// Reads every field and paper of the applicant.
    fn whole_form(&mut self) {
        let form = &self.turn.program.form;
        let fields: Vec<FieldIx> = form.field_ixs().filter(|ix| form.fields[ix.at()].by.is_none()).collect();
        self.fields(&fields);
        let papers: Vec<DocumentIx> =
            documents(self.turn.program).filter(|ix| self.document(*ix).by.is_none()).collect();
        self.papers(&papers, None);
    }

    /// Reads what a button asks.
    fn asked(&mut self, ask: &[Ask], activation: Option<ActivationId>) {
        let fields: Vec<FieldIx> =
            ask.iter().filter_map(|one| if let Ask::Field(ix) = one { Some(*ix) } else { None }).collect();
        self.fields(&fields);
        let papers: Vec<DocumentIx> =
            ask.iter().filter_map(|one| if let Ask::Document(ix) = one { Some(*ix) } else { None }).collect();
        let of_item = activation.filter(|id| self.is_item(*id));
        self.papers(&papers, of_item);
        for one in ask {
            match one {
                Ask::Reason => self.remark(RemarkKind::Reason, true, activation),
                Ask::Content => self.remark(RemarkKind::Content, true, activation),
                Ask::Note => self.remark(RemarkKind::Note, false, activation),
                // Read where the act itself is decided.
                Ask::Message => self.skip(|name| name.starts_with("tin.")),
                Ask::Extension => self.skip(|name| name == extend::AMOUNT),
                Ask::Field(_) | Ask::Document(_) => {}
            }
        }
    }

    fn skip(&mut self, which: impl Fn(&str) -> bool) {
        self.used.extend(self.answers.0.keys().map(String::as_str).filter(|name| which(name)));
    }

    /// Tells whether an activation is one agency's of a list, whose papers are kept apart.
    fn is_item(&self, id: ActivationId) -> bool {
        let open = self.turn.instance.activation(id).map(|one| one.item.is_some());
        let closed = || self.turn.instance.closed.iter().any(|one| one.id == id && one.item.is_some());
        open.unwrap_or_else(closed)
    }

    /// Reads fields; all values first, for a field's `when` may read any of them.
    fn fields(&mut self, wanted: &[FieldIx]) {
        for &ix in wanted {
            self.value(ix);
        }
        for &ix in wanted {
            if !self.is_asked(ix) {
                self.data.fields[ix.at()] = None;
            } else if self.data.field(ix).is_none() && !self.field(ix).optional && !self.blamed(ix) {
                self.blame(self.turn.program.form.path(ix), Why::Required);
            }
        }
    }

    fn value(&mut self, ix: FieldIx) {
        let path = self.turn.program.form.path(ix);
        let Some(raw) = self.answer(&path) else { return };
        let field = self.field(ix);
        match answer::read(&field.ty, &field.bounds, raw, self.today) {
            Ok(value) => self.data.fields[ix.at()] = value,
            Err(why) => self.blame(path, why),
        }
    }

    /// Tells whether a field is asked of this dossier: its section's cases, then its `when`.
    fn is_asked(&self, ix: FieldIx) -> bool {
        let field = self.field(ix);
        self.has_case(&self.turn.program.form.section_of(field).cases) && self.holds(field.when)
    }

    fn papers(&mut self, wanted: &[DocumentIx], of_item: Option<ActivationId>) {
        for &ix in wanted {
            let document = self.document(ix);
            let name = format!("giay_to.{}", document.id);
            let mut given = if of_item.is_some() { Paper::Absent } else { self.data.paper(ix) };
            if let Some(raw) = self.answer(&name) {
                match paper(document, raw) {
                    Ok(paper) => {
                        given = paper;
                        self.data.papers[usize::from(ix.0)] = paper;
                        self.data.item_papers.extend(of_item.map(|id| (id, ix, paper)));
                    }
                    Err(why) => self.blame(name.clone(), why),
                }
            }
            let asked = self.has_case(&document.cases) && self.holds(document.when);
            if !asked {
                self.data.papers[usize::from(ix.0)] = Paper::Absent;
            } else if given == Paper::Absent && !document.optional {
                self.blame(name, Why::Required);
            }
        }
    }

    fn remark(&mut self, kind: RemarkKind, required: bool, activation: Option<ActivationId>) {
        let name = kind.id().to_owned();
        let text = match self.answer(&name) {
            Some(Answer::One(text)) if answer::is_blank(text) => "",
            Some(Answer::One(text)) => text.trim(),
            Some(Answer::Many(_)) => return self.blame(name, Why::NotOfType),
            None => "",
        };
        if text.is_empty() {
            if required {
                self.blame(name, Why::Required);
            }
        } else if text.chars().count() > REMARK_MAX as usize {
            self.blame(name, Why::LongerThan(REMARK_MAX));
        } else {
            self.data.remarks.push(Remark { activation, kind, text: text.to_owned() });
        }
    }

    fn holds(&self, guard: Option<program::GuardIx>) -> bool {
        let (program, instance) = (self.turn.program, &self.turn.instance);
        let view = View { program, instance, data: &self.data, message: None, at: self.turn.at() };
        guard.is_none_or(|guard| self.turn.world.guard(guard, &view) == Outcome::True)
    }

    fn has_case(&self, cases: &[program::CaseIx]) -> bool {
        cases.is_empty() || self.turn.instance.filing.case.is_some_and(|case| cases.contains(&case))
    }

    fn field(&self, ix: FieldIx) -> &'a Field {
        &self.turn.program.form.fields[ix.at()]
    }

    fn document(&self, ix: DocumentIx) -> &'a Document {
        &self.turn.program.form.documents[usize::from(ix.0)]
    }

    fn blame(&mut self, field: String, why: Why) {
        if !self.errors.iter().any(|error| error.field == field) {
            self.errors.push(FieldError { field, why });
        }
    }

    fn blamed(&self, ix: FieldIx) -> bool {
        let path = self.turn.program.form.path(ix);
        self.errors.iter().any(|error| error.field == path)
    }
}

fn documents(program: &Program) -> impl Iterator<Item = DocumentIx> + use<> {
    (0..program.form.documents.len()).filter_map(|at| u16::try_from(at).ok().map(DocumentIx))
}

/// Reads whether a paper is in the file: `true`, `false`, or the id of one of its alternatives.
fn paper(document: &Document, raw: &Answer) -> Result<Paper, Why> {
    let Answer::One(text) = raw else { return Err(Why::NotOfType) };
    match text.as_str() {
        "" | "false" => Ok(Paper::Absent),
        "true" if document.one_of.is_empty() => Ok(Paper::Given),
        chosen => {
            let found = document.one_of.iter().position(|(id, _)| id == chosen).ok_or(Why::NoSuchOption)?;
            u8::try_from(found).map(|at| Paper::OneOf(OptionIx(at))).map_err(|_| Why::NoSuchOption)
        }
    }
}
