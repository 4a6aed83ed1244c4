//! Two jobs that take turns, so that whatever else the machine does meets both: on a busy machine
//! the times of either alone move by more than what there is to compare. Knows no job.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How long the turns of a pair go on.
const TIME: Duration = Duration::from_secs(3);

/// Compares a function of a group of criterion with another, and writes the ratio of their median
/// times beside criterion's own figures of the group: below 1, the first is the faster one.
///
/// # Errors
/// If the file cannot be written.
pub fn compare<A, B>(
    group: &str,
    function: &str,
    mut first: impl FnMut() -> A,
    mut second: impl FnMut() -> B,
) -> Result<()> {
    let mut times = (Vec::new(), Vec::new());
    let start = Instant::now();
    while start.elapsed() < TIME {
        // Neither is always the one that finds what the other left in the caches.
        times.0.push(timed(&mut first));
        times.1.push(timed(&mut second));
        times.1.push(timed(&mut second));
        times.0.push(timed(&mut first));
    }
    let ratio = median(times.0) / median(times.1);
    println!("{group}/{function}: {ratio:.3} times as long, by turns");
    let home = std::env::var_os("CRITERION_HOME");
    let folder = home.map_or_else(|| PathBuf::from("target/criterion"), PathBuf::from);
    let folder = folder.join(group).join(function);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let path = folder.join("ratio.json");
    fs::write(&path, ratio.to_string()).with_context(|| path.display().to_string())
}

/// The time of a job, with that of dropping what it gives back.
fn timed<T>(job: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    drop(std::hint::black_box(job()));
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    let middle = times.get(times.len() / 2).copied();
    middle.unwrap_or_default().as_secs_f64()
}
