//! Decodes gzip (RFC 1952) as it arrives.
//!
//! A body is a sequence of members, all of which are decoded. Zeros after a member are
//! padding, as for the program gzip. Anything else between members is an error, because
//! it may be a damaged member.

use std::io::{self, Write};
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use flate2::write::GzDecoder;
use futures_core::Stream;

use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::transport_error::TransportError;

/// The size in bytes at which decoded data is returned, however much a received chunk
/// contains. The decoder's own buffers add less than 100 KiB.
const PIECE: usize = 64 * 1024;

/// The number of bytes, read and written, after which the stream yields, so that other
/// tasks run and the time limit of the call is checked.
const TURN: usize = 1024 * 1024;

/// The cost of starting a member, in bytes of [`TURN`]: even a member of twenty bytes
/// needs a new decoder state.
const MEMBER: usize = 32 * 1024;

/// Decodes a body. A damaged body ends with an error if `is_strict`, and otherwise where
/// the damage begins.
pub(super) fn decoded(encoded: Chunks, is_strict: bool) -> Chunks {
    Box::pin(Decoded {
        encoded,
        members: Members::default(),
        is_strict,
        has_ended: false,
    })
}

struct Decoded {
    encoded: Chunks,
    members: Members,
    is_strict: bool,
    has_ended: bool,
}

impl Stream for Decoded {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.has_ended {
            if self.members.is_turn_over() {
                self.members.work = 0;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            match self.members.decode() {
                Ok(piece) if !piece.is_empty() => {
                    self.members.work += piece.len();
                    return Poll::Ready(Some(Ok(piece.into())));
                }
                Ok(_) if self.members.is_turn_over() => continue,
                Ok(_) => {}
                Err(error) => return Poll::Ready(self.damaged(error)),
            }
            match ready!(self.encoded.as_mut().poll_next(cx)) {
                Some(Ok(chunk)) => self.members.input = chunk,
                Some(Err(error)) => {
                    self.has_ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    self.has_ended = true;
                    if let Err(error) = self.members.finish() {
                        return Poll::Ready(self.damaged(error));
                    }
                }
            }
        }
        Poll::Ready(None)
    }
}

impl Decoded {
    /// The last item of a damaged body: an error, or what was decoded before the damage.
    fn damaged(&mut self, error: io::Error) -> Option<Result<Bytes, TransportError>> {
        self.has_ended = true;
        if self.is_strict {
            let problem = "the gzip body of the response is damaged or incomplete";
            return Some(Err(TransportError::other(problem).with_source(error)));
        }
        let left = self.members.output();
        (!left.is_empty()).then(|| Ok(take(left).into()))
    }
}

/// The state of decoding the members of a body.
#[derive(Default)]
struct Members {
    /// Received data that is not decoded yet.
    input: Bytes,
    /// The current member.
    member: Option<GzDecoder<Vec<u8>>>,
    /// Decoded data of completed members.
    between: Vec<u8>,
    has_begun: bool,
    /// The work since the stream last yielded, in bytes.
    work: usize,
}

impl Members {
    /// Decodes the input, up to [`PIECE`] bytes or the end of the turn. Returns nothing
    /// if more input is needed.
    fn decode(&mut self) -> io::Result<Vec<u8>> {
        while !self.input.is_empty() && self.output().len() < PIECE && !self.is_turn_over() {
            self.step()?;
        }
        if let Some(member) = &mut self.member {
            member.flush()?;
        }
        Ok(take(self.output()))
    }

    fn is_turn_over(&self) -> bool {
        self.work >= TURN
    }

    fn step(&mut self) -> io::Result<()> {
        let Some(member) = &mut self.member else {
            if self.has_begun {
                let is_padding = |byte: &&u8| **byte == 0;
                let padding = self.input.iter().take_while(is_padding).count();
                self.input.advance(padding);
            }
            if !self.input.is_empty() {
                self.has_begun = true;
                self.work += MEMBER;
                self.member = Some(GzDecoder::new(take(&mut self.between)));
            }
            return Ok(());
        };
        let count = member.write(&self.input)?;
        self.work += count;
        self.input.advance(count);
        if count == 0 {
            // The decoder accepts no more input, so the member is complete.
            self.finish()?;
        }
        Ok(())
    }

    /// Finishes the current member, which has to be complete.
    fn finish(&mut self) -> io::Result<()> {
        if let Some(member) = self.member.take() {
            self.between = member.finish()?;
        }
        Ok(())
    }

    fn output(&mut self) -> &mut Vec<u8> {
        match &mut self.member {
            Some(member) => member.get_mut(),
            None => &mut self.between,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use flate2::write::GzEncoder;
    use flate2::{Compression, GzBuilder};

    use super::Members;

    fn member(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// A member whose header has all of its optional fields.
    fn described(text: &str) -> Vec<u8> {
        let builder = GzBuilder::new().filename("name").comment("comment");
        let mut encoder = builder
            .extra(*b"extra")
            .write(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> io::Result<String> {
        let mut members = Members::default();
        let mut all = Vec::new();
        for piece in pieces {
            members.input = piece.to_vec().into();
            loop {
                let decoded = members.decode()?;
                if decoded.is_empty() {
                    break;
                }
                all.extend(decoded);
            }
        }
        members.finish()?;
        assert!(members.between.is_empty(), "everything was handed on");
        Ok(String::from_utf8(all).unwrap())
    }

    #[test]
    fn a_body_may_arrive_in_any_pieces() {
        let padding = vec![0; 3];
        let body = [
            member("one "),
            described("two "),
            member(""),
            member("three"),
            padding,
        ];
        let body = body.concat();
        for size in 1..=body.len() {
            assert_eq!(decode(body.chunks(size)).unwrap(), "one two three");
        }
        assert_eq!(decode([]).unwrap(), "");
    }

    #[test]
    fn a_body_that_ends_anywhere_but_after_a_member_is_an_error() {
        let (first, second) = (member("one"), described("two"));
        let body = [first.as_slice(), &second].concat();
        for end in 1..body.len() {
            let is_whole = end == first.len();
            for size in [1, body.len()] {
                let decoded = decode(body[..end].chunks(size));
                assert_eq!(decoded.is_ok(), is_whole, "{end} of {}", body.len());
            }
        }
    }

    #[test]
    fn a_body_that_is_no_gzip_is_an_error() {
        for body in [
            "\0",
            "\0\0\0\0\0\0\0\0\0\0\0\0",
            "plain",
            "a longer text that is no gzip",
        ] {
            assert!(decode([body.as_bytes()]).is_err());
        }
    }
}
