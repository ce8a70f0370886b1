//! Bodies without end are refused, whoever sends them, and none is held whole.

use std::convert::Infallible;

use auth_axum::{BODY_LIMIT, dossierfacile, keyclic, myunisoft};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, StatusCode},
    routing::post,
};
use futures_util::stream;
use tower::ServiceExt;

const SEGMENT: &str = "Q2pRSmxhd0tXb1R4dHhYbA-x";
const KEY: &str = "5PPwkHGgb0ZLQHsW1zXyu2W9RE3Gz4gO";

fn server() -> Router {
    let ok = || async { StatusCode::NO_CONTENT };
    let myunisoft = auth_myunisoft::WebhookVerifier::new("Dunes-7f3a").unwrap();
    let dossierfacile = auth_dossierfacile::WebhookVerifier::new(KEY).unwrap();
    let segment = auth_keyclic::WebhookSegment::new(SEGMENT).unwrap();
    let one = Router::new()
        .route("/myunisoft", post(move |_: myunisoft::Webhook| ok()))
        .with_state(myunisoft);
    let other = Router::new()
        .route(
            "/dossierfacile",
            post(move |_: dossierfacile::Webhook| ok()),
        )
        .with_state(dossierfacile);
    Router::new()
        .route(
            "/keyclic/{segment}",
            post(move |_: keyclic::UnprovenHint| ok()),
        )
        .with_state(segment)
        .merge(one)
        .merge(other)
}

async fn status(path: &str, body: Body) -> StatusCode {
    let request = Request::post(path)
        .header("x-api-key", KEY)
        .body(body)
        .unwrap();
    server().oneshot(request).await.unwrap().status()
}

/// A body without a length; a reader who wants more of it than the limit and one piece fails the test.
fn endless() -> Body {
    let pieces = (0..).map(|piece| {
        assert!(piece <= BODY_LIMIT / 1024 + 1, "it reads on");
        Ok::<_, Infallible>(Bytes::from(vec![b' '; 1024]))
    });
    Body::from_stream(stream::iter(pieces))
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413_and_is_not_read_on() {
    let paths = [
        "/myunisoft",
        "/dossierfacile",
        &format!("/keyclic/{SEGMENT}"),
    ];
    for path in paths {
        assert_eq!(
            status(path, endless()).await,
            StatusCode::PAYLOAD_TOO_LARGE,
            "{path}"
        );
        let long = Body::from(vec![b' '; BODY_LIMIT + 1]);
        assert_eq!(
            status(path, long).await,
            StatusCode::PAYLOAD_TOO_LARGE,
            "{path}"
        );
        let full = Body::from(vec![b' '; BODY_LIMIT]);
        assert_ne!(
            status(path, full).await,
            StatusCode::PAYLOAD_TOO_LARGE,
            "{path}"
        );
    }
    // At a place that is not Keyclic's, nothing is read at all.
    assert_eq!(
        status("/keyclic/guessed", endless()).await,
        StatusCode::NOT_FOUND
    );
}
