//! Somebody else's identity provider of the national eID: `judges/pysaml2_provider.py`, running.
//!
//! What it does not do: look at what it answers; the program does.

use crate::judge;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};

/// The provider. It goes with the test.
pub struct Provider {
    child: Child,
    address: String,
}

impl Provider {
    /// A provider for the program whose metadata lie there. It writes its own to `provider.xml` in the directory, where
    /// `provider.key` and `provider.crt` must be.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn start(ours: &str, directory: &Path) -> Provider {
        let mut child = judge::command("pysaml2_provider.py")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the judge starts");
        let settings = json!({
            "ours": ours,
            "directory": directory,
            "key": directory.join("provider.key"),
            "certificate": directory.join("provider.crt"),
        });
        let input = child.stdin.as_mut().expect("its input was asked for");
        writeln!(input, "{settings}").expect("it listens");
        let mut line = String::new();
        let output = child.stdout.as_mut().expect("its output was asked for");
        BufReader::new(output).read_line(&mut line).expect("it speaks");
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let address = said["ready"].as_str().unwrap_or_else(|| panic!("the provider did not start: {line}")).to_owned();
        Provider { child, address }
    }

    /// How it answers from now on, and whose eID it is.
    ///
    /// # Panics
    /// Where it does not hear.
    pub async fn answers(&self, manner: &str, cpr: &str) {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client without TLS needs nothing");
        let body = json!({ "manner": manner, "cpr": cpr }).to_string();
        let heard = client.post(format!("{}/next", self.address)).body(body).send().await.expect("it hears");
        assert_eq!(heard.status(), 200);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
