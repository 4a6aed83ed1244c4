// features: client
//! Runs an analytics job for yesterday's conversations: submit, poll, read the results by cursor. Raw calls
//! reach endpoints that this crate has no method for.
//!
//! ```text
//! cargo run --example analytics_job
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use purecloud_platform_client_v2::paging::{PageEnd, PageStyle, Paging};
use purecloud_platform_client_v2::request::Method;
use purecloud_platform_client_v2::{Client, Error};
use serde_json::{Value, json};

const JOBS: &str = "/api/v2/analytics/conversations/details/jobs";
const JOB: &str = "/api/v2/analytics/conversations/details/jobs/{jobId}";
const RESULTS: &str = "/api/v2/analytics/conversations/details/jobs/{jobId}/results";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect::client()?;
    let interval = "2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z";
    let count = count_conversations(&client, interval).await?;
    println!("{count} conversations");
    Ok(())
}

pub async fn count_conversations(
    client: &Client,
    interval: &str,
) -> Result<usize, Box<dyn std::error::Error>> {
    let query = json!({ "interval": interval });
    let submitted: Value = client.raw(Method::Post, JOBS).json(&query).send().await?;
    let id = submitted["jobId"].as_str().ok_or("the job has no id")?;

    // The waits between two requests grow from 1 to 30 seconds, for 15 minutes at most.
    let job = client
        .raw(Method::Get, JOB)
        .path("jobId", id)
        .call::<Value>();
    let job = job.poll_until(|job| !is_running(job)).await?;
    if job["state"] != "FULFILLED" {
        return Err(format!("the job ended as {}", job["state"]).into());
    }
    Ok(read_results(client, id).await?)
}

fn is_running(job: &Value) -> bool {
    matches!(job["state"].as_str(), Some("QUEUED" | "PENDING"))
}

async fn read_results(client: &Client, id: &str) -> Result<usize, Error> {
    let by_cursor = Paging {
        style: PageStyle::Token {
            parameter: "cursor",
            token: &["cursor"],
        },
        items: "conversations",
        end: PageEnd::NONE,
    };
    let results = client.raw(Method::Get, RESULTS).path("jobId", id);
    let mut conversations = results
        .query("pageSize", 1000)
        .into_stream::<Value>(by_cursor);
    let mut count = 0;
    while conversations.try_next().await?.is_some() {
        count += 1;
    }
    Ok(count)
}
