//! Whether the server lives, and whether it can work. Nothing here needs a name.

use axum::Json;
use axum::extract::State;
use calendar::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::route::Route;
use crate::fault::Fault;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/health", alive)
            .says("health", "Máy chủ còn sống", "Tells that the process answers.")
            .for_probes()
            .answers::<Health>(),
        Route::get("/ready", ready)
            .says("ready", "Máy chủ làm việc được", "Tells that the store can be read and written too.")
            .for_probes()
            .may(&[507])
            .answers::<Ready>(),
    ]
}

/// Answers a probe.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Alive", title = "Máy chủ còn sống")]
pub(super) struct Health {
    #[schemars(extend("enum" = ["ok"]))]
    status: &'static str,
}

/// Tells that the process answers.
pub(super) async fn alive() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Answers whether the server can work, with what an operator should look after although it can.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Ready", title = "Máy chủ sẵn sàng")]
pub(super) struct Ready {
    #[schemars(extend("enum" = ["ready"]))]
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alarms: Vec<Alarm>,
}

/// Something an operator should look after.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Alarm", title = "Điều cần người vận hành xem")]
struct Alarm {
    #[schemars(extend("enum" = ["MessagesUnmatched", "ClockSetBack"]))]
    code: &'static str,
    detail: String,
}

/// Tells that the store can be read and written too.
pub(super) async fn ready(State(app): State<App>, Spoken(lang): Spoken) -> Result<Json<Ready>, Fault> {
    app.service.check().await?;
    let waiting = app.service.alarming_unmatched().await?;
    let alarms = [
        app.service.clock_set_back().map(|milliseconds| set_back(milliseconds, lang)),
        (waiting > 0).then(|| unmatched(waiting, lang)),
    ];
    Ok(Json(Ready { status: "ready", alarms: alarms.into_iter().flatten().collect() }))
}

/// Tells of messages that have matched nothing for a working day (sem 2.13).
fn unmatched(count: u64, lang: Lang) -> Alarm {
    let detail = match lang {
        Lang::Vi => format!(
            "Có {count} tin chưa khớp với hồ sơ nào đã quá 1 ngày làm việc; hãy mở trang Vận hành để giao cho hồ sơ \
             hoặc bỏ qua."
        ),
        Lang::En => format!(
            "{count} messages have matched no dossier for more than a working day; give them to one, or leave them \
             aside, on the page Operation."
        ),
    };
    Alarm { code: "MessagesUnmatched", detail }
}

fn set_back(milliseconds: i64, lang: Lang) -> Alarm {
    let seconds = milliseconds / 1_000;
    let detail = match lang {
        Lang::Vi => format!(
            "Đồng hồ của máy chạy lùi {seconds} giây so với lần ghi nhận gần nhất; hãy chỉnh lại cho đúng giờ. \
             Không việc nào đã làm bị lặp lại."
        ),
        Lang::En => format!(
            "The machine's clock lies {seconds} seconds behind what was last recorded; set it right. \
             Nothing that was done is done again."
        ),
    };
    Alarm { code: "ClockSetBack", detail }
}
