//! M174 fee-twice: two lines that are owed only sometimes are owed at once, with an example.
//! A line that is always owed is meant to come beside the others.

use source::{Code, Diagnostic, Severity, Words};

use super::inquiry::Inquiry;
use super::owed::{Owed, owed};
use super::{Check, Rule, Subject};
use crate::files::FeeDef;
use crate::guard::{Guard, Witness};

/// Describes M174.
pub const RULE: Rule = Rule {
    code: Code::new("M174", "fee-twice", Severity::Note),
    explain: include_str!("m174_fee_twice.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(inquiry) = Inquiry::new(subject) else { return };
    let fees = subject.definition.fees.iter().enumerate().filter(|(_, fee)| is_limited(fee));
    let lines: Vec<(&FeeDef, Owed)> = fees.filter_map(|(n, fee)| Some((fee, owed(subject, n, fee)?))).collect();
    for (n, (fee, line)) in lines.iter().enumerate() {
        let other = lines[..n].iter().find_map(|(other, before)| {
            let both: Vec<(&Guard, bool)> = before.iter().chain(line).map(|(guard, result)| (guard, *result)).collect();
            Some((*other, inquiry.ask_anywhere(&both).witness()?))
        });
        out.extend(other.map(|(other, witness)| report(other, fee, &witness)));
    }
}

fn is_limited(fee: &FeeDef) -> bool {
    fee.when.is_some() || !fee.cases.is_empty() || !fee.channels.is_empty()
}

fn report(first: &FeeDef, second: &FeeDef, witness: &Witness) -> Diagnostic {
    let (one, two, words) = (&first.id.value, &second.id.value, witness.words());
    let message = Words::new(
        format!("có hồ sơ phải nộp cả hai khoản `{one}` và `{two}`"),
        format!("some dossier owes both `{one}` and `{two}`"),
    );
    let diagnostic = Diagnostic::new(RULE.code, second.id.span, message)
        .at(format!("fees.{two}"))
        .related(first.id.span, Words::new("khoản kia", "the other line"))
        .help(Words::new(
            "để nguyên nếu đúng là hai khoản; nếu không, viết `when`, `case` hay `channel` cho không trùng nhau",
            "leave it if both are due; else write `when`, `case` or `channel` that do not meet",
        ));
    if words.vi.is_empty() { diagnostic } else { diagnostic.label(words) }
}
