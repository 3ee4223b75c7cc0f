//! *Sager* at the operator's desk: what waits, one case with the accounts it is about, its end; and the merges that one
//! operator has proposed and another may approve.
//!
//! Source: product.md §3, §9, issue "Operator's desk". A look at a case is remembered. What it does not do: merge
//! (`merge_people`), or write the register (`register`).

use super::{Closing, Facts, NotClosed, WHY_CHARACTERS_MAX, close_in, facts};
use crate::merge_people::KeptNumber;
use crate::operator::Operator;
use crate::proposal::{Proposals, of_matter};
use crate::remember::Blank;
use crate::support::{looked, masked};
use crate::world::World;
use rules::cpr::Cpr;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::operator::{Refused, Tie, Verb};
use rules::proposal::{Matter, WhyFlaw};
use rules::time::Instant;
use rules::user::{Protection, UniId, Username};
use store::driver::Tx;
use store::error::StoreError;
use store::operator_case::{Case, Waiting};
use store::proposal::Proposal;
use store::service_right::ServiceRight;

/// How many cases the page lists.
const LISTED_MAX: i64 = 500;

/// An account as a case shows it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Whose.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: String,
    /// Whether that is an alias.
    pub is_protected: bool,
    /// What they type.
    pub username: Username,
    /// What services know them by.
    pub uniid: UniId,
    /// The number, masked.
    pub cpr: Option<String>,
    /// Since when the account exists.
    pub created: Instant,
    /// When they last logged in.
    pub last_login: Option<Instant>,
    /// How many places they are attached to.
    pub places: usize,
    /// The rights they hold: each right's word and where; where is none for a protected person.
    pub rights: Vec<(String, Option<InstitutionNumber>)>,
}

fn account(tx: &mut Tx, world: &World, id: Option<PersonId>) -> Result<Option<Account>, StoreError> {
    let found = match id {
        Some(id) => store::person::find(tx, id)?,
        None => None,
    };
    let Some(person) = found else { return Ok(None) };
    let is_protected = matches!(person.protection, Protection::Protected { .. });
    Ok(Some(Account {
        person: person.id,
        shown: person.shown().full(),
        is_protected,
        cpr: masked(tx, world, person.id)?,
        created: person.created,
        last_login: store::user_page::last_login(tx, person.id)?,
        rights: store::right_grant::of_person(tx, person.id)?
            .into_iter()
            .map(|one| (one.right, (!is_protected).then_some(one.institution)))
            .collect(),
        places: store::affiliation::active_of_person(tx, person.id)?.len(),
        username: person.username,
        uniid: person.uniid,
    }))
}

/// A merge that waits for another operator.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The proposal.
    pub proposal: Proposal,
    /// The account that stays.
    pub survivor: Option<Account>,
    /// The account that goes.
    pub other: Option<Account>,
    /// Whose number it has afterwards.
    pub number: KeptNumber,
}

/// The page.
#[derive(Clone, Debug)]
pub struct Desk {
    /// What administrators may not decide alone, the oldest first.
    pub cases: Vec<Waiting>,
    /// Merges that wait.
    pub merges: Vec<Merge>,
    /// All proposals of merges, with names.
    pub proposals: Proposals,
    /// The rights that services define.
    pub defined: Vec<ServiceRight>,
}

/// Reads the page; whose accounts a waiting merge shows is remembered.
///
/// # Errors
/// [`StoreError`].
pub async fn list(world: &World, operator: &Operator) -> Result<Result<Desk, Refused>, StoreError> {
    let (who, looks) = (operator.clone(), world.clone());
    let found = world
        .db
        .read(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeeCases, Tie::None)? {
                return Ok(Err(refused));
            }
            let proposals = of_matter(tx, Matter::Merge)?;
            let mut merges = Vec::new();
            for proposal in &proposals.waiting {
                merges.push(Merge {
                    survivor: account(tx, &looks, proposal.person)?,
                    other: account(tx, &looks, proposal.other_person)?,
                    number: KeptNumber::from_word(&proposal.value).unwrap_or(KeptNumber::Survivors),
                    proposal: proposal.clone(),
                });
            }
            let cases = store::operator_case::waiting(tx, LISTED_MAX)?;
            Ok(Ok(Desk { cases, merges, proposals, defined: store::service_right::open(tx)? }))
        })
        .await?;
    if let Ok(desk) = &found {
        let mut about: Vec<PersonId> = desk.cases.iter().filter_map(|one| one.case.person).collect();
        about.extend(desk.cases.iter().filter_map(|one| one.case.other_person));
        about.extend(desk.merges.iter().flat_map(|one| [one.proposal.person, one.proposal.other_person]).flatten());
        about.sort_unstable();
        about.dedup();
        if !about.is_empty() {
            looked(world, operator, ("stil/sager", &about)).await?;
        }
    }
    Ok(found)
}

/// One case with what it is about.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The case.
    pub case: Case,
    /// The institution's name.
    pub institution: String,
    /// The number that was typed, masked; empty where none was.
    pub cpr: String,
    /// Which source and line it is about.
    pub line: Option<(String, String)>,
    /// What was asked, in the administrator's words.
    pub text: String,
    /// Who asked.
    pub opened_by: Option<String>,
    /// The account it is about.
    pub person: Option<Account>,
    /// The other account of the same person.
    pub other: Option<Account>,
    /// Whether this operator may close it.
    pub may_close: bool,
    /// The rights that services define.
    pub defined: Vec<ServiceRight>,
}

/// Reads a case; that somebody looked is remembered. None where there is none.
///
/// # Errors
/// [`StoreError`].
pub async fn see(world: &World, operator: &Operator, id: i64) -> Result<Result<Option<Seen>, Refused>, StoreError> {
    let (who, looks) = (operator.clone(), world.clone());
    let found = world
        .db
        .read(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeeCases, Tie::None)? {
                return Ok(Err(refused));
            }
            let case = store::operator_case::find(tx, id)?;
            case.map(|case| read(tx, &looks, (&who, case))).transpose().map(Ok)
        })
        .await?;
    if let Ok(Some(seen)) = &found {
        let about: Vec<PersonId> = [seen.case.person, seen.case.other_person].into_iter().flatten().collect();
        looked(world, operator, ("stil/sag", &about)).await?;
    }
    Ok(found)
}

/// What an operator has to do with a case: it is about their own account, or they asked for it.
fn tie(who: PersonId, case: &Case) -> Tie {
    let mine = [case.person, case.other_person, case.opened_by].contains(&Some(who));
    if mine { Tie::AboutMe } else { Tie::None }
}

fn read(tx: &mut Tx, world: &World, (who, case): (&Operator, Case)) -> Result<Seen, StoreError> {
    let told = if case.decided.is_none() {
        facts(&world.vault, &case).map_err(|_| StoreError::Unreadable("a case"))?
    } else {
        // What the operator had to see went when it was decided.
        Facts::default()
    };
    let opened_by = match case.opened_by {
        Some(id) => store::person::find(tx, id)?.map(|person| person.shown().full()),
        None => None,
    };
    let may_close = who.may_do(tx, Verb::CloseCase, tie(who.person(), &case))?.is_ok();
    Ok(Seen {
        institution: store::institution::name(tx, &case.institution)?.unwrap_or_default(),
        cpr: Cpr::parse(&told.cpr).map(|cpr| cpr.masked()).unwrap_or_default(),
        line: told.line,
        text: told.text,
        opened_by,
        person: account(tx, world, case.person)?,
        other: account(tx, world, case.other_person)?,
        may_close: may_close && case.decided.is_none(),
        defined: store::service_right::open(tx)?,
        case,
    })
}

/// What became of an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed.
    Done,
    /// It stays open, and why.
    Not(NotClosed),
    /// The reason is not taken.
    Why(WhyFlaw),
    /// The rules refuse it.
    Refused(Refused),
}

/// Closes a case at the desk, in one transaction with its event.
///
/// # Errors
/// [`StoreError`].
pub async fn close(world: &World, operator: &Operator, id: i64, closing: Closing) -> Result<Closed, StoreError> {
    let why = match &closing {
        Closing::Done => String::new(),
        Closing::Refused(text) => match rules::proposal::why(text) {
            Ok(why) => why.chars().take(WHY_CHARACTERS_MAX).collect(),
            Err(flaw) => return Ok(Closed::Why(flaw)),
        },
    };
    let (who, blank) = (operator.clone(), Blank::draw(world));
    world
        .db
        .write(move |tx| {
            let case = store::operator_case::find(tx, id)?;
            let tied = case.as_ref().map_or(Tie::None, |case| tie(who.person(), case));
            if let Err(refused) = who.may_do(tx, Verb::CloseCase, tied)? {
                return Ok(Closed::Refused(refused));
            }
            let outcome = closing.outcome();
            let from = who.circumstances();
            let by = who.person().0.to_string();
            let closed = close_in(tx, (id, outcome, &why), (&by, &from), blank)?;
            Ok(closed.map_or_else(Closed::Not, |()| Closed::Done))
        })
        .await
}
