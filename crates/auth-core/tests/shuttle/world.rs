//! What surrounds the engine in a model: a provider's server, a store that takes its time, a connection under suspicion.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::{
    AuthHeaders, Authenticator, AuthorizationCode, AuthorizationCodeGrant, Body, ConnectionId,
    Error, ErrorKind, ExposeSecret, Facts, FieldValue, Grant, HeaderSet, Jitter, MemoryStore,
    Provider, Request, Response, TokenSet, TokenStore, Transport, Verdict,
    model::{Provoked, shuttle},
    store::{Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
    testing::ManualClock,
};
use shuttle::{
    future::{block_on, yield_now},
    rand::{Rng, thread_rng},
};

use crate::{
    check::OF_CALLERS,
    common::{Plain, bearer, json, token},
};

/// Lets others go first, as any way over a network does.
pub(crate) async fn on_the_way() {
    for _ in 0..thread_rng().gen_range(1..3) {
        yield_now().await;
    }
}

/// The provider's server: rotates refresh tokens, and takes none twice. Clones are one server.
///
/// The tokens of the n-th request that departed are `token-n` and `refresh-n`.
#[derive(Clone, Default)]
pub(crate) struct Server(Arc<Mutex<Ledger>>);

#[derive(Default)]
struct Ledger {
    departed: usize,
    under_way: usize,
    most_at_once: usize,
    spent: Vec<String>,
    /// So many requests are answered by a 503 first.
    refusals: usize,
}

impl Server {
    pub(crate) fn refusing(refusals: usize) -> Self {
        let server = Self::default();
        server.ledger().refusals = refusals;
        server
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap()
    }

    /// How many requests have departed.
    pub(crate) fn departed(&self) -> usize {
        self.ledger().departed
    }

    /// How many were under way at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.ledger().most_at_once
    }
}

/// The refresh token that a request spends.
fn spent(request: &Request) -> Option<String> {
    let Body::Fields(_, fields) = request.body() else {
        return None;
    };
    let field = fields.iter().find(|field| field.name == "refresh_token")?;
    match &field.value {
        FieldValue::Secret(secret) => Some(secret.expose_secret().to_owned()),
        _ => None,
    }
}

impl Transport for Server {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let n = {
            let mut ledger = self.ledger();
            ledger.departed += 1;
            ledger.under_way += 1;
            ledger.most_at_once = ledger.most_at_once.max(ledger.under_way);
            ledger.departed
        };
        on_the_way().await;
        let answer = {
            let mut ledger = self.ledger();
            if let Some(left) = ledger.refusals.checked_sub(1) {
                ledger.refusals = left;
                json(503, "")
            } else {
                if let Some(token) = spent(&request) {
                    assert!(!ledger.spent.contains(&token), "{token} was spent twice");
                    ledger.spent.push(token);
                }
                token(n, 3600)
            }
        };
        on_the_way().await;
        self.ledger().under_way -= 1;
        Ok(answer)
    }
}

/// A provider that panics a few times.
pub(crate) struct Clumsy {
    provider: Plain,
    /// Calls before the panic; none comes after it.
    left: AtomicUsize,
}

impl Clumsy {
    pub(crate) fn after(provider: Plain, calls: usize) -> Self {
        let left = AtomicUsize::new(calls + 1);
        Self { provider, left }
    }

    fn stumble(&self) {
        let left = self.left.load(SeqCst);
        self.left.store(left.saturating_sub(1), SeqCst);
        if left == 1 {
            Provoked::panic();
        }
    }
}

impl Provider for Clumsy {
    fn facts(&self) -> &Facts {
        self.provider.facts()
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        self.stumble();
        self.provider.token_request(grant)
    }

    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        self.stumble();
        self.provider.token_response(grant, response)
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        self.stumble();
        self.provider.headers(tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        self.provider.verdict(response)
    }
}

/// A store at the other end of a network, which fails so many times, before or after it did what it was asked.
#[derive(Clone)]
pub(crate) struct Distant(Arc<Remote>);

struct Remote {
    memory: MemoryStore,
    failures: AtomicUsize,
    /// Calls that are not answered yet.
    busy: AtomicUsize,
}

impl Distant {
    pub(crate) fn failing(clock: &ManualClock, failures: usize) -> Self {
        Self(Arc::new(Remote {
            memory: MemoryStore::with_clock(clock.clone()),
            failures: AtomicUsize::new(failures),
            busy: AtomicUsize::new(0),
        }))
    }

    pub(crate) fn new(clock: &ManualClock) -> Self {
        Self::failing(clock, 0)
    }

    pub(crate) fn id() -> ConnectionId {
        ConnectionId::new("plain/1")
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.0.busy.load(SeqCst) > 0
    }

    /// What stands there, asked at once.
    pub(crate) fn stands(&self) -> Option<Record> {
        let stored = block_on(self.0.memory.load(&Self::id())).unwrap();
        stored.map(|stored| stored.record)
    }

    fn fail(&self) -> Result<(), Error> {
        let left = self.0.failures.load(SeqCst);
        if left > 0 && thread_rng().gen_ratio(1, 3) {
            self.0.failures.store(left - 1, SeqCst);
            return Err(Error::new(ErrorKind::Store, "unreachable"));
        }
        Ok(())
    }

    /// An answer that may get lost.
    async fn call<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let done = self.ask(work).await;
        self.fail()?;
        done
    }

    async fn ask<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.0.busy.fetch_add(1, SeqCst);
        on_the_way().await;
        let done = match self.fail() {
            Ok(()) => work.await,
            Err(error) => Err(error),
        };
        on_the_way().await;
        self.0.busy.fetch_sub(1, SeqCst);
        done
    }
}

impl TokenStore for Distant {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.call(self.0.memory.load(connection)).await
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        self.call(self.0.memory.replace(connection, expected, record))
            .await
    }

    async fn lease(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        // A lease that nobody knows of would last for ever, on a clock that stands.
        self.ask(self.0.memory.lease(connection, by, term)).await
    }

    async fn commit(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        self.call(self.0.memory.commit(connection, lease, expected, record))
            .await
    }

    async fn release(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        on_the_way().await;
        self.0.memory.release(connection, lease).await
    }

    async fn changed(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Error> {
        self.0.memory.changed(connection, known).await
    }
}

/// A connection, and up to which request its tokens are known to be bad.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) auth: Authenticator,
    pub(crate) server: Server,
    pub(crate) clock: ManualClock,
    /// How fast time goes while a model waits for what happens in the background.
    pub(crate) pace: Duration,
    bad: Arc<AtomicU64>,
}

impl Connection {
    pub(crate) fn new(provider: impl Provider, server: Server) -> Self {
        Self::over(provider, server, ManualClock::default(), None)
    }

    pub(crate) fn over(
        provider: impl Provider,
        server: Server,
        clock: ManualClock,
        store: Option<&Distant>,
    ) -> Self {
        let builder = Authenticator::builder(provider, server.clone())
            .clock(clock.clone())
            .wait_at_most(OF_CALLERS)
            .jitter(Jitter(0));
        let builder = match store {
            Some(store) => builder.store(store.clone(), Distant::id()),
            None => builder,
        };
        Self {
            auth: builder.build(),
            server,
            clock,
            pace: Duration::ZERO,
            bad: Arc::default(),
        }
    }

    /// What a caller gets: never a token that is known to be bad, even if it became so while he slept.
    pub(crate) fn headers(&self) -> Result<AuthHeaders, Error> {
        let mut bad = 0;
        let mut headers = pin!(self.auth.headers());
        let headers = block_on(poll_fn(|context| {
            bad = self.bad();
            headers.as_mut().poll(context)
        }));
        headers.inspect(|headers| Self::check(headers, bad))
    }

    /// As [`Connection::headers`], without waiting.
    pub(crate) fn try_headers(&self) -> Option<AuthHeaders> {
        let bad = self.bad();
        let headers = self.auth.try_headers();
        headers.inspect(|headers| Self::check(headers, bad))
    }

    pub(crate) fn sign_in(&self) -> Result<AuthHeaders, Error> {
        let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
        block_on(self.auth.sign_in(Grant::AuthorizationCode(code)))
    }

    pub(crate) fn report(&self, headers: &AuthHeaders) {
        self.auth.report(headers.generation(), &Verdict::Rejected);
        self.bad.fetch_max(number(headers), SeqCst);
    }

    pub(crate) fn invalidate(&self) {
        let departed = self.server.departed() as u64;
        self.auth.invalidate();
        self.bad.fetch_max(departed, SeqCst);
    }

    pub(crate) fn forget(&self) {
        let departed = self.server.departed() as u64;
        self.auth.forget();
        self.bad.fetch_max(departed, SeqCst);
    }

    /// The last request whose token is known to be bad.
    pub(crate) fn bad(&self) -> u64 {
        self.bad.load(SeqCst)
    }

    /// Waits until nothing is left to do, as long as that takes.
    pub(crate) fn drain(&self) {
        block_on(self.auth.drain(OF_CALLERS)).expect("all is done in the end");
    }

    /// Waits until nothing is under way in the background.
    pub(crate) fn settle(&self, store: Option<&Distant>) {
        let busy = || {
            let status = self.auth.status();
            status.renewing || status.unsaved.is_some() || store.is_some_and(Distant::is_busy)
        };
        // Between two calls of the store nobody is busy for a moment.
        let mut quiet = 0;
        while quiet < 20 {
            quiet = if busy() { 0 } else { quiet + 1 };
            self.clock.advance(self.pace);
            shuttle::thread::yield_now();
        }
    }

    fn check(headers: &AuthHeaders, bad: u64) {
        let served = number(headers);
        assert!(served > bad, "token {served} was served, {bad} is bad");
    }
}

/// Which request brought the token.
pub(crate) fn number(headers: &AuthHeaders) -> u64 {
    bearer(headers)
        .trim_start_matches("token-")
        .parse()
        .unwrap()
}

/// Which request brought the tokens of a record.
pub(crate) fn number_of(record: &Record) -> u64 {
    let token = record.tokens.access_token().expose_secret();
    token.trim_start_matches("token-").parse().unwrap()
}
