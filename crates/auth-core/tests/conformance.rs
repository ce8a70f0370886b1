//! The suite accepts a provider that behaves, and refuses one that does not, rule by rule.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use auth_core::{
    AccessToken, AuthorizationCode, AuthorizationCodeGrant, Error, ErrorKind, Expiry, Facts, Grant,
    HeaderMap, HeaderSet, HeaderValue, PersonTask, Provider, RefreshToken, Request, Response,
    TokenSet, Verdict,
    http::header,
    testing::conformance::{Case, Class, On, Refusal},
};
use common::{Plain, json, token};

/// What a plain provider documents.
const REFUSALS: &[Refusal] = &[
    call(401, None, Class::Renew),
    call(422, None, Class::Business),
    call(429, None, Class::RateLimited),
    token_answer(&["client"], "invalid_client", Class::Configuration),
    token_answer(
        &["authorization_code", "refresh_token"],
        "invalid_grant",
        Class::SignIn,
    ),
    Refusal {
        on: On::Token,
        grants: &[],
        status: 503,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
];

const fn call(status: u16, code: Option<&'static str>, class: Class) -> Refusal {
    Refusal {
        on: On::Call,
        grants: &[],
        status,
        member: Some("error.code"),
        code,
        class,
    }
}

const fn token_answer(
    grants: &'static [&'static str],
    code: &'static str,
    class: Class,
) -> Refusal {
    Refusal {
        on: On::Token,
        grants,
        status: 400,
        member: Some("error"),
        code: Some(code),
        class,
    }
}

/// The list that the run of a case panics with; empty when nothing is broken.
fn broken(case: &Case<'_>) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| case.run())) else {
        return String::new();
    };
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn plain_providers_conform() {
    let provider = Plain::client();
    Case::new(&provider)
        .grant(Grant::Client, token(1, 300))
        .secret("cs-canary")
        .secret("token-1")
        .refusals(REFUSALS)
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
        .refusals(REFUSALS)
        .run();
}

/// A provider with faults.
struct Faulty(Plain, &'static [Fault]);

impl Faulty {
    fn has(&self, fault: Fault) -> bool {
        self.1.contains(&fault)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    SecretInQuery,
    HeaderInClear,
    TrustsAnySuccess,
    ErrorQuotesBody,
    ServerFaultEndsGrant,
    VerdictOnStatus,
    Panics,
    PanicsOnRequest,
    PanicsOnFacts,
    CallMisjudged,
    TokenAnswerMisjudged,
}

impl Provider for Faulty {
    fn facts(&self) -> &Facts {
        assert!(!self.has(Fault::PanicsOnFacts), "a provider that panics");
        self.0.facts()
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        assert!(!self.has(Fault::PanicsOnRequest), "a provider that panics");
        let request = self.0.token_request(grant)?;
        if self.has(Fault::SecretInQuery) {
            let uri = "https://api.example.test/token?s=cs-canary";
            return Ok(Request::new(request.method().clone(), uri.parse().unwrap()));
        }
        if self.has(Fault::HeaderInClear) {
            let clear = HeaderValue::from_static("cs-canary");
            return Ok(request.header(header::AUTHORIZATION, clear));
        }
        Ok(request)
    }

    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        let (status, body) = (response.status().as_u16(), response.body());
        assert!(
            !(self.has(Fault::Panics) && body.is_empty()),
            "a provider that panics"
        );
        if self.has(Fault::TrustsAnySuccess) && status == 200 {
            return Ok(TokenSet::new(AccessToken::new("token-1"), Expiry::Unknown));
        }
        if self.has(Fault::ErrorQuotesBody)
            && status == 400
            && body.starts_with(b"{\"access_token\":\"abc")
        {
            return Err(Error::new(ErrorKind::InvalidResponse, "cs-canary"));
        }
        if self.has(Fault::ServerFaultEndsGrant) && status == 502 {
            let gone = ErrorKind::SignInRequired(PersonTask::SignIn);
            return Err(Error::new(gone, "gone"));
        }
        if self.has(Fault::TokenAnswerMisjudged) && status == 400 {
            return Err(response.unexpected());
        }
        self.0.token_response(grant, response)
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        self.0.headers(tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        match response.status().as_u16() {
            503 if self.has(Fault::VerdictOnStatus) => Verdict::Rejected,
            401 if self.has(Fault::CallMisjudged) => Verdict::Forbidden,
            _ => self.0.verdict(response),
        }
    }
}

fn faults_found(faults: &'static [Fault]) -> String {
    let provider = Faulty(Plain::client(), faults);
    let case = Case::new(&provider)
        .grant(Grant::Client, token(1, 300))
        .secret("cs-canary")
        .refusals(REFUSALS);
    broken(&case)
}

#[test]
fn each_fault_is_found() {
    let rules: &[(&[Fault], &str)] = &[
        (
            &[Fault::SecretInQuery],
            "client: the request's URL reveals a secret",
        ),
        (
            &[Fault::HeaderInClear],
            "authorization carries a secret and is not marked sensitive",
        ),
        (
            &[Fault::TrustsAnySuccess],
            "client: a hostile answer taken for a success: 200 empty, 200 null, 200 an array and 12 more",
        ),
        (
            &[Fault::ErrorQuotesBody],
            "client: an error reveals a secret",
        ),
        (
            &[Fault::ServerFaultEndsGrant],
            "client: a failing server ends no grant: 502 empty",
        ),
        (
            &[Fault::VerdictOnStatus],
            "a call: the credential is lost although the server failed: 503 empty: Rejected",
        ),
        (
            &[Fault::Panics],
            "client: the provider panicked on: 200 empty, 200 a byte order mark alone, 201 empty and 27 more",
        ),
        (&[Fault::PanicsOnRequest], "client: the provider panicked"),
        (
            &[Fault::CallMisjudged],
            "a call: 401 (Renew): Forbidden, where Rejected is right",
        ),
        (
            &[Fault::TokenAnswerMisjudged],
            "client: 400 invalid_client (Configuration): InvalidResponse, where Configuration is right",
        ),
    ];
    for (faults, rule) in rules {
        let text = faults_found(faults);
        let lines: Vec<_> = text.lines().filter(|line| line.contains(rule)).collect();
        assert_eq!(lines.len(), 1, "{faults:?}: {text}");
        assert!(text.starts_with("plain test breaks 1 rule:\n- "), "{text}");
        assert!(!text.contains("cs-canary"), "{text}");
    }
}

#[test]
fn all_faults_are_listed_at_once() {
    let text = faults_found(&[
        Fault::PanicsOnRequest,
        Fault::ServerFaultEndsGrant,
        Fault::CallMisjudged,
    ]);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "plain test breaks 3 rules:",
            "- client: the provider panicked",
            "- client: a failing server ends no grant: 502 empty: SignInRequired(SignIn), 502 null: SignInRequired(SignIn), 502 an array: SignInRequired(SignIn) and 12 more",
            "- a call: 401 (Renew): Forbidden, where Rejected is right",
        ]
    );
}

#[test]
fn nothing_else_is_asked_of_a_provider_whose_facts_panic() {
    let text = faults_found(&[Fault::PanicsOnFacts, Fault::CallMisjudged]);
    assert_eq!(
        text,
        "the provider breaks 1 rule:\n- facts: the provider panicked"
    );
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

#[test]
fn a_grant_that_the_scheme_needs_is_missed() {
    let person = || {
        Grant::AuthorizationCode(AuthorizationCodeGrant::new(
            AuthorizationCode::new("c"),
            "https://a.test/",
        ))
    };
    let refresh = || Grant::RefreshToken(RefreshToken::new("r"));
    let cases = [
        (Plain::client(), vec![refresh()], vec!["client"]),
        (
            Plain::no_overlap(),
            vec![Grant::Client],
            vec!["password", "refresh_token"],
        ),
        (Plain::person(), vec![person()], vec!["refresh_token"]),
        (
            Plain::person(),
            vec![refresh()],
            vec!["authorization_code or assertion"],
        ),
    ];
    for (provider, grants, missing) in cases {
        let mut case = Case::new(&provider);
        for grant in grants {
            case = case.grant(grant, token(1, 300));
        }
        let missed =
            |name: &&str| format!("- {name}: the case has no such grant, which the scheme needs");
        let text = broken(&case);
        let lines: Vec<_> = text.lines().skip(1).collect();
        assert_eq!(lines, missing.iter().map(missed).collect::<Vec<_>>());
    }
}
