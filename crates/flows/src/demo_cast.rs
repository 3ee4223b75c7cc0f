//! The demo's cast gets what a school would have given it long ago: the user name that stands in the README, a
//! password everybody knows, rights, a lent class, a block.
//!
//! Source: product.md §15. Passwords are really hashed. What it does not do: run anywhere but in a demo, or make
//! people; those come by import.

use crate::settings::Mode;
use crate::world::World;
use crypto::secret::SecretText;
use rules::affiliation::{Stage, StageFact};
use rules::cpr::Cpr;
use rules::event::{Doer, Kind, NewEvent};
use rules::id::{EventId, GrantId, GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::password::{Form, Holder, SchoolForm, canonical_text};
use rules::pictures::PictureCode;
use rules::time::Millis;
use rules::user::Username;
use store::credential::{ChosenBy, NewCredential, SetHow};
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;
use store::right_grant::NewGrant;
use store::substitute::Substitute;

/// One member of the cast and what they get.
#[derive(Clone)]
pub struct Member {
    /// Who: the import has created them.
    pub cpr: Cpr,
    /// The user name they are to have.
    pub username: Username,
    /// Their password.
    pub password: KnownPassword,
    /// What else they get.
    pub gifts: Vec<Gift>,
}

/// A password everybody knows.
#[derive(Clone)]
pub enum KnownPassword {
    /// None is given.
    None,
    /// Four pictures.
    Pictures(PictureCode),
    /// Text.
    Text(String),
}

/// Something the school has given or done.
#[derive(Clone, Debug)]
pub enum Gift {
    /// A right at an institution, for good or for so long.
    Right {
        /// Where.
        institution: InstitutionNumber,
        /// Its word.
        right: &'static str,
        /// Over after so long; none: for good.
        lasts: Option<Millis>,
    },
    /// Being the primary administrator.
    Primary {
        /// Where.
        institution: InstitutionNumber,
    },
    /// A class, for so long.
    LentClass {
        /// Where.
        institution: InstitutionNumber,
        /// The class.
        group: GroupId,
        /// By whom.
        by: PersonId,
        /// For how long.
        lasts: Millis,
    },
    /// A block, with the reason the pupil is shown.
    Block {
        /// By whom.
        institution: InstitutionNumber,
        /// Why.
        reason: &'static str,
    },
}

/// What became of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// All is given.
    Everything,
    /// Nobody has this number: the import refused the person.
    Nobody,
    /// This is no demo: nothing was written.
    NotADemo,
}

/// Gives one member everything, in one transaction. Blocks: hashing takes its 15 ms here.
///
/// # Errors
/// [`StoreError`].
pub fn give(world: &World, member: &Member) -> Result<Given, StoreError> {
    if world.settings.mode != Mode::Demo {
        return Ok(Given::NotADemo);
    }
    let Some((person, stage)) = find(world, &member.cpr)? else {
        return Ok(Given::Nobody);
    };
    let credential = credential(world, member, person.id, stage);
    let username = member.username.clone();
    let gifts = draw(world, member);
    world.db.blocking().write(move |tx| {
        if person.username != username && store::person::rename(tx, person.id, &person.username, &username)? {
            store::event::append(tx, &gifts.renamed.about(person.id))?;
        }
        if let Some(new) = &credential {
            let old = store::credential::find(tx, person.id)?.map(|old| old.version);
            store::credential::replace(tx, new, old)?;
            store::event::append(tx, &gifts.password_set.about(person.id))?;
        }
        for (gift, row, told) in &gifts.rows {
            hand_over(tx, person.id, gift, *row)?;
            store::event::append(tx, &told.about(person.id))?;
        }
        Ok(())
    })?;
    Ok(Given::Everything)
}

/// The person with this number, as the database knows them now.
///
/// # Errors
/// [`StoreError`].
pub fn person(world: &World, cpr: &Cpr) -> Result<Option<Person>, StoreError> {
    let index = world.vault.blind_index(cpr);
    world.db.blocking().read(move |tx| store::person::find_by_cpr(tx, &index))
}

fn find(world: &World, cpr: &Cpr) -> Result<Option<(Person, Stage)>, StoreError> {
    let Some(person) = person(world, cpr)? else {
        return Ok(None);
    };
    let id = person.id;
    let affiliations = world.db.blocking().read(move |tx| store::affiliation::active_of_person(tx, id))?;
    let facts: Vec<StageFact> =
        affiliations.iter().map(|one| StageFact { actor: one.actor, level: one.level }).collect();
    let stage = rules::affiliation::stage(&facts, person.birth, world.now().day_in_denmark());
    Ok(Some((person, stage)))
}

fn credential(world: &World, member: &Member, person: PersonId, stage: Stage) -> Option<NewCredential> {
    let (form, secret) = match &member.password {
        KnownPassword::None => return None,
        KnownPassword::Pictures(code) => {
            (Form::Pictures, String::from_utf8_lossy(&code.canonical_bytes()).into_owned())
        }
        KnownPassword::Text(text) => {
            let form = rules::password::assigned_form(stage, SchoolForm::ByStage, Holder::OnlyPupil);
            (form, canonical_text(text))
        }
    };
    let hash = world.hashing.hash_here(person, &SecretText::new(secret)).encode();
    let (chosen_by, set_how) = (ChosenBy::Server, SetHow::Command);
    Some(NewCredential { person, form, hash, stage, chosen_by, set_how, set_by: None, reset_window: None })
}

/// Everything that is drawn before the transaction.
struct Drawn {
    renamed: Told,
    password_set: Told,
    rows: Vec<(Gift, i64, Told)>,
}

fn draw(world: &World, member: &Member) -> Drawn {
    let rows = member.gifts.iter().map(|gift| {
        let (kind, institution) = match gift {
            Gift::Right { institution, .. } => (Kind::RightGranted, institution),
            Gift::Primary { institution } => (Kind::AdministratorChanged, institution),
            Gift::LentClass { institution, .. } => (Kind::SubstituteGiven, institution),
            Gift::Block { institution, .. } => (Kind::PersonBlocked, institution),
        };
        (gift.clone(), world.draw_id(), Told::draw(world, kind, Some(institution)))
    });
    Drawn {
        rows: rows.collect(),
        renamed: Told::draw(world, Kind::UsernameChanged, None),
        password_set: Told::draw(world, Kind::PasswordSet, None),
    }
}

/// An event that lacks only its subject.
struct Told(NewEvent);

impl Told {
    fn draw(world: &World, kind: Kind, institution: Option<&InstitutionNumber>) -> Told {
        Told(NewEvent {
            id: EventId(world.draw_id()),
            salt: world.chance().bytes(),
            kind,
            doer: Doer::Machine("demo".to_owned()),
            institution: institution.cloned(),
            address: String::new(),
            subjects: Vec::new(),
            payload: Vec::new(),
        })
    }

    fn about(&self, person: PersonId) -> NewEvent {
        NewEvent { subjects: vec![person], ..self.0.clone() }
    }
}

fn hand_over(tx: &mut Tx, person: PersonId, gift: &Gift, row: i64) -> Result<(), StoreError> {
    let now = tx.now();
    match gift {
        Gift::Right { institution, right, lasts } => {
            let grant = NewGrant {
                id: GrantId(row),
                person,
                institution: institution.clone(),
                right: (*right).to_owned(),
                given_by: None,
                why: "demo".to_owned(),
                expires: lasts.map(|lasts| now.plus(lasts)),
            };
            store::right_grant::grant(tx, &grant)
        }
        Gift::Primary { institution } => store::administrator::make_primary(tx, institution, person),
        Gift::LentClass { institution, group, by, lasts } => {
            let loan = Substitute {
                id: row,
                person,
                group: *group,
                institution: institution.clone(),
                given: now,
                given_by: *by,
                until: now.plus(*lasts),
            };
            store::substitute::lend(tx, &loan)
        }
        Gift::Block { institution, reason } => {
            store::person::block(tx, person, Some(institution), reason)?;
            Ok(())
        }
    }
}
