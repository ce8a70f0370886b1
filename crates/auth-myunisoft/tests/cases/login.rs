//! The firm login: its outcomes, its lifetimes, its password.

use std::time::Duration;

use auth_core::{Grant, PersonTask};
use auth_myunisoft::{Firm, LoginBuilder, MyUnisoft};
use auth_sandbox::{ExpiresIn, Sandbox};
use time::OffsetDateTime;

use crate::connect::{LOGIN, authenticator, connect, get, login};

#[tokio::test]
async fn each_secret_reaches_its_own_service_only() {
    let sandbox = Sandbox::start().await.unwrap();
    let imitation = sandbox.myunisoft();
    let provider = login(&sandbox, imitation.mail()).build().unwrap();
    assert_eq!(
        get(&connect(&sandbox, provider), "/society").await.unwrap(),
        200
    );
    let seen = imitation.requests();
    assert_eq!(seen.len(), 2);
    let (of_login, of_call) = (&seen[0], &seen[1]);
    assert_eq!(of_login.path, LOGIN);
    for name in ["authorization", "x-third-party-secret", "cookie"] {
        assert_eq!(of_login.header(name), None, "{name}");
    }
    assert_eq!(
        of_call.header("x-third-party-secret"),
        Some(imitation.partner_secret())
    );
    assert!(
        of_call
            .header("authorization")
            .unwrap()
            .starts_with("Bearer ")
    );
    assert!(seen.iter().all(|request| request.query.is_empty()));
}

#[tokio::test]
async fn m09_each_outcome_of_a_login_says_what_to_do() {
    let sandbox = Sandbox::start().await.unwrap();
    let imitation = sandbox.myunisoft();
    let task = async |builder: LoginBuilder| {
        let auth = authenticator(&sandbox, builder.build().unwrap());
        let error = auth.headers().await.unwrap_err();
        error.person_task().unwrap().clone()
    };
    assert_eq!(
        task(login(&sandbox, imitation.otp_mail())).await,
        PersonTask::SecondFactor
    );
    assert_eq!(
        task(login(&sandbox, imitation.cgu_mail())).await,
        PersonTask::AcceptTerms
    );
    assert_eq!(
        task(login(&sandbox, imitation.update_password_mail())).await,
        PersonTask::UpdatePassword
    );
    let wrong = login(&sandbox, imitation.mail()).password("wrong");
    assert_eq!(task(wrong).await, PersonTask::CorrectCredentials);

    let two_firms = login(&sandbox, imitation.two_firms_mail());
    let PersonTask::ChooseFirm(firms) = task(two_firms).await else {
        panic!("an account of two firms has to choose")
    };
    assert_eq!(firms.len(), 2);
    let by_id = Firm::Id(firms[1].id.parse().unwrap());
    let by_name = Firm::Name(firms[1].label.clone());
    for firm in [by_id, by_name] {
        let provider = login(&sandbox, imitation.two_firms_mail())
            .firm(firm)
            .build()
            .unwrap();
        let client = connect(&sandbox, provider);
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
    }
}

#[tokio::test]
async fn m09_a_refused_password_is_sent_once_until_a_person_corrects_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = login(&sandbox, sandbox.myunisoft().mail()).password("wrong");
    let auth = authenticator(&sandbox, provider.build().unwrap());
    for _ in 0..3 {
        let error = auth.headers().await.unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
        sandbox.clock().advance(Duration::from_secs(3600));
    }
    assert_eq!(sandbox.myunisoft().count("POST", LOGIN), 1);
    let grant = Grant::password(sandbox.myunisoft().password());
    auth.sign_in(grant).await.unwrap();
    assert_eq!(sandbox.myunisoft().count("POST", LOGIN), 2);
}

#[tokio::test]
async fn m09_a_firm_that_the_account_does_not_reach_is_asked_for_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = login(&sandbox, sandbox.myunisoft().mail()).firm(Firm::Id(1));
    let auth = authenticator(&sandbox, provider.build().unwrap());
    for _ in 0..3 {
        let error = auth.headers().await.unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
        sandbox.clock().advance(Duration::from_secs(3600));
    }
    assert_eq!(sandbox.myunisoft().count("POST", LOGIN), 1);
}

#[tokio::test]
async fn m09_without_a_password_at_hand_a_person_must_sign_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let imitation = sandbox.myunisoft();
    let base = || {
        MyUnisoft::firm_login(imitation.partner_secret(), imitation.mail())
            .api_url(imitation.api_url())
            .auth_url(imitation.auth_url())
            .allow_loopback_http()
    };
    let auth = authenticator(&sandbox, base().build().unwrap());
    let error = auth.headers().await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert_eq!(imitation.count("POST", LOGIN), 0);

    let password = imitation.password().to_owned();
    let asked = base().ask_password(move || {
        let password = password.clone();
        async move { Ok(Some(password.into())) }
    });
    let client = connect(&sandbox, asked.build().unwrap());
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
}

#[tokio::test]
async fn m10_a_login_is_renewed_before_its_stated_end_or_after_ten_minutes() {
    for (stated, still_good, over) in [
        (ExpiresIn::FourHours, 2 * 3600, 4 * 3600),
        (ExpiresIn::TenMinutes, 6 * 60, 10 * 60),
        (ExpiresIn::Empty, 6 * 60, 10 * 60),
        (ExpiresIn::Unparsable, 6 * 60, 10 * 60),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().freeze();
        sandbox.myunisoft().set_expires_in(stated);
        let provider = login(&sandbox, sandbox.myunisoft().mail()).build().unwrap();
        let client = connect(&sandbox, provider);
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
        sandbox.clock().advance(Duration::from_secs(still_good));
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
        assert_eq!(sandbox.myunisoft().issued(), 1, "{stated:?}");
        sandbox
            .clock()
            .advance(Duration::from_secs(over - still_good));
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
        assert_eq!(sandbox.myunisoft().issued(), 2, "{stated:?}");
        assert_eq!(sandbox.myunisoft().uses(1), 1);
    }
}

#[tokio::test]
async fn m10_the_doubled_and_the_missing_hour_give_a_token_that_works() {
    for (season, stated) in [("autumn", ExpiresIn::Ambiguous), ("spring", ExpiresIn::Gap)] {
        let sandbox = Sandbox::start().await.unwrap();
        // Some hours before the clocks change, in 2026 on 29 March and 25 October at 01:00 UTC.
        let change = if season == "autumn" {
            1_792_890_000
        } else {
            1_774_746_000
        };
        sandbox.clock().freeze();
        sandbox
            .clock()
            .set(OffsetDateTime::from_unix_timestamp(change - 3 * 3600).unwrap());
        sandbox.myunisoft().set_expires_in(stated);
        let provider = login(&sandbox, sandbox.myunisoft().mail()).build().unwrap();
        let auth = authenticator(&sandbox, provider);
        let end = auth.headers().await.unwrap().expires_at().unwrap();
        assert!(end > sandbox.clock().now(), "{season}");
        assert!(
            end.unix_timestamp() <= change,
            "{season}: {end} is not the earlier one"
        );
    }
}
