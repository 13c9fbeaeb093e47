//! Patterns of answers, compiled once with the program.

use std::fmt;

use regex_lite::{Regex, RegexBuilder};

/// Most bytes a compiled pattern may take.
const PATTERN_BYTES: usize = 64 * 1024;

/// A regular expression that a whole text must match.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    whole: Regex,
}

impl Pattern {
    /// Compiles a pattern; none if it is no regular expression, or a huge one.
    pub fn new(text: &str) -> Option<Self> {
        let compiled = |text: &str| RegexBuilder::new(text).size_limit(PATTERN_BYTES).build().ok();
        // Alone as well: `)(` is none, though what surrounds it would make it one.
        compiled(text)?;
        Some(Self { text: text.to_owned(), whole: compiled(&format!("^(?:{text})$"))? })
    }

    /// Tells whether a whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }

    /// Returns the pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Pattern({:?})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_that_no_answer_could_match_are_known() {
        let is_pattern = |text| Pattern::new(text).is_some();
        let good = [r"\d{12}", "[A-ZĐ]{2}-[0-9]+", "", "có|không", "^CT.*$"];
        let bad = ["(", "[a", "*", ")(", "a{2,1}", "(?=a)a", r"\", "(?x)a # b", "a{900}{900}"];
        assert_eq!(good.map(is_pattern), [true; 5]);
        assert_eq!(bad.map(is_pattern), [false; 9]);
        let either = Pattern::new("có|không").expect("a pattern");
        assert!(either.matches("không") && !either.matches("có không"));
    }
}
