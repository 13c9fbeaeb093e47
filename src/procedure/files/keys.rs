//! How a key of the language is described: name, level, what its value may be, and what it means.
//! The tables themselves stand beside their elements. The reader, the canonical form, and later the
//! schema, hover texts and reference all read these; nothing else may list keys.

use source::{Kind, Words};

/// Tells when a construct came, or comes, into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// First level.
    L1,
    /// Second level: messages, services, fees, parallel work.
    L2,
    /// Third level.
    L3,
}

/// The highest stage this program reads.
pub const BUILT: Stage = Stage::L2;

/// Describes one key of a map.
#[derive(Debug)]
pub struct Key {
    /// Name as written.
    pub name: &'static str,
    /// Stage that brings it.
    pub stage: Stage,
    /// Whether its absence is an error.
    pub required: bool,
    /// What its value may be.
    pub takes: Takes,
    /// Meaning in one Vietnamese sentence.
    pub vi: &'static str,
    /// Meaning in one English sentence.
    pub en: &'static str,
}

/// Describes the keys of one kind of map, in the order of the canonical form (language.md h).
#[derive(Debug)]
pub struct Table {
    /// Vietnamese name of the thing the map describes.
    pub vi: &'static str,
    /// English name of the same.
    pub en: &'static str,
    /// Keys in canonical order.
    pub keys: &'static [Key],
}

/// Tells what a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// A text.
    Text,
    /// A text that must stand in quotes.
    Quoted,
    /// A guard.
    Guard,
    /// One of a list of words.
    Word(fn() -> Vec<&'static str>),
    /// Words of a list.
    Words(fn() -> Vec<&'static str>),
    /// The word `true`, or nothing.
    Flag,
    /// A whole number.
    Integer,
    /// A national status, or a map of axes.
    Status,
    /// A literal of the type of its field.
    Literal,
    /// A date.
    Date,
    /// A duration.
    Duration,
    /// A duration, or the path of a date.
    Until,
    /// Durations followed by `trước`.
    Reminders,
    /// A duration, perhaps after `tối đa`.
    Extension,
    /// A number of attempts and the time between them.
    Retry,
    /// `all`, `any` or a number.
    Join,
    /// An id declared elsewhere.
    Ref,
    /// One id declared elsewhere or a list of them.
    Refs,
    /// One event or a list of them.
    Events,
    /// A list of texts.
    Texts,
    /// A duration, a word for none, or a table of them by case or channel.
    Within,
    /// A date, a moment or `none`, or a table of them by step.
    Dues,
    /// One id or path, a list of them, or a map that says more.
    RefsOr(&'static Table),
    /// A text, or a map that says more.
    TextOr(&'static Table),
    /// A duration, or a map that says more.
    DurationOr(&'static Table),
    /// A map.
    Map(&'static Table),
    /// A map from ids to texts.
    NamedTexts,
    /// A map from ids to texts, or to maps that say more.
    Named(&'static Table),
    /// A map from ids to maps.
    NamedMaps(&'static Table),
    /// A list of maps.
    Items(&'static Table),
    /// A map, or a list of maps.
    MapOrItems(&'static Table),
    /// An amount in đồng, a guard, or a table of them by case or channel.
    Amount,
    /// A map from ids to maps of texts.
    NamedCodes,
    /// A list of steps.
    Steps,
    /// Sessions of working time by days of the week.
    Hours,
    /// A map from dates to names.
    Days,
    /// A map from dates to texts or maps.
    DatedMaps(&'static Table),
    /// A list of ids, or the words `tất cả`.
    AllOrRefs,
    /// Something of a stage that is not built.
    Later,
}

impl Table {
    /// Finds a key by its name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Gives the place of a key in the canonical order.
    pub fn rank(&self, name: &str) -> Option<usize> {
        self.keys.iter().position(|key| key.name == name)
    }

    /// Lists the names of the keys this program reads.
    pub fn built(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().filter(|key| key.stage <= BUILT).map(|key| key.name)
    }

    /// Names the thing in both languages.
    pub fn words(&self) -> Words {
        Words::new(self.vi, self.en)
    }
}

impl Takes {
    /// Gives the table of the maps it may hold.
    pub fn table(&self) -> Option<&'static Table> {
        match self {
            Takes::RefsOr(table)
            | Takes::TextOr(table)
            | Takes::DurationOr(table)
            | Takes::Map(table)
            | Takes::Named(table)
            | Takes::NamedMaps(table)
            | Takes::Items(table)
            | Takes::MapOrItems(table)
            | Takes::DatedMaps(table) => Some(table),
            _ => None,
        }
    }

    /// Tells whether a value is of the right kind: scalar, list or map.
    pub fn fits(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Scalar(_) => self.scalar(),
            Kind::List(_) => self.list(),
            Kind::Map(_) => self.map(),
        }
    }

    /// Says what is expected, for a value of the wrong kind.
    pub fn expected(&self) -> Words {
        match (self.scalar(), self.list(), self.map()) {
            (true, false, false) => Words::new("một giá trị đơn", "a single value"),
            (true, true, false) => Words::new("một giá trị hoặc danh sách `[a, b]`", "a value or a list `[a, b]`"),
            (true, false, true) => Words::new("một giá trị hoặc một nhóm `khóa: giá trị`", "a value or a map"),
            (false, true, true) => Words::new(
                "một nhóm `khóa: giá trị` hoặc danh sách các nhóm",
                "a map of `key: value` or a list of maps",
            ),
            (false, true, false) => {
                Words::new("một danh sách, mỗi dòng bắt đầu bằng `- `", "a list, each line beginning with `- `")
            }
            (false, false, true) => Words::new("một nhóm `khóa: giá trị`", "a map of `key: value`"),
            _ => Words::new("một giá trị khác", "another value"),
        }
    }

    fn scalar(&self) -> bool {
        !matches!(
            self,
            Takes::Words(_)
                | Takes::Reminders
                | Takes::Texts
                | Takes::Map(_)
                | Takes::NamedTexts
                | Takes::Named(_)
                | Takes::NamedMaps(_)
                | Takes::Items(_)
                | Takes::MapOrItems(_)
                | Takes::NamedCodes
                | Takes::Steps
                | Takes::Hours
                | Takes::Days
                | Takes::DatedMaps(_)
        )
    }

    fn list(&self) -> bool {
        matches!(
            self,
            Takes::Words(_)
                | Takes::Reminders
                | Takes::Refs
                | Takes::Events
                | Takes::Texts
                | Takes::RefsOr(_)
                | Takes::Items(_)
                | Takes::MapOrItems(_)
                | Takes::Steps
                | Takes::AllOrRefs
        )
    }

    fn map(&self) -> bool {
        matches!(
            self,
            Takes::Within
                | Takes::Dues
                | Takes::Amount
                | Takes::Status
                | Takes::NamedTexts
                | Takes::NamedCodes
                | Takes::Hours
                | Takes::Days
        ) || (self.table().is_some() && !matches!(self, Takes::Items(_)))
    }
}

/// Describes a key that must be there.
pub(crate) const fn must(name: &'static str, takes: Takes, vi: &'static str, en: &'static str) -> Key {
    Key { name, stage: Stage::L1, required: true, takes, vi, en }
}

/// Describes a key that may be there.
pub(crate) const fn may(name: &'static str, takes: Takes, vi: &'static str, en: &'static str) -> Key {
    Key { name, stage: Stage::L1, required: false, takes, vi, en }
}

/// Describes a key of the second level that must be there.
pub(crate) const fn later_must(name: &'static str, takes: Takes, vi: &'static str, en: &'static str) -> Key {
    Key { name, stage: Stage::L2, required: true, takes, vi, en }
}

/// Describes a key of the second level that may be there.
pub(crate) const fn later(name: &'static str, takes: Takes, vi: &'static str, en: &'static str) -> Key {
    Key { name, stage: Stage::L2, required: false, takes, vi, en }
}

/// Describes a key of the third level.
pub(crate) const fn far(name: &'static str, vi: &'static str, en: &'static str) -> Key {
    Key { name, stage: Stage::L3, required: false, takes: Takes::Later, vi, en }
}
