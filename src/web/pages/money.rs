//! Money on pages: what a bill asks, what fees a filing will cost, and paying in a rehearsal.
//! It assesses nothing; the engine does.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use engine::{Activation, ActivationId, Bill, Command, Data, Instance, Name, Outcome, Paying, View};
use procedure::Compiled;
use procedure::explain::{Teller, money_words};
use program::{BillLine, FeeIx, On, Price};
use runtime::Dossier;

use super::dossier::{back, own};
use super::posted::{Posted, new_key};
use super::reader::{Answer, Reader};

/// A bill as a reader sees it.
pub(crate) struct BillView {
    /// What for, and how much.
    pub lines: Vec<(String, String)>,
    /// What is asked together.
    pub due: String,
    /// What was paid; empty for nothing.
    pub paid: String,
    /// What is left.
    pub left: String,
    /// Where a rehearsal's applicant pays; empty elsewhere.
    pub pay: String,
    /// The version its reader sees.
    pub version: u64,
    /// Makes a second click harmless.
    pub key: String,
}

/// Shows a bill.
pub(crate) fn bill(reader: &Reader, dossier: &Dossier, open: &Activation, owed: &Bill) -> BillView {
    let teller = reader.teller(&dossier.compiled);
    let line = |(line, amount): &(BillLine, i64)| (teller.bill_line(*line).to_owned(), money_words(*amount));
    let row = &dossier.row;
    let payable = reader.app.service.is_rehearsal() && reader.page().citizen();
    BillView {
        lines: owed.lines.iter().map(line).collect(),
        due: money_words(owed.due()),
        paid: if owed.paid > 0 { money_words(owed.paid) } else { String::new() },
        left: money_words((owed.due() - owed.paid).max(0)),
        pay: if payable { format!("/congdan/ho-so/{}/tra-tien/{}", row.code, open.id) } else { String::new() },
        version: row.version,
        key: new_key(reader, &format!("tra-tien/{} {}", open.id, row.version)),
    }
}

/// Pays what is left of a bill, in a rehearsal: no money moves, the dossier goes on as if it had.
pub(crate) async fn pay(
    reader: Reader,
    Path((code, bill)): Path<(String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = own(&reader, &code).await?;
    let posted = Posted::read(&reader, posted)?;
    if !reader.app.service.is_rehearsal() || posted.one("khoa").is_empty() {
        return Err(reader.nothing_here());
    }
    let bill = ActivationId(bill.parse().map_err(|_| reader.nothing_here())?);
    let owed = dossier.instance.activation(bill).and_then(|open| open.bill.as_ref());
    let amount = owed.map_or(0, |owed| owed.due() - owed.paid);
    let payment = Name::from(format!("thu-{}", posted.one("khoa")));
    let command = Command::Pay(Paying { bill, payment, amount, paid_at: reader.now() });
    match reader.app.service.command(posted.client(&reader), dossier.row.id, None, command).await {
        Ok(done) => Ok(back(&reader, &code, done.version)),
        Err(refusal) => Err(reader.failed(&refusal, Some(&reader.teller(&dossier.compiled)))),
    }
}

/// Lists the fees of a procedure before anything is known of the dossier: each with what it costs whom.
pub(crate) fn fees(reader: &Reader, compiled: &Compiled) -> Vec<(String, Vec<String>)> {
    let teller = reader.teller(compiled);
    compiled.program.fees.iter().map(|fee| (fee.name.clone(), costs(reader, &teller, fee))).collect()
}

fn costs(reader: &Reader, teller: &Teller<'_>, fee: &program::Fee) -> Vec<String> {
    let program = teller.program();
    let price = |(on, price): &(On, Price)| {
        let amount = match price {
            Price::Dong(amount) => money_words(*amount),
            Price::Computed(_) => reader.say("tính theo tờ khai", "as the form says"),
        };
        match on {
            On::Otherwise if fee.prices.len() == 1 => amount,
            On::Otherwise => format!("{} {amount}", reader.say("còn lại:", "otherwise:")),
            On::Case(case) => format!("{}: {amount}", program.cases[case.at()].name),
            On::Channel(channel) => format!("{}: {amount}", teller.channel(*channel)),
        }
    };
    let mut lines: Vec<String> = fee.prices.iter().map(price).collect();
    if let Some((_, articles)) = &fee.exempt {
        let grounds = teller.citations(articles);
        lines.push(format!("{} {grounds}", reader.say("có trường hợp được miễn theo", "free in some cases by")));
    }
    lines
}

/// Computes what a filing would cost by what it says so far; a line that cannot be computed yet says so.
pub(crate) fn costs_of(
    reader: &Reader,
    compiled: &Compiled,
    (instance, data): (&Instance, &Data),
) -> Vec<(String, String)> {
    let program = &compiled.program;
    let facts = reader.app.service.facts(compiled);
    let view = View { program, instance, data, message: None, at: reader.now() };
    let numbered = (0_u8..).map(FeeIx).zip(&program.fees);
    let of_dossier = numbered.filter(|(_, fee)| fee.exists(instance.filing.case, instance.filing.channel));
    let line = |(ix, fee): (FeeIx, &program::Fee)| match view.owed(&facts, BillLine::Fee(ix)) {
        Ok(0) => None,
        Ok(amount) => Some((fee.name.clone(), money_words(amount))),
        Err(Outcome::True | Outcome::False) => None,
        Err(Outcome::Missing(_) | Outcome::Arithmetic(_) | Outcome::Limit) => {
            Some((fee.name.clone(), reader.say("tính khi giải quyết", "known later")))
        }
    };
    of_dossier.filter_map(line).collect()
}
