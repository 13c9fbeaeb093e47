//! Finds the steps, buttons, outcomes and entries a test names; what is not there is reported with the nearest name.
//! It does nothing with them.

use procedure::files::AddressDef;
use procedure::guard::M041;
use procedure::rules::{m021_unknown_step as m021, m025_unknown_event as m025, m036_unknown_case as m036};
use program::{Action, ActionIx, ActionKind, AnytimeIx, Ask, NodeIx, Program, Slot, Work};
use source::{Code, Diagnostic, Span, Spanned, Words, nearest};

/// The word of a message, whatever outcome it then has.
pub(crate) const RECEIVED: &str = "received";
/// The word of a job that cannot be done.
pub(crate) const FAILED: &str = "failed";
/// Answer that says how much was paid.
pub(crate) const PAID: &str = "so_tien";
/// Answer that says by how much a clock is lengthened.
pub(crate) const LENGTHENED: &str = "gia_han";
/// Answer that names the business error of a job.
pub(crate) const ERROR_CODE: &str = "code";
/// Root of what a message says, where a button enters it.
pub(crate) const BY_HAND: &str = "tin.";

/// What an act of a test addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// The filing.
    Start,
    /// A button, perhaps of one agency of a list.
    Button(NodeIx, ActionIx, Option<String>),
    /// A message; the outcome it must have, if one is named.
    Message(NodeIx, Option<ActionIx>),
    /// Money.
    Payment(NodeIx),
    /// A job that is done, or that cannot be.
    Job(NodeIx, JobEnd),
    /// The end of a wait, which only time brings.
    WaitEnd(NodeIx, ActionIx),
    /// An `anytime` entry.
    Anytime(AnytimeIx),
}

/// How a job ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobEnd {
    /// With its answer.
    Done,
    /// For good.
    Failed,
}

/// Finds a step.
pub(crate) fn step(program: &Program, address: &Spanned<AddressDef>) -> Result<NodeIx, Box<Diagnostic>> {
    step_among(program, &address.value.step, address.span, std::iter::empty())
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
pub(crate) fn find(program: &Program, event: &Spanned<AddressDef>) -> Result<Address, Box<Diagnostic>> {
    let AddressDef { step, item, word } = &event.value;
    if let (Some(anytime), None, None) = (program.find_anytime(step), item, word) {
        return Ok(Address::Anytime(anytime));
    }
    let entries = program.anytime.iter().map(|entry| entry.id.as_str());
    let node = step_among(program, step, event.span, entries)?;
    let Some(word) = word else {
        return match &program.node(node).work {
            Work::Submit { .. } if item.is_none() => Ok(Address::Start),
            _ => Err(Box::new(no_word(event))),
        };
    };
    let is_list = program.person(node).is_some_and(|person| person.each.is_some());
    if is_list != item.is_some() {
        return Err(Box::new(item_or_not(event, is_list)));
    }
    completed(program, node, word, item).ok_or_else(|| Box::new(no_such_word(program, node, event, word)))
}

/// Finds a way to complete a step by its word.
fn completed(program: &Program, node: NodeIx, word: &str, item: &Option<String>) -> Option<Address> {
    let found = program.actions(node).iter().position(|action| action.id == word);
    let action = found.and_then(|at| u8::try_from(at).ok()).map(ActionIx);
    let is_button = |action: &ActionIx| matches!(program.action(node, *action).kind, ActionKind::Button(_));
    match (&program.node(node).work, action) {
        (_, Some(action)) if is_button(&action) => Some(Address::Button(node, action, item.clone())),
        (Work::Message(_), action) if action.is_some() || word == RECEIVED => Some(Address::Message(node, action)),
        (Work::Payment(_), Some(_)) => Some(Address::Payment(node)),
        (Work::Job(_), Some(_)) => Some(Address::Job(node, JobEnd::Done)),
        (Work::Job(_), None) if word == FAILED => Some(Address::Job(node, JobEnd::Failed)),
        (Work::Wait(_), Some(action)) => Some(Address::WaitEnd(node, action)),
        _ => None,
    }
}

fn no_word(event: &Spanned<AddressDef>) -> Diagnostic {
    let step = &event.value.step;
    let words = Words::new(
        format!("ở `{step}` cần viết một nút hay kết quả, dạng `bước.nút`"),
        format!("`{step}` needs one of its buttons or outcomes, as `step.button`"),
    );
    Diagnostic::new(m025::RULE.code, event.span, words)
}

/// Reports a list whose agency is not named, or an agency of what is no list (sem 1.29).
fn item_or_not(event: &Spanned<AddressDef>, is_list: bool) -> Diagnostic {
    let step = &event.value.step;
    let words = match is_list {
        true => Words::new(
            format!("`{step}` làm cho từng cơ quan: cần viết cơ quan nào, dạng `bước[cơ_quan].nút`"),
            format!("`{step}` is done for each agency: name it, as `step[agency].button`"),
        ),
        false => Words::new(
            format!("`{step}` không làm cho từng cơ quan: bỏ phần trong ngoặc vuông"),
            format!("`{step}` is not done for each agency: leave out what is in brackets"),
        ),
    };
    Diagnostic::new(m025::RULE.code, event.span, words)
}

fn no_such_word(program: &Program, node: NodeIx, event: &Spanned<AddressDef>, word: &str) -> Diagnostic {
    let step = &event.value.step;
    let words = Words::new(
        format!("bước `{step}` không có nút hay kết quả `{word}`"),
        format!("step `{step}` has no button or outcome `{word}`"),
    );
    let known = || program.actions(node).iter().map(|action| action.id.as_str());
    let diagnostic = unknown(m025::RULE.code, event.span, words, word, known());
    let all: Vec<String> = known().map(|id| format!("`{step}.{id}`")).collect();
    if diagnostic.help.is_some() || all.is_empty() {
        return diagnostic;
    }
    let list = all.join(", ");
    diagnostic.help(Words::new(format!("ở đây có: {list}"), format!("there are: {list}")))
}

/// Reports a case or channel the procedure does not have.
pub(crate) fn case(id: &Spanned<String>, known: impl Iterator<Item = impl AsRef<str>>) -> Diagnostic {
    let known: Vec<_> = known.collect();
    let words = Words::new(format!("thủ tục không có `{}`", id.value), format!("the procedure has no `{}`", id.value));
    unknown(m036::RULE.code, id.span, words, &id.value, known.iter().map(AsRef::as_ref))
}

/// Reports a clock the procedure does not have.
pub(crate) fn clock(program: &Program, id: &Spanned<String>) -> Diagnostic {
    let words = Words::new(
        format!("thủ tục không có đồng hồ `{}`", id.value),
        format!("the procedure has no clock `{}`", id.value),
    );
    unknown(m021::RULE.code, id.span, words, &id.value, program.clocks.iter().map(|clock| clock.id.as_str()))
}

/// Reports a field or paper the procedure does not have.
pub(crate) fn answer(program: &Program, address: &Spanned<String>) -> Option<Diagnostic> {
    among(address, on_form(program))
}

/// Reports an answer that what is addressed does not ask for at all.
pub(crate) fn answer_to(program: &Program, act: &Address, address: &Spanned<String>) -> Option<Diagnostic> {
    let slots = |node: NodeIx| program.node(node).work.slots();
    let named = |slots: &[Slot]| slots.iter().map(|slot| slot.id.clone()).collect::<Vec<_>>();
    let known = match act {
        Address::Message(node, _) | Address::Job(node, JobEnd::Done) => named(slots(*node)),
        Address::Job(_, JobEnd::Failed) => vec![ERROR_CODE.to_owned()],
        Address::Payment(_) => vec![PAID.to_owned()],
        Address::Button(node, action, _) if by_hand(program.action(*node, *action)) => {
            let by_hand = slots(*node).iter().map(|slot| format!("{BY_HAND}{}", slot.id));
            by_hand.chain(named(slots(*node))).chain(on_form(program)).collect()
        }
        Address::Start | Address::Button(..) | Address::WaitEnd(..) | Address::Anytime(_) => on_form(program),
    };
    among(address, known)
}

/// Tells whether a button enters a message.
pub(crate) fn by_hand(button: &Action) -> bool {
    button.ask.contains(&Ask::Message)
}

/// Lists what a form or a button can ask.
fn on_form(program: &Program) -> Vec<String> {
    const BUILT_IN: [&str; 4] = ["ly_do", "noi_dung", "ghi_chu", LENGTHENED];
    let fields = program.form.field_ixs().map(|ix| program.form.path(ix));
    let papers =
        program.form.documents.iter().flat_map(|document| [document.id.clone(), format!("giay_to.{}", document.id)]);
    fields.chain(papers).chain(BUILT_IN.map(str::to_owned)).collect()
}

fn among(address: &Spanned<String>, known: Vec<String>) -> Option<Diagnostic> {
    if known.contains(&address.value) {
        return None;
    }
    let words = Words::new(
        format!("ở đây không có trường hay giấy tờ `{}`", address.value),
        format!("there is no field or paper `{}` here", address.value),
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
