//! Connections that hang, break or lead astray.

use std::time::Duration;

use auth_all::core::ErrorKind;
use auth_sandbox::{FaultKind, Sandbox, When, tells_apart};

use crate::{careless::Careless, ways::Way};

/// A body that comes byte by byte is given up in time, whether it pauses for long or for a moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_slow_body() {
    let mut cases = Vec::new();
    for way in Way::ALL {
        for pause in [Duration::from_secs(3600), Duration::from_millis(50)] {
            cases.push(tokio::spawn(slow_body(way, FaultKind::SlowBody(pause))));
        }
    }
    for case in cases {
        case.await.unwrap();
    }
}

async fn slow_body(way: Way, slow: FaultKind) {
    let elsewhere = Sandbox::start().await.unwrap();
    way.spoil_token(&elsewhere, slow.clone(), When::AfterStateChange, 1);
    let request = Careless::new(way, &elsewhere).token_request();
    let careless = tokio::spawn(async move { request.send().await?.bytes().await });

    let sandbox = Sandbox::start().await.unwrap();
    way.spoil_token(&sandbox, slow, When::AfterStateChange, 1);
    let patience = Duration::from_secs(3);
    let careful = way.careful_of(way.builder(&sandbox, patience).build());
    let told = careful.call().await.map_err(|error| error.kind().clone());
    careful.auth.retry();
    let careful = (Some(told), careful.call().await.is_ok());
    let careless = (careless.is_finished().then_some(Ok(())), false);
    tells_apart(
        |(told, recovered)| *told == Some(Err(ErrorKind::Unavailable)) && *recovered,
        &careless,
        &careful,
    );
}

/// A connection that breaks may have done its work: one request for all callers, and each of them is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_reset() {
    const CALLERS: usize = 8;
    for way in Way::ALL {
        for when in [When::BeforeStateChange, When::AfterStateChange] {
            for kind in [FaultKind::Reset, FaultKind::DropAnswer] {
                let sandbox = Sandbox::start().await.unwrap();
                way.spoil_token(&sandbox, kind.clone(), when, usize::MAX);
                let client = Careless::new(way, &sandbox);
                // The usual three attempts of each caller.
                for _ in 0..3 * CALLERS {
                    client.token_request().send().await.unwrap_err();
                }
                let careless = (way.exchanges(&sandbox), 0);

                let sandbox = Sandbox::start().await.unwrap();
                way.spoil_token(&sandbox, kind, when, usize::MAX);
                let careful = way.careful(&sandbox);
                let callers = (0..CALLERS).map(|_| {
                    let careful = careful.clone();
                    tokio::spawn(async move { careful.call().await })
                });
                let mut uncertain = 0;
                for caller in callers.collect::<Vec<_>>() {
                    let error = caller.await.unwrap().unwrap_err();
                    uncertain += usize::from(error.is_delivery_uncertain());
                }
                let careful = (way.exchanges(&sandbox), uncertain);
                tells_apart(
                    |(exchanges, uncertain)| *exchanges == 1 && *uncertain == CALLERS,
                    &careless,
                    &careful,
                );
            }
        }
    }
}

/// A redirect of the token endpoint takes no password to the other host.
#[tokio::test]
async fn c_redirect_of_a_token_request() {
    for way in Way::ALL {
        let elsewhere = Sandbox::start().await.unwrap();
        let sandbox = Sandbox::start().await.unwrap();
        let there = FaultKind::Redirect(address(way, &elsewhere, way.token_path()));
        way.spoil_token(&sandbox, there.clone(), When::BeforeStateChange, 1);
        Careless::new(way, &sandbox).call().await;
        let careless = way.requests(&elsewhere);

        let elsewhere = Sandbox::start().await.unwrap();
        let there = FaultKind::Redirect(address(way, &elsewhere, way.token_path()));
        let sandbox = Sandbox::start().await.unwrap();
        way.spoil_token(&sandbox, there, When::BeforeStateChange, 1);
        let error = way.careful(&sandbox).call().await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{error}");
        let careful = way.requests(&elsewhere);
        tells_apart(Vec::is_empty, &careless, &careful);
    }
}

/// A redirect of a call takes no credential to the other host: not the secret in a header of the provider's own either.
#[tokio::test]
async fn c_redirect_of_a_call() {
    for way in Way::ALL {
        let elsewhere = Sandbox::start().await.unwrap();
        let sandbox = Sandbox::start().await.unwrap();
        let there = FaultKind::Redirect(address(way, &elsewhere, way.api_path()));
        way.spoil_call(&sandbox, there);
        Careless::new(way, &sandbox).call().await;
        let careless = way.requests(&elsewhere);

        let elsewhere = Sandbox::start().await.unwrap();
        let there = FaultKind::Redirect(address(way, &elsewhere, way.api_path()));
        let sandbox = Sandbox::start().await.unwrap();
        way.spoil_call(&sandbox, there);
        way.careful(&sandbox).call().await.unwrap_err();
        let careful = way.requests(&elsewhere);
        tells_apart(Vec::is_empty, &careless, &careful);
    }
}

/// The same path at another sandbox.
fn address(way: Way, sandbox: &Sandbox, path: &str) -> String {
    let base = match way {
        Way::MyUnisoft if path == way.token_path() => sandbox.myunisoft().auth_url(),
        Way::MyUnisoft => sandbox.myunisoft().api_url(),
        Way::DossierFacile if path == way.token_path() => sandbox.dossierfacile().issuer(),
        Way::DossierFacile => sandbox.dossierfacile().api_url(),
        Way::Sinao => sandbox.sinao().api_url(),
        Way::Keyclic => sandbox.keyclic().api_url(),
    };
    url::Url::parse(&base).unwrap().join(path).unwrap().into()
}
