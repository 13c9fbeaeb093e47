//! The queue of messages that match no dossier, or more than one, for an operator to give or to leave aside (sem 2.13).
//!
//! Time takes nothing out of it, and nothing is matched by itself later. It decides nothing about a dossier: what is given
//! to one goes the way of every message, under the name its sender gave it, so that it counts once.

use std::collections::BTreeMap;

use calendar::{Due, Instant, Length, Unit, wait_until};
use engine::{Answer, Answers, Command, Incoming, Name};
use serde_json::Value;
use store::{NewUnmatched, Settled, UnmatchedKey, UnmatchedQuery, UnmatchedRow};

use crate::{Client, Done, Dossier, Refusal, Service};

/// How long a message may wait before that is an alarm (**S:** `unmatched_alarm`, sem 2.13).
const ALARM: Length = Length { count: 1, unit: Unit::WorkingDay };
/// How long it may in a year that is not announced, in milliseconds.
const ALARM_UNKNOWN: i64 = 24 * 60 * 60 * 1_000;

/// A message as its source sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// Who sent it.
    pub source: String,
    /// What its source calls it.
    pub id: String,
    /// Hash of the request that brought it.
    pub fingerprint: [u8; 32],
    /// Name of the message.
    pub name: String,
    /// The code of the dossier it names.
    pub dossier: Option<String>,
    /// The value it gives for the key.
    pub key: Option<String>,
    /// What it says.
    pub fields: Answers,
}

impl Arrival {
    /// Names whoever sent it as the client of what it does: the message counts once, whoever brings it (sem 2.12).
    pub fn client(&self) -> Client {
        Client { name: format!("message:{}", self.source), key: Some((self.id.clone(), self.fingerprint)) }
    }
}

/// Why a message is in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// No dossier in reach of its sender awaits it.
    Nothing,
    /// More than one has its key.
    Several,
    /// The dossier keeps as many messages as it may (sem 8.7).
    Full,
    /// The dossier it names has ended.
    Ended,
}

impl Mismatch {
    /// Returns the word of the store and the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Several => "several",
            Self::Full => "full",
            Self::Ended => "ended",
        }
    }

    fn from_id(id: &str) -> Option<Self> {
        [Self::Nothing, Self::Several, Self::Full, Self::Ended].into_iter().find(|why| why.id() == id)
    }
}

/// A message of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmatched {
    /// Its place in the queue.
    pub number: i64,
    /// The agency of the post that brought it.
    pub agency: String,
    /// The message.
    pub arrival: Arrival,
    /// Why it is there.
    pub why: Mismatch,
    /// When it came.
    pub received_at: Instant,
    /// When it has waited too long.
    pub alarm_at: Instant,
    /// What became of it; none while it waits.
    pub settled: Option<Settled>,
}

impl Service {
    /// Keeps a message that an agency was brought and that matched nothing; one that is kept already stays as it is.
    ///
    /// # Errors
    /// [`Refusal::KeyReused`] if its name was used for another message; if the store fails.
    pub async fn keep_unmatched(&self, agency: &str, arrival: &Arrival, why: Mismatch) -> Result<Unmatched, Refusal> {
        let now = self.now();
        let message = NewUnmatched {
            source: arrival.source.clone(),
            id: arrival.id.clone(),
            fingerprint: arrival.fingerprint,
            agency: agency.to_owned(),
            name: arrival.name.clone(),
            dossier: arrival.dossier.clone(),
            key: arrival.key.clone(),
            body: encode(&arrival.fields),
            why: why.id().to_owned(),
            received_at: now.millis(),
            alarm_at: self.alarm_of(agency, now).millis(),
        };
        same(read(self.store.keep_unmatched(&message).await?)?, arrival)
    }

    /// Finds a message in the queue that is sent again (sem 2.12).
    ///
    /// # Errors
    /// As [`Service::keep_unmatched`].
    pub async fn kept_unmatched(&self, arrival: &Arrival) -> Result<Option<Unmatched>, Refusal> {
        let key = UnmatchedKey::Name { source: &arrival.source, id: &arrival.id };
        let kept = self.store.unmatched(key).await?.map(read).transpose()?;
        kept.map(|kept| same(kept, arrival)).transpose()
    }

    /// Finds a message of the queue by its place.
    ///
    /// # Errors
    /// If the store or the body cannot be read.
    pub async fn unmatched(&self, number: i64) -> Result<Option<Unmatched>, Refusal> {
        self.store.unmatched(UnmatchedKey::Number(number)).await?.map(read).transpose()
    }

    /// Lists messages of the queue, the longest waiting first.
    ///
    /// # Errors
    /// If the store or a body cannot be read.
    pub async fn list_unmatched(&self, query: &UnmatchedQuery) -> Result<Vec<Unmatched>, Refusal> {
        self.store.list_unmatched(query).await?.into_iter().map(read).collect()
    }

    /// Counts the messages that have waited too long, over all agencies.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn alarming_unmatched(&self) -> Result<u64, Refusal> {
        Ok(self.store.alarming_unmatched(self.now().millis()).await?)
    }

    /// Gives a message of the queue to a dossier, as if it came now. What was given to it already is answered alike.
    ///
    /// # Errors
    /// [`Refusal::Settled`] if something else has become of it; why the dossier does not take it.
    pub async fn give_unmatched(&self, message: &Unmatched, dossier: &Dossier, by: &Name) -> Result<Done, Refusal> {
        // Nobody leaves it aside while it is given.
        let _turn = self.settling.lock().await;
        let code = &dossier.row.code;
        let open = self.open(message.number).await?;
        if open.settled.as_ref().is_some_and(|settled| settled.dossier.as_ref() != Some(code)) {
            return Err(Refusal::Settled);
        }
        let Arrival { name, fields, .. } = open.arrival.clone();
        let command = Command::Message(Incoming { name, fields });
        let done = self.command(open.arrival.client(), dossier.row.id, None, command).await?;
        // Kept behind the commit: after a crash in between it is given again, which changes nothing.
        let settled = self.settled(by, Some(done.code.clone()), None);
        self.store.settle_unmatched(message.number, &settled).await?;
        tracing::info!(number = message.number, dossier = done.code, by = by.as_str(), "an unmatched message is given");
        Ok(done)
    }

    /// Leaves a message of the queue aside, for a ground. It stays where it can be seen.
    ///
    /// # Errors
    /// [`Refusal::Settled`] if something has become of it.
    pub async fn leave_unmatched(&self, message: &Unmatched, by: &Name, ground: &str) -> Result<(), Refusal> {
        let _turn = self.settling.lock().await;
        // Given before a crash that nobody wrote down: it counts as that.
        let given = self.answered(&self.open(message.number).await?.arrival.client()).await?;
        let settled = self.settled(by, None, Some(ground.to_owned()));
        if given.is_some() || !self.store.settle_unmatched(message.number, &settled).await? {
            return Err(Refusal::Settled);
        }
        tracing::info!(number = message.number, by = by.as_str(), "an unmatched message is left aside");
        Ok(())
    }

    async fn open(&self, number: i64) -> Result<Unmatched, Refusal> {
        self.unmatched(number).await?.ok_or(Refusal::Settled)
    }

    fn settled(&self, by: &Name, dossier: Option<String>, ground: Option<String>) -> Settled {
        Settled { at: self.now().millis(), by: by.to_string(), dossier, ground }
    }

    fn alarm_of(&self, agency: &str, from: Instant) -> Instant {
        let calendar = self.catalogue().directory().agency(agency).and_then(|agency| agency.calendar.as_deref());
        let calendar = calendar.and_then(|id| self.catalogue().library().calendar(id));
        match calendar.map(|calendar| wait_until(&ALARM, from, calendar)) {
            Some(Due::At(at)) => at,
            _ => from.plus_millis(ALARM_UNKNOWN),
        }
    }
}

fn same(kept: Unmatched, arrival: &Arrival) -> Result<Unmatched, Refusal> {
    if kept.arrival.fingerprint == arrival.fingerprint { Ok(kept) } else { Err(Refusal::KeyReused) }
}

fn encode(fields: &Answers) -> Vec<u8> {
    let one = |answer: &Answer| match answer {
        Answer::One(text) => Value::from(text.as_str()),
        Answer::Many(texts) => Value::from(texts.clone()),
    };
    let all: serde_json::Map<_, _> = fields.0.iter().map(|(name, answer)| (name.clone(), one(answer))).collect();
    Value::from(all).to_string().into_bytes()
}

fn decode(body: &[u8]) -> Result<Answers, Refusal> {
    let all: BTreeMap<String, Value> =
        serde_json::from_slice(body).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    let one = |value: Value| match value {
        Value::String(text) => Answer::One(text),
        Value::Array(texts) => Answer::Many(texts.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        other => Answer::One(other.to_string()),
    };
    Ok(Answers(all.into_iter().map(|(name, value)| (name, one(value))).collect()))
}

fn read(UnmatchedRow { number, message, settled }: UnmatchedRow) -> Result<Unmatched, Refusal> {
    let NewUnmatched { source, id, fingerprint, agency, name, dossier, key, body, why, received_at, alarm_at } =
        message;
    let why = Mismatch::from_id(&why).ok_or_else(|| Refusal::Unreadable(format!("an unmatched message: {why}")))?;
    let arrival = Arrival { source, id, fingerprint, name, dossier, key, fields: decode(&body)? };
    let (received_at, alarm_at) = (Instant::from_millis(received_at), Instant::from_millis(alarm_at));
    Ok(Unmatched { number, agency, arrival, why, received_at, alarm_at, settled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_says_is_read_as_it_was_written() {
        let mut fields = Answers::default().with("so", "7").with("y_kien", "Đồng ý");
        fields.0.insert("co_quan".to_owned(), Answer::Many(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(decode(&encode(&fields)), Ok(fields));
        assert!(decode(b"[").is_err());
    }
}
