//! The table of all settings: the name in a file and in the environment, the expected value, and the effect.
//!
//! All sources provide strings, so that each type of setting has one parser.

use std::path::PathBuf;
use std::time::Duration;

use super::log_settings::LogFormat;
use super::values::{Secret, Values};
use crate::runtime::auth::token::AccessToken;
use crate::runtime::client::host;
use crate::runtime::log_level::LogLevel;
use crate::runtime::service::region_hosts::RegionHosts;

pub(super) struct Setting {
    pub(super) section: &'static str,
    pub(super) key: &'static str,
    pub(super) variable: Option<&'static str>,
    /// The expected value, for errors.
    pub(super) expected: &'static str,
    /// Whether it determines the server that calls are sent to.
    pub(super) is_destination: bool,
    /// Parses and sets the value.
    pub(super) apply: fn(&mut Values, &str) -> Applied,
}

/// The outcome of setting a value.
pub(super) enum Applied {
    Taken,
    /// The setting has no effect, for this reason.
    Ignored(&'static str),
    Wrong,
}

pub(super) const GENERAL: &str = "general";

const ADDRESS: &str = "a host name, or a URL without user name, password, query and fragment";
const TEXT: &str = "a string";
const FLAG: &str = "true or false";
const COUNT: &str = "a whole number, such as 5";
const SECONDS: &str = "a number of seconds, such as 3 or 0.5";
const TIME: &str = "a number of seconds above 0, such as 16";
const REGION: &str = "the name of a region of the service, or the domain of one";

const ALWAYS_RENEWED: &str = "a client with credentials always renews its login";
const LOGIN_TIME: &str = "a login has the time limit of the calls, which is `timeout`";

pub(super) static SETTINGS: &[Setting] = &[
    of(GENERAL, "region", REGION, |v, text| {
        put(&mut v.destination.region, RegionHosts::of_text(text))
    })
    .destination()
    .variable("REGION"),
    of(GENERAL, "host", ADDRESS, |v, text| {
        put(&mut v.destination.host, address(text))
    })
    .destination()
    .variable("HOST"),
    of(GENERAL, "login_url", ADDRESS, |v, text| {
        put(&mut v.destination.login_url, address(text))
    })
    .variable("LOGIN_URL"),
    of(GENERAL, "client_id", TEXT, |v, text| {
        put(&mut v.client_id, Some(text.to_owned()))
    })
    .variable("OAUTHCLIENT_ID"),
    of(GENERAL, "client_secret", TEXT, |v, text| {
        put(&mut v.client_secret, Some(Secret::new(text)))
    })
    .variable("OAUTHCLIENT_SECRET"),
    of(
        GENERAL,
        "access_token",
        "a token alone, without `Bearer`",
        |v, text| put(&mut v.access_token, token(text)),
    )
    .variable("ACCESS_TOKEN"),
    of(GENERAL, "timeout", TIME, |v, text| {
        put(&mut v.timeout, time(text))
    }),
    of(
        GENERAL,
        "max_response_size",
        "a number of bytes above 0, such as 134217728",
        |v, text| {
            let bytes = text.parse().ok();
            put(&mut v.max_response_size, bytes.filter(|bytes| *bytes > 0))
        },
    ),
    of(
        GENERAL,
        "user_agent",
        "a name such as my-app/1.2",
        |v, text| put(&mut v.user_agent, Some(text.to_owned())),
    ),
    of(GENERAL, "live_reload_config", FLAG, |v, text| {
        put(&mut v.live_reload, flag(text))
    }),
    of("gateway", "host", "a host name", |v, text| {
        let host = Some(text.to_owned()).filter(|host| !host.contains([':', '/']));
        put(
            &mut v.destination.gateway.host,
            host.and_then(|host| address(&host)),
        )
    })
    .destination(),
    of("gateway", "protocol", "https or http", |v, text| {
        let protocol = choice(&[("https", "https"), ("http", "http")], text);
        put(
            &mut v.destination.gateway.protocol,
            protocol.map(str::to_owned),
        )
    })
    .destination(),
    of("gateway", "port", "a number from 0 to 65535", |v, text| {
        put(&mut v.destination.gateway.port, text.parse().ok())
    })
    .destination(),
    of("gateway", "path_params_api", "a path", |v, text| {
        put(&mut v.destination.gateway.api_path, path(text))
    })
    .destination(),
    of("gateway", "path_params_login", "a path", |v, text| {
        put(&mut v.destination.gateway.login_path, path(text))
    })
    .destination(),
    of(
        "proxy",
        "url",
        "a URL such as http://proxy.example.com:3128",
        |v, text| put(&mut v.proxy.url, Some(Secret::new(text))),
    ),
    of("proxy", "user", TEXT, |v, text| {
        put(&mut v.proxy.user, Some(text.to_owned()))
    }),
    of("proxy", "password", TEXT, |v, text| {
        put(&mut v.proxy.password, Some(Secret::new(text)))
    }),
    of("network", "connect_timeout", TIME, |v, text| {
        put(&mut v.connections.connect_timeout, time(text))
    }),
    of("network", "pool_idle_timeout", TIME, |v, text| {
        put(&mut v.connections.pool_idle_timeout, time(text))
    }),
    of("network", "pool_max_idle_per_host", COUNT, |v, text| {
        put(&mut v.connections.pool_max_idle_per_host, text.parse().ok())
    }),
    of("network", "tcp_keepalive", TIME, |v, text| {
        put(&mut v.connections.tcp_keepalive, time(text))
    }),
    of(
        "network",
        "local_address",
        "an IP address such as 192.0.2.1",
        |v, text| put(&mut v.connections.local_address, text.parse().ok()),
    ),
    of("retry", "retry_max", COUNT, |v, text| {
        put(&mut v.retry.max, text.parse().ok())
    }),
    of("retry", "retry_wait_min", SECONDS, |v, text| {
        put(&mut v.retry.wait_min, seconds(text))
    }),
    of("retry", "retry_wait_max", SECONDS, |v, text| {
        put(&mut v.retry.wait_max, seconds(text))
    }),
    of("retry", "retry_total_time", SECONDS, |v, text| {
        put(&mut v.retry.total_time, seconds(text))
    }),
    of(
        "reauthentication",
        "refresh_access_token",
        FLAG,
        |_, text| match flag(text) {
            Some(true) => Applied::Taken,
            Some(false) => Applied::Ignored(ALWAYS_RENEWED),
            None => Applied::Wrong,
        },
    ),
    of(
        "reauthentication",
        "refresh_token_wait_max",
        SECONDS,
        |_, text| seconds(text).map_or(Applied::Wrong, |_| Applied::Ignored(LOGIN_TIME)),
    ),
    of(
        "logging",
        "log_level",
        "trace, debug, error or none",
        |v, text| {
            let levels = LogLevel::ALL.map(|level| (level.as_str(), level));
            set(&mut v.log.level, choice(&levels, text))
        },
    ),
    of("logging", "log_format", "text or json", |v, text| {
        let formats = [("text", LogFormat::Text), ("json", LogFormat::Json)];
        set(&mut v.log.format, choice(&formats, text))
    }),
    of("logging", "log_to_console", FLAG, |v, text| {
        set(&mut v.log.to_console, flag(text))
    }),
    of("logging", "log_file_path", "a path", |v, text| {
        put(&mut v.log.file_path, Some(PathBuf::from(text)))
    }),
    of("logging", "log_request_body", FLAG, |v, text| {
        set(&mut v.log.request_body, flag(text))
    }),
    of("logging", "log_response_body", FLAG, |v, text| {
        set(&mut v.log.response_body, flag(text))
    }),
];

const fn of(
    section: &'static str,
    key: &'static str,
    expected: &'static str,
    apply: fn(&mut Values, &str) -> Applied,
) -> Setting {
    Setting {
        section,
        key,
        variable: None,
        expected,
        is_destination: false,
        apply,
    }
}

impl Setting {
    const fn destination(mut self) -> Self {
        self.is_destination = true;
        self
    }

    const fn variable(mut self, name: &'static str) -> Self {
        self.variable = Some(name);
        self
    }
}

fn put<T>(slot: &mut Option<T>, value: Option<T>) -> Applied {
    set(slot, value.map(Some))
}

fn set<T>(slot: &mut T, value: Option<T>) -> Applied {
    match value {
        Some(value) => {
            *slot = value;
            Applied::Taken
        }
        None => Applied::Wrong,
    }
}

fn address(text: &str) -> Option<String> {
    host::base_url(text).is_ok().then(|| text.to_owned())
}

fn path(text: &str) -> Option<String> {
    let stray = |c: char| c.is_whitespace() || c.is_control() || "?#\\{}<>\"".contains(c);
    (!text.contains(stray)).then(|| text.to_owned())
}

fn token(text: &str) -> Option<AccessToken> {
    Some(AccessToken::new(text)).filter(AccessToken::is_sendable)
}

fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}

fn time(text: &str) -> Option<Duration> {
    seconds(text).filter(|time| !time.is_zero())
}

fn flag(text: &str) -> Option<bool> {
    choice(&[("true", true), ("false", false)], text)
}

fn choice<T: Copy>(choices: &[(&str, T)], text: &str) -> Option<T> {
    let mut found = choices
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case(text));
    found.next().map(|(_, value)| *value)
}
