//! The ID token of a code exchange: it must answer this authorization request (OpenID Connect Core §3.1.3.7).
//!
//! It comes straight from the token endpoint over TLS, which stands in for its signature (item 6).

use auth_core::{
    AuthorizationCodeGrant, Error, ErrorKind, ExposeSecret, PersonTask, TokenSet, jwt,
};
use secrecy::SecretString;
use serde::Deserialize;

use crate::{DossierFacile, server::wrong_issuer};

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    nonce: Option<String>,
    email: Option<String>,
}

/// One or several (RFC 7519 §4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Who signed in, as far as the ID token says.
pub(crate) struct Identity {
    subject: String,
    email: Option<String>,
}

impl Identity {
    /// Puts it on the tokens.
    pub(crate) fn on(self, tokens: TokenSet) -> TokenSet {
        let tokens = tokens.with_attribute("subject", self.subject);
        match self.email {
            Some(email) => tokens.with_attribute("email", email),
            None => tokens,
        }
    }
}

/// Checks issuer, audience and nonce.
pub(crate) fn check(
    provider: &DossierFacile,
    grant: &AuthorizationCodeGrant,
    id_token: Option<&SecretString>,
) -> Result<Identity, Error> {
    let Some(id_token) = id_token else {
        return Err(Error::new(
            ErrorKind::Configuration,
            "the answer has no ID token, so it cannot be told whether it answers this sign-in",
        )
        .advise("ask DossierFacile to allow the scope `openid` for the client"));
    };
    let claims: Claims = jwt::unverified_claims(id_token.expose_secret())
        .ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "the ID token cannot be read"))?;
    if claims.iss != provider.server.issuer {
        return Err(wrong_issuer("the ID token comes from another issuer"));
    }
    if !claims.is_for(&provider.client.id) {
        return Err(Error::new(
            ErrorKind::Configuration,
            "the ID token was issued to another client",
        )
        .advise("correct client_id"));
    }
    if grant.nonce.is_none() || claims.nonce != grant.nonce {
        return Err(Error::new(
            ErrorKind::SignInRequired(PersonTask::SignIn),
            "the ID token answers another sign-in: its nonce differs",
        ));
    }
    Ok(Identity {
        subject: claims.sub,
        email: claims.email,
    })
}

impl Claims {
    /// Among several audiences the authorized party decides.
    fn is_for(&self, client_id: &str) -> bool {
        let (named, only) = match &self.aud {
            Audience::One(audience) => (audience == client_id, true),
            Audience::Several(all) => (all.iter().any(|one| one == client_id), all.len() == 1),
        };
        let authorized = match self.azp.as_deref() {
            Some(party) => party == client_id,
            None => only,
        };
        named && authorized
    }
}
