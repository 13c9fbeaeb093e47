//! Invariants of money (§10 30; sem 2.15, 5.16, 5.17), recomputed from the log. They must not ask what is owed.

use std::collections::{BTreeMap, BTreeSet};

use motcua_engine::Event;

use crate::invariants::{Holds, each_event, ensure};
use crate::run::Seen;

/// 30: what was collected is the sum over distinct payments, and lies with the lines or waits to be given back.
pub fn booked_once(seen: &Seen<'_>) -> Holds {
    let (mut names, mut collected) = (BTreeSet::new(), 0);
    for event in seen.log.iter().flat_map(|pass| &pass.events) {
        let (payment, amount) = match event {
            Event::Paid { payment, lines, surplus, .. } => {
                (payment, lines.iter().map(|(_, amount)| amount).sum::<i64>() + surplus)
            }
            Event::PaidLate { payment, amount, .. } => (payment, *amount),
            _ => continue,
        };
        ensure(names.insert(payment.clone()), || format!("{payment} counted twice"))?;
        ensure(amount > 0, || format!("{payment} is {amount}"))?;
        collected += amount;
    }
    let kept: i64 = seen.after.paid.iter().map(|(_, amount)| amount).sum::<i64>() + seen.after.refunds;
    ensure(collected == kept, || format!("collected {collected}, kept {kept}: {:?}", seen.after.paid))?;
    ensure(names.len() == seen.after.payments.len(), || format!("{names:?}, kept {:?}", seen.after.payments))?;
    for turned in seen.turned {
        let late = turned.pass.events.iter().any(|event| matches!(event, Event::PaidLate { .. }));
        ensure(!late || turned.pass.events.len() == 1, || format!("late money moved something: {:?}", turned.pass))?;
    }
    Ok(())
}

/// Sem 5.16, 5.17: a bill asks what was assessed when its token arrived, less what was paid; it is over when that is
/// there, and what is paid already asks for nothing.
pub fn bills_ask_what_is_owed(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        let mut free = BTreeMap::new();
        each_event(turned, |before, event| {
            match event {
                Event::Opened { activation: one, .. } if one.bill.is_some() => {
                    let bill = one.bill.as_ref().ok_or("no bill")?;
                    for (line, asked) in &bill.lines {
                        let assessed =
                            before.assessed.iter().find(|(of, _)| of == line).map_or(0, |(_, amount)| *amount);
                        let right = *asked == assessed - before.paid_on(*line) && *asked > 0;
                        ensure(right, || format!("{line:?} asks {asked} of {assessed}: {bill:?}"))?;
                    }
                    free.insert(one.id, bill.due() == 0);
                    let bare = bill.due() > 0 || (one.clock.is_none() && one.timers.is_empty());
                    ensure(bare, || format!("a clock for what is paid: {one:?}"))?;
                }
                Event::Completed { id, verdict, .. } if free.get(id) == Some(&true) => {
                    ensure(verdict.is_none(), || format!("a leg of what was paid: {event:?}"))?;
                }
                Event::FeesAssessed { lines, surplus, .. } => {
                    let paid: i64 = lines.iter().map(|(line, _)| before.paid_on(*line)).sum();
                    let owed: i64 = lines.iter().map(|(_, amount)| amount).sum();
                    ensure(*surplus == (paid - owed).max(0), || format!("{event:?}, paid {paid}"))?;
                }
                _ => {}
            }
            Ok(())
        })?;
    }
    // Under technical suspension what is paid waits (8.8).
    let open = seen.after.activations.iter().filter_map(|one| one.bill.as_ref());
    for bill in open.filter(|_| seen.after.halted.is_none()) {
        ensure(bill.paid < bill.due(), || format!("paid, and still open: {bill:?}"))?;
    }
    Ok(())
}
