//! Version 1 of the stored bodies. The bytes written here are what the hash chain covers.

mod data;
mod event;
mod json;
mod names;
mod snapshot;
mod stored;

use program::Program;
use serde::Deserialize;

use self::data::DataV1;
use self::json::Json;
use self::stored::Stored;
use crate::{Data, Event, Instance};

/// A body that this engine cannot read: damaged, or of a program that is not this one.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "stored body cannot be read: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// Body of one record, as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyV1 {
    #[serde(rename = "v")]
    _version: u8,
    #[serde(rename = "program")]
    _program: String,
    #[serde(rename = "directory")]
    _directory: String,
    events: Vec<event::EventV1>,
}

/// Writes the body of a record, with the version of the procedure that decided; `directory` names that of the directory
/// that was asked, as 12 hex digits.
pub fn encode_events(program: &Program, directory: &str, events: &[Event]) -> Vec<u8> {
    let mut body = Json::new();
    body.object(|out| {
        out.field(",\"v\":1,\"program\":");
        out.ascii(&program.hash.digits::<12>());
        out.field(",\"directory\":");
        out.text(directory);
        out.field(",\"events\":");
        out.list(events, |out, event| event.write(program, out));
    });
    body.into_bytes()
}

/// Reads the body of a record.
///
/// # Errors
/// If it is damaged or names something the program does not have.
pub fn decode_events(program: &Program, body: &[u8]) -> Result<Vec<Event>, Unreadable> {
    let body: BodyV1 = serde_json::from_slice(body)?;
    body.events.into_iter().map(|event| Event::read(event, program)).collect()
}

/// Writes a snapshot.
pub fn encode_snapshot(program: &Program, instance: &Instance) -> Vec<u8> {
    let mut out = Json::new();
    instance.write(program, &mut out);
    out.into_bytes()
}

/// Reads a snapshot.
///
/// # Errors
/// If it is damaged or names something the program does not have.
pub fn decode_snapshot(program: &Program, body: &[u8]) -> Result<Instance, Unreadable> {
    Instance::read(serde_json::from_slice(body)?, program)
}

/// Writes form data.
pub fn encode_data(program: &Program, data: &Data) -> Vec<u8> {
    serde_json::to_vec(&DataV1::of(data, program)).expect("structs with text keys become JSON")
}

/// Names the version under which a record was written, by its first 12 digits; none if the body is not ours.
pub fn version_of(body: &[u8]) -> Option<&str> {
    let rest = body.strip_prefix(b"{\"v\":1,\"program\":\"")?;
    std::str::from_utf8(rest.get(..12)?).ok()
}

/// Returns the answers and papers of an applicant as he would give them again.
pub(crate) fn raw(program: &Program, data: &Data) -> crate::Answers {
    DataV1::of(data, program).answers_again()
}

/// Reads form data; what the program does not ask any more is left out.
///
/// # Errors
/// If it is damaged.
pub fn decode_data(program: &Program, body: &[u8]) -> Result<Data, Unreadable> {
    serde_json::from_slice::<DataV1>(body)?.read(program)
}
