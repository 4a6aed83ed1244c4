//! Settings from a file, the environment and profiles.
//!
//! ```no_run
//! use sdk_runtime::runtime::config::Config;
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
//! What the program sets on the builder counts before the environment, the
//! environment before the file, and in the file a profile before what stands
//! outside of profiles. Where one of them names a place (a host, a gateway or a
//! region), none of the place of a lower one is used: credentials do not go
//! where nobody wants them.
//!
//! # The file
//!
//! It is the one at [`Config::default_file`] unless the program names another. It is
//! TOML, JSON or INI, as its extension says, or else its content. Sections and
//! keys are those of the service's other SDKs, and some more:
//!
//! | section | key | value |
//! | --- | --- | --- |
//! | `general` | `host` | a host name or a base URL |
//! | | `region` | the name of a region, or its domain, of a service that has regions; the host counts before it |
//! | | `login_url` | the login service, where it does not follow from the place |
//! | | `client_id`, `client_secret` | client credentials |
//! | | `access_token` | a token that is at hand |
//! | | `timeout` | seconds that each try may take |
//! | | `max_response_size` | bytes that the body of a response may have, once it is decompressed |
//! | | `user_agent` | the name of the application in front of that of the SDK, such as `my-app/1.2` |
//! | | `live_reload_config` | whether a `Watch` (feature `reload`) looks at the file |
//! | `gateway` | `host`, `protocol`, `port` | a gateway, which counts before a host |
//! | | `path_params_api`, `path_params_login` | the paths of the API and of the login there |
//! | `proxy` | `url`, `user`, `password` | a proxy, in place of the one that the environment names |
//! | `network` | `connect_timeout` | seconds until a connection has come about |
//! | | `pool_idle_timeout`, `pool_max_idle_per_host` | seconds that an unused connection is kept, and how many of them |
//! | | `tcp_keepalive` | seconds of silence after which the system asks for the other side |
//! | | `local_address` | the IP address that connections are opened from |
//! | `retry` | `retry_max` | how many times a call is repeated |
//! | | `retry_wait_min`, `retry_wait_max` | seconds: the bounds of the first and of the longest wait |
//! | | `retry_total_time` | seconds after which no retry begins |
//! | `logging` | | see [`LogSettings`] |
//! | `reauthentication` | `refresh_access_token`, `refresh_token_wait_max` | known, and without effect |
//!
//! Keys of `general` may also stand at the top, outside of any section. A
//! profile has the same settings in sections of its own:
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
//! A key or a section that nobody knows is a warning, and a value of the wrong
//! kind is an error; both name the place. An empty value is as good as none.
//!
//! # The environment
//!
//! The variables `HOST`, `REGION`, `LOGIN_URL`, `OAUTHCLIENT_ID`, `OAUTHCLIENT_SECRET` and
//! `ACCESS_TOKEN` are settings, each with [`Config::PREFIX`] and an underscore in front. `PROFILE` is the
//! profile, unless the program names one.

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
