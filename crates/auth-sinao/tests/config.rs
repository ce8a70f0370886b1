//! Wrong settings fail when the connection is built, naming field and environment variable.

#![expect(clippy::expect_used, reason = "what only tests call")]

mod support;

use std::process::Command;

use auth_core::{Error, ErrorKind, Grant, Password, PasswordSource, Provider, SignIn};
use auth_sinao::Sinao;

fn assert_names(error: &Error, parts: &[&str]) {
    assert_eq!(*error.kind(), ErrorKind::Configuration, "{error}");
    for part in parts {
        assert!(
            error.to_string().contains(part),
            "{part:?} is not in {error}"
        );
    }
}

#[test]
fn unusable_emails_are_refused() {
    for email in [
        "",
        " ",
        "owner",
        "owner@example.test\n",
        " owner@example.test",
    ] {
        let error = Sinao::login(email).build().expect_err("unusable");
        assert_names(&error, &["email", "SINAO_EMAIL"]);
    }
}

#[test]
fn an_empty_password_is_refused_and_one_with_spaces_is_kept() {
    let built = |password: &str| Sinao::login("a@b.test").password(password).build();
    assert_names(
        &built("").expect_err("empty"),
        &["password", "SINAO_PASSWORD"],
    );
    let sinao = built(" two words ").expect("a password");
    assert!(matches!(
        sinao.facts().sign_in,
        SignIn::Password(PasswordSource::Kept(_))
    ));
}

#[test]
fn unusable_keys_are_refused_and_not_shown() {
    for key in ["", " zqkey", "zq\nkey", "zqké"] {
        let error = Sinao::api_key(key).build().expect_err("unusable");
        assert_names(&error, &["api_key", "SINAO_API_KEY"]);
        assert!(!format!("{error} {error:?}").contains("zq"), "{error:?}");
    }
}

#[test]
fn unusable_addresses_are_refused() {
    for url in [
        "",
        "api.sinao.app/v1",
        "/v1",
        "ftp://api.sinao.app/v1",
        "http://api.sinao.app/v1",
        "http://127.0.0.1:8080/v1",
        "https://user:canary@api.sinao.app/v1",
        "https://api.sinao.app/v1?key=1",
        "https://api.sinao.app/v1#top",
        "https://api.sinao.app:0/v1",
        "https://api sinao.app",
    ] {
        let login = Sinao::login("a@b.test").api_url(url).build();
        let keyed = Sinao::api_key("k").api_url(url).build();
        for error in [login.expect_err(url), keyed.expect_err(url)] {
            assert_names(&error, &["api_url", "SINAO_API_URL"]);
            assert!(!error.to_string().contains("canary"));
        }
    }
    for (url, problem) in [
        ("https://api sinao.app", "it is no URL"),
        ("api.sinao.app", "it is no absolute https URL"),
        ("http://127.0.0.1:8080/v1", "permitted to loopback only"),
    ] {
        let error = Sinao::api_key("k").api_url(url).build().expect_err(url);
        assert_names(&error, &["api_url", problem]);
    }
    // Only loopback, even when it may be http.
    let error = Sinao::api_key("k")
        .api_url("http://api.sinao.app/v1")
        .allow_loopback_http()
        .build()
        .expect_err("not loopback");
    assert_names(&error, &["api_url"]);
}

#[test]
fn paths_are_put_behind_any_base() {
    for (base, expected) in [
        ("https://api.sinao.dev/v1", "https://api.sinao.dev/v1/login"),
        (
            "https://api.sinao.dev/v1//",
            "https://api.sinao.dev/v1/login",
        ),
        ("https://proxy.test", "https://proxy.test/login"),
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/login"),
    ] {
        let sinao = Sinao::login("a@b.test")
            .api_url(base)
            .allow_loopback_http()
            .build()
            .expect("settings");
        let request = sinao.token_request(&Grant::password("p")).expect("request");
        assert_eq!(request.uri(), expected);
        sinao
            .facts()
            .origins
            .check(&request)
            .expect("its own origin");
    }
}

#[test]
fn passwords_are_kept_only_when_the_user_says_so() {
    let sign_in = |sinao: &Sinao| sinao.facts().sign_in.clone();
    let neither = Sinao::login("a@b.test").build().expect("settings");
    assert!(matches!(
        sign_in(&neither),
        SignIn::Password(PasswordSource::Never)
    ));
    let asked = Sinao::login("a@b.test")
        .ask_password(|| async { Ok(Some(Password::new("p"))) })
        .build()
        .expect("settings");
    assert!(matches!(
        sign_in(&asked),
        SignIn::Password(PasswordSource::Asked(_))
    ));
}

#[test]
fn nothing_shows_a_secret() {
    let builder = Sinao::login("a@b.test").password("canary-password");
    let key_builder = Sinao::api_key("canary-key");
    let mut shown = vec![format!("{builder:?} {key_builder:?}")];
    let login = builder.build().expect("settings");
    let keyed = key_builder.build().expect("settings");
    shown.push(format!("{login:?} {keyed:?}"));
    let grant = Grant::password_with_code("canary-password", "canary-code");
    for grant in [grant, support::refresh_grant()] {
        let request = login.token_request(&grant).expect("request");
        let answer = support::answer(200, r#"{"access_token":"canary-token"}"#);
        let tokens = login.token_response(&grant, &answer).expect("tokens");
        shown.push(format!("{grant:?} {request:?} {answer:?} {tokens:?}"));
        for sinao in [&login, &keyed] {
            shown.push(format!("{:?}", sinao.headers(&tokens).expect("headers")));
        }
    }
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
    }
}

/// What `from_env` yields in a process with exactly these `SINAO_` and `AUTH_` variables.
fn from_env(variables: &[(&str, &str)]) -> String {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.args(["--exact", "outcome_in_this_environment", "--nocapture"]);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("SINAO_") || text.starts_with("AUTH_") {
            command.env_remove(&name);
        }
    }
    let output = command
        .envs(variables.iter().copied())
        .output()
        .expect("output");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    let outcome = text.lines().find_map(|line| line.split_once("outcome: "));
    outcome.expect("an outcome").1.to_owned()
}

/// Says what `from_env` yields here; run again by the tests below, for a process cannot safely change its environment.
#[test]
fn outcome_in_this_environment() {
    match Sinao::from_env() {
        Ok(sinao) => {
            let facts = sinao.facts();
            println!(
                "\noutcome: {} {} {:?}",
                facts.scheme, facts.api, facts.sign_in
            );
        }
        Err(error) => {
            assert_eq!(*error.kind(), ErrorKind::Configuration, "{error}");
            println!("\noutcome: {error}");
        }
    }
}

#[test]
fn the_environment_chooses_the_scheme() {
    assert_eq!(
        from_env(&[("SINAO_EMAIL", "a@b.test")]),
        "login https://api.sinao.app/v1 Password(Never)"
    );
    assert_eq!(
        from_env(&[("SINAO_EMAIL", "a@b.test"), ("SINAO_PASSWORD", "canary")]),
        "login https://api.sinao.app/v1 Password(Kept([redacted]))"
    );
    let keyed = from_env(&[
        ("SINAO_API_KEY", "canary"),
        ("SINAO_API_URL", "http://127.0.0.1:9/v1"),
        ("AUTH_ALLOW_LOOPBACK_HTTP", "1"),
    ]);
    assert!(
        keyed.starts_with("api_key http://127.0.0.1:9/v1 Static"),
        "{keyed}"
    );
    assert!(!keyed.contains("canary"), "{keyed}");
}

#[test]
fn an_unusable_environment_is_named() {
    for (variables, named) in [
        (&[][..], &["SINAO_API_KEY", "SINAO_EMAIL", "neither"][..]),
        (
            &[("SINAO_API_KEY", "canary"), ("SINAO_EMAIL", "a@b.test")],
            &["SINAO_API_KEY", "SINAO_EMAIL", "both"],
        ),
        (&[("SINAO_API_KEY", "")], &["SINAO_API_KEY", "empty"]),
        (&[("SINAO_EMAIL", "owner")], &["SINAO_EMAIL"]),
        (
            &[("SINAO_EMAIL", "a@b.test"), ("SINAO_PASSWORD", "")],
            &["SINAO_PASSWORD", "empty"],
        ),
        (
            &[
                ("SINAO_EMAIL", "a@b.test"),
                ("SINAO_API_URL", "http://127.0.0.1:9/v1"),
            ],
            &["SINAO_API_URL", "loopback"],
        ),
    ] {
        let outcome = from_env(variables);
        for name in named {
            assert!(outcome.contains(name), "{name} is not in {outcome}");
        }
        assert!(!outcome.contains("canary"), "{outcome}");
    }
}
