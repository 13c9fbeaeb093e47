//! M036 unknown-case: a case or channel that is not declared.
//! Whether a table covers them all is M053.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::files::{Channel, Definition, Listed, WithinDef};

/// Describes M036.
pub const RULE: Rule = Rule {
    code: Code::new("M036", "unknown-case", Severity::Error),
    explain: include_str!("m036_unknown_case.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let sections = definition.sections.iter().flat_map(|section| &section.cases);
    let named = sections.chain(definition.documents.iter().flat_map(|document| &document.cases));
    out.extend(named.filter(|case| !is_case(definition, &case.value)).map(|case| unknown(definition, case, false)));
    let steps = definition.steps.iter().filter_map(|step| step.user()?.deadline.as_ref());
    for deadline in definition.deadline.iter().chain(steps) {
        let Some(WithinDef::Table(lines)) = &deadline.within else { continue };
        let keys = lines.iter().map(|(key, _)| key).filter(|key| !is_key(definition, &key.value));
        out.extend(keys.map(|key| unknown(definition, key, true)));
    }
}

fn is_case(definition: &Definition, id: &str) -> bool {
    definition.cases.iter().any(|case| case.id.value == id)
}

fn is_key(definition: &Definition, id: &str) -> bool {
    id == "otherwise" || is_case(definition, id) || definition.channels.iter().any(|channel| channel.value.word() == id)
}

fn unknown(definition: &Definition, word: &Spanned<String>, channels: bool) -> Diagnostic {
    let found = &word.value;
    let message = if channels && Channel::of(found).is_some() {
        Words::new(
            format!("thủ tục không nhận hồ sơ qua kênh `{found}`"),
            format!("the procedure takes no dossier by `{found}`"),
        )
    } else if channels {
        Words::new(
            format!("không có trường hợp hay kênh nào tên là `{found}`"),
            format!("there is no case or channel called `{found}`"),
        )
    } else {
        Words::new(
            format!("không có trường hợp `{found}` trong `cases`"),
            format!("there is no case `{found}` in `cases`"),
        )
    };
    let ways = definition.channels.iter().filter(|_| channels).map(|channel| channel.value.word());
    let known = definition.cases.iter().map(|case| case.id.value.as_str()).chain(ways);
    propose(Diagnostic::new(RULE.code, word.span, message), word, known)
}
