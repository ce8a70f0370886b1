//! Fixtures in, values out: what leaves, and how each documented answer is read.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod support;

use std::time::Duration;

use auth_core::{
    AccessToken, Actor, AuthorizationCode, Call, ClientSecret, CodeVerifier, ErrorKind, Expiry,
    ExposeSecret, Grant, Method, Password, PersonTask, Provider, RefreshToken, Renewal, Replay,
    Request, Response, SecretKind, SignIn, Uri, Verdict,
};
use auth_dossierfacile::{ClientAuthentication, Profile, Settings, Status};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use support::{
    ACCESS, API, CLIENT, CLIENT_SECRET, CODE, ISSUER, REDIRECT, REFRESH, SENT_AT, VERIFIER, answer,
    answer_with, claims, code_grant, form, issued, jwt, read, refresh_grant, service, user,
    user_builder, with, without,
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

#[test]
fn an_exchange_yields_tokens_their_ends_and_who_signed_in() {
    let tokens = read(&user(), &code_grant(), &issued()).unwrap();
    assert_eq!(tokens.access_token().expose_secret(), ACCESS);
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(300))
    );
    assert_eq!(tokens.refresh_token().unwrap().expose_secret(), REFRESH);
    assert_eq!(
        tokens.refresh_expires_at(),
        Some(SENT_AT + Duration::from_secs(1800))
    );
    assert_eq!(tokens.scope(), Some("openid dfc"));
    assert_eq!(tokens.attributes()["subject"], "f2a1");
    assert_eq!(tokens.attributes()["email"], "tenant@example.test");
}

#[test]
fn d9_a_service_answer_with_refresh_lifetime_zero_is_good() {
    let body = json!({"access_token": ACCESS, "expires_in": 300, "refresh_expires_in": 0,
        "token_type": "Bearer", "not-before-policy": 0, "scope": "dfc"});
    let tokens = read(&service(), &Grant::Client, &body).unwrap();
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(300))
    );
    assert!(tokens.refresh_token().is_none());

    // Older Keycloak also issues a refresh token here: the scheme has no use for it.
    let tokens = read(
        &service(),
        &Grant::Client,
        &with(body, "refresh_token", json!("r")),
    )
    .unwrap();
    assert!(tokens.refresh_token().is_none());
}

#[test]
fn a_refresh_token_without_a_stated_end_has_none() {
    for lifetime in [json!(0), json!(-1), json!("soon"), json!(null), json!(1e30)] {
        let body = with(issued(), "refresh_expires_in", lifetime.clone());
        let tokens = read(&user(), &refresh_grant(), &body).unwrap();
        assert!(tokens.refresh_token().is_some(), "{lifetime}");
        assert_eq!(tokens.refresh_expires_at(), None, "{lifetime}");
    }
}

#[test]
fn d17_spelling_that_does_not_matter_is_tolerated() {
    for (name, member) in [
        ("token_type", json!("bearer")),
        ("token_type", json!("BEARER")),
        ("expires_in", json!("300")),
        ("expires_in", json!(300.9)),
        ("scope", json!("dfc  openid")),
        ("scope", json!(null)),
        ("refresh_token", json!("")),
        ("something-new", json!({"nested": [1]})),
    ] {
        let tokens = read(&user(), &code_grant(), &with(issued(), name, member)).unwrap();
        assert_eq!(
            tokens.expiry(),
            Expiry::At(SENT_AT + Duration::from_secs(300)),
            "{name}"
        );
        assert_eq!(tokens.refresh_token().is_some(), name != "refresh_token");
    }
}

#[test]
fn a_missing_lifetime_falls_back_on_the_token_itself() {
    let exp = (SENT_AT + Duration::from_secs(240)).unix_timestamp();
    let body = with(
        without(issued(), "expires_in"),
        "access_token",
        json!(jwt(&json!({"exp": exp}))),
    );
    let tokens = read(&user(), &code_grant(), &body).unwrap();
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(240))
    );

    // The token's date is on the server's clock, which is a minute ahead here.
    let ahead = answer_with(
        200,
        "date",
        "Sun, 22 Nov 2026 14:01:00 GMT",
        &body.to_string(),
    );
    let tokens = user().token_response(&code_grant(), &ahead).unwrap();
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(180))
    );

    let opaque = without(issued(), "expires_in");
    let tokens = read(&user(), &code_grant(), &opaque).unwrap();
    assert_eq!(tokens.expiry(), Expiry::Unknown);
}

#[test]
fn a_token_without_the_scope_dfc_is_a_configuration_error() {
    let body = with(issued(), "scope", json!("openid dfc-documents"));
    for (provider, grant) in [(user(), code_grant()), (service(), Grant::Client)] {
        let error = read(&provider, &grant, &body).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`dfc`"), "{error}");
        assert!(error.to_string().contains("ask DossierFacile"), "{error}");
    }
    assert!(
        read(
            &user_builder().any_scope().build().unwrap(),
            &code_grant(),
            &body
        )
        .is_ok()
    );
    let strict = user_builder()
        .require_scope("dfc-documents")
        .build()
        .unwrap();
    assert!(read(&strict, &code_grant(), &issued()).is_err());
    assert!(
        read(
            &strict,
            &code_grant(),
            &with(issued(), "scope", json!("dfc dfc-documents"))
        )
        .is_ok()
    );
    // A refresh is not lost over it: its old token may be dead already.
    assert!(read(&user(), &refresh_grant(), &body).is_ok());
}

#[test]
fn the_id_token_must_answer_this_sign_in() {
    let sign_in = ErrorKind::SignInRequired(PersonTask::SignIn);
    for (name, member, kind) in [
        ("nonce", json!("another"), sign_in.clone()),
        ("nonce", json!(null), sign_in),
        (
            "iss",
            json!("https://evil.example.test"),
            ErrorKind::Configuration,
        ),
        ("aud", json!("another-client"), ErrorKind::Configuration),
        ("aud", json!([]), ErrorKind::Configuration),
        ("azp", json!("another-client"), ErrorKind::Configuration),
        ("aud", json!(7), ErrorKind::InvalidResponse),
    ] {
        let body = with(
            issued(),
            "id_token",
            json!(jwt(&with(claims(), name, member.clone()))),
        );
        let error = read(&user(), &code_grant(), &body).unwrap_err();
        assert_eq!(*error.kind(), kind, "{name} {member}");
    }
    for (id_token, kind) in [
        (json!(null), ErrorKind::Configuration),
        (json!(12), ErrorKind::Configuration),
        (json!("not.a.jwt"), ErrorKind::InvalidResponse),
    ] {
        let error = read(
            &user(),
            &code_grant(),
            &with(issued(), "id_token", id_token),
        )
        .unwrap_err();
        assert_eq!(*error.kind(), kind);
    }
}

#[test]
fn several_audiences_need_an_authorized_party() {
    let several = with(claims(), "aud", json!(["account", CLIENT]));
    let body = |claims| with(issued(), "id_token", json!(jwt(&claims)));
    assert!(read(&user(), &code_grant(), &body(several.clone())).is_ok());
    assert!(read(&user(), &code_grant(), &body(without(several, "azp"))).is_err());
    let one = with(without(claims(), "azp"), "aud", json!([CLIENT]));
    assert!(read(&user(), &code_grant(), &body(one)).is_ok());
}

fn refusal(grant: &Grant, status: u16, code: &str, description: &str) -> auth_core::Error {
    let provider = if matches!(grant, Grant::Client) {
        service()
    } else {
        user()
    };
    let body = json!({"error": code, "error_description": description}).to_string();
    provider
        .token_response(grant, &answer(status, body))
        .unwrap_err()
}

#[test]
fn each_documented_refusal_has_its_class() {
    use ErrorKind::{Configuration, SignInRequired};
    let sign_in = SignInRequired(PersonTask::SignIn);
    let consent = SignInRequired(PersonTask::Consent);
    let (code, refresh, client) = (code_grant(), refresh_grant(), Grant::Client);
    let withdrawn = "Client no longer has requested consent from user";
    for (grant, status, error, description, kind) in [
        (
            &code,
            400,
            "invalid_grant",
            "Code not valid",
            sign_in.clone(),
        ),
        (
            &code,
            400,
            "invalid_grant",
            "Incorrect redirect_uri",
            sign_in.clone(),
        ),
        (
            &refresh,
            400,
            "invalid_grant",
            "Token is not active",
            sign_in.clone(),
        ),
        (
            &refresh,
            400,
            "invalid_grant",
            "Session not active",
            sign_in.clone(),
        ),
        (&refresh, 400, "invalid_grant", "User disabled", sign_in),
        (&refresh, 400, "invalid_scope", withdrawn, consent.clone()),
        (&refresh, 400, "invalid_scope", "", consent),
        (
            &client,
            400,
            "invalid_scope",
            "Invalid scopes",
            Configuration,
        ),
        (
            &refresh,
            401,
            "unauthorized_client",
            "Invalid client",
            Configuration,
        ),
        (
            &code,
            401,
            "invalid_client",
            "Invalid client",
            Configuration,
        ),
        (
            &refresh,
            400,
            "invalid_client",
            "Invalid client",
            Configuration,
        ),
        (
            &client,
            400,
            "unauthorized_client",
            "Client not enabled",
            Configuration,
        ),
        (
            &refresh,
            400,
            "unauthorized_client",
            "Client not allowed",
            Configuration,
        ),
    ] {
        let refused = refusal(grant, status, error, description);
        assert_eq!(*refused.kind(), kind, "{status} {error}");
        assert_eq!(refused.code(), Some(error));
        assert_eq!(refused.status().unwrap().as_u16(), status);
        assert!(!refused.is_delivery_uncertain());
    }
    let closed = refusal(&client, 400, "unauthorized_client", "Client not enabled");
    assert!(
        closed.to_string().contains("open the service access"),
        "{closed}"
    );
}

#[test]
fn d8_an_address_refusal_is_the_operators_and_never_the_persons() {
    for grant in [code_grant(), refresh_grant(), Grant::Client] {
        let swapped = refusal(
            &grant,
            403,
            "Access denied from IpWhitelistExecutor",
            "invalid_client",
        );
        assert_eq!(swapped.actor(), Actor::Operator);
        assert_eq!(swapped.code(), Some("invalid_client"));
        assert!(swapped.to_string().contains("network address"), "{swapped}");
        let unset = refusal(&grant, 400, "Unable to determine the address", "NA");
        assert_eq!(unset.actor(), Actor::Operator);
        assert_eq!(unset.code(), None);
    }
}

#[test]
fn nothing_but_a_documented_refusal_ends_a_grant() {
    let refused = json!({"error": "invalid_grant"}).to_string();
    for status in [302, 404, 405, 408, 429, 500, 502, 503] {
        let error = user()
            .token_response(&refresh_grant(), &answer(status, refused.clone()))
            .unwrap_err();
        assert!(error.person_task().is_none(), "{status}: {error}");
    }
    let error = refusal(&Grant::Client, 400, "invalid_grant", "");
    assert!(
        error.person_task().is_none(),
        "a client grant has no person"
    );
    let error = refusal(&refresh_grant(), 403, "invalid_grant", "");
    assert!(
        error.person_task().is_none(),
        "403 is no documented refusal of a grant"
    );
}

#[test]
fn d10_the_api_says_what_it_thinks_of_a_token() {
    let verdict = |response: Response| user().verdict(&response);
    assert_eq!(verdict(answer(401, "")), Verdict::Rejected);
    assert_eq!(
        verdict(answer(
            403,
            r#"{"status":"FORBIDDEN","message":"Access Denied"}"#
        )),
        Verdict::Forbidden
    );
    assert_eq!(verdict(answer(403, "")), Verdict::Forbidden);
    assert_eq!(
        verdict(answer(429, "Too Many Requests")),
        Verdict::RateLimited(None)
    );
    assert_eq!(
        verdict(answer_with(429, "retry-after", "7", "")),
        Verdict::RateLimited(Some(Duration::from_secs(7)))
    );
    assert_eq!(verdict(answer(200, "{}")), Verdict::Accepted);
    for (status, body) in [
        (
            404,
            r#"{"status":"NOT_FOUND","message":"Partner not found"}"#,
        ),
        (409, "Optimistic locking failure"),
        (400, r#"{"errors":["after"]}"#),
        (502, "<html>Bad Gateway</html>"),
        (401, "<html>proxy</html>"),
        (403, "<html>firewall</html>"),
    ] {
        assert_eq!(
            verdict(answer(status, body)),
            Verdict::Unknown,
            "{status} {body}"
        );
    }
}

#[test]
fn each_scheme_calls_its_own_half_of_the_api() {
    let call = |uri: &str| Request::new(Method::GET, uri.parse::<Uri>().unwrap());
    let profile = Profile.request().unwrap();
    let settings = Settings.request().unwrap();
    assert!(user().prepare(profile.clone()).is_ok());
    assert!(service().prepare(settings.clone()).is_ok());
    for (provider, request, advice) in [
        (service(), profile, "DossierFacile::user"),
        (user(), settings, "DossierFacile::service"),
        (
            user(),
            call(&format!("{API}/dfc/api/v1/tenants")),
            "DossierFacile::service",
        ),
        (
            service(),
            call(&format!("{API}/dfc/tenant/logout")),
            "DossierFacile::user",
        ),
    ] {
        let error = provider.prepare(request).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(advice), "{error}");
    }
    let prefixed = user_builder()
        .api_url(format!("{API}/v2/"))
        .build()
        .unwrap();
    assert!(
        prefixed
            .prepare(call(&format!("{API}/v2/dfc/api/v1/settings")))
            .is_err()
    );
    assert!(
        prefixed
            .prepare(call(&format!("{API}/v2/dfc/tenant/profile")))
            .is_ok()
    );
}

#[test]
fn the_profile_call_links_and_is_therefore_never_repeated() {
    let request = Profile.request().unwrap();
    assert_eq!(
        (request.method(), request.uri().path()),
        (&Method::GET, "/dfc/tenant/profile")
    );
    assert!(!request.is_repeatable());
    assert!(Settings.request().unwrap().is_repeatable());
}

#[test]
fn a_profile_is_the_connected_tenant_and_a_status() {
    let read = |body: serde_json::Value| Profile.answer(&answer(200, body.to_string()));
    let full = json!({"connectedTenantId": 4012, "apartmentSharing": {"id": 88, "status": "VALIDATED",
        "token": "x", "tenants": [{"id": 4012, "firstName": "A", "documents": []}]}});
    let profile = read(full).unwrap();
    assert_eq!(
        (profile.connected_tenant_id, profile.status),
        (4012, Some(Status::Validated))
    );

    let text = read(json!({"connectedTenantId": "4012"})).unwrap();
    assert_eq!((text.connected_tenant_id, text.status), (4012, None));

    let status = |status| {
        read(json!({"connectedTenantId": 1, "apartmentSharing": {"status": status}}))
            .unwrap()
            .status
    };
    assert_eq!(status(json!("TO_PROCESS")), Some(Status::ToProcess));
    assert_eq!(
        status(json!("COMPLETED")),
        Some(Status::Unknown("COMPLETED".to_owned()))
    );
    assert_eq!(status(json!(3)), None);

    for wrong in [
        json!({"id": 4012}),
        json!({"connectedTenantId": -1}),
        json!({"connectedTenantId": null}),
    ] {
        assert_eq!(*read(wrong).unwrap_err().kind(), ErrorKind::InvalidResponse);
    }
}

#[test]
fn settings_hold_the_key_as_a_secret() {
    let body = json!({"name": CLIENT, "email": "ops@example.test",
        "callbackUrl": "https://partner.example.test/hook", "callbackApiKey": "canary-key"});
    let settings = Settings.answer(&answer(200, body.to_string())).unwrap();
    assert_eq!(settings.name, CLIENT);
    assert_eq!(
        settings.callback_url.as_deref(),
        Some("https://partner.example.test/hook")
    );
    assert_eq!(
        settings.callback_api_key.as_ref().unwrap().expose_secret(),
        "canary-key"
    );
    assert!(!format!("{settings:?}").contains("canary"));

    let bare = json!({"name": CLIENT, "callbackApiKey": ""});
    let settings = Settings.answer(&answer(200, bare.to_string())).unwrap();
    assert!(
        settings.callback_api_key.is_none(),
        "an empty key proves nothing"
    );
}
