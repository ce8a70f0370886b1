//! The suite that every store runs lets a sound one pass, and finds out each flaw.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod flaw;
mod minimal;
mod reference;
mod seal;

use std::time::Duration;

use auth_core::{
    ConnectionId, Error, ErrorKind, MemoryStore, TokenStore,
    store::{Record, Replaced, Stored, Version},
    testing::store::{Broken, Case, rules},
};
use flaw::{Flaw, MEANT};
use minimal::Minimal;
use reference::Reference;

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

async fn checked(flaw: Flaw, only: Option<&str>) -> Result<(), Broken> {
    let store = Reference::with(flaw);
    let case = Case::new(async || Ok(store.open())).sealed(store.open());
    match only {
        // A flaw that makes others wait is not waited for.
        Some(rule) => {
            let patience = Duration::from_millis(700);
            case.only(rule).patience(patience).check().await
        }
        None => case.check().await,
    }
}

#[tokio::test]
async fn a_sound_store_passes() {
    checked(Flaw::None, None).await.unwrap();
}

#[tokio::test]
async fn each_flaw_breaks_the_rule_that_is_meant_for_it() {
    let mut unseen = Vec::new();
    for (flaw, rule) in MEANT {
        match checked(*flaw, Some(rule)).await {
            Ok(()) => unseen.push(format!("{flaw:?} passes {rule}")),
            Err(broken) => println!("{flaw:?}: {broken}"),
        }
    }
    assert!(unseen.is_empty(), "{unseen:#?}");
}

#[test]
fn each_rule_has_a_flaw_that_breaks_it() {
    let without: Vec<_> = rules()
        .filter(|rule| rule.name != "no_leases") // has a test of its own
        .filter(|rule| MEANT.iter().all(|(_, meant)| *meant != rule.name))
        .collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[tokio::test]
async fn a_store_that_leases_though_it_is_said_not_to_is_found_out() {
    let store = MemoryStore::new();
    let case = Case::new(async || Ok(store.clone())).without_leases();
    let broken = case.only("no_leases").check().await.unwrap_err();
    assert!(broken.to_string().contains("it leases"), "{broken}");
}

#[tokio::test]
async fn all_that_is_broken_is_told_at_once() {
    let broken = checked(Flaw::CommitsWithoutLease, None).await.unwrap_err();
    let names: Vec<_> = broken
        .breaches()
        .iter()
        .map(|breach| breach.rule.name)
        .collect();
    let all = [
        "commit_after_another",
        "commit_after_release",
        "commit_by_stale_fence",
        "commit_by_another",
        "commit_elsewhere",
        "takeover_stops_commits",
    ];
    assert_eq!(names, all, "{broken}");
    let told = broken.to_string();
    for name in all {
        assert!(told.contains(&format!("\n- {name}: ")), "{told}");
    }
}

#[tokio::test]
async fn a_rule_that_there_is_not_is_no_success() {
    let store = MemoryStore::new();
    let case = Case::new(async || Ok(store.clone())).only("kept_hole");
    let broken = case.check().await.unwrap_err();
    assert_eq!(broken.to_string(), "no rule was checked");
}

#[tokio::test]
async fn a_store_that_does_not_open_is_told_so() {
    let case = Case::new(async || {
        Err::<MemoryStore, _>(Error::new(ErrorKind::Store, "the disk is read-only"))
    });
    let broken = case.only("kept_whole").check().await.unwrap_err();
    assert!(
        broken
            .to_string()
            .contains("it does not open: the disk is read-only"),
        "{broken}"
    );
}

/// Panics when it is read, and never ends a write.
struct Hopeless;

impl TokenStore for Hopeless {
    async fn load(&self, _: &ConnectionId) -> Result<Option<Stored>, Error> {
        panic!("hopeless")
    }

    async fn replace(
        &self,
        _: &ConnectionId,
        _: Option<Version>,
        _: Option<&Record>,
    ) -> Result<Replaced, Error> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_panic_and_a_store_that_never_answers_are_breaches_like_any_other() {
    for (rule, seen) in [
        ("removed_is_none", "a panic"),
        ("kept_whole", "`replace` took over"),
    ] {
        let case = Case::new(async || Ok(Hopeless));
        let case = case.patience(Duration::from_millis(20)).only(rule);
        let broken = case.check().await.unwrap_err();
        assert!(
            broken.to_string().contains(&format!("seen: {seen}")),
            "{broken}"
        );
    }
}
