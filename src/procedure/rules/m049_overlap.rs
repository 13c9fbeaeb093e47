//! M049 overlap: two branches of a gateway, or outcomes of a message, are true at once, with an example; the first one
//! is taken.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::inquiry::Inquiry;
use super::ways::{Way, Ways};
use super::{Check, Rule, Subject};
use crate::guard::Witness;

/// Describes M049.
pub const RULE: Rule = Rule {
    code: Code::new("M049", "overlap", Severity::Note),
    explain: include_str!("m049_overlap.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(inquiry) = Inquiry::new(subject) else { return };
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let ways = Ways::new(at, step);
        for (n, way) in ways.each.iter().enumerate() {
            let Some(when) = way.when else { continue };
            if let Some((first, witness)) = overlapped(subject, &inquiry, &ways, n) {
                out.push(report(&ways.each[first], way, when, &witness));
            }
        }
    }
}

/// Finds the first way before another that is taken although both are true. What is never taken is M048, and what
/// is always true M140.
fn overlapped(subject: &Subject<'_>, inquiry: &Inquiry<'_>, ways: &Ways<'_>, n: usize) -> Option<(usize, Witness)> {
    let place = ways.place(n);
    let second = ways.guard(subject, n)?;
    if ways.is_covered(subject, inquiry, n) || inquiry.ask_of_any_way(place, &[(second, false)]).is_never() {
        return None;
    }
    (0..n).find_map(|earlier| {
        let first = ways.guard(subject, earlier)?;
        let mut wanted = ways.before(subject, earlier);
        wanted.extend([(first, true), (second, true)]);
        Some((earlier, inquiry.ask(place, &wanted).witness()?))
    })
}

fn report(first: &Way<'_>, second: &Way<'_>, when: &Spanned<String>, witness: &Witness) -> Diagnostic {
    let (taken, lost, example) = (&first.title, &second.title, witness.words());
    let message = Words::new(
        format!("{}, cả {} và {} đều đúng", example.vi, taken.vi, lost.vi),
        format!("{}, both {} and {} are true", example.en, taken.en, lost.en),
    );
    let diagnostic = Diagnostic::new(RULE.code, when.span, message);
    let diagnostic = match first.when {
        Some(when) => diagnostic.related(when.span, Words::new("đây là chỗ được chọn", "this one is taken")),
        None => diagnostic,
    };
    diagnostic.help(Words::new(
        format!("hồ sơ đi theo {}; nếu không đúng ý thì đổi thứ tự hoặc thêm điều kiện", taken.vi),
        format!("the dossier follows {}; else change the order, or add to a condition", taken.en),
    ))
}
