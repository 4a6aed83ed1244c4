//! A client from the environment, as `first_call.rs` makes it, for the other examples.

use std::env;
use std::error::Error;

use purecloud_platform_client_v2::{Client, Region};

pub fn client() -> Result<Client, Box<dyn Error>> {
    let builder = match env::var("GENESYSCLOUD_HOST") {
        Ok(host) => Client::builder().host(host),
        Err(_) => Client::builder().region(setting("GENESYSCLOUD_REGION")?.parse::<Region>()?),
    };
    let token = setting("GENESYSCLOUD_ACCESS_TOKEN")?;
    Ok(builder.access_token(token).build()?)
}

/// Says which variable is missing, which the error of `env::var` does not.
fn setting(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set the environment variable {name}"))
}
