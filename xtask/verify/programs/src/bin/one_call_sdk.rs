//! A program of one call, with the SDK. The benchmark builds it from nothing.

use purecloud_platform_client_v2::{Client, Region};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .region(Region::EuWest1)
        .access_token(std::env::var("GENESYSCLOUD_ACCESS_TOKEN")?)
        .build()?;
    let me = client.users().get_users_me().send().await?;
    println!("{}", me.name.unwrap_or_default());
    Ok(())
}
