//! Calls: where they go, what they carry, what becomes of the answer.

use std::time::{Duration, Instant};

use auth_core::{Delivery, ErrorKind, Method};
use auth_reqwest::RequestBuilder;
use http::{HeaderName, HeaderValue};
use serde::Deserialize;

use crate::{
    provider::Scene,
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
