//! A provider without traps, so that tests see the engine alone.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses another part"
)]

pub mod counting;

use std::{sync::Arc, time::Duration};

use auth_core::{
    AccessToken, Authenticator, ClientSecret, Error, ErrorKind, ExpiresIn, Expiry, Facts, Grant,
    HeaderMap, HeaderSet, Method, OriginPolicy, Password, PasswordSource, PersonTask, Provider,
    RefreshPolicy, RefreshToken, Renewal, Replay, Request, Response, SecretKind, SignIn,
    StatusCode, TokenSet, Uri, Verdict,
    testing::{ManualClock, ScriptedTransport},
};
use serde::Deserialize;

pub const API: &str = "https://api.example.test";

/// Speaks RFC 6749 to `https://api.example.test/token`.
#[derive(Debug)]
pub struct Plain {
    facts: Facts,
    pub panic_on_request: Arc<std::sync::atomic::AtomicUsize>,
    pub panic_on_answer: Arc<std::sync::atomic::AtomicUsize>,
}

impl Plain {
    pub fn new(policy: RefreshPolicy, sign_in: SignIn) -> Self {
        let api: Uri = API.parse().unwrap();
        let origins = OriginPolicy::new()
            .allow(
                &api,
                &[
                    SecretKind::AccessToken,
                    SecretKind::RefreshToken,
                    SecretKind::ClientSecret,
                    SecretKind::Password,
                    SecretKind::AuthorizationCode,
                ],
            )
            .unwrap();
        Self {
            facts: Facts::new("plain", "test", api, origins, policy, sign_in),
            panic_on_request: Arc::default(),
            panic_on_answer: Arc::default(),
        }
    }

    /// Client credentials, asked again at each renewal.
    pub fn client() -> Self {
        Self::new(RefreshPolicy::new(Renewal::SignIn), SignIn::Client)
    }

    /// A person's grant with a rotating refresh token.
    pub fn person() -> Self {
        let policy = RefreshPolicy::new(Renewal::RefreshToken).with_replay(Replay::Never);
        Self::new(policy, SignIn::Person)
    }

    /// A login with a kept password and no overlap, renewed by the old token.
    pub fn no_overlap() -> Self {
        let policy = RefreshPolicy::new(Renewal::RefreshToken)
            .with_overlap(false)
            .with_replay(Replay::Sparingly);
        Self::new(
            policy,
            SignIn::Password(PasswordSource::Kept(Password::new("pw-canary"))),
        )
    }
}

#[derive(Deserialize)]
struct Wire {
    access_token: String,
    #[serde(default)]
    expires_in: ExpiresIn,
    refresh_token: Option<String>,
    #[serde(default)]
    refresh_expires_in: ExpiresIn,
}
#[derive(Deserialize)]
struct Refused {
    error: String,
}

fn due(counter: &std::sync::atomic::AtomicUsize) -> bool {
    use std::sync::atomic::Ordering::SeqCst;
    counter
        .fetch_update(SeqCst, SeqCst, |n| n.checked_sub(1))
        .is_ok()
}

impl Provider for Plain {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        assert!(
            !due(&self.panic_on_request),
            "the provider panics on the request"
        );
        let request = Request::new(
            Method::POST,
            "https://api.example.test/token".parse().unwrap(),
        )
        .field("grant_type", grant.name());
        Ok(match grant {
            Grant::Client => request.basic("client", &ClientSecret::new("cs-canary"))?,
            Grant::Password(grant) => request.secret("password", &grant.password),
            Grant::AuthorizationCode(grant) => request.secret("code", &grant.code),
            Grant::RefreshToken(token) => request.secret("refresh_token", token),
            _ => return Err(Error::configuration("grant", "unknown")),
        })
    }

    fn token_response(&self, _: &Grant, response: &Response) -> Result<TokenSet, Error> {
        assert!(
            !due(&self.panic_on_answer),
            "the provider panics on the answer"
        );
        assert!(
            !due(&self.panic_on_answer),
            "the provider panics on the answer"
        );
        if !response.status().is_success() {
            return Err(match response.object::<Refused>() {
                Ok(refused) if refused.error == "invalid_grant" => Error::new(
                    ErrorKind::SignInRequired(PersonTask::SignIn),
                    "the grant was refused",
                )
                .with_code(&refused.error),
                Ok(refused) if refused.error == "invalid_client" => {
                    Error::new(ErrorKind::Configuration, "the client was refused")
                }
                _ => response.unexpected(),
            });
        }
        let wire: Wire = response.object()?;
        if wire.access_token.is_empty() {
            return Err(response.unreadable());
        }
        let sent_at = response.request_sent_at();
        let tokens = TokenSet::new(
            AccessToken::new(wire.access_token),
            Expiry::in_seconds(sent_at, wire.expires_in),
        );
        Ok(match wire.refresh_token {
            Some(token) => tokens.with_refresh_token(
                RefreshToken::new(token),
                wire.refresh_expires_in
                    .positive()
                    .map(|life| sent_at + life),
            ),
            None => tokens,
        })
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        HeaderSet::new().bearer(tokens.access_token())
    }

    fn verdict(&self, response: &Response) -> Verdict {
        match response.status().as_u16() {
            401 => Verdict::Rejected,
            429 => Verdict::RateLimited(None),
            _ => Verdict::Unknown,
        }
    }
}

/// A transport that issues `token-1`, `token-2`, … that live `seconds`, with rotating refresh tokens `refresh-1`, ….
pub fn issuing(seconds: i64) -> ScriptedTransport {
    let count = std::sync::atomic::AtomicUsize::new(0);
    ScriptedTransport::new().otherwise(move |_| {
        let n = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        Ok(token(n, seconds))
    })
}

pub fn token(n: usize, seconds: i64) -> Response {
    json(
        200,
        &format!(
            r#"{{"access_token":"token-{n}","expires_in":{seconds},"refresh_token":"refresh-{n}","token_type":"Bearer"}}"#
        ),
    )
}

pub fn json(status: u16, body: &str) -> Response {
    Response::new(
        StatusCode::from_u16(status).unwrap(),
        HeaderMap::new(),
        body,
    )
}

/// What a call would carry.
pub fn bearer(headers: &auth_core::AuthHeaders) -> String {
    let mut map = HeaderMap::new();
    headers.apply(&API.parse().unwrap(), &mut map).unwrap();
    map["authorization"]
        .to_str()
        .unwrap()
        .trim_start_matches("Bearer ")
        .to_owned()
}

pub fn connect(
    provider: Plain,
    transport: &ScriptedTransport,
    clock: &ManualClock,
) -> Authenticator {
    Authenticator::builder(provider, transport.clone())
        .clock(clock.clone())
        .build()
}

pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Waits, without a clock, for what another thread is about to do.
pub async fn until(mut condition: impl FnMut() -> bool) {
    for _ in 0..200_000 {
        if condition() {
            return;
        }
        tokio::task::yield_now().await;
        std::thread::yield_now();
    }
    panic!("it did not happen");
}
