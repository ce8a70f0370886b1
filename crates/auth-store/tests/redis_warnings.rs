//! What the Redis store warns of: alone in its process, since what is logged is heard by thread and by process.

#![cfg(all(feature = "redis", feature = "testing"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io,
    sync::{Arc, Mutex},
};

use auth_store::{
    Key, KeyRing, RedisStore,
    testing::{self, Redis},
};

async fn open(server: &Redis) {
    let keys = KeyRing::new(Key::new("test", [7; 32]).unwrap());
    RedisStore::open(server.url(), keys).await.unwrap();
}

async fn set(server: &Redis, setting: &str, value: &str) {
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let mut command = redis::cmd("CONFIG");
    command.arg("SET").arg(setting).arg(value);
    let _: String = command.query_async(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_server_that_may_lose_what_it_was_given_is_warned_of() {
    let Some(server) = testing::found(Redis::start_durable()) else {
        return;
    };
    let said = Said::default();
    let heard = said.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || heard.clone())
        .finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    open(&server).await;
    assert_eq!(said.take(), "");
    set(&server, "maxmemory-policy", "allkeys-lru").await;
    open(&server).await;
    assert!(said.take().contains("evicts records"));
    set(&server, "maxmemory-policy", "noeviction").await;
    set(&server, "appendonly", "no").await;
    open(&server).await;
    assert!(said.take().contains("lose saved tokens"));
}

/// What was logged.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl io::Write for Said {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
