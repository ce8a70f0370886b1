//! Authorizations that a person has not finished yet, and what brings them to an end.

mod begin_again;
mod kept;
mod sealed;

use std::fmt;

use auth_core::{AuthorizationCodeGrant, CodeVerifier, Error, Grant};
use oauth2::CsrfToken;

pub use begin_again::BeginAgain;
pub use kept::PendingAuthorizations;
pub use sealed::SealedAuthorization;

use crate::callback::Callback;

/// An authorization that a person has not finished yet.
///
/// Used once, by [`PendingAuthorization::sign_in`] or [`PendingAuthorization::finish`]. Keep it for hours: a person without an
/// account creates one on the way, and confirms an e-mail address. [`PendingAuthorizations`] keeps it in memory,
/// [`DossierFacile::seal`](crate::DossierFacile::seal) makes it a value for a store of yours.
pub struct PendingAuthorization {
    pub(crate) state: CsrfToken,
    pub(crate) nonce: CsrfToken,
    pub(crate) code_verifier: CodeVerifier,
    pub(crate) redirect_uri: String,
    pub(crate) issuer: String,
    pub(crate) issuer_names_itself: bool,
    pub(crate) login_hint: Option<String>,
}

impl PendingAuthorization {
    /// The state of the authorization request: a store of yours may key its pending authorizations by it.
    ///
    /// That alone is no protection: the entry is also bound to the session of the browser that was redirected, or somebody
    /// else's account may be linked to this person's.
    pub fn state(&self) -> &str {
        self.state.secret()
    }

    /// Turns the callback into a grant for one exchange. `callback_url` is the whole URL, or its path and query.
    ///
    /// State is compared in constant time; `iss` is compared when present, and required where discovery announced it
    /// (RFC 9207 §2.4). Unknown parameters are ignored.
    ///
    /// # Errors
    /// [`ErrorKind::SignInRequired`](auth_core::ErrorKind::SignInRequired) when the callback belongs to another request, or
    /// when the person did not sign in or consent: begin again. [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration)
    /// when the client or its scopes are refused or another issuer answered: the operator.
    /// [`ErrorKind::Unavailable`](auth_core::ErrorKind::Unavailable): wait, then begin again. The code was not exchanged.
    pub fn finish(self, callback_url: &str) -> Result<Grant, Error> {
        let callback = Callback::read(callback_url)?;
        callback.check_state(&self.state)?;
        callback.check_issuer(&self.issuer, self.issuer_names_itself)?;
        let grant = AuthorizationCodeGrant::new(callback.into_code()?, self.redirect_uri)
            .with_code_verifier(self.code_verifier)
            .with_nonce(self.nonce.into_secret());
        Ok(Grant::AuthorizationCode(grant))
    }
}

impl fmt::Debug for PendingAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingAuthorization([redacted])")
    }
}
