//! Over real sockets, against the imitation.

#![expect(clippy::expect_used, reason = "what only tests call")]

use std::time::Duration;

use auth_core::{
    ApiKey, Authenticator, Encoding, Error, ErrorKind, Grant, Jitter, Method, Password, PersonTask,
    Provider, Request, Transport, Verdict, http::header, testing::ManualClock,
};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::{Fault, FaultKind, RefreshWindow, Sandbox, SecondFactor, When};
use auth_sinao::{Builder, Login, Logout, Me, Sinao};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The imitation, and our own clock beside its clock.
struct World {
    sandbox: Sandbox,
    clock: ManualClock,
}

/// One connection, by its authenticator and by its client.
struct Connection {
    auth: Authenticator,
    client: Client,
}

impl World {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.expect("loopback");
        sandbox.clock().freeze();
        let clock = ManualClock::at(sandbox.clock().now());
        Self { sandbox, clock }
    }

    fn sinao(&self) -> &auth_sandbox::Sinao {
        self.sandbox.sinao()
    }

    /// Turns both clocks.
    fn advance(&self, by: Duration) {
        self.sandbox.clock().advance(by);
        self.clock.advance(by);
    }

    fn login(&self, email: &str) -> Builder<Login> {
        Sinao::login(email)
            .api_url(self.sinao().api_url())
            .allow_loopback_http()
    }

    fn connect(&self, provider: Sinao) -> Connection {
        let auth = Authenticator::builder(provider, transport())
            .clock(self.clock.clone())
            .jitter(Jitter(0))
            .build();
        let client = Client::new(auth.clone()).expect("client");
        Connection { auth, client }
    }

    /// A connection whose password is kept.
    fn kept(&self) -> Connection {
        let login = self.login(self.sinao().email());
        let login = login.password(self.sinao().password());
        self.connect(login.build().expect("settings"))
    }

    /// A connection in which a person has just signed in.
    async fn signed_in(&self) -> Connection {
        let login = self.login(self.sinao().email());
        let connection = self.connect(login.build().expect("settings"));
        let grant = Grant::password(self.sinao().password());
        connection.auth.sign_in(grant).await.expect("signed in");
        connection
    }

    fn keyed(&self) -> Connection {
        let key = Sinao::api_key(self.sinao().api_key())
            .api_url(self.sinao().api_url())
            .allow_loopback_http();
        self.connect(key.build().expect("settings"))
    }

    fn logins(&self) -> usize {
        self.sinao().count("POST", "/v1/login")
    }

    fn refreshes(&self) -> usize {
        self.sinao().count("GET", "/v1/refresh")
    }

    fn calls(&self) -> usize {
        self.sinao().count("GET", "/v1/me")
    }
}

fn transport() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .expect("transport")
}

fn assert_task(error: &Error, task: &PersonTask) {
    assert_eq!(error.person_task(), Some(task), "{error:?}");
}

#[tokio::test]
async fn s1_the_login_is_multipart_and_nothing_stands_in_a_query() {
    let world = World::start().await;
    let user = world.kept().client.call(&Me).await.expect("user");
    assert_eq!(user.email.as_deref(), Some(world.sinao().email()));
    assert_eq!((world.logins(), world.calls()), (1, 1));
    assert_eq!(world.sinao().credentials_in_query(), 0);
    for seen in world.sinao().requests() {
        assert_eq!(seen.query, [""; 0], "{seen:?}");
        assert_eq!(seen.header("accept"), Some("application/json"), "{seen:?}");
    }
    let login = &world.sinao().requests()[0];
    let content_type = login.content_type.as_deref().expect("content type");
    assert!(
        content_type.starts_with("multipart/form-data"),
        "{content_type}"
    );
}

#[tokio::test]
async fn s1_the_other_encodings_work_where_they_are_accepted() {
    let world = World::start().await;
    for encoding in [Encoding::Form, Encoding::Json] {
        let provider = world
            .login(world.sinao().email())
            .login_encoding(encoding)
            .password(world.sinao().password())
            .build()
            .expect("settings");
        let refused = world.connect(provider.clone());
        refused.auth.headers().await.expect_err("not accepted yet");
        world.sinao().set_form_accepted(true);
        world.sinao().set_json_accepted(true);
        world
            .connect(provider)
            .client
            .call(&Me)
            .await
            .expect("user");
        world.sinao().set_form_accepted(false);
        world.sinao().set_json_accepted(false);
    }
}

#[tokio::test]
async fn s2_refused_credentials_have_one_outcome_and_one_attempt() {
    let world = World::start().await;
    let sinao = world.sinao();
    for (email, password) in [
        (sinao.email(), "wrong"),
        (sinao.unknown_email(), sinao.password()),
        (sinao.passwordless_email(), sinao.password()),
    ] {
        let before = world.logins();
        let provider = world.login(email).password(password).build();
        let connection = world.connect(provider.expect("settings"));
        for _ in 0..3 {
            let error = connection.auth.headers().await.expect_err("refused");
            assert_task(&error, &PersonTask::CorrectCredentials);
            world.advance(DAY);
        }
        assert_eq!(
            world.logins(),
            before + 1,
            "a refused login is not tried again"
        );
    }
}

#[tokio::test]
async fn s2_an_unusual_refusal_of_a_login_costs_one_attempt_too() {
    for kind in [
        FaultKind::Status(400),
        FaultKind::Status(423),
        FaultKind::Html(401),
    ] {
        let world = World::start().await;
        let fault = Fault::new(kind).on("POST", "/v1/login").times(9);
        world.sinao().fault(fault);
        let connection = world.kept();
        for _ in 0..3 {
            let error = connection.auth.headers().await.expect_err("refused");
            assert_task(&error, &PersonTask::CorrectCredentials);
            world.advance(DAY);
        }
        assert_eq!(world.logins(), 1);
    }
}

#[tokio::test]
async fn s3_a_second_factor_is_asked_for_sent_and_given() {
    for signal in [
        SecondFactor::Success,
        SecondFactor::Forbidden,
        SecondFactor::Unprocessable,
    ] {
        let world = World::start().await;
        let sinao = world.sinao();
        let password = Password::new(sinao.password());
        let provider = world.login(sinao.second_factor_email(signal)).build();
        let provider = provider.expect("settings");
        let connection = world.connect(provider.clone());
        let sign_in = async |grant| {
            let signed_in = connection.auth.sign_in(grant).await;
            signed_in
                .map(|_| ())
                .map_err(|error| error.person_task().cloned())
        };
        let with_code = |code: &str| Grant::password_with_code(password.clone(), code);
        let send = async || {
            let request = provider.send_second_factor(&password).expect("request");
            let answer = transport().send(request).await.expect("answer");
            provider.second_factor_sent(&answer).expect("sent");
        };
        let asked = Err(Some(PersonTask::SecondFactor));

        assert_eq!(sign_in(Grant::password(password.clone())).await, asked);
        assert_eq!(sinao.codes_sent(), 0, "only a person's wish sends a code");
        send().await;
        assert_eq!(sinao.codes_sent(), 1);
        assert_eq!(sign_in(with_code("000")).await, asked, "a wrong code");
        world.advance(HOUR);
        let code = sinao.second_factor_code();
        assert_eq!(sign_in(with_code(code)).await, asked, "an expired code");
        send().await;
        assert_eq!(sign_in(with_code(code)).await, Ok(()));
        connection.client.call(&Me).await.expect("user");
        assert_eq!(sinao.codes_sent(), 2);
    }
}

#[tokio::test]
async fn s3_the_sending_of_a_code_is_refused_as_a_login_is() {
    let world = World::start().await;
    let email = world.sinao().second_factor_email(SecondFactor::Forbidden);
    let provider = world.login(email).build().expect("settings");
    let request = provider.send_second_factor(&Password::new("wrong"));
    let answer = transport().send(request.expect("request")).await;
    let answer = answer.expect("answer");
    let error = provider.second_factor_sent(&answer).expect_err("refused");
    assert_task(&error, &PersonTask::CorrectCredentials);
}

#[tokio::test]
async fn s4_renewal_works_for_14_days_also_after_the_end() {
    for (age, renewed) in [
        (23 * HOUR, true),
        (25 * HOUR, true),
        (13 * DAY + 23 * HOUR, true),
        (14 * DAY + HOUR, false),
    ] {
        let world = World::start().await;
        let connection = world.signed_in().await;
        world.advance(age);
        let called = connection.client.call(&Me).await;
        assert_eq!(world.refreshes(), 1, "tried whatever the age, {age:?}");
        if renewed {
            called.expect("renewed");
        } else {
            assert_task(&called.expect_err("too late"), &PersonTask::SignIn);
            connection.auth.headers().await.expect_err("still too late");
            assert_eq!(world.refreshes(), 1, "a refusal is final");
        }
        assert_eq!(world.logins(), 1);
    }
}

#[tokio::test]
async fn s4_a_kept_password_signs_in_when_the_renewal_ends() {
    let world = World::start().await;
    let connection = world.kept();
    connection.client.call(&Me).await.expect("user");
    world.advance(15 * DAY);
    // Who waited for the refused renewal may learn of it; who comes next never does.
    let _ = connection.auth.headers().await;
    connection.client.call(&Me).await.expect("user");
    assert_eq!((world.refreshes(), world.logins()), (1, 2));
}

#[tokio::test]
async fn s5_both_readings_of_the_14_days_are_tolerated() {
    for (window, renewed) in [
        (RefreshWindow::FromLogin, false),
        (RefreshWindow::Sliding, true),
    ] {
        let world = World::start().await;
        world.sinao().set_refresh_window(window);
        let connection = world.signed_in().await;
        let warned = connection.auth.status().person_needed_at;
        assert_eq!(warned, Some(world.sandbox.clock().now() + 14 * DAY));
        world.advance(13 * DAY);
        connection.client.call(&Me).await.expect("within 14 days");
        world.advance(7 * DAY);
        let called = connection.client.call(&Me).await;
        assert_eq!(called.is_ok(), renewed, "{window:?}: {called:?}");
        assert_eq!(world.refreshes(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_fifty_calls_at_the_end_are_held_for_one_renewal() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    world.advance(23 * HOUR + HOUR / 2);
    let calls = (0..50).map(|_| {
        let client = connection.client.clone();
        tokio::spawn(async move { client.call(&Me).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("user");
    }
    assert_eq!((world.refreshes(), world.calls()), (1, 50));
    assert_eq!(
        world.sinao().uses(0),
        0,
        "the old token is not used beside its renewal"
    );
    assert_eq!(world.sinao().uses(1), 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_fifty_calls_with_a_dead_token_are_repeated_with_one_new_token() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    // Their clock alone: the token is over before we know.
    world.sandbox.clock().advance(25 * HOUR);
    let calls = (0..50).map(|_| {
        let client = connection.client.clone();
        tokio::spawn(async move { client.call(&Me).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("user");
    }
    assert_eq!((world.refreshes(), world.logins()), (1, 1));
    assert_eq!(world.sinao().uses(1), 50);
}

fn lost_refresh() -> Fault {
    Fault::new(FaultKind::DropAnswer)
        .on("GET", "/v1/refresh")
        .when(When::AfterStateChange)
}

#[tokio::test]
async fn s7_a_lost_renewal_is_tried_once_more_and_then_reported() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    world.advance(25 * HOUR);
    world.sinao().fault(lost_refresh());
    let error = connection.auth.headers().await.expect_err("lost");
    assert_eq!(*error.kind(), ErrorKind::Unavailable, "{error:?}");
    assert!(error.is_delivery_uncertain());
    connection.auth.headers().await.expect_err("paused");
    assert_eq!(world.refreshes(), 1, "not before the pause is over");

    for _ in 0..20 {
        world.advance(HOUR / 60);
        let error = connection.auth.headers().await.expect_err("black-listed");
        assert_task(&error, &PersonTask::SignIn);
    }
    assert_eq!((world.refreshes(), world.logins()), (2, 1), "no storm");
}

#[tokio::test]
async fn s7_a_renewal_that_never_arrived_is_made_up_for() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    world.advance(25 * HOUR);
    world
        .sinao()
        .fault(Fault::new(FaultKind::Reset).on("GET", "/v1/refresh"));
    connection.auth.headers().await.expect_err("reset");
    world.advance(HOUR / 60);
    connection.client.call(&Me).await.expect("user");
    assert_eq!((world.refreshes(), world.logins()), (2, 1));
}

#[tokio::test]
async fn s7_a_kept_password_makes_up_for_a_lost_renewal() {
    let world = World::start().await;
    let connection = world.kept();
    connection.auth.headers().await.expect("headers");
    world.advance(25 * HOUR);
    world.sinao().fault(lost_refresh());
    connection.auth.headers().await.expect_err("lost");
    world.advance(HOUR / 60);
    // Who waited for the refused renewal may learn of it; who comes next never does.
    let _ = connection.auth.headers().await;
    connection.client.call(&Me).await.expect("user");
    assert_eq!((world.refreshes(), world.logins()), (2, 2));
}

#[tokio::test]
async fn s8_a_token_is_dead_after_its_logout() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    connection.client.call(&Logout).await.expect("logged out");
    let error = connection.client.call(&Me).await.expect_err("dead");
    assert_task(&error, &PersonTask::SignIn);
    assert_eq!(world.sinao().uses(0), 0);
}

#[tokio::test]
async fn s8_a_failed_logout_is_forgotten_locally_all_the_same() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    world
        .sinao()
        .fault(Fault::new(FaultKind::Status(500)).on("POST", "/v1/logout"));
    connection.client.call(&Logout).await.expect_err("failed");
    connection.auth.forget();
    assert!(connection.auth.try_headers().is_none());
    let error = connection.auth.headers().await.expect_err("forgotten");
    assert_task(&error, &PersonTask::SignIn);
    assert_eq!(world.sinao().count("POST", "/v1/logout"), 1);
    assert_eq!(world.refreshes(), 0);
}

#[tokio::test]
async fn s9_a_key_goes_in_its_own_header_and_alone() {
    let world = World::start().await;
    let connection = world.keyed();
    connection.client.call(&Me).await.expect("user");
    let seen = &world.sinao().requests()[0];
    assert_eq!(seen.header("api-key"), Some(world.sinao().api_key()));
    assert_eq!(seen.header("authorization"), None);

    for name in ["authorization", "api-key"] {
        let call = connection.client.get("/me").header(name, "Bearer other");
        let error = call.send().await.expect_err("two credentials");
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{error:?}");
    }
    assert_eq!(world.calls(), 1, "nothing was sent");
}

#[tokio::test]
async fn s9_the_imitation_takes_no_key_for_a_token() {
    let world = World::start().await;
    let me = format!("{}/me", world.sinao().api_url());
    let request = Request::new(Method::GET, me.parse().expect("url"))
        .header(header::ACCEPT, "application/json".parse().expect("value"))
        .bearer(&ApiKey::new(world.sinao().api_key()))
        .expect("request");
    let answer = transport().send(request).await.expect("answer");
    assert_eq!(answer.status().as_u16(), 401);
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
async fn s12_a_deleted_key_needs_a_person_and_is_not_tried_again() {
    let world = World::start().await;
    let connection = world.keyed();
    connection.client.call(&Me).await.expect("user");
    world.sinao().revoke_api_key();
    for _ in 0..3 {
        let error = connection.client.call(&Me).await.expect_err("deleted");
        assert_task(&error, &PersonTask::GenerateKey);
        world.advance(DAY);
    }
    assert_eq!(world.calls(), 2, "one good call, one refusal");
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

#[tokio::test]
async fn absurd_lifetimes_make_few_requests() {
    for lifetime in ["-1", "0", "1e300", "\"soon\"", "null"] {
        let world = World::start().await;
        let connection = world.kept();
        let value = lifetime.parse().expect("json");
        let fault = FaultKind::ReplaceMember("expires_in".to_owned(), value);
        world.sinao().fault(Fault::new(fault).times(usize::MAX));
        for _ in 0..100 {
            // Whether a token is served depends on the lifetime; that nothing storms does not.
            let _ = connection.auth.headers().await;
        }
        assert!(world.logins() + world.refreshes() <= 2, "{lifetime}");
    }
}
