//! The modules of an SDK beside its root: the items of the runtime by what they are for.
//!
//! The root of the SDK offers these modules by their names, and itself the few items that nearly every
//! program needs. An item has one path.

/// Access tokens and the ways to get one: grants, credentials, token sources and stores.
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

/// The parts of an [`Error`](crate::runtime::Error), the values of a response that do not fit, and the properties
/// that it lacks for a request.
pub mod error {
    #[doc(inline)]
    pub use crate::runtime::model::{DecodeProblem, DecodeProblems, MissingProperty};
    #[cfg(feature = "client")]
    #[doc(inline)]
    pub use crate::runtime::{DecodeError, Decoding, ErrorDetail, ServiceError};
}

/// Hooks, which see each attempt of a call.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod hooks {
    #[doc(inline)]
    pub use crate::runtime::{Answer, Hook, Outcome, Try};
}

/// Results that come in pages.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod paging {
    #[doc(inline)]
    pub use crate::runtime::{
        Items, PageEnd, PageSize, PageStyle, Pages, Paging, RawItems, Responses,
    };
}

/// What a [`Call`](crate::runtime::Call) is made of, and what its ends give back.
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod request {
    #[doc(inline)]
    pub use crate::runtime::{
        Download, EventStream, Method, Operation, Permissions, Polling, RawCall, RawEvent,
        RawEvents, Request, Security, Sending,
    };
}

/// Retries and rate limits, beside the [`RetryPolicy`](crate::runtime::RetryPolicy).
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod retry {
    #[doc(inline)]
    pub use crate::runtime::{RateLimit, RetryReason};
}

/// Transfers to and from addresses that the service hands out: see
/// [`Client::transfer`](crate::runtime::Client::transfer).
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod transfer {
    #[doc(inline)]
    pub use crate::runtime::{Multipart, Progress, Transfer, Transfers};
}

/// HTTP: proxies, gateways, certificates, and transports in place of the own one.
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
