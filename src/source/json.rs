//! Writes findings for machines: one JSON object per line.
//!
//! The names of the members are a contract with editors and scripts; add, never rename.

use serde::Serialize;

use crate::{Diagnostic, Lang, Severity, SourceFile, Span};

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    code: &'static str,
    slug: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    place: Place,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Edit<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place,
    message: &'a str,
}

#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    place: Place,
    text: &'a str,
}

/// Writes the findings about one file as one JSON object per line.
///
/// Lines and columns count from 1, columns in characters; the end is exclusive. Members: `file`,
/// `code`, `slug`, `severity`, `line`, `column`, `endLine`, `endColumn`, `message`, and where they
/// exist `label`, `help`, `at`, `related`, `fix`.
pub fn to_json(file: &SourceFile, diagnostics: &[Diagnostic], lang: Lang) -> String {
    let line = |diagnostic| {
        serde_json::to_string(&line(file, diagnostic, lang)).expect("texts and numbers always serialise") + "\n"
    };
    diagnostics.iter().map(line).collect()
}

fn line<'a>(file: &'a SourceFile, diagnostic: &'a Diagnostic, lang: Lang) -> Line<'a> {
    let related =
        |(span, words): &'a (Span, crate::Words)| Related { place: place(file, *span), message: words.pick(lang) };
    Line {
        file: file.name(),
        code: diagnostic.code.code,
        slug: diagnostic.code.slug,
        severity: match diagnostic.code.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        place: place(file, diagnostic.span),
        message: diagnostic.message.pick(lang),
        label: diagnostic.label.as_ref().map(|words| words.pick(lang)),
        help: diagnostic.help.as_ref().map(|words| words.pick(lang)),
        at: diagnostic.at.as_deref(),
        related: diagnostic.related.iter().map(related).collect(),
        fix: diagnostic.fix.as_ref().map(|fix| Edit { place: place(file, fix.span), text: &fix.text }),
    }
}

fn place(file: &SourceFile, span: Span) -> Place {
    let (start, end) = (file.position(span.start), file.position(span.end));
    Place { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}
