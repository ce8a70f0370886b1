//! PostgreSQL with and without TLS.

use std::{net::SocketAddr, path::Path};

use auth_core::{ConnectionId, TokenStore};
use auth_store::{
    PostgresStore,
    testing::{Postgres, found},
};

use crate::{
    UNFIT, assert_told,
    imposter::{SSL_REQUEST, imposter},
    ring, trusting,
    wire::{Wire, assert_is_tls},
};

fn server(folder: &Path, certificate: &str) -> Option<Postgres> {
    let at = folder.join(certificate);
    found(Postgres::start_with(&[
        "ssl=on",
        &format!("ssl_cert_file={}", at.with_extension("pem").display()),
        &format!("ssl_key_file={}", at.with_extension("key").display()),
    ]))
}

fn url(address: SocketAddr, mode: &str) -> String {
    Postgres::url_at(address).replace("sslmode=disable", &format!("sslmode={mode}"))
}

#[tokio::test]
async fn everything_is_said_by_tls_where_it_is_asked_for() {
    let test = "postgres::everything_is_said_by_tls_where_it_is_asked_for";
    let Some(folder) = trusting(test) else { return };
    let Some(server) = server(&folder, "trusted") else {
        return;
    };
    for mode in ["require", "verify-ca", "verify-full"] {
        for host in ["127.0.0.1", "localhost"] {
            let wire = Wire::to(server.address());
            let url = url(wire.address(), mode).replace("127.0.0.1", host);
            let store = PostgresStore::open(url, ring()).await.unwrap();
            let id = ConnectionId::new("sinao/customer-42");
            assert!(store.load(&id).await.unwrap().is_none());
            store.changed(&id, None).await.unwrap();
            for said in wire.said() {
                let said = said.strip_prefix(&SSL_REQUEST).unwrap();
                assert_is_tls(said);
            }
        }
    }
}

#[tokio::test]
async fn a_certificate_that_proves_nothing_is_refused_and_its_bearer_told_nothing() {
    let test = "postgres::a_certificate_that_proves_nothing_is_refused_and_its_bearer_told_nothing";
    let Some(folder) = trusting(test) else { return };
    for (certificate, says) in UNFIT {
        let Some(server) = server(&folder, certificate) else {
            return;
        };
        for mode in ["require", "verify-full"] {
            let opened = PostgresStore::open(url(server.address(), mode), ring()).await;
            assert_told(&opened.unwrap_err(), says);
            let (address, met) = imposter(&folder, certificate).await;
            let opened = PostgresStore::open(url(address, mode), ring()).await;
            assert_told(&opened.unwrap_err(), says);
            assert!(met.await.unwrap().is_err(), "{certificate} was believed");
        }
    }
}

#[tokio::test]
async fn a_server_without_tls_is_told_nothing() {
    let test = "postgres::a_server_without_tls_is_told_nothing";
    let Some(_folder) = trusting(test) else {
        return;
    };
    let Some(server) = found(Postgres::start()) else {
        return;
    };
    let wire = Wire::to(server.address());
    let opened = PostgresStore::open(url(wire.address(), "require"), ring()).await;
    assert_told(&opened.unwrap_err(), "speaks no TLS");
    assert_eq!(wire.said(), [SSL_REQUEST]);
}

#[tokio::test]
async fn on_this_machine_a_certificate_that_nobody_trusts_is_in_nobodys_way() {
    let folder = crate::certificates::create();
    let Some(server) = server(folder.path(), "stranger") else {
        return;
    };
    let url = url(server.address(), "prefer");
    PostgresStore::open(url, ring()).await.unwrap();
}
