//! The page of *Rettighedstildeling*: people, the rights there are, and which boxes may be ticked.
//!
//! Source: product.md §9. What it does not do: change anything (`grant_rights` does).

use crate::administrators;
use crate::client::read as read_service;
use crate::pupil_access::Desk;
use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::affiliation::{Actor, Role};
use rules::event::Kind;
use rules::id::PersonId;
use rules::right_term::{Lapse, Tie};
use rules::rights::Reason;
use rules::rights::facts::{GrantFacts, Object, Primary, Right};
use rules::rights::verb::Verb;
use rules::time::{Date, Instant};
use rules::user::Username;
use std::collections::BTreeSet;
use store::driver::Tx;
use store::error::StoreError;
use store::right_grant::RightGrant;
use store::rights_page::{Choice, Listed};
use store::service_right::ServiceRight;

/// People on one page.
pub const PAGE_PEOPLE: usize = 25;

/// Which people the page is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which list.
    pub who: Who,
    /// What was typed into the search field.
    pub typed: String,
    /// Which page, from 1.
    pub page: usize,
}

/// *Vælg brugere*
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// *Ansatte på institutionen*
    Employees,
    /// *Vis huskede*
    Remembered,
    /// *Har rettigheder*
    Holders,
}

/// A right there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// One of ours.
    Own(Right),
    /// One that a service defines.
    Service(ServiceRight),
}

impl Column {
    /// The right's word in the database and in forms.
    pub fn word(&self) -> String {
        match self {
            Column::Own(right) => right.word().to_owned(),
            Column::Service(defined) => service_word(&defined.client, &defined.code),
        }
    }
}

/// The word of a right that a service defines.
pub fn service_word(client: &str, code: &str) -> String {
    format!("service:{client}:{code}")
}

/// The page.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// How many each list has.
    pub counts: (usize, usize, usize),
    /// The rights, in order.
    pub columns: Vec<Column>,
    /// The people of this page.
    pub rows: Vec<Row>,
    /// How many people fit the search.
    pub found: usize,
    /// Which page this is, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// Whether the reader may change anything.
    pub may_change: Result<(), Reason>,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: String,
    /// What they type.
    pub username: Username,
    /// Internal or external.
    pub tie: Tie,
    /// What an internal does here.
    pub roles: Vec<Role>,
    /// Where an external works; nothing for protected people.
    pub elsewhere: Vec<String>,
    /// An external's last day here.
    pub until: Option<Date>,
    /// What becomes of their *Brugeradm* by itself.
    pub lapse: Lapse,
    /// One a column.
    pub cells: Vec<Cell>,
}

/// One box.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Since when the right is held.
    pub held: Option<Instant>,
    /// Whether the box may be changed.
    pub may_change: Result<(), Reason>,
}

/// Reads the page; it is remembered as a look at everybody on it, before it leaves.
///
/// # Errors
/// [`StoreError`].
pub async fn page(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<Matrix, Reason>, StoreError> {
    let reader = administrator.clone();
    let matrix = world.db.read(move |tx| read(tx, &reader, &asked)).await?;
    if let Ok(matrix) = &matrix
        && !matrix.rows.is_empty()
    {
        let about: Vec<PersonId> = matrix.rows.iter().map(|row| row.person).collect();
        let event = Blank::draw(world).event(Kind::PeopleShown, &administrator.circumstances(), &about);
        let event = with(event, "page", "rights");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(matrix)
}

fn read(tx: &mut Tx, reader: &Administrator, asked: &Asked) -> Result<Result<Matrix, Reason>, StoreError> {
    let desk = reader.desk(tx)?;
    if let Err(reason) = desk.may_here(Verb::SeeRights) {
        return Ok(Err(reason));
    }
    let institution = reader.institution();
    let remembered = Choice::Remembered(reader.person());
    let counts = (
        store::rights_page::count(tx, institution, Choice::Employees)?,
        store::rights_page::count(tx, institution, remembered)?,
        store::rights_page::count(tx, institution, Choice::Holders)?,
    );
    let choice = match asked.who {
        Who::Employees => Choice::Employees,
        Who::Remembered => remembered,
        Who::Holders => Choice::Holders,
    };
    let mut people = store::rights_page::people(tx, institution, choice)?;
    if !asked.typed.trim().is_empty() {
        people.retain(|one| rules::name_search::fits(one.shown(), &one.username, &asked.typed));
    }
    let found = people.len();
    let pages = found.div_ceil(PAGE_PEOPLE).max(1);
    let page = asked.page.clamp(1, pages);
    let columns = columns(tx, reader)?;
    let shown: Vec<&Listed> = people.iter().skip((page - 1) * PAGE_PEOPLE).take(PAGE_PEOPLE).collect();
    let grants =
        store::right_grant::of_people(tx, institution, &shown.iter().map(|one| one.person).collect::<Vec<_>>())?;
    let administrators = administrators::of_administration(tx, institution)?.len();
    let kept = store::administrator::of_institution(tx, institution)?;
    let primary = kept.iter().find(|one| one.primary_since.is_some()).map(|one| one.person);
    let book = Book { desk: &desk, reader, columns: &columns, grants: &grants, administrators, primary };
    let mut rows = Vec::new();
    for one in shown {
        rows.push(row(tx, &book, one)?);
    }
    let may_change = desk.stands(Verb::GrantRight);
    Ok(Ok(Matrix { counts, columns, rows, found, page, pages, may_change }))
}

/// What every row is read against.
struct Book<'a> {
    desk: &'a Desk,
    reader: &'a Administrator,
    columns: &'a [Column],
    grants: &'a [RightGrant],
    administrators: usize,
    primary: Option<PersonId>,
}

fn row(tx: &mut Tx, book: &Book<'_>, one: &Listed) -> Result<Row, StoreError> {
    let institution = book.reader.institution();
    let affiliations = store::affiliation::active_of_person(tx, one.person)?;
    let actors: Vec<Actor> = affiliations.iter().map(|affiliation| affiliation.actor).collect();
    let (here, away): (Vec<_>, Vec<_>) = affiliations.into_iter().partition(|one| one.institution == *institution);
    let tie = rules::right_term::tie(&here.iter().map(|one| one.actor).collect::<Vec<_>>());
    let roles: BTreeSet<Role> =
        here.iter().filter(|one| one.actor == Actor::Employee).flat_map(|one| one.roles.iter().copied()).collect();
    let mut elsewhere = Vec::new();
    if tie == Tie::External && one.protection == rules::user::Protection::None {
        for work in away.iter().filter(|one| matches!(one.actor, Actor::Employee | Actor::External)) {
            let name = store::institution::name(tx, &work.institution)?;
            elsewhere.push(name.unwrap_or_else(|| work.institution.to_string()));
        }
        elsewhere.dedup();
    }
    let own: Vec<&RightGrant> = book.grants.iter().filter(|grant| grant.person == one.person).collect();
    let is_administration = |grant: &&RightGrant| Right::of_word(&grant.right) == Right::UserAdministration;
    let administrators = book.administrators;
    let lapse = match own.iter().find(|grant| is_administration(grant)) {
        Some(grant) => rules::right_term::lapse(&administrators::held(tx, grant, administrators)?, tx.now()),
        None => Lapse::Stays,
    };
    let cell = |column: &Column| {
        let word = column.word();
        let held = own.iter().find(|grant| grant.right == word).map(|grant| grant.given);
        let facts = GrantFacts {
            person: one.person,
            right: Right::of_word(&word),
            actors: actors.clone(),
            primary: if book.primary == Some(one.person) { Primary::Yes } else { Primary::No },
            administrators,
        };
        let verb = if held.is_some() { Verb::RevokeRight } else { Verb::GrantRight };
        Cell { held, may_change: book.desk.may_about(verb, &Object::Grant(facts)) }
    };
    Ok(Row {
        person: one.person,
        shown: one.shown().full(),
        username: one.username.clone(),
        tie,
        roles: roles.into_iter().collect(),
        elsewhere,
        until: own.iter().filter_map(|grant| grant.expires).max().map(rules::right_term::last_day),
        lapse,
        cells: book.columns.iter().map(cell).collect(),
    })
}

/// The rights there are at an institution: ours, and those of services everybody may use or the institution has a
/// licence to.
pub(crate) fn columns(tx: &mut Tx, reader: &Administrator) -> Result<Vec<Column>, StoreError> {
    let mut columns: Vec<Column> =
        Right::ALL.into_iter().filter(|right| *right != Right::ServiceDefined).map(Column::Own).collect();
    let today = tx.now().day_in_denmark();
    let mut judged: Option<(String, bool)> = None;
    for defined in store::service_right::open(tx)? {
        let known = judged.as_ref().filter(|(client, _)| *client == defined.client).map(|(_, usable)| *usable);
        let usable = match known {
            Some(usable) => usable,
            None => usable(tx, reader, &defined.client, today)?,
        };
        judged = Some((defined.client.clone(), usable));
        if usable {
            columns.push(Column::Service(defined));
        }
    }
    Ok(columns)
}

fn usable(tx: &mut Tx, reader: &Administrator, client: &str, today: Date) -> Result<bool, StoreError> {
    let Some(found) = store::client::find(tx, client)? else { return Ok(false) };
    if read_service(found)?.registration.licence.is_none() {
        return Ok(true);
    }
    store::licence::is_given(tx, reader.institution(), client, today)
}
