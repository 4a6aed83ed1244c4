// features: client, testing
//! The example `analytics_job` against a fake service.

#[path = "../examples/analytics_job.rs"]
#[allow(dead_code, reason = "the test calls a part of the example")]
mod analytics_job;

use purecloud_platform_client_v2::testing::{FakeService, Reply, When};
use purecloud_platform_client_v2::{Client, Region};
use serde_json::json;

const JOBS: &str = "/api/v2/analytics/conversations/details/jobs";

fn service(last_state: &str) -> FakeService {
    let service = FakeService::new();
    service.reply(When::post(JOBS), Reply::json(json!({ "jobId": "j1" })));
    let job = When::get(format!("{JOBS}/j1"));
    service.reply_once(job.clone(), Reply::json(json!({ "state": "QUEUED" })));
    service.reply(job, Reply::json(json!({ "state": last_state })));
    let results = When::get(format!("{JOBS}/j1/results"));
    let first = json!({ "conversations": [{}, {}], "cursor": "c2" });
    service.reply(results.clone(), Reply::json(first));
    let second = json!({ "conversations": [{}] });
    service.reply(results.query("cursor", "c2"), Reply::json(second));
    service
}

async fn count(service: &FakeService) -> Result<usize, String> {
    let builder = Client::builder().region(Region::EuWest1).access_token("t");
    let client = builder.transport(service.clone()).build().unwrap();
    let interval = "2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z";
    let count = analytics_job::count_conversations(&client, interval).await;
    count.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_job_is_submitted_polled_and_read() {
    let fulfilled = service("FULFILLED");
    assert_eq!(count(&fulfilled).await, Ok(3));
    assert_eq!(fulfilled.calls().len(), 5);
    let failed = service("FAILED");
    let error = count(&failed).await.unwrap_err();
    assert!(error.contains("FAILED"), "{error}");
}
