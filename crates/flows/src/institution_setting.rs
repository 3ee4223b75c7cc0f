//! *Institutionsoplysninger*: what an institution decides for itself, the password form of a class, a change called for
//! everybody, and the wish for another entry in the register, which is an operator's to fulfil.
//!
//! Source: product.md §4, §5, §8, §9, §10. What it does not do: read what settings mean (`rules::institution_setting`).

use crate::operator_case::{Draft, Facts};
use crate::remember::{Blank, Circumstances, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::event::Kind;
use rules::group::{Group, GroupKind};
use rules::id::GroupId;
use rules::institution::{Institution, InstitutionNumber};
use rules::institution_setting::{Name, Read, Settings};
use rules::password::SchoolForm;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use store::driver::Tx;
use store::error::StoreError;
use store::operator_case::{Case, Kind as CaseKind};
use store::password_form::Subject;

/// The most characters of a wish.
pub const WISH_CHARACTERS_MAX: usize = 1_000;

/// The page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The register's entry; none where it has none.
    pub register: Option<Institution>,
    /// What is in force.
    pub settings: Settings,
    /// Classes, each with the form that was decided for it.
    pub classes: Vec<(Group, SchoolForm)>,
    /// The wish that waits at the operator's desk.
    pub wish: Option<Case>,
}

/// The settings that an institution's rows make.
pub(crate) fn from_rows(rows: &[(String, String)]) -> Settings {
    Settings::from_rows(rows.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Reads the page.
///
/// # Errors
/// [`StoreError`].
pub async fn overview(world: &World, who: &Administrator) -> Result<Result<Overview, Reason>, StoreError> {
    let who = who.clone();
    world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeSettings)? {
                return Ok(Err(reason));
            }
            let here = who.institution();
            let rows = store::institution_setting::of_institution(tx, here)?;
            let settings = from_rows(&rows);
            let mut classes = Vec::new();
            for group in store::pupil::groups_of_institution(tx, here)? {
                if group.kind == GroupKind::Main {
                    let form = store::password_form::find(tx, here, Subject::Group(group.id))?;
                    classes.push((group, form.unwrap_or(SchoolForm::ByStage)));
                }
            }
            Ok(Ok(Overview {
                register: store::institution::find(tx, here)?,
                settings,
                classes,
                wish: store::operator_case::open_about(tx, here, CaseKind::Register, "")?,
            }))
        })
        .await
}

/// A setting with its new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Which.
    pub name: Name,
    /// The value, as [`Settings::set`] takes it.
    pub value: String,
}

/// What an administrator's form wants of a setting, and what it showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it wants.
    pub decided: Decided,
    /// The value that was in force when it was shown.
    pub was: String,
}

impl Change {
    /// Whether it wants something else than it showed; a value that is none counts.
    pub fn is_touched(&self) -> bool {
        let mut settings = Settings::default();
        let taken = settings.set(self.decided.name, &self.decided.value);
        taken == Read::NotUnderstood || settings.value(self.decided.name) != self.was
    }
}

/// A setting that two administrators decided differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Which.
    pub name: Name,
    /// What is in force now.
    pub theirs: String,
    /// What was to be saved.
    pub ours: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// So many settings are different now.
    Changed(usize),
    /// Nothing is written: somebody else has decided these meanwhile.
    Met(Vec<Met>),
    /// Nothing is written: this one's value is none.
    NotUnderstood(Name),
    /// The rules say no.
    Refused(Reason),
}

/// Whether a school decides this itself: beside an import the operator says whether people may be attached by hand, and
/// a call for a change has its own button.
fn is_own(name: Name) -> bool {
    match name {
        Name::TeacherLogin
        | Name::TeacherRoles
        | Name::ResetUpTo
        | Name::GroupKinds
        | Name::Confirmation
        | Name::Networks
        | Name::Yearly
        | Name::Demand
        | Name::ImportHoldPercent
        | Name::ImportHoldPeople
        | Name::ImportHoldClass => true,
        Name::ChangeCalled | Name::ManualBesideImport => false,
    }
}

/// Decides what an administrator's form wants to be different from what it showed: all of it or nothing, an event for
/// each. Where somebody else has decided one of these settings meanwhile, nothing is written.
///
/// # Errors
/// [`StoreError`].
pub async fn save(world: &World, who: &Administrator, changes: &[Change]) -> Result<Saved, StoreError> {
    if let Some(other) = changes.iter().find(|one| !is_own(one.decided.name)) {
        return Ok(Saved::NotUnderstood(other.decided.name));
    }
    let decided: Vec<Decided> = changes.iter().map(|one| one.decided.clone()).collect();
    let drawn = match draw(world, &decided) {
        Ok(drawn) => drawn,
        Err(name) => return Ok(Saved::NotUnderstood(name)),
    };
    let shown = drawn.into_iter().zip(changes.iter().map(|one| one.was.clone()));
    let (drawn, was): (Vec<_>, Vec<String>) = shown.filter(|((one, _), was)| one.value != *was).unzip();
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::ChangeSettings)? {
                return Ok(Saved::Refused(reason));
            }
            let settings = from_rows(&store::institution_setting::of_institution(tx, who.institution())?);
            let met: Vec<Met> = drawn.iter().zip(&was).filter_map(|((one, _), was)| met(&settings, one, was)).collect();
            if !met.is_empty() {
                return Ok(Saved::Met(met));
            }
            put(tx, (who.institution(), &who.circumstances()), &drawn).map(Saved::Changed)
        })
        .await
}

/// What somebody else decided meanwhile, where it is neither what the form showed nor what it wants.
fn met(settings: &Settings, one: &Decided, was: &str) -> Option<Met> {
    let theirs = settings.value(one.name);
    (theirs != was && theirs != one.value).then(|| Met { name: one.name, theirs, ours: one.value.clone() })
}

/// Decides settings as the operator, who may decide each of them; answers how many are different now, or whose value is
/// none. Blocks: for commands.
///
/// # Errors
/// [`StoreError`].
pub fn save_by_operator(
    world: &World,
    institution: &InstitutionNumber,
    decided: &[Decided],
    from: &Circumstances,
) -> Result<Result<usize, Name>, StoreError> {
    let drawn = match draw(world, decided) {
        Ok(drawn) => drawn,
        Err(name) => return Ok(Err(name)),
    };
    let (here, from) = (institution.clone(), from.clone().at(institution));
    world.db.blocking().write(move |tx| put(tx, (&here, &from), &drawn)).map(Ok)
}

/// The values as rows keep them; an error names the setting whose value is none.
fn draw(world: &World, decided: &[Decided]) -> Result<Vec<(Decided, Blank)>, Name> {
    let understood = |one: &Decided| {
        let mut settings = Settings::default();
        match settings.set(one.name, &one.value) {
            Read::Taken => Ok((Decided { name: one.name, value: settings.value(one.name) }, Blank::draw(world))),
            Read::NotUnderstood => Err(one.name),
        }
    };
    decided.iter().map(understood).collect()
}

fn put(
    tx: &mut Tx,
    (here, from): (&InstitutionNumber, &Circumstances),
    drawn: &[(Decided, Blank)],
) -> Result<usize, StoreError> {
    let settings = from_rows(&store::institution_setting::of_institution(tx, here)?);
    let mut changed = 0;
    for (one, blank) in drawn.iter().filter(|(one, _)| settings.value(one.name) != one.value) {
        store::institution_setting::put(tx, here, one.name.word(), &one.value)?;
        let event = with(blank.event(Kind::SettingChanged, from, &[]), "setting", one.name.word());
        store::event::append(tx, &with(event, "value", &one.value))?;
        changed += 1;
    }
    Ok(changed)
}

/// Calls a change for everybody at the institution: the next login with the old password must change it.
///
/// # Errors
/// [`StoreError`].
pub async fn call_change(world: &World, who: &Administrator) -> Result<Result<(), Reason>, StoreError> {
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::ChangeSettings)? {
                return Ok(Err(reason));
            }
            let value = tx.now().0.to_string();
            store::institution_setting::put(tx, who.institution(), Name::ChangeCalled.word(), &value)?;
            let event = with(blank.event(Kind::ChangeDemanded, &who.circumstances(), &[]), "whom", "institution");
            store::event::append(tx, &event)?;
            Ok(Ok(()))
        })
        .await
}

/// What became of a decision about a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormDecided {
    /// Done.
    Done,
    /// The class is not this institution's.
    NoClass,
    /// The rules say no.
    Refused(Reason),
}

/// Decides the form of a class's next passwords; [`SchoolForm::ByStage`] takes the decision back.
///
/// # Errors
/// [`StoreError`].
pub async fn decide_form(
    world: &World,
    who: &Administrator,
    class: GroupId,
    form: SchoolForm,
) -> Result<FormDecided, StoreError> {
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::ChangeSettings)? {
                return Ok(FormDecided::Refused(reason));
            }
            let here = who.institution();
            let ours = store::pupil::group(tx, class)?
                .is_some_and(|group| group.institution == *here && group.kind == GroupKind::Main);
            if !ours {
                return Ok(FormDecided::NoClass);
            }
            store::password_form::decide(tx, (here, Subject::Group(class)), form, who.person())?;
            let event = blank.event(Kind::PasswordFormSet, &who.circumstances(), &[]);
            store::event::append(tx, &with(with(event, "group", class.0), "form", form.word()))?;
            Ok(FormDecided::Done)
        })
        .await
}

/// Asks an operator for another entry in the register; the latest wish stands.
///
/// # Errors
/// [`StoreError`].
pub async fn wish(world: &World, who: &Administrator, text: &str) -> Result<Result<(), Reason>, StoreError> {
    let facts = Facts { text: text.trim().chars().take(WISH_CHARACTERS_MAX).collect(), ..Facts::default() };
    let draft = Draft::draw(world, (who.institution(), CaseKind::Register, ""), &facts, &who.circumstances());
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::ChangeSettings)? {
                return Ok(Err(reason));
            }
            draft.open(tx, None, None)?;
            Ok(Ok(()))
        })
        .await
}
