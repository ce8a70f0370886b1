//! Signed in is not connected, and signed out is forgotten.

use std::future::Future;

use auth_core::{
    Authenticator, Call, Error, ErrorKind, Execute, HeaderMap, PersonTask, Response, StatusCode,
};
use auth_dossierfacile::{DossierFacile, LoginHint, SignedIn, sign_out};
use auth_reqwest::Client;
use auth_sandbox::{Fault, FaultKind, Sandbox, When, tells_apart};
use serde_json::{Value, json};

use crate::{
    careless::{Careless, text},
    connection::{LOGOUT, PROFILE, transport, user},
};

/// One person who has gone through the browser.
struct Person {
    sandbox: Sandbox,
    provider: DossierFacile,
    authenticator: Authenticator,
    client: Client,
}

impl Person {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().freeze();
        let provider = user(&sandbox).build().unwrap();
        let checked = provider.check_id_tokens(transport());
        let authenticator = Authenticator::new(provider.clone(), checked);
        let client = Client::new(authenticator.clone()).unwrap();
        Self {
            sandbox,
            provider,
            authenticator,
            client,
        }
    }

    async fn sign_in(&self, hint: Option<&str>) -> SignedIn {
        let mut request = self.provider.authorize();
        if let Some(hint) = hint {
            request = request.login_hint(hint);
        }
        let request = request.build().unwrap();
        let callback = self.realm().answer_consent(&request.url).await.unwrap();
        let signed_in = request.pending.sign_in(&self.authenticator, &callback);
        signed_in.await.unwrap()
    }

    fn realm(&self) -> &auth_sandbox::DossierFacile {
        self.sandbox.dossierfacile()
    }

    /// Whether no token is left here.
    fn is_forgotten(&self) -> bool {
        let status = self.authenticator.status();
        status.generation.is_none() && status.attributes.is_empty()
    }
}

/// Answers every call with one body.
struct Fixed(Value);

impl Execute for Fixed {
    async fn execute<C: Call + Sync>(&self, call: &C) -> Result<C::Answer, Error> {
        let body = self.0.to_string();
        call.answer(&Response::new(StatusCode::OK, HeaderMap::new(), body))
    }
}

/// What the application says of a person, and what is true.
#[derive(Debug)]
struct Said {
    connected: bool,
    linked: bool,
    tenant_id: Option<u64>,
}

#[tokio::test]
async fn d11_connected_is_said_after_the_profile_call_and_not_before() {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let tokens = Careless::new(realm).signed_in().await;
    let careless = Said {
        // Signed in is connected.
        connected: !text(&tokens, "access_token").is_empty(),
        linked: realm.is_linked(),
        tenant_id: tokens["id"].as_u64(),
    };

    let person = Person::new().await;
    let signed_in = person.sign_in(None).await;
    assert!(!person.realm().is_linked());
    assert_eq!(person.realm().count("GET", PROFILE), 0);
    let connected = signed_in.connect(&person.client).await.unwrap();
    let careful = Said {
        connected: true,
        linked: person.realm().is_linked(),
        tenant_id: Some(connected.tenant_id),
    };
    let tenant_id = Some(realm.connected_tenant_id());
    tells_apart(
        |said: &Said| said.connected == said.linked && said.tenant_id == tenant_id,
        &careless,
        &careful,
    );
}

#[tokio::test]
async fn a_lost_profile_answer_is_no_connection_and_may_be_asked_for_again() {
    let person = Person::new().await;
    let signed_in = person.sign_in(None).await;
    let lost = Fault::new(FaultKind::DropAnswer)
        .on("GET", PROFILE)
        .when(When::AfterStateChange);
    person.realm().fault(lost);
    let error = signed_in.connect(&person.client).await.unwrap_err();
    assert!(error.is_delivery_uncertain(), "{error}");
    assert!(error.to_string().contains("connect again"), "{error}");
    assert_eq!(person.realm().count("GET", PROFILE), 1, "not by itself");
    assert!(person.realm().is_linked(), "nobody could know");
    let connected = signed_in.connect(&person.client).await.unwrap();
    assert_eq!(connected.tenant_id, person.realm().connected_tenant_id());
}

#[tokio::test]
async fn a_profile_that_names_nobody_is_no_connection() {
    let person = Person::new().await;
    let signed_in = person.sign_in(None).await;
    let error = signed_in.connect(&Fixed(json!({"id": 1}))).await;
    assert_eq!(*error.unwrap_err().kind(), ErrorKind::InvalidResponse);
}

#[tokio::test]
async fn d18_id_token_and_file_must_both_be_of_the_hinted_person() {
    let person = Person::new().await;
    let realm_email = person.realm().email().to_owned();
    let file = |email: Value| {
        Fixed(json!({"connectedTenantId": 7, "apartmentSharing": {"id": 1,
            "tenants": [{"id": 8, "email": "partner@tenants.example"}, {"id": 7, "email": email}]}}))
    };
    for (hint, email, expected) in [
        (None, json!("anybody@tenants.example"), LoginHint::NotGiven),
        (
            Some(realm_email.as_str()),
            json!(realm_email),
            LoginHint::Same,
        ),
        (
            Some(realm_email.as_str()),
            json!(format!(" {} ", realm_email.to_uppercase())),
            LoginHint::Same,
        ),
        (Some(realm_email.as_str()), Value::Null, LoginHint::Same),
        (
            Some(realm_email.as_str()),
            json!("somebody-else@tenants.example"),
            LoginHint::Different,
        ),
        (
            Some("partner@tenants.example"),
            json!("partner@tenants.example"),
            LoginHint::Different,
        ),
        (
            Some("partner@tenants.example"),
            Value::Null,
            LoginHint::Different,
        ),
    ] {
        let signed_in = person.sign_in(hint).await;
        let connected = signed_in.connect(&file(email.clone())).await.unwrap();
        assert_eq!(connected.login_hint, expected, "{hint:?} {email}");
        let shown = format!("{signed_in:?} {connected:?}");
        assert!(!connected.identity.subject.is_empty());
        assert!(!shown.contains('@'), "{shown}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_sessions_and_neither_consent_nor_link() {
    let person = Person::new().await;
    let signed_in = person.sign_in(None).await;
    signed_in.connect(&person.client).await.unwrap();
    sign_out(&person.authenticator, &person.client)
        .await
        .unwrap();
    assert_eq!(person.realm().count("POST", LOGOUT), 1);
    assert!(person.is_forgotten());
    assert!(person.realm().is_linked(), "the link stays");
    let error = person.authenticator.headers().await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
}

#[tokio::test]
async fn signing_out_forgets_whatever_comes_of_the_call() {
    for fault in [
        FaultKind::Html(502),
        FaultKind::Reset,
        FaultKind::Status(401),
    ] {
        let person = Person::new().await;
        person.sign_in(None).await;
        person
            .realm()
            .fault(Fault::new(fault.clone()).on("POST", LOGOUT).times(9));
        let outcome = sign_out(&person.authenticator, &person.client).await;
        assert!(outcome.is_err(), "{fault:?}");
        assert!(person.is_forgotten(), "{fault:?}");
    }
}

#[tokio::test]
async fn signing_out_forgets_when_its_future_is_dropped() {
    let person = Person::new().await;
    person.sign_in(None).await;
    {
        let mut signing_out = Box::pin(sign_out(&person.authenticator, &person.client));
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        assert!(signing_out.as_mut().poll(&mut context).is_pending());
        assert!(!person.is_forgotten());
    }
    assert!(person.is_forgotten());
}
