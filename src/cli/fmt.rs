//! `motcua fmt`: brings files into the house style, or tells which are not.
//!
//! It knows nothing of the style.

use std::io::Read as _;
use std::path::Path;

use calendar::Lang;
use procedure::files::FileKind;
use procedure::fmt::{diff, fmt};
use serde_json::json;
use source::SourceFile;

use crate::args_author::FmtArgs;
use crate::ended::ended;
use crate::files::{self, Trouble};
use crate::output::{self, error, line, note, say};
use crate::{ENVIRONMENT, FOUND, OK};

/// The name that stands for the standard input.
const STDIN: &str = "-";

pub(crate) fn run(args: &FmtArgs) -> u8 {
    let lang = args.common.lang();
    if let [one] = args.paths.as_slice()
        && one.as_os_str() == STDIN
    {
        return ended(piped(args, lang), lang);
    }
    ended(all(args, lang), lang)
}

/// What became of the files.
#[derive(Default)]
struct Tally {
    files: usize,
    changed: usize,
    unread: usize,
    lost: usize,
}

fn all(args: &FmtArgs, lang: Lang) -> Result<u8, Trouble> {
    let mut tally = Tally::default();
    for path in files::list(&args.paths, lang)? {
        tally.files += 1;
        if let Err(trouble) = one(&path, args, &mut tally) {
            tally.lost += 1;
            error(&trouble, lang);
        }
    }
    if !args.common.json {
        summary(&tally, args, lang);
    }
    let unlike = (args.check || args.diff) && tally.changed > 0;
    Ok(match (tally.lost, unlike || tally.unread > 0) {
        (1.., _) => ENVIRONMENT,
        (0, true) => FOUND,
        (0, false) => OK,
    })
}

/// Handles one file; what went wrong with it alone is given back.
fn one(path: &Path, args: &FmtArgs, tally: &mut Tally) -> Result<(), Trouble> {
    let lang = args.common.lang();
    let read = files::read(path, lang)?;
    let kind = FileKind::of_name(&path.to_string_lossy());
    let styled = read.map_err(|broken| (broken.0, vec![broken.1])).and_then(|file| match fmt(&file, kind) {
        Ok(text) => Ok((file, text)),
        Err(found) => Err((file, found)),
    });
    let (file, text) = match styled {
        Ok(styled) => styled,
        Err((file, found)) => {
            tally.unread += 1;
            output::diagnostics(&file, &found, lang, args.common.json);
            return Ok(());
        }
    };
    if file.text() == text {
        return Ok(());
    }
    tally.changed += 1;
    if !args.check && !args.diff {
        std::fs::write(path, &text).map_err(|error| unwritten(path, &error, lang))?;
    }
    show(&file, &text, args);
    Ok(())
}

fn unwritten(path: &Path, error: &std::io::Error, lang: Lang) -> Trouble {
    let name = path.display();
    say(lang, format!("không ghi được {name}. Chi tiết: {error}"), format!("{name} cannot be written ({error})"))
}

fn show(file: &SourceFile, text: &str, args: &FmtArgs) {
    let name = file.name();
    if args.common.json {
        line(&json!({ "file": name, "changed": true }).to_string());
    } else if args.diff {
        line(diff::unified(name, file.text(), text).trim_end_matches('\n'));
    } else {
        let (vi, en) =
            if args.check { ("chưa đúng kiểu", "not in style") } else { ("đã viết lại", "rewritten") };
        line(&format!("{}: {name}", say(args.common.lang(), vi, en)));
    }
}

fn summary(tally: &Tally, args: &FmtArgs, lang: Lang) {
    let Tally { files, changed, unread, .. } = tally;
    let only = args.check || args.diff;
    let (vi, en) = if only { ("chưa đúng kiểu", "not in style") } else { ("được viết lại", "rewritten") };
    let (vi_left, en_left) = match unread {
        0 => Default::default(),
        some => (format!(", {some} có lỗi nên để nguyên"), format!(", {some} with errors left as they are")),
    };
    note(&say(
        lang,
        format!("{files} tệp, {changed} {vi}{vi_left}."),
        format!("files {files}, {en} {changed}{en_left}."),
    ));
}

/// Styles a procedure from the standard input to the standard output, as editors ask it.
fn piped(args: &FmtArgs, lang: Lang) -> Result<u8, Trouble> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(files::READ_MAX).read_to_end(&mut bytes);
    read.map_err(|error| say(lang, format!("không đọc được đầu vào: {error}"), format!("no input ({error})")))?;
    let file = match SourceFile::from_bytes(STDIN, bytes) {
        Ok(file) => file,
        Err(broken) => {
            output::diagnostics(&broken.0, std::slice::from_ref(&broken.1), lang, args.common.json);
            return Ok(FOUND);
        }
    };
    match fmt(&file, FileKind::Procedure) {
        Err(found) => {
            output::diagnostics(&file, &found, lang, args.common.json);
            Ok(FOUND)
        }
        Ok(text) => {
            let same = file.text() == text;
            if !args.check && !args.diff {
                output::text(&text);
            } else if !same {
                show(&file, &text, args);
                return Ok(FOUND);
            }
            Ok(OK)
        }
    }
}
