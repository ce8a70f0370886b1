//! What every provider must hold to, whatever its wire looks like.
//!
//! A provider's test gives a [`Case`] per scheme; [`Case::run`] panics with the rule that was broken.

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use time::OffsetDateTime;

use crate::{
    Actor, AuthHeaders, Body, Delivery, Error, ErrorKind, Generation, Grant, Origin, Provider,
    Response, SignIn, Verdict,
};

/// A scheme under test: the provider value, the grants it knows with an answer that satisfies each, and every secret that
/// was given to it.
#[derive(Default)]
pub struct Case<'a> {
    provider: Option<&'a dyn Provider>,
    grants: Vec<(Grant, Response)>,
    secrets: Vec<&'a str>,
}

/// Answers that no provider means as a success and none may choke on.
const HOSTILE: [(&str, &[u8]); 15] = [
    ("empty", b""),
    ("null", b"null"),
    ("an array", b"[]"),
    ("an array by position", b"[\"a\",\"b\",300,\"c\",\"d\",300,\"e\"]"),
    ("an object without members", b"{}"),
    ("truncated", b"{\"access_token\":\"abc"),
    ("an HTML page", b"<!doctype html><html><body>maintenance</body></html>"),
    ("not UTF-8", b"\xff\xfe\x00{\x00"),
    ("a byte order mark alone", b"\xef\xbb\xbf"),
    ("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00"),
    ("numbers for texts", b"{\"access_token\":1,\"api_token\":2,\"accessToken\":3,\"error\":4}"),
    ("null for texts", b"{\"access_token\":null,\"api_token\":null,\"accessToken\":null}"),
    ("empty texts", b"{\"access_token\":\"\",\"api_token\":\"\",\"accessToken\":\"\"}"),
    ("deep nesting", b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
    ("duplicate members", b"{\"access_token\":\"a\",\"access_token\":\"b\",\"api_token\":\"a\",\"api_token\":\"b\",\"accessToken\":\"a\",\"accessToken\":\"b\"}"),
];

impl<'a> Case<'a> {
    /// A case for `provider`.
    pub fn new(provider: &'a dyn Provider) -> Self {
        Self {
            provider: Some(provider),
            ..Self::default()
        }
    }

    /// Adds a grant and an answer that satisfies it.
    #[must_use]
    pub fn grant(mut self, grant: Grant, answer: Response) -> Self {
        self.grants.push((grant, answer));
        self
    }

    /// Adds a secret that was given to the provider, or that an answer contains.
    #[must_use]
    pub fn secret(mut self, secret: &'a str) -> Self {
        self.secrets.push(secret);
        self
    }

    /// Runs every rule.
    ///
    /// # Panics
    /// With the rule that the provider broke.
    pub fn run(&self) {
        let Some(provider) = self.provider else {
            panic!("a case needs a provider")
        };
        let facts = provider.facts();
        assert!(
            !facts.provider.is_empty() && !facts.scheme.is_empty(),
            "a scheme has a name"
        );
        let api = Origin::of(&facts.api);
        assert!(api.is_ok(), "the API base is an absolute URL");
        assert!(
            !facts.api.to_string().ends_with("//"),
            "the API base ends without a slash"
        );
        self.reveals_nothing("facts", &format!("{facts:?}"));
        if !matches!(facts.sign_in, SignIn::Static(_)) {
            assert!(
                !self.grants.is_empty(),
                "a scheme that obtains tokens has a grant to try"
            );
        }
        if let SignIn::Static(tokens) = &facts.sign_in {
            self.check_headers(provider, tokens);
            for grant in [Grant::Client, Grant::password("x")] {
                assert!(
                    provider.token_request(&grant).is_err(),
                    "a static scheme has no token request"
                );
            }
        }
        for (grant, answer) in &self.grants {
            self.check_request(provider, grant);
            let tokens = provider
                .token_response(grant, answer)
                .unwrap_or_else(|error| {
                    panic!("{}: refused its own sample: {error}", grant.name())
                });
            self.reveals_nothing("tokens", &format!("{tokens:?}"));
            self.check_headers(provider, &tokens);
            self.check_hostile_answers(provider, grant);
        }
        self.check_verdicts(provider);
    }

    fn check_request(&self, provider: &dyn Provider, grant: &Grant) {
        let request = provider
            .token_request(grant)
            .unwrap_or_else(|error| panic!("{}: no token request: {error}", grant.name()));
        assert!(
            provider.facts().origins.check(&request).is_ok(),
            "{}: the token request carries a secret to an origin that is not named for it",
            grant.name()
        );
        self.reveals_nothing("the request's URL", &request.uri().to_string());
        self.reveals_nothing("the request", &format!("{request:?}"));
        for (name, value) in request.headers() {
            let text = String::from_utf8_lossy(value.as_bytes());
            let secret = self.secrets.iter().any(|secret| text.contains(secret));
            assert!(
                !secret || value.is_sensitive(),
                "{name} carries a secret and is not marked sensitive"
            );
        }
        if let Body::Bytes { bytes, .. } = request.body() {
            self.reveals_nothing("a body of plain bytes", &String::from_utf8_lossy(bytes));
        }
        let again = provider.token_request(grant).ok();
        assert_eq!(
            again.map(|again| format!("{again:?}")),
            Some(format!("{request:?}")),
            "the same grant gives the same request"
        );
    }

    fn check_headers(&self, provider: &dyn Provider, tokens: &crate::TokenSet) {
        let set = provider
            .headers(tokens)
            .unwrap_or_else(|error| panic!("no headers for a good token: {error}"));
        self.reveals_nothing("the headers", &format!("{set:?}"));
        let facts = provider.facts();
        let headers = AuthHeaders::new(set, &facts.origins, Generation::FIRST, None);
        let mut map = HeaderMap::new();
        assert!(
            headers.apply(&facts.api, &mut map).is_ok(),
            "the API may receive its own headers"
        );
        assert!(!map.is_empty(), "a call carries a credential");
        assert!(
            map.values().any(HeaderValue::is_sensitive),
            "the credential is marked sensitive"
        );
        let mut elsewhere = HeaderMap::new();
        for stranger in [
            "https://example.org/",
            "http://192.0.2.1/",
            "https://127.0.0.1:9/",
        ] {
            if let Ok(stranger) = stranger.parse::<Uri>() {
                assert!(
                    headers.apply(&stranger, &mut elsewhere).is_err(),
                    "{stranger} got a credential"
                );
            }
        }
        assert!(elsewhere.is_empty(), "a refused request stays untouched");
    }

    fn check_hostile_answers(&self, provider: &dyn Provider, grant: &Grant) {
        for status in [
            200, 201, 204, 302, 400, 401, 403, 404, 418, 422, 429, 500, 502, 503, 599,
        ] {
            for (name, body) in HOSTILE {
                let answer = answer(status, body);
                let read =
                    catch_unwind(AssertUnwindSafe(|| provider.token_response(grant, &answer)));
                let Ok(read) = read else {
                    panic!("{status} {name}: the provider panicked")
                };
                let Err(error) = read else {
                    panic!("{status} {name}: taken for a success")
                };
                self.check_refusal(status, name, &error);
            }
        }
    }

    fn check_refusal(&self, status: u16, name: &str, error: &Error) {
        self.reveals_nothing("an error", &format!("{error} {error:?}"));
        let kind = error.kind();
        let context = format!("{status} {name}: {kind:?}");
        assert!(
            error.actor() != Actor::Us,
            "{context}: blamed on the library"
        );
        let ends = matches!(kind, ErrorKind::SignInRequired(_));
        match status {
            429 => assert!(
                *kind == ErrorKind::RateLimited,
                "{context}: 429 is a rate limit"
            ),
            501..=599 => {
                assert!(!ends, "{context}: a failing server ends no grant");
                assert!(
                    error.retry_after().is_none_or(|p| p.as_secs() <= 3600),
                    "{context}: waits too long"
                );
            }
            200..=204 if !ends => assert!(
                error.delivery() != Delivery::NotDelivered,
                "{context}: a success was delivered"
            ),
            _ => {}
        }
        if name == "an HTML page" {
            assert!(
                !ends || status < 500,
                "{context}: a page for people ends no grant"
            );
        }
    }

    fn check_verdicts(&self, provider: &dyn Provider) {
        for status in [
            300, 302, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 504,
        ] {
            for (name, body) in HOSTILE {
                let answer = answer(status, body);
                let read = catch_unwind(AssertUnwindSafe(|| provider.verdict(&answer)));
                let Ok(verdict) = read else {
                    panic!("{status} {name}: the verdict panicked")
                };
                self.reveals_nothing("a verdict", &format!("{verdict:?}"));
                let loses = matches!(verdict, Verdict::Rejected | Verdict::NeedsPerson(_));
                assert!(
                    !(loses && (status >= 500 || status == 429)),
                    "{status} {name}: {verdict:?} although the server failed"
                );
            }
        }
    }

    fn reveals_nothing(&self, what: &str, text: &str) {
        for secret in &self.secrets {
            assert!(!text.contains(secret), "{what} reveals a secret");
        }
    }
}

impl std::fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Case({} grants)", self.grants.len())
    }
}

fn answer(status: u16, body: &[u8]) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    Response::new(
        StatusCode::from_u16(status).unwrap_or_default(),
        headers,
        body,
    )
    .sent_at(OffsetDateTime::UNIX_EPOCH)
}
