//! The only place where clock, lock, task, transport and store meet.

mod flight;
mod landing;
mod parts;
mod renewing;
mod runtime;
mod saving;
mod shell;
mod state;

pub(crate) use parts::Parts;
pub(crate) use shell::Shell;
pub use state::Status;
