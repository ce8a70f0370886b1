//! Several processes over one store: one renews, the others learn it, and no refresh token is spent twice.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::{
    AccessToken, AuthHeaders, Authenticator, AuthorizationCode, AuthorizationCodeGrant, Clock,
    ConnectionId, Delivery, Error, ErrorKind, Expiry, Grant, MemoryStore, Moment, PersonTask,
    RefreshToken, TokenSet, TokenStore,
    store::{Intent, Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, bearer, issuing, json, secs, token, until};
use futures_util::future::join_all;

/// What a lease lasts: the exchange, and three writes.
const TERM: Duration = secs(20 + 3 * 2);

fn id() -> ConnectionId {
    ConnectionId::new("plain/1")
}

/// Another process over `store`.
fn member(
    store: &(impl TokenStore + Clone),
    transport: &ScriptedTransport,
    clock: &ManualClock,
) -> Authenticator {
    Authenticator::builder(Plain::person(), transport.clone())
        .clock(clock.clone())
        .store(store.clone(), id())
        .runtime(tokio::runtime::Handle::current())
        .build()
}

async fn sign_in(auth: &Authenticator) -> AuthHeaders {
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await.unwrap()
}

/// Processes that all hold the tokens of one sign-in, `token-1`.
async fn signed_in(
    members: usize,
    store: &(impl TokenStore + Clone),
    transport: &ScriptedTransport,
    clock: &ManualClock,
) -> Vec<Authenticator> {
    let fleet: Vec<_> = (0..members)
        .map(|_| member(store, transport, clock))
        .collect();
    sign_in(&fleet[0]).await;
    for auth in &fleet {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    }
    assert_eq!(transport.count(), 1);
    fleet
}

async fn stored(store: &impl TokenStore) -> Stored {
    store.load(&id()).await.unwrap().unwrap()
}

fn task(outcome: &Result<AuthHeaders, Error>) -> Option<&PersonTask> {
    outcome.as_ref().err().and_then(Error::person_task)
}

async fn pass(time: Duration) {
    // why: paused time, nothing waits
    tokio::time::sleep(time).await;
}

#[tokio::test]
async fn of_many_processes_one_renews_and_the_others_adopt() {
    let clock = ManualClock::default();
    let (store, transport) = (MemoryStore::with_clock(clock.clone()), issuing(300));
    let fleet = signed_in(16, &store, &transport, &clock).await;
    for round in 2..6 {
        clock.advance(secs(299));
        let gate = transport.hold();
        let (early, late) = fleet.split_at(8);
        let at_once = join_all(early.iter().map(Authenticator::headers));
        let meanwhile = async {
            until(|| transport.count() == round).await;
            join_all(late.iter().map(Authenticator::headers)).await
        };
        let opens = async {
            until(|| transport.count() == round).await;
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            gate.open(fleet.len());
        };
        let (at_once, meanwhile, ()) = tokio::join!(at_once, meanwhile, opens);
        for headers in at_once.into_iter().chain(meanwhile) {
            assert_eq!(bearer(&headers.unwrap()), format!("token-{round}"));
        }
        assert_eq!(transport.count(), round, "the others ask nobody");
        let record = stored(&store).await.record;
        assert!(record.intent.is_none(), "the result takes the intent away");
    }
}

#[tokio::test]
async fn a_refused_token_is_marked_dead_and_the_others_ask_nobody() {
    let clock = ManualClock::default();
    let store = MemoryStore::with_clock(clock.clone());
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then_json(400, r#"{"error":"invalid_grant"}"#);
    let fleet = signed_in(8, &store, &transport, &clock).await;
    clock.advance(secs(299));
    for outcome in join_all(fleet.iter().map(Authenticator::headers)).await {
        assert_eq!(task(&outcome), Some(&PersonTask::SignIn), "{outcome:?}");
    }
    assert_eq!(transport.count(), 2, "it is refused once");
    let record = stored(&store).await.record;
    assert!(record.tokens.refresh_token().is_none() && record.intent.is_none());
    let newcomer = member(&store, &transport, &clock);
    assert!(newcomer.headers().await.is_err());
    assert_eq!(transport.count(), 2, "nor does one that starts later ask");
}

#[tokio::test]
async fn after_a_refusal_a_sign_in_in_one_process_is_taken_over_by_the_others() {
    let clock = ManualClock::default();
    let store = MemoryStore::with_clock(clock.clone());
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then_json(400, r#"{"error":"invalid_grant"}"#)
        .then(|_| Ok(token(2, 300)));
    let fleet = signed_in(3, &store, &transport, &clock).await;
    clock.advance(secs(299));
    join_all(fleet.iter().map(Authenticator::headers)).await;
    sign_in(&fleet[0]).await;
    clock.advance(secs(5));
    for auth in &fleet {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
    }
    assert_eq!(transport.count(), 3);
}

#[tokio::test]
async fn an_intent_is_withdrawn_when_nothing_was_spent() {
    let undelivered =
        || Err(Error::new(ErrorKind::Unavailable, "no route").delivered(Delivery::NotDelivered));
    for spares in 0..2 {
        let clock = ManualClock::default();
        let store = MemoryStore::with_clock(clock.clone());
        let transport = ScriptedTransport::new()
            .then(|_| Ok(token(1, 300)))
            .then(move |_| {
                if spares == 0 {
                    Ok(json(503, ""))
                } else {
                    undelivered()
                }
            })
            .then(|_| Ok(token(2, 300)));
        let fleet = signed_in(2, &store, &transport, &clock).await;
        clock.advance(secs(299));
        let error = fleet[0].headers().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Unavailable);
        assert!(stored(&store).await.record.intent.is_none());
        let headers = fleet[1].headers().await.unwrap();
        assert_eq!(bearer(&headers), "token-2", "the next process may spend it");
        clock.advance(secs(100));
        assert_eq!(bearer(&fleet[0].headers().await.unwrap()), "token-2");
    }
}

/// A record of a process that died between its intent and its result.
async fn orphan(store: &MemoryStore, clock: &ManualClock) -> Intent {
    let sent = clock.now().wall - secs(250);
    let tokens = TokenSet::new(AccessToken::new("old"), Expiry::At(sent + secs(300)))
        .with_refresh_token(RefreshToken::new("spent?"), None);
    let mut record = Record::new(tokens, sent, sent);
    let intent = Intent {
        by: TransactionId::random(),
        at: clock.now().wall - secs(3),
    };
    record.intent = Some(intent);
    store.replace(&id(), None, Some(&record)).await.unwrap();
    intent
}

#[tokio::test(start_paused = true)]
async fn the_renewal_of_a_process_that_died_is_not_repeated() {
    let clock = ManualClock::default();
    let (store, transport) = (MemoryStore::with_clock(clock.clone()), issuing(300));
    let intent = orphan(&store, &clock).await;
    let fleet = [(); 3].map(|()| member(&store, &transport, &clock));
    for auth in &fleet {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "old");
        pass(secs(1)).await;
        let served = auth.headers().await.unwrap();
        assert_eq!(bearer(&served), "old", "it is served until its end");
    }
    clock.advance(secs(49));
    for auth in &fleet {
        let outcome = auth.headers().await;
        let lost = PersonTask::SignInAfterLostAnswer(intent.at);
        assert_eq!(task(&outcome), Some(&lost), "{outcome:?}");
    }
    clock.advance(secs(3600));
    for auth in &fleet {
        let outcome = auth.headers().await;
        assert!(task(&outcome).is_some(), "{outcome:?}");
    }
    assert_eq!(transport.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_person_may_insist_on_the_renewal_of_a_process_that_died() {
    let clock = ManualClock::default();
    let (store, transport) = (MemoryStore::with_clock(clock.clone()), issuing(300));
    orphan(&store, &clock).await;
    let fleet = [(); 2].map(|()| member(&store, &transport, &clock));
    clock.advance(secs(49));
    for auth in &fleet {
        assert!(auth.headers().await.is_err());
    }
    fleet[0].retry();
    assert_eq!(bearer(&fleet[0].headers().await.unwrap()), "token-1");
    clock.advance(secs(100));
    assert_eq!(bearer(&fleet[1].headers().await.unwrap()), "token-1");
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn an_answer_that_comes_after_the_lease_is_saved_and_adopted() {
    let clock = ManualClock::default();
    let (store, transport) = (MemoryStore::with_clock(clock.clone()), issuing(300));
    let fleet = signed_in(2, &store, &transport, &clock).await;
    clock.advance(secs(299));
    let gate = transport.hold();
    let stalled = fleet[0].headers();
    let others = async {
        until(|| transport.count() == 2).await;
        let intent = stored(&store).await.record.intent.unwrap();
        // Its lease ends while it hangs, by the store's clock: to the next process it looks dead.
        clock.advance(TERM);
        let outcome = fleet[1].headers().await;
        let lost = PersonTask::SignInAfterLostAnswer(intent.at);
        assert_eq!(task(&outcome), Some(&lost), "{outcome:?}");
        gate.open(1);
    };
    let late = tokio::join!(stalled, others).0.unwrap();
    assert_eq!(bearer(&late), "token-2");
    clock.advance(secs(60));
    assert_eq!(bearer(&fleet[1].headers().await.unwrap()), "token-2");
    assert_eq!(transport.count(), 2, "its refresh token was spent once");
}

#[tokio::test(start_paused = true)]
async fn a_result_is_taken_from_a_process_that_never_gives_its_lease_back() {
    let clock = ManualClock::default();
    let (store, transport) = (MemoryStore::with_clock(clock.clone()), issuing(300));
    let fleet = signed_in(2, &store, &transport, &clock).await;
    clock.advance(secs(299));
    let by = TransactionId::random();
    let leased = store.lease(&id(), by, TERM).await.unwrap();
    let Leased::Granted { lease, stored } = leased else {
        panic!("nobody holds it")
    };
    let early = fleet[0].headers();
    let works = async {
        pass(secs(5)).await;
        let now = clock.now().wall;
        let tokens = TokenSet::new(AccessToken::new("theirs"), Expiry::At(now + secs(300)));
        let record = Record::new(tokens, now, now).brought_by(by);
        let version = stored.map(|stored| stored.version);
        let saved = store.commit(&id(), &lease, version, &record).await;
        assert!(matches!(saved, Ok(Replaced::Done(_))));
        let start = tokio::time::Instant::now();
        let late = fleet[1].headers().await.unwrap();
        assert_eq!(bearer(&late), "theirs");
        start
    };
    let (early, saved) = tokio::join!(early, works);
    assert_eq!(bearer(&early.unwrap()), "theirs");
    let waited = saved.elapsed();
    assert!(waited < secs(1), "{waited:?} for the lease, not the result");
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn what_was_forgotten_in_one_process_ends_in_the_others_at_their_next_renewal() {
    let clock = ManualClock::default();
    let (store, transport) = (MemoryStore::with_clock(clock.clone()), issuing(300));
    let fleet = signed_in(3, &store, &transport, &clock).await;
    fleet[0].forget();
    while store.load(&id()).await.unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    assert_eq!(bearer(&fleet[1].headers().await.unwrap()), "token-1");
    clock.advance(secs(299));
    for auth in &fleet {
        let outcome = auth.headers().await;
        assert_eq!(task(&outcome), Some(&PersonTask::SignIn), "{outcome:?}");
    }
    assert_eq!(transport.count(), 1, "a removed login is not renewed");
    assert!(store.load(&id()).await.unwrap().is_none());
}

/// A store that can be cut off.
#[derive(Clone, Default)]
struct CutOff {
    inner: MemoryStore,
    down: Arc<AtomicBool>,
}

impl CutOff {
    fn reached(&self) -> Result<&MemoryStore, Error> {
        if self.down.load(SeqCst) {
            return Err(Error::new(ErrorKind::Store, "the store is down"));
        }
        Ok(&self.inner)
    }
}

impl TokenStore for CutOff {
    async fn load(&self, at: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.reached()?.load(at).await
    }

    async fn replace(
        &self,
        at: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        self.reached()?.replace(at, expected, record).await
    }

    async fn lease(
        &self,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        self.reached()?.lease(at, by, term).await
    }

    async fn commit(
        &self,
        at: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        self.reached()?.commit(at, lease, expected, record).await
    }

    async fn release(&self, at: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        self.reached()?.release(at, lease).await
    }

    async fn changed(&self, at: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        self.reached()?.changed(at, known).await
    }
}

#[tokio::test(start_paused = true)]
async fn without_its_store_a_process_spends_nothing_and_serves_what_it_has() {
    let clock = ManualClock::default();
    let (store, transport) = (CutOff::default(), issuing(300));
    let fleet = signed_in(2, &store, &transport, &clock).await;
    store.down.store(true, SeqCst);
    clock.advance(secs(285));
    for auth in &fleet {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
        pass(secs(1)).await;
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    }
    clock.advance(secs(14));
    for auth in &fleet {
        let error = auth.headers().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Store, "{error}");
    }
    assert_eq!(transport.count(), 1, "a token that rotates is not risked");
    store.down.store(false, SeqCst);
    clock.advance(secs(120));
    for auth in &fleet {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
    }
    assert_eq!(transport.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_goes_down_during_an_exchange_gets_the_token_later() {
    let clock = ManualClock::default();
    let store = CutOff::default();
    let down = Arc::clone(&store.down);
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then(move |_| {
            down.store(true, SeqCst);
            Ok(token(2, 300))
        });
    let fleet = signed_in(2, &store, &transport, &clock).await;
    clock.advance(secs(299));
    assert_eq!(bearer(&fleet[0].headers().await.unwrap()), "token-2");
    let unsaved = fleet[0].status().unsaved.unwrap();
    assert_eq!(unsaved.kind(), &ErrorKind::Store, "health tells of it");
    pass(secs(600)).await;
    assert!(fleet[0].status().unsaved.is_some());
    store.down.store(false, SeqCst);
    pass(secs(120)).await;
    assert!(fleet[0].status().unsaved.is_none(), "it was saved since");
    assert_eq!(bearer(&fleet[1].headers().await.unwrap()), "token-2");
    assert_eq!(transport.count(), 2, "saving again is not asking again");
}

/// A store with a clock of its own.
#[derive(Clone)]
struct Aging {
    inner: MemoryStore,
    clock: ManualClock,
    written: Arc<Mutex<HashMap<Version, Duration>>>,
}

impl Aging {
    fn new(clock: &ManualClock) -> Self {
        Self {
            inner: MemoryStore::with_clock(clock.clone()),
            clock: clock.clone(),
            written: Arc::default(),
        }
    }

    fn aged(&self, stored: Option<Stored>) -> Option<Stored> {
        let stored = stored?;
        let now = self.clock.uptime();
        let written = self.written.lock().unwrap()[&stored.version];
        Some(stored.aged(now.saturating_sub(written)))
    }

    fn noted(&self, replaced: Replaced) -> Replaced {
        match replaced {
            Replaced::Done(version) => {
                let now = self.clock.uptime();
                let written = version.map(|version| (version, now));
                self.written.lock().unwrap().extend(written);
                Replaced::Done(version)
            }
            Replaced::Conflict(stored) => Replaced::Conflict(self.aged(stored)),
            other => other,
        }
    }
}

impl TokenStore for Aging {
    async fn load(&self, at: &ConnectionId) -> Result<Option<Stored>, Error> {
        Ok(self.aged(self.inner.load(at).await?))
    }

    async fn replace(
        &self,
        at: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        Ok(self.noted(self.inner.replace(at, expected, record).await?))
    }

    async fn lease(
        &self,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        let mut leased = self.inner.lease(at, by, term).await?;
        if let Leased::Granted { stored, .. } | Leased::Held { stored, .. } = &mut leased {
            *stored = self.aged(stored.take());
        }
        Ok(leased)
    }

    async fn commit(
        &self,
        at: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        let committed = self.inner.commit(at, lease, expected, record).await?;
        Ok(self.noted(committed))
    }

    async fn release(&self, at: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        self.inner.release(at, lease).await
    }

    async fn changed(&self, at: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        self.inner.changed(at, known).await
    }
}

#[tokio::test(start_paused = true)]
async fn clocks_that_are_minutes_apart_agree_about_a_tokens_end() {
    let database = ManualClock::default();
    let (store, transport) = (Aging::new(&database), issuing(300));
    let noon = database.now().wall;
    let clocks = [noon, noon + secs(180), noon - secs(180)].map(ManualClock::at);
    let fleet: Vec<_> = clocks
        .iter()
        .map(|clock| member(&store, &transport, clock))
        .collect();
    let pass_everywhere = |time| {
        database.advance(time);
        for clock in &clocks {
            clock.advance(time);
        }
    };
    sign_in(&fleet[0]).await;
    pass_everywhere(secs(10));
    for auth in &fleet {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
    }
    pass_everywhere(secs(190));
    for auth in &fleet {
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
        pass(secs(1)).await;
    }
    assert_eq!(transport.count(), 1, "nobody renews 200 s into 300 s");
    // The one whose clock is slow would serve it for three minutes more, did it ask its own clock.
    for round in 2..5 {
        pass_everywhere(secs(299));
        for auth in fleet.iter().rev() {
            let headers = auth.headers().await.unwrap();
            assert_eq!(bearer(&headers), format!("token-{round}"));
        }
        assert_eq!(transport.count(), round);
    }
}

/// The runtime's clock, which a test can pause.
#[derive(Clone)]
struct Paused(tokio::time::Instant);

impl Clock for Paused {
    fn uptime(&self) -> Duration {
        self.0.elapsed()
    }

    fn now(&self) -> Moment {
        Moment {
            uptime: self.uptime(),
            ..ManualClock::default().now()
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_renewed_as_long_as_its_exchange_lasts() {
    let clock = ManualClock::default();
    let store = MemoryStore::with_clock(Paused(tokio::time::Instant::now()));
    let transport = issuing(300);
    let fleet = signed_in(1, &store, &transport, &clock).await;
    clock.advance(secs(299));
    let gate = transport.hold();
    let slow = fleet[0].headers();
    let others = async {
        until(|| transport.count() == 2).await;
        for _ in 0..19 {
            pass(secs(1)).await;
            let leased = store.lease(&id(), TransactionId::random(), TERM).await;
            let Leased::Held { left, .. } = leased.unwrap() else {
                panic!("it was lost")
            };
            assert!(
                left + secs(1) >= TERM * 2 / 3,
                "{left:?} are left, a third passes at most"
            );
        }
        gate.open(1);
    };
    let (headers, ()) = tokio::join!(slow, others);
    assert_eq!(bearer(&headers.unwrap()), "token-2");
    let leased = store.lease(&id(), TransactionId::random(), TERM).await;
    assert!(
        matches!(leased, Ok(Leased::Granted { .. })),
        "it was given back"
    );
    assert_eq!(transport.count(), 2);
}
