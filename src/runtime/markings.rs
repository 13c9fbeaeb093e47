//! What would become of the open dossiers of a procedure under another version, for each way they stand (sem 9.7).
//!
//! It moves none of them.

use std::collections::BTreeMap;

use engine::record::v1;
use engine::{Activation, Transfer, transfer};
use procedure::{Compiled, Library};
use store::{DossierQuery, DossierScope, Store};

use crate::Refusal;
use crate::calendar_change::versions;

/// Dossiers read at a time.
const PAGE: u32 = 500;

/// Dossiers that stand alike, and what would become of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marking {
    /// The version they run on, as it is shown.
    pub version: String,
    /// Ids of the steps that are open, in the order of the file; twice if a step is open twice.
    pub steps: Vec<String>,
    /// What would become of them.
    pub fate: Fate,
    /// How many they are.
    pub dossiers: usize,
}

/// What would become of a dossier under another version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Every open step is the same there.
    Safe,
    /// Every open step is there by its id, but not all as they were.
    Mapped,
    /// It cannot be moved: what is missing.
    Impossible(String),
}

/// What dossiers have in common that stand alike: version, open steps by their place in the file, fate.
type Alike = (String, Vec<(usize, String)>, Fate);

/// Sorts the open dossiers of a version's procedure that run on other versions, by how they stand.
///
/// # Errors
/// If the store cannot be read, or a version or a body in it.
pub async fn markings(store: &dyn Store, library: &Library, new: &Compiled) -> Result<Vec<Marking>, Refusal> {
    let versions = versions(store, library).await?;
    let hash = new.program.hash.to_string();
    let mut counted: BTreeMap<Alike, usize> = BTreeMap::new();
    let mut query = DossierQuery { scope: DossierScope::All, open_only: true, limit: PAGE, after: None };
    loop {
        let page = store.dossiers(&query).await?;
        let Some(last) = page.last() else { break };
        query.after = Some(last.id);
        for row in page.iter().filter(|row| row.procedure == new.program.id && row.program != hash) {
            let missing = || Refusal::ProgramMissing { hash: row.program.clone() };
            let program = &versions.get(&row.program).ok_or_else(missing)?.program;
            let instance = v1::decode_snapshot(program, &row.snapshot)?;
            let leaves = instance.activations.iter().filter(|one| one.is_leaf());
            let name = |one: &Activation| (one.node.index(), program.node(one.node).id.clone());
            let mut steps: Vec<_> = leaves.map(name).collect();
            steps.sort();
            let fate = match transfer(program, &new.program, &instance) {
                Transfer::Safe(_) => Fate::Safe,
                Transfer::Mapped(_) => Fate::Mapped,
                Transfer::Impossible(missing) => Fate::Impossible(missing),
            };
            *counted.entry((program.version(), steps, fate)).or_default() += 1;
        }
    }
    let marking = |((version, steps, fate), dossiers): (Alike, usize)| Marking {
        version,
        steps: steps.into_iter().map(|(_, id)| id).collect(),
        fate,
        dossiers,
    };
    Ok(counted.into_iter().map(marking).collect())
}
