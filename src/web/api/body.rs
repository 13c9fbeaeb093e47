//! Reads a JSON body member by member; whatever is unknown or unreadable is refused with its place.
//! It knows no form: what the answers mean is the engine's matter.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use calendar::Instant;
use engine::{Answer, Answers};
use serde_json::{Map, Value};

use super::twice::twice;
use crate::fault::{Fault, Mistake};
use crate::problem::escaped;
use crate::text::is_control;

/// Greatest whole number of a body.
pub(super) const WHOLE_MAX: i64 = (1 << 53) - 1;

/// A JSON object that is taken apart.
pub(super) struct Body {
    /// The bytes as they came.
    pub bytes: Bytes,
    members: Map<String, Value>,
    mistakes: Vec<Mistake>,
    /// What can be read, but holds nothing that can be done.
    misfits: Vec<Mistake>,
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            return Err(Fault::NotJson);
        }
        let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(members)) => {
                let mistakes = twice(&bytes).into_iter().map(repeated).collect();
                Ok(Self { bytes, members, mistakes, misfits: Vec::new() })
            }
            Ok(_) => Err(malformed(
                "",
                "NotAnObject",
                "Nội dung phải là một đối tượng JSON.",
                "The body must be a JSON object.",
            )),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                let vi = format!(
                    "JSON sai ở dòng {line}, cột {column}, hoặc có số quá lớn, lồng quá sâu, ký tự không phải UTF-8."
                );
                let en = format!(
                    "The JSON is broken at line {line}, column {column}, or a number is too large, nesting too deep, text not UTF-8."
                );
                Err(malformed("", "NotJson", &vi, &en))
            }
        }
    }
}

impl Body {
    /// Takes a text that may be absent.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.members.remove(name)? {
            Value::Null => None,
            Value::String(text) => self.clean(&format!("/{name}"), &text),
            _ => self.blame(format!("/{name}"), "NotText", "Phải là chuỗi ký tự.", "It must be a string."),
        }
    }

    /// Takes a text that must be there; empty if it is not.
    pub fn needed(&mut self, name: &str) -> String {
        self.require(name);
        self.text(name).unwrap_or_default()
    }

    fn require(&mut self, name: &str) {
        if self.members.get(name).is_none_or(Value::is_null) {
            let _: Option<()> = self.blame(format!("/{name}"), "Required", "Thiếu mục này.", "It is missing.");
        }
    }

    /// Takes a mark that is true or absent.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.members.remove(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => flag,
            Some(_) => self
                .blame(format!("/{name}"), "NotBoolean", "Phải là true hoặc false.", "It must be true or false.")
                .unwrap_or_default(),
        }
    }

    /// Takes a mark that must be there.
    pub fn needed_flag(&mut self, name: &str) -> bool {
        self.require(name);
        self.flag(name)
    }

    /// Takes a whole number that may be absent.
    pub fn number(&mut self, name: &str) -> Option<i64> {
        let found = self.members.remove(name).filter(|found| !found.is_null())?;
        let pointer = format!("/{name}");
        whole(&found).or_else(|| self.blame(pointer, "NotANumber", "Phải là số nguyên.", "It must be a whole number."))
    }

    /// Takes a whole number that must be there; 0 if it is not.
    pub fn needed_number(&mut self, name: &str) -> i64 {
        self.require(name);
        self.number(name).unwrap_or_default()
    }

    /// Takes an instant that may be absent.
    pub fn instant(&mut self, name: &str) -> Option<Instant> {
        let text = self.text(name)?;
        Instant::parse_rfc3339(&text).or_else(|| {
            self.blame(
                format!("/{name}"),
                "NoSuchMoment",
                "Phải là thời điểm RFC 3339, ví dụ \"2026-06-08T09:00:00+07:00\".",
                "It must be an RFC 3339 instant, such as \"2026-06-08T09:00:00+07:00\".",
            )
        })
    }

    /// Takes an instant that must be there.
    pub fn needed_instant(&mut self, name: &str) -> Instant {
        self.require(name);
        self.instant(name).unwrap_or(Instant::from_millis(0))
    }

    /// Takes the answers, by address.
    pub fn answers(&mut self) -> Answers {
        self.answers_in("answers")
    }

    /// Takes answers from a member of this name, by address.
    pub fn answers_in(&mut self, member: &str) -> Answers {
        let found = match self.members.remove(member) {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(found)) => found,
            Some(_) => self
                .blame(
                    format!("/{member}"),
                    "NotAnObject",
                    "Phải là đối tượng JSON theo địa chỉ câu hỏi.",
                    "It must be an object by address.",
                )
                .unwrap_or_default(),
        };
        let mut answers = BTreeMap::new();
        for (address, value) in found {
            let pointer = format!("/{member}/{}", escaped(&address));
            let address = self.clean(&pointer, &address);
            let answer = self.answer(&pointer, value);
            if let (Some(address), Some(answer)) = (address, answer) {
                answers.insert(address, answer);
            }
        }
        Answers(answers)
    }

    /// Blames a member for what it holds, once it was taken.
    pub fn unfit(&mut self, name: &str, (vi, en): (&str, &str)) {
        self.misfits.push(Mistake::new(format!("/{name}"), "NoSuchOption", vi, en));
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// If a member was unreadable, or nobody asked for it; else if one was unfit.
    pub fn finish(mut self) -> Result<(), Fault> {
        for name in std::mem::take(&mut self.members).keys() {
            let pointer = format!("/{}", escaped(name));
            let _: Option<()> =
                self.blame(pointer, "Unknown", "Không có mục nào tên như vậy.", "Nothing of this name is expected.");
        }
        let unreadable = !self.mistakes.is_empty();
        self.misfits.append(&mut self.mistakes);
        match self.misfits {
            all if unreadable => Err(Fault::Malformed(all)),
            all if all.is_empty() => Ok(()),
            all => Err(Fault::Unfit(all)),
        }
    }

    fn answer(&mut self, pointer: &str, value: Value) -> Option<Answer> {
        match value {
            Value::Null => Some(Answer::One(String::new())),
            Value::Bool(flag) => Some(Answer::One(flag.to_string())),
            Value::String(text) => self.clean(pointer, &text).map(Answer::One),
            // A fraction, or a number beyond what every reader holds, has lost its exact digits by now.
            Value::Number(_) => match whole(&value) {
                Some(number) => Some(Answer::One(number.to_string())),
                None => self.blame(
                    pointer.to_owned(),
                    "NotExact",
                    "Số lẻ và số rất lớn phải gửi dưới dạng chuỗi, ví dụ \"1.5\".",
                    "A fraction or a very large number must be sent as a string, such as \"1.5\".",
                ),
            },
            Value::Array(all) => self.several(pointer, all).map(Answer::Many),
            Value::Object(_) => self.blame(
                pointer.to_owned(),
                "NotAnAnswer",
                "Câu trả lời không được là đối tượng.",
                "An answer cannot be an object.",
            ),
        }
    }

    fn several(&mut self, pointer: &str, all: Vec<Value>) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for (at, one) in all.into_iter().enumerate() {
            let pointer = format!("{pointer}/{at}");
            match one {
                Value::String(text) => texts.push(self.clean(&pointer, &text)?),
                _ => return self.blame(pointer, "NotText", "Phải là chuỗi ký tự.", "It must be a string."),
            }
        }
        Some(texts)
    }

    /// Brings a text into NFC; control characters belong into no text.
    fn clean(&mut self, pointer: &str, text: &str) -> Option<String> {
        if text.chars().any(is_control) {
            return self.blame(
                pointer.to_owned(),
                "ControlCharacter",
                "Có ký tự điều khiển không được phép.",
                "It holds a control character.",
            );
        }
        Some(source::nfc(text).into_owned())
    }

    fn blame<T>(&mut self, pointer: String, code: &'static str, vi: &str, en: &str) -> Option<T> {
        self.mistakes.push(Mistake::new(pointer, code, vi, en));
        None
    }
}

/// Reads a whole number, also one written with a point, such as `2.0`: JSON makes no difference. Beyond 2^53 - 1
/// readers differ (RFC 7493 2.2).
fn whole(value: &Value) -> Option<i64> {
    let exact = |number: &f64| number.fract() == 0.0 && number.abs() <= WHOLE_MAX as f64;
    let number = value.as_i64().or_else(|| value.as_f64().filter(exact).map(|number| number as i64))?;
    (-WHOLE_MAX..=WHOLE_MAX).contains(&number).then_some(number)
}

fn malformed(pointer: &str, code: &'static str, vi: &str, en: &str) -> Fault {
    Fault::Malformed(vec![Mistake::new(pointer, code, vi, en)])
}

fn repeated(pointer: String) -> Mistake {
    Mistake::new(
        pointer,
        "Repeated",
        "Mục này ghi hai lần, không biết lấy lần nào.",
        "It stands twice; neither counts.",
    )
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn unread(rejection: BytesRejection) -> Fault {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        _ => malformed("", "Incomplete", "Nội dung gửi lên bị đứt giữa chừng.", "The body broke off."),
    }
}
