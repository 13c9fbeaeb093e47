//! Help: one page for each kind of reader. What it says about the language is checked by a test.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use letters::{NAMES, Name};

use super::reader::{Answer, Page, Reader};

/// A whole procedure as an author begins it; shown in the guide, and checked clean.
const EXAMPLE: &str = include_str!("../help/vi_du.tthc.yaml");

#[derive(Template)]
#[template(path = "guide.html")]
struct ContentsPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "citizens.html")]
struct CitizensPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "officials.html")]
struct OfficialsPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "authors.html")]
struct AuthorsPage {
    page: Page,
    example: &'static str,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct LettersPage {
    page: Page,
    /// What a template may name.
    names: &'static [Name],
}

/// Lists the guides.
pub(crate) async fn contents(reader: Reader) -> Answer {
    Ok(reader.show(StatusCode::OK, &ContentsPage { page: reader.page() }))
}

/// Shows one guide.
pub(crate) async fn part(reader: Reader, Path(part): Path<String>) -> Answer {
    let page = reader.page();
    match part.as_str() {
        "cong-dan" => Ok(reader.show(StatusCode::OK, &CitizensPage { page })),
        "can-bo" => Ok(reader.show(StatusCode::OK, &OfficialsPage { page })),
        "soan-thao" => Ok(reader.show(StatusCode::OK, &AuthorsPage { page, example: EXAMPLE })),
        "mau-giay-to" => Ok(reader.show(StatusCode::OK, &LettersPage { page, names: NAMES })),
        _ => Err(reader.nothing_here()),
    }
}
