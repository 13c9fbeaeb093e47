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
pub const PROCEDURES: &[Shipped] = shipped!["cap-ban-sao-so-goc.tthc.yaml"];

/// Tests of procedures.
pub const TESTS: &[Shipped] = shipped!["cap-ban-sao-so-goc.test.yaml"];

/// Calendars.
pub const CALENDARS: &[Shipped] = shipped!["calendars/ha_noi.calendar.yaml"];

/// Directories.
pub const DIRECTORIES: &[Shipped] = shipped!["directory/ha_noi.directory.yaml"];
