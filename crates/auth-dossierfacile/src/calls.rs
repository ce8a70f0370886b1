//! API calls as values.

mod logout;
mod profile;
mod settings;

pub use logout::Logout;
pub use profile::Profile;
pub use settings::{PartnerSettings, Settings};
