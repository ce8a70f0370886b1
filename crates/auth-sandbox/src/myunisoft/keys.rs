//! What MyUnisoft knows about the keys and tokens it issued.

use time::OffsetDateTime;

use super::refusal::Refusal;
use super::{SECOND_SOCIETY, SOCIETY};
use crate::call::Call;

#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) reach: Reach,
    pub(super) activated: bool,
    pub(super) revoked: bool,
    /// None for a partner key, which has no end.
    pub(super) expires_at: Option<OffsetDateTime>,
}

/// Which folders a key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Society(u64),
    Firm(u64),
}

impl Key {
    pub(super) fn pending(reach: Reach) -> Self {
        Self {
            reach,
            activated: false,
            revoked: false,
            expires_at: None,
        }
    }

    pub(super) fn until(reach: Reach, expires_at: OffsetDateTime) -> Self {
        Self {
            reach,
            activated: true,
            revoked: false,
            expires_at: Some(expires_at),
        }
    }
}

impl Reach {
    /// The folders, in the order of their ids.
    pub(super) fn societies(self) -> Vec<u64> {
        match self {
            Self::Society(society) => vec![society],
            Self::Firm(super::FIRM) => vec![SOCIETY, SECOND_SOCIETY],
            Self::Firm(_) => Vec::new(),
        }
    }

    /// The folder a folder-level call is about: told by the key, or by `society-id`.
    pub(super) fn folder(self, call: &Call) -> Result<u64, Refusal> {
        if let Self::Society(society) = self {
            return Ok(society);
        }
        let named = call.header("society-id").and_then(|id| id.parse().ok());
        let society = named.ok_or_else(|| {
            Refusal::new(
                400,
                "GBL10",
                "The society-id header is missing or is not a number.",
            )
        })?;
        if self.societies().contains(&society) {
            return Ok(society);
        }
        Err(Refusal::new(403, "DROIT1", "No access to this society."))
    }
}
