//! What Mit Unilogin shows a person of themselves: user name, institutions, password and its age, where they are
//! logged in. And the one thing they may do there at once: end a session.
//!
//! Source: product.md §7. What it does not do: change a password (`own_password`), or show anybody else.

use crate::remember::{Blank, Circumstances};
use crate::sessions::Live;
use crate::sign_in::{Broken, Browser};
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::time::Instant;
use store::credential::SetHow;
use store::sso_session::{SsoSession, SsoSessionId};

/// What a person is somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The institution's name; its number where the register has none.
    pub institution: String,
    /// As what.
    pub actor: Actor,
}

/// Who gave a person the password they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenBy {
    /// The person, or the operator at the start.
    Oneself,
    /// A teacher or administrator, through a window.
    School,
    /// A parent, with the national eID.
    Parent,
}

/// The page.
#[derive(Clone, Debug)]
pub struct OwnPage {
    /// Where they are what.
    pub places: Vec<Place>,
    /// When the password became active, and through whom; none where there is none.
    pub password: Option<(Instant, GivenBy)>,
    /// Where they are logged in, newest first.
    pub sessions: Vec<SsoSession>,
}

/// Reads the page of the person whose session this is.
///
/// # Errors
/// Where the database is broken.
pub async fn show(world: &World, live: &Live) -> Result<OwnPage, Broken> {
    let person = live.person.id;
    let page = world
        .db
        .read(move |tx| {
            let mut places = Vec::new();
            for one in store::affiliation::active_of_person(tx, person)? {
                let name = store::institution::name(tx, &one.institution)?;
                let institution = name.unwrap_or_else(|| one.institution.as_str().to_owned());
                places.push(Place { institution, actor: one.actor });
            }
            let password = store::credential::find(tx, person)?.map(|held| {
                let others = held.set_by.is_some_and(|by| by != person);
                let given = match held.set_how {
                    SetHow::ResetWindow => GivenBy::School,
                    SetHow::Eid if others => GivenBy::Parent,
                    SetHow::Eid | SetHow::OwnChange | SetHow::Command => GivenBy::Oneself,
                };
                (held.set_at, given)
            });
            let sessions = store::sso_session::live_of_person(tx, person)?;
            Ok(OwnPage { places, password, sessions })
        })
        .await?;
    Ok(page)
}

/// Ends one of the person's own sessions; nothing happens where it is somebody else's or over.
///
/// # Errors
/// Where the database is broken.
pub async fn end_session(world: &World, live: &Live, which: SsoSessionId, browser: &Browser) -> Result<(), Broken> {
    let person = live.person.id;
    let event = Blank::draw(world).event(
        Kind::SessionEnded,
        &Circumstances::person(person, "self", browser.address.to_canonical()),
        &[person],
    );
    world
        .db
        .write(move |tx| {
            let own = store::sso_session::find(tx, which)?.is_some_and(|row| row.person == person);
            if own && store::sso_session::end(tx, which, "own_wish")? {
                store::token_family::end_of_session(tx, which.0, "own_wish")?;
                store::event::append(tx, &event)?;
            }
            Ok(())
        })
        .await?;
    Ok(())
}
