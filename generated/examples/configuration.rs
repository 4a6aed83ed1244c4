// features: client, config, reload, users
//! Settings from a file, a profile of it and the environment, which the client follows.
//!
//! ```text
//! cargo run --example configuration --features users,reload -- FILE [PROFILE]
//! ```
//!
//! The file may be as short as this, and the variables of `first_call.rs` count before it:
//!
//! ```text
//! region = "eu-west-1"
//! access_token = "…"
//!
//! [retry]
//! retry_max = 3
//!
//! [profile.staging]
//! host = "api.staging.example.com"
//! ```

use std::env;

use purecloud_platform_client_v2::Client;
use purecloud_platform_client_v2::config::{Config, Watch};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let file = arguments
        .next()
        .ok_or("usage: configuration FILE [PROFILE]")?;
    let mut loader = Config::loader().file(file);
    if let Some(profile) = arguments.next() {
        loader = loader.profile(profile);
    }
    let config = loader.load()?;
    for warning in config.warnings() {
        eprintln!("{warning}");
    }

    // What is set here counts before the file and the environment.
    let builder = config.client_builder()?.user_agent("configuration-example");
    let client = builder.build()?;
    let mut watch = config.watch();
    loop {
        let me = client.users().get_users_me().send().await?;
        println!("You are {}.", me.name.unwrap_or_default());
        println!("Change the file, and press Enter to call again.");
        // Reading from the console would hold up the tasks beside this one, if there were any.
        if std::io::stdin().read_line(&mut String::new())? == 0 {
            return Ok(());
        }
        println!("{}", follow(&mut watch, &client));
    }
}

/// Gives the client what has changed in the file. A service does this once in a while.
pub fn follow(watch: &mut Watch, client: &Client) -> String {
    match watch.check(client) {
        Ok(reload) => format!(
            "taken over: {:?}; left as it was: {:?}",
            reload.applied(),
            reload.kept()
        ),
        // The client goes on with what it has.
        Err(error) => error.to_string(),
    }
}
