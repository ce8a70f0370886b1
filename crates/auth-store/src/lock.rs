//! One process at a time, for a moment: locks that the system takes away from who dies.

use std::{
    io, thread,
    time::{Duration, Instant},
};

use rustix::{
    fd::{AsFd, BorrowedFd},
    fs::{FlockOperation, flock},
    io::Errno,
};

/// How long to wait for the others; they hold it for the time of a write. Less than the engine waits for a store.
const PATIENCE: Duration = Duration::from_millis(1500);
const SHORTEST: Duration = Duration::from_micros(200);
/// The gaps between two writes of a busy process are short.
const LONGEST: Duration = Duration::from_millis(1);

/// An open file or directory that is locked until this is dropped.
///
/// The lock belongs to the open file: two that opened it exclude each other, in one process too; two holders of one
/// descriptor do not.
#[derive(Debug)]
pub(crate) struct Locked<'a>(BorrowedFd<'a>);

/// Locks `file` against everybody else who does so. Blocks, for 1.5 seconds at most.
///
/// It asks again and again instead of queueing with the system, since that would block for as long as a stopped process
/// pleases.
///
/// # Errors
/// [`io::ErrorKind::TimedOut`] when others hold it all that time.
pub(crate) fn lock(file: &impl AsFd) -> io::Result<Locked<'_>> {
    let file = file.as_fd();
    let start = Instant::now();
    let mut pause = SHORTEST;
    loop {
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(Locked(file)),
            Err(Errno::WOULDBLOCK) if start.elapsed() > PATIENCE => {
                return Err(io::ErrorKind::TimedOut.into());
            }
            Err(Errno::WOULDBLOCK) => {
                thread::sleep(pause);
                pause = (2 * pause).min(LONGEST);
            }
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        // Cannot fail for an open file that is locked; if it did, closing it would do.
        let _ = flock(self.0, FlockOperation::Unlock);
    }
}
