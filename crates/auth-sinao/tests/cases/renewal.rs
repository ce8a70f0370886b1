//! The renewal: how long it works, that it is one, and what is left when its answer is lost.

use auth_core::{ErrorKind, PersonTask};
use auth_sandbox::{Fault, FaultKind, Gate, RefreshWindow, When, tells_apart};
use auth_sinao::Me;

use crate::{
    careless,
    connect::{DAY, HOUR, World, assert_task},
};

/// Whether a call at each age of the sign-in succeeded, and the refreshes that were tried.
type Ages = Vec<(bool, usize)>;

/// Shows S003-02, S003-05.
#[tokio::test]
async fn s04_renewal_works_for_14_days_also_after_the_end() {
    let ages = [23 * HOUR, 25 * HOUR, 13 * DAY + 23 * HOUR, 14 * DAY + HOUR];
    let (mut careless, mut careful) = (Ages::new(), Ages::new());
    for age in ages {
        let world = World::start().await;
        let mut token = careless::token(world.sinao()).await;
        world.advance(age);
        // What has expired is not worth a renewal.
        if age < DAY {
            let refreshed = careless::answer(careless::refresh(world.sinao(), &token)).await;
            token = careless::token_in(&refreshed.1);
        }
        let called = careless::status(careless::me(world.sinao(), &token)).await;
        careless.push((called == 200, world.refreshes()));

        let ours = World::start().await;
        let connection = ours.signed_in().await;
        ours.advance(age);
        let called = connection.client.call(&Me).await;
        if let Err(error) = &called {
            assert_task(error, &PersonTask::SignIn);
            connection
                .auth
                .headers()
                .await
                .expect_err("a refusal is final");
        }
        careful.push((called.is_ok(), ours.refreshes()));
        assert_eq!(ours.logins(), 1);
    }
    let rule = |ages: &Ages| *ages == [(true, 1), (true, 1), (true, 1), (false, 1)];
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn s04_a_kept_password_signs_in_when_the_renewal_ends() {
    let world = World::start().await;
    let connection = world.kept();
    connection.client.call(&Me).await.expect("user");
    world.advance(15 * DAY);
    // Who waited for the refused renewal may learn of it; who comes next never does.
    let _ = connection.auth.headers().await;
    connection.client.call(&Me).await.expect("user");
    assert_eq!((world.refreshes(), world.logins()), (1, 2));
}

#[tokio::test]
async fn s05_a_person_is_asked_for_in_time_while_everything_works() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    let near = || {
        let needed_at = connection.auth.status().person_needed_at;
        needed_at.is_some_and(|at| at - world.sandbox.clock().now() < time::Duration::DAY)
    };
    for day in 1..=13 {
        assert!(!near(), "day {day}");
        world.advance(DAY);
        connection.client.call(&Me).await.expect("renewed");
    }
    world.advance(HOUR);
    assert!(near(), "after 13 days");
    connection.client.call(&Me).await.expect("still works");
    // Nobody is needed where the password is kept.
    let kept = world.kept();
    kept.client.call(&Me).await.expect("user");
    assert_eq!(kept.auth.status().person_needed_at, None);
}

/// Whether a call each day for 20 days succeeded, window by window.
type Days = Vec<(RefreshWindow, Vec<bool>)>;

#[tokio::test]
async fn s05_both_readings_of_the_14_days_are_lived_to_their_end() {
    let (mut careless, mut careful) = (Days::new(), Days::new());
    for window in [RefreshWindow::FromLogin, RefreshWindow::Sliding] {
        let (theirs, ours) = (World::start().await, World::start().await);
        theirs.sinao().set_refresh_window(window);
        ours.sinao().set_refresh_window(window);
        let mut token = careless::token(theirs.sinao()).await;
        let connection = ours.signed_in().await;
        let warned = connection.auth.status().person_needed_at;
        assert_eq!(warned, Some(ours.sandbox.clock().now() + 14 * DAY));
        let (mut their_days, mut our_days) = (Vec::new(), Vec::new());
        for day in 1..=20 {
            theirs.advance(DAY);
            ours.advance(DAY);
            // 14 days from the login, and not one more.
            if day < 14 {
                let refreshed = careless::answer(careless::refresh(theirs.sinao(), &token)).await;
                token = careless::token_in(&refreshed.1);
            }
            let called = careless::status(careless::me(theirs.sinao(), &token)).await;
            their_days.push(called == 200);
            our_days.push(connection.client.call(&Me).await.is_ok());
        }
        careless.push((window, their_days));
        careful.push((window, our_days));
    }
    let rule = |days: &Days| {
        days.iter().all(|(window, worked)| {
            let last = match window {
                RefreshWindow::Sliding => 20,
                _ => 13,
            };
            worked.iter().filter(|it| **it).count() == last
        })
    };
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn s05_both_readings_of_the_14_days_are_tolerated() {
    for (window, renewed) in [
        (RefreshWindow::FromLogin, false),
        (RefreshWindow::Sliding, true),
    ] {
        let world = World::start().await;
        world.sinao().set_refresh_window(window);
        let connection = world.signed_in().await;
        let warned = connection.auth.status().person_needed_at;
        assert_eq!(warned, Some(world.sandbox.clock().now() + 14 * DAY));
        world.advance(13 * DAY);
        connection.client.call(&Me).await.expect("within 14 days");
        world.advance(7 * DAY);
        let called = connection.client.call(&Me).await;
        assert_eq!(called.is_ok(), renewed, "{window:?}: {called:?}");
        assert_eq!(world.refreshes(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s06_fifty_calls_at_the_end_are_held_for_one_renewal() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    world.advance(23 * HOUR + HOUR / 2);
    let calls = (0..50).map(|_| {
        let client = connection.client.clone();
        tokio::spawn(async move { client.call(&Me).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("user");
    }
    assert_eq!((world.refreshes(), world.calls()), (1, 50));
    assert_eq!(
        world.sinao().uses(0),
        0,
        "the old token is not used beside its renewal"
    );
    assert_eq!(world.sinao().uses(1), 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s06_fifty_calls_with_a_dead_token_are_repeated_with_one_new_token() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    // Their clock alone: the token is over before we know.
    world.sandbox.clock().advance(25 * HOUR);
    let calls = (0..50).map(|_| {
        let client = connection.client.clone();
        tokio::spawn(async move { client.call(&Me).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("user");
    }
    assert_eq!((world.refreshes(), world.logins()), (1, 1));
    assert_eq!(world.sinao().uses(1), 50);
}

/// How many of fifty calls failed that were under way when their token was black-listed, and the refreshes it took.
#[derive(Debug)]
struct UnderWay {
    failed: usize,
    refreshes: usize,
}

/// Holds fifty calls at the door of `/v1/me`.
fn held(world: &World) -> Gate {
    let gate = Gate::new();
    let hold = Fault::new(FaultKind::Hold(gate.clone())).on("GET", "/v1/me");
    world.sinao().fault(hold.times(50));
    gate
}

async fn arrived(world: &World, calls: usize) {
    while world.calls() < calls {
        tokio::task::yield_now().await;
    }
}

async fn hand_written() -> UnderWay {
    let world = World::start().await;
    let token = careless::token(world.sinao()).await;
    let gate = held(&world);
    let calls = (0..50).map(|_| {
        let (sinao, token) = (world.sinao().clone(), token.clone());
        tokio::spawn(async move {
            if careless::status(careless::me(&sinao, &token)).await == 200 {
                return true;
            }
            // Each for itself.
            let refreshed = careless::answer(careless::refresh(&sinao, &token)).await;
            let token = careless::token_in(&refreshed.1);
            careless::status(careless::me(&sinao, &token)).await == 200
        })
    });
    let calls: Vec<_> = calls.collect();
    arrived(&world, 50).await;
    careless::status(careless::refresh(world.sinao(), &token)).await;
    gate.open();
    let mut failed = 0;
    for call in calls {
        failed += usize::from(!call.await.expect("no panic"));
    }
    UnderWay {
        failed,
        refreshes: world.refreshes(),
    }
}

async fn ours() -> UnderWay {
    let world = World::start().await;
    let connection = world.signed_in().await;
    let gate = held(&world);
    let calls = (0..50).map(|_| {
        let client = connection.client.clone();
        tokio::spawn(async move { client.call(&Me).await.is_ok() })
    });
    let calls: Vec<_> = calls.collect();
    arrived(&world, 50).await;
    // The renewal black-lists the token that the fifty carry.
    world.advance(23 * HOUR + HOUR / 2);
    connection.auth.headers().await.expect("renewed");
    gate.open();
    let mut failed = 0;
    for call in calls {
        failed += usize::from(!call.await.expect("no panic"));
    }
    UnderWay {
        failed,
        refreshes: world.refreshes(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s06_fifty_calls_under_way_survive_the_black_listing_of_their_token() {
    let rule = |seen: &UnderWay| seen.failed == 0 && seen.refreshes == 1;
    tells_apart(rule, &hand_written().await, &ours().await);
}

fn lost_refresh() -> Fault {
    Fault::new(FaultKind::DropAnswer)
        .on("GET", "/v1/refresh")
        .when(When::AfterStateChange)
}

/// The refreshes that a lost answer led to within twenty minutes, and how often the person was told to sign in.
#[derive(Debug)]
struct Lost {
    refreshes: usize,
    told: usize,
}

#[tokio::test]
async fn s07_a_lost_renewal_starts_no_storm_and_tells_the_person() {
    let world = World::start().await;
    let token = careless::token(world.sinao()).await;
    world.advance(25 * HOUR);
    world.sinao().fault(lost_refresh());
    for _ in 0..20 {
        // No token yet: tried again.
        let _ = careless::refresh(world.sinao(), &token).send().await;
        world.advance(HOUR / 60);
    }
    let careless = Lost {
        refreshes: world.refreshes(),
        told: 0,
    };

    let ours = World::start().await;
    let connection = ours.signed_in().await;
    ours.advance(25 * HOUR);
    ours.sinao().fault(lost_refresh());
    let mut told = 0;
    for _ in 0..20 {
        let error = connection.client.call(&Me).await.expect_err("lost");
        told += usize::from(error.person_task() == Some(&PersonTask::SignIn));
        ours.advance(HOUR / 60);
    }
    let careful = Lost {
        refreshes: ours.refreshes(),
        told,
    };
    let rule = |lost: &Lost| lost.refreshes == 2 && lost.told == 19;
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn s07_a_lost_renewal_is_tried_once_more_and_then_reported() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    world.advance(25 * HOUR);
    world.sinao().fault(lost_refresh());
    let error = connection.auth.headers().await.expect_err("lost");
    assert_eq!(*error.kind(), ErrorKind::Unavailable, "{error:?}");
    assert!(error.is_delivery_uncertain());
    connection.auth.headers().await.expect_err("paused");
    assert_eq!(world.refreshes(), 1, "not before the pause is over");

    for _ in 0..20 {
        world.advance(HOUR / 60);
        let error = connection.auth.headers().await.expect_err("black-listed");
        assert_task(&error, &PersonTask::SignIn);
    }
    assert_eq!((world.refreshes(), world.logins()), (2, 1), "no storm");
}

#[tokio::test]
async fn s07_a_renewal_that_never_arrived_is_made_up_for() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    world.advance(25 * HOUR);
    world
        .sinao()
        .fault(Fault::new(FaultKind::Reset).on("GET", "/v1/refresh"));
    connection.auth.headers().await.expect_err("reset");
    world.advance(HOUR / 60);
    connection.client.call(&Me).await.expect("user");
    assert_eq!((world.refreshes(), world.logins()), (2, 1));
}

#[tokio::test]
async fn s07_a_kept_password_makes_up_for_a_lost_renewal() {
    let world = World::start().await;
    let connection = world.kept();
    connection.auth.headers().await.expect("headers");
    world.advance(25 * HOUR);
    world.sinao().fault(lost_refresh());
    connection.auth.headers().await.expect_err("lost");
    world.advance(HOUR / 60);
    // Who waited for the refused renewal may learn of it; who comes next never does.
    let _ = connection.auth.headers().await;
    connection.client.call(&Me).await.expect("user");
    assert_eq!((world.refreshes(), world.logins()), (2, 2));
}

#[tokio::test]
async fn absurd_lifetimes_make_few_requests() {
    for lifetime in ["-1", "0", "1e300", "\"soon\"", "null"] {
        let world = World::start().await;
        let connection = world.kept();
        let value = lifetime.parse().expect("json");
        let fault = FaultKind::ReplaceMember("expires_in".to_owned(), value);
        world.sinao().fault(Fault::new(fault).times(usize::MAX));
        for _ in 0..100 {
            // Whether a token is served depends on the lifetime; that nothing storms does not.
            let _ = connection.auth.headers().await;
        }
        assert!(world.logins() + world.refreshes() <= 2, "{lifetime}");
    }
}
