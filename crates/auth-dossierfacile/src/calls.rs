//! API calls as values.

mod profile;
mod settings;

pub use profile::Profile;
pub use settings::{PartnerSettings, Settings};
