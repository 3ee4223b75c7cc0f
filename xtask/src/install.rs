//! Installs from Debian what the tests need and the machine lacks, then the outside judges.
//!
//! PostgreSQL comes without a cluster of its own and Apache without its service (only the program and its modules), so
//! that nothing starts.

use crate::{judges, must};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

/// A package and a file that shows it is there.
const NEEDED: [(&str, &str); 8] = [
    ("chromium", "/usr/bin/chromium"),
    ("chromium-driver", "/usr/bin/chromedriver"),
    ("postgresql", "/usr/lib/postgresql"),
    ("xmlsec1", "/usr/bin/xmlsec1"),
    ("python3-venv", "/usr/share/doc/python3-venv"),
    ("apache2-bin", "/usr/sbin/apache2"),
    ("libapache2-mod-auth-openidc", "/usr/lib/apache2/modules/mod_auth_openidc.so"),
    ("faketime", "/usr/bin/faketime"),
];

/// Where Debian's PostgreSQL reads whether to make a cluster at installation.
const CLUSTER_SETTING: &str = "/etc/postgresql-common/createcluster.conf";

/// Installs every missing package and judge.
///
/// # Errors
/// Where apt is not there or fails, or where we may not install.
pub(crate) fn run() -> Result<()> {
    packages()?;
    judges::install()
}

fn packages() -> Result<()> {
    let missing: Vec<&str> =
        NEEDED.iter().filter(|(_, file)| !Path::new(file).exists()).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("install these yourself, this is no Debian machine: {}", missing.join(", "));
    }
    if !Path::new(CLUSTER_SETTING).exists() {
        let script =
            format!("mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > {CLUSTER_SETTING}");
        must(&mut as_root(&["sh", "-c", &script]))?;
    }
    must(&mut as_root(&["apt-get", "update", "-q"]))?;
    let mut words =
        vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q", "--no-install-recommends"];
    words.extend(missing);
    must(&mut as_root(&words))
}

/// The command as root: by itself where we are root, else through sudo.
fn as_root(words: &[&str]) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0"));
    let (program, rest) = if root { (words[0], &words[1..]) } else { ("sudo", words) };
    let mut command = Command::new(program);
    command.args(rest);
    command
}
