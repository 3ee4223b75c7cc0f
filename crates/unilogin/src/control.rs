//! One writer a data directory: a command either takes the lock and works itself, or hands its request to the server
//! that holds it, through a socket only the same user may open, and prints what comes back.
//!
//! What it does not do: know what a request does ([`crate::commands::request`]).

use crate::commands::request::{Answer, Request, execute};
use crate::house;
use crate::lock::{self, Taken};
use crate::place::Place;
use anyhow::{Context, Result, bail};
use flows::world::World;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// A request is a few names and paths.
const REQUEST_BYTES_MAX: u64 = 16 << 20;

/// What goes back over the socket, a JSON object a line.
#[derive(Debug, Serialize, Deserialize)]
enum Said {
    /// A line of the report.
    Line(String),
    /// All went well.
    Done,
    /// The work was done, and part of it was refused: the exit code says so.
    PartlyRefused,
    /// It was not done.
    Failed(String),
}

/// Does what is asked, here or through the server that runs.
pub(crate) fn run(place: &Place, request: &Request) -> Result<()> {
    let config = place.load()?;
    house::make_directory(&config.data_dir)?;
    let answer = match lock::take(&config.data_dir)? {
        Taken::Another => hand_over(&lock::socket(&config.data_dir), request)?,
        Taken::Ours(held) => {
            let world = house::open(&config, house::settings(&config)?)?;
            let mut out = std::io::stdout().lock();
            let answer = execute(&world, request, &mut |line| Ok(writeln!(out, "{line}")?));
            // No server runs that would, and `verify` would call it late.
            flows::seal_events::seal_all(&world)?;
            drop(held);
            answer?
        }
    };
    match answer {
        Answer::Done => Ok(()),
        Answer::PartlyRefused => std::process::exit(1),
    }
}

fn hand_over(socket: &Path, request: &Request) -> Result<Answer> {
    let stream = UnixStream::connect(socket);
    let mut stream = stream.with_context(|| format!("a server holds {} but does not answer", socket.display()))?;
    writeln!(stream, "{}", serde_json::to_string(request)?)?;
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(stream).lines() {
        match serde_json::from_str(&line?)? {
            Said::Line(line) => writeln!(out, "{line}")?,
            Said::Done => return Ok(Answer::Done),
            Said::PartlyRefused => return Ok(Answer::PartlyRefused),
            Said::Failed(why) => bail!(why),
        }
    }
    bail!("the server broke off; what it had begun is either whole or not there")
}

/// The socket of a server that runs; goes when dropped, which must be before the lock does: then it is the next one's.
pub(crate) struct Socket {
    path: PathBuf,
}

impl Drop for Socket {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

/// Listens for commands beside the server, on a thread of its own that ends with the process.
pub(crate) fn start(data_dir: &Path, world: &World) -> Result<Socket> {
    let path = lock::socket(data_dir);
    // Whoever holds the lock owns the socket: one left by a process that died is in the way.
    drop(std::fs::remove_file(&path));
    let listener = UnixListener::bind(&path).with_context(|| format!("cannot listen on {}", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let world = world.clone();
    std::thread::Builder::new().name("control".to_owned()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let world = world.clone();
            let spawned = std::thread::Builder::new().name("command".to_owned()).spawn(move || serve(&world, &stream));
            if let Err(error) = spawned {
                tracing::error!(%error, "a command found no thread");
            }
        }
    })?;
    Ok(Socket { path })
}

fn serve(world: &World, stream: &UnixStream) {
    if let Err(error) = answer(world, stream) {
        tracing::warn!(%error, "a command went away");
    }
}

fn answer(world: &World, mut stream: &UnixStream) -> Result<()> {
    let mut line = String::new();
    BufReader::new(stream.take(REQUEST_BYTES_MAX)).read_line(&mut line)?;
    let request: Request = serde_json::from_str(&line)?;
    let mut say = |said: &Said| -> Result<()> { Ok(writeln!(stream, "{}", serde_json::to_string(said)?)?) };
    let done = execute(world, &request, &mut |line| say(&Said::Line(line.to_owned())));
    match done {
        Ok(Answer::Done) => say(&Said::Done),
        Ok(Answer::PartlyRefused) => say(&Said::PartlyRefused),
        Err(error) => say(&Said::Failed(format!("{error:#}"))),
    }
}
