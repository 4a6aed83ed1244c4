//! What the runtime has to know of the definition that an SDK is made from.
//!
//! A stand-in: the generator writes this file for each SDK, with the same
//! names and the values of its definition.

#![cfg_attr(not(feature = "config"), allow(dead_code))]

#[cfg(feature = "client")]
use crate::runtime::{
    ClientAuthentication, Endpoint, LoginHost, OAuth, Scheme, SchemeKind, Security,
};

/// The base URL of a client that was given neither a region nor a host.
pub(crate) const BASE_URL: &str = "https://api.mypurecloud.com";

/// Whether the service takes timestamps in milliseconds.
pub(crate) const HAS_MILLISECOND_TIMESTAMPS: bool = true;

/// How clients get tokens.
#[cfg(feature = "client")]
pub(crate) const OAUTH: OAuth = OAuth {
    token: Some(Endpoint::Path("/oauth/token")),
    refresh: None,
    authorization: "/oauth/authorize",
    path: "/oauth/token",
    host: LoginHost::Beside,
    client_authentication: ClientAuthentication::Basic,
};

/// The security schemes: one of each kind.
#[cfg(feature = "client")]
pub(crate) const SCHEMES: &[Scheme] = &[
    Scheme {
        name: "token",
        kind: SchemeKind::Bearer,
    },
    Scheme {
        name: "basic",
        kind: SchemeKind::Basic,
    },
    Scheme {
        name: "other",
        kind: SchemeKind::Http("Digest"),
    },
    Scheme {
        name: "key",
        kind: SchemeKind::Header("x-api-key"),
    },
    Scheme {
        name: "query",
        kind: SchemeKind::Query("api key"),
    },
    Scheme {
        name: "cookie",
        kind: SchemeKind::Cookie("session"),
    },
    Scheme {
        name: "mutual",
        kind: SchemeKind::Tls,
    },
];

/// What an operation takes that says nothing else.
#[cfg(feature = "client")]
pub(crate) const SECURITY: Security = &[&["token"]];

/// The regions of the service, if it has some.
#[cfg(feature = "client")]
pub(crate) const REGIONS: &[crate::runtime::RegionHosts] = crate::regions::HOSTS;

/// What the names of environment variables begin with.
pub(crate) const ENVIRONMENT: &str = "GENESYSCLOUD";

/// The configuration file, below the home directory.
pub(crate) const CONFIGURATION: &str = ".genesyscloudrust/config";

/// The header that the version of the SDK is sent in as well.
pub(crate) const VERSION_HEADER: Option<&str> = Some("purecloud-sdk");

/// What the names of headers about the rate limit begin with.
pub(crate) const RATE_LIMIT_HEADERS: Option<&str> = Some("inin-ratelimit");

/// The header of a response with its id.
pub(crate) const CORRELATION_HEADER: &str = "inin-correlation-id";

/// The name of the SDK, as it is sent in the `User-Agent` header.
pub(crate) const SDK_NAME: &str = "sdk-runtime";

/// The version of the SDK, as it is sent in the `User-Agent` header and in [`VERSION_HEADER`].
pub(crate) const SDK_VERSION: &str = "0.0.0";
