//! API calls: their requests, their answers, and what an answer says of the credential.

use std::time::Duration;

use auth_core::{Call, ErrorKind, ExposeSecret, Method, Provider, Request, Response, Uri, Verdict};
use auth_dossierfacile::{Profile, Settings};
use serde_json::json;

use crate::support::{API, CLIENT, answer, answer_with, service, user, user_builder};

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

/// Shows S002-32.
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

/// Shows S002-04.
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

/// Shows S002-34.
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
