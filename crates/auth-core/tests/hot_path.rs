//! A hit costs no allocation, takes no lock, asks no store, and is ready at the first poll.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use auth_core::{
    Authenticator, AuthorizationCode, AuthorizationCodeGrant, ConnectionId, Error, Grant,
    MemoryStore, Request, Response, SharedAuthenticator, Transport, testing::ManualClock,
};
use common::{Plain, bearer, connect, counting::Counting, issuing, json, secs};
use futures_util::FutureExt;

#[test]
fn a_hundred_thousand_hits_allocate_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let clock = ManualClock::default();
    let transport = issuing(3600);
    let auth: SharedAuthenticator = connect(Plain::client(), &transport, &clock).into();
    runtime.block_on(auth.headers()).unwrap();
    let mut hits = 0_u32;
    let measured = allocation_counter::measure(|| {
        for _ in 0..100_000 {
            hits += u32::from(
                auth.headers()
                    .now_or_never()
                    .is_some_and(|result| result.is_ok()),
            );
            hits += u32::from(auth.try_headers().is_some());
        }
    });
    assert_eq!(hits, 200_000);
    assert_eq!(
        measured.count_total, 0,
        "{} allocations",
        measured.count_total
    );
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn a_hundred_thousand_hits_ask_the_store_nothing_and_a_renewal_asks_four_times() {
    let store = Counting::new(MemoryStore::new());
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = Authenticator::builder(Plain::person(), transport.clone())
        .clock(clock.clone())
        .store(store.clone(), ConnectionId::new("plain/1"))
        .runtime(tokio::runtime::Handle::current())
        .build();
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await.unwrap();
    for renewed in 1..=3 {
        let before = store.operations();
        for _ in 0..100_000 {
            assert!(auth.headers().await.is_ok());
        }
        assert_eq!(store.operations() - before, 0);
        clock.advance(secs(3600));
        let headers = auth.headers().await.unwrap();
        assert_eq!(bearer(&headers), format!("token-{}", renewed + 1));
        let cost = store.operations() - before;
        assert_eq!(cost, 4, "lease, intend, save, release");
    }
}

/// Answers with a token of 1 KiB, and remembers nothing.
struct Issue;

impl Transport for Issue {
    async fn send(&self, _: Request) -> Result<Response, Error> {
        let token = "t".repeat(1024);
        Ok(json(
            200,
            &format!(r#"{{"access_token":"{token}","expires_in":3600}}"#),
        ))
    }
}

#[test]
fn an_authenticator_with_a_token_of_one_kibibyte_takes_at_most_two() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // Everything runs on this thread, where allocations are counted.
    let connect = |provider| {
        Authenticator::builder(provider, Issue)
            .runtime(runtime.handle().clone())
            .build()
    };
    runtime
        .block_on(connect(Plain::client()).headers())
        .unwrap();
    let count = 64;
    // What the user configured stands outside.
    let providers: Vec<_> = (0..count).map(|_| Plain::client()).collect();
    let mut held = Vec::with_capacity(count);
    let measured = allocation_counter::measure(|| {
        for provider in providers {
            let auth = connect(provider);
            runtime.block_on(auth.headers()).unwrap();
            // The flight's task ends after it has told everyone.
            runtime.block_on(tokio::task::yield_now());
            held.push(auth);
        }
    });
    let each = measured.bytes_current / i64::try_from(count).unwrap();
    assert!((1024..=2048).contains(&each), "{each} bytes");
}
