//! Client authentication at the token endpoint.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::oauth_error::OauthError;
use super::{CLIENT_ID, DossierFacile};
use crate::call::{Authorization, Call, Fields};
use crate::generated::dossierfacile::code;
use crate::lock;

const REFUSED: &str = "Invalid client or Invalid client credentials";

impl DossierFacile {
    /// Authenticates the client by Basic or by `client_id` and `client_secret` in the form
    /// (RFC 6749 §2.3.1); no other names are read.
    pub(super) fn authenticate_client(&self, call: &Call, form: &Fields) -> Result<(), OauthError> {
        let named = form.value("client_id").map(str::to_owned);
        let (id, secret) = match call.authorization() {
            Authorization::Basic(credentials) => {
                let (id, secret) = basic(credentials).ok_or(OauthError::new(
                    401,
                    code::INVALID_CLIENT,
                    REFUSED,
                ))?;
                if named.is_some_and(|named| named != id) {
                    return Err(OauthError::new(401, code::INVALID_CLIENT, REFUSED));
                }
                (Some(id), Some(secret))
            }
            _ => (named, form.value("client_secret").map(str::to_owned)),
        };
        let disabled = lock(&self.0.state).switches.client_disabled;
        if id.as_deref() != Some(CLIENT_ID) || disabled {
            return Err(OauthError::new(401, code::INVALID_CLIENT, REFUSED));
        }
        if secret.as_deref() != Some(self.client_secret()) {
            return Err(OauthError::new(401, code::UNAUTHORIZED_CLIENT, REFUSED));
        }
        Ok(())
    }
}

/// Both halves were form-encoded before they were joined.
fn basic(credentials: &str) -> Option<(String, String)> {
    let joined = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let decoded = |half: &str| {
        let spaced = half.replace('+', " ");
        percent_decode_str(&spaced)
            .decode_utf8()
            .map(std::borrow::Cow::into_owned)
            .ok()
    };
    Some((decoded(id)?, decoded(secret)?))
}
