//! `auth check` against a started sandbox, and everything that may be wrong with what it is given.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::net::TcpListener;

use rustix::process::Signal;
use support::{Ran, Sandbox, Variables, assert_no_secret, auth, auth_with, secrets, variables};

fn set(variables: &Variables, changes: &[(&str, &str)]) -> Variables {
    let mut variables = variables.clone();
    for (name, value) in changes {
        variables.insert((*name).to_owned(), (*value).to_owned());
    }
    variables
}

fn without(variables: &Variables, name: &str) -> Variables {
    let mut variables = variables.clone();
    variables.remove(name).unwrap();
    variables
}

#[test]
fn every_provider_is_checked_with_the_sandbox_s_variables() {
    let (sandbox, ready) = Sandbox::start_json(&[]);
    let secrets = secrets(&ready);
    for (provider, scheme, said) in [
        ("myunisoft", "key", "GET /key/info: accepted, 4 routes"),
        (
            "myunisoft",
            "firm_login",
            "GET /society: accepted, 2 societies",
        ),
        (
            "dossierfacile",
            "service",
            "settings: accepted, dfconnect-sandbox",
        ),
        (
            "sinao",
            "api_key",
            "GET /me: accepted, compta@factures.example",
        ),
        (
            "sinao",
            "login",
            "GET /me: accepted, compta@factures.example",
        ),
        ("keyclic", "login", "GET /feedbacks: accepted, 1 feedback"),
    ] {
        let set = variables(&ready, provider, scheme);
        for arguments in [
            &["check", provider][..],
            &["check", provider, "--scheme", scheme],
        ] {
            let ran = auth_with(arguments, &set).ends(0);
            let first = format!("{provider} by {scheme}, at http://127.0.0.1:");
            assert!(ran.stdout.starts_with(&first), "{ran:?}");
            assert!(ran.stdout.contains(said), "{ran:?}");
            let endless = ["key", "api_key"].contains(&scheme);
            let until = if endless { "no known end" } else { " UTC (in " };
            assert!(ran.stdout.contains(until), "{ran:?}");
            assert_no_secret(&ran.output(), &secrets);
        }
    }
    sandbox.stop(Signal::TERM).ends(0);
}

#[test]
fn a_person_s_access_needs_the_person() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let user = variables(&ready, "dossierfacile", "user");
    auth_with(&["check", "dossierfacile"], &user)
        .ends(1)
        .complains(&[
            "nobody has signed in yet",
            "who acts: the person whose account it is",
            "this command has no browser",
        ]);
    let login = without(&variables(&ready, "sinao", "login"), "SINAO_PASSWORD");
    auth_with(&["check", "sinao"], &login)
        .ends(1)
        .complains(&["set the environment variable SINAO_PASSWORD"]);
}

#[test]
fn what_the_provider_refuses_ends_with_1_and_says_who_acts() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let secrets = secrets(&ready);
    let canary = "canary-5d0c1f";
    let refused = |provider: &str, scheme: &str, variable: &str, texts: &[&str]| -> Ran {
        let set = set(&variables(&ready, provider, scheme), &[(variable, canary)]);
        let ran = auth_with(&["check", provider], &set)
            .ends(1)
            .complains(texts);
        assert_eq!(ran.stdout, "");
        assert_no_secret(&ran.output(), &secrets);
        assert!(!ran.output().contains(canary), "{ran:?}");
        ran
    };
    let person = "who acts: the person whose account it is";
    let operator = "who acts: who runs the integration";
    refused(
        "myunisoft",
        "key",
        "MYUNISOFT_KEY",
        &[person, "what to do: "],
    );
    refused("myunisoft", "key", "MYUNISOFT_PARTNER_SECRET", &[operator]);
    refused(
        "myunisoft",
        "firm_login",
        "MYUNISOFT_PASSWORD",
        &[person, "DROIT5"],
    );
    let secret = "DOSSIERFACILE_CLIENT_SECRET";
    refused(
        "dossierfacile",
        "service",
        secret,
        &[operator, "unauthorized_client"],
    );
    refused("sinao", "api_key", "SINAO_API_KEY", &[person, "a new key"]);
    refused(
        "sinao",
        "login",
        "SINAO_PASSWORD",
        &[person, "check e-mail address and password"],
    );
    refused(
        "keyclic",
        "login",
        "KEYCLIC_PASSWORD",
        &[person, "check login and password"],
    );
}

#[test]
fn an_account_of_two_firms_is_told_which() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let two_firms = ("MYUNISOFT_MAIL", "api-deux-cabinets@dunes.example");
    let login = set(&variables(&ready, "myunisoft", "firm_login"), &[two_firms]);
    auth_with(&["check", "myunisoft"], &login)
        .ends(1)
        .complains(&[
            "choice: 501 Cabinet des Dunes",
            "choice: 502 Cabinet du Phare",
        ]);
    let chosen = set(&login, &[("MYUNISOFT_FIRM_ID", "501")]);
    auth_with(&["check", "myunisoft"], &chosen).ends(0);
}

#[test]
fn a_provider_that_is_not_there_is_waited_for_by_nobody() {
    // Bound and given back at once: nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let nobody: Variables = [
        ("SINAO_API_KEY", "canary-5d0c1f"),
        ("SINAO_API_URL", &format!("http://{free}/v1")),
        ("AUTH_ALLOW_LOOPBACK_HTTP", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    auth_with(&["check", "sinao"], &nobody)
        .ends(1)
        .complains(&["who acts: nobody, wait"]);
}

#[test]
fn wrong_arguments_end_with_2_and_say_what_to_type() {
    for (arguments, texts) in [
        (&[][..], &["Usage: auth <COMMAND>", "sandbox"][..]),
        (
            &["sing-in"],
            &["unrecognized subcommand 'sing-in'", "--help"],
        ),
        (&["check"], &["<PROVIDER>", "Usage: auth check"]),
        (
            &["check", "stripe"],
            &[
                "possible values: ",
                "myunisoft",
                "dossierfacile",
                "sinao",
                "keyclic",
            ],
        ),
        (
            &["providers", "show", "stripe"],
            &[
                "possible values: ",
                "myunisoft",
                "dossierfacile",
                "sinao",
                "keyclic",
            ],
        ),
        (&["providers", "show"], &["<ID>"]),
        (
            &["check", "sinao", "--scheme", "key"],
            &["--scheme api_key", "--scheme login", " or --scheme "],
        ),
        (
            &["check", "sinao", "--api-key", "x"],
            &["unexpected argument '--api-key'"],
        ),
        (&["try", "--seed", "x"], &["--seed <N>"]),
        (&["sandbox", "--port-base", "65531"], &["1..=65530"]),
    ] {
        let ran = auth(arguments).ends(2).complains(texts);
        assert_eq!(ran.stdout, "", "{arguments:?}");
    }
}

/// A provider, what is set, and what must be said.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn wrong_configuration_ends_with_2_and_names_the_variable() {
    let key = "canary-5d0c1f";
    let cases: &[Case<'_>] = &[
        ("myunisoft", &[], &["MYUNISOFT_PARTNER_SECRET"]),
        (
            "myunisoft",
            &[("MYUNISOFT_PARTNER_SECRET", key)],
            &["MYUNISOFT_KEY", "MYUNISOFT_MAIL"],
        ),
        (
            "dossierfacile",
            &[],
            &["DOSSIERFACILE_CLIENT_ID", "not set"],
        ),
        ("sinao", &[], &["SINAO_API_KEY", "SINAO_EMAIL"]),
        ("keyclic", &[], &["KEYCLIC_LOGIN", "not set"]),
        (
            "sinao",
            &[("SINAO_API_KEY", key), ("SINAO_API_URL", "no url")],
            &["api_url: it is no URL", "SINAO_API_URL"],
        ),
        (
            "sinao",
            &[
                ("SINAO_API_KEY", key),
                ("SINAO_API_URL", "http://api.example/v1"),
            ],
            &["it is http", "SINAO_API_URL"],
        ),
        (
            "keyclic",
            &[
                ("KEYCLIC_LOGIN", "agent@ville.example"),
                ("KEYCLIC_API_URL", "http://api.example"),
                ("AUTH_ALLOW_LOOPBACK_HTTP", "1"),
            ],
            &["http", "loopback", "KEYCLIC_API_URL"],
        ),
        (
            "sinao",
            &[("SINAO_API_KEY", "canary-\u{e9}")],
            &["SINAO_API_KEY"],
        ),
    ];
    for (provider, set, texts) in cases {
        let set = set
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let ran = auth_with(&["check", provider], &set)
            .ends(2)
            .complains(texts)
            .complains(&[
                "error: ",
                "who acts: who runs the integration",
                "what to do: ",
            ]);
        assert_eq!(ran.stdout, "");
        assert!(!ran.output().contains("canary"), "{ran:?}");
    }
}

#[test]
fn a_scheme_that_the_environment_does_not_describe_is_said() {
    let set: Variables = [("SINAO_API_KEY".to_owned(), "canary-5d0c1f".to_owned())].into();
    auth_with(&["check", "sinao", "--scheme", "login"], &set)
        .ends(2)
        .complains(&[
            "describes sinao by `api_key`, not by `login`",
            "set SINAO_EMAIL",
        ]);
    let set: Variables = [("KEYCLIC_LOGIN".to_owned(), "agent".to_owned())].into();
    auth_with(&["check", "keyclic", "--scheme", "external"], &set)
        .ends(2)
        .complains(&["cannot describe `external`", "in an application"]);
}
