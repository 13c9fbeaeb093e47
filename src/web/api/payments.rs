//! `POST /payments` and `GET /dossiers/{code}/bills`: money that came in, and what is owed (sem 2.15).
//! A payment is known for ever by its own name within its dossier. Nothing here moves money.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::{ActivationId, Actor, Command, Name, Paying};
use runtime::Client;
use schemars::JsonSchema;
use serde::Serialize;

use super::body::Body;
use super::members::{Kind, needed};
use super::receipt::{receipt, versioned};
use super::request::{At, fingerprint};
use super::route::Route;
use super::sight::{Named, Seen, find};
use super::step::{Owed, owed};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let payment = vec![
        needed("dossier", Kind::Text, "Code of the dossier."),
        needed("payment", Kind::Text, "The payment's own name; known for ever within its dossier."),
        needed("bill", Kind::Number, "The bill it pays."),
        needed("amount", Kind::Amount, "How much, in đồng."),
        needed("paid_at", Kind::Instant, "When it was paid."),
    ];
    vec![
        Route::post("/payments", book)
            .says("bookPayment", "Ghi nhận tiền đã nộp", "Books a payment; sent again it is answered alike.")
            .takes(payment)
            .receives(200),
        Route::get("/dossiers/{code}/bills", bills)
            .says("showBills", "Các khoản phải nộp", "Shows the open bills, and the dossier's money as a whole.")
            .shows::<Bills>(),
    ]
}

/// The bills of a dossier, and its money as a whole, in đồng.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Bills", title = "Các khoản phải nộp")]
pub(super) struct Bills {
    bills: Vec<Bill>,
    /// What was paid over the whole dossier.
    paid: i64,
    /// What finance must give back or deal with.
    refunds: i64,
}

/// An open bill.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Bill", title = "Khoản phải nộp")]
struct Bill {
    /// What a payment names as its bill.
    bill: u64,
    step: Named,
    #[serde(flatten)]
    owed: Owed,
}

/// Lists the open bills.
pub(super) async fn bills(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Response, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    let instance = &seen.dossier.instance;
    let paid = instance.paid.iter().map(|(_, amount)| amount).sum();
    Ok(versioned(seen.dossier.row.version, Bills { bills: open(&seen), paid, refunds: instance.refunds }))
}

fn open(seen: &Seen<'_>) -> Vec<Bill> {
    let program = &seen.dossier.compiled.program;
    let billed = seen.dossier.instance.open().filter_map(|one| Some((one, one.bill.as_ref()?)));
    let bill = |(one, bill): (&engine::Activation, &engine::Bill)| {
        let node = program.node(one.node);
        Bill { bill: one.id.0, step: Named::new(&node.id, &node.name), owed: owed(seen, bill) }
    };
    billed.map(bill).collect()
}

/// Books a payment.
pub(super) async fn book(
    State(app): State<App>,
    Spoken(lang): Spoken,
    who: Somebody,
    mut body: Body,
) -> Result<Response, Fault> {
    let Actor::Post(_) = who.actor else { return Err(Fault::PostsOnly) };
    let print = fingerprint(&["payment".to_owned()], &body.bytes);
    let (code, payment) = (body.needed("dossier"), body.needed("payment"));
    let (bill, amount) = (body.needed_number("bill"), body.needed_number("amount"));
    let paid_at = body.needed_instant("paid_at");
    if amount < 1 {
        body.unfit("amount", ("Số tiền phải từ 1 đồng trở lên.", "The amount must be 1 đồng or more."));
    }
    body.finish()?;
    let dossier = find(&app, &who.actor, lang, &code).await?.dossier;
    let client = Client { name: "payment".to_owned(), key: Some((format!("{code}/{payment}"), print)) };
    let bill = ActivationId(u64::try_from(bill).unwrap_or_default());
    let command = Command::Pay(Paying { bill, payment: Name::from(payment), amount, paid_at });
    let done = app.service.command(client, dossier.row.id, None, command).await;
    done.map(|done| receipt(StatusCode::OK, done)).map_err(|refusal| Fault::of(refusal, &dossier.compiled))
}
