//! The sources of settings: files and the environment.

use crate::definition::{CONFIGURATION, ENVIRONMENT};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Says where settings are read from.
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
    /// Reads this file, in place of the one at
    /// [`Config::default_file`](super::Config::default_file). It has to exist.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Reads this profile of the file as well, in place of the one that
    /// the variable `PROFILE` with the prefix of the SDK names. It has to be in the file.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Takes these for the environment variables, in place of those of the
    /// process. Without any, the environment does not count.
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

    /// The file that is read if it is there.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.file.clone().or_else(default_file)
    }

    /// A variable of the environment by what follows the prefix of its name, unless it is empty.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let name = variable_name(name);
        let value = match &self.variables {
            Some(variables) => variables.get(&name).cloned(),
            None => std::env::var(name).ok(),
        };
        value.filter(|value| !value.trim().is_empty())
    }
}

/// Values of variables may be secret.
impl fmt::Debug for Loader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader")
            .field("file", &self.file)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// The name of a variable of the environment, by what follows the prefix that the SDK has for it.
pub(super) fn variable_name(name: &str) -> String {
    format!("{ENVIRONMENT}_{name}")
}

/// The file of the definition below the home directory, if there is one.
pub(super) fn default_file() -> Option<PathBuf> {
    let home = std::env::home_dir()?;
    Some(
        CONFIGURATION
            .split('/')
            .fold(home, |path, part| path.join(part)),
    )
}
