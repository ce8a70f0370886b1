//! This test program against a provider that only its environment describes, as `cargo xtask e2e --issuer` runs it: here
//! that is a realm of the test's own.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use auth_core::{Method, Request, Transport};

use crate::{
    callback::Callback,
    filler::{Filler, Person},
    realm::Realm,
};

/// Where the other program is told to wait for people.
async fn free_redirect_uri() -> String {
    let taken = Callback::at("http://127.0.0.1:0/callback").await.unwrap();
    taken.url.to_string()
}

fn program(realm: &Realm, tests: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([tests, "--nocapture", "--test-threads=1"])
        .env("E2E_ISSUER", &realm.issuer)
        .env("E2E_CLIENT_ID", &realm.client_id)
        .env("E2E_CLIENT_SECRET", &realm.client_secret)
        .env("E2E_REDIRECT_URI", &realm.redirect_uri)
        .env("E2E_ENDS_WITH_STDIN", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn a_form_filler_signs_in_where_a_password_is_given() {
    let Some(realm) = Realm::own("a program in the program").await else {
        return;
    };
    let (username, password) = realm.login.as_ref().unwrap();
    let mut program = program(&realm, "");
    program.args([
        "--skip",
        "driven::",
        "--skip",
        "lives_of_five",
        "--skip",
        "keycloak::",
    ]);
    program
        .env("E2E_USERNAME", username)
        .env("E2E_PASSWORD", password);
    // Its standard input stays open until it has ended.
    let mut running = program.spawn().unwrap();
    let _held = running.stdin.take();
    let output = running.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("not shown: a consent that the person withdraws"),
        "{said}"
    );
    assert!(said.contains("in part: 200 renewals were served"), "{said}");
    for secret in [password, &realm.client_secret] {
        assert!(!said.contains(secret.as_str()), "{said}");
    }
    let seen = realm.seen().await.unwrap();
    assert_eq!(seen.token_requests["client_credentials"], 2);
    assert!(seen.token_requests["refresh_token"] > 200);
}

#[tokio::test]
async fn a_person_is_given_the_address_where_no_password_is() {
    let redirect_uri = free_redirect_uri().await;
    let Some(realm) = Realm::own_with(&redirect_uri).await else {
        return;
    };
    let mut program = program(&realm, "a_person_signs_in_by_the_pages_forms");
    let mut running = program.spawn().unwrap();
    let _held = running.stdin.take();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines();
    let url = lines.find_map(|line| Some(line.unwrap().strip_prefix("open: ")?.to_owned()));

    let (username, password) = realm.login.as_ref().unwrap();
    let person = Person {
        username,
        password,
        button: "accept",
    };
    let mut filler = Filler::new(&realm.transport, &realm.redirect_uri);
    let callback = filler.walk(&url.unwrap(), person).await.unwrap();
    let back = Request::new(Method::GET, callback.parse().unwrap());
    assert!(
        realm
            .transport
            .send(back)
            .await
            .unwrap()
            .status()
            .is_success()
    );
    let said: Vec<_> = lines.map_while(Result::ok).collect();
    assert!(running.wait().unwrap().success(), "{said:?}");
}

#[tokio::test]
async fn the_program_ends_when_nobody_holds_its_standard_input() {
    let redirect_uri = free_redirect_uri().await;
    let Some(realm) = Realm::own_with(&redirect_uri).await else {
        return;
    };
    let mut running = program(&realm, "a_person_signs_in_by_the_pages_forms")
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines();
    lines
        .find(|line| line.as_ref().unwrap().starts_with("open: "))
        .unwrap()
        .unwrap();
    // It waits for a person now.
    drop(running.stdin.take());
    assert!(!running.wait().unwrap().success());
}
