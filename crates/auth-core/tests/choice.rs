//! What a person chose at a sign-in holds for the sign-ins that the connection makes by itself.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use auth_core::{
    Authenticator, Choice, ConnectionId, Grant, MemoryStore, PasswordSource, RefreshPolicy,
    Renewal, SignIn,
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, bearer, issuing, secs};

fn connect(
    transport: &ScriptedTransport,
    clock: &ManualClock,
    store: &MemoryStore,
) -> Authenticator {
    let policy = RefreshPolicy::new(Renewal::SignIn);
    let password = PasswordSource::Kept("pw-canary".into());
    Authenticator::builder(
        Plain::new(policy, SignIn::Password(password)),
        transport.clone(),
    )
    .clock(clock.clone())
    .store(store.clone(), ConnectionId::new("plain/1"))
    .build()
}

fn chosen(auth: &Authenticator) -> Option<String> {
    auth.status().attributes.get("choice").cloned()
}

#[tokio::test]
async fn it_is_repeated_until_the_connection_is_forgotten_and_after_a_restart() {
    let (transport, clock, store) = (issuing(300), ManualClock::default(), MemoryStore::new());
    let auth = connect(&transport, &clock, &store);
    let grant = Grant::password_choosing("pw-canary", &Choice::new("502", "Phare"));
    auth.sign_in(grant).await.unwrap();
    assert_eq!(chosen(&auth).as_deref(), Some("502"));

    clock.advance(secs(400));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
    assert_eq!(chosen(&auth).as_deref(), Some("502"));

    let restarted = connect(&transport, &clock, &store);
    clock.advance(secs(400));
    assert_eq!(bearer(&restarted.headers().await.unwrap()), "token-3");
    assert_eq!(chosen(&restarted).as_deref(), Some("502"));

    restarted.forget();
    assert_eq!(bearer(&restarted.headers().await.unwrap()), "token-4");
    assert_eq!(chosen(&restarted), None);
}

#[tokio::test]
async fn without_a_choice_none_is_made() {
    let auth = connect(&issuing(300), &ManualClock::default(), &MemoryStore::new());
    auth.headers().await.unwrap();
    assert_eq!(chosen(&auth), None);
}
