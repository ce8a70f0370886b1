//! Calls of a provider that takes so many and no more.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use auth_core::{
    Call, Clock, Delivery, Error, ErrorKind, Method, RateLimit, RateLimitHeaders, Request,
    Response, SystemClock,
};
use auth_reqwest::{Client, reqwest::Body};
use futures_util::stream;

use crate::{
    provider::{Scene, judged},
    server::{Server, Step, answer},
};

const HOUR: Duration = Duration::from_secs(3600);

const HEADERS: RateLimitHeaders = RateLimitHeaders {
    total: "X-Total",
    remaining: "X-Remaining",
    reset: "X-Reset",
};

/// One call in an hour.
const ONE: RateLimit = RateLimit::new(1, HOUR).told_by(HEADERS);
const MANY: RateLimit = RateLimit::new(1000, HOUR).told_by(HEADERS);

/// A client that waits for nothing.
fn hasty(scene: &Scene, token: &'static str, limit: RateLimit) -> Client {
    patient(scene, token, limit, Duration::ZERO)
}

fn patient(scene: &Scene, token: &'static str, limit: RateLimit, patience: Duration) -> Client {
    Client::builder(Scene::holding(token, scene.provider().limited(limit)))
        .patience(patience)
        .build()
        .unwrap()
}

/// What became of a call that takes nothing but a moment.
async fn get(client: &Client) -> Result<u16, Error> {
    client.get("/a").send().await.map(|it| it.status().as_u16())
}

#[tokio::test]
async fn clients_of_one_credential_share_its_limit_and_others_do_not() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    assert_eq!(get(&hasty(&scene, "one", ONE)).await.unwrap(), 200);
    let error = get(&hasty(&scene, "one", ONE)).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.delivery(), Delivery::NotDelivered);
    assert!(error.retry_after().is_some_and(|pause| pause <= HOUR));
    assert!(error.to_string().starts_with("tester client: GET call: "));
    assert_eq!(get(&hasty(&scene, "two", ONE)).await.unwrap(), 200);
    assert_eq!(scene.bearers(), ["one", "two"], "one was sent once");

    // The same key at another server is another credential.
    let other = Scene::answering(vec![answer(200, &[], "")]).await;
    assert_eq!(get(&hasty(&other, "one", ONE)).await.unwrap(), 200);
}

#[tokio::test]
async fn a_refusal_for_the_number_is_waited_out() {
    let answers = vec![judged(409, "rate-limited", ""), answer(201, &[], "made")];
    let scene = Scene::answering(answers).await;
    let client = patient(&scene, "one", MANY, HOUR);
    let made = client.post("/a").json(&[1]).send().await.unwrap();
    assert_eq!(made.text().await.unwrap(), "made");
    let seen = scene.server.seen();
    assert_eq!(
        seen.len(),
        2,
        "it was not processed, so a POST may be sent again"
    );
    assert!(seen.iter().all(|request| request.ends_with("\r\n\r\n[1]")));
}

#[tokio::test]
async fn a_refusal_that_outlasts_the_patience_is_the_callers() {
    let scene = Scene::answering(vec![judged(429, "rate-limited-9s", "")]).await;
    let client = patient(&scene, "one", MANY, Duration::from_secs(8));
    let error = get(&client).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.status().unwrap(), 429);
    assert!(error.retry_after().unwrap() >= Duration::from_secs(9));
    // Everybody else stays away as long.
    let error = get(&client).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::RateLimited);
    assert!(error.retry_after().unwrap() > Duration::from_secs(8));
    assert_eq!(scene.server.connections(), 1);

    // Without a word of how long, there is a pause all the same.
    let scene = Scene::answering(vec![judged(429, "rate-limited", "")]).await;
    let error = get(&hasty(&scene, "two", MANY)).await.unwrap_err();
    assert!(error.retry_after().is_some());
    assert_eq!(scene.server.connections(), 1);
}

#[tokio::test]
async fn a_patience_without_end_is_one() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    let limit = RateLimit::new(1, Duration::from_millis(100));
    let client = patient(&scene, "one", limit, Duration::MAX);
    for _ in 0..2 {
        assert_eq!(get(&client).await.unwrap(), 200);
    }
    assert_eq!(scene.bearers(), ["one", "one"]);
}

#[tokio::test]
async fn a_streaming_body_is_not_sent_again() {
    let scene = Scene::answering(vec![judged(429, "rate-limited", "")]).await;
    let body = Body::wrap_stream(stream::iter([Ok::<_, std::io::Error>("ab")]));
    let streamed = patient(&scene, "one", MANY, HOUR).put("/a").body(body);
    let error = streamed.send().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::RateLimited);
    assert_eq!(scene.server.connections(), 1);
}

#[tokio::test]
async fn what_answers_tell_is_kept_to() {
    let reset = SystemClock.now().wall.unix_timestamp() + 40;
    let told = [("x-remaining", "0"), ("x-reset", &*format!("{reset}.5"))];
    let scene = Scene::answering(vec![answer(200, &told, "")]).await;
    let client = patient(&scene, "one", MANY, Duration::from_secs(30));
    assert_eq!(get(&client).await.unwrap(), 200);
    let error = get(&client).await.unwrap_err();
    assert!(error.retry_after().unwrap() > Duration::from_secs(30));
    assert_eq!(scene.server.connections(), 1);
}

#[tokio::test]
async fn a_call_leaves_with_the_credential_of_its_turn() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    let limit = RateLimit::new(1, Duration::from_millis(300));
    let provider = scene.provider().limited(limit);
    let auth = auth_core::Authenticator::new(provider, scene.tokens.clone());
    let client = Client::new(auth.clone()).unwrap();
    assert_eq!(get(&client).await.unwrap(), 200);
    let (late, ()) = tokio::join!(get(&client), async { auth.invalidate() });
    assert_eq!(late.unwrap(), 200);
    assert_eq!(scene.bearers(), ["token-1", "token-2"]);
}

#[tokio::test]
async fn a_call_that_did_not_leave_takes_no_room() {
    let scene = Scene::on(Server::nowhere());
    let client = hasty(&scene, "one", ONE);
    for _ in 0..3 {
        let error = get(&client).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Unavailable);
        assert_eq!(error.delivery(), Delivery::NotDelivered);
    }
}

/// Needs no credential.
struct Bare;

impl Call for Bare {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(Method::GET, "/bare".parse().unwrap()))
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }

    fn needs_credential(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn calls_without_a_credential_are_not_counted() {
    let scene = Scene::answering(vec![answer(200, &[], "")]).await;
    let client = hasty(&scene, "one", ONE);
    for _ in 0..3 {
        client.call(&Bare).await.unwrap();
    }
    assert_eq!(get(&client).await.unwrap(), 200);
}

#[tokio::test]
async fn a_typed_call_is_under_way_until_its_answer_is_read() {
    let server = Server::start(|_| {
        let head = b"HTTP/1.1 200 X\r\ncontent-length: 2\r\n\r\n1".to_vec();
        vec![Step::Read, Step::Write(head), Step::Hold]
    })
    .await;
    let scene = Scene::on(server);
    let limit = MANY.in_flight(1);
    let (reading, asking) = (
        patient(&scene, "one", limit, HOUR),
        hasty(&scene, "one", limit),
    );
    let reading = tokio::spawn(async move { reading.call(&Number).await });
    while scene.server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    // Time enough for the head to come, which is no end yet.
    for _ in 0..500 {
        tokio::task::yield_now().await;
        let error = get(&asking).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::RateLimited);
    }
    reading.abort();
    assert!(reading.await.unwrap_err().is_cancelled());
    assert_eq!(scene.server.connections(), 1);
}

struct Number;

impl Call for Number {
    type Answer = u32;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(Method::GET, "/number".parse().unwrap()))
    }

    fn answer(&self, response: &Response) -> Result<u32, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        None
    }
}

/// Polls a call so often and no more; whether it had ended by then.
async fn polled(call: impl Future, times: usize) -> bool {
    let mut call = pin!(call);
    let mut left = times;
    poll_fn(|cx| {
        if call.as_mut().poll(cx).is_ready() {
            return Poll::Ready(true);
        }
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        Poll::Pending
    })
    .await
}

#[tokio::test]
async fn a_call_dropped_at_any_point_takes_no_room_with_it() {
    let refused = [("x-verdict", "rate-limited"), ("retry-after", "0")];
    let answers = [answer(429, &refused, ""), answer(200, &[], "7")];
    let scene =
        Scene::start(move |number| vec![Step::Read, Step::Write(answers[number % 2].clone())])
            .await;
    let limit = MANY.in_flight(1);
    let client = patient(&scene, "one", limit, HOUR);
    let mut times = 0;
    while !polled(client.call(&Number), times).await {
        times += 1;
        // Nobody is in the way of the next one, whoever is still answered.
        let after = patient(&scene, "one", limit, HOUR);
        assert_eq!(after.call(&Number).await.unwrap(), 7);
    }
    assert!(times > 2, "it was dropped at {times} points");
}
