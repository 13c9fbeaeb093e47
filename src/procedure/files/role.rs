//! Roles (language.md b3).
//! Who serves a role is the directory's matter.

use source::{Node, Span, Spanned};

use super::keys::{Table, Takes, later, may, must};
use super::read::Reader;
use crate::rules::{m009_limit as m009, m018_bad_value as m018};

/// Declares a role.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub name: Spanned<String>,
    /// Agency it lives in; the competent one when absent.
    pub at: Spanned<RolePlace>,
    /// Whether it is on the applicant's side, beside the role of the start event.
    pub applicant: bool,
    /// Value of the entry.
    pub span: Span,
}

/// Tells in which agency a role lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolePlace {
    /// The agency that settles the dossier.
    Competent,
    /// The agency that received it.
    Receiving,
    /// The agency that helped to file it.
    Assisting,
    /// The agency of each item of a `forEach`.
    Item,
    /// Outside the system: no post holds the role.
    Outside,
    /// The agency a field of the form names, as `section.field`.
    Field(String),
    /// One agency of the directory, by id.
    Agency(String),
}

/// The places that are words.
const PLACES: [(&str, RolePlace); 5] = [
    ("co_tham_quyen", RolePlace::Competent),
    ("tiep_nhan", RolePlace::Receiving),
    ("noi_giup", RolePlace::Assisting),
    ("item", RolePlace::Item),
    ("ngoai", RolePlace::Outside),
];

/// Keys of a role.
pub static ROLE: Table = Table {
    vi: "vai (`roles`)",
    en: "a role",
    keys: &[
        must("name", Takes::Text, "Tên vai.", "Name of the role."),
        may("at", Takes::Ref, "Cơ quan của vai.", "Agency the role lives in."),
        later("applicant", Takes::Flag, "Vai thuộc phía người nộp.", "Whether the role is on the applicant's side."),
    ],
};

/// Reads the roles.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<RoleDef> {
    let roles = reader.declared(node, Some(m009::Of::Roles));
    roles.into_iter().map(|(id, node)| read(reader, id, node)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> RoleDef {
    let f = reader.text_or(node, &ROLE, "name", id.span);
    let at = f.text("at").map(|place| place_of(reader, place));
    RoleDef {
        name: f.title("name").unwrap_or(id.clone()),
        at: at.unwrap_or(Spanned::new(RolePlace::Competent, id.span)),
        applicant: f.flag("applicant"),
        span: node.span,
        id,
    }
}

/// Reads where a role lives. A word near one of the listed ones is a slip; any other id is an agency's, which the
/// directory knows.
fn place_of(reader: &Reader<'_>, text: Spanned<String>) -> Spanned<RolePlace> {
    let words = PLACES.each_ref().map(|(word, _)| *word);
    let place = match PLACES.iter().find(|(word, _)| *word == text.value) {
        Some((_, place)) => place.clone(),
        None if text.value.contains('.') => RolePlace::Field(text.value.clone()),
        None if source::nearest(&text.value, words).is_some() => {
            reader.report(m018::word(&text, &words));
            RolePlace::Competent
        }
        None => RolePlace::Agency(text.value.clone()),
    };
    Spanned::new(place, text.span)
}
