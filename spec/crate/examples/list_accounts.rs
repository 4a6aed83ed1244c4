// features: client, scim
//! Lists the accounts that an identity provider has to know of (SCIM). A page is asked for by the
//! place of its first item.
//!
//! ```text
//! cargo run --example list_accounts --features scim
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use purecloud_platform_client_v2::models::ScimV2User;
use purecloud_platform_client_v2::{Client, Error};

/// The service has its limits here: more on a page needs more attributes left out.
const PAGE_SIZE: i32 = 25;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for account in inactive_accounts(&connect::client()?).await? {
        println!("{}", account.user_name.unwrap_or_default());
    }
    Ok(())
}

pub async fn inactive_accounts(client: &Client) -> Result<Vec<ScimV2User>, Error> {
    let accounts = client
        .scim()
        .get_scim_v2_users()
        .count(PAGE_SIZE)
        .attributes(["id", "userName"])
        .filter("active eq false");
    accounts.into_stream().try_collect().await
}
