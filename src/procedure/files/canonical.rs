//! The canonical form of a file and its hash: the order of keys of language.md h, taken from the tables.
//! The writing itself is the source crate's; ids keep the order of the file.

use source::{Map, Node};

use super::keys::{Table, Takes};
use super::step_types::STEP_TYPES;
use super::top::TOP;

/// Tells what stands at a place of the file. Where the type of a step decides, every table that may stand there is named.
#[derive(Clone)]
pub(crate) enum Place {
    /// A map whose keys a table orders.
    Keys(Vec<&'static Table>),
    /// A map from ids; below each id a table orders the keys.
    Ids(Vec<&'static Table>),
    /// A step, whose type says the table.
    Step,
    /// Anything else: the order of the file.
    Free,
}

impl Place {
    /// Gives the place of a whole file, by the table of its first level.
    pub(crate) fn top(table: &'static Table) -> Self {
        Place::Keys(vec![table])
    }

    fn of(takes: &[Takes]) -> Self {
        let tables = || takes.iter().filter_map(Takes::table).collect();
        match takes.first() {
            Some(Takes::Named(_) | Takes::NamedMaps(_) | Takes::DatedMaps(_)) => Place::Ids(tables()),
            Some(Takes::Steps) => Place::Step,
            Some(takes) if takes.table().is_some() => Place::Keys(tables()),
            _ => Place::Free,
        }
    }

    /// Lists what the value of a key may be here; nothing where keys are ids or free.
    pub(crate) fn takes(&self, key: &str) -> Vec<Takes> {
        let steps: Vec<&'static Table>;
        let tables = match self {
            Place::Keys(tables) => tables,
            Place::Step => {
                steps = STEP_TYPES.iter().filter_map(|kind| kind.table).collect();
                &steps
            }
            Place::Ids(_) | Place::Free => return Vec::new(),
        };
        tables.iter().filter_map(|table| table.key(key)).map(|key| key.takes).collect()
    }

    /// Gives the place below a key.
    pub(crate) fn below(self, key: &str) -> Self {
        match self {
            Place::Ids(tables) => Place::Keys(tables),
            place => Place::of(&place.takes(key)),
        }
    }

    fn rank(self, map: &Map, key: &str) -> Option<usize> {
        match self {
            Place::Keys(tables) => {
                let fits = |table: &&&Table| map.entries.iter().all(|entry| table.key(&entry.key.value).is_some());
                tables.iter().find(fits).or(tables.first())?.rank(key)
            }
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
        path.iter().fold(Place::top(top), |place, key| place.below(key)).rank(map, key)
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
