// features: client, users
//! What a program can learn from a call that failed.
//!
//! ```text
//! cargo run --example handle_errors --features users -- USER_ID
//! ```
//!
//! The environment variables are those of `first_call.rs`. An id that does not exist shows most.

mod connect;

use std::env;
use std::time::Duration;

use purecloud_platform_client_v2::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let user_id = env::args().nth(1).ok_or("usage: handle_errors USER_ID")?;
    println!("{}", find(&connect::client()?, &user_id).await);
    Ok(())
}

pub async fn find(client: &Client, user_id: &str) -> String {
    let call = client
        .users()
        .get_user(user_id)
        .timeout(Duration::from_secs(5));
    let error = match call.send().await {
        Ok(user) => return format!("found {}", user.name.unwrap_or_default()),
        Err(error) => error,
    };

    // The usual cases have a question of their own; `status` and `code` tell the rest apart.
    if error.is_timeout() {
        return "no answer within five seconds".to_owned();
    }
    if let Some(wait) = error.retry_after() {
        return format!(
            "too many calls: the next one may be made in {} s",
            wait.as_secs()
        );
    }
    match (error.status(), error.code()) {
        (Some(404), _) => "there is no such user".to_owned(),
        (Some(400), Some("bad.request")) => {
            let details = error.service_error().map(|body| body.details.as_slice());
            let fields = details
                .unwrap_or_default()
                .iter()
                .filter_map(|d| d.field_name.as_deref());
            format!(
                "the service finds fault with: {}",
                fields.collect::<Vec<_>>().join(", ")
            )
        }
        (Some(status), code) => format!(
            "the service answered {status} {}: {} (quote {} when you ask for support)",
            code.unwrap_or("without a code"),
            error.message().unwrap_or("without a message"),
            error.correlation_id().unwrap_or("the time of the call"),
        ),
        // Without a status there was no answer. One line of text says what was called and what
        // happened; it has neither the token nor the values of the call.
        (None, _) => error.to_string(),
    }
}
