//! Text form: UTF-8, NFC, LF, no invisible characters, bounded size and lines (language.md g).
//!
//! Runs before the YAML library and does not depend on it.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::codes::{M002, M009};
use crate::{Diagnostic, ReadLimits, SourceFile, Span, Words};

/// Gives the text in Unicode normal form C, unchanged if it is so already.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// What can be wrong with the form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Mark,
    CarriageReturn,
    Tab,
    Control,
    Bidi,
    Decomposed,
}

const FAULTS: [Fault; 6] =
    [Fault::Mark, Fault::CarriageReturn, Fault::Tab, Fault::Control, Fault::Bidi, Fault::Decomposed];

impl Fault {
    /// Names the fault of one character; a line feed has none.
    pub(crate) fn of(c: char) -> Option<Self> {
        match c {
            '\n' => None,
            '\u{feff}' => Some(Self::Mark),
            '\r' => Some(Self::CarriageReturn),
            '\t' => Some(Self::Tab),
            '\u{61c}' | '\u{200e}' | '\u{200f}' => Some(Self::Bidi),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Self::Bidi),
            '\u{2028}' | '\u{2029}' => Some(Self::Control),
            _ => c.is_control().then_some(Self::Control),
        }
    }

    fn repair(self, text: &str) -> String {
        match self {
            Self::CarriageReturn => text.replace("\r\n", "\n").replace('\r', "\n"),
            Self::Tab => text.replace('\t', "  "),
            Self::Decomposed => nfc(text).into_owned(),
            Self::Mark | Self::Control | Self::Bidi => text.chars().filter(|&c| Self::of(c) != Some(self)).collect(),
        }
    }

    fn words(self, count: usize) -> Words {
        let (vi, en) = match self {
            Self::Mark => ("Tệp có dấu BOM", "Byte order mark"),
            Self::CarriageReturn => ("Dòng kết thúc bằng CR, không phải LF", "Line ends with CR, not LF"),
            Self::Tab => ("Tệp dùng ký tự tab", "Tab character"),
            Self::Control => ("Tệp có ký tự điều khiển không nhìn thấy", "Control character"),
            Self::Bidi => ("Tệp có ký tự đảo chiều chữ không nhìn thấy", "Bidirectional character"),
            Self::Decomposed => ("Chữ có dấu viết bằng ký tự tổ hợp, không phải dạng NFC", "Text is not in NFC"),
        };
        if count == 1 {
            return Words::new(vi, en);
        }
        Words::new(format!("{vi} ({count} chỗ)"), format!("{en} ({count} places)"))
    }

    fn help(self) -> Words {
        match self {
            Self::Tab => Words::new("thay mỗi tab bằng dấu cách", "replace each tab by blanks"),
            Self::CarriageReturn => Words::new("lưu tệp với dấu xuống dòng LF", "save the file with LF line ends"),
            Self::Mark => Words::new("lưu tệp với UTF-8 không có BOM", "save the file as UTF-8 without BOM"),
            Self::Control | Self::Bidi => Words::new("xóa ký tự này", "remove the character"),
            Self::Decomposed => Words::new("dùng chữ dựng sẵn (NFC)", "use composed letters (NFC)"),
        }
    }
}

/// Where one kind of fault occurs.
struct Tally {
    extent: Span,
    first: Span,
    count: usize,
}

impl Tally {
    fn add(slot: &mut Option<Self>, span: Span) {
        match slot {
            None => *slot = Some(Self { extent: span, first: span, count: 1 }),
            Some(tally) => {
                tally.extent = tally.extent.to(span);
                tally.count += 1;
            }
        }
    }
}

/// Finds every fault of form: one finding (M002) per kind with an edit for all its places, and one
/// (M009) per line over `line_max` characters.
pub(crate) fn faults(file: &SourceFile, line_max: usize) -> Vec<Diagnostic> {
    let mut tallies = FAULTS.map(|_| None);
    for (at, c) in file.text().char_indices() {
        if let Some(fault) = Fault::of(c) {
            // CR LF is one line end: both bytes are replaced together.
            let len = if file.text()[at..].starts_with("\r\n") { 2 } else { c.len_utf8() };
            Tally::add(&mut tallies[fault as usize], Span::of(at..at + len));
        }
    }
    for word in decomposed(file.text()) {
        Tally::add(&mut tallies[Fault::Decomposed as usize], word);
    }
    let found = FAULTS.into_iter().zip(tallies);
    let found = found.filter_map(|(fault, tally)| tally.map(|tally| finding(file, fault, &tally)));
    found.chain(long_lines(file.text(), line_max)).collect()
}

fn finding(file: &SourceFile, fault: Fault, tally: &Tally) -> Diagnostic {
    Diagnostic::new(M002, tally.first, fault.words(tally.count))
        .help(fault.help())
        .fix(tally.extent, fault.repair(file.slice(tally.extent)))
}

/// Finds the words that are not in NFC.
fn decomposed(text: &str) -> Vec<Span> {
    if is_nfc(text) {
        return Vec::new();
    }
    // Lines first: almost all are clean, and a blank never composes with its neighbours.
    let mut at = 0;
    let mut found = Vec::new();
    for word in text.split_inclusive([' ', '\n']) {
        let bare = word.trim_end_matches([' ', '\n']);
        if !is_nfc(bare) {
            found.push(Span::of(at..at + bare.len()));
        }
        at += word.len();
    }
    found
}

fn long_lines(text: &str, line_max: usize) -> Vec<Diagnostic> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        if let Some((beyond, _)) = bare.char_indices().nth(line_max) {
            let vi = format!("Dòng dài {} ký tự, quá giới hạn {line_max}", bare.chars().count());
            let en = format!("Line has {} characters, the limit is {line_max}", bare.chars().count());
            let span = Span::of(at + beyond..at + bare.len());
            found.push(Diagnostic::new(M009, span, Words::new(vi, en)));
        }
        at += line.len();
    }
    found
}

/// Says that a file is over its size (M009).
pub(crate) fn oversize(bytes: usize, limit: usize) -> Diagnostic {
    let (kib, limit) = (bytes.div_ceil(1024), limit / 1024);
    let words = Words::new(
        format!("Tệp dài {kib} KiB, quá giới hạn {limit} KiB"),
        format!("File has {kib} KiB, the limit is {limit} KiB"),
    );
    Diagnostic::new(M009, Span::default(), words)
}

/// Turns the bytes of a file into text, see [`SourceFile::from_bytes`].
pub(crate) fn decode(name: String, bytes: Vec<u8>) -> Result<SourceFile, Box<(SourceFile, Diagnostic)>> {
    let limit = ReadLimits::default().bytes;
    if bytes.len() > limit {
        return Err(Box::new((SourceFile::new(name, ""), oversize(bytes.len(), limit))));
    }
    String::from_utf8(bytes).map(|text| SourceFile::new(name.as_str(), text)).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let file = SourceFile::new(name, String::from_utf8_lossy(error.as_bytes()));
        let span = Span::of(at..at + char::REPLACEMENT_CHARACTER.len_utf8());
        let diagnostic = Diagnostic::new(M002, span, Words::new("Tệp không phải UTF-8", "File is not UTF-8"))
            .help(Words::new("lưu lại tệp với bảng mã UTF-8", "save the file in UTF-8"));
        Box::new((file, diagnostic))
    })
}
