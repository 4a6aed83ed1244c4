//! Settings that are read again while the program runs.
//!
//! There is no thread and no timer: the application says when to look.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::loaded::Config;
use super::values::Values;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::send::wire::DEFAULT_TIMEOUT;

/// Looks after the file of a [`Config`], for a client that was made from it.
///
/// Nothing happens by itself: the application calls [`check`](Self::check) when
/// it suits, such as once in a while or when it is told to.
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

/// Identifies one state of a file.
#[derive(Debug, PartialEq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
}

/// What came of a [`Watch::check`]. The settings are named as in
/// [`applied`](Self::applied) and [`kept`](Self::kept).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reload {
    applied: Vec<&'static str>,
    kept: Vec<&'static str>,
}

impl Reload {
    /// What changed in the file and in the client: `retry`, `timeout`,
    /// `access_token` and `logging` (the level and whether bodies are told).
    pub fn applied(&self) -> &[&'static str] {
        &self.applied
    }

    /// What changed in the file and not in the client: the above where the
    /// program has set another value in the meantime, which counts before the
    /// file; `place` (region, host, gateway and login URL), `proxy`,
    /// `client_credentials`, `max_response_size`, `user_agent` and `network`, for which a new client
    /// is needed; and `logging`
    /// and `log_output` (format, console and file), which are up to the
    /// application's subscriber.
    pub fn kept(&self) -> &[&'static str] {
        &self.kept
    }
}

impl Config {
    /// Looks after the file, for a client that was made from these settings.
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

    /// The settings as they were read last.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Reads the settings again if the file has changed since the last look,
    /// and gives the client what it can change while it lives.
    ///
    /// It asks the file system for the time of the file, and does nothing else
    /// unless it is another. A file that is gone changes nothing. With
    /// `live_reload_config = false` it never looks.
    ///
    /// # Errors
    /// Those of [`Loader::load`](super::Loader::load), once for each change of
    /// the file. The client stays as it was.
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
    /// Applies the changes of a file to settings that the client still has from the file.
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
        let told = |values: &Values| {
            let log = &values.log;
            (log.level, log.request_body, log.response_body)
        };
        #[cfg(feature = "tracing")]
        self.note("logging", told(old) != told(new), || {
            let is_ours = live.logging == old.log.logging();
            is_ours
                .then(|| client.set_logging(new.log.logging()))
                .is_some()
        });
        #[cfg(not(feature = "tracing"))]
        self.note("logging", told(old) != told(new), || false);
        let output = |values: &Values| {
            let log = values.log.clone();
            (log.format, log.to_console, log.file_path)
        };
        self.note("log_output", output(old) != output(new), || false);
        self.note("place", old.place != new.place, || false);
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
