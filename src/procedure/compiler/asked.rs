//! What an `ask` names, and every place that asks (`language.md` c4).
//! Whether a place may ask it is judged by rules.

use program::{DocumentIx, FieldIx};
use source::Spanned;

use super::outline::StepAt;
use crate::files::{Definition, DocumentDef, FieldDef, SectionDef};

/// Questions every button may ask; they are read nowhere but in letters and history.
pub const BUILT_IN_ASKS: &[&str] = &["ly_do", "noi_dung", "ghi_chu"];

/// The name under which a button asks the message of its step.
pub const MESSAGE: &str = "tin";

/// What an `ask` names.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'d> {
    /// A field of the form.
    Field(Field<'d>),
    /// A paper.
    Document(DocumentIx, &'d DocumentDef),
    /// The message its step waits for, entered by hand.
    Message,
    /// A question that needs no declaration.
    BuiltIn,
}

/// One field of the form with its place.
#[derive(Clone, Copy, Debug)]
pub struct Field<'d> {
    /// Its number.
    pub ix: FieldIx,
    /// The page it stands on.
    pub section: &'d SectionDef,
    /// What was declared.
    pub field: &'d FieldDef,
}

impl Field<'_> {
    /// Returns its path, as `yeu_cau.so_ban`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.section.id.value, self.field.id.value)
    }
}

/// Lists the fields of the form in the order of their numbers.
pub fn fields(definition: &Definition) -> impl Iterator<Item = Field<'_>> {
    let all = definition.sections.iter().flat_map(|section| section.fields.iter().map(move |field| (section, field)));
    (0..).zip(all).map(|(ix, (section, field))| Field { ix: FieldIx(ix), section, field })
}

/// Finds what an `ask` names.
pub fn asked<'d>(definition: &'d Definition, name: &str) -> Option<Asked<'d>> {
    if BUILT_IN_ASKS.contains(&name) {
        return Some(Asked::BuiltIn);
    }
    if name == MESSAGE {
        return Some(Asked::Message);
    }
    match name.split_once('.') {
        Some((section, id)) => {
            fields(definition).find(|one| one.section.id.value == section && one.field.id.value == id).map(Asked::Field)
        }
        None => (0..)
            .zip(&definition.documents)
            .find(|(_, document)| document.id.value == name)
            .map(|(ix, document)| Asked::Document(DocumentIx(ix), document)),
    }
}

/// One place that asks: a button or an `anytime`.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'d> {
    /// The button, by step and position; none for an `anytime`.
    pub button: Option<(StepAt, usize)>,
    /// Role that presses it.
    pub role: Option<&'d Spanned<String>>,
    /// What it asks.
    pub ask: &'d [Spanned<String>],
}

/// Lists every place that asks, in the order of the file.
pub fn askers(definition: &Definition) -> impl Iterator<Item = Asker<'_>> {
    let buttons = definition.steps.iter().enumerate().flat_map(|(at, step)| {
        let own = step.user().and_then(|user| user.role.as_ref());
        let actions = step.actions().iter().enumerate();
        actions.map(move |(n, action)| Asker {
            button: Some((at, n)),
            role: action.by.as_ref().or(own),
            ask: &action.ask,
        })
    });
    let anytime = definition.anytime.iter();
    buttons.chain(anytime.map(|one| Asker { button: None, role: one.role.as_ref(), ask: &one.ask }))
}
