//! The partner's own troubles, which are no customer's: M1, M2, M13, M14.

use auth_core::{AccessToken, Error, ErrorKind};
use auth_myunisoft::{KeyState, MyUnisoft};
use auth_sandbox::{Sandbox, tells_apart};

use crate::{
    careless,
    connect::{connect, get, key, societe},
};

/// What became of the customer's key, in the eyes of the application.
#[derive(Debug)]
struct Key {
    discarded: bool,
}

impl Key {
    /// As many clients have it: 401 and 403 are about the key.
    fn by_status(status: u16) -> Self {
        Self {
            discarded: [401, 403].contains(&status),
        }
    }

    fn by_error(error: &Error) -> Self {
        let gone = [KeyState::Revoked, KeyState::OtherEnvironment];
        Self {
            discarded: KeyState::of_error(error).is_some_and(|state| gone.contains(&state)),
        }
    }
}

fn kept(key: &Key) -> bool {
    !key.discarded
}

/// Shows S000-02.
#[tokio::test]
async fn m01_a_missing_secret_keeps_the_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let bare = careless::without_secret(it, "/society", it.societe_key());
    let careless = Key::by_status(careless::status(bare).await);
    let none = MyUnisoft::key("", it.societe_key()).build().unwrap_err();
    assert_eq!(*none.kind(), ErrorKind::Configuration);
    tells_apart(kept, &careless, &Key::by_error(&none));
}

#[tokio::test]
async fn m01_a_wrong_secret_and_one_that_is_not_set_up_keep_the_key() {
    for (wrong, code) in [
        (true, "ERR-INVALID-SECRET"),
        (false, "ERR-SECRET-NOT-CONFIGURED"),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let it = sandbox.myunisoft();
        let secret = if wrong {
            "Other-secret"
        } else {
            it.deactivate_secret();
            it.partner_secret()
        };
        let request = careless::without_secret(it, "/society", it.societe_key());
        let request = request.header("X-Third-Party-Secret", secret);
        let careless = Key::by_status(careless::status(request).await);
        let provider = MyUnisoft::key(secret, AccessToken::new(it.societe_key()))
            .api_url(it.api_url())
            .allow_loopback_http()
            .build();
        let client = connect(&sandbox, provider.unwrap());
        let error = get(&client, "/society").await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert_eq!(error.code(), Some(code));
        tells_apart(kept, &careless, &Key::by_error(&error));
    }
}

#[tokio::test]
async fn m02_a_key_always_has_the_word_bearer_before_it() {
    #[derive(Debug)]
    struct Code(Option<String>);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let request = careless::http()
        .get(format!("{}/society", it.api_url()))
        .header("X-Third-Party-Secret", it.partner_secret())
        .header("Authorization", it.societe_key());
    let (_, body) = careless::answer(request).await;
    let careless = Code(body["error"]["code"].as_str().map(str::to_owned));
    assert_eq!(careless.0.as_deref(), Some("ERR-INVALID-AUTH-HEADER"));
    let answered = get(&societe(&sandbox), "/society").await;
    let careful = Code(answered.err().and_then(|it| it.code().map(str::to_owned)));
    tells_apart(|Code(code)| code.is_none(), &careless, &careful);
    // Where it is said all the same, it is the developer's, and not the key's.
    it.refuse_next(401, "ERR-INVALID-AUTH-HEADER");
    let error = get(&societe(&sandbox), "/society").await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(KeyState::of_error(&error), None);
}

#[tokio::test]
async fn m13_a_suspension_is_not_the_customers_and_maintenance_is_nobodys() {
    for suspended in [true, false] {
        let sandbox = Sandbox::start().await.unwrap();
        let it = sandbox.myunisoft();
        it.set_statuses(401, 403);
        let client = societe(&sandbox);
        let request = || careless::get(it, "/society", it.societe_key());
        if suspended {
            it.suspend_integration();
        } else {
            // No page gives its status.
            it.refuse_next(403, "ERR-API-UNDER-MAINTENANCE");
        }
        let careless = Key::by_status(careless::status(request()).await);
        if !suspended {
            it.refuse_next(403, "ERR-API-UNDER-MAINTENANCE");
        }
        let error = get(&client, "/society").await.unwrap_err();
        let (kind, state) = if suspended {
            (ErrorKind::Suspended, Some(KeyState::Suspended))
        } else {
            (ErrorKind::Unavailable, None)
        };
        assert_eq!(*error.kind(), kind);
        assert_eq!(KeyState::of_error(&error), state);
        tells_apart(kept, &careless, &Key::by_error(&error));
        if !suspended {
            assert_eq!(get(&client, "/society").await.unwrap(), 200, "tried again");
        }
    }
}

#[tokio::test]
async fn m14_a_key_of_another_environment_tells_to_look_at_the_host() {
    #[derive(Debug)]
    struct Told(String);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let request = careless::get(it, "/society", it.foreign_key());
    let status = careless::status(request).await;
    let careless = Told(format!(
        "HTTP {status}: the key is revoked, generate a new one"
    ));
    let client = connect(&sandbox, key(&sandbox, it.foreign_key()));
    let error = get(&client, "/society").await.unwrap_err();
    assert_eq!(KeyState::of_error(&error), Some(KeyState::OtherEnvironment));
    let careful = Told(error.to_string());
    tells_apart(|Told(text)| text.contains("host"), &careless, &careful);
}
