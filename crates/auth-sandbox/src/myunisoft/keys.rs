//! What MyUnisoft knows about the keys and tokens it issued.

use time::OffsetDateTime;

use super::refusal::{Class, Refusal};
use super::{MyUnisoft, SECOND_SOCIETY, SOCIETY, State};
use crate::call::{Authorization, Call};
use crate::lock;

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
                Class::Fixed(400),
                "GBL10",
                "The society-id header is missing or is not a number.",
            )
        })?;
        if self.societies().contains(&society) {
            return Ok(society);
        }
        Err(Refusal::new(
            Class::Fixed(403),
            "DROIT1",
            "No access to this society.",
        ))
    }
}

impl MyUnisoft {
    /// Checks the partner secret and the key, in this order, and gives back the key's text.
    pub(super) fn admit<'a>(
        &self,
        state: &mut State,
        call: &'a Call,
    ) -> Result<(&'a str, Key), Refusal> {
        let switches = &state.switches;
        if switches.maintenance {
            return Err(Refusal::new(
                Class::Fixed(503),
                "ERR-API-UNDER-MAINTENANCE",
                "The API is under maintenance.",
            ));
        }
        let token_error = |code, message| Refusal::new(Class::Token, code, message);
        match call.header("x-third-party-secret") {
            None | Some("") => {
                return Err(token_error(
                    "ERR-SECRET-HEADER-NOT-SET",
                    "The header X-Third-Party-Secret is not set.",
                ));
            }
            Some(secret) if secret != self.partner_secret() => {
                return Err(token_error(
                    "ERR-INVALID-SECRET",
                    "The third party secret is invalid.",
                ));
            }
            Some(_) if !switches.secret_configured => {
                return Err(token_error(
                    "ERR-SECRET-NOT-CONFIGURED",
                    "The third party secret is not configured.",
                ));
            }
            Some(_) => {}
        }
        if switches.suspended {
            let message = "The third party has been disconnected: sandbox drill.";
            return Err(Refusal::new(
                Class::Forbidden,
                "ERR-THIRD-PARTY-DISCONNECTED",
                message,
            ));
        }
        let Authorization::Bearer(token) = call.authorization() else {
            return Err(token_error(
                "ERR-INVALID-AUTH-HEADER",
                "The Authorization header must be a Bearer token.",
            ));
        };
        if !self.0.signer.signed(token) {
            return Err(token_error(
                "ERR-INVALID-JWT",
                "The token is not valid for this environment.",
            ));
        }
        let now = self.0.front.clock.now();
        let key = state
            .keys
            .get_mut(token)
            .filter(|key| !key.revoked && key.expires_at.is_none_or(|end| now < end));
        let Some(key) = key else {
            return Err(not_found(state, token));
        };
        key.activated = true;
        lock(&self.0.front.tally).accept(token);
        Ok((token, key.clone()))
    }
}

fn not_found(state: &State, token: &str) -> Refusal {
    let code = match state.keys.get(token).map(|key| key.reach) {
        Some(Reach::Firm(_)) => "ERR-FIRM-TOKEN-NOT-FOUND",
        Some(Reach::Society(_)) | None => "ERR-API-TOKEN-NOT-FOUND",
    };
    Refusal::new(
        Class::Token,
        code,
        "Unable to find the token. It has certainly expired or been revoked.",
    )
}
