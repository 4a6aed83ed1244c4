//! Reloads settings while the program runs.
//!
//! There is no thread and no timer: the application calls [`Watch::check`].

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::loaded::Config;
use super::values::Values;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::send::wire::DEFAULT_TIMEOUT;

/// Watches the file of a [`Config`], for a client that was made from it.
///
/// Nothing happens in the background: the application calls [`check`](Self::check), such
/// as every 30 seconds or on a signal.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(config: purecloud_platform_client_v2::config::Config, client: purecloud_platform_client_v2::Client, restart_soon: fn(&[&str])) {
/// let mut watch = config.watch();
/// let mut clock = tokio::time::interval(Duration::from_secs(30));
/// loop {
///     clock.tick().await;
///     match watch.check(&client) {
///         Ok(reload) if !reload.kept().is_empty() => restart_soon(reload.kept()),
///         Ok(_) => {}
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Watch {
    config: Config,
    seen: Option<Stamp>,
}

/// The modification time and the length of a file.
#[derive(Debug, PartialEq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
}

/// The result of [`Watch::check`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reload {
    applied: Vec<&'static str>,
    kept: Vec<&'static str>,
}

impl Reload {
    /// The settings that changed in the file and were applied to the client: `retry`,
    /// `timeout`, `access_token` and `logging` (the level and whether bodies are logged).
    pub fn applied(&self) -> &[&'static str] {
        &self.applied
    }

    /// The settings that changed in the file and were not applied: those of
    /// [`applied`](Self::applied) that the program has set to another value in the meantime; `place`
    /// (region, host, gateway and login URL), `proxy`, `client_credentials`, `max_response_size`,
    /// `user_agent` and `network`, which need a new client; and `log_output` (format, console and
    /// file), and without the feature `tracing` also `logging`, which the application has to apply.
    pub fn kept(&self) -> &[&'static str] {
        &self.kept
    }
}

impl Config {
    /// Watches the file, for a client that was made from these settings.
    #[cfg(feature = "reload")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reload")))]
    pub fn watch(self) -> Watch {
        Watch::new(self)
    }
}

impl Watch {
    fn new(config: Config) -> Self {
        let seen = config.file().and_then(stamp);
        Self { config, seen }
    }

    /// The settings that were read last.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Reloads the settings if the file has changed since the last check, and applies
    /// those that a client can change.
    ///
    /// The file is read only if its modification time or length has changed. A deleted
    /// file is ignored. With `live_reload_config = false`, nothing is checked.
    ///
    /// # Errors
    /// As for [`Loader::load`](super::Loader::load), once for each change of the file.
    /// The client is not changed.
    pub fn check(&mut self, client: &Client) -> Result<Reload, Error> {
        let mut reload = Reload::default();
        if self.config.values.live_reload == Some(false) {
            return Ok(reload);
        }
        let path = self.config.loader.path();
        let Some(now) = path.as_deref().and_then(stamp) else {
            return Ok(reload);
        };
        if self.seen.as_ref() == Some(&now) {
            return Ok(reload);
        }
        self.seen = Some(now);
        let new = self.config.loader.load()?;
        reload.apply(client, &self.config.values, &new.values);
        self.config = new;
        Ok(reload)
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let data = fs::metadata(path).ok()?;
    Some(Stamp {
        modified: data.modified().ok()?,
        length: data.len(),
    })
}

impl Reload {
    /// Applies changes to settings whose value in the client is still that of the file.
    fn apply(&mut self, client: &Client, old: &Values, new: &Values) {
        let live = client.inner.wire.live();
        self.note("retry", old.retry != new.retry, || {
            let is_ours = live.retry == old.retry.policy();
            is_ours
                .then(|| client.set_retry(new.retry.policy()))
                .is_some()
        });
        self.note("timeout", old.timeout != new.timeout, || {
            let is_ours = live.timeout == Some(old.timeout.unwrap_or(DEFAULT_TIMEOUT));
            let timeout = new.timeout.unwrap_or(DEFAULT_TIMEOUT);
            is_ours.then(|| client.set_timeout(timeout)).is_some()
        });
        self.note("access_token", old.access_token != new.access_token, || {
            let is_ours = client.access_token() == old.access_token;
            let replace = || match &new.access_token {
                Some(token) => client.set_access_token(token.clone()),
                None => client.clear_access_token(),
            };
            is_ours.then(replace).is_some()
        });
        let logged = |values: &Values| {
            let log = &values.log;
            (log.level, log.request_body, log.response_body)
        };
        #[cfg(feature = "tracing")]
        self.note("logging", logged(old) != logged(new), || {
            let is_ours = live.logging == old.log.logging();
            is_ours
                .then(|| client.set_logging(new.log.logging()))
                .is_some()
        });
        #[cfg(not(feature = "tracing"))]
        self.note("logging", logged(old) != logged(new), || false);
        let output = |values: &Values| {
            let log = values.log.clone();
            (log.format, log.to_console, log.file_path)
        };
        self.note("log_output", output(old) != output(new), || false);
        self.note("place", old.destination != new.destination, || false);
        self.note("proxy", old.proxy != new.proxy, || false);
        let credentials =
            |values: &Values| (values.client_id.clone(), values.client_secret.clone());
        let is_changed = credentials(old) != credentials(new);
        self.note("client_credentials", is_changed, || false);
        let is_changed = old.max_response_size != new.max_response_size;
        self.note("max_response_size", is_changed, || false);
        self.note("user_agent", old.user_agent != new.user_agent, || false);
        let is_changed = old.connections != new.connections;
        self.note("network", is_changed, || false);
    }

    fn note(&mut self, name: &'static str, is_changed: bool, apply: impl FnOnce() -> bool) {
        if is_changed {
            match apply() {
                true => self.applied.push(name),
                false => self.kept.push(name),
            }
        }
    }
}
