//! A file that is uploaded as a part of a form.
//!
//! It knows what the part says of the file, and leaves the data to the body of a request.

use std::error::Error as StdError;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;

use crate::runtime::http::body::Body;

/// A file, or other data, that is uploaded as a part of a form.
///
/// Data in memory and files can be sent again by a retry; a stream or a reader is read once, and a
/// call that fails after that is not repeated (see [`Body`]).
#[derive(Clone)]
pub struct Upload {
    pub(super) body: Body,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) is_base64: bool,
}

impl Upload {
    /// Data that is in memory.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self::from_body(bytes.into())
    }

    /// Any [`Body`].
    pub fn from_body(body: impl Into<Body>) -> Self {
        Self {
            body: body.into(),
            file_name: None,
            content_type: None,
            is_base64: false,
        }
    }

    /// A file with its name. It is opened here, to see that it can be read, and read when it is
    /// sent, in pieces: a file may be larger than the memory. A file that has another length by
    /// then is an error of the call.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let upload = Self::from_body(Body::from_file(path)?);
        Ok(match path.file_name() {
            Some(name) => upload.file_name(name.to_string_lossy()),
            None => upload,
        })
    }

    /// A stream of bytes, which is read once.
    pub fn from_stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::from_body(Body::from_stream(stream))
    }

    /// A reader that blocks, which is read once.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::from_body(Body::from_reader(reader))
    }

    /// A reader of an async runtime, which is read once.
    pub fn from_async_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::from_body(Body::from_async_reader(reader))
    }

    /// The length in bytes of a stream or reader. Where all parts of a form have one, the service
    /// learns the length of the form before it.
    #[must_use]
    pub fn length(mut self, length: u64) -> Self {
        self.body = self.body.length(length);
        self
    }

    /// The name that the service sees. Without one it is the name of the part,
    /// because many services read a part without a file name as a string.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type; without one it is what the definition says, or else
    /// `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }
}

impl Upload {
    /// The same file as text in base64, which its part says (RFC 2045, 6).
    pub(crate) fn in_base64(mut self) -> Self {
        self.body = self.body.in_base64();
        self.is_base64 = true;
        self
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

/// The data stays out: it is the caller's.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("length", &self.body.content_length())
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish()
    }
}
