//! Logins of accounts, and several schemes beside each other.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::multipart::Form;
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;

use super::fixtures::BUREAU;
use super::*;

impl Tried {
    fn login(&self) -> Value {
        json!({"mail": self.input("mail"), "secret": {"password": self.input("password")}})
    }

    async fn bureau_token(&self) -> String {
        let (_, body) = answer(self.post("auth", "/login").json(&self.login())).await;
        text(&body, "/details/token")
    }

    async fn staff_token(&self) -> String {
        let form = ["mail", "password"]
            .into_iter()
            .fold(Form::new(), |form, id| {
                form.text(id, self.input(id).to_owned())
            });
        let (_, body) = answer(self.post("auth", "/staff").multipart(form)).await;
        text(&body, "/jwt")
    }
}

fn sign_in() -> (u16, Value) {
    (400, json!({"error": {"code": "TOKENX"}}))
}

#[tokio::test]
async fn the_end_of_a_token_is_told_on_the_wall_clock_of_its_zone() {
    let tried = Tried::start(&BUREAU).await;
    let told = async |at: OffsetDateTime| {
        tried.provider.clock().set(at);
        let (status, body) = answer(tried.post("auth", "/login").json(&tried.login())).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(
            (
                text(&body, "/status").as_str(),
                &body["details"]["firm"]["id"]
            ),
            ("ok", &json!(7))
        );
        text(&body, "/details/ends")
    };
    assert_eq!(
        told(datetime!(2026-07-01 10:00 UTC)).await,
        "2026-07-01 16:00:00"
    );
    assert_eq!(
        told(datetime!(2026-12-01 22:30 UTC)).await,
        "2026-12-02 03:30:00"
    );
}

#[tokio::test]
async fn a_signed_token_claims_its_own_end() {
    let tried = Tried::start(&BUREAU).await;
    let at = datetime!(2026-07-01 10:00 UTC);
    tried.provider.clock().set(at);
    let token = tried.staff_token().await;
    let claims = URL_SAFE_NO_PAD
        .decode(token.split('.').nth(1).unwrap())
        .unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["exp"], at.unix_timestamp() + 600);
    let home = || tried.get("auth", "/staff/home").bearer_auth(&token);
    assert_eq!(status(home()).await, 200);
    tried.advance(600);
    assert_eq!(answer(home()).await, sign_in());
}

#[tokio::test]
async fn a_wrong_account_meets_the_described_refusal() {
    let tried = Tried::start(&BUREAU).await;
    let refused = (401, json!({"error": {"code": "DROIT5"}}));
    let mut login = tried.login();
    login["mail"] = json!("somebody@else.example");
    assert_eq!(
        answer(tried.post("auth", "/login").json(&login)).await,
        refused
    );
    let mut login = tried.login();
    login["secret"]["password"] = json!("wrong");
    assert_eq!(
        answer(tried.post("auth", "/login").json(&login)).await,
        refused
    );
    for body in [
        json!({"mail": tried.input("mail")}),
        json!([]),
        json!({"mail": null}),
        json!("x"),
    ] {
        assert_eq!(
            status(tried.post("auth", "/login").json(&body)).await,
            400,
            "{body}"
        );
    }
    let mut login = tried.login();
    login["remember"] = json!(true);
    assert_eq!(status(tried.post("auth", "/login").json(&login)).await, 400);
    assert_eq!(
        status(
            tried
                .post("auth", "/login")
                .json(&tried.login())
                .query(&[("x", "y")])
        )
        .await,
        400
    );
    assert_eq!(tried.provider.issued(), 0);
}

#[tokio::test]
async fn optional_fields_are_right_where_they_are_sent() {
    let tried = Tried::start(&BUREAU).await;
    let with = |name: &str, value: Value| {
        let mut login = tried.login();
        login[name] = value;
        answer(tried.post("auth", "/login").json(&login))
    };
    assert_eq!(with("code", tried.input("code").into()).await.0, 200);
    assert_eq!(with("code", Value::Null).await.0, 200);
    assert_eq!(
        with("code", "000000".into()).await,
        (403, json!({"error": {"code": "OTP"}}))
    );
    assert_eq!(with("firm", tried.input("firm_id").into()).await.0, 200);
    assert_eq!(with("firm", tried.input("firm_name").into()).await.0, 200);
    assert_eq!(
        with("firm", "another".into()).await,
        (401, json!({"error": {"code": "DROIT5"}}))
    );
}

#[tokio::test]
async fn a_step_without_a_token_issues_none() {
    let tried = Tried::start(&BUREAU).await;
    let sent = tried
        .post("auth", "/login/code")
        .json(&json!({"mail": tried.input("mail")}));
    assert_eq!(answer(sent).await, (204, Value::Null));
    assert_eq!(tried.provider.issued(), 0);
}

#[tokio::test]
async fn a_token_of_another_scheme_opens_nothing() {
    let tried = Tried::start(&BUREAU).await;
    let (token, staff) = (tried.bureau_token().await, tried.staff_token().await);
    assert_eq!(
        status(tried.get("api", "/me").bearer_auth(&token)).await,
        200
    );
    assert_eq!(
        status(tried.get("auth", "/staff/home").bearer_auth(&staff)).await,
        200
    );
    assert_eq!(
        answer(tried.get("api", "/me").bearer_auth(&staff)).await,
        sign_in()
    );
    assert_eq!(
        answer(tried.get("auth", "/staff/home").bearer_auth(&token)).await,
        sign_in()
    );
}

#[tokio::test]
async fn either_scheme_opens_a_call_but_not_both_at_once() {
    let tried = Tried::start(&BUREAU).await;
    let (token, key) = (tried.bureau_token().await, tried.input("api_key"));
    let write = || tried.post("api", "/entries").json(&json!({}));
    assert_eq!(status(write().bearer_auth(&token)).await, 201);
    assert_eq!(status(write().header("Api-Key", key)).await, 201);
    assert_eq!(
        status(write().header("Api-Key", key).bearer_auth(&token)).await,
        400
    );
    // A call that names a credential takes no other, on whatever origin.
    let own = |base: &str, path: &str| tried.get(base, path).header("Api-Key", key);
    for (base, path) in [("api", "/own"), ("public", "/avatar")] {
        assert_eq!(
            answer(own(base, path).bearer_auth("made-up")).await,
            sign_in()
        );
        assert_eq!(answer(own(base, path)).await, sign_in());
        assert_eq!(status(tried.get(base, path).bearer_auth(&token)).await, 200);
    }
    assert_eq!(
        status(
            tried
                .get("api", "/me")
                .bearer_auth(&token)
                .header("Api-Key", key)
        )
        .await,
        400
    );
}

#[tokio::test]
async fn a_logout_ends_the_token() {
    let tried = Tried::start(&BUREAU).await;
    let (token, other) = (tried.bureau_token().await, tried.bureau_token().await);
    assert_eq!(answer(tried.post("api", "/logout")).await, sign_in());
    assert_eq!(
        answer(tried.post("api", "/logout").bearer_auth(&token)).await,
        (204, Value::Null)
    );
    assert_eq!(
        answer(tried.get("api", "/me").bearer_auth(&token)).await,
        sign_in()
    );
    assert_eq!(
        answer(tried.post("api", "/logout").bearer_auth(&token)).await,
        sign_in()
    );
    assert_eq!(
        status(tried.get("api", "/me").bearer_auth(&other)).await,
        200
    );
}

#[tokio::test]
async fn an_input_that_is_an_address_is_the_listener() {
    let tried = Tried::start(&BUREAU).await;
    assert_eq!(tried.input("api_url"), tried.provider.url("api"));
    assert_eq!(tried.input("mail"), "compte@bureau.example");
}
