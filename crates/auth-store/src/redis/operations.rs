//! What the store does: one script each.

use std::{collections::BTreeSet, time::Duration};

use auth_core::{
    ConnectionId, Error,
    store::{Lease, TransactionId, Version},
};
use redis::ScriptInvocation;

use super::{
    RedisStore,
    script::{Reply, foreign},
};
use crate::{
    KeyRing,
    slots::{Slot, Slots, Swapped, Taken},
};

/// A waiter looks for himself this often, should news be lost.
const POLL: Duration = Duration::from_secs(1);
/// What is left of a removed record, so that a late writer is told apart: longer than the engine goes on trying.
const TOMBSTONE: Duration = Duration::from_secs(7 * 24 * 3600);

impl RedisStore {
    fn key(&self, connection: &ConnectionId) -> String {
        format!("{}record:{}", self.0.prefix, connection.as_str())
    }

    async fn ask(&self, script: &ScriptInvocation<'_>) -> Result<Reply, Error> {
        self.0.link.run(script).await.map(Reply)
    }
}

impl Slots for RedisStore {
    fn ring(&self) -> &KeyRing {
        &self.0.ring
    }

    async fn read(&self, connection: &ConnectionId) -> Result<Option<Slot>, Error> {
        self.ask(&self.0.scripts.read.key(self.key(connection)))
            .await?
            .slot()
    }

    async fn swap(
        &self,
        connection: &ConnectionId,
        lease: Option<&Lease>,
        expected: Option<Version>,
        sealed: Option<&[u8]>,
    ) -> Result<Swapped, Error> {
        let (by, fence) = lease.map(named).unwrap_or_default();
        let mut swap = self.0.scripts.swap.key(self.key(connection));
        swap.arg(digits(expected))
            .arg(sealed.unwrap_or_default())
            .arg((by, fence))
            .arg((self.0.link.channel(), connection.as_str()))
            .arg(whole(TOMBSTONE.as_millis()));
        let reply = self.ask(&swap).await?;
        match reply.word() {
            b"done" => Ok(Swapped::Done(reply.version()?)),
            b"conflict" => Ok(Swapped::Conflict(reply.slot()?)),
            b"lost" => Ok(Swapped::LeaseLost),
            _ => Err(foreign()),
        }
    }

    async fn take(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Taken, Error> {
        let mut take = self.0.scripts.take.key(self.key(connection));
        take.arg(by.to_string())
            .arg(whole(term.as_micros()))
            .arg(whole(TOMBSTONE.as_millis()));
        let reply = self.ask(&take).await?;
        let number = reply.number()?;
        match reply.word() {
            b"granted" => Ok(Taken::Granted {
                fence: number,
                slot: reply.slot()?,
            }),
            b"held" => Ok(Taken::Held {
                left: Duration::from_micros(number),
                slot: reply.slot()?,
            }),
            _ => Err(foreign()),
        }
    }

    async fn give_back(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        let mut give_back = self.0.scripts.give_back.key(self.key(connection));
        give_back
            .arg(named(lease))
            .arg((self.0.link.channel(), connection.as_str()));
        self.ask(&give_back).await.map(drop)
    }

    async fn wait(&self, connection: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        let mut listener = self.0.link.listen();
        let mut look = self.0.scripts.look.key(self.key(connection));
        look.arg(digits(known));
        loop {
            let reply = self.ask(&look).await?;
            if reply.word() == b"changed" {
                return Ok(());
            }
            let left = Duration::from_micros(reply.number()?);
            listener.news_of(connection.as_str(), left.min(POLL)).await;
        }
    }

    async fn list(&self) -> Result<Vec<ConnectionId>, Error> {
        let prefix = format!("{}record:", self.0.prefix);
        let pattern = format!("{}*", literal(&prefix));
        let mut names = BTreeSet::new();
        let mut cursor = "0".to_owned();
        loop {
            let mut list = self.0.scripts.list.arg(&cursor);
            let page: (String, Vec<Vec<u8>>) = self.0.link.run(list.arg(&pattern)).await?;
            let (next, keys) = page;
            names.extend(keys.into_iter().filter_map(|key| {
                let name = String::from_utf8(key).ok()?;
                name.strip_prefix(&prefix).map(ConnectionId::new)
            }));
            if next == "0" {
                return Ok(names.into_iter().collect());
            }
            cursor = next;
        }
    }

    async fn reseal(
        &self,
        connection: &ConnectionId,
        version: Version,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, Error> {
        let mut reseal = self.0.scripts.reseal.key(self.key(connection));
        reseal.arg(version.0).arg(old).arg(new);
        self.0.link.run(&reseal).await
    }
}

fn named(lease: &Lease) -> (String, String) {
    (lease.by.to_string(), lease.fence.to_string())
}

fn digits(version: Option<Version>) -> String {
    version.map_or_else(String::new, |version| version.0.to_string())
}

/// At most a century: a script counts in floating point.
fn whole(number: u128) -> u64 {
    const CENTURY: u64 = 100 * 366 * 24 * 3600 * 1_000_000;
    u64::try_from(number).map_or(CENTURY, |number| number.min(CENTURY))
}

/// A pattern that matches exactly `text`.
fn literal(text: &str) -> String {
    let special = |character| matches!(character, '*' | '?' | '[' | ']' | '\\' | '^' | '-');
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if special(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::{
        Key,
        testing::{self, Redis},
    };

    #[tokio::test]
    async fn a_record_is_sealed_anew_only_as_it_was_read() {
        let Some(server) = testing::found(Redis::start()) else {
            return;
        };
        let keys = KeyRing::new(Key::new("test", [7; 32]).unwrap());
        let store = RedisStore::open(server.url(), keys).await.unwrap();
        let connection = ConnectionId::new("test/1");
        let written = store.swap(&connection, None, None, Some(b"old")).await;
        let Ok(Swapped::Done(Some(version))) = written else {
            panic!("{written:?}");
        };
        let later = Version(version.0 + 1);
        for (version, old, done) in [
            (later, b"old", false),
            (version, b"odd", false),
            (version, b"old", true),
            (version, b"old", false),
        ] {
            let resealed = store.reseal(&connection, version, old, b"new").await;
            assert_eq!(resealed.unwrap(), done);
        }
        let slot = store.read(&connection).await.unwrap().unwrap();
        assert_eq!((slot.version, &*slot.sealed), (version, &b"new"[..]));
    }
}
