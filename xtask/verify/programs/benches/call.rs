//! One call after the other to a server on this machine: the SDK against reqwest alone.

use anyhow::Result;
use bench_programs::calls::{Bare, Sdk};
use bench_programs::{sample, server, turns};
use criterion::Criterion;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let address = server::start(sample::user(4).as_bytes())?;
    let (sdk, bare) = (Sdk::new(address)?, Bare::new(address)?);
    // A call that fails would be measured as a fast one.
    runtime.block_on(sdk.call())?;
    runtime.block_on(bare.call())?;

    let by_sdk = || runtime.block_on(sdk.call());
    let by_bare = || runtime.block_on(bare.call());
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("call");
    group.bench_function("sdk", |bencher| bencher.iter(by_sdk));
    group.bench_function("bare", |bencher| bencher.iter(by_bare));
    group.finish();
    criterion.final_summary();
    turns::compare("call", "sdk", by_sdk, by_bare)
}
