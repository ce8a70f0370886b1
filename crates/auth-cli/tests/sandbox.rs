//! `auth sandbox` as a program in another language uses it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
};

use rustix::process::Signal;
use serde_json::Value;
use support::{Sandbox, auth, variables};

/// One request as bytes, and the whole answer.
fn raw(url: &str, path: &str, headers: &str) -> String {
    let address = url.strip_prefix("http://").unwrap();
    let (address, base) = address.split_once('/').unwrap_or((address, ""));
    let slash = if base.is_empty() { "" } else { "/" };
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET {slash}{base}{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Accept: application/json\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn one_line_of_json_is_enough_to_use_it() {
    let (sandbox, ready) = Sandbox::start_json(&[]);
    assert_eq!(ready["ready"], true);
    let sinao = ready["origins"]["sinao"].as_str().unwrap();
    let key = &variables(&ready, "sinao", "api_key")["SINAO_API_KEY"];
    let answer = raw(sinao, "/me", &format!("Api-Key: {key}\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("compta@factures.example"), "{answer}");
    let answer = raw(sinao, "/me", "Api-Key: another\r\n");
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");

    let ran = sandbox.stop(Signal::TERM).ends(0);
    assert_eq!(ran.output(), "");
}

#[test]
fn a_person_reads_addresses_credentials_and_lines_to_paste() {
    let sandbox = Sandbox::start(&["--seed", "5"], |line| line.starts_with("Ctrl-C"));
    let printed = sandbox.printed.clone();
    for text in [
        "made up, good for this sandbox only",
        " dossierfacile  issuer",
        "\nexport AUTH_ALLOW_LOOPBACK_HTTP=1\n",
        "\nexport SINAO_API_URL=http://127.0.0.1:",
        "\nexport DOSSIERFACILE_CLIENT_SECRET='",
        "\n# export MYUNISOFT_MAIL=api@dunes.example\n",
    ] {
        assert!(printed.contains(text), "no {text:?} in {printed}");
    }
    // A shell that pastes the lines has what the JSON says for the same seed.
    let lines = printed
        .lines()
        .filter(|line| line.contains("export DOSSIERFACILE"));
    let script = lines.collect::<Vec<_>>().join("\n");
    let pasted = Command::new("sh")
        .args([
            "-c",
            &format!("{script}\nprintf %s \"$DOSSIERFACILE_CLIENT_SECRET\""),
        ])
        .output()
        .unwrap();
    let (_other, ready) = Sandbox::start_json(&["--seed", "5"]);
    let expected = &variables(&ready, "dossierfacile", "service")["DOSSIERFACILE_CLIENT_SECRET"];
    assert_eq!(&String::from_utf8(pasted.stdout).unwrap(), expected);

    let ran = sandbox.stop(Signal::INT).ends(0);
    assert_eq!(ran.output(), "\nThe sandbox has stopped. Good-bye.\n");
}

#[test]
fn equal_seeds_make_equal_secrets() {
    let password = |seed: &str| {
        let (_sandbox, ready) = Sandbox::start_json(&["--seed", seed]);
        variables(&ready, "keyclic", "login")["KEYCLIC_PASSWORD"].clone()
    };
    assert_eq!(password("1"), password("1"));
    assert_ne!(password("1"), password("2"));
}

/// The first of six ports that are free now, below those that the kernel hands out.
fn six_free_ports() -> u16 {
    let free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let mut bases = (20_000..30_000).step_by(6);
    bases.find(|base| (*base..base + 6).all(free)).unwrap()
}

#[test]
fn a_port_base_fixes_the_six_ports_and_a_taken_one_is_said() {
    let base = six_free_ports();
    let argument = base.to_string();
    let (sandbox, ready) = Sandbox::start_json(&["--port-base", &argument]);
    let origins = [
        "myunisoft_api",
        "myunisoft_auth",
        "dossierfacile_sso",
        "dossierfacile_api",
        "sinao",
        "keyclic",
    ];
    for (origin, port) in origins.iter().zip(base..) {
        let url = ready["origins"][origin].as_str().unwrap();
        assert!(
            url.starts_with(&format!("http://127.0.0.1:{port}")),
            "{url}"
        );
    }
    auth(&["sandbox", "--port-base", &argument])
        .ends(1)
        .complains(&["cannot listen on the ports", "give another --port-base"]);
    sandbox.stop(Signal::TERM).ends(0);
}

#[test]
fn providers_lists_what_the_sandbox_sets() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let listed: Value =
        serde_json::from_str(&auth(&["providers", "--json"]).ends(0).stdout).unwrap();
    let listed = listed.as_array().unwrap();
    let table = auth(&["providers"]).ends(0).stdout;
    let ways_in = ready["environment"].as_array().unwrap();
    assert_eq!(ways_in.len(), 7);
    for way_in in ways_in {
        let (provider, scheme) = (&way_in["provider"], &way_in["scheme"]);
        let mut rows = listed.iter();
        let row = rows.find(|row| row["provider"] == *provider && row["scheme"] == *scheme);
        let row = row.unwrap();
        let names = |list: &str| {
            let names = row[list].as_array().unwrap().iter();
            names.map(|name| name.as_str().unwrap()).collect::<Vec<_>>()
        };
        let (required, optional) = (names("required"), names("optional"));
        let set = variables(&ready, provider.as_str().unwrap(), scheme.as_str().unwrap());
        for name in set.keys().map(String::as_str) {
            let known = required.contains(&name) || optional.contains(&name);
            assert!(
                known || name == "AUTH_ALLOW_LOOPBACK_HTTP",
                "{name} in {row}"
            );
        }
        for name in required {
            assert!(set.contains_key(name), "{name} in {row}");
            assert!(
                table
                    .lines()
                    .any(|line| line.ends_with(&format!(" {name}"))),
                "{table}"
            );
        }
        for name in optional {
            assert!(table.contains(&format!(" [{name}]")), "{name} in {table}");
        }
        let begins = format!(" {} ", provider.as_str().unwrap());
        let says =
            ["scheme", "sign_in", "renewal", "lifetime"].map(|name| row[name].as_str().unwrap());
        let mut lines = table.lines().filter(|line| line.starts_with(&begins));
        assert!(
            lines.any(|line| says.iter().all(|text| line.contains(text))),
            "{table}"
        );
        assert!(row["api"].is_null() || row["api"].as_str().unwrap().starts_with("https://"));
    }
}
