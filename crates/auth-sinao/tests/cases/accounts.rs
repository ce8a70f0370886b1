//! Accounts, passwords and keys over real sockets, against the imitation.

use auth_core::{Encoding, Error, ErrorKind, ExposeSecret, PersonTask};
use auth_reqwest::Client;
use auth_sandbox::Sandbox;
use auth_sinao::{
    ApiKeys, ChangePassword, CreateApiKey, DeleteApiKey, Logout, Me, Register, SendPassword, Sinao,
};

const NEW: &str = "another-passphrase";

/// A connection by login; without a password nobody can sign in.
fn login(sandbox: &Sandbox, email: &str, password: Option<&str>) -> Client {
    let login = Sinao::login(email)
        .api_url(sandbox.sinao().api_url())
        .allow_loopback_http();
    let login = match password {
        Some(password) => login.password(password),
        None => login,
    };
    Client::connect(login.build().expect("settings")).expect("client")
}

fn keyed(sandbox: &Sandbox, key: &str) -> Client {
    let key = Sinao::api_key(key)
        .api_url(sandbox.sinao().api_url())
        .allow_loopback_http();
    Client::connect(key.build().expect("settings")).expect("client")
}

fn administrator(sandbox: &Sandbox) -> Client {
    let sinao = sandbox.sinao();
    login(sandbox, sinao.email(), Some(sinao.password()))
}

fn is_refused(error: &Error) -> bool {
    error.person_task() == Some(&PersonTask::CorrectCredentials)
}

/// Nothing of what is secret stands in a URL, and nothing at all in a query of a call without a credential.
fn assert_urls_tell_nothing(sandbox: &Sandbox, secrets: &[&str]) {
    let sinao = sandbox.sinao();
    assert_eq!(sinao.credentials_in_query(), 0);
    for seen in sinao.requests() {
        let limit = seen.query == ["limit"];
        assert!(seen.query.is_empty() || limit, "{seen:?}");
        for secret in secrets.iter().chain(&[sinao.password(), sinao.api_key()]) {
            assert!(!seen.path.contains(secret), "{seen:?}");
        }
    }
}

#[tokio::test]
async fn an_account_is_made_without_signing_in_and_then_signs_in() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let email = "nouveau@factures.example";
    for connection in [
        login(&sandbox, email, None),
        keyed(&sandbox, "any-key-will-do"),
    ] {
        let name = format!("{}@factures.example", sandbox.sinao().requests().len());
        let made = Register::agreeing_to_terms(name, NEW);
        connection.call(&made).await.expect("account");
    }
    let client = login(&sandbox, email, Some(NEW));
    let made = client.call(&Register::agreeing_to_terms(email, NEW)).await;
    assert_eq!(made.expect("account").email.as_deref(), Some(email));
    assert_eq!(sandbox.sinao().issued(), 0, "nobody signed in for it");
    for seen in sandbox.sinao().requests() {
        assert!(seen.header("authorization").is_none() && seen.header("api-key").is_none());
        assert_eq!(seen.header("accept"), Some("application/json"));
    }
    client.call(&Me).await.expect("signed in");
    assert_urls_tell_nothing(&sandbox, &[NEW]);
}

#[tokio::test]
async fn a_refused_registration_names_the_field() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let taken = sandbox.sinao().email();
    let client = login(&sandbox, taken, None);
    for (email, password, field) in [
        (taken, NEW, ": email"),
        ("nobody", NEW, ": email"),
        ("new@factures.example", "short", ": password"),
        ("new@factures.example", "", ": password"),
    ] {
        let register = Register::agreeing_to_terms(email, password);
        let error = client.call(&register).await.expect_err("refused");
        assert!(is_refused(&error), "{error}");
        assert_eq!(error.status().expect("status"), 422);
        assert!(error.to_string().contains(field), "{error}");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_changed_once() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let sinao = sandbox.sinao();
    let client = login(&sandbox, sinao.email(), None);
    let unknown = SendPassword::new(sinao.unknown_email());
    assert!(is_refused(
        &client.call(&unknown).await.expect_err("unknown")
    ));
    assert_eq!(sinao.forgotten_password_token(), None);

    let ask = SendPassword::new(sinao.email()).hostname_alias("factures.example");
    client.call(&ask).await.expect("messaged");
    let token = sinao.forgotten_password_token().expect("mailed");
    for refused in [
        ChangePassword::new("made-up", NEW),
        ChangePassword::new(&*token, "short"),
    ] {
        assert!(is_refused(
            &client.call(&refused).await.expect_err("refused")
        ));
    }
    let change = ChangePassword::new(&*token, NEW);
    client.call(&change).await.expect("changed");
    assert!(is_refused(
        &client.call(&change).await.expect_err("used up")
    ));

    let old = administrator(&sandbox)
        .call(&Me)
        .await
        .expect_err("old password");
    assert!(is_refused(&old), "{old}");
    let new = login(&sandbox, sinao.email(), Some(NEW));
    new.call(&Me).await.expect("new password");
    assert_urls_tell_nothing(&sandbox, &[NEW, &token]);
}

#[tokio::test]
async fn the_other_encodings_work_where_they_are_accepted() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let client = login(&sandbox, "x@factures.example", None);
    for (at, encoding) in [Encoding::Form, Encoding::Json].into_iter().enumerate() {
        let register = Register::agreeing_to_terms(format!("{at}@factures.example"), NEW);
        let register = register.encoding(encoding);
        client.call(&register).await.expect_err("not accepted yet");
        sandbox.sinao().set_form_accepted(true);
        sandbox.sinao().set_json_accepted(true);
        client.call(&register).await.expect("account");
        sandbox.sinao().set_form_accepted(false);
        sandbox.sinao().set_json_accepted(false);
    }
}

#[tokio::test]
async fn s12_a_key_is_made_used_and_deleted() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let app = sandbox.sinao().app_id();
    let client = administrator(&sandbox);
    for withheld in [false, true] {
        sandbox.sinao().set_new_keys_withheld(withheld);
        let name = format!("withheld {withheld}");
        let made = client
            .call(&CreateApiKey::of(app).name(&name))
            .await
            .expect("made");
        assert_eq!(made.key.is_none(), withheld);
        let keys = client.call(&ApiKeys::of(app)).await.expect("keys");
        let listed = keys
            .into_iter()
            .find(|key| key.name.as_ref() == Some(&name));
        let (id, key) = listed
            .and_then(|key| Some((key.id?, key.key?)))
            .expect("listed");
        if let Some(told) = made.key {
            assert_eq!(told.expose_secret(), key.expose_secret());
        }

        let by_key = keyed(&sandbox, key.expose_secret());
        by_key.call(&Me).await.expect("user");
        client
            .call(&DeleteApiKey::of(app, &id))
            .await
            .expect("deleted");
        let error = by_key.call(&Me).await.expect_err("s12: deleted");
        assert_eq!(error.person_task(), Some(&PersonTask::GenerateKey));
        let error = client
            .call(&DeleteApiKey::of(app, &id))
            .await
            .expect_err("gone");
        assert_eq!(error.status().expect("status"), 404);
        assert_urls_tell_nothing(&sandbox, &[key.expose_secret()]);
    }
}

#[tokio::test]
async fn s11_both_lists_are_read_and_a_limit_counts() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let app = sandbox.sinao().app_id();
    let client = administrator(&sandbox);
    for _ in 0..11 {
        client.call(&CreateApiKey::of(app)).await.expect("made");
    }
    for wrapped in [false, true] {
        sandbox.sinao().set_lists_wrapped(wrapped);
        let keys = client.call(&ApiKeys::of(app)).await.expect("keys");
        assert_eq!(keys.len(), 10);
        let keys = client
            .call(&ApiKeys::of(app).limit(50))
            .await
            .expect("keys");
        assert_eq!(keys.len(), 12);
    }
}

/// Shows S003-09.
#[tokio::test]
async fn a_key_administers_nothing_and_another_application_is_not_found() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let app = sandbox.sinao().app_id();
    let by_key = keyed(&sandbox, sandbox.sinao().api_key());
    let error = by_key
        .call(&ApiKeys::of(app))
        .await
        .expect_err("no administrator");
    assert_eq!(*error.kind(), ErrorKind::Forbidden);
    by_key
        .call(&Me)
        .await
        .expect("the key is good all the same");
    let error = administrator(&sandbox).call(&ApiKeys::of(app + 1)).await;
    assert_eq!(error.expect_err("unknown").status().expect("status"), 404);
}

#[tokio::test]
async fn s08_after_a_logout_calls_without_a_credential_go_on() {
    let sandbox = Sandbox::start().await.expect("loopback");
    let client = administrator(&sandbox);
    client.call(&Me).await.expect("user");
    client.call(&Logout).await.expect("logged out");
    let ask = SendPassword::new(sandbox.sinao().email());
    client.call(&ask).await.expect("messaged");
    assert_eq!(sandbox.sinao().issued(), 1);
}
