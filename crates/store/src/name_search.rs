//! *Alle brugere*: employees and externals anywhere, and one institution's pupils, by the parts of their names.
//!
//! One part: in order of the part that fits, then of the name, which is index order. Several: in order of the name,
//! found from the rarest part. Source: product.md §9. What it does not do: keep the index ([`crate::name_token`]), or
//! say who may search.

use crate::driver::value::{LOOKUP_MAX, fifty};
use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::person::shown;
use crate::statement::statements;
use rules::affiliation::Actor;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::name_search::{PARTS_MAX, PEOPLE_MAX, Token};
use rules::user::{PersonName, Username};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// How many people are read one after another in the time it takes to ask for one: measured on PostgreSQL, 0.3 and 7
/// microseconds.
const READ_FOR_ONE_ASKED: i64 = 16;
/// The most beginnings that are counted.
const PREFIXES_MAX: i64 = 500_000;

/// Whether the person of a token `t` has the second part of a search, as far as one was asked for.
macro_rules! has_second {
    () => {
        "AND (CAST($3 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM name_token e WHERE e.person = t.person AND $3 <= e.token AND e.token < $4))"
    };
}

/// The same of the third part to the sixth.
macro_rules! has_the_others {
    () => {
        "AND (CAST($5 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM name_token e WHERE e.person = t.person AND $5 <= e.token AND e.token < $6))
         AND (CAST($7 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM name_token e WHERE e.person = t.person AND $7 <= e.token AND e.token < $8))
         AND (CAST($9 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM name_token e WHERE e.person = t.person AND $9 <= e.token AND e.token < $10))
         AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM name_token e WHERE e.person = t.person AND $11 <= e.token AND e.token < $12))"
    };
}

/// Whether the person of a token `t` is employed or an external anywhere now.
macro_rules! is_staff {
    () => {
        "AND EXISTS (SELECT 1 FROM affiliation a WHERE a.person = t.person AND a.ended IS NULL
                       AND (a.expires IS NULL OR $15 < a.expires) AND a.actor IN ('employee', 'external'))"
    };
}

statements! {
    /// One part, employees and externals. Who fits by two parts stands at the first alone.
    ONE_STAFF = "SELECT t.token, t.sort_key, t.person
                 FROM name_token t
                 WHERE t.staff_since IS NOT NULL AND (t.token, t.sort_key, t.person) > ($1, $2, $3) AND t.token < $4
                   AND NOT EXISTS (SELECT 1 FROM name_token e WHERE e.person = t.person AND $5 <= e.token AND e.token < t.token)
                   AND EXISTS (SELECT 1 FROM affiliation a WHERE a.person = t.person AND a.ended IS NULL
                                 AND (a.expires IS NULL OR $6 < a.expires) AND a.actor IN ('employee', 'external'))
                 ORDER BY t.token, t.sort_key, t.person
                 LIMIT $7";
    /// One part, the institution's own pupils: from each pupil to the parts of the name. The part is computed, so that no
    /// database starts from the parts instead, which half the country may share.
    ONE_PUPIL = "SELECT DISTINCT t.token, t.sort_key, t.person
                 FROM affiliation a
                 CROSS JOIN name_token t
                 WHERE a.institution = $8 AND a.actor = 'pupil' AND a.ended IS NULL AND (a.expires IS NULL OR $6 < a.expires)
                   AND t.person = a.person AND $5 <= (t.token || '') AND (t.token || '') < $4
                   AND ((t.token || ''), t.sort_key, t.person) > ($1, $2, $3)
                   AND NOT EXISTS (SELECT 1 FROM name_token e WHERE e.person = t.person AND $5 <= e.token AND e.token < t.token)
                 ORDER BY t.token, t.sort_key, t.person
                 LIMIT $7";
    /// Several parts, employees and externals, from the part that was handed in first. A part that is null
    /// was not asked for.
    SEVERAL_STAFF = concat!(
        "SELECT DISTINCT t.sort_key, t.person
         FROM name_token t
         WHERE t.staff_since IS NOT NULL AND $1 <= t.token AND t.token < $2 AND (t.sort_key, t.person) > ($13, $14) ",
        has_second!(), " ", has_the_others!(), " ", is_staff!(),
        " ORDER BY t.sort_key, t.person LIMIT $16"
    );
    /// The same, with everybody who fits the second part read at once. The way round keeps a database from asking for each
    /// person after all.
    SEVERAL_STAFF_AT_ONCE = concat!(
        "SELECT DISTINCT t.sort_key, t.person
         FROM name_token t
         WHERE t.staff_since IS NOT NULL AND $1 <= t.token AND t.token < $2 AND (t.sort_key, t.person) > ($13, $14)
           AND (CAST($3 AS TEXT) IS NULL
                OR t.person IN (SELECT e.person FROM name_token e WHERE e.staff_since IS NOT NULL AND $3 <= e.token AND e.token < $4)) ",
        has_the_others!(), " ", is_staff!(),
        " ORDER BY t.sort_key, t.person LIMIT $16"
    );
    /// Several parts, the institution's own pupils, in the same way.
    SEVERAL_PUPIL = concat!(
        "SELECT DISTINCT t.sort_key, t.person
         FROM affiliation a
         CROSS JOIN name_token t
         WHERE a.institution = $17 AND a.actor = 'pupil' AND a.ended IS NULL AND (a.expires IS NULL OR $15 < a.expires)
           AND t.person = a.person AND $1 <= (t.token || '') AND (t.token || '') < $2 AND (t.sort_key, t.person) > ($13, $14) ",
        has_second!(), " ", has_the_others!(),
        " ORDER BY t.sort_key, t.person LIMIT $16"
    );
    /// What hits show, of up to fifty people: one row an affiliation of today. Short of fifty the last stands again.
    HITS = "SELECT p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since,
              a.actor, a.institution, i.name
            FROM affiliation a
            JOIN person p ON p.id = a.person
            LEFT JOIN institution i ON i.number = a.institution
            WHERE a.ended IS NULL AND (a.expires IS NULL OR $1 < a.expires)
              AND a.person IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)
            ORDER BY a.person, a.institution, a.id
            LIMIT 1000";
    /// How many employees and externals fit a part, counted no further than it matters.
    FITTING = "SELECT CAST(COUNT(*) AS BIGINT) AS people
               FROM (SELECT t.person FROM name_token t
                     WHERE t.staff_since IS NOT NULL AND $1 <= t.token AND t.token < $2
                     ORDER BY t.token
                     LIMIT $3) AS some_of_them";
    /// How many began like this when it was last counted.
    COUNTED = "SELECT people FROM name_prefix WHERE prefix = $1";
    /// All beginnings of employees' and externals' names, counted.
    COUNT = "SELECT CAST(SUBSTR(t.token, 1, n.letters) AS TEXT) AS prefix, CAST(COUNT(*) AS BIGINT) AS people
             FROM name_token t
             JOIN (SELECT 1 AS letters UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) n ON n.letters <= LENGTH(t.token)
             WHERE t.staff_since IS NOT NULL
             GROUP BY SUBSTR(t.token, 1, n.letters)
             ORDER BY 1
             LIMIT $1";
    /// As they were counted last.
    ALL_COUNTED = "SELECT prefix, people FROM name_prefix ORDER BY prefix LIMIT $1";
    /// The newest count stands.
    PUT_COUNT = "INSERT INTO name_prefix (prefix, people) VALUES ($1, $2) ON CONFLICT (prefix) DO UPDATE SET people = excluded.people";
    /// Nobody begins like this any more.
    REMOVE_COUNT = "DELETE FROM name_prefix WHERE prefix = $1";
}

/// Where a page of hits ended: the next begins after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The part that fitted; empty in searches of several parts.
    pub token: String,
    /// The name's place in Danish order.
    pub sort_key: Vec<u8>,
    /// Who.
    pub person: PersonId,
}

impl Place {
    /// Before everybody who fits this part.
    pub fn before(part: &Token) -> Place {
        Place { token: part.as_str().to_owned(), sort_key: Vec::new(), person: PersonId(i64::MIN) }
    }
}

/// Who fits one part, after this place: employees and externals anywhere, and pupils of this institution, where one is
/// named.
///
/// # Errors
/// [`StoreError`].
pub fn one(
    tx: &mut Tx,
    part: &Token,
    (after, limit): (&Place, usize),
    own: Option<&InstitutionNumber>,
) -> Result<Vec<Place>, StoreError> {
    let now = tx.now();
    let end = part.end();
    let rows = limit_of(limit);
    let mut args: Vec<Arg<'_>> = vec![
        after.token.as_str().into(),
        (&after.sort_key).into(),
        after.person.into(),
        (&end).into(),
        part.as_str().into(),
        now.into(),
        rows.into(),
    ];
    let staff = tx.rows(&ONE_STAFF, &args)?;
    let pupils = match own {
        Some(own) => {
            args.push(own.into());
            tx.rows(&ONE_PUPIL, &args)?
        }
        None => Vec::new(),
    };
    let read = |row: &Row| Ok(Place { token: row.text(0)?, sort_key: row.bytes(1)?, person: PersonId(row.int(2)?) });
    merged(staff.iter().chain(&pupils).map(read), limit)
}

/// Who fits all of several parts, the rarest handed in first.
///
/// # Errors
/// [`StoreError`].
pub fn several(
    tx: &mut Tx,
    parts: &[Part],
    (after, limit): (&Place, usize),
    own: Option<&InstitutionNumber>,
) -> Result<Vec<Place>, StoreError> {
    let now = tx.now();
    let ends: Vec<String> = parts.iter().map(|part| part.token.end()).collect();
    let mut args: Vec<Arg<'_>> = Vec::with_capacity(17);
    for place in 0..PARTS_MAX {
        args.push(parts.get(place).map(|part| part.token.as_str()).into());
        args.push(ends.get(place).map(String::as_str).into());
    }
    args.extend([Arg::from(&after.sort_key), after.person.into(), now.into(), limit_of(limit).into()]);
    let staff = match parts {
        [first, second, ..] if second.people <= first.people.saturating_mul(READ_FOR_ONE_ASKED) => {
            tx.rows(&SEVERAL_STAFF_AT_ONCE, &args)?
        }
        _ => tx.rows(&SEVERAL_STAFF, &args)?,
    };
    let pupils = match own {
        Some(own) => {
            args.push(own.into());
            tx.rows(&SEVERAL_PUPIL, &args)?
        }
        None => Vec::new(),
    };
    let read = |row: &Row| Ok(Place { token: String::new(), sort_key: row.bytes(0)?, person: PersonId(row.int(1)?) });
    merged(staff.iter().chain(&pupils).map(read), limit)
}

/// What a search may show of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub person: PersonId,
    /// What they type.
    pub username: Username,
    /// The name that may be shown.
    pub shown: PersonName,
    /// Whether that is an alias.
    pub is_protected: bool,
    /// What they are today, and where: the institution's number, and its name where the register has one.
    pub attached: Vec<(Actor, InstitutionNumber, Option<String>)>,
}

/// What hits show of these people, by person; whoever has no affiliation today is left out.
///
/// # Errors
/// [`StoreError`].
pub fn hits(tx: &mut Tx, people: &[PersonId]) -> Result<BTreeMap<PersonId, Hit>, StoreError> {
    let now = tx.now();
    let mut found: BTreeMap<PersonId, Hit> = BTreeMap::new();
    for some in people.chunks(LOOKUP_MAX) {
        for row in tx.rows(&HITS, &fifty(&[now.into()], some.iter().map(|person| Arg::from(*person))))? {
            let attached = (row.word(7, Actor::from_word)?, row.word(8, InstitutionNumber::parse)?, row.maybe_text(9)?);
            match found.entry(PersonId(row.int(0)?)) {
                Entry::Occupied(mut known) => known.get_mut().attached.push(attached),
                Entry::Vacant(new) => {
                    new.insert(Hit {
                        person: PersonId(row.int(0)?),
                        username: row.word(1, Username::parse)?,
                        shown: shown(&row, 2)?,
                        is_protected: row.maybe_instant(6)?.is_some(),
                        attached: vec![attached],
                    });
                }
            }
        }
    }
    Ok(found)
}

fn limit_of(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Both lists as one, everybody once.
fn merged(found: impl Iterator<Item = Result<Place, StoreError>>, limit: usize) -> Result<Vec<Place>, StoreError> {
    let mut places = found.collect::<Result<Vec<_>, _>>()?;
    places.sort();
    places.dedup();
    places.truncate(limit);
    Ok(places)
}

/// A part of a search, and how many employees and externals fit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What was typed.
    pub token: Token,
    /// How many fit, as far as it is known.
    pub people: i64,
}

/// The parts with the rarest first, as far as it is known: by the table of counts, and where a part is longer than what is
/// counted there, by a count of its own.
///
/// # Errors
/// [`StoreError`].
pub fn rarest_first(tx: &mut Tx, parts: &[Token]) -> Result<Vec<Part>, StoreError> {
    let mut counted = Vec::new();
    for part in parts {
        let beginning = part.counted();
        let row = tx.row(&COUNTED, &[(&beginning).into()])?;
        let mut people = row.map(|row| row.int(0)).transpose()?.unwrap_or(0);
        if beginning.len() < part.as_str().len() {
            people = people.min(fitting(tx, part)?);
        }
        // Of two that are counted alike the longer is the rarer.
        counted.push((people, std::cmp::Reverse(part.as_str().len()), part));
    }
    counted.sort();
    Ok(counted.into_iter().map(|(people, _, token)| Part { token: token.clone(), people }).collect())
}

/// Whether a part fits so many that a search must not begin with it.
///
/// # Errors
/// [`StoreError`].
pub fn fits_too_many(tx: &mut Tx, part: &Token) -> Result<bool, StoreError> {
    Ok(PEOPLE_MAX < fitting(tx, part)?)
}

/// How many employees and externals fit a part, counted to one more than [`PEOPLE_MAX`].
fn fitting(tx: &mut Tx, part: &Token) -> Result<i64, StoreError> {
    let end = part.end();
    let row = tx.row(&FITTING, &[part.as_str().into(), (&end).into(), (PEOPLE_MAX + 1).into()])?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// What differs between the counts that are kept and those of this moment: beginnings with their counts, 0 where there
/// is none any more.
///
/// # Errors
/// [`StoreError`].
pub fn counts_that_changed(tx: &mut Tx) -> Result<Vec<(String, i64)>, StoreError> {
    let read = |row: &Row| Ok((row.text(0)?, row.int(1)?));
    let now: BTreeMap<String, i64> =
        tx.rows(&COUNT, &[PREFIXES_MAX.into()])?.iter().map(read).collect::<Result<_, StoreError>>()?;
    let kept: BTreeMap<String, i64> =
        tx.rows(&ALL_COUNTED, &[PREFIXES_MAX.into()])?.iter().map(read).collect::<Result<_, StoreError>>()?;
    let gone = kept.keys().filter(|prefix| !now.contains_key(*prefix)).map(|prefix| (prefix.clone(), 0));
    let changed = now.iter().filter(|(prefix, people)| kept.get(*prefix) != Some(people));
    Ok(changed.map(|(prefix, people)| (prefix.clone(), *people)).chain(gone).collect())
}

/// Keeps these counts.
///
/// # Errors
/// [`StoreError`].
pub fn put_counts(tx: &mut Tx, counts: &[(String, i64)]) -> Result<(), StoreError> {
    let rows: Vec<Vec<Arg<'_>>> = counts
        .iter()
        .filter(|(_, people)| *people != 0)
        .map(|(prefix, people)| vec![prefix.into(), (*people).into()])
        .collect();
    tx.bulk(&PUT_COUNT, &rows)?;
    for (prefix, _) in counts.iter().filter(|(_, people)| *people == 0) {
        tx.run(&REMOVE_COUNT, &[prefix.into()])?;
    }
    Ok(())
}
