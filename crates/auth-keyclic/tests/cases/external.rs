//! A connection by the ID tokens of another identity provider.

use std::time::Duration;

use auth_core::{Authenticator, ErrorKind, Grant, PersonTask};
use auth_keyclic::{AppKey, Feedbacks, Keyclic};
use auth_reqwest::Client;
use auth_sandbox::{Generation, Sandbox, tells_apart};
use serde_json::json;

use crate::{
    careless,
    connect::{EXTERNAL, FEEDBACKS, LOGIN, frozen, timed},
};

const HOUR: Duration = Duration::from_secs(3600);

fn connect(sandbox: &Sandbox) -> (Authenticator, Client) {
    let external = Keyclic::external()
        .api_url(sandbox.keyclic().api_url())
        .allow_loopback_http();
    let auth = timed(sandbox, external.build().unwrap());
    (auth.clone(), Client::new(auth).unwrap())
}

/// How often an ID token was shown to Keyclic, what became of the calls, and whether the person was told.
#[derive(Debug)]
struct Seen {
    trades: usize,
    served: usize,
    rejected: usize,
    person_told: usize,
}

fn seen(sandbox: &Sandbox, person_told: usize) -> Seen {
    let calls = sandbox.keyclic().requests().into_iter();
    let calls: Vec<_> = calls.filter(|seen| seen.path == FEEDBACKS).collect();
    let with = |status| {
        calls
            .iter()
            .filter(|seen| seen.status == Some(status))
            .count()
    };
    Seen {
        trades: sandbox.keyclic().count("POST", EXTERNAL),
        served: with(200),
        rejected: with(401),
        person_told,
    }
}

#[tokio::test]
async fn k10_a_connection_by_an_id_token_runs_until_a_person_is_needed() {
    let sandbox = frozen().await;
    let keyclic = sandbox.keyclic();
    let trade = || {
        let body = json!({"grantType": "external_auth", "idToken": keyclic.external_token()});
        careless::post(keyclic, EXTERNAL, &body)
    };
    let (_, body) = careless::answer(trade()).await;
    // What is called a token, and is none for calls.
    let mut token = body["idToken"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        if careless::status(careless::feedbacks(keyclic, &token)).await == 401 {
            // The ID token is kept, and tried again.
            token = careless::answer(trade()).await.1["accessToken"].to_string();
        }
        sandbox.clock().advance(25 * HOUR);
    }
    let careless = seen(&sandbox, 0);

    let ours = frozen().await;
    let (auth, client) = connect(&ours);
    let grant = Grant::assertion(ours.keyclic().external_token());
    let headers = auth.sign_in(grant).await.unwrap();
    let ends_at = headers.expires_at().unwrap();
    let needed_at = auth.status().person_needed_at.unwrap();
    assert!(needed_at <= ends_at && ends_at - needed_at < time::Duration::MINUTE);
    client.call(&Feedbacks).await.unwrap();
    ours.clock().advance(25 * HOUR);
    let mut person_told = 0;
    for _ in 0..3 {
        let error = client.call(&Feedbacks).await.unwrap_err();
        person_told += usize::from(error.person_task() == Some(&PersonTask::SignIn));
    }
    let careful = seen(&ours, person_told);
    let rule =
        |seen: &Seen| (seen.trades, seen.served, seen.rejected, seen.person_told) == (1, 1, 0, 3);
    tells_apart(rule, &careless, &careful);

    // The next ID token goes on with the same connection.
    let grant = Grant::assertion(ours.keyclic().external_token());
    auth.sign_in(grant).await.unwrap();
    client.call(&Feedbacks).await.unwrap();
    assert_eq!(ours.keyclic().count("POST", LOGIN), 0);
}

#[tokio::test]
async fn k10_an_id_token_that_is_not_taken_is_shown_once_and_the_person_told() {
    let sandbox = frozen().await;
    let body = json!({"grantType": "external_auth", "idToken": "made-up"});
    for _ in 0..5 {
        careless::status(careless::post(sandbox.keyclic(), EXTERNAL, &body)).await;
    }
    let ours = frozen().await;
    let (auth, client) = connect(&ours);
    let error = auth.sign_in(Grant::assertion("made-up")).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert!(!format!("{error} {error:?}").contains("made-up"), "{error}");
    for _ in 0..4 {
        let error = client.call(&Feedbacks).await.unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    }
    let rule = |seen: &Seen| seen.trades == 1 && seen.served + seen.rejected == 0;
    tells_apart(rule, &seen(&sandbox, 0), &seen(&ours, 5));
}

#[tokio::test]
async fn k10_a_rejected_token_needs_the_person_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (auth, client) = connect(&sandbox);
    let grant = || Grant::assertion(sandbox.keyclic().external_token());
    auth.sign_in(grant()).await.unwrap();
    sandbox.keyclic().revoke_tokens();
    let error = client.call(&Feedbacks).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert_eq!(sandbox.keyclic().count("POST", EXTERNAL), 1);
    auth.sign_in(grant()).await.unwrap();
    client.with(AppKey::city()).call(&Feedbacks).await.unwrap();
}

#[tokio::test]
async fn k10_nothing_but_an_id_token_signs_in_and_nothing_without_a_token_counts() {
    let sandbox = Sandbox::start().await.unwrap();
    let (auth, _) = connect(&sandbox);
    let error = auth.sign_in(Grant::password("p")).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(sandbox.keyclic().requests().len(), 0);
    sandbox.keyclic().set_generation(Generation::NoContent);
    let grant = Grant::assertion(sandbox.keyclic().external_token());
    let error = auth.sign_in(grant).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
}
