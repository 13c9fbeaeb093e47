//! Picks who one is, until there are accounts. Only in demo mode, and only people of the rehearsal.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use procedure::explain::account_words;
use serde::Deserialize;

use super::posted::Posted;
use super::reader::{Answer, Page, Reader};
use crate::Mode;
use crate::identity::COOKIE;

/// The applicants one may be.
const APPLICANTS: [&str; 4] = ["nguoi_nop_0412", "nguoi_nop_0518", "nguoi_nop_0733", "nguoi_nop_0901"];

#[derive(Template)]
#[template(path = "pick.html")]
struct PickPage {
    page: Page,
    back: String,
    applicants: Vec<Person>,
    agencies: Vec<Group>,
}

/// Posts of one unit.
struct Group {
    agency: String,
    unit: String,
    posts: Vec<Person>,
}

/// Somebody one may be.
struct Person {
    value: String,
    name: String,
    chosen: bool,
}

/// Where a reader came from.
#[derive(Deserialize)]
pub(crate) struct From {
    tu: Option<String>,
}

/// Shows who one may be.
pub(crate) async fn show(reader: Reader, Query(from): Query<From>) -> Answer {
    demo(&reader)?;
    let chosen = reader.who.to_string();
    let person = |value: String, name: String| Person { chosen: value == chosen, value, name };
    let applicants = APPLICANTS.iter().map(|id| person(format!("applicant:{id}"), account_words(id, reader.lang)));
    let units =
        reader.directory().agencies.iter().flat_map(|agency| agency.units.iter().map(move |unit| (agency, unit)));
    let agencies = units.map(|(agency, unit)| Group {
        agency: agency.name.clone(),
        unit: unit.name.clone(),
        posts: unit.posts.iter().map(|post| person(format!("post:{}", post.id), post.name.clone())).collect(),
    });
    let page = PickPage {
        page: reader.page(),
        back: from.tu.filter(|path| is_local(path)).unwrap_or_default(),
        applicants: applicants.collect(),
        agencies: agencies.collect(),
    };
    Ok(reader.show(StatusCode::OK, &page))
}

/// Keeps the choice and goes back to where the reader came from.
pub(crate) async fn choose(reader: Reader, form: Result<Form<Vec<(String, String)>>, FormRejection>) -> Answer {
    demo(&reader)?;
    let posted = Posted::read(&reader, form)?;
    let who = posted.one("ai");
    let known = match who.split_once(':') {
        Some(("applicant", id)) => APPLICANTS.contains(&id),
        Some(("post", id)) => reader.directory().post(id).is_some(),
        _ => false,
    };
    if !known {
        return Err(reader.refuse(
            StatusCode::FORBIDDEN,
            &reader.say("Không có vai này", "There is no such person"),
            &reader.say(
                "Hãy chọn một người nộp hoặc một vị trí trong danh sách.",
                "Pick an applicant or a post of the list.",
            ),
        ));
    }
    let home = if who.starts_with("post:") { "/congchuc" } else { "/congdan" };
    let back = Some(posted.one("tu")).filter(|path| is_local(path) && fits(path, home));
    let mut response = Redirect::to(back.unwrap_or(home)).into_response();
    let cookie = format!("{COOKIE}={who}; Path=/; SameSite=Lax; HttpOnly");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn demo(reader: &Reader) -> Result<(), super::refused::Refused> {
    if reader.app.mode == Mode::Demo { Ok(()) } else { Err(reader.nothing_here()) }
}

/// Tells whether a path stays on this server.
fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// Tells whether a path lies behind the door of the one picked, or behind none.
fn fits(path: &str, home: &str) -> bool {
    let door = path.split('/').nth(1).unwrap_or_default();
    !matches!(door, "congdan" | "congchuc" | "" | "vai") || path.starts_with(home)
}

#[cfg(test)]
mod tests {
    use super::{fits, is_local};

    #[test]
    fn goes_back_only_to_paths_of_this_server() {
        for path in ["/", "/congdan/ho-so", "/congdan/ho-so/T-H26-260608-0001"] {
            assert!(is_local(path), "{path}");
        }
        for path in ["", "congdan", "//ke-xau.invalid", "/\\ke-xau.invalid", "https://ke-xau.invalid/", "/a\r\nb"] {
            assert!(!is_local(path), "{path}");
        }
    }

    #[test]
    fn goes_back_only_through_the_door_of_the_one_picked() {
        assert!(fits("/congdan/ho-so", "/congdan") && fits("/chay-thu", "/congdan"));
        assert!(!fits("/congdan/ho-so", "/congchuc") && !fits("/", "/congdan"));
    }
}
