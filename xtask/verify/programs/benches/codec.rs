//! Decoding and encoding a list of users: the models of the SDK against models with derives.

use std::hint::black_box;

use anyhow::{Result, ensure};
use bench_programs::{derived, sample, turns};
use criterion::{Criterion, Throughput};
use purecloud_platform_client_v2::error::Decoding;
use purecloud_platform_client_v2::models;
use purecloud_platform_client_v2::runtime::decode;
use purecloud_platform_client_v2::transport::{Headers, RawResponse};

/// So many users are a body of 5 MB.
const LARGE: usize = 3_900;

fn main() -> Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    for (size, users) in [("100", 100), ("5mb", LARGE)] {
        measure(&mut criterion, size, sample::listing(users).as_bytes())?;
    }
    // The SDK guesses that fields come in the order of the definition; here they do not.
    let sorted: serde_json::Value = serde_json::from_str(&sample::listing(100))?;
    measure_decoding(&mut criterion, "100-sorted", sorted.to_string().as_bytes())?;
    criterion.final_summary();
    Ok(())
}

fn measure(criterion: &mut Criterion, size: &str, body: &[u8]) -> Result<()> {
    let sdk: models::UserEntityListing = serde_json::from_slice(body)?;
    let derived: derived::UserEntityListing = serde_json::from_slice(body)?;
    let written = serde_json::to_vec(&sdk)?;
    ensure!(
        written == serde_json::to_vec(&derived)?
            && sdk == serde_json::from_slice(&written)?
            && derived == serde_json::from_slice(&written)?,
        "the two kinds of models do not hold the same: `cargo test` there tells where they differ"
    );
    measure_decoding(criterion, size, body)?;

    let by_derive = || serde_json::to_vec(black_box(&derived));
    let by_sdk = || serde_json::to_vec(black_box(&sdk));
    let name = format!("encode-{size}");
    let mut group = criterion.benchmark_group(&name);
    group.throughput(Throughput::Bytes(written.len() as u64));
    group.bench_function("derive", |bencher| bencher.iter(by_derive));
    group.bench_function("sdk", |bencher| bencher.iter(by_sdk));
    group.finish();
    turns::compare(&name, "sdk", by_sdk, by_derive)
}

fn measure_decoding(criterion: &mut Criterion, size: &str, body: &[u8]) -> Result<()> {
    let by_derive = || serde_json::from_slice::<derived::UserEntityListing>(black_box(body));
    let by_sdk = || serde_json::from_slice::<models::UserEntityListing>(black_box(body));
    // The way that the body of a call takes.
    let response = RawResponse::new(200, Headers::new(), body.to_owned());
    let by_response = || {
        let mut decoding = Decoding::default();
        decode::json::<models::UserEntityListing>(black_box(&response), &mut decoding)
    };

    let name = format!("decode-{size}");
    let mut group = criterion.benchmark_group(&name);
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("derive", |bencher| bencher.iter(by_derive));
    group.bench_function("sdk", |bencher| bencher.iter(by_sdk));
    group.bench_function("response", |bencher| bencher.iter(by_response));
    group.finish();
    turns::compare(&name, "sdk", by_sdk, by_derive)?;
    turns::compare(&name, "response", by_response, by_derive)
}
