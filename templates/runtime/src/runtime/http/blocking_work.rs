//! Work that blocks, such as reading a file, away from the threads of async tasks.
//!
//! It knows no file and no body.

use std::io;

use tokio::runtime::Handle;

/// Runs work that blocks. Within a tokio runtime it runs on a thread for such work; outside of
/// one, as under another executor, it runs here, since there is no other place.
///
/// # Errors
/// Those of the work, or if its thread ended before it.
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
