//! Work that blocks, away from the thread on which exchanges run.

use auth_core::{Error, ErrorKind};
use tokio::task::spawn_blocking;

/// Does `work` on a thread of the runtime for such; it goes on to its end when nobody waits for it any more.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    spawn_blocking(work).await.map_err(|_| {
        Error::new(
            ErrorKind::Store,
            "the runtime ended before the store's work did",
        )
        .advise("keep the runtime until the store is no longer used")
    })?
}
