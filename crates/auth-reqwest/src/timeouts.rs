//! How long each phase of a request may take.

use std::time::Duration;

use auth_core::Error;

/// The longest time for each phase of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// Name resolution, TCP and TLS.
    pub(crate) connect: Duration,
    /// Between two reads, the first of which waits for the head of the answer.
    pub(crate) read: Duration,
    /// From the first byte sent to the last one read.
    pub(crate) total: Duration,
}

impl Timeouts {
    /// Refuses times under which a request that never left could not be told from one that did.
    pub(crate) fn check(self) -> Result<Self, Error> {
        if self.connect.is_zero() {
            return Err(Error::configuration("connect_timeout", "it is zero"));
        }
        if self.connect >= self.read || self.connect >= self.total {
            return Err(Error::configuration(
                "connect_timeout",
                "it must be shorter than read_timeout and timeout, \
                 or a request that never left looks like one that was not answered",
            ));
        }
        Ok(self)
    }
}
