//! Throw-away servers and a network that fails, for tests of stores: real processes, on loopback, gone with their value.
//!
//! ```no_run
//! # use auth_store::testing::{self, Proxy, Redis};
//! # fn test() -> std::io::Result<()> {
//! let Some(redis) = testing::found(Redis::start()) else {
//!     return Ok(()); // it said `not run: redis-server not found`
//! };
//! let proxy = Proxy::before(redis.address())?;
//! // … a store that connects to `proxy.address()` …
//! proxy.cut();
//! # Ok(())
//! # }
//! ```

mod postgres;
mod process;
mod proxy;
mod redis;

use std::{fmt, io, io::Write as _};

pub use postgres::Postgres;
pub use proxy::Proxy;
pub use redis::Redis;

/// Why a server is not there.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotStarted {
    /// Its program, of this name, is not installed.
    NotFound(&'static str),
    /// It did not start, or the machine did not let it.
    Failed(String),
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(name) => write!(f, "{name} not found"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for NotStarted {}

impl From<io::Error> for NotStarted {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// The server, or `None` and a line `not run: … not found` where its program is not installed: the test ends there.
///
/// # Panics
/// When the server is there and does not start, and when `CI` is set, where nothing may be left out.
pub fn found<T>(started: Result<T, NotStarted>) -> Option<T> {
    match started {
        Ok(server) => Some(server),
        Err(missing @ NotStarted::NotFound(_)) if std::env::var_os("CI").is_none() => {
            // Past the capture of tests that pass: what was left out is to be seen.
            drop(writeln!(io::stderr(), "not run: {missing}"));
            None
        }
        Err(error) => panic!("{error}"),
    }
}
