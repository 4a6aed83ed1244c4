//! 10,000 calls at 64 at a time to a server on this machine, by `sdk` or by `bare` reqwest: how many
//! fail, how long they take, and whether memory grows. Prints JSON.

use std::fs;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Result, bail};
use bench_programs::calls::{Bare, Sdk};
use bench_programs::{sample, server};
use serde_json::json;

const CALLS: u64 = 10_000;
const AT_ONCE: u64 = 64;

/// After so many calls every connection is open and every buffer has its size.
const EARLY: u64 = CALLS / 10;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let address = server::start(sample::user(4).as_bytes())?;
    let who = std::env::args().nth(1).unwrap_or_default();
    match who.as_str() {
        "sdk" => {
            let caller = Sdk::new(address)?;
            let call = move || {
                let caller = caller.clone();
                async move { caller.call().await.is_ok() }
            };
            run(&who, call).await
        }
        "bare" => {
            let caller = Bare::new(address)?;
            let call = move || {
                let caller = caller.clone();
                async move { caller.call().await.is_ok() }
            };
            run(&who, call).await
        }
        _ => bail!("give `sdk` or `bare`"),
    }
}

/// Makes the calls, each worker one after the other, and prints what came of them.
async fn run<C, F>(who: &str, call: C) -> Result<()>
where
    C: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = bool> + Send,
{
    let counts = Arc::new(Counts::default());
    let start = Instant::now();
    let mut workers = Vec::new();
    for _ in 0..AT_ONCE {
        let (counts, call) = (Arc::clone(&counts), call.clone());
        workers.push(tokio::spawn(async move {
            loop {
                let number = counts.begun.fetch_add(1, Ordering::Relaxed);
                if number >= CALLS {
                    return;
                }
                if number == EARLY {
                    counts
                        .early_peak
                        .store(peak().unwrap_or(0), Ordering::Relaxed);
                }
                if !call().await {
                    counts.errors.fetch_add(1, Ordering::Relaxed);
                }
            }
        }));
    }
    for worker in workers {
        worker.await?;
    }
    let early_peak = counts.early_peak.load(Ordering::Relaxed);
    let facts = json!({
        "who": who,
        "calls": CALLS,
        "atOnce": AT_ONCE,
        "errors": counts.errors.load(Ordering::Relaxed),
        "seconds": start.elapsed().as_secs_f64(),
        "earlyPeak": (early_peak > 0).then_some(early_peak),
        "finalPeak": peak(),
    });
    println!("{facts}");
    Ok(())
}

#[derive(Default)]
struct Counts {
    begun: AtomicU64,
    errors: AtomicU64,
    early_peak: AtomicU64,
}

/// The most memory that this process has had at once, in bytes, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
