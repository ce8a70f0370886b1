//! The suite accepts a provider that behaves, and refuses one that does not, rule by rule.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use auth_core::{
    AccessToken, AuthorizationCode, AuthorizationCodeGrant, Error, Expiry, Facts, Grant, HeaderMap,
    HeaderSet, HeaderValue, Provider, RefreshToken, Request, Response, TokenSet, Verdict,
    http::header, testing::conformance::Case,
};
use common::{Plain, json, token};

#[test]
fn plain_providers_conform() {
    let provider = Plain::client();
    Case::new(&provider)
        .grant(Grant::Client, token(1, 300))
        .secret("cs-canary")
        .secret("token-1")
        .run();
    let provider = Plain::person();
    let code =
        AuthorizationCodeGrant::new(AuthorizationCode::new("code-canary"), "https://a.test/");
    Case::new(&provider)
        .grant(Grant::AuthorizationCode(code), token(1, 300))
        .grant(
            Grant::RefreshToken(RefreshToken::new("refresh-canary")),
            token(2, 300),
        )
        .secret("code-canary")
        .secret("refresh-canary")
        .run();
}

/// A provider with one fault.
struct Faulty(Plain, Fault);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    SecretInQuery,
    HeaderInClear,
    TrustsAnySuccess,
    ErrorQuotesBody,
    ServerFaultEndsGrant,
    VerdictOnStatus,
    Panics,
}

impl Provider for Faulty {
    fn facts(&self) -> &Facts {
        self.0.facts()
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        let request = self.0.token_request(grant)?;
        Ok(match self.1 {
            Fault::SecretInQuery => Request::new(
                request.method().clone(),
                "https://api.example.test/token?s=cs-canary"
                    .parse()
                    .unwrap(),
            ),
            Fault::HeaderInClear => {
                request.header(header::AUTHORIZATION, HeaderValue::from_static("cs-canary"))
            }
            _ => request,
        })
    }

    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        let status = response.status().as_u16();
        match self.1 {
            Fault::TrustsAnySuccess if status == 200 => {
                Ok(TokenSet::new(AccessToken::new("token-1"), Expiry::Unknown))
            }
            Fault::ErrorQuotesBody if response.body().starts_with(b"{\"access_token\":\"abc") => {
                Err(Error::new(
                    auth_core::ErrorKind::InvalidResponse,
                    "cs-canary",
                ))
            }
            Fault::ServerFaultEndsGrant if status == 502 => Err(Error::new(
                auth_core::ErrorKind::SignInRequired(auth_core::PersonTask::SignIn),
                "gone",
            )),
            Fault::Panics if response.body().is_empty() => panic!("a provider that panics"),
            _ => self.0.token_response(grant, response),
        }
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        self.0.headers(tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        if self.1 == Fault::VerdictOnStatus && response.status().as_u16() == 503 {
            return Verdict::Rejected;
        }
        self.0.verdict(response)
    }
}

#[test]
fn each_fault_is_found() {
    let rules = [
        (Fault::SecretInQuery, "reveals a secret"),
        (Fault::HeaderInClear, "not marked sensitive"),
        (Fault::TrustsAnySuccess, "taken for a success"),
        (Fault::ErrorQuotesBody, "reveals a secret"),
        (Fault::ServerFaultEndsGrant, "ends no grant"),
        (Fault::VerdictOnStatus, "although the server failed"),
        (Fault::Panics, "the provider panicked"),
    ];
    for (fault, rule) in rules {
        let provider = Faulty(Plain::client(), fault);
        let run = || {
            Case::new(&provider)
                .grant(Grant::Client, token(1, 300))
                .secret("cs-canary")
                .run();
        };
        let panic = catch_unwind(AssertUnwindSafe(run)).expect_err("the fault was not found");
        let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
        assert!(text.contains(rule), "{fault:?}: {text}");
    }
}

#[test]
fn an_error_names_everything_but_secrets() {
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", HeaderValue::from_static("120"));
    let answer = Response::new(
        auth_core::StatusCode::SERVICE_UNAVAILABLE,
        headers,
        "body-canary",
    );
    let error = Plain::client()
        .token_response(&Grant::Client, &answer)
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("503") && text.contains("120 s") && !text.contains("body-canary"),
        "{text}"
    );
    let odd = json(418, "<html>body-canary</html>").unexpected();
    assert!(!format!("{odd} {odd:?}").contains("body-canary"));
}
