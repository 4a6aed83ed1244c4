// features: client, users
//! A token that somebody else looks after: it is set by hand, and replaced when it is refused.
//!
//! ```text
//! export GENESYSCLOUD_REGION=eu-west-1 GENESYSCLOUD_ACCESS_TOKEN=…
//! cargo run --example login_token_by_hand --features users
//! ```

mod connect;

use std::io;

use purecloud_platform_client_v2::models::UserMe;
use purecloud_platform_client_v2::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect::client()?;
    let me = who_am_i(&client, || {
        println!("The token is refused. Paste another one:");
        io::stdin().lines().next().transpose()
    });
    match me.await? {
        Some(me) => println!("You are {}.", me.name.unwrap_or_default()),
        None => println!("There is no other token."),
    }
    Ok(())
}

/// Asks for another token until one is accepted or there is none.
pub async fn who_am_i(
    client: &Client,
    mut ask: impl FnMut() -> io::Result<Option<String>>,
) -> Result<Option<UserMe>, Box<dyn std::error::Error>> {
    loop {
        match client.users().get_users_me().send().await {
            Ok(me) => return Ok(Some(me)),
            Err(error) if is_refused(&error) => match ask()? {
                // All clones of the client have it from now on.
                Some(token) => client.set_access_token(token),
                None => return Ok(None),
            },
            Err(error) => return Err(error.into()),
        }
    }
}

fn is_refused(error: &Error) -> bool {
    error.status() == Some(401)
}
