//! Redis with and without TLS.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
};

use auth_core::{ConnectionId, ErrorKind, TokenStore};
use auth_store::{
    RedisStore,
    testing::{Redis, found},
};

use crate::{
    PASSWORD, UNFIT, assert_told,
    imposter::imposter,
    ring, trusting,
    wire::{Wire, assert_is_tls},
};

/// One that speaks TLS at another port.
fn server(folder: &Path, certificate: &str) -> Option<(Redis, SocketAddr)> {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let at = folder.join(certificate);
    let [certificate, key] =
        ["pem", "key"].map(|ending| at.with_extension(ending).display().to_string());
    let server = found(Redis::start_with(&[
        "--requirepass",
        PASSWORD,
        "--tls-port",
        &address.port().to_string(),
        "--tls-cert-file",
        &certificate,
        "--tls-key-file",
        &key,
        "--tls-auth-clients",
        "no",
    ]))?;
    Some((server, address))
}

fn url(address: SocketAddr) -> String {
    format!("rediss://:{PASSWORD}@{address}")
}

#[tokio::test]
async fn everything_is_said_by_tls_where_it_is_asked_for() {
    let test = "redis::everything_is_said_by_tls_where_it_is_asked_for";
    let Some(folder) = trusting(test) else { return };
    let Some((_server, address)) = server(&folder, "trusted") else {
        return;
    };
    for host in ["127.0.0.1", "localhost"] {
        let wire = Wire::to(address);
        let url = url(wire.address()).replace("127.0.0.1", host);
        let store = RedisStore::open(url, ring()).await.unwrap();
        let id = ConnectionId::new("sinao/customer-42");
        assert!(store.load(&id).await.unwrap().is_none());
        store.changed(&id, None).await.unwrap();
        for said in wire.said() {
            assert_is_tls(&said);
        }
    }
}

#[tokio::test]
async fn a_certificate_that_proves_nothing_is_refused_and_its_bearer_told_nothing() {
    let test = "redis::a_certificate_that_proves_nothing_is_refused_and_its_bearer_told_nothing";
    let Some(folder) = trusting(test) else { return };
    for (certificate, says) in UNFIT {
        let Some((_server, address)) = server(&folder, certificate) else {
            return;
        };
        let opened = RedisStore::open(url(address), ring()).await;
        assert_told(&opened.unwrap_err(), says);
        let (address, met) = imposter(&folder, certificate).await;
        let opened = RedisStore::open(url(address), ring()).await;
        assert_told(&opened.unwrap_err(), says);
        assert!(met.await.unwrap().is_err(), "{certificate} was believed");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_told_nothing() {
    let test = "redis::a_server_without_tls_is_told_nothing";
    let Some(_folder) = trusting(test) else {
        return;
    };
    let Some(server) = found(Redis::start_with(&["--requirepass", PASSWORD])) else {
        return;
    };
    let wire = Wire::to(server.address());
    let opened = RedisStore::open(url(wire.address()), ring()).await;
    let error = opened.unwrap_err();
    // It waits for the end of what is no line to it.
    assert_told(&error, "did not answer in time");
    assert!(error.advice().contains("rediss"), "{}", error.advice());
    for said in wire.said() {
        assert_is_tls(&said);
    }
}

#[tokio::test]
async fn tls_that_anybody_may_answer_is_refused() {
    let opened = RedisStore::open("rediss://:canary@127.0.0.1:1/#insecure", ring()).await;
    let error = opened.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Configuration);
    let shown = format!("{error} {error:?} {}", error.advice());
    assert!(shown.contains("anybody may answer"), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
}
