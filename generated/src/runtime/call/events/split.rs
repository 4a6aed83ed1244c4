//! Splits a body that arrives in chunks of any size into events.
//!
//! It implements the three formats of [`StreamFormat`]. Server-sent events are parsed as
//! the HTML Standard specifies (9.2.6).

use std::fmt;
use std::time::Duration;

use serde::de::IgnoredAny;

use super::nesting::Nesting;
use crate::runtime::http::limits::MAX_EVENT;
use crate::runtime::service::stream::StreamFormat;

const TOO_LARGE: &str = "an event is larger than 16 MiB";

/// The character before each JSON text of a sequence (RFC 7464).
const RECORD: u8 = 0x1e;

/// An event that is not decoded. JSON lines and sequences have only data. `Debug` shows
/// the length of the data and not the data, which may be confidential.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawEvent {
    /// The name of the event, if it has one.
    pub event: Option<String>,
    /// The `data` lines of the event, joined by line feeds.
    pub data: String,
    /// The id of the event, or of the last one before it that had one. Services that can
    /// resume a stream expect it in the header `Last-Event-ID`.
    pub id: Option<String>,
    /// The wait before reconnecting, from the field `retry`.
    pub retry: Option<Duration>,
}

impl fmt::Debug for RawEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawEvent")
            .field("event", &self.event)
            .field("data_length", &self.data.len())
            .field("id", &self.id)
            .field("retry", &self.retry)
            .finish()
    }
}

/// Splits a body into events.
pub(super) struct Splitter {
    format: StreamFormat,
    buffer: Vec<u8>,
    /// The index of the first unused byte in the buffer.
    start: usize,
    /// The index up to which the buffer was searched for the end of an event.
    searched: usize,
    /// The open arrays and objects in the searched part of the current JSON text.
    nesting: Nesting,
    /// Whether a line feed that follows is part of the line break before it (CRLF).
    skips_line_feed: bool,
    is_begun: bool,
    is_at_end: bool,
    event: RawEvent,
    has_data: bool,
}

impl Splitter {
    pub(super) fn new(format: StreamFormat) -> Self {
        Self {
            format,
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            nesting: Nesting::default(),
            skips_line_feed: false,
            is_begun: false,
            is_at_end: false,
            event: RawEvent::default(),
            has_data: false,
        }
    }

    /// Adds the next chunk of the body.
    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.buffer.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(chunk);
    }

    /// Marks the end of the body.
    pub(super) fn end(&mut self) {
        self.is_at_end = true;
    }

    /// Drops the rest of the buffer.
    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        (self.start, self.searched) = (0, 0);
        self.is_at_end = true;
    }

    /// The next event in the buffer, if it is complete.
    ///
    /// # Errors
    /// If the event is too large.
    pub(super) fn next(&mut self) -> Result<Option<RawEvent>, &'static str> {
        loop {
            let found = match self.format {
                StreamFormat::Events => self.line(true),
                StreamFormat::Lines => self.line(false),
                StreamFormat::Sequence => self.record(),
            };
            let Some(text) = found else {
                let left = self.buffer.len() - self.start;
                let is_too_large = left + self.event.data.len() > MAX_EVENT;
                return if is_too_large {
                    Err(TOO_LARGE)
                } else {
                    Ok(None)
                };
            };
            if self.format != StreamFormat::Events {
                let text = text.trim();
                if !text.is_empty() {
                    return Ok(Some(RawEvent {
                        data: text.to_owned(),
                        ..RawEvent::default()
                    }));
                }
                continue;
            }
            if let Some(event) = self.field(&text) {
                return Ok(Some(event));
            }
            if self.event.data.len() > MAX_EVENT {
                return Err(TOO_LARGE);
            }
        }
    }

    /// The next line without its line break. With `is_event`, a carriage return ends a
    /// line as well, and an incomplete last line is ignored.
    fn line(&mut self, is_event: bool) -> Option<String> {
        if self.skips_line_feed && self.start < self.buffer.len() {
            self.skips_line_feed = false;
            if self.buffer[self.start] == b'\n' {
                self.start += 1;
                self.searched = self.searched.max(self.start);
            }
        }
        let is_end = |byte: &u8| *byte == b'\n' || (is_event && *byte == b'\r');
        let found = self.buffer[self.searched..].iter().position(is_end);
        match found.map(|offset| self.searched + offset) {
            Some(end) => {
                self.skips_line_feed = self.buffer[end] == b'\r';
                Some(self.take(end, end + 1))
            }
            None if self.is_at_end && !is_event => self.rest(),
            None => {
                self.searched = self.buffer.len();
                None
            }
        }
    }

    /// The next JSON text of a sequence, which ends at the next separator. One before
    /// a final line feed is returned at once if it is complete, instead of waiting for
    /// the next separator.
    fn record(&mut self) -> Option<String> {
        let is_end = |byte: &u8| *byte == b'\n' || *byte == RECORD;
        while let Some(offset) = self.buffer[self.searched..].iter().position(is_end) {
            let end = self.searched + offset;
            self.nesting.push(&self.buffer[self.searched..end]);
            let text = &self.buffer[self.start..end];
            // `Nesting` avoids parsing the same incomplete text again for each chunk.
            let is_last = end + 1 == self.buffer.len() && self.nesting.is_closed();
            let is_json = || serde_json::from_slice::<IgnoredAny>(text).is_ok();
            if self.buffer[end] == RECORD || (is_last && is_json()) {
                return Some(self.take(end, end + 1));
            }
            self.searched = end + 1;
        }
        self.nesting.push(&self.buffer[self.searched..]);
        self.searched = self.buffer.len();
        if self.is_at_end { self.rest() } else { None }
    }

    fn rest(&mut self) -> Option<String> {
        let end = self.buffer.len();
        (self.start < end).then(|| self.take(end, end))
    }

    /// Takes the text up to `end`; the next one begins at `next`.
    fn take(&mut self, end: usize, next: usize) -> String {
        let text = String::from_utf8_lossy(&self.buffer[self.start..end]);
        let text = match text.strip_prefix('\u{feff}') {
            Some(text) if !self.is_begun => text.to_owned(),
            _ => text.into_owned(),
        };
        self.is_begun = true;
        (self.start, self.searched) = (next, next);
        self.nesting = Nesting::default();
        text
    }

    /// Processes a line of an event. An empty line ends the event.
    fn field(&mut self, line: &str) -> Option<RawEvent> {
        if line.is_empty() {
            return self.dispatch();
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.has_data = true;
                self.event.data.push_str(value);
            }
            "event" => self.event.event = Some(value.to_owned()).filter(|name| !name.is_empty()),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.event.retry = value.parse().ok().map(Duration::from_millis);
            }
            // A comment, or an unknown field.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<RawEvent> {
        let next = RawEvent {
            id: self.event.id.clone(),
            ..RawEvent::default()
        };
        let event = std::mem::replace(&mut self.event, next);
        std::mem::take(&mut self.has_data).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{MAX_EVENT, RawEvent, Splitter, StreamFormat};

    /// The events of a body that arrives in these pieces.
    fn events(format: StreamFormat, pieces: &[&[u8]]) -> Vec<RawEvent> {
        let mut splitter = Splitter::new(format);
        let mut events = Vec::new();
        for piece in pieces {
            splitter.push(piece);
            while let Some(event) = splitter.next().unwrap() {
                events.push(event);
            }
        }
        splitter.end();
        while let Some(event) = splitter.next().unwrap() {
            events.push(event);
        }
        events
    }

    /// Looking at the whole text again with each of its lines would take minutes here.
    #[test]
    fn a_text_of_many_lines_is_looked_at_once() {
        let lines: Vec<String> = (0..40_000).map(|number| format!("{number},\n")).collect();
        let mut pieces: Vec<&[u8]> = vec![b"\x1e[\n"];
        pieces.extend(lines.iter().map(|line| line.as_bytes()));
        pieces.push(b"0]\n");
        let events = events(StreamFormat::Sequence, &pieces);
        assert_eq!(events.len(), 1);
        assert!(events[0].data.ends_with("0]"));
    }

    /// The same events, wherever the body is cut, and byte by byte.
    fn everywhere(format: StreamFormat, body: &str) -> Vec<RawEvent> {
        let body = body.as_bytes();
        let whole = events(format, &[body]);
        for cut in 0..=body.len() {
            let (one, two) = body.split_at(cut);
            assert_eq!(events(format, &[one, two]), whole, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        assert_eq!(events(format, &bytes), whole, "byte by byte");
        whole
    }

    fn data(format: StreamFormat, body: &str) -> Vec<String> {
        let all = everywhere(format, body).into_iter();
        all.map(|event| event.data).collect()
    }

    #[test]
    fn events_are_read_by_the_standard() {
        let body = "\u{feff}: a comment\r\n\
                    event: add\r\ndata: {\"a\":\r\ndata:  \"é€🎉\"}\r\nid: 7\r\n\r\n\
                    retry: 1500\rdata\r\r\
                    data:x\n\nid\nother: field\ndata: y\n\n\
                    event: no data\n\ndata: not ended\n";
        let all = everywhere(StreamFormat::Events, body);
        let event = |event: Option<&str>, data: &str, id: &str| RawEvent {
            event: event.map(str::to_owned),
            data: data.to_owned(),
            id: Some(id.to_owned()),
            retry: None,
        };
        let retry = Some(Duration::from_millis(1500));
        assert_eq!(
            all,
            [
                event(Some("add"), "{\"a\":\n \"é€🎉\"}", "7"),
                RawEvent {
                    retry,
                    ..event(None, "", "7")
                },
                event(None, "x", "7"),
                event(None, "y", ""),
            ]
        );
    }

    #[test]
    fn what_is_no_field_is_passed_over() {
        let body = "retry: soon\nid: a\0b\ndata: 1\nDATA: 2\n\n\n\n";
        let all = everywhere(StreamFormat::Events, body);
        assert_eq!((all.len(), all[0].data.as_str()), (1, "1"));
        assert_eq!((&all[0].id, all[0].retry), (&None, None));
    }

    #[test]
    fn lines_end_with_a_line_feed_or_with_the_body() {
        let body = "{\"a\":1}\r\n\n  \n[2]\n\"é\"";
        let lines = data(StreamFormat::Lines, body);
        assert_eq!(lines, ["{\"a\":1}", "[2]", "\"é\""]);
    }

    #[test]
    fn a_sequence_may_have_texts_of_several_lines() {
        let body = "\u{1e}{\"a\":\n1}\n\u{1e}[2]\n\u{1e}{broken\n\u{1e}3";
        let texts = data(StreamFormat::Sequence, body);
        assert_eq!(texts, ["{\"a\":\n1}", "[2]", "{broken", "3"]);
    }

    #[test]
    fn an_event_without_an_end_is_refused() {
        let large = vec![b'x'; MAX_EVENT + 1];
        for format in [
            StreamFormat::Events,
            StreamFormat::Lines,
            StreamFormat::Sequence,
        ] {
            let mut splitter = Splitter::new(format);
            splitter.push(&large);
            assert!(splitter.next().is_err(), "{format:?}");
        }
        let mut splitter = Splitter::new(StreamFormat::Events);
        let line = [b"data: ".as_slice(), &large[..MAX_EVENT / 2], b"\n"].concat();
        splitter.push(&line);
        assert!(splitter.next().unwrap().is_none());
        splitter.push(&line);
        splitter.push(b"data: more\n");
        assert!(splitter.next().is_err());
    }
}
