//! The pages people read: server-rendered, complete without JavaScript, Vietnamese first.
//!
//! A page gathers what it shows and renders its template; it decides nothing about a dossier. No page carries a style
//! or a script of its own.

mod about;
mod act;
mod blocks;
mod clocks;
mod deed;
mod dossier;
mod effects;
mod fields;
mod file;
mod filed;
mod front;
mod guide;
mod holding;
mod letters;
mod mine;
mod money;
mod offers;
mod operate;
mod others;
mod pick;
mod posted;
mod reader;
mod refused;
mod review;
mod sheet;
mod time_machine;
mod unmatched;
mod values;
mod work;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use crate::{App, Fault};

pub(crate) use reader::Reader;

/// Returns the routes of all pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(front::show))
        .route("/vai", get(pick::show).post(pick::choose))
        .route("/huong-dan", get(guide::contents))
        .route("/huong-dan/{part}", get(guide::part))
        .route("/tinh/{name}", get(sheet::serve))
        .route("/congdan", get(front::procedures))
        .route("/congdan/thu-tuc/{id}", get(about::show))
        .route("/congdan/thu-tuc/{id}/nop", get(file::show).post(file::send))
        .route("/congdan/ho-so", get(mine::show))
        .route("/congdan/ho-so/{code}", get(dossier::applicant))
        .route("/congdan/ho-so/{code}/giay/{seq}/{ordinal}", get(letters::show))
        .route("/congdan/ho-so/{code}/da-nop", get(filed::show))
        .route("/congdan/ho-so/{code}/viec/{activation}/{action}", get(act::show).post(act::press))
        .route("/congdan/ho-so/{code}/tra-tien/{bill}", post(money::pay))
        .route("/congdan/ho-so/{code}/quyen/{anytime}", get(act::show_right).post(act::trigger))
        .route("/congchuc", get(work::due))
        .route("/congchuc/ho-so", get(work::dossiers))
        .route("/congchuc/ho-so/{code}", get(dossier::officer))
        .route("/congchuc/ho-so/{code}/viec/{activation}/{action}", get(act::show).post(act::press))
        .route("/congchuc/ho-so/{code}/quyen/{anytime}", get(act::show_right).post(act::trigger))
        .route("/congchuc/ho-so/{code}/giay/{seq}/{ordinal}", get(letters::show))
        .route("/congchuc/ho-so/{code}/phieu-kiem-soat", get(letters::control_sheet))
        .route("/congchuc/so-theo-doi", get(letters::register))
        .route("/congchuc/ho-so/{code}/giu/{activation}", post(holding::hold))
        .route("/congchuc/ho-so/{code}/khac/{what}", get(others::show).post(others::send))
        .route("/congchuc/ho-so/{code}/khac/{what}/{id}", get(others::show_of).post(others::send_of))
        .route("/congchuc/ho-so/{code}/su-co/{incident}", post(operate::retry))
        .route("/congchuc/ho-so/{code}/van-hanh", get(operate::show).post(operate::send))
        .route("/congchuc/ra-soat", get(review::show))
        .route("/congchuc/van-hanh", get(operate::stuck))
        .route("/congchuc/van-hanh/tin", get(unmatched::show))
        .route("/congchuc/van-hanh/tin/{number}", post(unmatched::send))
        .route("/chay-thu", get(time_machine::show).post(time_machine::advance))
        .method_not_allowed_fallback(async || Fault::NoSuchMethod)
        .layer(from_fn(reader::keep_language))
}
