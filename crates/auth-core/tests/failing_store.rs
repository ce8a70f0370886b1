//! A shared store that fails, is late, or does what it is told without saying so: nobody is alarmed, nothing is lost.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use auth_core::{
    AuthHeaders, Authenticator, AuthorizationCode, AuthorizationCodeGrant, Clock, ConnectionId,
    Error, ErrorKind, ExposeSecret, Grant, MemoryStore, PersonTask, RefreshPolicy, Renewal, Replay,
    SignIn, TokenStore, Verdict,
    store::{Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, bearer, issuing, secs, until};
use futures_util::FutureExt;
use time::format_description::well_known::Rfc3339;
use tokio::time::Instant;

/// What happens to an operation.
#[derive(Clone, Copy)]
enum Fault {
    None,
    /// Not done.
    Refused,
    /// Done, but the answer is lost.
    Unheard,
    /// Done after this time.
    Late(Duration),
}

/// A store in memory, to which things happen in turn.
#[derive(Clone)]
struct Failing {
    inner: MemoryStore,
    leases: Arc<Mutex<VecDeque<Fault>>>,
    writes: Arc<Mutex<VecDeque<Fault>>>,
    /// The refresh tokens that were to be written, in turn.
    written: Arc<Mutex<Vec<String>>>,
    /// How often it was asked for anything.
    calls: Arc<Mutex<usize>>,
}

impl Failing {
    fn new(inner: &MemoryStore) -> Self {
        Self {
            inner: inner.clone(),
            leases: Arc::default(),
            writes: Arc::default(),
            written: Arc::default(),
            calls: Arc::default(),
        }
    }

    fn asked(&self) {
        *self.calls.lock().unwrap() += 1;
    }

    fn note(&self, record: Option<&Record>) {
        let token = record.and_then(|record| record.tokens.refresh_token());
        let token = token.map(|token| token.expose_secret().to_owned());
        self.written.lock().unwrap().extend(token);
    }

    fn leases(&self, faults: &[Fault]) {
        self.leases.lock().unwrap().extend(faults);
    }

    fn writes(&self, faults: &[Fault]) {
        self.writes.lock().unwrap().extend(faults);
    }
}

async fn through<T>(
    faults: &Mutex<VecDeque<Fault>>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let fault = faults.lock().unwrap().pop_front().unwrap_or(Fault::None);
    let broken = Error::new(ErrorKind::Store, "the store fails");
    match fault {
        Fault::None => work.await,
        Fault::Refused => Err(broken),
        Fault::Unheard => work.await.and(Err(broken)),
        Fault::Late(by) => {
            // why: paused time, the store's slowness
            tokio::time::sleep(by).await;
            work.await
        }
    }
}

impl TokenStore for Failing {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.asked();
        self.inner.load(connection).await
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        self.asked();
        self.note(record);
        let work = self.inner.replace(connection, expected, record);
        through(&self.writes, work).await
    }

    async fn lease(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        self.asked();
        through(&self.leases, self.inner.lease(connection, by, term)).await
    }

    async fn commit(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        self.note(Some(record));
        let work = self.inner.commit(connection, lease, expected, record);
        through(&self.writes, work).await
    }

    async fn release(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        self.inner.release(connection, lease).await
    }

    async fn changed(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Error> {
        self.inner.changed(connection, known).await
    }
}

fn id() -> ConnectionId {
    ConnectionId::new("plain/1")
}

fn connect(
    provider: Plain,
    transport: &ScriptedTransport,
    clock: &ManualClock,
    store: &Failing,
) -> Authenticator {
    Authenticator::builder(provider, transport.clone())
        .clock(clock.clone())
        .store(store.clone(), id())
        .runtime(tokio::runtime::Handle::current())
        .build()
}

async fn sign_in(auth: &Authenticator) -> Result<AuthHeaders, Error> {
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await
}

fn call(auth: &Authenticator) -> tokio::task::JoinHandle<Result<AuthHeaders, Error>> {
    let auth = auth.clone();
    tokio::spawn(async move { auth.headers().await })
}

async fn stored_refresh_token(store: &MemoryStore) -> String {
    let record = store.load(&id()).await.unwrap().unwrap().record;
    let token = record.tokens.refresh_token().unwrap();
    token.expose_secret().to_owned()
}

async fn pass(time: Duration) {
    // why: paused time, nothing waits
    tokio::time::sleep(time).await;
}

/// Two processes that hold the tokens of one sign-in, which are at their end.
async fn pair(
    transport: &ScriptedTransport,
    clock: &ManualClock,
    stores: [&Failing; 2],
) -> [Authenticator; 2] {
    let [one, other] = stores.map(|store| connect(Plain::person(), transport, clock, store));
    sign_in(&one).await.unwrap();
    other.headers().await.unwrap();
    clock.advance(secs(300));
    [one, other]
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_is_granted_too_late_is_given_back() {
    let (clock, store) = (
        ManualClock::default(),
        MemoryStore::with_clock(ManualClock::default()),
    );
    let failing = Failing::new(&store);
    let transport = issuing(300);
    let auth = connect(Plain::person(), &transport, &clock, &failing);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(300));
    failing.leases(&[Fault::Late(secs(10))]);
    assert_eq!(auth.headers().await.unwrap_err().kind(), &ErrorKind::Store);
    pass(secs(20)).await;
    let by = TransactionId::random();
    let leased = store.lease(&id(), by, secs(1)).await.unwrap();
    assert!(matches!(leased, Leased::Granted { .. }), "{leased:?}");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_is_not_saved_over_the_tokens_that_came_from_it() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let (failing, healthy) = (Failing::new(&store), Failing::new(&store));
    let transport = issuing(300);
    failing.writes(&[Fault::Unheard]);
    let one = connect(Plain::person(), &transport, &clock, &failing);
    sign_in(&one).await.unwrap();
    assert!(one.status().unsaved.is_some());
    let other = connect(Plain::person(), &transport, &clock, &healthy);
    clock.advance(secs(300));
    assert_eq!(bearer(&other.headers().await.unwrap()), "token-2");
    pass(secs(60)).await;
    assert!(one.status().unsaved.is_none());
    assert_eq!(stored_refresh_token(&store).await, "refresh-2");
}

#[tokio::test(start_paused = true)]
async fn tokens_that_are_not_saved_yet_alarm_no_other_process() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let (failing, healthy) = (Failing::new(&store), Failing::new(&store));
    let transport = issuing(300);
    let [one, other] = pair(&transport, &clock, [&failing, &healthy]).await;
    failing.writes(&[Fault::None, Fault::Refused, Fault::Refused]);
    assert_eq!(bearer(&one.headers().await.unwrap()), "token-2");
    assert!(one.status().unsaved.is_some());
    assert_eq!(bearer(&other.headers().await.unwrap()), "token-2");
    assert_eq!(transport.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_intent_that_was_recorded_unheard_is_followed_by_its_exchange() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let (failing, healthy) = (Failing::new(&store), Failing::new(&store));
    let transport = issuing(300);
    let [one, other] = pair(&transport, &clock, [&failing, &healthy]).await;
    failing.writes(&[Fault::Unheard]);
    assert_eq!(bearer(&one.headers().await.unwrap()), "token-2");
    assert_eq!(bearer(&other.headers().await.unwrap()), "token-2");
    assert_eq!(transport.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_intent_in_doubt_is_explained_by_the_next_attempt() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let (failing, healthy) = (Failing::new(&store), Failing::new(&store));
    let transport = issuing(300);
    let [one, other] = pair(&transport, &clock, [&failing, &healthy]).await;
    failing.writes(&[Fault::Unheard, Fault::Refused]);
    assert_eq!(one.headers().await.unwrap_err().kind(), &ErrorKind::Store);
    let waiting = tokio::spawn(async move { other.headers().await });
    clock.advance(secs(5));
    assert_eq!(bearer(&one.headers().await.unwrap()), "token-2");
    assert_eq!(bearer(&waiting.await.unwrap().unwrap()), "token-2");
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn a_login_that_is_dropped_during_its_exchange_ends_the_exchange() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let gate = ScriptedTransport::new();
    let held = Arc::new(Mutex::new(None::<Authenticator>));
    let dropper = Arc::clone(&held);
    let transport = gate
        .then(move |_| {
            dropper.lock().unwrap().as_ref().unwrap().forget();
            Ok(common::token(1, 300))
        })
        .then(|_| Ok(common::token(2, 300)));
    let auth = connect(Plain::client(), &transport, &clock, &Failing::new(&store));
    *held.lock().unwrap() = Some(auth.clone());
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_could_not_be_saved_is_not_saved_over_a_later_one() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let failing = Failing::new(&store);
    let auth = connect(Plain::person(), &issuing(300), &clock, &failing);
    failing.writes(&[Fault::Refused]);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(10));
    sign_in(&auth).await.unwrap();
    pass(secs(60)).await;
    assert_eq!(stored_refresh_token(&store).await, "refresh-2");
    assert!(auth.status().unsaved.is_none());
}

#[tokio::test(start_paused = true)]
async fn tokens_are_not_saved_late_beside_newer_ones() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let failing = Failing::new(&store);
    let policy = RefreshPolicy::new(Renewal::RefreshToken).with_replay(Replay::Sparingly);
    let provider = Plain::new(policy, SignIn::Person);
    let auth = connect(provider, &issuing(300), &clock, &failing);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(300));
    failing.writes(&[Fault::None, Fault::Refused]);
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
    // The attempt in the background gets its lease only when the next renewal has gone on without the store.
    failing.leases(&[Fault::Late(Duration::from_millis(1500)), Fault::Refused]);
    pass(Duration::from_millis(200)).await;
    failing.written.lock().unwrap().clear();
    failing.writes(&[Fault::Refused; 2]);
    clock.advance(secs(300));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-3");
    pass(secs(60)).await;
    let written = failing.written.lock().unwrap().clone();
    assert!(written.iter().all(|it| it == "refresh-3"), "{written:?}");
    assert_eq!(stored_refresh_token(&store).await, "refresh-3");
    assert!(auth.status().unsaved.is_none());
}

#[tokio::test]
async fn a_drain_waits_for_the_exchange_that_is_under_way_and_refuses_nothing_after_it() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let transport = issuing(300);
    let auth = connect(Plain::client(), &transport, &clock, &Failing::new(&store));
    let gate = transport.hold();
    let caller = call(&auth);
    until(|| transport.count() == 1).await;
    let drainer = auth.clone();
    let draining = tokio::spawn(async move { drainer.drain(secs(60)).await });
    let mut cancelled = Box::pin(auth.drain(secs(60)));
    assert!(cancelled.as_mut().now_or_never().is_none());
    drop(cancelled);
    tokio::task::yield_now().await;
    assert!(!draining.is_finished());
    gate.open(1);
    auth.drain(secs(60)).await.unwrap();
    draining.await.unwrap().unwrap();
    assert_eq!(bearer(&caller.await.unwrap().unwrap()), "token-1");
    assert_eq!(stored_refresh_token(&store).await, "refresh-1");
    clock.advance(secs(300));
    gate.open(1);
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
}

#[tokio::test(start_paused = true)]
async fn a_drain_tells_of_an_exchange_that_outlasts_it() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let transport = issuing(300);
    let auth = connect(Plain::client(), &transport, &clock, &Failing::new(&store));
    let gate = transport.hold();
    let caller = call(&auth);
    until(|| transport.count() == 1).await;
    let error = auth.drain(secs(5)).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::DeadlineExceeded, "{error}");
    gate.open(1);
    auth.drain(secs(5)).await.unwrap();
    caller.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_drain_hurries_what_is_tried_once_a_minute_otherwise() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let failing = Failing::new(&store);
    let auth = connect(Plain::person(), &issuing(300), &clock, &failing);
    failing.writes(&[Fault::Refused; 6]);
    sign_in(&auth).await.unwrap();
    pass(secs(30)).await;
    assert!(auth.status().unsaved.is_some());
    let start = Instant::now();
    auth.drain(secs(60)).await.unwrap();
    assert!(start.elapsed() < secs(5), "{:?}", start.elapsed());
    assert_eq!(stored_refresh_token(&store).await, "refresh-1");
}

#[tokio::test(start_paused = true)]
async fn drains_of_a_store_that_stays_away_say_since_when_tokens_are_not_saved() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let failing = Failing::new(&store);
    let auth = connect(Plain::person(), &issuing(300), &clock, &failing);
    failing.writes(&[Fault::Refused; 100]);
    sign_in(&auth).await.unwrap();
    let since = clock.now().wall.format(&Rfc3339).unwrap();
    clock.advance(secs(30));
    let (one, other) = tokio::join!(auth.drain(secs(10)), auth.drain(secs(20)));
    for error in [one.unwrap_err(), other.unwrap_err()] {
        assert_eq!(error.kind(), &ErrorKind::Store);
        assert!(error.to_string().contains(&since), "{error}");
    }
    failing.writes.lock().unwrap().clear();
    auth.drain(secs(100)).await.unwrap();
    assert_eq!(stored_refresh_token(&store).await, "refresh-1");
}

#[tokio::test(start_paused = true)]
async fn a_drain_waits_until_a_login_that_was_dropped_is_removed() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let failing = Failing::new(&store);
    let auth = connect(Plain::person(), &issuing(300), &clock, &failing);
    sign_in(&auth).await.unwrap();
    failing.writes(&[Fault::Refused; 3]);
    auth.forget();
    let error = auth.drain(Duration::from_millis(500)).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store);
    let start = Instant::now();
    auth.drain(secs(60)).await.unwrap();
    assert!(start.elapsed() < secs(10), "{:?}", start.elapsed());
    assert!(store.load(&id()).await.unwrap().is_none());
}

#[test]
fn a_drain_with_nothing_to_do_is_over_at_once_without_a_runtime_or_a_store() {
    let store = Failing::new(&MemoryStore::new());
    let auth = Authenticator::builder(Plain::person(), issuing(300))
        .store(store.clone(), id())
        .build();
    assert!(auth.drain(Duration::ZERO).now_or_never().unwrap().is_ok());
    assert_eq!(*store.calls.lock().unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_could_not_be_saved_yields_to_a_later_one_that_was_read_since() {
    let (clock, store) = (ManualClock::default(), MemoryStore::new());
    let (failing, healthy) = (Failing::new(&store), Failing::new(&store));
    let transport = issuing(300);
    let one = connect(Plain::person(), &transport, &clock, &failing);
    let other = connect(Plain::person(), &transport, &clock, &healthy);
    failing.writes(&[Fault::Refused; 2]);
    let headers = sign_in(&one).await.unwrap();
    clock.advance(secs(10));
    sign_in(&other).await.unwrap();
    let gone = Verdict::NeedsPerson(PersonTask::SignIn);
    one.report(headers.generation(), &gone);
    assert_eq!(bearer(&one.headers().await.unwrap()), "token-2");
    one.drain(secs(60)).await.unwrap();
    assert_eq!(stored_refresh_token(&store).await, "refresh-2");
}
