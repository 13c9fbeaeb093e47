//! Answers of the form as they are read: labels for options, names for agencies. It asks and checks nothing.

use engine::Name;
use program::{FieldType, OptionIx, Value};

use super::{Teller, money_words};

impl Teller<'_> {
    /// Writes an answer for reading.
    pub fn value(&self, ty: &FieldType, value: &Value) -> String {
        let label = |ix: &OptionIx| ty.options().get(ix.at()).map(|(_, label)| label.clone());
        let agency = |id: &String| self.agency(&Name::from(id.as_str()));
        match value {
            Value::Boolean(true) => self.say("Có", "Yes").to_owned(),
            Value::Boolean(false) => self.say("Không", "No").to_owned(),
            Value::Choice(ix) => label(ix).unwrap_or_default(),
            Value::Choices(all) => all.iter().filter_map(label).collect::<Vec<_>>().join(", "),
            Value::Money(amount) => money_words(*amount),
            Value::Text(id) if *ty == FieldType::Agency => agency(id),
            Value::Agencies(all) => all.iter().map(agency).collect::<Vec<_>>().join(", "),
            other => plain_words(other),
        }
    }
}

/// Writes a number, a date or a text as people write it; nothing for a value that needs more than itself.
pub fn plain_words(value: &Value) -> String {
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
