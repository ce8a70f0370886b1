//! Rules 1 to 5 of the engine, over a scripted transport: one exchange, nobody can stop it, everyone learns the same.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{future::Future, pin::pin, sync::atomic::Ordering::SeqCst, task::Context};

use auth_core::{
    Actor, AuthorizationCode, AuthorizationCodeGrant, ConnectionId, Delivery, Error, ErrorKind,
    Grant, MemoryStore, PersonTask, Verdict,
    store::TokenStore,
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, bearer, connect, issuing, json, secs, token, until};
use futures_util::{FutureExt, future::join_all};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_cold_callers_make_one_exchange() {
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock);
    let gate = transport.hold();
    let callers: Vec<_> = (0..10_000)
        .map(|_| {
            let auth = auth.clone();
            tokio::spawn(async move { auth.headers().await.map(|headers| bearer(&headers)) })
        })
        .collect();
    until(|| transport.count() == 1).await;
    gate.open(1);
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap(), "token-1");
    }
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn callers_of_a_failing_endpoint_make_one_request_and_fail_together() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new().otherwise(|_| Ok(json(503, "")));
    let auth = connect(Plain::client(), &transport, &clock);
    let gate = transport.hold();
    let callers: Vec<_> = (0..32)
        .map(|_| {
            let auth = auth.clone();
            tokio::spawn(async move { auth.headers().await.unwrap_err().to_string() })
        })
        .collect();
    until(|| transport.count() == 1).await;
    // Only one exchange is let through: whoever made another one would wait for ever.
    gate.open(1);
    let errors: Vec<_> = join_all(callers)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(errors.iter().all(|error| error == &errors[0]), "{errors:?}");
    assert_eq!(transport.count(), 1);
    // The failure is remembered: the next caller is told when to come back, without a request.
    let error = auth.headers().await.unwrap_err();
    assert!(
        error.retry_after().is_some_and(|pause| pause <= secs(1)),
        "{error}"
    );
    assert_eq!(transport.count(), 1);
    gate.open(10);
    clock.advance(secs(1));
    assert_eq!(
        auth.headers().await.unwrap_err().kind(),
        &ErrorKind::Unavailable
    );
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn a_caller_dropped_at_any_poll_stops_nothing() {
    for polls in 0..4 {
        let (transport, clock) = (issuing(3600), ManualClock::default());
        let auth = connect(Plain::client(), &transport, &clock);
        let gate = transport.hold();
        {
            let mut leader = pin!(auth.headers());
            let mut follower = pin!(auth.headers());
            for _ in 0..polls {
                let mut context = Context::from_waker(std::task::Waker::noop());
                assert!(leader.as_mut().poll(&mut context).is_pending());
                assert!(follower.as_mut().poll(&mut context).is_pending());
                tokio::task::yield_now().await;
            }
        }
        gate.open(1);
        if polls == 0 {
            assert_eq!(transport.count(), 0, "an unpolled caller asks for nothing");
            continue;
        }
        until(|| auth.try_headers().is_some()).await;
        assert_eq!(bearer(&auth.headers().await.unwrap()), "token-1");
        assert_eq!(transport.count(), 1, "dropped after {polls} polls");
    }
}

#[tokio::test]
async fn a_provider_that_panics_fails_one_flight_and_the_next_works() {
    for on_answer in [false, true] {
        let (transport, clock) = (issuing(3600), ManualClock::default());
        let provider = Plain::client();
        let counter = if on_answer {
            &provider.panic_on_answer
        } else {
            &provider.panic_on_request
        };
        counter.store(1, SeqCst);
        let auth = connect(provider, &transport, &clock);
        let error = auth.headers().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.actor()),
            (&ErrorKind::Internal, Actor::Us)
        );
        assert!(auth.headers().await.is_ok());
    }
}

#[test]
fn the_runtime_of_a_caller_may_come_and_go() {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let first = runtime();
    let auth = first.block_on(async { connect(Plain::client(), &transport, &clock) });
    let gate = transport.hold();
    // The first runtime begins an exchange and is dropped while it is under way.
    first.block_on(async {
        assert!(auth.headers().now_or_never().is_none());
        until(|| transport.count() == 1).await;
    });
    drop(first);
    gate.open(1);
    let second = runtime();
    assert_eq!(bearer(&second.block_on(auth.headers()).unwrap()), "token-1");
    drop(second);
    // And an executor that is no tokio runtime at all.
    clock.advance(secs(4000));
    gate.open(1);
    assert_eq!(
        bearer(
            &futures_util::FutureExt::now_or_never(async {})
                .map_or_else(|| unreachable!(), |()| pollster(auth.headers()))
        ),
        "token-2"
    );
}

/// The smallest executor: parks the thread.
fn pollster<T>(future: impl Future<Output = Result<T, Error>>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut future = pin!(future);
    loop {
        if let std::task::Poll::Ready(result) =
            future.as_mut().poll(&mut Context::from_waker(&waker))
        {
            return result.unwrap();
        }
        std::thread::park();
    }
}

#[test]
fn an_exchange_on_a_runtime_that_goes_down_fails_and_the_next_works() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let (own, callers) = (runtime(), runtime());
    let auth = auth_core::Authenticator::builder(Plain::client(), transport.clone())
        .clock(clock)
        .runtime(own.handle().clone())
        .build();
    let _gate = transport.hold();
    let waiting = callers.spawn({
        let auth = auth.clone();
        async move { auth.headers_within(secs(20)).await }
    });
    callers.block_on(until(|| transport.count() == 1));
    own.shutdown_background();
    let error = callers.block_on(waiting).unwrap().unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Internal);
    // On a dead runtime every flight is cut off at once: nobody hangs.
    assert_eq!(
        callers.block_on(auth.headers()).unwrap_err().kind(),
        &ErrorKind::Internal
    );
}

#[tokio::test]
async fn one_callers_deadline_passes_while_others_wait_on() {
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock);
    let gate = transport.hold();
    let patient = tokio::spawn({
        let auth = auth.clone();
        async move { auth.headers().await }
    });
    until(|| transport.count() == 1).await;
    let error = auth
        .headers_within(std::time::Duration::from_millis(5))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::DeadlineExceeded);
    gate.open(1);
    assert_eq!(bearer(&patient.await.unwrap().unwrap()), "token-1");
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn late_rejections_of_an_old_generation_cause_no_exchange() {
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock);
    let old = auth.headers().await.unwrap().generation();
    auth.report(old, &Verdict::Rejected);
    let new = auth.headers().await.unwrap();
    assert_eq!((bearer(&new), transport.count()), ("token-2".into(), 2));
    for _ in 0..3 {
        auth.report(old, &Verdict::Rejected);
    }
    assert_eq!(auth.headers().await.unwrap().generation(), new.generation());
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn fresh_tokens_that_are_always_rejected_do_not_cause_a_storm() {
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock);
    for _ in 0..1000 {
        if let Ok(headers) = auth.headers().await {
            auth.report(headers.generation(), &Verdict::Rejected);
        }
        clock.advance(std::time::Duration::from_millis(100));
    }
    assert!(
        (4..=12).contains(&transport.count()),
        "{} exchanges in 100 s",
        transport.count()
    );
    clock.advance(secs(120));
    assert!(auth.headers().await.is_ok(), "it comes back");
}

#[tokio::test]
async fn an_invalidation_during_a_flight_does_not_publish_its_token() {
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock);
    let gate = transport.hold();
    let caller = tokio::spawn({
        let auth = auth.clone();
        async move { auth.headers().await }
    });
    until(|| transport.count() == 1).await;
    auth.invalidate();
    gate.open(2);
    assert_eq!(bearer(&caller.await.unwrap().unwrap()), "token-2");
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn what_was_forgotten_during_a_flight_stays_forgotten() {
    let (transport, clock) = (issuing(300), ManualClock::default());
    let auth = connect(Plain::person(), &transport, &clock);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(299));
    let gate = transport.hold();
    let caller = tokio::spawn({
        let auth = auth.clone();
        async move { auth.headers().await }
    });
    until(|| transport.count() == 2).await;
    auth.forget();
    gate.open(1);
    let error = caller.await.unwrap().unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert!(auth.try_headers().is_none());
    assert_eq!(transport.count(), 2);
}

async fn sign_in(auth: &auth_core::Authenticator) -> Result<auth_core::AuthHeaders, Error> {
    let code =
        AuthorizationCodeGrant::new(AuthorizationCode::new("code"), "https://app.example.test/");
    auth.sign_in(Grant::AuthorizationCode(code)).await
}

#[tokio::test]
async fn tokens_that_are_nearly_dead_when_issued_make_few_requests() {
    for seconds in [0, 1, 2, 5, 10, 15] {
        let (transport, clock) = (issuing(seconds), ManualClock::default());
        let auth = connect(Plain::client(), &transport, &clock);
        let step = std::time::Duration::from_millis(500);
        let mut served = 0_u32;
        for _ in 0..7200 {
            served += u32::from(auth.headers().await.is_ok());
            clock.advance(step);
        }
        // A renewal per usable life at the most, and with nothing usable only the pauses' own rhythm.
        let bound = if seconds == 0 {
            100
        } else {
            3600 * 10 / (usize::try_from(seconds).unwrap() * 6) + 2
        };
        assert!(
            transport.count() <= bound,
            "{seconds} s: {} requests",
            transport.count()
        );
        assert!(
            seconds == 0 || served > 7000,
            "{seconds} s: served {served} of 7200"
        );
    }
}

#[tokio::test]
async fn a_renewal_inside_the_soft_edge_delays_nobody() {
    let (transport, clock) = (issuing(100), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock);
    auth.headers().await.unwrap();
    clock.advance(secs(85));
    let gate = transport.hold();
    for _ in 0..100 {
        let headers = auth
            .headers()
            .now_or_never()
            .expect("ready at first poll")
            .unwrap();
        assert_eq!(bearer(&headers), "token-1");
    }
    until(|| transport.count() == 2).await;
    gate.open(1);
    until(|| {
        auth.try_headers()
            .is_some_and(|headers| bearer(&headers) == "token-2")
    })
    .await;
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn without_overlap_everyone_waits_for_the_new_token() {
    let (transport, clock) = (issuing(100), ManualClock::default());
    let auth = connect(Plain::no_overlap(), &transport, &clock);
    auth.headers().await.unwrap();
    clock.advance(secs(85));
    let gate = transport.hold();
    assert!(auth.try_headers().is_none());
    assert!(auth.headers().now_or_never().is_none());
    gate.open(1);
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
}

#[tokio::test]
async fn a_lost_answer_under_rotation_is_never_sent_again() {
    let lost =
        |_: &_| Err(Error::new(ErrorKind::Unavailable, "reset").delivered(Delivery::Uncertain));
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then(lost);
    let auth = connect(Plain::person(), &transport, &clock);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(280));
    assert!(
        auth.headers().await.is_ok(),
        "the old token is served while it lives"
    );
    until(|| auth.status().problem.is_some()).await;
    assert!(auth.headers().await.is_ok());
    clock.advance(secs(20));
    for _ in 0..5 {
        let error = auth.headers().await.unwrap_err();
        assert!(
            matches!(
                error.person_task(),
                Some(PersonTask::SignInAfterLostAnswer(_))
            ),
            "{error}"
        );
        assert!(error.is_delivery_uncertain());
        clock.advance(secs(3600));
    }
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn a_renewal_that_was_certainly_not_processed_is_tried_again_and_no_other() {
    for (status, again) in [
        (0, true),
        (408, false),
        (425, true),
        (429, true),
        (503, true),
        (500, false),
        (502, false),
        (504, false),
    ] {
        let clock = ManualClock::default();
        let answer = move |_: &_| match status {
            0 => {
                Err(Error::new(ErrorKind::Unavailable, "refused").delivered(Delivery::NotDelivered))
            }
            status => Ok(json(status, "")),
        };
        let transport = ScriptedTransport::new()
            .then(|_| Ok(token(1, 300)))
            .then(answer)
            .then(|_| Ok(token(2, 300)));
        let auth = connect(Plain::person(), &transport, &clock);
        sign_in(&auth).await.unwrap();
        clock.advance(secs(300));
        assert!(auth.headers().await.is_err());
        clock.advance(secs(1));
        assert_eq!(auth.headers().await.is_ok(), again, "after {status}");
        assert_eq!(
            transport.count(),
            if again { 3 } else { 2 },
            "after {status}"
        );
    }
}

#[tokio::test]
async fn wrong_configuration_keeps_the_grant_and_asks_slowly() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then_json(401, r#"{"error":"invalid_client"}"#)
        .then(|_| Ok(token(2, 300)));
    let auth = connect(Plain::person(), &transport, &clock);
    sign_in(&auth).await.unwrap();
    clock.advance(secs(300));
    let error = auth.headers().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.actor()),
        (&ErrorKind::Configuration, Actor::Operator)
    );
    clock.advance(secs(10));
    assert!(auth.headers().await.is_err());
    assert_eq!(transport.count(), 2, "not asked again so soon");
    clock.advance(secs(30));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
}

#[tokio::test]
async fn a_refused_password_is_not_tried_twice() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then_json(400, r#"{"error":"invalid_grant"}"#)
        .then(|_| Ok(token(2, 300)));
    let auth = connect(Plain::no_overlap(), &transport, &clock);
    for _ in 0..10 {
        assert_eq!(auth.headers().await.unwrap_err().actor(), Actor::Person);
        clock.advance(secs(3600));
    }
    assert_eq!(transport.count(), 1);
    assert_eq!(
        bearer(&auth.sign_in(Grant::password("right")).await.unwrap()),
        "token-2"
    );
}

#[tokio::test]
async fn a_refused_renewal_goes_on_to_the_sign_in_that_is_possible() {
    let clock = ManualClock::default();
    let transport = ScriptedTransport::new()
        .then(|_| Ok(token(1, 300)))
        .then_json(400, r#"{"error":"invalid_grant"}"#)
        .then(|_| Ok(token(2, 300)));
    let auth = connect(Plain::no_overlap(), &transport, &clock);
    auth.headers().await.unwrap();
    clock.advance(secs(300));
    assert_eq!(
        bearer(&auth.headers().await.unwrap()),
        "token-2",
        "nobody sees the refusal"
    );
    assert_eq!(transport.count(), 3);
}

#[tokio::test]
async fn a_second_process_takes_over_the_first_ones_token() {
    let (store, clock) = (MemoryStore::new(), ManualClock::default());
    let connection = || ConnectionId::new("plain/1");
    let build = |provider: Plain, transport: &ScriptedTransport| {
        auth_core::Authenticator::builder(provider, transport.clone())
            .clock(clock.clone())
            .store(store.clone(), connection())
            .build()
    };
    let (one, two) = (issuing(300), issuing(300));
    let first = build(Plain::person(), &one);
    sign_in(&first).await.unwrap();
    let second = build(Plain::person(), &two);
    assert_eq!(bearer(&second.headers().await.unwrap()), "token-1");
    clock.advance(secs(299));
    assert_eq!(bearer(&first.headers().await.unwrap()), "token-2");
    assert_eq!(
        bearer(&second.headers().await.unwrap()),
        "token-2",
        "adopted, not refreshed again"
    );
    assert_eq!((one.count(), two.count()), (2, 0));
    second.forget();
    for _ in 0..1000 {
        if store.load(&connection()).await.unwrap().is_none() {
            return;
        }
        tokio::task::yield_now().await;
        std::thread::yield_now();
    }
    panic!("the record was not removed");
}

#[tokio::test]
async fn a_wall_clock_that_jumps_never_serves_a_dead_token() {
    let (transport, clock) = (issuing(3600), ManualClock::default());
    let auth = connect(Plain::client(), &transport, &clock);
    let start = auth_core::Clock::now(&clock).wall;
    auth.headers().await.unwrap();
    // Backwards: the uptime still counts.
    clock.set_wall(start - time::Duration::hours(5));
    clock.advance(secs(3590));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-2");
    // Forwards: noticed at the next look at the wall clock, half a minute at the latest.
    clock.set_wall(start + time::Duration::hours(50));
    clock.advance(secs(31));
    assert_eq!(bearer(&auth.headers().await.unwrap()), "token-3");
}
