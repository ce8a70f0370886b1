//! The login: its generations, the application it is for, its password.

use std::time::Duration;

use auth_core::{ErrorKind, Grant, PersonTask};
use auth_keyclic::{
    AppKey, Application, Feedbacks, Keyclic, Profile, Register, RequestPasswordChange,
};
use auth_sandbox::{Fault, FaultKind, Generation, Sandbox, tells_apart};
use serde_json::json;

use crate::{
    careless,
    connect::{FEEDBACKS, LOGIN, authenticator, builder, connect, frozen},
};

const HOUR: Duration = Duration::from_secs(3600);

const GENERATIONS: [Generation; 4] = [
    Generation::V2018,
    Generation::V2021,
    Generation::V2024,
    Generation::NoContent,
];

/// What the application was told after a login: the account is connected, and whether it was true.
#[derive(Debug, PartialEq)]
struct Told {
    connected: bool,
    opens: bool,
}

/// Connected is who got a success that holds an account, as documented until 2021, or nothing at all.
async fn by_the_documentation(generation: Generation) -> Told {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.keyclic().set_generation(generation);
    let (status, body) = careless::answer(careless::login(sandbox.keyclic())).await;
    let token = body["accessToken"].as_str().unwrap_or_default();
    let call = careless::feedbacks(sandbox.keyclic(), token);
    Told {
        connected: status == 204 || body["credentials"]["id"].is_string(),
        opens: careless::status(call).await == 200,
    }
}

async fn by_ours(generation: Generation) -> Told {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.keyclic().set_generation(generation);
    let called = connect(&sandbox).call(&Feedbacks).await;
    if let Err(error) = &called {
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
        assert_eq!(error.status().unwrap(), 204);
    }
    Told {
        connected: called.is_ok(),
        opens: sandbox.keyclic().uses(0) == 1,
    }
}

/// Shows S004-02, S004-05.
#[tokio::test]
async fn k01_three_generations_log_in_and_204_is_a_typed_error() {
    let (mut careless, mut careful) = (Vec::new(), Vec::new());
    for generation in GENERATIONS {
        careless.push(by_the_documentation(generation).await);
        careful.push(by_ours(generation).await);
    }
    let rule = |told: &Vec<Told>| {
        let connected: Vec<_> = told.iter().map(|told| told.connected).collect();
        connected == [true, true, true, false]
            && told.iter().all(|told| told.connected == told.opens)
    };
    tells_apart(rule, &careless, &careful);
}

/// Of each request, whether it named an application, and the status of its answer.
fn named(sandbox: &Sandbox) -> Vec<(bool, u16)> {
    let requests = sandbox.keyclic().requests().into_iter();
    let named = requests.map(|seen| (seen.header("x-keyclic-app").is_some(), seen.status.unwrap()));
    named.collect()
}

/// Shows S004-08.
#[tokio::test]
async fn k02_the_application_is_on_every_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let url = |path: &str| format!("{}{path}", keyclic.api_url());
    // The documentation exempts the login, the accounts and their passwords.
    let body = json!({"login": keyclic.login(), "password": keyclic.password()});
    careless::status(careless::http().post(url(LOGIN)).json(&body)).await;
    let body = json!({"email": "nouveau@ville.example", "password": "another"});
    let register = careless::http().post(url("/security/register"));
    careless::status(register.json(&body)).await;
    let token = careless::token(keyclic).await;
    let call = careless::http().get(url(FEEDBACKS)).bearer_auth(token);
    careless::status(call).await;

    let ours = Sandbox::start().await.unwrap();
    let client = connect(&ours);
    client.call(&Feedbacks).await.unwrap();
    client.with(AppKey::city()).call(&Feedbacks).await.unwrap();
    client.get(FEEDBACKS).send().await.unwrap();
    let account = ours.keyclic().login();
    client
        .call(&Register::new("nouveau@ville.example", "another"))
        .await
        .unwrap();
    client.call(&Profile::new(account)).await.unwrap();
    client
        .call(&RequestPasswordChange::by_email(account))
        .await
        .unwrap();
    client
        .call(&Application::new(AppKey::city()))
        .await
        .unwrap();
    // Not even on purpose.
    let unnamed = client
        .get(FEEDBACKS)
        .header("x-keyclic-app", "")
        .send()
        .await;
    assert_eq!(*unnamed.unwrap_err().kind(), ErrorKind::Configuration);

    let rule =
        |named: &Vec<(bool, u16)>| named.iter().all(|(named, status)| *named && *status < 300);
    tells_apart(rule, &self::named(&sandbox), &self::named(&ours));
    assert_eq!(self::named(&ours).len(), 8);
}

#[tokio::test]
async fn k02_an_unknown_application_is_told_by_its_variable() {
    let sandbox = Sandbox::start().await.unwrap();
    let stranger = builder(&sandbox).app(AppKey::new("com.example.other").unwrap());
    let error = authenticator(&sandbox, stranger)
        .headers()
        .await
        .unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::CorrectCredentials));
    assert!(error.to_string().contains("KEYCLIC_APP"), "{error}");
}

/// Shows S004-06.
#[tokio::test]
async fn k05_a_refused_login_is_sent_once_however_often_it_is_needed() {
    let sandbox = frozen().await;
    sandbox.keyclic().refuse_password(true);
    for _ in 0..5 {
        // Each call finds no token, and logs in.
        careless::token(sandbox.keyclic()).await;
    }
    let ours = frozen().await;
    ours.keyclic().refuse_password(true);
    let client = connect(&ours);
    for _ in 0..5 {
        client.call(&Feedbacks).await.unwrap_err();
        ours.clock().advance(HOUR);
    }
    let logins = |sandbox: &Sandbox| sandbox.keyclic().count("POST", LOGIN);
    tells_apart(
        |logins: &usize| *logins == 1,
        &logins(&sandbox),
        &logins(&ours),
    );
}

/// Shows S004-06.
#[tokio::test]
async fn k05_a_refused_login_is_not_tried_twice() {
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
async fn k05_an_unusual_refusal_of_a_login_is_not_tried_twice_either() {
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
async fn k05_a_password_changed_meanwhile_stops_after_one_try() {
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
