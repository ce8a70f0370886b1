//! Renewals: by refresh token, with rotation and without, and by the old bearer.

use reqwest::multipart::Form;
use serde_json::json;

use super::fixtures::{RELAIS, RELAIS_FIXE, TOUR};
use super::*;

impl Tried {
    fn token_request(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.post("api", path)
            .form(form)
            .header("authorization", self.basic())
    }

    async fn sign_in(&self) -> (u16, Value) {
        let form = [
            ("grant_type", "password"),
            ("username", self.input("login")),
            ("password", self.input("password")),
        ];
        answer(self.token_request("/token", &form)).await
    }

    async fn refresh(&self, token: &str) -> (u16, Value) {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        answer(self.token_request("/token", &form)).await
    }

    async fn me(&self, token: &str) -> u16 {
        status(self.get("api", "/me").bearer_auth(token)).await
    }

    async fn tour_login(&self) -> Value {
        let form = ["email", "password"]
            .into_iter()
            .fold(Form::new(), |form, id| {
                form.text(id, self.input(id).to_owned())
            });
        let (status, body) = answer(self.post("api", "/login").multipart(form)).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    async fn tour_refresh(&self, token: &str) -> (u16, Value) {
        answer(self.get("api", "/refresh").bearer_auth(token)).await
    }
}

fn pair(body: &Value) -> (String, String) {
    (text(body, "/access_token"), text(body, "/refresh_token"))
}

fn invalid_grant() -> (u16, Value) {
    (400, json!({"error": "invalid_grant"}))
}

#[tokio::test]
async fn a_refresh_token_is_replaced_and_the_session_counts_down() {
    let tried = Tried::start(&RELAIS).await;
    let (_, body) = tried.sign_in().await;
    assert_eq!(body["refresh_expires_in"], 36_000);
    let (access, refresh) = pair(&body);
    tried.advance(1000);
    assert_eq!(tried.me(&access).await, 401);
    let (status, body) = tried.refresh(&refresh).await;
    assert_eq!(
        (status, &body["expires_in"], &body["refresh_expires_in"]),
        (200, &json!(300), &json!(35_000))
    );
    let (next_access, next_refresh) = pair(&body);
    assert_ne!(refresh, next_refresh);
    assert_eq!(tried.me(&next_access).await, 200);
    assert_eq!(tried.refresh(&next_refresh).await.0, 200);
    assert_eq!(tried.provider.issued(), 3);
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_ends_the_whole_family() {
    let tried = Tried::start(&RELAIS).await;
    let (_, refresh) = pair(&tried.sign_in().await.1);
    let (other_access, other_refresh) = pair(&tried.sign_in().await.1);
    let (access, next) = pair(&tried.refresh(&refresh).await.1);
    assert_eq!(tried.refresh(&refresh).await, invalid_grant());
    assert_eq!(tried.refresh(&next).await, invalid_grant());
    assert_eq!(tried.me(&access).await, 401);
    // Another sign-in is not concerned.
    assert_eq!(tried.me(&other_access).await, 200);
    assert_eq!(tried.refresh(&other_refresh).await.0, 200);
}

#[tokio::test]
async fn a_session_ends() {
    let tried = Tried::start(&RELAIS).await;
    let (_, refresh) = pair(&tried.sign_in().await.1);
    tried.advance(35_999);
    let (_, next) = pair(&tried.refresh(&refresh).await.1);
    tried.advance(1);
    assert_eq!(tried.refresh(&next).await, invalid_grant());
}

#[tokio::test]
async fn without_rotation_the_refresh_token_stays() {
    let tried = Tried::start(&RELAIS_FIXE).await;
    let (_, body) = tried.sign_in().await;
    assert_eq!(body["refresh_expires_in"], 0);
    let (_, refresh) = pair(&body);
    tried.advance(10_000_000);
    for _ in 0..3 {
        let (_, body) = tried.refresh(&refresh).await;
        assert_eq!(pair(&body).1, refresh);
    }
}

#[tokio::test]
async fn wrong_refresh_tokens_and_clients_are_refused() {
    let tried = Tried::start(&RELAIS).await;
    let (access, refresh) = pair(&tried.sign_in().await.1);
    for wrong in ["made-up", &access] {
        assert_eq!(tried.refresh(wrong).await, invalid_grant(), "{wrong}");
    }
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.as_str()),
    ];
    let swapped = format!("Basic {}", tried.joined("client_secret", "client_id"));
    // The description has no words for it.
    for authorization in [None, Some(swapped), Some(format!("Bearer {access}"))] {
        let request = tried.post("api", "/token").form(&form);
        let request = authorization
            .iter()
            .fold(request, |request, it| request.header("authorization", it));
        assert_eq!(status(request).await, 401, "{authorization:?}");
    }
    let twice = tried
        .token_request("/token", &form)
        .header("authorization", tried.basic());
    assert_eq!(status(twice).await, 401);
    assert_eq!(tried.refresh(&refresh).await.0, 200);
}

#[tokio::test]
async fn the_refusal_is_that_of_the_exchange_that_was_meant() {
    let tried = Tried::start(&RELAIS).await;
    let form = [
        ("grant_type", "password"),
        ("username", tried.input("login")),
        ("password", "wrong"),
    ];
    let refused = (400, json!({"error": "access_denied"}));
    assert_eq!(answer(tried.token_request("/token", &form)).await, refused);
    let form = [("grant_type", "client_credentials")];
    let (status, body) = answer(tried.token_request("/token", &form)).await;
    assert_eq!(status, 400);
    assert!(text(&body, "/message").contains("grant_type"), "{body}");
}

#[tokio::test]
async fn a_revocation_ends_the_sign_in_and_asks_who_it_is() {
    let tried = Tried::start(&RELAIS).await;
    let (access, refresh) = pair(&tried.sign_in().await.1);
    let form = [("token", refresh.as_str())];
    assert_eq!(status(tried.post("api", "/revoke").form(&form)).await, 401);
    assert_eq!(tried.me(&access).await, 200);
    assert_eq!(status(tried.token_request("/revoke", &form)).await, 200);
    assert_eq!(tried.refresh(&refresh).await, invalid_grant());
    assert_eq!(tried.me(&access).await, 401);
    // RFC 7009 §2.2: an unknown one is no error.
    assert_eq!(
        status(tried.token_request("/revoke", &[("token", "unknown")])).await,
        200
    );
}

#[tokio::test]
async fn one_revoked_token_leaves_the_other() {
    let tried = Tried::start(&RELAIS).await;
    let (access, refresh) = pair(&tried.sign_in().await.1);
    tried.provider.revoke(&access);
    assert_eq!(tried.me(&access).await, 401);
    let (access, next) = pair(&tried.refresh(&refresh).await.1);
    tried.provider.revoke(&next);
    assert_eq!(tried.refresh(&next).await, invalid_grant());
    assert_eq!(tried.me(&access).await, 200);
}

#[tokio::test]
async fn the_old_bearer_gets_the_next_even_expired() {
    let tried = Tried::start(&TOUR).await;
    let body = tried.tour_login().await;
    let end = tried.provider.clock().now().unix_timestamp() + 86_400;
    assert_eq!(body["ends_at"], end);
    let first = text(&body, "/token");
    tried.advance(86_400);
    assert_eq!(tried.me(&first).await, 401);
    let (status, body) = tried.tour_refresh(&first).await;
    assert_eq!((status, &body["ends_at"]), (200, &json!(end + 86_400)));
    let second = text(&body, "/token");
    assert_eq!(tried.me(&second).await, 200);
    // It worked once.
    assert_eq!(tried.tour_refresh(&first).await.0, 401);
    assert_eq!(tried.me(&second).await, 200);
    let (_, body) = tried.tour_refresh(&second).await;
    assert_eq!(tried.me(&second).await, 401);
    assert_eq!(tried.me(&text(&body, "/token")).await, 200);
}

#[tokio::test]
async fn the_old_bearer_works_within_the_session_only() {
    let tried = Tried::start(&TOUR).await;
    let first = text(&tried.tour_login().await, "/token");
    tried.advance(1_209_599);
    let (_, body) = tried.tour_refresh(&first).await;
    let second = text(&body, "/token");
    tried.advance(1);
    assert_eq!(tried.tour_refresh(&second).await.0, 401);
    assert_eq!(tried.me(&second).await, 200);
}

#[tokio::test]
async fn what_one_scheme_issued_renews_no_other() {
    let tried = Tried::start(&RELAIS).await;
    let (_, refresh) = pair(&tried.sign_in().await.1);
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.as_str()),
    ];
    assert_eq!(
        answer(tried.token_request("/other", &form)).await,
        invalid_grant()
    );
    assert_eq!(tried.refresh(&refresh).await.0, 200);

    let tried = Tried::start(&TOUR).await;
    let token = text(&tried.tour_login().await, "/token");
    assert_eq!(
        status(tried.get("api", "/other/refresh").bearer_auth(&token)).await,
        401
    );
    assert_eq!(tried.tour_refresh(&token).await.0, 200);
}

#[tokio::test]
async fn an_empty_token_is_a_missing_one() {
    let tried = Tried::start(&RELAIS).await;
    let (status, body) = tried.refresh("").await;
    assert_eq!(status, 400);
    assert_eq!(body["message"], "the field refresh_token is missing");
}

#[tokio::test]
async fn a_bearer_that_is_none_gets_nothing() {
    let tried = Tried::start(&TOUR).await;
    let token = text(&tried.tour_login().await, "/token");
    assert_eq!(tried.tour_refresh("made-up").await.0, 401);
    assert_eq!(status(tried.get("api", "/refresh")).await, 401);
    let twice = tried
        .get("api", "/refresh")
        .bearer_auth(&token)
        .bearer_auth(&token);
    assert_eq!(status(twice).await, 401);
    tried.provider.revoke(&token);
    assert_eq!(tried.tour_refresh(&token).await.0, 401);
    assert_eq!(tried.provider.issued(), 1);
}
