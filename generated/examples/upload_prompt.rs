// features: client, architect
//! Sends the audio of a prompt to the address that the service hands out for it.
//!
//! ```text
//! cargo run --example upload_prompt --features architect -- PROMPT_ID en-us hello.wav
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::env;
use std::path::Path;

use purecloud_platform_client_v2::Client;
use purecloud_platform_client_v2::transfer::Progress;
use purecloud_platform_client_v2::transport::Body;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [prompt, language, file] = arguments.as_slice() else {
        return Err("usage: upload_prompt PROMPT_ID LANGUAGE FILE".into());
    };
    let told = |progress: Progress| println!("{} of {:?} bytes", progress.sent, progress.total);
    upload(&connect::client()?, prompt, language, file.as_ref(), told).await?;
    println!("{file} is sent. The service converts it now.");
    Ok(())
}

/// The address is elsewhere: it gets its own headers, and neither the token nor the headers of the
/// client.
pub async fn upload(
    client: &Client,
    prompt_id: &str,
    language: &str,
    path: &Path,
    told: impl Fn(Progress) + Send + Sync + 'static,
) -> Result<(), Box<dyn std::error::Error>> {
    let architect = client.architect();
    let call = architect.post_architect_prompt_resource_uploads(prompt_id, language);
    let place = call.send().await?;
    let url = place.url.ok_or("the service gave no address")?;
    // Read as it is sent, and again from the start if the connection breaks.
    let transfer = client.transfer().put(url).body(Body::from_file(path)?);
    let transfer = transfer.headers(place.headers.unwrap_or_default());
    transfer.on_progress(told).send().await?;
    Ok(())
}
