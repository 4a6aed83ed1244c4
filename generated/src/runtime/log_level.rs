//! Log levels, with the names that the service's other SDKs have.

use std::fmt;

/// How much the client logs. Each level includes the ones before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LogLevel {
    /// No events.
    None,
    /// Failed attempts: without a response, or with a status of 400 or above.
    Error,
    /// All attempts, and the waits between them.
    Debug,
    /// Also the headers of requests and responses.
    #[default]
    Trace,
}

impl LogLevel {
    /// All levels, in ascending order.
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
