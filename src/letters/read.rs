//! Reads a template and refuses what it does not know, with place and proposal. It fills in nothing.
//!
//! `{{ten}}` is a name; `{{#ten}}…{{/ten}}` is written once a line of a list, or if the name tells something;
//! `{{^ten}}…{{/ten}}` if it tells nothing; `{{kho: A5}}` chooses the paper. Comments are left out.

use source::{SourceFile, Span, nearest};

use crate::fault::Fault;
use crate::html::{self, Tag};
use crate::names::{self, Column, NAMES, Worth};
use crate::template::{Paper, Part, Source, Template};

/// Most tags and sections inside each other.
const DEPTH_MAX: usize = 32;
/// How many faults one reading reports at most; the others show once these are mended.
const FINDINGS_MAX: usize = 200;

impl Template {
    /// Reads a template; `answers` are the `section.field` paths of the procedure's own form.
    ///
    /// # Errors
    /// Everything that is wrong with it, in its order.
    pub fn read(file: &SourceFile, answers: &[&str]) -> Result<Self, Vec<Fault>> {
        let mut reader =
            Reader { file, answers, at: 0, paper: None, parts: Vec::new(), open: Vec::new(), faults: Vec::new() };
        reader.all();
        if reader.faults.is_empty() {
            Ok(Self { paper: reader.paper.unwrap_or_default(), parts: reader.parts })
        } else {
            reader.faults.sort_by_key(|fault| fault.span);
            Err(reader.faults)
        }
    }
}

struct Reader<'f> {
    file: &'f SourceFile,
    answers: &'f [&'f str],
    at: usize,
    paper: Option<Paper>,
    parts: Vec<Part>,
    open: Vec<Open>,
    faults: Vec<Fault>,
}

/// A tag or section that is not closed yet.
struct Open {
    word: String,
    span: Span,
    section: Option<Section>,
}

/// A section, and the parts before it.
struct Section {
    source: Source,
    there: bool,
    before: Vec<Part>,
}

impl Section {
    fn columns(&self) -> Option<&'static [Column]> {
        if let Source::Name(name) = self.source { name.columns().filter(|_| self.there) } else { None }
    }
}

impl Reader<'_> {
    fn all(&mut self) {
        let text = self.file.text();
        if source::nfc(text) != text {
            let end = Span::new(0, 0);
            self.fault(end, "Dùng chữ dựng sẵn (NFC).", "Use composed letters (NFC).");
        }
        while let Some(next) = text[self.at..].find(['<', '{', '}']).map(|next| self.at + next) {
            if self.faults.len() >= FINDINGS_MAX {
                return;
            }
            self.fixed(&text[self.at..next]);
            self.at = next;
            self.special(&text[next..]);
        }
        self.fixed(&text[self.at..]);
        for open in std::mem::take(&mut self.open) {
            self.unclosed(&open);
        }
    }

    /// Reads what begins with `<`, `{` or `}`.
    fn special(&mut self, rest: &str) {
        if let Some(comment) = rest.strip_prefix("<!--") {
            match comment.find("-->") {
                Some(end) => self.at += end + "<!---->".len(),
                None => self.cut(rest, "Chú thích `<!--` không có `-->`.", "The comment has no `-->`."),
            }
        } else if rest.starts_with("{{") {
            match rest.find("}}").filter(|end| !rest[2..*end].contains(['{', '<', '\n'])) {
                Some(end) => self.braced(&rest[..end + 2]),
                None => self.cut("{{", "`{{` không có `}}` trên cùng dòng.", "`{{` has no `}}` in its line."),
            }
        } else if rest.starts_with('<') {
            match rest.find('>').filter(|end| !rest[1..*end].contains(['{', '<'])) {
                Some(end) => self.tag(&rest[..=end]),
                None => self.cut(
                    "<",
                    "Thẻ không có `>`, hoặc có tên trong thẻ. Dấu nhỏ hơn viết là `&lt;`; tên chỉ đứng trong nội dung.",
                    "The tag has no `>`, or a name stands in it. Write `&lt;` for less than; names stand in text only.",
                ),
            }
        } else {
            self.cut(&rest[..1], "Ngoặc nhọn chỉ dùng cho tên: `{{ten}}`.", "Braces are for names only: `{{ten}}`.");
        }
    }

    /// Reports some text and goes on behind it.
    fn cut(&mut self, text: &str, vi: &str, en: &str) {
        let span = self.span(text.len());
        self.fault(span, vi, en);
        self.at += text.len();
    }

    fn tag(&mut self, text: &str) {
        let span = self.span(text.len());
        self.at += text.len();
        let Some(tag) = Tag::parse(text) else {
            let vi = format!("Không đọc được thẻ `{text}`; viết như `<p class=\"gach\">`.");
            return self.fault(span, vi, format!("`{text}` is no tag; write as in `<p class=\"gach\">`."));
        };
        if let Some((word, known)) = tag.stranger() {
            let (vi, en) = proposal(word, &known);
            let vi = format!("Mẫu không dùng được `{word}` trong thẻ `{text}`{vi}.");
            self.fault(span, vi, format!("A template cannot use `{word}` in `{text}`{en}."));
        }
        if tag.closes {
            self.close(tag.element, span, false);
        } else if !html::VOID.contains(&tag.element) {
            self.enter(Open { word: tag.element.to_owned(), span, section: None });
        }
        self.fixed(text);
    }

    fn braced(&mut self, text: &str) {
        let span = self.span(text.len());
        self.at += text.len();
        let inner = text[2..text.len() - 2].trim();
        if let Some(paper) = inner.strip_prefix("kho:") {
            return self.paper(paper.trim(), span);
        }
        let (mark, word) = match inner.chars().next() {
            Some(mark @ ('#' | '^' | '/')) => (Some(mark), inner[1..].trim()),
            _ => (None, inner),
        };
        if mark == Some('/') {
            return self.close(word, span, true);
        }
        let Some(source) = self.source(word) else {
            self.unknown(word, span);
            if mark.is_some() {
                // Its end is expected nevertheless, or every section with a wrong name would be reported twice.
                self.section(word, span, Source::Answer(word.to_owned()), true);
            }
            return;
        };
        let list = if let Source::Name(name) = source { name.columns().is_some() } else { false };
        match mark {
            Some(mark) => {
                if list && mark == '#' && self.line().is_some() {
                    self.fault(span, "Danh sách không nằm trong danh sách.", "A list cannot stand inside a list.");
                }
                self.section(word, span, source, mark == '#');
            }
            None if list => {
                let vi = format!("`{word}` là danh sách: viết `{{{{#{word}}}}}…{{{{/{word}}}}}`.");
                self.fault(span, vi, format!("`{word}` is a list: write `{{{{#{word}}}}}…{{{{/{word}}}}}`."));
            }
            None => self.parts.push(Part::Value(source)),
        }
    }

    fn paper(&mut self, word: &str, span: Span) {
        let found = Paper::ALL.iter().find(|(_, name)| *name == word).map(|(paper, _)| *paper);
        if found.is_none() || self.paper.is_some() {
            let names = Paper::ALL.map(|(_, name)| format!("`{name}`")).join(", ");
            let vi = format!("`kho:` viết một lần, là một trong {names}.");
            self.fault(span, vi, format!("`kho:` is written once and is one of {names}."));
        }
        self.paper = found.or(self.paper);
    }

    /// Finds where a word gets its value: the line first, then the facts, then the answers.
    fn source(&self, word: &str) -> Option<Source> {
        if let Some(columns) = self.line() {
            if word == "stt" {
                return Some(Source::Number);
            }
            if let Some(cell) = columns.iter().position(|column| column.id == word) {
                return Some(Source::Cell(cell));
            }
        }
        let answer = || self.answers.contains(&word).then(|| Source::Answer(word.to_owned()));
        names::find(word).map(Source::Name).or_else(answer)
    }

    /// Gives the names of the innermost list.
    fn line(&self) -> Option<&'static [Column]> {
        self.open.iter().rev().find_map(|open| open.section.as_ref()?.columns())
    }

    fn unknown(&mut self, word: &str, span: Span) {
        let cells = self.line().unwrap_or_default().iter().map(|column| column.id);
        let known: Vec<&str> =
            cells.chain(NAMES.iter().map(|name| name.id)).chain(self.answers.iter().copied()).collect();
        let homes = NAMES.iter().find(|name| {
            let Worth::Lines(columns, _) = name.worth else { return false };
            word == "stt" || columns.iter().any(|column| column.id == word)
        });
        let (vi, en) = match homes {
            Some(list) => (
                format!(", chỉ có trong danh sách như `{{{{#{}}}}}`", list.id),
                format!(", it is known in lists such as `{{{{#{}}}}}` only", list.id),
            ),
            None => proposal(word, &known),
        };
        self.fault(span, format!("Không có tên `{word}`{vi}."), format!("There is no name `{word}`{en}."));
    }

    fn section(&mut self, word: &str, span: Span, source: Source, there: bool) {
        let before = std::mem::take(&mut self.parts);
        self.enter(Open { word: word.to_owned(), span, section: Some(Section { source, there, before }) });
    }

    fn enter(&mut self, open: Open) {
        if self.open.len() == DEPTH_MAX {
            let vi = format!("Thẻ và mục lồng nhau quá {DEPTH_MAX} tầng.");
            self.fault(open.span, vi, format!("Tags and sections are nested deeper than {DEPTH_MAX}."));
        }
        self.open.push(open);
    }

    /// Closes a tag or section, and reports those that were left open inside it.
    fn close(&mut self, word: &str, span: Span, section: bool) {
        let matching = |open: &Open| open.word == word && open.section.is_some() == section;
        let Some(at) = self.open.iter().rposition(matching) else {
            let shown = if section { format!("{{{{/{word}}}}}") } else { format!("</{word}>") };
            let vi = format!("`{shown}` không đóng gì: không có chỗ mở tương ứng.");
            return self.fault(span, vi, format!("`{shown}` closes nothing."));
        };
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { return };
            if self.open.len() > at {
                self.unclosed(&open);
            }
            if let Some(section) = open.section {
                self.leave(section);
            }
        }
    }

    fn leave(&mut self, section: Section) {
        let inner = std::mem::replace(&mut self.parts, section.before);
        self.parts.push(match section.source {
            Source::Name(name) if section.there && name.columns().is_some() => Part::Each(name, inner),
            source => Part::If { source, there: section.there, inner },
        });
    }

    fn unclosed(&mut self, open: &Open) {
        let word = &open.word;
        let shown = if open.section.is_some() { format!("{{{{/{word}}}}}") } else { format!("</{word}>") };
        self.fault(open.span, format!("Thiếu `{shown}` để đóng chỗ này."), format!("This is not closed by `{shown}`."));
    }

    fn fixed(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Fixed(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.parts.push(Part::Fixed(text.to_owned())),
        }
    }

    fn span(&self, length: usize) -> Span {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(cut(self.at), cut(self.at + length))
    }

    fn fault(&mut self, span: Span, vi: impl Into<String>, en: impl Into<String>) {
        self.faults.push(Fault::new(self.file, span, vi, en));
    }
}

fn proposal(word: &str, known: &[&str]) -> (String, String) {
    let near = nearest(word, known.iter().copied());
    near.map(|near| (format!(", có phải `{near}`?"), format!(", is `{near}` meant?"))).unwrap_or_default()
}
