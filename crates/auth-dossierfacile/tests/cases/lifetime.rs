//! How long a sign-in lasts, and who renews it: D4 to D6.

use std::time::Duration;

use auth_core::{Authenticator, ConnectionId, MemoryStore, PersonTask};
use auth_dossierfacile::Profile;
use auth_sandbox::{Fault, FaultKind, Sandbox, When, tells_apart};
use serde_json::Value;

use crate::{
    careless::{Careless, answer, status, text},
    connection::{Connection, SandboxClock, TOKEN, transport, user},
};

/// What the realm and the API saw, and what the application was told.
#[derive(Debug, Default)]
struct Seen {
    served: usize,
    /// API calls with a token that was over.
    rejected: usize,
    /// Token requests after the sign-in.
    renewals: usize,
    /// Whether a person was asked to sign in again.
    asks_person: bool,
}

/// A partner of our making, and one that does `by_hand` what it does, each for itself.
async fn frozen() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.clock().freeze();
    sandbox
}

#[tokio::test]
async fn d04_a_token_is_renewed_before_it_ends_and_never_by_a_guess() {
    let sandbox = frozen().await;
    let by_hand = Careless::new(sandbox.dossierfacile());
    let mut tokens = by_hand.signed_in().await;
    let mut careless = Seen::default();
    for minutes in (0..120).step_by(10) {
        // Tokens live for an hour, as everywhere.
        if minutes == 60 {
            let (_, renewed) = answer(by_hand.refresh(text(&tokens, "refresh_token"))).await;
            tokens = renewed;
            careless.renewals += 1;
        }
        match status(by_hand.profile(&tokens)).await {
            200 => careless.served += 1,
            _ => careless.rejected += 1,
        }
        sandbox.clock().advance(Duration::from_secs(600));
    }

    let connection = Connection::signed_in().await;
    let mut careful = Seen::default();
    for _ in 0..12 {
        let answer = connection.client.call(&Profile).await;
        careful.served += usize::from(answer.is_ok());
        connection.advance(600);
    }
    let requests = connection.imitation().requests();
    careful.rejected = requests
        .iter()
        .filter(|seen| seen.status == Some(401))
        .count();
    careful.renewals = connection.exchanges() - 1;
    let rule = |seen: &Seen| seen.served == 12 && seen.rejected == 0 && seen.renewals <= 11;
    tells_apart(rule, &careless, &careful);
}

/// A client that renews at each call and takes every failure for one that passes, and ours.
async fn when_it_is_over(sign_in_and_wait: &[u64]) -> (Seen, Seen) {
    let sandbox = frozen().await;
    let realm = sandbox.dossierfacile();
    let by_hand = Careless::new(realm);
    let mut tokens = by_hand.signed_in().await;
    let connection = Connection::signed_in().await;
    for pause in sign_in_and_wait {
        sandbox.clock().advance(Duration::from_secs(*pause));
        connection.advance(*pause);
        let (status, renewed) = answer(by_hand.refresh(text(&tokens, "refresh_token"))).await;
        if status == 200 {
            tokens = renewed;
        }
        let _ = connection.authenticator.headers().await;
    }
    let (before, ours) = (realm.count("POST", TOKEN), connection.exchanges());
    for _ in 0..5 {
        status(by_hand.refresh(text(&tokens, "refresh_token"))).await;
    }
    let careless = Seen {
        renewals: realm.count("POST", TOKEN) - before,
        ..Seen::default()
    };
    for _ in 0..5 {
        assert_eq!(connection.task().await, PersonTask::SignIn);
    }
    let careful = Seen {
        renewals: connection.exchanges() - ours,
        asks_person: true,
        ..Seen::default()
    };
    (careless, careful)
}

#[tokio::test]
async fn d04_at_the_end_the_person_is_asked_and_the_realm_is_left_alone() {
    let rule = |seen: &Seen| seen.asks_person && seen.renewals == 0;
    let (careless, careful) = when_it_is_over(&[1801]).await;
    tells_apart(rule, &careless, &careful);
    // Ten hours, whatever was renewed within them.
    let mut pauses = vec![1500; 24];
    pauses.push(1);
    let (careless, careful) = when_it_is_over(&pauses).await;
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn d04_the_end_is_announced() {
    let connection = Connection::signed_in().await;
    let status = connection.authenticator.status();
    let ends = status.person_needed_at.unwrap();
    let now = connection.sandbox.clock().now();
    let idle = (ends - now).whole_seconds();
    assert!((1790..=1800).contains(&idle), "{idle}");
}

async fn a_hundred_by_hand(rotation: bool) -> Seen {
    let sandbox = frozen().await;
    let realm = sandbox.dossierfacile();
    let by_hand = Careless::new(realm);
    let tokens = by_hand.signed_in().await;
    realm.set_rotation(rotation);
    sandbox.clock().advance(Duration::from_secs(301));
    let mut seen = Seen::default();
    let mut newest = Value::Null;
    // Each of the callers finds the token over, and renews it.
    let renewals = (0..100).map(|_| answer(by_hand.refresh(text(&tokens, "refresh_token"))));
    for (status, renewed) in futures_util::future::join_all(renewals).await {
        seen.renewals += 1;
        if status == 200 {
            newest = renewed;
        }
    }
    seen.asks_person = status(by_hand.refresh(text(&newest, "refresh_token"))).await != 200;
    seen
}

#[tokio::test]
async fn d05_a_hundred_callers_renew_once() {
    for rotation in [false, true] {
        let careless = a_hundred_by_hand(rotation).await;
        let connection = Connection::signed_in().await;
        connection.imitation().set_rotation(rotation);
        connection.advance(301);
        let callers: Vec<_> = (0..100)
            .map(|_| {
                let authenticator = connection.authenticator.clone();
                tokio::spawn(async move { authenticator.headers().await.is_ok() })
            })
            .collect();
        let mut careful = Seen::default();
        for caller in callers {
            careful.served += usize::from(caller.await.unwrap());
        }
        careful.renewals = connection.exchanges() - 1;
        assert_eq!(careful.served, 100);
        connection.advance(301);
        careful.asks_person = connection.authenticator.headers().await.is_err();
        let rule = |seen: &Seen| seen.renewals == 1 && !seen.asks_person;
        tells_apart(rule, &careless, &careful);
    }
}

#[tokio::test]
async fn d05_two_processes_with_one_store_take_turns() {
    let sandbox = frozen().await;
    let realm = sandbox.dossierfacile();
    let by_hand = Careless::new(realm);
    let tokens = by_hand.signed_in().await;
    realm.set_rotation(true);
    // Each process read the refresh token when it started, and goes on with what it was answered.
    let mut careless = Seen::default();
    let mut held = [tokens.clone(), tokens];
    for turn in 0..6 {
        let tokens = &mut held[turn % 2];
        let (status, renewed) = answer(by_hand.refresh(text(tokens, "refresh_token"))).await;
        careless.asks_person |= status != 200;
        *tokens = renewed;
    }

    let ours = frozen().await;
    let provider = user(&ours).build().unwrap();
    let store = MemoryStore::new();
    let process = || {
        Authenticator::builder(provider.clone(), transport())
            .clock(SandboxClock::of(&ours))
            .store(store.clone(), ConnectionId::new("dossierfacile/4012"))
            .build()
    };
    let processes = [process(), process()];
    let request = provider.authorize().build().unwrap();
    let callback = ours.dossierfacile().answer_consent(&request.url).await;
    let grant = request.pending.finish(&callback.unwrap()).unwrap();
    processes[0].sign_in(grant).await.unwrap();
    processes[1].headers().await.unwrap();
    ours.dossierfacile().set_rotation(true);
    let mut careful = Seen::default();
    for turn in 0..6 {
        ours.clock().advance(Duration::from_secs(301));
        let headers = processes[turn % 2].headers().await;
        careful.asks_person |= headers.is_err();
    }
    tells_apart(|seen: &Seen| !seen.asks_person, &careless, &careful);
    assert_eq!(ours.dossierfacile().count("POST", TOKEN), 7);
}

#[tokio::test]
async fn d06_a_renewal_whose_answer_is_lost_is_not_sent_again() {
    let lost = || {
        Fault::new(FaultKind::DropAnswer)
            .on("POST", TOKEN)
            .when(When::AfterStateChange)
    };
    let sandbox = frozen().await;
    let realm = sandbox.dossierfacile();
    let by_hand = Careless::new(realm);
    let tokens = by_hand.signed_in().await;
    realm.set_rotation(true);
    sandbox.clock().advance(Duration::from_secs(301));
    realm.fault(lost());
    let mut careless = Seen::default();
    // No answer: the network, so the same once more, and once more.
    for _ in 0..5 {
        careless.renewals += 1;
        if status(by_hand.refresh(text(&tokens, "refresh_token"))).await == 200 {
            break;
        }
    }

    let connection = Connection::signed_in().await;
    connection.imitation().set_rotation(true);
    connection.advance(301);
    connection.imitation().fault(lost());
    let mut careful = Seen::default();
    for _ in 0..5 {
        let task = connection.task().await;
        careful.asks_person = matches!(task, PersonTask::SignInAfterLostAnswer(_));
    }
    careful.renewals = connection.exchanges() - 1;
    let rule = |seen: &Seen| seen.renewals == 1 && seen.asks_person;
    tells_apart(rule, &careless, &careful);
}
