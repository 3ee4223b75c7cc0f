//! The register at the operator's desk: a list by name, one institution with all that hangs on it, its entry written anew.
//!
//! Two operators who write at once: the second is shown what the first wrote. Source: product.md §4, issue "Operator's
//! desk". What it does not do: load lists (`upload`), or delete institutions.

use super::letters;
use crate::administrators;
use crate::application::Held;
use crate::operator::Operator;
use crate::remember::{Blank, with};
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::{Institution, InstitutionNumber};
use rules::name_search::{LETTERS_MIN, PARTS_MAX, Search, Token, understand};
use rules::operator::{Refused, Tie, Verb};
use rules::register::{Above, Field, Flaw, changes, flaws, tangle};
use rules::time::Instant;
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;
use store::institution::Place;
use store::operator_case::Waiting;

/// How many institutions a page lists.
pub const LISTED: usize = 50;
/// The most departments, cases and applications a page names.
const NAMED_MAX: i64 = 100;

/// What is searched, and from where on.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// As it was typed.
    pub typed: String,
    /// Where the page before ended.
    pub after: Place,
}

/// A page of the register.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// By name.
    pub entries: Vec<Institution>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<Place>,
    /// Nothing was searched, for what was typed is too short.
    pub too_short: bool,
}

/// What a search asks for; none where it is too short. More parts than count are cut.
fn parts(typed: &str) -> Option<Vec<Token>> {
    match understand(typed) {
        Search::Nothing => Some(Vec::new()),
        Search::TooShort => None,
        Search::One(part, _) => Some(vec![part]),
        Search::Several(parts) => Some(longest(parts)),
        Search::TooManyParts => {
            let words = rules::name_search::words(typed).take(PARTS_MAX);
            Some(longest(words.filter(|word| LETTERS_MIN <= word.as_str().chars().count()).collect()))
        }
    }
}

/// The parts that say most.
fn longest(mut parts: Vec<Token>) -> Vec<Token> {
    parts.sort_by_key(|part| std::cmp::Reverse(part.as_str().len()));
    parts.truncate(store::institution::PARTS_MAX);
    parts
}

/// Lists or searches the register.
///
/// # Errors
/// [`StoreError`].
pub async fn list(world: &World, operator: &Operator, asked: Asked) -> Result<Result<Found, Refused>, StoreError> {
    let who = operator.clone();
    world
        .db
        .read(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeeInstitutions, Tie::None)? {
                return Ok(Err(refused));
            }
            let Some(parts) = parts(&asked.typed) else {
                return Ok(Ok(Found { too_short: true, ..Found::default() }));
            };
            let rows = i64::try_from(LISTED + 1).unwrap_or(i64::MAX);
            let mut listed = store::institution::list(tx, &parts, (&asked.after, rows))?;
            let next = (LISTED < listed.len()).then(|| listed[LISTED - 1].place.clone());
            listed.truncate(LISTED);
            Ok(Ok(Found { entries: listed.into_iter().map(|one| one.entry).collect(), next, too_short: false }))
        })
        .await
}

/// An administrator, as the page names one.
#[derive(Clone, Debug)]
pub struct Administrator {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: String,
    /// What they type.
    pub username: Username,
    /// Whether they are the primary one.
    pub is_primary: bool,
    /// Since when.
    pub since: Instant,
}

/// One institution with all that hangs on it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What the register says.
    pub entry: Institution,
    /// Which version of the entry that is.
    pub version: String,
    /// The main institution's name.
    pub main_name: Option<String>,
    /// What is directly below it.
    pub departments: Vec<(InstitutionNumber, String)>,
    /// Who administers it.
    pub administrators: Vec<Administrator>,
    /// Where its users come from, and when that was last loaded.
    pub sources: Vec<(String, Instant)>,
    /// What waits for an operator.
    pub cases: Vec<Waiting>,
    /// Applications, the newest first.
    pub applications: Vec<Held>,
}

/// Reads an institution's page; that somebody looked at its administrators is remembered. None where the register does
/// not know it.
///
/// # Errors
/// [`StoreError`].
pub async fn see(
    world: &World,
    operator: &Operator,
    number: &InstitutionNumber,
) -> Result<Result<Option<Seen>, Refused>, StoreError> {
    let (who, looks, number) = (operator.clone(), world.clone(), number.clone());
    let at = number.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeeInstitutions, Tie::None)? {
                return Ok(Err(refused));
            }
            let entry = store::institution::find(tx, &at)?;
            entry.map(|entry| read(tx, &looks, entry)).transpose().map(Ok)
        })
        .await?;
    if let Ok(Some(seen)) = &found {
        let about: Vec<PersonId> = seen.administrators.iter().map(|one| one.person).collect();
        let event = Blank::draw(world).event(Kind::PeopleShown, &operator.circumstances().at(&number), &about);
        let event = with(event, "page", "stil/institution");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(found)
}

/// One institution's entry, to be written anew, without the people it names. None where the register does not know it.
///
/// # Errors
/// [`StoreError`].
pub async fn entry(
    world: &World,
    operator: &Operator,
    number: &InstitutionNumber,
) -> Result<Result<Option<Institution>, Refused>, StoreError> {
    let (who, number) = (operator.clone(), number.clone());
    world
        .db
        .point(move |tx| match who.may_do(tx, Verb::ChangeInstitutions, Tie::None)? {
            Ok(()) => store::institution::find(tx, &number).map(Ok),
            Err(refused) => Ok(Err(refused)),
        })
        .await
}

fn read(tx: &mut Tx, world: &World, entry: Institution) -> Result<Seen, StoreError> {
    let main_name = match &entry.main_institution {
        Some(main) => store::institution::name(tx, main)?,
        None => None,
    };
    let kept = store::administrator::of_institution(tx, &entry.number)?;
    let mut all = Vec::new();
    for grant in administrators::of_administration(tx, &entry.number)? {
        let Some(person) = store::person::find(tx, grant.person)? else { continue };
        all.push(Administrator {
            person: grant.person,
            shown: person.shown().full(),
            username: person.username.clone(),
            is_primary: kept.iter().any(|one| one.person == grant.person && one.primary_since.is_some()),
            since: grant.given,
        });
    }
    all.sort_by_cached_key(|one| (!one.is_primary, rules::danish_order::sort_key(&one.shown)));
    let applications = store::application::of_institution(tx, &entry.number, NAMED_MAX)?;
    let sources = store::import_source::of_institution(tx, &entry.number)?;
    Ok(Seen {
        version: version(&entry),
        main_name,
        departments: store::institution::departments(tx, &entry.number, NAMED_MAX)?,
        administrators: all,
        sources: sources.into_iter().map(|one| (one.name, one.at)).collect(),
        cases: store::operator_case::waiting_at(tx, &entry.number, NAMED_MAX)?,
        applications: applications.into_iter().map(|row| Held::open(&world.vault, row)).collect::<Result<_, _>>()?,
        entry,
    })
}

/// A word that changes with every field of an entry.
pub fn version(entry: &Institution) -> String {
    let fields: Vec<String> = Field::ALL.iter().map(|field| field.of(entry)).collect();
    rules::hex::write(&crypto::digest::sha256(fields.join("\n").as_bytes())[..16])
}

/// Whether an entry is new, or which version of it was on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// The register must not know it yet.
    New,
    /// It must still be this version.
    Version(String),
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is in the register; nothing or something is another than before.
    Done(Vec<Field>),
    /// The rules refuse it.
    Refused(Refused),
    /// These fields are wrong.
    Flawed(Vec<(Field, Flaw)>),
    /// The register knows the number already.
    Known,
    /// Somebody else wrote it meanwhile: so it stands now.
    Changed(Box<Institution>),
    /// The register does not know it.
    Nothing,
}

/// What is above an institution, as the register has it.
fn above(tx: &mut Tx, number: &InstitutionNumber) -> Result<Above, StoreError> {
    Ok(match store::institution::find(tx, number)? {
        None => Above::Unknown,
        Some(found) => found.main_institution.map_or(Above::Topmost, Above::Below),
    })
}

fn tangled(tx: &mut Tx, entry: &Institution) -> Result<Option<Flaw>, StoreError> {
    let mut broken = None;
    let found = tangle(&entry.number, entry.main_institution.as_ref(), |number| match above(tx, number) {
        Ok(above) => above,
        Err(error) => {
            broken = Some(error);
            Above::Unknown
        }
    });
    broken.map_or(Ok(found), Err)
}

/// Writes an entry, in one transaction with its event, and the letters where its mail address is another.
///
/// # Errors
/// [`StoreError`].
pub async fn save(world: &World, operator: &Operator, entry: Institution, before: Before) -> Result<Saved, StoreError> {
    let (who, blank, post) = (operator.clone(), Blank::draw(world), letters::draw(world));
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::ChangeInstitutions, Tie::None)? {
                return Ok(Saved::Refused(refused));
            }
            let stands = store::institution::find(tx, &entry.number)?;
            let fields = match (&before, &stands) {
                (Before::New, Some(_)) => return Ok(Saved::Known),
                (Before::New, None) => Field::ALL.to_vec(),
                (Before::Version(_), None) => return Ok(Saved::Nothing),
                (Before::Version(seen), Some(stands)) if *seen != version(stands) => {
                    return Ok(Saved::Changed(Box::new(stands.clone())));
                }
                (Before::Version(_), Some(stands)) => changes(stands, &entry),
            };
            let mut wrong = flaws(&entry);
            wrong.extend(tangled(tx, &entry)?.map(|flaw| (Field::MainInstitution, flaw)));
            if !wrong.is_empty() {
                return Ok(Saved::Flawed(wrong));
            }
            if fields.is_empty() {
                return Ok(Saved::Done(fields));
            }
            let letters = stands.map_or(Ok(0), |stands| letters::tell(tx, &post, &stands, &entry))?;
            store::institution::put(tx, &entry)?;
            let words: Vec<&str> = fields.iter().map(|field| field.word()).collect();
            let event = blank.event(Kind::InstitutionChanged, &who.circumstances().at(&entry.number), &[]);
            let event = with(with(event, "source", "desk"), "fields", words.join(" "));
            store::event::append(tx, &if letters == 0 { event } else { with(event, "letters", letters) })?;
            Ok(Saved::Done(fields))
        })
        .await
}
