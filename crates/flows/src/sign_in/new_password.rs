//! A new password: proposed, practised or chosen, and confirmed. After a window, knowing the old one, or after the eID.
//!
//! Until it is confirmed the old one stands. Then it replaces the version that was read, the person's other sessions
//! end, and what was guessed before counts no more. Source: product.md §5 and §8. What it does not do: let anybody but
//! this browser see it.

use crate::help_child::may_help;
use crate::password_door::subject_of;
use crate::remember::with;
use crate::sessions;
use crate::sign_in::claim::standing_claim;
use crate::sign_in::code;
use crate::sign_in::onward::{self, Arrival, EidReaches};
use crate::sign_in::passage::{self, Making, NewBy, Passage, Proven, Step};
use crate::sign_in::password::text_of;
use crate::sign_in::{At, Broken, Finished, Next, Notice, Purpose};
use crate::standing::Standing;
use crate::world::World;
use crypto::password::StoredHash;
use crypto::pool::{Checked, Made};
use crypto::queue::Line;
use crypto::secret::SecretText;
use rules::event::Kind;
use rules::id::PersonId;
use rules::password::{self, Form, History, Owner, PROPOSALS_MAX, Proposal, Verdict, canonical_text};
use rules::pictures::{NoCode, PictureCode, Practice};
use rules::reset_window::{Eligibility, Proof};
use rules::session::Method;
use store::credential::{ChosenBy, NewCredential, Replaced, SetHow};
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;

/// How often a proposal that was one of the last five is drawn anew; each time is one in thousands.
const REDRAWS_MAX: usize = 4;

struct Facts {
    person: Person,
    hashes: Vec<Vec<u8>>,
    line: Line,
    form: Form,
}

async fn facts(world: &World, passage: &Passage) -> Result<Option<Facts>, Broken> {
    let (Some(id), Some(making)) = (passage.person(), passage.state.making.clone()) else {
        return Ok(None);
    };
    let found = world
        .db
        .read(move |tx| {
            let Some(person) = store::person::find(tx, id)? else {
                return Ok(None);
            };
            let hashes = store::credential::last_hashes(tx, id)?;
            let standing = Standing::load(tx, &person)?;
            let school = standing.first_school().map(|number| number.as_str().to_owned());
            let line = school.map_or(Line::Stranger(0), Line::Institution);
            Ok(Some(Facts { person, hashes, line, form: making.form }))
        })
        .await?;
    Ok(found)
}

enum Used {
    Fresh,
    Recently,
    Overloaded,
}

async fn used(world: &World, facts: &Facts, secret: &SecretText) -> Result<Used, Broken> {
    for hash in &facts.hashes {
        let stored = StoredHash::decode(hash)?;
        let checked = world.hashing.verify(Some(stored), facts.person.id, facts.line.clone(), secret.clone()).await?;
        match checked {
            Checked::Right { .. } => return Ok(Used::Recently),
            Checked::Wrong => {}
            Checked::Overloaded => return Ok(Used::Overloaded),
        }
    }
    Ok(Used::Fresh)
}

/// Draws the proposal the page shows, where none is there. A reload shows the same one until it is confirmed.
pub(crate) async fn prepare(world: &World, at: &At, passage: &Passage) -> Result<Next, Broken> {
    let Some(facts) = facts(world, passage).await? else {
        return Ok(Next::Gone);
    };
    let mut chance = world.chance();
    let names = facts.person.names();
    let owner = Owner { names: &names, username: &facts.person.username };
    let mut proposal = password::propose(facts.form, owner, &mut chance);
    for _ in 0..REDRAWS_MAX {
        match used(world, &facts, &text_of(&proposal.canonical_bytes())).await? {
            Used::Fresh => break,
            Used::Overloaded => return Ok(Next::Busy),
            Used::Recently => proposal = password::propose(facts.form, owner, &mut chance),
        }
    }
    passage::change(world, at, move |_, passage| {
        if passage.step == Step::NewPassword
            && passage.secrets.proposal.is_none()
            && let Some(making) = &mut passage.state.making
        {
            making.proposals += 1;
            passage.secrets.proposal = Some(proposal.clone());
        }
        Ok(())
    })
    .await
}

/// *Giv mig et andet forslag*: words only, a few times.
///
/// # Errors
/// Where the database is broken.
pub async fn another(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |_, passage| {
        let Some(making) = passage.state.making.clone().filter(|_| passage.step == Step::NewPassword) else {
            return Ok(());
        };
        if making.form == Form::Pictures || PROPOSALS_MAX <= making.proposals {
            passage.state.notice = Some(Notice::NoMoreProposals);
            return Ok(());
        }
        passage.secrets.proposal = None;
        // What was wrong with an own choice was said of that try; a new proposal begins a new one.
        passage.state.making = Some(Making { refused: Vec::new(), ..making });
        passage.state.notice = None;
        Ok(())
    })
    .await
}

/// *Jeg kan dem. Prøv nu*: the four pictures are hidden and tapped once.
///
/// # Errors
/// Where the database is broken.
pub async fn ready(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |_, passage| {
        if passage.step == Step::NewPassword && matches!(passage.secrets.proposal, Some(Proposal::Pictures(_))) {
            passage.secrets.picked.clear();
            passage.go(Step::Practise, None);
        }
        Ok(())
    })
    .await
}

/// One practice round. The code becomes active when the four were tapped once, in order.
pub(crate) async fn practise(world: &World, at: &At, tapped: Result<PictureCode, NoCode>) -> Result<Next, Broken> {
    let Some(passage) = passage::read_now(world, at).await? else {
        return Ok(Next::Gone);
    };
    let (Some(Proposal::Pictures(code)), Some(making)) = (&passage.secrets.proposal, &passage.state.making) else {
        return Ok(Next::Page);
    };
    let round = match &tapped {
        Ok(tapped) => code.practise(tapped, making.misses),
        Err(NoCode::Missing(missing)) => {
            let notice = Notice::PicturesMissing(*missing);
            return passage::change(world, at, move |_, passage| {
                passage.state.notice = Some(notice);
                Ok(())
            })
            .await;
        }
        Err(NoCode::TooMany | NoCode::Repeated) => Practice::Wrong,
    };
    if round == Practice::Right {
        let secret = text_of(&code.canonical_bytes());
        return confirm(world, at, &passage, (secret, ChosenBy::Server)).await;
    }
    passage::change(world, at, move |_, passage| {
        let (Step::Practise, Some(making)) = (passage.step, &mut passage.state.making) else {
            return Ok(());
        };
        making.misses += 1;
        passage.secrets.picked.clear();
        match round {
            Practice::ShowAgain => passage.go(Step::NewPassword, Some(Notice::PracticeShownAgain)),
            Practice::Wrong | Practice::Right => passage.go(Step::Practise, Some(Notice::PracticeMissed)),
        }
        Ok(())
    })
    .await
}

/// *Næste*: the proposed words become the password.
///
/// # Errors
/// Where the database or the pool is broken.
pub async fn accept(world: &World, at: &At) -> Result<Next, Broken> {
    let Some(passage) = passage::read_now(world, at).await? else {
        return Ok(Next::Gone);
    };
    match &passage.secrets.proposal {
        Some(Proposal::Text(text)) => {
            let secret = SecretText::new(canonical_text(text.reveal()));
            confirm(world, at, &passage, (secret, ChosenBy::Server)).await
        }
        Some(Proposal::Pictures(_)) | None => Ok(Next::Page),
    }
}

/// A password of their own; refused with every reason.
///
/// # Errors
/// Where the database or the pool is broken.
pub async fn choose_own(world: &World, at: &At, typed: SecretText) -> Result<Next, Broken> {
    let Some(passage) = passage::read_now(world, at).await? else {
        return Ok(Next::Gone);
    };
    let Some(facts) = facts(world, &passage).await?.filter(|_| passage.step == Step::NewPassword) else {
        return Ok(Next::Page);
    };
    let names = facts.person.names();
    let owner = Owner { names: &names, username: &facts.person.username };
    let text = canonical_text(typed.reveal());
    let mut verdict = password::judge_chosen(&text, facts.form, owner, History::Fresh);
    if verdict == Verdict::Accepted {
        match used(world, &facts, &SecretText::new(text.clone())).await? {
            Used::Fresh => {}
            Used::Recently => verdict = password::judge_chosen(&text, facts.form, owner, History::RecentlyUsed),
            Used::Overloaded => return Ok(Next::Busy),
        }
    }
    match verdict {
        Verdict::Accepted => confirm(world, at, &passage, (SecretText::new(text), ChosenBy::Person)).await,
        Verdict::Refused(reasons) => {
            passage::change(world, at, move |_, passage| {
                if let Some(making) = &mut passage.state.making {
                    making.refused.clone_from(&reasons);
                }
                passage.state.notice = None;
                Ok(())
            })
            .await
        }
    }
}

async fn confirm(
    world: &World,
    at: &At,
    passage: &Passage,
    (secret, chosen_by): (SecretText, ChosenBy),
) -> Result<Next, Broken> {
    let Some(facts) = facts(world, passage).await? else {
        return Ok(Next::Gone);
    };
    let person = facts.person.id;
    let hash = match world.hashing.hash(person, facts.line, secret).await? {
        Made::Hash(hash) => hash.encode(),
        Made::Overloaded => return Ok(Next::Busy),
    };
    passage::act(world, at, move |tx, passage, arrival| {
        let Some(making) = passage.state.making.clone().filter(|_| makes(passage, person)) else {
            return Ok(None);
        };
        confirmed(tx, passage, (&making, &hash, chosen_by), arrival)
    })
    .await
}

fn makes(passage: &Passage, person: PersonId) -> bool {
    passage.person() == Some(person) && matches!(passage.step, Step::NewPassword | Step::Practise)
}

fn confirmed(
    tx: &mut Tx,
    passage: &mut Passage,
    (making, hash, chosen_by): (&Making, &[u8], ChosenBy),
    arrival: &Arrival,
) -> Result<Option<Finished>, StoreError> {
    let Some(id) = passage.person() else {
        return Ok(None);
    };
    let Some(person) = store::person::find(tx, id)? else {
        return Ok(None);
    };
    let standing = Standing::load(tx, &person)?;
    if let NewBy::Parent { parent, .. } = making.by
        && !may_help(tx, parent, id)?
    {
        passage.forget_person();
        passage.state.notice = Some(Notice::NotHelped);
        return Ok(None);
    }
    let window = match making.by {
        NewBy::Window => match standing_claim(tx, passage)? {
            Some((window, Proof::Complete)) if standing.eligibility() == Eligibility::MayGet => Some(window),
            Some(_) | None => {
                passage.forget_person();
                passage.state.notice = Some(Notice::WindowOver);
                return Ok(None);
            }
        },
        NewBy::OldOne(_) | NewBy::Code(_) | NewBy::Eid(_) | NewBy::Parent { .. } => None,
    };
    let one_time = match making.by {
        NewBy::Code(id) => match code::standing_code(tx, passage, id)? {
            Some(code) => Some(code),
            None => {
                passage.forget_person();
                passage.state.notice = Some(Notice::CodeOver);
                return Ok(None);
            }
        },
        NewBy::Window | NewBy::OldOne(_) | NewBy::Eid(_) | NewBy::Parent { .. } => None,
    };
    let held = store::credential::find(tx, id)?;
    let expected = match making.by {
        NewBy::Window | NewBy::Code(_) => held.as_ref().map(|held| held.version),
        NewBy::OldOne(version) => Some(version),
        NewBy::Eid(version) | NewBy::Parent { version, .. } => version,
    };
    let parent = match making.by {
        NewBy::Parent { parent, .. } => Some(parent),
        NewBy::Window | NewBy::Code(_) | NewBy::OldOne(_) | NewBy::Eid(_) => None,
    };
    let asked_by = one_time.as_ref().map(|code| code.asked_by);
    let new = NewCredential {
        person: id,
        form: making.form,
        hash: hash.to_vec(),
        stage: standing.stage,
        chosen_by,
        set_how: how(making.by),
        set_by: window.as_ref().map(|window| window.opened_by).or(parent).or(asked_by),
        reset_window: window.as_ref().map(|window| window.id),
    };
    let Replaced::Current(version) = store::credential::replace(tx, &new, expected)? else {
        passage.forget_person();
        passage.state.notice = Some(Notice::Overtaken);
        return Ok(None);
    };
    if let Some(window) = &window {
        store::reset_window::done(tx, window.id, &passage.row.browser_hash, version)?;
    }
    if let Some(code) = &one_time {
        store::one_time_code::done(tx, code.id, &passage.row.browser_hash)?;
    }
    // Neither a window nor a code knows who sits there: no session of before lives on.
    let kept = passage.session().filter(|_| window.is_none() && one_time.is_none());
    sessions::end_all(tx, id, kept, "new_password")?;
    store::guess::clear(tx, &subject_of(id))?;
    let mut from = parent.map_or_else(|| arrival.by(id, "self"), |parent| arrival.by(parent, "parent"));
    if let Some(window) = &window {
        from = from.at(&window.institution);
    }
    if let Some(one_time) = &one_time {
        from = code::from(tx, one_time, from)?;
    }
    let event = arrival.first.event(Kind::PasswordSet, &from, &[id]);
    let event = with(with(event, "how", how(making.by).word()), "chosen_by", chosen_by.word());
    store::event::append(tx, &event)?;
    let eid = onward::reaches_by_eid(tx, passage, &standing)?;
    after(passage, version, eid);
    onward::proceed(tx, passage, arrival)
}

fn how(by: NewBy) -> SetHow {
    match by {
        NewBy::Window => SetHow::ResetWindow,
        NewBy::OldOne(_) => SetHow::OwnChange,
        NewBy::Code(_) => SetHow::OneTimeCode,
        NewBy::Eid(_) | NewBy::Parent { .. } => SetHow::Eid,
    }
}

/// The new password is proof enough; an eID that came before stays the stronger one where it reaches the service.
fn after(passage: &mut Passage, version: i64, eid: EidReaches) {
    let before = passage.state.proven;
    passage.state.proven = Some(match before {
        Some(proven) if proven.method == Method::Eid && eid == EidReaches::Yes => {
            Proven { password_version: Some(version), ..proven }
        }
        Some(_) | None => Proven { method: Method::Password, two_factor: None, password_version: Some(version) },
    });
    passage.state.purpose = Purpose::LogIn;
    passage.state.first = Purpose::LogIn;
    passage.state.making = None;
    passage.secrets = passage::Secrets::default();
    passage.state.holder = None;
    passage.row.reset_window = None;
    passage.state.notice = Some(Notice::PasswordChanged);
}
