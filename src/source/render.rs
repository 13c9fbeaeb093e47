//! Draws findings for people: the look of rustc, in Vietnamese or English.
//!
//! The only file that sees the renderer. It makes text; printing is the caller's business.

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use crate::codes::M002;
use crate::{Diagnostic, Lang, Severity, SourceFile, Span, Words};

/// The longest edit that is drawn, in lines; a longer one is left to the words of the help.
const PATCH_LINES_MAX: usize = 4;

/// Draws the findings about one file for a terminal, in the look of rustc.
///
/// The findings keep their order, with a blank line between them; the text ends with a line feed
/// unless there is no finding.
pub fn render(file: &SourceFile, diagnostics: &[Diagnostic], lang: Lang, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let drawn = diagnostics.iter().map(|diagnostic| {
        let mut groups = vec![finding(file, diagnostic, lang)];
        groups.extend(edit(file, diagnostic, lang));
        renderer.render(&groups) + "\n"
    });
    drawn.collect::<Vec<_>>().join("\n")
}

fn finding<'a>(file: &'a SourceFile, diagnostic: &'a Diagnostic, lang: Lang) -> Group<'a> {
    let place = |span| drawable(file, span);
    let primary = AnnotationKind::Primary
        .span(place(diagnostic.span))
        .label(diagnostic.label.as_ref().map(|words| words.pick(lang)));
    let related = diagnostic
        .related
        .iter()
        .map(|(span, words)| AnnotationKind::Context.span(place(*span)).label(words.pick(lang)));
    let group = level(diagnostic.code.severity, lang)
        .primary_title(diagnostic.message.pick(lang))
        .id(diagnostic.code.code)
        .element(Snippet::source(file.text()).path(file.name()).annotation(primary).annotations(related));
    match &diagnostic.help {
        Some(words) => group.element(help(lang).message(words.pick(lang))),
        None => group,
    }
}

/// Draws the edit a finding proposes, unless it is long or nobody could see the difference.
fn edit<'a>(file: &'a SourceFile, diagnostic: &'a Diagnostic, lang: Lang) -> Option<Group<'a>> {
    let fix = diagnostic.fix.as_ref().filter(|_| diagnostic.code != M002)?;
    let lines = |text: &str| text.matches('\n').count() + 1;
    if lines(file.slice(fix.span)).max(lines(&fix.text)) > PATCH_LINES_MAX {
        return None;
    }
    let title = Words::new("sửa thành", "change to");
    let patch = Patch::new(whole(file, fix.span), fix.text.as_str());
    let snippet = Snippet::source(file.text()).path(file.name()).patch(patch);
    Some(help(lang).secondary_title(title.pick(lang).to_owned()).element(snippet))
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    let (level, vi) = match severity {
        Severity::Error => (Level::ERROR, "lỗi"),
        Severity::Warning => (Level::WARNING, "cảnh báo"),
        Severity::Note => (Level::NOTE, "ghi chú"),
    };
    if lang == Lang::Vi { level.with_name(vi) } else { level }
}

fn help(lang: Lang) -> Level<'static> {
    if lang == Lang::Vi { Level::HELP.with_name("gợi ý") } else { Level::HELP }
}

/// Cuts a place to the file, to whole characters.
fn whole(file: &SourceFile, span: Span) -> std::ops::Range<usize> {
    let start = file.text().floor_char_boundary(span.start as usize);
    let end = file.text().ceil_char_boundary(span.end as usize);
    start..end.max(start)
}

/// Cuts a place to its first line, so that a whole step is not fenced in.
fn drawable(file: &SourceFile, span: Span) -> std::ops::Range<usize> {
    let range = whole(file, span);
    let first = file.text()[range.clone()].find('\n').filter(|&at| at > 0);
    range.start..first.map_or(range.end, |at| range.start + at)
}
