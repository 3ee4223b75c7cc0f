//! One user's page: all an institution knows of one of its people, why and since when.
//!
//! Source: product.md §9, ux.md 3.11. A contact's user name, logins and password state are no institution's to know.
//! What it does not do: change anything (`look_after_user` does), or show a password; there is no path that could.

use crate::event_log::{Line, lines};
use crate::pupil_access::{MANUAL_SOURCE, pupil_facts};
use crate::user_administration::Administrator;
use crate::user_list::looked;
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::id::PersonId;
use rules::rights::Reason;
use rules::rights::facts::Object;
use rules::rights::verb::Verb;
use rules::time::Instant;
use rules::user::PersonName;
use std::collections::BTreeMap;
use store::credential::SetHow;
use store::driver::Tx;
use store::error::StoreError;
use store::person::Block;
use store::pupil::PasswordState;
use store::service_right::ServiceRight;
use store::user_list::Acquaintance;
use store::user_page::{Affiliation, Elsewhere, Membership, Relative, Right};

/// How many events the page shows.
pub const LOG_EVENTS: i64 = 20;

/// What happens to an account wherever somebody is, and every institution of theirs may see.
const ACCOUNT: [Kind; 11] = [
    Kind::LoggedIn,
    Kind::LoginFailed,
    Kind::LoginRefused,
    Kind::PasswordSet,
    Kind::CodeUsed,
    Kind::PasswordsKilled,
    Kind::UsernameChanged,
    Kind::PersonCreated,
    Kind::PersonChanged,
    Kind::PersonBlocked,
    Kind::PersonUnblocked,
];

/// The account, as far as the institution may know it.
#[derive(Clone, Debug)]
pub struct Account {
    /// What they type.
    pub username: String,
    /// What services know them by.
    pub uniid: String,
    /// The password without the password.
    pub password: PasswordState,
    /// By which way it came.
    pub set_how: Option<SetHow>,
    /// When a change was called for.
    pub must_change: Option<Instant>,
    /// When they last logged in.
    pub last_login: Option<Instant>,
    /// The block on the account.
    pub block: Option<Block>,
    /// When they last got another user name.
    pub renamed: Option<Instant>,
    /// When the valid cards of this institution were made.
    pub cards: Vec<Instant>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: PersonName,
    /// Whether that is an alias.
    pub is_protected: bool,
    /// The account; none for a contact.
    pub account: Option<Account>,
    /// Affiliations here, the newest first, ended ones too.
    pub affiliations: Vec<Affiliation>,
    /// Groups here, with from and to.
    pub groups: Vec<Membership>,
    /// Rights here, ended ones too.
    pub rights: Vec<Right>,
    /// The rights that services define.
    pub defined: Vec<ServiceRight>,
    /// The names of those who gave them.
    pub givers: BTreeMap<PersonId, PersonName>,
    /// A pupil's adults.
    pub adults: Vec<Relative>,
    /// An adult's children.
    pub children: Vec<Relative>,
    /// What others know, as a number; nothing where the person is protected.
    pub elsewhere: Option<Elsewhere>,
    /// When the sources that told of them were last loaded.
    pub loaded: BTreeMap<String, Instant>,
    /// The last events.
    pub log: Vec<Line>,
    /// Which buttons stand on the page.
    pub buttons: Buttons,
}

/// Which buttons stand on the page, as the rules answer for this person now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buttons {
    /// Another user name.
    pub rename: bool,
    /// Block.
    pub block: bool,
    /// Lift the block.
    pub unblock: bool,
    /// Ask for a one-time code.
    pub code: bool,
}

/// Reads the page and remembers the look before it leaves. None where the institution has no such person.
///
/// # Errors
/// [`StoreError`].
pub async fn see(
    world: &World,
    administrator: &Administrator,
    person: PersonId,
) -> Result<Result<Option<UserPage>, Reason>, StoreError> {
    let who = administrator.clone();
    let found = world.db.read(move |tx| read(tx, &who, person)).await?;
    let Ok(Some(page)) = &found else { return Ok(found) };
    let relatives = page.adults.iter().chain(&page.children).map(|relative| relative.person);
    let mut about: Vec<PersonId> = relatives.collect();
    about.push(person);
    looked(world, administrator, ("ba/bruger", &about)).await?;
    Ok(found)
}

/// How well an institution knows somebody by their affiliations here; none: not at all.
pub(crate) fn acquaintance(affiliations: &[Affiliation], now: Instant) -> Option<Acquaintance> {
    let active: Vec<&Affiliation> = affiliations.iter().filter(|one| one.is_active(now)).collect();
    if active.iter().any(|one| one.actor != Actor::Contact) {
        Some(Acquaintance::Known)
    } else if active.is_empty() {
        None
    } else {
        Some(Acquaintance::ContactOnly)
    }
}

fn read(
    tx: &mut Tx,
    administrator: &Administrator,
    person: PersonId,
) -> Result<Result<Option<UserPage>, Reason>, StoreError> {
    let desk = administrator.desk(tx)?;
    if let Err(reason) = desk.may_here(Verb::SeeUsers) {
        return Ok(Err(reason));
    }
    let here = administrator.institution();
    let affiliations = store::user_page::affiliations(tx, person, here)?;
    let Some(acquaintance) = acquaintance(&affiliations, tx.now()) else { return Ok(Ok(None)) };
    let Some(found) = store::person::find(tx, person)? else { return Ok(Ok(None)) };
    let account = match acquaintance {
        Acquaintance::Known => Some(account(tx, administrator, &found)?),
        Acquaintance::ContactOnly => None,
    };
    let rights = store::user_page::rights(tx, person, here)?;
    let givers: Vec<PersonId> = rights.iter().filter_map(|right| right.given_by).collect();
    let kinds: &[Kind] = if account.is_some() { &ACCOUNT } else { &[] };
    let events = store::user_page::log(tx, (person, here), kinds, LOG_EVENTS)?;
    let events =
        if account.is_some() { events } else { events.into_iter().filter(|one| of_contact(one.kind)).collect() };
    let is_protected = matches!(found.protection, rules::user::Protection::Protected { .. });
    let pupil = Object::Pupil(pupil_facts(tx, person, here)?);
    let buttons = Buttons {
        rename: crate::look_after_user::may_rename(tx, &desk, (person, &affiliations))?.is_ok(),
        block: desk.may_about(Verb::BlockPupil, &pupil).is_ok(),
        unblock: desk.may_about(Verb::UnblockPupil, &pupil).is_ok(),
        code: desk
            .may_about(Verb::AskOneTimeCode, &Object::Adult(crate::one_time_code::adult_facts(tx, person, None)?))
            .is_ok(),
    };
    Ok(Ok(Some(UserPage {
        person,
        shown: found.shown().clone(),
        is_protected,
        groups: store::user_page::groups(tx, person, here)?,
        givers: store::event_log::known(tx, here, &givers)?.into_iter().collect(),
        rights,
        defined: store::service_right::open(tx)?,
        adults: store::user_page::adults(tx, person, here)?,
        children: store::user_page::children(tx, person, here)?,
        elsewhere: if is_protected { None } else { Some(store::user_page::elsewhere(tx, person, here)?) },
        loaded: loaded(tx, administrator)?,
        log: lines(tx, administrator, events)?,
        account,
        affiliations,
        buttons,
    })))
}

/// What a contact's page may tell: how they came to be one, and who looked.
fn of_contact(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AffiliationStarted
            | Kind::AffiliationChanged
            | Kind::AffiliationEnded
            | Kind::ContactStarted
            | Kind::ContactChanged
            | Kind::ContactEnded
            | Kind::CodeAsked
            | Kind::CodeDecided
            | Kind::CodeCancelled
            | Kind::CodeDrawn
            | Kind::PeopleShown
            | Kind::PersonCreated
            | Kind::PersonChanged
    )
}

fn account(tx: &mut Tx, administrator: &Administrator, found: &store::person::Person) -> Result<Account, StoreError> {
    let credential = store::credential::find(tx, found.id)?;
    let held = credential.as_ref().map(|held| (held.form, held.set_at));
    let password = PasswordState::of(held, credential.as_ref().and_then(|held| held.dead));
    let here = administrator.institution();
    Ok(Account {
        username: found.username.to_string(),
        uniid: found.uniid.to_string(),
        password,
        set_how: credential.as_ref().map(|held| held.set_how),
        must_change: credential.as_ref().and_then(|held| held.must_change),
        last_login: store::user_page::last_login(tx, found.id)?,
        block: found.block.clone(),
        renamed: store::user_page::renamed(tx, found.id)?,
        cards: store::user_page::cards(tx, found.id, here)?,
    })
}

fn loaded(tx: &mut Tx, administrator: &Administrator) -> Result<BTreeMap<String, Instant>, StoreError> {
    let sources = store::import_source::of_institution(tx, administrator.institution())?;
    Ok(sources.into_iter().filter(|one| one.name != MANUAL_SOURCE).map(|one| (one.name, one.at)).collect())
}
