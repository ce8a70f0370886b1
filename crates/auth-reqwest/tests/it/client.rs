//! Calls: where they go, what they carry, what becomes of the answer.

use std::time::{Duration, Instant};

use auth_core::{
    Actor, Call, ClientSecret, Delivery, Error, ErrorKind, Method, PersonTask, Request, Response,
};
use auth_reqwest::{Client, RequestBuilder};
use futures_util::stream;
use http::{HeaderName, HeaderValue};
use serde::Deserialize;

use crate::{
    provider::{Scene, judged},
    server::{Server, Step, answer, header, kept},
};

const FOLDER: HeaderName = HeaderName::from_static("x-folder");

#[derive(Deserialize)]
struct Me {
    name: String,
}

async fn kind(call: RequestBuilder) -> ErrorKind {
    call.send().await.unwrap_err().kind().clone()
}

#[tokio::test]
async fn a_call_reads_like_reqwest() {
    let scene = Scene::answering(vec![answer(200, &[], r#"{"name":"Ada"}"#)]).await;
    let client = scene.client();

    let me: Me = client
        .get("/me")
        .query(&[("page", 2)])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(me.name, "Ada");
    client
        .post("contacts")
        .json(&["x"])
        .header("x-a", "b")
        .send()
        .await
        .unwrap();
    client
        .put("/a?b=c")
        .form(&[("d", "e f")])
        .send()
        .await
        .unwrap();
    client.patch("").body("raw").send().await.unwrap();
    client
        .delete(scene.server.url("/v1/absolute"))
        .send()
        .await
        .unwrap();
    client
        .request(Method::OPTIONS, "?only=query")
        .send()
        .await
        .unwrap();

    let seen = scene.server.seen();
    let lines: Vec<_> = seen
        .iter()
        .map(|request| request.lines().next().unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            "GET /v1/me?page=2 HTTP/1.1",
            "POST /v1/contacts HTTP/1.1",
            "PUT /v1/a?b=c HTTP/1.1",
            "PATCH /v1 HTTP/1.1",
            "DELETE /v1/absolute HTTP/1.1",
            "OPTIONS /v1?only=query HTTP/1.1",
        ]
    );
    assert_eq!(scene.bearers(), ["token-1"; 6]);
    assert_eq!(scene.tokens.count(), 1);
    assert_eq!(header(&seen[0], "accept"), Some("application/json"));
    assert!(
        header(&seen[0], "user-agent")
            .unwrap()
            .starts_with("auth-rs/")
    );
    assert_eq!(header(&seen[1], "content-type"), Some("application/json"));
    assert_eq!(header(&seen[1], "x-a"), Some("b"));
    assert!(seen[1].ends_with("\r\n\r\n[\"x\"]"));
    assert!(seen[2].ends_with("\r\n\r\nd=e+f"));
    assert_eq!(
        header(&seen[3], "content-type"),
        Some("application/octet-stream")
    );
    assert!(seen[3].ends_with("\r\n\r\nraw"));
}

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

    assert_eq!(
        kind(client.get("/a").repeatable(false)).await,
        ErrorKind::Unavailable
    );
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
    let body = auth_reqwest::reqwest::Body::wrap_stream(chunks);
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

#[tokio::test]
async fn redirects_are_handed_over_and_never_followed() {
    let elsewhere = Server::answering(vec![answer(200, &[], "taken")]).await;
    for location in [elsewhere.url("/a"), "/v1/b".to_owned()] {
        let redirect = answer(302, &[("location", &location)], "");
        let scene = Scene::answering(vec![redirect]).await;
        let response = scene.client().get("/a").send().await.unwrap();
        assert_eq!(response.status(), 302);
        assert_eq!(response.headers()["location"], location);
        assert_eq!(scene.server.connections(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn another_origin_is_refused_and_nothing_is_sent() {
    let elsewhere = Server::answering(vec![answer(200, &[], "taken")]).await;
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    let client = scene.client();
    let port = scene.server.address().port();
    for target in [
        elsewhere.url("/v1/me"),
        format!("http://localhost:{port}/v1/me"),
        format!("https://127.0.0.1:{port}/v1/me"),
        format!("http://user@127.0.0.1:{port}/v1/me"),
        "https://api.example/v1/me".to_owned(),
        format!("//{}/me", elsewhere.address()),
        format!("\\\\{}/me", elsewhere.address()),
        "/../admin".to_owned(),
        "/a/%2e%2e/../../admin".to_owned(),
        "ftp://127.0.0.1/me".to_owned(),
    ] {
        let error = client.get(&target).send().await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OriginRefused, "{target}");
        assert_eq!(error.delivery(), Delivery::NotDelivered);
    }
    assert_eq!(
        (elsewhere.connections(), scene.server.connections()),
        (0, 0)
    );
}

#[tokio::test]
async fn a_provider_completes_a_call_or_refuses_it() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    let client = scene.client();
    assert_eq!(kind(client.get("/folder")).await, ErrorKind::Configuration);
    assert_eq!(scene.server.connections(), 0);
    client
        .get(scene.server.url("/v1/x/../completed?a=b"))
        .send()
        .await
        .unwrap();
    assert_eq!(header(&scene.server.seen()[0], "x-completed"), Some("yes"));
    assert_eq!(
        *scene.prepared.lock().unwrap(),
        ["/folder", "/completed?a=b"]
    );
}

#[tokio::test]
async fn a_view_adds_its_header_to_each_call() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    let client = scene.client();
    let folder = client.with((FOLDER, HeaderValue::from_static("7")));
    folder.get("/folder").send().await.unwrap();
    folder.get("/a").header(FOLDER, "8").send().await.unwrap();
    let credential = client.with_header(http::header::AUTHORIZATION, "mine".parse().unwrap());
    credential.get("/a").send().await.unwrap();
    client.get("/a").send().await.unwrap();
    let seen = scene.server.seen();
    let folders: Vec<_> = seen
        .iter()
        .map(|request| header(request, "x-folder"))
        .collect();
    assert_eq!(folders, [Some("7"), Some("8"), None, None]);
    assert_eq!(
        scene.bearers(),
        ["token-1"; 4],
        "a credential wins over a view"
    );
}

#[tokio::test]
async fn headers_of_one_name_leave_all() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    scene
        .client()
        .get("/a")
        .header("x-a", "1")
        .header("x-a", "2")
        .send()
        .await
        .unwrap();
    let seen = &scene.server.seen()[0];
    assert!(
        seen.contains("x-a: 1\r\n") && seen.contains("x-a: 2\r\n"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_costs_nothing() {
    let scene = Scene::start(|_| vec![Step::Read, Step::Write(kept(200, &[], ""))]).await;
    let client = scene.client();
    for _ in 0..3 {
        assert_eq!(
            client.post("/a").body("x").send().await.unwrap().status(),
            200
        );
    }
    assert_eq!(scene.server.seen().len(), 3);
}

#[tokio::test]
async fn connections_are_kept_for_later_calls() {
    let scene = Scene::start(|_| {
        let answer = Step::Write(kept(200, &[], "ok"));
        vec![Step::Read, answer.clone(), Step::Read, answer]
    })
    .await;
    let client = scene.client();
    for _ in 0..2 {
        assert_eq!(
            client.get("/a").send().await.unwrap().text().await.unwrap(),
            "ok"
        );
    }
    assert_eq!(scene.server.connections(), 1);
}

#[tokio::test]
async fn an_answer_that_does_not_come_ends_with_the_calls_own_time() {
    let scene = Scene::start(|_| vec![Step::Read, Step::Hold]).await;
    let before = Instant::now();
    let call = scene.client().get("/a").timeout(Duration::from_millis(200));
    let error = call.send().await.unwrap_err();
    assert!(before.elapsed() < Duration::from_secs(4));
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.delivery(), Delivery::Uncertain);
    assert_eq!(
        scene.server.connections(),
        1,
        "a call that may have arrived is not sent again"
    );
}

#[tokio::test]
async fn what_cannot_be_built_is_said_when_it_is_sent() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    let client = scene.client();
    assert_eq!(
        kind(client.get("/a").header("x-a", "b\nc")).await,
        ErrorKind::Configuration
    );
    assert_eq!(
        kind(client.get("/a").query("no pairs")).await,
        ErrorKind::Configuration
    );
    assert_eq!(scene.server.connections(), 0);
}

struct Name(&'static str);

impl Call for Name {
    type Answer = String;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(Method::GET, self.0.parse().unwrap()))
    }

    fn answer(&self, response: &Response) -> Result<String, Error> {
        response.json()
    }
}

#[tokio::test]
async fn a_typed_call_is_read() {
    let answers = vec![
        judged(401, "rejected", ""),
        answer(200, &[], "\"Ada\""),
        answer(200, &[], "<html>"),
        judged(404, "accepted", "{}"),
        answer(302, &[("location", "/login")], ""),
        answer(200, &[], &"x".repeat(101)),
    ];
    let scene = Scene::answering(answers).await;
    let client = Client::builder(scene.authenticator())
        .answer_limit(100)
        .build()
        .unwrap();
    let view = client.with_header(FOLDER, "7".parse().unwrap());
    assert_eq!(view.call(&Name("/folder")).await.unwrap(), "Ada");
    assert_eq!(header(&scene.server.seen()[1], "x-folder"), Some("7"));
    for status in [200, 404, 302, 200] {
        let error = client.call(&Name("/name")).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
        assert_eq!(error.status().unwrap(), status);
    }
}

struct Leaking(String);

impl Call for Leaking {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let request = Request::new(Method::POST, self.0.parse().unwrap());
        Ok(request.secret("client_secret", &ClientSecret::new("canary")))
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }
}

#[tokio::test]
async fn a_secret_in_a_call_goes_only_where_its_kind_may() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    // The API may receive access tokens, and the token endpoint client secrets, but not the other way round.
    for target in ["/a", "https://auth.example/a"] {
        let error = scene
            .client()
            .call(&Leaking(target.to_owned()))
            .await
            .unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OriginRefused);
    }
    assert_eq!(scene.server.connections(), 0);
}
