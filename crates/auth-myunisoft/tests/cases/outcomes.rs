//! What a login with 200 is not, choosing a firm, and how long a token is good for: M9, M10.

use std::time::Duration;

use auth_core::{Grant, PersonTask};
use auth_myunisoft::{LoginBuilder, MyUnisoft};
use auth_reqwest::Client;
use auth_sandbox::{ExpiresIn, Sandbox, tells_apart};
use time::OffsetDateTime;

use crate::{
    careless,
    connect::{LOGIN, authenticator, connect, get, login, user_login},
};

const USER_LOGIN: &str = "/api/authenticate";

/// The accounts whose login the application took for a success.
#[derive(Debug)]
struct SignedIn(Vec<String>);

#[tokio::test]
async fn m09_a_200_without_a_token_is_no_success() {
    type Build = fn(&Sandbox, &str) -> LoginBuilder;
    for (path, build) in [(LOGIN, login as Build), (USER_LOGIN, user_login as Build)] {
        let sandbox = Sandbox::start().await.unwrap();
        let it = sandbox.myunisoft();
        let (mut careless, mut careful) = (SignedIn(Vec::new()), SignedIn(Vec::new()));
        let mut tasks = Vec::new();
        for mail in [
            it.two_firms_mail(),
            it.otp_mail(),
            it.cgu_mail(),
            it.update_password_mail(),
            it.unknown_status_mail(),
        ] {
            let by_hand = careless::login(it, path, mail, it.password());
            if careless::status(by_hand).await == 200 {
                careless.0.push(mail.to_owned());
            }
            let auth = authenticator(&sandbox, build(&sandbox, mail).build().unwrap());
            match auth.headers().await {
                Ok(_) => careful.0.push(mail.to_owned()),
                Err(error) => tasks.push(error.person_task().unwrap().clone()),
            }
        }
        tells_apart(|SignedIn(mails)| mails.is_empty(), &careless, &careful);
        assert!(matches!(&tasks[0], PersonTask::ChooseFirm(firms) if firms.len() == 2));
        assert_eq!(
            tasks[1..],
            [
                PersonTask::SecondFactor,
                PersonTask::AcceptTerms,
                PersonTask::UpdatePassword,
                PersonTask::SignIn
            ]
        );
        assert_eq!(it.issued(), 0);
    }
}

#[tokio::test]
async fn m09_a_refused_password_is_not_sent_for_each_call() {
    #[derive(Debug)]
    struct Sent(usize);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    it.refuse_password(true);
    // Logs in afresh for every client object.
    for _ in 0..3 {
        let by_hand = careless::login(it, LOGIN, it.mail(), it.password());
        assert_eq!(careless::status(by_hand).await, 401);
    }
    let careless = Sent(it.count("POST", LOGIN));
    let client = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
    for _ in 0..3 {
        let error = get(&client, "/society").await.unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
        assert_eq!(error.code(), Some("DROIT5"));
    }
    let careful = Sent(it.count("POST", LOGIN) - careless.0);
    tells_apart(|Sent(passwords)| *passwords == 1, &careless, &careful);
}

#[tokio::test]
async fn m09_a_person_chooses_a_firm_and_the_same_connection_goes_on() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.clock().freeze();
    let it = sandbox.myunisoft();
    let kept = login(&sandbox, it.two_firms_mail());
    let asked = MyUnisoft::firm_login(it.partner_secret(), it.two_firms_mail())
        .api_url(it.api_url())
        .auth_url(it.auth_url())
        .allow_loopback_http();
    for (builder, is_kept) in [(kept, true), (asked, false)] {
        let auth = authenticator(&sandbox, builder.build().unwrap());
        let client = Client::new(auth.clone()).unwrap();
        let password = || Grant::password(it.password());
        let undecided = auth.sign_in(password()).await.unwrap_err();
        let Some(PersonTask::ChooseFirm(firms)) = undecided.person_task() else {
            panic!("{undecided}")
        };
        let grant = Grant::password_choosing(it.password(), &firms[1]);
        auth.sign_in(grant).await.unwrap();
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
        let firm = it.second_firm_id().to_string();
        assert_eq!(auth.status().attributes["firm_id"], firm);
        sandbox.clock().advance(Duration::from_secs(5 * 3600));
        if is_kept {
            // It signs in by itself, and to the same firm.
            assert_eq!(get(&client, "/society").await.unwrap(), 200);
            assert_eq!(auth.status().attributes["firm_id"], firm);
        } else {
            // The password was for that exchange, and is gone.
            let error = get(&client, "/society").await.unwrap_err();
            assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
        }
    }
}

/// Shows S001-04.
#[tokio::test]
async fn m09_a_user_login_drops_its_refresh_token_and_logs_in_again() {
    for older in [false, true] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().freeze();
        let it = sandbox.myunisoft();
        it.set_older_user_answers(older);
        let auth = authenticator(&sandbox, user_login(&sandbox, it.mail()).build().unwrap());
        let client = Client::new(auth.clone()).unwrap();
        for logins in [1, 2] {
            assert_eq!(get(&client, "/key/info").await.unwrap(), 200);
            assert_eq!(it.count("POST", USER_LOGIN), logins);
            assert_eq!(
                auth.status().attributes["firm_id"],
                it.firm_id().to_string()
            );
            sandbox.clock().advance(Duration::from_secs(4 * 3600));
        }
        let paths: Vec<_> = it.requests().into_iter().map(|seen| seen.path).collect();
        assert!(
            paths
                .iter()
                .all(|path| [USER_LOGIN, "/api/v1/key/info"].contains(&&**path))
        );
    }
}

/// Calls that MyUnisoft refused because the token was over.
#[derive(Debug)]
struct Late(usize);

#[tokio::test]
async fn m10_no_call_leaves_with_a_token_that_is_over() {
    // In 2026 the clocks change on 25 October and 29 March at 01:00 UTC.
    let (autumn, spring, any) = (1_792_890_000, 1_774_746_000, 1_795_356_000);
    for (stated, change) in [
        (ExpiresIn::FourHours, any),
        (ExpiresIn::TenMinutes, any),
        (ExpiresIn::Empty, any),
        (ExpiresIn::Unparsable, any),
        (ExpiresIn::Ambiguous, autumn),
        (ExpiresIn::Gap, spring),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let it = sandbox.myunisoft();
        sandbox.clock().freeze();
        let begin = OffsetDateTime::from_unix_timestamp(change - 3 * 3600).unwrap();
        sandbox.clock().set(begin);
        it.set_expires_in(stated);
        let late = |after: usize| {
            let seen = it.requests().into_iter().skip(after);
            Late(
                seen.filter(|it| it.path == "/api/v1/society" && it.status != Some(200))
                    .count(),
            )
        };
        // The end is guessed to be a day away, or is never looked at.
        let by_hand = careless::login(it, LOGIN, it.mail(), it.password());
        let (_, granted) = careless::answer(by_hand).await;
        let token = granted["api_token"].as_str().unwrap();
        let client = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
        let (mut careless, mut careful) = (Late(0), Late(0));
        for minutes in [0, 11, 4 * 60] {
            sandbox.clock().advance(Duration::from_secs(60 * minutes));
            let before = it.requests().len();
            careless::status(careless::get(it, "/society", token)).await;
            careless.0 += late(before).0;
            let before = it.requests().len();
            assert_eq!(get(&client, "/society").await.unwrap(), 200);
            careful.0 += late(before).0;
        }
        tells_apart(|Late(calls)| *calls == 0, &careless, &careful);
    }
}
