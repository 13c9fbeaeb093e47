//! The officials' table of a procedure on paper: as text, as a page, as Markdown.
//! What stands in its lines is the table's matter.

use std::fmt::Write;

use calendar::Lang;
use program::Program;

use super::table::{Row, table};
use crate::explain::{escape, pick, rule_words};

/// Width of the columns of a table in letters: number, work, who, time, papers.
const COLUMNS: [usize; 5] = [4, 30, 22, 18, 26];
/// What stands between two columns.
const GAP: &str = "  ";

/// Returns the headings of the columns; the last stands below its line in a text.
fn headings(lang: Lang) -> [&'static str; 6] {
    pick(
        lang,
        ["TT", "Nội dung công việc", "Trách nhiệm", "Thời gian", "Biểu mẫu, kết quả", "Đi tiếp"],
        ["No.", "Work", "Who", "Time", "Papers, results", "Ways out"],
    )
}

/// Names the procedure, its code and its time limit.
fn caption(program: &Program, lang: Lang) -> (String, String) {
    let code = program.code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    let limit = rule_words(program.dossier_rule(), program, lang);
    let word = pick(lang, "Thời hạn giải quyết:", "Time limit:");
    (format!("{}{code}", program.name), format!("{word} {limit}"))
}

/// Says how the applicant's time is marked.
fn marked(rows: &[Row], lang: Lang) -> Option<&'static str> {
    let (vi, en) = (
        "Thời gian của người nộp ghi trong dấu (…), không cộng vào thời hạn.",
        "The applicant’s time stands in (…) and is added to nothing.",
    );
    rows.iter().any(|row| row.applicant).then(|| pick(lang, vi, en))
}

fn limit(row: &Row) -> String {
    if row.applicant { format!("({})", row.limit) } else { row.limit.clone() }
}

/// Writes the table for a terminal or a letter in plain text.
pub fn as_text(program: &Program, lang: Lang) -> String {
    let (rows, (title, time)) = (table(program, lang), caption(program, lang));
    let mut out = format!("{title}\n{time}\n\n");
    let [headed @ .., _] = headings(lang);
    columns(&headed.map(str::to_owned), &mut out);
    let rule = COLUMNS.map(|width| "-".repeat(width));
    columns(&rule, &mut out);
    for row in &rows {
        let cells = [row.number.clone(), row.name.clone(), row.role.clone(), limit(row), row.papers.join("; ")];
        columns(&cells, &mut out);
        let pad = " ".repeat(COLUMNS[0] + GAP.len());
        for way in &row.ways_out {
            let room = COLUMNS.iter().sum::<usize>() + 3 * GAP.len() - 2;
            for (at, line) in wrap(way, room).iter().enumerate() {
                let _ = writeln!(out, "{pad}{}{line}", if at == 0 { "→ " } else { "  " });
            }
        }
    }
    if let Some(words) = marked(&rows, lang) {
        let _ = write!(out, "\n{words}\n");
    }
    out
}

/// Writes cells beside each other, each broken to the width of its column.
fn columns(cells: &[String; 5], out: &mut String) {
    let broken: Vec<Vec<String>> = cells.iter().zip(COLUMNS).map(|(cell, width)| wrap(cell, width)).collect();
    for at in 0..broken.iter().map(Vec::len).max().unwrap_or(0) {
        let line = broken.iter().zip(COLUMNS).map(|(lines, width)| {
            let text = lines.get(at).map(String::as_str).unwrap_or_default();
            format!("{text}{}", " ".repeat(width.saturating_sub(text.chars().count())))
        });
        let _ = writeln!(out, "{}", line.collect::<Vec<_>>().join(GAP).trim_end());
    }
}

/// Breaks a text at its spaces; a word that is too long stands out.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let last = lines.last_mut().expect("there is always a line");
        let used = last.chars().count();
        if used == 0 {
            last.push_str(word);
        } else if used + 1 + word.chars().count() <= most {
            let _ = write!(last, " {word}");
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Writes the table as Markdown.
pub fn as_markdown(program: &Program, lang: Lang) -> String {
    let (rows, (title, time)) = (table(program, lang), caption(program, lang));
    let mut out = format!("# {}\n\n{}\n\n", plain(&title), plain(&time));
    let line = |cells: [String; 6]| format!("| {} |\n", cells.join(" | "));
    out += &line(headings(lang).map(str::to_owned));
    out += &line(["--:", "---", "---", "---", "---", "---"].map(str::to_owned));
    for row in &rows {
        let many = |texts: &[String]| texts.iter().map(|text| plain(text)).collect::<Vec<_>>().join("<br>");
        out += &line([
            row.number.clone(),
            plain(&row.name),
            plain(&row.role),
            plain(&limit(row)),
            many(&row.papers),
            many(&row.ways_out),
        ]);
    }
    if let Some(words) = marked(&rows, lang) {
        let _ = write!(out, "\n{words}\n");
    }
    out
}

/// Takes from a text what Markdown would read as its own.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if matches!(letter, '\\' | '|' | '*' | '_' | '`' | '<' | '[' | '#') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Writes the table as a page of its own, to be printed on A4 across.
pub fn as_page(program: &Program, lang: Lang) -> String {
    let (rows, (title, time)) = (table(program, lang), caption(program, lang));
    let (title, time) = (escape(&title), escape(&time));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{PAGE}</style>\n</head>\n<body>\n<main tabindex=\"0\">\n<h1 lang=\"vi\">{title}</h1>\n<p>{time}</p>\n\
         <table>\n<thead><tr>",
        pick(lang, "vi", "en"),
    );
    for heading in headings(lang) {
        let _ = write!(out, "<th scope=\"col\">{heading}</th>");
    }
    out += "</tr></thead>\n<tbody>\n";
    for row in &rows {
        let many = |texts: &[String]| texts.iter().map(|text| escape(text)).collect::<Vec<_>>().join("<br>");
        let _ = writeln!(
            out,
            "<tr><td>{}</td><th scope=\"row\" lang=\"vi\">{}</th><td lang=\"vi\">{}</td><td>{}</td><td lang=\"vi\">{}</td>\
             <td>{}</td></tr>",
            row.number,
            escape(&row.name),
            escape(&row.role),
            escape(&limit(row)),
            many(&row.papers),
            many(&row.ways_out),
        );
    }
    out += "</tbody>\n</table>\n";
    if let Some(words) = marked(&rows, lang) {
        let _ = writeln!(out, "<p>{words}</p>");
    }
    out += "</main>\n</body>\n</html>\n";
    out
}

/// Style of the page: black on white, the reader's own fonts.
const PAGE: &str = "\
@page{size:A4 landscape;margin:15mm}
body{margin:1.5rem;color:#151a22;background:#fff;font:15px/1.45 system-ui,\"Segoe UI\",Roboto,\"Noto Sans\",Arial,sans-serif}
main{overflow-x:auto}
h1{font-size:1.4em;line-height:1.3;margin:0 0 .3em}
p{margin:.4em 0 1em}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #687180;padding:.35em .5em;text-align:left;vertical-align:top}
th{font-weight:600}
tr{break-inside:avoid}
@media print{body{margin:0;font-size:10pt}main{overflow:visible}}
";
