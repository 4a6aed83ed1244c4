//! How much of what the client does is told, in the words of the service's
//! other SDKs.

use std::fmt;

/// How much the client tells. Each level has all that the one before it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LogLevel {
    /// Nothing.
    None,
    /// Tries that failed: without an answer, or with a status from 400 on.
    Error,
    /// All tries, and the waits between them.
    Debug,
    /// The headers of requests and responses as well.
    #[default]
    Trace,
}

impl LogLevel {
    /// Every level, from nothing to all.
    pub const ALL: [Self; 4] = [Self::None, Self::Error, Self::Debug, Self::Trace];

    /// The name of the level in settings, such as `debug`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Error => "error",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
