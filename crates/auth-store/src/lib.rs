//! Token stores beyond memory: encrypted, versioned, leased, shared by the processes of a machine or of a fleet.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod envelope;
mod key;
mod slots;

pub use key::{Key, KeyRing};
pub use slots::Rewrapped;
