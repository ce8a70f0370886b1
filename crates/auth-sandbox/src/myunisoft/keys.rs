//! What MyUnisoft knows about the keys and tokens it issued.

use time::OffsetDateTime;

use super::refusal::Refusal;
use super::{SECOND_SOCIETY, SOCIETY};
use crate::call::Call;
use crate::generated::myunisoft::{code, header};

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
    /// A person's token, for the making of keys.
    User(u64),
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
            Self::Firm(super::FIRM) | Self::User(super::FIRM) => vec![SOCIETY, SECOND_SOCIETY],
            Self::Firm(_) | Self::User(_) => Vec::new(),
        }
    }

    /// The firm.
    pub(super) fn firm(self) -> u64 {
        match self {
            Self::Society(_) => super::FIRM,
            Self::Firm(firm) | Self::User(firm) => firm,
        }
    }

    /// Refuses a person's token where a key is wanted.
    pub(super) fn of_a_key(self) -> Result<(), Refusal> {
        match self {
            Self::User(_) => Err(Refusal::token(
                code::ERR_INVALID_API_JWT,
                "The token is not one of a partner.",
            )),
            Self::Society(_) | Self::Firm(_) => Ok(()),
        }
    }

    /// The folders that a list is about: all, or the one that a firm's call names; a key of a folder ignores the header.
    pub(super) fn listed(self, call: &Call) -> Result<Vec<u64>, Refusal> {
        self.of_a_key()?;
        let named = match self {
            Self::Society(_) => None,
            Self::Firm(_) | Self::User(_) => named_society(call)?,
        };
        let mut societies = self.societies();
        societies.retain(|society| named.is_none_or(|named| named == *society));
        Ok(societies)
    }

    /// The folder a folder-level call is about: told by the key, or by `society-id`.
    pub(super) fn folder(self, call: &Call) -> Result<u64, Refusal> {
        self.of_a_key()?;
        if let Self::Society(society) = self {
            return Ok(society);
        }
        let society = named_society(call)?.ok_or_else(no_society)?;
        if self.societies().contains(&society) {
            return Ok(society);
        }
        Err(Refusal::new(
            403,
            code::DROIT1,
            "No access to this society.",
        ))
    }
}

/// What `society-id` names; empty, `undefined` and any other text than a number is refused.
fn named_society(call: &Call) -> Result<Option<u64>, Refusal> {
    if !call.headers.contains_key(header::SOCIETY_ID) {
        return Ok(None);
    }
    let id = call
        .header(header::SOCIETY_ID)
        .and_then(|id| id.parse().ok());
    id.map(Some).ok_or_else(no_society)
}

fn no_society() -> Refusal {
    let header = header::SOCIETY_ID;
    let message = format!("The {header} header is missing or is not a number.");
    Refusal::new(400, code::GBL10, message)
}
