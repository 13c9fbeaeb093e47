//! M077 fee-unpaid: fees, and no step that collects them, or a line that no step collects.
//! When a line is owed is its own guard's matter.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::files::{FeeDef, PaymentDef};

/// Describes M077.
pub const RULE: Rule = Rule {
    code: Code::new("M077", "fee-unpaid", Severity::Error),
    explain: include_str!("m077_fee_unpaid.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let bills = definition.steps.iter().filter_map(|step| step.receive());
    let lines: Vec<&PaymentDef> = bills.flat_map(|receive| &receive.payment).collect();
    let collects = |fee: &FeeDef| {
        lines.iter().any(|line| match line {
            PaymentDef::Fees(_) => true,
            PaymentDef::Fee(id) => id.value == fee.id.value,
            PaymentDef::Amount(_) => false,
        })
    };
    for fee in definition.fees.iter().filter(|fee| !collects(fee)) {
        let id = &fee.id.value;
        let message =
            Words::new(format!("khoản thu `{id}` không có bước nào thu"), format!("no step collects the fee `{id}`"));
        out.push(Diagnostic::new(RULE.code, fee.id.span, message).at(format!("fees.{id}")).help(Words::new(
            format!("thêm một `receiveTask` có `payment: fees` (mọi khoản) hoặc `payment: {id}`"),
            format!("add a `receiveTask` with `payment: fees`, for all lines, or `payment: {id}`"),
        )));
    }
}
