//! A disk of a few megabytes that can be filled, freed and made read-only: a memory file system in a namespace of its
//! own, so that neither the machine nor another test sees it. Needs no root.
//!
//! What it does not do: outlive the test.

use e2e::server::Launch;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A small disk over one directory.
pub struct Room {
    holder: Child,
    place: PathBuf,
}

impl Room {
    /// A disk of so many megabytes over an existing directory.
    ///
    /// # Panics
    /// Where this machine allows no namespaces.
    pub fn over(place: &Path, megabytes: u32) -> Room {
        let script = r#"mount -t tmpfs -o size="$0"m,mode=700 tmpfs "$1" && echo r && read -r end"#;
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script, &megabytes.to_string()]).arg(place);
        let mut holder = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("unshare");
        let mut letter = [0u8; 1];
        let said = holder.stdout.as_mut().expect("its output was asked for").read_exact(&mut letter);
        assert!(said.is_ok(), "this machine allows no namespace with a disk of its own");
        Room { holder, place: place.to_owned() }
    }

    fn words(&self) -> Vec<String> {
        let target = self.holder.id().to_string();
        ["--target", &target, "--user", "--mount", "--preserve-credentials", "--"].map(str::to_owned).to_vec()
    }

    /// The same start, inside.
    pub fn inside(&self, launch: Launch) -> Launch {
        launch.through(Path::new("nsenter"), &self.words())
    }

    /// Runs a command inside.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub fn run(&self, program: &Path, words: &[String]) -> Output {
        Command::new("nsenter").args(self.words()).arg(program).args(words).output().expect("nsenter")
    }

    fn shell(&self, script: &str) {
        let words = ["-c".to_owned(), script.to_owned(), self.place.display().to_string()];
        let done = self.run(Path::new("sh"), &words);
        assert!(done.status.success(), "{script}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        self.shell(r#"dd if=/dev/zero of="$0/ballast" bs=4096 2>/dev/null; true"#);
    }

    /// Gives the room back.
    pub fn free(&self) {
        self.shell(r#"rm "$0/ballast""#);
    }

    /// Lets nobody write any more. Nobody may have it open.
    pub fn seal(&self) {
        self.shell(r#"mount -o remount,ro "$0""#);
    }

    /// Lets everybody write again.
    pub fn unseal(&self) {
        self.shell(r#"mount -o remount,rw "$0""#);
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Some(mut input) = self.holder.stdin.take() {
            drop(input.write_all(b"\n"));
        }
        drop(self.holder.wait());
    }
}
