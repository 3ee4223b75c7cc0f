//! The server of a bench: an installation in a directory of its own that is deleted afterwards, or in one that is kept,
//! listening on a free port.
//!
//! What it does not do: measure, or put anybody into it. Every write reaches the disk.

use crate::commands::bench::line::Line;
use crate::config::{Config, Database};
use crate::{house, jobs, listener};
use anyhow::Result;
use flows::settings::Settings;
use flows::world::World;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// An installation.
pub(crate) struct Server {
    pub(crate) config: Config,
    pub(crate) world: World,
    address: SocketAddr,
    listener: std::net::TcpListener,
    _directory: Option<Directory>,
}

/// A directory of the bench's own, deleted afterwards.
struct Directory(PathBuf);

impl Directory {
    /// Makes one; the port makes it unlike any other.
    fn make(port: u16) -> Result<Directory> {
        let name = format!("unilogin-bench-{}-{port}", std::process::id());
        let directory = Directory(std::env::temp_dir().join(name));
        house::make_directory(&directory.0)?;
        Ok(directory)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Server {
    /// On this PostgreSQL database; without it on SQLite. In a directory that is kept, or in one of its own.
    pub(crate) fn open(database: Option<&str>, keep: Option<&Path>) -> Result<Server> {
        let listener = listener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        let (directory, mut config) = if let Some(kept) = keep {
            house::make_directory(kept)?;
            (None, Config::in_directory(kept)?)
        } else {
            let directory = Directory::make(address.port())?;
            let config = Config::in_directory(&directory.0)?;
            (Some(directory), config)
        };
        if let Some(url) = database {
            config.database = Database::Postgres(url.to_owned());
        }
        let world = house::open(&config, Settings::demo(address.port()))?;
        Ok(Server { config, world, address, listener, _directory: directory })
    }

    /// A runtime on which it already listens.
    pub(crate) fn runtime(&self) -> Result<tokio::runtime::Runtime> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let router = web::router(web::App::new(self.world.clone(), &self.config.brand_name));
        let listener = self.listener.try_clone()?;
        let _inside = runtime.enter();
        jobs::start(&self.world);
        runtime.spawn(listener::serve(listener, None, router, axum_server::Handle::new()));
        Ok(runtime)
    }

    /// A new connection.
    pub(crate) async fn line(&self) -> Result<Line> {
        Line::open(self.address, &format!("localhost:{}", self.address.port())).await
    }
}
