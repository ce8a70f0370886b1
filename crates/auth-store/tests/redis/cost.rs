//! Round trips, counted between the store and its server.

use std::time::Duration;

use auth_core::{
    Authenticator, AuthorizationCode, AuthorizationCodeGrant, Grant, testing::ManualClock,
};
use auth_store::testing::{self, Proxy, Redis};

use crate::{
    common::id,
    open,
    provider::{Plain, bearer, issuing},
};

#[tokio::test]
async fn a_renewal_costs_four_round_trips_and_a_hit_none() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let proxy = Proxy::before(server.address()).unwrap();
    let clock = ManualClock::default();
    let store = open(format!("redis://{}", proxy.address())).await;
    let auth = Authenticator::builder(Plain::person(), issuing(3600))
        .clock(clock.clone())
        .store(store, id())
        .runtime(tokio::runtime::Handle::current())
        .build();
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("code"), "https://a.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await.unwrap();
    let mut costs = Vec::new();
    for renewed in 2..=5 {
        clock.advance(Duration::from_secs(3600));
        let before = proxy.round_trips();
        for _ in 0..100 {
            let headers = auth.headers().await.unwrap();
            assert_eq!(bearer(&headers), format!("token-{renewed}"));
        }
        costs.push(proxy.round_trips() - before);
    }
    // The first one loads the scripts.
    assert_eq!(costs[1..], [4, 4, 4], "lease, intend, save, release");
}
