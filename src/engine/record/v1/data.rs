//! Form data as they are stored: answers by address, in the words of the form.

use std::collections::BTreeMap;

use program::{Decimal, Document, DocumentIx, FieldType, NodeIx, OptionIx, Program, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Unreadable;
use super::stored::Stored;
use crate::{ActivationId, Answer, Answers, Data, JobOutcome, MessageId, Paper, ProposalId, Remark, RemarkKind};

/// One version of a dossier's data.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataV1 {
    v: u8,
    fields: BTreeMap<String, Json>,
    papers: BTreeMap<String, Json>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<RemarkV1>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    answers: BTreeMap<String, BTreeMap<String, Json>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    item_papers: Vec<(ActivationId, String, Json)>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    messages: BTreeMap<u64, AnswersV1>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reports: BTreeMap<u64, ReportV1>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    corrections: BTreeMap<u64, AnswersV1>,
}

/// What a worker said of a job.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReportV1 {
    Done(AnswersV1),
    Failed { retries: Option<u8>, message: String },
    Error { code: String, message: String },
}

/// Raw answers: one text, or several.
type AnswersV1 = BTreeMap<String, AnswerV1>;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum AnswerV1 {
    One(String),
    Many(Vec<String>),
}

#[derive(Serialize, Deserialize)]
pub(super) struct RemarkV1 {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    activation: Option<ActivationId>,
    kind: String,
    text: String,
}

impl DataV1 {
    /// Writes data.
    pub fn of(data: &Data, program: &Program) -> Self {
        let answered = program.form.field_ixs().filter_map(|ix| Some((ix, data.field(ix)?)));
        let fields =
            answered.map(|(ix, value)| (program.form.path(ix), write_value(&program.form.fields[ix.at()].ty, value)));
        let papers = (0_u16..).zip(&program.form.documents).filter_map(|(ix, document)| {
            let given = write_paper(document, data.paper(DocumentIx(ix)))?;
            Some((document.id.clone(), given))
        });
        let item_papers = data.item_papers.iter().filter_map(|(id, ix, paper)| {
            let document = &program.form.documents[ix.at()];
            Some((*id, document.id.clone(), write_paper(document, *paper)?))
        });
        let answers = data
            .answers
            .iter()
            .map(|(node, values)| (program.node(*node).id.clone(), write_slots(program, *node, values)));
        let remark = |remark: &Remark| RemarkV1 {
            activation: remark.activation,
            kind: remark.kind.id().to_owned(),
            text: remark.text.clone(),
        };
        Self {
            v: 1,
            fields: fields.collect(),
            papers: papers.collect(),
            remarks: data.remarks.iter().map(remark).collect(),
            answers: answers.collect(),
            item_papers: item_papers.collect(),
            messages: data.messages.iter().map(|(id, raw)| (id.0, write_raw(raw))).collect(),
            reports: data.reports.iter().map(|(id, said)| (id.0, write_report(said))).collect(),
            corrections: data.corrections.iter().map(|(id, raw)| (id.0, write_raw(raw))).collect(),
        }
    }

    /// Returns the answers to the form, and the papers, as they would be given again.
    pub fn answers_again(self) -> Answers {
        let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
        let answer = |json: Json| match json {
            Json::Array(several) => Answer::Many(several.iter().map(text).collect()),
            one => Answer::One(text(&one)),
        };
        let papers = self.papers.into_iter().map(|(id, json)| (format!("giay_to.{id}"), json));
        Answers(self.fields.into_iter().chain(papers).map(|(address, json)| (address, answer(json))).collect())
    }

    /// Reads data.
    pub fn read(self, program: &Program) -> Result<Data, Unreadable> {
        let stored = self;
        let mut data = Data::empty(program);
        for ix in program.form.field_ixs() {
            let written = stored.fields.get(&program.form.path(ix));
            data.fields[ix.at()] = written.and_then(|json| read_value(&program.form.fields[ix.at()].ty, json));
        }
        for (paper, document) in data.papers.iter_mut().zip(&program.form.documents) {
            *paper = stored.papers.get(&document.id).map(|json| read_paper(document, json)).unwrap_or_default();
        }
        for (id, name, json) in stored.item_papers {
            if let Some(ix) = program.form.document(&name) {
                data.item_papers.push((id, ix, read_paper(&program.form.documents[ix.at()], &json)));
            }
        }
        for (step, values) in stored.answers {
            let node = NodeIx::read(step, program)?;
            let slots = program.node(node).work.slots();
            let read = |slot: &program::Slot| values.get(&slot.id).and_then(|json| read_value(&slot.ty, json));
            data.answers.insert(node, slots.iter().map(read).collect());
        }
        data.messages = stored.messages.into_iter().map(|(id, raw)| (MessageId(id), read_raw(raw))).collect();
        data.reports = stored.reports.into_iter().map(|(id, said)| (MessageId(id), read_report(said))).collect();
        data.corrections = stored.corrections.into_iter().map(|(id, raw)| (ProposalId(id), read_raw(raw))).collect();
        for remark in stored.remarks {
            let kind = RemarkKind::from_id(&remark.kind)
                .ok_or_else(|| Unreadable(format!("remark `{}` is unknown", remark.kind)))?;
            data.remarks.push(Remark { activation: remark.activation, kind, text: remark.text });
        }
        Ok(data)
    }
}

fn write_paper(document: &Document, paper: Paper) -> Option<Json> {
    match paper {
        Paper::Absent => None,
        Paper::Given => Some(Json::Bool(true)),
        Paper::OneOf(option) => Some(option_id(&document.one_of, option)),
    }
}

fn read_paper(document: &Document, json: &Json) -> Paper {
    match json {
        Json::Bool(true) => Paper::Given,
        Json::String(id) => find_option(&document.one_of, id).map_or(Paper::Given, Paper::OneOf),
        _ => Paper::Absent,
    }
}

fn write_slots(program: &Program, node: NodeIx, values: &[Option<Value>]) -> BTreeMap<String, Json> {
    let slots = program.node(node).work.slots().iter().zip(values);
    slots.filter_map(|(slot, value)| Some((slot.id.clone(), write_value(&slot.ty, value.as_ref()?)))).collect()
}

fn write_raw(raw: &Answers) -> AnswersV1 {
    let one = |answer: &Answer| match answer {
        Answer::One(text) => AnswerV1::One(text.clone()),
        Answer::Many(texts) => AnswerV1::Many(texts.clone()),
    };
    raw.0.iter().map(|(name, answer)| (name.clone(), one(answer))).collect()
}

fn read_raw(raw: AnswersV1) -> Answers {
    let one = |answer| match answer {
        AnswerV1::One(text) => Answer::One(text),
        AnswerV1::Many(texts) => Answer::Many(texts),
    };
    Answers(raw.into_iter().map(|(name, answer)| (name, one(answer))).collect())
}

fn write_report(said: &JobOutcome) -> ReportV1 {
    match said.clone() {
        JobOutcome::Done(answers) => ReportV1::Done(write_raw(&answers)),
        JobOutcome::Failed { retries, message } => ReportV1::Failed { retries, message },
        JobOutcome::Error { code, message } => ReportV1::Error { code, message },
    }
}

fn read_report(said: ReportV1) -> JobOutcome {
    match said {
        ReportV1::Done(answers) => JobOutcome::Done(read_raw(answers)),
        ReportV1::Failed { retries, message } => JobOutcome::Failed { retries, message },
        ReportV1::Error { code, message } => JobOutcome::Error { code, message },
    }
}

fn write_value(ty: &FieldType, value: &Value) -> Json {
    match value {
        Value::Boolean(flag) => json!(flag),
        Value::Integer(number) | Value::Money(number) => json!(number),
        Value::Decimal(number) => json!(number.to_string()),
        Value::Date(date) => json!(date.to_string()),
        Value::Instant(instant) => json!(instant),
        Value::Text(text) => json!(text),
        Value::Choice(option) => option_id(ty.options(), *option),
        Value::Agencies(ids) => json!(ids),
        Value::Choices(options) => {
            options.iter().map(|option| option_id(ty.options(), *option)).collect::<Vec<_>>().into()
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
        FieldType::Agencies => {
            Value::Agencies(json.as_array()?.iter().filter_map(Json::as_str).map(str::to_owned).collect())
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
