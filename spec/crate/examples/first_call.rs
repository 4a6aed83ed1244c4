// features: client, users
//! The first call: who does the token belong to?
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1
//! export GENESYSCLOUD_ACCESS_TOKEN=…
//! cargo run --example first_call --features users
//! ```
//!
//! The token has to be that of a person: behind a token of client credentials there is no user.

use std::env;

use purecloud_platform_client_v2::{Client, Error, Region};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = setting("GENESYSCLOUD_ACCESS_TOKEN")?;
    // Any other place than a region, such as a gateway or a server on this machine, has a host.
    let client = match env::var("GENESYSCLOUD_HOST") {
        Ok(host) => Client::builder().host(host),
        Err(_) => Client::builder().region(setting("GENESYSCLOUD_REGION")?.parse::<Region>()?),
    };
    let client = client.access_token(token).build()?;

    println!("{}", who_am_i(&client).await?);
    Ok(())
}

pub async fn who_am_i(client: &Client) -> Result<String, Error> {
    let me = client.users().get_users_me().send().await?;
    // Every property is optional, because the service leaves out what it has no value for.
    let name = me.name.as_deref().unwrap_or("somebody without a name");
    let email = me.email.as_deref().unwrap_or("no email address");
    Ok(format!("You are {name} ({email})."))
}

/// Says which variable is missing, which the error of `env::var` does not.
fn setting(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set the environment variable {name}"))
}
