//! What is told over HTTP happens, to the provider that was named and to no other.

use auth_sandbox::{Fault, FaultKind, Gate, Sandbox, When};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{answer, client, status, text};

struct Told {
    sandbox: Sandbox,
    control: String,
}

impl Told {
    async fn start() -> Self {
        let sandbox = Sandbox::builder().control(0).start().await.unwrap();
        let control = sandbox.control_url().unwrap();
        Self { sandbox, control }
    }

    async fn tell(&self, path: &str, body: Value) -> Value {
        let (status, answer) = answer(
            client()
                .post(format!("{}/v1/{path}", self.control))
                .json(&body),
        )
        .await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    async fn ask(&self, path: &str) -> Value {
        answer(client().get(format!("{}/v1/{path}", self.control)))
            .await
            .1
    }

    /// Keyclic's login, and a call with its token.
    fn login(&self) -> RequestBuilder {
        let keyclic = self.sandbox.keyclic();
        client()
            .post(format!("{}/security/login", keyclic.api_url()))
            .header("X-Keyclic-App", keyclic.app())
            .json(&json!({"login": keyclic.login(), "password": keyclic.password()}))
    }

    async fn feedbacks(&self, token: &str) -> u16 {
        let keyclic = self.sandbox.keyclic();
        let call = client().get(format!("{}/feedbacks", keyclic.api_url()));
        status(
            call.header("X-Keyclic-App", keyclic.app())
                .bearer_auth(token),
        )
        .await
    }

    async fn sinao_key(&self) -> u16 {
        let sinao = self.sandbox.sinao();
        let call = client().get(format!("{}/me", sinao.api_url()));
        status(
            call.header("Api-Key", sinao.api_key())
                .header("Accept", "application/json"),
        )
        .await
    }
}

#[tokio::test]
async fn tokens_end_when_it_is_told_and_others_are_issued() {
    let told = Told::start().await;
    let (_, login) = answer(told.login()).await;
    let token = text(&login, "accessToken").to_owned();
    assert_eq!(told.feedbacks(&token).await, 200);
    assert_eq!(told.tell("sinao/expire", json!({})).await["expired"], 0);
    assert_eq!(told.feedbacks(&token).await, 200, "another provider's");
    assert_eq!(told.tell("keyclic/expire", json!({})).await["expired"], 1);
    assert_eq!(told.feedbacks(&token).await, 401);
    assert_eq!(
        told.tell("keyclic/expire", json!({})).await["expired"],
        0,
        "once"
    );
    let (_, login) = answer(told.login()).await;
    assert_eq!(told.feedbacks(text(&login, "accessToken")).await, 200);
    told.tell("clock/advance", json!({"seconds": 90_000})).await;
    assert_eq!(told.feedbacks(text(&login, "accessToken")).await, 401);

    let counters = told.ask("keyclic/counters").await;
    assert_eq!(
        counters,
        json!({"requests": 7, "issued": 2, "uses": [2, 1]})
    );
    let requests = told.ask("keyclic/requests").await;
    assert_eq!(requests["requests"][1]["path"], "/feedbacks");
    assert!(!requests.to_string().contains(&token));
}

#[tokio::test]
async fn answers_are_lost_late_and_spoilt_as_it_is_told() {
    let told = Told::start().await;
    let on = json!({"method": "POST", "path": "/security/login"});
    told.tell("keyclic/drop-answer", json!({"on": on})).await;
    told.login().send().await.unwrap_err();
    assert_eq!(
        told.sandbox.keyclic().issued(),
        1,
        "lost after the token was issued"
    );
    told.tell(
        "keyclic/fault",
        json!({"kind": {"status": 503}, "times": 2}),
    )
    .await;
    assert_eq!(
        (status(told.login()).await, status(told.login()).await),
        (503, 503)
    );
    assert_eq!(told.sandbox.keyclic().issued(), 1);
    told.tell("keyclic/slow", json!({"milliseconds": 1})).await;
    assert_eq!(status(told.login()).await, 200);
    told.tell("keyclic/switches", json!({"generation": "no_content"}))
        .await;
    assert_eq!(status(told.login()).await, 204);
}

#[tokio::test]
async fn a_reset_brings_back_the_start_even_under_a_request() {
    let told = Told::start().await;
    let clock = told.sandbox.clock().clone();
    told.tell("sinao/revoke", json!({"what": "api_key"})).await;
    assert_eq!(told.sinao_key().await, 401);
    let (_, login) = answer(told.login()).await;
    told.tell("keyclic/revoke", json!({"what": "password"}))
        .await;
    told.tell("clock/freeze", json!({})).await;
    let frozen = clock.now();
    assert_eq!(clock.now(), frozen);

    // A request that is on its way is answered, and not noted as one that came after.
    let gate = Gate::new();
    let hold = Fault::new(FaultKind::Hold(gate.clone())).when(When::AfterStateChange);
    told.sandbox.keyclic().fault(hold);
    let waiting = tokio::spawn(told.login().send());
    while told.sandbox.keyclic().count("POST", "/security/login") < 2 {
        tokio::task::yield_now().await;
    }
    told.tell("reset", json!({})).await;
    let keyclic = told.sandbox.keyclic();
    assert_eq!((keyclic.requests().len(), keyclic.issued()), (0, 0));
    assert_eq!(status(told.login()).await, 200);
    gate.open();
    waiting.await.unwrap().unwrap();
    assert_eq!(keyclic.requests().len(), 1);
    assert_eq!(keyclic.requests()[0].status, Some(200));
    assert_eq!(told.sinao_key().await, 200);
    assert_eq!(
        told.feedbacks(text(&login, "accessToken")).await,
        401,
        "forgotten"
    );
    let later = clock.now();
    while clock.now() == later {
        tokio::task::yield_now().await;
    }

    let myunisoft = told.sandbox.myunisoft();
    let society = || {
        let call = client().get(format!("{}/society", myunisoft.api_url()));
        let call = call.header("X-Third-Party-Secret", myunisoft.partner_secret());
        status(call.bearer_auth(myunisoft.cabinet_key()))
    };
    told.tell("myunisoft/revoke", json!({})).await;
    assert_eq!(society().await, 401);
    told.tell("myunisoft/reset", json!({})).await;
    assert_eq!(society().await, 200);
}

#[tokio::test]
async fn every_switch_takes_what_it_says() {
    let told = Told::start().await;
    for provider in ["dossierfacile", "keyclic", "myunisoft", "sinao"] {
        let switches = told.ask(&format!("{provider}/switches")).await;
        for (name, takes) in switches.as_object().unwrap() {
            let values = match takes {
                Value::Array(values) => values.clone(),
                Value::String(text) if text.starts_with("a number") => vec![json!(500)],
                _ => vec![json!("http://127.0.0.1:1/")],
            };
            for value in values {
                told.tell(&format!("{provider}/switches"), json!({name: value}))
                    .await;
            }
        }
    }
}

#[tokio::test]
async fn nobody_can_tell_a_sandbox_that_was_not_asked_to_listen() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(sandbox.control_url(), None);
}
