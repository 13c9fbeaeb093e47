//! Small questions about words: is it an id, which known word is meant, what is its hash.
//!
//! No words of the language live here; the caller brings them.

use sha2::{Digest, Sha256};

/// Tells whether a text is an id of the language: `[a-z][a-z0-9]*(_[a-z0-9]+)*` (language.md c1).
pub fn is_id(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('_').all(part)
}

/// Finds the known word that is meant by a misspelt one, for "có phải `x`?".
///
/// At most a third of the letters may differ, a swap of neighbours counting as one; among equally
/// near words the first wins.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    let allowed = folded.chars().count().div_ceil(3);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Computes the SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Writes bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        for good in ["a", "tiep_nhan", "mau_01", "x9_9"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "_a", "a_", "a__b", "9a", "Ten", "tên", "a-b", "a b"] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn nearest_word() {
        let known = ["deadline", "documents", "name", "next"];
        assert_eq!(nearest("dedline", known), Some("deadline"));
        assert_eq!(nearest("Nmae", known), Some("name"));
        assert_eq!(nearest("nxet", known), Some("next"));
        assert_eq!(nearest("thoi_han", known), None);
        assert_eq!(nearest("zz", known), None);
    }

    #[test]
    fn hash_of_nothing() {
        assert_eq!(sha256(b"")[..4], [0xe3, 0xb0, 0xc4, 0x42]);
    }
}
