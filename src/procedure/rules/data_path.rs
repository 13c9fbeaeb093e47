//! Every place where a path of data stands alone: what it names, and of which type it must be.
//! It reports nothing.

use source::Spanned;

use crate::files::{Definition, FieldTy, PaymentDef, RolePlace, StepKind, WaitFor};

/// A path where it stands.
pub(super) struct DataPath<'d> {
    /// The path.
    pub path: Spanned<&'d str>,
    /// Types it may have; any if empty.
    pub types: &'static [FieldTy],
    /// Whether it may also name what the system knows of the dossier.
    pub facts: bool,
}

/// Lists them in the order of the file.
pub(super) fn data_paths(definition: &Definition) -> Vec<DataPath<'_>> {
    let mut found = Vec::new();
    for role in &definition.roles {
        if let RolePlace::Field(path) = &role.at.value {
            found.push(typed(Spanned::new(path.as_str(), role.at.span), &[FieldTy::Agency]));
        }
    }
    for step in &definition.steps {
        match &step.kind {
            StepKind::User(user) => {
                found.extend(user.for_each.iter().map(|path| typed(named(path), &[FieldTy::Agencies])))
            }
            StepKind::Receive(receive) => {
                let key = receive.message.as_ref().and_then(|message| message.key.as_ref());
                found.extend(key.map(|path| typed(named(path), &[])));
                found.extend(receive.payment.iter().filter_map(|line| match line {
                    PaymentDef::Amount(path) => Some(typed(named(path), &[FieldTy::Money, FieldTy::Integer])),
                    PaymentDef::Fees(_) | PaymentDef::Fee(_) => None,
                }));
            }
            StepKind::Service(service) => {
                found.extend(service.send.iter().map(|path| DataPath { path: named(path), types: &[], facts: true }));
            }
            StepKind::Wait(wait) => found.extend(wait.wait.iter().filter_map(|wait| match &wait.value {
                WaitFor::Date(path) => Some(typed(Spanned::new(path.as_str(), wait.span), &[FieldTy::Date])),
                WaitFor::Length(_) => None,
            })),
            StepKind::Start(_) | StepKind::Exclusive(_) | StepKind::Parallel(_) | StepKind::End(_) => {}
        }
    }
    found
}

fn named(path: &Spanned<String>) -> Spanned<&str> {
    Spanned::new(path.value.as_str(), path.span)
}

fn typed<'d>(path: Spanned<&'d str>, types: &'static [FieldTy]) -> DataPath<'d> {
    DataPath { path, types, facts: false }
}
