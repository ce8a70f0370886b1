//! A provider of the tests' own: tokens `token-1`, `token-2`, … and a verdict that the answer names in a header.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use auth_core::{
    AccessToken, Authenticator, ClientSecret, Error, ErrorKind, Expiry, Facts, Grant, HeaderSet,
    Method, OriginPolicy, PersonTask, Provider, RateLimit, RefreshPolicy, Renewal, Request,
    Response, SecretKind, SignIn, StatusCode, TokenSet, Uri, Verdict, testing::ScriptedTransport,
};
use auth_reqwest::Client;

use crate::server::{Server, Step, header};

/// A server, a provider whose API it is, and the token endpoint's transport.
pub(crate) struct Scene {
    pub(crate) server: Server,
    pub(crate) tokens: ScriptedTransport,
    pub(crate) shown: Arc<Mutex<Vec<usize>>>,
    pub(crate) prepared: Arc<Mutex<Vec<String>>>,
}

impl Scene {
    pub(crate) async fn start(script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self::on(Server::start(script).await)
    }

    pub(crate) async fn answering(answers: Vec<Vec<u8>>) -> Self {
        Self::on(Server::answering(answers).await)
    }

    pub(crate) fn on(server: Server) -> Self {
        let issued = AtomicUsize::new(0);
        let tokens = ScriptedTransport::new().otherwise(move |_| {
            let number = issued.fetch_add(1, Ordering::Relaxed) + 1;
            let body = format!("token-{number}").into_bytes();
            Ok(Response::new(StatusCode::OK, http::HeaderMap::new(), body))
        });
        Self {
            server,
            tokens,
            shown: Arc::default(),
            prepared: Arc::default(),
        }
    }

    pub(crate) fn authenticator(&self) -> Authenticator {
        Authenticator::new(self.provider(), self.tokens.clone())
    }

    /// An authenticator with this token, whatever the scene's own transport issues.
    pub(crate) fn holding(token: &'static str, provider: Tester) -> Authenticator {
        let answer = move |_: &Request| {
            let body = token.as_bytes().to_vec();
            Ok(Response::new(StatusCode::OK, http::HeaderMap::new(), body))
        };
        Authenticator::new(provider, ScriptedTransport::new().otherwise(answer))
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.authenticator()).unwrap()
    }

    /// The tokens that the API was called with, in order.
    pub(crate) fn bearers(&self) -> Vec<String> {
        let bearer = |request: &String| {
            let value = header(request, "authorization").unwrap_or("none");
            value.trim_start_matches("Bearer ").to_owned()
        };
        self.server.seen().iter().map(bearer).collect()
    }

    pub(crate) fn provider(&self) -> Tester {
        let api: Uri = self.server.url("/v1").parse().unwrap();
        let auth: Uri = "https://auth.example".parse().unwrap();
        let origins = OriginPolicy::new()
            .with_loopback_http(true)
            .allow(&api, &[SecretKind::AccessToken])
            .and_then(|origins| origins.allow(&auth, &[SecretKind::ClientSecret]))
            .unwrap();
        let policy = RefreshPolicy::new(Renewal::SignIn);
        Tester {
            facts: Facts::new("tester", "client", api, origins, policy, SignIn::Client),
            shown: self.shown.clone(),
            prepared: self.prepared.clone(),
        }
    }
}

impl Tester {
    pub(crate) fn limited(mut self, limit: RateLimit) -> Self {
        self.facts = self.facts.with_limit(limit);
        self
    }
}

/// An answer whose verdict is `verdict`.
pub(crate) fn judged(status: u16, verdict: &str, body: &str) -> Vec<u8> {
    crate::server::answer(
        status,
        &[("x-verdict", verdict), ("request-id", "req-7")],
        body,
    )
}

pub(crate) struct Tester {
    facts: Facts,
    /// The length of each body that a verdict was asked for.
    shown: Arc<Mutex<Vec<usize>>>,
    /// Where each call went that was prepared.
    prepared: Arc<Mutex<Vec<String>>>,
}

impl Provider for Tester {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn token_request(&self, _: &Grant) -> Result<Request, Error> {
        let uri = "https://auth.example/token".parse().unwrap();
        let secret = ClientSecret::new("client-secret-canary");
        Ok(Request::new(Method::POST, uri).secret("client_secret", &secret))
    }

    fn token_response(&self, _: &Grant, response: &Response) -> Result<TokenSet, Error> {
        let token = String::from_utf8_lossy(response.body()).into_owned();
        Ok(TokenSet::new(AccessToken::new(token), Expiry::Unknown))
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        HeaderSet::new().bearer(tokens.access_token())
    }

    fn verdict(&self, response: &Response) -> Verdict {
        self.shown.lock().unwrap().push(response.body().len());
        match response.header("x-verdict").unwrap_or_default() {
            "rejected" => Verdict::Rejected,
            "needs-person" => Verdict::NeedsPerson(PersonTask::Consent),
            "forbidden" => Verdict::Forbidden,
            "rate-limited" => Verdict::RateLimited(None),
            "rate-limited-9s" => Verdict::RateLimited(Some(Duration::from_secs(9))),
            "misconfigured" => Verdict::Misconfigured,
            "suspended" => Verdict::Suspended,
            "accepted" => Verdict::Accepted,
            _ => Verdict::Unknown,
        }
    }

    fn prepare(&self, call: Request) -> Result<Request, Error> {
        self.prepared.lock().unwrap().push(call.uri().to_string());
        match call.uri().path() {
            "/folder" if !call.headers().contains_key("x-folder") => Err(Error::new(
                ErrorKind::Configuration,
                "x-folder: it is missing",
            )),
            "/completed" => Ok(call.header("x-completed".parse().unwrap(), "yes".parse().unwrap())),
            _ => Ok(call),
        }
    }
}
