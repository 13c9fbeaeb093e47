//! Letters and notices of a dossier in words, from the outbox. It sends nothing.

use calendar::{Due, Instant};
use engine::Name;
use procedure::explain::{Teller, money_words};
use program::RuleIx;
use runtime::Recorded;
use serde_json::Value;
use store::EffectRow;

use super::reader::Reader;

/// A letter or a notice.
pub(crate) struct EffectView {
    /// When it was caused.
    pub at: String,
    /// What it is.
    pub what: String,
    /// Whom it tells, or what it promises.
    pub note: String,
    /// Where the letter is; empty for a notice.
    pub href: String,
    /// True if the applicant may see it.
    pub public: bool,
}

/// Puts the outbox of a dossier into words, in its order.
pub(crate) fn told(reader: &Reader, teller: &Teller<'_>, rows: &[EffectRow], history: &[Recorded]) -> Vec<EffectView> {
    let view = |row: &EffectRow| {
        let body: Value = serde_json::from_slice(&row.body).ok()?;
        let at = history.iter().find(|record| record.seq == row.seq).map(|record| reader.digits(record.pass.at));
        let at = at.unwrap_or_default();
        Some(match row.target.as_str() {
            "letter" => letter(reader, teller, (row, &body), at),
            "refund" => refund(reader, &body, at),
            _ => notice(reader, teller, &body, at),
        })
    };
    rows.iter().filter_map(view).collect()
}

fn letter(reader: &Reader, teller: &Teller<'_>, (row, body): (&EffectRow, &Value), at: String) -> EffectView {
    let name = body["name"].as_str().or(body["letter"].as_str()).unwrap_or_default();
    let due = body["due"]["at"].as_i64().map(Instant::from_millis);
    let note = due
        .map(|due| format!("{} {}", reader.say("hẹn trả", "promises the result"), teller.due(Due::At(due), RuleIx(0))));
    EffectView {
        at,
        what: name.to_owned(),
        note: note.unwrap_or_default(),
        href: format!("{}/{}/giay/{}/{}", reader.dossiers(), row.code, row.seq, row.ordinal),
        public: true,
    }
}

/// Money that finance must give back or deal with.
fn refund(reader: &Reader, body: &Value, at: String) -> EffectView {
    let amount = body["amount"].as_i64().map(money_words).unwrap_or_default();
    let what = reader.say("Chuyển tài chính hoàn trả hoặc xử lý", "To finance, to be given back or dealt with");
    EffectView { at, what, note: amount, href: String::new(), public: false }
}

fn notice(reader: &Reader, teller: &Teller<'_>, body: &Value, at: String) -> EffectView {
    let (vi, en) = match body["about"].as_str() {
        Some("task_opened") => ("Báo có việc phải làm", "Told of a task"),
        Some("reminder") => ("Nhắc sắp đến hạn", "Reminded of a due"),
        Some("task_overdue") => ("Báo việc đã quá hạn", "Told that a task is overdue"),
        Some("task_cancelled") => ("Báo việc không còn phải làm", "Told that a task is gone"),
        Some("task_assigned") => ("Báo được giao việc", "Told that a task is given to him"),
        Some("task_reassigned") => ("Báo việc đã giao cho người khác", "Told that a task went to another"),
        Some("late_answer") => ("Báo có trả lời muộn", "Told of a late answer"),
        Some("dossier_overdue") => ("Báo hồ sơ đã quá hạn", "Told that the dossier is overdue"),
        _ => ("Báo hồ sơ kết thúc", "Told that the dossier has ended"),
    };
    let public = body["to"]["applicant"].as_bool() == Some(true);
    let to = match (public, body["to"]["post"].as_str()) {
        (true, _) => reader.say("người nộp", "the applicant"),
        (false, Some(post)) => teller.post(&Name::from(post)),
        (false, None) => role(reader, teller, &body["to"]),
    };
    EffectView { at, what: reader.say(vi, en), note: to, href: String::new(), public }
}

fn role(reader: &Reader, teller: &Teller<'_>, to: &Value) -> String {
    let id = to["role"].as_str().unwrap_or_default();
    let role = teller.program().roles.iter().find(|role| role.id == id).map_or(id, |role| &role.name);
    let agency = teller.agency(&Name::from(to["agency"].as_str().unwrap_or_default()));
    if to["head"].as_bool() == Some(true) {
        format!("{} {role}, {agency}", reader.say("phụ trách của", "the head of"))
    } else {
        format!("{role}, {agency}")
    }
}
