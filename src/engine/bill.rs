//! Money: what is owed, the bill of a payment step, and what comes in (sem 2.15, 5.16, 5.17). Nothing here moves money.

use program::{BillLine, Payment, Price, Value, Work};

use crate::turn::{Token, Turn, trouble};
use crate::{
    ActivationId, Author, Bill, Event, FieldError, IncidentKind, Instance, Outcome, Paying, Rejection, View, Why,
    World, act, flow, kept, open,
};

/// One line of what is owed, as current data say.
pub(crate) struct Owed {
    pub amount: i64,
    /// True if it is 0 by law.
    pub exempt: bool,
}

/// Computes a line from current data; none if it does not exist for the dossier.
pub(crate) fn current(view: &View<'_>, world: &dyn World, line: BillLine) -> Result<Option<Owed>, Outcome> {
    let fee = match line {
        BillLine::Fee(fee) => &view.program.fees[fee.at()],
        BillLine::Amount(source) => {
            return match view.data.value(source) {
                Some(Value::Money(amount) | Value::Integer(amount)) => {
                    Ok(Some(Owed { amount: *amount, exempt: false }))
                }
                _ => Err(Outcome::Missing("so_tien".to_owned())),
            };
        }
    };
    let filing = &view.instance.filing;
    let holds = |guard| match world.guard(guard, view) {
        Outcome::True => Ok(true),
        Outcome::False => Ok(false),
        other => Err(other),
    };
    if !fee.exists(filing.case, filing.channel) || !fee.when.map_or(Ok(true), holds)? {
        return Ok(None);
    }
    let exempt = fee.exempt.as_ref().map_or(Ok(false), |(guard, _)| holds(*guard))?;
    let amount = match fee.price(filing.case, filing.channel) {
        _ if exempt => 0,
        Price::Dong(amount) => amount,
        Price::Computed(guard) => world.amount(guard, view)?,
    };
    Ok(Some(Owed { amount, exempt }))
}

/// Assesses what a payment step asks for, when its token arrives (sem 5.16); false if it could not, and is parked.
/// A line that was assessed before and does not exist any more is owed 0 (sem 5.17).
pub(crate) fn assess(turn: &mut Turn<'_>, token: Token, payment: &Payment) -> bool {
    let program = turn.program;
    let mut lines = Vec::with_capacity(payment.lines.len());
    let mut exempt = Vec::new();
    for &line in &payment.lines {
        match current(&turn.sight().view(None), turn.world, line) {
            Ok(None) => lines.extend(assessed(&turn.instance, line).map(|_| (line, 0))),
            Ok(Some(owed)) if owed.amount < 0 => {
                turn.park(token, IncidentKind::GuardArithmetic, format!("{} < 0", owed.amount));
                return false;
            }
            Ok(Some(owed)) => {
                lines.push((line, owed.amount));
                exempt.extend(owed.exempt.then_some(line));
            }
            Err(outcome) => {
                let guard = match line {
                    BillLine::Fee(fee) => priced_by(program, fee),
                    BillLine::Amount(_) => None,
                };
                let missing = || (IncidentKind::GuardMissing, program.node(token.node).id.clone());
                let (kind, detail) = guard.map_or_else(missing, |guard| trouble(program, guard, outcome));
                turn.park(token, kind, detail);
                return false;
            }
        }
    }
    let sum = |amount: fn(&Instance, &(BillLine, i64)) -> i64| {
        lines.iter().fold(0_i64, |sum, line| sum.saturating_add(amount(&turn.instance, line)))
    };
    let paid = sum(|instance, (line, _)| instance.paid_on(*line));
    let surplus = (paid - sum(|_, (_, amount)| *amount)).max(0);
    turn.emit(Event::FeesAssessed { node: token.node, lines, exempt, surplus });
    true
}

fn assessed(instance: &Instance, line: BillLine) -> Option<i64> {
    instance.assessed.iter().find(|(known, _)| *known == line).map(|(_, amount)| *amount)
}

/// Returns the expression people are told of when a fee cannot be computed.
fn priced_by(program: &program::Program, fee: program::FeeIx) -> Option<program::GuardIx> {
    let fee = &program.fees[fee.at()];
    let computed = fee.prices.iter().find_map(|(_, price)| match price {
        Price::Computed(guard) => Some(*guard),
        Price::Dong(_) => None,
    });
    computed.or(fee.when).or(fee.exempt.as_ref().map(|(guard, _)| *guard))
}

/// Opens a payment step; what is paid already completes it at once, without clock, hold or leg (sem 5.17).
pub(crate) fn open(turn: &mut Turn<'_>, token: Token, payment: &Payment) {
    let still = |line: &BillLine| {
        let left = assessed(&turn.instance, *line)? - turn.instance.paid_on(*line);
        (left > 0).then_some((*line, left))
    };
    let lines = payment.lines.iter().filter_map(still).collect();
    let bill = Bill { lines, ..Bill::default() };
    let nothing = bill.due() == 0;
    let id = open::open(turn, token, Vec::new(), |one| one.bill = Some(bill));
    if nothing {
        act::complete(turn, id, turn.program.outcome(token.node), act::By::nobody());
    }
}

/// Books money: once by the payment's own name; the step is over when its bill is paid (sem 2.12, 2.15), but not while
/// the dossier is technically suspended (sem 8.8).
pub(crate) fn pay(turn: &mut Turn<'_>, paying: &Paying) -> Result<(), Rejection> {
    if paying.amount <= 0 {
        let why = Why::LessThan("1".to_owned());
        return Err(Rejection::FormInvalid(vec![FieldError { field: "so_tien".to_owned(), why }]));
    }
    turn.author = Author::Payment;
    if turn.instance.payments.contains(&paying.payment) {
        return Ok(());
    }
    let paid_at = paying.paid_at.min(turn.at());
    let open = turn.instance.activation(paying.bill);
    let Some(bill) = open.and_then(|open| open.bill.as_ref()) else {
        let is_payment = |node| matches!(turn.program.node(node).work, Work::Payment(_));
        let known = turn.instance.closed.iter().any(|closed| closed.id == paying.bill && is_payment(closed.node));
        if !known {
            return Err(act::not_open(turn, paying.bill));
        }
        turn.emit(Event::PaidLate { payment: paying.payment.clone(), amount: paying.amount, paid_at });
        return Ok(());
    };
    let (lines, surplus) = allocate(bill, paying.amount);
    turn.emit(Event::Paid { id: paying.bill, payment: paying.payment.clone(), lines, surplus, paid_at });
    if turn.instance.halted.is_none() {
        go_on(turn, paying.bill);
    } else if is_paid(turn, paying.bill) && !kept::is_there(turn, paying.bill) {
        kept::keep(turn, paying.bill, None);
    }
    Ok(())
}

fn is_paid(turn: &Turn<'_>, id: ActivationId) -> bool {
    let bill = turn.instance.activation(id).and_then(|open| open.bill.as_ref());
    bill.is_some_and(Bill::is_paid)
}

/// Completes a step whose bill is paid.
pub(crate) fn go_on(turn: &mut Turn<'_>, id: ActivationId) {
    let Some(open) = turn.instance.activation(id).filter(|_| is_paid(turn, id)) else { return };
    // Judged by the latest of its payments: only with that was it all paid (sem 2.15a).
    let by = act::By { given_at: open.bill.as_ref().and_then(|bill| bill.paid_at), ..act::By::nobody() };
    act::complete(turn, id, turn.program.outcome(open.node), by);
    flow::settle(turn);
}

/// Spreads money over the lines of a bill, in order; what is over is nobody's.
fn allocate(bill: &Bill, amount: i64) -> (Vec<(BillLine, i64)>, i64) {
    let mut before = bill.paid;
    let mut left = amount;
    let mut lines = Vec::new();
    for (line, asked) in &bill.lines {
        let covered = before.min(*asked);
        before -= covered;
        let now = left.min(asked - covered);
        left -= now;
        lines.extend((now > 0).then_some((*line, now)));
    }
    (lines, left)
}
