//! Keys that records are sealed with.

use std::{fmt, sync::Arc};

use zeroize::Zeroizing;

/// One key of 32 bytes, and the name under which sealed records mention it.
#[derive(Clone)]
pub struct Key {
    pub(crate) name: String,
    pub(crate) bytes: Arc<Zeroizing<[u8; 32]>>,
}

impl Key {
    /// A key from 32 bytes of chance. The name is no secret; it stands beside each record.
    pub fn new(name: impl Into<String>, bytes: [u8; 32]) -> Self {
        Self {
            name: name.into(),
            bytes: Arc::new(Zeroizing::new(bytes)),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.name)
    }
}

/// The key that records are sealed with from now on, and earlier ones that still open what they sealed.
#[derive(Clone, Debug)]
pub struct KeyRing {
    pub(crate) current: Key,
    pub(crate) earlier: Vec<Key>,
}

impl KeyRing {
    /// A ring of one key.
    pub fn new(current: Key) -> Self {
        Self {
            current,
            earlier: Vec::new(),
        }
    }

    /// Adds a key that opens, and seals nothing any more.
    #[must_use]
    pub fn with_earlier(mut self, key: Key) -> Self {
        self.earlier.push(key);
        self
    }
}
