//! M036 unknown-case: a case or channel that is not declared.
//! Whether a table covers them all is M053.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::files::{AmountDef, Channel, Definition, Listed, WithinDef};

/// Describes M036.
pub const RULE: Rule = Rule {
    code: Code::new("M036", "unknown-case", Severity::Error),
    explain: include_str!("m036_unknown_case.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let sections = definition.sections.iter().flat_map(|section| &section.cases);
    let documents = definition.documents.iter().flat_map(|document| &document.cases);
    let timed = definition.clocks.iter().flat_map(|clock| &clock.cases);
    let owed = definition.fees.iter().flat_map(|fee| &fee.cases);
    let named = sections.chain(documents).chain(timed).chain(owed);
    out.extend(
        named.filter(|case| !is_case(definition, &case.value)).map(|case| unknown(definition, case, Kind::Case)),
    );
    let ways = definition.clocks.iter().flat_map(|clock| &clock.channels);
    let ways = ways.chain(definition.fees.iter().flat_map(|fee| &fee.channels));
    let closed = ways.filter(|way| !is_channel(definition, &way.value));
    out.extend(closed.map(|way| unknown(definition, way, Kind::Channel)));
    let keys = keys(subject).into_iter().filter(|key| !is_key(definition, &key.value));
    out.extend(keys.map(|key| unknown(definition, key, Kind::Either)));
}

/// Lists the keys of all tables.
fn keys<'a>(subject: &Subject<'a>) -> Vec<&'a Spanned<String>> {
    let mut keys: Vec<&Spanned<String>> = Vec::new();
    for timed in subject.deadlines() {
        if let Some(WithinDef::Table(lines)) = &timed.deadline.within {
            keys.extend(lines.iter().map(|(key, _)| key));
        }
    }
    for fee in &subject.definition.fees {
        if let Some(AmountDef::Table(lines)) = &fee.amount {
            keys.extend(lines.iter().map(|(key, _)| key));
        }
    }
    keys
}

/// What a word may name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Case,
    Channel,
    Either,
}

fn is_case(definition: &Definition, id: &str) -> bool {
    definition.cases.iter().any(|case| case.id.value == id)
}

fn is_key(definition: &Definition, id: &str) -> bool {
    id == "otherwise" || is_case(definition, id) || is_channel(definition, id)
}

fn is_channel(definition: &Definition, id: &str) -> bool {
    definition.channels.iter().any(|channel| channel.value.word() == id)
}

fn unknown(definition: &Definition, word: &Spanned<String>, kind: Kind) -> Diagnostic {
    let found = &word.value;
    let message = if kind != Kind::Case && Channel::of(found).is_some() {
        Words::new(
            format!("thủ tục không nhận hồ sơ qua kênh `{found}`"),
            format!("the procedure takes no dossier by `{found}`"),
        )
    } else if kind == Kind::Channel {
        Words::new(format!("không có kênh nộp nào tên là `{found}`"), format!("there is no channel called `{found}`"))
    } else if kind == Kind::Either {
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
    let ways = definition.channels.iter().filter(|_| kind != Kind::Case).map(|channel| channel.value.word());
    let cases = definition.cases.iter().filter(|_| kind != Kind::Channel).map(|case| case.id.value.as_str());
    let known = cases.chain(ways);
    propose(Diagnostic::new(RULE.code, word.span, message), word, known)
}
