//! *Vikar*: an administrator lends a named employee access to a class until a date, and may end it before.
//!
//! Source: product.md §8. What it does not do: judge the date (`rules::substitute` does), or ask whether the employee
//! still is one when the class is used (`rules::rights` does, each time).

use crate::give_password::Pressed;
use crate::pupil_access::{Desk, Helper};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::group::{Group, GroupKind};
use rules::id::{GroupId, PersonId};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::Instant;
use rules::user::PersonName;
use store::driver::Tx;
use store::error::StoreError;
use store::rights_page::Choice;
use store::substitute::{Loan, Substitute};

/// What the page of substitutes shows.
#[derive(Clone, Debug)]
pub struct Desktop {
    /// What is lent now, the soonest to end first.
    pub loans: Vec<Loan>,
    /// To whom a class can be lent: the institution's employees.
    pub employees: Vec<(PersonId, PersonName)>,
    /// Which classes there are.
    pub classes: Vec<Group>,
}

/// Reads the page; whoever stands on it is remembered as looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn desktop(world: &World, helper: &Helper) -> Result<Result<Desktop, Reason>, StoreError> {
    let asked = helper.clone();
    let found = world.db.read(move |tx| read(tx, &asked)).await?;
    let Ok(desktop) = found else { return Ok(found) };
    let about: Vec<PersonId> = desktop.employees.iter().map(|(person, _)| *person).collect();
    if !about.is_empty() {
        let event = Blank::draw(world).event(Kind::PeopleShown, &helper.circumstances(), &about);
        let event = with(event, "page", "elevadgang/vikarer");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(Ok(desktop))
}

fn read(tx: &mut Tx, helper: &Helper) -> Result<Result<Desktop, Reason>, StoreError> {
    let desk = Desk::load(tx, helper)?;
    if let Err(reason) = desk.may_here(Verb::LendClass) {
        return Ok(Err(reason));
    }
    let mut classes = store::pupil::groups_of_institution(tx, &helper.institution)?;
    classes.retain(|group| can_be_lent(&desk, group));
    Ok(Ok(Desktop {
        loans: store::substitute::loans_of_institution(tx, &helper.institution)?,
        employees: store::rights_page::people(tx, &helper.institution, Choice::Employees)?
            .iter()
            .map(|one| (one.person, one.shown().clone()))
            .collect(),
        classes,
    }))
}

fn can_be_lent(desk: &Desk, group: &Group) -> bool {
    group.kind == GroupKind::Main || desk.settings.group_kinds.contains(&group.kind)
}

/// Lends a class to an employee of the institution until a moment. What was lent to the same person of the same class
/// before ends: the newest date counts.
///
/// # Errors
/// [`StoreError`].
pub async fn lend(
    world: &World,
    helper: &Helper,
    (employee, group): (PersonId, GroupId),
    until: Instant,
) -> Result<Pressed, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    let id = world.draw_id();
    world
        .db
        .write(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            if let Err(reason) = desk.may_here(Verb::LendClass) {
                return Ok(Pressed::Refused(reason));
            }
            let class = store::pupil::group(tx, group)?.filter(|found| found.institution == helper.institution);
            let employed = store::affiliation::active_of_person(tx, employee)?
                .iter()
                .any(|one| one.institution == helper.institution && one.actor == Actor::Employee);
            if !class.is_some_and(|class| can_be_lent(&desk, &class)) || !employed {
                return Ok(Pressed::Refused(Reason::NotHere));
            }
            if until <= tx.now() {
                return Ok(Pressed::TooLate);
            }
            for before in store::substitute::of_person(tx, employee)? {
                if before.group == group {
                    store::substitute::end(tx, before.id, &helper.institution)?;
                }
            }
            let lent = Substitute {
                id,
                person: employee,
                group,
                institution: helper.institution.clone(),
                given: tx.now(),
                given_by: helper.person,
                until,
            };
            store::substitute::lend(tx, &lent)?;
            let event = blank.event(Kind::SubstituteGiven, &helper.circumstances(), &[employee]);
            store::event::append(tx, &with(event, "group", group.0))?;
            Ok(Pressed::Done)
        })
        .await
}

/// Ends a loan of this institution before its date.
///
/// # Errors
/// [`StoreError`].
pub async fn end(world: &World, helper: &Helper, loan: i64) -> Result<Pressed, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            if let Err(reason) = Desk::load(tx, &helper)?.may_here(Verb::LendClass) {
                return Ok(Pressed::Refused(reason));
            }
            let loans = store::substitute::of_institution(tx, &helper.institution)?;
            let Some(found) = loans.into_iter().find(|found| found.id == loan) else { return Ok(Pressed::TooLate) };
            if !store::substitute::end(tx, loan, &helper.institution)? {
                return Ok(Pressed::TooLate);
            }
            let event = blank.event(Kind::SubstituteEnded, &helper.circumstances(), &[found.person]);
            store::event::append(tx, &with(event, "group", found.group.0))?;
            Ok(Pressed::Done)
        })
        .await
}
