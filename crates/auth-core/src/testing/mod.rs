//! What tests of providers, clients and stores need: a clock to turn, a transport and a client to script, the suites that
//! every provider and every store runs.
//!
//! Behind the feature `testing`; not meant for production.

mod clock;
pub mod conformance;
mod execute;
pub mod store;
mod transport;

pub use clock::ManualClock;
pub use execute::ScriptedClient;
pub use transport::{Gate, ScriptedTransport};
