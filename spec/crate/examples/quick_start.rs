// features: client, users
//! The names of all users: the program that the README of the repository begins with.

use std::env::var;

use purecloud_platform_client_v2::{Client, ClientCredentials, Region};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let id = var("GENESYSCLOUD_OAUTHCLIENT_ID")?;
    let secret = var("GENESYSCLOUD_OAUTHCLIENT_SECRET")?;
    let client = Client::builder()
        .region(Region::EuWest1)
        .credentials(ClientCredentials::new(id, secret))
        .build()?;
    let mut users = client.users().get_users().page_size(100).into_stream();
    while let Some(user) = users.try_next().await? {
        println!("{}", user.name.unwrap_or_default());
    }
    Ok(())
}
