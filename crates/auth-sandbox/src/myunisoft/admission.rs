//! Who may call MyUnisoft's API.

use super::keys::{Key, Reach};
use super::refusal::Refusal;
use super::switches::Switches;
use super::{MyUnisoft, State};
use crate::call::{Authorization, Call};

impl MyUnisoft {
    /// Checks the integration first, then the key: the order tells a partner's trouble from a
    /// customer's.
    pub(super) fn admit<'a>(
        &self,
        state: &mut State,
        call: &'a Call,
    ) -> Result<(&'a str, Key), Refusal> {
        self.check_partner(&state.switches, call)?;
        let Authorization::Bearer(token) = call.authorization() else {
            let message = "The Authorization header must be a Bearer token.";
            return Err(Refusal::token("ERR-INVALID-AUTH-HEADER", message));
        };
        if !self.0.signer.signed(token) {
            let message = "The token is not valid for this environment.";
            return Err(Refusal::token("ERR-INVALID-JWT", message));
        }
        let now = self.0.front.clock.now();
        let Some(key) = state.keys.get_mut(token) else {
            return Err(not_found(Reach::Society(0)));
        };
        if key.revoked || key.expires_at.is_some_and(|end| now >= end) {
            return Err(not_found(key.reach));
        }
        key.activated = true;
        Ok((token, key.clone()))
    }

    fn check_partner(&self, switches: &Switches, call: &Call) -> Result<(), Refusal> {
        if switches.maintenance {
            let message = "The API is under maintenance.";
            return Err(Refusal::new(503, "ERR-API-UNDER-MAINTENANCE", message));
        }
        let Some(secret) = call
            .header("x-third-party-secret")
            .filter(|secret| !secret.is_empty())
        else {
            let message = "The header X-Third-Party-Secret is not set.";
            return Err(Refusal::token("ERR-SECRET-HEADER-NOT-SET", message));
        };
        if secret != self.partner_secret() {
            return Err(Refusal::token(
                "ERR-INVALID-SECRET",
                "The third party secret is invalid.",
            ));
        }
        if !switches.secret_configured {
            let message = "The third party secret is not configured.";
            return Err(Refusal::token("ERR-SECRET-NOT-CONFIGURED", message));
        }
        if switches.suspended {
            let message = "The third party has been disconnected.";
            return Err(Refusal::forbidden("ERR-THIRD-PARTY-DISCONNECTED", message));
        }
        Ok(())
    }
}

fn not_found(reach: Reach) -> Refusal {
    let code = match reach {
        Reach::Firm(_) => "ERR-FIRM-TOKEN-NOT-FOUND",
        Reach::Society(_) => "ERR-API-TOKEN-NOT-FOUND",
    };
    Refusal::token(
        code,
        "Unable to find the token. It has certainly expired or been revoked.",
    )
}
