//! What tests of providers and clients need: a clock to turn, a transport and a client to script, the suite that every provider runs.
//!
//! Behind the feature `testing`; not meant for production.

mod clock;
pub mod conformance;
mod execute;
mod transport;

pub use clock::ManualClock;
pub use execute::ScriptedClient;
pub use transport::{Gate, ScriptedTransport};
