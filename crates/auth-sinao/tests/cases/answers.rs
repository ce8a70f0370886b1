//! Answers that are not what they seem, and those that come in two shapes.

use auth_core::{
    ErrorKind, Method, PersonTask, Provider, Request, Transport, Verdict, http::header,
};
use auth_sandbox::{Fault, FaultKind, tells_apart};
use auth_sinao::{ApiKeys, Me};
use serde::Deserialize;

use crate::{
    careless,
    connect::{HOUR, World, assert_task, transport},
};

/// What the application was told of each answer, and how often the page for people was fetched, to which a redirect leads.
type Told = (Vec<&'static str>, usize);

#[tokio::test]
async fn s10_pages_and_failures_are_what_they_are() {
    let world = World::start().await;
    let sinao = world.sinao();
    let token = careless::token(sinao).await;
    let page = format!("{}/login", sinao.api_url().trim_end_matches("/v1"));
    // A success is a success, and what is none is an outage.
    let told = |status: u16| if status == 200 { "fine" } else { "an outage" };
    let mut careless: Told = (Vec::new(), 0);
    // No `Accept`, and redirects followed, as the sample has it.
    let me = careless::http().get(format!("{}/me", sinao.api_url()));
    careless
        .0
        .push(told(careless::status(me.bearer_auth(&token)).await));
    let fault = |kind| sinao.fault(Fault::new(kind).on("GET", "/v1/me"));
    fault(FaultKind::Redirect(page.clone()));
    careless
        .0
        .push(told(careless::status(careless::me(sinao, &token)).await));
    fault(FaultKind::Html(500));
    careless
        .0
        .push(told(careless::status(careless::me(sinao, &token)).await));
    sinao.set_token_status(500);
    sinao.blacklist_all();
    careless
        .0
        .push(told(careless::status(careless::me(sinao, &token)).await));
    careless.1 = sinao.count("GET", "/login");

    let ours = World::start().await;
    let sinao = ours.sinao();
    let connection = ours.signed_in().await;
    let page = format!("{}/login", sinao.api_url().trim_end_matches("/v1"));
    let mut careful: Told = (Vec::new(), 0);
    let told = async || match connection.client.call(&Me).await {
        Ok(_) => "fine",
        Err(error) => match error.kind() {
            ErrorKind::SignInRequired(_) => "sign in",
            ErrorKind::InvalidResponse => "not Sinao's answer",
            _ => "an outage",
        },
    };
    let fault = |kind| sinao.fault(Fault::new(kind).on("GET", "/v1/me"));
    careful.0.push(told().await);
    fault(FaultKind::Redirect(page));
    careful.0.push(told().await);
    fault(FaultKind::Html(500));
    careful.0.push(told().await);
    sinao.set_token_status(500);
    sinao.blacklist_all();
    careful.0.push(told().await);
    careful.1 = sinao.count("GET", "/login");
    let rule = |(told, pages): &Told| {
        *told == ["fine", "not Sinao's answer", "an outage", "sign in"] && *pages == 0
    };
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn s10_redirects_are_not_followed() {
    let elsewhere = World::start().await;
    let target = format!("{}/me", elsewhere.sinao().api_url());
    for (method, path) in [
        ("POST", "/v1/login"),
        ("GET", "/v1/refresh"),
        ("GET", "/v1/me"),
    ] {
        let world = World::start().await;
        let connection = world.kept();
        if path == "/v1/refresh" {
            connection.auth.headers().await.expect("headers");
            world.advance(25 * HOUR);
        }
        let redirect = FaultKind::Redirect(target.clone());
        world.sinao().fault(Fault::new(redirect).on(method, path));
        let error = connection.client.call(&Me).await.expect_err("redirected");
        assert_eq!(
            *error.kind(),
            ErrorKind::InvalidResponse,
            "{path}: {error:?}"
        );
        world.advance(HOUR / 60);
        connection.client.call(&Me).await.expect("back to normal");
    }
    assert_eq!(
        elsewhere.sinao().requests().len(),
        0,
        "no credential left its origin"
    );
}

#[tokio::test]
async fn s10_who_does_not_ask_for_json_is_sent_to_a_page() {
    let world = World::start().await;
    let provider = world
        .login(world.sinao().email())
        .build()
        .expect("settings");
    let me = format!("{}/me", world.sinao().api_url());
    let request = Request::new(Method::GET, me.parse().expect("url"))
        .header(header::ACCEPT, "text/html".parse().expect("value"));
    let answer = transport().send(request).await.expect("answer");
    assert_eq!(answer.status().as_u16(), 302);
    assert_eq!(provider.verdict(&answer), Verdict::Unknown);
}

#[tokio::test]
async fn s10_a_500_that_blames_the_token_renews_it() {
    let world = World::start().await;
    world.sinao().set_token_status(500);
    let connection = world.signed_in().await;
    // Their clock alone: the token is over before we know.
    world.sandbox.clock().advance(25 * HOUR);
    connection
        .client
        .call(&Me)
        .await
        .expect("repeated with a new token");
    assert_eq!((world.refreshes(), world.calls()), (1, 2));

    world.advance(HOUR);
    world.sinao().blacklist_all();
    let error = connection.client.call(&Me).await.expect_err("refused");
    assert_task(&error, &PersonTask::SignIn);
}

#[tokio::test]
async fn s10_other_failures_end_no_grant() {
    for fault in [
        FaultKind::Html(500),
        FaultKind::Status(500),
        FaultKind::Html(403),
        FaultKind::Html(401),
    ] {
        let world = World::start().await;
        let connection = world.signed_in().await;
        world.advance(25 * HOUR);
        world
            .sinao()
            .fault(Fault::new(fault.clone()).on("GET", "/v1/refresh"));
        let error = connection.auth.headers().await.expect_err("failed");
        assert_eq!(error.person_task(), None, "{fault:?}: {error:?}");
        world.advance(HOUR / 60);
        connection
            .client
            .call(&Me)
            .await
            .expect("the grant is intact");
        assert_eq!((world.refreshes(), world.logins()), (2, 1));
    }
}

/// An account as the OpenAPI file declares it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read is what counts")]
struct Declared {
    id: u64,
    email: String,
    civility: String,
}

/// Whether the account, the list alone and the list at `data` were read.
type Read = [bool; 3];

#[tokio::test]
async fn s11_both_lists_and_an_account_with_nulls_are_read() {
    let world = World::start().await;
    let sinao = world.sinao();
    let token = careless::token(sinao).await;
    let path = format!("/apps/{}/apikeys", sinao.app_id());
    let read = async || {
        let list = careless::get(sinao, &path).bearer_auth(&token).send().await;
        let list = list.expect("answer").json::<Vec<serde_json::Value>>().await;
        list.is_ok()
    };
    let account = careless::me(sinao, &token).send().await.expect("answer");
    let alone = read().await;
    sinao.set_lists_wrapped(true);
    let careless: Read = [
        account.json::<Declared>().await.is_ok(),
        alone,
        read().await,
    ];

    let ours = World::start().await;
    let client = ours.kept().client;
    let keys = ApiKeys::of(ours.sinao().app_id());
    let user = client.call(&Me).await;
    let alone = client.call(&keys).await;
    ours.sinao().set_lists_wrapped(true);
    let wrapped = client.call(&keys).await;
    let one = |keys: Result<Vec<_>, _>| keys.is_ok_and(|keys| keys.len() == 1);
    let careful: Read = [user.is_ok(), one(alone), one(wrapped)];
    tells_apart(|read: &Read| *read == [true; 3], &careless, &careful);
}

/// Shows S003-11.
#[tokio::test]
async fn s11_me_is_read_with_its_nulls() {
    let world = World::start().await;
    for connection in [world.kept(), world.keyed()] {
        let user = connection.client.call(&Me).await.expect("user");
        assert_eq!(user.id.as_deref(), Some("8801"));
        assert_eq!(user.civility, None);
        assert_eq!(user.password_is_undefined, Some(false));
    }
}

#[tokio::test]
async fn hostile_answers_to_a_login_are_typed_and_pass() {
    for (fault, readable) in [
        (FaultKind::TruncatedJson, false),
        (FaultKind::Html(200), false),
        (FaultKind::Html(502), false),
        (FaultKind::HugeBody(8 << 20), false),
        (FaultKind::EmptyBody, false),
        (FaultKind::Gzip, false),
        (FaultKind::DuplicateMembers, false),
        (FaultKind::Reset, false),
        (FaultKind::TooManyRequests(Vec::new()), false),
        (FaultKind::WrongContentType, true),
        (FaultKind::Bom, true),
    ] {
        let world = World::start().await;
        let connection = world.kept();
        let named = format!("{fault:?}");
        world
            .sinao()
            .fault(Fault::new(fault).on("POST", "/v1/login"));
        match connection.auth.headers().await {
            Ok(_) => assert!(readable, "{named}"),
            Err(error) => {
                assert!(!readable, "{named}: {error:?}");
                assert_eq!(error.person_task(), None, "{named}: {error:?}");
                let shown = format!("{error} {error:?} {:?}", connection.auth.status());
                assert!(!shown.contains(world.sinao().password()), "{shown}");
                world.advance(HOUR);
            }
        }
        connection.client.call(&Me).await.expect(&named);
    }
}
