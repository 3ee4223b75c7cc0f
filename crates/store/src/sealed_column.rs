//! Every column that holds something encrypted, for the job that follows an exchanged key: walked row by row in the order
//! of its table's key, and written only where nobody else has written meanwhile.
//!
//! A new sealed column gets its three statements here and a line in [`Column`]; a test says so when it is forgotten. What it
//! does not do: open or seal; the story does, with the vault and the peppers.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::{Statement, statements};

statements! {
    /// Each `PAGE_…`: the next rows by key, what is empty included, so that a page is never a long search.
    PAGE_PERSON = "SELECT id, cpr_sealed FROM person WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_SOURCE = "SELECT institution, source, local_person_id, sealed
                   FROM source_person
                   WHERE (institution, source, local_person_id) > ($1, $2, $3)
                   ORDER BY institution, source, local_person_id
                   LIMIT $4";
    PAGE_ROSTER = "SELECT id, roster_sealed FROM import_run WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_PLAN = "SELECT id, plan_sealed FROM import_run WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_LOGIN = "SELECT handle_hash, secret_sealed FROM login WHERE handle_hash > $1 ORDER BY handle_hash LIMIT $2";
    PAGE_CARD = "SELECT token_hash, token_sealed FROM school_card WHERE token_hash > $1 ORDER BY token_hash LIMIT $2";
    PAGE_EID = "SELECT state_hash, verifier_sealed FROM eid_request WHERE state_hash > $1 ORDER BY state_hash LIMIT $2";
    PAGE_SITE_TRIP = "SELECT state_hash, verifier_sealed FROM site_trip WHERE state_hash > $1 ORDER BY state_hash LIMIT $2";
    PAGE_SIGNING = "SELECT id, sealed FROM signing_key WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_MAIL = "SELECT id, sealed FROM outbox WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_DRAFT = "SELECT browser_hash, sealed FROM draft WHERE browser_hash > $1 ORDER BY browser_hash LIMIT $2";
    PAGE_ADMINISTRATOR = "SELECT institution, person, mail_sealed
                          FROM administrator
                          WHERE (institution, person) > ($1, $2)
                          ORDER BY institution, person
                          LIMIT $3";
    PAGE_CASE = "SELECT id, facts_sealed FROM operator_case WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_APPLICATION = "SELECT id, record_sealed FROM application WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_APPLICATION_FILE = "SELECT id, file_sealed FROM application WHERE id > $1 ORDER BY id LIMIT $2";
    PAGE_CREDENTIAL = "SELECT person, hash FROM credential WHERE person > $1 ORDER BY person LIMIT $2";
    PAGE_OLD_CREDENTIAL = "SELECT person, version, hash
                           FROM old_credential
                           WHERE (person, version) > ($1, $2)
                           ORDER BY person, version
                           LIMIT $3";
    PAGE_ONE_TIME_CODE = "SELECT person, id, hash
                          FROM one_time_code
                          WHERE (person, id) > ($1, $2)
                          ORDER BY person, id
                          LIMIT $3";
    /// Each `RENEW_…`: the same value under the newer key, only in the place of the very bytes that were opened.
    RENEW_PERSON = "UPDATE person SET cpr_sealed = $3 WHERE id = $1 AND cpr_sealed = $2";
    RENEW_SOURCE = "UPDATE source_person SET sealed = $5 WHERE institution = $1 AND source = $2 AND local_person_id = $3 AND sealed = $4";
    RENEW_ROSTER = "UPDATE import_run SET roster_sealed = $3 WHERE id = $1 AND roster_sealed = $2";
    RENEW_PLAN = "UPDATE import_run SET plan_sealed = $3 WHERE id = $1 AND plan_sealed = $2";
    RENEW_LOGIN = "UPDATE login SET secret_sealed = $3 WHERE handle_hash = $1 AND secret_sealed = $2";
    RENEW_CARD = "UPDATE school_card SET token_sealed = $3 WHERE token_hash = $1 AND token_sealed = $2";
    RENEW_EID = "UPDATE eid_request SET verifier_sealed = $3 WHERE state_hash = $1 AND verifier_sealed = $2";
    RENEW_SITE_TRIP = "UPDATE site_trip SET verifier_sealed = $3 WHERE state_hash = $1 AND verifier_sealed = $2";
    RENEW_SIGNING = "UPDATE signing_key SET sealed = $3 WHERE id = $1 AND sealed = $2";
    RENEW_MAIL = "UPDATE outbox SET sealed = $3 WHERE id = $1 AND sealed = $2";
    RENEW_DRAFT = "UPDATE draft SET sealed = $3 WHERE browser_hash = $1 AND sealed = $2";
    RENEW_ADMINISTRATOR = "UPDATE administrator SET mail_sealed = $4 WHERE institution = $1 AND person = $2 AND mail_sealed = $3";
    RENEW_CASE = "UPDATE operator_case SET facts_sealed = $3 WHERE id = $1 AND facts_sealed = $2";
    RENEW_APPLICATION = "UPDATE application SET record_sealed = $3 WHERE id = $1 AND record_sealed = $2";
    RENEW_APPLICATION_FILE = "UPDATE application SET file_sealed = $3 WHERE id = $1 AND file_sealed = $2";
    RENEW_CREDENTIAL = "UPDATE credential SET hash = $3 WHERE person = $1 AND hash = $2";
    RENEW_OLD_CREDENTIAL = "UPDATE old_credential SET hash = $4 WHERE person = $1 AND version = $2 AND hash = $3";
    RENEW_ONE_TIME_CODE = "UPDATE one_time_code SET hash = $4 WHERE person = $1 AND id = $2 AND hash = $3";
    /// Each `COUNT_…`: how many values carry which key's number, read from the value itself; a number is one byte.
    COUNT_PERSON = "SELECT SUBSTR(cpr_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM person WHERE cpr_sealed IS NOT NULL
        GROUP BY SUBSTR(cpr_sealed, 1, 1) ORDER BY SUBSTR(cpr_sealed, 1, 1) LIMIT 256";
    COUNT_SOURCE = "SELECT SUBSTR(sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM source_person WHERE sealed IS NOT NULL
        GROUP BY SUBSTR(sealed, 1, 1) ORDER BY SUBSTR(sealed, 1, 1) LIMIT 256";
    COUNT_ROSTER = "SELECT SUBSTR(roster_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM import_run WHERE roster_sealed IS NOT NULL
        GROUP BY SUBSTR(roster_sealed, 1, 1) ORDER BY SUBSTR(roster_sealed, 1, 1) LIMIT 256";
    COUNT_PLAN = "SELECT SUBSTR(plan_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM import_run WHERE plan_sealed IS NOT NULL
        GROUP BY SUBSTR(plan_sealed, 1, 1) ORDER BY SUBSTR(plan_sealed, 1, 1) LIMIT 256";
    COUNT_LOGIN = "SELECT SUBSTR(secret_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM login WHERE secret_sealed IS NOT NULL
        GROUP BY SUBSTR(secret_sealed, 1, 1) ORDER BY SUBSTR(secret_sealed, 1, 1) LIMIT 256";
    COUNT_CARD = "SELECT SUBSTR(token_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM school_card WHERE token_sealed IS NOT NULL
        GROUP BY SUBSTR(token_sealed, 1, 1) ORDER BY SUBSTR(token_sealed, 1, 1) LIMIT 256";
    COUNT_EID = "SELECT SUBSTR(verifier_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM eid_request WHERE verifier_sealed IS NOT NULL
        GROUP BY SUBSTR(verifier_sealed, 1, 1) ORDER BY SUBSTR(verifier_sealed, 1, 1) LIMIT 256";
    COUNT_SITE_TRIP = "SELECT SUBSTR(verifier_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM site_trip WHERE verifier_sealed IS NOT NULL
        GROUP BY SUBSTR(verifier_sealed, 1, 1) ORDER BY SUBSTR(verifier_sealed, 1, 1) LIMIT 256";
    COUNT_SIGNING = "SELECT SUBSTR(sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM signing_key WHERE sealed IS NOT NULL
        GROUP BY SUBSTR(sealed, 1, 1) ORDER BY SUBSTR(sealed, 1, 1) LIMIT 256";
    COUNT_MAIL = "SELECT SUBSTR(sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM outbox WHERE sealed IS NOT NULL
        GROUP BY SUBSTR(sealed, 1, 1) ORDER BY SUBSTR(sealed, 1, 1) LIMIT 256";
    COUNT_DRAFT = "SELECT SUBSTR(sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM draft WHERE sealed IS NOT NULL
        GROUP BY SUBSTR(sealed, 1, 1) ORDER BY SUBSTR(sealed, 1, 1) LIMIT 256";
    COUNT_ADMINISTRATOR = "SELECT SUBSTR(mail_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM administrator WHERE mail_sealed IS NOT NULL
        GROUP BY SUBSTR(mail_sealed, 1, 1) ORDER BY SUBSTR(mail_sealed, 1, 1) LIMIT 256";
    COUNT_CASE = "SELECT SUBSTR(facts_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM operator_case WHERE facts_sealed IS NOT NULL
        GROUP BY SUBSTR(facts_sealed, 1, 1) ORDER BY SUBSTR(facts_sealed, 1, 1) LIMIT 256";
    COUNT_APPLICATION = "SELECT SUBSTR(record_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM application WHERE record_sealed IS NOT NULL
        GROUP BY SUBSTR(record_sealed, 1, 1) ORDER BY SUBSTR(record_sealed, 1, 1) LIMIT 256";
    COUNT_APPLICATION_FILE = "SELECT SUBSTR(file_sealed, 1, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM application WHERE file_sealed IS NOT NULL
        GROUP BY SUBSTR(file_sealed, 1, 1) ORDER BY SUBSTR(file_sealed, 1, 1) LIMIT 256";
    /// A password's hash begins with 29 bytes of cost and salt (`crypto::password`), then the key's number.
    COUNT_CREDENTIAL = "SELECT SUBSTR(hash, 30, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM credential WHERE hash IS NOT NULL
        GROUP BY SUBSTR(hash, 30, 1) ORDER BY SUBSTR(hash, 30, 1) LIMIT 256";
    COUNT_OLD_CREDENTIAL = "SELECT SUBSTR(hash, 30, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM old_credential WHERE hash IS NOT NULL
        GROUP BY SUBSTR(hash, 30, 1) ORDER BY SUBSTR(hash, 30, 1) LIMIT 256";
    COUNT_ONE_TIME_CODE = "SELECT SUBSTR(hash, 30, 1) AS key, CAST(COUNT(*) AS BIGINT) AS held
        FROM one_time_code WHERE hash IS NOT NULL
        GROUP BY SUBSTR(hash, 30, 1) ORDER BY SUBSTR(hash, 30, 1) LIMIT 256";
}

/// A column of encrypted values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// A private key that signs tokens.
    SigningKey,
    /// The hash of a password.
    Credential,
    /// Of one before it. Walked after [`Column::Credential`]: what a change of password copies is then renewed already.
    OldCredential,
    /// Of a one-time code that is out.
    OneTimeCode,
    /// A person's CPR number.
    PersonCpr,
    /// What a source said of a person.
    SourcePerson,
    /// The roster of a held import.
    ImportRoster,
    /// What undoing an import needs.
    ImportPlan,
    /// A school card's token.
    SchoolCard,
    /// A mail on its way out.
    Mail,
    /// A proposed password between two screens.
    LoginSecret,
    /// What the way back from the national eID needs.
    EidVerifier,
    /// The verifier of a trip from a site to the broker.
    SiteVerifier,
    /// A form whose login was over.
    Draft,
    /// Where an administrator is written to.
    AdministratorMail,
    /// What an operator must see of a case.
    OperatorCase,
    /// What an application says.
    Application,
    /// The signed page of an application.
    ApplicationFile,
}

/// What a table's key is made of.
#[derive(Clone, Copy)]
enum Key {
    Number,
    TwoNumbers,
    TextAndNumber,
    Text,
    ThreeTexts,
    Bytes,
}

struct Walk {
    word: &'static str,
    key: Key,
    page: &'static Statement,
    renew: &'static Statement,
    count: &'static Statement,
}

/// One row: its name, as the associated data of its seal has it, and the value.
#[derive(Clone)]
pub struct Sealed {
    /// The parts of its key as text, a line each; bytes in hex. Rows come in the order of their keys.
    pub name: String,
    /// The value, where there is one.
    pub value: Option<Vec<u8>>,
}

impl Column {
    /// All of them, in the order they are walked.
    pub const ALL: [Column; 18] = [
        Column::SigningKey,
        Column::Credential,
        Column::OldCredential,
        Column::OneTimeCode,
        Column::PersonCpr,
        Column::SourcePerson,
        Column::ImportRoster,
        Column::ImportPlan,
        Column::SchoolCard,
        Column::Mail,
        Column::LoginSecret,
        Column::EidVerifier,
        Column::SiteVerifier,
        Column::Draft,
        Column::AdministratorMail,
        Column::OperatorCase,
        Column::Application,
        Column::ApplicationFile,
    ];

    /// `table.column`.
    pub fn word(self) -> &'static str {
        self.walk().word
    }

    fn walk(self) -> Walk {
        let walk = |word, key, page, renew, count| Walk { word, key, page, renew, count };
        match self {
            Column::PersonCpr => walk("person.cpr_sealed", Key::Number, &PAGE_PERSON, &RENEW_PERSON, &COUNT_PERSON),
            Column::SourcePerson => {
                walk("source_person.sealed", Key::ThreeTexts, &PAGE_SOURCE, &RENEW_SOURCE, &COUNT_SOURCE)
            }
            Column::ImportRoster => {
                walk("import_run.roster_sealed", Key::Number, &PAGE_ROSTER, &RENEW_ROSTER, &COUNT_ROSTER)
            }
            Column::ImportPlan => walk("import_run.plan_sealed", Key::Number, &PAGE_PLAN, &RENEW_PLAN, &COUNT_PLAN),
            Column::LoginSecret => walk("login.secret_sealed", Key::Bytes, &PAGE_LOGIN, &RENEW_LOGIN, &COUNT_LOGIN),
            Column::SchoolCard => walk("school_card.token_sealed", Key::Bytes, &PAGE_CARD, &RENEW_CARD, &COUNT_CARD),
            Column::EidVerifier => walk("eid_request.verifier_sealed", Key::Bytes, &PAGE_EID, &RENEW_EID, &COUNT_EID),
            Column::SiteVerifier => {
                walk("site_trip.verifier_sealed", Key::Bytes, &PAGE_SITE_TRIP, &RENEW_SITE_TRIP, &COUNT_SITE_TRIP)
            }
            Column::SigningKey => walk("signing_key.sealed", Key::Text, &PAGE_SIGNING, &RENEW_SIGNING, &COUNT_SIGNING),
            Column::Mail => walk("outbox.sealed", Key::Number, &PAGE_MAIL, &RENEW_MAIL, &COUNT_MAIL),
            Column::Draft => walk("draft.sealed", Key::Bytes, &PAGE_DRAFT, &RENEW_DRAFT, &COUNT_DRAFT),
            Column::AdministratorMail => walk(
                "administrator.mail_sealed",
                Key::TextAndNumber,
                &PAGE_ADMINISTRATOR,
                &RENEW_ADMINISTRATOR,
                &COUNT_ADMINISTRATOR,
            ),
            Column::OperatorCase => {
                walk("operator_case.facts_sealed", Key::Number, &PAGE_CASE, &RENEW_CASE, &COUNT_CASE)
            }
            Column::Application => walk(
                "application.record_sealed",
                Key::Number,
                &PAGE_APPLICATION,
                &RENEW_APPLICATION,
                &COUNT_APPLICATION,
            ),
            Column::ApplicationFile => walk(
                "application.file_sealed",
                Key::Number,
                &PAGE_APPLICATION_FILE,
                &RENEW_APPLICATION_FILE,
                &COUNT_APPLICATION_FILE,
            ),
            Column::Credential => {
                walk("credential.hash", Key::Number, &PAGE_CREDENTIAL, &RENEW_CREDENTIAL, &COUNT_CREDENTIAL)
            }
            Column::OldCredential => walk(
                "old_credential.hash",
                Key::TwoNumbers,
                &PAGE_OLD_CREDENTIAL,
                &RENEW_OLD_CREDENTIAL,
                &COUNT_OLD_CREDENTIAL,
            ),
            Column::OneTimeCode => walk(
                "one_time_code.hash",
                Key::TwoNumbers,
                &PAGE_ONE_TIME_CODE,
                &RENEW_ONE_TIME_CODE,
                &COUNT_ONE_TIME_CODE,
            ),
        }
    }
}

/// A part of a key, to ask with.
enum Part {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Part {
    fn arg(&self) -> Arg<'_> {
        match self {
            Part::Number(number) => Arg::Int(*number),
            Part::Text(text) => Arg::Text(text),
            Part::Bytes(bytes) => Arg::Bytes(bytes),
        }
    }
}

impl Key {
    /// The parts a name stands for; the empty name stands before every row.
    fn parts(self, name: &str) -> Vec<Part> {
        let number = |text: &str| Part::Number(text.parse().unwrap_or(i64::MIN));
        let texts = |count| {
            let mut given = name.splitn(count, '\n');
            (0..count).map(|_| given.next().unwrap_or_default().to_owned()).collect::<Vec<String>>()
        };
        match self {
            Key::Number => vec![number(name)],
            Key::TwoNumbers => texts(2).iter().map(|text| number(text)).collect(),
            Key::TextAndNumber => match name.split_once('\n') {
                Some((text, rest)) => vec![Part::Text(text.to_owned()), number(rest)],
                None => vec![Part::Text(String::new()), number("")],
            },
            Key::Text => vec![Part::Text(name.to_owned())],
            Key::ThreeTexts => texts(3).into_iter().map(Part::Text).collect(),
            Key::Bytes => vec![Part::Bytes(rules::hex::read(name).unwrap_or_default())],
        }
    }

    /// The name of a row, and where in it the value stands.
    fn read(self, row: &Row) -> Result<(String, usize), StoreError> {
        Ok(match self {
            Key::Number => (row.int(0)?.to_string(), 1),
            Key::TwoNumbers => (format!("{}\n{}", row.int(0)?, row.int(1)?), 2),
            Key::TextAndNumber => (format!("{}\n{}", row.text(0)?, row.int(1)?), 2),
            Key::Text => (row.text(0)?, 1),
            Key::ThreeTexts => (format!("{}\n{}\n{}", row.text(0)?, row.text(1)?, row.text(2)?), 3),
            Key::Bytes => (rules::hex::write(&row.bytes(0)?), 1),
        })
    }
}

/// The next rows after the row of this name, at most so many; from the first one where the name is empty.
pub fn page(tx: &mut Tx, column: Column, after: &str, rows: i64) -> Result<Vec<Sealed>, StoreError> {
    let walk = column.walk();
    let parts = walk.key.parts(after);
    let mut args: Vec<Arg<'_>> = parts.iter().map(Part::arg).collect();
    args.push(rows.into());
    let found = tx.rows(walk.page, &args)?;
    found
        .iter()
        .map(|row| {
            let (name, place) = walk.key.read(row)?;
            Ok(Sealed { name, value: row.maybe_bytes(place)?.filter(|value| !value.is_empty()) })
        })
        .collect()
}

/// Puts the new value in the place of exactly the old one; false where somebody else wrote meanwhile, or the row is gone.
pub fn renew(tx: &mut Tx, column: Column, name: &str, (old, new): (&[u8], &[u8])) -> Result<bool, StoreError> {
    let walk = column.walk();
    let parts = walk.key.parts(name);
    let mut args: Vec<Arg<'_>> = parts.iter().map(Part::arg).collect();
    args.extend([Arg::Bytes(old), Arg::Bytes(new)]);
    Ok(tx.run(walk.renew, &args)? == 1)
}

/// Which keys sealed values of the column, by number, and how many each. Reads the whole column: for commands.
pub fn held(tx: &mut Tx, column: Column) -> Result<Vec<(u8, i64)>, StoreError> {
    let rows = tx.rows(column.walk().count, &[])?;
    rows.iter().map(|row| Ok((row.bytes(0)?.first().copied().unwrap_or_default(), row.int(1)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_sealed_column_of_the_schema_is_walked() {
        let mut table = "";
        let mut sealed = BTreeSet::new();
        for line in include_str!("../schema.sql").lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.trim_end_matches(" (");
            }
            let mut words = line.split_whitespace();
            if let (Some(name), Some("BYTEA")) = (words.next(), words.next().map(|word| word.trim_end_matches(',')))
                && name.ends_with("sealed")
            {
                sealed.insert(format!("{table}.{name}"));
            }
        }
        let walked: BTreeSet<String> = Column::ALL.into_iter().map(|column| column.word().to_owned()).collect();
        let forgotten: Vec<_> = sealed.difference(&walked).collect();
        assert!(forgotten.is_empty(), "exchanged keys would never leave these: give them a line here: {forgotten:?}");
        assert_eq!(walked.len(), sealed.len() + 3, "and the three of password hashes");
    }

    #[test]
    fn a_name_gives_its_key_back() {
        let text = |part: &Part| match part {
            Part::Number(number) => number.to_string(),
            Part::Text(text) => text.clone(),
            Part::Bytes(bytes) => rules::hex::write(bytes),
        };
        for (key, name) in [
            (Key::Number, "17"),
            (Key::TwoNumbers, "17\n3"),
            (Key::TextAndNumber, "101001\n17"),
            (Key::Text, "Kid_-1"),
            (Key::ThreeTexts, "101001\nKMD\nlokal 7"),
            (Key::Bytes, "00ff7a"),
        ] {
            let parts: Vec<String> = key.parts(name).iter().map(text).collect();
            assert_eq!(parts.join("\n"), name);
        }
    }
}
