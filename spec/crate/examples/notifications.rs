// features: client, websocket, users
//! Watches what a user does: the presence now, and each change of it.
//!
//! ```text
//! cargo run --example notifications --features users,websocket -- USER_ID
//! ```
//!
//! The environment variables are those of `first_call.rs`. The program runs until it is stopped.

mod connect;

use std::env;

use purecloud_platform_client_v2::apis::users::GetUserExpand;
use purecloud_platform_client_v2::notifications::{Event, Notifications, Topic};
use purecloud_platform_client_v2::{Client, Error, topics};
use serde::de::DeserializeOwned;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(user_id) = env::args().nth(1) else {
        return Err("usage: notifications USER_ID".into());
    };
    let client = connect::client()?;
    watch(&client, &user_id).await?;
    Ok(())
}

async fn watch(client: &Client, user_id: &str) -> Result<(), Error> {
    let presence = topics::users_presence(user_id);
    let routing_status = topics::users_routing_status(user_id);
    let mut events = Notifications::builder(client)
        .topic(&presence)
        .topic(&routing_status)
        // Any other topic, by its name: its events are JSON.
        .topic(format!("v2.users.{user_id}.activity"))
        .open()
        .await?;

    // Read after the stream is open, so that no change falls between the two.
    print_presence(client, user_id).await?;
    loop {
        let event = match events.try_next().await {
            Ok(Some(event)) => event,
            Ok(None) => return Ok(()),
            // The stream has ended: the login or a permission is gone.
            Err(error) if error.is_fatal() => return Err(error),
            // One message could not be read: the stream goes on.
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        if let Some(change) = read(&presence, &event) {
            let definition = change.presence_definition.unwrap_or_default();
            println!(
                "presence: {}",
                definition.system_presence.unwrap_or_default()
            );
        } else if let Some(change) = read(&routing_status, &event) {
            let status = change.routing_status.and_then(|status| status.status);
            println!("routing status: {status:?}");
        } else {
            match event {
                Event::Message(message) => println!("{}: {}", message.topic(), message.body()),
                // The socket was lost for a while, and what happened then was not told.
                _ => print_presence(client, user_id).await?,
            }
        }
    }
}

/// The body of an event of a topic. One that cannot be read costs that event alone.
fn read<T: DeserializeOwned>(topic: &Topic<T>, event: &Event) -> Option<T> {
    topic.read(event).unwrap_or_else(|error| {
        eprintln!("{error}");
        None
    })
}

async fn print_presence(client: &Client, user_id: &str) -> Result<(), Error> {
    let user = client.users().get_user(user_id);
    let user = user.expand([GetUserExpand::Presence]).send().await?;
    let presence = user
        .presence
        .and_then(|presence| presence.presence_definition);
    let presence = presence.and_then(|definition| definition.system_presence);
    println!("presence: {}", presence.as_deref().unwrap_or("(not known)"));
    Ok(())
}
