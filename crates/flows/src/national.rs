//! What the operator decides for the whole country, read where it counts and decided with its event.
//!
//! Every node reads the same rows, so that all agree at once. Source: product.md §5. What it does not do: know the settings
//! (`rules::national_setting`), or speak to the operator (the command does).

use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::event::Kind;
use rules::national_setting::{STANDARD, Settings, Taken, Why};
use rules::session::Lengths;
use store::driver::Tx;
use store::error::StoreError;
use store::sso_session::SsoSession;

/// The settings in force.
///
/// # Errors
/// [`StoreError`].
pub fn settings(tx: &mut Tx) -> Result<Settings, StoreError> {
    let rows = store::institution_setting::national(tx)?;
    Ok(Settings::from_rows(rows.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// The lengths one session is judged by. Its two ends stand in its row; only how long two factors count is asked, and only
/// where two were shown.
pub(crate) fn lengths_for(tx: &mut Tx, session: &SsoSession) -> Result<Lengths, StoreError> {
    if session.two_factor.is_none() { Ok(Lengths::STANDARD) } else { Ok(settings(tx)?.sessions) }
}

/// What became of decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// All are in force.
    Yes,
    /// None is: the setting that was refused, where one was, and why.
    No(Option<String>, Why),
}

/// Decides several settings at once, each with its event, or none. Blocks: for commands.
///
/// # Errors
/// [`StoreError`].
pub fn decide(world: &World, decisions: &[(String, String)], from: &Circumstances) -> Result<Decided, StoreError> {
    let events: Vec<_> = decisions
        .iter()
        .map(|(name, value)| {
            let event = Blank::draw(world).event(Kind::NationalSettingChanged, from, &[]);
            with(with(event, "setting", name), "value", value)
        })
        .collect();
    let decisions = decisions.to_vec();
    world.db.blocking().write(move |tx| {
        let mut all = settings(tx)?;
        for (name, value) in &decisions {
            if let Taken::No(why) = all.set(name, value) {
                return Ok(Decided::No(Some(name.clone()), why));
            }
        }
        if let Some(why) = all.contradiction() {
            return Ok(Decided::No(None, why));
        }
        for ((name, value), event) in decisions.iter().zip(&events) {
            if value == STANDARD {
                store::institution_setting::clear_national(tx, name)?;
            } else {
                store::institution_setting::put_national(tx, name, value)?;
            }
            store::event::append(tx, event)?;
        }
        Ok(Decided::Yes)
    })
}
