//! Text to tree: the only file that drives the YAML library.
//!
//! Works on the library's events, one pass, without recursion; aliases are never followed, so
//! nothing grows beyond the text. Knows no key of the language but those that hold guards.

use serde_saphyr::granit_parser::{self, ErrorKind, Event, Options, Parser, ScanError};

use crate::builder::Builder;
use crate::codes::{M001, M009};
use crate::syntax::{self, Refused};
use crate::text::{self, Fault};
use crate::{Diagnostic, Node, SourceFile, Span, Style, Words, traps};

/// How many findings one reading reports at most; the others show once these are mended.
pub(crate) const FINDINGS_MAX: usize = 200;

/// How much of a file is read (language.md g).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// Size of the file in bytes.
    pub bytes: usize,
    /// Depth of maps and lists inside each other.
    pub depth: usize,
    /// Length of a line in characters.
    pub line: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self { bytes: 256 * 1024, depth: 32, line: 1_000 }
    }
}

/// Reads a text into its tree; never panics, hangs or allocates without bound.
///
/// Reports M001, M002, M007, M008 and M009, at most 200 findings. There is no tree if the text is
/// too large, too deep or not YAML; every other fault leaves a tree that can be judged further.
pub fn read(file: &SourceFile, limits: &ReadLimits) -> (Option<Node>, Vec<Diagnostic>) {
    let size = file.text().len();
    if size > limits.bytes {
        return (None, vec![text::oversize(size, limits.bytes)]);
    }
    let mut found = text::faults(file, limits.line);
    let mut builder = Builder::new(file, limits.depth);
    let complete = drive(file, limits, &mut builder);
    let (root, more) = builder.finish();
    found.extend(more);
    found.truncate(FINDINGS_MAX);
    (root.filter(|_| complete), found)
}

/// Feeds the events of the first document to the builder; tells whether it was read to its end.
fn drive(file: &SourceFile, limits: &ReadLimits, builder: &mut Builder<'_>) -> bool {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.disallow_directives = true;
    options.emit_unresolved_aliases = true;
    options.emit_anchor_events = true;
    // One more than ours, so that our own count speaks first wherever both could.
    options.flow_nesting_limit = limits.depth + 1;
    options.block_nesting_limit = limits.depth + 1;
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(file.text(), options) {
        match event {
            Ok((Event::DocumentStart(..), place)) => {
                documents += 1;
                if documents > 1 {
                    builder.refuse(Refused::Documents, span_of(place));
                    return true;
                }
            }
            Ok((event, place)) => {
                if !feed(builder, event, place) {
                    return false;
                }
            }
            Err(error) => {
                stumble(file, limits, builder, &error);
                return false;
            }
        }
    }
    if documents == 0 {
        builder.refuse(Refused::Empty, Span::default());
    }
    documents > 0
}

/// Hands one event to the builder; tells whether to go on.
fn feed(builder: &mut Builder<'_>, event: Event<'_>, place: granit_parser::Span) -> bool {
    if let Some(tag) = place.tag_span() {
        builder.refuse(Refused::Tag, span_of(tag));
    }
    let span = span_of(place);
    match event {
        Event::Scalar(text, style, ..) => builder.scalar(text.into_owned(), style_of(style), span),
        Event::SequenceStart(style, ..) => return builder.open(false, is_flow(style), span),
        Event::MappingStart(style, ..) => return builder.open(true, is_flow(style), span),
        Event::SequenceEnd | Event::MappingEnd => builder.close(span),
        Event::Anchor(..) => builder.refuse(Refused::Anchor, span),
        Event::Alias(..) | Event::UnresolvedAlias(..) => {
            builder.refuse(Refused::Alias, span);
            builder.scalar(String::new(), Style::Plain, span);
        }
        _ => {}
    }
    true
}

/// Reports why the library gave up.
fn stumble(file: &SourceFile, limits: &ReadLimits, builder: &mut Builder<'_>, error: &ScanError) {
    let kind = error.kind();
    let at = error.marker().byte_offset().unwrap_or(file.text().len());
    let stopped_at = file.text().get(at..).and_then(|rest| rest.chars().next());
    let span = Span::of(at..at + stopped_at.map_or(0, char::len_utf8));
    let opened = builder.innermost_flow();
    if *kind == ErrorKind::RecursionLimitExceeded {
        builder.report(too_deep(span, limits.depth));
    } else if let Some(guard) =
        [Some(span), opened].into_iter().flatten().find_map(|place| traps::guard_at(file, place.start))
    {
        builder.report(guard);
    } else if let Some(refused) = syntax::refused(kind) {
        builder.refuse(refused, span);
    } else if !has_fault(file.line_text(file.position(span.start).line)) {
        builder.report(explain(file, kind, span, opened));
    }
}

/// Tells whether a line holds a character that M002 names already; what the library makes of such
/// a line is not said on top.
fn has_fault(line: &str) -> bool {
    line.chars().any(|c| Fault::of(c).is_some())
}

fn explain(file: &SourceFile, kind: &ErrorKind, span: Span, opened: Option<Span>) -> Diagnostic {
    if *kind == ErrorKind::MappingValueNotAllowed
        && let Some((value, quoted)) = traps::colon_at(file, span.start)
    {
        let words = Words::new(
            "Giá trị có dấu hai chấm và dấu cách phải đặt trong dấu nháy",
            "A value that holds a colon and a blank must be quoted",
        );
        return Diagnostic::new(M001, value, words).fix(value, quoted);
    }
    let diagnostic = Diagnostic::new(M001, span, syntax::words(kind));
    match opened {
        Some(opened) if opened != span => {
            diagnostic.related(opened, Words::new("ngoặc mở ở đây", "bracket opened here"))
        }
        _ => diagnostic,
    }
}

/// Says that maps and lists are nested too deeply (M009).
pub(crate) fn too_deep(span: Span, limit: usize) -> Diagnostic {
    let words = Words::new(
        format!("Các mục lồng nhau quá {limit} tầng"),
        format!("Values are nested deeper than {limit} levels"),
    );
    Diagnostic::new(M009, span, words)
}

fn span_of(place: granit_parser::Span) -> Span {
    place.byte_range().map(Span::of).unwrap_or_default()
}

fn style_of(style: granit_parser::ScalarStyle) -> Style {
    match style {
        granit_parser::ScalarStyle::Plain => Style::Plain,
        granit_parser::ScalarStyle::SingleQuoted => Style::Single,
        granit_parser::ScalarStyle::DoubleQuoted => Style::Double,
        granit_parser::ScalarStyle::Literal | granit_parser::ScalarStyle::Folded => Style::Block,
    }
}

fn is_flow(style: granit_parser::StructureStyle) -> bool {
    style == granit_parser::StructureStyle::Flow
}
