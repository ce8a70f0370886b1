//! Token requests, where secrets may go, and how each scheme is renewed.

use auth_core::{
    AccessToken, AuthorizationCode, AuthorizationCodeGrant, ClientSecret, CodeVerifier, Delivery,
    ErrorKind, Grant, Method, Password, Provider, RefreshToken, Renewal, Replay, Request,
    SecretKind, SignIn, Uri,
};
use auth_dossierfacile::ClientAuthentication;
use base64::{Engine, prelude::BASE64_STANDARD};

use crate::support::{
    API, CLIENT, CLIENT_SECRET, CODE, ISSUER, REDIRECT, REFRESH, VERIFIER, code_grant, form,
    refresh_grant, service, user, user_builder,
};

fn basic(request: &Request) -> String {
    let value = request.headers()["authorization"].to_str().unwrap();
    let pair = BASE64_STANDARD
        .decode(value.strip_prefix("Basic ").unwrap())
        .unwrap();
    String::from_utf8(pair).unwrap()
}

fn pairs<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    expected.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec()
}

const ENCODED_PAIR: &str = "dfconnect-example:canary%3Acl%2Fi%2Ben%25t+sec-ret";

/// Shows S002-12, S002-41.
#[test]
fn a_service_token_is_asked_for_by_basic_and_one_field() {
    let request = service().token_request(&Grant::Client).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(
        request.uri().to_string(),
        format!("{ISSUER}/protocol/openid-connect/token")
    );
    assert_eq!(
        form(&request),
        pairs([("grant_type", "client_credentials")])
    );
    assert_eq!(basic(&request), ENCODED_PAIR);
    assert_eq!(request.carries(), [SecretKind::ClientSecret]);
    assert!(!request.is_repeatable());
}

/// Shows S002-06, S002-09, S002-12.
#[test]
fn a_code_is_exchanged_with_its_redirect_uri_and_verifier() {
    let request = user().token_request(&code_grant()).unwrap();
    assert_eq!(
        form(&request),
        pairs([
            ("grant_type", "authorization_code"),
            ("code", CODE),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
    );
    assert_eq!(basic(&request), ENCODED_PAIR);
}

#[test]
fn a_code_without_verifier_or_nonce_is_not_exchanged() {
    let bare = || AuthorizationCodeGrant::new(AuthorizationCode::new(CODE), REDIRECT);
    for grant in [
        bare(),
        bare().with_nonce("n"),
        bare().with_code_verifier(CodeVerifier::new(VERIFIER)),
    ] {
        let grant = Grant::AuthorizationCode(grant);
        let error = user().token_request(&grant).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert_eq!(error.delivery(), Delivery::NotDelivered);
        assert!(error.to_string().contains("authorize"), "{error}");
    }
}

/// Shows S002-18.
#[test]
fn a_refresh_authenticates_the_client_and_names_it_in_the_body() {
    let request = user().token_request(&refresh_grant()).unwrap();
    assert_eq!(
        form(&request),
        pairs([
            ("grant_type", "refresh_token"),
            ("refresh_token", REFRESH),
            ("client_id", CLIENT),
        ])
    );
    assert_eq!(basic(&request), ENCODED_PAIR);
}

#[test]
fn client_secret_post_puts_both_in_the_body_and_nothing_in_the_header() {
    let provider = user_builder()
        .client_authentication(ClientAuthentication::Post)
        .build()
        .unwrap();
    let request = provider.token_request(&refresh_grant()).unwrap();
    assert_eq!(
        form(&request),
        pairs([
            ("grant_type", "refresh_token"),
            ("refresh_token", REFRESH),
            ("client_id", CLIENT),
            ("client_secret", CLIENT_SECRET),
        ])
    );
    assert!(request.headers().is_empty());
}

#[test]
fn a_scheme_refuses_the_grants_of_the_other() {
    for (provider, grant) in [
        (service(), code_grant()),
        (service(), refresh_grant()),
        (user(), Grant::Client),
        (user(), Grant::password("canary-password")),
    ] {
        let error = provider.token_request(&grant).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{error}");
    }
}

#[test]
fn each_kind_of_secret_has_one_origin() {
    let origins = user().facts().origins.clone();
    let permitted = |secret: fn(Request) -> Request| {
        let may = |url: &str| {
            let request = secret(Request::new(Method::POST, url.parse::<Uri>().unwrap()));
            origins.check(&request).is_ok()
        };
        (may(ISSUER), may(API), may("https://example.test"))
    };
    let issuer_only = (true, false, false);
    assert_eq!(
        permitted(|r| r.secret("x", &ClientSecret::new("x"))),
        issuer_only
    );
    assert_eq!(
        permitted(|r| r.secret("x", &AuthorizationCode::new("x"))),
        issuer_only
    );
    assert_eq!(
        permitted(|r| r.secret("x", &CodeVerifier::new("x"))),
        issuer_only
    );
    assert_eq!(
        permitted(|r| r.secret("x", &RefreshToken::new("x"))),
        issuer_only
    );
    assert_eq!(
        permitted(|r| r.secret("x", &AccessToken::new("x"))),
        (false, true, false)
    );
    assert_eq!(
        permitted(|r| r.secret("x", &Password::new("x"))),
        (false, false, false)
    );
}

#[test]
fn each_scheme_is_renewed_in_its_own_way() {
    let facts = service().facts().clone();
    assert_eq!(
        (facts.policy.renewal, facts.policy.replay),
        (Renewal::SignIn, Replay::Safe)
    );
    assert!(matches!(facts.sign_in, SignIn::Client));

    let facts = user().facts().clone();
    assert_eq!(
        (facts.policy.renewal, facts.policy.replay),
        (Renewal::RefreshToken, Replay::Never)
    );
    assert!(matches!(facts.sign_in, SignIn::Person));
    assert_eq!(facts.policy.session, None, "no session length is invented");

    let fixed = user_builder().refresh_tokens_rotate(false).build().unwrap();
    assert_eq!(fixed.facts().policy.replay, Replay::Safe);
}
