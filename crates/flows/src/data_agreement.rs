//! *Dataaftale*: a provider asks an institution for more than the pseudonym; the institution looks at what would be
//! handed out, says yes or no, and may end it any day.
//!
//! Source: product.md §9, §13. What it does not do: hand anything out; tokens ask the store each time.

use crate::import::{ImportError, records};
use crate::remember::{Blank, Circumstances, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::affiliation::Role;
use rules::agreement::{Field, LASTS, State, masked, state, words};
use rules::cpr::Cpr;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::roster::Record;
use rules::time::Instant;
use std::collections::BTreeSet;
use store::data_agreement::{Agreement, Answer, Asked};
use store::driver::Tx;
use store::error::StoreError;
use store::pupil::Pupil;

/// How many pupils a preview shows.
pub const PREVIEW_PUPILS: usize = 3;
/// The most characters of a comment.
pub const COMMENT_CHARACTERS_MAX: usize = 1_000;
/// The most requests that are answered at once.
pub const ANSWERED_AT_ONCE_MAX: usize = 200;

/// A request and where it stands.
#[derive(Clone, Debug)]
pub struct Request {
    /// As it stands in the database.
    pub agreement: Agreement,
    /// Now.
    pub state: State,
}

/// Every request to the institution, those that wait first, then the newest.
///
/// # Errors
/// [`StoreError`].
pub async fn overview(world: &World, who: &Administrator) -> Result<Result<Vec<Request>, Reason>, StoreError> {
    let who = who.clone();
    world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeAgreements)? {
                return Ok(Err(reason));
            }
            let now = tx.now();
            let mut requests: Vec<Request> = store::data_agreement::of_institution(tx, who.institution())?
                .into_iter()
                .map(|agreement| Request { state: state(agreement.dates, now), agreement })
                .collect();
            requests.sort_by_key(|request| request.state != State::Waiting);
            Ok(Ok(requests))
        })
        .await
}

/// A pupil as the service would see them, masked: the fields asked for and their values.
pub type Sample = Vec<(Field, Value)>;

/// What a field would hand out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, masked where it tells who it is.
    Text(String),
    /// Roles, which tell nobody apart.
    Roles(Vec<Role>),
}

/// A request with a preview.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The request.
    pub request: Request,
    /// What would be handed out of three real pupils.
    pub samples: Vec<Sample>,
}

/// Reads a request and what it would hand out; none where it is another institution's. A look at three pupils.
///
/// # Errors
/// [`ImportError`].
pub async fn preview(
    world: &World,
    who: &Administrator,
    id: i64,
) -> Result<Result<Option<Preview>, Reason>, ImportError> {
    let asked = who.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(reason) = asked.may(tx, Verb::SeeAgreements)? {
                return Ok(Err(reason));
            }
            let Some(agreement) = store::data_agreement::find(tx, id, asked.institution())? else {
                return Ok(Ok(None));
            };
            let pupils = first_pupils(tx, asked.institution())?;
            let state = state(agreement.dates, tx.now());
            Ok(Ok(Some((Request { agreement, state }, pupils))))
        })
        .await?;
    let (request, pupils) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(Ok(None)),
        Err(reason) => return Ok(Err(reason)),
    };
    let about: Vec<PersonId> = pupils.iter().map(|(pupil, _)| pupil.person).collect();
    let mut samples = Vec::new();
    for pupil in &pupils {
        let told = records::of_person(world, who.institution(), pupil.0.person).await?;
        samples.push(sample(pupil, told.first(), &request.agreement.fields));
    }
    if !about.is_empty() {
        let event = Blank::draw(world).event(Kind::PeopleShown, &who.circumstances(), &about);
        let event = with(event, "page", "agreements/preview");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(Ok(Some(Preview { request, samples })))
}

/// A pupil of the preview, with the roles they have here.
type Shown = (Pupil, Vec<Role>);

/// The first pupils of the institution.
fn first_pupils(tx: &mut Tx, here: &InstitutionNumber) -> Result<Vec<Shown>, StoreError> {
    let mut pupils = store::pupil::of_institution(tx, here)?;
    pupils.truncate(PREVIEW_PUPILS);
    let mut shown = Vec::new();
    for pupil in pupils {
        let affiliations = store::affiliation::active_of_person(tx, pupil.person)?;
        let here = affiliations.into_iter().filter(|one| one.institution == *here);
        let roles: BTreeSet<Role> = here.flat_map(|one| one.roles).collect();
        shown.push((pupil, roles.into_iter().collect()));
    }
    Ok(shown)
}

/// One pupil's values, masked.
fn sample((pupil, roles): &Shown, record: Option<&Record>, fields: &[Field]) -> Sample {
    let person = record.map(|record| &record.person);
    let cpr = person.and_then(|person| person.cpr.as_ref());
    let value = |field: &Field| {
        Value::Text(match field {
            Field::Name => masked(&pupil.shown.full()),
            Field::Roles => return Value::Roles(roles.clone()),
            Field::Groups => {
                let class = record.and_then(|record| record.main_group.as_ref());
                class.map(|code| code.as_str().to_owned()).unwrap_or_default()
            }
            Field::Mail => person.and_then(|person| person.mail.as_deref()).map(masked).unwrap_or_default(),
            Field::Birth => {
                cpr.and_then(Cpr::birth_date).map(|day| format!("{}-••-••", day.year())).unwrap_or_default()
            }
            Field::Contacts => {
                let adults = record.map(|record| record.contacts.as_slice()).unwrap_or_default();
                let shown = adults.iter().filter_map(|adult| adult.person.shown());
                shown.map(|name| masked(&name.full())).collect::<Vec<_>>().join(", ")
            }
            Field::Cpr => cpr.map(Cpr::masked).unwrap_or_default(),
        })
    };
    fields.iter().map(|field| (*field, value(field))).collect()
}

/// What an administrator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Say {
    /// Approve.
    Yes,
    /// Reject.
    No,
}

/// Answers requests, with a comment; tells how many were answered. Those that are another institution's, or were
/// answered meanwhile, are passed over.
///
/// # Errors
/// [`StoreError`].
pub async fn answer(
    world: &World,
    who: &Administrator,
    (requests, say): (&[i64], Say),
    comment: &str,
) -> Result<Result<usize, Reason>, StoreError> {
    let comment: String = comment.trim().chars().take(COMMENT_CHARACTERS_MAX).collect();
    let drawn: Vec<(i64, Blank)> =
        requests.iter().take(ANSWERED_AT_ONCE_MAX).map(|id| (*id, Blank::draw(world))).collect();
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::DecideAgreement)? {
                return Ok(Err(reason));
            }
            let (answer, word) = match say {
                Say::Yes => (Answer::Yes(tx.now().plus(LASTS)), "approved"),
                Say::No => (Answer::No, "rejected"),
            };
            let mut answered = 0;
            for (id, blank) in &drawn {
                let place = (*id, who.institution());
                if store::data_agreement::answer(tx, place, (&answer, &comment), who.person())? {
                    answered += 1;
                    let event = blank.event(Kind::AgreementChanged, &who.circumstances(), &[]);
                    store::event::append(tx, &with(with(event, "agreement", id), "change", word))?;
                }
            }
            Ok(Ok(answered))
        })
        .await
}

/// Ends an agreement of the institution; from then on nothing more is handed out. False where there is none running.
///
/// # Errors
/// [`StoreError`].
pub async fn end(world: &World, who: &Administrator, id: i64) -> Result<Result<bool, Reason>, StoreError> {
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::DecideAgreement)? {
                return Ok(Err(reason));
            }
            if !store::data_agreement::end(tx, id, who.institution(), who.person())? {
                return Ok(Ok(false));
            }
            let event = blank.event(Kind::AgreementChanged, &who.circumstances(), &[]);
            store::event::append(tx, &with(with(event, "agreement", id), "change", "ended"))?;
            Ok(Ok(true))
        })
        .await
}

/// Why a service cannot ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    /// No such service is open.
    #[error("no such service is registered")]
    NoService,
    /// It asks for nothing.
    #[error("at least one field must be asked for")]
    NoField,
    /// It has asked already, and the request waits or runs.
    #[error("the same is asked for, or agreed, already")]
    Already,
}

/// A service asks an institution of the register. Answers the request's number.
///
/// # Errors
/// [`StoreError`].
pub async fn request(
    world: &World,
    (client, institution): (&str, &InstitutionNumber),
    (fields, comment): (&[Field], &str),
    from: &Circumstances,
) -> Result<Result<i64, NotAsked>, StoreError> {
    if fields.is_empty() {
        return Ok(Err(NotAsked::NoField));
    }
    let asked = Asked {
        id: world.draw_id(),
        institution: institution.clone(),
        client: client.to_owned(),
        fields: fields.to_vec(),
        comment: comment.trim().chars().take(COMMENT_CHARACTERS_MAX).collect(),
    };
    let event = Blank::draw(world).event(Kind::AgreementChanged, &from.clone().at(institution), &[]);
    let event = with(with(event, "agreement", asked.id), "change", "asked");
    let event = with(with(event, "client", client), "fields", words(fields));
    world
        .db
        .write(move |tx| {
            if crate::client::open(tx, &asked.client)?.is_none() {
                return Ok(Err(NotAsked::NoService));
            }
            let now = tx.now();
            let same = |known: &Agreement| {
                known.client == asked.client
                    && matches!(state(known.dates, now), State::Waiting | State::Running)
                    && asked.fields.iter().all(|field| known.fields.contains(field))
            };
            if store::data_agreement::of_institution(tx, &asked.institution)?.iter().any(same) {
                return Ok(Err(NotAsked::Already));
            }
            store::data_agreement::ask(tx, &asked)?;
            store::event::append(tx, &event)?;
            Ok(Ok(asked.id))
        })
        .await
}

/// Until when an agreement approved now would run.
pub fn would_end(now: Instant) -> Instant {
    now.plus(LASTS)
}
