//! What a run stands on: the imitations, their time, and the way to them.

use std::io;

use auth_all::{
    core::{Authenticator, Error, Provider},
    reqwest::HttpTransport,
};
use auth_sandbox::Sandbox;
use time::macros::datetime;

use super::clock::SandboxClock;

/// Why a row is not as it should be.
#[derive(Debug)]
pub(super) struct Problem(pub(super) String);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self(format!("sandbox: {error}"))
    }
}

/// Fails with what was found in place of what was expected.
pub(super) fn expect<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), Problem> {
    if found == expected {
        Ok(())
    } else {
        let problem = format!("{what}: {found:?} in place of {expected:?}");
        Err(Problem(problem))
    }
}

/// The imitations with a clock that only the run turns.
pub(super) struct Ground {
    pub(super) sandbox: Sandbox,
    transport: HttpTransport,
    clock: SandboxClock,
}

impl Ground {
    pub(super) async fn start(seed: u64) -> Result<Self, Problem> {
        let sandbox = Sandbox::builder().seed(seed).start().await?;
        // A day without a change of the hour: lifetimes are compared to the second.
        sandbox.clock().freeze();
        sandbox.clock().set(datetime!(2026-03-02 08:00 UTC));
        Ok(Self {
            transport: HttpTransport::builder().allow_loopback_http(true).build()?,
            clock: SandboxClock::new(sandbox.clock().clone()),
            sandbox,
        })
    }

    /// A connection that lives by the sandbox's time.
    pub(super) fn authenticator(&self, provider: impl Provider) -> Authenticator {
        Authenticator::builder(provider, self.transport.clone())
            .clock(self.clock.clone())
            .build()
    }
}
