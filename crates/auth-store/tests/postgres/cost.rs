//! What a renewal costs.

use auth_core::TokenStore;

use crate::{
    common::{TERM, done, granted, id, record},
    proxied,
};

#[tokio::test]
async fn a_renewal_costs_four_round_trips() {
    let Some((_postgres, proxy, store)) = proxied().await else {
        return;
    };
    let first = done(store.replace(&id(), None, Some(&record("1"))).await);
    let before = proxy.round_trips();
    // Lease, intent, save, release.
    let lease = granted(&store, 1, TERM).await;
    let intent = done(store.commit(&id(), &lease, first, &record("1")).await);
    done(store.commit(&id(), &lease, intent, &record("2")).await);
    store.release(&id(), &lease).await.unwrap();
    assert_eq!(proxy.round_trips() - before, 4);
}
