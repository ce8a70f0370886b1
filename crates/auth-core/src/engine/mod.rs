//! The only place where clock, lock, task, transport and store meet.

mod flight;
mod landing;
mod renewing;
mod runtime;
mod saving;
mod shell;
mod state;

pub(crate) use shell::{Parts, Shell};
pub use state::Status;
