//! The realm's public keys, by which ID tokens are signed (RFC 7517).

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use auth_core::{Error, Response};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use crate::{SignatureAlgorithm, wire::list};

/// More than a realm has: the rest of a longer set is not read.
const MOST: usize = 32;

/// A held set is asked for again after this long, so that a key which the realm withdrew is not trusted for ever.
const FRESH: Duration = Duration::hours(1);

/// A key that is not in the set makes it be asked for again, once in this long.
const PAUSE: Duration = Duration::minutes(1);

/// One key, as far as signatures need it.
#[derive(Clone, Deserialize)]
struct Key {
    kid: Option<String>,
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// The keys at one moment.
#[derive(Clone, Deserialize)]
pub(crate) struct KeySet {
    #[serde(deserialize_with = "list")]
    keys: Vec<Key>,
}

/// What a signature says of itself (RFC 7515 §4.1).
pub(crate) struct Signature<'a> {
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) kid: Option<&'a str>,
}

impl KeySet {
    pub(crate) fn read(response: &Response) -> Result<Self, Error> {
        let mut set: Self = response.object()?;
        set.keys.truncate(MOST);
        Ok(set)
    }

    /// The key that a signature names; without a name, the only one of its kind.
    fn find(&self, signature: &Signature<'_>) -> Option<&Key> {
        let mut fitting = self.keys.iter().filter(|key| {
            key.fits(signature.algorithm)
                && (signature.kid.is_none() || key.kid.as_deref() == signature.kid)
        });
        let found = fitting.next()?;
        fitting.next().is_none().then_some(found)
    }
}

impl Key {
    /// A key is for one family of algorithms, and perhaps for one of them: never for what the token asks for alone.
    fn fits(&self, algorithm: SignatureAlgorithm) -> bool {
        let family = match algorithm {
            SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 => self.kty == "RSA",
            SignatureAlgorithm::Es256 => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
        };
        family
            && self
                .purpose
                .as_deref()
                .is_none_or(|purpose| purpose == "sig")
            && self
                .alg
                .as_deref()
                .is_none_or(|alg| alg == algorithm.name())
    }

    fn verifies(&self, algorithm: SignatureAlgorithm, signed: &[u8], signature: &[u8]) -> bool {
        let member = |member: &Option<String>| BASE64_URL_SAFE_NO_PAD.decode(member.as_ref()?).ok();
        let rsa = |parameters| {
            let (n, e) = (member(&self.n)?, member(&self.e)?);
            let key = RsaPublicKeyComponents { n, e };
            key.verify(parameters, signed, signature).ok()
        };
        let verified = match algorithm {
            SignatureAlgorithm::Rs256 => rsa(&RSA_PKCS1_2048_8192_SHA256),
            SignatureAlgorithm::Ps256 => rsa(&RSA_PSS_2048_8192_SHA256),
            SignatureAlgorithm::Es256 => member(&self.x).zip(member(&self.y)).and_then(|(x, y)| {
                let point = [&[4_u8][..], &x, &y].concat();
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(signed, signature).ok()
            }),
        };
        verified.is_some()
    }
}

/// What came of looking at a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seal {
    /// The realm made it.
    Good,
    /// The realm did not make it.
    Forged,
    /// The realm has no such key.
    UnknownKey,
    /// No keys are at hand, since nothing fetches them.
    Unchecked,
}

/// The keys that clones of a provider share, and when they were fetched. Only
/// [`CheckedTransport`](crate::CheckedTransport) changes them.
#[derive(Clone, Default)]
pub(crate) struct Keys(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    set: Option<Arc<KeySet>>,
    fetched_at: Option<OffsetDateTime>,
    asked_again_at: Option<OffsetDateTime>,
}

impl Keys {
    pub(crate) fn hold(&self, set: KeySet, fetched_at: OffsetDateTime) {
        let mut held = self.lock();
        held.set = Some(Arc::new(set));
        held.fetched_at = Some(fetched_at);
    }

    pub(crate) fn are_held(&self) -> bool {
        self.lock().set.is_some()
    }

    /// Whether they should be fetched for a token that came at `now`: they are old, or its key is new and none was asked for
    /// a moment ago. Says so once.
    pub(crate) fn want(&self, signature: &Signature<'_>, now: OffsetDateTime) -> bool {
        let mut held = self.lock();
        let within = |since: Option<OffsetDateTime>, limit| {
            // A clock that was set back makes nothing fresh.
            since.is_some_and(|since| (Duration::ZERO..limit).contains(&(now - since)))
        };
        let known = held
            .set
            .as_ref()
            .is_some_and(|set| set.find(signature).is_some());
        if (known && within(held.fetched_at, FRESH)) || within(held.asked_again_at, PAUSE) {
            return false;
        }
        held.asked_again_at = Some(now);
        true
    }

    pub(crate) fn look(&self, signature: &Signature<'_>, signed: &[u8], bytes: &[u8]) -> Seal {
        let Some(set) = self.lock().set.clone() else {
            return Seal::Unchecked;
        };
        match set.find(signature) {
            None => Seal::UnknownKey,
            Some(key) if key.verifies(signature.algorithm, signed, bytes) => Seal::Good,
            Some(_) => Seal::Forged,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.lock();
        let count = held.set.as_ref().map(|set| set.keys.len());
        f.debug_struct("Keys").field("held", &count).finish()
    }
}
