//! What a template may write besides its names: a closed list of elements, attributes and classes.
//!
//! No style, script, address or picture is on it, so that no template can bring anything from elsewhere, and no name
//! stands inside a tag, so that escaping text is enough.

/// Elements that are closed.
pub(crate) const ELEMENTS: &[&str] = &[
    "b", "caption", "dd", "div", "dl", "dt", "em", "footer", "h1", "h2", "h3", "header", "i", "li", "ol", "p",
    "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u",
    "ul",
];

/// Elements that hold nothing and are not closed.
pub(crate) const VOID: &[&str] = &["br", "hr"];

/// Attributes, with plain values.
pub(crate) const ATTRIBUTES: &[&str] = &["class", "colspan", "lang", "rowspan", "scope"];

/// Classes, each of them known to the style sheet.
pub(crate) const CLASSES: &[&str] = &[
    "bang",
    "can_giua",
    "cham",
    "dau",
    "dau_ma",
    "gach",
    "hai_cot",
    "hoa",
    "khong_ngat",
    "ky",
    "mau",
    "muc",
    "nghieng",
    "nguyen_tu",
    "nhan",
    "nho",
    "noi_bat",
    "noi_nhan",
    "phai",
    "trai",
];

/// One `<…>` of a template, in parts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'t> {
    /// True for `</…>`.
    pub closes: bool,
    /// Its element.
    pub element: &'t str,
    /// Attributes with their values.
    pub attributes: Vec<(&'t str, &'t str)>,
}

impl<'t> Tag<'t> {
    /// Takes a tag apart, from `<` to `>`; `None` if it is not written as `<a b="c">`.
    pub fn parse(tag: &'t str) -> Option<Self> {
        let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/').trim_end_matches('/');
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (element, mut rest) = inner.split_at(end);
        let mut attributes = Vec::new();
        while !rest.trim_start().is_empty() {
            let (name, after) = rest.split_once("=\"")?;
            let (value, after) = after.split_once('"')?;
            let own = name.trim_start();
            let spaced = own.len() < name.len() && own.bytes().all(|byte| byte.is_ascii_lowercase());
            attributes.push((spaced.then_some(own)?, value));
            rest = after;
        }
        let alone = !closes || attributes.is_empty();
        (!element.is_empty() && alone).then_some(Self { closes, element, attributes })
    }

    /// Names what is not on the lists: the word, and the list it is missing from.
    pub fn stranger(&self) -> Option<(&'t str, Vec<&'static str>)> {
        let known: Vec<&str> = ELEMENTS.iter().chain(VOID).copied().collect();
        if !known.contains(&self.element) {
            return Some((self.element, known));
        }
        for (attribute, value) in &self.attributes {
            if !ATTRIBUTES.contains(attribute) {
                return Some((attribute, ATTRIBUTES.to_vec()));
            }
            let strange = value.split_whitespace().find(|class| *attribute == "class" && !CLASSES.contains(class));
            if let Some(class) = strange {
                return Some((class, CLASSES.to_vec()));
            }
            if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" _-".contains(&byte)) {
                return Some((value, Vec::new()));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_style_and_every_list_is_sorted() {
        let style = include_str!("letter.css");
        for class in CLASSES {
            assert!(style.contains(&format!(".{class}")), "{class}");
        }
        for list in [ELEMENTS, VOID, ATTRIBUTES, CLASSES] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn tags_are_taken_apart() {
        let tag = Tag::parse("<td colspan=\"4\" class=\"nho hoa\">").unwrap();
        assert_eq!((tag.closes, tag.element), (false, "td"));
        assert_eq!(tag.attributes, [("colspan", "4"), ("class", "nho hoa")]);
        assert!(Tag::parse("</td>").unwrap().closes);
        assert_eq!(Tag::parse("<br/>").unwrap().element, "br");
        for bad in ["<>", "< p>", "<p class='a'>", "<p a>", "<p a=\"b\"c=\"d\">", "</p class=\"a\">", "<!doctype html>"]
        {
            assert_eq!(Tag::parse(bad), None, "{bad}");
        }
    }
}
