//! The reference of the language: every key of every kind of file, from the tables the reader reads by.
//! What a construct does in time is told elsewhere (`src/engine/semantics.md`).

use std::fmt::Write as _;

use super::accepted::accepted;
use super::reach;
use crate::files::keys::{BUILT, Key, Table};
use crate::files::step_types::STEP_TYPES;
use crate::files::{FileKind, Listed as _};

/// Writes the reference in Markdown, Vietnamese first.
pub fn reference() -> String {
    let mut out = String::from(
        "# Ngôn ngữ thủ tục: mọi khóa\n\n\
         Thứ tự các dòng là thứ tự chuẩn của khóa. **Bắt buộc** ghi bằng dấu `!`. \
         Xem ngay khi soạn: `motcua schema`. Giải thích một mã kiểm tra: `motcua check --explain MÃ`.\n",
    );
    let mut told: Vec<&'static Table> = Vec::new();
    for kind in FileKind::ALL {
        let words = kind.table().words();
        write(&mut out, format_args!("\n## {} (`*{}`)\n\n*{}*\n", capital(&words.vi), kind.ending(), words.en));
        for (table, _) in reach::tables(*kind) {
            if !told.iter().any(|known| std::ptr::eq(*known, table)) {
                told.push(table);
                section(table, &mut out);
            }
        }
    }
    steps(&mut out);
    out
}

fn section(table: &'static Table, out: &mut String) {
    write(
        out,
        format_args!(
            "\n### {}\n\n| Khóa | | Giá trị | Ý nghĩa | Meaning |\n|---|---|---|---|---|\n",
            capital(table.vi)
        ),
    );
    for key in table.keys.iter().filter(|key| key.stage <= BUILT) {
        row(key, out);
    }
}

fn row(key: &Key, out: &mut String) {
    let must = if key.required { "!" } else { "" };
    let takes = accepted(&key.takes).vi.replace('|', "\\|");
    write(out, format_args!("| `{}` | {must} | {takes} | {} | {} |\n", key.name, key.vi, key.en));
}

fn steps(out: &mut String) {
    out.push_str("\n## Các loại bước\n\n| Loại | Ý nghĩa | Meaning |\n|---|---|---|\n");
    for kind in STEP_TYPES {
        let later = if kind.stage > BUILT { " (chưa có)" } else { "" };
        write(out, format_args!("| `{}`{later} | {} | {} |\n", kind.name, kind.vi, kind.en));
    }
}

fn write(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes every write");
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
