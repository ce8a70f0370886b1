//! The key of an application: where it goes, and its end.

use auth_core::{ErrorKind, PersonTask};
use auth_sandbox::{Sinao as Imitation, tells_apart};
use auth_sinao::Me;

use crate::{
    careless,
    connect::{DAY, World, assert_task},
};

/// Of each call: whether it carried the key's own header, whether it carried the other, and the status of its answer.
type Carried = Vec<(bool, bool, u16)>;

fn carried(sinao: &Imitation) -> Carried {
    let has = |headers: &[String], name: &str| headers.iter().any(|header| header == name);
    let requests = sinao.requests().into_iter();
    let carried = requests.map(|seen| {
        let own = has(&seen.headers, "api-key");
        let other = has(&seen.headers, "authorization");
        (own, other, seen.status.expect("answered"))
    });
    carried.collect()
}

/// Shows S003-10.
#[tokio::test]
async fn s09_a_key_goes_in_its_own_header_and_alone() {
    let world = World::start().await;
    let sinao = world.sinao();
    let key = sinao.api_key();
    // As the OpenAPI file has it, and then both to be sure.
    careless::status(careless::me(sinao, key)).await;
    careless::status(careless::me(sinao, key).header("Api-Key", key)).await;
    assert_eq!(carried(sinao), [(false, true, 401), (true, true, 400)]);

    let ours = World::start().await;
    let connection = ours.keyed();
    connection.client.call(&Me).await.expect("user");
    connection.client.get("/me").send().await.expect("user");
    for name in ["authorization", "api-key"] {
        let call = connection.client.get("/me").header(name, "Bearer other");
        let error = call.send().await.expect_err("two credentials");
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{error:?}");
    }
    let rule = |carried: &Carried| *carried == [(true, false, 200), (true, false, 200)];
    tells_apart(rule, &carried(sinao), &carried(ours.sinao()));
}

/// What a deleted key led to, over ten days: refused calls, and whether an administrator was told.
#[derive(Debug)]
struct Deleted {
    refused: usize,
    told: bool,
}

fn refused(world: &World) -> usize {
    let requests = world.sinao().requests();
    let refused = requests.iter().filter(|seen| seen.status == Some(401));
    refused.count()
}

/// Shows S003-07.
#[tokio::test]
async fn s12_a_deleted_key_needs_a_person_and_is_not_tried_again() {
    let world = World::start().await;
    let key = world.sinao().api_key();
    world.sinao().revoke_api_key();
    let mut told = false;
    for _ in 0..10 {
        careless::status(careless::get(world.sinao(), "/me").header("Api-Key", key)).await;
        // There is a key, so all is well.
        told |= key.is_empty();
        world.advance(DAY);
    }
    let careless = Deleted {
        refused: refused(&world),
        told,
    };

    let ours = World::start().await;
    let connection = ours.keyed();
    connection.client.call(&Me).await.expect("user");
    ours.sinao().revoke_api_key();
    for _ in 0..10 {
        let error = connection.client.call(&Me).await.expect_err("deleted");
        assert_task(&error, &PersonTask::GenerateKey);
        ours.advance(DAY);
    }
    let problem = connection.auth.status().problem.expect("a problem");
    let careful = Deleted {
        refused: refused(&ours),
        told: problem.person_task() == Some(&PersonTask::GenerateKey),
    };
    let rule = |deleted: &Deleted| deleted.refused == 1 && deleted.told;
    tells_apart(rule, &careless, &careful);
}
