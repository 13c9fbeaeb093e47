//! Members that stand twice in a JSON text: readers differ on which of them counts, so neither does.
//! It keeps no value.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::problem::escaped;

/// Lists the JSON pointers of members that stand twice; none in a text that is no JSON.
pub(super) fn twice(text: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let look = Look { pointer: String::new(), found: &mut found };
    match look.deserialize(&mut serde_json::Deserializer::from_slice(text)) {
        Ok(()) => found,
        Err(_) => Vec::new(),
    }
}

/// Looks at the value of one place.
struct Look<'f> {
    pointer: String,
    found: &'f mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let mut at = 0;
        while items.next_element_seed(self.below(&at.to_string()))?.is_some() {
            at += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let below = self.below(&escaped(&name));
            if !names.insert(name) {
                below.found.push(below.pointer.clone());
            }
            members.next_value_seed(below)?;
        }
        Ok(())
    }
}

impl Look<'_> {
    fn below(&mut self, name: &str) -> Look<'_> {
        Look { pointer: format!("{}/{name}", self.pointer), found: self.found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_stand_twice_are_found_wherever_they_stand() {
        let cases = [
            (r#"{"a": 1, "b": {"a": [null, true, -1, 1.5, "a"]}}"#, vec![]),
            (r#"{"a": 1, "a": 1}"#, vec!["/a"]),
            (r#"{"a": [0, {"x/y": 1, "x\u002fy": 2}], "a": {"b": 1, "b": 1}}"#, vec!["/a/1/x~1y", "/a", "/a/b"]),
            (r#"{"a": 1, "a": "#, vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(twice(text.as_bytes()), expected, "{text}");
        }
    }
}
