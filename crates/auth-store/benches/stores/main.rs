//! What stores cost, against a baseline of the same run.
//!
//! Prints one line `BENCH …` per figure for `cargo xtask bench`. Servers that are not installed are left out, by name.

#![allow(missing_docs, reason = "a program")]
#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]

#[path = "../../../auth-core/tests/common/mod.rs"]
mod common;
#[path = "../../../auth-core/benches/figures/mod.rs"]
mod figures;

mod files;
mod hits;
mod news;
mod renewals;

use std::{sync::Arc, time::Duration};

use auth_core::{
    AccessToken, ConnectionId, Expiry, MemoryStore, RefreshToken, TokenSet, TokenStore,
    store::Record,
};
use auth_store::{
    FileStore, Key, KeyRing, PostgresStore, RedisStore, SqliteStore,
    testing::{self, Postgres, Proxy, Redis},
};
use criterion::Criterion;
use tempfile::TempDir;
use time::OffsetDateTime;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    hits::measure(&mut criterion);
    criterion.final_summary();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        stores().await;
        files::measure().await;
    });
}

/// Every store that there is on this machine.
async fn stores() {
    let bench = Bench {
        wake: news::loopback().await,
        renewal: renewals::millis(MemoryStore::new()).await,
    };
    figures::show("renewal/memory", bench.renewal, "ms", None);

    let folder = TempDir::new().unwrap();
    let path = folder.path().join("records");
    let open = async || FileStore::open(&path, keys()).await.unwrap();
    bench.of("file", open().await, open().await).await;

    let path = folder.path().join("records.db");
    let open = async || SqliteStore::open(&path, keys()).await.unwrap();
    bench.of("sqlite", open().await, open().await).await;

    if let Some(server) = testing::found(Redis::start_durable()) {
        let open = async |url: String| RedisStore::open(url, keys()).await.unwrap();
        bench
            .of("redis", open(server.url()).await, open(server.url()).await)
            .await;
        let proxy = Proxy::before(server.address()).unwrap();
        let store = open(format!("redis://{}", proxy.address())).await;
        renewals::round_trips("redis", store, &proxy).await;
    }
    if let Some(server) = testing::found(Postgres::start()) {
        let open = async |url: &str| PostgresStore::open(url, keys()).await.unwrap();
        let (ours, theirs) = (open(&server.url()).await, open(&server.url()).await);
        bench.of("postgres", ours, theirs).await;
        let proxy = Proxy::before(server.address()).unwrap();
        let store = open(&Postgres::url_at(proxy.address())).await;
        renewals::round_trips("postgres", store, &proxy).await;
    }
}

/// The baselines.
struct Bench {
    /// A byte over loopback, p50 and p99 in milliseconds.
    wake: (f64, f64),
    /// A renewal over a store in memory, in milliseconds.
    renewal: f64,
}

impl Bench {
    async fn of<S: TokenStore>(&self, name: &str, ours: S, theirs: S) {
        let ours = Arc::new(ours);
        news::measure(name, &ours, &theirs, self.wake).await;
        let millis = renewals::millis(theirs).await;
        let ratio = millis / self.renewal;
        figures::show(&format!("renewal/{name}"), millis, "ms", Some(ratio));
    }
}

fn keys() -> KeyRing {
    KeyRing::new(Key::new("bench", [7; 32]).unwrap())
}

/// Tokens of a usual size.
fn record() -> Record {
    let now = OffsetDateTime::now_utc();
    let tokens = TokenSet::new(AccessToken::new("t".repeat(1024)), Expiry::Unknown)
        .with_refresh_token(RefreshToken::new("r".repeat(512)), None);
    Record::new(tokens, now, now)
}

fn connection(name: impl std::fmt::Display) -> ConnectionId {
    ConnectionId::new(format!("bench/{name}"))
}
