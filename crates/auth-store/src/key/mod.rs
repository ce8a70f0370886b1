//! Keys that records are sealed with.

#[cfg(unix)]
mod file;
mod passphrase;
mod ring;
#[cfg(test)]
mod tests;
mod text;

use std::{fmt, sync::Arc};

use auth_core::{Error, ErrorKind};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

#[cfg(all(feature = "file", unix))]
pub(crate) use passphrase::Cost;
pub use ring::KeyRing;

/// Tells two keys of one name apart, and nothing about either.
pub(crate) type Check = [u8; 8];

/// One key of 32 bytes, and the name under which sealed records mention it; clones share the bytes, which are zeroised
/// with the last of them.
#[derive(Clone)]
pub struct Key {
    name: Arc<str>,
    bytes: Arc<Zeroizing<[u8; 32]>>,
    check: Check,
}

impl Key {
    /// The longest name, in bytes.
    pub const NAME_MAX: usize = 32;

    /// A key of 32 bytes that nobody can guess. The name is no secret, it stands beside each record.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a name that is empty, longer than [`Key::NAME_MAX`] or has anything but ASCII
    /// letters, digits, `.`, `-` and `_`: the developer corrects it.
    pub fn new(name: impl AsRef<str>, bytes: [u8; 32]) -> Result<Self, Error> {
        Self::of(name.as_ref(), Zeroizing::new(bytes))
    }

    /// A key that nobody has, by the system's source of chance.
    ///
    /// It is gone with the process unless it is kept: see [`Key::create_file`] for one that stays.
    ///
    /// # Errors
    /// As [`Key::new`]; [`ErrorKind::Store`] when the system gives no random bytes: the operator acts.
    pub fn generate(name: impl AsRef<str>) -> Result<Self, Error> {
        Self::of(name.as_ref(), random()?)
    }

    /// The key in the environment variable `variable`: 32 bytes as 64 hexadecimal digits or in base64.
    ///
    /// # Errors
    /// As [`Key::new`]; [`ErrorKind::Configuration`] naming the variable, never its value, when it is unset or holds
    /// something else: the operator sets it.
    pub fn from_env(name: impl AsRef<str>, variable: &str) -> Result<Self, Error> {
        let value = Zeroizing::new(auth_core::config::env(variable)?);
        let bytes = text::read(&value).ok_or_else(|| {
            Error::configuration(
                variable,
                "the environment variable does not hold a key of 32 bytes",
            )
            .advise("set it to 64 hexadecimal digits or to the base64 of 32 random bytes")
        })?;
        Self::of(name.as_ref(), bytes)
    }

    /// The key under a name that follows from its bytes and says nothing about them: for keys that come without one, such
    /// as those of an environment variable, which change while its name does not.
    #[must_use]
    pub fn named_after_itself(self) -> Self {
        let name = format!("k-{}", base16ct::lower::encode_string(&self.check));
        Self {
            name: name.into(),
            ..self
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(crate) fn check(&self) -> Check {
        self.check
    }

    fn of(name: &str, bytes: Zeroizing<[u8; 32]>) -> Result<Self, Error> {
        if !is_name(name.as_bytes()) {
            return Err(Error::configuration(
                "the name of a key",
                "it is not 1 to 32 ASCII letters, digits, `.`, `-` and `_`",
            )
            .advise("choose a name such as `2026-11`"));
        }
        let digest = Sha256::new()
            .chain_update(b"auth-store key check")
            .chain_update(*bytes)
            .finalize();
        let mut check = Check::default();
        check.copy_from_slice(&digest[..8]);
        Ok(Self {
            name: name.into(),
            bytes: Arc::new(bytes),
            check,
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.name)
    }
}

/// Whether `name` can be the name of a key.
pub(crate) fn is_name(name: &[u8]) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    (1..=Key::NAME_MAX).contains(&name.len()) && name.iter().all(allowed)
}

/// `N` bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, Error> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes)
        .map_err(|_| Error::new(ErrorKind::Store, "the system gives no random bytes"))?;
    Ok(bytes)
}
