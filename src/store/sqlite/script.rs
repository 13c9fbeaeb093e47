//! Rows that go to the database together: as few ways there and back as can be. It knows no table.
//!
//! A statement stays prepared under its text, so texts must be few: a single commit is one text for each kind of commit,
//! a batch one for each kind of row and size of portion.

use std::borrow::Cow;

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe};

use crate::chain::Hash;

/// How many rows of a kind go in one portion, the largest first.
const PORTIONS: [usize; 5] = [256, 64, 16, 4, 1];

/// A way to write rows of one kind; each `?` is a value.
#[derive(PartialEq, Eq)]
pub(super) enum Kind {
    /// One statement takes any number of rows.
    Rows {
        /// What stands before them.
        before: &'static str,
        /// A row.
        row: &'static str,
        /// What stands after them.
        after: &'static str,
    },
    /// Each row is a statement.
    Each(&'static str),
}

impl Kind {
    fn text(&self, rows: usize, text: &mut String) {
        match self {
            Self::Rows { before, row, after } => {
                *text += before;
                for number in 0..rows {
                    *text += if number == 0 { "" } else { ", " };
                    *text += row;
                }
                *text += after;
                *text += ";";
            }
            Self::Each(statement) => {
                for _ in 0..rows {
                    *text += statement;
                    *text += ";";
                }
            }
        }
    }
}

/// A value of a row.
#[derive(Debug)]
pub(super) enum Value<'a> {
    /// A number, or none.
    Number(Option<i64>),
    /// A text, or none.
    Text(Option<Cow<'a, str>>),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A hash.
    Hash(Hash),
}

impl Value<'_> {
    fn add(self, arguments: &mut SqliteArguments) {
        let added = match self {
            Self::Number(number) => arguments.add(number),
            Self::Text(text) => arguments.add(text.map(Cow::into_owned)),
            Self::Bytes(bytes) => arguments.add(bytes),
            Self::Hash(hash) => arguments.add(hash.to_vec()),
        };
        added.expect("numbers, texts and bytes can always be bound");
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(Cow::Owned(text)))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Hash> for Value<'_> {
    fn from(hash: Hash) -> Self {
        Self::Hash(hash)
    }
}

/// Rows of one kind.
struct Group<'a> {
    kind: &'static Kind,
    rows: usize,
    values: Vec<Value<'a>>,
}

/// Rows in the order in which they are written; those of one kind in a row are a group.
#[derive(Default)]
pub(super) struct Script<'a>(Vec<Group<'a>>);

impl<'a> Script<'a> {
    /// Appends a row.
    pub fn row<const N: usize>(&mut self, kind: &'static Kind, values: [Value<'a>; N]) {
        match self.0.last_mut().filter(|group| group.kind == kind) {
            Some(group) => {
                group.rows += 1;
                group.values.extend(values);
            }
            None => self.0.push(Group { kind, rows: 1, values: values.into() }),
        }
    }

    /// Makes it one portion.
    pub fn whole(self) -> Vec<Portion> {
        let mut portion = Portion::default();
        for group in self.0 {
            portion.take(group.kind, group.rows, group.values);
        }
        vec![portion]
    }

    /// Makes it portions of usual sizes.
    pub fn portions(self) -> Vec<Portion> {
        let mut portions = Vec::new();
        for Group { kind, mut rows, values } in self.0 {
            let width = values.len() / rows;
            let mut values = values.into_iter();
            for size in PORTIONS {
                while rows >= size {
                    let mut portion = Portion::default();
                    portion.take(kind, size, values.by_ref().take(size * width));
                    portions.push(portion);
                    rows -= size;
                }
            }
        }
        portions
    }
}

/// What goes to the database at once.
#[derive(Clone, Default)]
pub(super) struct Portion {
    text: String,
    arguments: SqliteArguments,
}

impl Portion {
    fn take<'a>(&mut self, kind: &Kind, rows: usize, values: impl IntoIterator<Item = Value<'a>>) {
        kind.text(rows, &mut self.text);
        for value in values {
            value.add(&mut self.arguments);
        }
    }

    /// Runs its statements in order, up to the first that fails.
    pub async fn run(self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        // The text is put together from statements of `sql` alone.
        sqlx::query_with(AssertSqlSafe(self.text), self.arguments).execute(connection).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static INSERT: Kind = Kind::Rows { before: "INSERT INTO a VALUES ", row: "(?, ?)", after: " RETURNING 1" };
    static DELETE: Kind = Kind::Each("DELETE FROM a WHERE b = ?");

    fn script(inserts: i64) -> Script<'static> {
        let mut script = Script::default();
        for number in 0..inserts {
            script.row(&INSERT, [number.into(), "x".into()]);
        }
        script.row(&DELETE, [7.into()]);
        script.row(&DELETE, [8.into()]);
        script
    }

    #[test]
    fn a_single_commit_goes_as_one() {
        let whole = script(2).whole();
        let [portion] = &whole[..] else { panic!("{} portions", whole.len()) };
        let text =
            "INSERT INTO a VALUES (?, ?), (?, ?) RETURNING 1;DELETE FROM a WHERE b = ?;DELETE FROM a WHERE b = ?;";
        assert_eq!((portion.text.as_str(), portion.arguments.len()), (text, 6));
    }

    #[test]
    fn a_batch_goes_in_portions_of_few_sizes() {
        let sizes: Vec<usize> = script(64 + 16 + 4 + 3).portions().iter().map(|one| one.arguments.len()).collect();
        assert_eq!(sizes, [128, 32, 8, 2, 2, 2, 1, 1]);
    }
}
