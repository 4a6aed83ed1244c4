// features: client, blocking, users
//! A program without async: the same calls, which end in `send_blocking`.
//!
//! ```text
//! cargo run --example blocking --features users,blocking
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use purecloud_platform_client_v2::blocking::{IterBlocking, SendBlocking};
use purecloud_platform_client_v2::{Client, Error};

const AT_MOST: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect::client()?;
    println!("I am {}.", my_name(&client)?);
    for name in colleagues(&client)? {
        println!("I work with {name}.");
    }
    Ok(())
}

pub fn my_name(client: &Client) -> Result<String, Error> {
    let me = client.users().get_users_me().send_blocking()?;
    Ok(me.name.unwrap_or_default())
}

pub fn colleagues(client: &Client) -> Result<Vec<String>, Error> {
    let users = client.users().get_users().into_stream().max_items(AT_MOST);
    // An iterator of results, whose next page is fetched when its turn has come.
    users
        .iter_blocking()
        .map(|user| Ok(user?.name.unwrap_or_default()))
        .collect()
}
