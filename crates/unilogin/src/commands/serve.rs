//! `unilogin serve`: the server for real people.
//!
//! What it does not do: decide what is served where (`web` does).

use crate::config::Config;
use crate::listener;
use crate::lock::{self, Lock, Taken};
use crate::place::Place;
use crate::{control, drop_folder, house, jobs, logging, post};
use anyhow::{Context, Result, bail};
use axum::Router;
use flows::own_host::OwnHost;
use flows::settings::Settings;
use flows::world::World;
use std::net::TcpListener;
use std::time::Duration;
use web::site::Sites;

/// What `unilogin serve` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// How long work on threads may go on after the last connection is closed.
const THREADS_END_WITHIN: Duration = Duration::from_secs(5);

/// One address and what is served there.
pub(crate) struct Front {
    pub(crate) listener: TcpListener,
    pub(crate) router: Router,
}

/// Serves until told to stop.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let config = arguments.place.load()?;
    logging::start(&config.log_filter, config.log_format)?;
    let settings = house::settings(&config)?;
    let (world, lock) = open(&config, settings)?;
    if let Some(services) = &config.services {
        crate::commands::client::register_listed(&world, services)?;
    }
    register_sites(&config, &world)?;
    let listener = listener::bind(config.listen)?;
    let router = web::router(web_app(&config, &world));
    serve(&config, &world, vec![Front { listener, router }])?;
    drop(lock);
    Ok(())
}

/// Takes the data directory and opens the house in it. Blocks.
pub(crate) fn open(config: &Config, settings: Settings) -> Result<(World, Lock)> {
    house::make_directory(&config.data_dir)?;
    let Taken::Ours(lock) = lock::take(&config.data_dir)? else {
        bail!("another unilogin already runs on {}", config.data_dir.display());
    };
    Ok((house::open(config, settings)?, lock))
}

/// Makes the sites on hosts of their own known to the broker, which they log in through.
fn register_sites(config: &Config, world: &World) -> Result<()> {
    for (site, origin) in &config.sites {
        let host =
            OwnHost { site: site.word().to_owned(), origin: origin.clone(), actors: web::own_host::actors(*site) };
        flows::own_host::register(world, &host, &site.called())?.with_context(|| format!("the site {origin}"))?;
    }
    Ok(())
}

/// What the pages need of the configuration.
pub(crate) fn web_app(config: &Config, world: &World) -> web::App {
    let spool = crate::spool::in_directory(&config.data_dir);
    let app = web::App::new(world.clone(), &config.brand_name).behind(&config.trusted_proxies);
    app.spooling(spool).with_sites(sites(config))
}

/// Where each site lives.
pub(crate) fn sites(config: &Config) -> Sites {
    config.sites.iter().fold(Sites::on(&config.origin), |all, (site, origin)| all.with_own(*site, origin))
}

/// Starts the runtime, the jobs and the listeners; ends when told to, with requests under way finished.
pub(crate) fn serve(config: &Config, world: &World, fronts: Vec<Front>) -> Result<()> {
    // Fails only where somebody was faster; then there is a provider, which is all that is wanted.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let socket = control::start(&config.data_dir, world)?;
    if let Some(folder) = &config.drop_folder {
        drop_folder::start(folder, world)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime")?;
    let served = runtime.block_on(async {
        jobs::start(world);
        tracing::info!(origin = config.origin, listen = %config.listen, "serving");
        post::start(config, world)?;
        let mut serving = tokio::task::JoinSet::new();
        let mut handles = Vec::new();
        for front in fronts {
            let handle = axum_server::Handle::new();
            handles.push(handle.clone());
            serving.spawn(listener::serve(front.listener, config.tls.clone(), front.router, handle));
        }
        tokio::select! {
            ended = serving.join_next() => {
                if let Some(ended) = ended { ended.context("a listener broke off")??; }
            }
            told = listener::ordered_to_stop() => told?,
        }
        tracing::info!("stopping");
        handles.iter().for_each(listener::stop);
        while let Some(ended) = serving.join_next().await {
            ended.context("a listener broke off")??;
        }
        jobs::seal_the_last(world).await;
        Ok(())
    });
    // What still works on a thread, such as a large import, is a transaction: it ends whole or not at all.
    runtime.shutdown_timeout(THREADS_END_WITHIN);
    drop(socket);
    served
}
