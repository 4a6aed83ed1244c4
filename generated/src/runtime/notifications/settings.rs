//! The settings of a stream of notifications, and their defaults.

use std::time::Duration;

use super::link::Patience;
use crate::runtime::attempt::retry::RetryPolicy;

/// One and a half times the interval of heartbeats.
const SILENCE: Duration = Duration::from_secs(45);

const ANSWER: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) patience: Patience,
    pub(super) reconnect: RetryPolicy,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            patience: Patience {
                silence: SILENCE,
                answer: ANSWER,
            },
            reconnect: RetryPolicy::new()
                .max_retries(u32::MAX)
                .total_time(Duration::MAX),
        }
    }
}
