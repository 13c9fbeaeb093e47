//! Letters on paper: which form, which template, which bytes. It decides nothing about a dossier and stores nothing.

use calendar::{Date, Lang};
use engine::Effect;
use letters::{Facts, Form, Forms, Template, built_in, general, render};
use procedure::Compiled;
use procedure::explain::Teller;
use store::NewLetter;

use crate::Catalogue;
use crate::letter_facts::{Printing, letter_facts};

/// A letter as it came out of the press.
pub(crate) struct Printed {
    pub meaning: String,
    pub form: Form,
    /// Number in the dossier, under which the agency keeps it.
    pub number: Option<String>,
    pub signed: bool,
    pub sha256: [u8; 32],
    pub body: Vec<u8>,
}

impl Printed {
    /// Makes it the row it is kept in, under the name of its effect.
    pub fn keep(self, seq: u64, ordinal: u32) -> NewLetter {
        let Self { meaning, form, signed, sha256, body, .. } = self;
        NewLetter { seq, ordinal, letter: meaning, form: form.number, legal: form.legal, signed, sha256, body }
    }
}

/// Prints what an effect asks for; none unless it is a letter.
pub(crate) fn print(catalogue: &Catalogue, of: &Printing<'_>, effect: &Effect) -> Option<Printed> {
    let Effect::Letter { letter, activation, due, signed } = *effect else { return None };
    let meaning = of.teller.program().letters[letter.at()].id.clone();
    let of = Printing { activation, due, signed, ..*of };
    let facts = facts(&of, &meaning);
    let body = sheet(catalogue, of.teller.compiled, &meaning, &facts).into_bytes();
    let sha256 = source::sha256(&body);
    Some(Printed { meaning, form: facts.form, number: facts.number, signed, sha256, body })
}

/// Gathers the facts of a letter with the form it is printed on.
pub(crate) fn facts(of: &Printing<'_>, meaning: &str) -> Facts {
    let mut facts = letter_facts(of, Form::default());
    if let Some(made) = facts.made {
        facts.form = form(of.teller.compiled, meaning, made.date);
    }
    facts
}

/// Renders a letter: on the procedure's own template, else the built-in one, else the general one.
pub(crate) fn sheet(catalogue: &Catalogue, compiled: &Compiled, meaning: &str, facts: &Facts) -> String {
    let own = catalogue.template(compiled, meaning);
    let template: &Template = own.or_else(|| built_in(meaning)).unwrap_or_else(|| general());
    render(template, facts)
}

/// Finds the form of a letter: that of the text in force, except for what the procedure says itself.
fn form(compiled: &Compiled, meaning: &str, made: Date) -> Form {
    let program = &compiled.program;
    let of_law = form_of_law(meaning, made);
    let own = compiled.definition.letters.iter().find(|letter| letter.id.value == meaning);
    let text = |value: &Option<source::Spanned<String>>| value.as_ref().map(|value| value.value.clone());
    let (name, number) = own.map_or((None, None), |own| (text(&own.name), text(&own.form)));
    let cited = own
        .into_iter()
        .flat_map(|own| &own.legal)
        .filter_map(|id| program.citations.iter().find(|cite| cite.id == id.value).map(|cite| cite.text.clone()));
    let cited: Vec<String> = cited.collect();
    let legal = match (cited.is_empty(), &number) {
        (false, _) => Some(cited.join("; ")),
        // An own form was not issued by the text that issued the usual one.
        (true, Some(_)) => None,
        (true, None) => of_law.legal,
    };
    let known = program.letters.iter().find(|letter| letter.id == meaning).map(|letter| letter.name.clone());
    let of_law_name = Some(of_law.name).filter(|name| !name.is_empty());
    Form { name: name.or(of_law_name).or(known).unwrap_or_default(), number: number.or(of_law.number), legal }
}

/// Finds the form of a letter in the text in force on a day; none of it is known before the first text.
pub(crate) fn form_of_law(meaning: &str, made: Date) -> Form {
    Forms::shipped().form(meaning, made).cloned().unwrap_or_default()
}

/// Makes the words of letters.
pub(crate) fn teller<'a>(catalogue: &'a Catalogue, compiled: &'a Compiled) -> Teller<'a> {
    Teller { compiled, library: catalogue.library(), directory: catalogue.directory(), lang: Lang::Vi }
}
