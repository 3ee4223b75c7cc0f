//! One process of the program: started, waited for, stopped or killed.
//!
//! A shell stands between us and it: it passes our orders on, and ends the program when this process is gone. What it
//! does not do: know what the program serves.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long a server may take until it answers.
const START_SECONDS_MAX: u64 = 60;

/// How to start the program.
#[derive(Clone, Debug)]
pub struct Launch {
    program: PathBuf,
    words: Vec<String>,
    variables: Vec<(String, String)>,
    before: String,
    log: PathBuf,
    ready: String,
}

impl Launch {
    /// The program, the file its words go to, and the address that answers 200 when it is ready.
    pub fn new(program: &Path, log: PathBuf, ready: String) -> Launch {
        let program = program.to_owned();
        Launch { program, words: Vec::new(), variables: Vec::new(), before: String::new(), log, ready }
    }

    /// With more words on the command line.
    pub fn words(mut self, words: &[String]) -> Launch {
        self.words.extend(words.iter().cloned());
        self
    }

    /// Started by another program, which gets these words before it.
    pub fn through(mut self, other: &Path, words: &[String]) -> Launch {
        let mut all = words.to_vec();
        all.push(self.program.display().to_string());
        all.append(&mut self.words);
        Launch { program: other.to_owned(), words: all, ..self }
    }

    /// With a variable of the environment.
    pub fn variable(mut self, name: &str, value: &str) -> Launch {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a line of shell before it, such as `ulimit -f 1000`.
    pub fn after(mut self, line: &str) -> Launch {
        line.clone_into(&mut self.before);
        self
    }
}

/// A running program; stops when dropped.
pub struct Server {
    shell: Child,
    process: u32,
    log: PathBuf,
}

impl Server {
    /// Starts it and waits until it answers.
    ///
    /// # Panics
    /// Where it does not answer within a minute; with what it said.
    pub fn start(launch: &Launch) -> Server {
        let mut server = Server::begin(launch);
        for _ in 0..START_SECONDS_MAX * 10 {
            if answers(&launch.ready) {
                return server;
            }
            if server.has_ended() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the program did not answer; it said:\n{}", server.log());
    }

    /// Starts it and does not wait.
    ///
    /// # Panics
    /// Where there is no shell.
    pub fn begin(launch: &Launch) -> Server {
        let script = r#"
            eval "$1"; shift
            "$@" >>"$0" 2>&1 </dev/null & child=$!
            echo $child
            read -r order
            kill -"${order:-TERM}" $child 2>/dev/null
            wait $child"#;
        drop(std::fs::remove_file(&launch.log));
        let mut shell = Command::new("sh")
            .args(["-c", script])
            .arg(&launch.log)
            .arg(&launch.before)
            .arg(&launch.program)
            .args(&launch.words)
            .envs(launch.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // The shell says "Killed" where we ordered it.
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let mut number = String::new();
        let mut said = shell.stdout.take().expect("the shell's words were asked for");
        let mut letter = [0u8; 1];
        while said.read(&mut letter).is_ok_and(|count| count == 1) && letter[0] != b'\n' {
            number.push(char::from(letter[0]));
        }
        Server { shell, process: number.trim().parse().unwrap_or(0), log: launch.log.clone() }
    }

    /// Its number.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// All it has said.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Whether it is gone.
    pub fn has_ended(&mut self) -> bool {
        !Path::new(&format!("/proc/{}", self.process)).exists()
    }

    /// Kills it between two instructions, as a power cut would.
    pub fn kill(mut self) {
        self.order("KILL");
    }

    /// Sends it a signal, such as `TERM`, and does not wait. It takes one.
    pub fn signal(&mut self, signal: &str) {
        if let Some(mut input) = self.shell.stdin.take() {
            drop(input.write_all(format!("{signal}\n").as_bytes()));
        }
    }

    /// Waits until it has ended; its exit code.
    pub fn ended(&mut self) -> Option<i32> {
        self.shell.wait().ok().and_then(|status| status.code())
    }

    fn order(&mut self, signal: &str) {
        self.signal(signal);
        self.ended();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.order("TERM");
    }
}

/// Whether a plain GET of this address is answered with 200. One line of HTTP needs no client.
pub fn answers(url: &str) -> bool {
    let Some((host, path)) = url.trim_start_matches("http://").split_once('/') else { return false };
    let Ok(mut stream) = TcpStream::connect(host) else { return false };
    drop(stream.set_read_timeout(Some(Duration::from_secs(2))));
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut answer = [0u8; 12];
    stream.write_all(request.as_bytes()).is_ok() && stream.read_exact(&mut answer).is_ok() && answer.ends_with(b"200")
}

/// A port whose neighbour is free too: the services listen there.
///
/// # Panics
/// Where this machine has no free port.
pub fn free_port_pair() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = first.local_addr().expect("its number").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}
