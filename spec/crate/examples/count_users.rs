// features: client, users
//! Counts the users of each title, with several pages on their way at the same time.
//!
//! ```text
//! cargo run --example count_users --features users
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::collections::BTreeMap;

use purecloud_platform_client_v2::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (title, users) in titles(&connect::client()?).await? {
        println!("{users:6} {title}");
    }
    Ok(())
}

pub async fn titles(client: &Client) -> Result<BTreeMap<String, usize>, Error> {
    // Large pages are fewer requests, and eight of them at a time take an eighth of the time. Pages come in
    // their order all the same.
    let users = client.users().get_users().page_size(100);
    let mut users = users.into_stream().concurrency(8);
    let mut titles = BTreeMap::new();
    while let Some(user) = users.try_next().await? {
        let title = user.title.unwrap_or_else(|| "(no title)".to_owned());
        *titles.entry(title).or_default() += 1;
    }
    Ok(titles)
}
