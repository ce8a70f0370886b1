//! ID tokens: the realm's own keys, whatever becomes of them, and tokens that somebody else wrote.

use auth_core::{Authenticator, ErrorKind, PersonTask};
use auth_dossierfacile::{CheckedTransport, DossierFacile, SignedIn};
use auth_reqwest::HttpTransport;
use auth_sandbox::{Fault, FaultKind, Forgery, Sandbox};
use std::time::Duration;

use crate::connection::{CERTIFICATES, TOKEN, transport, user};

/// A person of a partner whose authenticators check ID tokens.
struct Person {
    sandbox: Sandbox,
    provider: DossierFacile,
    transport: CheckedTransport<HttpTransport>,
    authenticator: Authenticator,
}

impl Person {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().freeze();
        let provider = user(&sandbox).build().unwrap();
        let transport = provider.check_id_tokens(transport());
        let authenticator = Authenticator::new(provider.clone(), transport.clone());
        Self {
            sandbox,
            provider,
            transport,
            authenticator,
        }
    }

    async fn sign_in(&self) -> Result<SignedIn, auth_core::Error> {
        let request = self.provider.authorize().build().unwrap();
        let callback = self.realm().answer_consent(&request.url).await.unwrap();
        request
            .pending
            .sign_in(&self.authenticator, &callback)
            .await
    }

    fn realm(&self) -> &auth_sandbox::DossierFacile {
        self.sandbox.dossierfacile()
    }

    fn fetched(&self) -> usize {
        self.realm().count("GET", CERTIFICATES)
    }

    fn exchanges(&self) -> usize {
        self.realm().count("POST", TOKEN)
    }

    fn lose_keys(&self, times: usize) {
        let lost = Fault::new(FaultKind::Html(503))
            .on("GET", CERTIFICATES)
            .times(times);
        self.realm().fault(lost);
    }

    /// A sign-in with `forgery` fails, and nobody is told an identity.
    async fn refuses(&self, forgery: Forgery, kind: &ErrorKind) {
        self.realm().forge_id_tokens(Some(forgery));
        let error = self.sign_in().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{forgery:?}: {error}");
        assert!(!error.to_string().contains("tenants.example"), "{error}");
        let status = self.authenticator.status();
        assert_eq!(status.generation, None, "{forgery:?}");
        assert!(status.attributes.is_empty(), "{forgery:?}");
        self.realm().forge_id_tokens(None);
    }
}

#[tokio::test]
async fn an_id_token_is_checked_by_keys_that_are_fetched_once() {
    let person = Person::new().await;
    for _ in 0..3 {
        let signed_in = person.sign_in().await.unwrap();
        let email = signed_in.identity.email.as_deref();
        assert_eq!(email, Some(person.realm().email()));
    }
    assert_eq!((person.fetched(), person.exchanges()), (1, 3));
    for seen in person.realm().requests() {
        let to_keys = seen.path == CERTIFICATES;
        assert!(!to_keys || seen.header("authorization").is_none());
    }
}

#[tokio::test]
async fn a_forged_id_token_signs_nobody_in() {
    let person = Person::new().await;
    for forgery in [
        Forgery::AnotherKey,
        Forgery::UnpublishedKey,
        Forgery::NoSignature,
        Forgery::SharedSecret,
        Forgery::Altered,
        Forgery::OtherIssuer,
        Forgery::OtherAudience,
        Forgery::OtherParty,
    ] {
        person.refuses(forgery, &ErrorKind::Configuration).await;
    }
    let again = ErrorKind::SignInRequired(PersonTask::SignIn);
    person.refuses(Forgery::OtherNonce, &again).await;
    for forgery in [Forgery::Expired, Forgery::FromTheFuture] {
        person.refuses(forgery, &ErrorKind::InvalidResponse).await;
    }
    assert!(
        person.sign_in().await.is_ok(),
        "the realm itself is believed"
    );
}

#[tokio::test]
async fn a_forged_id_token_takes_nothing_from_who_was_signed_in() {
    let person = Person::new().await;
    person.sign_in().await.unwrap();
    let before = person.authenticator.status();
    person.realm().forge_id_tokens(Some(Forgery::AnotherKey));
    assert!(person.sign_in().await.is_err());
    let after = person.authenticator.status();
    assert_eq!(before.generation, after.generation);
    assert_eq!(before.attributes, after.attributes);
}

#[tokio::test]
async fn a_new_key_is_fetched_once_and_no_person_notices() {
    let person = Person::new().await;
    person.sign_in().await.unwrap();
    person.realm().rotate_keys();
    person.sign_in().await.unwrap();
    person.sign_in().await.unwrap();
    assert_eq!(person.fetched(), 2);
}

#[tokio::test]
async fn a_key_that_nobody_publishes_is_asked_for_once_a_minute() {
    let person = Person::new().await;
    person.sign_in().await.unwrap();
    person
        .realm()
        .forge_id_tokens(Some(Forgery::UnpublishedKey));
    for _ in 0..5 {
        assert!(person.sign_in().await.is_err());
    }
    assert_eq!(person.fetched(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_is_not_trusted_any_more() {
    let person = Person::new().await;
    person.transport.fetch_keys().await.unwrap();
    person.realm().rotate_keys();
    person.transport.fetch_keys().await.unwrap();
    // The other key of the sandbox is the one that was withdrawn, still under its name.
    person.realm().forge_id_tokens(Some(Forgery::AnotherKey));
    assert!(person.sign_in().await.is_err());
}

#[tokio::test]
async fn without_keys_no_code_is_spent() {
    let person = Person::new().await;
    person.lose_keys(2);
    let error = person.sign_in().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(person.exchanges(), 0, "the code is still good");

    person.lose_keys(1);
    assert!(person.sign_in().await.is_ok(), "a second try is made");
}

#[tokio::test]
async fn held_keys_do_while_newer_ones_cannot_be_had() {
    let person = Person::new().await;
    person.transport.fetch_keys().await.unwrap();
    person.lose_keys(100);
    assert!(person.transport.fetch_keys().await.is_err());
    assert!(person.sign_in().await.is_ok());
}

#[tokio::test]
async fn a_realm_whose_clock_differs_from_ours_is_believed() {
    for hours in [2, 700] {
        let person = Person::new().await;
        person
            .sandbox
            .clock()
            .advance(Duration::from_secs(3600 * hours));
        assert!(person.sign_in().await.is_ok(), "{hours} h");
    }
}

#[tokio::test]
async fn an_unchecked_id_token_names_nobody() {
    let person = Person::new().await;
    let unchecked = Authenticator::new(person.provider.clone(), transport());
    let request = person.provider.authorize().build().unwrap();
    let callback = person.realm().answer_consent(&request.url).await.unwrap();
    let outcome = request.pending.sign_in(&unchecked, &callback).await;
    let error = outcome.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("check_id_tokens"), "{error}");
    assert!(unchecked.status().generation.is_none(), "it is forgotten");
}
