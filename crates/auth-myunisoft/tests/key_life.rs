//! A key from its making to its end, as the page that describes keys has it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use auth_core::{Authenticator, Error, ErrorKind, PersonTask};
use auth_myunisoft::{KeyInfo, MyUnisoft};
use auth_reqwest::Client;
use auth_sandbox::Sandbox;

const LOGIN: &str = "/api/authenticate/firm";

fn key(sandbox: &Sandbox, key: &str) -> MyUnisoft {
    let it = sandbox.myunisoft();
    let key = MyUnisoft::key(it.partner_secret(), key).api_url(it.api_url());
    key.allow_loopback_http().build().unwrap()
}

async fn get(client: &Client, path: &str) -> Result<u16, Error> {
    Ok(client.get(path).send().await?.status().as_u16())
}

/// Any call ends the waiting of a key; having headers for one is no call.
///
/// Shows S000-11.
#[tokio::test]
async fn the_first_use_ends_the_waiting_of_a_key() {
    for path in ["/society", "/accounts", "/key/info"] {
        let sandbox = Sandbox::start().await.unwrap();
        let societe = sandbox.myunisoft().societe_key();
        let client = Client::connect(key(&sandbox, societe)).unwrap();
        client.authenticator().headers().await.unwrap();
        assert!(!sandbox.myunisoft().is_activated(societe));
        assert_eq!(get(&client, path).await.unwrap(), 200);
        assert!(sandbox.myunisoft().is_activated(societe), "{path}");
    }
}

/// Years later the same key is sent, and nothing was asked for meanwhile: neither a renewal nor a login.
///
/// Shows S000-09, S001-06.
#[tokio::test]
async fn a_key_serves_for_years_without_renewal_or_login() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::connect(key(&sandbox, sandbox.myunisoft().cabinet_key())).unwrap();
    for _ in 0..3 {
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
        sandbox
            .clock()
            .advance(Duration::from_secs(1000 * 24 * 3600));
    }
    assert_eq!(sandbox.myunisoft().count("POST", LOGIN), 0);
    assert_eq!(sandbox.myunisoft().requests().len(), 3);
}

/// No call gives a key back: a person makes another, and the running client goes on with that one.
///
/// Shows S000-03, S000-08.
#[tokio::test]
async fn a_new_key_takes_the_place_of_a_lost_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let (lost, new) = (
        sandbox.myunisoft().societe_key(),
        sandbox.myunisoft().second_societe_key(),
    );
    let client = Client::connect(key(&sandbox, lost)).unwrap();
    sandbox.myunisoft().revoke_key(lost);
    let error = client.call(&KeyInfo).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::GenerateKey));
    let next = Authenticator::new(key(&sandbox, new), transport());
    client.switch(next).await.unwrap();
    client.call(&KeyInfo).await.unwrap();
    assert_eq!(sandbox.myunisoft().uses_of(new), 1);
}

/// The refusal of a key that is gone is known by its code, and keeps what MyUnisoft's team asks for.
///
/// Shows S000-16, S000-19.
#[tokio::test]
async fn the_refusal_of_a_key_keeps_its_code_and_the_request_id() {
    let sandbox = Sandbox::start().await.unwrap();
    let societe = sandbox.myunisoft().societe_key();
    let client = Client::connect(key(&sandbox, societe)).unwrap();
    sandbox.myunisoft().revoke_key(societe);
    let error = client.call(&KeyInfo).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::SignInRequired(_)),
        "{error}"
    );
    assert_eq!(error.code(), Some("ERR-API-TOKEN-NOT-FOUND"));
    let id = error.request_id().unwrap();
    assert!(
        id.starts_with("req-") && error.to_string().contains(id),
        "{error}"
    );
}

fn transport() -> auth_reqwest::HttpTransport {
    let transport = auth_reqwest::HttpTransport::builder().allow_loopback_http(true);
    transport.build().unwrap()
}
