//! Who may call MyUnisoft's API.

use super::keys::{Key, Reach};
use super::refusal::Refusal;
use super::switches::Switches;
use super::{MyUnisoft, State};
use crate::call::{Authorization, Call};
use crate::generated::myunisoft::{DESCRIPTION, code, header};

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
            return Err(Refusal::token(code::ERR_INVALID_AUTH_HEADER, message));
        };
        if !self.0.signer.signed(token) {
            let message = "The token is not valid for this environment.";
            return Err(Refusal::token(code::ERR_INVALID_JWT, message));
        }
        let now = self.0.front.clock.now();
        let Some(key) = state.keys.get_mut(token) else {
            return Err(not_found(Reach::Society(0)));
        };
        if key.revoked || key.expires_at.is_some_and(|end| now >= end) {
            return Err(not_found(key.reach));
        }
        key.activated |= state.switches.activates;
        Ok((token, key.clone()))
    }

    fn check_partner(&self, switches: &Switches, call: &Call) -> Result<(), Refusal> {
        if switches.maintenance {
            let message = "The API is under maintenance.";
            return Err(Refusal::new(503, code::ERR_API_UNDER_MAINTENANCE, message));
        }
        let Some(secret) = call
            .header(header::X_THIRD_PARTY_SECRET)
            .filter(|secret| !secret.is_empty())
        else {
            let header = DESCRIPTION.spelled(header::X_THIRD_PARTY_SECRET);
            let message = format!("The header {header} is not set.");
            return Err(Refusal::token(code::ERR_SECRET_HEADER_NOT_SET, message));
        };
        if secret != self.partner_secret() {
            return Err(Refusal::token(
                code::ERR_INVALID_SECRET,
                "The third party secret is invalid.",
            ));
        }
        if !switches.secret_configured {
            let message = "The third party secret is not configured.";
            return Err(Refusal::token(code::ERR_SECRET_NOT_CONFIGURED, message));
        }
        if switches.suspended {
            let message = "The third party has been disconnected.";
            return Err(Refusal::forbidden(
                code::ERR_THIRD_PARTY_DISCONNECTED,
                message,
            ));
        }
        Ok(())
    }
}

fn not_found(reach: Reach) -> Refusal {
    let code = match reach {
        Reach::Firm(_) => code::ERR_FIRM_TOKEN_NOT_FOUND,
        Reach::Society(_) => code::ERR_API_TOKEN_NOT_FOUND,
        Reach::User(_) => code::ERR_USER_TOKEN_NOT_FOUND,
    };
    Refusal::token(
        code,
        "Unable to find the token. It has certainly expired or been revoked.",
    )
}
