//! Scaffolds: a procedure and its tests from nothing, with words that lead a beginner.
//! They are files like an author's; only id, name and file name are put in. Nothing here writes a disk.

use source::SourceFile;

use crate::files::{FileKind, is_id, is_reserved};
use crate::fmt::fmt;

crate::files::listed::listed! {
    /// A scaffold.
    Template {
        /// One office settles the dossier.
        Plain = "plain",
        /// Other agencies are asked first.
        Consult = "consult",
    }
}

/// What the scaffolds call themselves.
const ID: &str = "mau_thu_tuc";
const SLUG: &str = "mau-thu-tuc";
const NAME: &str = "name: Tên chính thức của thủ tục";

/// A scaffold with its id and name put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// Name of the procedure file.
    pub procedure_name: String,
    /// The procedure.
    pub procedure: String,
    /// Name of the test file.
    pub test_name: String,
    /// Its tests.
    pub test: String,
}

/// Gives the id of a procedure whose file has a name such as `xac-nhan-cu-tru`; none if it is no such name.
pub fn id_of(slug: &str) -> Option<String> {
    let id = slug.replace('-', "_");
    (is_id(&id) && !is_reserved(&id)).then_some(id)
}

/// Gives a name for a file that is near to what was typed: `Xác nhận cư trú` is `xac-nhan-cu-tru`.
pub fn slug_for(text: &str) -> Option<String> {
    crate::files::id_for(text).map(|id| id.replace('_', "-"))
}

/// Writes a scaffold for the procedure of an id.
pub fn scaffold(template: Template, id: &str, name: Option<&str>) -> Scaffold {
    let (procedure, test) = match template {
        Template::Plain => (include_str!("plain.tthc.yaml"), include_str!("plain.test.yaml")),
        Template::Consult => (include_str!("consult.tthc.yaml"), include_str!("consult.test.yaml")),
    };
    let slug = id.replace('_', "-");
    let own = |text: &str| text.replace(SLUG, &slug).replace(ID, id);
    let named = name.map_or_else(|| NAME.to_owned(), |name| format!("name: \"{}\"", escaped(name)));
    let procedure_name = format!("{slug}.tthc.yaml");
    let file = SourceFile::new(procedure_name.as_str(), own(procedure).replacen(NAME, &named, 1));
    Scaffold {
        // A name that needs no quotes loses them.
        procedure: fmt(&file, FileKind::Procedure).unwrap_or_else(|_| file.text().to_owned()),
        procedure_name,
        test_name: format!("{slug}.test.yaml"),
        test: own(test),
    }
}

/// Makes a text fit for double quotes on one line.
fn escaped(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    source::nfc(&one_line).replace('\\', "\\\\").replace('"', "\\\"")
}
