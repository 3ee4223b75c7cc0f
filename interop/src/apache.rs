//! An Apache of our own with `mod_auth_openidc`, on a loopback port, in a directory of its own.
//!
//! What it does not do: touch the machine's Apache, if there is one.

use e2e::country::scratch;
use e2e::server::{Launch, Server, answers, free_port_pair};
use std::path::{Path, PathBuf};

/// Where Debian puts it.
const PROGRAM: &str = "/usr/sbin/apache2";
const MODULES: &str = "/usr/lib/apache2/modules";

/// What is said to the protected page's visitors.
pub const INSIDE: &str = "inside";

/// A port for an Apache that is started later: its addresses are registered first.
pub fn port() -> u16 {
    free_port_pair()
}

/// How it speaks to the provider.
#[derive(Clone, Copy, Debug)]
pub struct Manner<'a> {
    /// `client_secret_basic` or `client_secret_post`.
    pub proof: &'a str,
    /// `query` or `form_post`.
    pub response_mode: &'a str,
}

/// A running Apache; stops when dropped.
pub struct Apache {
    server: Option<Server>,
    directory: PathBuf,
    port: u16,
}

impl Apache {
    /// Starts it in front of the page, as this service of the provider.
    ///
    /// # Panics
    /// Where Apache or the module is missing, or does not start.
    pub fn start(port: u16, issuer: &str, (client, secret): (&str, &str), manner: Manner<'_>) -> Apache {
        let modules = Path::new(MODULES);
        assert!(
            Path::new(PROGRAM).exists() && modules.join("mod_auth_openidc.so").exists(),
            "Apache with mod_auth_openidc is missing: run `cargo xtask install`"
        );
        let directory = scratch("apache");
        for place in ["pages/inside", "pages/outside"] {
            std::fs::create_dir_all(directory.join(place)).expect("a directory for pages");
        }
        let text = include_str!("../judges/httpd.conf");
        let words = [
            ("@PORT@", port.to_string()),
            ("@DIRECTORY@", directory.display().to_string()),
            ("@MODULES@", MODULES.to_owned()),
            ("@USER@", user().to_owned()),
            ("@ISSUER@", issuer.to_owned()),
            ("@CLIENT@", client.to_owned()),
            ("@SECRET@", secret.to_owned()),
            ("@PROOF@", manner.proof.to_owned()),
            ("@MODE@", manner.response_mode.to_owned()),
        ];
        let text = words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value));
        let config = directory.join("httpd.conf");
        std::fs::write(&config, text).expect("its configuration");
        std::fs::write(directory.join("pages/inside/index.html"), INSIDE).expect("a page");
        std::fs::write(directory.join("pages/outside/index.html"), "outside").expect("a page");
        let words = ["-D", "FOREGROUND", "-f"].map(str::to_owned);
        let ready = format!("http://127.0.0.1:{port}/outside/index.html");
        let launch = Launch::new(Path::new(PROGRAM), directory.join("said"), ready);
        let server = Some(Server::start(&launch.words(&words).words(&[config.display().to_string()])));
        Apache { server, directory, port }
    }

    /// Its address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.directory.join("error.log")).unwrap_or_default()
    }

    /// Whether it answers.
    pub fn is_up(&self) -> bool {
        answers(&self.url("/outside/index.html"))
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        self.server = None;
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// As root, Apache answers as another user; as anybody else it stays who it is.
fn user() -> &'static str {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|entry| std::os::unix::fs::MetadataExt::uid(&entry) == 0);
    if is_root { "User www-data\nGroup www-data" } else { "" }
}
