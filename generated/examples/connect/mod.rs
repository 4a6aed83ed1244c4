//! What the examples share: where calls go, and as whom, from the environment.

#![allow(dead_code, reason = "no example uses all of it")]

pub mod browser;

use std::env;
use std::error::Error;

use purecloud_platform_client_v2::{Client, ClientBuilder, Region};

/// A client with a token that is at hand, as `first_call.rs` makes it.
pub fn client() -> Result<Client, Box<dyn Error>> {
    let token = setting("GENESYSCLOUD_ACCESS_TOKEN")?;
    Ok(place()?.access_token(token).build()?)
}

/// A region, or any other host. Such a host has to be told where logins go, if it has any.
pub fn place() -> Result<ClientBuilder, Box<dyn Error>> {
    let builder = match env::var("GENESYSCLOUD_HOST") {
        Ok(host) => Client::builder().host(host),
        Err(_) => Client::builder().region(region()?),
    };
    Ok(match env::var("GENESYSCLOUD_LOGIN_URL") {
        Ok(url) => builder.login_url(url),
        Err(_) => builder,
    })
}

/// Where a person logs in.
pub fn login_url() -> Result<String, Box<dyn Error>> {
    match env::var("GENESYSCLOUD_LOGIN_URL") {
        Ok(url) => Ok(url),
        Err(_) => Ok(region()?.login_url()),
    }
}

/// Says which variable is missing, which the error of `env::var` does not.
pub fn setting(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set the environment variable {name}"))
}

fn region() -> Result<Region, Box<dyn Error>> {
    Ok(setting("GENESYSCLOUD_REGION")?.parse()?)
}
