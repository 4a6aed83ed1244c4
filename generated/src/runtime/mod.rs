//! What every generated SDK shares: the client, the sending of calls, errors,
//! and the codec of models.
//!
//! It knows no operation and no model: an operation reaches it as a value of
//! `Operation`, and a body as bytes together with the function that decodes
//! them. Without the feature `client` only the codec of models is left, which
//! needs neither HTTP nor an async runtime.

pub mod model;
pub mod public;

mod one_line;

#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
#[cfg(feature = "config")]
#[cfg_attr(docsrs, doc(cfg(feature = "config")))]
pub mod config;
#[cfg(feature = "tracing")]
#[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
pub mod logging;
#[cfg(feature = "websocket")]
#[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
pub mod notifications;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;

#[cfg(feature = "client")]
mod builder;
#[cfg(feature = "client")]
mod call;
#[cfg(feature = "client")]
mod certificates;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod content_encoding;
#[cfg(feature = "client")]
mod deadline;
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod decode;
#[cfg(feature = "client")]
mod decode_error;
#[cfg(feature = "client")]
mod decode_text;
#[cfg(feature = "client")]
mod download;
#[cfg(feature = "client")]
mod encode;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod error_display;
#[cfg(feature = "client")]
mod error_help;
#[cfg(feature = "client")]
mod events;
#[cfg(feature = "client")]
mod execute;
#[cfg(feature = "client")]
mod form;
#[cfg(feature = "client")]
mod gateway;
#[cfg(feature = "client")]
mod headers;
#[cfg(feature = "client")]
mod hooks;
#[cfg(feature = "client")]
mod host;
#[cfg(feature = "client")]
mod limiter;
#[cfg(feature = "client")]
mod limits;
#[cfg(any(feature = "config", feature = "tracing"))]
mod log_level;
#[cfg(feature = "client")]
mod login;
#[cfg(feature = "client")]
mod media_type;
#[cfg(feature = "client")]
mod network;
#[cfg(feature = "client")]
mod operation;
#[cfg(feature = "client")]
mod paging;
#[cfg(feature = "client")]
mod proxy;
#[cfg(feature = "client")]
mod random;
#[cfg(feature = "client")]
mod redact;
#[cfg(feature = "client")]
mod region;
#[cfg(feature = "client")]
mod request;
#[cfg(feature = "client")]
mod reqwest_transport;
#[cfg(feature = "client")]
mod response;
#[cfg(feature = "client")]
mod retry;
#[cfg(feature = "client")]
mod retry_after;
#[cfg(feature = "client")]
mod security;
#[cfg(feature = "client")]
mod service_error;
#[cfg(feature = "client")]
mod style;
#[cfg(feature = "client")]
mod text_form;
#[cfg(feature = "client")]
mod tls;
#[cfg(feature = "client")]
mod token;
#[cfg(feature = "client")]
mod transport;
#[cfg(feature = "client")]
mod wire;

#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub use self::{
    builder::ClientBuilder,
    call::{Sending, documented::Call, prepare, prepare_stream},
    certificates::{ClientCertificate, RootCertificates},
    client::{ApiIsOff, Client},
    decode::Decoding,
    decode_error::DecodeError,
    download::Download,
    error::Error,
    events::{EventStream, RawEvent, RawEvents, StreamFormat, open_json, open_text},
    form::Upload,
    gateway::Gateway,
    headers::Headers,
    hooks::{Answer, Hook, Outcome, Try},
    limiter::RateLimit,
    login::{
        AuthorizationCode, AuthorizationUrl, ClientCredentials, LoginClient, LoginForm, Pkce,
        PkceCode, RefreshToken, Saml2Bearer, StoreFuture, Token, TokenError, TokenFuture,
        TokenSource, TokenStore, random_state,
    },
    operation::{Method, Operation, Permissions},
    paging::{Items, PageEnd, PageStyle, Pages, Paging},
    proxy::Proxy,
    region::{ParseRegionError, Region},
    request::Request,
    reqwest_transport::ReqwestTransport,
    response::{RawResponse, Response},
    retry::{RetryPolicy, RetryReason},
    security::{Credential, Scheme, SchemeKind, Security},
    service_error::{ErrorDetail, ServiceError},
    style::Style,
    text_form::{JsonText, TimestampText},
    token::AccessToken,
    transport::{
        Chunks, HttpRequest, OpenFuture, SleepFuture, Transport, TransportError, TransportFuture,
    },
};
