//! Writing commands beside a running server: the same report either way, one writer, a socket for nobody else.
//! Source: issue "The house and its main job" point 4.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_unilogin");

/// A directory with a configuration in it.
struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let directory = tempfile::tempdir().unwrap();
        let place = Place { directory };
        let data = place.data().display().to_string();
        let text = format!("origin = 'https://login.example.dk'\nlisten = '127.0.0.1:0'\ndata_dir = '{data}'\n");
        std::fs::write(place.config(), text).unwrap();
        place
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn config(&self) -> PathBuf {
        self.directory.path().join("unilogin.toml")
    }

    fn socket(&self) -> PathBuf {
        self.data().join("control.sock")
    }

    /// Runs a command to its end.
    fn run(&self, words: &[&str]) -> Output {
        // Where in the program an error arose is nothing an operator reads.
        let mut command = Command::new(PROGRAM);
        command.env("RUST_BACKTRACE", "0").args(words).arg("--config").arg(self.config()).output().unwrap()
    }

    /// Runs a command that must go well; its lines.
    fn lines(&self, words: &[&str]) -> Vec<String> {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Starts a server and waits until it says that it serves.
    fn serve(&self) -> Server {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--config"])
            .arg(self.config())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        let mut lines = said.lines();
        assert!(lines.by_ref().any(|line| line.unwrap().contains("serving")), "the server did not start");
        // What else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child }
    }
}

struct Server {
    child: Child,
}

impl Server {
    /// As a power cut would: nothing is tidied up.
    fn dies(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const ADD: [&str; 9] = [
    "client",
    "add",
    "https://mat.example",
    "--name",
    "Matematikhuset",
    "--provider",
    "Forlaget",
    "--redirect-uri",
    "https://mat.example/cb",
];

/// A report without the one secret in it.
fn without_secret(lines: Vec<String>) -> Vec<String> {
    lines
        .into_iter()
        .map(|line| if line.starts_with("client_secret") { "client_secret".into() } else { line })
        .collect()
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A service's whole life, as an operator sees it.
fn life(place: &Place) -> Vec<String> {
    let mut told = without_secret(place.lines(&ADD));
    told.extend(place.lines(&["client", "list"]));
    told.extend(place.lines(&["client", "list", "--json"]));
    told.extend(place.lines(&["client", "disable", "https://mat.example"]));
    told.extend(place.lines(&["client", "list"]));
    told.extend(place.lines(&["national", "show"]));
    let again = place.run(&["client", "disable", "https://mat.example"]);
    told.push(format!("{:?} {}", again.status.code(), error(&again)));
    // It takes two operators, and nobody is one here.
    let two = ["--operator", "aaaa1111", "--operator", "bbbb2222"];
    for operators in [&two[..2], &two[..]] {
        let wrong = place.run(&[&["national", "set", "guess_texts_a_day=50"], operators].concat());
        assert!(!wrong.status.success(), "{operators:?}");
        told.push(format!("{:?} {}", wrong.status.code(), error(&wrong)));
    }
    told.extend(place.lines(&["national", "show"]));
    told
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_command_says_the_same_in_a_fresh_directory_and_beside_a_server() {
    let alone = life(&Place::new());
    let place = Place::new();
    let server = place.serve();
    assert_eq!(life(&place), alone);
    assert!(alone.iter().any(|line| line == "https://mat.example is registered."), "{alone:?}");
    assert!(alone.iter().any(|line| line.starts_with("closed https://mat.example")), "{alone:?}");
    for error in [
        "Some(1) Error: https://mat.example is unknown or closed",
        "Some(1) Error: it takes two operators",
        "Some(1) Error: nobody has the user name aaaa1111",
    ] {
        assert!(alone.iter().any(|line| line.starts_with(error)), "{error}: {alone:?}");
    }
    let stands = |line: &&String| line.split_whitespace().eq(["guess_texts_a_day", "100"]);
    assert_eq!(alone.iter().filter(stands).count(), 2, "nothing was changed: {alone:?}");
    drop(server);
}

#[test]
fn a_secret_is_drawn_once_and_never_twice_the_same() {
    let place = Place::new();
    let server = place.serve();
    let secret = |lines: Vec<String>| lines.into_iter().find(|line| line.starts_with("client_secret")).unwrap();
    assert_ne!(secret(place.lines(&ADD)), secret(place.lines(&ADD)));
    drop(server);
}

#[test]
fn a_directory_has_one_writer_and_its_socket_is_the_owners_alone() {
    let place = Place::new();
    let server = place.serve();
    assert_eq!((mode(&place.socket()), mode(&place.data())), (0o600, 0o700));
    let second = place.run(&["serve"]);
    assert!(!second.status.success() && error(&second).contains("another unilogin already runs"), "{}", error(&second));
    let migrate = place.run(&["migrate"]);
    assert!(!migrate.status.success() && error(&migrate).contains("a server runs"), "{}", error(&migrate));
    place.lines(&["keys", "rotate-signing", "ES256"]);
    drop(server);
}

#[test]
fn the_socket_of_a_server_that_died_is_in_nobodys_way() {
    let place = Place::new();
    let server = place.serve();
    place.lines(&ADD);
    server.dies();
    assert!(place.socket().exists(), "a power cut tidies nothing up");
    assert_eq!(place.lines(&["client", "list"]).len(), 1, "what the server answered is there");
    place.lines(&["migrate"]);
    drop(place.serve());
}

#[test]
fn commands_that_look_make_nothing_and_mend_nothing() {
    let place = Place::new();
    let words: [&[&str]; 3] = [&["doctor"], &["verify"], &["keys", "status"]];
    for words in words {
        assert!(!place.run(words).status.success(), "{words:?}: there is nothing to look at");
        assert!(!place.data().exists(), "{words:?} made something");
    }
    drop(place.serve());
    assert!(place.lines(&["keys", "status"])[1].contains("in use"));
    assert!(place.lines(&["doctor"]).iter().any(|line| line.contains("2 signing keys open")));
    place.lines(&["verify"]);
    std::fs::remove_file(place.data().join("unilogin.db")).unwrap();
    for words in words {
        assert!(!place.run(words).status.success(), "{words:?}");
        assert!(!place.data().join("unilogin.db").exists(), "{words:?} made a new database");
    }
}

#[test]
fn keys_that_the_environment_brings_are_changed_there_and_nowhere_else() {
    let place = Place::new();
    drop(place.serve());
    let file = place.data().join("unilogin.keys");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let words: [&[&str]; 4] =
        [&["rotate", "seal"], &["prepare", "seal"], &["use", "seal", "1"], &["remove", "seal", "1"]];
    for words in words {
        let mut command = Command::new(PROGRAM);
        command.arg("keys").args(words).arg("--config").arg(place.config()).env("UNILOGIN_KEYS_TEXT", &text);
        let output = command.output().unwrap();
        assert!(!output.status.success() && error(&output).contains("UNILOGIN_KEYS_TEXT"), "{}", error(&output));
        assert!(!file.exists(), "{words:?} wrote keys to the disk");
    }
}
