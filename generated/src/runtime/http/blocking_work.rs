//! Runs blocking work, such as reading a file, outside of async tasks.

use std::io;

use tokio::runtime::Handle;

/// Runs blocking work: with `spawn_blocking` within a tokio runtime, and on the current thread
/// under any other executor.
///
/// # Errors
/// The errors of the work, or an error if it panics.
pub(crate) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    match Handle::try_current() {
        Ok(runtime) => runtime
            .spawn_blocking(work)
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error))),
        Err(_) => work(),
    }
}
