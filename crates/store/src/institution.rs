//! The institution register, and by what its entries are found.
//!
//! Source: product.md §4. Whoever writes an entry writes its place in Danish order and its words with it. What it does not
//! do: hold what an institution decides for itself (`institution_setting`).

use crate::driver::value::{LOOKUP_MAX, fifty};
use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::institution::{Institution, InstitutionNumber, Ownership};
use rules::name_search::Token;
use rules::time::Instant;

/// How many parts of a search count; more fit no better.
pub const PARTS_MAX: usize = 4;

statements! {
    /// By number, closed ones included.
    NAME = "SELECT name FROM institution WHERE number = $1";
    /// Since when it is closed, or will be.
    CLOSED = "SELECT closed FROM institution WHERE number = $1";
    /// The whole entry, closed ones included.
    FIND = "SELECT number, name, kind, cvr, p_number, municipality_number, municipality, region, address, postal_code, city, phone, mail, web, leader, ownership, main_institution, closed
            FROM institution
            WHERE number = $1";
    /// The entries of up to fifty numbers. Short of fifty the last stands again.
    FIND_MANY = "SELECT number, name, kind, cvr, p_number, municipality_number, municipality, region, address, postal_code, city, phone, mail, web, leader, ownership, main_institution, closed
                 FROM institution
                 WHERE number IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)
                 ORDER BY number
                 LIMIT 50";
    /// One row a number; the first entry's moment stays.
    PUT = "INSERT INTO institution (number, name, kind, cvr, p_number, municipality_number, municipality, region, address, postal_code, city, phone, mail, web, leader, ownership, main_institution, created, sort_key, sort_version, closed)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
           ON CONFLICT (number) DO UPDATE SET name = excluded.name, kind = excluded.kind, cvr = excluded.cvr, p_number = excluded.p_number, municipality_number = excluded.municipality_number, municipality = excluded.municipality, region = excluded.region, address = excluded.address, postal_code = excluded.postal_code, city = excluded.city, phone = excluded.phone, mail = excluded.mail, web = excluded.web, leader = excluded.leader, ownership = excluded.ownership, main_institution = excluded.main_institution, closed = excluded.closed, sort_key = excluded.sort_key, sort_version = excluded.sort_version";
    /// The words of up to fifty entries that are written anew. Short of fifty the last stands again.
    NO_TOKENS = "DELETE FROM institution_token WHERE institution IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)";
    /// One word.
    TOKEN = "INSERT INTO institution_token (institution, token) VALUES ($1, $2) ON CONFLICT (institution, token) DO NOTHING";
    /// A page of all, by name in Danish order, from a place on.
    LIST = "SELECT number, name, kind, cvr, p_number, municipality_number, municipality, region, address, postal_code, city, phone, mail, web, leader, ownership, main_institution, closed, sort_key
            FROM institution
            WHERE (sort_key, number) > ($1, $2)
            ORDER BY sort_key, number
            LIMIT $3";
    /// The same of those that have a word beginning like each of the parts; a part that is missing asks nothing.
    SEARCH = "SELECT i.number, i.name, i.kind, i.cvr, i.p_number, i.municipality_number, i.municipality, i.region, i.address, i.postal_code, i.city, i.phone, i.mail, i.web, i.leader, i.ownership, i.main_institution, i.closed, i.sort_key
              FROM institution i
              WHERE (i.sort_key, i.number) > ($1, $2)
                AND EXISTS (SELECT 1 FROM institution_token t WHERE t.institution = i.number AND $4 <= t.token AND t.token < $5)
                AND (CAST($6 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM institution_token t WHERE t.institution = i.number AND $6 <= t.token AND t.token < $7))
                AND (CAST($8 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM institution_token t WHERE t.institution = i.number AND $8 <= t.token AND t.token < $9))
                AND (CAST($10 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM institution_token t WHERE t.institution = i.number AND $10 <= t.token AND t.token < $11))
              ORDER BY i.sort_key, i.number
              LIMIT $3";
    /// What is directly below an institution, by name.
    DEPARTMENTS = "SELECT number, name FROM institution WHERE main_institution = $1 ORDER BY sort_key, number LIMIT $2";
    /// Entries whose place and words an older version wrote, or none.
    OLDER = "SELECT number, name, kind, cvr, p_number, municipality_number, municipality, region, address, postal_code, city, phone, mail, web, leader, ownership, main_institution, closed
             FROM institution
             WHERE sort_version < $1
             ORDER BY sort_version, number
             LIMIT $2";
    /// The place alone: whether it is closed stays.
    PLACE = "UPDATE institution SET sort_key = $2, sort_version = $3 WHERE number = $1";
}

/// What an institution is called; none where the register does not know it.
pub fn name(tx: &mut Tx, number: &InstitutionNumber) -> Result<Option<String>, StoreError> {
    tx.row(&NAME, &[number.into()])?.map(|row| row.text(0)).transpose()
}

/// Whether an institution is closed now; one the register does not know is not.
///
/// # Errors
/// [`StoreError`].
pub fn is_closed(tx: &mut Tx, number: &InstitutionNumber) -> Result<bool, StoreError> {
    let now = tx.now();
    let row = tx.row(&CLOSED, &[number.into()])?;
    let closed = row.map(|row| row.maybe_instant(0)).transpose()?.flatten();
    Ok(closed.is_some_and(|closed| closed <= now))
}

/// The register's entry.
pub fn find(tx: &mut Tx, number: &InstitutionNumber) -> Result<Option<Institution>, StoreError> {
    tx.row(&FIND, &[number.into()])?.map(|row| read(&row)).transpose()
}

/// The register's entries of these numbers, as far as it knows them, fifty at a time.
///
/// # Errors
/// [`StoreError`].
pub fn find_many(tx: &mut Tx, numbers: &[&InstitutionNumber]) -> Result<Vec<Institution>, StoreError> {
    let mut found = Vec::new();
    for some in numbers.chunks(LOOKUP_MAX) {
        for row in tx.rows(&FIND_MANY, &fifty(&[], some.iter().map(|number| Arg::from(*number))))? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

fn read(row: &Row) -> Result<Institution, StoreError> {
    Ok(Institution {
        number: row.word(0, InstitutionNumber::parse)?,
        name: row.text(1)?,
        kind: row.text(2)?,
        cvr: row.text(3)?,
        p_number: row.text(4)?,
        municipality_number: row.text(5)?,
        municipality: row.text(6)?,
        region: row.text(7)?,
        address: row.text(8)?,
        postal_code: row.text(9)?,
        city: row.text(10)?,
        phone: row.text(11)?,
        mail: row.text(12)?,
        web: row.text(13)?,
        leader: row.text(14)?,
        ownership: row.word(15, Ownership::from_word)?,
        main_institution: row.maybe_text(16)?.as_deref().and_then(InstitutionNumber::parse),
        closed: row.maybe_instant(17)?.map(Instant::day_in_denmark),
    })
}

/// Where a list of institutions goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The name's key in Danish order.
    pub sort_key: String,
    /// The number.
    pub number: String,
}

/// An institution on a list, and its place there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The entry.
    pub entry: Institution,
    /// Where the list goes on behind it.
    pub place: Place,
}

/// A page of the register by name, behind a place, of those that fit every part (none: of all). Parts beyond
/// [`PARTS_MAX`] ask nothing.
///
/// # Errors
/// [`StoreError`].
pub fn list(tx: &mut Tx, parts: &[Token], (after, rows): (&Place, i64)) -> Result<Vec<Listed>, StoreError> {
    let mut args: Vec<Arg<'_>> = vec![(&after.sort_key).into(), (&after.number).into(), rows.into()];
    let ends: Vec<String> = parts.iter().map(Token::end).collect();
    let statement = if parts.is_empty() {
        &LIST
    } else {
        for at in 0..PARTS_MAX {
            args.push(parts.get(at).map(Token::as_str).into());
            args.push(ends.get(at).map(String::as_str).into());
        }
        &SEARCH
    };
    let listed = |row: &Row| {
        let entry = read(row)?;
        let place = Place { sort_key: row.text(18)?, number: entry.number.to_string() };
        Ok(Listed { entry, place })
    };
    tx.rows(statement, &args)?.iter().map(listed).collect()
}

/// What is directly below an institution: numbers and names.
///
/// # Errors
/// [`StoreError`].
pub fn departments(
    tx: &mut Tx,
    main: &InstitutionNumber,
    limit: i64,
) -> Result<Vec<(InstitutionNumber, String)>, StoreError> {
    let read = |row: &Row| Ok((row.word(0, InstitutionNumber::parse)?, row.text(1)?));
    tx.rows(&DEPARTMENTS, &[main.into(), limit.into()])?.iter().map(read).collect()
}

/// Enters an institution, or writes over its entry.
pub fn put(tx: &mut Tx, institution: &Institution) -> Result<(), StoreError> {
    put_many(tx, std::slice::from_ref(institution))
}

/// Enters several, or writes over their entries.
///
/// # Errors
/// [`StoreError`].
pub fn put_many(tx: &mut Tx, institutions: &[Institution]) -> Result<(), StoreError> {
    let now = tx.now();
    let keys: Vec<String> = institutions.iter().map(|one| rules::danish_order::sort_key(&one.name)).collect();
    let rows: Vec<Vec<Arg<'_>>> = institutions
        .iter()
        .zip(&keys)
        .map(|(institution, key)| {
            vec![
                (&institution.number).into(),
                (&institution.name).into(),
                (&institution.kind).into(),
                (&institution.cvr).into(),
                (&institution.p_number).into(),
                (&institution.municipality_number).into(),
                (&institution.municipality).into(),
                (&institution.region).into(),
                (&institution.address).into(),
                (&institution.postal_code).into(),
                (&institution.city).into(),
                (&institution.phone).into(),
                (&institution.mail).into(),
                (&institution.web).into(),
                (&institution.leader).into(),
                institution.ownership.word().into(),
                institution.main_institution.as_ref().into(),
                now.into(),
                key.into(),
                rules::danish_order::VERSION.into(),
                institution.closed.map(Instant::day_begins_in_denmark).into(),
            ]
        })
        .collect();
    tx.bulk(&PUT, &rows)?;
    write_tokens(tx, institutions)
}

fn write_tokens(tx: &mut Tx, institutions: &[Institution]) -> Result<(), StoreError> {
    let mut rows: Vec<(&InstitutionNumber, Token)> = Vec::new();
    for some in institutions.chunks(LOOKUP_MAX) {
        tx.run(&NO_TOKENS, &fifty(&[], some.iter().map(|one| Arg::from(&one.number))))?;
    }
    for institution in institutions {
        rows.extend(rules::register::tokens(institution).into_iter().map(|token| (&institution.number, token)));
    }
    let args: Vec<Vec<Arg<'_>>> =
        rows.iter().map(|(number, token)| vec![(*number).into(), token.as_str().into()]).collect();
    tx.bulk(&TOKEN, &args)?;
    Ok(())
}

/// Gives entries of an older version their place and their words; answers how many there were.
///
/// # Errors
/// [`StoreError`].
pub fn renew_some(tx: &mut Tx, limit: i64) -> Result<u64, StoreError> {
    let version = rules::danish_order::VERSION;
    let rows = tx.rows(&OLDER, &[version.into(), limit.into()])?;
    let older = rows.iter().map(read).collect::<Result<Vec<Institution>, StoreError>>()?;
    for one in &older {
        let key = rules::danish_order::sort_key(&one.name);
        tx.run(&PLACE, &[(&one.number).into(), (&key).into(), version.into()])?;
    }
    write_tokens(tx, &older)?;
    Ok(older.len() as u64)
}

/// Takes an entry back to what it was before entries had a place and words: for tests alone.
#[doc(hidden)]
pub fn as_before_the_search(tx: &mut Tx, number: &InstitutionNumber) -> Result<(), StoreError> {
    tx.run(&NO_TOKENS, &fifty(&[], std::iter::once(number.into())))?;
    tx.run(&PLACE, &[number.into(), "".into(), 0_i64.into()])?;
    Ok(())
}
