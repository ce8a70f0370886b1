//! Authorization codes.

use std::io::ErrorKind;

use serde_json::json;
use url::Url;

use super::fixtures::{ACME, PORTAIL};
use super::*;
use crate::jwt::s256;

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters";

impl Tried {
    fn code(&self) -> String {
        let challenge = s256(VERIFIER);
        self.provider
            .authorize(self.input("redirect_uri"), Some(&challenge))
            .unwrap()
    }

    async fn exchange(
        &self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> (u16, Value) {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        answer(
            self.post("sso", "/token")
                .form(&form)
                .header("authorization", self.basic()),
        )
        .await
    }

    async fn exchange_right(&self, code: &str) -> (u16, Value) {
        self.exchange(code, self.input("redirect_uri"), Some(VERIFIER))
            .await
    }

    fn authorization<'a>(&'a self, challenge: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("response_type", "code"),
            ("client_id", self.input("client_id")),
            ("redirect_uri", self.input("redirect_uri")),
            ("state", "a state"),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
    }

    /// The status and the callback's parameters.
    async fn authorize(&self, query: &[(&str, &str)]) -> (u16, Vec<(String, String)>) {
        let sent = self.get("sso", "/auth").query(query).send().await.unwrap();
        let callback = sent
            .headers()
            .get("location")
            .map(|to| Url::parse(to.to_str().unwrap()).unwrap());
        let status = sent.status().as_u16();
        let pairs = callback.map(|callback| {
            assert!(callback.as_str().starts_with(self.input("redirect_uri")));
            callback.query_pairs().into_owned().collect()
        });
        (status, pairs.unwrap_or_default())
    }
}

fn invalid_grant() -> (u16, Value) {
    (400, json!({"error": "invalid_grant"}))
}

#[tokio::test]
async fn a_code_is_exchanged_for_a_token() {
    let tried = Tried::start(&PORTAIL).await;
    let (status_of, body) = tried.exchange_right(&tried.code()).await;
    assert_eq!(status_of, 200, "{body}");
    let token = text(&body, "/access_token");
    assert_eq!(
        status(tried.get("api", "/profile").bearer_auth(&token)).await,
        200
    );
}

#[tokio::test]
async fn a_code_works_once_and_its_second_use_ends_what_the_first_got() {
    let tried = Tried::start(&PORTAIL).await;
    let (code, other) = (tried.code(), tried.code());
    let token = text(&tried.exchange_right(&code).await.1, "/access_token");
    let untouched = text(&tried.exchange_right(&other).await.1, "/access_token");
    assert_eq!(tried.exchange_right(&code).await, invalid_grant());
    assert_eq!(
        status(tried.get("api", "/profile").bearer_auth(&token)).await,
        401
    );
    assert_eq!(
        status(tried.get("api", "/profile").bearer_auth(&untouched)).await,
        200
    );
}

#[tokio::test]
async fn a_code_lives_for_a_minute() {
    let tried = Tried::start(&PORTAIL).await;
    let (code, late) = (tried.code(), tried.code());
    tried.advance(59);
    assert_eq!(tried.exchange_right(&code).await.0, 200);
    tried.advance(1);
    assert_eq!(tried.exchange_right(&late).await, invalid_grant());
    assert_eq!(tried.exchange_right("made-up").await, invalid_grant());
}

#[tokio::test]
async fn verifier_and_redirect_uri_are_those_of_the_authorization() {
    let tried = Tried::start(&PORTAIL).await;
    let uri = tried.input("redirect_uri");
    assert_eq!(
        tried.exchange(&tried.code(), uri, None).await,
        invalid_grant()
    );
    assert_eq!(
        tried.exchange(&tried.code(), uri, Some("another")).await,
        invalid_grant()
    );
    let elsewhere = "https://elsewhere.example/callback";
    assert_eq!(
        tried
            .exchange(&tried.code(), elsewhere, Some(VERIFIER))
            .await,
        invalid_grant()
    );
    let unprotected = tried.provider.authorize(uri, None).unwrap();
    assert_eq!(
        tried.exchange(&unprotected, uri, Some(VERIFIER)).await,
        invalid_grant()
    );
    let unprotected = tried.provider.authorize(uri, None).unwrap();
    assert_eq!(tried.exchange(&unprotected, uri, None).await.0, 200);
    // A wrong exchange used the code up.
    let code = tried.code();
    assert_eq!(
        tried.exchange(&code, uri, Some("another")).await,
        invalid_grant()
    );
    assert_eq!(tried.exchange_right(&code).await, invalid_grant());
    assert_eq!(tried.provider.issued(), 1);
}

#[tokio::test]
async fn a_code_in_a_query_is_a_credential() {
    let tried = Tried::start(&PORTAIL).await;
    let code = tried.code();
    assert_eq!(
        status(tried.get("api", "/profile").query(&[("x", &code)])).await,
        400
    );
    assert_eq!(tried.provider.credentials_in_query(), 1);
    // Unless the description has another use for the name.
    let token = text(&tried.exchange_right(&code).await.1, "/access_token");
    let call = tried.get("api", "/profile").query(&[("code", "FR")]);
    assert_eq!(status(call.bearer_auth(token)).await, 200);
    assert_eq!(tried.provider.credentials_in_query(), 1);
}

#[tokio::test]
async fn codes_are_given_to_the_registered_address_of_who_has_them() {
    let tried = Tried::start(&PORTAIL).await;
    let error = tried
        .provider
        .authorize("https://elsewhere.example/", None)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let acme = Tried::start(&ACME).await;
    let error = acme
        .provider
        .authorize("https://partner.example/", None)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn the_authorization_endpoint_sends_the_browser_back_with_a_code() {
    let tried = Tried::start(&PORTAIL).await;
    let challenge = s256(VERIFIER);
    let (status, pairs) = tried.authorize(&tried.authorization(&challenge)).await;
    assert_eq!(status, 302);
    assert_eq!(pairs[1], ("state".to_owned(), "a state".to_owned()));
    assert_eq!(pairs[0].0, "code");
    assert_eq!(tried.exchange_right(&pairs[0].1).await.0, 200);

    for name in [
        "response_type",
        "client_id",
        "redirect_uri",
        "code_challenge",
        "code_challenge_method",
    ] {
        let mut query = tried.authorization(&challenge);
        query.retain(|(known, _)| *known != name);
        assert_eq!(tried.authorize(&query).await.0, 400, "{name}");
    }
    let mut query = tried.authorization(&challenge);
    query[3].1 = "";
    assert_eq!(tried.authorize(&query).await.0, 400);
    let mut query = tried.authorization(&challenge);
    query[2].1 = "https://elsewhere.example/";
    assert_eq!(tried.authorize(&query).await, (400, Vec::new()));
    let mut query = tried.authorization(&challenge);
    query[1].1 = "another";
    assert_eq!(tried.authorize(&query).await, (401, Vec::new()));
}

#[tokio::test]
async fn a_person_may_refuse() {
    let tried = Tried::start(&PORTAIL).await;
    let challenge = s256(VERIFIER);
    tried.provider.refuse_next("consent").unwrap();
    let (status, pairs) = tried.authorize(&tried.authorization(&challenge)).await;
    assert_eq!(status, 302);
    assert_eq!(pairs[0], ("error".to_owned(), "access_denied".to_owned()));
    assert_eq!(pairs[1].0, "state");
    assert_eq!(
        tried.authorize(&tried.authorization(&challenge)).await.1[0].0,
        "code"
    );
}
