// features: client, teams
//! Lists teams, page by page. Each page has a link to the next one, which is followed.
//!
//! ```text
//! cargo run --example list_teams --features teams -- BEGINNING
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::env;

use purecloud_platform_client_v2::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let beginning = env::args().nth(1).ok_or("usage: list_teams BEGINNING")?;
    for page in pages_of_teams(&connect::client()?, &beginning).await? {
        println!("{}", page.join(", "));
    }
    Ok(())
}

pub async fn pages_of_teams(client: &Client, beginning: &str) -> Result<Vec<Vec<String>>, Error> {
    // Of a link its query alone is used: an address in a response never gets the token.
    let mut pages = client
        .teams()
        .get_teams()
        .page_size(100)
        .name(beginning)
        .into_pages();
    let mut names = Vec::new();
    while let Some(page) = pages.try_next().await? {
        let teams = page.entities.unwrap_or_default().into_iter();
        names.push(teams.filter_map(|team| team.name).collect());
    }
    Ok(names)
}
