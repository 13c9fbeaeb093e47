//! When a line of `fees` is owed, as guards: its own, who is exempt, its cases and channels, the key of its table.
//! It reports nothing.

use source::Spanned;

use super::Subject;
use crate::compiler::Place;
use crate::files::{Channel, FeeDef, Listed};
use crate::guard::{Guard, Stand, compile_at};

/// Guards that give these results together where a line is owed.
pub(super) type Owed = Vec<(Guard, bool)>;

/// Key of the line for all that have none (language.md c1).
const OTHERWISE: &str = "otherwise";

/// Gathers when a line is owed; none if that cannot be said, because a guard of it has a fault.
pub(super) fn owed(subject: &Subject<'_>, n: usize, fee: &FeeDef) -> Option<Owed> {
    let mut owed = Owed::new();
    if fee.when.is_some() {
        owed.push((subject.guards.get(Place::FeeWhen(n))?.clone(), true));
    }
    if fee.exempt.as_ref().is_some_and(|exempt| exempt.when.is_some()) {
        owed.push((subject.guards.get(Place::FeeExempt(n))?.clone(), false));
    }
    let cases: Vec<&str> = fee.cases.iter().map(|case| case.value.as_str()).collect();
    let channels: Vec<&str> = fee.channels.iter().map(|channel| channel.value.as_str()).collect();
    for (path, words) in [("ho_so.truong_hop", cases), ("ho_so.kenh", channels)] {
        if !words.is_empty() {
            owed.push((one_of(subject, path, &words)?, true));
        }
    }
    Some(owed)
}

/// Gathers when a key of a table is taken.
pub(super) fn keyed<T>(subject: &Subject<'_>, lines: &[(Spanned<String>, T)], key: &str) -> Option<(Guard, bool)> {
    let keys: Vec<&str> = lines.iter().map(|(key, _)| key.value.as_str()).filter(|other| *other != OTHERWISE).collect();
    let path = if keys.iter().any(|key| Channel::of(key).is_some()) { "ho_so.kenh" } else { "ho_so.truong_hop" };
    match key {
        OTHERWISE => Some((one_of(subject, path, &keys)?, false)),
        key => Some((one_of(subject, path, &[key])?, true)),
    }
}

fn one_of(subject: &Subject<'_>, path: &str, words: &[&str]) -> Option<Guard> {
    let list = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    compiled(subject, &format!("{path} in [{list}]"))
}

/// Compiles a guard that nobody wrote.
pub(super) fn compiled(subject: &Subject<'_>, text: &str) -> Option<Guard> {
    compile_at(text, subject.names, Stand::Fee).ok()
}
