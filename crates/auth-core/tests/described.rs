//! What the suite says where a provider and its description tell two stories of one scheme.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use auth_core::{
    AccessToken, ClientSecret, Error, Expiry, Facts, Grant, HeaderSet, HeaderValue, Password,
    PasswordSource, Provider, RefreshPolicy, RefreshToken, Renewal, Replay, Request, Response,
    SignIn, TokenSet, Verdict,
    http::HeaderName,
    testing::conformance::{Carried, Case, Described, Form},
};
use common::{Plain, secs, token};

const BEARER: Carried = Carried {
    name: "authorization",
    form: Form::Bearer,
    optional: false,
};

const DESCRIBED: Described = Described {
    id: "test",
    renewal: Renewal::RefreshToken,
    replay: Some(Replay::Sparingly),
    overlap: Some(false),
    session: Some(Duration::from_secs(36_000)),
    unknown_age: Some(Duration::from_secs(600)),
    carries: &[BEARER],
};

/// As [`DESCRIBED`] has it, but for the headers of a call.
struct Login {
    plain: Plain,
    headers: fn(&TokenSet) -> Result<HeaderSet, Error>,
}

impl Provider for Login {
    fn facts(&self) -> &Facts {
        self.plain.facts()
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        self.plain.token_request(grant)
    }

    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        self.plain.token_response(grant, response)
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        (self.headers)(tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        self.plain.verdict(response)
    }
}

fn bearer(tokens: &TokenSet) -> Result<HeaderSet, Error> {
    HeaderSet::new().bearer(tokens.access_token())
}

fn policy() -> RefreshPolicy {
    RefreshPolicy::new(Renewal::RefreshToken)
        .with_replay(Replay::Sparingly)
        .with_overlap(false)
        .with_session(secs(36_000))
        .with_unknown_age(secs(600), false)
}

/// The rules that are broken, one a line.
fn broken(
    policy: RefreshPolicy,
    headers: fn(&TokenSet) -> Result<HeaderSet, Error>,
    schemes: &[Described],
) -> String {
    let password = PasswordSource::Kept(Password::new("pw-canary"));
    let provider = Login {
        plain: Plain::new(policy, SignIn::Password(password)),
        headers,
    };
    let case = Case::new(&provider)
        .described(schemes)
        .grant(Grant::password("pw-canary"), token(1, 300))
        .grant(Grant::RefreshToken(RefreshToken::new("r")), token(2, 300));
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| case.run())) else {
        return String::new();
    };
    let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
    let lines: Vec<_> = text.lines().skip(1).collect();
    lines.join("\n")
}

#[test]
fn a_scheme_as_it_is_described_breaks_nothing() {
    let other = Described {
        id: "other",
        renewal: Renewal::None,
        ..DESCRIBED
    };
    assert_eq!(broken(policy(), bearer, &[other, DESCRIBED]), "");
}

#[test]
fn what_is_not_stated_is_free() {
    let silent = Described {
        replay: None,
        overlap: None,
        session: None,
        unknown_age: None,
        ..DESCRIBED
    };
    let free = RefreshPolicy::new(Renewal::RefreshToken).with_session(secs(1));
    assert_eq!(broken(free, bearer, &[silent]), "");
}

#[test]
fn a_scheme_that_is_not_described_is_named() {
    let other = Described {
        id: "other",
        ..DESCRIBED
    };
    let rule = "- the description has no scheme `test`";
    assert_eq!(broken(policy(), bearer, &[other]), rule);
    assert_eq!(broken(policy(), bearer, &[]), rule);
}

#[test]
fn each_difference_in_renewal_is_named() {
    let cases = [
        (
            Described {
                renewal: Renewal::SignIn,
                ..DESCRIBED
            },
            "renewal: RefreshToken, where the description has SignIn",
        ),
        (
            Described {
                replay: Some(Replay::Never),
                ..DESCRIBED
            },
            "replay: Sparingly, where the description has Never",
        ),
        (
            Described {
                overlap: Some(true),
                ..DESCRIBED
            },
            "overlap: false, where the description has true",
        ),
        (
            Described {
                session: Some(Duration::from_secs(7)),
                ..DESCRIBED
            },
            "session: Some(36000s), where the description has Some(7s)",
        ),
        (
            Described {
                unknown_age: Some(Duration::from_secs(7)),
                ..DESCRIBED
            },
            "unknown age: 600s, where the description has 7s",
        ),
    ];
    for (described, rule) in cases {
        assert_eq!(broken(policy(), bearer, &[described]), format!("- {rule}"));
    }
    let mut endless = policy();
    endless.session = None;
    assert_eq!(
        broken(endless, bearer, &[DESCRIBED]),
        "- session: None, where the description has Some(36000s)"
    );
}

const API_KEY: HeaderName = HeaderName::from_static("api-key");

fn api_key(_: &TokenSet) -> Result<HeaderSet, Error> {
    HeaderSet::new().secret(API_KEY, &ClientSecret::new("cs-canary"))
}

fn both(tokens: &TokenSet) -> Result<HeaderSet, Error> {
    let public = HeaderValue::from_static("fr");
    let set = api_key(tokens)?.bearer(tokens.access_token())?;
    Ok(set.plain(HeaderName::from_static("accept-language"), public))
}

fn bare(tokens: &TokenSet) -> Result<HeaderSet, Error> {
    HeaderSet::new().secret(
        HeaderName::from_static("authorization"),
        tokens.access_token(),
    )
}

#[test]
fn each_difference_in_headers_is_named() {
    const KEY: Carried = Carried {
        name: "api-key",
        form: Form::Plain,
        optional: false,
    };
    const BASIC: Carried = Carried {
        form: Form::Basic,
        ..BEARER
    };
    const PLAIN: Carried = Carried {
        form: Form::Plain,
        ..BEARER
    };
    const MAYBE: Carried = Carried {
        optional: true,
        ..KEY
    };
    type Headers = fn(&TokenSet) -> Result<HeaderSet, Error>;
    let cases: &[(&'static [Carried], Headers, &[&str])] = &[
        (&[BEARER, KEY], both, &[]),
        (&[BEARER, MAYBE], bearer, &[]),
        (&[PLAIN], bare, &[]),
        (
            &[BEARER, KEY],
            bearer,
            &["the header api-key (Plain), which the description has, is on no call, by"],
        ),
        (
            &[BEARER],
            both,
            &["the description has no header api-key, which carries a credential, by"],
        ),
        (
            &[BEARER],
            api_key,
            &[
                "the header authorization (Bearer), which the description has, is on no call, by",
                "the description has no header api-key, which carries a credential, by",
            ],
        ),
        (
            &[BEARER],
            bare,
            &["the header authorization (Bearer) is not as the description has it, by"],
        ),
        (
            &[BASIC],
            bearer,
            &["the header authorization (Basic) is not as the description has it, by"],
        ),
        (
            &[PLAIN],
            bearer,
            &["the header authorization (Plain) is not as the description has it, by"],
        ),
    ];
    for (carries, headers, rules) in cases {
        let described = Described {
            carries,
            ..DESCRIBED
        };
        let expected: Vec<_> = rules
            .iter()
            .map(|rule| format!("- {rule}: password, refresh_token"))
            .collect();
        assert_eq!(
            broken(policy(), *headers, &[described]),
            expected.join("\n")
        );
    }
}

#[test]
fn a_static_credential_is_held_to_its_description_too() {
    let key = TokenSet::new(AccessToken::new("key"), Expiry::Never);
    let provider = Plain::new(
        RefreshPolicy::new(Renewal::None),
        SignIn::Static(Box::new(key)),
    );
    let described = Described {
        renewal: Renewal::None,
        replay: None,
        overlap: None,
        session: None,
        unknown_age: None,
        carries: &[],
        ..DESCRIBED
    };
    let panic = catch_unwind(AssertUnwindSafe(|| {
        Case::new(&provider).described(&[described]).run();
    }))
    .unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    let rule = "- the description has no header authorization, which carries a credential, by: the credential";
    assert!(text.lines().any(|line| line == rule), "{text}");
}
