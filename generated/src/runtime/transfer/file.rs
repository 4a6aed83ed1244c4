//! The file of a download.
//!
//! It has the suffix `.part` until it is complete.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use crate::runtime::http::blocking_work;
use crate::runtime::http::chunks::PIECE;

pub(crate) struct PartFile {
    file: Option<File>,
    path: PathBuf,
    part: PathBuf,
    /// Bytes that are not written yet, up to the size of a block: responses arrive in smaller chunks.
    buffer: Vec<u8>,
}

impl PartFile {
    /// # Errors
    /// If the file cannot be created.
    pub(crate) async fn create(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        let mut name = path.file_name().map(ToOwned::to_owned).ok_or_else(|| {
            let problem = "the path of the download has no file name";
            io::Error::new(io::ErrorKind::InvalidInput, problem)
        })?;
        name.push(".part");
        let part = path.with_file_name(name);
        let made = part.clone();
        let file = blocking_work::run(move || File::create(made)).await?;
        Ok(Self {
            file: Some(file),
            path,
            part,
            buffer: Vec::with_capacity(2 * PIECE),
        })
    }

    /// # Errors
    /// If the file cannot be written, for example because the disk is full.
    pub(crate) async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(piece);
        match self.buffer.len() < PIECE {
            true => Ok(()),
            false => self.flush().await,
        }
    }

    /// Truncates the file.
    ///
    /// # Errors
    /// If the file cannot be truncated.
    pub(crate) async fn start_over(&mut self) -> io::Result<()> {
        self.buffer.clear();
        self.with_file(|file, _| {
            file.set_len(0)?;
            file.rewind()
        })
        .await
    }

    /// Writes buffered data, and renames the file.
    ///
    /// # Errors
    /// If writing or renaming fails.
    pub(crate) async fn finish(mut self) -> io::Result<()> {
        self.flush().await?;
        self.file = None;
        let (part, path) = (self.part.clone(), self.path.clone());
        blocking_work::run(move || fs::rename(part, path)).await
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.with_file(|file, buffer| {
            file.write_all(buffer)?;
            buffer.clear();
            Ok(())
        })
        .await
    }

    async fn with_file(
        &mut self,
        work: impl FnOnce(&mut File, &mut Vec<u8>) -> io::Result<()> + Send + 'static,
    ) -> io::Result<()> {
        // Missing only if the future of an earlier write was dropped.
        let lost = || io::Error::other("an earlier write was cancelled");
        let mut file = self.file.take().ok_or_else(lost)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        let done = blocking_work::run(move || {
            work(&mut file, &mut buffer)?;
            Ok((file, buffer))
        });
        let (file, buffer) = done.await?;
        self.file = Some(file);
        self.buffer = buffer;
        Ok(())
    }
}

/// Removes an incomplete file. After `finish`, there is none.
impl Drop for PartFile {
    fn drop(&mut self) {
        self.file = None;
        let _ = fs::remove_file(&self.part);
    }
}
