//! What the engine costs, against a baseline measured in turn with it.
//!
//! Prints one line `BENCH …` per figure for `cargo xtask bench`, besides criterion's own report.

#![allow(missing_docs, reason = "a program")]
#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

#[path = "../tests/common/mod.rs"]
mod common;
mod figures;

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use auth_core::{
    Authenticator, Clock, Error, HeaderValue, Request, Response, SharedAuthenticator, SystemClock,
    Transport,
};
use common::{Plain, json};
use criterion::{BenchmarkId, Criterion};
use figures::{median, report};
use tokio::{runtime::Runtime, sync::Barrier};

/// Answers after a while, by the real clock.
struct Upstream {
    delay: Duration,
    lifetime: u32,
    requests: Arc<AtomicUsize>,
}

impl Transport for Upstream {
    async fn send(&self, _: Request) -> Result<Response, Error> {
        self.requests.fetch_add(1, SeqCst);
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        let (token, lifetime) = ("t".repeat(1024), self.lifetime);
        Ok(json(
            200,
            &format!(r#"{{"access_token":"{token}","expires_in":{lifetime}}}"#),
        ))
    }
}

fn connect(delay: Duration, lifetime: u32) -> (SharedAuthenticator, Arc<AtomicUsize>) {
    let requests = Arc::new(AtomicUsize::new(0));
    let upstream = Upstream {
        delay,
        lifetime,
        requests: Arc::clone(&requests),
    };
    (
        Authenticator::new(Plain::client(), upstream).into(),
        requests,
    )
}

fn two_workers() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    warm_hits(&mut criterion);
    criterion.final_summary();
    stampede();
    short_tokens();
    memory();
}

/// The least that any such library does for a hit.
#[derive(Default)]
struct Baseline {
    cell: ArcSwapOption<(HeaderValue, Duration)>,
}

impl Baseline {
    fn new() -> Self {
        let value = HeaderValue::from_maybe_shared(bytes::Bytes::from(vec![b't'; 1031])).unwrap();
        let baseline = Self::default();
        baseline.cell.store(Some(Arc::new((value, Duration::MAX))));
        baseline
    }

    fn hit(&self) -> Option<HeaderValue> {
        let cell = self.cell.load();
        let (value, until) = &**cell.as_ref()?;
        (SystemClock.uptime() < *until).then(|| value.clone())
    }
}

/// Time that `tasks` tasks on two workers take for `each` turns of `turn`.
fn timed<F>(runtime: &Runtime, tasks: usize, each: u64, turn: F) -> Duration
where
    F: Fn() + Clone + Send + 'static,
{
    runtime.block_on(async {
        let barrier = Arc::new(Barrier::new(tasks + 1));
        let running: Vec<_> = (0..tasks)
            .map(|_| {
                let (turn, barrier) = (turn.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    for _ in 0..each {
                        turn();
                    }
                })
            })
            .collect();
        barrier.wait().await;
        let start = Instant::now();
        for task in running {
            task.await.unwrap();
        }
        start.elapsed()
    })
}

fn warm_hits(criterion: &mut Criterion) {
    let runtime = two_workers();
    let (auth, _) = connect(Duration::ZERO, 1_000_000);
    runtime.block_on(auth.headers()).unwrap();
    let baseline = Arc::new(Baseline::new());
    let mut group = criterion.benchmark_group("warm_hit");
    for tasks in [1_usize, 2, 8, 64] {
        let mut ratios = Vec::new();
        let mut nanos = Vec::new();
        group.bench_function(BenchmarkId::from_parameter(tasks), |bencher| {
            bencher.iter_custom(|turns| {
                // Baseline and hit in turn, so that a noisy machine disturbs both alike.
                let each = (turns / tasks as u64).max(10_000);
                let (auth, baseline) = (auth.clone(), Arc::clone(&baseline));
                let least = timed(&runtime, tasks, each, move || {
                    black_box(baseline.hit());
                });
                let hit = timed(&runtime, tasks, each, move || {
                    black_box(auth.try_headers());
                });
                let all = (each * tasks as u64) as f64;
                ratios.push(hit.as_secs_f64() / least.as_secs_f64());
                nanos.push(hit.as_secs_f64() * 1e9 / all);
                hit.mul_f64(turns as f64 / all)
            });
        });
        let ratio = median(&mut ratios);
        report(
            &format!("warm_hit/{tasks}_tasks"),
            median(&mut nanos),
            "ns",
            Some(ratio),
            "ratio<=1.3",
            ratio <= 1.3,
        );
    }
    group.finish();
}

fn stampede() {
    let runtime = two_workers();
    let upstream = Duration::from_millis(50);
    let callers = 10_000;
    let (mut worst, mut exchanges) = (Vec::new(), 0);
    for _ in 0..7 {
        let (auth, requests) = connect(upstream, 3600);
        let mut waits: Vec<f64> = runtime.block_on(async {
            let running: Vec<_> = (0..callers)
                .map(|_| {
                    let auth = auth.clone();
                    tokio::spawn(async move {
                        let start = Instant::now();
                        auth.headers().await.unwrap();
                        start.elapsed().as_secs_f64() * 1e3
                    })
                })
                .collect();
            let mut waits = Vec::with_capacity(callers);
            for caller in running {
                waits.push(caller.await.unwrap());
            }
            waits
        });
        waits.sort_by(f64::total_cmp);
        worst.push(waits[callers * 99 / 100] - upstream.as_secs_f64() * 1e3);
        exchanges = exchanges.max(requests.load(SeqCst));
    }
    let p99 = median(&mut worst);
    report(
        "stampede/p99_over_upstream",
        p99,
        "ms",
        None,
        "<=25",
        p99 <= 25.0,
    );
    report(
        "stampede/exchanges",
        exchanges as f64,
        "requests",
        None,
        "=1",
        exchanges == 1,
    );
}

fn short_tokens() {
    let runtime = two_workers();
    let (auth, requests) = connect(Duration::from_millis(200), 2);
    let (mut longest, mut expired, mut calls) = (0.0_f64, 0_u32, 0_u32);
    runtime.block_on(async {
        auth.headers().await.unwrap();
        let mut pace = tokio::time::interval(Duration::from_millis(5));
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            pace.tick().await;
            let asked = Instant::now();
            let headers = auth.headers().await.unwrap();
            longest = longest.max(asked.elapsed().as_secs_f64() * 1e3);
            expired += u32::from(
                headers
                    .expires_at()
                    .is_some_and(|end| end <= SystemClock.now().wall),
            );
            calls += 1;
        }
    });
    report(
        "short_tokens/longest_wait",
        longest,
        "ms",
        None,
        "<=10",
        longest <= 10.0,
    );
    report(
        "short_tokens/expired_served",
        f64::from(expired),
        "tokens",
        None,
        "=0",
        expired == 0 && calls > 3000,
    );
    let renewals = requests.load(SeqCst);
    report(
        "short_tokens/exchanges",
        renewals as f64,
        "requests",
        None,
        "<=20",
        renewals <= 20,
    );
}

fn memory() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let count = 256;
    let providers: Vec<_> = (0..count).map(|_| Plain::client()).collect();
    let requests = Arc::default();
    let mut held = Vec::with_capacity(count);
    let measured = allocation_counter::measure(|| {
        for provider in providers {
            let upstream = Upstream {
                delay: Duration::ZERO,
                lifetime: 3600,
                requests: Arc::clone(&requests),
            };
            let auth = Authenticator::builder(provider, upstream)
                .runtime(runtime.handle().clone())
                .build();
            runtime.block_on(auth.headers()).unwrap();
            runtime.block_on(tokio::task::yield_now());
            held.push(auth);
        }
    });
    let each = measured.bytes_current as f64 / count as f64;
    report(
        "memory/authenticator_with_1_KiB_token",
        each,
        "bytes",
        None,
        "<=2048",
        each <= 2048.0,
    );
}
