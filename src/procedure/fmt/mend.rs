//! What is refused although it has one meaning only is written as the language has it: a duration without its marks
//! or in short (`2 gio lam viec`, `5wd`), a number-like text without its quotes, a value that a comma has cut in two.
//! It proposes nothing where an author must choose (M050 asks).

use source::{Kind, Map, Node, Style};

use super::edit::Edit;
use super::quotes;
use crate::files::canonical::Place;
use crate::files::duration;
use crate::files::keys::{Table, Takes};

/// Short spellings of units, each with the unit it stands for.
const SHORT: &[(&str, &str)] = &[("wh", "giờ làm việc"), ("wd", "ngày làm việc")];

pub(super) fn edits(text: &str, tree: &Node, top: &'static Table) -> Vec<Edit> {
    let mut edits = Vec::new();
    walk(text, tree, Place::top(top), &mut edits);
    edits
}

fn walk(text: &str, node: &Node, place: Place, edits: &mut Vec<Edit>) {
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::List(list) => list.items.iter().for_each(|item| walk(text, item, place.clone(), edits)),
        Kind::Map(map) => {
            edits.extend(cut(text, map));
            for entry in &map.entries {
                for takes in place.takes(&entry.key.value) {
                    value(&entry.value, takes, edits);
                }
                walk(text, &entry.value, place.clone().below(&entry.key.value), edits);
            }
        }
    }
}

/// Quotes each value of a `{ }` that a comma has cut (M013).
fn cut(text: &str, map: &Map) -> Vec<Edit> {
    let mut edits = Vec::new();
    let stray =
        |index: usize| map.entries.get(index).is_some_and(|entry| entry.bare && !source::is_id(&entry.key.value));
    for (index, entry) in map.entries.iter().enumerate().filter(|(index, _)| !stray(*index)) {
        let parts = (index + 1..).take_while(|next| stray(*next)).count();
        let plain =
            entry.value.as_scalar().is_some_and(|scalar| scalar.style == Style::Plain && !entry.value.is_empty());
        if parts > 0 && plain {
            let (start, end) = (entry.value.span.start as usize, map.entries[index + parts].key.span.end as usize);
            edits.push(Edit::new(start, end, quotes::quoted(&text[start..end])));
        }
    }
    edits
}

fn value(node: &Node, takes: Takes, edits: &mut Vec<Edit>) {
    match (&node.kind, takes) {
        (Kind::Scalar(scalar), Takes::Quoted) if scalar.style == Style::Plain && !node.is_empty() => {
            edits.extend(written(node, format!("\"{}\"", scalar.text)));
        }
        (
            Kind::Scalar(scalar),
            Takes::Duration | Takes::Until | Takes::DurationOr(_) | Takes::Within | Takes::Extension,
        ) => {
            edits.extend(spelled(&scalar.text).and_then(|text| written(node, text)));
        }
        (Kind::Scalar(scalar), Takes::Reminders) => {
            let spelled = scalar.text.strip_suffix(" trước").and_then(spelled);
            edits.extend(spelled.and_then(|text| written(node, format!("{text} trước"))));
        }
        (Kind::List(list), Takes::Reminders) => list.items.iter().for_each(|item| value(item, takes, edits)),
        (Kind::Map(map), Takes::Within) => map.entries.iter().for_each(|entry| value(&entry.value, takes, edits)),
        _ => {}
    }
}

fn written(node: &Node, text: String) -> Option<Edit> {
    Some(Edit { span: node.span, text })
}

/// Spells a duration that lacks its marks, has blanks too many or is written in short; none if it reads well or has more
/// than one meaning.
fn spelled(text: &str) -> Option<String> {
    if duration::limit(text).is_some() || duration::extension(text).is_some() {
        return None;
    }
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = text.split_at(digits);
    let unit: Vec<&str> = unit.split_whitespace().collect();
    let unit = folded(&unit.join(" "));
    let long = duration::UNITS.iter().map(|(word, _)| *word).find(|word| folded(word) == unit);
    let word = long.or_else(|| SHORT.iter().find(|(short, _)| *short == unit).map(|(_, word)| *word))?;
    let spelled = format!("{count} {word}");
    duration::length(&spelled).is_some().then_some(spelled)
}

/// Takes marks and case away, so that words compare as they are typed in haste.
fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(crate::files::unmarked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_one_meaning_is_spelled() {
        for (text, wanted) in [
            ("2 gio lam viec", Some("2 giờ làm việc")),
            ("2wh", Some("2 giờ làm việc")),
            ("5wd", Some("5 ngày làm việc")),
            ("7  ngày làm  việc", Some("7 ngày làm việc")),
            ("30 NGÀY", Some("30 ngày")),
            ("2h", None),
            ("P2D", None),
            ("2 days", None),
            ("7 ngày LV", None),
            ("1000 ngay", None),
            ("cùng ngày làm việc", None),
            ("7 ngày làm việc", None),
        ] {
            assert_eq!(spelled(text).as_deref(), wanted, "{text}");
        }
    }
}
