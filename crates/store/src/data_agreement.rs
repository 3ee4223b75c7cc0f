//! *Dataaftale*: what an institution lets a service see beyond the pseudonym.
//!
//! Source: product.md §13. What it does not do: say who may approve one; `rules::rights` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::agreement::{Dates, Field, fields, words};
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// Approved and running, one service's, at one institution.
    RUNNING = "SELECT fields FROM data_agreement WHERE client = $1 AND institution = $2 AND approved IS NOT NULL AND ended IS NULL AND (ends IS NULL OR $3 < ends) ORDER BY id LIMIT 20";
    /// Approved at once: for the demo and for the operator's commands.
    APPROVE = "INSERT INTO data_agreement (id, institution, client, fields, asked, comment, approved, ends) VALUES ($1, $2, $3, $4, $5, '', $5, $6) ON CONFLICT (id) DO NOTHING";
    /// Asked for; the id was drawn before the transaction.
    ASK = "INSERT INTO data_agreement (id, institution, client, fields, asked, comment) VALUES ($1, $2, $3, $4, $5, $6)";
    /// All of an institution, the newest first.
    OF_INSTITUTION = "SELECT d.id, d.institution, d.client, d.fields, d.asked, d.comment, d.approved, d.approved_by, d.ends, d.ended, d.rejected, d.rejected_by, d.answer, d.ended_by, COALESCE(c.name, d.client) AS service, COALESCE(c.provider, '') AS provider
                      FROM data_agreement d
                      LEFT JOIN client c ON c.id = d.client
                      WHERE d.institution = $1
                      ORDER BY d.asked DESC, d.id DESC
                      LIMIT $2";
    /// One of an institution.
    FIND = "SELECT d.id, d.institution, d.client, d.fields, d.asked, d.comment, d.approved, d.approved_by, d.ends, d.ended, d.rejected, d.rejected_by, d.answer, d.ended_by, COALESCE(c.name, d.client) AS service, COALESCE(c.provider, '') AS provider
            FROM data_agreement d
            LEFT JOIN client c ON c.id = d.client
            WHERE d.id = $1 AND d.institution = $2";
    /// Only what nobody has answered.
    ANSWER_YES = "UPDATE data_agreement SET approved = $3, approved_by = $4, answer = $5, ends = $6
                  WHERE id = $1 AND institution = $2 AND approved IS NULL AND rejected IS NULL AND ended IS NULL";
    /// Only what nobody has answered.
    ANSWER_NO = "UPDATE data_agreement SET rejected = $3, rejected_by = $4, answer = $5
                 WHERE id = $1 AND institution = $2 AND approved IS NULL AND rejected IS NULL AND ended IS NULL";
    /// Once, and only one that was approved.
    END = "UPDATE data_agreement SET ended = $3, ended_by = $4 WHERE id = $1 AND institution = $2 AND approved IS NOT NULL AND ended IS NULL";
    /// Those that end before a moment and whose institutions are to be reminded.
    ENDING = "SELECT id, institution, ends FROM data_agreement
              WHERE approved IS NOT NULL AND ended IS NULL AND reminded IS NULL AND ends IS NOT NULL AND ends <= $1
              ORDER BY ends, id
              LIMIT $2";
    /// Reminded once.
    REMIND = "UPDATE data_agreement SET reminded = $2 WHERE id = $1 AND reminded IS NULL";
}

/// The most requests of one list.
pub const LISTED_MAX: i64 = 500;

/// A request, and what became of it.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its row.
    pub id: i64,
    /// Whom it was asked of.
    pub institution: InstitutionNumber,
    /// The service that asks.
    pub client: String,
    /// What users read of the service.
    pub service: String,
    /// Whose the service is.
    pub provider: String,
    /// What it asks for.
    pub fields: Vec<Field>,
    /// When.
    pub asked: Instant,
    /// Why, in the provider's words.
    pub comment: String,
    /// What happened to it.
    pub dates: Dates,
    /// Who answered.
    pub answered_by: Option<PersonId>,
    /// What the institution said.
    pub answer: Option<String>,
    /// Who ended it.
    pub ended_by: Option<PersonId>,
}

fn read(row: &Row) -> Result<Agreement, StoreError> {
    let (approved_by, rejected_by) = (row.maybe_int(7)?, row.maybe_int(11)?);
    Ok(Agreement {
        id: row.int(0)?,
        institution: row.word(1, InstitutionNumber::parse)?,
        client: row.text(2)?,
        fields: fields(&row.text(3)?),
        asked: row.instant(4)?,
        comment: row.text(5)?,
        dates: Dates {
            approved: row.maybe_instant(6)?,
            ends: row.maybe_instant(8)?,
            ended: row.maybe_instant(9)?,
            rejected: row.maybe_instant(10)?,
        },
        answered_by: approved_by.or(rejected_by).map(PersonId),
        answer: row.maybe_text(12)?,
        ended_by: row.maybe_int(13)?.map(PersonId),
        service: row.text(14)?,
        provider: row.text(15)?,
    })
}

/// What a service asks of an institution.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Drawn before.
    pub id: i64,
    /// Of whom.
    pub institution: InstitutionNumber,
    /// Which service.
    pub client: String,
    /// For what.
    pub fields: Vec<Field>,
    /// Why.
    pub comment: String,
}

/// Writes a request that waits for an answer.
pub fn ask(tx: &mut Tx, asked: &Asked) -> Result<(), StoreError> {
    let now = tx.now();
    let fields = words(&asked.fields);
    let args = [
        asked.id.into(),
        (&asked.institution).into(),
        (&asked.client).into(),
        (&fields).into(),
        now.into(),
        (&asked.comment).into(),
    ];
    tx.run(&ASK, &args)?;
    Ok(())
}

/// All of an institution, the newest first.
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Agreement>, StoreError> {
    tx.rows(&OF_INSTITUTION, &[institution.into(), LISTED_MAX.into()])?.iter().map(read).collect()
}

/// One of an institution; none where it is another's.
pub fn find(tx: &mut Tx, id: i64, institution: &InstitutionNumber) -> Result<Option<Agreement>, StoreError> {
    tx.row(&FIND, &[id.into(), institution.into()])?.map(|row| read(&row)).transpose()
}

/// What an institution answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Yes, until then.
    Yes(Instant),
    /// No.
    No,
}

/// Answers a request; false where it is another institution's, or was answered.
pub fn answer(
    tx: &mut Tx,
    (id, institution): (i64, &InstitutionNumber),
    (answer, comment): (&Answer, &str),
    by: PersonId,
) -> Result<bool, StoreError> {
    let now = tx.now();
    let changed = match answer {
        Answer::Yes(ends) => tx.run(
            &ANSWER_YES,
            &[id.into(), institution.into(), now.into(), by.into(), comment.into(), (*ends).into()],
        )?,
        Answer::No => tx.run(&ANSWER_NO, &[id.into(), institution.into(), now.into(), by.into(), comment.into()])?,
    };
    Ok(changed == 1)
}

/// Ends an agreement that was approved; false where it is another institution's, or was over.
pub fn end(tx: &mut Tx, id: i64, institution: &InstitutionNumber, by: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END, &[id.into(), institution.into(), now.into(), by.into()])? == 1)
}

/// Those that end before a moment and whose institutions have not been reminded: row, institution, end.
pub fn ending(tx: &mut Tx, until: Instant, limit: i64) -> Result<Vec<(i64, InstitutionNumber, Instant)>, StoreError> {
    let rows = tx.rows(&ENDING, &[until.into(), limit.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.word(1, InstitutionNumber::parse)?, row.instant(2)?))).collect()
}

/// Notes that the institution was reminded; false where it was before.
pub fn remind(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&REMIND, &[id.into(), now.into()])? == 1)
}

/// What may be released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// The user's name.
    pub name: Release,
    /// The user's roles.
    pub roles: Release,
}

/// Whether one field may be released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// Agreed.
    Agreed,
    /// Not.
    #[default]
    Withheld,
}

/// The field's word for the name.
pub const NAME: &str = "name";
/// The field's word for the roles.
pub const ROLES: &str = "roles";

/// What this institution lets this service see now.
pub fn released(tx: &mut Tx, client: &str, institution: &InstitutionNumber) -> Result<Released, StoreError> {
    let now = tx.now();
    let mut released = Released::default();
    for row in tx.rows(&RUNNING, &[client.into(), institution.into(), now.into()])? {
        for field in row.text(0)?.split_whitespace() {
            match field {
                NAME => released.name = Release::Agreed,
                ROLES => released.roles = Release::Agreed,
                // Field packages of the web services stand in the same column.
                _ => {}
            }
        }
    }
    Ok(released)
}

/// Writes an agreement that runs from now.
pub fn approve(
    tx: &mut Tx,
    id: i64,
    client: &str,
    institution: &InstitutionNumber,
    fields: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    let ends: Option<Instant> = None;
    tx.run(&APPROVE, &[id.into(), institution.into(), client.into(), fields.into(), now.into(), ends.into()])?;
    Ok(())
}
