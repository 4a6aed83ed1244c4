// features: client, users
//! Logs in a person whom the organization's identity provider knows already.
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1
//! export GENESYSCLOUD_OAUTHCLIENT_ID=… GENESYSCLOUD_OAUTHCLIENT_SECRET=…
//! export ORGANIZATION=our-company
//! cargo run --example login_saml2 --features users < assertion.txt
//! ```
//!
//! The assertion is what the identity provider posts as `SAMLResponse`: a text in base64.

mod connect;

use std::io;

use connect::setting;
use purecloud_platform_client_v2::auth::Saml2Bearer;
use purecloud_platform_client_v2::{ClientBuilder, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let assertion = io::read_to_string(io::stdin())?;
    let login = Saml2Bearer::new(
        setting("GENESYSCLOUD_OAUTHCLIENT_ID")?,
        setting("GENESYSCLOUD_OAUTHCLIENT_SECRET")?,
        setting("ORGANIZATION")?,
        assertion.trim(),
    );
    println!("{}", who_logged_in(connect::place()?, login).await?);
    Ok(())
}

pub async fn who_logged_in(place: ClientBuilder, login: Saml2Bearer) -> Result<String, Error> {
    let client = place.credentials(login).build()?;
    let me = client.users().get_users_me().send().await?;
    Ok(format!("You are {}.", me.name.unwrap_or_default()))
}
