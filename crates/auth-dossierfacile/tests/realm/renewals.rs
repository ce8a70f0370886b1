//! Many callers, short lives: each refresh token is used once, and everybody is served.

use std::{collections::BTreeSet, sync::Arc};

use auth_core::{Authenticator, Clock, Generation, SystemClock, testing::ManualClock};
use auth_reqwest::Client;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{realm::Realm, say};

const CALLERS: usize = 50;
const RENEWALS: u64 = 200;

fn number(generation: Generation) -> u64 {
    generation.to_string().parse().unwrap()
}

/// A clock that is turned by hand, from the provider's own time on.
pub(crate) fn now() -> ManualClock {
    ManualClock::at(SystemClock.now().wall)
}

/// Turns the clock to the end of the token that is held.
pub(crate) fn wait_for_the_end(authenticator: &Authenticator, clock: &ManualClock) {
    let left = authenticator.status().expires_at.unwrap() - clock.now().wall;
    clock.advance(left.try_into().unwrap_or_default());
}

/// All callers ask at once; the generations they got.
async fn all_ask(authenticator: &Authenticator) -> BTreeSet<Generation> {
    let together = Arc::new(Barrier::new(CALLERS));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (authenticator, together) = (authenticator.clone(), together.clone());
        callers.spawn(async move {
            together.wait().await;
            authenticator.headers().await.unwrap().generation()
        });
    }
    callers.join_all().await.into_iter().collect()
}

/// As many exchanges as there were new generations, and none of a token that was spent.
async fn each_was_spent_once(realm: &Realm, generations: u64) {
    let Some(seen) = realm.seen().await else {
        say(&format!(
            "in part: {generations} renewals were served; how often each token was used, only the provider knows"
        ));
        return;
    };
    assert!(seen.causes.is_empty(), "{:?}", seen.causes);
    assert_eq!(seen.token_requests["refresh_token"], generations);
    assert_eq!(seen.token_requests["authorization_code"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_renewals_under_fifty_callers_spend_each_token_once() {
    let Some(realm) = Realm::any().await else {
        return;
    };
    let provider = realm.user().await;
    let grant = realm.grant(&provider).await.unwrap();
    let clock = now();
    let authenticator = realm.authenticator(&provider).clock(clock.clone()).build();
    let client = Client::new(authenticator.clone()).unwrap();
    let first = number(authenticator.sign_in(grant).await.unwrap().generation());
    for renewal in 1..=RENEWALS {
        wait_for_the_end(&authenticator, &clock);
        let served = all_ask(&authenticator).await;
        let served: Vec<_> = served.into_iter().map(number).collect();
        assert_eq!(served, [first + renewal], "one new token, for everybody");
        let answer = client.get(&realm.userinfo).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{renewal}: {}",
            answer.status()
        );
    }
    each_was_spent_once(&realm, RENEWALS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lives_of_five_seconds_are_renewed_under_fifty_callers() {
    let Some(realm) = Realm::own("renewals that a life of five seconds asks for").await else {
        return;
    };
    let (authenticator, client) = realm.signed_in().await;
    let first = number(authenticator.headers().await.unwrap().generation());
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (authenticator, client, userinfo) = (
            authenticator.clone(),
            client.clone(),
            realm.userinfo.clone(),
        );
        callers.spawn(async move {
            loop {
                let answer = client.get(&userinfo).send().await.unwrap();
                assert!(answer.status().is_success(), "{}", answer.status());
                if number(authenticator.headers().await.unwrap().generation()) >= first + 2 {
                    return;
                }
            }
        });
    }
    callers.join_all().await;
    // No renewal is under way: a token was just obtained, and lives for seconds.
    let renewals = number(authenticator.headers().await.unwrap().generation()) - first;
    each_was_spent_once(&realm, renewals).await;
}
