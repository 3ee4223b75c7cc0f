//! Claiming an open window: somebody typed the pupil's user name in time.
//!
//! Exactly one browser gets it, by one conditional write; it then has twenty minutes. Who may have a window is judged
//! again. Source: product.md §8, security.md rule 6. What it does not do: show the new password.

use crate::give_password::place_word;
use crate::pupil_access::settings_of;
use crate::remember::{Blank, Circumstances, with};
use crate::sign_in::At;
use crate::sign_in::onward;
use crate::sign_in::passage::{NewBy, Passage, Step};
use crate::standing::Standing;
use crate::world::World;
use rules::device_kind::DeviceKind;
use rules::event::Kind;
use rules::reset_window::{self, Eligibility, Proof, State};
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;
use store::reset_window::{Claim, ResetWindow};

/// The browser that types a user name.
#[derive(Clone)]
pub(crate) struct Claimant {
    browser_hash: [u8; 32],
    address: IpAddr,
    on: DeviceKind,
    blank: Blank,
}

impl Claimant {
    pub(crate) fn of(world: &World, at: &At) -> Claimant {
        Claimant {
            browser_hash: crypto::digest::of_token(at.browser.secret.reveal()),
            address: at.browser.address,
            on: DeviceKind::of_browser(&at.browser.words),
            blank: Blank::draw(world),
        }
    }
}

/// Claims the person's window where one is open, or goes on with the claim this browser made; else the login stays
/// where it is.
pub(crate) fn try_claim(
    tx: &mut Tx,
    passage: &mut Passage,
    person: &Person,
    claimant: &Claimant,
) -> Result<(), StoreError> {
    let Some(window) = store::reset_window::newest(tx, person.id)? else {
        return Ok(());
    };
    let now = tx.now();
    match window.state(now) {
        State::Open { .. } => {}
        State::Claimed { proof, .. } if window.claimed_by.as_deref() == Some(&claimant.browser_hash[..]) => {
            let standing = Standing::load(tx, person)?;
            if standing.eligibility() == Eligibility::MayGet && person.block.is_none() {
                enter(passage, &window, (&standing, proof));
            }
            return Ok(());
        }
        State::Claimed { .. }
        | State::Done { .. }
        | State::Cancelled
        | State::Expired
        | State::Unfinished
        | State::Undone
        | State::ClosedByWrongPicture => return Ok(()),
    }
    let standing = Standing::load(tx, person)?;
    if standing.eligibility() != Eligibility::MayGet || person.block.is_some() || person.disabled.is_some() {
        return write(tx, (claimant, &window), (Kind::WindowRefused, "not_only_a_pupil"));
    }
    let school = settings_of(tx, &window.institution)?;
    let place = school.place(claimant.address);
    let confirmation = reset_window::confirmation(school.confirmation, place);
    let claim = Claim {
        browser_hash: claimant.browser_hash.to_vec(),
        from: place_word(place).to_owned(),
        ends: reset_window::claim_ends(now),
        confirmation,
        on: claimant.on,
    };
    if !store::reset_window::claim(tx, window.id, &claim)? {
        return Ok(());
    }
    write(tx, (claimant, &window), (Kind::WindowClaimed, place_word(place)))?;
    let Some(claimed) = store::reset_window::find(tx, window.id)? else {
        return Ok(());
    };
    if let State::Claimed { proof, .. } = claimed.state(now) {
        passage.row.ends = passage.row.ends.max(claim.ends);
        enter(passage, &claimed, (&standing, proof));
    }
    Ok(())
}

fn enter(passage: &mut Passage, window: &ResetWindow, (standing, proof): (&Standing, Proof)) {
    passage.row.reset_window = Some(window.id);
    onward::start_making(passage, standing, NewBy::Window);
    let step = match proof {
        Proof::Complete => Step::NewPassword,
        Proof::AwaitsPicture | Proof::AwaitsTeacher => Step::Confirm,
    };
    passage.go(step, None);
}

fn write(
    tx: &mut Tx,
    (claimant, window): (&Claimant, &ResetWindow),
    (kind, word): (Kind, &'static str),
) -> Result<(), StoreError> {
    let mut from = Circumstances::machine("login").at(&window.institution);
    from.address = claimant.address.to_canonical().to_string();
    let event = claimant.blank.event(kind, &from, &[window.person]);
    store::event::append(tx, &with(with(event, "from", word), "window", window.id.0))
}

/// How the claim of this login stands now; none where it is over, or another browser's.
pub(crate) fn standing_claim(tx: &mut Tx, passage: &Passage) -> Result<Option<(ResetWindow, Proof)>, StoreError> {
    let Some(id) = passage.window() else {
        return Ok(None);
    };
    let Some(window) = store::reset_window::find(tx, id)? else {
        return Ok(None);
    };
    if window.claimed_by.as_deref() != Some(passage.row.browser_hash.as_slice()) {
        return Ok(None);
    }
    match window.state(tx.now()) {
        State::Claimed { proof, .. } => Ok(Some((window, proof))),
        State::Open { .. }
        | State::Done { .. }
        | State::Cancelled
        | State::Expired
        | State::Unfinished
        | State::Undone
        | State::ClosedByWrongPicture => Ok(None),
    }
}
