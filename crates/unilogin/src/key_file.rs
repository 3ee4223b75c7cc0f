//! The key file: made at the first start, readable by its owner alone.
//!
//! What it does not do: know what a key is for (`crypto::keys` does).

use anyhow::{Context, Result, bail};
use crypto::keys::Keys;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// The keys of this installation: those the environment brings, those of the file, or new ones written there.
pub(crate) fn load_or_create(path: &Path) -> Result<Keys> {
    if let Some(text) = crate::config::keys_from_environment() {
        return Keys::parse(text.reveal().as_bytes()).context("UNILOGIN_KEYS_TEXT");
    }
    match std::fs::metadata(path) {
        Ok(found) => {
            must_be_private(path, &found)?;
            read(path)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => create(path),
        Err(error) => Err(error).with_context(|| format!("cannot look at {}", path.display())),
    }
}

/// Fails where others than the server's user may read a file of secrets.
pub(crate) fn must_be_private(path: &Path, found: &std::fs::Metadata) -> Result<()> {
    if found.permissions().mode() & 0o077 != 0 {
        bail!("{0} can be read by others: run `chmod 600 {0}`", path.display());
    }
    Ok(())
}

/// The keys that are there; makes none.
pub(crate) fn load(path: &Path) -> Result<Keys> {
    match crate::config::keys_from_environment() {
        Some(text) => Keys::parse(text.reveal().as_bytes()).context("UNILOGIN_KEYS_TEXT"),
        None => read(path),
    }
}

fn read(path: &Path) -> Result<Keys> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Keys::parse(&bytes).with_context(|| format!("{} cannot be used", path.display()))
}

fn create(path: &Path) -> Result<Keys> {
    let keys = Keys::generate(&mut crypto::random::chance());
    write(path, &keys)?;
    Ok(keys)
}

/// Writes the keys beside the file and moves them into place, so that half a file is never read.
pub(crate) fn write(path: &Path, keys: &Keys) -> Result<()> {
    let fresh = path.with_extension("keys.new");
    let _ = std::fs::remove_file(&fresh);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&fresh)
        .with_context(|| format!("cannot write {}", fresh.display()))?;
    file.write_all(keys.render().reveal().as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&fresh, path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn the_first_start_makes_keys_that_the_next_start_reads() {
        let directory = directory();
        let path = directory.path().join("unilogin.keys");
        let made = load_or_create(&path).unwrap();
        let read = load_or_create(&path).unwrap();
        assert_eq!(made.render().reveal(), read.render().reveal());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_others_can_read_is_refused() {
        let directory = directory();
        let path = directory.path().join("unilogin.keys");
        load_or_create(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(load_or_create(&path).unwrap_err().to_string().contains("chmod 600"));
    }
}
