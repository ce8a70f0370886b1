//! How long a token is used, and what follows it.

use std::time::Duration;

use auth_core::Authenticator;
use auth_keyclic::Feedbacks;
use auth_sandbox::{Sandbox, TokenForm, tells_apart};

use crate::{
    careless,
    connect::{FEEDBACKS, LOGIN, authenticator, builder, connect, frozen},
};

const HOUR: Duration = Duration::from_secs(3600);

/// What a sandbox saw of a client.
#[derive(Debug)]
struct Seen {
    logins: usize,
    rejected: usize,
    served: usize,
}

fn seen(sandbox: &Sandbox) -> Seen {
    let calls = sandbox.keyclic().requests().into_iter();
    let calls: Vec<_> = calls.filter(|seen| seen.path == FEEDBACKS).collect();
    let with = |status| {
        calls
            .iter()
            .filter(|seen| seen.status == Some(status))
            .count()
    };
    Seen {
        logins: sandbox.keyclic().count("POST", LOGIN),
        rejected: with(401),
        served: with(200),
    }
}

/// A sandbox in which a call is made every six hours, for three days: by a client that takes a token to live for a week, as
/// no answer says otherwise, and by ours.
async fn three_days(form: TokenForm, skew: i64) -> (Seen, Seen) {
    let (careless, careful) = (frozen().await, frozen().await);
    for sandbox in [&careless, &careful] {
        sandbox.keyclic().set_token_form(form);
        sandbox.keyclic().set_clock_skew(skew);
    }
    let token = careless::token(careless.keyclic()).await;
    let client = connect(&careful);
    for _ in 0..12 {
        careless::status(careless::feedbacks(careless.keyclic(), &token)).await;
        let _ = client.call(&Feedbacks).await;
        careless.clock().advance(6 * HOUR);
        careful.clock().advance(6 * HOUR);
    }
    (seen(&careless), seen(&careful))
}

#[tokio::test]
async fn k03_a_token_is_replaced_before_its_end_and_not_before_its_time() {
    for skew in [0, -7200, 7200] {
        let (careless, careful) = three_days(TokenForm::Expiring, skew).await;
        let rule = |seen: &Seen| seen.rejected == 0 && seen.served == 12 && seen.logins <= 4;
        tells_apart(rule, &careless, &careful);
    }
    // One that does not tell its end is used until it is rejected, and then replaced at once.
    let (careless, careful) = three_days(TokenForm::Opaque, 0).await;
    let rule = |seen: &Seen| seen.served == 12 && seen.rejected <= 3 && seen.logins <= 4;
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn k03_a_token_without_an_end_is_not_replaced_by_a_guess() {
    let sandbox = frozen().await;
    sandbox.keyclic().set_token_form(TokenForm::WithoutExp);
    for _ in 0..12 {
        // An hour, as tokens mostly live elsewhere.
        let token = careless::token(sandbox.keyclic()).await;
        careless::status(careless::feedbacks(sandbox.keyclic(), &token)).await;
        sandbox.clock().advance(6 * HOUR);
    }
    let (_, careful) = three_days(TokenForm::WithoutExp, 0).await;
    let rule = |seen: &Seen| seen.logins == 1 && seen.served == 12;
    tells_apart(rule, &seen(&sandbox), &careful);
}

#[tokio::test]
async fn k03_a_token_that_is_over_when_issued_starts_no_storm() {
    let sandbox = frozen().await;
    sandbox.keyclic().set_token_form(TokenForm::ExpiredAtIssue);
    for _ in 0..20 {
        let token = careless::token(sandbox.keyclic()).await;
        careless::status(careless::feedbacks(sandbox.keyclic(), &token)).await;
    }
    let ours = frozen().await;
    ours.keyclic().set_token_form(TokenForm::ExpiredAtIssue);
    let client = connect(&ours);
    for _ in 0..20 {
        client.call(&Feedbacks).await.unwrap_err();
    }
    tells_apart(
        |seen: &Seen| seen.logins <= 2,
        &seen(&sandbox),
        &seen(&ours),
    );
}

#[tokio::test]
async fn k04_a_token_rejected_before_its_end_costs_one_login_and_one_repetition() {
    let sandbox = frozen().await;
    let token = careless::token(sandbox.keyclic()).await;
    for _ in 0..3 {
        // By its `exp` it is good.
        careless::status(careless::feedbacks(sandbox.keyclic(), &token)).await;
        sandbox.keyclic().revoke_tokens();
    }
    let ours = frozen().await;
    let client = connect(&ours);
    client.call(&Feedbacks).await.unwrap();
    ours.keyclic().revoke_tokens();
    for _ in 0..2 {
        client.call(&Feedbacks).await.unwrap();
    }
    let rule = |seen: &Seen| seen.served == 3 && (seen.rejected, seen.logins) == (1, 2);
    tells_apart(rule, &seen(&sandbox), &seen(&ours));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k06_a_hundred_calls_at_the_end_make_one_login() {
    let sandbox = frozen().await;
    careless::token(sandbox.keyclic()).await;
    sandbox.clock().advance(25 * HOUR);
    // Each sees that the token has ended, and does something about it.
    let calls = (0..100).map(|_| {
        let keyclic = sandbox.keyclic().clone();
        tokio::spawn(async move {
            let token = careless::token(&keyclic).await;
            careless::status(careless::feedbacks(&keyclic, &token)).await
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    let ours = frozen().await;
    let client = connect(&ours);
    client.authenticator().headers().await.unwrap();
    ours.clock().advance(25 * HOUR);
    let calls = (0..100).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.call(&Feedbacks).await.map(|page| page.total) })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap(), Some(1));
    }
    let rule = |seen: &Seen| seen.logins == 2 && seen.served == 100;
    tells_apart(rule, &seen(&sandbox), &seen(&ours));
}

async fn end_of(auth: &Authenticator) -> Option<time::OffsetDateTime> {
    auth.headers().await.unwrap().expires_at()
}

/// Shows S004-01.
#[tokio::test]
async fn k03_exp_is_the_end_and_a_token_without_one_is_used_until_it_is_rejected() {
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
async fn k03_a_token_without_exp_is_renewed_at_an_age_that_was_given() {
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
async fn k03_a_server_clock_that_is_wrong_moves_the_end() {
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
async fn k03_the_login_is_made_again_before_the_end() {
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
