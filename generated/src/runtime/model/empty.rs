//! Whether a record writes no property at all.
//!
//! Knows no model.

use std::io::{self, ErrorKind, Write};

use serde::ser::Serialize;

/// Whether the JSON of a record is `{}`. Writing ends with the first property.
pub(super) fn is_empty<T: Serialize>(record: &T) -> bool {
    serde_json::to_writer(Braces { room: 2 }, record).is_ok()
}

/// Takes two bytes, and fails at the next one.
struct Braces {
    room: usize,
}

impl Write for Braces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.room = self
            .room
            .checked_sub(bytes.len())
            .ok_or(ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
