//! Statements that go to the database together: one way there and back for all that a commit writes.
//! It knows no table.

use sqlx::encode::Encode;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::types::Type;
use sqlx::{Arguments, AssertSqlSafe, Sqlite};

/// Some statements and the values bound to them.
#[derive(Clone, Default)]
pub(super) struct Script {
    text: String,
    arguments: SqliteArguments,
}

impl Script {
    /// Appends a statement whose parameters count from `$1`; their values follow.
    pub fn say(&mut self, statement: &'static str) -> &mut Self {
        let before = self.arguments.len();
        let mut parts = statement.split('$');
        self.text.extend(parts.next());
        for part in parts {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number: usize = part[..digits].parse().expect("a dollar stands before the number of a parameter");
            self.text.push('$');
            self.text += &(before + number).to_string();
            self.text += &part[digits..];
        }
        self.text.push(';');
        self
    }

    /// Binds the next value.
    pub fn bind<'v>(&mut self, value: impl Encode<'v, Sqlite> + Type<Sqlite>) -> &mut Self {
        self.arguments.add(value).expect("numbers, texts and bytes can always be bound");
        self
    }

    /// Runs the statements in order, up to the first that fails.
    pub async fn run(self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        // The text is put together from statements of `sql` alone.
        sqlx::query_with(AssertSqlSafe(self.text), self.arguments).execute(connection).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn parameters_count_on() {
        let mut script = Script::default();
        script.say("UPDATE a SET b = $2 WHERE c = $1").bind(1).bind("x");
        script.say("DELETE FROM a").say("INSERT INTO a VALUES ($1, $2, $1)").bind(2).bind(3);
        assert_eq!(script.text, "UPDATE a SET b = $2 WHERE c = $1;DELETE FROM a;INSERT INTO a VALUES ($3, $4, $3);");
    }
}
