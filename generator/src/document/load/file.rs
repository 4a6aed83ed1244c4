//! Reading the bytes of files, devices and pipes, up to a limit.
//!
//! Only a regular file has a size beforehand and can be read twice. A device may be endless, and opening
//! a pipe blocks until a process writes to it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::MAX_BYTES;

/// The timeout for a process to open a pipe for writing. Writing itself has no timeout.
const WRITER_WITHIN: Duration = Duration::from_secs(10);

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// Reading failed.
    Failed(io::Error),
    /// It exceeds [`MAX_BYTES`]; with its size, if known.
    TooLarge(Option<u64>),
    /// It is a folder.
    Folder,
    /// It is not a regular file.
    NoFile,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// The bytes of a file, a device or a pipe.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Unread> {
    let data = fs::metadata(path)?;
    if data.is_file() {
        check_size(data.len())?;
        return read_open(File::open(path)?);
    }
    if data.is_dir() {
        return Err(Unread::Folder);
    }
    read_slowly(path, WRITER_WITHIN)
}

/// Checks that something other than a folder exists at a path.
pub(super) fn check(path: &Path) -> Result<(), Unread> {
    if fs::metadata(path)?.is_dir() {
        return Err(Unread::Folder);
    }
    Ok(())
}

/// The bytes of a regular file, which can be read again.
pub(super) fn read_plain(path: &Path) -> Result<Vec<u8>, Unread> {
    let data = fs::metadata(path)?;
    if data.is_dir() {
        return Err(Unread::Folder);
    }
    if !data.is_file() {
        return Err(Unread::NoFile);
    }
    check_size(data.len())?;
    read_open(File::open(path)?)
}

fn check_size(size: u64) -> Result<(), Unread> {
    if size > MAX_BYTES {
        return Err(Unread::TooLarge(Some(size)));
    }
    Ok(())
}

fn read_open(file: File) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    // A file may grow, and some that have a length of 0 have contents.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unread::TooLarge(None));
    }
    Ok(bytes)
}

/// Reads in a thread, because opening a pipe cannot be cancelled. After a timeout, the thread lives
/// until the process ends.
fn read_slowly(path: &Path, writer_within: Duration) -> Result<Vec<u8>, Unread> {
    let (opened, open) = mpsc::channel();
    let path = path.to_owned();
    let reader = thread::Builder::new().spawn(move || {
        let file = File::open(&path)?;
        let _ = opened.send(());
        read_open(file)
    })?;
    // A file that cannot be opened hangs up.
    if open.recv_timeout(writer_within) == Err(RecvTimeoutError::Timeout) {
        let why = "no process writes to this pipe";
        return Err(io::Error::new(io::ErrorKind::TimedOut, why).into());
    }
    let ended = || io::Error::other("the reading thread failed");
    reader.join().unwrap_or_else(|_| Err(ended().into()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_has_no_end_ends_at_the_limit() {
        let zeros = read(Path::new("/dev/zero"));
        assert!(matches!(zeros, Err(Unread::TooLarge(None))));
        assert_eq!(read(Path::new("/dev/null")).unwrap(), b"");
        assert!(matches!(
            read_plain(Path::new("/dev/zero")),
            Err(Unread::NoFile)
        ));
    }

    #[test]
    fn a_pipe_is_read_when_somebody_writes_and_given_up_when_nobody_does() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: no pipe can be made");
            return;
        }
        let writer = thread::spawn({
            let pipe = pipe.clone();
            move || fs::write(pipe, "a: 1").unwrap()
        });
        assert_eq!(read(&pipe).unwrap(), b"a: 1");
        writer.join().unwrap();
        let nobody = read_slowly(&pipe, Duration::from_millis(50));
        assert!(
            matches!(nobody, Err(Unread::Failed(error)) if error.kind() == io::ErrorKind::TimedOut)
        );
        assert!(matches!(read_plain(&pipe), Err(Unread::NoFile)));
    }
}
