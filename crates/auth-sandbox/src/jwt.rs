//! Signed tokens, as compact JWS (RFC 7515 §3.1).

use std::io;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use ring::{digest, hmac};
use serde_json::{Value, json};

/// Signs with HMAC SHA-256 (`HS256`), as MyUnisoft and Sinao do.
#[derive(Clone)]
pub(crate) struct Hs256(hmac::Key);

impl Hs256 {
    pub(crate) fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let input = signing_input(&json!({"alg": "HS256", "typ": "JWT"}), claims);
        let signature = hmac::sign(&self.0, input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Whether `token` was signed with this key, whatever it claims.
    pub(crate) fn signed(&self, token: &str) -> bool {
        let Some((input, signature)) = token.rsplit_once('.') else {
            return false;
        };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
            return false;
        };
        hmac::verify(&self.0, input.as_bytes(), &signature).is_ok()
    }
}

/// Signs with RSA (`RS256`), as Keycloak and Keyclic do.
pub(crate) struct Rs256 {
    pair: KeyPair,
    random: SystemRandom,
}

impl Rs256 {
    /// Reads a PKCS#8 key in PEM.
    pub(crate) fn from_pem(pem: &str) -> io::Result<Self> {
        let body: String = pem
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .collect();
        let der = STANDARD
            .decode(body)
            .map_err(|_| io::Error::other("the test key is no PEM"))?;
        let pair = KeyPair::from_pkcs8(&der)
            .map_err(|_| io::Error::other("the test key is no RSA key"))?;
        Ok(Self {
            pair,
            random: SystemRandom::new(),
        })
    }

    /// Signs `claims` under `header`, which names the algorithm.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let input = signing_input(header, claims);
        let mut signature = vec![0; self.pair.public().modulus_len()];
        // Fails only for a buffer of another length than the modulus; an unsigned token would be
        // refused by whoever checks it.
        let _ = self.pair.sign(
            &RSA_PKCS1_SHA256,
            &self.random,
            input.as_bytes(),
            &mut signature,
        );
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The public half as a JSON Web Key (RFC 7517 §4).
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let public = PublicKeyComponents::<Vec<u8>>::from(self.pair.public_key());
        json!({
            "kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
        })
    }
}

/// A token that says of itself that nobody signed it (RFC 7519 §6).
pub(crate) fn unsigned(claims: &Value) -> String {
    format!(
        "{}.",
        signing_input(&json!({"alg": "none", "typ": "JWT"}), claims)
    )
}

/// The `S256` code challenge of a code verifier (RFC 7636 §4.2).
pub(crate) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

fn signing_input(header: &Value, claims: &Value) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

/// The `at_hash` of an access token under `RS256` (OpenID Connect Core §3.1.3.6).
pub(crate) fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest::digest(&digest::SHA256, access_token.as_bytes()).as_ref()[..16])
}
