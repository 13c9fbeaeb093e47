//! Form data as they are stored: answers by address, in the words of the form.

use std::collections::BTreeMap;

use program::{Decimal, DocumentIx, Field, FieldType, OptionIx, Program, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Unreadable;
use super::stored::Stored;
use crate::{ActivationId, Data, Paper, Remark, RemarkKind};

/// One version of a dossier's data.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataV1 {
    v: u8,
    fields: BTreeMap<String, Json>,
    papers: BTreeMap<String, Json>,
    remarks: Vec<RemarkV1>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RemarkV1 {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    activation: Option<ActivationId>,
    kind: String,
    text: String,
}

impl Stored for Data {
    type As = DataV1;

    fn write(&self, program: &Program) -> DataV1 {
        let answered = program.form.field_ixs().filter_map(|ix| Some((ix, self.field(ix)?)));
        let fields =
            answered.map(|(ix, value)| (program.form.path(ix), write_value(&program.form.fields[ix.at()], value)));
        let papers = (0_u16..).zip(&program.form.documents).filter_map(|(ix, document)| {
            let given = match self.paper(DocumentIx(ix)) {
                Paper::Absent => return None,
                Paper::Given => Json::Bool(true),
                Paper::OneOf(option) => option_id(&document.one_of, option),
            };
            Some((document.id.clone(), given))
        });
        let remark = |remark: &Remark| RemarkV1 {
            activation: remark.activation,
            kind: remark.kind.id().to_owned(),
            text: remark.text.clone(),
        };
        DataV1 {
            v: 1,
            fields: fields.collect(),
            papers: papers.collect(),
            remarks: self.remarks.iter().map(remark).collect(),
        }
    }

    fn read(stored: DataV1, program: &Program) -> Result<Self, Unreadable> {
        let mut data = Self::empty(program);
        for ix in program.form.field_ixs() {
            let written = stored.fields.get(&program.form.path(ix));
            data.fields[ix.at()] = written.and_then(|json| read_value(&program.form.fields[ix.at()].ty, json));
        }
        for (paper, document) in data.papers.iter_mut().zip(&program.form.documents) {
            *paper = match stored.papers.get(&document.id) {
                Some(Json::Bool(true)) => Paper::Given,
                Some(Json::String(id)) => find_option(&document.one_of, id).map_or(Paper::Given, Paper::OneOf),
                _ => Paper::Absent,
            };
        }
        for remark in stored.remarks {
            let kind = RemarkKind::from_id(&remark.kind)
                .ok_or_else(|| Unreadable(format!("remark `{}` is unknown", remark.kind)))?;
            data.remarks.push(Remark { activation: remark.activation, kind, text: remark.text });
        }
        Ok(data)
    }
}

fn write_value(field: &Field, value: &Value) -> Json {
    match value {
        Value::Boolean(flag) => json!(flag),
        Value::Integer(number) | Value::Money(number) => json!(number),
        Value::Decimal(number) => json!(number.to_string()),
        Value::Date(date) => json!(date.to_string()),
        Value::Instant(instant) => json!(instant),
        Value::Text(text) => json!(text),
        Value::Choice(option) => option_id(field.ty.options(), *option),
        Value::Choices(options) => {
            options.iter().map(|option| option_id(field.ty.options(), *option)).collect::<Vec<_>>().into()
        }
    }
}

fn read_value(ty: &FieldType, json: &Json) -> Option<Value> {
    Some(match ty {
        FieldType::Boolean => Value::Boolean(json.as_bool()?),
        FieldType::Integer => Value::Integer(json.as_i64()?),
        FieldType::Money => Value::Money(json.as_i64()?),
        FieldType::Decimal => Value::Decimal(Decimal::parse(json.as_str()?)?),
        FieldType::Date => Value::Date(calendar::Date::parse(json.as_str()?)?),
        FieldType::Choice(options) => Value::Choice(find_option(options, json.as_str()?)?),
        FieldType::Choices(options) => {
            let ids = json.as_array()?.iter().filter_map(Json::as_str);
            Value::Choices(ids.filter_map(|id| find_option(options, id)).collect())
        }
        FieldType::Text
        | FieldType::Paragraph
        | FieldType::Address
        | FieldType::Phone
        | FieldType::Email
        | FieldType::IdNumber
        | FieldType::Agency => Value::Text(json.as_str()?.to_owned()),
    })
}

fn option_id(options: &[(String, String)], option: OptionIx) -> Json {
    options.get(option.at()).map_or(Json::Null, |(id, _)| json!(id))
}

fn find_option(options: &[(String, String)], id: &str) -> Option<OptionIx> {
    let found = options.iter().position(|(option, _)| option == id)?;
    u8::try_from(found).ok().map(OptionIx)
}
