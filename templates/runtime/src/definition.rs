//! Constants that come from the definition of an SDK.
//!
//! This file is for tests of the runtime alone. The generator writes one with the same
//! names, and the values of the definition, into each SDK.

#![cfg_attr(not(feature = "config"), allow(dead_code))]

#[cfg(feature = "client")]
use crate::runtime::{
    ClientAuthentication, Endpoint, LoginHost, OAuth, Scheme, SchemeKind, Security,
};

/// The base URL of a client without a region, host or gateway.
pub(crate) const BASE_URL: &str = "https://api.mypurecloud.com";

/// Whether timestamps are sent with three fraction digits (`x-sdk-timestamps:
/// milliseconds`).
pub(crate) const HAS_MILLISECOND_TIMESTAMPS: bool = true;

/// How clients obtain access tokens.
#[cfg(feature = "client")]
pub(crate) const OAUTH: OAuth = OAuth {
    token: Some(Endpoint::Path("/oauth/token")),
    refresh: None,
    authorization: "/oauth/authorize",
    host: LoginHost::Beside,
    client_authentication: ClientAuthentication::Basic,
};

/// The declared security schemes: here, one of each kind.
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

/// The security requirements of operations that declare none of their own.
#[cfg(feature = "client")]
pub(crate) const SECURITY: Security = &[&["token"]];

/// The regions of the service; empty if it has none.
#[cfg(feature = "client")]
pub(crate) const REGIONS: &[crate::runtime::RegionHosts] = crate::regions::HOSTS;

/// The prefix of environment variables, without the underscore behind it.
pub(crate) const ENVIRONMENT: &str = "GENESYSCLOUD";

/// The path of the configuration file below the home directory.
pub(crate) const CONFIGURATION: &str = ".genesyscloudrust/config";

/// A header for the version of the SDK, in addition to `User-Agent`.
pub(crate) const VERSION_HEADER: Option<&str> = Some("purecloud-sdk");

/// The prefix of the headers about the rate limit, without the hyphen behind it.
pub(crate) const RATE_LIMIT_HEADERS: Option<&str> = Some("inin-ratelimit");

/// The response header with the correlation id.
pub(crate) const CORRELATION_HEADER: &str = "inin-correlation-id";

/// The name of the SDK in the `User-Agent` header.
pub(crate) const SDK_NAME: &str = "sdk-runtime";

/// The version of the SDK in the `User-Agent` header and in [`VERSION_HEADER`].
pub(crate) const SDK_VERSION: &str = "0.0.0";
