//! Values of the form: as they stand in their boxes, and as they are read. It asks and checks nothing.

use engine::{Data, Name, Paper};
use procedure::explain::{Teller, money_words};
use program::{Field, FieldType, Program, Value};

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
        other => vec![plain(other)],
    }
}

/// Writes a value for reading: labels for options, names for agencies.
pub(crate) fn shown(teller: &Teller<'_>, ty: &FieldType, value: &Value) -> String {
    let vi = teller.lang == calendar::Lang::Vi;
    let label = |ix: &program::OptionIx| ty.options().get(ix.at()).map(|(_, label)| label.clone());
    let agency = |id: &String| teller.agency(&Name::from(id.as_str()));
    match (value, vi) {
        (Value::Boolean(true), true) => "Có".to_owned(),
        (Value::Boolean(true), false) => "Yes".to_owned(),
        (Value::Boolean(false), true) => "Không".to_owned(),
        (Value::Boolean(false), false) => "No".to_owned(),
        (Value::Choice(ix), _) => label(ix).unwrap_or_default(),
        (Value::Choices(all), _) => all.iter().filter_map(label).collect::<Vec<_>>().join(", "),
        (Value::Money(amount), _) => money_words(*amount),
        (Value::Text(id), _) if *ty == FieldType::Agency => agency(id),
        (Value::Agencies(all), _) => all.iter().map(agency).collect::<Vec<_>>().join(", "),
        (other, _) => plain(other),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Integer(number) | Value::Money(number) => number.to_string(),
        Value::Decimal(number) => number.to_string().replace('.', ","),
        Value::Date(date) => date.digits(),
        Value::Text(text) => text.clone(),
        Value::Boolean(_) | Value::Instant(_) | Value::Choice(_) | Value::Choices(_) | Value::Agencies(_) => {
            String::new()
        }
    }
}
