//! A reqwest client of the user's own: taken if it cannot carry a credential elsewhere.

use auth_core::{Delivery, ErrorKind, Method, Request, Transport};
use auth_reqwest::{Client, HttpTransport, reqwest::redirect::Policy};

use crate::{
    provider::Scene,
    server::{Server, Step, answer},
    tls::own_client,
};

#[test]
fn a_client_that_may_follow_redirects_is_refused() {
    let policies = [
        None,
        Some(Policy::default()),
        Some(Policy::limited(0)),
        Some(Policy::limited(3)),
        Some(Policy::custom(|attempt| attempt.error("no"))),
    ];
    for policy in policies {
        let mut builder = own_client(vec![]);
        if let Some(policy) = policy {
            builder = builder.redirect(policy);
        }
        let error = HttpTransport::with_client(builder.build().unwrap()).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("Policy::none()"), "{error}");
    }
}

#[test]
fn a_client_that_keeps_cookies_is_refused() {
    let client = own_client(vec![])
        .redirect(Policy::none())
        .cookie_store(true)
        .build();
    let error = HttpTransport::with_client(client.unwrap()).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("cookie"), "{error}");
}

#[tokio::test]
async fn a_client_that_does_neither_is_used_for_tokens() {
    let server = Server::answering(vec![answer(200, &[], "{}")]).await;
    let client = own_client(vec![])
        .redirect(Policy::none())
        .user_agent("mine")
        .build()
        .unwrap();
    let request = Request::new(Method::GET, server.url("/token").parse().unwrap());

    let strict = HttpTransport::with_client(client.clone()).unwrap();
    let error = strict.send(request.clone()).await.unwrap_err();
    assert_eq!(
        *error.kind(),
        ErrorKind::OriginRefused,
        "it speaks https only, too"
    );

    let transport = HttpTransport::builder()
        .client(client)
        .allow_loopback_http(true);
    assert_eq!(
        transport
            .build()
            .unwrap()
            .send(request)
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn its_time_is_bounded_all_the_same() {
    let server = Server::start(|_| vec![Step::Read, Step::Hold]).await;
    let client = own_client(vec![]).redirect(Policy::none()).build().unwrap();
    let transport = HttpTransport::builder()
        .client(client)
        .allow_loopback_http(true)
        .timeout(std::time::Duration::from_millis(200))
        .build()
        .unwrap();
    let request = Request::new(Method::GET, server.url("/token").parse().unwrap());
    assert_eq!(
        transport.send(request).await.unwrap_err().delivery(),
        Delivery::Uncertain
    );
}

#[tokio::test]
async fn a_client_that_does_neither_is_used_for_calls() {
    let scene = Scene::answering(vec![answer(200, &[], "mine")]).await;
    let own = own_client(vec![]).redirect(Policy::none()).build().unwrap();
    let client = Client::builder(scene.authenticator())
        .client(own)
        .build()
        .unwrap();
    let text = client
        .get("/me")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(text, "mine");
    assert_eq!(scene.bearers(), ["token-1"]);

    let own = own_client(vec![]).build().unwrap();
    let error = Client::builder(scene.authenticator())
        .client(own)
        .build()
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}
