//! The sandbox as a whole: start, stop, clock, seed, records.

use std::time::{Duration, Instant};

use auth_sandbox::{Fault, FaultKind, Gate, Origin, Sandbox};
use serde_json::json;
use time::macros::datetime;

use crate::support::{answer, client, status, text};

fn origins(sandbox: &Sandbox) -> [String; 6] {
    let (myunisoft, dossierfacile) = (sandbox.myunisoft(), sandbox.dossierfacile());
    [
        myunisoft.api_url(),
        myunisoft.auth_url(),
        dossierfacile.issuer(),
        dossierfacile.api_url(),
        sandbox.sinao().api_url(),
        sandbox.keyclic().api_url(),
    ]
}

/// The best of several tries, for machines that do other things too.
#[tokio::test]
async fn starts_within_50_ms() {
    let mut best = Duration::MAX;
    for _ in 0..10 {
        let started = Instant::now();
        let sandbox = Sandbox::start().await.unwrap();
        best = best.min(started.elapsed());
        sandbox.stop().await;
    }
    assert!(best < Duration::from_millis(50), "{best:?}");
}

#[tokio::test]
async fn every_origin_answers_with_the_date_of_the_sandbox() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.clock().freeze();
    sandbox.clock().set(datetime!(2031-05-06 07:08:09 UTC));
    for origin in origins(&sandbox) {
        let answer = client()
            .get(format!("{origin}/nowhere"))
            .send()
            .await
            .unwrap();
        assert_eq!(
            answer.headers()["date"],
            "Tue, 06 May 2031 07:08:09 GMT",
            "{origin}"
        );
    }
    sandbox.clock().advance(Duration::from_secs(60));
    assert_eq!(sandbox.clock().now(), datetime!(2031-05-06 07:09:09 UTC));
}

#[tokio::test]
async fn clock_runs_until_it_is_frozen_and_may_go_backwards() {
    let sandbox = Sandbox::start().await.unwrap();
    let clock = sandbox.clock().clone();
    clock.set(datetime!(2020-01-01 0:00 UTC));
    let first = sandbox.clock().now();
    while sandbox.clock().now() == first {}
    assert!(first - datetime!(2020-01-01 0:00 UTC) < time::Duration::minutes(1));
    clock.freeze();
    let frozen = clock.now();
    assert_eq!(sandbox.clock().now(), frozen);
}

#[tokio::test]
async fn everything_works_at_both_ends_of_time() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let login = || {
        let body = json!({"login": keyclic.login(), "password": keyclic.password()});
        let login = client().post(format!("{}/security/login", keyclic.api_url()));
        status(login.header("X-Keyclic-App", keyclic.app()).json(&body))
    };
    sandbox.clock().advance(Duration::MAX);
    assert_eq!(sandbox.clock().now(), datetime!(9000-01-01 0:00 UTC));
    assert_eq!(login().await, 200);
    keyclic.set_clock_skew(i64::MIN);
    assert_eq!(login().await, 200);
    sandbox.clock().set(datetime!(-0001-01-01 0:00 UTC));
    assert_eq!(sandbox.clock().now(), datetime!(1970-01-01 0:00 UTC));
    assert_eq!(login().await, 200);
}

#[tokio::test]
async fn stops_when_told_and_when_dropped() {
    for graceful in [true, false] {
        let sandbox = Sandbox::start().await.unwrap();
        let urls = origins(&sandbox);
        let kept_alive = client();
        for url in &urls {
            kept_alive.get(url).send().await.unwrap();
        }
        if graceful {
            sandbox.stop().await;
        } else {
            drop(sandbox);
            tokio::task::yield_now().await;
        }
        for url in &urls {
            assert!(client().get(url).send().await.is_err(), "{url} {graceful}");
            assert!(
                kept_alive.get(url).send().await.is_err(),
                "{url} {graceful}"
            );
        }
    }
}

#[tokio::test]
async fn stop_lets_answers_under_way_leave_but_not_for_ever() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic().clone();
    let gate = Gate::new();
    keyclic.fault(Fault::new(FaultKind::Hold(gate.clone())));
    keyclic.fault(Fault::new(FaultKind::Hold(Gate::new())));
    let mut calls = Vec::new();
    for arrived in 1..=2 {
        let call = client().get(format!("{}/feedbacks", keyclic.api_url()));
        calls.push(tokio::spawn(call.send()));
        while keyclic.requests().len() < arrived {
            tokio::task::yield_now().await;
        }
    }
    let ((), opened) = tokio::join!(sandbox.stop(), async {
        gate.open();
        calls.remove(0).await.unwrap()
    });
    assert_eq!(opened.unwrap().status(), 400);
    assert!(
        calls.remove(0).await.unwrap().is_err(),
        "its gate stayed closed"
    );
}

#[tokio::test]
async fn one_seed_gives_the_same_secrets_and_another_seed_others() {
    let secrets = |sandbox: &Sandbox| {
        [
            sandbox.myunisoft().partner_secret().to_owned(),
            sandbox.myunisoft().password().to_owned(),
            sandbox.dossierfacile().client_secret().to_owned(),
            sandbox.dossierfacile().password().to_owned(),
            sandbox.sinao().password().to_owned(),
            sandbox.sinao().api_key().to_owned(),
            sandbox.keyclic().password().to_owned(),
        ]
    };
    let first = Sandbox::start().await.unwrap();
    let again = Sandbox::builder().seed(0).start().await.unwrap();
    let other = Sandbox::builder().seed(1).start().await.unwrap();
    assert_eq!(secrets(&first), secrets(&again));
    let (first_secrets, other_secrets) = (secrets(&first), secrets(&other));
    assert!(
        first_secrets
            .iter()
            .all(|secret| !other_secrets.contains(secret))
    );

    // Tokens too, at one instant.
    let mut tokens = Vec::new();
    for sandbox in [&first, &again, &other] {
        sandbox.clock().freeze();
        sandbox.clock().set(datetime!(2026-01-01 0:00 UTC));
        let keyclic = sandbox.keyclic();
        let body = json!({"login": keyclic.login(), "password": keyclic.password()});
        let login = client().post(format!("{}/security/login", keyclic.api_url()));
        let (_, body) = answer(login.header("X-Keyclic-App", keyclic.app()).json(&body)).await;
        tokens.push(text(&body, "accessToken").to_owned());
    }
    assert_eq!(tokens[0], tokens[1]);
    assert_ne!(tokens[0], tokens[2]);
    // A token of one sandbox means nothing to another.
    let foreign = client().get(format!("{}/feedbacks", other.keyclic().api_url()));
    let foreign = foreign
        .header("X-Keyclic-App", other.keyclic().app())
        .bearer_auth(&tokens[0]);
    assert_eq!(status(foreign).await, 401);
}

#[tokio::test]
async fn ports_may_be_fixed() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let sandbox = Sandbox::builder()
        .port(Origin::Sinao, free)
        .start()
        .await
        .unwrap();
    assert_eq!(
        sandbox.sinao().api_url(),
        format!("http://127.0.0.1:{free}/v1")
    );
    assert!(
        Sandbox::builder()
            .port(Origin::Keyclic, free)
            .start()
            .await
            .is_err()
    );
}

#[tokio::test]
async fn requests_are_recorded_and_debug_shows_no_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let sinao = sandbox.sinao();
    let me = client().get(format!("{}/me?filter=private-value", sinao.api_url()));
    status(
        me.header("Api-Key", sinao.api_key())
            .header("Accept", "application/json"),
    )
    .await;
    let requests = sinao.requests();
    let seen = &requests[0];
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str(), seen.status),
        ("GET", "/v1/me", Some(200))
    );
    assert_eq!(seen.query, ["filter"]);
    assert!(seen.headers.contains(&"api-key".to_owned()));
    assert_eq!(seen.header("Api-Key"), Some(sinao.api_key()));
    assert_eq!(seen.query_value("filter"), Some("private-value"));
    let shown = format!("{requests:?} {sandbox:?}");
    for secret in [
        sinao.api_key(),
        sinao.password(),
        "private-value",
        sandbox.myunisoft().societe_key(),
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(
        (sinao.count("GET", "/v1/me"), sinao.count("POST", "/v1/me")),
        (1, 0)
    );
}

#[tokio::test]
async fn oversized_requests_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let login = client().post(format!("{}/security/login", sandbox.keyclic().api_url()));
    assert_eq!(status(login.body(vec![b'a'; (1 << 20) + 1])).await, 413);
}
