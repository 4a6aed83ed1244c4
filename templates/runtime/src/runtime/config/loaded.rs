//! Settings that were read, and the client that they make.
//!
//! It does not know where they were read from.

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

/// Settings that were read: see the [module](super).
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
    /// What is read, for files at other places and for profiles.
    pub fn loader() -> Loader {
        Loader::default()
    }

    /// What the names of environment variables begin with, before an underscore.
    pub const PREFIX: &'static str = ENVIRONMENT;

    /// Where the file is unless the program says otherwise:
    /// a file in the home directory that is named after the SDK.
    pub fn default_file() -> Option<PathBuf> {
        default_file()
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
}

/// Of the id and the secret of an OAuth client, one is missing.
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
