//! A store of two methods, without leases: several owners of one login do not get into each other's way all the same.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use auth_core::{
    Authenticator, AuthorizationCode, AuthorizationCodeGrant, ConnectionId, Error, Grant,
    MemoryStore, TokenStore,
    store::{Record, Replaced, Stored, Version},
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, bearer, issuing, secs};
use futures_util::future::join_all;

/// Lets others run before each of its answers.
#[derive(Clone, Default)]
struct TwoMethods(MemoryStore);

impl TokenStore for TwoMethods {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        tokio::task::yield_now().await;
        self.0.load(connection).await
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        tokio::task::yield_now().await;
        self.0.replace(connection, expected, record).await
    }
}

fn connect(
    transport: &ScriptedTransport,
    clock: &ManualClock,
    store: &TwoMethods,
) -> Authenticator {
    Authenticator::builder(Plain::person(), transport.clone())
        .clock(clock.clone())
        .store(store.clone(), ConnectionId::new("plain/1"))
        .runtime(tokio::runtime::Handle::current())
        .build()
}

async fn sign_in(auth: &Authenticator) {
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_comes_second_waits_for_the_first_ones_result() {
    let (transport, clock, store) = (issuing(300), ManualClock::default(), TwoMethods::default());
    let fleet: Vec<_> = (0..8)
        .map(|_| connect(&transport, &clock, &store))
        .collect();
    sign_in(&fleet[0]).await;
    for round in 2..6 {
        clock.advance(secs(300));
        let served = join_all(fleet.iter().map(|auth| async {
            let headers = auth.headers().await;
            headers.map(|headers| bearer(&headers))
        }));
        for token in served.await {
            assert_eq!(token.unwrap(), format!("token-{round}"));
        }
        assert_eq!(
            transport.count(),
            round,
            "one exchange, whoever needed a token"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_intent_without_a_result_is_waited_for_and_then_reported() {
    let (transport, clock, store) = (issuing(300), ManualClock::default(), TwoMethods::default());
    let (first, second) = (
        connect(&transport, &clock, &store),
        connect(&transport, &clock, &store),
    );
    sign_in(&first).await;
    second.headers().await.unwrap();
    let connection = ConnectionId::new("plain/1");
    let stored = store.load(&connection).await.unwrap().unwrap();
    let mut record = stored.record;
    let at = record.issued_at;
    let by = auth_core::store::TransactionId::random();
    record.intent = Some(auth_core::store::Intent { by, at });
    store
        .replace(&connection, Some(stored.version), Some(&record))
        .await
        .unwrap();
    clock.advance(secs(300));
    let started = tokio::time::Instant::now();
    let error = second.headers_within(secs(120)).await.unwrap_err();
    assert!(started.elapsed() >= secs(20), "{:?}", started.elapsed());
    assert_eq!(
        error.person_task(),
        Some(&auth_core::PersonTask::SignInAfterLostAnswer(at))
    );
    assert_eq!(transport.count(), 1, "nothing was spent");
}
