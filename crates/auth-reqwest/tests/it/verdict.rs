//! Answers with an error status: what the provider says about the credential, and what follows.

use std::time::Duration;

use auth_core::{
    Actor, AuthHeaders, Authenticate, Delivery, ErrorKind, Generation, HeadersFuture, PersonTask,
    Provider, SharedAuthenticator, Verdict,
};
use auth_reqwest::{Client, reqwest::Body};
use futures_util::stream;

use crate::{
    provider::{Scene, Tester, judged},
    server::{Step, answer},
};

#[tokio::test]
async fn a_rejected_credential_is_replaced_and_the_call_repeated_once() {
    let answers = vec![judged(401, "rejected", ""), answer(200, &[], "done")];
    let scene = Scene::answering(answers).await;
    let call = scene.client().put("/a").json(&[1]);
    assert_eq!(call.send().await.unwrap().text().await.unwrap(), "done");
    assert_eq!(scene.bearers(), ["token-1", "token-2"]);
    assert!(
        scene
            .server
            .seen()
            .iter()
            .all(|request| request.ends_with("\r\n\r\n[1]"))
    );
    assert_eq!(scene.tokens.count(), 2);
}

#[tokio::test]
async fn a_second_rejection_ends_it() {
    let scene = Scene::answering(vec![judged(401, "rejected", "")]).await;
    let error = scene.client().get("/a").send().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(error.actor(), Actor::Operator);
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.request_id(), Some("req-7"));
    assert_eq!(scene.bearers(), ["token-1", "token-2"]);
}

#[tokio::test]
async fn a_call_that_may_not_be_repeated_is_not() {
    let scene = Scene::answering(vec![judged(401, "rejected", "")]).await;
    let client = scene.client();
    let error = client.post("/a").json(&[1]).send().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.delivery(), Delivery::Answered);
    assert_eq!(scene.bearers(), ["token-1"], "a POST is not idempotent");

    let error = client.get("/a").repeatable(false).send().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(
        scene.bearers(),
        ["token-1", "token-2"],
        "the rejected one is not used again"
    );
}

#[tokio::test]
async fn a_body_that_streams_leaves_once() {
    let scene = Scene::answering(vec![judged(401, "rejected", "")]).await;
    let chunks = stream::iter([Ok::<_, std::io::Error>("ab"), Ok("cd")]);
    let body = Body::wrap_stream(chunks);
    let streamed = scene.client().put("/a").body(body).repeatable(true);
    assert_eq!(streamed.send().await.unwrap_err().status().unwrap(), 401);
    assert_eq!(scene.bearers(), ["token-1"]);
    assert!(scene.server.seen()[0].contains("2\r\nab\r\n2\r\ncd\r\n0\r\n"));
}

#[tokio::test]
async fn a_call_that_is_declared_repeatable_is_repeated() {
    let answers = vec![judged(500, "rejected", "expired"), answer(201, &[], "")];
    let scene = Scene::answering(answers).await;
    let call = scene.client().post("/a").json(&[1]).repeatable(true);
    assert_eq!(call.send().await.unwrap().status(), 201);
    assert_eq!(scene.bearers(), ["token-1", "token-2"]);
}

#[tokio::test]
async fn late_rejections_of_one_credential_cost_one_exchange() {
    // None is answered before all three have arrived with the first token.
    let scene = Scene::start(|number| {
        let answer = match number {
            0..3 => judged(401, "rejected", ""),
            _ => answer(200, &[], ""),
        };
        vec![Step::Read, Step::Meet, Step::Write(answer)]
    })
    .await;
    let client = scene.client();
    let call = || async { client.get("/a").send().await.unwrap().status() };
    let (one, two, three) = tokio::join!(call(), call(), call());
    assert_eq!([one, two, three], [200; 3]);
    assert_eq!(scene.tokens.count(), 2);
    let (first, second) = scene
        .bearers()
        .into_iter()
        .partition::<Vec<_>, _>(|t| t == "token-1");
    assert_eq!((first.len(), second), (3, vec!["token-2".to_owned(); 3]));
}

#[tokio::test]
async fn a_verdict_becomes_an_error_that_says_who_must_act() {
    let consent = ErrorKind::SignInRequired(PersonTask::Consent);
    for (status, verdict, kind, actor) in [
        (400, "needs-person", consent, Actor::Person),
        (403, "forbidden", ErrorKind::Forbidden, Actor::Developer),
        (429, "rate-limited", ErrorKind::RateLimited, Actor::Wait),
        (
            401,
            "misconfigured",
            ErrorKind::Configuration,
            Actor::Operator,
        ),
        (403, "suspended", ErrorKind::Suspended, Actor::Operator),
    ] {
        let scene = Scene::answering(vec![judged(status, verdict, "body-canary")]).await;
        let error = scene.client().get("/a").send().await.unwrap_err();
        assert_eq!(*error.kind(), kind);
        assert_eq!(error.actor(), actor);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.request_id(), Some("req-7"));
        assert!(
            error.to_string().starts_with("tester client: GET call: "),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("canary"));
        assert_eq!(scene.server.connections(), 1);
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_it_lasts() {
    for (verdict, headers, seconds) in [
        ("rate-limited", ("retry-after", "7"), Some(7)),
        ("rate-limited-9s", ("retry-after", "7"), Some(9)),
        ("rate-limited", ("x-other", "7"), None),
    ] {
        let answer = answer(429, &[("x-verdict", verdict), headers], "");
        let scene = Scene::answering(vec![answer]).await;
        let error = scene.client().get("/a").send().await.unwrap_err();
        assert_eq!(error.retry_after(), seconds.map(Duration::from_secs));
        assert_eq!(error.delivery(), Delivery::NotDelivered);
    }
}

#[tokio::test]
async fn what_is_not_about_the_credential_is_the_callers() {
    for verdict in ["accepted", "unknown"] {
        let scene = Scene::answering(vec![judged(404, verdict, "no such thing")]).await;
        let response = scene.client().get("/a").send().await.unwrap();
        assert_eq!(response.status(), 404);
        assert_eq!(response.url().as_str(), scene.server.url("/v1/a"));
        assert_eq!(response.headers()["request-id"], "req-7");
        assert_eq!(response.text().await.unwrap(), "no such thing");
    }
}

#[tokio::test]
async fn a_long_error_answer_is_shown_in_part_and_handed_on_whole() {
    let body: String = ('a'..='z').cycle().take(300_000).collect();
    let scene = Scene::answering(vec![answer(422, &[], &body)]).await;
    let response = scene.client().get("/a").send().await.unwrap();
    assert!(response.text().await.unwrap() == body);
    assert_eq!(*scene.shown.lock().unwrap(), [64 << 10]);
}

#[tokio::test]
async fn an_endless_error_answer_holds_nobody_up() {
    let scene = Scene::start(|_| {
        let head = b"HTTP/1.1 500 X\r\n\r\n".to_vec();
        vec![Step::Read, Step::Write(head), Step::Repeat(b"<html>")]
    })
    .await;
    let mut response = scene.client().get("/a").send().await.unwrap();
    assert_eq!(response.status(), 500);
    let mut read = 0;
    while read < 1 << 20 {
        read += response.chunk().await.unwrap().unwrap().len();
    }
}

/// Hands out the same headers for ever.
struct Stubborn(Tester, AuthHeaders);

impl Authenticate for Stubborn {
    fn try_headers(&self) -> Option<AuthHeaders> {
        Some(self.1.clone())
    }

    fn headers(&self) -> HeadersFuture<'_> {
        HeadersFuture::ready(Ok(self.1.clone()))
    }

    fn provider(&self) -> &dyn Provider {
        &self.0
    }

    fn report(&self, _: Generation, _: &Verdict) {}
}

#[tokio::test]
async fn the_same_credential_is_not_sent_again_after_its_rejection() {
    let scene = Scene::answering(vec![judged(401, "rejected", "")]).await;
    let provider = scene.provider();
    let headers = scene.authenticator().headers().await.unwrap();
    let client = Client::new(SharedAuthenticator::new(Stubborn(provider, headers))).unwrap();
    let error = client.get("/a").send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(scene.bearers(), ["token-1"]);
}
