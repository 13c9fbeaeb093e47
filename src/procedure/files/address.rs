//! Addresses of test files: `step`, `step.word`, `step[item]`, `step[item].word` (language.md c2).
//! It resolves none of them.

use std::fmt;

use source::{Node, Spanned};

use super::read::Reader;
use crate::rules::{m018_bad_value as m018, m022_id_syntax as m022};

/// Names a step, perhaps the item of a `forEach`, perhaps a button, an outcome or a word; or an `anytime`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressDef {
    /// Id of the step or `anytime`.
    pub step: String,
    /// Agency of the item.
    pub item: Option<String>,
    /// Button, outcome or word.
    pub word: Option<String>,
}

impl AddressDef {
    /// Takes an address apart; the parts are not judged.
    pub fn parse(text: &str) -> Self {
        let (step, rest) = match text.split_once('[') {
            Some((step, rest)) => (step, Some(rest)),
            None => (text, None),
        };
        let (item, behind) = match rest.map(|rest| rest.split_once(']').unwrap_or((rest, ""))) {
            Some((item, behind)) => (Some(item.to_owned()), behind.strip_prefix('.')),
            None => (None, None),
        };
        let (step, word) = match step.split_once('.').filter(|_| item.is_none()) {
            Some((step, word)) => (step, Some(word)),
            None => (step, behind),
        };
        Self { step: step.to_owned(), item, word: word.map(str::to_owned) }
    }
}

impl fmt::Display for AddressDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.step)?;
        self.item.iter().try_for_each(|item| write!(f, "[{item}]"))?;
        self.word.iter().try_for_each(|word| write!(f, ".{word}"))
    }
}

/// Reads an address; none if it is not written like one.
pub(crate) fn read(reader: &Reader<'_>, node: &Node) -> Option<Spanned<AddressDef>> {
    judge(reader, &reader.scalar(node)?)
}

/// Reads an address that stands as a key.
pub(crate) fn judge(reader: &Reader<'_>, text: &Spanned<String>) -> Option<Spanned<AddressDef>> {
    let address = AddressDef::parse(&text.value);
    if address.to_string() != text.value {
        reader.report(m018::address(text));
        return None;
    }
    let mut parts = std::iter::once(&address.step).chain(&address.item).chain(&address.word);
    if let Some(part) = parts.find(|part| !source::is_id(part)) {
        reader.report(m022::report(&Spanned::new(part.clone(), text.span)));
        return None;
    }
    Some(Spanned::new(address, text.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        let some = |text: &str| Some(text.to_owned());
        let cases = [
            ("ky", ("ky", None, None)),
            ("ky.tra_lai", ("ky", None, some("tra_lai"))),
            ("y_kien[so_qhkt]", ("y_kien", some("so_qhkt"), None)),
            ("y_kien[so_qhkt].dong_y", ("y_kien", some("so_qhkt"), some("dong_y"))),
        ];
        for (text, (step, item, word)) in cases {
            let expected = AddressDef { step: step.to_owned(), item, word };
            assert_eq!(AddressDef::parse(text), expected, "{text}");
            assert_eq!(expected.to_string(), text);
        }
        for text in ["y_kien[so_qhkt", "y_kien[a]b", "y_kien[a]]", "y_kien].a"] {
            let parsed = AddressDef::parse(text);
            let good = parsed.to_string() == text && source::is_id(&parsed.step);
            assert!(!good, "{text}");
        }
    }
}
