//! The front page with its two doors, and the citizen's list of procedures.

use askama::Template;
use axum::http::StatusCode;

use super::reader::{Answer, Page, Reader};

#[derive(Template)]
#[template(path = "front.html")]
struct FrontPage {
    page: Page,
}

/// Shows the two doors.
pub(crate) async fn show(reader: Reader) -> Answer {
    Ok(reader.show(StatusCode::OK, &FrontPage { page: reader.page() }))
}

#[derive(Template)]
#[template(path = "procedures.html")]
struct ProceduresPage {
    page: Page,
    procedures: Vec<Listed>,
}

/// A procedure in the list.
struct Listed {
    id: String,
    name: String,
    code: String,
    limit: String,
    agencies: Vec<String>,
}

/// Lists the procedures in force.
pub(crate) async fn procedures(reader: Reader) -> Answer {
    let catalogue = reader.app.service.catalogue();
    let listed = catalogue.procedures(reader.now()).map(|compiled| {
        let program = &compiled.program;
        Listed {
            id: program.id.clone(),
            name: program.name.clone(),
            code: program.code.clone().unwrap_or_default(),
            limit: procedure::explain::rule_words(program.dossier_rule(), program, reader.lang),
            agencies: catalogue.offering(compiled).map(|agency| agency.name.clone()).collect(),
        }
    });
    Ok(reader.show(StatusCode::OK, &ProceduresPage { page: reader.page(), procedures: listed.collect() }))
}
