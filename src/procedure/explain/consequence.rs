//! What a button will do, in one sentence, from the engine's dry run.
//! It predicts nothing by itself.

use engine::{Instance, Pass};

use super::clause::Span;
use super::{Past, Teller, glue};

impl Teller<'_> {
    /// Tells what an act will do, from `engine::preview` or `engine::preview_trigger`.
    pub fn consequence(&self, before: &Instance, result: &(Instance, Pass)) -> Vec<Span> {
        let (_, pass) = result;
        let mut past = Past::open(before);
        past.see(pass);
        let mut spans: Vec<Span> = Vec::new();
        for (at, clause) in self.clauses(pass, &past).into_iter().enumerate() {
            if at > 0 {
                spans.push(Span { text: ", ".to_owned(), strong: false });
            }
            spans.extend(clause.0);
        }
        sentence(spans)
    }
}

/// Begins with a capital, ends with a full stop, and joins neighbours of one weight.
fn sentence(spans: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    let stop = (!spans.is_empty()).then(|| Span { text: ".".to_owned(), strong: false });
    for span in spans.into_iter().chain(stop) {
        match joined.last_mut() {
            Some(last) if last.strong == span.strong => last.text.push_str(&span.text),
            _ => joined.push(span),
        }
    }
    for span in &mut joined {
        span.text = glue(&span.text);
    }
    if let Some(first) = joined.first_mut() {
        first.text = capital(&first.text);
    }
    joined
}

/// Writes the first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
