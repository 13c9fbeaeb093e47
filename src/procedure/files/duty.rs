//! Recurring duties: what every agency does at fixed hours of its working days (sem 2.21).
//! It says when, in the words of cron; whoever runs them knows cron and the clock.

use calendar::{Length, Unit};
use source::{Diagnostic, Node, ReadLimits, SourceFile, Spanned};

use super::keys::{Table, Takes, must};
use super::read::{Fields, Reader};
use crate::rules::m018_bad_value as m018;
use crate::shipped;

/// Keys of a duty file.
pub static DUTY: Table = Table {
    vi: "tệp việc định kỳ",
    en: "a duty file",
    keys: &[
        must("duty", Takes::Ref, "Tên của việc.", "Id of the duty."),
        must("name", Takes::Text, "Tên hiện ra.", "Name."),
        must("slots", Takes::Texts, "Các giờ phải làm xong, viết theo cron.", "When it must be done, in cron."),
        must(
            "ahead",
            Takes::Duration,
            "Lập danh sách trước giờ đó bao lâu.",
            "How long before that its list is drawn up.",
        ),
        must("legal", Takes::Text, "Căn cứ pháp lý.", "Legal ground."),
    ],
};

/// The units in which a list may be ahead of its slot.
const UNITS: [&str; 2] = ["phút", "giờ"];

/// Holds one duty file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// When it must be done on a working day, each in the six fields of cron, by the clock of the agency's calendar.
    pub slots: Vec<String>,
    /// How long before a slot its list is drawn up, milliseconds.
    pub ahead: i64,
    /// Legal ground.
    pub legal: String,
}

/// Reads a duty file.
pub fn duty(file: &SourceFile, node: &Node) -> (Option<Duty>, Vec<Diagnostic>) {
    let reader = Reader::new(file, vec![&DUTY]);
    let duty = read(&reader, &reader.fields(node, &DUTY, super::head(node)));
    (duty, reader.finish())
}

fn read(reader: &Reader<'_>, f: &Fields<'_>) -> Option<Duty> {
    let slots = f.items("slots", |slot| reader.quoted(slot)).into_iter().map(|slot| slot.value).collect();
    let id = f.text("duty").inspect(|id| reader.declare(id));
    let ahead = f.text("ahead").and_then(|text| ahead(reader, &text));
    Some(Duty { id: id?.value, name: f.title("name")?.value, slots, ahead: ahead?, legal: f.note("legal")?.value })
}

fn ahead(reader: &Reader<'_>, text: &Spanned<String>) -> Option<i64> {
    let minutes = match reader.length(text)?.value {
        Length { count, unit: Unit::Minute } => count,
        Length { count, unit: Unit::Hour } => count * 60,
        Length { .. } => {
            reader.report(m018::word(text, &UNITS));
            return None;
        }
    };
    Some(i64::from(minutes) * 60_000)
}

/// Reads the shipped duties.
pub fn duties() -> Vec<Duty> {
    let file = |shipped: &shipped::Shipped| {
        let file = SourceFile::new(shipped.name, shipped.text);
        let (node, _) = source::read(&file, &ReadLimits::default());
        duty(&file, &node?).0
    };
    shipped::DUTIES.iter().filter_map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Duty>, Vec<&'static str>) {
        let file = SourceFile::new("a.duty.yaml", text);
        let (node, _) = source::read(&file, &ReadLimits::default());
        let (duty, faults) = duty(&file, &node.expect("the text is a map"));
        (duty, faults.iter().map(|fault| fault.code.code).collect())
    }

    #[test]
    fn every_shipped_duty_is_read() {
        assert_eq!(duties().len(), shipped::DUTIES.len());
        for file in shipped::DUTIES {
            let (duty, faults) = read(file.text);
            assert!(duty.is_some_and(|duty| duty.legal.contains("Điều")) && faults.is_empty(), "{faults:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_duty_is_told() {
        for (was, is, code) in [
            ("ahead: 30 phút", "ahead: 30 ngày", "M018"),
            ("ahead: 30 phút", "ahead: nửa tiếng", "M050"),
            ("[\"0 30 10 * * *\"", "[0 30 10 * * *", "M006"),
            ("legal: ", "luat: ", "M010"),
        ] {
            let (_, faults) = read(&shipped::DUTIES[0].text.replace(was, is));
            assert!(faults.contains(&code), "{is}: {faults:?}");
        }
    }
}
