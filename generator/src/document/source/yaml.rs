//! Positions in YAML.
//!
//! One pass over the events of a parser. It is stricter than the parser that loads: if a quoted
//! string continues with less indentation, its lines are joined before another pass. If the parser
//! fails, later pointers resolve to their nearest known ancestor.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Parser, Span, StrInput};

use super::wanted::{FoundPositions, Wanted};
use crate::load::MAX_DEPTH;

/// The maximum number of lines that are joined in one file.
const MAX_JOINED: usize = 64;

/// The parser's error about a quoted string that continues with less indentation.
const OUTDENTED: &str = "invalid indentation in quoted scalar";

/// Resolves pointers; `byte` maps a character index to a byte offset.
pub(super) fn find(
    text: &str,
    byte: &dyn Fn(usize) -> usize,
    wanted: &Wanted,
    found: &mut FoundPositions,
) {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_JOINED {
        let Some(stop) = pass(&text, byte, wanted, found) else {
            return;
        };
        // The line break is replaced by a character of the same length, so that later
        // positions do not change.
        let Some(end) = text.get(stop..).and_then(|rest| rest.find('\n')) else {
            return;
        };
        text.to_mut().replace_range(stop + end..=stop + end, " ");
    }
}

/// Makes one pass. Returns the start of the string with the [`OUTDENTED`] error that
/// stopped it.
fn pass(
    text: &str,
    byte: &dyn Fn(usize) -> usize,
    wanted: &Wanted,
    found: &mut FoundPositions,
) -> Option<usize> {
    let mut events = Events {
        byte,
        parser: Parser::new_from_str(text),
        stopped: None,
        found,
    };
    events.document(wanted);
    events.stopped
}

struct Events<'t, 'f> {
    byte: &'f dyn Fn(usize) -> usize,
    parser: Parser<'t, StrInput<'t>>,
    stopped: Option<usize>,
    found: &'f mut FoundPositions,
}

impl<'t> Events<'t, '_> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.parser
            .next_event()?
            .inspect_err(|error| {
                let stop = (self.byte)(error.marker().index());
                self.stopped = (error.info() == OUTDENTED).then_some(stop);
            })
            .ok()
    }

    fn document(&mut self, wanted: &Wanted) -> Option<()> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) => {}
                Event::StreamEnd => return None,
                root => {
                    let start = self.bytes(&span).start;
                    wanted.answer(&(start..start + 1), self.found);
                    return self.node(&root, Some(wanted), 0);
                }
            }
        }
    }

    /// Visits a node; `None` if the source ends within it or cannot be parsed.
    fn node(&mut self, event: &Event<'t>, wanted: Option<&Wanted>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match event {
            Event::MappingStart(..) => self.mapping(wanted, depth),
            Event::SequenceStart(..) => self.sequence(wanted, depth),
            _ => Some(()),
        }
    }

    fn mapping(&mut self, wanted: Option<&Wanted>, depth: usize) -> Option<()> {
        loop {
            let (key, span) = self.next()?;
            let name = match &key {
                Event::MappingEnd => return Some(()),
                Event::Scalar(name, ..) => Some(&**name),
                _ => None,
            };
            let child = name.and_then(|name| wanted?.child(name));
            if let Some(child) = child {
                child.answer(&self.bytes(&span), self.found);
            }
            self.node(&key, None, depth + 1)?;
            let (value, _) = self.next()?;
            self.node(&value, child, depth + 1)?;
        }
    }

    fn sequence(&mut self, wanted: Option<&Wanted>, depth: usize) -> Option<()> {
        for index in 0.. {
            let (item, span) = self.next()?;
            if item == Event::SequenceEnd {
                break;
            }
            let child = wanted.and_then(|wanted| wanted.item(index));
            if let Some(child) = child {
                child.answer(&self.bytes(&span), self.found);
            }
            self.node(&item, child, depth + 1)?;
        }
        Some(())
    }

    fn bytes(&self, span: &Span) -> Range<usize> {
        (self.byte)(span.start.index())..(self.byte)(span.end.index())
    }
}
