//! Token requests: what leaves, what is read, and what is said when either fails.

use std::time::{Duration, Instant};

use auth_core::{
    ClientSecret, Clock, Delivery, Encoding, Error, ErrorKind, Method, Password, Request, Response,
    SystemClock, Transport,
};
use auth_reqwest::HttpTransport;

use crate::server::{Server, Step, answer, header, kept};

const PATIENCE: Duration = Duration::from_millis(500);

/// A transport that takes its time, for what does not depend on it.
pub(crate) fn patient() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .body_limit(1000)
        .build()
        .unwrap()
}

/// A transport with times short enough to wait for in a test.
pub(crate) fn hasty() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .connect_timeout(Duration::from_millis(400))
        .read_timeout(PATIENCE)
        .timeout(PATIENCE * 2)
        .build()
        .unwrap()
}

fn get(url: &str) -> Request {
    Request::new(Method::GET, url.parse().unwrap())
}

async fn fetch(script: Vec<Step>) -> Result<Response, Error> {
    let hangs = script
        .iter()
        .any(|step| matches!(step, Step::Hold | Step::Drip(..)));
    let transport = if hangs { hasty() } else { patient() };
    let server = Server::start(move |_| script.clone()).await;
    let before = Instant::now();
    let result = transport.send(get(&server.url("/token"))).await;
    assert!(
        before.elapsed() < Duration::from_secs(5),
        "it took {:?}",
        before.elapsed()
    );
    assert_eq!(server.connections(), 1, "a request is never sent twice");
    result
}

async fn failing(script: Vec<Step>) -> (ErrorKind, Delivery, Option<u16>) {
    let error = fetch(script).await.unwrap_err();
    let status = error.status().map(|status| status.as_u16());
    (error.kind().clone(), error.delivery(), status)
}

#[tokio::test]
async fn an_answer_is_read_whole_and_dated_before_it_was_asked_for() {
    let server = Server::answering(vec![answer(
        400,
        &[("x-kind", "refusal")],
        r#"{"error":"invalid_grant"}"#,
    )])
    .await;
    let before = SystemClock.now().wall;
    let response = patient()
        .send(get(&server.url("/token?a=1")))
        .await
        .unwrap();
    assert_eq!(response.status(), 400);
    assert_eq!(response.header("x-kind"), Some("refusal"));
    assert_eq!(response.body(), br#"{"error":"invalid_grant"}"#);
    assert!(response.request_sent_at() >= before);
    assert!(response.request_sent_at() <= server.first_seen_at());

    let request = &server.seen()[0];
    assert!(request.starts_with("GET /token?a=1 HTTP/1.1\r\n"));
    assert_eq!(header(request, "accept"), Some("application/json"));
    assert!(
        header(request, "user-agent")
            .unwrap()
            .starts_with("auth-rs/")
    );
    assert_eq!(header(request, "accept-encoding"), None);
}

#[tokio::test]
async fn fields_leave_in_the_encoding_that_was_asked_for() {
    let server = Server::answering(vec![answer(200, &[], "{}")]).await;
    let request = |encoding| {
        Request::new(Method::POST, server.url("/token").parse().unwrap())
            .encoding(encoding)
            .field("login", "a b&c")
            .number("firm", 7)
            .secret("password", &Password::new("p\"+é"))
    };
    for encoding in [Encoding::Form, Encoding::Json, Encoding::Multipart] {
        patient().send(request(encoding)).await.unwrap();
    }
    let seen = server.seen();

    let content_type = |request| header(request, "content-type").unwrap();
    assert_eq!(content_type(&seen[0]), "application/x-www-form-urlencoded");
    assert!(seen[0].ends_with("\r\n\r\nlogin=a+b%26c&firm=7&password=p%22%2B%C3%A9"));

    assert_eq!(content_type(&seen[1]), "application/json");
    assert!(seen[1].ends_with(r#"{"login":"a b&c","firm":7,"password":"p\"+é"}"#));

    let (kind, boundary) = content_type(&seen[2]).split_once("; boundary=").unwrap();
    assert_eq!(kind, "multipart/form-data");
    let part = |name: &str, value: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let body = seen[2].split_once("\r\n\r\n").unwrap().1;
    let parts = [
        part("login", "a b&c"),
        part("firm", "7"),
        part("password", "p\"+é"),
    ];
    assert_eq!(body, format!("{}--{boundary}--\r\n", parts.concat()));
}

#[tokio::test]
async fn a_request_keeps_its_own_headers() {
    let server = Server::answering(vec![answer(200, &[], "")]).await;
    let request = get(&server.url("/token"))
        .basic("id", &ClientSecret::new("s"))
        .unwrap()
        .header(http::header::ACCEPT, "text/plain".parse().unwrap());
    patient().send(request).await.unwrap();
    assert_eq!(header(&server.seen()[0], "accept"), Some("text/plain"));
    assert_eq!(
        header(&server.seen()[0], "authorization"),
        Some("Basic aWQ6cw==")
    );
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Server::answering(vec![answer(200, &[], "taken")]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url("/token");
        let server = Server::answering(vec![answer(status, &[("location", &location)], "")]).await;
        let request = Request::new(Method::POST, server.url("/token").parse().unwrap())
            .secret("client_secret", &ClientSecret::new("s"));
        assert_eq!(patient().send(request).await.unwrap().status(), status);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_lost_answer_is_uncertain() {
    let lost = (ErrorKind::Unavailable, Delivery::Uncertain, None);
    assert_eq!(
        failing(vec![Step::Reset]).await,
        lost,
        "reset before it was read"
    );
    assert_eq!(
        failing(vec![Step::Read, Step::Reset]).await,
        lost,
        "reset after it was read"
    );
    assert_eq!(
        failing(vec![Step::Read]).await,
        lost,
        "closed without an answer"
    );
    assert_eq!(
        failing(vec![Step::Read, Step::Hold]).await,
        lost,
        "never answered"
    );
    let head = b"HTTP/1.1 200 OK\r\ncontent-le".to_vec();
    assert_eq!(
        failing(vec![Step::Read, Step::Write(head)]).await,
        lost,
        "half a head"
    );
    let noise = b"220 mail.example ESMTP\r\n".to_vec();
    assert_eq!(
        failing(vec![Step::Read, Step::Write(noise)]).await,
        lost,
        "not HTTP"
    );
    let slow = Step::Drip(b"HTTP/1.1 200 OK\r\n".to_vec(), PATIENCE);
    assert_eq!(
        failing(vec![Step::Read, slow]).await,
        lost,
        "a head that drips"
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_uncertain_unless_its_status_says_otherwise() {
    let cut = |status: u16| {
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: 99\r\n\r\n{{\"acc");
        vec![Step::Read, Step::Write(head.into_bytes())]
    };
    for (status, delivery) in [
        (200, Delivery::Uncertain),
        (400, Delivery::Answered),
        (500, Delivery::Uncertain),
        (503, Delivery::NotDelivered),
    ] {
        let expected = (ErrorKind::Unavailable, delivery, Some(status));
        assert_eq!(failing(cut(status)).await, expected);
        let reset = [cut(status), vec![Step::Reset]].concat();
        // A reset may overtake the head: then nothing is known but that something was sent.
        let (kind, reported, seen) = failing(reset).await;
        assert_eq!(kind, ErrorKind::Unavailable);
        assert_eq!(
            reported,
            if seen.is_some() {
                delivery
            } else {
                Delivery::Uncertain
            }
        );
        let stalled = [cut(status), vec![Step::Hold]].concat();
        assert_eq!(failing(stalled).await, expected);
    }
    let expected = (ErrorKind::RateLimited, Delivery::NotDelivered, Some(429));
    assert_eq!(failing(cut(429)).await, expected);
}

#[tokio::test]
async fn a_body_that_drips_ends_with_the_total_time() {
    let head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let drip = Step::Drip(vec![b' '; 200], PATIENCE / 8);
    let script = vec![Step::Read, Step::Write(head), drip];
    let expected = (ErrorKind::Unavailable, Delivery::Uncertain, Some(200));
    assert_eq!(failing(script).await, expected);
}

#[tokio::test]
async fn a_body_is_bounded_while_it_streams() {
    let endless = |head: &str| {
        let head = Step::Write(format!("HTTP/1.1 {head}\r\n\r\n").into_bytes());
        vec![Step::Read, head, Step::Repeat(b"5\r\nhello\r\n")]
    };
    for (head, delivery, status) in [
        (
            "200 OK\r\ntransfer-encoding: chunked",
            Delivery::Uncertain,
            200,
        ),
        (
            "200 OK\r\ncontent-length: 99999999999",
            Delivery::Uncertain,
            200,
        ),
        ("200 OK", Delivery::Uncertain, 200),
        ("401 Unauthorized", Delivery::Answered, 401),
    ] {
        let expected = (ErrorKind::InvalidResponse, delivery, Some(status));
        assert_eq!(failing(endless(head)).await, expected, "{head}");
    }
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read() {
    let fits = vec![Step::Read, Step::Write(answer(200, &[], &"x".repeat(1000)))];
    assert_eq!(fetch(fits).await.unwrap().body().len(), 1000);
    let more = vec![Step::Read, Step::Write(answer(200, &[], &"x".repeat(1001)))];
    assert_eq!(
        *fetch(more).await.unwrap_err().kind(),
        ErrorKind::InvalidResponse
    );
}

#[tokio::test]
async fn headers_without_end_are_refused() {
    let head = Step::Write(b"HTTP/1.1 200 OK\r\n".to_vec());
    let script = vec![Step::Read, head, Step::Repeat(b"x-more: and more\r\n")];
    assert_eq!(
        failing(script).await,
        (ErrorKind::Unavailable, Delivery::Uncertain, None)
    );
}

#[tokio::test]
async fn nothing_is_decompressed() {
    let script = answer(200, &[("content-encoding", "gzip")], "not gzip at all");
    let response = fetch(vec![Step::Read, Step::Write(script)]).await.unwrap();
    assert_eq!(response.body(), b"not gzip at all");
}

#[tokio::test]
async fn cookies_are_not_kept() {
    let server = Server::answering(vec![answer(200, &[("set-cookie", "session=1")], "")]).await;
    let transport = patient();
    for _ in 0..2 {
        transport.send(get(&server.url("/token"))).await.unwrap();
    }
    assert_eq!(header(&server.seen()[1], "cookie"), None);
}

#[tokio::test]
async fn each_request_has_a_connection_of_its_own() {
    let server = Server::start(|_| {
        let answer = Step::Write(kept(200, &[], "{}"));
        vec![Step::Read, answer.clone(), Step::Read, answer]
    })
    .await;
    let transport = patient();
    for _ in 0..3 {
        transport.send(get(&server.url("/token"))).await.unwrap();
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn silence_ends_with_the_read_time() {
    let server = Server::start(|_| vec![Step::Read, Step::Hold]).await;
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .connect_timeout(Duration::from_millis(400))
        .read_timeout(PATIENCE)
        .build()
        .unwrap();
    let before = Instant::now();
    let error = transport
        .send(get(&server.url("/token")))
        .await
        .unwrap_err();
    assert!(
        before.elapsed() < Duration::from_secs(10),
        "the total time is twice that"
    );
    assert_eq!(error.delivery(), Delivery::Uncertain);
}
