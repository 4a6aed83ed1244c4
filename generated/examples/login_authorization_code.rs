// features: client, users
//! Logs a person in, for an application that can keep a secret, such as a web server.
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1
//! export GENESYSCLOUD_OAUTHCLIENT_ID=… GENESYSCLOUD_OAUTHCLIENT_SECRET=…
//! export REDIRECT_URI=http://localhost:8080/back
//! cargo run --example login_authorization_code --features users
//! ```
//!
//! The redirect address is one of those that the OAuth client allows.

mod connect;

use connect::{browser, setting};
use purecloud_platform_client_v2::auth::{AuthorizationCode, AuthorizationUrl, random_state};
use purecloud_platform_client_v2::{ClientBuilder, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let id = setting("GENESYSCLOUD_OAUTHCLIENT_ID")?;
    let secret = setting("GENESYSCLOUD_OAUTHCLIENT_SECRET")?;
    let redirect = setting("REDIRECT_URI")?;

    // A web application keeps the state in the session of the person while they are away.
    let state = random_state()?;
    let page = AuthorizationUrl::new(connect::login_url()?, &id, &redirect).state(&state);
    let code = browser::code(&browser::visit(&page)?, &state)?;

    let login = AuthorizationCode::new(id, secret, code, redirect);
    println!("{}", who_logged_in(connect::place()?, login).await?);
    Ok(())
}

pub async fn who_logged_in(
    place: ClientBuilder,
    login: AuthorizationCode,
) -> Result<String, Error> {
    // The code is good for one login. The refresh token that comes with it does the later ones.
    let client = place.credentials(login).build()?;
    let me = client.users().get_users_me().send().await?;
    Ok(format!("You are {}.", me.name.unwrap_or_default()))
}
