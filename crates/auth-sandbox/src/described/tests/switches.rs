//! Refusals that a test asks for, and faults.

use std::io::ErrorKind;

use serde_json::json;

use super::fixtures::{ACME, BUREAU};
use super::*;
use crate::{Fault, FaultKind, When};

impl Tried {
    async fn acme(&self) -> (u16, Value) {
        let form = self.acme_form();
        answer(self.post("oauth", "/api/oauth/token").form(&form)).await
    }

    async fn health(&self, token: &str) -> (u16, Value) {
        let account = self.joined("technical_login", "technical_password");
        let call = self.get("api", "/cpro/factures/v1/health");
        answer(call.bearer_auth(token).header("cpro-account", account)).await
    }
}

#[tokio::test]
async fn a_class_is_refused_until_it_is_accepted_again() {
    let tried = Tried::start(&ACME).await;
    let token = text(&tried.acme().await.1, "/access_token");
    tried.provider.refuse("forbidden").unwrap();
    for _ in 0..3 {
        assert_eq!(
            tried.health(&token).await,
            (403, json!({"error": "insufficient_scope"}))
        );
    }
    assert_eq!(tried.acme().await.0, 200);
    assert_eq!(tried.provider.uses(0), 0);
    tried.provider.accept();
    assert_eq!(tried.health(&token).await.0, 200);
}

#[tokio::test]
async fn the_next_request_of_each_kind_is_refused_alone() {
    let tried = Tried::start(&ACME).await;
    let token = text(&tried.acme().await.1, "/access_token");
    tried.provider.refuse_next("rate_limited").unwrap();
    // Requests that are wrong anyway do not use it up.
    assert_eq!(tried.health("made-up").await.0, 401);
    assert_eq!(status(tried.get("api", "/nowhere")).await, 404);
    assert_eq!(tried.health(&token).await, (429, json!({})));
    assert_eq!(tried.health(&token).await.0, 200);
    assert_eq!(tried.acme().await, (429, json!({"error": "slow_down"})));
    assert_eq!(tried.acme().await.0, 200);
    assert_eq!(tried.provider.issued(), 2);
}

#[tokio::test]
async fn a_refusal_is_asked_for_by_its_code_too() {
    let tried = Tried::start(&ACME).await;
    tried.provider.refuse("invalid_client").unwrap();
    assert_eq!(
        tried.acme().await,
        (401, json!({"error": "invalid_client"}))
    );
    let bureau = Tried::start(&BUREAU).await;
    bureau.provider.refuse("TOKEN*").unwrap();
    let call = bureau
        .post("api", "/entries")
        .header("Api-Key", bureau.input("api_key"));
    assert_eq!(
        answer(call).await,
        (400, json!({"error": {"code": "TOKENX"}}))
    );
}

#[tokio::test]
async fn what_is_not_described_cannot_be_refused() {
    let tried = Tried::start(&ACME).await;
    for unknown in ["suspended", "", "*"] {
        let error = tried.provider.refuse(unknown).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{unknown}");
    }
    assert_eq!(tried.acme().await.0, 200);
}

#[tokio::test]
async fn faults_strike_as_everywhere() {
    let tried = Tried::start(&ACME).await;
    let lost = Fault::new(FaultKind::DropAnswer).when(When::AfterStateChange);
    tried.provider.fault(lost.on("POST", "/api/oauth/token"));
    let form = tried.acme_form();
    let request = tried.post("oauth", "/api/oauth/token").form(&form);
    assert!(request.send().await.is_err());
    assert_eq!(tried.provider.issued(), 1);
    assert_eq!(tried.acme().await.0, 200);
    assert_eq!(tried.provider.requests().len(), 2);
}
