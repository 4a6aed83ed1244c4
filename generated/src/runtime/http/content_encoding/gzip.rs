//! Bodies in gzip (RFC 1952), decoded as they arrive.
//!
//! A body is a series of members, and all of them are read. Zeros after a member
//! are padding, as for the program gzip. Anything else that is no member is an
//! error: it may be one that was damaged, and a body must not be shortened in
//! silence.

use std::io::{self, Write};
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use flate2::write::GzDecoder;
use futures_core::Stream;

use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::transport_error::TransportError;

/// How many bytes are decoded before they are handed on, however much a piece
/// that arrived holds. The decoder adds what its own buffers hold, less than
/// 100 KiB.
const PIECE: usize = 64 * 1024;

/// How many bytes come and go before other tasks have their turn, and the time
/// limit of the call: a body that has arrived could be decoded for minutes.
const TURN: usize = 1024 * 1024;

/// What the beginning of a member counts as, in bytes of a turn: a member of
/// twenty bytes takes the state of a decoder, as any other does.
const MEMBER: usize = 32 * 1024;

/// The decoded body. If it is damaged, that is an error where the decoding is
/// strict, and otherwise the end of the body.
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
    /// What a damaged body ends with.
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

/// The members of a body. Between two calls of `decode`, what was decoded has
/// been handed on.
#[derive(Default)]
struct Members {
    /// What has arrived and is not decoded yet.
    input: Bytes,
    /// The member that is being read.
    member: Option<GzDecoder<Vec<u8>>>,
    /// What was decoded, while no member is being read.
    between: Vec<u8>,
    has_begun: bool,
    /// What has been done in this turn, in bytes.
    work: usize,
}

impl Members {
    /// Decodes what has arrived, up to a piece or the end of the turn; nothing if
    /// more has to arrive.
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
            // The member takes no more: it is complete.
            self.finish()?;
        }
        Ok(())
    }

    /// Ends the member that is being read, which has to be complete.
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
