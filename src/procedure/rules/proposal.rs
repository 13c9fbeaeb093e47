//! "Có phải `x`?": what a rule says of a name that nothing has.
//! Which names there are, the rule brings.

use source::{Diagnostic, Spanned, Words, nearest};

/// Adds the nearest known name with an edit that writes it; else the list of those there are.
pub(crate) fn propose<'a>(
    diagnostic: Diagnostic,
    word: &Spanned<String>,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(&word.value, known.iter().copied()) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(word.span, near),
        None if known.is_empty() => diagnostic,
        None => {
            let list = known.join(", ");
            diagnostic.help(Words::new(format!("những tên có ở đây: {list}"), format!("names there are: {list}")))
        }
    }
}
