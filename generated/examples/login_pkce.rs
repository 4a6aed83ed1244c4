// features: client, users
//! Logs a person in, for an application that cannot keep a secret, such as one on their own machine.
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1
//! export GENESYSCLOUD_OAUTHCLIENT_ID=… REDIRECT_URI=http://localhost:8080/back
//! cargo run --example login_pkce --features users
//! ```
//!
//! The redirect address is one of those that the OAuth client allows.

mod connect;

use connect::{browser, setting};
use purecloud_platform_client_v2::auth::{AuthorizationUrl, Pkce, PkceCode, random_state};
use purecloud_platform_client_v2::{ClientBuilder, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let id = setting("GENESYSCLOUD_OAUTHCLIENT_ID")?;
    let redirect = setting("REDIRECT_URI")?;

    // The page gets a challenge, and the login the verifier that it was made from: a code that is
    // intercepted on its way is of no use.
    let pkce = Pkce::new()?;
    let state = random_state()?;
    let page = AuthorizationUrl::new(connect::login_url()?, &id, &redirect)
        .state(&state)
        .pkce(&pkce);
    let code = browser::code(&browser::visit(&page)?, &state)?;

    let login = PkceCode::new(id, code, redirect, pkce.verifier());
    println!("{}", who_logged_in(connect::place()?, login).await?);
    Ok(())
}

pub async fn who_logged_in(place: ClientBuilder, login: PkceCode) -> Result<String, Error> {
    let client = place.credentials(login).build()?;
    let me = client.users().get_users_me().send().await?;
    Ok(format!("You are {}.", me.name.unwrap_or_default()))
}
