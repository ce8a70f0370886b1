//! Requests as the wire wants them, and what a key tells.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{
    AccessToken, AuthHeaders, Body, Delivery, Encoding, ErrorKind, Expiry, ExposeSecret,
    FieldValue, Generation, Grant, HeaderMap, HeaderName, HeaderValue, Method, PartnerSecret,
    Password, Provider, Request, SecretKind, SignIn, TokenSet,
};
use auth_myunisoft::{Access, Firm, MyUnisoft};
use support::*;

fn fields(request: &Request) -> Vec<(String, String)> {
    let Body::Fields(Encoding::Json, fields) = request.body() else {
        panic!("the body should be JSON fields");
    };
    let text = |value: &FieldValue| match value {
        FieldValue::Text(text) => format!("text {text}"),
        FieldValue::Number(number) => format!("number {number}"),
        FieldValue::Secret(secret) => format!("secret {}", secret.expose_secret()),
        _ => unreachable!(),
    };
    fields
        .iter()
        .map(|f| (f.name.to_string(), text(&f.value)))
        .collect()
}

fn pairs<'a>(expected: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect()
}

/// Shows S001-02, S001-04, S001-05.
#[test]
fn the_firm_login_is_json_to_the_authentication_service_without_bearer_or_partner_secret() {
    let provider = firm_login();
    let request = provider.token_request(&Grant::password("s3cret")).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(
        request.uri(),
        "https://app.prodcomptable.myunisoft.fr/api/authenticate/firm"
    );
    assert_eq!(
        fields(&request),
        pairs(&[
            ("mail", "text api@dunes.example"),
            ("password", "secret s3cret")
        ])
    );
    assert_eq!(request.carries(), [SecretKind::Password]);
    assert!(request.headers().is_empty());
    assert!(!request.is_repeatable());
    provider.facts().origins.check(&request).unwrap();
}

#[test]
fn the_firm_goes_as_a_number_or_as_a_name() {
    let firm = |firm| {
        let request = firm_login_for(firm)
            .token_request(&Grant::password("x"))
            .unwrap();
        fields(&request).pop().unwrap()
    };
    assert_eq!(firm(Firm::Id(501)), ("firm".into(), "number 501".into()));
    let name = "Cabinet des Dunes";
    assert_eq!(
        firm(Firm::Name(name.into())),
        ("firm".into(), format!("text {name}"))
    );
}

#[test]
fn grants_that_a_scheme_does_not_know_are_refused_before_sending() {
    let cases = [
        (company(), Grant::Client),
        (company(), Grant::password("x")),
        (firm_login(), Grant::Client),
        (firm_login(), Grant::RefreshToken("x".into())),
        (firm_login(), Grant::password_with_code("x", "123456")),
    ];
    for (provider, grant) in cases {
        let error = provider.token_request(&grant).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert_eq!(error.delivery(), Delivery::NotDelivered);
    }
}

#[test]
fn each_secret_has_its_own_origin() {
    let origins = firm_login().facts().origins.clone();
    let request = |uri: &str| Request::new(Method::GET, uri.parse().unwrap());
    let (api, auth) = (
        "https://api.myunisoft.fr/api/v1/society",
        "https://app.prodcomptable.myunisoft.fr/api/authenticate/firm",
    );
    let name = || HeaderName::from_static("x-third-party-secret");
    let secret = PartnerSecret::new("Dunes-secret");
    let token = AccessToken::new("t");
    let carrying = [
        request(api).bearer(&token).unwrap(),
        request(api).secret_header(name(), &secret).unwrap(),
        request(auth).secret("password", &Password::new("p")),
    ];
    for request in carrying {
        origins.check(&request).unwrap();
    }
    let astray = [
        request(auth).bearer(&token).unwrap(),
        request(auth).secret_header(name(), &secret).unwrap(),
        request(api).secret("password", &Password::new("p")),
        request("https://app.myunisoft.fr/").bearer(&token).unwrap(),
    ];
    for request in astray {
        assert_eq!(
            *origins.check(&request).unwrap_err().kind(),
            ErrorKind::OriginRefused
        );
    }
}

/// Shows S000-01, S000-02.
#[test]
fn a_call_carries_bearer_and_partner_secret_by_either_scheme() {
    for provider in [company(), cabinet(), firm_login()] {
        let tokens = TokenSet::new("t0ken".into(), Expiry::Unknown);
        let facts = provider.facts();
        let credential = provider.headers(&tokens).unwrap();
        let headers = AuthHeaders::new(credential, &facts.origins, Generation::FIRST, None);
        let mut sent = HeaderMap::new();
        headers.apply(&facts.api, &mut sent).unwrap();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent["authorization"], "Bearer t0ken");
        assert_eq!(sent["x-third-party-secret"], "Dunes-secret");
        assert!(sent.values().all(HeaderValue::is_sensitive));
    }
}

/// Shows S000-07.
#[test]
fn the_claims_of_a_key_hint_at_its_access_and_a_setting_overrides_them() {
    assert_eq!(company().access(), Some(Access::Company));
    assert_eq!(cabinet().access(), Some(Access::Firm));
    let older = key_of(r#"{"type":"api","member_group_id":80,"third_party_id":37,"society_id":1}"#);
    assert_eq!(older.access(), Some(Access::Company));
    assert_eq!(key_of(r#"{"type":"b2c","m":80}"#).access(), None);
    assert_eq!(key_of(r#"{"type":7}"#).access(), None);
    let opaque = MyUnisoft::key("Dunes-secret", "opaque");
    assert_eq!(opaque.build().unwrap().access(), None);
    let told = MyUnisoft::key("Dunes-secret", "opaque").access(Access::Firm);
    assert_eq!(told.build().unwrap().access(), Some(Access::Firm));
}

/// Shows S000-09.
#[test]
fn a_key_ends_when_its_exp_says_so_and_never_without_one() {
    let expiry = |provider: MyUnisoft| match &provider.facts().sign_in {
        SignIn::Static(tokens) => tokens.expiry(),
        other => panic!("a key is static, not {other:?}"),
    };
    assert_eq!(expiry(company()), Expiry::Never);
    let ends = key_of(&format!(r#"{{"type":"api","exp":{NOW}}}"#));
    assert_eq!(expiry(ends), Expiry::At(now()));
    assert_eq!(
        expiry(key_of(r#"{"type":"api","exp":"soon"}"#)),
        Expiry::Unknown
    );
    let opaque = MyUnisoft::key("Dunes-secret", "opaque").build().unwrap();
    assert_eq!(expiry(opaque), Expiry::Never);
}
