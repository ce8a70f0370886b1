//! Leases whose file does not tell, or tells of another time.

use std::{fs, path::PathBuf};

use auth_core::{
    TokenStore,
    store::{Lease, Leased, Replaced, TransactionId},
};
use auth_store::FileStore;

use super::{
    beneath::Files,
    common::{TERM, granted},
    id, open, place, put, record,
};

async fn lease(store: &FileStore, by: u128) -> Leased {
    let by = TransactionId::from_number(by);
    store.lease(&id(), by, TERM).await.unwrap()
}

/// A store with a record that was written under a lease that is still held, and the file of that lease.
async fn held(path: PathBuf) -> (FileStore, Lease, PathBuf) {
    let store = open(&path).await;
    let version = put(&store, "a").await.unwrap();
    for by in 1..4 {
        let lease = granted(&store, by, TERM).await;
        store.release(&id(), &lease).await.unwrap();
    }
    let lease = granted(&store, 4, TERM).await;
    let saved = store
        .commit(&id(), &lease, Some(version), &record("b"))
        .await;
    assert!(matches!(saved, Ok(Replaced::Done(Some(_)))), "{saved:?}");
    let file = Files(path).record(&id()).with_extension("lease");
    (store, lease, file)
}

#[tokio::test]
async fn fences_go_on_from_the_record_where_the_lease_was_lost_with_the_machine() {
    for content in [None, Some(""), Some("{\"fence\":"), Some("\0\0\0\0")] {
        let (_folder, path) = place();
        let (store, lost, file) = held(path).await;
        match content {
            None => fs::remove_file(&file).unwrap(),
            Some(content) => fs::write(&file, content).unwrap(),
        }
        let next = granted(&store, 5, TERM).await;
        assert!(next.fence > lost.fence, "{next:?} after {lost:?}");
        let late = store.commit(&id(), &lost, None, &record("late")).await;
        assert!(matches!(late, Ok(Replaced::LeaseLost)), "{late:?}");
    }
}

#[tokio::test]
async fn a_lease_of_before_the_machine_was_started_anew_is_over() {
    let (_folder, path) = place();
    let (store, lost, file) = held(path).await;
    assert!(matches!(lease(&store, 5).await, Leased::Held { .. }));
    let content = fs::read_to_string(&file).unwrap();
    let mut claim: serde_json::Value = serde_json::from_str(&content).unwrap();
    claim["held"]["boot"] = "another".into();
    fs::write(&file, claim.to_string()).unwrap();
    assert!(granted(&store, 5, TERM).await.fence > lost.fence);
}

#[tokio::test]
async fn a_lease_that_seems_to_begin_in_the_future_is_over() {
    let (_folder, path) = place();
    let (store, lost, file) = held(path).await;
    let content = fs::read_to_string(&file).unwrap();
    let mut claim: serde_json::Value = serde_json::from_str(&content).unwrap();
    let since = claim["held"]["since_ms"].as_u64().unwrap();
    claim["held"]["since_ms"] = (since + 3_000_000_000).into();
    fs::write(&file, claim.to_string()).unwrap();
    assert!(granted(&store, 5, TERM).await.fence > lost.fence);
}
