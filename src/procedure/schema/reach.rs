//! The tables of keys that a kind of file reaches, each with a name of its own. It describes nothing.

use crate::files::FileKind;
use crate::files::keys::{BUILT, Table, Takes};
use crate::files::step_types::STEP_TYPES;

/// Lists the tables of a kind of file, its first level first; step types stand in their order.
pub(super) fn tables(kind: FileKind) -> Vec<(&'static Table, String)> {
    let mut found: Vec<(&'static Table, String)> = Vec::new();
    add(kind.table(), &mut found);
    let mut next = 0;
    while let Some((table, _)) = found.get(next) {
        for key in table.keys.iter().filter(|key| key.stage <= BUILT) {
            let steps = matches!(key.takes, Takes::Steps);
            let below = STEP_TYPES.iter().filter(|kind| steps && kind.stage <= BUILT).filter_map(|kind| kind.table);
            below.chain(key.takes.table()).for_each(|table| add(table, &mut found));
        }
        next += 1;
    }
    found
}

fn add(table: &'static Table, found: &mut Vec<(&'static Table, String)>) {
    if found.iter().any(|(known, _)| std::ptr::eq(*known, table)) {
        return;
    }
    let letters = table.en.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect::<String>();
    let words = letters.split_whitespace().filter(|word| !["a", "an"].contains(word)).collect::<Vec<_>>();
    let name = words.join("-");
    let same = found.iter().filter(|(_, known)| *known == name || known.starts_with(&format!("{name}-of-"))).count();
    found.push((table, if same == 0 { name } else { format!("{name}-of-{}", same + 1) }));
}
