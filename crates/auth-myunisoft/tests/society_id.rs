//! A firm's call about a folder names it, by a value that MyUnisoft accepts.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{ErrorKind, Method, Provider, Request, Uri};
use auth_myunisoft::{Access, MyUnisoft, SocietyId};
use support::*;

fn call(uri: &str, society: Option<&str>) -> Request {
    let request = Request::new(Method::GET, uri.parse::<Uri>().unwrap());
    match society {
        None => request,
        Some(value) => {
            let (name, _) = SocietyId::new(1).unwrap().header();
            request.header(name, value.parse().unwrap())
        }
    }
}

#[test]
fn m05_a_firms_call_about_a_folder_names_it() {
    let firms = [cabinet(), firm_login()];
    for provider in &firms {
        for uri in [
            "/accounts",
            "/keys",
            "/societies",
            "/webhooks/1",
            "/v2/society",
            "https://api.myunisoft.fr/api/v1/accounts",
        ] {
            let error = provider.prepare(call(uri, None)).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration, "{uri}");
            assert!(error.to_string().contains("society-id"), "{error}");
            provider.prepare(call(uri, Some("1201"))).unwrap();
        }
        for uri in [
            "/society",
            "/society/",
            "/society?limit=1",
            "/users_v2",
            "/pers_physique",
            "/pers_physique/12",
            "/webhook",
            "/webhook/7f9c",
            "/key/info",
            "/key/info?mode=extended",
            "https://api.myunisoft.fr/api/v1/society",
            "https://api.myunisoft.fr/api/partners/health",
        ] {
            provider.prepare(call(uri, None)).unwrap();
            provider.prepare(call(uri, Some("1201"))).unwrap();
        }
    }
    let opaque = MyUnisoft::key("Dunes-secret", "opaque").build().unwrap();
    for provider in [company(), opaque] {
        provider.prepare(call("/accounts", None)).unwrap();
        provider.prepare(call("/accounts", Some("1201"))).unwrap();
    }
}

#[test]
fn m05_a_route_that_the_user_exempts_needs_no_folder_and_another_one_does() {
    let key = MyUnisoft::key("Dunes-secret", "opaque")
        .access(Access::Firm)
        .without_society_id("/exports/")
        .without_society_id("/stats");
    let login = MyUnisoft::firm_login("Dunes-secret", "api@dunes.example")
        .without_society_id("/exports")
        .without_society_id("/stats");
    for provider in [key.build().unwrap(), login.build().unwrap()] {
        for uri in [
            "/exports",
            "/exports/12?all",
            "/stats/",
            "https://api.myunisoft.fr/api/v1/stats",
            "/society",
        ] {
            provider.prepare(call(uri, None)).unwrap();
        }
        for uri in ["/accounts", "/exportsall", "/accounts/exports"] {
            provider.prepare(call(uri, None)).unwrap_err();
        }
        provider
            .prepare(call("/exports", Some("undefined")))
            .unwrap_err();
    }
    let all = MyUnisoft::key("Dunes-secret", "opaque")
        .access(Access::Firm)
        .without_society_id("/");
    let all = all.build().unwrap();
    all.prepare(call("/accounts", None)).unwrap();
}

#[test]
fn m05_a_society_id_that_would_be_refused_never_leaves() {
    for provider in [company(), cabinet(), firm_login()] {
        for value in [
            "",
            "undefined",
            "null",
            "0",
            "-1",
            "1.5",
            "+1",
            "12a",
            "99999999999999999999",
        ] {
            for uri in ["/accounts", "/society"] {
                let error = provider.prepare(call(uri, Some(value))).unwrap_err();
                assert_eq!(*error.kind(), ErrorKind::Configuration, "{value}");
                assert!(error.to_string().contains("society-id"), "{error}");
            }
        }
    }
    let (name, value) = SocietyId::new(1201).unwrap().header();
    assert_eq!(
        (name.as_str(), value.to_str().unwrap()),
        ("society-id", "1201")
    );
    assert_eq!(SocietyId::try_from(1201).unwrap().to_string(), "1201");
    assert!(SocietyId::new(0).is_err());
}
