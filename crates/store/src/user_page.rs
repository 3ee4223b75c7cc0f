//! What one institution knows of one of its people: affiliations and groups with their dates, contacts and children,
//! rights, cards, and the log.
//!
//! Everything is bounded by the institution; what others know of the person is one number. What it does not do: say who
//! may see it (`rules::rights`).

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::event::{Event, read as read_event};
use crate::person::shown;
use crate::statement::statements;
use rules::affiliation::{Actor, Level, Role};
use rules::group::GroupKind;
use rules::id::{AffiliationId, EventId, GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::roster::Custody;
use rules::time::Instant;
use rules::user::PersonName;

statements! {
    /// Affiliations here, ended ones too, the newest first.
    AFFILIATIONS = "SELECT a.id, a.actor, a.roles, a.level, g.name, a.source, a.local_person_id, a.started, a.ended, a.expires
                    FROM affiliation a
                    LEFT JOIN school_group g ON g.id = a.main_group
                    WHERE a.person = $1 AND a.institution = $2
                    ORDER BY a.started DESC, a.id DESC
                    LIMIT 100";
    /// Groups here, with from and to, the newest first.
    GROUPS = "SELECT g.id, g.name, g.kind, m.started, m.ended
              FROM affiliation a
              JOIN group_member m ON m.affiliation = a.id
              JOIN school_group g ON g.id = m.school_group
              WHERE a.person = $1 AND a.institution = $2
              ORDER BY m.started DESC, g.id
              LIMIT 200";
    /// At how many other institutions somebody is attached now.
    ELSEWHERE = "SELECT CAST(COUNT(DISTINCT institution) AS BIGINT) AS places,
                   CAST(COUNT(DISTINCT CASE WHEN source NOT IN ('manual', 'application') THEN institution END) AS BIGINT) AS imported
                 FROM affiliation
                 WHERE person = $1 AND institution <> $2 AND ended IS NULL AND (expires IS NULL OR $3 < expires)";
    /// A child's adults, as this institution was told.
    ADULTS = "SELECT p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, c.relation, c.custody, c.source
              FROM contact c
              JOIN person p ON p.id = c.adult
              WHERE c.child = $1 AND c.institution = $2 AND c.ended IS NULL
              ORDER BY p.sort_key, p.id
              LIMIT 50";
    /// An adult's children, as this institution was told.
    CHILDREN = "SELECT p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, c.relation, c.custody, c.source
                FROM contact c
                JOIN person p ON p.id = c.child
                WHERE c.adult = $1 AND c.institution = $2 AND c.ended IS NULL
                ORDER BY p.sort_key, p.id
                LIMIT 50";
    /// Rights here, ended ones too, the newest first; with who gave them.
    RIGHTS = "SELECT r.granted_right, r.given, r.given_by, r.why, r.expires, r.ended
              FROM right_grant r
              WHERE r.person = $1 AND r.institution = $2
              ORDER BY r.given DESC, r.id DESC
              LIMIT 50";
    /// Valid cards of this institution.
    CARDS = "SELECT issued FROM school_card WHERE person = $1 AND institution = $2 AND voided IS NULL ORDER BY issued DESC LIMIT 20";
    /// When the person last logged in.
    LAST_LOGIN = "SELECT last_login FROM person WHERE id = $1";
    /// When the person last got another user name.
    RENAMED = "SELECT retired FROM username WHERE person = $1 AND retired IS NOT NULL ORDER BY retired DESC LIMIT 1";
    /// What happened to the person: here, and with the account where no institution is named; the newest first.
    LOG = "SELECT e.id, e.at, e.kind, e.actor_person, e.acting_as, e.institution, e.address, e.payload
           FROM event_subject s
           JOIN event e ON e.id = s.event
           WHERE s.person = $1 AND s.event < $3
             AND (e.institution = $2
                  OR (e.institution IS NULL AND CAST($4 AS TEXT) LIKE '% ' || e.kind || ' %'))
           ORDER BY s.event DESC
           LIMIT $5";
}

/// One affiliation here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliation {
    /// Its row.
    pub id: AffiliationId,
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
    /// The source's number for them.
    pub local_person_id: String,
    /// Since when.
    pub started: Instant,
    /// Until when.
    pub ended: Option<Instant>,
    /// Over from then on.
    pub expires: Option<Instant>,
}

impl Affiliation {
    /// Whether it counts at this moment.
    pub fn is_active(&self, now: Instant) -> bool {
        self.ended.is_none() && self.expires.is_none_or(|expires| now < expires)
    }
}

/// A group somebody is or was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Which.
    pub group: GroupId,
    /// Its name.
    pub name: String,
    /// What sort it is.
    pub kind: GroupKind,
    /// Since when.
    pub started: Instant,
    /// Until when.
    pub ended: Option<Instant>,
}

/// A relation between adult and child, seen from one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// The other one.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: PersonName,
    /// What the adult is to the child.
    pub relation: Role,
    /// Whether the adult has custody.
    pub custody: Custody,
    /// Which source told it.
    pub source: String,
}

/// A right here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// Its word.
    pub right: String,
    /// Since when.
    pub given: Instant,
    /// By whom; none: by a rule or a command.
    pub given_by: Option<PersonId>,
    /// Why.
    pub why: String,
    /// Over from then on.
    pub expires: Option<Instant>,
    /// When it ended.
    pub ended: Option<Instant>,
}

/// What other institutions know of somebody, as numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Where they are attached.
    pub places: i64,
    /// Where an import told of them.
    pub imported: i64,
}

/// Affiliations at an institution, ended ones too.
///
/// # Errors
/// [`StoreError`].
pub fn affiliations(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Vec<Affiliation>, StoreError> {
    let read = |row: &Row| {
        Ok(Affiliation {
            id: AffiliationId(row.int(0)?),
            actor: row.word(1, Actor::from_word)?,
            roles: row.text(2)?.split_whitespace().filter_map(Role::from_word).collect(),
            level: row.maybe_text(3)?.as_deref().and_then(Level::from_code),
            class: row.maybe_text(4)?,
            source: row.text(5)?,
            local_person_id: row.text(6)?,
            started: row.instant(7)?,
            ended: row.maybe_instant(8)?,
            expires: row.maybe_instant(9)?,
        })
    };
    tx.rows(&AFFILIATIONS, &[person.into(), at.into()])?.iter().map(read).collect()
}

/// Groups at an institution, with from and to.
///
/// # Errors
/// [`StoreError`].
pub fn groups(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Vec<Membership>, StoreError> {
    let read = |row: &Row| {
        Ok(Membership {
            group: GroupId(row.int(0)?),
            name: row.text(1)?,
            kind: row.word(2, GroupKind::from_word)?,
            started: row.instant(3)?,
            ended: row.maybe_instant(4)?,
        })
    };
    tx.rows(&GROUPS, &[person.into(), at.into()])?.iter().map(read).collect()
}

/// At how many other institutions somebody is attached.
///
/// # Errors
/// [`StoreError`].
pub fn elsewhere(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Elsewhere, StoreError> {
    let now = tx.now();
    let Some(row) = tx.row(&ELSEWHERE, &[person.into(), at.into(), now.into()])? else {
        return Ok(Elsewhere::default());
    };
    Ok(Elsewhere { places: row.int(0)?, imported: row.int(1)? })
}

fn relative(row: &Row) -> Result<Relative, StoreError> {
    Ok(Relative {
        person: PersonId(row.int(0)?),
        shown: shown(row, 1)?,
        relation: row.word(6, Role::from_word)?,
        custody: row.word(7, Custody::from_word)?,
        source: row.text(8)?,
    })
}

/// A child's adults.
///
/// # Errors
/// [`StoreError`].
pub fn adults(tx: &mut Tx, child: PersonId, at: &InstitutionNumber) -> Result<Vec<Relative>, StoreError> {
    tx.rows(&ADULTS, &[child.into(), at.into()])?.iter().map(relative).collect()
}

/// An adult's children.
///
/// # Errors
/// [`StoreError`].
pub fn children(tx: &mut Tx, adult: PersonId, at: &InstitutionNumber) -> Result<Vec<Relative>, StoreError> {
    tx.rows(&CHILDREN, &[adult.into(), at.into()])?.iter().map(relative).collect()
}

/// Rights at an institution, ended ones too.
///
/// # Errors
/// [`StoreError`].
pub fn rights(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Vec<Right>, StoreError> {
    let read = |row: &Row| {
        Ok(Right {
            right: row.text(0)?,
            given: row.instant(1)?,
            given_by: row.maybe_int(2)?.map(PersonId),
            why: row.text(3)?,
            expires: row.maybe_instant(4)?,
            ended: row.maybe_instant(5)?,
        })
    };
    tx.rows(&RIGHTS, &[person.into(), at.into()])?.iter().map(read).collect()
}

/// When the valid cards of an institution were made.
///
/// # Errors
/// [`StoreError`].
pub fn cards(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Vec<Instant>, StoreError> {
    tx.rows(&CARDS, &[person.into(), at.into()])?.iter().map(|row| row.instant(0)).collect()
}

/// When somebody last logged in.
///
/// # Errors
/// [`StoreError`].
pub fn last_login(tx: &mut Tx, person: PersonId) -> Result<Option<Instant>, StoreError> {
    tx.row(&LAST_LOGIN, &[person.into()])?.map_or(Ok(None), |row| row.maybe_instant(0))
}

/// When somebody last got another user name.
///
/// # Errors
/// [`StoreError`].
pub fn renamed(tx: &mut Tx, person: PersonId) -> Result<Option<Instant>, StoreError> {
    tx.row(&RENAMED, &[person.into()])?.map(|row| row.instant(0)).transpose()
}

/// What happened to somebody here, and of these kinds with the account at large; the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn log(
    tx: &mut Tx,
    (person, at): (PersonId, &InstitutionNumber),
    account: &[rules::event::Kind],
    limit: i64,
) -> Result<Vec<Event>, StoreError> {
    let words: Vec<&str> = account.iter().map(|kind| kind.word()).collect();
    let kinds = format!(" {} ", words.join(" "));
    let before = EventId(i64::MAX);
    let args = [person.into(), at.into(), before.into(), (&kinds).into(), limit.into()];
    tx.rows(&LOG, &args)?.iter().map(read_event).collect()
}
