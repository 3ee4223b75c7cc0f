//! The lock of a data directory: one program at a time writes there. Others hand their work to its holder
//! through the control socket beside it.
//!
//! What it does not do: guard a PostgreSQL database, which several nodes share.

use anyhow::{Context, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Held as long as the value lives; the operating system frees it when the process ends, however it ends.
pub(crate) struct Lock {
    _file: File,
}

/// Whether the directory is ours.
pub(crate) enum Taken {
    /// It is.
    Ours(Lock),
    /// Another process holds it: speak to it through its control socket.
    Another,
}

/// Tries to take the lock of this directory, which must be there.
pub(crate) fn take(data_dir: &Path) -> Result<Taken> {
    let path = data_dir.join("server.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Taken::Ours(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(Taken::Another),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

/// Where the holder of the lock listens for commands.
pub(crate) fn socket(data_dir: &Path) -> PathBuf {
    data_dir.join("control.sock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_who_comes_finds_it_taken_until_the_first_goes() {
        let directory = tempfile::tempdir().unwrap();
        let Taken::Ours(lock) = take(directory.path()).unwrap() else { panic!("nobody else is here") };
        assert!(matches!(take(directory.path()).unwrap(), Taken::Another));
        drop(lock);
        assert!(matches!(take(directory.path()).unwrap(), Taken::Ours(_)));
    }
}
