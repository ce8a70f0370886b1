//! The end of a token by its owner.

use auth_core::PersonTask;
use auth_sandbox::{Fault, FaultKind, Gate, tells_apart};
use auth_sinao::{Logout, Me, log_out};

use crate::{
    careless,
    connect::{World, assert_task},
};

#[tokio::test]
async fn s08_a_token_is_dead_after_its_logout() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    connection.client.call(&Logout).await.expect("logged out");
    let error = connection.client.call(&Me).await.expect_err("dead");
    assert_task(&error, &PersonTask::SignIn);
    assert_eq!(world.sinao().uses(0), 0);
}

/// After a logout that failed and one that did not: the calls that Sinao still accepted, and those it had to refuse.
type After = Vec<(usize, usize)>;

fn after(world: &World) -> (usize, usize) {
    let calls = world.sinao().requests().into_iter();
    let calls: Vec<_> = calls.filter(|seen| seen.path == "/v1/me").collect();
    let with = |status| {
        calls
            .iter()
            .filter(|seen| seen.status == Some(status))
            .count()
    };
    (with(200), with(401))
}

#[tokio::test]
async fn s08_a_logout_is_forgotten_here_whatever_became_of_it() {
    let (mut careless, mut careful) = (After::new(), After::new());
    for fails in [true, false] {
        let (theirs, ours) = (World::start().await, World::start().await);
        for world in [&theirs, &ours] {
            let fault = Fault::new(FaultKind::Status(500)).on("POST", "/v1/logout");
            world.sinao().fault(fault.times(usize::from(fails)));
        }
        let token = careless::token(theirs.sinao()).await;
        let logout = careless::post(theirs.sinao(), "/logout").bearer_auth(&token);
        // Its answer is not looked at, and the token stays where it is.
        careless::status(logout).await;
        careless::status(careless::me(theirs.sinao(), &token)).await;
        careless.push(after(&theirs));

        let connection = ours.signed_in().await;
        let logged_out = log_out(&connection.client, &connection.auth).await;
        assert_eq!(logged_out.is_err(), fails);
        assert!(connection.auth.try_headers().is_none());
        let error = connection.client.call(&Me).await.expect_err("forgotten");
        assert_task(&error, &PersonTask::SignIn);
        assert_eq!(ours.sinao().count("POST", "/v1/logout"), 1);
        assert_eq!(ours.refreshes(), 0);
        careful.push(after(&ours));
    }
    let rule = |after: &After| *after == [(0, 0), (0, 0)];
    tells_apart(rule, &careless, &careful);
}

#[tokio::test]
async fn s08_who_goes_away_during_a_logout_is_logged_out_here() {
    let world = World::start().await;
    let connection = world.signed_in().await;
    let gate = Gate::new();
    let hold = Fault::new(FaultKind::Hold(gate.clone())).on("POST", "/v1/logout");
    world.sinao().fault(hold);
    tokio::select! {
        _ = log_out(&connection.client, &connection.auth) => panic!("nothing answers"),
        () = async {
            while world.sinao().count("POST", "/v1/logout") == 0 {
                tokio::task::yield_now().await;
            }
        } => {}
    }
    assert!(connection.auth.try_headers().is_none());
    gate.open();
}
