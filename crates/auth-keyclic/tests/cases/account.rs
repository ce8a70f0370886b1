//! Accounts, their passwords and persons: what leaves with a token, and what without.

use auth_core::{Error, ErrorKind, PersonTask};
use auth_keyclic::{
    Agreement, ApiGeneration, AppKey, Application, ChangePassword, ChangePerson, Feedbacks,
    Keyclic, LoginType, OrganizationId, Profile, Register, RequestPasswordChange,
};
use auth_reqwest::Client;
use auth_sandbox::{ErrorFormat, Sandbox, tells_apart};
use serde_json::json;

use crate::{
    careless,
    connect::{LOGIN, builder, connect},
};

const NEW: &str = "another-passphrase";

/// A connection in which nobody can sign in.
fn anonymous(sandbox: &Sandbox, login: &str) -> Client {
    let login = Keyclic::login(login)
        .api_url(sandbox.keyclic().api_url())
        .allow_loopback_http();
    Client::connect(login.build().unwrap()).unwrap()
}

fn is_refused(error: &Error) -> bool {
    error.person_task() == Some(&PersonTask::CorrectCredentials)
}

fn assert_urls_hold_no_password(sandbox: &Sandbox) {
    for seen in sandbox.keyclic().requests() {
        assert_eq!(seen.query, [""; 0]);
        for secret in [
            NEW,
            sandbox.keyclic().password(),
            sandbox.keyclic().external_token(),
        ] {
            assert!(!seen.path.contains(secret), "{seen:?}");
        }
    }
}

/// Shows S004-03, S004-04, S004-09.
#[tokio::test]
async fn an_account_is_made_without_signing_in_and_then_signs_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let email = "nouveau@ville.example";
    let register = Register::new(email, NEW).agreement(Agreement {
        older_than: true,
        privacy_policy: true,
        terms_of_service: true,
    });
    let client = anonymous(&sandbox, email);
    let person = client.call(&register).await.unwrap();
    assert_eq!(person.email.as_deref(), Some(email));
    let seen = &sandbox.keyclic().requests()[0];
    assert_eq!(seen.header("x-keyclic-app"), Some("com.keyclic.app"));
    assert_eq!(seen.header("authorization"), None);
    for format in [
        ErrorFormat::VndError,
        ErrorFormat::Problem,
        ErrorFormat::Empty,
    ] {
        sandbox.keyclic().set_error_format(format);
        let error = client.call(&register).await.unwrap_err();
        assert!(is_refused(&error), "{format:?} {error}");
    }
    assert_eq!(sandbox.keyclic().count("POST", LOGIN), 0);
    let login = Keyclic::login(email)
        .password(NEW)
        .api_url(sandbox.keyclic().api_url())
        .allow_loopback_http();
    let client = Client::connect(login.build().unwrap()).unwrap();
    client.call(&Feedbacks).await.unwrap();
    assert_urls_hold_no_password(&sandbox);
}

#[tokio::test]
async fn an_account_is_made_with_a_token_where_keyclic_wants_one() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.keyclic().set_register_needs_token(true);
    let client = connect(&sandbox);
    let register = Register::new("nouveau@ville.example", NEW).invitation("invited");
    let error = client.call(&register).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Forbidden);
    client.call(&register.signed_in()).await.unwrap();
    assert_eq!(sandbox.keyclic().issued(), 1);
}

#[tokio::test]
async fn the_means_of_logging_in_are_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = anonymous(&sandbox, sandbox.keyclic().login());
    let profile = client
        .call(&Profile::new(sandbox.keyclic().login()))
        .await
        .unwrap();
    assert_eq!(profile.types, [LoginType::Password, LoginType::Social]);
    let error = client.call(&Profile::new("nobody")).await.unwrap_err();
    assert!(is_refused(&error));
    assert_eq!(error.status().unwrap(), 422);
}

/// Whether a mail left, where the e-mail address alone is wanted and where the user name is.
async fn mailed(ask: impl AsyncFn(&Sandbox)) -> Vec<bool> {
    let mut mailed = Vec::new();
    for username_required in [false, true] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.keyclic().set_username_required(username_required);
        ask(&sandbox).await;
        mailed.push(sandbox.keyclic().change_token().is_some());
    }
    mailed
}

#[tokio::test]
async fn k09_a_change_is_requested_in_both_forms() {
    let path = "/security/password/change-request";
    let careless = mailed(async |sandbox| {
        // By the documentation, in the API of any year.
        let body = json!({"email": sandbox.keyclic().login()});
        careless::status(careless::post(sandbox.keyclic(), path, &body)).await;
    });
    let careful = mailed(async |sandbox| {
        let account = sandbox.keyclic().login();
        let request = RequestPasswordChange::by_username(account).email(account);
        anonymous(sandbox, account).call(&request).await.unwrap();
    });
    let rule = |mailed: &Vec<bool>| *mailed == [true, true];
    tells_apart(rule, &careless.await, &careful.await);
}

#[tokio::test]
async fn k09_one_form_alone_is_refused_where_the_other_is_wanted() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let client = anonymous(&sandbox, keyclic.login());
    let by_email = RequestPasswordChange::by_email(keyclic.login());
    let by_username = RequestPasswordChange::by_username(keyclic.login());
    client.call(&by_email).await.unwrap();
    assert!(is_refused(&client.call(&by_username).await.unwrap_err()));
    keyclic.set_username_required(true);
    client.call(&by_username).await.unwrap();
    assert!(is_refused(&client.call(&by_email).await.unwrap_err()));
    // Who has no account is not told.
    let nobody = RequestPasswordChange::by_username("nobody");
    client.call(&nobody).await.unwrap();
}

/// Shows S004-11, S004-12, S004-15, S004-16.
#[tokio::test]
async fn a_password_is_changed_once_by_the_mailed_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let client = anonymous(&sandbox, keyclic.login());
    client
        .call(&RequestPasswordChange::by_email(keyclic.login()))
        .await
        .unwrap();
    let token = keyclic.change_token().unwrap();
    for (token, password, status) in [("made-up", NEW, 404), (&*token, "", 400)] {
        let error = client
            .call(&ChangePassword::new(token, password))
            .await
            .unwrap_err();
        assert!(is_refused(&error), "{error}");
        assert_eq!(error.status().unwrap(), status);
    }
    let change = ChangePassword::new(&*token, NEW);
    client.call(&change).await.unwrap();
    let error = client.call(&change).await.unwrap_err();
    for shown in [
        format!("{error}"),
        format!("{error:?}"),
        format!("{change:?}"),
    ] {
        assert!(!shown.contains(&*token) && !shown.contains(NEW), "{shown}");
    }
    assert!(is_refused(
        &connect(&sandbox).call(&Feedbacks).await.unwrap_err()
    ));
    let login = builder(&sandbox).password(NEW).build().unwrap();
    Client::connect(login)
        .unwrap()
        .call(&Feedbacks)
        .await
        .unwrap();
    assert_urls_hold_no_password(&sandbox);
}

/// The family name of the person, as the API told it last, and the statuses on the way.
type Changed = (Option<String>, Vec<u16>);

#[tokio::test]
async fn k08_a_partial_object_changes_what_a_json_patch_does_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let token = careless::token(keyclic).await;
    // By its name in the documentation.
    let patch = json!([{"op": "replace", "path": "/familyName", "value": "Nom"}]);
    let url = format!("{}/people/{}", keyclic.api_url(), keyclic.person_id());
    let mut careless: Changed = (None, Vec::new());
    for content_type in ["application/json-patch+json", "application/json"] {
        let call = careless::http().patch(&url).bearer_auth(&token);
        let call = call.header("X-Keyclic-App", keyclic.app());
        let call = call.header("Content-Type", content_type);
        let (status, person) = careless::answer(call.body(patch.to_string())).await;
        careless.0 = person["familyName"].as_str().map(str::to_owned);
        careless.1.push(status);
    }
    let ours = Sandbox::start().await.unwrap();
    let client = connect(&ours);
    let mut careful: Changed = (None, Vec::new());
    for api in [ApiGeneration::V2, ApiGeneration::V3] {
        let change = ChangePerson::new(ours.keyclic().person_id()).family_name("Nom");
        careful.0 = client.call(&change.api(api)).await.unwrap().family_name;
        let seen = ours.keyclic().requests();
        careful.1.push(seen.last().unwrap().status.unwrap());
    }
    let rule =
        |(name, statuses): &Changed| name.as_deref() == Some("Nom") && *statuses == [200, 200];
    tells_apart(rule, &careless, &careful);
}

/// Shows S004-17.
#[tokio::test]
async fn k08_a_person_is_changed_in_both_generations() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = connect(&sandbox);
    let id = sandbox.keyclic().person_id();
    let v2 = ChangePerson::new(id).family_name("Nom").job("Agent");
    let person = client.call(&v2).await.unwrap();
    assert_eq!(person.family_name.as_deref(), Some("Nom"));
    let v3 = ChangePerson::new(id)
        .given_name("Prénom")
        .api(ApiGeneration::V3);
    let person = client.call(&v3).await.unwrap();
    assert_eq!(person.given_name.as_deref(), Some("Prénom"));
    assert_eq!(
        person.job.as_deref(),
        Some("Agent"),
        "what is left out stays"
    );
    let patches = sandbox.keyclic().requests();
    let sent: Vec<_> = patches
        .iter()
        .filter(|seen| seen.method == "PATCH")
        .map(|seen| seen.content_type.clone().unwrap())
        .collect();
    assert_eq!(
        sent,
        [
            "application/json;charset=UTF-8",
            "application/merge-patch+json"
        ]
    );
    let error = client
        .call(&ChangePerson::new("nobody").job("x"))
        .await
        .unwrap_err();
    assert!(is_refused(&error));

    // A JSON Patch, which no value of ours can be, is refused.
    let patch = serde_json::json!([{"op": "replace", "path": "/familyName", "value": "x"}]);
    for content_type in [
        "application/json",
        "application/merge-patch+json",
        "application/json-patch+json",
    ] {
        let answer = client
            .patch(format!("/people/{id}"))
            .json(&patch)
            .header("content-type", content_type)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{content_type}");
    }
}

#[tokio::test]
async fn k12_a_person_in_an_organization_is_changed_within_it() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.keyclic().set_organization_required(true);
    let client = connect(&sandbox);
    let change = ChangePerson::new(sandbox.keyclic().person_id()).job("Agent");
    let error = client.call(&change).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Forbidden);
    let organization = OrganizationId::new(sandbox.keyclic().organization_id()).unwrap();
    client.with(organization).call(&change).await.unwrap();
    assert_eq!(sandbox.keyclic().issued(), 1);
}

#[tokio::test]
async fn an_application_is_told_without_signing_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = anonymous(&sandbox, sandbox.keyclic().login());
    let told = client
        .call(&Application::new(AppKey::city()))
        .await
        .unwrap();
    assert_eq!(told["id"], "com.keyclic.city");
    let unknown = Application::new(AppKey::new("com.example").unwrap());
    let error = client.call(&unknown).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}
