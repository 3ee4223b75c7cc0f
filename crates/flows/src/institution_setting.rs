//! *Institutionsoplysninger*: what an institution decides for itself, the password form of a class, a change called for
//! everybody, and the wish for another entry in the register, which is an operator's to fulfil.
//!
//! Source: product.md §4, §5, §8, §9, §10. What it does not do: read what settings mean (`rules::institution_setting`).

use crate::operator_case::{Draft, Facts};
use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::event::Kind;
use rules::group::{Group, GroupKind};
use rules::id::GroupId;
use rules::import_plan::Thresholds;
use rules::institution::Institution;
use rules::institution_setting::{Name, Read, Settings};
use rules::password::SchoolForm;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use store::error::StoreError;
use store::operator_case::{Case, Kind as CaseKind};
use store::password_form::Subject;

/// The import's limits, by the names their rows have.
pub const IMPORT_LIMITS: [&str; 3] = ["import_hold_percent", "import_hold_people", "import_hold_class"];
/// The most characters of a wish.
pub const WISH_CHARACTERS_MAX: usize = 1_000;

/// The page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The register's entry; none where it has none.
    pub register: Option<Institution>,
    /// What is in force.
    pub settings: Settings,
    /// The import's limits in force.
    pub thresholds: Thresholds,
    /// Classes, each with the form that was decided for it.
    pub classes: Vec<(Group, SchoolForm)>,
    /// The wish that waits at the operator's desk.
    pub wish: Option<Case>,
}

/// The import's limits as rows of settings have them.
pub(crate) fn thresholds(rows: &[(String, String)]) -> Thresholds {
    let standard = Thresholds::default();
    let own = |name: &str, otherwise: usize| {
        let set = rows.iter().find(|(held, _)| held == name);
        set.and_then(|(_, value)| value.parse().ok()).unwrap_or(otherwise)
    };
    let [percent, people, class] = IMPORT_LIMITS;
    Thresholds {
        percent: own(percent, standard.percent),
        people: own(people, standard.people),
        class_of: own(class, standard.class_of),
    }
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
            let settings = Settings::from_rows(rows.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            let mut classes = Vec::new();
            for group in store::pupil::groups_of_institution(tx, here)? {
                if group.kind == GroupKind::Main {
                    let form = store::password_form::find(tx, here, Subject::Group(group.id))?;
                    classes.push((group, form.unwrap_or(SchoolForm::ByStage)));
                }
            }
            Ok(Ok(Overview {
                register: store::institution::find(tx, here)?,
                thresholds: thresholds(&rows),
                settings,
                classes,
                wish: store::operator_case::open_about(tx, here, CaseKind::Register, "")?,
            }))
        })
        .await
}

/// A setting an administrator may decide, with its new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Its word: a [`Name`]'s, or one of [`IMPORT_LIMITS`].
    pub name: &'static str,
    /// The value as the row keeps it.
    pub value: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// So many settings are different now.
    Changed(usize),
    /// Nothing is written: this one's value is none.
    NotUnderstood(&'static str),
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
        | Name::Demand => true,
        Name::ChangeCalled | Name::ManualBesideImport => false,
    }
}

/// The value as the row keeps it; none where it is no value of the setting, or not an administrator's to decide.
fn understood(one: &Decided) -> Option<String> {
    match Name::from_word(one.name) {
        Some(name) => {
            let mut settings = Settings::default();
            let taken = is_own(name) && settings.set(name, &one.value) == Read::Taken;
            taken.then(|| settings.value(name))
        }
        None => {
            let number = one.value.parse::<u16>().ok().filter(|number| 0 < *number)?;
            IMPORT_LIMITS.contains(&one.name).then(|| number.to_string())
        }
    }
}

/// Decides settings: all of them or none, an event for each that is different from before.
///
/// # Errors
/// [`StoreError`].
pub async fn save(world: &World, who: &Administrator, decided: &[Decided]) -> Result<Saved, StoreError> {
    let mut drawn: Vec<(Decided, Blank)> = Vec::new();
    for one in decided {
        match understood(one) {
            Some(value) => drawn.push((Decided { name: one.name, value }, Blank::draw(world))),
            None => return Ok(Saved::NotUnderstood(one.name)),
        }
    }
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::ChangeSettings)? {
                return Ok(Saved::Refused(reason));
            }
            let here = who.institution();
            let rows = store::institution_setting::of_institution(tx, here)?;
            let settings = Settings::from_rows(rows.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            let limits = thresholds(&rows);
            let mut changed = 0;
            for (one, blank) in &drawn {
                if in_force(&settings, limits, one.name) == one.value {
                    continue;
                }
                store::institution_setting::put(tx, here, one.name, &one.value)?;
                let event = blank.event(Kind::SettingChanged, &who.circumstances(), &[]);
                store::event::append(tx, &with(with(event, "setting", one.name), "value", &one.value))?;
                changed += 1;
            }
            Ok(Saved::Changed(changed))
        })
        .await
}

fn in_force(settings: &Settings, limits: Thresholds, name: &str) -> String {
    match Name::from_word(name) {
        Some(name) => settings.value(name),
        None if name == IMPORT_LIMITS[0] => limits.percent.to_string(),
        None if name == IMPORT_LIMITS[1] => limits.people.to_string(),
        None => limits.class_of.to_string(),
    }
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
