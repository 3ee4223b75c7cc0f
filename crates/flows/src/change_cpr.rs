//! *Skift CPR-nummer*: a line an import refused because it carried another number. *Analysér* says what would follow,
//! or that an operator must look at it; then the number is changed, and the next import goes through.
//!
//! Source: product.md §3. User name and UniId stay. What it does not do: merge accounts (`merge_people`).

use crate::import::{ImportError, records};
use crate::operator_case::{self, Draft, Facts};
use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use crypto::sealing::Purpose;
use rules::change_cpr::{Elsewhere, Holder, Line, Verdict, judge};
use rules::cpr::{Cpr, CprKind};
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::user::{PersonName, Username};
use store::driver::Tx;
use store::error::StoreError;
use store::operator_case::Kind as CaseKind;
use store::person_entry::NewCpr;

/// How often a change is tried again because an import came between.
const ATTEMPTS_MAX: usize = 5;

/// Which line of which source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The source.
    pub source: String,
    /// Its number for the person.
    pub local_person_id: String,
}

impl Place {
    fn subject(&self) -> String {
        format!("{}\n{}", self.source, self.local_person_id)
    }
}

/// What would follow, as the administrator sees it.
#[derive(Clone, Debug)]
pub struct Consequences {
    /// The account that gets the number.
    pub person: PersonId,
    /// The name that may be shown.
    pub name: PersonName,
    /// Stays.
    pub username: Username,
    /// The sources of this institution that speak of the person.
    pub sources: Vec<String>,
    /// The number that is left behind, masked; none where there was none.
    pub from: Option<String>,
}

/// What *Analysér* answers.
#[derive(Clone, Debug)]
pub enum Analysed {
    /// The administrator may change it.
    MayChange(Box<Consequences>),
    /// *Nummeret kræver en sagsbehandler*: a case waits at the operator's desk.
    NeedsOperator,
    /// The institution has no such line.
    NoLine,
    /// The rules say no.
    Refused(Reason),
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The number is changed.
    Done,
    /// *Nummeret kræver en sagsbehandler*.
    NeedsOperator,
    /// The institution has no such line.
    NoLine,
    /// The rules say no.
    Refused(Reason),
}

/// What the rules need to know, read in one transaction.
struct Judged {
    verdict: Verdict,
    person: PersonId,
    holder: Option<PersonId>,
}

fn read(
    tx: &mut Tx,
    who: &Administrator,
    place: &Place,
    indexes: &[[u8; 32]],
) -> Result<Result<Option<Judged>, Reason>, StoreError> {
    if let Err(reason) = who.may(tx, Verb::ChangeCpr)? {
        return Ok(Err(reason));
    }
    let here = who.institution();
    let Some(known) = store::source_person::find(tx, here, &place.source, &place.local_person_id)? else {
        return Ok(Ok(None));
    };
    let carried = store::unexpected_cpr::find(tx, here, &place.source, &place.local_person_id)?;
    let line = match carried {
        None => Line::NotRefused,
        Some(hash) if indexes.iter().any(|index| hash == index) => Line::CarriedThisNumber,
        Some(_) => Line::CarriedAnother,
    };
    let holder = holder_of(tx, indexes)?;
    let whose = match holder {
        None => Holder::Nobody,
        Some(holder) if holder == known.person => Holder::Themselves,
        Some(_) => Holder::Another,
    };
    let verdict = judge(line, whose, elsewhere(tx, known.person, here)?);
    Ok(Ok(Some(Judged { verdict, person: known.person, holder: holder.filter(|holder| *holder != known.person) })))
}

/// Who has this number, under the newest key of the index or an older one.
pub(crate) fn holder_of(tx: &mut Tx, indexes: &[[u8; 32]]) -> Result<Option<PersonId>, StoreError> {
    for index in indexes {
        if let Some(person) = store::person::find_by_cpr(tx, index)? {
            return Ok(Some(person.id));
        }
    }
    Ok(None)
}

/// Whether somebody is attached, or holds a right, at any other institution.
pub(crate) fn elsewhere(tx: &mut Tx, person: PersonId, here: &InstitutionNumber) -> Result<Elsewhere, StoreError> {
    let attached = store::affiliation::active_of_person(tx, person)?.iter().any(|one| one.institution != *here);
    let trusted = store::right_grant::of_person(tx, person)?.iter().any(|grant| grant.institution != *here);
    Ok(if attached || trusted { Elsewhere::Something } else { Elsewhere::Nothing })
}

/// *Analysér*: what would follow. Whatever an administrator may not do becomes a case at once.
///
/// # Errors
/// [`ImportError`].
pub async fn analyse(world: &World, who: &Administrator, place: &Place, cpr: &Cpr) -> Result<Analysed, ImportError> {
    let indexes = world.vault.blind_indexes(cpr);
    let draft = case(world, who, place, cpr);
    let (asked, at) = (who.clone(), place.clone());
    let found = world
        .db
        .write(move |tx| {
            let judged = match read(tx, &asked, &at, &indexes)? {
                Ok(Some(judged)) => judged,
                Ok(None) => return Ok(Err(Analysed::NoLine)),
                Err(reason) => return Ok(Err(Analysed::Refused(reason))),
            };
            if judged.verdict == Verdict::NeedsOperator {
                draft.open(tx, Some(judged.person), judged.holder)?;
                return Ok(Err(Analysed::NeedsOperator));
            }
            let Some(person) = store::person::find(tx, judged.person)? else { return Ok(Err(Analysed::NoLine)) };
            let here = asked.institution().as_str();
            let lines = store::source_person::of_person(tx, person.id)?;
            let sources: Vec<String> =
                lines.into_iter().filter(|(at, _, _)| at == here).map(|(_, source, _)| source).collect();
            Ok(Ok((person, sources, store::person_entry::cpr_sealed(tx, judged.person)?)))
        })
        .await?;
    let (person, sources, sealed) = match found {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let from = match sealed {
        Some(sealed) => Some(open(world, person.id, &sealed)?.masked()),
        None => None,
    };
    let (name, username) = (person.shown().clone(), person.username.clone());
    let consequences = Consequences { person: person.id, name, username, sources, from };
    Ok(Analysed::MayChange(Box::new(consequences)))
}

fn case(world: &World, who: &Administrator, place: &Place, cpr: &Cpr) -> Draft {
    let facts = Facts {
        cpr: cpr.reveal().to_owned(),
        line: Some((place.source.clone(), place.local_person_id.clone())),
        text: String::new(),
    };
    Draft::draw(world, (who.institution(), CaseKind::ChangeCpr, &place.subject()), &facts, &who.circumstances())
}

/// Opens somebody's number.
pub(crate) fn open(world: &World, person: PersonId, sealed: &[u8]) -> Result<Cpr, ImportError> {
    let text = world.vault.open(Purpose::PersonCpr, &person.0.to_string(), sealed)?;
    let text = std::str::from_utf8(text.reveal()).map_err(|_| ImportError::Damaged)?;
    Cpr::parse(text).map_err(|_| ImportError::Damaged)
}

/// A number as somebody's row holds it.
pub(crate) fn new_cpr(world: &World, person: PersonId, cpr: &Cpr) -> NewCpr {
    NewCpr {
        index: world.vault.blind_index(cpr),
        sealed: world.vault.seal(Purpose::PersonCpr, &person.0.to_string(), cpr.reveal().as_bytes()),
        kind: match cpr.kind() {
            CprKind::Ordinary => "ordinary",
            CprKind::Replacement => "replacement",
            CprKind::ReplacementKot => "replacement_kot",
        },
        birth: cpr.birth_date(),
    }
}

/// Changes the number, after everything was asked again.
///
/// # Errors
/// [`ImportError`].
pub async fn change(world: &World, who: &Administrator, place: &Place, cpr: &Cpr) -> Result<Changed, ImportError> {
    for _ in 0..ATTEMPTS_MAX {
        match once(world, who, place, cpr).await {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done,
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

async fn once(world: &World, who: &Administrator, place: &Place, cpr: &Cpr) -> Result<Changed, ImportError> {
    let indexes = world.vault.blind_indexes(cpr);
    let (asked, at, hashes) = (who.clone(), place.clone(), indexes.clone());
    let judged = match world.db.read(move |tx| read(tx, &asked, &at, &hashes)).await? {
        Ok(Some(judged)) => judged,
        Ok(None) => return Ok(Changed::NoLine),
        Err(reason) => return Ok(Changed::Refused(reason)),
    };
    let here = who.institution().clone();
    let resealed = records::with_number(world, judged.person, cpr, |at, _| at == here.as_str()).await?;
    let new = new_cpr(world, judged.person, cpr);
    let draft = case(world, who, place, cpr);
    let event = Blank::draw(world).event(Kind::CprChanged, &who.circumstances(), &[judged.person]);
    let event = with(event, "source", &place.source);
    let (asked, at) = (who.clone(), place.clone());
    let done = world
        .db
        .write(move |tx| {
            let again = match read(tx, &asked, &at, &indexes)? {
                Ok(Some(again)) if again.person == judged.person => again,
                Ok(_) => return Ok(Changed::NoLine),
                Err(reason) => return Ok(Changed::Refused(reason)),
            };
            if again.verdict == Verdict::NeedsOperator {
                draft.open(tx, Some(again.person), again.holder)?;
                return Ok(Changed::NeedsOperator);
            }
            if !store::person_entry::set_cpr(tx, again.person, &new)? || !records::put(tx, &resealed)? {
                return Err(StoreError::Busy);
            }
            for record in &resealed {
                store::unexpected_cpr::remove(tx, &record.institution, &record.source, &record.now.local_person_id)?;
            }
            operator_case::withdraw(tx, asked.institution(), CaseKind::ChangeCpr, &at.subject())?;
            store::event::append(tx, &event)?;
            Ok(Changed::Done)
        })
        .await?;
    Ok(done)
}
