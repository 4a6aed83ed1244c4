// features: client, config, tracing, users
//! What the client does, written by the subscriber of the application's choice.
//!
//! ```text
//! cargo run --example logging --features users,config,tracing
//! ```
//!
//! The environment variables are those of `first_call.rs`. Without a file of settings, all events
//! are written to the console; this one in `~/.genesyscloudrust/config` writes fewer of them, as JSON:
//!
//! ```text
//! [logging]
//! log_level = "debug"
//! log_format = "json"
//! log_file_path = "calls.log"
//! ```

use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;

use purecloud_platform_client_v2::config::{Config, LogFormat, LogSettings};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::load()?;
    for warning in config.warnings() {
        eprintln!("{warning}");
    }
    subscribe(config.log())?;
    // The level, and whether bodies are told, are settings of the client. In a program of its own
    // they are `.logging(Logging::new().level(LogLevel::Debug).response_body(true))`.
    let client = config.client_builder()?.build()?;
    let me = client.users().get_users_me().send().await?;
    println!("You are {}.", me.name.unwrap_or_default());
    Ok(())
}

/// Form and place are for the application, which takes them from the settings or decides itself.
fn subscribe(settings: &LogSettings) -> io::Result<()> {
    let output: Box<dyn Write + Send> = match &settings.file_path {
        Some(path) => Box::new(File::options().create(true).append(true).open(path)?),
        None if settings.to_console => Box::new(io::stderr()),
        None => return Ok(()),
    };
    // The client has a level of its own, so all of its events are wanted here, and none of those
    // of other crates.
    let client = Targets::new().with_target("purecloud_platform_client_v2", LevelFilter::TRACE);
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(Mutex::new(output));
    match settings.format {
        LogFormat::Json => subscriber.json().finish().with(client).init(),
        LogFormat::Text => subscriber.finish().with(client).init(),
    }
    Ok(())
}
