//! One connection to one provider, as users build and hold it.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use tokio::runtime::Handle;

use crate::{
    AuthHeaders, Authenticate, Clock, DrainFuture, Error, Generation, Grant, HeadersFuture, Jitter,
    Lifecycle, PasswordSource, Provider, SharedAuthenticator, SignIn, Status, SystemClock,
    Transport, Verdict,
    engine::{Parts, Shell},
    store::{ConnectionId, TokenStore},
};

/// Hands out headers for one connection, and renews what they are made of. Cheap to clone; clones are one connection.
#[derive(Clone)]
pub struct Authenticator(Arc<Shell>);

impl Authenticator {
    /// A connection with the machine's clock and no store.
    pub fn new(provider: impl Provider, transport: impl Transport) -> Self {
        Self::builder(provider, transport).build()
    }

    /// A connection with more choices.
    pub fn builder(provider: impl Provider, transport: impl Transport) -> AuthenticatorBuilder {
        AuthenticatorBuilder {
            jitter: None,
            parts: Parts {
                provider: Arc::new(provider),
                transport: Arc::new(transport),
                clock: Arc::new(SystemClock),
                store: None,
                runtime: None,
                wait_at_most: Duration::from_secs(30),
                exchange_limit: Duration::from_secs(20),
                store_limit: Duration::from_secs(2),
            },
        }
    }

    /// The headers if they are at hand; see [`Authenticate::try_headers`].
    pub fn try_headers(&self) -> Option<AuthHeaders> {
        self.0.at_hand()
    }

    /// The headers, obtained or renewed first if need be, within the builder's time.
    ///
    /// # Errors
    /// As [`Authenticate::headers`].
    pub fn headers(&self) -> HeadersFuture<'_> {
        Authenticate::headers(self)
    }

    /// The headers, obtained or renewed first if need be, within `limit`.
    ///
    /// # Errors
    /// As [`Authenticate::headers`]; [`ErrorKind::DeadlineExceeded`](crate::ErrorKind::DeadlineExceeded) when `limit` passes
    /// first: the exchange goes on, for others and for the next call.
    ///
    /// # Cancel safety
    /// As [`Authenticate::headers`].
    pub async fn headers_within(&self, limit: Duration) -> Result<AuthHeaders, Error> {
        match self.0.hit() {
            Some(headers) => Ok(headers),
            None => self.0.headers(limit).await,
        }
    }

    /// Signs in with what a person brought: a password, a second factor, an authorization code.
    ///
    /// Waits for an exchange that is under way, then makes its own. When it fails, what was held stays as it was.
    ///
    /// # Errors
    /// What the provider answered; [`Error::person_task`] says how a person goes on.
    /// [`ErrorKind::DeadlineExceeded`](crate::ErrorKind::DeadlineExceeded) when the builder's time passes first.
    ///
    /// # Cancel safety
    /// Once the exchange has begun, dropping the future does not stop it.
    pub async fn sign_in(&self, grant: Grant) -> Result<AuthHeaders, Error> {
        self.0.sign_in(grant).await
    }

    /// Takes note of what an API said about the credential of `generation`; see [`Authenticate::report`].
    pub fn report(&self, generation: Generation, verdict: &Verdict) {
        self.0.report(generation, verdict);
    }

    /// Stops serving the access token that is held, and the one that an exchange now under way will bring; refresh
    /// tokens stay. For a suspicion that is not about one generation.
    pub fn invalidate(&self) {
        self.0.invalidate();
    }

    /// Drops every token, in memory at once and in the store as soon as it answers: for a logout or a withdrawn consent.
    ///
    /// A connection that signs in by itself does so again at the next call.
    pub fn forget(&self) {
        self.0.forget();
    }

    /// Tries again now what was given up or put off, because something outside has changed.
    pub fn retry(&self) {
        self.0.retry();
    }

    /// Waits until no exchange is under way and everything is in the store, at the latest until `limit`: for a process that
    /// is about to end. Stop making calls first.
    ///
    /// It begins no renewal and refuses nothing: calls go on as ever, and what they begin after this has returned is not
    /// waited for. While it waits, a store that has failed is tried again every second. A connection with nothing left to do
    /// is drained at once, without a look at its store.
    ///
    /// [The page of the crate](crate#when-the-process-ends) has an example.
    ///
    /// # Errors
    /// What is left after `limit`; it goes on all the same, and may be waited for again.
    /// - [`ErrorKind::DeadlineExceeded`](crate::ErrorKind::DeadlineExceeded): an exchange is under way. Wait longer, or the
    ///   process ends in [the window](crate::transaction).
    /// - [`ErrorKind::Store`](crate::ErrorKind::Store): tokens that are not saved, and since when, or a login that
    ///   [`forget`](Self::forget) could not remove yet. The operator sees to the store; [`Status::unsaved`] tells why.
    ///
    /// # Cancel safety
    /// Dropping the future stops nothing but the waiting.
    pub async fn drain(&self, limit: Duration) -> Result<(), Error> {
        self.0.drain(limit).await
    }

    /// Whether both are one connection: the one is a clone of the other.
    pub fn is_clone_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// How the connection stands.
    pub fn status(&self) -> Status {
        self.0.status()
    }
}

impl Authenticate for Authenticator {
    fn try_headers(&self) -> Option<AuthHeaders> {
        self.0.at_hand()
    }

    fn headers(&self) -> HeadersFuture<'_> {
        match self.0.hit() {
            Some(headers) => HeadersFuture::ready(Ok(headers)),
            None => HeadersFuture::waiting(self.0.headers(self.0.parts.wait_at_most)),
        }
    }

    fn provider(&self) -> &dyn Provider {
        &*self.0.parts.provider
    }

    fn report(&self, generation: Generation, verdict: &Verdict) {
        self.0.report(generation, verdict);
    }

    fn drain(&self, limit: Duration) -> DrainFuture<'_> {
        Box::pin(self.0.drain(limit))
    }
}

impl From<Authenticator> for SharedAuthenticator {
    fn from(authenticator: Authenticator) -> Self {
        Self::new(authenticator)
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.0.parts.provider.facts();
        write!(f, "Authenticator({} {})", facts.provider, facts.scheme)
    }
}

/// Builds an [`Authenticator`].
#[must_use]
pub struct AuthenticatorBuilder {
    parts: Parts,
    jitter: Option<Jitter>,
}

impl AuthenticatorBuilder {
    /// Tells the time by `clock`; by default the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.parts.clock = Arc::new(clock);
        self
    }

    /// Keeps tokens in `store` under `connection`; by default they live in memory only.
    pub fn store(mut self, store: impl TokenStore, connection: ConnectionId) -> Self {
        self.parts.store = Some((Arc::new(store), connection));
        self
    }

    /// Runs exchanges on this runtime; by default on a thread of the library's own, which no caller can shut down.
    ///
    /// It needs its timer enabled. When it goes down during an exchange, the answer is lost.
    pub fn runtime(mut self, runtime: Handle) -> Self {
        self.parts.runtime = Some(runtime);
        self
    }

    /// How long a caller waits for an exchange; 30 s by default.
    pub fn wait_at_most(mut self, limit: Duration) -> Self {
        self.parts.wait_at_most = limit;
        self
    }

    /// How long one token request may take, from the connection to the last byte; 20 s by default. A transport with tighter
    /// bounds of its own keeps to them.
    ///
    /// The lease of a shared store lasts a little longer, by [three writes](Self::store_limit): so long do others wait after
    /// a process was killed in the midst of a renewal.
    pub fn exchange_limit(mut self, limit: Duration) -> Self {
        self.parts.exchange_limit = limit;
        self
    }

    /// How long an exchange waits for one answer of the store; 2 s by default. A write that takes longer goes on.
    pub fn store_limit(mut self, limit: Duration) -> Self {
        self.parts.store_limit = limit;
        self
    }

    /// Fixes the share by which this instance's edges are shifted; random by default.
    pub fn jitter(mut self, jitter: Jitter) -> Self {
        self.jitter = Some(jitter);
        self
    }

    /// The connection. Nothing is sent before the first call.
    pub fn build(self) -> Authenticator {
        let facts = self.parts.provider.facts();
        let signs_in = match &facts.sign_in {
            SignIn::Client
            | SignIn::Password(PasswordSource::Kept(_) | PasswordSource::Asked(_)) => true,
            SignIn::Static(_) | SignIn::Password(PasswordSource::Never) | SignIn::Person => false,
        };
        let jitter = self.jitter.unwrap_or_else(|| {
            // The standard library's random state is the one source of chance that needs no dependency.
            let random = RandomState::new().hash_one(0_u8).to_le_bytes();
            Jitter(u16::from_le_bytes([random[0], random[1]]))
        });
        let lifecycle = Lifecycle::new(facts.policy, signs_in, jitter);
        Authenticator(Arc::new(Shell::new(self.parts, lifecycle)))
    }
}

impl fmt::Debug for AuthenticatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.parts.provider.facts();
        write!(
            f,
            "AuthenticatorBuilder({} {})",
            facts.provider, facts.scheme
        )
    }
}
