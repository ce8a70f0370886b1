//! By which key the realm signs, and ID tokens that somebody else wrote.

use std::io;

use serde_json::{Value, json};

use super::{DossierFacile, State};
use crate::jwt::{self, Hs256, Rs256};
use crate::lock;

/// Made for this sandbox and published with it: they protect nothing.
const KEYS: [&str; 2] = [
    include_str!("../../keys/realm.pem"),
    include_str!("../../keys/realm-next.pem"),
];

const KEY_ID: &str = "sandbox-realm-key";

/// What is wrong with the ID tokens of a realm that is not the real one, or of somebody between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forgery {
    /// Signed by another key, under the name of the published one.
    AnotherKey,
    /// Signed by a key that is not published.
    UnpublishedKey,
    /// `alg` is `none`, and there is no signature.
    NoSignature,
    /// `alg` is `HS256`, and the published modulus, as it is written, is the secret.
    SharedSecret,
    /// Altered after it was signed: the e-mail address is another.
    Altered,
    /// Issued by another realm.
    OtherIssuer,
    /// Issued to another client.
    OtherAudience,
    /// Issued to this client and another one, on behalf of the other.
    OtherParty,
    /// Made for another authorization request.
    OtherNonce,
    /// Over since an hour.
    Expired,
    /// Made in an hour.
    FromTheFuture,
}

/// What of it may change.
#[derive(Default)]
pub(super) struct Signing {
    rotations: usize,
    forgery: Option<Forgery>,
}

/// The keys, one of which signs.
pub(super) struct Signers([Rs256; 2]);

impl Signers {
    pub(super) fn load() -> io::Result<Self> {
        let [first, next] = KEYS.map(Rs256::from_pem);
        Ok(Self([first?, next?]))
    }

    fn current(&self, signing: &Signing) -> (&Rs256, String) {
        let number = signing.rotations;
        (&self.0[number % 2], format!("{KEY_ID}-{number}"))
    }

    pub(super) fn jwk(&self, signing: &Signing) -> Value {
        let (key, kid) = self.current(signing);
        key.jwk(&kid)
    }

    /// Signs as the realm does.
    pub(super) fn sign(&self, signing: &Signing, claims: &Value) -> String {
        let (key, kid) = self.current(signing);
        key.sign(&header(&kid), claims)
    }

    /// Signs an ID token, or what somebody would pass off as one.
    pub(super) fn sign_id_token(&self, signing: &Signing, claims: &Value) -> String {
        let (_, kid) = self.current(signing);
        let other = &self.0[(signing.rotations + 1) % 2];
        let altered = |name: &str, value: Value| {
            let mut claims = claims.clone();
            claims[name] = value;
            claims
        };
        let real = |claims: &Value| self.sign(signing, claims);
        let hour = |name: &str, by: i64| json!(claims[name].as_i64().unwrap_or_default() + by);
        match signing.forgery {
            None => real(claims),
            Some(Forgery::AnotherKey) => other.sign(&header(&kid), claims),
            Some(Forgery::UnpublishedKey) => other.sign(&header("unpublished"), claims),
            Some(Forgery::NoSignature) => jwt::unsigned(claims),
            Some(Forgery::SharedSecret) => {
                let jwk = self.jwk(signing);
                Hs256::new(jwk["n"].as_str().unwrap_or_default()).sign(claims)
            }
            Some(Forgery::Altered) => {
                let other = real(&altered("email", json!("other@tenants.example")));
                let signature = real(claims);
                let signature = signature.rsplit('.').next().unwrap_or_default();
                let (signed, _) = other.rsplit_once('.').unwrap_or_default();
                format!("{signed}.{signature}")
            }
            Some(Forgery::OtherIssuer) => real(&altered("iss", json!("http://127.0.0.1/other"))),
            Some(Forgery::OtherAudience) => real(&altered("aud", json!("dfconnect-other"))),
            Some(Forgery::OtherParty) => {
                let mut claims = altered("azp", json!("dfconnect-other"));
                claims["aud"] = json!([claims["aud"], "dfconnect-other"]);
                real(&claims)
            }
            Some(Forgery::OtherNonce) => real(&altered("nonce", json!("of another request"))),
            Some(Forgery::Expired) => real(&altered("exp", hour("exp", -3900))),
            Some(Forgery::FromTheFuture) => {
                let mut claims = altered("iat", hour("iat", 3600));
                claims["exp"] = hour("exp", 3600);
                real(&claims)
            }
        }
    }
}

fn header(kid: &str) -> Value {
    json!({"alg": "RS256", "typ": "JWT", "kid": kid})
}

impl DossierFacile {
    /// The realm changes its key: what it signs from now on names the new one, and the old one is no longer published.
    pub fn rotate_keys(&self) {
        lock(&self.0.state).signing.rotations += 1;
    }

    /// From now on ID tokens are forged in this way; `None` makes them the realm's own again.
    pub fn forge_id_tokens(&self, forgery: Option<Forgery>) {
        lock(&self.0.state).signing.forgery = forgery;
    }

    pub(super) fn sign(&self, state: &State, claims: &Value) -> String {
        self.0.signers.sign(&state.signing, claims)
    }
}
