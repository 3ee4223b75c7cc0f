//! What somebody who showed the national eID gets in this login: user names, and a new password for themselves or for
//! a child they have custody of.
//!
//! Source: product.md §7. The eID opens nothing by itself: custody is asked of the database when they come back, when
//! the child takes the screen, and when the password is confirmed. What it does not do: make the password
//! (`new_password`), or give the child the parent's eID: the child's session is worth a password.

use crate::help_child::{self, Seen, may_help};
use crate::national_id::Shown;
use crate::remember::with;
use crate::sign_in::onward::{self, Arrival};
use crate::sign_in::passage::{self, EidHolder, NewBy, Passage, Proven, Step};
use crate::sign_in::{At, Broken, Finished, Next, Notice, Purpose, Screen};
use crate::standing::Standing;
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::session::Method;
use rules::time::{Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;

/// How long what the eID showed may be acted upon in its login: as long as a parent needs to hand over the screen.
pub const SHOWN_COUNTS: Millis = Millis::minutes(15);

/// Back from the eID after *Brug MitID* under *Glemt adgangskode*: for the user name that was typed. There is one
/// sentence for every refusal, a name nobody has included.
///
/// # Errors
/// Where the database is broken.
pub async fn for_password(world: &World, at: &At, who: Shown) -> Result<Next, Broken> {
    passage::act(world, at, move |tx, passage, arrival| {
        let holder = EidHolder { person: who.person, shown: who.at };
        match passage.person() {
            Some(person) if person == who.person => themselves(tx, passage, (holder, arrival)),
            Some(child) if may_help(tx, who.person, child)? => {
                hand_over(tx, passage, (child, holder, arrival))?;
                Ok(None)
            }
            Some(_) | None => {
                passage.state.notice = Some(Notice::NotHelped);
                Ok(None)
            }
        }
    })
    .await
}

/// Back from the eID after *Få mit eller mit barns brugernavn*: whose names there are stands on the page, and is
/// remembered as a look.
///
/// # Errors
/// Where the database is broken.
pub async fn for_names(world: &World, at: &At, who: Shown) -> Result<Next, Broken> {
    passage::change_with(world, at, move |tx, passage, arrival| {
        passage.forget_person();
        passage.state.holder = Some(EidHolder { person: who.person, shown: who.at });
        passage.go(Step::ChooseName, None);
        let mut about = vec![who.person];
        about.extend(help_child::children(tx, who.person)?.into_iter().map(|child| child.person));
        let event = arrival.first.event(Kind::UsernameShown, &arrival.by(who.person, "self"), &about);
        store::event::append(tx, &with(event, "why", "eid"))
    })
    .await
}

/// Whose eID this login saw, as long as it counts.
fn holder(passage: &Passage, now: Instant) -> Option<EidHolder> {
    passage.state.holder.filter(|holder| {
        let age = now.since(holder.shown);
        Millis(0) <= age && age < SHOWN_COUNTS
    })
}

/// One of the names: a new password for oneself, or the screen to the child.
///
/// # Errors
/// Where the database is broken.
pub async fn choose(world: &World, at: &At, person: PersonId) -> Result<Next, Broken> {
    passage::act(world, at, move |tx, passage, arrival| {
        if passage.step != Step::ChooseName {
            return Ok(None);
        }
        let Some(holder) = holder(passage, tx.now()) else {
            too_late(passage);
            return Ok(None);
        };
        if person == holder.person {
            return themselves(tx, passage, (holder, arrival));
        }
        if may_help(tx, holder.person, person)? {
            hand_over(tx, passage, (person, holder, arrival))?;
        } else {
            passage.state.notice = Some(Notice::NotHelped);
        }
        Ok(None)
    })
    .await
}

/// What the eID showed is too long ago: from the beginning, the name that was typed or chosen filled in.
fn too_late(passage: &mut Passage) {
    let named = passage.row.typed.take();
    passage.forget_person();
    passage.state.wants.hint = named;
    passage.state.notice = Some(Notice::BegunAnew);
}

/// Whoever showed the eID may not help this child any longer: from the beginning.
fn not_helped(passage: &mut Passage) {
    passage.forget_person();
    passage.state.notice = Some(Notice::NotHelped);
}

fn themselves(
    tx: &mut Tx,
    passage: &mut Passage,
    (holder, arrival): (EidHolder, &Arrival),
) -> Result<Option<Finished>, StoreError> {
    let Some(person) = store::person::find(tx, holder.person)? else { return Ok(None) };
    name(passage, &person);
    passage.state.purpose = Purpose::ChangePassword;
    passage.state.proven = Some(Proven { method: Method::Eid, two_factor: Some(holder.shown), password_version: None });
    onward::proceed(tx, passage, arrival)
}

fn name(passage: &mut Passage, person: &Person) {
    passage.forget_person();
    passage.row.person = Some(person.id);
    passage.row.typed = Some(person.username.as_str().to_owned());
}

/// "Giv skærmen til Alma nu". The child's own log tells who opened the way to a new password.
fn hand_over(
    tx: &mut Tx,
    passage: &mut Passage,
    (child, holder, arrival): (PersonId, EidHolder, &Arrival),
) -> Result<(), StoreError> {
    let Some(person) = store::person::find(tx, child)? else { return Ok(()) };
    name(passage, &person);
    passage.state.holder = Some(holder);
    passage.go(Step::HandOver, None);
    let event = arrival.first.event(Kind::EidReturned, &arrival.by(holder.person, "parent"), &[child]);
    store::event::append(tx, &with(event, "errand", "child_password"))
}

/// The child has the screen: its new password comes.
///
/// # Errors
/// Where the database is broken.
pub async fn child_is_here(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |tx, passage| {
        let (Step::HandOver, Some(child)) = (passage.step, passage.person()) else { return Ok(()) };
        let Some(EidHolder { person: parent, .. }) = holder(passage, tx.now()) else {
            too_late(passage);
            return Ok(());
        };
        let person = if may_help(tx, parent, child)? { store::person::find(tx, child)? } else { None };
        let Some(person) = person else {
            not_helped(passage);
            return Ok(());
        };
        let standing = Standing::load(tx, &person)?;
        if let Some(why) = onward::refusal(passage, &person, &standing, tx.now()) {
            passage.refuse(why);
            return Ok(());
        }
        let version = store::credential::find(tx, child)?.map(|held| held.version);
        onward::start_making(passage, &standing, NewBy::Parent { parent, version });
        passage.go(Step::NewPassword, None);
        Ok(())
    })
    .await
}

/// "Alma er her ikke": only the user name.
///
/// # Errors
/// Where the database is broken.
pub async fn child_is_away(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change_with(world, at, |tx, passage, arrival| {
        let (Step::HandOver, Some(child)) = (passage.step, passage.person()) else { return Ok(()) };
        let Some(holder) = holder(passage, tx.now()) else {
            too_late(passage);
            return Ok(());
        };
        if !may_help(tx, holder.person, child)? {
            not_helped(passage);
            return Ok(());
        }
        passage.go(Step::NameOnly, None);
        let event = arrival.first.event(Kind::UsernameShown, &arrival.by(holder.person, "parent"), &[child]);
        store::event::append(tx, &with(event, "why", "eid"))
    })
    .await
}

/// "Jeg kan godt huske adgangskoden": nothing is changed; back to the first page, the user name filled in.
///
/// # Errors
/// Where the database is broken.
pub async fn remembers(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |_, passage| {
        let keeps = match passage.step {
            Step::NewPassword => keeps_old(passage),
            Step::ChooseName | Step::HandOver | Step::NameOnly => true,
            Step::Username
            | Step::Password
            | Step::Code
            | Step::Confirm
            | Step::Practise
            | Step::ChangeDue
            | Step::NeedsMore
            | Step::ChooseActor
            | Step::Continue
            | Step::Told
            | Step::AwaitAdult
            | Step::ParentVouches
            | Step::Refused => false,
        };
        if keeps {
            let named = passage.row.typed.take();
            passage.forget_person();
            passage.state.wants.hint = named;
        }
        Ok(())
    })
    .await
}

/// Whether there is an old password to keep, and the eID alone led here: nobody had to change anything.
pub(crate) fn keeps_old(passage: &Passage) -> bool {
    match passage.state.making.as_ref().map(|making| making.by) {
        Some(NewBy::Eid(version) | NewBy::Parent { version, .. }) => version.is_some(),
        Some(NewBy::Window | NewBy::OldOne(_) | NewBy::Code(_)) | None => false,
    }
}

/// The page with the names, as long as the eID counts.
pub(crate) fn names(tx: &mut Tx, passage: &Passage) -> Result<Option<Screen>, StoreError> {
    let Some(holder) = holder(passage, tx.now()) else { return Ok(None) };
    let Some(person) = store::person::find(tx, holder.person)? else { return Ok(None) };
    let children = help_child::children(tx, holder.person)?;
    Ok(Some(Screen::ChooseName { own: Seen::of(&person), children }))
}

/// The page before the child takes the screen, and the one with the user name alone.
pub(crate) fn child(tx: &mut Tx, passage: &Passage) -> Result<Option<Seen>, StoreError> {
    let Some(child) = passage.person() else { return Ok(None) };
    Ok(store::person::find(tx, child)?.map(|person| Seen::of(&person)))
}
