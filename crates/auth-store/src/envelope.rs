//! The one format in which records are kept, whatever the store.
//!
//! ```text
//! "atk" version │ length of name, name of key │ check of key │ length of rest ║ nonce │ ciphertext and tag
//!       1 byte  │ 1 byte,        1..=32 bytes │ 8 bytes      │ 4 bytes        ║ 24    │ 16 bytes or more
//! ```
//!
//! XChaCha20-Poly1305; the head, up to `║`, and the name of the connection are authenticated with it. The check tells a wrong
//! key from a changed record, the length tells a record that was cut.

#[cfg(test)]
mod tests;

use auth_core::{ConnectionId, Error};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::{
    bytes::{split, take},
    key::{self, Check, Key, KeyRing},
    refusal::{changed, cut, failed, foreign, newer, too_big},
};

const MAGIC: &[u8; 3] = b"atk";
/// The version of the format.
const FORMAT: u8 = 1;
const NONCE: usize = 24;

impl KeyRing {
    /// Seals `clear` for `connection` with the current key.
    pub(crate) fn seal(&self, connection: &ConnectionId, clear: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.current();
        let nonce = *key::random::<NONCE>()?;
        let mut head = MAGIC.to_vec();
        head.push(FORMAT);
        head.push(u8::try_from(key.name().len()).map_err(|_| too_big())?);
        head.extend_from_slice(key.name().as_bytes());
        head.extend_from_slice(&key.check());
        let rest = NONCE + clear.len() + 16;
        head.extend_from_slice(&u32::try_from(rest).map_err(|_| too_big())?.to_be_bytes());
        let aad = bound(&head, connection);
        let payload = Payload {
            msg: clear,
            aad: &aad,
        };
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| too_big())?;
        Ok([head.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what was sealed for `connection` with a key of this ring.
    pub(crate) fn open(
        &self,
        connection: &ConnectionId,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let envelope = Envelope::read(sealed)?;
        let name = || String::from_utf8_lossy(envelope.name);
        let key = self.key(envelope.name).ok_or_else(|| {
            failed(
                format!(
                    "a record is sealed with the key `{}`, which is not in the ring",
                    name()
                ),
                "add that key to the ring, as an earlier one",
            )
        })?;
        if key.check() != envelope.check {
            return Err(failed(
                format!(
                    "a record is sealed with another key than the `{}` of the ring",
                    name()
                ),
                "give the ring the key that sealed the store, under the name that it had then",
            ));
        }
        let aad = bound(envelope.head, connection);
        let payload = Payload {
            msg: envelope.ciphertext,
            aad: &aad,
        };
        match cipher(key).decrypt(&XNonce::from(envelope.nonce), payload) {
            Ok(clear) => Ok(Zeroizing::new(clear)),
            Err(_) => Err(changed()),
        }
    }

    /// Whether `sealed` was sealed with the current key.
    pub(crate) fn is_current(&self, sealed: &[u8]) -> bool {
        Envelope::read(sealed).is_ok_and(|envelope| {
            envelope.name == self.current().name().as_bytes()
                && envelope.check == self.current().check()
        })
    }
}

/// The parts of a sealed record.
struct Envelope<'a> {
    head: &'a [u8],
    name: &'a [u8],
    check: Check,
    nonce: [u8; NONCE],
    ciphertext: &'a [u8],
}

impl<'a> Envelope<'a> {
    fn read(sealed: &'a [u8]) -> Result<Self, Error> {
        let mut rest = sealed;
        if take::<3>(&mut rest)? != *MAGIC {
            return Err(foreign());
        }
        match take::<1>(&mut rest)? {
            [FORMAT] => {}
            [format] if format > FORMAT => return Err(newer()),
            _ => return Err(changed()),
        }
        let [length] = take(&mut rest)?;
        let name = split(&mut rest, usize::from(length))?;
        let check = take(&mut rest)?;
        let length = u32::from_be_bytes(take(&mut rest)?);
        let head = &sealed[..sealed.len() - rest.len()];
        match rest
            .len()
            .cmp(&usize::try_from(length).unwrap_or(usize::MAX))
        {
            std::cmp::Ordering::Less => return Err(cut()),
            std::cmp::Ordering::Greater => return Err(changed()),
            std::cmp::Ordering::Equal => {}
        }
        let nonce = take(&mut rest)?;
        if !key::is_name(name) {
            return Err(changed());
        }
        Ok(Self {
            head,
            name,
            check,
            nonce,
            ciphertext: rest,
        })
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.expose().into())
}

/// What is authenticated besides the record: its head, and the connection that it belongs to.
fn bound(head: &[u8], connection: &ConnectionId) -> Vec<u8> {
    [head, connection.as_str().as_bytes()].concat()
}
