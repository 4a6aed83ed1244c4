//! Files of multipart forms.

use std::error::Error as StdError;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;

use crate::runtime::http::body::Body;

/// A file, or other data, for a part of a form.
///
/// Bytes and files are sent again by a retry. A stream or a reader can be read once, so a call
/// that fails after that is not retried (see [`Body`]).
#[derive(Clone)]
pub struct Upload {
    pub(super) body: Body,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) is_base64: bool,
}

impl Upload {
    /// Bytes in memory.
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

    /// A file with its name. It is opened now to check that it can be read, and read in chunks
    /// when it is sent. The call fails if the file has another length then.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let upload = Self::from_body(Body::from_file(path)?);
        Ok(match path.file_name() {
            Some(name) => upload.file_name(name.to_string_lossy()),
            None => upload,
        })
    }

    /// A stream of bytes, which can be read once.
    pub fn from_stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::from_body(Body::from_stream(stream))
    }

    /// A blocking reader, which can be read once.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::from_body(Body::from_reader(reader))
    }

    /// An async reader, which can be read once.
    pub fn from_async_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::from_body(Body::from_async_reader(reader))
    }

    /// Sets the length in bytes of a stream or reader. If all parts of a form have a length, the
    /// form is sent with `Content-Length`.
    #[must_use]
    pub fn length(mut self, length: u64) -> Self {
        self.body = self.body.length(length);
        self
    }

    /// Sets the file name. The default is the name of the part, because many services
    /// read a part without a file name as a string.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type. The default is that of the definition, or else
    /// `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }
}

impl Upload {
    /// Encodes the file in base64, with `Content-Transfer-Encoding` (RFC 2045, 6).
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

/// Without the data, which may be confidential.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("length", &self.body.content_length())
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish()
    }
}
