//! The public modules of an SDK: the items of the runtime, grouped by topic.
//!
//! The crate root of the SDK exports these modules, and the few items that nearly every program needs.
//! Each item has one public path.

/// Authentication: access tokens, grants, credentials, token sources and stores.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod auth {
    #[doc(inline)]
    pub use crate::runtime::{
        AccessToken, AuthorizationCode, AuthorizationUrl, Credential, LoginClient, LoginForm,
        Password, Pkce, PkceCode, RefreshToken, Saml2Bearer, StoreFuture, Token, TokenError,
        TokenFuture, TokenSource, TokenStore, random_state, verify_state,
    };
}

/// The parts of an [`Error`](crate::runtime::Error), values of a response that do not fit the type of their
/// field, and properties that are missing for a request.
pub mod error {
    #[doc(inline)]
    pub use crate::runtime::model::{DecodeProblem, DecodeProblems, MissingProperty};
    #[cfg(feature = "client")]
    #[doc(inline)]
    pub use crate::runtime::{DecodeError, Decoding, ErrorDetail, ServiceError};
}

/// Hooks, which observe each attempt of a call.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod hooks {
    #[doc(inline)]
    pub use crate::runtime::{Answer, Hook, Outcome, Try};
}

/// Pagination.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod paging {
    #[doc(inline)]
    pub use crate::runtime::{
        Items, PageEnd, PageSize, PageStyle, Pages, Paging, RawItems, Responses,
    };
}

/// The parts of a [`Call`](crate::runtime::Call), and the types that its methods return.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod request {
    #[doc(inline)]
    pub use crate::runtime::{
        Download, EventStream, Method, Operation, Permissions, Polling, RawCall, RawEvent,
        RawEvents, Request, Security, Sending,
    };
}

/// Rate limits, and the reasons of retries. See also
/// [`RetryPolicy`](crate::runtime::RetryPolicy).
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod retry {
    #[doc(inline)]
    pub use crate::runtime::{RateLimit, RetryReason};
}

/// Uploads to and downloads from presigned URLs: see
/// [`Client::transfer`](crate::runtime::Client::transfer).
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod transfer {
    #[doc(inline)]
    pub use crate::runtime::{Multipart, Progress, Transfer, Transfers};
}

/// HTTP: proxies, gateways, certificates, and the trait for transports of your own.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod transport {
    #[doc(inline)]
    pub use crate::runtime::{
        Body, Chunks, ClientCertificate, Gateway, Headers, HttpRequest, OpenFuture, Proxy,
        RawResponse, ReqwestTransport, RootCertificates, SleepFuture, Transport, TransportError,
        TransportFuture,
    };
    #[cfg(feature = "websocket")]
    #[doc(inline)]
    pub use crate::runtime::{SocketFuture, SocketMessage, SocketOpening, TextSocket};
}
