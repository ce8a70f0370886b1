//! The scripts, each one step on the server and one round trip, and what they answer.

use std::time::Duration;

use auth_core::{Error, ErrorKind, store::Version};
use redis::Script;

use crate::slots::Slot;

/// What every operation is on the server.
pub(super) struct Scripts {
    pub(super) read: Script,
    pub(super) swap: Script,
    pub(super) take: Script,
    pub(super) give_back: Script,
    pub(super) look: Script,
    pub(super) reseal: Script,
    pub(super) list: Script,
    pub(super) mark: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        let on_a_record = |code: &str| Script::new(&[include_str!("stand.lua"), code].concat());
        Self {
            read: on_a_record(include_str!("read.lua")),
            swap: on_a_record(include_str!("swap.lua")),
            take: on_a_record(include_str!("take.lua")),
            give_back: on_a_record(include_str!("give_back.lua")),
            look: on_a_record(include_str!("look.lua")),
            reseal: on_a_record(include_str!("reseal.lua")),
            list: Script::new(include_str!("list.lua")),
            mark: Script::new(include_str!("mark.lua")),
        }
    }
}

/// `{ word, number, version, sealed, age }`, of which the last ones may be missing.
pub(super) struct Reply(pub(super) Vec<Option<Vec<u8>>>);

impl Reply {
    pub(super) fn word(&self) -> &[u8] {
        self.field(0).unwrap_or_default()
    }

    pub(super) fn number(&self) -> Result<u64, Error> {
        self.digits(1)?.ok_or_else(foreign)
    }

    pub(super) fn version(&self) -> Result<Option<Version>, Error> {
        Ok(self.digits(2)?.map(Version))
    }

    pub(super) fn slot(mut self) -> Result<Option<Slot>, Error> {
        let Some(version) = self.version()? else {
            return Ok(None);
        };
        let age = self.digits(4)?.map(Duration::from_micros);
        let sealed = self.0.get_mut(3).and_then(Option::take);
        let sealed = sealed.ok_or_else(foreign)?;
        Ok(Some(Slot {
            version,
            sealed,
            age,
        }))
    }

    fn field(&self, at: usize) -> Option<&[u8]> {
        self.0.get(at)?.as_deref()
    }

    fn digits(&self, at: usize) -> Result<Option<u64>, Error> {
        let number = |field| str::from_utf8(field).ok()?.parse().ok();
        self.field(at)
            .map(|field| number(field).ok_or_else(foreign))
            .transpose()
    }
}

/// What is said of keys that somebody else has written.
pub(super) fn foreign() -> Error {
    Error::new(
        ErrorKind::Store,
        "a key of the Redis server holds no record of this store",
    )
    .advise("give the store a prefix or a database of its own")
}
