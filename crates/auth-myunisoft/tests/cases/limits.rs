//! Calls that MyUnisoft would refuse for their number: M6, M7.

use std::time::Duration;

use auth_core::ErrorKind;
use auth_reqwest::Client;
use auth_sandbox::{Fault, FaultKind, Gate, MyUnisoft, RateHeaders, Sandbox, tells_apart};
use tokio::task::JoinHandle;

use crate::{
    careless,
    connect::{authenticator, get, key, societe},
};

const SOCIETY: &str = "/api/v1/society";

fn refused(it: &MyUnisoft) -> usize {
    let seen = it.requests();
    seen.iter().filter(|seen| seen.status == Some(429)).count()
}

#[tokio::test]
async fn m06_the_21st_call_does_not_leave() {
    #[derive(Debug)]
    struct Refused(usize);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    sandbox.clock().freeze();
    for _ in 0..21 {
        careless::status(careless::get(it, "/society", it.second_societe_key())).await;
    }
    let careless = Refused(refused(it));
    let auth = authenticator(&sandbox, key(&sandbox, it.societe_key()));
    // Two clients of one key share its window. These do not wait, so that the test need not.
    let impatient = || {
        let client = Client::builder(auth.clone()).patience(Duration::ZERO);
        client.build().unwrap()
    };
    let clients = [impatient(), impatient()];
    for call in 0..20 {
        assert_eq!(get(&clients[call % 2], "/society").await.unwrap(), 200);
    }
    for client in &clients {
        let error = get(client, "/society").await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::RateLimited);
        assert!(error.retry_after().is_some());
    }
    let careful = Refused(refused(it) - careless.0);
    tells_apart(|Refused(calls)| *calls == 0, &careless, &careful);
    assert_eq!(it.uses_of(it.societe_key()), 20);
}

/// What became of a call for which others had left no room.
#[derive(Debug)]
struct Call {
    succeeded: bool,
    attempts: usize,
}

#[tokio::test]
async fn m06_a_call_for_which_others_left_no_room_waits_and_succeeds() {
    for headers in [
        RateHeaders::Present,
        RateHeaders::ResetInPast,
        RateHeaders::Absent,
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let it = sandbox.myunisoft();
        it.set_rate_headers(headers);
        let by_hand = || careless::get(it, "/society", it.societe_key());
        for _ in 0..20 {
            assert_eq!(careless::status(by_hand()).await, 200);
        }
        // It waits for a `Retry-After`, which never comes, and reports that it failed.
        let refused = by_hand().send().await.unwrap();
        assert!(refused.headers().get("retry-after").is_none());
        let careless = Call {
            succeeded: refused.status() == 200,
            attempts: 1,
        };
        sandbox.clock().advance(Duration::from_millis(9_600));
        let before = it.count("GET", SOCIETY);
        let answered = get(&societe(&sandbox), "/society").await;
        let careful = Call {
            succeeded: answered.is_ok_and(|status| status == 200),
            attempts: it.count("GET", SOCIETY) - before,
        };
        let rule = |call: &Call| call.succeeded && call.attempts <= 4;
        tells_apart(rule, &careless, &careful);
    }
}

/// Ten calls by hand that are under way until the gate opens.
async fn ten(it: &MyUnisoft, gate: &Gate) -> Vec<JoinHandle<u16>> {
    let before = it.count("GET", SOCIETY);
    it.fault(Fault::new(FaultKind::Hold(gate.clone())).times(10));
    let call = |_| {
        let request = careless::get(it, "/society", it.societe_key());
        tokio::spawn(careless::status(request))
    };
    let held = (0..10).map(call).collect();
    while it.count("GET", SOCIETY) < before + 10 {
        tokio::task::yield_now().await;
    }
    held
}

#[tokio::test]
async fn m07_the_eleventh_call_at_once_waits_in_both_spellings() {
    for singular in [false, true] {
        let sandbox = Sandbox::start().await.unwrap();
        let it = sandbox.myunisoft();
        it.set_singular_concurrency_code(singular);
        let gate = Gate::new();
        let held = ten(it, &gate).await;
        let request = careless::get(it, "/society", it.societe_key());
        let careless = Call {
            succeeded: careless::status(request).await == 200,
            attempts: 1,
        };
        let before = it.count("GET", SOCIETY);
        let client = societe(&sandbox);
        let ours = tokio::spawn(async move { get(&client, "/society").await });
        // Refused once, it waits; then there is room.
        while refused(it) < 2 {
            tokio::task::yield_now().await;
        }
        gate.open();
        let careful = Call {
            succeeded: ours.await.unwrap().is_ok_and(|status| status == 200),
            attempts: it.count("GET", SOCIETY) - before,
        };
        for call in held {
            assert_eq!(call.await.unwrap(), 200);
        }
        let rule = |call: &Call| call.succeeded && call.attempts <= 3;
        tells_apart(rule, &careless, &careful);
    }
}

#[tokio::test]
async fn m07_eleven_calls_of_ours_at_once_are_ten_and_one() {
    #[derive(Debug)]
    struct Refused(usize);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let gate = Gate::new();
    let held = ten(it, &gate).await;
    let request = careless::get(it, "/society", it.societe_key());
    careless::status(request).await;
    let careless = Refused(refused(it));
    gate.open();
    for call in held {
        call.await.unwrap();
    }
    let gate = Gate::new();
    it.fault(Fault::new(FaultKind::Hold(gate.clone())).times(10));
    let before = it.count("GET", SOCIETY);
    let client = Client::new(authenticator(
        &sandbox,
        key(&sandbox, it.second_societe_key()),
    ));
    let client = client.unwrap();
    let call = |_| {
        let client = client.clone();
        tokio::spawn(async move { get(&client, "/society").await })
    };
    let ours: Vec<_> = (0..11).map(call).collect();
    while it.count("GET", SOCIETY) < before + 10 {
        tokio::task::yield_now().await;
    }
    gate.open();
    for call in ours {
        assert_eq!(call.await.unwrap().unwrap(), 200);
    }
    let careful = Refused(refused(it) - careless.0);
    tells_apart(|Refused(calls)| *calls == 0, &careless, &careful);
}
