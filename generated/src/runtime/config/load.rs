//! Reads the sources of settings and applies their precedence.
//!
//! The table in `settings` says what a setting means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use super::loaded::Config;
use super::loader::{Loader, variable_name};
use super::settings::{Applied, GENERAL, SETTINGS, Setting};
use super::source::{Entry, entries};
use super::values::{Destination, Values};
use crate::definition::{BASE_URL, ENVIRONMENT};
use crate::runtime::error::Error;
use crate::runtime::service::address;
use crate::runtime::service::region_hosts::RegionHosts;

const PROFILE: &str = "PROFILE";

impl Loader {
    /// Reads the settings.
    ///
    /// # Errors
    /// If the file or the profile does not exist or cannot be read, or if a value is
    /// invalid ([`Error::is_config`]). The message names the file, the line if the parser
    /// reports it, the key and the expected value; it never contains the value.
    pub fn load(&self) -> Result<Config, Error> {
        let mut reading = Reading::default();
        let file = self
            .path()
            .filter(|path| self.file.is_some() || path.exists());
        let profile = self.profile.clone().or_else(|| self.variable(PROFILE));
        let mut entries = Vec::new();
        if let Some(path) = &file {
            entries = read(path)?;
        }
        let (general, mut profiles) = split(entries);
        reading.layer(file.as_deref(), general)?;
        if let Some(name) = &profile {
            let Some(entries) = profiles.remove(name) else {
                return Err(unknown_profile(name, file.as_deref(), profiles.keys()));
            };
            reading.layer(file.as_deref(), entries)?;
        }
        reading.environment(|name| self.variable(name))?;
        reading.warn_of_default_server(file.as_deref());
        Ok(Config {
            values: reading.values,
            warnings: reading.warnings,
            file,
            #[cfg(feature = "reload")]
            loader: self.clone(),
        })
    }
}

impl Config {
    /// Reads the default file, if it exists, and the environment.
    ///
    /// # Errors
    /// As for [`Loader::load`].
    pub fn load() -> Result<Self, Error> {
        Self::loader().load()
    }
}

fn read(path: &Path) -> Result<Vec<Entry>, Error> {
    let text = fs::read_to_string(path).map_err(|error| {
        let help = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file",
            io::ErrorKind::InvalidData => "it is not UTF-8",
            _ => "it cannot be read",
        };
        Error::config_from(format!("{}: {help}", path.display()), error)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    entries(path, text).map_err(|problem| {
        let location = location(Some(path), problem.line);
        Error::config(format!("{location}: {}", problem.message))
    })
}

/// Splits entries into those outside of profiles and those of each profile.
fn split(entries: Vec<Entry>) -> (Vec<Entry>, BTreeMap<String, Vec<Entry>>) {
    let mut general = Vec::new();
    let mut profiles = BTreeMap::<_, Vec<_>>::new();
    for mut entry in entries {
        let Some(rest) = entry.section.strip_prefix("profile.") else {
            general.push(entry);
            continue;
        };
        let (name, section) = rest.split_once('.').unwrap_or((rest, ""));
        let name = name.to_owned();
        entry.section = section.to_owned();
        profiles.entry(name).or_default().push(entry);
    }
    (general, profiles)
}

fn unknown_profile<'a>(
    name: &str,
    file: Option<&Path>,
    known: impl Iterator<Item = &'a String>,
) -> Error {
    let Some(file) = file else {
        return Error::config(format!(
            "there is no file to read the profile {name:?} from"
        ));
    };
    let known: Vec<_> = known.map(String::as_str).collect();
    let known = match known.as_slice() {
        [] => format!("add a section [profile.{name}]"),
        known => format!("its profiles are {}", known.join(", ")),
    };
    let file = file.display();
    Error::config(format!("{file}: there is no profile {name:?}: {known}"))
}

/// The settings read so far.
#[derive(Default)]
struct Reading {
    values: Values,
    warnings: Vec<String>,
    /// Whether any setting was found.
    has_settings: bool,
}

impl Reading {
    /// Overrides the settings so far with the entries of a file.
    fn layer(&mut self, file: Option<&Path>, entries: Vec<Entry>) -> Result<(), Error> {
        let mut known = Vec::new();
        for entry in entries {
            match find(&entry) {
                Some(setting) => known.push((setting, entry)),
                None => self.warnings.push(unknown(file, &entry)),
            }
        }
        known.retain(|(_, entry)| {
            let text = entry.text.as_deref();
            text.is_none_or(|text| !text.trim().is_empty())
        });
        self.forget_destination(known.iter().map(|(setting, _)| *setting));
        for (setting, entry) in known {
            let text = entry.text.as_deref().map(str::trim);
            let location = location(file, entry.line);
            let name = format!("{}.{}", setting.section, setting.key);
            self.apply(setting, text, &location, &name)?;
        }
        Ok(())
    }

    /// Overrides the settings so far with environment variables.
    fn environment(&mut self, variable: impl Fn(&str) -> Option<String>) -> Result<(), Error> {
        let given = SETTINGS.iter().filter_map(|setting| {
            let name = setting.variable?;
            Some((setting, name, variable(name)?))
        });
        let given: Vec<_> = given.collect();
        self.forget_destination(given.iter().map(|(setting, ..)| *setting));
        for (setting, name, text) in given {
            let name = variable_name(name);
            self.apply(setting, Some(text.trim()), "the environment", &name)?;
        }
        Ok(())
    }

    /// Clears the region, host and gateway if a source sets any of them, because a
    /// mixture of two sources would be a server that neither has set.
    fn forget_destination(&mut self, mut settings: impl Iterator<Item = &'static Setting>) {
        if settings.any(|setting| setting.is_destination) {
            self.values.destination = Destination::default();
        }
    }

    /// Warns if no server is set: credentials would be sent to the default region, which
    /// may be the wrong one.
    fn warn_of_default_server(&mut self, file: Option<&Path>) {
        let origin = address::split(BASE_URL).0;
        let is_named = self.values.destination.is_named();
        if is_named || !self.has_settings || RegionHosts::of_url(origin).is_none() {
            return;
        }
        let location = file.map_or("the environment".to_owned(), |file| {
            file.display().to_string()
        });
        let goes_to = address::described(BASE_URL);
        self.warnings.push(format!(
            "{location}: no region, host or gateway is set, so calls and logins go to {goes_to} \
             unless the program sets one: set region or {ENVIRONMENT}_REGION"
        ));
    }

    fn apply(
        &mut self,
        setting: &Setting,
        text: Option<&str>,
        location: &str,
        name: &str,
    ) -> Result<(), Error> {
        let outcome = match text {
            Some(text) => (setting.apply)(&mut self.values, text),
            None => Applied::Wrong,
        };
        match outcome {
            Applied::Taken => self.has_settings = true,
            Applied::Ignored(reason) => {
                let warning = format!("{location}: {name} has no effect: {reason}");
                self.warnings.push(warning);
            }
            Applied::Wrong => {
                let expected = setting.expected;
                return Err(Error::config(format!(
                    "{location}: {name} has to be {expected}"
                )));
            }
        }
        Ok(())
    }
}

/// The setting of an entry. Entries outside of a section are general settings.
fn find(entry: &Entry) -> Option<&'static Setting> {
    let section = section(entry);
    SETTINGS
        .iter()
        .find(|setting| setting.section == section && setting.key == entry.key)
}

fn section(entry: &Entry) -> &str {
    match entry.section.as_str() {
        "" => GENERAL,
        section => section,
    }
}

/// A warning with the keys that exist. It does not contain the value.
fn unknown(file: Option<&Path>, entry: &Entry) -> String {
    let section = section(entry);
    let keys: Vec<_> = SETTINGS
        .iter()
        .filter(|setting| setting.section == section)
        .map(|setting| setting.key)
        .collect();
    let location = location(file, entry.line);
    if keys.is_empty() {
        let sections: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.section).collect();
        let sections = sections.into_iter().collect::<Vec<_>>().join(", ");
        return format!("{location}: there is no section [{section}]: use one of {sections}");
    }
    let (key, keys) = (&entry.key, keys.join(", "));
    format!("{location}: there is no setting {key} in [{section}]: use one of {keys}")
}

fn location(file: Option<&Path>, line: Option<usize>) -> String {
    let file = file.map(|file| file.display().to_string());
    let file = file.unwrap_or_default();
    match line {
        Some(line) => format!("{file}, line {line}"),
        None => file,
    }
}
