//! The suite that every store runs lets a sound one pass, and finds out each flaw.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod minimal;

use std::time::Duration;

use auth_core::{MemoryStore, testing::store::Case};
use minimal::Minimal;

#[tokio::test]
async fn the_store_in_memory_passes() {
    let store = MemoryStore::new();
    let case = Case::new(async || Ok(store.clone()));
    case.check().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_in_memory_passes_on_several_threads() {
    let store = MemoryStore::new();
    let case = Case::new(async || Ok(store.clone()));
    case.check().await.unwrap();
}

#[tokio::test]
async fn a_store_of_load_and_replace_alone_passes_without_leases() {
    let store = Minimal::default();
    let case = Case::new(async || Ok(store.clone())).without_leases();
    case.check().await.unwrap();
}

#[tokio::test]
async fn a_store_that_does_not_lease_is_told_to_say_so() {
    let store = Minimal::default();
    let broken = Case::new(async || Ok(store.clone()))
        .patience(Duration::from_secs(1))
        .check()
        .await;
    let broken = broken.unwrap_err();
    assert!(
        broken.to_string().contains("it says that it has no leases"),
        "{broken}"
    );
}
