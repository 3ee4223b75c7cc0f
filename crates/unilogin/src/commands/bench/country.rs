//! The stage of `bench admin`: a country loaded by the road every file takes, and administrators at their desks.
//!
//! What it does not do: measure.

use crate::commands::bench::admin::ADMINISTRATORS;
use crate::commands::bench::server::Server;
use crate::commands::generate::count_people;
use anyhow::{Context, Result, bail};
use flows::import::{Incoming, Mode};
use flows::remember::Circumstances;
use flows::world::World;
use rules::id::{GrantId, PersonId};
use rules::institution::{Institution, InstitutionNumber};
use rules::rights::facts::Right;
use rules::roster::Operation;
use rules::session::{Device, Lengths, Method, Pages};
use std::path::Path;
use std::sync::Arc;
use store::import_run::Outcome;
use store::rights_page::Choice;
use store::site_session::NewSiteSession;
use store::sso_session::{NewSsoSession, SsoSessionId};
use town::country::{Country, INSTITUTIONS_PER_LOCALITY};

/// About how many people an institution of a made-up country brings.
const PEOPLE_PER_INSTITUTION: u64 = 150;
/// Which country.
const SEED: u64 = 1;
/// The year its school year starts in.
const SCHOOL_YEAR: i16 = 2026;

/// An administrator at their desk.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) institution: InstitutionNumber,
    /// What the browser sends.
    pub(crate) cookies: Vec<(String, String)>,
    /// People of the institution.
    pub(crate) people: Arc<Vec<PersonId>>,
    /// First and family names of people of the country.
    pub(crate) names: Arc<Vec<(String, String)>>,
}

/// The country and its server.
pub(crate) struct Land {
    pub(crate) people: usize,
    pub(crate) database: &'static str,
    pub(crate) load_seconds: f64,
    pub(crate) desks: Vec<Desk>,
    pub(crate) server: Server,
}

impl Land {
    /// Loads the country, where a run before has not left it. Blocks for as long as that takes.
    pub(crate) fn settle(people: u64, database: Option<&str>, keep: Option<&Path>) -> Result<Land> {
        let server = Server::open(database, keep)?;
        let world = &server.world;
        let started = std::time::Instant::now();
        let (people, institutions) = load(world, people)?;
        let load_seconds = started.elapsed().as_secs_f64();
        // By the morning everything is sealed that the night's files brought.
        flows::seal_events::seal_all(world)?;
        let desks = desks(world, &institutions)?;
        let database = if database.is_some() { "PostgreSQL" } else { "SQLite" };
        Ok(Land { people, database, load_seconds, desks, server })
    }
}

/// Loads localities until there are enough people; answers how many, and where they are.
fn load(world: &World, people: u64) -> Result<(usize, Vec<InstitutionNumber>)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let country = Country::new(SEED, SCHOOL_YEAR);
    let wanted = usize::try_from(people.div_ceil(PEOPLE_PER_INSTITUTION))?;
    let progress = indicatif::ProgressBar::new(wanted as u64);
    let (mut count, mut institutions) = (0, Vec::new());
    for index in 0..wanted.div_ceil(INSTITUTIONS_PER_LOCALITY) {
        let locality = country.locality(index);
        let schools = &locality.schools[..INSTITUTIONS_PER_LOCALITY.min(wanted - institutions.len())];
        count += count_people(schools);
        institutions.extend(schools.iter().map(|school| school.register.number.clone()));
        if schools.last().map_or(Ok(true), |school| is_loaded(world, &school.register.number))? {
            progress.inc(schools.len() as u64);
            continue;
        }
        let register: Vec<Institution> = schools.iter().map(|school| school.register.clone()).collect();
        runtime.block_on(flows::register::load(world, &register, "bench"))?;
        for school in schools {
            let text = town::import_file::text(&locality, school, country.sent());
            let incoming = Incoming {
                file: format!("{}.xml", school.register.number),
                operation: Operation::Full,
                mode: Mode::Load,
                only: None,
                from: Circumstances::machine("bench"),
            };
            let reading = ingest::unilogin_xml::read(text.as_bytes(), Operation::Full);
            let report = flows::import::receive(world, &incoming, reading)?;
            if report.outcome == Outcome::Refused {
                bail!("{} was refused: {:?}", incoming.file, report.notices.first().map(|notice| &notice.text));
            }
            progress.inc(1);
        }
    }
    progress.finish_and_clear();
    Ok((count, institutions))
}

/// Whether a run before loaded an institution.
fn is_loaded(world: &World, institution: &InstitutionNumber) -> Result<bool> {
    let at = institution.clone();
    Ok(!world.db.blocking().read(move |tx| store::import_source::of_institution(tx, &at))?.is_empty())
}

/// Administrators of institutions all over the country.
fn desks(world: &World, institutions: &[InstitutionNumber]) -> Result<Vec<Desk>> {
    let step = (institutions.len() / ADMINISTRATORS).max(1);
    let mut names = Vec::new();
    let mut desks = Vec::new();
    for institution in institutions {
        let at = institution.clone();
        let staff = world.db.blocking().read(move |tx| store::rights_page::people(tx, &at, Choice::Employees))?;
        names.extend(staff.iter().map(|one| (one.shown().call().to_owned(), one.shown().family.clone())));
        if NAMES_MAX < names.len() {
            break;
        }
    }
    for (number, institution) in institutions.iter().step_by(step).take(ADMINISTRATORS).enumerate() {
        let at = institution.clone();
        let (staff, administrators) = world.db.blocking().read(move |tx| {
            let administrators = store::right_grant::holders(tx, &at, Right::UserAdministration.word())?;
            Ok((store::rights_page::people(tx, &at, Choice::Employees)?, administrators.len()))
        })?;
        // Somebody who has not used up the searches of the day in a run before.
        let next = staff.get(administrators % staff.len().max(1));
        let person = next.with_context(|| format!("nobody works at {institution}"))?.person;
        let cookies = appoint(world, person, institution)?;
        let people = Arc::new(staff.iter().map(|one| one.person).collect());
        // Each searches for others at a time.
        let mut names = names.clone();
        let first = number * names.len() / ADMINISTRATORS;
        names.rotate_left(first);
        desks.push(Desk { institution: institution.clone(), cookies, people, names: Arc::new(names) });
    }
    Ok(desks)
}

/// Enough different names to search by.
const NAMES_MAX: usize = 2_000;

/// Gives somebody the right and a session behind the eID; answers their cookies.
fn appoint(world: &World, person: PersonId, institution: &InstitutionNumber) -> Result<Vec<(String, String)>> {
    let now = world.now();
    let grant = store::right_grant::NewGrant {
        id: GrantId(world.draw_id()),
        person,
        institution: institution.clone(),
        right: Right::UserAdministration.word().to_owned(),
        given_by: None,
        why: "bench".to_owned(),
        expires: None,
    };
    let (secret, site_secret) = (crypto::random::token_256(), crypto::random::token_256());
    let session = NewSsoSession {
        id: SsoSessionId(world.draw_id()),
        secret_hash: crypto::digest::of_token(secret.reveal()).to_vec(),
        person,
        device: Device::Own,
        method: Method::Eid,
        idle_ends: now.plus(Lengths::STANDARD.idle_for(Device::Own)),
        ends: now.plus(Lengths::STANDARD.lasts_at_most(Device::Own)),
        two_factor: Some(now),
        adult_verified: None,
        password_version: None,
        address: "127.0.0.1".to_owned(),
        browser: "bench".to_owned(),
    };
    let site = NewSiteSession {
        secret_hash: crypto::digest::of_token(site_secret.reveal()).to_vec(),
        site: "ba".to_owned(),
        sso_session: session.id,
        person,
        institution: None,
        entry: "administrator".to_owned(),
        idle_ends: now.plus(Lengths::STANDARD.pages_idle_for(Pages::BehindEid, Device::Own)),
    };
    world.db.blocking().write(move |tx| {
        store::right_grant::grant(tx, &grant)?;
        store::sso_session::create(tx, &session)?;
        store::site_session::create(tx, &site)
    })?;
    let cookie = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Ok(vec![cookie("session", secret.reveal()), cookie("ba", site_secret.reveal())])
}
