//! What else an adult does for pupils in Elevadgang: block and unblock, decide a password's form, look at one's own log.
//!
//! Source: product.md §5, §8. Each act asks the rules anew and is remembered in its own transaction. What it does not
//! do: give passwords (`give_password`) or cards (`school_card`), demand a change (`demand_change`), or lend a class
//! (`lend_class`).

use crate::give_password::{Pressed, end_sessions};
use crate::pupil_access::{Desk, Helper};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::affiliation::Level;
use rules::event::{Kind, NewEvent};
use rules::group::{Group, GroupKind};
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::password::SchoolForm;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use store::driver::Tx;
use store::error::StoreError;
use store::event::Event;
use store::password_form::Subject;

/// The most characters of a reason.
pub const REASON_CHARACTERS_MAX: usize = 300;
/// How many events of one's own log a page shows.
pub const OWN_LOG_EVENTS: i64 = 100;

/// One act on one pupil: allowed by the rules, written, remembered.
async fn act_on<F>(
    world: &World,
    helper: &Helper,
    (pupil, verb): (PersonId, Verb),
    act: F,
) -> Result<Pressed, StoreError>
where
    F: Fn(&mut Tx, &Helper, NewEvent) -> Result<Option<NewEvent>, StoreError> + Send + 'static,
{
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            if let Err(reason) = desk.may(tx, verb, pupil)? {
                return Ok(Pressed::Refused(reason));
            }
            let event = blank.event(Kind::PersonChanged, &helper.circumstances(), &[pupil]);
            let Some(event) = act(tx, &helper, event)? else { return Ok(Pressed::TooLate) };
            store::event::append(tx, &event)?;
            Ok(Pressed::Done)
        })
        .await
}

fn of_kind(mut event: NewEvent, kind: Kind) -> NewEvent {
    event.kind = kind;
    event
}

/// Blocks a pupil: on the account, everywhere, with a reason the pupil is shown. Sessions end at once.
///
/// # Errors
/// [`StoreError`].
pub async fn block(world: &World, helper: &Helper, pupil: PersonId, reason: &str) -> Result<Pressed, StoreError> {
    let reason: String = reason.trim().chars().take(REASON_CHARACTERS_MAX).collect();
    act_on(world, helper, (pupil, Verb::BlockPupil), move |tx, helper, event| {
        if !store::person::block(tx, pupil, Some(&helper.institution), &reason)? {
            return Ok(None);
        }
        end_sessions(tx, pupil, "blocked")?;
        Ok(Some(of_kind(event, Kind::PersonBlocked)))
    })
    .await
}

/// Lifts a block of the same institution.
///
/// # Errors
/// [`StoreError`].
pub async fn unblock(world: &World, helper: &Helper, pupil: PersonId) -> Result<Pressed, StoreError> {
    act_on(world, helper, (pupil, Verb::UnblockPupil), move |tx, helper, event| {
        let lifted = store::person::unblock(tx, pupil, Some(&helper.institution))?;
        Ok(lifted.then(|| of_kind(event, Kind::PersonUnblocked)))
    })
    .await
}

/// Decides the form of a pupil's next password; [`SchoolForm::ByStage`] takes the decision back.
///
/// # Errors
/// [`StoreError`].
pub async fn decide_form(
    world: &World,
    helper: &Helper,
    pupil: PersonId,
    form: SchoolForm,
) -> Result<Pressed, StoreError> {
    act_on(world, helper, (pupil, Verb::SetPasswordForm), move |tx, helper, event| {
        store::password_form::decide(tx, (&helper.institution, Subject::Person(pupil)), form, helper.person)?;
        Ok(Some(with(of_kind(event, Kind::PasswordFormSet), "form", form.word())))
    })
    .await
}

/// The classes with the form each gets, and the levels there are pupils at.
#[derive(Clone, Debug)]
pub struct ClassForms {
    /// Every class, with what was decided for it.
    pub classes: Vec<(Group, SchoolForm)>,
    /// Every level, the lowest first.
    pub levels: Vec<Level>,
}

/// Reads them, for the administrator who may decide.
///
/// # Errors
/// [`StoreError`].
pub async fn class_forms(world: &World, helper: &Helper) -> Result<Result<ClassForms, Reason>, StoreError> {
    let helper = helper.clone();
    world
        .db
        .read(move |tx| {
            if let Err(reason) = Desk::load(tx, &helper)?.may_here(Verb::SetPasswordForm) {
                return Ok(Err(reason));
            }
            let decided = store::password_form::of_groups(tx, &helper.institution)?;
            let form = |id: GroupId| {
                decided.iter().find(|(group, _)| *group == id).map_or(SchoolForm::ByStage, |(_, form)| *form)
            };
            let groups = store::pupil::groups_of_institution(tx, &helper.institution)?;
            let classes = groups.into_iter().filter(|group| group.kind == GroupKind::Main);
            Ok(Ok(ClassForms {
                classes: classes.map(|class| (class.clone(), form(class.id))).collect(),
                levels: store::pupil::levels(tx, &helper.institution)?,
            }))
        })
        .await
}

/// Decides the form of the next passwords of a whole class; a decision about one pupil stands above it.
///
/// # Errors
/// [`StoreError`].
pub async fn decide_class_form(
    world: &World,
    helper: &Helper,
    group: GroupId,
    form: SchoolForm,
) -> Result<Pressed, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            if let Err(reason) = Desk::load(tx, &helper)?.may_here(Verb::SetPasswordForm) {
                return Ok(Pressed::Refused(reason));
            }
            let found = store::pupil::group(tx, group)?.filter(|found| found.institution == helper.institution);
            if found.is_none_or(|found| found.kind != GroupKind::Main) {
                return Ok(Pressed::TooLate);
            }
            store::password_form::decide(tx, (&helper.institution, Subject::Group(group)), form, helper.person)?;
            let event = blank.event(Kind::PasswordFormSet, &helper.circumstances(), &[]);
            store::event::append(tx, &with(with(event, "form", form.word()), "group", group.0))?;
            Ok(Pressed::Done)
        })
        .await
}

/// What the helper did lately, newest first. Whom they pressed a button for in vain is named only where it is a pupil of
/// the place they did it at: a number in a form is no way to a stranger's name.
///
/// # Errors
/// [`StoreError`].
pub async fn own_log(world: &World, person: PersonId) -> Result<Vec<(Event, Vec<PersonId>)>, StoreError> {
    world
        .db
        .read(move |tx| {
            let now = tx.now();
            let mut log = Vec::new();
            for event in store::event::by(tx, person, now, OWN_LOG_EVENTS)? {
                let mut about = store::event::subjects(tx, event.id)?;
                if event.kind == Kind::WindowRefused {
                    about = pupils_of(tx, event.institution.as_deref(), about)?;
                }
                log.push((event, about));
            }
            Ok(log)
        })
        .await
}

fn pupils_of(tx: &mut Tx, institution: Option<&str>, people: Vec<PersonId>) -> Result<Vec<PersonId>, StoreError> {
    let Some(number) = institution.and_then(InstitutionNumber::parse) else { return Ok(Vec::new()) };
    let mut pupils = Vec::new();
    for person in people {
        if !store::pupil::attached(tx, person, &number)?.is_empty() {
            pupils.push(person);
        }
    }
    Ok(pupils)
}

/// Remembers that a pupil's page was looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn look_at(world: &World, helper: &Helper, pupil: PersonId) -> Result<(), StoreError> {
    let event = Blank::draw(world).event(Kind::PeopleShown, &helper.circumstances(), &[pupil]);
    let event = with(event, "page", "elevadgang/elev");
    world.db.write(move |tx| store::event::append(tx, &event)).await
}

/// The form the school decided for a pupil; by stage where it decided none.
///
/// # Errors
/// [`StoreError`].
pub async fn decided_form(world: &World, helper: &Helper, pupil: PersonId) -> Result<SchoolForm, StoreError> {
    let institution = helper.institution.clone();
    let found = world.db.point(move |tx| store::password_form::find(tx, &institution, Subject::Person(pupil))).await?;
    Ok(found.unwrap_or(SchoolForm::ByStage))
}
