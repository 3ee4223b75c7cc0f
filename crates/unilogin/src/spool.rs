//! Where something larger than memory waits while it is read: a file of the data directory that has no name any more,
//! readable by this process alone and gone with it, however it ends.
//!
//! What it does not do: say how large it may become; whoever fills it does.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes such files in this directory.
pub(crate) fn in_directory(directory: &Path) -> web::Spool {
    let directory = directory.to_owned();
    Arc::new(move || make(&directory))
}

fn make(directory: &Path) -> io::Result<File> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = directory.join(format!("spool-{}-{number}", std::process::id()));
    // One of a process that died between the next two lines, and had our number.
    drop(std::fs::remove_file(&path));
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek, Write};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_spooled_file_has_no_name_and_is_read_by_us_alone() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = in_directory(directory.path())().unwrap();
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        file.write_all(b"people").unwrap();
        file.rewind().unwrap();
        let mut read = String::new();
        file.read_to_string(&mut read).unwrap();
        assert_eq!(read, "people");
    }
}
