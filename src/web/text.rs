//! Which characters belong into no text that somebody sends. It changes nothing.

/// Tells whether a character steers a device or turns the order of letters around: a text holding it does not show what
/// it says. Line ends and tabs are text.
pub(crate) fn is_control(one: char) -> bool {
    let turns = matches!(one, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || (one.is_control() && !matches!(one, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::is_control;

    #[test]
    fn letters_lines_and_joined_signs_are_text() {
        assert!(!"Bằng\ttốt nghiệp\r\n👨\u{200D}👩\u{200D}👧 \u{200F}".chars().any(is_control));
        for one in ['\0', '\u{8}', '\u{1B}', '\u{7F}', '\u{9B}', '\u{202E}', '\u{2066}'] {
            assert!(is_control(one), "{one:?}");
        }
    }
}
