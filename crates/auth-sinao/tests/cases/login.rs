//! The login: where its secrets go, its refusals, its second factor.

use auth_core::{Encoding, Grant, Password, PersonTask};
use auth_sandbox::{Fault, FaultKind, SecondFactor, Sinao as Imitation, tells_apart};
use auth_sinao::{Me, SendSecondFactor};
use reqwest::multipart::Form;

use crate::{
    careless,
    connect::{DAY, HOUR, World, assert_task},
};

const SIGNALS: [SecondFactor; 3] = [
    SecondFactor::Success,
    SecondFactor::Forbidden,
    SecondFactor::Unprocessable,
];

/// Where the password stood: in queries, and in multipart bodies.
fn places(sinao: &Imitation) -> (usize, usize) {
    let requests = sinao.requests();
    let multipart = requests.iter().filter(|seen| {
        let content_type = seen.content_type.as_deref().unwrap_or_default();
        content_type.starts_with("multipart/form-data")
    });
    let queries = requests.iter().filter(|seen| !seen.query.is_empty());
    (queries.count(), multipart.count())
}

/// Shows S003-04.
#[tokio::test]
async fn s01_the_login_is_multipart_and_nothing_stands_in_a_query() {
    let world = World::start().await;
    let sinao = world.sinao();
    // As the OpenAPI file has it, and clients generated from it.
    let query = [("email", sinao.email()), ("password", sinao.password())];
    let refused = careless::status(careless::post(sinao, "/login").query(&query)).await;
    assert_eq!((refused, sinao.credentials_in_query()), (400, 1));

    let ours = World::start().await;
    let user = ours.kept().client.call(&Me).await.expect("user");
    assert_eq!(user.email.as_deref(), Some(ours.sinao().email()));
    for seen in ours.sinao().requests() {
        assert_eq!(seen.header("accept"), Some("application/json"), "{seen:?}");
    }
    let rule = |places: &(usize, usize)| *places == (0, 1);
    tells_apart(rule, &places(sinao), &places(ours.sinao()));
}

#[tokio::test]
async fn s01_the_other_encodings_work_where_they_are_accepted() {
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

/// What a stranger at the page was told, try by try, and how often Sinao was asked.
type Told = (Vec<String>, usize);

#[tokio::test]
async fn s02_refused_credentials_have_one_outcome_and_one_attempt() {
    let world = World::start().await;
    let sinao = world.sinao();
    let tries = [
        (sinao.email(), "wrong"),
        (sinao.unknown_email(), sinao.password()),
        (sinao.passwordless_email(), sinao.password()),
        // Refused in the form of a validation.
        (sinao.email(), ""),
    ];
    let mut careless: Told = (Vec::new(), 0);
    for (email, password) in tries {
        // Tried again, as whatever fails is.
        for _ in 0..2 {
            let (status, body) = careless::answer(careless::login(sinao, email, password)).await;
            careless.0.push(format!("{status}: {}", body["message"]));
        }
    }
    careless.1 = world.logins();

    let ours = World::start().await;
    let mut careful: Told = (Vec::new(), 0);
    for (email, password) in tries {
        let connection = ours.connect(ours.login(email).build().expect("settings"));
        let refused = connection.auth.sign_in(Grant::password(password)).await;
        let error = refused.expect_err("refused");
        assert_task(&error, &PersonTask::CorrectCredentials);
        careful.0.push(format!("{error} {:?}", error.status()));
        connection.auth.headers().await.expect_err("not signed in");
    }
    careful.1 = ours.logins();
    let rule = |(told, asked): &Told| told.iter().all(|it| *it == told[0]) && *asked == tries.len();
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn s02_a_kept_password_that_is_refused_is_sent_once() {
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
        assert_eq!(world.logins(), before + 1);
    }
}

#[tokio::test]
async fn s02_an_unusual_refusal_of_a_login_costs_one_attempt_too() {
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

/// What a login without a code led to, signal by signal: what the person was told, and the codes sent unasked.
type Signalled = Vec<(&'static str, usize)>;

#[tokio::test]
async fn s03_every_signal_asks_for_a_code_and_sends_none() {
    let mut careless = Signalled::new();
    for signal in SIGNALS {
        let world = World::start().await;
        let sinao = world.sinao();
        let email = sinao.second_factor_email(signal);
        let (status, _) = careless::answer(careless::login(sinao, email, sinao.password())).await;
        careless.push(match status {
            // A success is a success.
            200 => ("signed in", sinao.codes_sent()),
            422 => {
                // "The code field is required": a message leaves at once, whoever asked.
                let form = Form::new().text("email", email.to_owned());
                let form = form.text("password", sinao.password().to_owned());
                let send = careless::post(sinao, "/login/send/2fa").multipart(form);
                careless::status(send).await;
                ("a code is on its way", sinao.codes_sent())
            }
            _ => ("the password is wrong", sinao.codes_sent()),
        });
    }
    let mut careful = Signalled::new();
    for signal in SIGNALS {
        let world = World::start().await;
        let login = world.login(world.sinao().second_factor_email(signal));
        let connection = world.connect(login.build().expect("settings"));
        let grant = Grant::password(world.sinao().password());
        let error = connection.auth.sign_in(grant).await.expect_err("a code");
        let told = match error.person_task() {
            Some(PersonTask::SecondFactor) => "a code is asked for",
            _ => "something else",
        };
        careful.push((told, world.sinao().codes_sent()));
    }
    let rule = |told: &Signalled| told.iter().all(|it| *it == ("a code is asked for", 0));
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn s03_a_second_factor_is_asked_for_sent_and_given() {
    for signal in SIGNALS {
        let world = World::start().await;
        let sinao = world.sinao();
        let password = Password::new(sinao.password());
        let provider = world.login(sinao.second_factor_email(signal)).build();
        let provider = provider.expect("settings");
        let connection = world.connect(provider);
        let sign_in = async |grant| {
            let signed_in = connection.auth.sign_in(grant).await;
            signed_in
                .map(|_| ())
                .map_err(|error| error.person_task().cloned())
        };
        let with_code = |code: &str| Grant::password_with_code(password.clone(), code);
        let send = async || {
            let send = SendSecondFactor::new(sinao.second_factor_email(signal), password.clone());
            connection.client.call(&send).await.expect("sent");
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
async fn s03_the_sending_of_a_code_is_refused_as_a_login_is() {
    let world = World::start().await;
    let email = world.sinao().second_factor_email(SecondFactor::Forbidden);
    let connection = world.connect(world.login(email).build().expect("settings"));
    let send = SendSecondFactor::new(email, "wrong");
    let error = connection.client.call(&send).await.expect_err("refused");
    assert_task(&error, &PersonTask::CorrectCredentials);
    assert_eq!((world.sinao().codes_sent(), world.logins()), (0, 0));
}
