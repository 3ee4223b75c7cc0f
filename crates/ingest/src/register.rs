//! `institutions.csv`: the institution register's list, one institution a line, columns by name in any order.
//!
//! A line that cannot be used is a finding with its line number; the others are read. What it does not do: write
//! the register (`flows::register`).

use rules::institution::{Institution, InstitutionNumber, Ownership};

/// The most lines one list may have.
pub const LINES_MAX: usize = 100_000;

/// Why a line, or the list, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterFinding {
    /// Counted from 1; 1 is the line of column names.
    pub line: u64,
    /// What is wrong.
    pub flaw: RegisterFlaw,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterFlaw {
    /// A column that must be there is not.
    ColumnMissing(&'static str),
    /// Not six characters `[A-Z0-9]`.
    Number,
    /// No name.
    Name,
    /// Neither `public` nor `private`.
    Ownership,
    /// Something stands for the main institution that is no number.
    MainInstitution,
    /// Something stands for the day it is closed from that is no day (`YYYY-MM-DD`).
    Closed,
    /// Not UTF-8, or another count of fields than columns.
    Unreadable,
    /// More lines than a list may have.
    TooLong,
}

/// A line that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Where it stands, counted from 1.
    pub line: u64,
    /// What it says.
    pub entry: Institution,
}

/// Reads a list. Never fails: what cannot be used stands among the findings.
pub fn read(bytes: &[u8]) -> (Vec<Institution>, Vec<RegisterFinding>) {
    let (numbered, findings) = read_numbered(bytes);
    (numbered.into_iter().map(|one| one.entry).collect(), findings)
}

/// The same, each institution with its line.
pub fn read_numbered(bytes: &[u8]) -> (Vec<Numbered>, Vec<RegisterFinding>) {
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let (mut institutions, mut findings) = (Vec::new(), Vec::new());
    let Ok(columns) = reader.headers().cloned() else {
        return (institutions, vec![RegisterFinding { line: 1, flaw: RegisterFlaw::Unreadable }]);
    };
    for must in ["number", "name"] {
        if !columns.iter().any(|column| column == must) {
            return (institutions, vec![RegisterFinding { line: 1, flaw: RegisterFlaw::ColumnMissing(must) }]);
        }
    }
    let mut record = csv::StringRecord::new();
    for at in 0.. {
        let line = reader.position().line().max(at as u64 + 2);
        if LINES_MAX <= at {
            findings.push(RegisterFinding { line, flaw: RegisterFlaw::TooLong });
            break;
        }
        let read = match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => entry(&columns, &record),
            Err(error) if error.is_io_error() => break,
            Err(_) => Err(RegisterFlaw::Unreadable),
        };
        match read {
            Ok(entry) => institutions.push(Numbered { line, entry }),
            Err(flaw) => findings.push(RegisterFinding { line, flaw }),
        }
    }
    (institutions, findings)
}

fn entry(columns: &csv::StringRecord, record: &csv::StringRecord) -> Result<Institution, RegisterFlaw> {
    let field = |name: &str| {
        let at = columns.iter().position(|column| column == name);
        at.and_then(|at| record.get(at)).unwrap_or_default().trim().to_owned()
    };
    let ownership = match field("ownership").as_str() {
        "" => Ownership::Public,
        word => Ownership::from_word(word).ok_or(RegisterFlaw::Ownership)?,
    };
    let main = field("main_institution");
    let main_institution = InstitutionNumber::parse(&main);
    if main_institution.is_none() && !main.is_empty() {
        return Err(RegisterFlaw::MainInstitution);
    }
    let closed = field("closed");
    let closed = (!closed.is_empty()).then(|| closed.parse().map_err(|_| RegisterFlaw::Closed)).transpose()?;
    let name = field("name");
    if name.is_empty() {
        return Err(RegisterFlaw::Name);
    }
    Ok(Institution {
        number: InstitutionNumber::parse(&field("number")).ok_or(RegisterFlaw::Number)?,
        name,
        kind: field("type"),
        cvr: field("cvr"),
        p_number: field("p_number"),
        municipality_number: field("municipality_number"),
        municipality: field("municipality"),
        region: field("region"),
        address: field("address"),
        postal_code: field("postal_code"),
        city: field("city"),
        phone: field("phone"),
        mail: field("mail"),
        web: field("web"),
        leader: field("leader"),
        ownership,
        main_institution,
        closed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_generate_writes_is_read_back_whole() {
        let locality = town::country::Country::new(7, 2026).locality(0);
        let mut list = town::register::HEADER.to_owned();
        for school in &locality.schools {
            town::register::push_line(&school.register, &mut list);
        }
        let (institutions, findings) = read(list.as_bytes());
        assert_eq!(findings, []);
        let written: Vec<Institution> = locality.schools.into_iter().map(|school| school.register).collect();
        assert_eq!(institutions, written);
    }

    #[test]
    fn a_bad_line_is_told_of_and_the_others_are_read() {
        let list = "name,number\nEn skole,101088\nUden nummer,12\n,101089\nEn til,A04441\n";
        let (institutions, findings) = read(list.as_bytes());
        assert_eq!(institutions.len(), 2);
        assert_eq!(
            findings,
            [
                RegisterFinding { line: 3, flaw: RegisterFlaw::Number },
                RegisterFinding { line: 4, flaw: RegisterFlaw::Name }
            ]
        );
    }

    #[test]
    fn a_line_is_counted_where_it_stands_although_a_field_has_several() {
        let list = "name,number,main_institution\n\"En\nskole\",101088,\nEn til,A04441,nej\nTredje,101089,101088\n";
        let (institutions, findings) = read_numbered(list.as_bytes());
        assert_eq!(institutions.iter().map(|one| one.line).collect::<Vec<_>>(), [2, 5]);
        assert_eq!(findings, [RegisterFinding { line: 4, flaw: RegisterFlaw::MainInstitution }]);
    }

    #[test]
    fn a_list_without_numbers_is_refused() {
        let (_, findings) = read(b"name\nEn skole\n");
        assert_eq!(findings, [RegisterFinding { line: 1, flaw: RegisterFlaw::ColumnMissing("number") }]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_get_an_answer(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
