//! A diagnostic: code, place, sentence in two languages, and what to do about it.
//!
//! Codes are permanent; the sentences may change. Nothing here prints.

use crate::Span;
use calendar::Lang;

/// A sentence in both languages, Vietnamese first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The sentence in Vietnamese.
    pub vi: String,
    /// The same sentence in English.
    pub en: String,
}

impl Words {
    /// Joins the two sentences.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// Gives the sentence in one language.
    pub fn pick(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// How much a diagnostic stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Stops publishing.
    Error,
    /// Stops going live unless waived in the file with a reason.
    Warning,
    /// Stops nothing.
    Note,
}

/// Identity of a diagnostic: permanent code and slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// The permanent code, as `M010`.
    pub code: &'static str,
    /// The permanent name, as `unknown-key`.
    pub slug: &'static str,
    /// How much it stops.
    pub severity: Severity,
}

impl Code {
    /// Makes a code; used for the constants that list them.
    pub const fn new(code: &'static str, slug: &'static str, severity: Severity) -> Self {
        Self { code, slug, severity }
    }
}

/// A proposed edit: the text of a range is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; an empty range inserts.
    pub span: Span,
    /// What is written instead.
    pub text: String,
}

/// One finding about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: Code,
    /// Where it is.
    pub span: Span,
    /// What is wrong.
    pub message: Words,
    /// What stands under the marked text.
    pub label: Option<Words>,
    /// Other places that belong to it, each with a sentence.
    pub related: Vec<(Span, Words)>,
    /// What to do.
    pub help: Option<Words>,
    /// An edit that does it.
    pub fix: Option<Fix>,
    /// Address used by `waive`, as `tiep_nhan.bo_sung`.
    pub at: Option<String>,
}

impl Diagnostic {
    /// Makes a finding with its place and sentence.
    pub fn new(code: Code, span: Span, message: Words) -> Self {
        Self { code, span, message, label: None, related: Vec::new(), help: None, fix: None, at: None }
    }

    /// Adds the words under the marked text.
    pub fn label(mut self, words: Words) -> Self {
        self.label = Some(words);
        self
    }

    /// Adds another place that belongs to the finding.
    pub fn related(mut self, span: Span, words: Words) -> Self {
        self.related.push((span, words));
        self
    }

    /// Adds what to do.
    pub fn help(mut self, words: Words) -> Self {
        self.help = Some(words);
        self
    }

    /// Adds an edit that replaces `span` by `text`.
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, text: text.into() });
        self
    }

    /// Adds the address by which `waive` names the place.
    pub fn at(mut self, address: impl Into<String>) -> Self {
        self.at = Some(address.into());
        self
    }
}

/// The findings about one file, in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Starts without findings.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Goes through the findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Tells whether there is no finding at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Orders the findings by place, then by code; drops repetitions.
    pub fn sorted(mut self) -> Self {
        self.0.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code.code));
        self.0.dedup();
        self
    }

    /// Gives the findings as a list.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(list: Vec<Diagnostic>) -> Self {
        Self(list)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
