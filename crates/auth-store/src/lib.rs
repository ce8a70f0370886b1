//! Token stores beyond memory: encrypted, versioned, leased, shared by the processes of a machine or of a fleet.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(any(
        feature = "file",
        feature = "keyring",
        feature = "postgres",
        feature = "redis",
        feature = "sqlite"
    )),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "no store, nothing to keep"
    )
)]

#[cfg(any(feature = "file", feature = "keyring", feature = "sqlite"))]
mod blocking;
#[cfg_attr(not(feature = "file"), allow(dead_code))]
mod bytes;
mod envelope;
#[cfg(all(feature = "file", unix))]
mod file;
mod key;
#[cfg(feature = "keyring")]
#[cfg_attr(docsrs, doc(cfg(feature = "keyring")))]
mod keyring;
#[cfg(all(any(feature = "file", feature = "keyring"), unix))]
mod lock;
#[cfg(unix)]
#[cfg_attr(not(feature = "file"), allow(dead_code))]
mod private;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
mod redis;
mod refusal;
mod slots;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
mod sqlite;
#[cfg(all(unix, feature = "testing"))]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;
#[cfg(any(feature = "file", feature = "keyring", feature = "sqlite"))]
#[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
mod uptime;

#[cfg(all(feature = "file", unix))]
#[cfg_attr(docsrs, doc(cfg(feature = "file")))]
pub use file::FileStore;
pub use key::{Key, KeyRing};
#[cfg(feature = "keyring")]
#[cfg_attr(docsrs, doc(cfg(feature = "keyring")))]
pub use keyring::KeyringStore;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use redis::RedisStore;
pub use slots::Rewrapped;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
pub use sqlite::SqliteStore;
