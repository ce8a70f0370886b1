//! The PostgreSQL store against real servers: what it costs, what stands there, what is told, what goes wrong.

#![cfg(all(feature = "postgres", unix))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod cost;
mod faults;
mod layout;
mod news;
mod settings;
mod suite;

use std::sync::LazyLock;

use auth_store::{
    Key, KeyRing, PostgresStore,
    testing::{Postgres, Proxy, found},
};
use tokio_postgres::{Client, NoTls};

static RING: LazyLock<KeyRing> =
    LazyLock::new(|| KeyRing::new(Key::new("first", [1; 32]).unwrap()));

fn server() -> Option<Postgres> {
    found(Postgres::start())
}

async fn open(url: &str) -> PostgresStore {
    PostgresStore::open(url, RING.clone()).await.unwrap()
}

/// A server, and a store that reaches it by a proxy.
async fn proxied() -> Option<(Postgres, Proxy, PostgresStore)> {
    let postgres = server()?;
    let proxy = Proxy::before(postgres.address()).unwrap();
    let store = open(&Postgres::url_at(proxy.address())).await;
    Some((postgres, proxy, store))
}

/// A look beneath the store.
async fn sql(postgres: &Postgres) -> Client {
    let (client, connection) = tokio_postgres::connect(&postgres.url(), NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}
