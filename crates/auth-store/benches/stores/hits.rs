//! A hit, with a store behind it and without.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use auth_core::{
    Authenticator, AuthorizationCode, AuthorizationCodeGrant, Grant, MemoryStore,
    SharedAuthenticator, testing::ManualClock,
};
use criterion::Criterion;

use crate::{
    common::{Plain, counting::Counting, issuing},
    connection,
    figures::{median, report},
};

const HITS: u32 = 100_000;

pub(crate) fn measure(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let store = Counting::new(MemoryStore::new());
    let bare = Authenticator::builder(Plain::person(), issuing(3600)).clock(ManualClock::default());
    let bare = bare.runtime(runtime.handle().clone());
    let stored = Authenticator::builder(Plain::person(), issuing(3600))
        .clock(ManualClock::default())
        .runtime(runtime.handle().clone())
        .store(store.clone(), connection("hits"));
    let (bare, stored) = (bare.build(), stored.build());
    for auth in [&bare, &stored] {
        let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
        runtime
            .block_on(auth.sign_in(Grant::AuthorizationCode(code)))
            .unwrap();
    }
    let (bare, stored): (SharedAuthenticator, SharedAuthenticator) = (bare.into(), stored.into());
    let before = store.operations();
    hit(&stored, u64::from(HITS));
    let asked = store.operations() - before;
    let name = "store/operations_of_100000_hits";
    report(name, asked as f64, "operations", None, "=0", asked == 0);

    let (mut ratios, mut nanos) = (Vec::new(), Vec::new());
    criterion.bench_function("hit_with_a_store", |bencher| {
        bencher.iter_custom(|turns| {
            // In turn, so that a noisy machine disturbs both alike.
            let each = turns.max(10_000);
            let (least, took) = (hit(&bare, each), hit(&stored, each));
            ratios.push(took.as_secs_f64() / least.as_secs_f64());
            nanos.push(took.as_secs_f64() * 1e9 / each as f64);
            took.mul_f64(turns as f64 / each as f64)
        });
    });
    let ratio = median(&mut ratios);
    let (name, nanos) = ("store/hit", median(&mut nanos));
    report(name, nanos, "ns", Some(ratio), "ratio<=1.3", ratio <= 1.3);
}

fn hit(auth: &SharedAuthenticator, turns: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..turns {
        black_box(auth.try_headers());
    }
    start.elapsed()
}
