//! Version 1 of the stored bodies. The bytes written here are what the hash chain covers.

mod data;
mod event;
mod names;
mod snapshot;
mod stored;

use program::Program;
use serde::{Deserialize, Serialize, Serializer};

use self::data::DataV1;
use self::stored::{Named, Stored};
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

/// Body of one record, as it is written.
#[derive(Serialize)]
struct Body<'a> {
    v: u8,
    /// Version of the procedure that decided, as 12 hex digits.
    program: String,
    /// Directory that was asked, as 12 hex digits.
    directory: &'a str,
    events: Events<'a>,
}

struct Events<'a>(&'a [Event], &'a Program);

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(|event| Named(event, self.1)))
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

/// Writes the body of a record; `directory` names the directory version that was asked.
pub fn encode_events(program: &Program, directory: &str, events: &[Event]) -> Vec<u8> {
    json(&Body { v: 1, program: format!("{:.12}", program.hash), directory, events: Events(events, program) })
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
    json(&Named(instance, program))
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
    json(&DataV1::of(data, program))
}

/// Reads form data; what the program does not ask any more is left out.
///
/// # Errors
/// If it is damaged.
pub fn decode_data(program: &Program, body: &[u8]) -> Result<Data, Unreadable> {
    serde_json::from_slice::<DataV1>(body)?.read(program)
}

/// Room for most bodies, so that few grow while they are written.
const BODY: usize = 2_048;

fn json(body: &impl Serialize) -> Vec<u8> {
    let mut written = Vec::with_capacity(BODY);
    serde_json::to_writer(&mut written, body).expect("structs with text keys become JSON");
    written
}
