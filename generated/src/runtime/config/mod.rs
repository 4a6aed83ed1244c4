//! Settings from a file, the environment and profiles.
//!
//! ```no_run
//! use purecloud_platform_client_v2::config::Config;
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::load()?;
//! for warning in config.warnings() {
//!     eprintln!("{warning}");
//! }
//! let client = config.client_builder()?.build()?;
//! # Ok(())
//! # }
//! ```
//!
//! In order of precedence: setters of the builder, environment variables, the profile in
//! the file, the rest of the file. A source that sets a host, a gateway or a region
//! replaces all of these settings of the sources below it, so that credentials are never
//! sent to a mixture of two.
//!
//! # The file
//!
//! The default path is [`Config::default_file`]. The format is TOML, JSON or INI, by its
//! extension or else by its content. Sections and keys are those of the service's other
//! SDKs, and some more:
//!
//! | section | key | value |
//! | --- | --- | --- |
//! | `general` | `host` | a host name or a base URL |
//! | | `region` | the name of a region or its domain, if the service has regions; ignored if `host` is set |
//! | | `login_url` | the URL of the login service, if it does not follow from the host or region |
//! | | `client_id`, `client_secret` | client credentials |
//! | | `access_token` | an access token |
//! | | `timeout` | time limit of each attempt, in seconds |
//! | | `max_response_size` | maximum size of a decompressed response body, in bytes |
//! | | `user_agent` | the name of the application, such as `my-app/1.2`, which precedes that of the SDK in `User-Agent` |
//! | | `live_reload_config` | whether a `Watch` (feature `reload`) checks the file |
//! | `gateway` | `host`, `protocol`, `port` | a gateway, which takes precedence over `host` |
//! | | `path_params_api`, `path_params_login` | the base paths of the API and of the login service on the gateway |
//! | `proxy` | `url`, `user`, `password` | a proxy, in place of that of the environment |
//! | `network` | `connect_timeout` | time limit for establishing a connection, in seconds |
//! | | `pool_idle_timeout`, `pool_max_idle_per_host` | how long idle connections are kept, in seconds, and how many per host |
//! | | `tcp_keepalive` | seconds without traffic before a TCP keepalive probe |
//! | | `local_address` | the IP address that connections are opened from |
//! | `retry` | `retry_max` | maximum number of retries |
//! | | `retry_wait_min`, `retry_wait_max` | upper bounds of the first and of the longest wait, in seconds |
//! | | `retry_total_time` | seconds after the start of a call when no retry begins any more |
//! | `logging` | | see [`LogSettings`] |
//! | `reauthentication` | `refresh_access_token`, `refresh_token_wait_max` | accepted, without effect |
//!
//! Keys of `general` may also be at the top level. A profile has the same settings in
//! sections of its own:
//!
//! ```text
//! host = "api.example.com"
//!
//! [retry]
//! retry_max = 3
//!
//! [profile.staging]
//! host = "api.staging.example.com"
//!
//! [profile.staging.retry]
//! retry_max = 0
//! ```
//!
//! An unknown key or section is a warning, and a value of the wrong type is an error;
//! both name the file and line. An empty value is ignored.
//!
//! # The environment
//!
//! The variables `HOST`, `REGION`, `LOGIN_URL`, `OAUTHCLIENT_ID`, `OAUTHCLIENT_SECRET` and
//! `ACCESS_TOKEN`, each with the prefix [`Config::PREFIX`] and an underscore, are settings. `PROFILE`
//! selects a profile, unless [`Loader::profile`] does.

mod load;
mod loaded;
mod loader;
mod log_settings;
mod settings;
mod source;
mod values;
#[cfg(feature = "reload")]
mod watch;

pub use self::loaded::Config;
pub use self::loader::Loader;
pub use self::log_settings::{LogFormat, LogSettings};
#[cfg(feature = "reload")]
#[cfg_attr(docsrs, doc(cfg(feature = "reload")))]
pub use self::watch::{Reload, Watch};
pub use crate::runtime::log_level::LogLevel;
