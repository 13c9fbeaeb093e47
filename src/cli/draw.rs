//! `motcua draw`: a procedure as a drawing or as the officials' table, with what its tests tried or where a dossier is.
//!
//! It places, words and compiles nothing itself.

use std::path::Path;

use calendar::Lang;
use procedure::draw::{Drawing, Overlay, alone, as_markdown, as_page, as_text, diagram};
use procedure::shipped::TESTS;
use procedure::{Checked, Compiled, check};
use rehearsal::{Report, Stage};
use source::{Severity, SourceFile};
use store::{DossierKey, Store};

use crate::args_author::{DrawArgs, TableForm};
use crate::ended::{ended, waited};
use crate::files::{self, Found, PROCEDURE, Read, TEST, Trouble};
use crate::output::{diagnostics, note, say, text};
use crate::test::beside;
use crate::told::{self, Told};
use crate::{FOUND, OK, dossier};

/// What is to be printed; none if what stands in the way was told.
type Drawn = Option<String>;

pub(crate) fn run(args: &DrawArgs) -> u8 {
    let lang = args.common.lang();
    let drawn = match (&args.state, &args.procedure) {
        (Some(code), _) => live(args, code, lang),
        (None, Some(named)) => procedure(args, named, lang),
        (None, None) => Ok(None),
    };
    let written = drawn.and_then(|drawn| match (drawn, &args.output) {
        (None, _) => Ok(FOUND),
        (Some(drawn), None) => {
            text(&drawn);
            Ok(OK)
        }
        (Some(drawn), Some(path)) => write(path, &drawn, lang).map(|()| OK),
    });
    ended(written, lang)
}

fn write(path: &Path, drawn: &str, lang: Lang) -> Result<(), Trouble> {
    std::fs::write(path, drawn).map_err(|error| {
        let name = path.display();
        say(lang, format!("không ghi được {name}. Chi tiết: {error}"), format!("{name} cannot be written ({error})"))
    })
}

fn pick(drawing: Drawing, narrow: bool) -> String {
    alone(if narrow { &drawing.narrow } else { &drawing.wide })
}

/// Draws a procedure, or writes its table.
fn procedure(args: &DrawArgs, named: &Path, lang: Lang) -> Result<Drawn, Trouble> {
    let found = files::library(args.processes.as_deref(), Some(named), lang)?;
    let (file, test) = match whole(find(named, lang)?, lang) {
        Some(file) => {
            let test = beside(file.name(), PROCEDURE, TEST);
            (file, test)
        }
        None => return Ok(None),
    };
    let today = files::today(None, &found.library, lang)?;
    let Checked { file, diagnostics: faults, compiled, .. } = check(file, &found.library, today);
    let Some(compiled) = compiled else {
        let errors: Vec<_> = faults.into_iter().filter(|one| one.code.severity == Severity::Error).collect();
        diagnostics(&file, &errors, lang, args.common.json);
        return Ok(None);
    };
    let program = &compiled.program;
    Ok(match args.table {
        Some(TableForm::Text) => Some(as_text(program, lang)),
        Some(TableForm::Html) => Some(as_page(program, lang)),
        Some(TableForm::Markdown) => Some(as_markdown(program, lang)),
        None if args.coverage => tried(&compiled, &found, &test, lang)?
            .map(|overlay| pick(diagram(program, &overlay, lang, "d"), args.narrow)),
        None => Some(pick(diagram(program, &Overlay::plain(), lang, "d"), args.narrow)),
    })
}

/// Finds a procedure by its path, or a shipped one by its id or the name of its file.
fn find(named: &Path, lang: Lang) -> Result<Read, Trouble> {
    let name = named.display().to_string();
    if named.exists() || name.ends_with(PROCEDURE) {
        return files::read(named, lang);
    }
    let slug = name.replace('_', "-");
    let shipped = files::shipped().find(|file| file.name().strip_suffix(PROCEDURE) == Some(slug.as_str()));
    shipped.map(Ok).ok_or_else(|| {
        let known: Vec<String> = files::shipped().map(|file| file.name().replace(PROCEDURE, "")).collect();
        let known = known.join(", ");
        say(
            lang,
            format!("không có tệp {name}, cũng không có thủ tục đi kèm tên như vậy; có sẵn: {known}"),
            format!("there is no file {name}, and no procedure of that name is shipped; there are: {known}"),
        )
    })
}

/// Gives a file whose bytes could be read as text, or tells why not.
fn whole(read: Read, lang: Lang) -> Option<SourceFile> {
    match read {
        Ok(file) => Some(file),
        Err(broken) => {
            diagnostics(&broken.0, std::slice::from_ref(&broken.1), lang, false);
            None
        }
    }
}

/// Runs the scenarios beside a procedure and lays over it what they tried.
fn tried(compiled: &Compiled, found: &Found, test: &str, lang: Lang) -> Result<Option<Overlay>, Trouble> {
    let directory = found.library.directories.first();
    let directory = directory.ok_or_else(|| say(lang, "không có danh bạ nào", "there is no directory"))?;
    let shipped = TESTS.iter().find(|one| one.name == test).filter(|_| !Path::new(test).exists());
    let read = match shipped {
        Some(one) => Ok(SourceFile::new(one.name, one.text)),
        None => files::read(Path::new(test), lang)?,
    };
    let Some(file) = whole(read, lang) else { return Ok(None) };
    let report = rehearsal::test(Stage { compiled, library: &found.library, directory }, &file);
    if !report.passed() {
        note(&say(
            lang,
            format!("Có kịch bản chưa đạt; xem: motcua test {test}"),
            format!("Not every scenario passes; see: motcua test {test}"),
        ));
    }
    Ok(Some(overlay(compiled, &report)))
}

fn overlay(compiled: &Compiled, report: &Report) -> Overlay {
    let logs: Vec<_> = report.scenarios.iter().map(|scenario| scenario.log.as_slice()).collect();
    Overlay::coverage(&compiled.program, &logs)
}

/// Draws where a dossier stands now, with the version of the procedure it runs by.
fn live(args: &DrawArgs, code: &str, lang: Lang) -> Result<Drawn, Trouble> {
    waited(async {
        let words = |error: store::StoreError| error.words(lang == Lang::Vi);
        let store = dossier::look_into(&args.db, lang).await?;
        let Some(row) = store.dossier(DossierKey::Code(code)).await.map_err(words)? else {
            dossier::unknown(code, lang);
            return Ok(None);
        };
        let log = told::log(&store, &row).await.map_err(words)?;
        let now = runtime::present(&store).await.map_err(words)?;
        let told = Told::new(&store, &row, &log, lang).await.map_err(words)?;
        let told = told.ok_or_else(|| {
            say(
                lang,
                "chương trình này không đọc được phiên bản thủ tục của hồ sơ",
                "this program cannot read the dossier’s version of the procedure",
            )
        })?;
        Ok(Some(pick(told.drawing(now), args.narrow)))
    })
}
