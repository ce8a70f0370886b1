//! Token requests by client credentials: what they must be.

use std::io::ErrorKind;

use reqwest::Method;
use serde_json::json;

use super::fixtures::{ACME, CLE};
use super::*;
use crate::described::find;

const PATH: &str = "/api/oauth/token";

impl Tried {
    /// The token request of a form that was changed.
    async fn acme_token(&self, change: impl FnOnce(&mut Vec<(&str, &str)>)) -> (u16, Value) {
        let mut form = self.acme_form();
        change(&mut form);
        answer(self.post("oauth", PATH).form(&form)).await
    }
}

#[tokio::test]
async fn a_right_request_gets_a_token_and_its_lifetime() {
    let tried = Tried::start(&ACME).await;
    let (status, body) = tried.acme_token(|_| {}).await;
    assert_eq!((status, &body["expires_in"]), (200, &json!(3600)));
    assert_eq!(body["token_type"], "Bearer");
    assert!(!text(&body, "/access_token").is_empty());
    assert_eq!(tried.provider.issued(), 1);
    assert_eq!(tried.provider.count("POST", PATH), 1);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused() {
    let tried = Tried::start(&ACME).await;
    for path in [
        "/",
        "/api/oauth",
        "/api/oauth/token/",
        "/api/oauth/token/x",
        "/cpro/factures/v1/health",
    ] {
        let form = tried.acme_form();
        assert_eq!(
            status(tried.post("oauth", path).form(&form)).await,
            404,
            "{path}"
        );
    }
    for method in [Method::GET, Method::PUT, Method::HEAD] {
        let url = tried.provider.url("oauth") + PATH;
        let refused = tried
            .http
            .request(method.clone(), url)
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), 405, "{method}");
        assert_eq!(refused.headers()["allow"], "POST", "{method}");
    }
    assert_eq!(tried.provider.issued(), 0);
}

#[tokio::test]
async fn another_encoding_is_refused() {
    let tried = Tried::start(&ACME).await;
    let form = tried.acme_form();
    let members: serde_json::Map<_, _> = form
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    assert_eq!(status(tried.post("oauth", PATH).json(&members)).await, 400);
    let parts = form
        .iter()
        .fold(reqwest::multipart::Form::new(), |parts, (name, value)| {
            parts.text((*name).to_owned(), (*value).to_owned())
        });
    assert_eq!(
        status(tried.post("oauth", PATH).multipart(parts)).await,
        400
    );
    let untyped = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&form)
        .finish();
    assert_eq!(status(tried.post("oauth", PATH).body(untyped)).await, 400);
    assert_eq!(status(tried.post("oauth", PATH)).await, 400);
    assert_eq!(tried.provider.issued(), 0);
}

#[tokio::test]
async fn what_is_missing_empty_doubled_or_not_described_is_refused() {
    let tried = Tried::start(&ACME).await;
    for name in ["grant_type", "client_id", "client_secret", "scope"] {
        let (status, body) = tried
            .acme_token(|form| form.retain(|(known, _)| *known != name))
            .await;
        assert_eq!(status, 400, "{name} missing: {body}");
        let (status, body) = tried
            .acme_token(|form| {
                let named = form.iter_mut().find(|(known, _)| *known == name);
                named.unwrap().1 = "";
            })
            .await;
        assert!(status >= 400, "{name} empty: {body}");
        let (status, body) = tried
            .acme_token(|form| {
                let again = form.iter().find(|(known, _)| *known == name).copied();
                form.extend(again);
            })
            .await;
        assert_eq!(status, 400, "{name} twice: {body}");
    }
    assert_eq!(
        tried
            .acme_token(|form| form.push(("audience", "all")))
            .await
            .0,
        400
    );
    assert_eq!(tried.provider.issued(), 0);
}

#[tokio::test]
async fn another_fixed_value_is_refused() {
    let tried = Tried::start(&ACME).await;
    for (at, value) in [(0, "password"), (3, "openid profile"), (3, "OpenID")] {
        let (status, body) = tried.acme_token(|form| form[at].1 = value).await;
        assert_eq!(status, 400, "{value}: {body}");
    }
    assert_eq!(tried.provider.issued(), 0);
}

#[tokio::test]
async fn wrong_client_credentials_meet_the_described_refusal() {
    let tried = Tried::start(&ACME).await;
    for at in [1, 2] {
        let refused = tried.acme_token(|form| form[at].1 = "someone else's").await;
        assert_eq!(refused, (401, json!({"error": "invalid_client"})));
    }
    // What is malformed is said first.
    let both = tried
        .acme_token(|form| (form[2].1, form[3].1) = ("wrong", "wrong"))
        .await;
    assert_eq!(both.0, 400);
}

#[tokio::test]
async fn a_credential_in_the_query_is_refused_and_counted() {
    let tried = Tried::start(&ACME).await;
    let (secret, login) = (
        tried.input("client_secret"),
        tried.input("technical_password"),
    );
    let in_query = [
        ("client_secret", "anything"),
        ("anything", secret),
        ("x", login),
        ("access_token", "x"),
    ];
    for pair in in_query {
        let form = tried.acme_form();
        let request = tried.post("oauth", PATH).query(&[pair]).form(&form);
        assert_eq!(status(request).await, 400, "{pair:?}");
    }
    assert_eq!(
        status(tried.get("api", "/nowhere").query(&in_query[..1])).await,
        400
    );
    assert_eq!(tried.provider.credentials_in_query(), 5);

    let (_, body) = tried.acme_token(|_| {}).await;
    let token = text(&body, "/access_token");
    assert_eq!(
        status(tried.get("api", "/nowhere").query(&[("t", &token)])).await,
        400
    );
    assert_eq!(tried.provider.credentials_in_query(), 6);

    // Other parameters are refused without being called credentials.
    let request = tried
        .post("oauth", PATH)
        .query(&[("page", "1")])
        .form(&tried.acme_form());
    assert_eq!(status(request).await, 400);
    assert_eq!(tried.provider.credentials_in_query(), 6);
}

#[tokio::test]
async fn a_credential_of_the_calls_is_refused_on_a_token_request() {
    let tried = Tried::start(&ACME).await;
    for name in ["Authorization", "cpro-account"] {
        let request = tried
            .post("oauth", PATH)
            .form(&tried.acme_form())
            .header(name, "x");
        assert_eq!(status(request).await, 400, "{name}");
    }
    assert_eq!(tried.provider.issued(), 0);
}

#[tokio::test]
async fn samples_are_fixed_and_tell_what_they_are() {
    let (one, other) = (Tried::start(&ACME).await, Tried::start(&ACME).await);
    for id in [
        "client_id",
        "client_secret",
        "technical_login",
        "technical_password",
    ] {
        assert_eq!(one.input(id), other.input(id), "{id}");
    }
    assert!(one.input("client_secret").starts_with("client_secret."));
    assert_ne!(one.input("client_secret"), one.input("technical_password"));
    assert_eq!(one.input("client_id"), "acme-client-id");
    assert_eq!(one.input("technical_login"), "TECH_1@cpro.example");
    assert_eq!(one.provider.input("nothing"), None);
    assert_eq!(one.provider.url("nothing"), "");
    assert_ne!(one.provider.url("api"), other.provider.url("api"));
    let shown = format!("{:?}", one.provider);
    assert!(!shown.contains("client_secret"), "{shown}");
}

#[tokio::test]
async fn an_unknown_provider_is_told_the_known_ones() {
    let all = [&ACME, &CLE];
    assert_eq!(find(&all, "cle").unwrap().id, "cle");
    let error = find(&all, "nobody").unwrap_err();
    let message = "no provider `nobody` is described; known: acme, cle";
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.to_string(), message);
    let error = Described::start("nobody").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn the_last_handle_takes_the_servers_with_it() {
    let tried = Tried::start(&ACME).await;
    let url = tried.provider.url("api");
    let again = tried.provider.clone();
    drop(tried.provider);
    assert_eq!(status(tried.http.get(&url)).await, 404);
    drop(again);
    assert!(client().get(&url).send().await.is_err());
}
