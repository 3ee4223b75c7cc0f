//! `unilogin demo`: the whole product with made-up people, in a data directory of its own.
//!
//! The broker and our sites live at `http://localhost:PORT`, the demo's services at `http://127.0.0.1:PORT+1`: another
//! site to every browser, in one process. What it does not do: touch anything outside its data directory.

use crate::commands::demo_country;
use crate::commands::demo_people::{self, Row};
use crate::commands::serve::{self, Front};
use crate::config::Config;
use crate::{house, listener, logging};
use anyhow::{Context, Result, bail};
use flows::settings::Settings;
use rules::cpr::Cpr;
use rules::time::Date;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use web::test_eid::{Holder, TestEid};

/// What `unilogin demo` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The port of the login and our sites; the services take the next one.
    #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..=65534))]
    port: u16,
    /// Where everything is kept.
    #[arg(long, default_value = "demo-data", value_name = "DIR")]
    data_dir: PathBuf,
    /// Throw away what an earlier demo left there and begin anew.
    #[arg(long)]
    fresh: bool,
}

/// Runs the demo until told to stop.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.fresh {
        clear(&arguments.data_dir)?;
    }
    let settings = Settings::demo(arguments.port);
    let mut config = Config::in_directory(&arguments.data_dir)?;
    config.origin.clone_from(&settings.origin);
    config.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    logging::start("warn", config.log_format)?;
    // The port is taken before anything is made, so that a second demo fails at once.
    let broker = listener::bind(config.listen)?;
    let services = listener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port + 1)))?;
    let (world, lock) = serve::open(&config, settings)?;
    mark(&arguments.data_dir)?;
    let people = demo_country::ensure(&world, &arguments.data_dir)?;
    let today = world.now().day_in_denmark();
    let eid =
        TestEid::open(&world.settings, people.iter().filter(|row| is_old_enough(row, today)).map(holder).collect())?;
    announce(&world.settings, &arguments.data_dir, &demo_people::table(&people))?;
    let app = serve::web_app(&config, &world).with_test_eid(eid);
    let ready = flows::demo_services::prepare(&world)?;
    demo_country::ask_for_data(&world)?;
    let fronts = vec![
        Front { listener: broker, router: web::router(app) },
        Front { listener: services, router: web::demo::router(&world, ready) },
    ];
    serve::serve(&config, &world, fronts)?;
    drop(lock);
    Ok(())
}

/// The youngest who can have a national eID.
const EID_AGE_MIN: u16 = 13;

fn is_old_enough(row: &Row, today: Date) -> bool {
    let age = Cpr::parse(&row.cpr).ok().and_then(|cpr| cpr.age(today));
    age.is_some_and(|age| EID_AGE_MIN <= age)
}

/// Somebody of the demo as the test eID lists them: with a reason only where they are of the cast.
fn holder(row: &Row) -> Holder {
    let shows = if row.key.is_empty() { String::new() } else { row.shows.clone() };
    let shows_danish = town::demo::shows_danish(&row.key).to_owned();
    Holder { name: row.name.clone(), cpr: Some(row.cpr.clone()), shows, shows_danish }
}

/// Says where everything is and who to log in as.
fn announce(settings: &Settings, directory: &Path, table: &str) -> Result<()> {
    let (origin, services) = (&settings.origin, &settings.demo_services_origin);
    let people = directory.join("people.json");
    writeln!(
        std::io::stdout(),
        "A country in miniature, everybody in it made up.\n\n  \
         Learning services   {services}\n  \
         Elevadgang          {origin}/elevadgang\n  \
         Mit Unilogin        {origin}/mit\n  \
         Application         {origin}/ansoeg\n  \
         Operator's desk     {origin}/stil\n  \
         Demo mail           {origin}/demo/mail\n  \
         Everybody           {}\n\n\
         Log in as (name, user name, password, what it shows):\n\n{table}\n\
         Ctrl+C stops; what happened stays.",
        people.display()
    )?;
    Ok(())
}

/// Stands in every directory a demo made, so that `--fresh` never empties another one.
const MARK: &str = "this-is-a-demo";

fn mark(directory: &Path) -> Result<()> {
    Ok(std::fs::write(directory.join(MARK), "Made-up people only. `unilogin demo --fresh` may delete all of this.\n")?)
}

fn clear(directory: &Path) -> Result<()> {
    let Ok(mut entries) = std::fs::read_dir(directory) else {
        return Ok(());
    };
    if !directory.join(MARK).exists() && entries.next().is_some() {
        bail!("{} was not made by a demo: choose another --data-dir", directory.display());
    }
    std::fs::remove_dir_all(directory).with_context(|| format!("cannot clear {}", directory.display()))?;
    house::make_directory(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_empties_only_what_a_demo_made() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("place");
        std::fs::create_dir(&place).unwrap();
        std::fs::write(place.join("thesis.txt"), "years of work").unwrap();
        assert!(clear(&place).is_err());
        mark(&place).unwrap();
        clear(&place).unwrap();
        assert!(!place.join("thesis.txt").exists());
    }
}
