//! *Forældremyndighed*: whether an adult may help a child with its password.
//!
//! Source: product.md §7. What it does not do: find the records, or know who shows an eID.

use crate::roster::Custody;
use crate::time::Date;

/// Nobody is helped as a child from this age on.
pub const CHILD_YEARS: u16 = 18;

/// Where a record of adult and child stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The child is a pupil there now.
    Current,
    /// The child has left.
    Left,
}

/// One record that one source tells of the same adult and child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it says.
    pub custody: Custody,
    /// Where it stands.
    pub standing: Standing,
}

/// Whether the adult has custody today: one current record says so, none says no, and the child is no adult. A child
/// without a known birth date is nobody's: its age cannot be told.
pub fn counts(records: &[Record], birth: Option<Date>, today: Date) -> bool {
    let is_child = birth.and_then(|birth| crate::cpr::age_between(birth, today)).is_some_and(|age| age < CHILD_YEARS);
    let says = |custody| move |record: &Record| record.standing == Standing::Current && record.custody == custody;
    is_child && records.iter().any(says(Custody::Yes)) && !records.iter().any(says(Custody::No))
}

/// A child through whom an adult is told of at an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildThere {
    /// Anybody may know where it goes to school.
    Open,
    /// Under name and address protection.
    Protected,
}

/// Whether an adult's own page may name an institution where they are only a contact person: a protected child's
/// institution is shown to the child alone.
pub fn names_school(children: &[ChildThere]) -> bool {
    children.contains(&ChildThere::Open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const YES: Record = Record { custody: Custody::Yes, standing: Standing::Current };
    const NO: Record = Record { custody: Custody::No, standing: Standing::Current };
    const OLD: Record = Record { custody: Custody::Yes, standing: Standing::Left };

    fn ten_year_old(records: &[Record]) -> bool {
        counts(records, Some(date(2016, 5, 1)), date(2026, 11, 24))
    }

    #[test]
    fn one_yes_is_enough_and_one_no_is_too_much() {
        assert!(ten_year_old(&[YES]));
        assert!(!ten_year_old(&[YES, NO]));
        assert!(!ten_year_old(&[NO]));
        assert!(!ten_year_old(&[]));
    }

    #[test]
    fn an_old_schools_record_counts_neither_way() {
        assert!(!ten_year_old(&[OLD]));
        assert!(ten_year_old(&[YES, Record { custody: Custody::No, standing: Standing::Left }]));
    }

    #[test]
    fn a_protected_childs_school_is_named_only_where_another_child_tells_it_anyway() {
        assert!(names_school(&[ChildThere::Open, ChildThere::Protected]));
        assert!(!names_school(&[ChildThere::Protected]));
        assert!(!names_school(&[]));
    }

    #[test]
    fn custody_ends_on_the_eighteenth_birthday() {
        let birth = Some(date(2008, 11, 24));
        assert!(counts(&[YES], birth, date(2026, 11, 23)));
        assert!(!counts(&[YES], birth, date(2026, 11, 24)));
        assert!(!counts(&[YES], None, date(2026, 11, 24)));
    }
}
