//! The operator's queue of applications: what waits, one case with everything there is to check it by, the signed page.
//!
//! Source: product.md §11. A look at a case is an event. What it does not do: change anything.

use super::{Held, parties};
use crate::administrators;
use crate::change_cpr::holder_of;
use crate::operator::Operator;
use crate::remember::{Blank, with};
use crate::world::World;
use crypto::sealing::{Purpose, Vault};
use rules::application::{Applicant, Confirmation, Facts, NotYet, Own, Register, State, may_approve};
use rules::cpr::CprKind;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::Institution;
use rules::operator::Closed;
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;

/// The most cases one list shows.
const LISTED_MAX: i64 = 200;
/// The most earlier cases of an institution that are shown.
const EARLIER_MAX: i64 = 20;

/// The page's lists.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Waits for an operator, the oldest first.
    pub waiting: Vec<Held>,
    /// Waits for whoever applied.
    pub asked: Vec<Held>,
    /// Decided, the newest first.
    pub decided: Vec<Held>,
}

/// Everything that was sent.
///
/// # Errors
/// [`StoreError`].
pub async fn queue(world: &World, operator: &Operator) -> Result<Result<Queue, Closed>, StoreError> {
    let (vault, operator) = (world.vault.clone(), operator.clone());
    world
        .db
        .read(move |tx| {
            if let Err(closed) = operator.may(tx)? {
                return Ok(Err(closed));
            }
            let waiting = held(&vault, store::application::in_state(tx, State::Submitted, LISTED_MAX)?)?;
            let asked = held(&vault, store::application::in_state(tx, State::Asked, LISTED_MAX)?)?;
            let mut decided = store::application::decided(tx, State::Approved, LISTED_MAX)?;
            decided.extend(store::application::decided(tx, State::Rejected, LISTED_MAX)?);
            decided.sort_by_key(|row| std::cmp::Reverse((row.decided, row.id)));
            Ok(Ok(Queue { waiting, asked, decided: held(&vault, decided)? }))
        })
        .await
}

fn held(vault: &Vault, rows: Vec<store::application::Application>) -> Result<Vec<Held>, StoreError> {
    rows.into_iter().map(|row| Held::open(vault, row)).collect()
}

/// What a typed number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// None was typed: somebody abroad.
    None,
    /// A CPR number of this age.
    Cpr(Option<u16>),
    /// A number that stands in for one: no eID has it.
    Replacement,
}

/// What an operator sees about one of the two people.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the number is.
    pub number: Number,
    /// The account that has it.
    pub account: Option<(Username, String)>,
    /// Institutions where the account is attached now.
    pub attached: Vec<String>,
}

/// What is known of the signed page without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// How many pages it says it has.
    pub pages: usize,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
}

/// One case with everything to check it by.
#[derive(Clone, Debug)]
pub struct Case {
    /// The application.
    pub held: Held,
    /// The register's entry.
    pub register: Option<Institution>,
    /// The technical contact.
    pub contact: Checked,
    /// The leader.
    pub leader: Checked,
    /// The signed page.
    pub document: Option<Document>,
    /// Other cases of the same institution, of the same people, or under the same CVR or P number.
    pub earlier: Vec<Held>,
    /// How many administrators the institution has.
    pub administrators: usize,
    /// Whether it may be approved, and why not.
    pub may_approve: Result<(), NotYet>,
}

/// Reads a case; that somebody looked is remembered.
///
/// # Errors
/// [`StoreError`].
pub async fn see(world: &World, operator: &Operator, id: i64) -> Result<Result<Option<Case>, Closed>, StoreError> {
    let (looks, who) = (world.clone(), operator.clone());
    let found = world
        .db
        .read(move |tx| {
            if let Err(closed) = who.may(tx)? {
                return Ok(Err(closed));
            }
            let sent = store::application::find(tx, id)?.filter(|row| row.submitted.is_some());
            let Some(row) = sent else { return Ok(Ok(None)) };
            let held = Held::open(&looks.vault, row)?;
            Ok(Ok(Some(read(tx, &looks, (held, &who))?)))
        })
        .await?;
    if let Ok(Some(case)) = &found {
        let event = Blank::draw(world).event(Kind::ApplicationShown, &operator.circumstances(), &[]);
        let event = with(with(event, "application", id), "case", case.held.row.case_number.clone().unwrap_or_default());
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(found)
}

fn read(tx: &mut Tx, world: &World, (held, who): (Held, &Operator)) -> Result<Case, StoreError> {
    let answers = &held.record.answers;
    let number = answers.number();
    let (register, mut earlier, administrators) = match &number {
        Some(number) => (
            store::institution::find(tx, number)?,
            store::application::of_institution(tx, number, EARLIER_MAX)?,
            administrators::of_administration(tx, number)?.len(),
        ),
        None => (None, Vec::new(), 0),
    };
    for party in parties(&world.vault, answers) {
        earlier.extend(store::application::of_party(tx, &party, EARLIER_MAX)?);
    }
    earlier.sort_by_key(|row| std::cmp::Reverse((row.submitted, row.id)));
    earlier.dedup_by_key(|row| row.id);
    let earlier = earlier.into_iter().filter(|row| row.id != held.row.id).map(|row| Held::open(&world.vault, row));
    let facts = facts(tx, world, (&held, who))?;
    Ok(Case {
        contact: checked(tx, world, &answers.contact)?,
        leader: checked(tx, world, &answers.leader)?,
        register,
        earlier: earlier.collect::<Result<_, _>>()?,
        document: document(tx, world, held.row.id)?,
        administrators,
        may_approve: may_approve(&facts),
        held,
    })
}

fn document(tx: &mut Tx, world: &World, id: i64) -> Result<Option<Document>, StoreError> {
    let Some(sealed) = store::application::file(tx, id)? else { return Ok(None) };
    let opened = world.vault.open(Purpose::ApplicationFile, &id.to_string(), &sealed);
    let opened = opened.map_err(|_| StoreError::Unreadable("the page of an application"))?;
    let bytes = opened.reveal();
    let digest = rules::hex::write(&crypto::digest::sha256(bytes));
    Ok(Some(Document { pages: ingest::pdf::pages(bytes).unwrap_or_default(), digest }))
}

/// What the rules need to know, read in this transaction.
pub(super) fn facts(tx: &mut Tx, world: &World, (held, who): (&Held, &Operator)) -> Result<Facts, StoreError> {
    let answers = &held.record.answers;
    let row = &held.row;
    let confirmations = [
        (Confirmation::LeaderSigned, row.leader_signed),
        (Confirmation::RegisterAnswered, row.confirmed),
        (Confirmation::CallNoted, row.call_noted),
    ];
    let mut own = Own::No;
    for one in [&answers.contact, &answers.leader] {
        if holder(tx, world, one)? == Some(who.person()) {
            own = Own::Yes;
        }
    }
    let known = match answers.number() {
        Some(number) => store::institution::find(tx, &number)?,
        None => None,
    };
    let today = tx.now().day_in_denmark();
    Ok(Facts {
        state: row.state,
        confirmations: confirmations.into_iter().filter(|(_, at)| at.is_some()).map(|(one, _)| one).collect(),
        own,
        register: match known {
            Some(known) if known.is_closed(today) => Register::Closed,
            Some(_) => Register::Known,
            None => Register::Unknown,
        },
    })
}

/// Who has the number somebody typed.
fn holder(tx: &mut Tx, world: &World, typed: &Applicant) -> Result<Option<PersonId>, StoreError> {
    match typed.cpr() {
        Some(cpr) => holder_of(tx, &world.vault.blind_indexes(&cpr)),
        None => Ok(None),
    }
}

fn checked(tx: &mut Tx, world: &World, typed: &Applicant) -> Result<Checked, StoreError> {
    let number = match typed.cpr() {
        None => Number::None,
        Some(cpr) => match cpr.kind() {
            CprKind::Ordinary => Number::Cpr(cpr.age(tx.now().day_in_denmark())),
            CprKind::Replacement | CprKind::ReplacementKot => Number::Replacement,
        },
    };
    let found = match holder(tx, world, typed)? {
        Some(id) => store::person::find(tx, id)?,
        None => None,
    };
    let mut attached = Vec::new();
    if let Some(person) = &found {
        for one in store::affiliation::active_of_person(tx, person.id)? {
            let name = store::institution::name(tx, &one.institution)?;
            attached.push(name.unwrap_or_else(|| one.institution.to_string()));
        }
        attached.dedup();
    }
    let account = found.map(|person| (person.username.clone(), person.shown().full()));
    Ok(Checked { number, account, attached })
}

/// The signed page, as it was sent.
///
/// # Errors
/// [`StoreError`].
pub async fn file(world: &World, operator: &Operator, id: i64) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let (vault, operator) = (world.vault.clone(), operator.clone());
    world
        .db
        .read(move |tx| {
            if operator.may(tx)?.is_err() {
                return Ok(None);
            }
            let sent = store::application::find(tx, id)?.filter(|row| row.submitted.is_some());
            let (Some(row), Some(sealed)) = (sent, store::application::file(tx, id)?) else { return Ok(None) };
            let name = Held::open(&vault, row)?.record.file.map(|note| note.name).unwrap_or_default();
            let opened = vault.open(Purpose::ApplicationFile, &id.to_string(), &sealed);
            let opened = opened.map_err(|_| StoreError::Unreadable("the page of an application"))?;
            Ok(Some((name, opened.reveal().to_vec())))
        })
        .await
}
