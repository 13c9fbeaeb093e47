//! Fills a template with facts. Same template and facts, same bytes: it asks nobody anything.

use crate::facts::Facts;
use crate::names::{Line, Worth};
use crate::template::{Part, Source, Template};

/// Style of every letter: black on white, the reader's own fonts, no fixed heights.
const STYLE: &str = include_str!("letter.css");
/// What stands where a fact is absent, to be filled in by hand.
const BLANK: &str = "<span class=\"cham\">…………………</span>";

/// Renders a letter as a whole page that needs no other file and runs no script.
pub fn render(template: &Template, facts: &Facts) -> String {
    let (paper, mut title) = (template.paper, String::new());
    escape(&facts.form.name, &mut title);
    if let Some(code) = &facts.code {
        title.push_str(" – ");
        escape(code, &mut title);
    }
    format!(
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n@page{{{page}}}\n{STYLE}</style>\n</head>\n<body class=\"{class}\">\n<main tabindex=\"0\">\n{body}</main>\n</body>\n\
         </html>\n",
        page = paper.page(),
        class = paper.class(),
        body = fill(template, facts),
    )
}

/// Fills a template without the page around it.
pub(crate) fn fill(template: &Template, facts: &Facts) -> String {
    let mut out = String::new();
    Filling { facts, line: None }.all(&template.parts, &mut out);
    out
}

struct Filling<'f> {
    facts: &'f Facts,
    /// The line of a list that is being written, with its number.
    line: Option<(usize, &'f Line)>,
}

/// What stands in a place.
enum Shown {
    Nothing,
    Text(String),
    Markup(String),
}

impl Filling<'_> {
    fn all(&self, parts: &[Part], out: &mut String) {
        for part in parts {
            match part {
                Part::Fixed(text) => out.push_str(text),
                Part::Value(source) => match self.shown(source) {
                    Shown::Nothing => out.push_str(BLANK),
                    Shown::Text(text) => escape(&text, out),
                    Shown::Markup(markup) => out.push_str(&markup),
                },
                Part::Each(name, inner) => {
                    let Worth::Lines(_, worth) = name.worth else { continue };
                    for (at, line) in worth(self.facts).iter().enumerate() {
                        Filling { facts: self.facts, line: Some((at + 1, line)) }.all(inner, out);
                    }
                }
                Part::If { source, there, inner } => {
                    if matches!(self.shown(source), Shown::Nothing) != *there {
                        self.all(inner, out);
                    }
                }
            }
        }
    }

    fn shown(&self, source: &Source) -> Shown {
        let text = match source {
            Source::Name(name) => match name.worth {
                Worth::Text(worth) => worth(self.facts),
                Worth::Drawn(worth) => {
                    return Some(worth(self.facts))
                        .filter(|drawn| !drawn.is_empty())
                        .map_or(Shown::Nothing, Shown::Markup);
                }
                Worth::Lines(_, worth) => {
                    Some(worth(self.facts).len()).filter(|&lines| lines > 0).map(|lines| lines.to_string())
                }
            },
            Source::Cell(cell) => self.line.and_then(|(_, line)| line[*cell].clone()),
            Source::Number => self.line.map(|(number, _)| number.to_string()),
            Source::Answer(path) => {
                self.facts.answers.iter().find(|one| one.path == *path).map(|one| one.value.clone())
            }
        };
        text.filter(|text| !text.trim().is_empty()).map_or(Shown::Nothing, Shown::Text)
    }
}

/// Writes a text so that it is read as text, and shows what it says: a character that steers a device or turns the
/// order of letters around becomes U+FFFD.
fn escape(text: &str, out: &mut String) {
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            '\r' => {}
            '\t' => out.push(' '),
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            one if one.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            one => out.push(one),
        }
    }
}
