//! The log settings of a configuration.

use std::path::PathBuf;

use crate::runtime::log_level::LogLevel;
#[cfg(feature = "tracing")]
use crate::runtime::logging::Logging;

/// Log settings for the application: the section `logging`.
///
/// The SDK emits events to the crate `tracing` (feature `tracing`) and does not write
/// logs. [`Config::client_builder`](super::Config::client_builder) applies the level and
/// whether bodies are logged. The application has to set up its subscriber with the
/// format, console and file.
///
/// | key | value | default |
/// | --- | --- | --- |
/// | `log_level` | `trace`, `debug`, `error` or `none` | `trace`: the subscriber decides |
/// | `log_format` | `text` or `json` | `text` |
/// | `log_to_console` | `true` or `false` | `true` |
/// | `log_file_path` | a path | none |
/// | `log_request_body`, `log_response_body` | `true` or `false` | `false` |
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogSettings {
    /// The lowest level that is logged.
    pub level: LogLevel,
    /// The format of log lines.
    pub format: LogFormat,
    /// Whether to log to the console.
    pub to_console: bool,
    /// The file to log to, if any.
    pub file_path: Option<PathBuf>,
    /// Whether to log request bodies.
    pub request_body: bool,
    /// Whether to log response bodies.
    pub response_body: bool,
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LogFormat {
    /// Human-readable lines.
    #[default]
    Text,
    /// A JSON object for each event.
    Json,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            level: LogLevel::default(),
            format: LogFormat::default(),
            to_console: true,
            file_path: None,
            request_body: false,
            response_body: false,
        }
    }
}

impl LogSettings {
    #[cfg(feature = "tracing")]
    pub(super) fn logging(&self) -> Logging {
        Logging::new()
            .level(self.level)
            .request_body(self.request_body)
            .response_body(self.response_body)
    }
}
