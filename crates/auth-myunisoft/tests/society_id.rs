//! A firm's call about a folder names it, by a value that MyUnisoft accepts.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{ErrorKind, Method, Provider, Request, Uri};
use auth_myunisoft::{MyUnisoft, SocietyId};
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
fn m5_a_firms_call_about_a_folder_names_it() {
    let firms = [cabinet(), firm_login()];
    for provider in &firms {
        for uri in [
            "/accounts",
            "/society/exercice",
            "/users_v2/12",
            "/keys",
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
fn m5_a_society_id_that_would_be_refused_never_leaves() {
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
