//! What a provider crate implements: pure, no I/O, no clock, no async.

use http::Uri;

use crate::{
    Error, Grant, HeaderSet, OriginPolicy, RateLimit, RefreshPolicy, Request, Response, SignIn,
    TokenSet, Verdict,
};

/// What is fixed about one connection to a provider.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Facts {
    /// Identifier of the provider, such as `sinao`.
    pub provider: &'static str,
    /// Identifier of the scheme, such as `login` or `api_key`.
    pub scheme: &'static str,
    /// Base of API calls, an absolute URL without a trailing slash.
    pub api: Uri,
    /// Which origin may receive which kind of secret.
    pub origins: OriginPolicy,
    /// How credentials are renewed.
    pub policy: RefreshPolicy,
    /// How the first one is obtained.
    pub sign_in: SignIn,
    /// How many calls one credential may make; `None` where nothing is known. A client waits for its turn.
    pub limit: Option<RateLimit>,
}

impl Facts {
    /// The facts of a connection without a limit.
    pub fn new(
        provider: &'static str,
        scheme: &'static str,
        api: Uri,
        origins: OriginPolicy,
        policy: RefreshPolicy,
        sign_in: SignIn,
    ) -> Self {
        Self {
            provider,
            scheme,
            api,
            origins,
            policy,
            sign_in,
            limit: None,
        }
    }

    /// How many calls one credential may make.
    #[must_use]
    pub fn with_limit(mut self, limit: RateLimit) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// One provider's way in. Values of this trait are pure: the same input gives the same output, nothing is read or sent.
///
/// Errors carry the class by which the lifecycle acts, through their [`ErrorKind`](crate::ErrorKind):
/// *sign-in required* ends what the grant stood on, *configuration* and *suspended* keep it and pause long, *rate limited*
/// pauses for as long as stated, *unavailable* and *invalid response* pause briefly; a [delivery](crate::Delivery) that is
/// uncertain is never repeated unless the policy allows it.
pub trait Provider: Send + Sync + 'static {
    /// What is fixed about the connection. Constant for the life of the value.
    fn facts(&self) -> &Facts;

    /// The request that turns `grant` into a token.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a grant that the scheme does not know, or a setting
    /// that cannot be put on the wire.
    fn token_request(&self, grant: &Grant) -> Result<Request, Error>;

    /// Reads the answer to [`Provider::token_request`].
    ///
    /// # Errors
    /// Of the kind that says what follows from the refusal; without secrets and without the server's text.
    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error>;

    /// The headers that a call with these tokens carries.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when a value cannot be put in a header.
    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error>;

    /// What an API answer says about the credential that was used.
    ///
    /// Only answers with an error status are shown, the body cut at 64 KiB.
    fn verdict(&self, response: &Response) -> Verdict;

    /// The error for the caller whose call was answered by `response`, on which `verdict` was given; `None` when the answer
    /// is the caller's business. By default [`Verdict::error`]; a provider that knows a code or better advice says so here.
    fn refusal(&self, response: &Response, verdict: &Verdict) -> Option<Error> {
        verdict.error(response)
    }

    /// Checks a call before it is sent, and completes it; by default it stays as it is.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming what the call lacks, such as the header that names its tenant; nothing is sent.
    fn prepare(&self, call: Request) -> Result<Request, Error> {
        Ok(call)
    }
}
