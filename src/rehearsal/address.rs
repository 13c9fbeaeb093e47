//! Finds the steps, buttons and entries a test names; what is not there is reported with the nearest name.
//! It does nothing with them.

use procedure::files::EventRef;
use procedure::guard::M041;
use program::{ActionIx, AnytimeIx, NodeIx, Program, Work};
use source::{Code, Diagnostic, Severity, Span, Spanned, Words, nearest};

const UNKNOWN_STEP: Code = Code::new("M021", "unknown-step", Severity::Error);
const UNKNOWN_EVENT: Code = Code::new("M025", "unknown-event", Severity::Error);
const UNKNOWN_CASE: Code = Code::new("M036", "unknown-case", Severity::Error);

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

/// Finds what an act addresses.
pub(crate) fn find(program: &Program, event: &Spanned<EventRef>) -> Result<Address, Box<Diagnostic>> {
    let EventRef { step, action } = &event.value;
    if let (Some(anytime), None) = (program.find_anytime(step), action) {
        return Ok(Address::Anytime(anytime));
    }
    let Some(node) = program.find(step) else {
        let steps = program.graph.node_weights().map(|node| node.id.as_str());
        let known = steps.chain(program.anytime.iter().map(|entry| entry.id.as_str()));
        let words =
            Words::new(format!("thủ tục không có bước `{step}`"), format!("the procedure has no step `{step}`"));
        return Err(Box::new(unknown(UNKNOWN_STEP, event.span, words, step, known)));
    };
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
                Err(Box::new(unknown(UNKNOWN_EVENT, event.span, words, button, known)))
            }
        },
        _ => {
            let words = Words::new(
                format!("ở `{step}` cần viết một nút, dạng `bước.nút`"),
                format!("`{step}` needs one of its buttons, as `step.button`"),
            );
            Err(Box::new(Diagnostic::new(UNKNOWN_EVENT, event.span, words)))
        }
    }
}

/// Reports a case or channel the procedure does not have.
pub(crate) fn case(id: &Spanned<String>, known: impl Iterator<Item = impl AsRef<str>>) -> Diagnostic {
    let known: Vec<_> = known.collect();
    let words = Words::new(format!("thủ tục không có `{}`", id.value), format!("the procedure has no `{}`", id.value));
    unknown(UNKNOWN_CASE, id.span, words, &id.value, known.iter().map(AsRef::as_ref))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rules() {
        for code in [UNKNOWN_STEP, UNKNOWN_EVENT, UNKNOWN_CASE, M041] {
            assert!(procedure::rules::all().iter().any(|rule| rule.code == code), "{}", code.code);
        }
    }
}
