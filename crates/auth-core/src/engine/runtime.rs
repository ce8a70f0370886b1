//! The thread on which exchanges run, so that no caller's runtime can take one down with it.

use std::{
    future::{Future, pending},
    io,
    sync::{Mutex, OnceLock, PoisonError, mpsc},
    thread,
    time::Duration,
};

use tokio::{
    runtime::{Builder, Handle},
    time::timeout,
};

use crate::{Delivery, Error, ErrorKind};

static FLIGHTS: OnceLock<Handle> = OnceLock::new();
static STARTING: Mutex<()> = Mutex::new(());

/// Waits for `time`, or until there is a hurry.
pub(super) async fn pause(time: Duration, hurry: impl Future) {
    drop(timeout(time, hurry).await);
}

/// The runtime that was chosen for exchanges, or the process's own.
pub(super) fn exchanges(chosen: Option<&Handle>) -> Result<Handle, Error> {
    chosen.cloned().map_or_else(flights, Ok)
}

/// The process-wide runtime of exchanges, started at first use and never stopped.
fn flights() -> Result<Handle, Error> {
    if let Some(handle) = FLIGHTS.get() {
        return Ok(handle.clone());
    }
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = FLIGHTS.get() {
        return Ok(handle.clone());
    }
    let handle = start().map_err(|error| {
        Error::new(
            ErrorKind::Internal,
            format!("no thread for exchanges: {}", error.kind()),
        )
        .advise("raise the process's limit of threads")
        .delivered(Delivery::NotDelivered)
    })?;
    Ok(FLIGHTS.get_or_init(|| handle).clone())
}

fn start() -> io::Result<Handle> {
    let (ready, started) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("auth-flight".into())
        .spawn(
            move || match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    if ready.send(Ok(runtime.handle().clone())).is_ok() {
                        runtime.block_on(pending::<()>());
                    }
                }
                Err(error) => drop(ready.send(Err(error))),
            },
        )?;
    started
        .recv()
        .unwrap_or_else(|_| Err(io::ErrorKind::BrokenPipe.into()))
}
