//! The one style sheet and the icon of the browser's tab, served under their hashes so that they are cached for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::Fault;

/// A file that never changes under its name.
struct Still {
    name: String,
    kind: &'static str,
    text: String,
}

impl Still {
    fn new(ending: &str, kind: &'static str, text: String) -> Self {
        let hash: String = source::sha256(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("motcua.{hash}.{ending}"), kind, text }
    }

    fn path(&self) -> String {
        format!("/tinh/{}", self.name)
    }
}

static SHEET: LazyLock<Still> = LazyLock::new(|| {
    // The style of drawings is theirs; it stands where later rules may still overrule it.
    let text = include_str!("../static/motcua.css").replacen("/*DG*/\n", procedure::draw::STYLE, 1);
    Still::new("css", "text/css; charset=utf-8", text)
});
static ICON: LazyLock<Still> =
    LazyLock::new(|| Still::new("svg", "image/svg+xml", include_str!("../static/motcua.svg").to_owned()));

/// Returns the address of the style sheet.
pub(crate) fn path() -> String {
    SHEET.path()
}

/// Returns the address of the icon.
pub(crate) fn icon() -> String {
    ICON.path()
}

/// Serves the file of a name.
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Fault> {
    let still = [&*SHEET, &*ICON].into_iter().find(|still| still.name == name).ok_or(Fault::Nothing)?;
    let headers = [(header::CONTENT_TYPE, still.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, still.text.as_str()).into_response())
}
