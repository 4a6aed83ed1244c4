//! The formats of responses that are a stream of values.
//!
//! How the values are found in a body is in `call::events`.

/// How the values of a stream are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFormat {
    /// Server-sent events (`text/event-stream`).
    Events,
    /// A line for each value (`application/x-ndjson` and others).
    Lines,
    /// A record separator before each value (`application/json-seq`).
    Sequence,
}
