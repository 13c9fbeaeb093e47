//! M045 may-be-missing: a guard reads what may have no value there; the path that brings none is printed.
//! Reads inside a condition are judged where the condition is used.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::owed::compiled;
use super::{Check, Rule, Subject};
use crate::compiler::paths::{Claim, Events, Goal, Mark, Paths, claim, may_be_empty, may_be_left_out, written};
use crate::compiler::{Asked, Place, StepAt, applicant, asked, askers, places};
use crate::files::{Definition, PaymentDef, StepKind, WaitFor};
use crate::guard::{Fact, FeesFact, Read, Slot};

/// Describes M045.
pub const RULE: Rule = Rule {
    code: Code::new("M045", "may-be-missing", Severity::Error),
    explain: include_str!("m045_may_be_missing.md"),
    check: Check::Whole(check),
};

/// One point at which a guard is evaluated.
struct Point {
    /// The step that is open or arrived at; none for the filing.
    step: Option<StepAt>,
    /// What is sure there.
    claims: Vec<Claim>,
    /// What is answered together with it.
    together: Vec<Mark>,
}

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let paths = Paths::new(subject.definition, subject.outline, subject.guards);
    for (place, text) in places(subject.definition) {
        let Some(guard) = subject.guards.get(place) else { continue };
        let points = points(subject, &paths, place);
        let mut told: Vec<Slot> = Vec::new();
        for read in guard.reads_after(before(subject, place)).iter().filter(|read| !read.protected) {
            if told.contains(&read.what) {
                continue;
            }
            if let Some(fault) = fault(subject.definition, &paths, place, &points, read) {
                told.push(read.what);
                out.push(report(read, inside(&text, read), fault, place.into()));
            }
        }
    }
    needs(subject, &paths, out);
}

/// Reports what a step needs and may come without. That a field may be left empty is no fault: ways there may tell.
fn needs(subject: &Subject<'_>, paths: &Paths<'_>, out: &mut Vec<Diagnostic>) {
    for (step, path) in needed(subject.definition) {
        let Some(guard) = compiled(subject, &path.value) else { continue };
        let Some(read) = guard.reads().first() else { continue };
        let Some(mark) = written(subject.definition, read.what) else { continue };
        // What is to be paid is reckoned before the `when` of its step (sem 5.16).
        let pays = subject.definition.steps[step].receive().is_some();
        let claims = if pays { Vec::new() } else { paths.inside(step) };
        let point = Point { step: Some(step), claims, together: Vec::new() };
        let fault = missing(subject.definition, paths, &point, read, mark);
        out.extend(fault.map(|fault| report(read, path.span, fault, Reader::Step)));
    }
}

/// Lists what a step cannot do without, the amount that is paid there and the date that is waited for, as a guard that
/// reads it and fits its type; another type is another rule's fault.
fn needed(definition: &Definition) -> Vec<(StepAt, Spanned<String>)> {
    let mut found = Vec::new();
    for (at, step) in definition.steps.iter().enumerate() {
        match &step.kind {
            StepKind::Receive(receive) => found.extend(receive.payment.iter().filter_map(|line| match line {
                PaymentDef::Amount(path) => Some((at, path.clone().map(|path| format!("{path} > 0")))),
                PaymentDef::Fees(_) | PaymentDef::Fee(_) => None,
            })),
            StepKind::Wait(wait) => found.extend(wait.wait.iter().filter_map(|wait| match &wait.value {
                WaitFor::Date(path) => Some((at, Spanned::new(format!("{path} == hom_nay"), wait.span))),
                WaitFor::Length(_) => None,
            })),
            _ => {}
        }
    }
    found
}

/// Lists what the guards of a fee that are asked before this one have shown: `when`, `exempt`, then the amount.
fn before(subject: &Subject<'_>, place: Place) -> Vec<Fact> {
    let shown = |place, result| subject.guards.get(place).map(|guard| guard.requires(result)).unwrap_or_default();
    match place {
        Place::FeeExempt(fee) => shown(Place::FeeWhen(fee), true),
        Place::FeeAmount(fee, _) => [shown(Place::FeeWhen(fee), true), shown(Place::FeeExempt(fee), false)].concat(),
        _ => Vec::new(),
    }
}

/// Says what reads a value.
enum Reader {
    /// A guard.
    Guard,
    /// An expression of a fee.
    Fee,
    /// A step that cannot open without it.
    Step,
}

impl From<Place> for Reader {
    fn from(place: Place) -> Self {
        match place {
            Place::FeeWhen(_) | Place::FeeExempt(_) | Place::FeeAmount(..) => Self::Fee,
            _ => Self::Guard,
        }
    }
}

/// Says why a value may be missing.
enum Fault {
    /// It may be left out, or is not always asked.
    Empty,
    /// It is asked only after the filing.
    AtFiling,
    /// This path does not write it.
    Path(String),
}

fn fault(definition: &Definition, paths: &Paths<'_>, place: Place, points: &[Point], read: &Read) -> Option<Fault> {
    if points.is_empty() {
        return None;
    }
    let empty = match (place, read.what) {
        (Place::Outcome(step, _), Slot::Message(field)) => may_be_left_out(&definition.steps[step], field),
        (_, slot) => may_be_empty(definition, slot) && !of_same_case(definition, place, slot),
    };
    if empty {
        return Some(Fault::Empty);
    }
    let mark = written(definition, read.what)?;
    if mark == Mark::Happened(Events::From) && !paths.all_exist(Events::From) {
        return None;
    }
    points.iter().find_map(|point| missing(definition, paths, point, read, mark))
}

fn missing(definition: &Definition, paths: &Paths<'_>, point: &Point, read: &Read, mark: Mark) -> Option<Fault> {
    let Some(step) = point.step else { return Some(Fault::AtFiling) };
    if point.together.contains(&mark) {
        return None;
    }
    let known = read.known.iter().filter_map(|fact| claim(definition, fact));
    let known = known.filter(|claim| !point.together.contains(&claim.mark));
    let claims: Vec<Claim> = std::iter::once(mark.lacks()).chain(point.claims.iter().copied()).chain(known).collect();
    let path = paths.find(&Goal { last: &|hop| hop.to == step, claims: &claims })?;
    Some(Fault::Path(path.to_string()))
}

/// Lists the points at which a guard is evaluated; a condition has none of its own.
fn points(subject: &Subject<'_>, paths: &Paths<'_>, place: Place) -> Vec<Point> {
    let definition = subject.definition;
    let at = |step, claims| Point { step: Some(step), claims, together: Vec::new() };
    match place {
        Place::Condition(_) => Vec::new(),
        Place::Step(step) => vec![at(step, Vec::new())],
        Place::Action(step, _) => vec![at(step, paths.inside(step))],
        Place::Branch(step, branch) => vec![at(step, paths.before(step, branch))],
        Place::Outcome(step, _) => vec![at(step, paths.inside(step))],
        Place::Anytime(anytime) => {
            let users = (0..definition.steps.len()).filter(|step| definition.steps[*step].user().is_some());
            users.map(|step| at(step, paths.open(anytime, step))).collect()
        }
        Place::Field(section, field) => {
            let section = &definition.sections[section];
            let path = format!("{}.{}", section.id.value, section.fields[field].id.value);
            asked_at(definition, paths, section.fields[field].by.as_ref(), &path)
        }
        Place::Document(n) => {
            let document = &definition.documents[n];
            asked_at(definition, paths, document.by.as_ref(), &document.id.value)
        }
        Place::FeeWhen(fee) | Place::FeeExempt(fee) | Place::FeeAmount(fee, _) => {
            let assessed = assessed_at(definition, fee).map(|step| at(step, Vec::new()));
            assessed.chain(asked_for(subject, paths, fee)).collect()
        }
    }
}

/// Lists where a guard asks what is owed on a fee before a payment step has assessed it: it is reckoned there too (sem
/// 5.16).
fn asked_for(subject: &Subject<'_>, paths: &Paths<'_>, fee: usize) -> Vec<Point> {
    let definition = subject.definition;
    let unassessed: Vec<Claim> = assessed_at(definition, fee).map(|step| Mark::Entered(step).lacks()).collect();
    let owed = |slot: Slot| match slot {
        Slot::Fee(one) => one.at() == fee,
        Slot::Fees(fact) => fact != FeesFact::Paid,
        _ => false,
    };
    let mut found = Vec::new();
    for (place, guard) in subject.guards.iter() {
        for read in guard.reads().iter().filter(|read| owed(read.what)) {
            let known = read.known.iter().filter_map(|fact| claim(definition, fact));
            let claims: Vec<Claim> = known.chain(unassessed.iter().copied()).collect();
            let points = points(subject, paths, place).into_iter();
            found.extend(points.map(|point| Point { claims: [&point.claims[..], &claims].concat(), ..point }));
        }
    }
    found
}

/// Lists the payment steps that collect a fee: it is computed when their token arrives (sem 5.16).
fn assessed_at(definition: &Definition, fee: usize) -> impl Iterator<Item = StepAt> {
    let id = &definition.fees[fee].id.value;
    let collects = move |payment: &PaymentDef| match payment {
        PaymentDef::Fees(_) => true,
        PaymentDef::Fee(one) => one.value == *id,
        PaymentDef::Amount(_) => false,
    };
    let steps = definition.steps.iter().enumerate();
    steps
        .filter(move |(_, step)| step.receive().is_some_and(|receive| receive.payment.iter().any(collects)))
        .map(|(at, _)| at)
}

/// Lists where a field or paper is asked: the applicant's at the filing, others by their buttons.
fn asked_at(definition: &Definition, paths: &Paths<'_>, by: Option<&Spanned<String>>, name: &str) -> Vec<Point> {
    let filed = by.is_none_or(|by| applicant(definition).is_some_and(|applicant| applicant.value == by.value));
    if filed {
        return vec![Point { step: None, claims: Vec::new(), together: Vec::new() }];
    }
    let askers = askers(definition).filter(|asker| asker.ask.iter().any(|one| one.value == name));
    let buttons = askers.filter_map(|asker| Some((asker.button?.0, asker.ask)));
    let point = |(step, ask)| Point { step: Some(step), claims: paths.inside(step), together: marks(definition, ask) };
    buttons.map(point).collect()
}

fn marks(definition: &Definition, ask: &[Spanned<String>]) -> Vec<Mark> {
    let mark = |one: &Spanned<String>| match asked(definition, &one.value)? {
        Asked::Field(one) => Some(Mark::Field(one.ix)),
        Asked::Document(ix, _) => Some(Mark::Document(ix)),
        Asked::Message | Asked::BuiltIn => None,
    };
    ask.iter().filter_map(mark).collect()
}

/// Tells whether a field limited to a case is read by a neighbour of the same page only.
fn of_same_case(definition: &Definition, place: Place, slot: Slot) -> bool {
    let (Place::Field(section, _), Slot::Field(ix)) = (place, slot) else { return false };
    let page = &definition.sections[section];
    let first: usize = definition.sections[..section].iter().map(|before| before.fields.len()).sum();
    let field = ix.at().checked_sub(first).and_then(|at| page.fields.get(at));
    field.is_some_and(|field| !field.optional && field.when.is_none())
}

/// Places a read in the file; in a text with escapes or line breaks, the whole guard.
fn inside(text: &Spanned<&str>, read: &Read) -> Span {
    let (written, length) = ((text.span.end - text.span.start) as usize, text.value.len());
    let quote = match written.checked_sub(length) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return text.span,
    };
    let place = |offset: usize| text.span.start + u32::try_from(offset + quote).unwrap_or(u32::MAX);
    Span::new(place(read.span.start), place(read.span.end))
}

fn report(read: &Read, span: Span, fault: Fault, reader: Reader) -> Diagnostic {
    let path = &read.text;
    let (vi, en) = match reader {
        Reader::Guard => ("khi điều kiện này được xét", "when this guard is evaluated"),
        Reader::Fee => ("khi khoản thu này được tính", "when this fee is reckoned"),
        Reader::Step => ("khi hồ sơ tới bước này", "when the dossier comes to this step"),
    };
    let message =
        Words::new(format!("`{path}` có thể chưa có giá trị {vi}"), format!("`{path}` may have no value {en}"));
    let diagnostic = Diagnostic::new(RULE.code, span, message);
    match fault {
        Fault::Empty => diagnostic.help(Words::new(
            format!("mục này được để trống hoặc không phải lúc nào cũng hỏi: viết `has({path}) && …`"),
            format!("it may be left empty, or is not always asked: write `has({path}) && …`"),
        )),
        Fault::AtFiling => diagnostic.help(Words::new(
            "lúc nộp hồ sơ chưa ai điền mục này: chỉ dựa vào điều người nộp khai",
            "at the filing nobody has filled it yet: use only what the applicant fills",
        )),
        Fault::Path(taken) => {
            let has = protection(read);
            let help = match reader {
                Reader::Step => Words::new(
                    format!("chỉ dẫn tới bước này khi đã có, như rẽ nhánh bằng `{has}` trước đó"),
                    format!("lead here only when it is there, as by a branch with `{has}` before"),
                ),
                _ => Words::new(format!("viết `{has} && …` trước khi đọc"), format!("write `{has} && …` before it")),
            };
            diagnostic
                .label(Words::new(format!("chưa có khi đi: {taken}"), format!("missing on the path: {taken}")))
                .help(help)
        }
    }
}

fn protection(read: &Read) -> String {
    match (read.what, read.text.rsplit_once('.')) {
        (Slot::Action(_) | Slot::At(_), Some((step, _))) => format!("{step}.done"),
        _ => format!("has({})", read.text),
    }
}
