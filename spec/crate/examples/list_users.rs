// features: client, users
//! Lists the active users, with what they are doing at the moment.
//!
//! ```text
//! cargo run --example list_users --features users
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use purecloud_platform_client_v2::apis::users::{GetUsersExpand, GetUsersState};
use purecloud_platform_client_v2::models::User;
use purecloud_platform_client_v2::{Client, Error};

const PAGE_SIZE: i32 = 100;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for user in active_users(&connect::client()?).await? {
        let presence = user
            .presence
            .and_then(|presence| presence.presence_definition);
        let presence = presence.and_then(|definition| definition.system_presence);
        println!(
            "{}: {}",
            user.name.as_deref().unwrap_or("(no name)"),
            presence.as_deref().unwrap_or("(presence not known)")
        );
    }
    Ok(())
}

pub async fn active_users(client: &Client) -> Result<Vec<User>, Error> {
    let users = client
        .users()
        .get_users()
        .page_size(PAGE_SIZE)
        // Each value goes out under a key of its own: `expand=presence&expand=station`.
        .expand([GetUsersExpand::Presence, GetUsersExpand::Station])
        .state(GetUsersState::Active);
    // The pages follow one another by themselves; `into_pages` gives them one by one.
    users.into_stream().try_collect().await
}
