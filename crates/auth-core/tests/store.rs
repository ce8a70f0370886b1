//! The store is asked as seldom as possible, waited for as briefly as possible, and nothing is lost when it fails.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::ref_option_ref, reason = "mockall writes it")]

mod common;

use std::{
    future::{Future, pending},
    sync::{Arc, Mutex},
};

use auth_core::{
    AccessToken, Authenticator, AuthorizationCode, AuthorizationCodeGrant, Clock, ConnectionId,
    Error, ErrorKind, Expiry, ExposeSecret, Grant, MemoryStore, RefreshToken, TokenSet, TokenStore,
    store::{Record, Replaced, Stored, Version},
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, bearer, issuing, secs};
use mockall::mock;
use proptest::prelude::*;
use time::OffsetDateTime;

mock! {
    Store {}
    impl TokenStore for Store {
        fn load(&self, connection: &ConnectionId) -> impl Future<Output = Result<Option<Stored>, Error>> + Send;
        fn replace<'a>(
            &self, connection: &ConnectionId, expected: Option<Version>, record: Option<&'a Record>,
        ) -> impl Future<Output = Result<Replaced, Error>> + Send;
    }
}

fn connect(
    provider: Plain,
    transport: &ScriptedTransport,
    clock: &ManualClock,
    store: impl TokenStore,
) -> Authenticator {
    Authenticator::builder(provider, transport.clone())
        .clock(clock.clone())
        .store(store, ConnectionId::new("plain/1"))
        .runtime(tokio::runtime::Handle::current())
        .build()
}

fn broken() -> Error {
    Error::new(ErrorKind::Store, "the store is down")
}

#[tokio::test]
async fn a_hit_does_not_touch_the_store() {
    let mut store = MockStore::new();
    store
        .expect_load()
        .times(3) // once at the start, once before each exchange
        .returning(|_| Box::pin(async { Ok(None) }));
    let versions = Arc::new(Mutex::new(0));
    store
        .expect_replace()
        .times(2)
        .returning(move |_, expected, record| {
            let mut version = versions.lock().unwrap();
            let written = *version;
            assert_eq!(
                expected,
                (written > 0).then_some(Version(written)),
                "nobody overwrites what he has not read"
            );
            assert!(record.is_some());
            *version += 1;
            let done = Replaced::Done(Some(Version(*version)));
            Box::pin(async move { Ok(done) })
        });
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock, store);
    for _ in 0..1000 {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    }
    clock.advance(secs(3600));
    for _ in 0..1000 {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_never_answers_delays_by_a_bounded_time() {
    let mut store = MockStore::new();
    store.expect_load().returning(|_| Box::pin(pending()));
    store
        .expect_replace()
        .returning(|_, _, _| Box::pin(pending()));
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock, store);
    let start = tokio::time::Instant::now();
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    assert!(start.elapsed() <= secs(5), "{:?}", start.elapsed());
    assert_eq!(transport.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_could_not_be_saved_is_served_and_saved_later() {
    let saved = MemoryStore::new();
    let failures = Arc::new(Mutex::new(3));
    let mut store = MockStore::new();
    store
        .expect_load()
        .returning(|_| Box::pin(async { Ok(None) }));
    let inner = saved.clone();
    store
        .expect_replace()
        .returning(move |connection, expected, record| {
            let mut left = failures.lock().unwrap();
            if *left > 0 {
                *left -= 1;
                return Box::pin(async { Err(broken()) });
            }
            let (inner, connection, record) = (inner.clone(), connection.clone(), record.cloned());
            Box::pin(async move { inner.replace(&connection, expected, record.as_ref()).await })
        });
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock, store);
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    tokio::time::sleep(secs(120)).await; // why: paused time, the retries' own pauses pass
    let stored = saved
        .load(&ConnectionId::new("plain/1"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        stored.record.tokens.access_token().expose_secret(),
        "token-1"
    );
    assert_eq!(transport.count(), 1, "saving again is not asking again");
}

#[tokio::test]
async fn a_person_is_not_asked_while_the_store_cannot_be_read() {
    let mut store = MockStore::new();
    store
        .expect_load()
        .times(1)
        .returning(|_| Box::pin(async { Err(broken()) }));
    let record = Record::new(
        TokenSet::new(AccessToken::new("kept"), Expiry::Never),
        OffsetDateTime::UNIX_EPOCH,
        OffsetDateTime::UNIX_EPOCH,
    );
    store.expect_load().times(1).returning(move |_| {
        let stored = Stored::new(Version(7), record.clone());
        Box::pin(async move { Ok(Some(stored)) })
    });
    let (transport, clock) = (issuing(300), ManualClock::default());
    let auth = connect(Plain::person(), &transport, &clock, store);
    assert_eq!(auth.headers().await.unwrap_err().kind(), &ErrorKind::Store);
    clock.advance(secs(5));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "kept");
    assert_eq!(transport.count(), 0);
}

#[tokio::test]
async fn a_refusal_does_not_count_when_another_process_has_won() {
    let (store, clock) = (MemoryStore::new(), ManualClock::default());
    let connection = ConnectionId::new("plain/1");
    let other = store.clone();
    // While the refresh is under way, another process saves a newer token; then ours is refused.
    let transport = issuing(300)
        .then_json(
            200,
            r#"{"access_token":"first","expires_in":300,"refresh_token":"r1"}"#,
        )
        .then(move |_| {
            let sent_at = OffsetDateTime::from_unix_timestamp(1_767_225_600 + 299).unwrap();
            let tokens = TokenSet::new(AccessToken::new("theirs"), Expiry::At(sent_at + secs(300)))
                .with_refresh_token(RefreshToken::new("r2"), None);
            let record = Record::new(tokens, sent_at, sent_at);
            let id = ConnectionId::new("plain/1");
            let saved = async {
                let version = other.load(&id).await?.map(|stored| stored.version);
                other.replace(&id, version, Some(&record)).await
            };
            let saved = futures_util::FutureExt::now_or_never(saved).unwrap();
            assert!(matches!(saved, Ok(Replaced::Done(_))));
            Ok(common::json(400, r#"{"error":"invalid_grant"}"#))
        });
    let auth = connect(Plain::person(), &transport, &clock, store.clone());
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await.unwrap();
    assert_eq!(
        store.load(&connection).await.unwrap().unwrap().version,
        Version(1)
    );
    clock.advance(secs(299));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "theirs");
    assert!(
        store.load(&connection).await.unwrap().is_some(),
        "nobody deletes what he has not read"
    );
}

#[tokio::test]
async fn of_many_writers_with_one_version_one_wins() {
    let (store, clock) = (MemoryStore::new(), ManualClock::default());
    let connection = ConnectionId::new("c");
    let record = Record::new(
        TokenSet::new(AccessToken::new("t"), Expiry::Never),
        clock.now().wall,
        clock.now().wall,
    );
    let mut expected = None;
    for _ in 0..20 {
        let writers = (0..16).map(|_| store.replace(&connection, expected, Some(&record)));
        let won: Vec<_> = futures_util::future::join_all(writers)
            .await
            .into_iter()
            .filter_map(|outcome| match outcome.unwrap() {
                Replaced::Done(version) => Some(version),
                _ => None,
            })
            .collect();
        assert_eq!(won.len(), 1);
        assert!(won[0] > expected, "versions grow");
        expected = won[0];
    }
    // What was removed does not come back by a late writer.
    assert!(matches!(
        store.replace(&connection, expected, None).await,
        Ok(Replaced::Done(None))
    ));
    assert!(matches!(
        store.replace(&connection, expected, Some(&record)).await,
        Ok(Replaced::Conflict(None))
    ));
}

fn is_store_error(read: Result<Record, Error>) -> bool {
    read.is_err_and(|error| error.kind() == &ErrorKind::Store)
}

fn instants() -> impl Strategy<Value = OffsetDateTime> {
    (0_i64..250_000_000_000, 0_u32..1_000_000_000).prop_map(|(seconds, nanos)| {
        OffsetDateTime::from_unix_timestamp(seconds)
            .unwrap()
            .replace_nanosecond(nanos)
            .unwrap()
    })
}

proptest! {
    #[test]
    fn a_record_survives_its_bytes(
        access in "\\PC{1,40}", refresh in proptest::option::of("\\PC{1,40}"), end in proptest::option::of(instants()),
        issued in instants(), signed_in in instants(), scope in proptest::option::of("[a-z ]{1,20}"),
        attributes in proptest::collection::btree_map("[a-z]{1,5}", "\\PC{0,10}", 0..4),
    ) {
        let expiry = end.map_or(Expiry::Unknown, Expiry::At);
        let mut tokens = TokenSet::new(AccessToken::new(access), expiry);
        if let Some(refresh) = refresh {
            tokens = tokens.with_refresh_token(RefreshToken::new(refresh), end);
        }
        if let Some(scope) = scope {
            tokens = tokens.with_scope(scope);
        }
        for (name, value) in attributes {
            tokens = tokens.with_attribute(&name, value);
        }
        let record = Record::new(tokens, issued, signed_in);
        let bytes = record.expose_to_bytes().unwrap();
        let back = Record::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&*back.expose_to_bytes().unwrap(), &*bytes);
        prop_assert_eq!(back.tokens.access_token().expose_secret(), record.tokens.access_token().expose_secret());
        prop_assert_eq!((back.issued_at, back.signed_in_at), (issued, signed_in));
    }

    #[test]
    fn bytes_that_are_no_record_are_an_error(bytes: Vec<u8>, schema: u32) {
        prop_assert!(is_store_error(Record::from_bytes(&bytes)));
        let newer = format!(r#"{{"schema":{schema}}}"#);
        prop_assert!(is_store_error(Record::from_bytes(newer.as_bytes())));
    }
}
