//! The formats of streamed responses.
//!
//! `call::events` splits a body by them.

/// How the values of a stream are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFormat {
    /// Server-sent events (`text/event-stream`).
    Events,
    /// JSON lines: one value per line (`application/x-ndjson` and others).
    Lines,
    /// A JSON text sequence: a record separator before each value
    /// (`application/json-seq`, RFC 7464).
    Sequence,
}
