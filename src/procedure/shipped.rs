//! The files that ship with the program, embedded: procedures, their tests, calendars, directories.
//!
//! It lists texts; what they mean is read like any author's file.

/// A shipped file.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its name, as it would lie in a folder of procedures.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(Shipped { name: $name, text: include_str!(concat!("../../processes/", $name)) }),*]
    };
}

/// Procedures, in the order of the catalogue.
pub const PROCEDURES: &[Shipped] = shipped![
    "cap-ban-sao-so-goc.tthc.yaml",
    "cap-giay-phep-xay-dung.tthc.yaml",
    "dang-ky-bien-dong-dat-dai.tthc.yaml",
    "dang-ky-khai-sinh.tthc.yaml",
    "dang-ky-thuong-tru.tthc.yaml",
    "lien-thong-khai-sinh.tthc.yaml",
];

/// Tests of procedures, in the same order.
pub const TESTS: &[Shipped] = shipped![
    "cap-ban-sao-so-goc.test.yaml",
    "cap-giay-phep-xay-dung.test.yaml",
    "dang-ky-bien-dong-dat-dai.test.yaml",
    "dang-ky-khai-sinh.test.yaml",
    "dang-ky-thuong-tru.test.yaml",
    "lien-thong-khai-sinh.test.yaml",
];

/// Facts of procedures, in the same order.
pub const FACTS: &[Shipped] = shipped![
    "cap-ban-sao-so-goc.facts.yaml",
    "cap-giay-phep-xay-dung.facts.yaml",
    "dang-ky-bien-dong-dat-dai.facts.yaml",
    "dang-ky-khai-sinh.facts.yaml",
    "dang-ky-thuong-tru.facts.yaml",
    "lien-thong-khai-sinh.facts.yaml",
];

/// Templates that departments have drawn for letters of their own.
pub const TEMPLATES: &[Shipped] = shipped!["dang-ky-bien-dong-dat-dai.phieu_chuyen.letter.html"];

/// Calendars.
pub const CALENDARS: &[Shipped] = shipped!["calendars/ha_noi.calendar.yaml"];

/// Recurring duties of agencies.
pub const DUTIES: &[Shipped] = shipped!["duties/ra_soat_qua_han.duty.yaml"];

/// Directories.
pub const DIRECTORIES: &[Shipped] = shipped!["directory/ha_noi.directory.yaml"];
