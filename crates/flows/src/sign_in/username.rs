//! The first page: the user name, or a school card in its place.
//!
//! Typing the name of somebody with an open window claims it; any other name, known or not, leads to a password page
//! whose form is stable. Source: product.md §6.2 and §6.3, security.md rule 9.
//!
//! What it does not do: say whether anybody has the name.

use crate::sign_in::claim::{self, Claimant};
use crate::sign_in::passage::{self, NamedBy, Passage, Step};
use crate::sign_in::{At, Broken, Next, Notice, Remember, onward};
use crate::standing::Standing;
use crate::world::World;
use crypto::sealing::{HashPurpose, Vault};
use rules::id::PersonId;
use rules::password::Form;
use rules::session::Device;
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;

/// Of 256 user names nobody has, so many get the picture grid: about as many as among pupils.
const UNKNOWN_PICTURES_OF_256: u8 = 90;

/// The most characters of a typed name that are kept to show it again.
pub(crate) const TYPED_SHOWN_MAX: usize = 64;

/// What was typed on the first page.
#[derive(Clone, Debug)]
pub struct TypedName {
    /// The name, as typed.
    pub name: String,
    /// Shared or own, where the page asked.
    pub device: Option<Device>,
    /// *Husk mig*.
    pub remember: Remember,
}

/// Takes the typed user name and goes to the next screen: a new password where a window is open, else the password.
pub async fn type_name(world: &World, at: &At, typed: TypedName) -> Result<Next, Broken> {
    let vault = world.vault.clone();
    let claimant = Claimant::of(world, at);
    passage::change(world, at, move |tx, passage| {
        passage.forget_person();
        passage.state.device = typed.device;
        passage.state.remember = typed.remember;
        let shown = folded(&typed.name);
        if shown.is_empty() {
            passage.go(Step::Username, Some(Notice::NothingTyped));
            return Ok(());
        }
        let person = match Username::parse(&typed.name) {
            Some(name) => store::person::find_by_username(tx, &name)?,
            None => None,
        };
        passage.row.typed = Some(shown);
        name_person(tx, passage, person.as_ref(), (&vault, &claimant))
    })
    .await
}

/// Takes a school card's token in place of the typed name. A void card says so; an unknown token answers the same.
pub async fn show_card(world: &World, at: &At, token: &crypto::secret::SecretText) -> Result<Next, Broken> {
    let vault = world.vault.clone();
    let claimant = Claimant::of(world, at);
    let hash = crypto::digest::of_token(token.reveal());
    let address = at.browser.address;
    passage::act(world, at, move |tx, passage, arrival| {
        passage.forget_person();
        let card = store::school_card::find(tx, &hash)?.filter(|card| card.voided.is_none());
        let person = match &card {
            Some(card) => store::person::find(tx, card.person)?,
            None => None,
        };
        let (Some(card), Some(person)) = (card, person) else {
            passage.go(Step::Username, Some(Notice::CardVoid));
            return Ok(None);
        };
        passage.row.typed = Some(person.username.as_str().to_owned());
        passage.state.named_by = NamedBy::Card;
        name_person(tx, passage, Some(&person), (&vault, &claimant))?;
        if passage.step == Step::Password && crate::school_card::is_enough_alone(tx, &card, address)? {
            return onward::by_card(tx, passage, arrival);
        }
        Ok(None)
    })
    .await
}

/// *Er det ikke dig?* and *Det er ikke mig*: back to the first page, nobody named. Where a shared device asked who it
/// is, the session of whoever sat there before is over.
pub async fn not_me(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |tx, passage| {
        if let (Step::Continue, Some(session)) = (passage.step, passage.session()) {
            crate::sessions::end_one(tx, session, "not_me")?;
        }
        passage.state.wants.hint = None;
        passage.forget_person();
        Ok(())
    })
    .await
}

fn name_person(
    tx: &mut Tx,
    passage: &mut Passage,
    person: Option<&Person>,
    (vault, claimant): (&Vault, &Claimant),
) -> Result<(), StoreError> {
    let typed = passage.typed();
    let form = form_of(tx, person, (vault, &typed))?;
    passage.row.person = person.map(|person| person.id);
    passage.row.form = Some(form.word().to_owned());
    passage.go(Step::Password, None);
    match person {
        Some(person) => claim::try_claim(tx, passage, person, claimant),
        None => store::reset_window::newest(tx, PersonId::NOBODY).map(|_| ()),
    }
}

/// The form of whoever a typed name is; of a name nobody has, one drawn from the name alone.
pub(crate) fn form_of(
    tx: &mut Tx,
    person: Option<&Person>,
    (vault, typed): (&Vault, &str),
) -> Result<Form, StoreError> {
    if let Some(person) = person {
        return shown_form(tx, person);
    }
    // What is asked of somebody who has a password and no window.
    store::credential::find(tx, PersonId::NOBODY)?;
    Ok(unknown_form(vault, typed))
}

/// The form of the password somebody has; of the one they would get, where they have none.
fn shown_form(tx: &mut Tx, person: &Person) -> Result<Form, StoreError> {
    if let Some(credential) = store::credential::find(tx, person.id)? {
        return Ok(credential.form);
    }
    Ok(Standing::load(tx, person)?.assigned)
}

fn unknown_form(vault: &Vault, typed: &str) -> Form {
    let hash = vault.keyed_hash(HashPurpose::FormChoice, &[typed.as_bytes()]);
    if hash[0] < UNKNOWN_PICTURES_OF_256 { Form::Pictures } else { Form::Text }
}

/// What was typed, as pages show it and as an unknown name is counted: the user name's folding where it is one.
pub(crate) fn folded(typed: &str) -> String {
    if let Some(name) = Username::parse(typed) {
        return name.as_str().to_owned();
    }
    // Neither invisible nor direction-changing characters: the page shows it back.
    let kept = typed.chars().filter(|c| c.is_alphanumeric() || c.is_ascii_graphic());
    kept.flat_map(char::to_lowercase).take(TYPED_SHOWN_MAX).collect()
}
