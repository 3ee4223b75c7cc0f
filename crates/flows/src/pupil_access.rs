//! Elevadgang: what a teacher or an administrator sees of the pupils they may help.
//!
//! Source: product.md §8. Everything is derived from the database at each call; a session only says who, by which of
//! the two buttons, and at which institution. What it does not do: open windows (`give_password` does), or say who may
//! (`rules::rights` does).

use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::group::{Group, GroupKind};
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::institution_setting::Settings;
use rules::reset_window::{AnyRight, Place, State};
use rules::rights::facts::{
    ActorFacts, AffiliationFacts, Block, Doors, Entry, InstitutionFacts, Object, PupilAt, PupilFacts, PupilSource,
    Right,
};
use rules::rights::verb::Verb;
use rules::rights::{Reason, Verdict, may, may_enter, own_groups};
use rules::session::Assurance;
use rules::user::PersonName;
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;
use store::pupil::Pupil;
use store::reset_window::ResetWindow;
use store::sso_session::SsoSessionId;

/// The source a hand-made affiliation has in the database.
pub const MANUAL_SOURCE: &str = "manual";

/// Whether no import told of it: attached by hand, or by an application.
pub(crate) fn is_by_hand(source: &str) -> bool {
    source == MANUAL_SOURCE || source == crate::application::APPLICATION_SOURCE
}

/// Who helps, by which button, where.
#[derive(Clone, Debug)]
pub struct Helper {
    /// Who.
    pub person: PersonId,
    /// The blue button or the grey one.
    pub entry: Entry,
    /// The login behind it.
    pub session: SsoSessionId,
    /// The institution they work at just now.
    pub institution: InstitutionNumber,
    /// Where they sit.
    pub address: IpAddr,
}

impl Helper {
    /// As what they act, in events.
    pub fn acting_as(&self) -> &'static str {
        match self.entry {
            Entry::Teacher => "teacher",
            Entry::Administrator => "administrator",
        }
    }

    pub(crate) fn circumstances(&self) -> Circumstances {
        Circumstances::person(self.person, self.acting_as(), self.address).at(&self.institution)
    }
}

/// What the rules need to know of the helper, read in this transaction.
pub(crate) struct Desk {
    pub(crate) actor: ActorFacts,
    pub(crate) settings: Settings,
    place: Place,
    number: InstitutionNumber,
    doors: Doors,
}

impl Desk {
    pub(crate) fn load(tx: &mut Tx, helper: &Helper) -> Result<Desk, StoreError> {
        let settings = settings_of(tx, &helper.institution)?;
        let actor = actor_facts(tx, helper)?;
        let place = settings.place(helper.address);
        let is_closed = store::institution::is_closed(tx, &helper.institution)?;
        let doors = if is_closed { Doors::Closed } else { Doors::Open };
        Ok(Desk { actor, settings, place, doors, number: helper.institution.clone() })
    }

    pub(crate) fn institution(&self) -> InstitutionFacts<'_> {
        InstitutionFacts { number: &self.number, settings: &self.settings, place: self.place, doors: self.doors }
    }

    pub(crate) fn enter(&self) -> Result<(), Reason> {
        allowed(may_enter(&self.actor, self.institution()))
    }

    /// Whether this may be done to this pupil.
    pub(crate) fn may(&self, tx: &mut Tx, verb: Verb, pupil: PersonId) -> Result<Result<(), Reason>, StoreError> {
        let facts = pupil_facts(tx, pupil, &self.number)?;
        Ok(allowed(may(&self.actor, verb, self.institution(), &Object::Pupil(facts))))
    }

    /// Whether this may be done at the institution.
    pub(crate) fn may_here(&self, verb: Verb) -> Result<(), Reason> {
        self.may_about(verb, &Object::Institution)
    }

    /// Whether this may be done to that.
    pub(crate) fn may_about(&self, verb: Verb, object: &Object) -> Result<(), Reason> {
        allowed(may(&self.actor, verb, self.institution(), object))
    }

    /// Whether menus and buttons for this are offered at all.
    pub(crate) fn stands(&self, verb: Verb) -> Result<(), Reason> {
        allowed(rules::rights::stands(&self.actor, verb, self.institution()))
    }
}

fn allowed(verdict: Verdict) -> Result<(), Reason> {
    match verdict {
        Verdict::Allowed => Ok(()),
        Verdict::Refused(reason) => Err(reason),
    }
}

/// An institution's settings.
///
/// # Errors
/// [`StoreError`].
pub fn settings_of(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Settings, StoreError> {
    let rows = store::institution_setting::of_institution(tx, institution)?;
    Ok(Settings::from_rows(rows.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// Classes count behind the blue button alone (`rules::rights::own_groups`), and are read there alone.
fn actor_facts(tx: &mut Tx, helper: &Helper) -> Result<ActorFacts, StoreError> {
    let by_class = helper.entry == Entry::Teacher;
    let attached = store::affiliation::active_of_person(tx, helper.person)?;
    let mut grants = Vec::new();
    for grant in store::right_grant::of_person(tx, helper.person)? {
        let here = grant.institution == helper.institution;
        if !(here && crate::lapse_rights::is_over(tx, &grant, &attached)?) {
            grants.push(grant);
        }
    }
    let mut affiliations = Vec::new();
    for one in attached {
        let teaches = by_class && one.institution == helper.institution && one.actor == Actor::Employee;
        let groups =
            if teaches { store::pupil::groups_of_employee(tx, helper.person, &one.institution)? } else { Vec::new() };
        affiliations.push(AffiliationFacts {
            institution: one.institution,
            actor: one.actor,
            roles: one.roles,
            groups: groups.into_iter().map(|group| (group.id, group.kind)).collect(),
        });
    }
    let lent = if by_class { store::substitute::of_person(tx, helper.person)? } else { Vec::new() };
    Ok(ActorFacts {
        person: helper.person,
        entry: helper.entry,
        assurance: assurance(tx, (helper.person, helper.session))?,
        affiliations,
        grants: grants.into_iter().map(|grant| (grant.institution, Right::of_word(&grant.right))).collect(),
        lent: lent.into_iter().map(|lent| (lent.institution, lent.group)).collect(),
    })
}

/// How sure the login is at this moment; an ended login proves nothing.
pub(crate) fn assurance(tx: &mut Tx, (person, session): (PersonId, SsoSessionId)) -> Result<Assurance, StoreError> {
    let Some(row) = store::sso_session::find(tx, session)? else { return Ok(Assurance::OneFactor) };
    let session = crate::sessions::as_law(&row);
    let lengths = crate::national::lengths_for(tx, &row)?;
    let own = row.person == person && row.ended.is_none();
    Ok(if own { rules::session::assurance(&session, &lengths, tx.now()) } else { Assurance::OneFactor })
}

/// What the rules need to know of a pupil, seen from one institution.
pub(crate) fn pupil_facts(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<PupilFacts, StoreError> {
    let affiliations = store::affiliation::active_of_person(tx, person)?;
    let grants = store::right_grant::of_person(tx, person)?;
    let actors: Vec<Actor> = affiliations.iter().map(|one| one.actor).collect();
    let any_right = if grants.is_empty() { AnyRight::None } else { AnyRight::Some };
    let imported_elsewhere = affiliations.iter().any(|one| one.institution != *at && !is_by_hand(&one.source));
    let groups = store::pupil::groups_of_pupil(tx, person, at)?;
    let here = store::pupil::attached(tx, person, at)?.into_iter().map(|(level, source)| PupilAt {
        institution: at.clone(),
        level,
        groups: groups.clone(),
        source: match (is_by_hand(&source), imported_elsewhere) {
            (false, _) => PupilSource::Imported,
            (true, true) => PupilSource::ManualBesideImport,
            (true, false) => PupilSource::Manual,
        },
    });
    let block = match store::person::find(tx, person)?.and_then(|found| found.block) {
        None => Block::None,
        Some(block) => block.by.map_or(Block::ByOperator, Block::By),
    };
    Ok(PupilFacts {
        person,
        at: here.collect(),
        eligibility: rules::reset_window::eligibility(&actors, any_right),
        block,
    })
}

/// Where somebody may help, by one of the buttons: for the switch at the top of the page.
///
/// # Errors
/// [`StoreError`].
pub async fn institutions(world: &World, person: PersonId, entry: Entry) -> Result<Vec<InstitutionNumber>, StoreError> {
    world
        .db
        .point(move |tx| {
            let mut numbers: Vec<InstitutionNumber> = match entry {
                Entry::Teacher => store::affiliation::active_of_person(tx, person)?
                    .into_iter()
                    .filter(|one| one.actor == Actor::Employee)
                    .map(|one| one.institution)
                    .collect(),
                Entry::Administrator => store::right_grant::of_person(tx, person)?
                    .into_iter()
                    .filter(|grant| {
                        matches!(
                            Right::of_word(&grant.right),
                            Right::UserAdministration | Right::PupilAccessAdministrator
                        )
                    })
                    .map(|grant| grant.institution)
                    .collect(),
            };
            numbers.sort();
            numbers.dedup();
            Ok(numbers)
        })
        .await
}

/// Which pupils to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// One group.
    Group(GroupId),
    /// All the helper may help.
    All,
    /// The first group there is.
    First,
}

/// Which pupils to show, and which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of whom.
    pub choice: Choice,
    /// Only those whose name or user name holds this; empty: all.
    pub query: String,
    /// Only those with a window open now, or all.
    pub windows: Windows,
}

impl Wanted {
    /// All of these.
    pub fn all(choice: Choice) -> Wanted {
        Wanted { choice, query: String::new(), windows: Windows::Any }
    }

    fn fits(&self, pupil: &Pupil) -> bool {
        let wanted = self.query.to_lowercase();
        wanted.is_empty()
            || pupil.shown.full().to_lowercase().contains(&wanted)
            || pupil.username.as_str().contains(&wanted)
    }
}

/// Pupils by their windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Windows {
    /// Whether they have one or not.
    Any,
    /// Those who may get a new password now.
    Open,
}

/// Whether a list is opened or looked at again: a live refresh within the session writes no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A page is opened.
    Opened,
    /// The same page asks for news.
    Again,
}

/// The page of pupils.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Groups to choose among.
    pub groups: Vec<Group>,
    /// The one that is shown; none: all.
    pub chosen: Option<GroupId>,
    /// The pupils that were asked for, unsorted.
    pub pupils: Vec<PupilRow>,
    /// How many there are before the search.
    pub of: usize,
    /// Who opened more windows in an hour than administrators should know of: for the grey button alone.
    pub many_windows: Vec<ManyWindows>,
}

/// An adult who opened many windows lately.
#[derive(Clone, Debug)]
pub struct ManyWindows {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: PersonName,
    /// How many.
    pub windows: i64,
}

/// A pupil with what the list says.
#[derive(Clone, Debug)]
pub struct PupilRow {
    /// Who, and the password without the password.
    pub pupil: Pupil,
    /// The newest window of today.
    pub window: Option<crate::give_password::WindowNow>,
    /// Whether this helper may give a new password.
    pub may_give: Result<(), Reason>,
}

/// How long the list remembers what became of a window.
const WINDOWS_SHOWN_FOR: rules::time::Millis = rules::time::Millis::hours(12);

/// Reads the page; an opened page is remembered as a look at every pupil on it, before it leaves.
///
/// # Errors
/// [`StoreError`].
pub async fn overview(
    world: &World,
    helper: &Helper,
    wanted: Wanted,
    look: Look,
) -> Result<Result<Overview, Reason>, StoreError> {
    let asked = helper.clone();
    let found = world.db.read(move |tx| read_overview(tx, &asked, &wanted)).await?;
    let Ok(overview) = found else { return Ok(found) };
    if look == Look::Opened && !overview.pupils.is_empty() {
        let about: Vec<PersonId> = overview.pupils.iter().map(|row| row.pupil.person).collect();
        let event = Blank::draw(world).event(Kind::PeopleShown, &helper.circumstances(), &about);
        let event = with(event, "page", "elevadgang");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(Ok(overview))
}

/// One pupil this helper may see.
///
/// # Errors
/// [`StoreError`].
pub async fn one(world: &World, helper: &Helper, pupil: PersonId) -> Result<Result<PupilRow, Reason>, StoreError> {
    let helper = helper.clone();
    world
        .db
        .read(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            if let Err(reason) = desk.enter() {
                return Ok(Err(reason));
            }
            let Some(pupil) = store::pupil::at_institution(tx, &helper.institution, pupil)? else {
                return Ok(Err(Reason::NotYourPupil));
            };
            let is_theirs = match helper.entry {
                Entry::Administrator => true,
                Entry::Teacher => {
                    let own = own_groups(&desk.actor, desk.institution());
                    let of_pupil = store::pupil::groups_of_pupil(tx, pupil.person, &helper.institution)?;
                    of_pupil.iter().any(|group| own.contains(group))
                }
            };
            if !is_theirs {
                return Ok(Err(Reason::NotYourPupil));
            }
            let windows = windows(tx, &helper)?;
            Ok(Ok(row(tx, &desk, &windows, pupil)?))
        })
        .await
}

fn windows(tx: &mut Tx, helper: &Helper) -> Result<Vec<ResetWindow>, StoreError> {
    let since = tx.now().minus(WINDOWS_SHOWN_FOR);
    store::reset_window::since(tx, &helper.institution, since)
}

fn newest(windows: &[ResetWindow], pupil: PersonId) -> Option<&ResetWindow> {
    windows.iter().rev().find(|window| window.person == pupil)
}

fn row(tx: &mut Tx, desk: &Desk, windows: &[ResetWindow], pupil: Pupil) -> Result<PupilRow, StoreError> {
    let window = match newest(windows, pupil.person) {
        Some(window) => Some(crate::give_password::window_now(tx, window)?),
        None => None,
    };
    let may_give = desk.may(tx, Verb::OpenWindow, pupil.person)?;
    Ok(PupilRow { pupil, window, may_give })
}

fn read_overview(tx: &mut Tx, helper: &Helper, wanted: &Wanted) -> Result<Result<Overview, Reason>, StoreError> {
    let desk = Desk::load(tx, helper)?;
    if let Err(reason) = desk.enter() {
        return Ok(Err(reason));
    }
    let groups = groups(tx, &desk, helper)?;
    let chosen = match &wanted.choice {
        Choice::Group(id) => match groups.iter().find(|group| group.id == *id) {
            Some(group) => Some(group.id),
            None => return Ok(Err(Reason::NotYourPupil)),
        },
        Choice::First => groups.first().map(|group| group.id),
        Choice::All => None,
    };
    let mut pupils = match (chosen, helper.entry) {
        (Some(group), _) => store::pupil::of_group(tx, group)?,
        (None, Entry::Administrator) => store::pupil::of_institution(tx, &helper.institution)?,
        (None, Entry::Teacher) => of_groups(tx, &groups)?,
    };
    let of = pupils.len();
    let (now, windows) = (tx.now(), windows(tx, helper)?);
    let is_open = |pupil: &Pupil| {
        newest(&windows, pupil.person).is_some_and(|window| matches!(window.state(now), State::Open { .. }))
    };
    // What is not asked for is neither judged nor shown to anybody.
    pupils.retain(|pupil| wanted.fits(pupil) && (wanted.windows == Windows::Any || is_open(pupil)));
    let mut rows = Vec::with_capacity(pupils.len());
    for pupil in pupils {
        rows.push(row(tx, &desk, &windows, pupil)?);
    }
    let many_windows = match helper.entry {
        Entry::Teacher => Vec::new(),
        Entry::Administrator => many_windows(tx, &helper.institution)?,
    };
    Ok(Ok(Overview { groups, chosen, pupils: rows, of, many_windows }))
}

/// Who opened more windows within an hour than administrators should know of.
pub(crate) fn many_windows(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<ManyWindows>, StoreError> {
    let since = tx.now().minus(rules::reset_window::SHOWN_TO_ADMINISTRATORS_SPAN);
    let above = i64::from(rules::reset_window::SHOWN_TO_ADMINISTRATORS_ABOVE);
    let mut many = Vec::new();
    for (person, windows) in store::reset_window::many_by_one(tx, institution, since, above)? {
        if let Some(found) = store::person::find(tx, person)? {
            many.push(ManyWindows { person, shown: found.shown().clone(), windows });
        }
    }
    Ok(many)
}

/// The groups to choose among: a teacher's own, an administrator's whole institution.
fn groups(tx: &mut Tx, desk: &Desk, helper: &Helper) -> Result<Vec<Group>, StoreError> {
    let all = store::pupil::groups_of_institution(tx, &helper.institution)?;
    let own = own_groups(&desk.actor, desk.institution());
    let shown = |group: &Group| match helper.entry {
        Entry::Teacher => own.contains(&group.id),
        Entry::Administrator => group.kind == GroupKind::Main || desk.settings.group_kinds.contains(&group.kind),
    };
    Ok(all.into_iter().filter(shown).collect())
}

fn of_groups(tx: &mut Tx, groups: &[Group]) -> Result<Vec<Pupil>, StoreError> {
    let mut pupils: Vec<Pupil> = Vec::new();
    for group in groups {
        for pupil in store::pupil::of_group(tx, group.id)? {
            if pupils.iter().all(|known| known.person != pupil.person) {
                pupils.push(pupil);
            }
        }
    }
    Ok(pupils)
}
