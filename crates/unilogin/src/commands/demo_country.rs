//! Fills a demo's empty database: the register, the import files as they would have come, what the cast is given,
//! and `people.json`. A directory that has been filled keeps what happened there.
//!
//! What it does not do: write users past the import; everybody came in by a file.

use crate::commands::demo_application;
use crate::commands::demo_people::{self, Row};
use crate::commands::operator;
use anyhow::{Context, Result, bail};
use flows::demo_cast::{self, Gift, Given, KnownPassword, Member};
use flows::import::{Incoming, Mode};
use flows::remember::Circumstances;
use flows::world::World;
use ingest::unilogin_xml::read;
use rules::agreement::Field;
use rules::institution::{Institution, InstitutionNumber};
use rules::institution_setting::Name;
use rules::manual_affiliation::BesideImport;
use rules::pictures::{Picture, PictureCode};
use rules::rights::facts::Right;
use rules::roster::Operation;
use rules::time::Millis;
use rules::user::Username;
use std::collections::BTreeMap;
use std::path::Path;
use store::import_run::Outcome;
use store::person::Person;
use town::cast::{Known, Part};
use town::demo::{Demo, DemoImport, FIRST_FILES, FJORDSKOLEN, FRISKOLEN, MARIEHOENEN, SOLBAKKESKOLEN};
use town::person::PersonAt;

/// Stands in the data directory once everything is there.
const PEOPLE_FILE: &str = "people.json";

/// Fills the country unless it is there; answers everybody in it, the cast first.
pub(crate) fn ensure(world: &World, directory: &Path) -> Result<Vec<Row>> {
    let people = directory.join(PEOPLE_FILE);
    if let Ok(written) = std::fs::read(&people) {
        return serde_json::from_slice(&written).with_context(|| format!("{} cannot be read", people.display()));
    }
    let demo = town::demo::demo(world.now().day_in_denmark());
    fill(world, &demo)?;
    let rows = demo_people::rows(&demo, &usernames(world, &demo)?, |word| town::cast::picture_name(word).to_owned());
    std::fs::write(&people, serde_json::to_vec_pretty(&rows)?)?;
    Ok(rows)
}

fn fill(world: &World, demo: &Demo) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let register: Vec<Institution> = demo.locality.schools.iter().map(|school| school.register.clone()).collect();
    runtime.block_on(flows::register::load(world, &register, "demo"))?;
    let (first, later) = demo.imports.split_at(FIRST_FILES);
    for file in first {
        import(world, file)?;
    }
    give_gifts(world, demo)?;
    let daycare = (Name::ManualBesideImport.word().to_owned(), BesideImport::Allowed.word().to_owned());
    operator::set_institution(world, MARIEHOENEN, &[daycare], &mut |_| Ok(()))?;
    for file in later {
        import(world, file)?;
    }
    demo_application::prepare(world, demo)
}

/// The cast, the administrator first: she lends the substitute her class.
fn give_gifts(world: &World, demo: &Demo) -> Result<()> {
    let mut lender = None;
    for key in std::iter::once("administrator").chain(demo.cast.keys().copied().filter(|key| *key != "administrator")) {
        let (Some(at), Some(part)) = (demo.cast.get(key), town::cast::part(key)) else { continue };
        let cpr = demo.locality.person(*at).cpr.clone();
        let member = Member {
            username: Username::parse(part.username).context("a user name of the cast")?,
            password: password(part)?,
            gifts: gifts(world, key, lender.as_ref())?,
            cpr,
        };
        if demo_cast::give(world, &member)? != Given::Everything {
            bail!("{key} of the cast was not imported");
        }
        if key == "administrator" {
            lender = demo_cast::person(world, &member.cpr)?;
        }
    }
    Ok(())
}

fn password(part: &Part) -> Result<KnownPassword> {
    match part.password {
        Known::Nothing => Ok(KnownPassword::None),
        Known::Text(text) => Ok(KnownPassword::Text(text.to_owned())),
        Known::Pictures(words) => {
            let pictures: Vec<Picture> = words.iter().filter_map(|word| Picture::from_word(word)).collect();
            let code = PictureCode::tapped(&pictures).ok().context("four pictures")?;
            Ok(KnownPassword::Pictures(code))
        }
    }
}

/// Two services ask the school of the cast for more than they get: once, when the services are there.
pub(crate) fn ask_for_data(world: &World) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (at, from) = (number(SOLBAKKESKOLEN)?, Circumstances::machine("demo"));
    let asked = at.clone();
    let known = world.db.blocking().read(move |tx| store::data_agreement::of_institution(tx, &asked))?;
    // One agreement is the demo's own; whatever else is there was asked at an earlier start.
    if 1 < known.len() {
        return Ok(());
    }
    let services = world.db.blocking().read(|tx| store::client::list(tx, ""))?;
    let requests = [
        (&[Field::Name, Field::Groups][..], "Så eleven kan se sit navn og sin klasse."),
        (&[Field::Birth, Field::Contacts], "Så vi kan vælge bøger efter alder og skrive til forældrene."),
    ];
    for (service, what) in services.iter().zip(requests) {
        runtime.block_on(flows::data_agreement::request(world, (&service.id, &at), what, &from))?.ok();
    }
    Ok(())
}

/// How long an external administrator has access, at most.
const EXTERNAL_ACCESS: Millis = Millis::days(360);
/// How long the substitute keeps the class.
const LENT_FOR: Millis = Millis::days(28);

fn gifts(world: &World, key: &str, lender: Option<&Person>) -> Result<Vec<Gift>> {
    let here = number(SOLBAKKESKOLEN)?;
    let right = |institution: &InstitutionNumber, right: Right, lasts| Gift::Right {
        institution: institution.clone(),
        right: right.word(),
        lasts,
    };
    Ok(match (key, lender) {
        ("administrator", _) => {
            vec![right(&here, Right::UserAdministration, None), Gift::Primary { institution: here.clone() }]
        }
        ("leader", _) => vec![right(&here, Right::UserAdministration, None)],
        ("external_administrator", _) => [SOLBAKKESKOLEN, MARIEHOENEN, FJORDSKOLEN, FRISKOLEN]
            .into_iter()
            .map(|at| Ok(right(&number(at)?, Right::UserAdministration, Some(EXTERNAL_ACCESS))))
            .collect::<Result<_>>()?,
        ("read_access", _) => vec![right(&here, Right::ReadAccess, None)],
        ("blocked_pupil", _) => vec![Gift::Block { institution: here, reason: town::demo::BLOCK_REASON }],
        ("substitute", Some(lender)) => {
            let at = here.clone();
            let groups = world.db.blocking().read(move |tx| store::pupil::groups_of_institution(tx, &at))?;
            let class = groups.iter().find(|group| group.name == "2.B").context("the class 2.B")?;
            vec![Gift::LentClass { institution: here, group: class.id, by: lender.id, lasts: LENT_FOR }]
        }
        (_, _) => Vec::new(),
    })
}

fn number(text: &str) -> Result<InstitutionNumber> {
    InstitutionNumber::parse(text).context("an institution number")
}

fn usernames(world: &World, demo: &Demo) -> Result<BTreeMap<PersonAt, String>> {
    let mut usernames = BTreeMap::new();
    for (at, somebody) in demo.locality.people.iter().enumerate() {
        if let Some(person) = demo_cast::person(world, &somebody.cpr)? {
            usernames.insert(PersonAt(at), person.username.to_string());
        }
    }
    Ok(usernames)
}

/// Loads one of the files by the road every file takes. What is held or refused in part is part of the show.
fn import(world: &World, file: &DemoImport) -> Result<()> {
    let incoming = Incoming {
        file: format!("{}.xml", file.institution),
        operation: Operation::Full,
        mode: Mode::Load,
        only: Some(file.institution.clone()),
        from: Circumstances::machine("demo"),
    };
    let report = flows::import::receive(world, &incoming, read(file.text.as_bytes(), Operation::Full))?;
    if matches!(report.outcome, Outcome::Refused) {
        bail!("the file of {} was refused: {:?}", file.institution, report.notices.first().map(|notice| &notice.text));
    }
    Ok(())
}
