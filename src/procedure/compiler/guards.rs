//! Every guard of a definition, compiled against the names it may use. Faults are reported at their column.

use std::collections::BTreeMap;

use program::{DocumentIx, FieldIx, FieldType, NodeIx};
use source::{Diagnostic, SourceFile, Spanned};

use crate::files::{
    AmountDef, Definition, Directory, Ending, FeeDef, FieldDef, FieldTy, PriceDef, StepAt, StepDef, StepKind,
};
use crate::guard::{
    self, AnswerName, ConditionName, DocumentName, FieldName, Guard, Names, SectionName, Stand, StepName, Type,
};

/// Id of the dossier's own clock (`language.md` b1).
const OWN_CLOCK: &str = "ho_so";
/// What a button asks to enter a message by hand (`language.md` c4).
const MESSAGE: &str = "tin";

/// Where a guard stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A named condition, by position.
    Condition(usize),
    /// `when` of a step.
    Step(usize),
    /// `when` of a button of a step.
    Action(usize, usize),
    /// `when` of a branch of a gateway.
    Branch(usize, usize),
    /// `when` of an outcome of a message, by step and position.
    Outcome(usize, usize),
    /// `when` of an `anytime` entry.
    Anytime(usize),
    /// `when` of a field, by section and position.
    Field(usize, usize),
    /// `when` of a document.
    Document(usize),
    /// `when` of a fee.
    FeeWhen(usize),
    /// `exempt.when` of a fee.
    FeeExempt(usize),
    /// `amount` of a fee: an expression of type money or integer, by position in the fee's table.
    FeeAmount(usize, usize),
}

impl Place {
    fn stand(self) -> Stand {
        match self {
            Self::Outcome(step, _) => Stand::Outcome(NodeIx::new(step)),
            Self::FeeWhen(_) | Self::FeeExempt(_) => Stand::Fee,
            Self::FeeAmount(..) => Stand::Amount,
            _ => Stand::Plain,
        }
    }
}

/// The guards of a definition.
#[derive(Debug, Default)]
pub struct Guards {
    compiled: BTreeMap<Place, Guard>,
}

impl Guards {
    /// Compiles every guard; those with faults are reported and left out.
    pub fn new(file: &SourceFile, definition: &Definition, names: &Names) -> (Self, Vec<Diagnostic>) {
        let mut guards = Self::default();
        let mut faults = Vec::new();
        for (place, text) in places(definition) {
            match guard::compile_at(text.value, names, place.stand()) {
                Ok(guard) => {
                    guards.compiled.insert(place, guard);
                }
                Err(found) => {
                    faults.extend(found.into_iter().map(|problem| problem.place(text.value, file, text.span)));
                }
            }
        }
        (guards, faults)
    }

    /// Returns the guard of a place, if it has one without faults.
    pub fn get(&self, place: Place) -> Option<&Guard> {
        self.compiled.get(&place)
    }

    /// Returns all guards, in file order of their kinds.
    pub fn iter(&self) -> impl Iterator<Item = (Place, &Guard)> {
        self.compiled.iter().map(|(place, guard)| (*place, guard))
    }

    /// Takes the guards apart, for lowering.
    pub fn into_map(self) -> BTreeMap<Place, Guard> {
        self.compiled
    }
}

/// Lists every guard of a definition with its place.
pub fn places(definition: &Definition) -> Vec<(Place, Spanned<&str>)> {
    let mut found: Places<'_> = Vec::new();
    let conditions = definition.conditions.iter().enumerate();
    found.extend(conditions.filter_map(|(n, one)| at(Place::Condition(n), one.is.as_ref())));
    for (step, described) in definition.steps.iter().enumerate() {
        of_step(step, described, &mut found);
    }
    let anytime = definition.anytime.iter().enumerate();
    found.extend(anytime.filter_map(|(n, one)| at(Place::Anytime(n), one.when.as_ref())));
    for (s, section) in definition.sections.iter().enumerate() {
        let fields = section.fields.iter().enumerate();
        found.extend(fields.filter_map(|(n, one)| at(Place::Field(s, n), one.when.as_ref())));
    }
    let documents = definition.documents.iter().enumerate();
    found.extend(documents.filter_map(|(n, one)| at(Place::Document(n), one.when.as_ref())));
    for (n, fee) in definition.fees.iter().enumerate() {
        of_fee(n, fee, &mut found);
    }
    found
}

type Places<'d> = Vec<(Place, Spanned<&'d str>)>;

fn at(place: Place, text: Option<&Spanned<String>>) -> Option<(Place, Spanned<&str>)> {
    text.map(|text| (place, Spanned::new(text.value.as_str(), text.span)))
}

fn of_step<'d>(step: StepAt, described: &'d StepDef, found: &mut Places<'d>) {
    found.extend(at(Place::Step(step), described.when.as_ref()));
    let actions = described.actions().iter().enumerate();
    found.extend(actions.filter_map(|(n, one)| at(Place::Action(step, n), one.when.as_ref())));
    match &described.kind {
        StepKind::Exclusive(gateway) => {
            let branches = gateway.branches.iter().enumerate();
            found.extend(branches.filter_map(|(n, one)| at(Place::Branch(step, n), one.when.as_ref())));
        }
        StepKind::Receive(receive) => {
            let outcomes = receive.outcomes.iter().enumerate();
            found.extend(outcomes.filter_map(|(n, one)| at(Place::Outcome(step, n), one.when.as_ref())));
        }
        _ => {}
    }
}

fn of_fee<'d>(n: usize, fee: &'d FeeDef, found: &mut Places<'d>) {
    found.extend(at(Place::FeeWhen(n), fee.when.as_ref()));
    found.extend(at(Place::FeeExempt(n), fee.exempt.as_ref().and_then(|exempt| exempt.when.as_ref())));
    let prices: Vec<&Spanned<PriceDef>> = match &fee.amount {
        None => Vec::new(),
        Some(AmountDef::One(price)) => vec![price],
        Some(AmountDef::Table(lines)) => lines.iter().map(|(_, price)| price).collect(),
    };
    found.extend(prices.into_iter().enumerate().filter_map(|(line, price)| match &price.value {
        PriceDef::Guard(text) => Some((Place::FeeAmount(n, line), Spanned::new(text.as_str(), price.span))),
        PriceDef::Dong(_) => None,
    }));
}

/// Gathers what the guards of a definition may name.
pub fn names(definition: &Definition, directory: Option<&Directory>) -> Names {
    let mut next = 0_u16;
    let mut number = || {
        next += 1;
        FieldIx(next - 1)
    };
    let sections = definition.sections.iter().map(|section| SectionName {
        id: section.id.value.clone(),
        fields: section
            .fields
            .iter()
            .map(|field| FieldName { id: field.id.value.clone(), ix: number(), ty: Type::from(&field_type(field)) })
            .collect(),
    });
    Names {
        sections: sections.collect(),
        documents: documents(definition),
        steps: steps(definition),
        conditions: conditions(definition),
        unread: definition.unread.iter().map(|lost| lost.value.clone()).collect(),
        fees: definition.fees.iter().map(|fee| (fee.id.value.clone(), fee.name.value.clone())).collect(),
        clocks: std::iter::once(OWN_CLOCK.to_owned())
            .chain(definition.clocks.iter().map(|clock| clock.id.value.clone()))
            .collect(),
        cases: definition.cases.iter().map(|case| (case.id.value.clone(), case.name.value.clone())).collect(),
        agencies: directory.map(|directory| {
            directory.agencies.iter().map(|agency| (agency.id.clone(), agency.name.clone())).collect()
        }),
    }
}

fn documents(definition: &Definition) -> Vec<DocumentName> {
    (0_u16..)
        .zip(&definition.documents)
        .map(|(ix, document)| DocumentName {
            id: document.id.value.clone(),
            ix: DocumentIx(ix),
            one_of: pairs(&document.one_of),
        })
        .collect()
}

fn steps(definition: &Definition) -> Vec<StepName> {
    definition.steps.iter().enumerate().map(|(at, step)| self::step(NodeIx::new(at), step)).collect()
}

fn step(node: NodeIx, step: &StepDef) -> StepName {
    let endings = match step.kind {
        // A filing is completed by no action.
        StepKind::Start(_) => Vec::new(),
        _ => step.endings(),
    };
    let silent = |ending: &Ending<'_>| match ending {
        Ending::Button(button) => button.ask.iter().all(|ask| ask.value != MESSAGE),
        Ending::Outcome(_) | Ending::Word(_) => false,
    };
    StepName {
        id: step.id.value.clone(),
        node,
        actions: endings.iter().map(|ending| (ending.id().to_owned(), words(*ending).to_owned())).collect(),
        answers: step.told().iter().map(answer).collect(),
        silent: endings.iter().rev().fold(0, |bits, ending| bits << 1 | u32::from(silent(ending))),
        each: step.user().is_some_and(|user| user.for_each.is_some()),
    }
}

fn answer(field: &FieldDef) -> AnswerName {
    AnswerName { id: field.id.value.clone(), ty: Type::from(&field_type(field)), optional: field.optional }
}

/// Returns what people read of a way to complete a step.
fn words<'d>(ending: Ending<'d>) -> &'d str {
    match ending {
        Ending::Button(button) => &button.name.value,
        Ending::Outcome(outcome) => &outcome.name.value,
        Ending::Word("paid") => "Đã nộp",
        Ending::Word("received") => "Đã nhận",
        Ending::Word(_) => "Đã xong",
    }
}

fn conditions(definition: &Definition) -> Vec<ConditionName> {
    definition
        .conditions
        .iter()
        .filter_map(|condition| {
            let text = condition.is.as_ref()?.value.clone();
            Some(ConditionName { id: condition.id.value.clone(), name: condition.name.value.clone(), text })
        })
        .collect()
}

/// Returns the compiled type of a field; one whose type could not be read is taken for text.
pub fn field_type(field: &FieldDef) -> FieldType {
    match field.ty.as_ref().map_or(FieldTy::Text, |ty| ty.value) {
        FieldTy::Text => FieldType::Text,
        FieldTy::Paragraph => FieldType::Paragraph,
        FieldTy::Integer => FieldType::Integer,
        FieldTy::Decimal => FieldType::Decimal,
        FieldTy::Money => FieldType::Money,
        FieldTy::Date => FieldType::Date,
        FieldTy::Boolean => FieldType::Boolean,
        FieldTy::Choice => FieldType::Choice(pairs(&field.options)),
        FieldTy::Choices => FieldType::Choices(pairs(&field.options)),
        FieldTy::Address => FieldType::Address,
        FieldTy::Phone => FieldType::Phone,
        FieldTy::Email => FieldType::Email,
        FieldTy::IdNumber => FieldType::IdNumber,
        FieldTy::Agency => FieldType::Agency,
        FieldTy::Agencies => FieldType::Agencies,
    }
}

pub(super) fn pairs(options: &[(Spanned<String>, Spanned<String>)]) -> Vec<(String, String)> {
    options.iter().map(|(id, label)| (id.value.clone(), label.value.clone())).collect()
}
