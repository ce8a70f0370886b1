//! Wrong settings fail when the connection is built, naming the field and its environment variable.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{Error, ErrorKind, Provider, SignIn};
use auth_myunisoft::{Firm, MyUnisoft};

fn names(result: Result<MyUnisoft, Error>, field: &str, variable: &str) {
    let error = result.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    assert!(text.contains(field) && text.contains(variable), "{text}");
}

/// Shows S000-12.
#[test]
fn the_defaults_are_the_documented_hosts() {
    let key = support::company();
    assert_eq!(key.facts().api, "https://api.myunisoft.fr/api/v1");
    assert_eq!(
        (key.facts().provider, key.facts().scheme),
        ("myunisoft", "key")
    );
    assert!(!key.facts().origins.allows_loopback_http());
}

#[test]
fn a_secret_or_a_key_that_no_header_can_carry_is_refused() {
    for bad in ["", " ", "x ", "a\nb", "clé"] {
        names(
            MyUnisoft::key(bad, "key").build(),
            "partner_secret",
            "MYUNISOFT_PARTNER_SECRET",
        );
        names(
            MyUnisoft::key("secret", bad).build(),
            "key",
            "MYUNISOFT_KEY",
        );
    }
    for spaced in ["Bearer abc", "deux mots"] {
        names(
            MyUnisoft::key("secret", spaced).build(),
            "key",
            "MYUNISOFT_KEY",
        );
    }
}

#[test]
fn a_partner_secret_begins_with_the_partners_name_whatever_its_words() {
    let secret = "Les Dunes-0123456789abcdefghijklmn";
    MyUnisoft::key(secret, "key").build().unwrap();
    MyUnisoft::firm_login(secret, "a@b.example")
        .build()
        .unwrap();
}

#[test]
fn a_route_to_exempt_is_a_path() {
    for route in [
        "",
        "exports",
        "https://api.myunisoft.fr/api/v1/exports",
        "/exports?all",
    ] {
        for built in [
            MyUnisoft::key("secret", "key")
                .without_society_id(route)
                .build(),
            MyUnisoft::firm_login("secret", "a@b.example")
                .without_society_id(route)
                .build(),
        ] {
            let error = built.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains("without_society_id"), "{error}");
        }
    }
}

#[test]
fn a_login_needs_a_mail_and_no_empty_password() {
    let login = |mail: &str| MyUnisoft::firm_login("secret", mail);
    names(login("").build(), "mail", "MYUNISOFT_MAIL");
    names(login(" a@b.example").build(), "mail", "MYUNISOFT_MAIL");
    names(
        login("a@b.example").password("").build(),
        "password",
        "MYUNISOFT_PASSWORD",
    );
    let name = Firm::Name(" ".into());
    names(
        login("a@b.example").firm(name).build(),
        "firm",
        "MYUNISOFT_FIRM_NAME",
    );
    for id in [0, u64::MAX] {
        names(
            login("a@b.example").firm(Firm::Id(id)).build(),
            "firm",
            "MYUNISOFT_FIRM_ID",
        );
    }
}

#[test]
fn an_address_that_would_expose_a_secret_is_refused() {
    for url in [
        "",
        "api.myunisoft.fr",
        "/api/v1",
        "http://api.myunisoft.fr/api/v1",
        "http://127.0.0.1:8080",
        "ftp://api.myunisoft.fr",
        "https://user@api.myunisoft.fr",
        "https://api.myunisoft.fr/api/v1?key=1",
        "https://api.myunisoft.fr/#",
        "https://",
    ] {
        let key = MyUnisoft::key("secret", "key").api_url(url).build();
        names(key, "api_url", "MYUNISOFT_API_URL");
        let login = MyUnisoft::firm_login("secret", "a@b.example")
            .auth_url(url)
            .build();
        names(login, "auth_url", "MYUNISOFT_AUTH_URL");
    }
}

#[test]
fn loopback_http_is_an_explicit_choice_and_is_no_other_http() {
    let loopback = MyUnisoft::key("secret", "key")
        .api_url("http://127.0.0.1:8080/api/v1/")
        .allow_loopback_http()
        .build()
        .unwrap();
    assert_eq!(loopback.facts().api, "http://127.0.0.1:8080/api/v1");
    let elsewhere = MyUnisoft::key("secret", "key")
        .api_url("http://192.0.2.1/api/v1")
        .allow_loopback_http()
        .build();
    names(elsewhere, "api_url", "MYUNISOFT_API_URL");
}

#[test]
fn a_password_is_kept_only_when_given_to_keep() {
    let login = || MyUnisoft::firm_login("secret", "a@b.example");
    let source = |provider: MyUnisoft| match &provider.facts().sign_in {
        SignIn::Password(source) => format!("{source:?}"),
        other => panic!("a login has a password source, not {other:?}"),
    };
    assert_eq!(source(login().build().unwrap()), "Never");
    assert_eq!(
        source(login().password("p").build().unwrap()),
        "Kept([redacted])"
    );
    let asked = login().ask_password(|| async { Ok(None) });
    assert_eq!(source(asked.build().unwrap()), "Asked(..)");
}
