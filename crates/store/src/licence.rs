//! *Giv Adgang*: which of an institution's users may use a licence-bound service.
//!
//! Source: product.md §9, §13. What it does not do: say whom a licence reaches; `rules::licence` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::licence::{Licence, Reach};
use rules::time::Instant;

statements! {
    /// Given licences of one service at the institutions where one person is attached now, whoever they reach; what is
    /// past its last day is not among them.
    FOR_PERSON = "SELECT l.institution, l.reach, l.from_date, l.to_date FROM licence l WHERE l.client = $1 AND l.ended IS NULL AND (l.to_date IS NULL OR $4 <= l.to_date) AND l.institution IN (SELECT a.institution FROM affiliation a WHERE a.person = $2 AND a.ended IS NULL) ORDER BY l.institution, l.id LIMIT $3";
    /// Whether an institution gave a service to anybody, on a day.
    IS_GIVEN = "SELECT id FROM licence WHERE institution = $1 AND client = $2 AND ended IS NULL AND (from_date IS NULL OR from_date <= $3) AND (to_date IS NULL OR $3 <= to_date) ORDER BY id LIMIT 1";
    /// Its number was drawn before the transaction.
    GIVE = "INSERT INTO licence (id, institution, client, reach, from_date, to_date, given, given_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    /// Once, and only an institution's own.
    END_AT = "UPDATE licence SET ended = $3 WHERE id = $1 AND institution = $2 AND ended IS NULL";
    /// What an institution gives, by service; what is past its last day is not among it.
    OF_INSTITUTION = "SELECT l.institution, l.reach, l.from_date, l.to_date, l.id, l.client, l.given, l.given_by, COALESCE(c.name, l.client) AS service
                      FROM licence l
                      LEFT JOIN client c ON c.id = l.client
                      WHERE l.institution = $1 AND l.ended IS NULL AND (l.to_date IS NULL OR $3 <= l.to_date)
                      ORDER BY l.client, l.id
                      LIMIT $2";
}

/// The most licences of one service that are looked at for one person.
pub const LICENCES_MAX: i64 = 500;
/// The most licences one institution gives at a time: every service to every class of a big one.
pub const GIVEN_MAX: i64 = 10_000;

/// The licences of a service at the institutions where a person is attached; none that is past its last day.
pub fn for_person(tx: &mut Tx, client: &str, person: PersonId) -> Result<Vec<Licence>, StoreError> {
    let today = tx.now().day_in_denmark().to_string();
    let rows = tx.rows(&FOR_PERSON, &[client.into(), person.into(), LICENCES_MAX.into(), (&today).into()])?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Licence, StoreError> {
    let day = |column| -> Result<_, StoreError> { Ok(row.maybe_text(column)?.and_then(|day| day.parse().ok())) };
    Ok(Licence {
        institution: InstitutionNumber::parse(&row.text(0)?).ok_or(row.wrong(0))?,
        reach: Reach::from_word(&row.text(1)?).ok_or(row.wrong(1))?,
        from: day(2)?,
        to: day(3)?,
    })
}

/// Gives a licence.
pub fn give(
    tx: &mut Tx,
    id: i64,
    client: &str,
    licence: &Licence,
    given_by: Option<PersonId>,
) -> Result<(), StoreError> {
    let now = tx.now();
    let (from, to) = (licence.from.map(|day| day.to_string()), licence.to.map(|day| day.to_string()));
    let reach = licence.reach.word();
    let args = [
        id.into(),
        (&licence.institution).into(),
        client.into(),
        (&reach).into(),
        from.as_ref().into(),
        to.as_ref().into(),
        now.into(),
        given_by.into(),
    ];
    tx.run(&GIVE, &args)?;
    Ok(())
}

/// A licence with its row.
#[derive(Clone, Debug)]
pub struct Given {
    /// Its row.
    pub id: i64,
    /// The service.
    pub client: String,
    /// What users read of the service.
    pub service: String,
    /// What was given to whom.
    pub licence: Licence,
    /// When it was given.
    pub given: Instant,
    /// By whom; none: by the operator.
    pub given_by: Option<PersonId>,
}

/// What an institution gives, by service; nothing that is past its last day.
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Given>, StoreError> {
    let given = |row: &Row| {
        Ok(Given {
            id: row.int(4)?,
            client: row.text(5)?,
            service: row.text(8)?,
            licence: read(row)?,
            given: row.instant(6)?,
            given_by: row.maybe_int(7)?.map(PersonId),
        })
    };
    let today = tx.now().day_in_denmark().to_string();
    tx.rows(&OF_INSTITUTION, &[institution.into(), GIVEN_MAX.into(), (&today).into()])?.iter().map(given).collect()
}

/// Takes an institution's own licence back; false where it is another's, or was over.
pub fn end_at(tx: &mut Tx, id: i64, institution: &InstitutionNumber) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END_AT, &[id.into(), institution.into(), now.into()])? == 1)
}

/// Whether an institution has given a service to anybody of its own, on this day.
pub fn is_given(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    client: &str,
    today: rules::time::Date,
) -> Result<bool, StoreError> {
    Ok(tx.row(&IS_GIVEN, &[institution.into(), client.into(), (&today.to_string()).into()])?.is_some())
}
