//! Loaded settings, and the client builder that is made from them.
//!
//! It does not know the format of the sources.

use std::fmt;
use std::path::{Path, PathBuf};

use super::loader::{Loader, default_file, variable_name};
use super::log_settings::LogSettings;
use super::values::Values;
use crate::definition::ENVIRONMENT;
use crate::runtime::client::Client;
use crate::runtime::client::builder::ClientBuilder;
use crate::runtime::error::Error;
use crate::runtime::login::grants::ClientCredentials;

/// Loaded settings: see the [module](super).
///
/// Its `Debug` shows no secret.
#[derive(Clone)]
pub struct Config {
    pub(super) values: Values,
    pub(super) warnings: Vec<String>,
    pub(super) file: Option<PathBuf>,
    #[cfg(feature = "reload")]
    pub(super) loader: Loader,
}

impl Config {
    /// A loader, to choose a file or a profile.
    pub fn loader() -> Loader {
        Loader::default()
    }

    /// The prefix of environment variables, without the underscore behind it.
    pub const PREFIX: &'static str = ENVIRONMENT;

    /// The default path of the file, in the home directory; `None` if there is no home
    /// directory.
    pub fn default_file() -> Option<PathBuf> {
        default_file()
    }

    /// A client builder with these settings. Setters that are called on it replace them.
    ///
    /// # Errors
    /// If client credentials, a gateway or a proxy are incomplete, such as an id without
    /// a secret.
    pub fn client_builder(&self) -> Result<ClientBuilder, Error> {
        let values = &self.values;
        let mut builder = values.destination.apply(Client::builder())?;
        if let Some(proxy) = values.proxy.proxy()? {
            builder = builder.proxy(proxy);
        }
        match (&values.client_id, &values.client_secret) {
            (Some(id), Some(secret)) => {
                builder = builder.credentials(ClientCredentials::new(id, secret.expose()));
            }
            (None, None) => {}
            (Some(_), None) => return Err(incomplete("secret", "id", "SECRET")),
            (None, Some(_)) => return Err(incomplete("id", "secret", "ID")),
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
        if let Some(application) = &values.user_agent {
            builder = builder.user_agent(application);
        }
        builder = builder.connections(values.connections.clone());
        #[cfg(feature = "tracing")]
        {
            builder = builder.logging(values.log.logging());
        }
        Ok(builder.retry(values.retry.policy()))
    }

    /// One line for each setting without effect: unknown or misspelt keys, and keys that
    /// this SDK ignores. If the service has regions, there is also a line if no region,
    /// host or gateway is set, so that calls go to the default region.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The log settings for the application.
    pub fn log(&self) -> &LogSettings {
        &self.values.log
    }

    /// The file that was read; `None` if the default file does not exist.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// The error if only one of client id and client secret is set.
fn incomplete(missing: &str, known: &str, variable: &str) -> Error {
    let variable = variable_name(&format!("OAUTHCLIENT_{variable}"));
    Error::config(format!(
        "there is a client {known} and no client {missing}: set client_{missing} or {variable}"
    ))
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("file", &self.file)
            .field("values", &self.values)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}
