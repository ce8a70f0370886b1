//! Typed API calls of Sinao's authentication pages, as values for a client to execute.

mod account;
mod keys;
mod second_factor;
mod session;

pub use account::{ChangePassword, Register, SendPassword};
pub use keys::{ApiKeys, ApplicationKey, CreateApiKey, DeleteApiKey};
pub use second_factor::SendSecondFactor;
pub use session::{Logout, Me, User, log_out};
