//! One job, as often as is asked for, for counters of instructions, which are the same from run to run
//! where times are not:
//!
//! ```sh
//! valgrind --tool=cachegrind --cache-sim=no repeat decode-sdk 100
//! ```
//!
//! `serve` prints the address that `call-sdk` and `call-bare` take, so that the server is not counted.
//! Two runs of different counts tell what a single job costs. Knows nothing of what the jobs are made of.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bench_programs::calls::{Bare, Sdk};
use bench_programs::{derived, details, sample, server, tree};
use purecloud_platform_client_v2::models;
use purecloud_platform_client_v2::transport::{
    Headers, HttpRequest, RawResponse, SleepFuture, Transport, TransportFuture,
};
use serde::de::DeserializeOwned;

/// The bytes of an upload: 16 MiB.
const UPLOAD: usize = 16 << 20;

/// A transport without a network: each request gets the same response.
struct Offline(Vec<u8>);

impl Transport for Offline {
    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        let mut headers = Headers::new();
        headers.append("content-type", "application/json");
        let response = RawResponse::new(200, headers, self.0.clone());
        Box::pin(std::future::ready(Ok(response)))
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut arguments = arguments.iter().map(String::as_str);
    let job = arguments.next().context("repeat JOB COUNT [ADDRESS]")?;
    let user = sample::user(4);
    if job == "serve" {
        println!("{}", server::start(user.as_bytes())?);
        loop {
            std::thread::park();
        }
    }
    let count: usize = arguments.next().context("a count")?.parse()?;
    let address = arguments.next().map(str::parse::<SocketAddr>).transpose()?;
    let address = || address.context("an address, which `repeat serve` prints");
    let listing = sample::listing(100);
    let sorted = || serde_json::from_str::<serde_json::Value>(&listing).map(|it| it.to_string());
    match job {
        "decode-sdk" => decode::<models::UserEntityListing>(count, &listing),
        "decode-derive" => decode::<derived::UserEntityListing>(count, &listing),
        "decode-sorted-sdk" => decode::<models::UserEntityListing>(count, &sorted()?),
        "decode-sorted-derive" => decode::<derived::UserEntityListing>(count, &sorted()?),
        "decode-details-sdk" => {
            decode::<models::AnalyticsUserDetailsQueryResponse>(count, &details::listing(100))
        }
        "decode-details-derive" => {
            decode::<details::DetailsResponse>(count, &details::listing(100))
        }
        "decode-tree-sdk" => decode::<tree::Condition>(count, &tree::sample(8)),
        "decode-tree-derive" => decode::<tree::Derived>(count, &tree::sample(8)),
        // The bytes that are allocated tell whether a body is copied: `valgrind --tool=dhat`.
        "upload-offline" => {
            let sdk = Sdk::through(Offline(user.into_bytes()))?;
            call(count, async || sdk.upload(vec![7; UPLOAD]).await)
        }
        "call-offline" => {
            let sdk = Sdk::through(Offline(user.into_bytes()))?;
            call(count, async || sdk.call().await)
        }
        "call-sdk" => {
            let sdk = Sdk::new(address()?)?;
            call(count, async || sdk.call().await)
        }
        "call-bare" => {
            let bare = Bare::new(address()?)?;
            call(count, async || bare.call().await)
        }
        _ => bail!("there is no job `{job}`"),
    }
}

fn decode<T: DeserializeOwned>(count: usize, body: &str) -> Result<()> {
    for _ in 0..count {
        black_box(serde_json::from_slice::<T>(black_box(body.as_bytes()))?);
    }
    Ok(())
}

fn call<T>(count: usize, call: impl AsyncFn() -> Result<T>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        for _ in 0..count {
            black_box(call().await?);
        }
        Ok(())
    })
}
