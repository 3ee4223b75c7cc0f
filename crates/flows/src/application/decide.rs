//! An operator's answer: a question, a call noted, no, or yes. Yes makes two administrators in one transaction.
//!
//! Source: product.md §11. What it does not do: find out whether the answer is right; the page shows what to check by.

use super::desk::facts;
use super::{APPLICATION_SOURCE, Held, sealed};
use crate::administrators::{self, News};
use crate::change_cpr::holder_of;
use crate::import::{ImportError, people};
use crate::mail::{Letter, Post};
use crate::operator::{OPERATOR_NAME, Operator};
use crate::remember::{Blank, with};
use crate::world::World;
use crypto::sealing::Purpose;
use rules::affiliation::{Actor, Role};
use rules::application::{Applicant, FILE_KEPT, NotYet, State, may_answer, may_approve};
use rules::cpr::Cpr;
use rules::event::Kind;
use rules::id::{AffiliationId, GrantId, PersonId};
use rules::institution::{Institution, InstitutionNumber, Ownership};
use rules::manual_affiliation::ends;
use rules::operator::Closed;
use rules::rights::facts::Right;
use rules::roster::PersonFacts;
use rules::user::PersonName;
use std::collections::BTreeSet;
use store::affiliation::Affiliation;
use store::driver::Tx;
use store::error::StoreError;
use store::person_entry::NewPerson;
use store::right_grant::NewGrant;

/// The most letters of an operator's text that are kept.
pub const TEXT_LETTERS_MAX: usize = 2_000;
/// How often a yes is tried again because somebody was created or named meanwhile.
const ATTEMPTS_MAX: usize = 5;
/// Why somebody holds the right.
const WHY: &str = "application";

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Done.
    Done,
    /// The rules say not yet, or not you.
    NotYet(NotYet),
    /// The institution needs a number of the register first.
    NumberMissing,
    /// Nobody of the two has a CPR number that an eID could show.
    NobodyCanLogIn,
    /// There is no such case.
    Nothing,
    /// The desk is closed.
    Closed(Closed),
}

/// What an operator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// *Spørg tilbage*
    Ask(String),
    /// A call to the register's phone number was made, and this was said.
    NoteCall(String),
    /// *Afvis*
    Reject(String),
}

/// Anything but yes.
///
/// # Errors
/// [`StoreError`].
pub async fn answer(world: &World, operator: &Operator, id: i64, answer: Answer) -> Result<Answered, StoreError> {
    let (here, who) = (world.clone(), operator.clone());
    let (blank, post) = (Blank::draw(world), Post::draw(world, 3));
    world
        .db
        .write(move |tx| {
            let mut held = match waiting(tx, &here, (&who, id))? {
                Ok(held) => held,
                Err(refused) => return Ok(refused),
            };
            let (kind, how) = match &answer {
                Answer::Ask(text) => {
                    held.record.question = shortened(text);
                    store::application::ask(tx, id)?;
                    (Kind::ApplicationAsked, "asked")
                }
                Answer::NoteCall(text) => {
                    held.record.call = shortened(text);
                    store::application::note_call(tx, id, who.person())?;
                    (Kind::ApplicationConfirmed, "call_noted")
                }
                Answer::Reject(text) => {
                    held.record.reason = shortened(text);
                    let file_ends = tx.now().plus(FILE_KEPT);
                    store::application::decide(tx, id, (State::Rejected, who.person()), file_ends)?;
                    (Kind::ApplicationDecided, "rejected")
                }
            };
            store::application::record(tx, id, &sealed(&here.vault, id, &held.record))?;
            let event = blank.event(kind, &at(&who, &held), &[]);
            store::event::append(tx, &with(with(event, "application", id), "how", how))?;
            match answer {
                Answer::Ask(_) => write_to(tx, &held, (Letter::ApplicationAsked, &held.record.question), &post)?,
                Answer::Reject(_) => write_to(tx, &held, (Letter::ApplicationRejected, &held.record.reason), &post)?,
                Answer::NoteCall(_) => {}
            }
            Ok(Answered::Done)
        })
        .await
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(TEXT_LETTERS_MAX).collect()
}

fn at(who: &Operator, held: &Held) -> crate::remember::Circumstances {
    match &held.row.institution {
        Some(number) => who.circumstances().at(number),
        None => who.circumstances(),
    }
}

/// The case, where it waits for an answer and this operator may give one.
fn waiting(tx: &mut Tx, world: &World, (who, id): (&Operator, i64)) -> Result<Result<Held, Answered>, StoreError> {
    if let Err(closed) = who.may(tx)? {
        return Ok(Err(Answered::Closed(closed)));
    }
    let sent = store::application::find(tx, id)?.filter(|row| row.submitted.is_some());
    let Some(row) = sent else { return Ok(Err(Answered::Nothing)) };
    let held = Held::open(&world.vault, row)?;
    let facts = facts(tx, world, (&held, who))?;
    Ok(match may_answer(&facts) {
        Ok(()) => Ok(held),
        Err(why) => Err(Answered::NotYet(why)),
    })
}

/// Letters to whoever applied: the technical contact, the leader where there is an address, and the register's.
fn recipients(tx: &mut Tx, held: &Held) -> Result<BTreeSet<String>, StoreError> {
    let answers = &held.record.answers;
    let typed = [answers.contact.mail.trim(), answers.leader.mail.trim()];
    let mut all: BTreeSet<String> =
        typed.into_iter().filter(|mail| rules::mail_address::is_address(mail)).map(str::to_owned).collect();
    if let Some(number) = answers.number() {
        all.extend(administrators::institution_address(tx, &number)?);
    }
    Ok(all)
}

fn write_to(tx: &mut Tx, held: &Held, (letter, text): (Letter, &str), post: &Post) -> Result<(), StoreError> {
    let mut values = held.values();
    values.insert("text".to_owned(), text.to_owned());
    let contact = BTreeSet::from([held.record.answers.contact.mail.trim().to_owned()]);
    // A question carries the link to write on by: it goes to whoever wrote, and to nobody else.
    let to = if letter == Letter::ApplicationAsked {
        contact
    } else {
        values.remove("path");
        recipients(tx, held)?
    };
    for (nth, address) in to.iter().enumerate() {
        if let Some(mail) = post.letter(nth, (letter, held.record.letters_in()), address, &values) {
            store::outbox::put(tx, &mail)?;
        }
    }
    Ok(())
}

/// *Godkend*. `number` is what the operator gives an institution that the register does not know.
///
/// # Errors
/// [`ImportError`].
pub async fn approve(
    world: &World,
    operator: &Operator,
    id: i64,
    number: Option<InstitutionNumber>,
) -> Result<Answered, ImportError> {
    for _ in 0..ATTEMPTS_MAX {
        let (world, who, number) = (world.clone(), operator.clone(), number.clone());
        let done = tokio::task::spawn_blocking(move || approve_once(&world, (&who, id), number)).await;
        match done.unwrap_or(Err(ImportError::Store(StoreError::Panicked))) {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done,
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

/// One of the two, with everything drawn that making an administrator takes.
#[derive(Clone)]
struct Candidate {
    typed: Applicant,
    role: Role,
    indexes: Vec<[u8; 32]>,
    new: Option<NewPerson>,
    affiliation: AffiliationId,
    grant: GrantId,
    blanks: [Blank; 3],
}

impl Candidate {
    fn draw(world: &World, typed: &Applicant, role: Role) -> Result<Option<Candidate>, ImportError> {
        // A replacement number is on no eID: nobody could ever log in with it.
        let Some(cpr) = typed.cpr().filter(|cpr| cpr.kind() == rules::cpr::CprKind::Ordinary) else { return Ok(None) };
        let indexes = world.vault.blind_indexes(&cpr);
        let hashes = indexes.clone();
        let known = world.db.blocking().read(move |tx| holder_of(tx, &hashes))?;
        let new = match known {
            Some(_) => None,
            None => people::resolve(world, std::iter::once(&person_facts(cpr, &typed.name)))?.new.pop(),
        };
        Ok(Some(Candidate {
            typed: typed.clone(),
            role,
            indexes,
            new,
            affiliation: AffiliationId(world.draw_id()),
            grant: GrantId(world.draw_id()),
            blanks: [Blank::draw(world), Blank::draw(world), Blank::draw(world)],
        }))
    }

    /// The person, created where nobody has the number; attached as an employee where they are not; administrator.
    fn install(&self, tx: &mut Tx, who: &Operator, here: &InstitutionNumber) -> Result<PersonId, StoreError> {
        let from = who.circumstances().at(here);
        let person = match (&self.new, holder_of(tx, &self.indexes)?) {
            (_, Some(person)) => person,
            (Some(new), None) => {
                if !store::person_entry::enter_many(tx, std::slice::from_ref(new))? {
                    return Err(StoreError::Busy);
                }
                let event = self.blanks[0].event(Kind::PersonCreated, &from, &[new.id]);
                store::event::append(tx, &with(event, "source", APPLICATION_SOURCE))?;
                new.id
            }
            // Somebody left between the two readings.
            (None, None) => return Err(StoreError::Busy),
        };
        let active = store::affiliation::active_of_person(tx, person)?;
        if !active.iter().any(|one| one.institution == *here && one.actor == Actor::Employee) {
            let started = tx.now();
            let one = Affiliation {
                id: self.affiliation,
                person,
                institution: here.clone(),
                actor: Actor::Employee,
                roles: vec![self.role],
                level: None,
                main_group: None,
                source: APPLICATION_SOURCE.to_owned(),
                started,
                expires: Some(ends(started)),
            };
            store::affiliation::start(tx, &one, "")?;
            store::person_entry::attach_many(tx, &[person])?;
            let event = self.blanks[1].event(Kind::AffiliationStarted, &from, &[person]);
            let event = with(with(event, "as", Actor::Employee.word()), "source", APPLICATION_SOURCE);
            store::event::append(tx, &event)?;
        }
        let right = Right::UserAdministration.word();
        let held = store::right_grant::of_person(tx, person)?;
        if !held.iter().any(|grant| grant.institution == *here && grant.right == right) {
            store::administrator::forget_told(tx, here, person)?;
            let new = NewGrant {
                id: self.grant,
                person,
                institution: here.clone(),
                right: right.to_owned(),
                given_by: Some(who.person()),
                why: WHY.to_owned(),
                expires: None,
            };
            store::right_grant::grant(tx, &new)?;
            let event = self.blanks[2].event(Kind::RightGranted, &from, &[person]);
            store::event::append(tx, &with(with(event, "right", right), "why", WHY))?;
        }
        Ok(person)
    }
}

fn person_facts(cpr: Cpr, name: &str) -> PersonFacts {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, family) = name.rsplit_once(' ').unwrap_or((&name, ""));
    PersonFacts {
        birth: cpr.birth_date(),
        name: PersonName { first: first.to_owned(), family: family.to_owned() },
        cpr: Some(cpr),
        mail: None,
        gender: None,
        photo_id: None,
        address: None,
        home_phone: None,
        work_phone: None,
        mobile_phone: None,
        protected: false,
        alias: None,
        verification_level: 0,
    }
}

fn approve_once(
    world: &World,
    (who, id): (&Operator, i64),
    number: Option<InstitutionNumber>,
) -> Result<Answered, ImportError> {
    let (looks, asks) = (world.clone(), who.clone());
    let read = world.db.blocking().read(move |tx| waiting(tx, &looks, (&asks, id)))?;
    let held = match read {
        Ok(held) => held,
        Err(refused) => return Ok(refused),
    };
    let answers = held.record.answers.clone();
    let contact = Candidate::draw(world, &answers.contact, Role::Technical)?;
    let leader = if answers.is_one_person() { None } else { Candidate::draw(world, &answers.leader, Role::Leader)? };
    // The technical contact comes first: the primary administrator. Abroad it may be the leader alone.
    let candidates: Vec<Candidate> = [contact, leader].into_iter().flatten().collect();
    if candidates.is_empty() {
        return Ok(Answered::NobodyCanLogIn);
    }
    let blanks = [Blank::draw(world), Blank::draw(world), Blank::draw(world)];
    let post = Post::draw(world, 2 * administrators::RECIPIENTS_MAX + 3);
    let (here, who) = (world.clone(), who.clone());
    let done = world.db.blocking().write(move |tx| {
        let held = match waiting(tx, &here, (&who, id))? {
            Ok(held) if held.record.answers == answers => held,
            // Written on meanwhile: judged anew.
            Ok(_) => return Err(StoreError::Busy),
            Err(refused) => return Ok(refused),
        };
        let facts = facts(tx, &here, (&held, &who))?;
        if let Err(why) = may_approve(&facts) {
            return Ok(Answered::NotYet(why));
        }
        let Some(at) = institution(tx, (&held, number.as_ref()), &who, blanks[0])? else {
            return Ok(Answered::NumberMissing);
        };
        // The number may be the operator's own: what they were shown was about none.
        if store::institution::is_closed(tx, &at)? {
            return Ok(Answered::NotYet(NotYet::InstitutionClosed));
        }
        let before = administrators::addresses(tx, &post, &at)?;
        let mut people = Vec::new();
        for candidate in &candidates {
            people.push((candidate.install(tx, &who, &at)?, candidate));
        }
        for (person, candidate) in &people {
            keep_mail(tx, &here, (&at, *person), candidate.typed.mail.trim())?;
        }
        if let Some((primary, _)) = people.first() {
            store::administrator::make_primary(tx, &at, *primary)?;
            let event = blanks[1].event(Kind::AdministratorChanged, &who.circumstances().at(&at), &[*primary]);
            store::event::append(tx, &with(event, "fields", "primary"))?;
        }
        store::application::decide(tx, id, (State::Approved, who.person()), tx.now().plus(FILE_KEPT))?;
        let about: Vec<PersonId> = people.iter().map(|(person, _)| *person).collect();
        let event = blanks[2].event(Kind::ApplicationDecided, &who.circumstances().at(&at), &about);
        store::event::append(tx, &with(with(event, "application", id), "how", "approved"))?;
        tell(tx, (&held, &at), (&about, before), &post)?;
        Ok(Answered::Done)
    })?;
    Ok(done)
}

/// The institution's number in the register; entered there now where the operator gave it one.
fn institution(
    tx: &mut Tx,
    (held, given): (&Held, Option<&InstitutionNumber>),
    who: &Operator,
    blank: Blank,
) -> Result<Option<InstitutionNumber>, StoreError> {
    let answers = &held.record.answers;
    if let Some(number) = answers.number()
        && store::institution::find(tx, &number)?.is_some()
    {
        return Ok(Some(number));
    }
    let Some(number) = given.cloned().or(answers.number()) else { return Ok(None) };
    if store::institution::find(tx, &number)?.is_some() {
        // The operator found it after all: what the register says stands.
        return Ok(Some(number));
    }
    let digits: String = answers.registration.chars().filter(char::is_ascii_digit).collect();
    let (cvr, p_number) = if digits.len() == 10 { (String::new(), digits) } else { (digits, String::new()) };
    let entry = Institution {
        number: number.clone(),
        name: answers.name.trim().to_owned(),
        kind: String::new(),
        cvr,
        p_number,
        municipality_number: String::new(),
        municipality: String::new(),
        region: String::new(),
        address: String::new(),
        postal_code: String::new(),
        city: String::new(),
        phone: answers.contact.phone.trim().to_owned(),
        mail: String::new(),
        web: String::new(),
        leader: answers.leader.name.trim().to_owned(),
        ownership: Ownership::Private,
        main_institution: None,
        closed: None,
    };
    store::institution::put(tx, &entry)?;
    let event = blank.event(Kind::InstitutionChanged, &who.circumstances().at(&number), &[]);
    store::event::append(tx, &with(event, "source", APPLICATION_SOURCE))?;
    Ok(Some(number))
}

fn keep_mail(
    tx: &mut Tx,
    world: &World,
    (at, person): (&InstitutionNumber, PersonId),
    mail: &str,
) -> Result<(), StoreError> {
    if !rules::mail_address::is_address(mail) {
        return Ok(());
    }
    let row = administrators::row_of(at, person);
    let sealed = world.vault.seal(Purpose::AdministratorMail, &row, mail.as_bytes());
    store::administrator::put_mail(tx, at, person, Some(&sealed))
}

/// The decision goes to whoever applied and to the register's address; administrators there were before hear who came.
fn tell(
    tx: &mut Tx,
    (held, at): (&Held, &InstitutionNumber),
    (people, before): (&[PersonId], Vec<String>),
    post: &Post,
) -> Result<(), StoreError> {
    let mut names = Vec::new();
    for id in people {
        names.extend(store::person::find(tx, *id)?.map(|person| person.shown().full()));
    }
    let name = store::institution::name(tx, at)?.unwrap_or_default();
    let mut values = held.values();
    // The case is closed: its link is of no use any more.
    values.remove("path");
    values.insert("institution".to_owned(), name.clone());
    values.insert("number".to_owned(), at.to_string());
    values.insert("names".to_owned(), names.join("\n"));
    let recipients = recipients(tx, held)?;
    for (nth, to) in recipients.iter().enumerate() {
        let letter = (Letter::ApplicationApproved, held.record.letters_in());
        if let Some(mail) = post.letter(nth, letter, to, &values) {
            store::outbox::put(tx, &mail)?;
        }
    }
    let told: BTreeSet<String> = before.into_iter().collect();
    let mut first = recipients.len();
    for person in &names {
        let news = News { letter: Letter::AdministratorAdded, person, by: OPERATOR_NAME, until: None };
        first += administrators::tell(tx, (post, first), (at, &told), &news)?;
    }
    Ok(())
}
