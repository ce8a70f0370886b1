//! The example server of Sinao: one connection for all visitors, whatever comes.

#[path = "../../examples/sinao.rs"]
#[allow(dead_code, reason = "its main has no part here")]
mod example;

use std::time::Duration;

use auth_reqwest::Client;
use auth_sandbox::{Fault, FaultKind, Sandbox};
use auth_sinao::Sinao;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use futures_util::future::join_all;
use tower::ServiceExt;

const ME: &str = "/v1/me";

fn by_login(sinao: &auth_sandbox::Sinao) -> Router {
    let login = Sinao::login(sinao.email())
        .password(sinao.password())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()
        .unwrap();
    example::server(Client::connect(login).unwrap())
}

fn by_key(sinao: &auth_sandbox::Sinao) -> Router {
    let key = Sinao::api_key(sinao.api_key())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()
        .unwrap();
    example::server(Client::connect(key).unwrap())
}

async fn visit(server: &Router) -> Response<Body> {
    let request = Request::get("/account").body(Body::empty()).unwrap();
    server.clone().oneshot(request).await.unwrap()
}

async fn text(answer: Response<Body>) -> String {
    let body = to_bytes(answer.into_body(), 1000).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn by_key_until_it_is_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let sinao = sandbox.sinao();
    let server = by_key(sinao);
    let answer = visit(&server).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(text(answer).await, sinao.email());

    sinao.revoke_api_key();
    let answer = visit(&server).await;
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(text(answer).await, "", "it is nobody's business why");
    assert_eq!(sinao.count("POST", "/v1/login"), 0);
}

#[tokio::test]
async fn many_visitors_at_once_make_one_login_and_a_day_later_one_renewal() {
    let sandbox = Sandbox::start().await.unwrap();
    let sinao = sandbox.sinao();
    let server = by_login(sinao);
    for renewals in [0, 1] {
        for answer in join_all((0..20).map(|_| visit(&server))).await {
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(text(answer).await, sinao.email());
        }
        assert_eq!(sinao.count("POST", "/v1/login"), 1);
        assert_eq!(sinao.count("GET", "/v1/refresh"), renewals);
        sandbox.clock().advance(Duration::from_secs(25 * 3600));
    }
}

#[tokio::test]
async fn visitors_learn_when_to_come_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let sinao = sandbox.sinao();
    let server = by_key(sinao);
    let pause = vec![("Retry-After".to_owned(), "7".to_owned())];
    sinao.fault(Fault::new(FaultKind::TooManyRequests(pause)).on("GET", ME));
    let answer = visit(&server).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let after: u64 = answer.headers()[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=7).contains(&after), "{after}");
}
