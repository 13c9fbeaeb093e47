//! M072 letter: a button prints a letter that is unknown, named by number, kept by the system or printed already.
//! It does not judge what is signed.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::compiler::{LETTERS, StepAt};

/// Describes M072.
pub const RULE: Rule = Rule {
    code: Code::new("M072", "letter", Severity::Error),
    explain: include_str!("m072_letter.md"),
    check: Check::Rule(check),
};

/// Letters the system keeps by itself (language.md b7).
const KEPT: [&str; 2] = ["kiem_soat", "so_theo_doi"];
/// Letter printed when a supplement step opens (language.md b4).
const SUPPLEMENT: &str = "bo_sung";

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for edge in &subject.outline.edges {
        if let Some(button) = subject.button(edge) {
            already(subject, &button.print, edge.to, out);
        }
    }
    for (anytime, to) in subject.definition.anytime.iter().zip(&subject.outline.anytime) {
        to.iter().for_each(|to| already(subject, &anytime.print, *to, out));
        letters(subject, &anytime.print, out);
    }
    for step in &subject.definition.steps {
        step.actions().iter().for_each(|button| letters(subject, &button.print, out));
        step.outcomes().iter().for_each(|outcome| letters(subject, &outcome.print, out));
    }
}

fn already(subject: &Subject<'_>, print: &[Spanned<String>], to: StepAt, out: &mut Vec<Diagnostic>) {
    let twice = print.iter().find(|letter| letter.value == SUPPLEMENT).filter(|_| subject.outline.is_supplement(to));
    out.extend(twice.map(|letter| {
        let message = Words::new(
            "phiếu `bo_sung` đã tự in khi bước bổ sung mở",
            "letter `bo_sung` is printed anyway when the supplement step opens",
        );
        Diagnostic::new(RULE.code, letter.span, message)
            .help(Words::new("bỏ nó ở nút này", "remove it from this button"))
    }));
}

fn letters(subject: &Subject<'_>, print: &[Spanned<String>], out: &mut Vec<Diagnostic>) {
    for (at, letter) in print.iter().enumerate() {
        match print[..at].iter().find(|first| first.value == letter.value) {
            Some(first) => {
                let message =
                    Words::new(format!("in `{}` hai lần", letter.value), format!("prints `{}` twice", letter.value));
                let first = (first.span, Words::new("lần đầu ở đây", "first here"));
                out.push(Diagnostic::new(RULE.code, letter.span, message).related(first.0, first.1));
            }
            None => out.extend(wrong(subject, letter)),
        }
    }
}

fn wrong(subject: &Subject<'_>, letter: &Spanned<String>) -> Option<Diagnostic> {
    let found = letter.value.as_str();
    let own = subject.definition.letters.iter().map(|letter| letter.id.value.as_str());
    let built_in = LETTERS.iter().map(|(meaning, _)| *meaning).filter(|meaning| !KEPT.contains(meaning));
    let printed: Vec<&str> = built_in.chain(own).collect();
    if printed.contains(&found) {
        return None;
    }
    let numbered = by_number(found);
    let message = match numbered {
        _ if KEPT.contains(&found) => Words::new(
            format!("`{found}` do hệ thống tự lập, không in bằng nút"),
            format!("`{found}` is kept by the system, no button prints it"),
        ),
        Some(_) => Words::new(
            format!("gọi giấy tờ theo ý nghĩa, không theo số mẫu `{found}`"),
            format!("name a letter by its meaning, not by form number `{found}`"),
        ),
        None => Words::new(format!("không có giấy tờ `{found}`"), format!("there is no letter `{found}`")),
    };
    let diagnostic = Diagnostic::new(RULE.code, letter.span, message);
    Some(match numbered.filter(|meaning| printed.contains(meaning)) {
        Some(meaning) => diagnostic
            .help(Words::new(format!("viết `{meaning}`"), format!("write `{meaning}`")))
            .fix(letter.span, meaning),
        None => propose(diagnostic, letter, printed),
    })
}

/// Reports a form number where a meaning is declared.
pub(crate) fn numbered(id: &Spanned<String>) -> Option<Diagnostic> {
    let meaning = by_number(&id.value)?;
    let found = &id.value;
    let message = Words::new(
        format!("gọi giấy tờ theo ý nghĩa, không theo số mẫu `{found}`"),
        format!("name a letter by its meaning, not by form number `{found}`"),
    );
    let help = Words::new(format!("viết `{meaning}`"), format!("write `{meaning}`"));
    Some(Diagnostic::new(RULE.code, id.span, message).help(help).fix(id.span, meaning))
}

/// Gives the letter that a form number means: `mau_01`, `01`, `1`.
fn by_number(text: &str) -> Option<&'static str> {
    let number: usize = text.strip_prefix("mau_").unwrap_or(text).parse().ok()?;
    LETTERS.get(number.checked_sub(1)?).map(|(meaning, _)| *meaning)
}
