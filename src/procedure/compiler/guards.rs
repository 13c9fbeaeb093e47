//! Every guard of a definition, compiled against the names it may use. Faults are reported at their column.

use std::collections::BTreeMap;

use program::{DocumentIx, FieldIx, FieldType, NodeIx};
use source::{Diagnostic, SourceFile, Spanned};

use crate::files::{Definition, Directory, FieldDef, FieldTy, StepKind};
use crate::guard::{self, ConditionName, DocumentName, FieldName, Guard, Names, SectionName, StepName, Type};

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
    /// `when` of an `anytime` entry.
    Anytime(usize),
    /// `when` of a field, by section and position.
    Field(usize, usize),
    /// `when` of a document.
    Document(usize),
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
            match guard::compile(&text.value, names) {
                Ok(guard) => {
                    guards.compiled.insert(place, guard);
                }
                Err(found) => {
                    faults.extend(found.into_iter().map(|problem| problem.place(&text.value, file, text.span)));
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
pub fn places(definition: &Definition) -> Vec<(Place, &Spanned<String>)> {
    let mut found: Vec<(Place, &Spanned<String>)> = Vec::new();
    let conditions = definition.conditions.iter().enumerate();
    found.extend(conditions.filter_map(|(n, one)| Some((Place::Condition(n), one.is.as_ref()?))));
    for (at, step) in definition.steps.iter().enumerate() {
        found.extend(step.when.as_ref().map(|when| (Place::Step(at), when)));
        let actions = step.actions().iter().enumerate();
        found.extend(actions.filter_map(|(n, one)| Some((Place::Action(at, n), one.when.as_ref()?))));
        if let StepKind::Exclusive(gateway) = &step.kind {
            let branches = gateway.branches.iter().enumerate();
            found.extend(branches.filter_map(|(n, one)| Some((Place::Branch(at, n), one.when.as_ref()?))));
        }
    }
    let anytime = definition.anytime.iter().enumerate();
    found.extend(anytime.filter_map(|(n, one)| Some((Place::Anytime(n), one.when.as_ref()?))));
    for (s, section) in definition.sections.iter().enumerate() {
        let fields = section.fields.iter().enumerate();
        found.extend(fields.filter_map(|(n, one)| Some((Place::Field(s, n), one.when.as_ref()?))));
    }
    let documents = definition.documents.iter().enumerate();
    found.extend(documents.filter_map(|(n, one)| Some((Place::Document(n), one.when.as_ref()?))));
    found
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
    (0_u32..)
        .zip(&definition.steps)
        .map(|(node, step)| StepName {
            id: step.id.value.clone(),
            node: NodeIx::from(node),
            actions: step.actions().iter().map(|one| (one.id.value.clone(), one.name.value.clone())).collect(),
        })
        .collect()
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
    }
}

pub(super) fn pairs(options: &[(Spanned<String>, Spanned<String>)]) -> Vec<(String, String)> {
    options.iter().map(|(id, label)| (id.value.clone(), label.value.clone())).collect()
}
