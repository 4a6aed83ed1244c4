//! The part that is the same in every generated SDK: the client, calls, errors, and the
//! codecs of models.
//!
//! It knows neither operations nor models: generated code passes an operation as a value
//! of `Operation`, and a function that decodes its response. Without the feature
//! `client`, only the codecs remain, which need neither HTTP nor an async runtime.
//!
//! Modules depend only on those before them in this order: `model` and `one_line`, `http`, `service`,
//! `decode`, `error`, `auth` and `attempt`, `network` and `logging`, `send`, `login`, `request`, `client`,
//! `transfer`, `call`, and the modules with a feature of their own. Everything that generated code or callers
//! use is exported here.

pub mod model;
pub mod public;

pub(crate) mod one_line;

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
#[cfg(feature = "webhooks")]
#[cfg_attr(docsrs, doc(cfg(feature = "webhooks")))]
pub mod webhooks;

#[cfg(any(feature = "config", feature = "tracing"))]
mod log_level;

#[cfg(feature = "client")]
mod attempt;
#[cfg(feature = "client")]
mod auth;
#[cfg(feature = "client")]
mod call;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod decode;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod http;
#[cfg(feature = "client")]
mod login;
#[cfg(feature = "client")]
mod network;
#[cfg(feature = "client")]
mod random;
#[cfg(feature = "client")]
mod request;
#[cfg(feature = "client")]
mod send;
#[cfg(feature = "client")]
mod service;
#[cfg(feature = "client")]
mod transfer;

#[cfg(feature = "websocket")]
#[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
pub use self::http::{
    socket::{SocketMessage, SocketOpening, TextSocket},
    transport::SocketFuture,
};
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub use self::{
    attempt::hooks::{Answer, Hook, Outcome, Try},
    attempt::limiter::RateLimit,
    attempt::retry::{RetryPolicy, RetryReason},
    auth::credentials::Credential,
    auth::token::AccessToken,
    call::documented::Call,
    call::events::{EventStream, RawEvent, RawEvents, open_json, open_text},
    call::paging::{Items, Pages, Responses},
    call::poll::Polling,
    call::raw::{RawCall, RawItems},
    call::sending::Sending,
    call::{prepare, prepare_stream},
    client::builder::ClientBuilder,
    client::gateway::Gateway,
    client::{ApiIsOff, Client},
    decode::Decoding,
    decode::decode_error::DecodeError,
    error::Error,
    error::service_error::{ErrorDetail, ServiceError},
    http::body::Body,
    http::chunks::Chunks,
    http::headers::Headers,
    http::method::Method,
    http::response::{RawResponse, Response},
    http::transport::{HttpRequest, OpenFuture, SleepFuture, Transport, TransportFuture},
    http::transport_error::TransportError,
    login::client::{LoginClient, LoginForm},
    login::grants::{
        AuthorizationCode, ClientCredentials, Password, PkceCode, RefreshToken, Saml2Bearer,
    },
    login::pkce::{AuthorizationUrl, Pkce, random_state, verify_state},
    login::source::{StoreFuture, TokenError, TokenFuture, TokenSource, TokenStore},
    login::token::Token,
    network::certificates::{ClientCertificate, RootCertificates},
    network::proxy::Proxy,
    network::reqwest_transport::ReqwestTransport,
    request::Request,
    request::style::Style,
    request::text_form::{Base64Text, JsonText, PlainText, TimestampText},
    request::upload::Upload,
    service::login::{ClientAuthentication, Endpoint, LoginHost, OAuth},
    service::operation::{Operation, Permissions},
    service::paging::{PageEnd, PageSize, PageStyle, Paging},
    service::region_hosts::RegionHosts,
    service::security::{Scheme, SchemeKind, Security},
    service::stream::StreamFormat,
    transfer::download::Download,
    transfer::form::Multipart,
    transfer::progress::Progress,
    transfer::send::{Transfer, Transfers},
};
