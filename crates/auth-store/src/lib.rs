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

mod envelope;
mod key;
#[cfg(unix)]
mod private;
mod slots;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
mod sqlite;
#[cfg(any(feature = "keyring", feature = "sqlite"))]
mod uptime;

pub use key::{Key, KeyRing};
pub use slots::Rewrapped;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
pub use sqlite::SqliteStore;
