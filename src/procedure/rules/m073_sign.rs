//! M073 sign: `sign` names no result or letter, or `returns` names no result.
//! Whether a result is signed at all is M074.

use source::{Code, Diagnostic, Severity, Spanned, Words, nearest};

use super::{Check, Rule, Subject};
use crate::compiler::LETTERS;

/// Describes M073.
pub const RULE: Rule = Rule {
    code: Code::new("M073", "sign", Severity::Error),
    explain: include_str!("m073_sign.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let results: Vec<&str> = subject.definition.results.iter().map(|result| result.id.value.as_str()).collect();
    let own = subject.definition.letters.iter().map(|letter| letter.id.value.as_str());
    let letters = LETTERS.iter().map(|(meaning, _)| *meaning).chain(own);
    let signable: Vec<&str> = results.iter().copied().chain(letters).collect();
    for action in subject.definition.steps.iter().flat_map(|step| step.actions()) {
        let sign = action.sign.iter().filter(|name| !signable.contains(&name.value.as_str()));
        let either = Words::new("kết quả hay giấy tờ in sẵn", "result or letter");
        out.extend(sign.map(|name| report(name, "sign", &either, &signable)));
        let returns = action.returns.iter().filter(|name| !results.contains(&name.value.as_str()));
        let result = Words::new("kết quả", "result");
        out.extend(returns.map(|name| report(name, "returns", &result, &results)));
    }
    let produced = subject.definition.steps.iter().flat_map(|step| step.produces());
    let unknown = produced.filter(|name| !results.contains(&name.value.as_str()));
    out.extend(unknown.map(|name| report(name, "produces", &Words::new("kết quả", "result"), &results)));
}

fn report(name: &Spanned<String>, key: &str, what: &Words, known: &[&str]) -> Diagnostic {
    let found = &name.value;
    let message = Words::new(
        format!("`{key}` nhắc tới `{found}`, nhưng không có {} nào tên này", what.vi),
        format!("`{key}` names `{found}`, which is no {}", what.en),
    );
    let diagnostic = Diagnostic::new(RULE.code, name.span, message);
    match nearest(found, known.iter().copied()) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(name.span, near),
        None => diagnostic
            .help(Words::new(format!("khai `{found}` trong `results`"), format!("declare `{found}` under `results`"))),
    }
}
