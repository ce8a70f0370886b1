//! API calls as values.

mod document;
mod logout;
mod profile;
mod refused;
mod settings;
mod tenant;
mod tenants;

pub use document::{Pdf, ReadDocument};
pub use logout::Logout;
pub use profile::Profile;
pub use settings::{ChangeSettings, PartnerSettings, Settings};
pub use tenant::{Lookup, ReadTenant, look_up};
pub use tenants::ListedTenant;
pub(crate) use tenants::{ListTenants, Page};
