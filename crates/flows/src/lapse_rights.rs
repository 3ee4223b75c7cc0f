//! Rights that end by themselves: an external's last day, the last employment, a year without coming in.
//!
//! A job of the night (`lifetime`) walks all rights in force; what it would do is shown in a dry run, and each right is judged
//! again in the transaction that ends it. Source: product.md §9, §12. What it does not do: say when a right ends
//! (`rules::right_term` does).

use crate::administrators::{self, RECIPIENTS_MAX};
use crate::mail::{Language, Letter, Post, Values};
use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::event::Kind;
use rules::id::{GrantId, PersonId};
use rules::institution::InstitutionNumber;
use rules::right_term::{Held, Lapse, Why};
use rules::rights::facts::Right;
use std::collections::{BTreeMap, BTreeSet};
use store::affiliation::Affiliation;
use store::driver::Tx;
use store::error::StoreError;
use store::job_run::Mode;
use store::right_grant::RightGrant;

/// Rights that one transaction looks at.
const AT_ONCE: i64 = 500;

/// One right that something becomes of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where.
    pub institution: InstitutionNumber,
    /// Whose.
    pub person: PersonId,
    /// The right's word.
    pub right: String,
    /// What.
    pub lapse: Lapse,
}

/// Walks all rights in force; answers what becomes of which. Works in the calling thread.
///
/// # Errors
/// [`StoreError`].
pub fn run(world: &World, mode: Mode) -> Result<Vec<Line>, StoreError> {
    let mut report = Vec::new();
    let mut after = GrantId(i64::MIN);
    loop {
        let Looked { last, found } = world.db.blocking().read(move |tx| look(tx, after))?;
        for (grant, lapse) in found {
            let done = match mode {
                Mode::DryRun => Some(lapse),
                Mode::Real => settle(world, grant.clone())?,
            };
            if let Some(lapse) = done {
                let RightGrant { institution, person, right, .. } = grant;
                report.push(Line { institution, person, right, lapse });
            }
        }
        match last {
            Some(id) => after = id,
            None => return Ok(report),
        }
    }
}

/// Some of the rights in force.
struct Looked {
    /// The last one; none: there are no more.
    last: Option<GrantId>,
    /// Those of which something becomes.
    found: Vec<(RightGrant, Lapse)>,
}

/// The next rights, and what becomes of them.
fn look(tx: &mut Tx, after: GrantId) -> Result<Looked, StoreError> {
    let grants = store::right_grant::not_ended(tx, after, AT_ONCE)?;
    let last = grants.last().map(|grant| grant.id);
    let (mut found, mut judge) = (Vec::new(), Judge::default());
    for grant in grants {
        let lapse = judge.of(tx, &grant)?;
        if lapse != Lapse::Stays && !is_told(tx, &grant, lapse)? {
            found.push((grant, lapse));
        }
    }
    Ok(Looked { last, found })
}

/// Judges rights for the job, within one transaction that ends none of them: an institution's administrators are counted
/// once.
#[derive(Default)]
struct Judge {
    administrators: BTreeMap<InstitutionNumber, usize>,
}

impl Judge {
    fn of(&mut self, tx: &mut Tx, grant: &RightGrant) -> Result<Lapse, StoreError> {
        let administrators = match self.administrators.get(&grant.institution) {
            Some(count) => *count,
            None => {
                let count = administrators::of_administration(tx, &grant.institution)?.len();
                self.administrators.insert(grant.institution.clone(), count);
                count
            }
        };
        let held = administrators::held(tx, grant, administrators)?;
        Ok(rules::right_term::lapse(&held, tx.now()))
    }
}

/// Whether a right counts no more, though nobody has ended it yet: pages do not wait for the job. Its holder has these
/// affiliations. What can only lengthen a right is read where it would end without.
pub(crate) fn is_over(tx: &mut Tx, grant: &RightGrant, affiliations: &[Affiliation]) -> Result<bool, StoreError> {
    let now = tx.now();
    let is_over = |held: &Held| matches!(rules::right_term::lapse(held, now), Lapse::Ends(_));
    let mut held = administrators::held_at_least(tx, grant, affiliations)?;
    if !is_over(&held) {
        return Ok(false);
    }
    held.entered = administrators::entered(tx, grant)?;
    if !is_over(&held) {
        return Ok(false);
    }
    held.others = administrators::others(administrators::of_administration(tx, &grant.institution)?.len());
    Ok(is_over(&held))
}

/// Whether what is to be said was said already.
fn is_told(tx: &mut Tx, grant: &RightGrant, lapse: Lapse) -> Result<bool, StoreError> {
    let kept = store::administrator::of_institution(tx, &grant.institution)?;
    let own = kept.iter().find(|one| one.person == grant.person);
    Ok(match lapse {
        Lapse::Stays => true,
        Lapse::Ends(_) => false,
        Lapse::EndsSoon(end, _) => {
            let from = rules::right_term::notice_from(end);
            own.and_then(|own| own.warned).is_some_and(|warned| from <= warned)
        }
        Lapse::LastStays(until) => {
            let from = until.minus(rules::right_term::LAST_STAYS);
            own.and_then(|own| own.leaving_told).is_some_and(|told| from <= told)
        }
    })
}

/// Does what the rules say of a right at this moment; none where nothing is to be done any more.
fn settle(world: &World, grant: RightGrant) -> Result<Option<Lapse>, StoreError> {
    let blank = Blank::draw(world);
    let post = Post::draw(world, RECIPIENTS_MAX + 2);
    let operator = world.settings.operator_support.clone();
    world.db.blocking().write(move |tx| {
        let lapse = Judge::default().of(tx, &grant)?;
        if lapse == Lapse::Stays || is_told(tx, &grant, lapse)? {
            return Ok(None);
        }
        let is_administration = Right::of_word(&grant.right) == Right::UserAdministration;
        match lapse {
            Lapse::Stays => {}
            Lapse::Ends(why) => {
                let told = told(tx, &grant, &post)?;
                if !end(tx, &grant, (why, blank))? {
                    return Ok(None);
                }
                if is_administration {
                    let left = administrators::of_administration(tx, &grant.institution)?;
                    let more = if left.is_empty() { Some(operator.as_str()) } else { None };
                    tell(tx, &grant, (Letter::RightLapsed, lapse), (told, more, &post))?;
                }
            }
            Lapse::EndsSoon(_, _) => {
                store::administrator::warned(tx, &grant.institution, grant.person)?;
                let told = told(tx, &grant, &post)?;
                tell(tx, &grant, (Letter::RightLapsesSoon, lapse), (told, None, &post))?;
            }
            Lapse::LastStays(_) => {
                store::administrator::leaving_told(tx, &grant.institution, grant.person)?;
                let told = told(tx, &grant, &post)?;
                tell(tx, &grant, (Letter::LastAdministratorLeaves, lapse), (told, Some(&operator), &post))?;
            }
        }
        Ok(Some(lapse))
    })
}

fn end(tx: &mut Tx, grant: &RightGrant, (why, blank): (Why, Blank)) -> Result<bool, StoreError> {
    if !store::right_grant::end_one(tx, grant.id, why.word())? {
        return Ok(false);
    }
    if Right::of_word(&grant.right) == Right::UserAdministration {
        store::administrator::step_down(tx, &grant.institution, grant.person)?;
    }
    let circumstances = Circumstances::machine("job").at(&grant.institution);
    let event = blank.event(Kind::RightRevoked, &circumstances, &[grant.person]);
    store::event::append(tx, &with(with(event, "right", &grant.right), "why", why.word()))?;
    Ok(true)
}

/// All administrators of the institution, whoever it is about among them.
fn told(tx: &mut Tx, grant: &RightGrant, post: &Post) -> Result<BTreeSet<String>, StoreError> {
    let mut told: BTreeSet<String> = administrators::addresses(tx, post, &grant.institution)?.into_iter().collect();
    told.extend(administrators::address_of(tx, post, (&grant.institution, grant.person))?);
    Ok(told)
}

/// Tells them; where nobody is left to look after the institution, its own address and the operator too.
fn tell(
    tx: &mut Tx,
    grant: &RightGrant,
    (letter, lapse): (Letter, Lapse),
    (mut told, operator, post): (BTreeSet<String>, Option<&str>, &Post),
) -> Result<(), StoreError> {
    let institution = &grant.institution;
    if let Some(operator) = operator {
        told.extend(administrators::institution_address(tx, institution)?);
        told.extend(Some(operator.to_owned()).filter(|operator| crate::mail::is_address(operator)));
    }
    let (why, day) = match lapse {
        Lapse::Stays => ("", String::new()),
        Lapse::Ends(why) => (why.word(), String::new()),
        Lapse::EndsSoon(end, why) => (why.word(), rules::right_term::last_day(end).to_string()),
        Lapse::LastStays(until) => (Why::EmploymentEnded.word(), rules::right_term::last_day(until).to_string()),
    };
    let person = store::person::find(tx, grant.person)?.map(|person| person.shown().full()).unwrap_or_default();
    let values = Values::from([
        ("institution".to_owned(), store::institution::name(tx, institution)?.unwrap_or_default()),
        ("number".to_owned(), institution.to_string()),
        ("person".to_owned(), person),
        ("right".to_owned(), grant.right.clone()),
        ("reason".to_owned(), why.to_owned()),
        ("day".to_owned(), day),
    ]);
    for (nth, to) in told.iter().enumerate() {
        if let Some(mail) = post.letter(nth, (letter, Language::Danish), to, &values) {
            store::outbox::put(tx, &mail)?;
        }
    }
    Ok(())
}
