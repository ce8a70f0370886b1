//! The descriptions of all providers, for imitations that are driven by data.

use crate::description::Description;

/// Every described provider.
pub(crate) const ALL: &[&Description] = &[];
