//! What is known when no connection comes about: the request did not leave.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use auth_core::{Actor, Delivery, ErrorKind, Method, Request, Transport};
use auth_reqwest::{
    HttpTransport,
    reqwest::{
        dns::{Name, Resolve, Resolving},
        redirect::Policy,
    },
};

use crate::{
    server::{Server, Step, kept},
    tls::own_client,
    transport::{hasty, patient},
};

fn get(url: &str) -> Request {
    Request::new(Method::GET, url.parse().unwrap())
}

#[tokio::test]
async fn a_refused_connection_delivers_nothing() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for scheme in ["http", "https"] {
        let error = patient()
            .send(get(&format!("{scheme}://{free}/token")))
            .await
            .unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Unavailable);
        assert_eq!(error.delivery(), Delivery::NotDelivered);
        assert_eq!(error.actor(), Actor::Wait);
    }
}

struct Nowhere;

impl Resolve for Nowhere {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(async { Err("no such host".into()) })
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_resolved_delivers_nothing() {
    let client = own_client(vec![])
        .redirect(Policy::none())
        .dns_resolver(Nowhere)
        .build();
    let transport = HttpTransport::with_client(client.unwrap()).unwrap();
    let error = transport
        .send(get("https://provider.example/token"))
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.delivery(), Delivery::NotDelivered);
    assert!(error.to_string().contains("resolved"), "{error}");
}

#[tokio::test]
async fn a_name_that_no_host_can_have_delivers_nothing() {
    let url = format!("https://{}.example/token", "a".repeat(70));
    let error = patient().send(get(&url)).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDelivered);
}

#[tokio::test]
async fn a_handshake_that_hangs_ends_with_the_connect_time() {
    let server = Server::start(|_| vec![Step::Hold]).await;
    let before = Instant::now();
    let url = format!("https://{}/token", server.address());
    let error = hasty().send(get(&url)).await.unwrap_err();
    assert!(before.elapsed() < Duration::from_secs(4));
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.delivery(), Delivery::NotDelivered);
}

#[tokio::test]
async fn plain_http_is_refused_before_anything_leaves() {
    let server = Server::answering(vec![kept(200, &[], "")]).await;
    let strict = HttpTransport::new().unwrap();
    let public = get("http://provider.example/token");
    for (transport, request) in [(&strict, get(&server.url("/"))), (&patient(), public)] {
        let error = transport.send(request).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OriginRefused);
        assert_eq!(error.delivery(), Delivery::NotDelivered);
    }
    let port = server.address().port();
    let userinfo = get(&format!("http://user:word@127.0.0.1:{port}/"));
    let error = patient().send(userinfo).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::OriginRefused);
    assert_eq!(server.connections(), 0);

    let localhost = format!("http://localhost:{port}/token");
    assert!(patient().send(get(&localhost)).await.is_ok());
}

#[test]
fn a_transport_outlives_the_runtime_that_used_it() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let servers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = servers.block_on(Server::start(|_| {
        let answer = Step::Write(kept(200, &[], "{}"));
        vec![Step::Read, answer.clone(), Step::Read, answer]
    }));
    let transport = patient();
    for _ in 0..3 {
        // Dropped after each use, and with it whatever drove its connections.
        let response = runtime().block_on(transport.send(get(&server.url("/token"))));
        assert_eq!(response.unwrap().status(), 200);
    }
}

#[test]
fn times_that_contradict_each_other_are_refused() {
    let second = Duration::from_secs(1);
    for builder in [
        HttpTransport::builder().connect_timeout(Duration::ZERO),
        HttpTransport::builder()
            .connect_timeout(second)
            .read_timeout(second),
        HttpTransport::builder()
            .connect_timeout(second)
            .timeout(second),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("connect_timeout"), "{error}");
    }
}
