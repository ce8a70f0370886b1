//! A pending authorization as one value, for a store of the application's own.

use std::fmt;

use auth_core::{CodeVerifier, ExposeSecret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use oauth2::CsrfToken;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use super::{BeginAgain, PendingAuthorization};
use crate::DossierFacile;

/// What the seal is made for; the number changes with what is sealed.
const VERSION: &str = "dfpa1";

const LIFE: Duration = Duration::hours(24);

/// A pending authorization as one value, bound to a browser session and to the client: it holds the PKCE verifier and the
/// nonce, so whoever has it and the callback can finish the sign-in.
///
/// Keep it on the server, by [`PendingAuthorization::state`], and delete it in the step that reads it (`GETDEL`,
/// `DELETE … RETURNING`): once is once only if your store says so. `Debug` shows none of it, it is zeroised on drop, and read
/// by [`ExposeSecret::expose_secret`] alone.
#[derive(Clone)]
pub struct SealedAuthorization(SecretString);

#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    state: &'a str,
    nonce: &'a str,
    code_verifier: &'a str,
    redirect_uri: String,
    issuer: String,
    issuer_names_itself: bool,
    login_hint: Option<String>,
    /// Seconds since 1970.
    ends: i64,
}

impl DossierFacile {
    /// Seals a pending authorization that begins at `now` for the browser session `session`, for 24 hours.
    pub fn seal(
        &self,
        pending: &PendingAuthorization,
        session: &str,
        now: OffsetDateTime,
    ) -> SealedAuthorization {
        let sealed = Sealed {
            state: pending.state.secret(),
            nonce: pending.nonce.secret(),
            code_verifier: pending.code_verifier.expose_secret(),
            redirect_uri: pending.redirect_uri.clone(),
            issuer: pending.issuer.clone(),
            issuer_names_itself: pending.issuer_names_itself,
            login_hint: pending.login_hint.clone(),
            ends: now.saturating_add(LIFE).unix_timestamp(),
        };
        // A struct of texts and numbers always becomes JSON; an empty one would open to nothing.
        let json = Zeroizing::new(serde_json::to_string(&sealed).unwrap_or_default());
        let seal = self.seal_of(session, &json).finalize().into_bytes();
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let payload = Zeroizing::new(encode(json.as_bytes()));
        SealedAuthorization(format!("{VERSION}.{}.{}", *payload, encode(&seal)).into())
    }

    /// Opens what [`DossierFacile::seal`] made, for the same session, at `now`.
    ///
    /// # Errors
    /// [`BeginAgain::Altered`] when a character of it or the session differs, or when another client or version sealed it;
    /// also when the session is blank, which would bind to nobody; [`BeginAgain::Expired`] after 24 hours.
    pub fn open(
        &self,
        sealed: &SealedAuthorization,
        session: &str,
        now: OffsetDateTime,
    ) -> Result<PendingAuthorization, BeginAgain> {
        let mut parts = sealed.0.expose_secret().split('.');
        let (version, payload, seal) = (parts.next(), parts.next(), parts.next());
        // A blank session is every browser's.
        if session.trim().is_empty() {
            return Err(BeginAgain::Altered);
        }
        if version != Some(VERSION) || parts.next().is_some() {
            return Err(BeginAgain::Altered);
        }
        let decode = |part: Option<&str>| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(part?).ok()?;
            Some(Zeroizing::new(bytes))
        };
        let json = decode(payload).ok_or(BeginAgain::Altered)?;
        let json = std::str::from_utf8(&json).map_err(|_| BeginAgain::Altered)?;
        let seal = decode(seal).ok_or(BeginAgain::Altered)?;
        self.seal_of(session, json)
            .verify_slice(&seal)
            .map_err(|_| BeginAgain::Altered)?;
        let sealed: Sealed<'_> = serde_json::from_str(json).map_err(|_| BeginAgain::Altered)?;
        if now.unix_timestamp() >= sealed.ends {
            return Err(BeginAgain::Expired);
        }
        Ok(PendingAuthorization {
            state: CsrfToken::new(sealed.state.to_owned()),
            nonce: CsrfToken::new(sealed.nonce.to_owned()),
            code_verifier: CodeVerifier::new(sealed.code_verifier),
            redirect_uri: sealed.redirect_uri,
            issuer: sealed.issuer,
            issuer_names_itself: sealed.issuer_names_itself,
            login_hint: sealed.login_hint,
        })
    }

    /// Over the length of the session's name, too: no two pairs of session and content make the same bytes.
    fn seal_of(&self, session: &str, json: &str) -> Hmac<Sha256> {
        let secret = self.client.secret.expose_secret().as_bytes();
        // A key of any length is taken (RFC 2104 §2).
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!());
        mac.update(VERSION.as_bytes());
        mac.update(&(session.len() as u64).to_be_bytes());
        mac.update(session.as_bytes());
        mac.update(json.as_bytes());
        mac
    }
}

impl ExposeSecret<str> for SealedAuthorization {
    fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for SealedAuthorization {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for SealedAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedAuthorization([redacted])")
    }
}
