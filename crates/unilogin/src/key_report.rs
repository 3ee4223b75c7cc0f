//! Which keys are still needed: for each kind and key, how many values of which column it sealed.
//!
//! What it does not do: exchange or take away keys (`commands::keys` does), or seal anything anew (the job does).

use anyhow::Result;
use crypto::keys::{KeyKind, Keys};
use flows::reseal::{self, SealedWith};
use serde_json::json;
use std::fmt::Write as _;
use store::db::Db;
use store::sealed_column::Column;

/// The kinds whose keys can be exchanged.
pub(crate) const EXCHANGEABLE: [KeyKind; 3] = [KeyKind::Seal, KeyKind::Cpr, KeyKind::Pepper];

/// One key.
struct Line {
    kind: KeyKind,
    id: u8,
    is_first: bool,
    /// Columns that hold something of it, and how much.
    held: Vec<(Column, i64)>,
}

impl Line {
    fn sum(&self) -> i64 {
        self.held.iter().map(|(_, count)| count).sum()
    }
}

/// All keys that can be exchanged.
pub(crate) struct Report(Vec<Line>);

fn kind_of(column: Column) -> KeyKind {
    match reseal::sealed_with(column) {
        SealedWith::Pepper => KeyKind::Pepper,
        SealedWith::Vault(purpose) => purpose.key_kind(),
    }
}

/// Counts for these kinds, reading every column they seal once. Blocks.
pub(crate) fn read(db: &Db, keys: &Keys, kinds: &[KeyKind]) -> Result<Report> {
    let mut lines = Vec::new();
    for kind in kinds.iter().copied() {
        let line = |(place, id)| Line { kind, id, is_first: place == 0, held: Vec::new() };
        let mut of_kind: Vec<Line> = keys.ids(kind).into_iter().enumerate().map(line).collect();
        for column in Column::ALL.into_iter().filter(|column| kind_of(*column) == kind) {
            for (id, count) in reseal::held(db, column)? {
                of_kind.iter_mut().filter(|line| line.id == id).for_each(|line| line.held.push((column, count)));
            }
        }
        lines.extend(of_kind);
    }
    Ok(Report(lines))
}

/// The kinds that have an old key beside the one in use: where there is none, nothing has to be counted.
pub(crate) fn with_old_keys(keys: &Keys) -> Vec<KeyKind> {
    EXCHANGEABLE.into_iter().filter(|kind| 1 < keys.ids(*kind).len()).collect()
}

impl Report {
    /// How many values this key sealed.
    pub(crate) fn held_by(&self, kind: KeyKind, id: u8) -> i64 {
        self.0.iter().filter(|line| line.kind == kind && line.id == id).map(Line::sum).sum()
    }

    /// Old keys that still hold something, and how many values in all; none where there are none.
    pub(crate) fn waiting(&self) -> Option<String> {
        let old = self.0.iter().filter(|line| !line.is_first && 0 < line.sum());
        let told: Vec<String> =
            old.map(|line| format!("{} values under {} key {}", line.sum(), line.kind.word(), line.id)).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }

    pub(crate) fn table(&self) -> String {
        let mut text = format!("{:<8} {:>4} {:>12}  ", "kind", "key", "values");
        for line in &self.0 {
            let say = match (line.is_first, line.sum()) {
                (true, _) => "in use".to_owned(),
                (false, 0) => {
                    format!(
                        "nothing left: `unilogin keys remove {} {}`, unless it is the next one",
                        line.kind.word(),
                        line.id
                    )
                }
                (false, _) => {
                    let columns: Vec<String> =
                        line.held.iter().map(|(column, count)| format!("{} {count}", column.word())).collect();
                    columns.join(", ")
                }
            };
            write!(text, "\n{:<8} {:>4} {:>12}  {say}", line.kind.word(), line.id, line.sum())
                .expect("a String takes all that is written");
        }
        text
    }

    pub(crate) fn json(&self) -> String {
        let keys: Vec<_> = self
            .0
            .iter()
            .map(|line| {
                let held: serde_json::Map<_, _> =
                    line.held.iter().map(|(column, count)| (column.word().to_owned(), json!(count))).collect();
                json!({"kind": line.kind.word(), "id": line.id, "in_use": line.is_first, "values": line.sum(), "columns": held})
            })
            .collect();
        json!({ "keys": keys }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let line = |id, is_first, held| Line { kind: KeyKind::Pepper, id, is_first, held };
        Report(vec![
            line(3, true, vec![(Column::Credential, 40)]),
            line(2, false, vec![(Column::Credential, 2), (Column::OldCredential, 5)]),
            line(1, false, Vec::new()),
        ])
    }

    #[test]
    fn a_key_that_holds_something_is_told_with_where_and_one_that_holds_nothing_may_go() {
        let table = report().table();
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].ends_with("40  in use"), "{table}");
        assert!(lines[2].ends_with("7  credential.hash 2, old_credential.hash 5"), "{table}");
        assert!(lines[3].contains("unilogin keys remove pepper 1"), "{table}");
        assert_eq!(report().waiting().as_deref(), Some("7 values under pepper key 2"));
        assert_eq!((report().held_by(KeyKind::Pepper, 2), report().held_by(KeyKind::Pepper, 1)), (7, 0));
    }

    #[test]
    fn every_column_belongs_to_a_kind_that_can_be_exchanged() {
        assert!(Column::ALL.into_iter().all(|column| EXCHANGEABLE.contains(&kind_of(column))));
    }
}
