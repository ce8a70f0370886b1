//! The one format in which records are kept, whatever the store.

use auth_core::{ConnectionId, Error, ErrorKind};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::key::{Key, KeyRing};

/// What sealed records begin with; the last byte is the version of the format.
const MAGIC: &[u8; 4] = b"atk\x01";
const NONCE: usize = 24;

impl KeyRing {
    /// Seals `clear` for `connection` with the current key: magic, length and name of the key, nonce, ciphertext.
    pub(crate) fn seal(&self, connection: &ConnectionId, clear: &[u8]) -> Result<Vec<u8>, Error> {
        let key = &self.current;
        let mut head = MAGIC.to_vec();
        head.push(u8::try_from(key.name.len()).map_err(|_| failed("a key's name is too long"))?);
        head.extend_from_slice(key.name.as_bytes());
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| failed("the system gives no random bytes"))?;
        let aad = bound(&head, connection);
        let payload = Payload {
            msg: clear,
            aad: &aad,
        };
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| failed("the record cannot be sealed"))?;
        Ok([head.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what was sealed for `connection` with a key of this ring.
    pub(crate) fn open(
        &self,
        connection: &ConnectionId,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let name = named(sealed)?;
        let key = std::iter::once(&self.current)
            .chain(&self.earlier)
            .find(|key| key.name.as_bytes() == name)
            .ok_or_else(|| failed("the record is sealed with a key that is not in the ring"))?;
        let (head, rest) = sealed.split_at(MAGIC.len() + 1 + name.len());
        let (nonce, sealed) = rest
            .split_at_checked(NONCE)
            .ok_or_else(|| failed("the record is cut short"))?;
        let nonce = XNonce::try_from(nonce).map_err(|_| failed("the record is cut short"))?;
        let aad = bound(head, connection);
        let payload = Payload {
            msg: sealed,
            aad: &aad,
        };
        let clear = cipher(key).decrypt(&nonce, payload);
        Ok(Zeroizing::new(clear.map_err(|_| {
            failed("the record was changed, or belongs to another connection")
        })?))
    }

    /// Whether `sealed` was sealed with the current key.
    pub(crate) fn is_current(&self, sealed: &[u8]) -> bool {
        named(sealed).is_ok_and(|name| name == self.current.name.as_bytes())
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key.bytes).into())
}

/// The name of the key that sealed a record.
fn named(sealed: &[u8]) -> Result<&[u8], Error> {
    let rest = sealed
        .strip_prefix(MAGIC)
        .ok_or_else(|| failed("the record has another format"))?;
    let (length, rest) = rest
        .split_first()
        .ok_or_else(|| failed("the record is cut short"))?;
    rest.get(..usize::from(*length))
        .ok_or_else(|| failed("the record is cut short"))
}

/// What is authenticated besides the record: its head, and the connection that it belongs to.
fn bound(head: &[u8], connection: &ConnectionId) -> Vec<u8> {
    [head, connection.as_str().as_bytes()].concat()
}

fn failed(what: &'static str) -> Error {
    Error::new(ErrorKind::Store, what)
}
