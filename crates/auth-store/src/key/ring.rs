//! Several keys: one that seals, others that still open.

use std::sync::Arc;

use auth_core::Error;

use super::Key;

/// The key that records are sealed with from now on, and earlier ones that still open what they sealed.
///
/// Clones are cheap and share the keys; `Debug` shows their names only.
#[derive(Clone, Debug)]
pub struct KeyRing {
    current: Key,
    earlier: Arc<[Key]>,
}

impl KeyRing {
    /// A ring of one key.
    pub fn new(current: Key) -> Self {
        Self {
            current,
            earlier: Arc::default(),
        }
    }

    /// Adds a key that opens, and seals nothing any more. Once a store is [rewrapped](crate::Rewrapped) by every process
    /// that writes to it, it can be left out.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) when the ring has a key of this name: the
    /// developer or operator gives each key a name of its own.
    pub fn with_earlier(self, key: Key) -> Result<Self, Error> {
        if self.key(key.name().as_bytes()).is_some() {
            return Err(Error::configuration(
                "the key ring",
                &format!("two keys have the name `{}`", key.name()),
            )
            .advise("give each key a name of its own, for good"));
        }
        let earlier = self.earlier.iter().cloned().chain([key]).collect();
        Ok(Self { earlier, ..self })
    }

    /// The key that seals.
    pub fn current(&self) -> &Key {
        &self.current
    }

    /// The key of this name.
    pub(crate) fn key(&self, name: &[u8]) -> Option<&Key> {
        std::iter::once(&self.current)
            .chain(&*self.earlier)
            .find(|key| key.name().as_bytes() == name)
    }
}

impl From<Key> for KeyRing {
    fn from(current: Key) -> Self {
        Self::new(current)
    }
}
