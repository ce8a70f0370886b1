//! The rule of the window against a server that counts on its own, and the line.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::{RateLimit, RateLimitHeaders, RateLimitTold, Response, StatusCode};
use futures_util::FutureExt;
use proptest::prelude::*;
use tokio::{task::JoinSet, time};

use super::*;

const WINDOW: Duration = Duration::from_secs(10);

fn limiter(calls: u32, at_once: u32) -> Arc<Limiter> {
    Arc::new(Limiter::new(
        &RateLimit::new(calls, WINDOW).in_flight(at_once),
    ))
}

fn some_day() -> Instant {
    Instant::now() + Duration::from_secs(86_400)
}

fn paused() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().unwrap()
}

/// What an answer tells with these values, whose window ends in `reset_in`.
fn told(total: &str, remaining: &str, reset_in: Option<Duration>) -> RateLimitTold {
    let headers = RateLimitHeaders {
        total: "total",
        remaining: "remaining",
        reset: "reset",
    };
    let reset = reset_in.map_or(-1.0, |reset_in| reset_in.as_secs_f64());
    let map = [
        ("total", total),
        ("remaining", remaining),
        ("reset", &reset.to_string()),
    ];
    let map = map.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    headers.read(&Response::new(
        StatusCode::OK,
        map.into_iter().collect(),
        [],
    ))
}

/// One call of a generated load, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Planned {
    begins: u64,
    /// From leaving to arriving, where the server counts it.
    arrives_after: u64,
    answered_after: u64,
    /// Gives up this long after it began, whatever it waits for.
    gives_up_after: Option<u64>,
}

fn planned() -> impl Strategy<Value = Planned> {
    let times = (0..30_000_u64, 0..900_u64, 0..3000_u64);
    (times, prop::option::weighted(0.2, 0..12_000_u64)).prop_map(|(times, gives_up_after)| {
        let (begins, arrives_after, answered_after) = times;
        Planned {
            begins,
            arrives_after,
            answered_after,
            gives_up_after,
        }
    })
}

/// What a server counts: each call's arrival, and how many are inside.
#[derive(Default)]
struct Model {
    arrivals: Mutex<Vec<Instant>>,
    inside: AtomicUsize,
    most_inside: AtomicUsize,
}

struct Inside(Arc<Model>);

impl Model {
    fn arrived(self: &Arc<Self>) -> Inside {
        self.arrivals.lock().unwrap().push(Instant::now());
        let inside = self.inside.fetch_add(1, SeqCst) + 1;
        self.most_inside.fetch_max(inside, SeqCst);
        Inside(Arc::clone(self))
    }

    /// The most calls that any window of this length had, wherever it begins.
    fn most_in_a_window(&self) -> usize {
        let mut arrivals = self.arrivals.lock().unwrap().clone();
        arrivals.sort();
        let within = |first: &Instant| {
            let later = arrivals.iter().filter(|at| *at >= first);
            later.filter(|at| **at - *first < WINDOW).count()
        };
        arrivals.iter().map(within).max().unwrap_or(0)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, SeqCst);
    }
}

/// Makes one call; whoever gives up leaves a request that arrives all the same, and ends there at once.
async fn call(limiter: Arc<Limiter>, model: Arc<Model>, plan: Planned) -> bool {
    let millis = Duration::from_millis;
    let passes = |time| time::sleep(millis(time)); // why: by the paused clock, as planned
    passes(plan.begins).await;
    let made = async {
        let mut permit = limiter.enter(Turn::take(), some_day()).await.unwrap();
        permit.leaves();
        let lost = Lost::new(&model, millis(plan.arrives_after));
        passes(plan.arrives_after).await;
        let inside = lost.arrived();
        passes(plan.answered_after).await;
        drop(inside);
        permit.answered(&RateLimitTold::default());
    };
    if let Some(patience) = plan.gives_up_after {
        time::timeout(millis(patience), made).await.is_ok()
    } else {
        made.await;
        true
    }
}

/// A request that has left; dropped on its way, it arrives all the same.
struct Lost<'a> {
    model: &'a Arc<Model>,
    at: Instant,
    arrived: bool,
}

impl<'a> Lost<'a> {
    fn new(model: &'a Arc<Model>, after: Duration) -> Self {
        let at = Instant::now() + after;
        Self {
            model,
            at,
            arrived: false,
        }
    }

    fn arrived(mut self) -> Inside {
        self.arrived = true;
        self.model.arrived()
    }
}

impl Drop for Lost<'_> {
    fn drop(&mut self) {
        if !self.arrived {
            self.model.arrivals.lock().unwrap().push(self.at);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_window_has_more_than_its_calls(
        load in prop::collection::vec(planned(), 1..120),
        calls in 1..25_u32,
        at_once in 1..12_u32,
    ) {
        let (most_in_a_window, most_inside, arrived, kept) = paused().block_on(async {
            let limiter = limiter(calls, at_once);
            let model = Arc::<Model>::default();
            let mut load: JoinSet<_> = load
                .iter()
                .map(|plan| call(Arc::clone(&limiter), Arc::clone(&model), *plan))
                .collect();
            let mut kept = 0;
            while let Some(made) = load.join_next().await {
                kept += usize::from(made.unwrap());
            }
            let arrived = model.arrivals.lock().unwrap().len();
            // Liveness: a while later there is room for all again.
            time::advance(WINDOW + Duration::from_secs(1)).await;
            assert!(limiter.is_idle());
            (model.most_in_a_window(), model.most_inside.load(SeqCst), arrived, kept)
        });
        prop_assert!(most_in_a_window <= calls as usize);
        prop_assert!(most_inside <= at_once as usize);
        let patient = load.iter().filter(|plan| plan.gives_up_after.is_none()).count();
        prop_assert!(kept >= patient && arrived >= kept);
    }
}

#[tokio::test(start_paused = true)]
async fn the_whole_window_is_used_and_then_waited_for() {
    let limiter = limiter(20, 20);
    let begun = Instant::now();
    for _ in 0..40 {
        let mut permit = limiter.enter(Turn::take(), some_day()).await.unwrap();
        permit.leaves();
        permit.answered(&RateLimitTold::default());
    }
    assert_eq!(begun.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn who_came_first_enters_first() {
    let limiter = limiter(1000, 1);
    let first = limiter.try_enter(Turn::take()).unwrap();
    let order = Arc::<Mutex<Vec<usize>>>::default();
    let mut line = JoinSet::new();
    for number in 0..50 {
        let turn = Turn::take();
        let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
        line.spawn(async move {
            let permit = limiter.enter(turn, some_day()).await.unwrap();
            order.lock().unwrap().push(number);
            tokio::task::yield_now().await;
            drop(permit);
        });
        tokio::task::yield_now().await;
    }
    // There is room now, and it is theirs.
    drop(first);
    assert!(limiter.try_enter(Turn::take()).is_none());
    line.join_all().await;
    assert_eq!(*order.lock().unwrap(), (0..50).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_place_in_line_is_given_up_with_its_future() {
    let limiter = limiter(20, 1);
    let held = limiter.try_enter(Turn::take()).unwrap();
    // Dropped before its first poll, while it waits, and when it was called and not polled since.
    drop(limiter.enter(Turn::take(), some_day()));
    let mut waits = Box::pin(limiter.enter(Turn::take(), some_day()));
    assert!((&mut waits).now_or_never().is_none());
    drop(waits);
    let mut called = Box::pin(limiter.enter(Turn::take(), some_day()));
    assert!((&mut called).now_or_never().is_none());
    let mut next = Box::pin(limiter.enter(Turn::take(), some_day()));
    assert!((&mut next).now_or_never().is_none());
    drop(held);
    drop(called);
    assert!(next.now_or_never().is_some());
    assert!(limiter.state().line.is_empty());
    assert!(limiter.is_idle(), "no call left");
}

#[test]
fn a_runtime_that_goes_away_takes_no_room_with_it() {
    let limiter = limiter(20, 1);
    let held = limiter.try_enter(Turn::take()).unwrap();
    let gone = paused();
    for _ in 0..3 {
        let limiter = Arc::clone(&limiter);
        gone.spawn(async move {
            let _permit = limiter.enter(Turn::take(), some_day()).await;
            std::future::pending::<()>().await;
        });
    }
    gone.block_on(tokio::task::yield_now());
    let waiting = {
        let limiter = Arc::clone(&limiter);
        std::thread::spawn(move || {
            let enters = limiter.enter(Turn::take(), some_day());
            tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap()
                .block_on(enters)
                .is_ok()
        })
    };
    // The first in line is let in by a runtime that does not run any more, and is lost with it.
    drop(held);
    drop(gone);
    assert!(waiting.join().unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_does_not_come_in_time_says_when_it_may() {
    let limiter = limiter(1, 1);
    let mut first = limiter.try_enter(Turn::take()).unwrap();
    let second = Duration::from_secs(1);
    let waited = limiter.enter(Turn::take(), Instant::now() + second).await;
    assert_eq!(waited.unwrap_err(), None, "nobody knows when it ends");
    first.leaves();
    first.answered(&RateLimitTold::default());
    drop(first);
    let begun = Instant::now();
    let waited = limiter.enter(Turn::take(), begun + second).await;
    assert_eq!(waited.unwrap_err(), Some(begun + WINDOW));
    assert_eq!(begun.elapsed(), Duration::ZERO, "no use in waiting");
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_tells_is_believed() {
    let limiter = limiter(20, 100);
    let mut heavy = limiter.try_enter(Turn::take()).unwrap();
    heavy.leaves();
    // A heavy call cost 15, of a window that has five seconds left.
    heavy.answered(&told("20", "5", Some(Duration::from_secs(5))));
    drop(heavy);
    let entered: Vec<_> = (0..20)
        .map_while(|_| limiter.try_enter(Turn::take()))
        .collect();
    assert_eq!(entered.len(), 5);
    drop(entered);
    time::advance(Duration::from_secs(6)).await;
    let entered: Vec<_> = (0..20)
        .map_while(|_| limiter.try_enter(Turn::take()))
        .collect();
    assert_eq!(
        entered.len(),
        19,
        "the heavy one counts a window from its answer"
    );
    drop(entered);

    for (total, room) in [("3", 3), ("30", 30)] {
        time::advance(WINDOW).await;
        let mut call = limiter.try_enter(Turn::take()).unwrap();
        call.answered(&told(total, "", None));
        drop(call);
        time::advance(WINDOW).await;
        let entered: Vec<_> = (0..99)
            .map_while(|_| limiter.try_enter(Turn::take()))
            .collect();
        assert_eq!(entered.len(), room);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_left_holds_everybody_back_until_the_window_ends() {
    let limiter = limiter(20, 20);
    let mut old = Vec::new();
    for _ in 0..10 {
        let mut call = limiter.try_enter(Turn::take()).unwrap();
        call.answered(&RateLimitTold::default());
        old.push(call);
    }
    drop(old);
    time::advance(Duration::from_secs(8)).await;
    let mut last = limiter.try_enter(Turn::take()).unwrap();
    let reset_in = Duration::from_secs(7);
    last.answered(&told("20", "0", Some(reset_in)));
    drop(last);
    let begun = Instant::now();
    // Ten are no longer counted after two seconds, and yet nothing is left.
    drop(limiter.enter(Turn::take(), some_day()).await.unwrap());
    assert_eq!(begun.elapsed().as_secs(), reset_in.as_secs());
}
