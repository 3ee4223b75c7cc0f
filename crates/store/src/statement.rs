//! Statements: each written once, named, and prepared on both databases by a test.
//!
//! `$N` is how PostgreSQL numbers arguments. To SQLite `$2` would be a *name*, numbered by first appearance, so that
//! binding by position could swap two arguments silently; it gets `?2` instead.

use std::sync::OnceLock;

/// One statement. Only `statements!` makes one.
pub struct Statement {
    /// `module::NAME`, for errors and logs.
    pub name: &'static str,
    /// The text, as PostgreSQL reads it.
    pub sql: &'static str,
    sqlite: OnceLock<String>,
}

impl Statement {
    pub(crate) const fn new(name: &'static str, sql: &'static str) -> Statement {
        Statement { name, sql, sqlite: OnceLock::new() }
    }

    /// The text as SQLite reads it.
    pub(crate) fn for_sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| numbered_for_sqlite(self.sql))
    }

    /// How many arguments it takes.
    #[cfg(test)]
    pub(crate) fn parameters(&self) -> usize {
        let numbers = self.sql.split('$').skip(1);
        numbers.filter_map(leading_number).max().unwrap_or(0)
    }
}

impl std::fmt::Debug for Statement {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name)
    }
}

#[cfg(test)]
fn leading_number(text: &str) -> Option<usize> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn numbered_for_sqlite(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        let starts_number = c == '$' && rest.peek().is_some_and(char::is_ascii_digit);
        text.push(if starts_number { '?' } else { c });
    }
    text
}

/// Declares a table module's statements: `statements! { /// why  NAME = "SQL"; ... }`. Also declares `ALL`, which
/// [`all`] lists for the tests.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(crate) static $name: $crate::statement::Statement =
            $crate::statement::Statement::new(concat!(module_path!(), "::", stringify!($name)), $sql);)*
        /// Every statement of this module, for the tests.
        #[cfg(test)]
        pub(crate) static ALL: &[&$crate::statement::Statement] = &[$(&$name),*];
    };
}
pub(crate) use statements;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_place_on_sqlite() {
        assert_eq!(numbered_for_sqlite("a = $2 AND b = $1 AND c = '$'"), "a = ?2 AND b = ?1 AND c = '$'");
    }

    #[test]
    fn parameters_are_counted_by_the_highest_number() {
        assert_eq!(Statement::new("x", "SELECT $2, $1, $2").parameters(), 2);
        assert_eq!(Statement::new("x", "SELECT 1").parameters(), 0);
    }
}
