//! Sinao's cases, and clients that fail them.

use std::time::Duration;

use auth_sandbox::{Fault, FaultKind, Gate, RefreshWindow, Sandbox, SecondFactor, Sinao, When};
use reqwest::RequestBuilder;
use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::support::{answer, client, status, text};

const DAY: Duration = Duration::from_secs(86_400);

fn get(provider: &Sinao, path: &str) -> RequestBuilder {
    client()
        .get(format!("{}{path}", provider.api_url()))
        .header("Accept", "application/json")
}

fn post(provider: &Sinao, path: &str) -> RequestBuilder {
    client()
        .post(format!("{}{path}", provider.api_url()))
        .header("Accept", "application/json")
}

fn form(email: &str, password: &str) -> Form {
    Form::new()
        .text("email", email.to_owned())
        .text("password", password.to_owned())
}

fn login(provider: &Sinao, email: &str) -> RequestBuilder {
    post(provider, "/login").multipart(form(email, provider.password()))
}

async fn token(provider: &Sinao) -> String {
    let (ok, body) = answer(login(provider, provider.email())).await;
    assert_eq!(ok, 200, "{body}");
    text(&body, "access_token").to_owned()
}

async fn refresh(provider: &Sinao, token: &str) -> (u16, Value) {
    answer(get(provider, "/refresh").bearer_auth(token)).await
}

async fn me(provider: &Sinao, token: &str) -> u16 {
    status(get(provider, "/me").bearer_auth(token)).await
}

fn message(status: u16, message: &str) -> (u16, Value) {
    (status, json!({"message": message}))
}

#[tokio::test]
async fn s01_credentials_belong_into_a_multipart_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let (ok, body) = answer(login(provider, provider.email())).await;
    assert_eq!(
        (ok, &body["expires_in"], text(&body, "token_type")),
        (200, &json!(86_400), "bearer")
    );
    let credentials = [
        ("email", provider.email()),
        ("password", provider.password()),
    ];

    // As clients generated from the OpenAPI description do.
    assert_eq!(provider.credentials_in_query(), 0);
    assert_eq!(
        status(post(provider, "/login").query(&credentials)).await,
        400
    );
    let twice = login(provider, provider.email()).query(&[("password", provider.password())]);
    assert_eq!(status(twice).await, 400);
    assert_eq!(provider.credentials_in_query(), 2);
    assert_eq!(provider.requests()[1].query, ["email", "password"]);

    assert_eq!(
        status(post(provider, "/login").form(&credentials)).await,
        422
    );
    provider.set_form_accepted(true);
    assert_eq!(
        status(post(provider, "/login").form(&credentials)).await,
        200
    );
    let body = json!({"email": provider.email(), "password": provider.password()});
    assert_eq!(status(post(provider, "/login").json(&body)).await, 422);
    provider.set_json_accepted(true);
    assert_eq!(status(post(provider, "/login").json(&body)).await, 200);
    assert_eq!(provider.issued(), 3);
}

#[tokio::test]
async fn s02_refusals_of_a_login() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let wrong = post(provider, "/login").multipart(form(provider.email(), "made up"));
    assert_eq!(status(wrong).await, 401);
    assert_eq!(status(login(provider, provider.unknown_email())).await, 404);
    let (refused, body) = answer(login(provider, provider.passwordless_email())).await;
    assert_eq!((refused, body.get("errors")), (422, None));
    let incomplete =
        post(provider, "/login").multipart(Form::new().text("email", provider.email().to_owned()));
    let (refused, body) = answer(incomplete).await;
    assert_eq!(
        (refused, &body["errors"]["password"][0]),
        (422, &json!("The password field is required."))
    );
    provider.refuse_password(true);
    assert_eq!(status(login(provider, provider.email())).await, 401);
    assert_eq!(provider.issued(), 0);
}

#[tokio::test]
async fn s03_second_factor_in_three_ways() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    sandbox.clock().freeze();
    for (signal, expected, word) in [
        (SecondFactor::Success, 200, "two_factor"),
        (SecondFactor::Forbidden, 403, "2fa"),
        (SecondFactor::Unprocessable, 422, "code"),
    ] {
        let email = provider.second_factor_email(signal);
        // A client that takes the 200 for a success is left without a token.
        let (status, body) = answer(login(provider, email)).await;
        assert_eq!((status, body.get("access_token")), (expected, None));
        assert!(body.to_string().contains(word), "{body}");

        let with = |code: &str| {
            let form = form(email, provider.password()).text("code", code.to_owned());
            answer(post(provider, "/login").multipart(form))
        };
        let right = provider.second_factor_code();
        let invalid = "The code is invalid.";
        assert_eq!(
            with(right).await.1["errors"]["code"][0],
            invalid,
            "nothing was sent yet"
        );
        let send = || status_of_sending(provider, email);
        assert_eq!(send().await, 200);
        assert_eq!(with("000000").await.1["errors"]["code"][0], invalid);
        sandbox.clock().advance(Duration::from_secs(600));
        assert_eq!(
            with(right).await.1["errors"]["code"][0],
            "The code has expired."
        );
        assert_eq!(send().await, 200);
        let (ok, body) = with(right).await;
        assert_eq!(
            (ok, me(provider, text(&body, "access_token")).await),
            (200, 200)
        );
        assert_eq!(with(right).await.0, 422, "a code works once");
    }
    assert_eq!(provider.codes_sent(), 6);
    assert_eq!(status_of_sending(provider, provider.email()).await, 422);
}

async fn status_of_sending(provider: &Sinao, email: &str) -> u16 {
    status(post(provider, "/login/send/2fa").multipart(form(email, provider.password()))).await
}

#[tokio::test]
async fn s04_refresh_window_of_fourteen_days() {
    for (age, expected) in [
        (Duration::from_secs(23 * 3600), 200),
        (Duration::from_secs(25 * 3600), 200),
        (Duration::from_secs(14 * 86_400 - 3600), 200),
        (14 * DAY + Duration::from_secs(3600), 401),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let provider = sandbox.sinao();
        sandbox.clock().freeze();
        let token = token(provider).await;
        sandbox.clock().advance(age);
        if age > DAY {
            let expired = answer(get(provider, "/me").bearer_auth(&token)).await;
            assert_eq!(expired, message(401, "Token has expired"));
        }
        let (status, body) = refresh(provider, &token).await;
        assert_eq!(status, expected, "{age:?} {body}");
        if expected == 401 {
            assert_eq!(
                body["message"],
                "Token has expired and can no longer be refreshed"
            );
        }
    }
}

#[tokio::test]
async fn s05_window_from_the_login_or_sliding() {
    for (window, expected) in [
        (RefreshWindow::FromLogin, 401),
        (RefreshWindow::Sliding, 200),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let provider = sandbox.sinao();
        sandbox.clock().freeze();
        provider.set_refresh_window(window);
        let first = token(provider).await;
        sandbox.clock().advance(10 * DAY);
        let (_, body) = refresh(provider, &first).await;
        sandbox.clock().advance(10 * DAY);
        assert_eq!(
            refresh(provider, text(&body, "access_token")).await.0,
            expected,
            "{window:?}"
        );
    }
}

#[tokio::test]
async fn s06_old_token_is_dead_at_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let old = token(provider).await;
    // Fifty calls leave with the old token and are judged after the refresh.
    let gate = Gate::new();
    let held = Fault::new(FaultKind::Hold(gate.clone())).on("GET", "/v1/me");
    provider.fault(held.times(50));
    let call = || get(provider, "/me").bearer_auth(&old).send();
    let calls: Vec<_> = (0..50).map(|_| tokio::spawn(call())).collect();
    while provider.count("GET", "/v1/me") < 50 {
        tokio::task::yield_now().await;
    }
    let (ok, body) = refresh(provider, &old).await;
    assert_eq!(ok, 200);
    gate.open();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), 401);
    }
    let blacklisted = message(401, "The token has been blacklisted");
    assert_eq!(
        answer(get(provider, "/me").bearer_auth(&old)).await,
        blacklisted
    );
    assert_eq!(refresh(provider, &old).await, blacklisted);
    assert_eq!(me(provider, text(&body, "access_token")).await, 200);
    assert_eq!((provider.uses(0), provider.uses(1)), (0, 1));
}

#[tokio::test]
async fn s07_answer_lost_after_black_listing() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let old = token(provider).await;
    let lost = Fault::new(FaultKind::DropAnswer).on("GET", "/v1/refresh");
    provider.fault(lost.when(When::AfterStateChange));
    assert!(
        get(provider, "/refresh")
            .bearer_auth(&old)
            .send()
            .await
            .is_err()
    );
    assert_eq!(
        refresh(provider, &old).await,
        message(401, "The token has been blacklisted")
    );
    assert_eq!(
        (provider.issued(), provider.count("GET", "/v1/refresh")),
        (2, 2)
    );

    // The same before the change leaves the old token good.
    let old = token(provider).await;
    provider.fault(Fault::new(FaultKind::DropAnswer).on("GET", "/v1/refresh"));
    assert!(
        get(provider, "/refresh")
            .bearer_auth(&old)
            .send()
            .await
            .is_err()
    );
    assert_eq!(refresh(provider, &old).await.0, 200);
}

#[tokio::test]
async fn s08_logout_ends_the_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let token = token(provider).await;
    assert_eq!(
        status(post(provider, "/logout").bearer_auth(&token)).await,
        200
    );
    assert_eq!(me(provider, &token).await, 401);
    assert_eq!(refresh(provider, &token).await.0, 401);
    assert_eq!(
        status(post(provider, "/logout").bearer_auth(&token)).await,
        401
    );
    assert_eq!(
        answer(post(provider, "/logout")).await,
        message(401, "Token not provided")
    );
}

#[tokio::test]
async fn s09_key_in_its_own_header_only() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let key = provider.api_key();
    let unsigned = message(401, "Token Signature could not be verified.");
    assert_eq!(
        answer(get(provider, "/me").bearer_auth(key)).await,
        unsigned
    );
    assert_eq!(
        status(get(provider, "/me").header("Api-Key", key)).await,
        200
    );
    let token = token(provider).await;
    assert_eq!(
        status(
            get(provider, "/me")
                .header("Api-Key", key)
                .bearer_auth(&token)
        )
        .await,
        400
    );
    assert_eq!(
        status(get(provider, "/me").header("Api-Key", &token)).await,
        401
    );
    assert_eq!(
        status(get(provider, "/refresh").header("Api-Key", key)).await,
        401
    );
    assert_eq!(
        status(get(provider, "/me").basic_auth(key, None::<&str>)).await,
        401
    );
    assert_eq!(provider.uses_of(key), 1);
}

#[tokio::test]
async fn s10_login_page_for_who_accepts_anything_and_500_for_a_bad_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let token = token(provider).await;
    let naive = client()
        .get(format!("{}/me", provider.api_url()))
        .bearer_auth(&token);
    let redirected = naive.send().await.unwrap();
    assert_eq!(redirected.status(), 302);
    let page = redirected.headers()["location"].to_str().unwrap();
    let page = client().get(page).send().await.unwrap();
    assert_eq!(
        (page.status().as_u16(), &page.headers()["content-type"]),
        (200, &"text/html;charset=utf-8".parse().unwrap())
    );
    let naive = client().post(format!("{}/login", provider.api_url()));
    assert_eq!(
        status(naive.multipart(form(provider.email(), provider.password()))).await,
        302
    );

    provider.set_token_status(500);
    assert_eq!(
        refresh(provider, "made up").await,
        message(500, "Token Signature could not be verified.")
    );
    sandbox.clock().advance(DAY);
    assert_eq!(
        answer(get(provider, "/me").bearer_auth(&token)).await,
        message(500, "Token has expired")
    );
    assert_eq!(
        status(get(provider, "/unknown").bearer_auth(&token)).await,
        404
    );
    assert_eq!(
        status(post(provider, "/refresh").bearer_auth(&token)).await,
        405
    );
}

#[tokio::test]
async fn s12_key_deleted_by_the_administrator() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let me = || get(provider, "/me").header("Api-Key", provider.api_key());
    assert_eq!(status(me()).await, 200);
    provider.revoke_api_key();
    assert_eq!(status(me()).await, 401);
}

fn fields(pairs: &[(&'static str, &str)]) -> Form {
    let add =
        |form: Form, (name, value): &(&'static str, &str)| form.text(*name, (*value).to_owned());
    pairs.iter().fold(Form::new(), add)
}

#[tokio::test]
async fn s01_accounts_and_passwords_are_asked_for_in_bodies_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let made = [
        ("email", "nouveau@factures.example"),
        ("password", "long enough"),
        ("cgu", "1"),
    ];
    // As clients generated from the OpenAPI description do.
    for path in ["/register", "/sendpassword", "/changepassword"] {
        assert_eq!(status(post(provider, path).query(&made)).await, 400);
    }
    assert_eq!(provider.credentials_in_query(), 3);
    for (without, field) in [(0, "email"), (1, "password"), (2, "cgu")] {
        let mut some = made.to_vec();
        some.remove(without);
        let (refused, body) = answer(post(provider, "/register").multipart(fields(&some))).await;
        assert_eq!(
            (refused, body["errors"][field].is_array()),
            (422, true),
            "{body}"
        );
    }
    let register = || post(provider, "/register").multipart(fields(&made));
    assert_eq!(status(register()).await, 201);
    assert_eq!(answer(register()).await.0, 422, "it is taken");
    let login = post(provider, "/login").multipart(fields(&made[..2]));
    assert_eq!(status(login).await, 200);
    let page = client()
        .post(format!("{}/register", provider.api_url()))
        .multipart(fields(&made));
    assert_eq!(status(page).await, 302, "without Accept");
}

#[tokio::test]
async fn s08_a_forgotten_password_is_changed_by_the_mailed_token_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let send = |email| post(provider, "/sendpassword").multipart(fields(&[("email", email)]));
    assert_eq!(status(send(provider.unknown_email())).await, 422);
    assert_eq!(status(send(provider.email())).await, 200);
    let first = provider.forgotten_password_token().unwrap();
    assert_eq!(status(send(provider.email())).await, 200);
    let mailed = provider.forgotten_password_token().unwrap();
    let change = |token: &str, password| {
        let body = fields(&[("forgotten_password_token", token), ("password", password)]);
        post(provider, "/changepassword").multipart(body)
    };
    assert_eq!(status(change(&first, "long enough")).await, 422);
    assert_eq!(status(change(&mailed, "short")).await, 422);
    assert_eq!(status(change(&mailed, "long enough")).await, 200);
    assert_eq!(status(change(&mailed, "long enough")).await, 422);
    assert_eq!(status(login(provider, provider.email())).await, 401);
}

#[tokio::test]
async fn s09_s11_s12_keys_are_an_administrators() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.sinao();
    let token = token(provider).await;
    let path = format!("/apps/{}/apikeys", provider.app_id());
    let list = || get(provider, &path);
    assert_eq!(status(list()).await, 401);
    assert_eq!(
        status(list().header("Api-Key", provider.api_key())).await,
        403
    );
    // As the OpenAPI description has it.
    assert_eq!(status(list().basic_auth("admin", Some(&token))).await, 401);
    let (ok, body) = answer(list().bearer_auth(&token)).await;
    assert_eq!((ok, &body[0]["id"]), (200, &json!("1")));
    provider.set_lists_wrapped(true);
    let (_, body) = answer(list().bearer_auth(&token)).await;
    assert_eq!(body["data"][0]["key"], provider.api_key());

    let create = post(provider, &path).bearer_auth(&token);
    let (_, made) = answer(create.multipart(fields(&[("name", "Paie")]))).await;
    assert_eq!(text(&made, "name"), "Paie");
    let by_key = || get(provider, "/me").header("Api-Key", text(&made, "key"));
    assert_eq!(status(by_key()).await, 200);
    let delete = || {
        let url = format!("{}{path}/{}", provider.api_url(), text(&made, "id"));
        let delete = client().delete(url).header("Accept", "application/json");
        delete.bearer_auth(&token)
    };
    assert_eq!(status(delete()).await, 204);
    assert_eq!(status(delete()).await, 404);
    assert_eq!(status(by_key()).await, 401);
    let other = get(provider, "/apps/1/apikeys").bearer_auth(&token);
    assert_eq!(status(other).await, 404);
}
