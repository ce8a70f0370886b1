//! MyUnisoft, DossierFacile Connect, Sinao and Keyclic imitated on loopback, strict and with faults, for tests without a network.

mod answer;
mod call;
mod clock;
mod dossierfacile;
mod fault;
mod front;
mod gate;
mod imitation;
mod jwt;
mod keyclic;
mod myunisoft;
mod sandbox;
mod seed;
mod seen;
mod server;
mod sinao;
mod spoil;
mod tally;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use clock::Clock;
pub use dossierfacile::{DossierFacile, IpCheck};
pub use fault::{Fault, FaultKind, When};
pub use gate::Gate;
pub use keyclic::{ErrorFormat, Generation, Keyclic, TokenForm};
pub use myunisoft::{ErrorShape, ExpiresIn, MyUnisoft, RateHeaders};
pub use sandbox::{Origin, Sandbox, SandboxBuilder};
pub use seen::Seen;
pub use sinao::{RefreshWindow, SecondFactor, Sinao};

/// Every lock in this crate is held for a moment and never over a panic that matters.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
