//! THE ONE DOOR through which a person's secret is tested, with the same throttle for every route.
//!
//! The throttle is asked before the work and again when the result is written: a result counts only where the door was
//! still open then, so that a thousand tries at once are no more than a thousand in a row. For a name nobody has the
//! same work is done and the same waits come. Source: product.md §5, security.md rules 1 and 9.
//!
//! What it does not do: begin a session, or say whether anybody has the name.

use crate::national;
use crate::sign_in::Broken;
use crate::world::World;
use crypto::password::StoredHash;
use crypto::pool::{Checked, Made, Upgrade};
use crypto::queue::Line;
use crypto::sealing::HashPurpose;
use crypto::secret::SecretText;
use rules::id::PersonId;
use rules::lockout::{self, Admission, Limits, Network, PictureLogin};
use rules::password::Form;
use rules::time::{Instant, Millis};
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;

/// Whose door it is.
#[derive(Clone)]
pub(crate) struct Account {
    /// Whose; none: the typed name is nobody's.
    pub(crate) person: Option<PersonId>,
    subject: String,
    stranger: u64,
    form: Form,
    against: Against,
}

/// What a typed secret is tested against.
#[derive(Clone)]
enum Against {
    /// The person's password.
    Password,
    /// The one-time code that is out for them, typed in this browser.
    Code([u8; 32]),
}

impl Account {
    /// The account of a typed name.
    pub(crate) fn of(world: &World, person: Option<PersonId>, typed: &str, form: Form) -> Account {
        let hash = world.vault.keyed_hash(HashPurpose::UnknownName, &[typed.as_bytes()]);
        let subject = match person {
            Some(id) => subject_of(id),
            None => format!("name:{}", rules::hex::write(&hash[..16])),
        };
        let stranger =
            u64::from_be_bytes([hash[16], hash[17], hash[18], hash[19], hash[20], hash[21], hash[22], hash[23]]);
        Account { person, subject, stranger, form, against: Against::Password }
    }

    /// The same account with the same throttle; the secret is a one-time code, typed in this browser.
    pub(crate) fn by_code(self, browser_hash: [u8; 32]) -> Account {
        Account { against: Against::Code(browser_hash), ..self }
    }
}

/// The throttle's name of an account.
pub(crate) fn subject_of(person: PersonId) -> String {
    store::guess::of_person(person)
}

/// The wait a page shows before anything is typed.
pub(crate) fn waiting_until(tx: &mut Tx, account: &Account) -> Result<Option<Instant>, StoreError> {
    let tries = store::guess::find(tx, &account.subject)?;
    let limits = national::settings(tx)?.guessing;
    Ok(lockout::waiting_until(&limits, &tries, account.form, tx.now()))
}

/// What testing a secret showed; it counts only once [`settle`] has written it.
#[derive(Clone)]
pub(crate) enum Tested {
    /// The wait was not over; nothing was hashed.
    Closed,
    /// Right for this version of the password, or this one-time code; a newer hash where the stored one is old.
    Right { version: i64, newer: Option<Vec<u8>>, also: PictureLogin },
    /// Wrong, or nobody's name.
    Wrong,
    /// Too many are waiting.
    Overloaded,
}

struct Facts {
    closed: bool,
    stored: Option<(i64, Vec<u8>)>,
    school: Option<String>,
    delay: Millis,
    also: PictureLogin,
}

/// Tests a secret. Cheap checks first, then one hash in the fair queue.
pub(crate) async fn test(
    world: &World,
    account: &Account,
    address: IpAddr,
    secret: SecretText,
) -> Result<Tested, Broken> {
    let asked = account.clone();
    let facts = world.db.read(move |tx| facts(tx, &asked, address)).await?;
    if facts.closed {
        return Ok(Tested::Closed);
    }
    if let Ok(millis) = u64::try_from(facts.delay.0)
        && millis != 0
    {
        tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
    }
    let line = facts.school.map_or(Line::Stranger(account.stranger), Line::Institution);
    let stored = match &facts.stored {
        Some((_, hash)) => Some(StoredHash::decode(hash)?),
        None => None,
    };
    let person = account.person.unwrap_or(PersonId::NOBODY);
    let checked = world.hashing.verify(stored, person, line.clone(), secret.clone()).await?;
    Ok(match (checked, &facts.stored) {
        (Checked::Overloaded, _) => Tested::Overloaded,
        (Checked::Right { needs_upgrade }, Some((version, _))) => {
            let newer = match needs_upgrade {
                Upgrade::No => None,
                Upgrade::Yes => match world.hashing.hash(person, line, secret).await? {
                    Made::Hash(hash) => Some(hash.encode()),
                    Made::Overloaded => None,
                },
            };
            Tested::Right { version: *version, newer, also: facts.also }
        }
        (Checked::Right { .. }, None) | (Checked::Wrong, _) => Tested::Wrong,
    })
}

/// Asks the same of a name nobody has as of anybody with one school, so that the time tells nothing.
fn facts(tx: &mut Tx, account: &Account, address: IpAddr) -> Result<Facts, StoreError> {
    let now = tx.now();
    let tries = store::guess::find(tx, &account.subject)?;
    let limits = national::settings(tx)?.guessing;
    let closed = !matches!(lockout::admit(&limits, &tries, account.form, now), Admission::Admitted { .. });
    let person = account.person.unwrap_or(PersonId::NOBODY);
    let stored = stored(tx, account)?;
    let affiliations = store::affiliation::active_of_person(tx, person)?;
    let mut network = Network::Undeclared;
    for one in &affiliations {
        let settings = crate::pupil_access::settings_of(tx, &one.institution)?;
        if settings.place(address) == rules::reset_window::Place::Inside {
            network = Network::Declared;
        }
    }
    if affiliations.is_empty() {
        store::institution_setting::of_nowhere(tx)?;
    }
    let school = affiliations.first().map(|one| one.institution.as_str().to_owned());
    let since = now.minus(limits.address_span);
    let enough = i64::from(limits.declared_address_accounts) + 1;
    let failing = store::guess::failing_from(tx, &address.to_canonical().to_string(), since, enough)?;
    Ok(Facts {
        closed,
        stored,
        school,
        delay: lockout::address_delay(&limits, u32::try_from(failing).unwrap_or(u32::MAX), network),
        also: picture_login(tx, &limits, (account.form, network))?,
    })
}

/// The hash a secret is tested against, with its version; of a one-time code that is its row.
fn stored(tx: &mut Tx, account: &Account) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let person = account.person.unwrap_or(PersonId::NOBODY);
    Ok(match &account.against {
        Against::Password => {
            let held = store::credential::find(tx, person)?.filter(|held| held.dead.is_none());
            held.map(|held| (held.version, held.hash))
        }
        Against::Code(browser_hash) => {
            let code = store::one_time_code::out(tx, person, browser_hash)?;
            code.and_then(|code| code.hash.map(|hash| (code.id, hash)))
        }
    })
}

/// What a tested secret came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The wait is not over: nothing was learnt.
    Waiting,
    /// The picture code is spent, after too many wrong tries in all.
    Spent,
    /// Wrong; it counts.
    Wrong,
    /// Right, for this version of the password, or this one-time code.
    Right { version: i64, also: PictureLogin },
}

/// Writes what the test showed, in the transaction that acts on it.
pub(crate) fn settle(tx: &mut Tx, account: &Account, tested: &Tested, address: IpAddr) -> Result<Settled, StoreError> {
    let now = tx.now();
    let limits = &national::settings(tx)?.guessing;
    let tries = store::guess::find(tx, &account.subject)?;
    let charged = match lockout::admit(limits, &tries, account.form, now) {
        Admission::Wait { .. } => return Ok(Settled::Waiting),
        Admission::Retired => return Ok(Settled::Spent),
        Admission::Admitted { charged } => charged,
    };
    let fresh = tries.recent.is_empty();
    match tested {
        Tested::Closed | Tested::Overloaded => Ok(Settled::Waiting),
        Tested::Wrong => {
            let wait = lockout::waiting_until(limits, &charged, account.form, now);
            store::guess::put(tx, &account.subject, &charged, wait)?;
            store::guess::address_failed(tx, &address.to_canonical().to_string(), &account.subject)?;
            count_pictures(tx, account, i64::from(fresh))?;
            Ok(Settled::Wrong)
        }
        Tested::Right { version, newer, also } => {
            // Killed, taken back or replaced while it was hashed: what was right is right no more.
            let (Some(person), Some(_)) = (account.person, stored(tx, account)?.filter(|held| held.0 == *version))
            else {
                return Ok(Settled::Wrong);
            };
            let after = lockout::succeeded(&charged);
            if after != tries {
                store::guess::put(tx, &account.subject, &after, None)?;
            }
            if let (Some(hash), Against::Password) = (newer, &account.against) {
                store::credential::rehash(tx, person, *version, hash)?;
            }
            count_pictures(tx, account, 0)?;
            Ok(Settled::Right { version: *version, also: *also })
        }
    }
}

/// What a picture account needs besides its pictures just now. Asked outside the transaction that writes, because the
/// whole country's logins write what it reads.
fn picture_login(tx: &mut Tx, limits: &Limits, (form, network): (Form, Network)) -> Result<PictureLogin, StoreError> {
    if form != Form::Pictures {
        return Ok(PictureLogin::Pictures);
    }
    let (attempts, fresh) = store::guess::pictures_since(tx, tx.now().minus(limits.national_span))?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(lockout::picture_login(lockout::national_watch(limits, count(attempts), count(fresh)), network))
}

/// Counts a picture attempt in the country's watch, in one of many rows: two logins at once seldom meet in the same.
fn count_pictures(tx: &mut Tx, account: &Account, fresh_failures: i64) -> Result<(), StoreError> {
    if account.form != Form::Pictures {
        return Ok(());
    }
    let slot = i64::try_from(account.stranger % PICTURE_SLOTS).unwrap_or(0);
    let step = Instant(tx.now().0.div_euclid(PICTURE_STEP_MS) * PICTURE_STEP_MS + slot);
    store::guess::count_pictures(tx, step, 1, fresh_failures)
}

/// Ten seconds a step.
const PICTURE_STEP_MS: i64 = 10_000;
/// Rows a step: ten minutes are at most 15,360 rows, which sum in a few milliseconds.
const PICTURE_SLOTS: u64 = 256;
