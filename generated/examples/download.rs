// features: client, downloads
//! Saves a download in a file, piece by piece as it arrives.
//!
//! ```text
//! cargo run --example download --features downloads -- DOWNLOAD_ID FILE
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::env;
use std::path::Path;
use std::time::Duration;

use purecloud_platform_client_v2::Client;

/// For the beginning of the response and for each piece, not for the whole.
const TIMEOUT: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(id), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: download DOWNLOAD_ID FILE".into());
    };
    let length = save(&connect::client()?, &id, file.as_ref()).await?;
    println!("{file} has {length} bytes.");
    Ok(())
}

/// Gives back how many bytes there were.
pub async fn save(
    client: &Client,
    download_id: &str,
    path: &Path,
) -> Result<u64, Box<dyn std::error::Error>> {
    let call = client.downloads().get_download(download_id);
    // The service redirects to a signed address elsewhere. It is followed, without the token.
    let download = call.timeout(TIMEOUT).download().await?;
    // A body that breaks off goes on where it did, and the file has its name when it is complete.
    Ok(download.save(path).await?)
}
