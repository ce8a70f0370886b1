//! A secret leaves only for the origins named for its kind, judged by a second parser.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use auth_core::{
    AccessToken, AuthHeaders, ErrorKind, HeaderMap, Method, OriginPolicy, Password, Request,
    SecretKind, Uri,
};
use proptest::prelude::*;
use url::Url;

const HOME: &str = "https://api.example.test/v1";

fn policy(loopback: bool) -> OriginPolicy {
    OriginPolicy::new()
        .with_loopback_http(loopback)
        .allow(&HOME.parse().unwrap(), &[SecretKind::AccessToken])
        .unwrap()
        .allow(
            &"https://login.example.test".parse().unwrap(),
            &[SecretKind::Password],
        )
        .unwrap()
}

fn headers(policy: &OriginPolicy) -> AuthHeaders {
    let set = auth_core::HeaderSet::new()
        .bearer(&AccessToken::new("canary"))
        .unwrap();
    AuthHeaders::new(set, policy, auth_core::Generation::FIRST, None)
}

fn permits(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let mut map = HeaderMap::new();
    let permitted = headers(&policy(false)).apply(&uri, &mut map).is_ok();
    assert_eq!(permitted, map.contains_key("authorization"));
    let request = Request::new(Method::GET, uri)
        .bearer(&AccessToken::new("canary"))
        .unwrap();
    assert_eq!(permitted, policy(false).check(&request).is_ok());
    permitted
}

#[test]
fn look_alikes_are_refused() {
    for good in [
        HOME,
        "https://api.example.test:443/x",
        "https://API.Example.Test/",
        "HTTPS://api.example.test/?q#f",
    ] {
        assert!(permits(good), "{good}");
    }
    for bad in [
        "http://api.example.test/",
        "https://api.example.test:444/",
        "https://api.example.test:/",
        "https://api.example.test:0443x/",
        "https://api.example.test./",
        "https://user@api.example.test/",
        "https://api.example.test@evil.test/",
        "https://evil.test#@api.example.test/",
        "https://evil.test?@api.example.test/",
        "https://evil.test\\@api.example.test/",
        "https://example.test/",
        "https://v2.api.example.test/",
        "https://api.example.test.evil.test/",
        "https://apiexample.test/",
        "https://login.example.test/",
        "https://api.ехample.test/",
        "https://xn--pi-6kc.example.test/",
        "https://api%2Eexample.test/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "ftp://api.example.test/",
        "//api.example.test/",
        "/v1/me",
        "api.example.test:443",
        "",
    ] {
        assert!(!permits(bad), "{bad}");
    }
}

#[test]
fn each_kind_has_its_own_origins() {
    let policy = policy(false);
    let request = |uri: &str| Request::new(Method::POST, uri.parse().unwrap());
    let password = Password::new("pw");
    assert!(
        policy
            .check(&request("https://login.example.test/x").secret("p", &password))
            .is_ok()
    );
    assert!(policy.check(&request(HOME).secret("p", &password)).is_err());
    let both = request("https://login.example.test/x").secret("p", &password);
    assert!(
        policy
            .check(&both.bearer(&AccessToken::new("t")).unwrap())
            .is_err()
    );
}

#[test]
fn http_is_for_an_allowed_loopback_only() {
    let allow = |url: &str, loopback| {
        OriginPolicy::new()
            .with_loopback_http(loopback)
            .allow(&url.parse().unwrap(), &[SecretKind::AccessToken])
            .map(|_| ())
            .map_err(|error| error.kind().clone())
    };
    for url in [
        "http://127.0.0.1:8080/",
        "http://localhost:1/",
        "http://[::1]:9/",
        "http://127.9.9.9/",
    ] {
        assert_eq!(allow(url, true), Ok(()), "{url}");
        assert_eq!(allow(url, false), Err(ErrorKind::OriginRefused), "{url}");
    }
    for url in [
        "http://api.example.test/",
        "http://127.0.0.1.evil.test/",
        "http://localhost.evil.test/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
    ] {
        assert_eq!(allow(url, true), Err(ErrorKind::OriginRefused), "{url}");
    }
}

fn hosts() -> impl Strategy<Value = String> {
    let near = prop_oneof![
        4 => Just("api.example.test".to_owned()),
        1 => Just("API.example.TEST".to_owned()),
        1 => Just("api.example.test.".to_owned()),
        1 => Just("login.example.test".to_owned()),
        1 => Just("api。example。test".to_owned()),
        1 => Just("ａpi.example.test".to_owned()),
        1 => Just("api.example.test%00.evil.test".to_owned()),
        1 => Just("127.0.0.1".to_owned()),
        1 => "[a-z.\\[\\]:@%]{1,20}",
    ];
    let decorated = (
        "[a-z0-9]{0,3}",
        near,
        "(:[0-9]{0,6}|@evil\\.test|\\.evil\\.test|)",
    )
        .prop_map(|(before, host, after)| format!("{before}{host}{after}"));
    prop_oneof![3 => decorated, 1 => "\\PC{0,24}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_permitted_goes_home_for_another_parser_too(
        scheme in "(https|http|HTTPS|ftp|)", separator in "(://|:|//|:\\\\|:/)", user in "([a-z]{0,3}(:[a-z]{0,3})?@)?",
        host in hosts(), path in "(/[a-z/.@:\\\\?#]{0,12})?",
    ) {
        let text = format!("{scheme}{separator}{user}{host}{path}");
        if permits(&text) {
            let url = Url::parse(&text).expect("both parsers read it");
            prop_assert_eq!(url.origin(), Url::parse(HOME).unwrap().origin(), "{}", text);
            prop_assert!(url.username().is_empty() && url.password().is_none(), "{}", text);
        }
    }

    #[test]
    fn home_is_always_permitted(path in "(/[a-zA-Z0-9/._~-]{0,30})?", query in "(\\?[a-z0-9=&]{0,20})?", port in "(:443)?") {
        let text = format!("https://api.example.test{port}{path}{query}");
        prop_assert!(permits(&text), "{}", text);
    }
}
