//! *Administratorer*: who looks after an institution's users, where they are written to, and who the primary one is.
//!
//! Source: product.md §9. What it does not do: give or take the right (`grant_rights`), or let it lapse
//! (`lapse_rights`).

use crate::mail::{Language, Letter, Post, Values};
use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use crypto::sealing::{Purpose, Vault};
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::right_term::{Employment, Held, Lapse, Others, Tie};
use rules::rights::Reason;
use rules::rights::facts::{GrantFacts, Object, Primary, Right};
use rules::rights::verb::Verb;
use rules::time::{Date, Instant};
use rules::user::Username;
use std::collections::BTreeSet;
use store::affiliation::Affiliation;
use store::driver::Tx;
use store::error::StoreError;
use store::right_grant::RightGrant;

/// The most people one change is told to.
pub const RECIPIENTS_MAX: usize = 40;

/// One administrator, as the page shows them.
#[derive(Clone, Debug)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: String,
    /// What they type.
    pub username: Username,
    /// Whether they are the primary one.
    pub primary: Primary,
    /// Internal or external.
    pub tie: Tie,
    /// Where they are written to; empty where nobody knows.
    pub mail: String,
    /// Whether an administrator set that address, or a source told it.
    pub mail_from: MailFrom,
    /// When they last came in here.
    pub entered: Option<Instant>,
    /// Since when they hold the right.
    pub given: Instant,
    /// An external's last day.
    pub until: Option<Date>,
    /// What becomes of the right by itself.
    pub lapse: Lapse,
    /// Whether the reader may take the right.
    pub may_remove: Result<(), Reason>,
    /// Whether the reader may make them the primary one.
    pub may_hand_over: Result<(), Reason>,
}

/// Where an address comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFrom {
    /// Set on this page.
    Set,
    /// Told by an administrative system.
    Source,
    /// Nobody knows one.
    Nowhere,
}

/// Everybody who holds *Brugeradm* here.
///
/// # Errors
/// [`StoreError`].
pub async fn list(world: &World, administrator: &Administrator) -> Result<Result<Vec<Row>, Reason>, StoreError> {
    let (reader, vault) = (administrator.clone(), world.vault.clone());
    let rows = world.db.read(move |tx| read(tx, &vault, &reader)).await?;
    if let Ok(rows) = &rows {
        let about: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        let event = Blank::draw(world).event(Kind::PeopleShown, &administrator.circumstances(), &about);
        let event = with(event, "page", "administrators");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(rows)
}

fn read(tx: &mut Tx, vault: &Vault, reader: &Administrator) -> Result<Result<Vec<Row>, Reason>, StoreError> {
    let desk = reader.desk(tx)?;
    if let Err(reason) = desk.may_here(Verb::SeeAdministrators) {
        return Ok(Err(reason));
    }
    let institution = reader.institution();
    let grants = of_administration(tx, institution)?;
    let kept = store::administrator::of_institution(tx, institution)?;
    let is_primary = |person| kept.iter().any(|one| one.person == person && one.primary_since.is_some());
    let reader_is_primary = is_primary(reader.person());
    let mut rows = Vec::new();
    for grant in &grants {
        let Some(person) = store::person::find(tx, grant.person)? else { continue };
        let held = held(tx, grant, grants.len())?;
        let own = kept.iter().find(|one| one.person == grant.person);
        let (mail, mail_from) = address(tx, vault, (institution, grant.person), own)?;
        let primary = if is_primary(grant.person) { Primary::Yes } else { Primary::No };
        let facts = GrantFacts {
            person: grant.person,
            right: Right::UserAdministration,
            actors: held.actors.clone(),
            primary,
            administrators: grants.len(),
        };
        let handing = GrantFacts {
            person: reader.person(),
            primary: if reader_is_primary { Primary::Yes } else { Primary::No },
            ..facts.clone()
        };
        let may_hand_over = match primary {
            Primary::Yes => Err(Reason::PrimaryAdministrator),
            Primary::No => desk.may_about(Verb::HandOverPrimary, &Object::Grant(handing)),
        };
        rows.push(Row {
            person: grant.person,
            shown: person.shown().full(),
            username: person.username.clone(),
            primary,
            tie: if held.employment == Employment::Running { Tie::Internal } else { Tie::External },
            mail,
            mail_from,
            entered: held.entered,
            given: grant.given,
            until: grant.expires.map(rules::right_term::last_day),
            lapse: rules::right_term::lapse(&held, tx.now()),
            may_remove: desk.may_about(Verb::RevokeRight, &Object::Grant(facts)),
            may_hand_over,
        });
    }
    rows.sort_by_cached_key(|row| (row.primary == Primary::No, rules::danish_order::sort_key(&row.shown)));
    Ok(Ok(rows))
}

/// Who got or lost *Brugeradm*, for the letter about it.
pub(crate) struct News<'a> {
    /// [`Letter::AdministratorAdded`] or [`Letter::AdministratorRemoved`].
    pub(crate) letter: Letter,
    /// What they are called.
    pub(crate) person: &'a str,
    /// Who did it.
    pub(crate) by: &'a str,
    /// The last day of what was given; none: it has none.
    pub(crate) until: Option<Date>,
}

/// Writes the news to these addresses; `first` is the number of the first letter in the post. Answers how many there were.
pub(crate) fn tell(
    tx: &mut Tx,
    (post, first): (&Post, usize),
    (institution, told): (&InstitutionNumber, &BTreeSet<String>),
    news: &News<'_>,
) -> Result<usize, StoreError> {
    let values = Values::from([
        ("institution".to_owned(), store::institution::name(tx, institution)?.unwrap_or_default()),
        ("number".to_owned(), institution.to_string()),
        ("person".to_owned(), news.person.to_owned()),
        ("by".to_owned(), news.by.to_owned()),
        ("until".to_owned(), news.until.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    for (nth, to) in told.iter().enumerate() {
        if let Some(mail) = post.letter(first + nth, (news.letter, Language::Danish), to, &values) {
            store::outbox::put(tx, &mail)?;
        }
    }
    Ok(told.len())
}

/// Whoever holds *Brugeradm* at an institution now.
pub(crate) fn of_administration(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<RightGrant>, StoreError> {
    store::right_grant::holders(tx, institution, Right::UserAdministration.word())
}

/// What may end a right by itself; `administrators` hold *Brugeradm* at its institution.
pub(crate) fn held(tx: &mut Tx, grant: &RightGrant, administrators: usize) -> Result<Held, StoreError> {
    let affiliations = store::affiliation::active_of_person(tx, grant.person)?;
    let held = held_at_least(tx, grant, &affiliations)?;
    Ok(Held { entered: entered(tx, grant)?, others: others(administrators), ..held })
}

/// The same as if nobody had ever come in and others were administrators too: what may only lengthen a right is left out.
pub(crate) fn held_at_least(tx: &mut Tx, grant: &RightGrant, affiliations: &[Affiliation]) -> Result<Held, StoreError> {
    let works_here =
        affiliations.iter().any(|one| one.institution == grant.institution && one.actor == Actor::Employee);
    let employment = if works_here {
        Employment::Running
    } else {
        let until = store::affiliation::employed_until(tx, grant.person, &grant.institution)?;
        until.map_or(Employment::Never, Employment::Ended)
    };
    Ok(Held {
        right: Right::of_word(&grant.right),
        given: grant.given,
        expires: grant.expires,
        actors: affiliations.iter().map(|one| one.actor).collect(),
        employment,
        entered: None,
        others: Others::Some,
    })
}

/// When the holder of a right last came into Brugeradministration for its institution.
pub(crate) fn entered(tx: &mut Tx, grant: &RightGrant) -> Result<Option<Instant>, StoreError> {
    let entered = store::administrator_entry::find(tx, grant.person, &grant.institution)?;
    Ok(entered.map(|entered| entered.last))
}

/// Whether so many administrators are more than the one who is looked at.
pub(crate) fn others(administrators: usize) -> Others {
    if 1 < administrators { Others::Some } else { Others::None }
}

/// Where an administrator is written to: the address set here, else the one a source of the institution told.
fn address(
    tx: &mut Tx,
    vault: &Vault,
    (institution, person): (&InstitutionNumber, PersonId),
    kept: Option<&store::administrator::Administrator>,
) -> Result<(String, MailFrom), StoreError> {
    if let Some(sealed) = kept.and_then(|kept| kept.mail_sealed.as_ref()) {
        let opened = vault.open(Purpose::AdministratorMail, &row_of(institution, person), sealed);
        let opened = opened.map_err(|_| StoreError::Unreadable("an administrator's mail address"))?;
        return Ok((String::from_utf8_lossy(opened.reveal()).into_owned(), MailFrom::Set));
    }
    let told = crate::import::told_mail(tx, vault, person)?.filter(|mail| crate::mail::is_address(mail));
    Ok(told.map_or((String::new(), MailFrom::Nowhere), |mail| (mail, MailFrom::Source)))
}

pub(crate) fn row_of(institution: &InstitutionNumber, person: PersonId) -> String {
    format!("{institution}\n{}", person.0)
}

/// Where all administrators of an institution are written to, each address once. Those nobody has an address of are
/// reached through the institution's own.
pub(crate) fn addresses(tx: &mut Tx, post: &Post, institution: &InstitutionNumber) -> Result<Vec<String>, StoreError> {
    let kept = store::administrator::of_institution(tx, institution)?;
    let mut found = BTreeSet::new();
    for grant in of_administration(tx, institution)? {
        let own = kept.iter().find(|one| one.person == grant.person);
        match address(tx, post.vault(), (institution, grant.person), own)? {
            (_, MailFrom::Nowhere) => found.extend(institution_address(tx, institution)?),
            (mail, MailFrom::Set | MailFrom::Source) => {
                found.insert(mail);
            }
        }
    }
    Ok(found.into_iter().take(RECIPIENTS_MAX).collect())
}

/// Where one administrator is written to.
pub(crate) fn address_of(
    tx: &mut Tx,
    post: &Post,
    (institution, person): (&InstitutionNumber, PersonId),
) -> Result<Option<String>, StoreError> {
    let kept = store::administrator::of_institution(tx, institution)?;
    let own = kept.iter().find(|one| one.person == person);
    let (mail, from) = address(tx, post.vault(), (institution, person), own)?;
    Ok((from != MailFrom::Nowhere).then_some(mail))
}

/// The address the register has of an institution.
pub(crate) fn institution_address(tx: &mut Tx, number: &InstitutionNumber) -> Result<Option<String>, StoreError> {
    let found = store::institution::find(tx, number)?.map(|institution| institution.mail);
    Ok(found.filter(|mail| crate::mail::is_address(mail)))
}

/// What became of a new address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSet {
    /// It is kept; an empty one was taken away.
    Kept,
    /// Nobody can be written to there.
    NoAddress,
    /// This person is no administrator here.
    Nobody,
}

/// Sets where an administrator is written to; an empty text takes the address away.
///
/// # Errors
/// [`StoreError`].
pub async fn set_mail(
    world: &World,
    administrator: &Administrator,
    person: PersonId,
    mail: &str,
) -> Result<Result<MailSet, Reason>, StoreError> {
    let mail = mail.trim();
    if !mail.is_empty() && !crate::mail::is_address(mail) {
        return Ok(Ok(MailSet::NoAddress));
    }
    let row = row_of(administrator.institution(), person);
    let sealed = (!mail.is_empty()).then(|| world.vault.seal(Purpose::AdministratorMail, &row, mail.as_bytes()));
    let event = Blank::draw(world).event(Kind::AdministratorChanged, &administrator.circumstances(), &[person]);
    let event = with(event, "fields", "mail");
    let administrator = administrator.clone();
    world
        .db
        .write(move |tx| {
            let desk = administrator.desk(tx)?;
            if let Err(reason) = desk.stands(Verb::GrantRight) {
                return Ok(Err(reason));
            }
            let institution = administrator.institution();
            if of_administration(tx, institution)?.iter().all(|grant| grant.person != person) {
                return Ok(Ok(MailSet::Nobody));
            }
            store::administrator::put_mail(tx, institution, person, sealed.as_ref())?;
            store::event::append(tx, &event)?;
            Ok(Ok(MailSet::Kept))
        })
        .await
}

/// The primary administrator makes another one the primary; all administrators are told.
///
/// # Errors
/// [`StoreError`].
pub async fn hand_over(
    world: &World,
    administrator: &Administrator,
    to: PersonId,
) -> Result<Result<(), Reason>, StoreError> {
    let event = Blank::draw(world).event(Kind::AdministratorChanged, &administrator.circumstances(), &[to]);
    let event = with(event, "fields", "primary");
    let post = Post::draw(world, RECIPIENTS_MAX);
    let administrator = administrator.clone();
    world
        .db
        .write(move |tx| {
            let desk = administrator.desk(tx)?;
            let institution = administrator.institution();
            let grants = of_administration(tx, institution)?;
            let kept = store::administrator::of_institution(tx, institution)?;
            let mine = kept.iter().any(|one| one.person == administrator.person() && one.primary_since.is_some());
            let facts = GrantFacts {
                person: administrator.person(),
                right: Right::UserAdministration,
                actors: Vec::new(),
                primary: if mine { Primary::Yes } else { Primary::No },
                administrators: grants.len(),
            };
            if let Err(reason) = desk.may_about(Verb::HandOverPrimary, &Object::Grant(facts)) {
                return Ok(Err(reason));
            }
            if to == administrator.person() || grants.iter().all(|grant| grant.person != to) {
                return Ok(Err(Reason::WrongObject));
            }
            store::administrator::make_primary(tx, institution, to)?;
            store::event::append(tx, &event)?;
            tell_handed_over(tx, &administrator, to, &post)?;
            Ok(Ok(()))
        })
        .await
}

fn tell_handed_over(tx: &mut Tx, administrator: &Administrator, to: PersonId, post: &Post) -> Result<(), StoreError> {
    let institution = administrator.institution();
    let mut name = |person| -> Result<String, StoreError> {
        Ok(store::person::find(tx, person)?.map(|person| person.shown().full()).unwrap_or_default())
    };
    let (person, by) = (name(to)?, name(administrator.person())?);
    let values = Values::from([
        ("institution".to_owned(), store::institution::name(tx, institution)?.unwrap_or_default()),
        ("number".to_owned(), institution.to_string()),
        ("person".to_owned(), person),
        ("by".to_owned(), by),
    ]);
    for (nth, address) in addresses(tx, post, institution)?.iter().enumerate() {
        let letter = (Letter::PrimaryHandedOver, Language::Danish);
        if let Some(mail) = post.letter(nth, letter, address, &values) {
            store::outbox::put(tx, &mail)?;
        }
    }
    Ok(())
}
