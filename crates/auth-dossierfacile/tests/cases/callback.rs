//! What a browser brings back, and who it was: D2, D18.

use auth_core::Authenticator;
use auth_dossierfacile::{DossierFacile, LoginHint, PendingAuthorizations};
use auth_reqwest::Client;
use auth_sandbox::{Sandbox, tells_apart};

use crate::{
    careless::{Careless, parameter, status, text},
    connection::{TOKEN, transport, user},
};

const MINE: &str = "session of my browser";

/// What a callback led to.
#[derive(Debug)]
struct Seen {
    exchanges: usize,
}

fn seen(sandbox: &Sandbox) -> Seen {
    Seen {
        exchanges: sandbox.dossierfacile().count("POST", TOKEN),
    }
}

/// A partner's server of our making, and a person's way through its realm.
struct Server {
    sandbox: Sandbox,
    user: DossierFacile,
    pending: PendingAuthorizations,
}

impl Server {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let user = user(&sandbox).build().unwrap();
        Self {
            sandbox,
            user,
            pending: PendingAuthorizations::new(),
        }
    }

    /// The callback of a sign-in that began in the session `begun_in`.
    async fn callback(&self, begun_in: &str) -> String {
        let request = self.user.authorize().build().unwrap();
        self.pending.keep(begun_in, request.pending).unwrap();
        let realm = self.sandbox.dossierfacile();
        realm.answer_consent(&request.url).await.unwrap()
    }

    /// Whether the callback, which came in my browser, signed somebody in.
    async fn serve(&self, callback: &str) -> bool {
        let transport = self.user.check_id_tokens(transport());
        let person = Authenticator::new(self.user.clone(), transport);
        match self.pending.take(MINE, callback) {
            Ok(pending) => pending.sign_in(&person, callback).await.is_ok(),
            Err(_begin_again) => false,
        }
    }
}

/// Gives `change(callback)` to a server that takes the code and looks at nothing else, and to ours.
async fn both(begun_in: &str, change: fn(&str) -> String) -> (Seen, Seen) {
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let careless = Careless::new(realm);
    let callback = realm.answer_consent(&careless.authorize_url()).await;
    let callback = change(&callback.unwrap());
    status(careless.exchange(&parameter(&callback, "code"))).await;

    let ours = Server::start().await;
    let callback = change(&ours.callback(begun_in).await);
    assert!(!ours.serve(&callback).await, "{callback}");
    (seen(&sandbox), seen(&ours.sandbox))
}

fn without(callback: &str, name: &str) -> String {
    let (base, query) = callback.split_once('?').unwrap();
    let rest = query
        .split('&')
        .filter(|pair| !pair.starts_with(&format!("{name}=")));
    format!("{base}?{}", rest.collect::<Vec<_>>().join("&"))
}

fn never_exchanged(seen: &Seen) -> bool {
    seen.exchanges == 0
}

/// Shows S002-11.
#[tokio::test]
async fn d02_a_callback_without_its_state_is_never_exchanged() {
    let changes: [fn(&str) -> String; 4] = [
        |callback| without(callback, "state"),
        |callback| format!("{}&state=", without(callback, "state")),
        |callback| format!("{}&state=guessed", without(callback, "state")),
        |callback| format!("{callback}&state=guessed"),
    ];
    for change in changes {
        let (careless, careful) = both(MINE, change).await;
        tells_apart(never_exchanged, &careless, &careful);
    }
}

#[tokio::test]
async fn d02_a_callback_of_another_session_is_never_exchanged() {
    let (careless, careful) = both("session of an attacker", str::to_owned).await;
    tells_apart(never_exchanged, &careless, &careful);
}

#[tokio::test]
async fn d02_a_callback_of_another_issuer_is_never_exchanged() {
    let change = |callback: &str| {
        let other = "http%3A%2F%2F127.0.0.1%2Frealms%2Fother";
        format!("{}&iss={other}", without(callback, "iss"))
    };
    let (careless, careful) = both(MINE, change).await;
    tells_apart(never_exchanged, &careless, &careful);
}

#[tokio::test]
async fn d02_a_refusal_in_a_callback_is_never_exchanged() {
    let change = |callback: &str| format!("{}&error=access_denied", without(callback, "code"));
    let (careless, careful) = both(MINE, change).await;
    tells_apart(never_exchanged, &careless, &careful);
}

#[tokio::test]
async fn d02_a_callback_that_comes_twice_is_exchanged_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let careless = Careless::new(sandbox.dossierfacile());
    let code = careless.code().await;
    for _ in 0..2 {
        status(careless.exchange(&code)).await;
    }
    let ours = Server::start().await;
    let callback = ours.callback(MINE).await;
    let (first, second) = tokio::join!(ours.serve(&callback), ours.serve(&callback));
    assert!(first != second, "one of them is served");
    tells_apart(
        |seen: &Seen| seen.exchanges == 1,
        &seen(&sandbox),
        &seen(&ours.sandbox),
    );
}

/// Whose file the application believes to have.
#[derive(Debug)]
struct Believed {
    email: String,
    /// Whether the application was told that it is another person than expected.
    warned: bool,
}

/// Shows S002-15.
#[tokio::test]
async fn d18_another_person_than_hinted_is_reported() {
    const HINTED: &str = "somebody-else@tenants.example";
    let sandbox = Sandbox::start().await.unwrap();
    let realm = sandbox.dossierfacile();
    let by_hand = Careless::new(realm);
    let url = format!(
        "{}&login_hint={HINTED}&login_edit_disabled=true",
        by_hand.authorize_url()
    );
    let code = parameter(&realm.answer_consent(&url).await.unwrap(), "code");
    let tokens = crate::careless::answer(by_hand.exchange(&code)).await.1;
    assert!(!text(&tokens, "access_token").is_empty());
    // The field of the login page was locked, so it must be that person.
    let careless = Believed {
        email: HINTED.to_owned(),
        warned: false,
    };

    let ours = Server::start().await;
    let connect = async |hint: &str| {
        let request = ours.user.authorize().login_hint(hint).login_edit_disabled();
        let request = request.build().unwrap();
        let realm = ours.sandbox.dossierfacile();
        let callback = realm.answer_consent(&request.url).await.unwrap();
        let transport = ours.user.check_id_tokens(transport());
        let person = Authenticator::new(ours.user.clone(), transport);
        let client = Client::new(person.clone()).unwrap();
        let signed_in = request.pending.sign_in(&person, &callback).await.unwrap();
        let connected = signed_in.connect(&client).await.unwrap();
        assert_eq!(signed_in.login_hint(), connected.login_hint);
        connected
    };
    let connected = connect(HINTED).await;
    let careful = Believed {
        email: connected.identity.email.clone().unwrap(),
        warned: connected.login_hint == LoginHint::Different,
    };
    let real = realm.email();
    tells_apart(
        |seen: &Believed| seen.email == real && seen.warned,
        &careless,
        &careful,
    );
    let shouted = real.to_uppercase();
    assert_eq!(connect(&shouted).await.login_hint, LoginHint::Same);
}
