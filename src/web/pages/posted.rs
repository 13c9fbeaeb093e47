//! What a form sent: names and texts in NFC. It knows no field of any procedure until it is told one.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use calendar::Instant;
use engine::{Answer, Answers};
use program::{FieldType, Program, Slot};
use runtime::Client;

use super::reader::Reader;
use super::refused::Refused;
use crate::text::is_control;

/// Longest key a form may carry; a longer one was not made here.
const KEY_MAX: usize = 64;
/// Names of a page's own controls; everything else is an answer.
const CONTROLS: [&str; 18] = [
    "buoc",
    "khoa",
    "phien_ban",
    "kenh",
    "truong_hop",
    "doi_tuong",
    "co_quan",
    "tu",
    "nhan_luc",
    "can_cu",
    "dieu",
    "van_ban",
    "gui_cho",
    "nut",
    "viec",
    "den_buoc",
    "muc",
    "gia_tri",
];

/// The pairs a form sent, in its order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// Takes a form as it arrived; text in NFC, lines ended by `\n`, without the control characters that pasting brings.
    pub fn read(reader: &Reader, form: Result<Form<Vec<(String, String)>>, FormRejection>) -> Result<Self, Refused> {
        let Form(pairs) = form.map_err(|rejection| unreadable(reader, rejection.into_response().status()))?;
        if pairs.iter().any(|(name, text)| name.contains('\0') || text.contains('\0')) {
            return Err(unreadable(reader, StatusCode::BAD_REQUEST));
        }
        let tidy = |text: String| source::nfc(&text.replace("\r\n", "\n").replace(is_control, "")).into_owned();
        Ok(Self(pairs.into_iter().map(|(name, text)| (name, tidy(text))).collect()))
    }

    /// Returns the last text of a name; empty if there is none.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(key, _)| key == name).map_or("", |(_, text)| text)
    }

    /// Returns all texts of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, text)| text.as_str())
    }

    /// Returns the pairs that answer something, for the page that shows or repeats them.
    pub fn answers_only(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(name, _)| !CONTROLS.contains(&name.as_str()))
    }

    /// Reads the answers as the engine takes them; `slots` are those of a message that is entered by hand.
    pub fn answers(&self, program: &Program, slots: &[Slot]) -> Answers {
        let mut answers = Answers::default();
        for (name, _) in self.answers_only() {
            let answer = match type_of(program, slots, name) {
                Some(FieldType::Choices(_) | FieldType::Agencies) => {
                    Answer::Many(self.all(name).filter(|text| !text.is_empty()).map(str::to_owned).collect())
                }
                Some(ty) => Answer::One(as_written(ty, self.one(name))),
                None => Answer::One(self.one(name).to_owned()),
            };
            answers.0.insert(name.clone(), answer);
        }
        answers
    }

    /// Names the client and the request, so that a form sent twice acts once.
    pub fn client(&self, reader: &Reader) -> Client {
        let fingerprint = fingerprint(reader.path(), self.0.iter().filter(|(name, _)| name != "phien_ban"));
        let key = Some(self.one("khoa").to_owned()).filter(|key| (1..=KEY_MAX).contains(&key.len()));
        Client { name: reader.who.to_string(), key: key.map(|key| (key, fingerprint)) }
    }
}

fn type_of<'p>(program: &'p Program, slots: &'p [Slot], name: &str) -> Option<&'p FieldType> {
    let (section, id) = name.split_once('.')?;
    let slot = || slots.iter().find(|slot| section == "tin" && slot.id == id).map(|slot| &slot.ty);
    program.form.field(section, id).map(|ix| &program.form.fields[ix.at()].ty).or_else(slot)
}

/// Makes the key of a form: the same form of the same reader has it once.
pub(crate) fn new_key(reader: &Reader, about: &str) -> String {
    let seed = format!("{}\0{}\0{about}\0{}", reader.now().millis(), reader.path(), reader.who);
    source::sha256(seed.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn fingerprint<'a>(path: &str, pairs: impl Iterator<Item = &'a (String, String)>) -> [u8; 32] {
    let mut seed = path.to_owned();
    for (name, text) in pairs {
        seed.push_str(&format!("\0{name}={text}"));
    }
    source::sha256(seed.as_bytes())
}

/// Turns what Vietnamese readers write into what the language of forms holds: dates, decimals, amounts.
fn as_written(ty: &FieldType, text: &str) -> String {
    let text = text.trim();
    match ty {
        FieldType::Date => iso(text).unwrap_or_else(|| text.to_owned()),
        FieldType::Decimal => text.replace(',', "."),
        FieldType::Money => text.replace(['.', ' ', '\u{a0}'], "").trim_end_matches('đ').to_owned(),
        _ => text.to_owned(),
    }
}

/// Reads `d/M/yyyy HH:mm`; a clock time alone is today's.
pub(crate) fn moment(reader: &Reader, text: &str) -> Option<Instant> {
    let text = text.trim();
    let (date, time) = match text.split_once(' ') {
        Some((date, time)) => (iso(date)?, time.trim()),
        None => (reader.zone().date(reader.now()).to_string(), text),
    };
    reader.zone().parse_moment(&format!("{date} {time}"))
}

/// Reads `d/M/yyyy` as `yyyy-MM-dd`.
pub(crate) fn iso(text: &str) -> Option<String> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let date = calendar::Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    parts.next().is_none().then(|| date.to_string())
}

fn unreadable(reader: &Reader, status: StatusCode) -> Refused {
    let (vi, en) = if status == StatusCode::PAYLOAD_TOO_LARGE {
        (
            "Nội dung gửi lên quá dài. Hãy rút gọn rồi gửi lại.",
            "What was sent is too long. Shorten it and send it again.",
        )
    } else {
        (
            "Nội dung gửi lên bị hỏng trên đường. Hãy quay lại và gửi lại trang.",
            "What was sent cannot be read. Go back and send the page again.",
        )
    };
    reader.refuse(
        status,
        &reader.say("Không đọc được trang vừa gửi", "The page sent cannot be read"),
        &reader.say(vi, en),
    )
}

#[cfg(test)]
mod tests {
    use super::as_written;
    use program::FieldType;

    #[test]
    fn takes_what_readers_write() {
        for (ty, text, taken) in [
            (FieldType::Date, "9/6/2026", "2026-06-09"),
            (FieldType::Date, "31/02/2026", "31/02/2026"),
            (FieldType::Date, "2026-06-09", "2026-06-09"),
            (FieldType::Decimal, "12,5", "12.5"),
            (FieldType::Money, "24.000 đ", "24000"),
            (FieldType::Text, " Bằng tốt nghiệp ", "Bằng tốt nghiệp"),
        ] {
            assert_eq!(as_written(&ty, text), taken);
        }
    }
}
