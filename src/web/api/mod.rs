//! The JSON API. Its shapes are its own: no type of the engine is ever written out as it is.

mod acts;
mod answers;
mod body;
mod calendars;
mod clock;
mod clocks;
mod describe;
mod dossier;
mod dossiers;
mod duties;
mod event;
mod events;
mod health;
mod holding;
mod jobs;
mod law;
mod members;
mod messages;
mod openapi;
mod operate;
mod page;
mod past;
mod payments;
mod procedures;
mod receipt;
mod request;
mod route;
mod scan;
mod sight;
mod step;
mod tasks;
mod twice;
mod unmatched;

use axum::Router;

use self::route::{Route, router};
use crate::App;
use crate::fault::Fault;

/// Where the routes of the API lie; its version.
const API: &str = "/api/v1";

/// A group of routes: name and Vietnamese words, then the routes.
type Noun = ((&'static str, &'static str), Vec<Route>);

/// Returns the routes of the API with what they say of themselves.
fn version_1() -> Vec<Noun> {
    vec![
        (("procedures", "Thủ tục"), procedures::routes()),
        (
            ("dossiers", "Hồ sơ"),
            [dossiers::routes(), dossier::routes(), answers::routes()].into_iter().flatten().collect(),
        ),
        (("acts", "Nộp hồ sơ, bấm nút, dùng quyền"), acts::routes()),
        (("tasks", "Việc"), tasks::routes()),
        (("holding", "Nhận, giao, trả việc"), holding::routes()),
        (("law", "Tạm dừng, đổi trường hợp, hỏi thêm cơ quan"), law::routes()),
        (("clocks", "Thời hạn"), clocks::routes()),
        (
            ("messages", "Tin của hệ thống khác"),
            [messages::routes(), unmatched::routes()].into_iter().flatten().collect(),
        ),
        (("payments", "Tiền"), payments::routes()),
        (("jobs", "Việc tự động"), jobs::routes()),
        (("operation", "Vận hành"), operate::routes()),
        (("past", "Nhật ký, giải thích, giấy đã in"), past::routes()),
        (("events", "Sự kiện"), events::routes()),
        (("calendars", "Lịch làm việc"), calendars::routes()),
        (("duties", "Rà soát định kỳ"), duties::routes()),
        (("rehearsal", "Chạy thử"), clock::routes()),
        (("description", "Mô tả API"), openapi::routes()),
    ]
}

/// Returns every noun below the path it lies at.
fn nouns() -> impl Iterator<Item = (&'static str, (&'static str, &'static str), Vec<Route>)> {
    let probes = (("probes", "Máy chủ"), health::routes());
    let api = version_1().into_iter().map(|(name, routes)| (API, name, routes));
    api.chain([("", probes.0, probes.1)])
}

/// Returns the routes of the API, to be nested under its version.
pub(crate) fn routes() -> Router<App> {
    router(version_1().into_iter().flat_map(|(_, routes)| routes))
        .method_not_allowed_fallback(async || Fault::NoSuchMethod)
        .fallback(async || Fault::Nothing)
}

/// Returns what probes ask, outside any version.
pub(crate) fn probes() -> Router<App> {
    router(health::routes()).method_not_allowed_fallback(async || Fault::NoSuchMethod)
}
