//! What a letter tells of a dossier, taken from the act that prints it. It renders nothing and computes no date.

use calendar::{Due, Instant, Moment};
use engine::{ActivationId, Actor, Author, Data, Event, Instance, LimitRef, Name, Paper, Pass, RemarkKind};
use letters::{
    Agency, Answer, Applicant, Document, Facts, Form, Item, Procedure, Promise, Settlement, Signer, date_in_words,
};
use procedure::explain::{Teller, account_words, agency_words, limit_words, money_words};
use procedure::files::{Directory, Place};
use program::{CiteIx, DocumentIx, FieldType, RuleIx, Value};

/// A dossier before and after an act, that act, and what it prints.
#[derive(Clone, Copy)]
pub(crate) struct Printing<'a> {
    /// The words; a letter is Vietnamese whoever reads it.
    pub teller: Teller<'a>,
    /// None for the act that begins it.
    pub before: Option<&'a Instance>,
    pub after: &'a Instance,
    /// The data as the act leaves them.
    pub data: &'a Data,
    pub pass: &'a Pass,
    /// None while the store has given none yet.
    pub code: Option<&'a str>,
    /// Which letter of the dossier it is, from 1; none for what is drawn up on demand.
    pub number: Option<u32>,
    /// The task that prints it.
    pub activation: Option<ActivationId>,
    /// The due that the act settled last.
    pub due: Option<Due>,
    /// True if printing is the act of signing.
    pub signed: bool,
}

/// Gathers what a letter may tell; what nobody knows stays absent, for a dotted line.
pub(crate) fn letter_facts(of: &Printing<'_>, form: Form) -> Facts {
    let program = of.teller.program();
    let limit = of.limit();
    Facts {
        form,
        agency: agency_of(of.teller.directory, of.place(), of.after.filing.competent.as_str()),
        number: of.code.zip(of.number).map(|(code, number)| format!("{code}-{number}")),
        made: Some(of.moment(of.pass.at)),
        code: of.code.map(str::to_owned),
        procedure: Procedure {
            name: program.name.clone(),
            code: program.code.clone(),
            case: of.after.filing.case.map(|case| program.cases[case.at()].name.clone()),
        },
        applicant: applicant(of),
        documents: documents(of),
        limit: Some(of.limit_words(limit)),
        received: Some(of.moment(of.received())),
        due: of.due.map(|due| of.promise(limit, due, of.received())),
        due_before: of.due_before().map(|due| of.promise(limit, due, of.received())),
        handed_over: Some(handed_over(of)),
        to_complete: to_complete(of),
        round: of.is_supplement().then_some(u32::from(of.after.supplements)),
        complete_by: complete_by(of),
        reason: said(of, RemarkKind::Reason),
        content: said(of, RemarkKind::Content),
        grounds: grounds(of),
        extension: extension(of),
        settlement: Settlement { stage: stage(of), decision: None, money: Some(money(of.after)) },
        signer: signer(of),
        answers: answers(of),
        ..Facts::default()
    }
}

impl<'a> Printing<'a> {
    fn moment(&self, at: Instant) -> Moment {
        self.teller.calendar(RuleIx(0)).zone().moment(at)
    }

    /// Returns when the dossier was received: when its clock began, else when it was filed.
    fn received(&self) -> Instant {
        self.after.clock(RuleIx(0)).map_or(self.after.submitted_at, |clock| clock.started_at)
    }

    /// Returns the limit the dossier is under, or will be.
    fn limit(&self) -> LimitRef {
        let filing = &self.after.filing;
        let entry = self.teller.program().dossier_rule().entry(filing.case, filing.channel);
        self.after.clock(RuleIx(0)).map_or(LimitRef { rule: RuleIx(0), entry }, |clock| clock.limit)
    }

    fn limit_words(&self, limit: LimitRef) -> String {
        let rule = &self.teller.program().rules[limit.rule.at()];
        limit_words(rule.counting(limit.entry), self.teller.lang)
    }

    /// Puts a due on paper; one that no announced year reaches as its limit and where that begins (sem 3.13).
    fn promise(&self, limit: LimitRef, due: Due, from: Instant) -> Promise {
        match due {
            Due::At(at) => Promise::At(self.teller.calendar(limit.rule).zone().moment(at)),
            Due::Undetermined(_) => {
                let from = date_in_words(self.moment(from).date);
                Promise::Words(format!("{} kể từ {from}", self.limit_words(limit)))
            }
            Due::NoLimit => Promise::Words("không quy định thời hạn".to_owned()),
        }
    }

    fn due_before(&self) -> Option<Due> {
        Some(self.before?.clock(RuleIx(0))?.state.due)
    }

    /// Tells whether it is printed by the opening of a step in which something is to be completed.
    fn is_supplement(&self) -> bool {
        self.activation.and_then(|id| self.after.activation(id)).is_some_and(|one| one.supplement)
    }

    /// Finds the post that acts; none for a timer, a message or the applicant.
    fn place(&self) -> Option<Place<'a>> {
        match &self.pass.author {
            Author::Person { actor: Actor::Post(post), .. } => self.teller.directory.post(post.as_str()),
            _ => None,
        }
    }
}

/// Names the agency of a post, else one by its id, as it stands on top of a letter.
pub(crate) fn agency_of(directory: &Directory, place: Option<Place<'_>>, id: &str) -> Agency {
    let id = place.map_or(id, |place| &place.agency.id);
    let parent = directory.agency(id).and_then(|agency| agency.parent.as_deref());
    let name = agency_words(directory, id);
    Agency {
        above: parent.map(|parent| agency_words(directory, parent)),
        contact: Some(match place {
            Some(place) => format!("{}, {}", place.post.name, place.unit.name),
            None => name.clone(),
        }),
        unit: place.map(|place| place.unit.name.clone()),
        name,
        place: None,
    }
}

fn applicant(of: &Printing<'_>) -> Applicant {
    let form = &of.teller.program().form;
    let first = |ty: &FieldType| {
        let own = form.field_ixs().filter(|ix| form.fields[ix.at()].by.is_none() && form.fields[ix.at()].ty == *ty);
        own.filter_map(|ix| of.data.field(ix)).find_map(|value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    };
    Applicant {
        name: account_words(of.after.filing.applicant.as_str(), of.teller.lang),
        // An address in the form may be that of a plot or a building, not the applicant's.
        address: None,
        phone: first(&FieldType::Phone),
        email: first(&FieldType::Email),
    }
}

fn documents(of: &Printing<'_>) -> Vec<Document> {
    let listed = (0..).map(DocumentIx).zip(&of.teller.program().form.documents);
    let given = listed.filter_map(|(ix, document)| {
        let name = match of.data.paper(ix) {
            Paper::Absent => return None,
            Paper::Given => document.name.clone(),
            Paper::OneOf(option) => format!("{}: {}", document.name, document.one_of[option.at()].1),
        };
        Some(Document { name, kind: Some(document.original.clone()), count: Some(u32::from(document.copies)) })
    });
    given.collect()
}

/// Says where the result is handed over: at the unit that received the dossier, as far as it is known.
fn handed_over(of: &Printing<'_>) -> String {
    let receiving = &of.after.filing.receiving;
    let here = of.place().filter(|place| place.agency.id == receiving.as_str());
    here.map_or_else(|| of.teller.agency(receiving), |place| place.unit.name.clone())
}

fn to_complete(of: &Printing<'_>) -> Vec<Item> {
    let asked = said(of, RemarkKind::Content).filter(|_| of.is_supplement());
    asked.map(|what| Item { what, why: None }).into_iter().collect()
}

fn complete_by(of: &Printing<'_>) -> Option<Promise> {
    let task = of.activation.and_then(|id| of.after.activation(id)).filter(|task| task.supplement)?;
    let clock = task.clock.as_ref()?;
    Some(of.promise(clock.limit, clock.state.due, task.opened_at))
}

/// Finds what was written at this press: with the task it completes, or with the right it uses.
fn said(of: &Printing<'_>, kind: RemarkKind) -> Option<String> {
    let events = &of.pass.events;
    if !events.iter().any(|event| matches!(event, Event::DataWritten { .. })) {
        return None;
    }
    let here = |activation: Option<ActivationId>| {
        events.iter().any(|event| match (event, activation) {
            (Event::Completed { id, .. }, Some(activation)) => *id == activation,
            (Event::RightUsed { .. }, None) => true,
            _ => false,
        })
    };
    let remarks = of.data.remarks.iter().rev();
    remarks
        .filter(|remark| remark.kind == kind)
        .find(|remark| here(remark.activation))
        .map(|remark| remark.text.clone())
}

fn grounds(of: &Printing<'_>) -> Vec<String> {
    let program = of.teller.program();
    let mut cites: Vec<CiteIx> = Vec::new();
    for event in &of.pass.events {
        let found: &[CiteIx] = match event {
            Event::Completed { button: Some(button), .. } => {
                let (step, action) = (program.node(button.node), program.action(button.node, button.action));
                if action.legal.is_empty() { &step.legal } else { &action.legal }
            }
            Event::RightUsed { anytime, .. } => &program.anytime[anytime.at()].legal,
            _ => &[],
        };
        cites.extend(found);
    }
    let mut texts: Vec<String> = cites.iter().map(|cite| program.citations[cite.at()].text.clone()).collect();
    texts.dedup();
    texts
}

/// Tells which extension the act gave, and how many there may be.
fn extension(of: &Printing<'_>) -> Option<(u32, u32)> {
    let given = of.pass.events.iter().find_map(|event| match event {
        Event::ClockChanged { extension: Some((extension, _)), .. } => Some(*extension),
        _ => None,
    })?;
    let most = of.teller.program().extensions[given.at()].times;
    Some((u32::from(of.after.used(given).times), u32::from(most)))
}

/// Names the step the act completed, else those that were open before it.
fn stage(of: &Printing<'_>) -> Option<String> {
    let program = of.teller.program();
    let completed = of.pass.events.iter().find_map(|event| match event {
        Event::Completed { button: Some(button), .. } => Some(program.node(button.node).name.clone()),
        _ => None,
    });
    completed.or_else(|| {
        let open = of.before?.open().filter(|one| one.is_leaf());
        let names: Vec<&str> = open.map(|one| program.node(one.node).name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    })
}

/// Says what was paid, and what finance must give back or deal with (sem 2.15).
fn money(after: &Instance) -> String {
    let paid: i64 = after.paid.iter().map(|(_, amount)| amount).sum();
    match (paid, after.refunds) {
        (0, 0) => "chưa thu khoản nào.".to_owned(),
        (_, 0) => format!("đã nộp {}.", money_words(paid)),
        (_, back) => format!("đã nộp {}; hoàn trả hoặc xử lý {}.", money_words(paid), money_words(back)),
    }
}

fn signer(of: &Printing<'_>) -> Option<Signer> {
    let Author::Person { actor: Actor::Post(post), on_behalf } = &of.pass.author else { return None };
    let name = |post: &Name| {
        let place = of.teller.directory.post(post.as_str());
        place.map_or_else(|| of.teller.post(post), |place| place.post.name.clone())
    };
    Some(Signer {
        post: name(post),
        on_behalf: on_behalf.as_ref().map(name),
        signed: of.signed.then(|| of.moment(of.pass.at)),
    })
}

fn answers(of: &Printing<'_>) -> Vec<Answer> {
    let form = &of.teller.program().form;
    let given = form.field_ixs().filter_map(|ix| Some((ix, of.data.field(ix)?)));
    let answer = given.map(|(ix, value)| {
        let field = &form.fields[ix.at()];
        Answer { path: form.path(ix), label: field.label.clone(), value: of.teller.value(&field.ty, value) }
    });
    answer.collect()
}
