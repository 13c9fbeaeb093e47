//! How wide text is, estimated per glyph, and how it breaks into lines.
//! No font is read: a reader's own font may differ, so estimates are on the wide side.

/// Size of text about people and time, in px.
pub(super) const SMALL: f64 = 13.0;
/// Size of names, in px; they are set in semi-bold.
pub(super) const NAME: f64 = 14.0;

/// Estimates the width of a text of small size.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(glyph).sum::<f64>() * SMALL
}

/// Estimates the width of a name.
pub(super) fn name_width(text: &str) -> f64 {
    text.chars().map(glyph).sum::<f64>() * NAME * 1.07
}

/// Returns the width of a glyph as a part of the font's size.
fn glyph(letter: char) -> f64 {
    match letter {
        'i' | 'l' | '.' | ',' | ':' | ';' | '!' | '\'' | '|' | 'j' | 't' | 'f' | 'r' | 'I' | ' ' | '(' | ')' | 'í'
        | 'ì' | 'ỉ' | 'ĩ' | 'ị' | '\u{a0}' => 0.33,
        'm' | 'w' | 'M' | 'W' => 0.9,
        _ if letter.is_uppercase() => 0.68,
        _ => 0.59,
    }
}

/// Breaks a text at its spaces so that no line is wider than allowed; a word that is too wide is cut.
pub(super) fn wrap(text: &str, most: f64, measure: fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if measure(&joined) <= most {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = cut(word, most, measure, &mut lines);
    }
    lines.push(line);
    lines
}

/// Cuts a word into pieces that fit; the last piece is returned, the others are lines.
fn cut(word: &str, most: f64, measure: fn(&str) -> f64, lines: &mut Vec<String>) -> String {
    let mut piece = String::new();
    for letter in word.chars() {
        piece.push(letter);
        if measure(&piece) > most && piece.chars().count() > 1 {
            piece.pop();
            lines.push(std::mem::replace(&mut piece, letter.to_string()));
        }
    }
    piece
}

/// Shortens a text to a width; what is left out shows as an ellipsis.
pub(super) fn shorten(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for letter in text.chars() {
        short.push(letter);
        if width(&short) + width("…") > most {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end_matches([' ', '.', ',']))
}
