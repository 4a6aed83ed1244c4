// features: client, users
//! Changes a user: sets the title, empties the department, and leaves all else as it is.
//!
//! ```text
//! cargo run --example update_user --features users -- USER_ID TITLE
//! ```
//!
//! The environment variables are those of `first_call.rs`. This example changes a real user, so try
//! it on one that nobody misses.

mod connect;

use std::env;

use purecloud_platform_client_v2::models::{UpdateUser, User};
use purecloud_platform_client_v2::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(user_id), Some(title)) = (arguments.next(), arguments.next()) else {
        return Err("usage: update_user USER_ID TITLE".into());
    };
    let user = set_title(&connect::client()?, &user_id, &title).await?;
    println!(
        "The title is now {}.",
        user.title.as_deref().unwrap_or("empty")
    );
    Ok(())
}

pub async fn set_title(client: &Client, user_id: &str, title: &str) -> Result<User, Error> {
    let users = client.users();
    let user = users.get_user(user_id).send().await?;

    // A change quotes the version that it is based on. If somebody else was faster, the service
    // refuses it with a conflict (409): then read the user and try again.
    let change = UpdateUser::new(user.version.unwrap_or_default())
        // A value: the title is set.
        .title(title)
        // `null`: the department is removed.
        .clear_department();
    // Whatever is not mentioned is absent from the body, and the service leaves it alone.
    users.patch_user(user_id, change).send().await
}
