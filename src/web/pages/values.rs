//! Values of the form as they stand in their boxes. It asks and checks nothing.

use engine::{Data, Paper};
use procedure::explain::plain_words;
use program::{Field, Program, Value};

use super::fields::documents;
use super::posted::Posted;

/// Fills a form with what the dossier holds.
pub(crate) fn from_data(program: &Program, data: &Data) -> Posted {
    let mut pairs = Vec::new();
    for ix in program.form.field_ixs() {
        if let Some(value) = data.field(ix) {
            let field = &program.form.fields[ix.at()];
            pairs.extend(typed(field, value).into_iter().map(|text| (program.form.path(ix), text)));
        }
    }
    for ix in documents(program) {
        let document = &program.form.documents[ix.at()];
        let text = match data.paper(ix) {
            Paper::Absent => continue,
            Paper::Given => "true".to_owned(),
            Paper::OneOf(option) => document.one_of[option.at()].0.clone(),
        };
        pairs.push((format!("giay_to.{}", document.id), text));
    }
    Posted(pairs)
}

/// Fills an empty form with the answers its author offers.
pub(crate) fn from_defaults(program: &Program) -> Posted {
    let offered = program.form.field_ixs().filter_map(|ix| {
        let field = &program.form.fields[ix.at()];
        field.default.as_ref().map(|value| (ix, typed(field, value)))
    });
    let pairs = offered.flat_map(|(ix, texts)| texts.into_iter().map(move |text| (program.form.path(ix), text)));
    Posted(pairs.collect())
}

/// Writes a value as it stands in its box: ids for options.
fn typed(field: &Field, value: &Value) -> Vec<String> {
    let option = |ix: &program::OptionIx| field.ty.options().get(ix.at()).map(|(id, _)| id.clone());
    match value {
        Value::Boolean(yes) => vec![yes.to_string()],
        Value::Choice(ix) => option(ix).into_iter().collect(),
        Value::Choices(all) => all.iter().filter_map(option).collect(),
        Value::Agencies(all) => all.clone(),
        other => vec![plain_words(other)],
    }
}
