//! The ID token of a code exchange: it must answer this authorization request, and come from the realm (OpenID Connect Core
//! §3.1.3.7).

use std::str::FromStr;

use auth_core::{
    AuthorizationCodeGrant, Error, ErrorKind, ExposeSecret, PersonTask, Response, StatusCode,
};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    Audience, ClaimsVerificationError as Problem, ClientId, IssuerUrl, Nonce,
    SignatureVerificationError as BadSignature,
    core::{
        CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKeySet,
        CoreJwsSigningAlgorithm,
    },
};
use secrecy::SecretString;
use serde::Deserialize;

use crate::{DossierFacile, Identity, server::wrong_issuer, wire::text};

/// How far two clocks may be apart.
const SKEW: TimeDelta = TimeDelta::minutes(1);

/// How an ID token may be signed (RFC 7518 §3.1). Neither `none` nor a shared secret is among them: nobody can allow those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSA PKCS #1 with SHA-256: what the realm uses.
    Rs256,
    /// RSA PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl SignatureAlgorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }

    fn jws(self) -> CoreJwsSigningAlgorithm {
        match self {
            Self::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            Self::Ps256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            Self::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        }
    }
}

/// Who signed in, and by which algorithm that is signed if somebody looked.
pub(crate) struct Checked {
    pub(crate) identity: Identity,
    pub(crate) signed_by: Option<&'static str>,
}

/// Checks algorithm, signature, issuer, audience, nonce and times. While no keys are at hand, TLS stands in for the signature
/// (item 6 there).
pub(crate) fn check(
    provider: &DossierFacile,
    grant: &AuthorizationCodeGrant,
    id_token: Option<&SecretString>,
    response: &Response,
) -> Result<Checked, Error> {
    let Some(id_token) = id_token else {
        return Err(Error::new(
            ErrorKind::Configuration,
            "the answer has no ID token, so it cannot be told whether it answers this sign-in",
        )
        .advise("ask DossierFacile to allow the scope `openid` for the client"));
    };
    let id_token = CoreIdToken::from_str(id_token.expose_secret()).map_err(|_| unreadable())?;
    let signed_by = accepted(provider, &id_token)?;
    let keys = provider.keys.held();
    let checked_by_keys = keys.is_some();
    let verifier = verifier(provider, keys, on_servers_clock(response)?)?;
    let nonce = grant.nonce.clone().map(Nonce::new);
    let nonce = |told: Option<&Nonce>| match (told, &nonce) {
        (Some(told), Some(sent)) if told.secret() == sent.secret() => Ok(()),
        _ => Err(String::new()),
    };
    let claims = id_token
        .claims(&verifier, nonce)
        .map_err(|problem| refused(&problem))?;
    if !is_for(claims, &provider.client.id) {
        return Err(another_client());
    }
    Ok(Checked {
        identity: Identity {
            subject: claims.subject().to_string(),
            email: claims.email().map(|email| email.to_string()),
        },
        signed_by: checked_by_keys.then_some(signed_by),
    })
}

/// Whether keys should be fetched before the answer to an exchange is read: those that are held are old, or the one that its
/// ID token names is not among them.
pub(crate) fn wants_keys(provider: &DossierFacile, response: &Response) -> bool {
    #[derive(Deserialize)]
    struct Issued {
        #[serde(default, deserialize_with = "text")]
        id_token: Option<SecretString>,
    }
    if response.status() != StatusCode::OK {
        return false;
    }
    let Ok(Issued {
        id_token: Some(id_token),
    }) = response.object()
    else {
        return false;
    };
    let Ok(id_token) = CoreIdToken::from_str(id_token.expose_secret()) else {
        return false;
    };
    let known = accepted(provider, &id_token)
        .and_then(|_| verifier(provider, provider.keys.held(), DateTime::UNIX_EPOCH))
        .map(|verifier| id_token.signing_key(&verifier).is_ok());
    known.is_ok_and(|known| provider.keys.want(known, response.request_sent_at()))
}

/// The name of the algorithm that it says it is signed by, if that is accepted.
fn accepted(provider: &DossierFacile, id_token: &CoreIdToken) -> Result<&'static str, Error> {
    let said = id_token.signing_alg().ok();
    let mut accepted = provider.algorithms.iter();
    match accepted.find(|accepted| said == Some(&accepted.jws())) {
        Some(algorithm) => Ok(algorithm.name()),
        None => Err(forged("the ID token is signed in a way that is not accepted").advise(
            "ask DossierFacile how the realm signs, and accept it by Builder::accept_signature; if it signs by RS256, somebody else wrote the token",
        )),
    }
}

/// A public client's: it takes no shared secret for a signature, whatever a token says.
fn verifier(
    provider: &DossierFacile,
    keys: Option<CoreJsonWebKeySet>,
    now: DateTime<Utc>,
) -> Result<CoreIdTokenVerifier<'static>, Error> {
    let issuer = IssuerUrl::new(provider.server.issuer.clone())
        .map_err(|_| wrong_issuer("the issuer is no URL"))?;
    let client = ClientId::new(provider.client.id.clone());
    let unsigned = keys.is_none();
    let verifier = CoreIdTokenVerifier::new_public_client(client, issuer, keys.unwrap_or_default())
        .set_allowed_algs(provider.algorithms.iter().map(|accepted| accepted.jws()))
        .set_other_audience_verifier_fn(|_: &Audience| true)
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |issued_at| {
            if issued_at < now + SKEW {
                Ok(())
            } else {
                Err(String::new())
            }
        });
    Ok(if unsigned {
        verifier.insecure_disable_signature_check()
    } else {
        verifier
    })
}

/// Among several audiences the authorized party decides, which the verifier leaves to us (items 4 and 5 there).
fn is_for(claims: &CoreIdTokenClaims, client_id: &str) -> bool {
    match claims.authorized_party() {
        Some(party) => party.as_str() == client_id,
        None => claims.audiences().len() == 1,
    }
}

/// The answer is fresh and comes over TLS: its own clock is the one that its times were read from.
fn on_servers_clock(response: &Response) -> Result<DateTime<Utc>, Error> {
    let ahead = response.server_clock_ahead().unwrap_or_default();
    let now = response.request_sent_at().saturating_add(ahead);
    DateTime::from_timestamp(now.unix_timestamp(), 0).ok_or_else(over)
}

/// Its texts repeat what the token says, and stay out.
fn refused(problem: &Problem) -> Error {
    match problem {
        Problem::InvalidIssuer(_) => wrong_issuer("the ID token comes from another issuer"),
        Problem::InvalidAudience(_) => another_client(),
        Problem::InvalidNonce(_) => Error::new(
            ErrorKind::SignInRequired(PersonTask::SignIn),
            "the ID token answers another sign-in: its nonce differs",
        ),
        Problem::Expired(_) => over(),
        Problem::SignatureVerification(BadSignature::NoMatchingKey) => {
            forged("the ID token is signed by a key that the realm does not publish")
        }
        Problem::SignatureVerification(_) => forged("the ID token is not signed by the realm"),
        _ => unreadable(),
    }
}

fn unreadable() -> Error {
    Error::new(ErrorKind::InvalidResponse, "the ID token cannot be read")
}

fn over() -> Error {
    Error::new(
        ErrorKind::InvalidResponse,
        "the ID token is over, or from the future",
    )
    .advise("check this machine's clock, then begin the sign-in again")
}

fn another_client() -> Error {
    Error::new(
        ErrorKind::Configuration,
        "the ID token was issued to another client",
    )
    .advise("correct client_id")
}

fn forged(what: &str) -> Error {
    Error::new(ErrorKind::Configuration, what).advise(
        "check the issuer and what stands before it, and report it to DossierFacile; nobody was signed in by it",
    )
}
