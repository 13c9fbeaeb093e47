//! The kinds of files an author writes: how their names end and which table of keys opens them.
//! It reads none of them.

use super::keys::Table;
use super::{calendar, directory, duty, fact, scenario, top};
use crate::files::listed::Listed as _;

super::listed::listed! {
    /// What a file is.
    FileKind {
        /// A procedure.
        Procedure = "procedure",
        /// The tests of a procedure.
        Test = "test",
        /// A working calendar.
        Calendar = "calendar",
        /// A directory of agencies and posts.
        Directory = "directory",
        /// A recurring duty.
        Duty = "duty",
        /// Facts of a procedure, and where they were read.
        Facts = "facts",
    }
}

impl FileKind {
    /// Gives how the name of such a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Procedure => ".tthc.yaml",
            Self::Test => ".test.yaml",
            Self::Calendar => ".calendar.yaml",
            Self::Directory => ".directory.yaml",
            Self::Duty => ".duty.yaml",
            Self::Facts => ".facts.yaml",
        }
    }

    /// Tells what a file is by its name; one that says nothing is read as a procedure.
    pub fn of_name(name: &str) -> Self {
        Self::ALL.iter().copied().find(|kind| name.ends_with(kind.ending())).unwrap_or(Self::Procedure)
    }

    /// Gives the table of its first level.
    pub fn table(self) -> &'static Table {
        match self {
            Self::Procedure => &top::TOP,
            Self::Test => &scenario::TEST,
            Self::Calendar => &calendar::CALENDAR,
            Self::Directory => &directory::DIRECTORY,
            Self::Duty => &duty::DUTY,
            Self::Facts => &fact::FACTS,
        }
    }

    /// Names the file that holds its schema in `schemas/`.
    pub fn schema_name(self) -> &'static str {
        match self {
            Self::Procedure => "tthc-1.schema.json",
            Self::Test => "test-1.schema.json",
            Self::Calendar => "calendar-1.schema.json",
            Self::Directory => "directory-1.schema.json",
            Self::Duty => "duty-1.schema.json",
            Self::Facts => "facts-1.schema.json",
        }
    }
}
