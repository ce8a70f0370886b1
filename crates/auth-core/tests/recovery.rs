//! What a connection comes back from: restarts, failed sign-ins, slow stores, log-outs, other processes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::{
    AccessToken, AuthHeaders, Authenticator, AuthorizationCode, AuthorizationCodeGrant, Clock,
    ConnectionId, Delivery, Error, ErrorKind, Expiry, ExposeSecret, Grant, HeaderMap, MemoryStore,
    Moment, PasswordSource, PersonTask, RefreshPolicy, RefreshToken, Renewal, Response, SignIn,
    StatusCode, TokenSet, TokenStore, Verdict,
    store::{Record, Replaced, Stored, Version},
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, bearer, issuing, json, secs, token};

fn id() -> ConnectionId {
    ConnectionId::new("plain/1")
}

fn connect(
    provider: Plain,
    transport: &ScriptedTransport,
    clock: impl Clock,
    store: impl TokenStore,
) -> Authenticator {
    Authenticator::builder(provider, transport.clone())
        .clock(clock)
        .store(store, id())
        .runtime(tokio::runtime::Handle::current())
        .build()
}

async fn sign_in(auth: &Authenticator) -> Result<AuthHeaders, Error> {
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await
}

fn record(clock: &ManualClock, access: &str, age: u64, life: u64, refresh: Option<&str>) -> Record {
    let sent = clock.now().wall - secs(age);
    let mut tokens = TokenSet::new(AccessToken::new(access), Expiry::At(sent + secs(life)));
    if let Some(refresh) = refresh {
        tokens = tokens.with_refresh_token(RefreshToken::new(refresh), None);
    }
    Record::new(tokens, sent, sent)
}

async fn put(store: &MemoryStore, record: &Record) {
    let stands = store
        .load(&id())
        .await
        .unwrap()
        .map(|stored| stored.version);
    store.replace(&id(), stands, Some(record)).await.unwrap();
}

async fn stored_refresh_token(store: &MemoryStore) -> Option<String> {
    let stored = store.load(&id()).await.unwrap()?;
    stored
        .record
        .tokens
        .refresh_token()
        .map(|token| token.expose_secret().to_owned())
}

fn lost() -> Result<Response, Error> {
    Err(Error::new(ErrorKind::Unavailable, "lost").delivered(Delivery::Uncertain))
}

#[tokio::test]
async fn a_restart_with_an_expired_token_renews_it_for_the_first_caller() {
    let (store, clock) = (MemoryStore::new(), ManualClock::default());
    put(&store, &record(&clock, "old", 1000, 300, Some("r1"))).await;
    let transport = issuing(300);
    let auth = connect(Plain::person(), &transport, clock, store);
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn a_failed_sign_in_takes_nothing_from_a_connection_that_works() {
    let clock = ManualClock::default();
    let transport = issuing(300)
        .then(|_| Ok(token(7, 300)))
        .then_json(400, r#"{"error":"invalid_grant"}"#);
    let auth = connect(
        Plain::person(),
        &transport,
        clock.clone(),
        MemoryStore::new(),
    );
    sign_in(&auth).await.unwrap();
    assert!(sign_in(&auth).await.is_err());
    assert!(auth.status().problem.is_none());
    clock.advance(secs(299));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
}

#[tokio::test]
async fn a_failed_sign_in_voids_no_pause() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then(|_| Ok(json(429, "")))
        .then_json(400, r#"{"error":"invalid_grant"}"#)
        .then(|_| Ok(token(1, 300)));
    let auth = connect(Plain::no_overlap(), &transport, clock, MemoryStore::new());
    assert!(auth.headers().await.is_err());
    assert!(auth.sign_in(Grant::password("typo")).await.is_err());
    assert!(auth.headers().await.is_err());
    assert_eq!(
        transport.count(),
        2,
        "the pause of the rate limit still runs"
    );
}

/// A store whose writes take the given times, in turn.
#[derive(Clone)]
struct Slow {
    inner: MemoryStore,
    delays: Arc<Mutex<Vec<Duration>>>,
}

impl Slow {
    fn new(inner: &MemoryStore, delays: &[Duration]) -> Self {
        Self {
            inner: inner.clone(),
            delays: Arc::new(Mutex::new(delays.to_vec())),
        }
    }
}

impl TokenStore for Slow {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.inner.load(connection).await
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        let delay = {
            let mut delays = self.delays.lock().unwrap();
            if delays.is_empty() {
                Duration::ZERO
            } else {
                delays.remove(0)
            }
        };
        // why: paused time, the store's slowness
        tokio::time::sleep(delay).await;
        self.inner.replace(connection, expected, record).await
    }
}

async fn pass(time: Duration) {
    // why: paused time, nothing waits
    tokio::time::sleep(time).await;
}

#[tokio::test(start_paused = true)]
async fn a_late_save_does_not_overwrite_a_newer_token() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let transport = issuing(300);
    let slow = Slow::new(&store, &[secs(30)]);
    let auth = connect(Plain::person(), &transport, clock.clone(), slow);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(299));
    auth.headers().await.unwrap();
    pass(secs(60)).await;
    assert_eq!(
        stored_refresh_token(&store).await.as_deref(),
        Some("refresh-2")
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_log_out_does_not_remove_the_next_sign_in() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let slow = Slow::new(&store, &[Duration::ZERO, secs(1)]);
    let auth = connect(Plain::person(), &issuing(300), clock.clone(), slow);
    sign_in(&auth).await.unwrap();
    auth.forget();
    clock.advance(secs(5));
    tokio::task::yield_now().await;
    sign_in(&auth).await.unwrap();
    pass(secs(100)).await;
    assert_eq!(
        stored_refresh_token(&store).await.as_deref(),
        Some("refresh-2")
    );
}

#[tokio::test(start_paused = true)]
async fn a_save_that_is_under_way_does_not_undo_a_log_out() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let slow = Slow::new(&store, &[secs(10)]);
    let auth = connect(Plain::person(), &issuing(300), clock, slow);
    sign_in(&auth).await.unwrap();
    auth.forget();
    pass(secs(100)).await;
    assert!(store.load(&id()).await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn what_was_forgotten_before_it_was_read_is_not_served() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    put(&store, &record(&clock, "old", 10, 300, Some("r1"))).await;
    let slow = Slow::new(&store, &[secs(1)]);
    let auth = connect(
        Plain::person(),
        &ScriptedTransport::new(),
        clock.clone(),
        slow,
    );
    auth.forget();
    assert!(auth.headers().await.is_err());
    clock.advance(secs(10));
    assert!(auth.headers().await.is_err());
    pass(secs(10)).await;
    assert!(store.load(&id()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_refresh_token_that_may_be_spent_is_not_sent_by_the_next_process() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then(|_| lost());
    let auth = connect(Plain::person(), &transport, clock.clone(), store.clone());
    sign_in(&auth).await.unwrap();
    clock.advance(secs(299));
    assert!(auth.headers().await.is_err());
    drop(auth);
    let next = connect(Plain::person(), &transport, clock.clone(), store);
    assert!(next.headers().await.is_err());
    clock.advance(secs(10));
    assert!(next.headers().await.is_err());
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn a_person_may_insist_on_a_renewal_whose_answer_was_lost() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then(|_| lost())
        .then(|_| Ok(token(2, 300)));
    let auth = common::connect(Plain::person(), &transport, &clock);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(299));
    let error = auth.headers().await.unwrap_err();
    assert!(
        matches!(
            error.person_task(),
            Some(PersonTask::SignInAfterLostAnswer(_))
        ),
        "{error}"
    );
    auth.retry();
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
}

#[tokio::test]
async fn a_redirected_renewal_counts_as_uncertain() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then(|_| Ok(Response::new(StatusCode::FOUND, HeaderMap::new(), "")));
    let auth = common::connect(Plain::person(), &transport, &clock);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(299));
    assert!(auth.headers().await.is_err());
    clock.advance(secs(100));
    assert!(auth.headers().await.is_err());
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn a_grant_whose_headers_cannot_be_made_still_hands_over_its_refresh_token() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then_json(
            200,
            "{\"access_token\":\"t\u{e9}\",\"expires_in\":300,\"refresh_token\":\"refresh-2\"}",
        )
        .then(|request| {
            assert!(format!("{:?}", request.body()).contains("refresh_token"));
            let auth_core::Body::Fields(_, fields) = request.body() else {
                panic!("a form")
            };
            let sent = fields.iter().any(|field| match &field.value {
                auth_core::FieldValue::Secret(secret) => secret.expose_secret() == "refresh-2",
                _ => false,
            });
            assert!(sent, "the new refresh token is used, not the spent one");
            Ok(token(3, 300))
        });
    let auth = common::connect(Plain::person(), &transport, &clock);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(299));
    assert_eq!(
        auth.headers().await.unwrap_err().kind(),
        &ErrorKind::Configuration
    );
    clock.advance(secs(60));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-3");
}

/// A store that is down.
#[derive(Clone, Default)]
struct Down(Arc<AtomicUsize>);

impl TokenStore for Down {
    async fn load(&self, _: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.0.fetch_add(1, SeqCst);
        Err(Error::new(ErrorKind::Store, "the store is down"))
    }

    async fn replace(
        &self,
        _: &ConnectionId,
        _: Option<Version>,
        _: Option<&Record>,
    ) -> Result<Replaced, Error> {
        Err(Error::new(ErrorKind::Store, "the store is down"))
    }
}

#[tokio::test]
async fn a_store_that_is_down_is_not_asked_by_every_caller() {
    let (clock, down) = (ManualClock::default(), Down::default());
    let auth = connect(
        Plain::person(),
        &ScriptedTransport::new(),
        clock.clone(),
        down.clone(),
    );
    for _ in 0..100 {
        assert_eq!(auth.headers().await.unwrap_err().kind(), &ErrorKind::Store);
    }
    assert_eq!(down.0.load(SeqCst), 1);
    clock.advance(secs(5));
    assert!(auth.headers().await.is_err());
    assert_eq!(down.0.load(SeqCst), 2, "it is asked again later");
}

/// A machine that was started `990` seconds after the clock's own start.
struct Rebooted(ManualClock);

impl Clock for Rebooted {
    fn uptime(&self) -> Duration {
        self.0.uptime().saturating_sub(secs(990))
    }

    fn now(&self) -> Moment {
        Moment {
            uptime: self.uptime(),
            ..self.0.now()
        }
    }
}

#[tokio::test]
async fn a_token_older_than_the_last_boot_ends_in_time() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    put(&store, &record(&clock, "old", 280, 300, None)).await;
    let auth = connect(
        Plain::person(),
        &ScriptedTransport::new(),
        Rebooted(clock.clone()),
        store,
    );
    assert_eq!(bearer(&auth.headers().await.unwrap()), "old");
    clock.advance(secs(11));
    assert!(auth.headers().await.is_err());
}

#[tokio::test]
async fn a_sign_in_by_another_process_is_taken_over() {
    for gone in [false, true] {
        let (clock, store) = (ManualClock::default(), MemoryStore::new());
        put(&store, &record(&clock, "old", 10, 300, None)).await;
        let auth = connect(
            Plain::person(),
            &ScriptedTransport::new(),
            clock.clone(),
            store.clone(),
        );
        let held = auth.headers().await.unwrap();
        if gone {
            auth.report(
                held.generation(),
                &Verdict::NeedsPerson(PersonTask::Consent),
            );
        }
        clock.advance(secs(300));
        assert!(auth.headers().await.is_err());
        put(&store, &record(&clock, "new", 0, 300, None)).await;
        clock.advance(secs(5));
        assert_eq!(bearer(&auth.headers().await.unwrap()), "new");
    }
}

#[tokio::test]
async fn a_static_key_that_was_refused_may_be_tried_again() {
    let tokens = Box::new(TokenSet::new(AccessToken::new("key"), Expiry::Never));
    let provider = Plain::new(RefreshPolicy::new(Renewal::None), SignIn::Static(tokens));
    let auth = common::connect(provider, &ScriptedTransport::new(), &ManualClock::default());
    let held = auth.headers().await.unwrap();
    auth.report(
        held.generation(),
        &Verdict::NeedsPerson(PersonTask::GenerateKey),
    );
    assert_eq!(
        auth.headers().await.unwrap_err().person_task(),
        Some(&PersonTask::GenerateKey)
    );
    auth.retry();
    assert_eq!(bearer(&auth.headers().await.unwrap()), "key");
}

#[tokio::test(start_paused = true)]
async fn a_password_that_is_never_given_blocks_nobody_for_ever() {
    let ask = PasswordSource::asking(|| async { std::future::pending().await });
    let provider = Plain::new(RefreshPolicy::new(Renewal::SignIn), SignIn::Password(ask));
    let transport = issuing(300);
    let auth = connect(
        provider,
        &transport,
        ManualClock::default(),
        MemoryStore::new(),
    );
    assert_eq!(
        auth.headers().await.unwrap_err().kind(),
        &ErrorKind::DeadlineExceeded
    );
    pass(secs(600)).await;
    assert_eq!(
        bearer(&auth.sign_in(Grant::password("pw")).await.unwrap()),
        "token-1"
    );
}

#[tokio::test]
async fn invalidations_in_a_row_do_not_cause_a_storm() {
    let transport = issuing(300);
    let auth = common::connect(Plain::client(), &transport, &ManualClock::default());
    for _ in 0..100 {
        if auth.headers().await.is_ok() {
            auth.invalidate();
        }
    }
    assert!(transport.count() <= 3, "{} exchanges", transport.count());
}

#[tokio::test]
async fn an_outage_of_renewals_that_may_be_repeated_ends_no_login() {
    let clock = ManualClock::default();
    let policy = RefreshPolicy::new(Renewal::RefreshToken)
        .with_overlap(false)
        .with_replay(auth_core::Replay::Sparingly);
    let mut transport = issuing(300).then(|_| Ok(token(9, 300)));
    for _ in 0..4 {
        transport = transport.then(|_| Ok(json(502, "")));
    }
    let auth = common::connect(Plain::new(policy, SignIn::Person), &transport, &clock);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(300));
    for _ in 0..3600 {
        if auth.headers().await.is_ok() {
            break;
        }
        clock.advance(secs(1));
    }
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    assert_eq!(transport.count(), 6, "once soon, then with long pauses");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_forgotten_while_it_is_obtained_holds_up_nothing() {
    let (transport, clock) = (issuing(300), ManualClock::default());
    let auth = Authenticator::builder(Plain::client(), transport.clone())
        .clock(clock)
        .store(MemoryStore::new(), id())
        .build();
    let gate = transport.hold();
    let waiting = tokio::spawn({
        let auth = auth.clone();
        async move { auth.headers().await.map(|headers| bearer(&headers)) }
    });
    common::until(|| transport.count() == 1).await;
    auth.forget();
    gate.open(2);
    // The timer is this runtime's: that of the exchanges would stand still with their thread.
    let served = tokio::time::timeout(secs(20), waiting).await.unwrap();
    assert_eq!(served.unwrap().unwrap(), "token-2");
}

#[tokio::test]
async fn a_grant_that_is_gone_before_its_renewal_leaves_needs_a_person() {
    let (transport, clock) = (issuing(300), ManualClock::default());
    let auth = connect(
        Plain::person(),
        &transport,
        clock.clone(),
        MemoryStore::new(),
    );
    let generation = sign_in(&auth).await.unwrap().generation();
    clock.advance(secs(299));
    let mut waiting = std::pin::pin!(auth.headers());
    // The renewal is decided, and its task has not run yet.
    assert!(futures_util::FutureExt::now_or_never(waiting.as_mut()).is_none());
    auth.report(generation, &Verdict::NeedsPerson(PersonTask::SignIn));
    let error = waiting.await.unwrap_err();
    assert!(error.person_task().is_some(), "{error}");
    assert_eq!(transport.count(), 1);
}
