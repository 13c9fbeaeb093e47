//! Confirms that a dossier was filed: its code, and what happens next.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;

use super::dossier::own;
use super::file::next_words;
use super::reader::{Answer, Page, Reader, capital};

#[derive(Template)]
#[template(path = "filed.html")]
struct FiledPage {
    page: Page,
    code: String,
    name: String,
    at: String,
    next: String,
}

/// Shows the confirmation to the applicant.
pub(crate) async fn show(reader: Reader, Path(code): Path<String>) -> Answer {
    let dossier = own(&reader, &code).await?;
    let teller = reader.teller(&dossier.compiled);
    let page = FiledPage {
        page: reader.page(),
        name: dossier.compiled.program.name.clone(),
        at: reader.moment(dossier.instance.submitted_at),
        next: capital(&next_words(&teller, &dossier.instance)),
        code,
    };
    Ok(reader.show(StatusCode::OK, &page))
}
