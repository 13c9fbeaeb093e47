//! The canonical form of a file and its hash: the order of keys of language.md h, taken from the tables.
//! The writing itself is the source crate's; ids keep the order of the file.

use source::{Map, Node};

use super::keys::{Table, Takes};
use super::step_types::STEP_TYPES;
use super::top::TOP;

/// Tells what stands at a place of the file.
#[derive(Clone, Copy)]
enum Place {
    /// A map whose keys a table orders.
    Keys(&'static Table),
    /// A map from ids; below each id a table orders the keys.
    Ids(&'static Table),
    /// A step, whose type says the table.
    Step,
    /// Anything else: the order of the file.
    Free,
}

impl Place {
    fn of(takes: &Takes) -> Self {
        match takes {
            Takes::Named(table) | Takes::NamedMaps(table) | Takes::DatedMaps(table) => Place::Ids(table),
            Takes::Steps => Place::Step,
            takes => takes.table().map_or(Place::Free, Place::Keys),
        }
    }

    fn below(self, key: &str) -> Self {
        let found = match self {
            Place::Keys(table) => table.key(key),
            Place::Step => STEP_TYPES.iter().filter_map(|kind| kind.table).find_map(|table| table.key(key)),
            Place::Ids(table) => return Place::Keys(table),
            Place::Free => None,
        };
        found.map_or(Place::Free, |key| Place::of(&key.takes))
    }

    fn rank(self, map: &Map, key: &str) -> Option<usize> {
        match self {
            Place::Keys(table) => table.rank(key),
            Place::Step => {
                let kind = STEP_TYPES.iter().find(|kind| map.get(kind.name).is_some())?;
                kind.table?.rank(key)
            }
            Place::Ids(_) | Place::Free => None,
        }
    }
}

/// Writes a file in its canonical form; `top` is the table of its first level.
pub fn canonical(node: &Node, top: &'static Table) -> String {
    source::canonical(node, &|path: &[&str], map: &Map, key: &str| {
        path.iter().fold(Place::Keys(top), |place, key| place.below(key)).rank(map, key)
    })
}

/// Computes the hash that names a version of a procedure.
pub fn procedure_hash(node: &Node) -> [u8; 32] {
    hash(node, &TOP)
}

/// Computes the SHA-256 of the canonical form.
pub(crate) fn hash(node: &Node, top: &'static Table) -> [u8; 32] {
    source::sha256(canonical(node, top).as_bytes())
}
