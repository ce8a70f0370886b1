//! The ID token of a code exchange: it must answer this authorization request, and come from the realm (OpenID Connect Core
//! §3.1.3.7).

use auth_core::{
    AuthorizationCodeGrant, Error, ErrorKind, ExposeSecret, PersonTask, Response, StatusCode, jwt,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::SecretString;
use serde::{Deserialize, de::IgnoredAny};
use time::{Duration, OffsetDateTime};

use crate::{
    DossierFacile, Identity,
    keys::{Keys, Seal, Signature},
    server::wrong_issuer,
    wire::text,
};

/// How far two clocks may be apart.
const SKEW: Duration = Duration::minutes(1);

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
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// What must be understood (RFC 7515 §4.1.11): nothing of the kind is.
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    nonce: Option<String>,
    email: Option<String>,
    exp: serde_json::Number,
    iat: serde_json::Number,
}

/// One or several (RFC 7519 §4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Who signed in, and by which algorithm that is signed if somebody looked.
pub(crate) struct Checked {
    pub(crate) identity: Identity,
    pub(crate) signed_by: Option<&'static str>,
}

/// Checks algorithm, signature, issuer, audience, nonce and times.
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
    let id_token = id_token.expose_secret();
    let signed_by = signature(provider, id_token)?;
    let claims: Claims = jwt::unverified_claims(id_token).ok_or_else(unreadable)?;
    claims.check(provider, grant)?;
    claims.check_times(on_servers_clock(response))?;
    Ok(Checked {
        identity: Identity {
            subject: claims.sub,
            email: claims.email,
        },
        signed_by,
    })
}

/// Whether keys should be fetched before the answer to an exchange is read.
pub(crate) fn wants_keys(keys: &Keys, response: &Response) -> bool {
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
    let Some(header) = Header::read(id_token.expose_secret()) else {
        return false;
    };
    let known = [
        SignatureAlgorithm::Rs256,
        SignatureAlgorithm::Ps256,
        SignatureAlgorithm::Es256,
    ];
    header
        .signature(&known)
        .is_some_and(|signature| keys.want(&signature, response.request_sent_at()))
}

/// Which algorithm the realm signed it by; `None` while no keys are at hand.
fn signature(provider: &DossierFacile, id_token: &str) -> Result<Option<&'static str>, Error> {
    let header = Header::read(id_token).ok_or_else(unreadable)?;
    let signature = header.signature(&provider.algorithms).ok_or_else(|| {
        forged("the ID token is signed in a way that is not accepted")
            .advise("ask DossierFacile how the realm signs, and accept it by Builder::accept_signature; if it signs by RS256, somebody else wrote the token")
    })?;
    let (signed, seal) = id_token.rsplit_once('.').ok_or_else(unreadable)?;
    let seal = BASE64_URL_SAFE_NO_PAD
        .decode(seal)
        .map_err(|_| unreadable())?;
    match provider.keys.look(&signature, signed.as_bytes(), &seal) {
        Seal::Good => Ok(Some(signature.algorithm.name())),
        Seal::Unchecked => Ok(None),
        Seal::Forged => Err(forged("the ID token is not signed by the realm")),
        Seal::UnknownKey => Err(forged(
            "the ID token is signed by a key that the realm does not publish",
        )),
    }
}

impl Header {
    fn read(id_token: &str) -> Option<Self> {
        let (header, _) = id_token.split_once('.')?;
        let json = BASE64_URL_SAFE_NO_PAD.decode(header).ok()?;
        serde_json::from_slice(&json).ok()
    }

    fn signature(&self, accepted: &[SignatureAlgorithm]) -> Option<Signature<'_>> {
        let algorithm = accepted.iter().find(|known| known.name() == self.alg)?;
        self.crit.is_none().then_some(Signature {
            algorithm: *algorithm,
            kid: self.kid.as_deref(),
        })
    }
}

impl Claims {
    fn check(&self, provider: &DossierFacile, grant: &AuthorizationCodeGrant) -> Result<(), Error> {
        if self.iss != provider.server.issuer {
            return Err(wrong_issuer("the ID token comes from another issuer"));
        }
        if !self.is_for(&provider.client.id) {
            return Err(Error::new(
                ErrorKind::Configuration,
                "the ID token was issued to another client",
            )
            .advise("correct client_id"));
        }
        if grant.nonce.is_none() || self.nonce != grant.nonce {
            return Err(Error::new(
                ErrorKind::SignInRequired(PersonTask::SignIn),
                "the ID token answers another sign-in: its nonce differs",
            ));
        }
        Ok(())
    }

    /// It was just made: what is over, or has not begun, was made by somebody else or on a wrong clock.
    fn check_times(&self, now: OffsetDateTime) -> Result<(), Error> {
        let seconds = |number: &serde_json::Number| number.as_f64().unwrap_or(f64::NAN);
        #[expect(clippy::cast_precision_loss, reason = "seconds of this era are exact")]
        let [late, early] = [now - SKEW, now + SKEW].map(|edge| edge.unix_timestamp() as f64);
        let current = seconds(&self.exp) > late && seconds(&self.iat) < early;
        if current {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::InvalidResponse,
            "the ID token is over, or from the future",
        )
        .advise("check this machine's clock, then begin the sign-in again"))
    }

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

/// The answer is fresh and comes over TLS: its own clock is the one that its times were read from.
fn on_servers_clock(response: &Response) -> OffsetDateTime {
    let ahead = response.server_clock_ahead().unwrap_or_default();
    response.request_sent_at().saturating_add(ahead)
}

fn unreadable() -> Error {
    Error::new(ErrorKind::InvalidResponse, "the ID token cannot be read")
}

fn forged(what: &str) -> Error {
    Error::new(ErrorKind::Configuration, what).advise(
        "check the issuer and what stands before it, and report it to DossierFacile; nobody was signed in by it",
    )
}
