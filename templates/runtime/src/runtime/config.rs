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
//! outside of profiles. Where one of them names a place (a region, a host or a
//! gateway), none of the place of a lower one is used: credentials do not go
//! where nobody wants them.
//!
//! # The file
//!
//! It is `~/.genesyscloudrust/config` unless the program names another. It is
//! TOML, JSON or INI, as its extension says, or else its content. Sections and
//! keys are those of the service's other SDKs, and some more:
//!
//! | section | key | value |
//! | --- | --- | --- |
//! | `general` | `region` | such as `eu-west-1` or `mypurecloud.ie` |
//! | | `host` | a host name or a base URL; it counts before the region |
//! | | `login_url` | the login service, where it does not follow from the place |
//! | | `client_id`, `client_secret` | client credentials |
//! | | `access_token` | a token that is at hand |
//! | | `timeout` | seconds that each try may take |
//! | | `max_response_size` | bytes that the body of a response may have, once it is decompressed |
//! | | `live_reload_config` | whether a `Watch` (feature `reload`) looks at the file |
//! | `gateway` | `host`, `protocol`, `port` | a gateway, which counts before host and region |
//! | | `path_params_api`, `path_params_login` | the paths of the API and of the login there |
//! | `proxy` | `url`, `user`, `password` | a proxy, in place of the one that the environment names |
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
//! region = "eu-west-1"
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
//! `GENESYSCLOUD_REGION`, `GENESYSCLOUD_HOST`, `GENESYSCLOUD_LOGIN_URL`,
//! `GENESYSCLOUD_OAUTHCLIENT_ID`, `GENESYSCLOUD_OAUTHCLIENT_SECRET` and
//! `GENESYSCLOUD_ACCESS_TOKEN` are settings. `GENESYSCLOUD_PROFILE` is the
//! profile, unless the program names one.

mod loader;
mod log_settings;
mod settings;
mod source;
mod values;
#[cfg(feature = "reload")]
mod watch;

use std::fmt;
use std::path::{Path, PathBuf};

pub use self::loader::Loader;
pub use self::log_settings::{LogFormat, LogSettings};
use self::values::Values;
#[cfg(feature = "reload")]
#[cfg_attr(docsrs, doc(cfg(feature = "reload")))]
pub use self::watch::{Reload, Watch};
use super::builder::ClientBuilder;
use super::client::Client;
use super::error::Error;
pub use super::log_level::LogLevel;
use super::login::ClientCredentials;

/// Settings that were read: see the [module](self).
///
/// Its `Debug` shows no secret.
#[derive(Clone)]
pub struct Config {
    values: Values,
    warnings: Vec<String>,
    file: Option<PathBuf>,
    #[cfg(feature = "reload")]
    loader: Loader,
}

impl Config {
    /// Reads the file at its default place, if there is one, and the
    /// environment.
    ///
    /// # Errors
    /// Those of [`Loader::load`].
    pub fn load() -> Result<Self, Error> {
        Self::loader().load()
    }

    /// What is read, for files at other places and for profiles.
    pub fn loader() -> Loader {
        Loader::default()
    }

    /// Where the file is unless the program says otherwise:
    /// `.genesyscloudrust/config` in the home directory, if there is one.
    pub fn default_file() -> Option<PathBuf> {
        std::env::home_dir().map(|home| home.join(".genesyscloudrust").join("config"))
    }

    /// A builder with these settings. Everything can still be set on it, and
    /// then counts before them.
    ///
    /// # Errors
    /// If settings that belong together are not complete: of the client
    /// credentials, of a gateway or of a proxy.
    pub fn client_builder(&self) -> Result<ClientBuilder, Error> {
        let values = &self.values;
        let mut builder = values.place.apply(Client::builder())?;
        if let Some(proxy) = values.proxy.proxy()? {
            builder = builder.proxy(proxy);
        }
        match (&values.client_id, &values.client_secret) {
            (Some(id), Some(secret)) => {
                builder = builder.credentials(ClientCredentials::new(id, secret.expose()));
            }
            (None, None) => {}
            (Some(_), None) => return Err(Error::config(NO_CLIENT_SECRET)),
            (None, Some(_)) => return Err(Error::config(NO_CLIENT_ID)),
        }
        if let Some(token) = &values.access_token {
            builder = builder.access_token(token.clone());
        }
        if let Some(timeout) = values.timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(bytes) = values.max_response_size {
            builder = builder.max_response_size(bytes);
        }
        #[cfg(feature = "tracing")]
        {
            builder = builder.logging(values.log.logging());
        }
        Ok(builder.retry(values.retry.policy()))
    }

    /// What of the settings has no effect, a line for each: keys that nobody
    /// knows, such as misspelt ones, and those that this SDK has no use for. Where
    /// the service has regions, there is also a line about settings that name no
    /// place, so that calls and logins go to the default region.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// How the application is asked to log.
    pub fn log(&self) -> &LogSettings {
        &self.values.log
    }

    /// The file that was read, if there was one.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Looks after the file, for a client that was made from these settings.
    #[cfg(feature = "reload")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reload")))]
    pub fn watch(self) -> Watch {
        Watch::new(self)
    }
}

const NO_CLIENT_SECRET: &str = "there is a client id and no client secret: \
     set client_secret or GENESYSCLOUD_OAUTHCLIENT_SECRET";

const NO_CLIENT_ID: &str = "there is a client secret and no client id: \
     set client_id or GENESYSCLOUD_OAUTHCLIENT_ID";

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("file", &self.file)
            .field("values", &self.values)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}
