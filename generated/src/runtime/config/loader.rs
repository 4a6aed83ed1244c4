//! The sources of settings: files and the environment.

use crate::definition::{CONFIGURATION, ENVIRONMENT};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Selects the sources of settings.
///
/// ```no_run
/// use purecloud_platform_client_v2::config::Config;
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let config = Config::loader().file("app.toml").profile("staging").load()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use = "nothing is read before `load`"]
pub struct Loader {
    pub(super) file: Option<PathBuf>,
    pub(super) profile: Option<String>,
    variables: Option<BTreeMap<String, String>>,
}

impl Loader {
    /// Sets the file, in place of [`Config::default_file`](super::Config::default_file).
    /// It has to exist.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Sets the profile, in place of that of the environment variable `PROFILE` (with the
    /// prefix of the SDK). It has to be in the file.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Sets the environment variables, in place of those of the process. With an empty
    /// list, the environment is ignored.
    pub fn variables<K, V>(mut self, variables: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        let pairs = variables.into_iter();
        self.variables = Some(
            pairs
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        );
        self
    }

    /// The file to read.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.file.clone().or_else(default_file)
    }

    /// The value of an environment variable by its name without the prefix; `None` if it is
    /// empty.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let name = variable_name(name);
        let value = match &self.variables {
            Some(variables) => variables.get(&name).cloned(),
            None => std::env::var(name).ok(),
        };
        value.filter(|value| !value.trim().is_empty())
    }
}

/// Without the variables, whose values may be secret.
impl fmt::Debug for Loader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader")
            .field("file", &self.file)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// The name of an environment variable with the prefix of the SDK.
pub(super) fn variable_name(name: &str) -> String {
    format!("{ENVIRONMENT}_{name}")
}

/// The path of the default file; `None` if there is no home directory.
pub(super) fn default_file() -> Option<PathBuf> {
    let home = std::env::home_dir()?;
    Some(
        CONFIGURATION
            .split('/')
            .fold(home, |path, part| path.join(part)),
    )
}
