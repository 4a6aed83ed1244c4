// features: client, users
//! How often and how long calls are repeated, and a hook that tells of it.
//!
//! ```text
//! cargo run --example retries --features users -- USER_ID
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::env;
use std::time::Duration;

use purecloud_platform_client_v2::apis::users::GetUserExpand;
use purecloud_platform_client_v2::hooks::{Hook, Try};
use purecloud_platform_client_v2::retry::{RateLimit, RetryReason};
use purecloud_platform_client_v2::{ClientBuilder, Error, RetryPolicy};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let user_id = env::args().nth(1).ok_or("usage: retries USER_ID")?;
    let token = connect::setting("GENESYSCLOUD_ACCESS_TOKEN")?;
    let place = connect::place()?.access_token(token);
    let tell = |line: String| eprintln!("{line}");
    println!("{}", look_up(place, &user_id, tell).await?);
    Ok(())
}

pub async fn look_up(
    place: ClientBuilder,
    user_id: &str,
    tell: impl Fn(String) + Send + Sync + 'static,
) -> Result<String, Error> {
    // For all calls of the client, and for its logins. What is not said here is as by default.
    let patient = RetryPolicy::new()
        .max_retries(8)
        .total_time(Duration::from_secs(120))
        .delays(Duration::from_millis(200), Duration::from_secs(20));
    let client = place
        .retry(patient)
        // Waits before the service would refuse a call, and leaves a part of the limit to others.
        .rate_limit(RateLimit::new().percent(80))
        .hook(Retries(tell))
        .build()?;
    let name = client.users().get_user(user_id).send().await?.name;

    // For one call. Nobody waits for a presence that is only nice to have.
    let call = client
        .users()
        .get_user(user_id)
        .expand([GetUserExpand::Presence])
        .retry(RetryPolicy::never());
    let presence = match call.send().await {
        Ok(user) => user
            .presence
            .and_then(|presence| presence.presence_definition)
            .and_then(|definition| definition.system_presence),
        Err(_) => None,
    };
    Ok(format!(
        "{}: {}",
        name.unwrap_or_default(),
        presence.as_deref().unwrap_or("(presence not known)")
    ))
}

/// Tells of each retry. The URL stays out, because there may be values of the call in it.
struct Retries<F>(F);

impl<F: Fn(String) + Send + Sync + 'static> Hook for Retries<F> {
    fn before_retry(&self, attempt: &Try<'_>, reason: RetryReason, delay: Duration) {
        self.0(format!(
            "{}: try {} failed ({reason}), the next one is in {} ms",
            attempt.operation.name,
            attempt.number,
            delay.as_millis()
        ));
    }
}
