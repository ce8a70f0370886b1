//! The only place where clock, lock, task, transport and store meet.

mod draining;
mod flight;
mod landing;
#[cfg(shuttle)]
pub mod model;
mod parts;
mod renewing;
#[cfg(not(shuttle))]
mod runtime;
mod saving;
mod shell;
mod state;
mod sync;

pub(crate) use parts::Parts;
pub(crate) use shell::Shell;
pub use state::Status;
