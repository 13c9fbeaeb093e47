//! Finds the steps, buttons and entries a test names; what is not there is reported with the nearest name.
//! It does nothing with them.

use procedure::files::EventRef;
use procedure::guard::M041;
use procedure::rules::{m021_unknown_step as m021, m025_unknown_event as m025, m036_unknown_case as m036};
use program::{ActionIx, AnytimeIx, NodeIx, Program, Work};
use source::{Code, Diagnostic, Span, Spanned, Words, nearest};

/// What an act of a test addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// The filing.
    Start,
    /// A button.
    Button(NodeIx, ActionIx),
    /// An `anytime` entry.
    Anytime(AnytimeIx),
}

/// Finds a step.
pub(crate) fn step(program: &Program, id: &Spanned<String>) -> Result<NodeIx, Box<Diagnostic>> {
    step_among(program, &id.value, id.span, std::iter::empty())
}

/// Finds a step where other names may stand too.
fn step_among<'p>(
    program: &'p Program,
    id: &str,
    span: Span,
    others: impl Iterator<Item = &'p str>,
) -> Result<NodeIx, Box<Diagnostic>> {
    program.find(id).ok_or_else(|| {
        let known = program.graph.node_weights().map(|node| node.id.as_str()).chain(others);
        let words = Words::new(format!("thủ tục không có bước `{id}`"), format!("the procedure has no step `{id}`"));
        Box::new(unknown(m021::RULE.code, span, words, id, known))
    })
}

/// Finds what an act addresses.
pub(crate) fn find(program: &Program, event: &Spanned<EventRef>) -> Result<Address, Box<Diagnostic>> {
    let EventRef { step, action } = &event.value;
    if let (Some(anytime), None) = (program.find_anytime(step), action) {
        return Ok(Address::Anytime(anytime));
    }
    let entries = program.anytime.iter().map(|entry| entry.id.as_str());
    let node = step_among(program, step, event.span, entries)?;
    match (&program.node(node).work, action) {
        (Work::Submit { .. }, None) => Ok(Address::Start),
        (Work::Person(person), Some(button)) => match person.action(button) {
            Some(action) => Ok(Address::Button(node, action)),
            None => {
                let words = Words::new(
                    format!("bước `{step}` không có nút `{button}`"),
                    format!("step `{step}` has no button `{button}`"),
                );
                let known = person.actions.iter().map(|action| action.id.as_str());
                Err(Box::new(unknown(m025::RULE.code, event.span, words, button, known)))
            }
        },
        _ => {
            let words = Words::new(
                format!("ở `{step}` cần viết một nút, dạng `bước.nút`"),
                format!("`{step}` needs one of its buttons, as `step.button`"),
            );
            Err(Box::new(Diagnostic::new(m025::RULE.code, event.span, words)))
        }
    }
}

/// Reports a case or channel the procedure does not have.
pub(crate) fn case(id: &Spanned<String>, known: impl Iterator<Item = impl AsRef<str>>) -> Diagnostic {
    let known: Vec<_> = known.collect();
    let words = Words::new(format!("thủ tục không có `{}`", id.value), format!("the procedure has no `{}`", id.value));
    unknown(m036::RULE.code, id.span, words, &id.value, known.iter().map(AsRef::as_ref))
}

/// Reports a field or paper the procedure does not have.
pub(crate) fn answer(program: &Program, address: &Spanned<String>) -> Option<Diagnostic> {
    const BUILT_IN: [&str; 3] = ["ly_do", "noi_dung", "ghi_chu"];
    let fields = program.form.field_ixs().map(|ix| program.form.path(ix));
    let papers =
        program.form.documents.iter().flat_map(|document| [document.id.clone(), format!("giay_to.{}", document.id)]);
    let known: Vec<String> = fields.chain(papers).chain(BUILT_IN.map(str::to_owned)).collect();
    if known.contains(&address.value) {
        return None;
    }
    let words = Words::new(
        format!("thủ tục không có trường hay giấy tờ `{}`", address.value),
        format!("the procedure has no field or paper `{}`", address.value),
    );
    Some(unknown(M041, address.span, words, &address.value, known.iter().map(String::as_str)))
}

fn unknown<'k>(code: Code, span: Span, words: Words, found: &str, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, span, words);
    match nearest(found, known) {
        Some(near) => diagnostic.help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?"))),
        None => diagnostic,
    }
}
