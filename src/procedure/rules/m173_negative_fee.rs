//! M173 negative-fee: an amount is, for some data, less than 0; an example is shown.
//! A negative number written as such is no number of đồng, which is M005.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::inquiry::Inquiry;
use super::owed::{Owed, compiled, keyed, owed};
use super::{Check, Rule, Subject};
use crate::files::{AmountDef, FeeDef, PriceDef};
use crate::guard::{Guard, Witness};

/// Describes M173.
pub const RULE: Rule = Rule {
    code: Code::new("M173", "negative-fee", Severity::Error),
    explain: include_str!("m173_negative_fee.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(inquiry) = Inquiry::new(subject) else { return };
    for (n, fee) in subject.definition.fees.iter().enumerate() {
        let Some(line) = owed(subject, n, fee) else { continue };
        let prices: Vec<(&Spanned<PriceDef>, Owed)> = match &fee.amount {
            None => Vec::new(),
            Some(AmountDef::One(price)) => vec![(price, line)],
            Some(AmountDef::Table(lines)) => {
                let keyed = |key: &Spanned<String>| Some([&line[..], &[keyed(subject, lines, &key.value)?]].concat());
                lines.iter().filter_map(|(key, price)| Some((price, keyed(key)?))).collect()
            }
        };
        for (price, line) in prices {
            let witness = below_zero(subject, &inquiry, &price.value, line);
            out.extend(witness.map(|witness| report(fee, price, &witness)));
        }
    }
}

/// Finds data for which an amount is owed and less than 0.
fn below_zero(subject: &Subject<'_>, inquiry: &Inquiry<'_>, price: &PriceDef, line: Owed) -> Option<Witness> {
    let PriceDef::Guard(text) = price else { return None };
    let negative = compiled(subject, &format!("({text}) < 0"))?;
    let wanted: Vec<(&Guard, bool)> =
        line.iter().map(|(guard, result)| (guard, *result)).chain([(&negative, true)]).collect();
    inquiry.ask_anywhere(&wanted).witness()
}

fn report(fee: &FeeDef, price: &Spanned<PriceDef>, witness: &Witness) -> Diagnostic {
    let id = &fee.id.value;
    let message =
        Words::new(format!("khoản thu `{id}` có thể ra số âm"), format!("the fee `{id}` can come out below 0"));
    let words = witness.words();
    let diagnostic = Diagnostic::new(RULE.code, price.span, message).at(format!("fees.{id}")).help(Words::new(
        "thêm `min` cho trường, hoặc viết `max(…, dong(0))`",
        "give the field a `min`, or write `max(…, dong(0))`",
    ));
    if words.vi.is_empty() { diagnostic } else { diagnostic.label(words) }
}
