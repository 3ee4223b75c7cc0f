//! A forced change: at their next login these pupils must change the password they have.
//!
//! Source: product.md §5, §8. For the whole institution it is a setting, which everybody attached to it meets, staff
//! and parents too; for pupils, a class or a level it is written at each password. What it does not do: pause the
//! rule; that is a setting of its own.

use crate::pupil_access::{Desk, Helper};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::affiliation::Level;
use rules::event::{Kind, NewEvent};
use rules::id::{GroupId, PersonId};
use rules::institution_setting::Name;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use store::driver::Tx;
use store::error::StoreError;
use store::pupil::Pupil;

/// Who is to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// These, as ticked.
    Pupils(Vec<PersonId>),
    /// A class or team.
    Group(GroupId),
    /// Everybody at this level.
    Level(Level),
    /// Everybody attached to the institution.
    Institution,
}

/// What became of a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demanded {
    /// So many pupils must change; those without a password of theirs are not among them.
    Pupils(usize),
    /// The whole institution must.
    Institution,
    /// Refused, and why.
    Refused(Reason),
}

/// Demands it.
///
/// # Errors
/// [`StoreError`].
pub async fn demand(world: &World, helper: &Helper, whom: Whom) -> Result<Demanded, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            if let Err(reason) = desk.may_here(Verb::DemandChange) {
                return Ok(Demanded::Refused(reason));
            }
            let Some(pupils) = pupils(tx, &helper, &whom)? else {
                let event = blank.event(Kind::ChangeDemanded, &helper.circumstances(), &[]);
                return institution(tx, &helper, event);
            };
            let mut demanded = Vec::new();
            for pupil in pupils {
                if desk.may(tx, Verb::DemandChange, pupil)?.is_ok() && store::credential::mark_must_change(tx, pupil)? {
                    demanded.push(pupil);
                }
            }
            if !demanded.is_empty() {
                let event = blank.event(Kind::ChangeDemanded, &helper.circumstances(), &demanded);
                store::event::append(tx, &event)?;
            }
            Ok(Demanded::Pupils(demanded.len()))
        })
        .await
}

/// The pupils meant; none where the whole institution is.
fn pupils(tx: &mut Tx, helper: &Helper, whom: &Whom) -> Result<Option<Vec<PersonId>>, StoreError> {
    let ids = |pupils: Vec<Pupil>| pupils.into_iter().map(|pupil| pupil.person).collect();
    Ok(Some(match whom {
        Whom::Pupils(pupils) => pupils.clone(),
        Whom::Group(group) => {
            let ours = store::pupil::group(tx, *group)?.is_some_and(|found| found.institution == helper.institution);
            if ours { ids(store::pupil::of_group(tx, *group)?) } else { Vec::new() }
        }
        Whom::Level(level) => {
            let mut all = store::pupil::of_institution(tx, &helper.institution)?;
            all.retain(|pupil| pupil.level == Some(*level));
            ids(all)
        }
        Whom::Institution => return Ok(None),
    }))
}

fn institution(tx: &mut Tx, helper: &Helper, event: NewEvent) -> Result<Demanded, StoreError> {
    let now = tx.now().0.to_string();
    store::institution_setting::put(tx, &helper.institution, Name::ChangeCalled.word(), &now)?;
    store::event::append(tx, &with(event, "whom", "institution"))?;
    Ok(Demanded::Institution)
}
