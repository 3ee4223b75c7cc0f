//! *Brugere*: everybody attached to one institution, as its list shows them.
//!
//! The set is bounded by the institution first, filters come after, and details are read for the people of one page
//! alone. Whoever is only a contact here has no user name, login or password state in any of it. Source: product.md §9.
//! What it does not do: say who may see it (`rules::rights`), or search (`flows::user_list`).

use crate::driver::value::{LOOKUP_MAX, fifty};
use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::person::shown;
use crate::pupil::PasswordState;
use crate::statement::statements;
use rules::affiliation::{Actor, Level, Role};
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;
use rules::user::{PersonName, Username};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The most people of one institution's list.
pub const PEOPLE_MAX: usize = 20_000;

/// Whether an affiliation `a` of a person `p` stands here and the filter fits: the arguments that [`filtered`] gives.
macro_rules! fits_here {
    () => {
        "a.institution = $1 AND a.ended IS NULL AND (a.expires IS NULL OR $2 < a.expires)
             AND (CAST($3 AS TEXT) IS NULL OR CAST($3 AS TEXT) LIKE '% ' || a.actor || ' %')
             AND (CAST($4 AS TEXT) IS NULL OR ' ' || a.roles || ' ' LIKE '% ' || CAST($4 AS TEXT) || ' %')
             AND (CAST($5 AS BIGINT) IS NULL
                  OR EXISTS (SELECT 1 FROM group_member m
                             WHERE m.school_group = CAST($5 AS BIGINT) AND m.affiliation = a.id AND m.ended IS NULL))
             AND (CAST($6 AS TEXT) IS NULL OR a.source = CAST($6 AS TEXT))
             AND (CAST($7 AS TEXT) IS NULL
                  OR (a.actor <> 'contact'
                      AND ((CAST($7 AS TEXT) = 'never' AND p.last_login IS NULL)
                           OR (CAST($7 AS TEXT) = 'blocked' AND p.blocked IS NOT NULL)
                           OR (CAST($7 AS TEXT) = 'active' AND p.blocked IS NULL AND p.last_login IS NOT NULL))))"
    };
}

statements! {
    /// One page of everybody here whom the filters fit, and where every other page begins, so that no more leaves the
    /// database than is shown: everybody has a number in the order asked for, and out come the first one, each that ends a
    /// page, and those behind the person the page begins behind. `known` is 1 for whoever is more than a contact by these
    /// filters; `place` sorts by actor, level and class. No filter on logins or blocks finds a contact.
    PAGE = concat!("WITH everybody AS (
           SELECT p.id, p.sort_key,
             MAX(CASE WHEN a.actor <> 'contact' THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS known,
             MIN(CASE a.actor WHEN 'pupil' THEN '1' WHEN 'employee' THEN '2' WHEN 'external' THEN '3' ELSE '4' END
                 || CASE WHEN a.level IS NULL THEN '' WHEN LENGTH(a.level) = 1 THEN '0' || a.level ELSE a.level END
                 || COALESCE(g.name, '')) AS place,
             p.last_login
           FROM affiliation a
           JOIN person p ON p.id = a.person
           LEFT JOIN school_group g ON g.id = a.main_group
           WHERE ",
           fits_here!(),
           "
           GROUP BY p.id, p.sort_key, p.last_login),
           placed AS MATERIALIZED (
             SELECT id, known,
               ROW_NUMBER() OVER (ORDER BY
                 CASE WHEN CAST($8 AS TEXT) = 'place' THEN place ELSE '' END,
                 CASE WHEN CAST($8 AS TEXT) = 'place-back' THEN place ELSE '' END DESC,
                 CASE WHEN CAST($8 AS TEXT) IN ('login', 'login-back') AND (known = 0 OR last_login IS NULL) THEN 1 ELSE 0 END,
                 CASE WHEN CAST($8 AS TEXT) = 'login' AND known = 1 THEN COALESCE(last_login, 0) ELSE 0 END DESC,
                 CASE WHEN CAST($8 AS TEXT) = 'login-back' AND known = 1 THEN COALESCE(last_login, 0) ELSE 0 END,
                 CASE WHEN CAST($8 AS TEXT) = 'name-back' THEN sort_key ELSE '' END DESC,
                 CASE WHEN CAST($8 AS TEXT) = 'name-back' THEN id ELSE 0 END DESC,
                 sort_key, id) AS number
             FROM everybody),
           begun AS MATERIALIZED (
             SELECT COALESCE(MAX(number), 0) AS behind FROM placed WHERE id = CAST($9 AS BIGINT)),
           whole AS MATERIALIZED (
             SELECT COUNT(*) AS people FROM placed)
           SELECT placed.id, CAST(known AS BIGINT) AS known, CAST(number AS BIGINT) AS number, CAST(people AS BIGINT) AS people, CAST(behind AS BIGINT) AS behind
           FROM placed
           CROSS JOIN begun
           CROSS JOIN whole
           WHERE number = 1 OR number % CAST($10 AS BIGINT) = 0 OR (behind < number AND number <= behind + CAST($10 AS BIGINT))
           ORDER BY number
           LIMIT $11");
    /// The same in Danish order, which most pages are: nothing is computed that only another order needs.
    PAGE_BY_NAME = concat!("WITH everybody AS (
           SELECT p.id, p.sort_key,
             MAX(CASE WHEN a.actor <> 'contact' THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS known
           FROM affiliation a
           JOIN person p ON p.id = a.person
           WHERE ",
           fits_here!(),
           "
           GROUP BY p.sort_key, p.id),
           placed AS MATERIALIZED (
             SELECT id, known, ROW_NUMBER() OVER (ORDER BY sort_key, id) AS number
             FROM everybody),
           begun AS MATERIALIZED (
             SELECT COALESCE(MAX(number), 0) AS behind FROM placed WHERE id = CAST($8 AS BIGINT)),
           whole AS MATERIALIZED (
             SELECT COUNT(*) AS people FROM placed)
           SELECT placed.id, CAST(known AS BIGINT) AS known, CAST(number AS BIGINT) AS number, CAST(people AS BIGINT) AS people, CAST(behind AS BIGINT) AS behind
           FROM placed
           CROSS JOIN begun
           CROSS JOIN whole
           WHERE number = 1 OR number % CAST($9 AS BIGINT) = 0 OR (behind < number AND number <= behind + CAST($9 AS BIGINT))
           ORDER BY number
           LIMIT $10");
    /// What a row shows of up to fifty people: one row an affiliation here. Short of fifty the last stands again.
    DETAILS = "SELECT p.id, p.uniid, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since,
                 p.blocked, p.last_login, c.form, c.dead, c.set_at, a.actor, a.roles, a.level, g.name, a.source, a.expires
               FROM affiliation a
               JOIN person p ON p.id = a.person
               LEFT JOIN credential c ON c.person = p.id
               LEFT JOIN school_group g ON g.id = a.main_group
               WHERE a.institution = $1 AND a.ended IS NULL AND (a.expires IS NULL OR $2 < a.expires)
                 AND a.person IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52)
               ORDER BY a.person, a.id
               LIMIT 1000";
    /// What a search within the list looks at, in Danish order.
    NAMED = concat!("SELECT p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since,
               MAX(CASE WHEN a.actor <> 'contact' THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS known
             FROM affiliation a
             JOIN person p ON p.id = a.person
             WHERE ",
           fits_here!(),
           "
             GROUP BY p.id
             ORDER BY p.sort_key, p.id
             LIMIT $8");
    /// Who was here as more than a contact, ended since a moment, and is not here any more; in Danish order. The filters are
    /// those of the set, about what somebody was.
    LEFT = "SELECT p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since,
              MIN(a.actor) AS actor, MIN(a.roles) AS roles, MAX(a.ended) AS ended
            FROM affiliation a
            JOIN person p ON p.id = a.person
            WHERE a.institution = $1 AND $3 <= a.ended AND a.actor <> 'contact'
              AND (CAST($4 AS TEXT) IS NULL OR CAST($4 AS TEXT) LIKE '% ' || a.actor || ' %')
              AND (CAST($5 AS TEXT) IS NULL OR ' ' || a.roles || ' ' LIKE '% ' || CAST($5 AS TEXT) || ' %')
              AND (CAST($6 AS BIGINT) IS NULL
                   OR EXISTS (SELECT 1 FROM group_member m
                              WHERE m.school_group = CAST($6 AS BIGINT) AND m.affiliation = a.id))
              AND (CAST($7 AS TEXT) IS NULL OR a.source = CAST($7 AS TEXT))
              AND NOT EXISTS (SELECT 1 FROM affiliation n
                              WHERE n.person = a.person AND n.institution = a.institution AND n.ended IS NULL
                                AND (n.expires IS NULL OR $2 < n.expires))
            GROUP BY p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, p.sort_key
            ORDER BY p.sort_key, p.id
            LIMIT $8";
}

/// Which state of an account a list is narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Has logged in and is not blocked.
    Active,
    /// Has never logged in.
    Never,
    /// Is blocked.
    Blocked,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Never => "never",
            Status::Blocked => "blocked",
        }
    }
}

/// What a list is narrowed to; nothing chosen is everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// As one of these.
    pub actors: Vec<Actor>,
    /// In this role.
    pub role: Option<Role>,
    /// In this group.
    pub group: Option<GroupId>,
    /// From this source.
    pub source: Option<String>,
    /// With an account in this state.
    pub status: Option<Status>,
}

/// Whether somebody is more than a contact here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acquaintance {
    /// Pupil, employee or external: the institution knows user name and state.
    Known,
    /// A contact and nothing else: it knows neither.
    ContactOnly,
}

/// One affiliation of somebody, at this institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// How far along school.
    pub level: Option<Level>,
    /// The class's name.
    pub class: Option<String>,
    /// Which source told it.
    pub source: String,
    /// Over from then on.
    pub expires: Option<Instant>,
}

/// What a row shows of somebody.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Who.
    pub person: PersonId,
    /// What services know them by.
    pub uniid: String,
    /// What they type.
    pub username: Username,
    /// The name that may be shown.
    pub shown: PersonName,
    /// When they were blocked.
    pub blocked: Option<Instant>,
    /// When they last logged in.
    pub last_login: Option<Instant>,
    /// The password without the password.
    pub password: PasswordState,
    /// Their affiliations here.
    pub attached: Vec<Attached>,
}

/// Somebody who was here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: PersonName,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// Until when.
    pub ended: Instant,
}

/// A number of rows, for the database.
fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The actors a list is narrowed to, each between spaces; none: all.
fn actors(filter: &Filter) -> Option<String> {
    let words: Vec<&str> = filter.actors.iter().map(|actor| actor.word()).collect();
    (!words.is_empty()).then(|| format!(" {} ", words.join(" ")))
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The shown name, in Danish order.
    Name,
    /// From the last letter.
    NameBack,
    /// Actor, level and class.
    Place,
    /// The other way round; among equals still by name.
    PlaceBack,
    /// The newest login first, who never did last.
    Login,
    /// The oldest login first, who never did last.
    LoginBack,
}

impl Order {
    fn word(self) -> &'static str {
        match self {
            Order::Name => "name",
            Order::NameBack => "name-back",
            Order::Place => "place",
            Order::PlaceBack => "place-back",
            Order::Login => "login",
            Order::LoginBack => "login-back",
        }
    }
}

/// Somebody of the set with their number in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Who.
    pub person: PersonId,
    /// Whether they are more than a contact.
    pub acquaintance: Acquaintance,
    /// Their number, from 1.
    pub number: usize,
    /// How many there are in all.
    pub people: usize,
    /// The number of the person the page begins behind; 0: it begins at the top.
    pub behind: usize,
}

/// The first seven arguments of a statement over everybody here whom the filter fits.
fn filtered<'a>(
    (institution, now): (&'a InstitutionNumber, Instant),
    actors: Option<&'a str>,
    filter: &'a Filter,
) -> Vec<Arg<'a>> {
    vec![
        institution.into(),
        now.into(),
        actors.into(),
        filter.role.map(Role::word).into(),
        filter.group.into(),
        filter.source.as_deref().into(),
        filter.status.map(Status::word).into(),
    ]
}

fn acquaintance(known: i64) -> Acquaintance {
    if known == 1 { Acquaintance::Known } else { Acquaintance::ContactOnly }
}

/// Of everybody here whom the filter fits, in this order: the first one, each that ends a page of this size, and the page
/// behind somebody; behind nobody, or somebody who is not there, the first page.
///
/// # Errors
/// [`StoreError`].
pub fn page(
    tx: &mut Tx,
    (institution, filter): (&InstitutionNumber, &Filter),
    order: Order,
    (after, size): (Option<PersonId>, usize),
) -> Result<Vec<Placed>, StoreError> {
    let now = tx.now();
    let actors = actors(filter);
    let mut args = filtered((institution, now), actors.as_deref(), filter);
    let statement = match order {
        Order::Name => &PAGE_BY_NAME,
        Order::NameBack | Order::Place | Order::PlaceBack | Order::Login | Order::LoginBack => {
            args.push(order.word().into());
            &PAGE
        }
    };
    args.extend([Arg::from(after), rows(size.clamp(1, PEOPLE_MAX)).into(), rows(PEOPLE_MAX).into()]);
    let count = |number: i64| usize::try_from(number).unwrap_or(0);
    let read = |row: &Row| {
        Ok(Placed {
            person: PersonId(row.int(0)?),
            acquaintance: acquaintance(row.int(1)?),
            number: count(row.int(2)?),
            people: count(row.int(3)?),
            behind: count(row.int(4)?),
        })
    };
    tx.rows(statement, &args)?.iter().map(read).collect()
}

/// What rows show of these people, in the order asked.
///
/// # Errors
/// [`StoreError`].
pub fn details(tx: &mut Tx, institution: &InstitutionNumber, people: &[PersonId]) -> Result<Vec<Detail>, StoreError> {
    let now = tx.now();
    let mut found: BTreeMap<PersonId, Detail> = BTreeMap::new();
    for some in people.chunks(LOOKUP_MAX) {
        let args = fifty(&[institution.into(), now.into()], some.iter().map(|person| Arg::from(*person)));
        for row in tx.rows(&DETAILS, &args)? {
            let attached = read_attached(&row)?;
            match found.entry(PersonId(row.int(0)?)) {
                Entry::Occupied(mut known) => known.get_mut().attached.push(attached),
                Entry::Vacant(new) => {
                    new.insert(read_detail(&row, attached)?);
                }
            }
        }
    }
    Ok(people.iter().filter_map(|person| found.remove(person)).collect())
}

/// Somebody of the set with what a search within it looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub person: PersonId,
    /// Whether they are more than a contact.
    pub acquaintance: Acquaintance,
    /// What they type; not to be told of a contact.
    pub username: Username,
    /// The name that may be shown.
    pub shown: PersonName,
}

/// Everybody here whom the filter fits, in Danish order; at most [`PEOPLE_MAX`].
///
/// # Errors
/// [`StoreError`].
pub fn named(tx: &mut Tx, (institution, filter): (&InstitutionNumber, &Filter)) -> Result<Vec<Named>, StoreError> {
    let now = tx.now();
    let actors = actors(filter);
    let mut args = filtered((institution, now), actors.as_deref(), filter);
    args.push(rows(PEOPLE_MAX).into());
    let read = |row: &Row| {
        Ok(Named {
            person: PersonId(row.int(0)?),
            acquaintance: acquaintance(row.int(7)?),
            username: row.word(1, Username::parse)?,
            shown: shown(row, 2)?,
        })
    };
    tx.rows(&NAMED, &args)?.iter().map(read).collect()
}

/// Who left since a moment and was what the filter says, in Danish order; at most [`PEOPLE_MAX`]. The state of an account
/// is none of theirs any more.
///
/// # Errors
/// [`StoreError`].
pub fn left(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    since: Instant,
    filter: &Filter,
) -> Result<Vec<Former>, StoreError> {
    let now = tx.now();
    let actors = actors(filter);
    let args = [
        institution.into(),
        now.into(),
        since.into(),
        actors.as_deref().into(),
        filter.role.map(Role::word).into(),
        filter.group.into(),
        filter.source.as_deref().into(),
        rows(PEOPLE_MAX).into(),
    ];
    let read = |row: &Row| {
        Ok(Former {
            person: PersonId(row.int(0)?),
            shown: shown(row, 1)?,
            actor: row.word(6, Actor::from_word)?,
            roles: roles(&row.text(7)?),
            ended: row.instant(8)?,
        })
    };
    tx.rows(&LEFT, &args)?.iter().map(read).collect()
}

fn roles(words: &str) -> Vec<Role> {
    words.split_whitespace().filter_map(Role::from_word).collect()
}

fn read_attached(row: &Row) -> Result<Attached, StoreError> {
    Ok(Attached {
        actor: row.word(13, Actor::from_word)?,
        roles: roles(&row.text(14)?),
        level: row.maybe_text(15)?.as_deref().and_then(Level::from_code),
        class: row.maybe_text(16)?,
        source: row.text(17)?,
        expires: row.maybe_instant(18)?,
    })
}

fn read_detail(row: &Row, attached: Attached) -> Result<Detail, StoreError> {
    Ok(Detail {
        person: PersonId(row.int(0)?),
        uniid: row.text(1)?,
        username: row.word(2, Username::parse)?,
        shown: shown(row, 3)?,
        blocked: row.maybe_instant(8)?,
        last_login: row.maybe_instant(9)?,
        password: PasswordState::read(row, 10)?,
        attached: vec![attached],
    })
}
