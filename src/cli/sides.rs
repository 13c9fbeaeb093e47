//! What was expected and what happened, side by side, and how a date was counted.
//!
//! It judges nothing.

use calendar::Lang;
use procedure::rules::m084_test_failed::Difference;

use crate::output::say;

/// Widest a side may be.
const WIDTH: usize = 44;
/// What stands between the sides.
const BETWEEN: &str = " │ ";

/// Writes both sides as two columns, and the arithmetic of a date, a clause a line.
pub(crate) fn sides(difference: &Difference, lang: Lang) -> String {
    let column = |heading: String, text: &str| [vec![heading], wrapped(text)].concat();
    let expected = column(say(lang, "MONG ĐỢI", "EXPECTED"), difference.expected.pick(lang));
    let actual = column(say(lang, "THỰC TẾ", "GOT"), difference.actual.pick(lang));
    let width = expected.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for at in 0..expected.len().max(actual.len()) {
        let side = |column: &[String]| column.get(at).cloned().unwrap_or_default();
        let line = format!("    {:<width$}{BETWEEN}{}", side(&expected), side(&actual));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    if let Some(arithmetic) = &difference.arithmetic {
        out.push_str(&format!("    {}\n", say(lang, "CÁCH TÍNH", "THE ARITHMETIC")));
        arithmetic.pick(lang).split("; ").for_each(|clause| out.push_str(&format!("      {clause}\n")));
    }
    out
}

/// Breaks a text at its blanks.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
