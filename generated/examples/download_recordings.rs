// features: client, recording
//! Downloads the recordings of conversations: has them made ready, asks until they are, and fetches
//! each from the address that the service hands out.
//!
//! ```text
//! cargo run --example download_recordings --features recording -- FOLDER CONVERSATION_ID…
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use purecloud_platform_client_v2::Client;
use purecloud_platform_client_v2::models::{
    BatchDownloadJobResult, BatchDownloadJobSubmission, BatchDownloadRequest,
};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = env::args().skip(1);
    let folder = arguments
        .next()
        .ok_or("usage: download_recordings FOLDER CONVERSATION_ID…")?;
    let conversations: Vec<String> = arguments.collect();
    let client = connect::client()?;
    let wait = Duration::from_secs(5);
    for file in download(&client, &conversations, folder.as_ref(), wait).await? {
        println!("{}", file.display());
    }
    Ok(())
}

/// Gives back the files. A recording that cannot be downloaded is left out, with a line about it.
pub async fn download(
    client: &Client,
    conversations: &[String],
    folder: &Path,
    wait: Duration,
) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for recording in ready(client, conversations, wait).await? {
        let (Some(id), Some(url)) = (&recording.recording_id, &recording.result_url) else {
            eprintln!("{:?}: {:?}", recording.recording_id, recording.error_msg);
            continue;
        };
        let path = folder.join(id).with_extension("media");
        let download = client.transfer().get(url).download().await?;
        // A download that breaks off goes on, and the file has its name when it is complete.
        download.save(&path).await?;
        files.push(path);
    }
    Ok(files)
}

async fn ready(
    client: &Client,
    conversations: &[String],
    wait: Duration,
) -> Result<Vec<BatchDownloadJobResult>, Failure> {
    let wanted = conversations.iter();
    let wanted = wanted.map(|id| BatchDownloadRequest::new().conversation_id(id));
    let wanted = BatchDownloadJobSubmission::new(wanted.collect());
    let recording = client.recording();
    let job = recording
        .post_recording_batchrequests(wanted)
        .send()
        .await?;
    let job = job.id.ok_or("the service began no job")?;
    loop {
        let state = recording.get_recording_batchrequest(&job).send().await?;
        if state.result_count.is_some() && state.result_count == state.expected_result_count {
            return Ok(state.results.unwrap_or_default());
        }
        tokio::time::sleep(wait).await;
    }
}
