//! *Overblik*: an institution's people in figures, its imports, and what waits for somebody to do it.
//!
//! Source: product.md §9. Names stand here only for those whose right opens *Brugere*; the look is then remembered. What
//! it does not do: change anything.

use crate::pupil_access::{ManyWindows, many_windows};
use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::{Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::import_run::{ImportRun, Outcome};
use store::institution_figures::{Elsewhere, People};

/// Affiliations that end within this time are told of.
pub const EXPIRES_SOON: Millis = Millis::days(31);
/// How many people one list of the page names.
const NAMED_MAX: i64 = 10;

/// One source and what became of its last load.
#[derive(Clone, Debug)]
pub struct SourceState {
    /// Its name.
    pub name: String,
    /// When it was last loaded.
    pub loaded: Instant,
    /// How many lines of that load were refused or remarked on.
    pub notices: i64,
    /// Whether a later file waits for an administrator.
    pub held: bool,
}

/// The page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Who belongs here.
    pub people: People,
    /// The institution's sources, by name.
    pub sources: Vec<SourceState>,
    /// The newest file that came, whatever became of it.
    pub last_file: Option<ImportRun>,
    /// Affiliations that end soon unless confirmed.
    pub expiring: i64,
    /// Data requests that wait for an answer.
    pub requests: i64,
    /// One-time codes that wait for somebody's yes.
    pub codes: i64,
    /// Who opened many windows.
    pub many_windows: Vec<ManyWindows>,
    /// Own people whom another institution attached by hand.
    pub elsewhere: Vec<Elsewhere>,
}

impl Overview {
    /// How many lines of the last loads were refused or remarked on.
    pub fn notices(&self) -> i64 {
        self.sources.iter().map(|source| source.notices).sum()
    }

    /// How many sources have a file that waits.
    pub fn held(&self) -> usize {
        self.sources.iter().filter(|source| source.held).count()
    }
}

/// Reads the page; the people it names are remembered as looked at before it leaves.
///
/// # Errors
/// [`StoreError`].
pub async fn see(world: &World, administrator: &Administrator) -> Result<Result<Overview, Reason>, StoreError> {
    let asked = administrator.clone();
    let found = world.db.read(move |tx| read(tx, &asked)).await?;
    let Ok(overview) = found else { return Ok(found) };
    let named = overview.many_windows.iter().map(|one| one.person);
    let about: Vec<PersonId> = named.chain(overview.elsewhere.iter().map(|one| one.person)).collect();
    if !about.is_empty() {
        let event = Blank::draw(world).event(Kind::PeopleShown, &administrator.circumstances(), &about);
        let event = with(event, "page", "ba/overblik");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(Ok(overview))
}

fn read(tx: &mut Tx, administrator: &Administrator) -> Result<Result<Overview, Reason>, StoreError> {
    let desk = administrator.desk(tx)?;
    if let Err(reason) = desk.may_here(Verb::SeeOverview) {
        return Ok(Err(reason));
    }
    let here = administrator.institution();
    let names_people = desk.may_here(Verb::SeeUsers).is_ok();
    let soon = tx.now().plus(EXPIRES_SOON);
    Ok(Ok(Overview {
        people: store::institution_figures::people(tx, here)?,
        sources: sources(tx, administrator)?,
        last_file: last_file(tx, administrator)?,
        expiring: store::institution_figures::expiring(tx, here, soon)?,
        requests: store::institution_figures::requests(tx, here)?,
        codes: if names_people { crate::one_time_code::list::count_waiting(tx, here)? } else { 0 },
        many_windows: if names_people { many_windows(tx, here)? } else { Vec::new() },
        elsewhere: if names_people { store::institution_figures::elsewhere(tx, here, NAMED_MAX)? } else { Vec::new() },
    }))
}

fn sources(tx: &mut Tx, administrator: &Administrator) -> Result<Vec<SourceState>, StoreError> {
    let mut states = Vec::new();
    for source in store::import_source::of_institution(tx, administrator.institution())? {
        states.push(SourceState {
            notices: store::institution_figures::notices(tx, source.last_run)?,
            name: source.name,
            loaded: source.at,
            held: source.held_run.is_some(),
        });
    }
    Ok(states)
}

/// The newest file, where something kept it from being loaded.
fn last_file(tx: &mut Tx, administrator: &Administrator) -> Result<Option<ImportRun>, StoreError> {
    let newest = store::import_run::of_institution(tx, administrator.institution(), 1)?.pop();
    Ok(newest.filter(|run| match run.outcome {
        Outcome::Held | Outcome::Refused => true,
        Outcome::Accepted | Outcome::AcceptedWithNotices | Outcome::Replaced | Outcome::Rejected => false,
    }))
}
