//! *Grupper*: the classes and groups of an institution on a day, and who was in one of them.
//!
//! A day means its noon in Denmark, after the night's imports; today means now. Source: product.md §4, §9. What it does
//! not do: change a group; the administrative system does.

use crate::user_administration::Administrator;
use crate::user_list::looked;
use crate::world::World;
use rules::id::{GroupId, PersonId};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::{Date, Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::group_history::{GroupThen, MemberThen};

/// The moment a day stands for.
pub fn moment_of(day: Date, now: Instant) -> Instant {
    if day == now.day_in_denmark() { now } else { Instant::day_begins_in_denmark(day).plus(Millis::hours(12)) }
}

/// The groups of a day, classes first, then by name.
///
/// # Errors
/// [`StoreError`].
pub async fn see(
    world: &World,
    administrator: &Administrator,
    day: Date,
) -> Result<Result<Vec<GroupThen>, Reason>, StoreError> {
    let who = administrator.clone();
    world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeGroups)? {
                return Ok(Err(reason));
            }
            let moment = moment_of(day, tx.now());
            let mut groups = store::group_history::at(tx, who.institution(), moment)?;
            groups.sort_by_cached_key(|one| (one.kind, one.level, rules::danish_order::sort_key(&one.name)));
            Ok(Ok(groups))
        })
        .await
}

/// One group and who was in it on a day.
#[derive(Clone, Debug)]
pub struct GroupOnDay {
    /// The group.
    pub group: GroupThen,
    /// Who was in it, in Danish order.
    pub members: Vec<MemberThen>,
}

/// Reads a group; its members are remembered as looked at. None where the institution has no such group.
///
/// # Errors
/// [`StoreError`].
pub async fn see_one(
    world: &World,
    administrator: &Administrator,
    (group, day): (GroupId, Date),
) -> Result<Result<Option<GroupOnDay>, Reason>, StoreError> {
    let who = administrator.clone();
    let found = world.db.read(move |tx| read_one(tx, &who, (group, day))).await?;
    let Ok(Some(seen)) = &found else { return Ok(found) };
    let about: Vec<PersonId> = seen.members.iter().map(|member| member.person).collect();
    looked(world, administrator, ("ba/grupper", &about)).await?;
    Ok(found)
}

fn read_one(
    tx: &mut Tx,
    administrator: &Administrator,
    (group, day): (GroupId, Date),
) -> Result<Result<Option<GroupOnDay>, Reason>, StoreError> {
    if let Err(reason) = administrator.may(tx, Verb::SeeGroups)? {
        return Ok(Err(reason));
    }
    let Some(group) = store::group_history::find(tx, administrator.institution(), group)? else {
        return Ok(Ok(None));
    };
    let moment = moment_of(day, tx.now());
    let members = store::group_history::members(tx, group.id, moment)?;
    Ok(Ok(Some(GroupOnDay { group, members })))
}
