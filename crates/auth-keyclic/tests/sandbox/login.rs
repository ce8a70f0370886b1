//! The login: its generations, the end of its token, its password.

use std::time::Duration;

use auth_core::{Authenticator, ErrorKind, Grant, PersonTask};
use auth_keyclic::{AppKey, Feedbacks, Keyclic};
use auth_sandbox::{Fault, FaultKind, Generation, Sandbox, TokenForm};

use crate::connect::{FEEDBACKS, LOGIN, authenticator, builder, connect, frozen};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn k1_three_generations_log_in_and_204_is_a_typed_error() {
    for generation in [Generation::V2018, Generation::V2021, Generation::V2024] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.keyclic().set_generation(generation);
        let page = connect(&sandbox).call(&Feedbacks).await.unwrap();
        assert_eq!(page.total, Some(1), "{generation:?}");
    }
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.keyclic().set_generation(Generation::NoContent);
    let error = connect(&sandbox).call(&Feedbacks).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
    assert_eq!(error.status().unwrap(), 204);
}

#[tokio::test]
async fn k2_the_application_is_on_every_request() {
    let sandbox = Sandbox::start().await.unwrap();
    connect(&sandbox).call(&Feedbacks).await.unwrap();
    let seen = sandbox.keyclic().requests();
    assert_eq!(seen.len(), 2);
    for request in &seen {
        assert_eq!(request.header("x-keyclic-app"), Some("com.keyclic.app"));
    }
    let stranger = builder(&sandbox).app(AppKey::new("com.example.other").unwrap());
    let error = authenticator(&sandbox, stranger)
        .headers()
        .await
        .unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
    assert!(error.to_string().contains("KEYCLIC_APP"), "{error}");
}

async fn end_of(auth: &Authenticator) -> Option<time::OffsetDateTime> {
    auth.headers().await.unwrap().expires_at()
}

#[tokio::test]
async fn k3_exp_is_the_end_and_a_token_without_one_is_used_until_it_is_rejected() {
    let sandbox = frozen().await;
    let auth = authenticator(&sandbox, builder(&sandbox));
    let end = end_of(&auth).await.unwrap();
    let day = end - sandbox.clock().now();
    assert!(
        day > time::Duration::seconds(86_395) && day <= time::Duration::DAY,
        "{day}"
    );
    for form in [TokenForm::WithoutExp, TokenForm::Opaque] {
        let sandbox = frozen().await;
        sandbox.keyclic().set_token_form(form);
        let auth = authenticator(&sandbox, builder(&sandbox));
        assert_eq!(end_of(&auth).await, None, "{form:?}");
        sandbox.clock().advance(90 * 24 * HOUR);
        assert_eq!(end_of(&auth).await, None);
        assert!(!auth.status().renewing, "{form:?}");
        assert_eq!(sandbox.keyclic().issued(), 1, "{form:?}");
    }
}

#[tokio::test]
async fn k3_a_token_without_exp_is_renewed_at_an_age_that_was_given() {
    let sandbox = frozen().await;
    sandbox.keyclic().set_token_form(TokenForm::Opaque);
    let auth = authenticator(&sandbox, builder(&sandbox).renew_unknown_after(6 * HOUR));
    auth.headers().await.unwrap();
    sandbox.clock().advance(5 * HOUR);
    auth.headers().await.unwrap();
    assert!(!auth.status().renewing);
    sandbox.clock().advance(2 * HOUR);
    auth.headers().await.unwrap();
    assert!(auth.status().renewing);
}

#[tokio::test]
async fn k3_a_token_that_is_over_when_issued_makes_few_requests_and_an_error() {
    let sandbox = frozen().await;
    sandbox.keyclic().set_token_form(TokenForm::ExpiredAtIssue);
    let auth = authenticator(&sandbox, builder(&sandbox));
    for _ in 0..50 {
        auth.headers().await.unwrap_err();
    }
    assert!(
        sandbox.keyclic().issued() <= 2,
        "{} logins",
        sandbox.keyclic().issued()
    );
}

#[tokio::test]
async fn k3_a_server_clock_that_is_wrong_moves_the_end() {
    for skew in [-7200, 7200] {
        let sandbox = frozen().await;
        sandbox.keyclic().set_clock_skew(skew);
        let auth = authenticator(&sandbox, builder(&sandbox));
        let end = end_of(&auth).await.unwrap();
        let off = (end - sandbox.clock().now() - time::Duration::DAY).abs();
        assert!(
            off < time::Duration::seconds(5),
            "{skew} s of skew: {off} off"
        );
    }
}

#[tokio::test]
async fn k3_the_login_is_made_again_before_the_end() {
    let sandbox = frozen().await;
    let client = connect(&sandbox);
    client.call(&Feedbacks).await.unwrap();
    sandbox.clock().advance(20 * HOUR);
    client.call(&Feedbacks).await.unwrap();
    assert_eq!(sandbox.keyclic().issued(), 1);
    sandbox.clock().advance(4 * HOUR);
    client.call(&Feedbacks).await.unwrap();
    assert_eq!(sandbox.keyclic().issued(), 2);
    assert_eq!(
        sandbox.keyclic().count("GET", FEEDBACKS),
        3,
        "no call was rejected"
    );
}

#[tokio::test]
async fn k4_a_token_rejected_before_its_end_costs_one_login_and_one_repetition() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = connect(&sandbox);
    client.call(&Feedbacks).await.unwrap();
    sandbox.keyclic().revoke_tokens();
    client.call(&Feedbacks).await.unwrap();
    assert_eq!(sandbox.keyclic().count("POST", LOGIN), 2);
    assert_eq!(sandbox.keyclic().count("GET", FEEDBACKS), 3);
}

#[tokio::test]
async fn k5_a_refused_login_is_not_tried_twice() {
    for refused in [true, false] {
        let sandbox = frozen().await;
        let settings = if refused {
            sandbox.keyclic().refuse_password(true);
            builder(&sandbox)
        } else {
            builder(&sandbox).password("wrong")
        };
        let auth = authenticator(&sandbox, settings);
        for _ in 0..5 {
            let error = auth.headers().await.unwrap_err();
            assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
            sandbox.clock().advance(HOUR);
        }
        assert_eq!(sandbox.keyclic().count("POST", LOGIN), 1);
        sandbox.keyclic().refuse_password(false);
        auth.sign_in(Grant::password(sandbox.keyclic().password()))
            .await
            .unwrap();
        auth.headers().await.unwrap();
        assert_eq!(sandbox.keyclic().count("POST", LOGIN), 2);
    }
}

#[tokio::test]
async fn k5_an_unusual_refusal_of_a_login_is_not_tried_twice_either() {
    for status in [403, 404, 422, 423] {
        let sandbox = frozen().await;
        let fault = Fault::new(FaultKind::Status(status)).on("POST", LOGIN);
        sandbox.keyclic().fault(fault.times(9));
        let auth = authenticator(&sandbox, builder(&sandbox));
        for _ in 0..5 {
            let error = auth.headers().await.unwrap_err();
            assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
            sandbox.clock().advance(HOUR);
        }
        assert_eq!(sandbox.keyclic().count("POST", LOGIN), 1, "{status}");
    }
}

#[tokio::test]
async fn k5_a_password_changed_meanwhile_stops_after_one_try() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = connect(&sandbox);
    client.call(&Feedbacks).await.unwrap();
    sandbox.keyclic().refuse_password(true);
    sandbox.keyclic().revoke_tokens();
    for _ in 0..5 {
        let error = client.call(&Feedbacks).await.unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
    }
    assert_eq!(sandbox.keyclic().count("POST", LOGIN), 2);
    assert_eq!(sandbox.keyclic().count("GET", FEEDBACKS), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn k6_a_hundred_calls_at_the_end_make_one_login() {
    let sandbox = frozen().await;
    let client = connect(&sandbox);
    client.call(&Feedbacks).await.unwrap();
    sandbox.clock().advance(25 * HOUR);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call(&Feedbacks).await.map(|page| page.total) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), Some(1));
    }
    assert_eq!(sandbox.keyclic().issued(), 2);
}

#[tokio::test]
async fn without_a_password_at_hand_a_person_must_sign_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let settings = || {
        Keyclic::login(sandbox.keyclic().login())
            .api_url(sandbox.keyclic().api_url())
            .allow_loopback_http()
    };
    let auth = authenticator(&sandbox, settings());
    let error = auth.headers().await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert_eq!(sandbox.keyclic().count("POST", LOGIN), 0);
    auth.sign_in(Grant::password(sandbox.keyclic().password()))
        .await
        .unwrap();
    auth.headers().await.unwrap();

    let password = sandbox.keyclic().password().to_owned();
    let asked = settings().ask_password(move || {
        let password = password.clone();
        async move { Ok(Some(password.into())) }
    });
    authenticator(&sandbox, asked).headers().await.unwrap();
}
