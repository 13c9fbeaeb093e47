//! Roles (language.md b3).
//! Who serves a role is the directory's matter.

use program::RoleAt;
use source::{Node, Span, Spanned};

use super::keys::{Table, Takes, later, may, must};
use super::listed::Listed;
use super::read::Reader;
use crate::rules::{m009_limit as m009, m014_not_yet as m014, m018_bad_value as m018};

/// Declares a role.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub name: Spanned<String>,
    /// Agency it lives in; the competent one when absent.
    pub at: Spanned<RoleAt>,
    /// Value of the entry.
    pub span: Span,
}

/// Keys of a role.
pub static ROLE: Table = Table {
    vi: "vai (`roles`)",
    en: "a role",
    keys: &[
        must("name", Takes::Text, "Tên vai.", "Name of the role."),
        may("at", Takes::Word(RoleAt::list), "Cơ quan của vai.", "Agency the role lives in."),
        later("applicant", "Vai thuộc phía người nộp.", "Whether the role is on the applicant's side."),
    ],
};

/// Reads the roles.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<RoleDef> {
    let roles = reader.declared(node, Some(m009::Of::Roles));
    roles.into_iter().map(|(id, node)| read(reader, id, node)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> RoleDef {
    let f = reader.text_or(node, &ROLE, "name", id.span);
    let place = f.text("at");
    let at = place.as_ref().and_then(|place| place_of(reader, place));
    let at = Spanned::new(at.unwrap_or(RoleAt::Competent), place.map_or(id.span, |place| place.span));
    RoleDef { name: f.title("name").unwrap_or(id.clone()), at, span: node.span, id }
}

fn place_of(reader: &Reader<'_>, place: &Spanned<String>) -> Option<RoleAt> {
    let at = RoleAt::of(&place.value);
    if at.is_none() {
        let words = RoleAt::list();
        let misspelt = source::nearest(&place.value, words.iter().copied()).is_some();
        reader.report(if misspelt { m018::word(place, &words) } else { m014::role_at(place, &words) });
    }
    at
}
