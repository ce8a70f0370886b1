//! Claims of a JWT read as a hint: the signature is not verified here.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// Reads the payload of a JWT (RFC 7519 §3) without verifying its signature; `None` for an opaque token.
///
/// For hints only (an expiry, the kind of a key): nothing may be authorized on the strength of it.
pub fn unverified_claims<T: DeserializeOwned>(token: &str) -> Option<T> {
    let mut parts = token.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let payload = payload.trim_end_matches('=');
    let bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?);
    serde_json::from_slice(&bytes).ok()
}
