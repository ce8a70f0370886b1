//! API calls as values.

mod profile;
mod settings;

pub use profile::{Profile, Status, TenantProfile};
pub use settings::{PartnerSettings, Settings};
