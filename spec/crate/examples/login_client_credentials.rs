// features: client, organization
//! Logs in as an OAuth client, without a person: the grant for programs that run by themselves.
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1
//! export GENESYSCLOUD_OAUTHCLIENT_ID=… GENESYSCLOUD_OAUTHCLIENT_SECRET=…
//! cargo run --example login_client_credentials --features organization
//! ```

mod connect;

use purecloud_platform_client_v2::{ClientBuilder, ClientCredentials, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let id = connect::setting("GENESYSCLOUD_OAUTHCLIENT_ID")?;
    let secret = connect::setting("GENESYSCLOUD_OAUTHCLIENT_SECRET")?;
    let credentials = ClientCredentials::new(id, secret);
    println!("{}", our_name(connect::place()?, credentials).await?);
    Ok(())
}

pub async fn our_name(
    place: ClientBuilder,
    credentials: ClientCredentials,
) -> Result<String, Error> {
    // Nothing is sent here. The first call logs in, and later ones renew the login when it is time.
    let client = place.credentials(credentials).build()?;
    let organization = client.organization().get_organizations_me().send().await?;
    Ok(organization.name.unwrap_or_default())
}
