//! The Redis store against real servers: what it costs, what stands there, what is told, what goes wrong.

#![cfg(all(feature = "redis", feature = "testing"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod cost;
mod faults;
mod layout;
mod news;
#[path = "../../../auth-core/tests/common/mod.rs"]
mod provider;
mod settings;
mod suite;

use std::time::Duration;

use auth_core::{ConnectionId, TokenStore, store::Version};
use auth_store::{Key, KeyRing, RedisStore};
use common::{done, record};
use redis::FromRedisValue;

fn keys() -> KeyRing {
    KeyRing::new(Key::new("test", [7; 32]).unwrap())
}

async fn open(url: impl Into<String>) -> RedisStore {
    RedisStore::open(url.into(), keys()).await.unwrap()
}

/// Creates the record, which has to work.
async fn create(store: &RedisStore, connection: &ConnectionId) -> Version {
    done(
        store
            .replace(connection, None, Some(&record("first")))
            .await,
    )
    .unwrap()
}

/// Asks the server as its operator would.
async fn ask<T: FromRedisValue>(url: &str, command: &str) -> T {
    let client = redis::Client::open(url).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let mut words = command.split_whitespace();
    let mut command = redis::cmd(words.next().unwrap());
    for word in words {
        command.arg(word);
    }
    command.query_async(&mut connection).await.unwrap()
}

/// Tries until `done`; a test that hangs here has failed.
async fn until(mut done: impl AsyncFnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !done().await {
        assert!(begun.elapsed() < Duration::from_secs(20), "it never comes");
        // why: what is waited for happens in another process, and nothing tells of it
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
