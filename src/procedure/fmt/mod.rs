//! The house style of the author's files, by edits of the text: comments, blank lines, the order of keys and every
//! Vietnamese word stay (language.md h). It never writes a tree back, so what it does not know it does not touch.
//!
//! Each pass reads the text anew and answers with edits. What a file says never changes: the canonical form is compared
//! before and after, and a text that would say something else is given back as it was.

mod blank;
pub mod diff;
mod edit;
mod flow;
mod indent;
mod lines;
mod mend;
mod opened;
mod quotes;
mod spacing;

use source::{Diagnostic, Node, ReadLimits, Severity, SourceFile};

use crate::files::canonical::canonical;
use crate::files::kind::FileKind;
use edit::{Edit, applied};

/// Most characters of a line that holds a `{ }`; a longer one is opened (language.md h).
pub const WIDTH: usize = 160;

/// A pass: what it would change in a text that was read.
type Pass = fn(&str, &Node) -> Vec<Edit>;

/// The passes over the layout, in order: each may count on those before it.
const PASSES: &[Pass] = &[spacing::edits, quotes::edits, indent::edits, opened::edits, quotes::edits, blank::edits];

/// Gives the text of a file in the house style.
///
/// # Errors
///
/// The diagnostics of a file that cannot be read as YAML; it must be left as it is.
pub fn fmt(file: &SourceFile, kind: FileKind) -> Result<String, Vec<Diagnostic>> {
    let formed = edit::formed(file.text());
    let tree = parsed(file.name(), &formed)?;
    let mended = applied(&formed, mend::edits(&formed, &tree, kind.table()));
    let mut text = mended.clone();
    for pass in PASSES {
        let tree = parsed(file.name(), &text)?;
        text = applied(&text, pass(&text, &tree));
    }
    let says = |text: &str| parsed(file.name(), text).map(|tree| canonical(&tree, kind.table()));
    let kept = says(&text).is_ok_and(|after| says(&mended).is_ok_and(|before| before == after));
    Ok(if kept { text } else { file.text().to_owned() })
}

/// Reads a text whose every word has its place in the tree.
fn parsed(name: &str, text: &str) -> Result<Node, Vec<Diagnostic>> {
    let file = SourceFile::new(name, text);
    let (tree, found) = source::read(&file, &ReadLimits::default());
    // The form of the text and the length of its lines hide nothing from the tree.
    let whole = |one: &Diagnostic| [source::codes::M002, source::codes::M009].contains(&one.code);
    match tree {
        Some(tree) if found.iter().all(|one| one.code.severity != Severity::Error || whole(one)) => Ok(tree),
        _ => Err(found),
    }
}
