//! Whether the server lives, and whether it can work. Nothing here needs a name.

use axum::Json;
use axum::extract::State;
use calendar::Lang;
use serde::Serialize;

use crate::fault::Fault;
use crate::{App, Spoken};

/// Answers a probe.
#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
}

/// Tells that the process answers.
pub(super) async fn alive() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Answers whether the server can work, with what an operator should look after although it can.
#[derive(Serialize)]
pub(super) struct Ready {
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alarms: Vec<Alarm>,
}

#[derive(Serialize)]
struct Alarm {
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
