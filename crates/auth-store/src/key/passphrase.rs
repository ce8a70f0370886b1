//! A key that a person remembers.

use argon2::{Algorithm, Argon2, Params, Version};
use auth_core::{Error, ErrorKind, ExposeSecret, Password};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Key;

/// What a guess costs: memory in KiB, passes over it, lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) memory: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl Cost {
    /// The second recommendation of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes. OWASP asks for 19 MiB, 2 passes, 1
    /// lane at least.
    pub(crate) const RECOMMENDED: Self = Self {
        memory: 64 * 1024,
        passes: 3,
        lanes: 4,
    };
}

impl Key {
    /// The shortest passphrase, in characters.
    pub const PASSPHRASE_MIN: usize = 8;

    /// The key that belongs to `passphrase` and `salt`, by argon2id with 64 MiB, 3 passes and 4 lanes.
    ///
    /// It takes about a fifth of a second of one core: call it once, and not on a runtime's own thread. The salt is no secret;
    /// it is chosen by chance, once, and kept where the records are kept.
    ///
    /// # Errors
    /// As [`Key::new`]; [`ErrorKind::Configuration`] for a passphrase shorter than [`Key::PASSPHRASE_MIN`]: the operator
    /// chooses another.
    pub fn from_passphrase(
        name: impl AsRef<str>,
        passphrase: &Password,
        salt: &[u8; 16],
    ) -> Result<Self, Error> {
        Self::derive(name.as_ref(), passphrase, salt, Cost::RECOMMENDED)
    }

    pub(crate) fn derive(
        name: &str,
        passphrase: &Password,
        salt: &[u8; 16],
        cost: Cost,
    ) -> Result<Self, Error> {
        let passphrase = passphrase.expose_secret();
        if passphrase.chars().count() < Self::PASSPHRASE_MIN {
            return Err(
                Error::configuration("the passphrase", "it has fewer than 8 characters")
                    .advise("choose a longer passphrase, several words for instance"),
            );
        }
        let mut bytes = Zeroizing::new([0; 32]);
        Params::new(cost.memory, cost.passes, cost.lanes, Some(bytes.len()))
            .and_then(|params| {
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
                    passphrase.as_bytes(),
                    salt,
                    &mut *bytes,
                )
            })
            .map_err(|_| Error::new(ErrorKind::Store, "no key can be made of the passphrase"))?;
        Self::of(name, bytes)
    }
}
