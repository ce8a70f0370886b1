//! One authenticator takes another's place under calls that run.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::{
    Actor, Authenticator, ErrorKind, RateLimit, Response, StatusCode, testing::ScriptedTransport,
};
use auth_reqwest::Client;
use http::HeaderName;
use tokio::sync::Semaphore;

use crate::{
    provider::{Scene, judged},
    server::{Step, answer, header},
};

const FOLDER: HeaderName = HeaderName::from_static("x-folder");

/// Two servers with a provider each: the first is called at first.
struct Move {
    old: Scene,
    new: Scene,
    client: Client,
    next: Authenticator,
}

impl Move {
    fn between(old: Scene, new: Scene) -> Self {
        let first = Scene::holding("old", old.provider());
        let next = Scene::holding("new", new.provider());
        Self {
            client: Client::new(first).unwrap(),
            next,
            old,
            new,
        }
    }

    async fn to_one_that_answers(old: Scene) -> Self {
        Self::between(old, Scene::answering(vec![answer(200, &[], "new")]).await)
    }

    /// A first server that answers when the gate opens.
    async fn held(last: Vec<u8>) -> (Self, Arc<Semaphore>) {
        let gate = Arc::new(Semaphore::new(0));
        let opens = Arc::clone(&gate);
        let script = move |_| {
            let gate = Step::Gate(Arc::clone(&opens));
            vec![Step::Read, gate, Step::Write(last.clone())]
        };
        (
            Self::to_one_that_answers(Scene::start(script).await).await,
            gate,
        )
    }

    /// Switches when the first server has a call, and then lets it answer.
    async fn under(&self, gate: &Semaphore) {
        while self.old.server.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        self.client.switch(self.next.clone()).await.unwrap();
        gate.add_permits(1);
    }
}

#[tokio::test]
async fn all_views_and_calls_not_sent_yet_follow() {
    let old = Scene::answering(vec![answer(200, &[], "old")]).await;
    let moved = Move::to_one_that_answers(old).await;
    let client = &moved.client;
    let view = client.with_header(FOLDER, "7".parse().unwrap());
    let begun = client
        .get("/folder")
        .query(&[("page", 2)])
        .header("x-folder", "8");
    assert_eq!(
        client.get("/a").send().await.unwrap().text().await.unwrap(),
        "old"
    );
    client.clone().switch(moved.next.clone()).await.unwrap();
    for call in [begun, view.get("/folder"), client.put("/a").json(&[1])] {
        assert_eq!(call.send().await.unwrap().text().await.unwrap(), "new");
    }
    assert_eq!(moved.old.bearers(), ["old"]);
    assert_eq!(moved.new.bearers(), ["new"; 3]);
    let seen = moved.new.server.seen();
    assert!(seen[0].starts_with("GET /v1/folder?page=2 "), "{}", seen[0]);
    assert_eq!(header(&seen[1], "x-folder"), Some("7"));
    assert_eq!(*moved.old.prepared.lock().unwrap(), ["/a"]);
    let facts = client.authenticator();
    assert_eq!(facts.provider().facts().api, *moved.new.server.url("/v1"));
}

#[tokio::test]
async fn a_switch_that_fails_changes_nothing() {
    let old = Scene::answering(vec![answer(200, &[], "old")]).await;
    let moved = Move::to_one_that_answers(old).await;
    let refusing = Authenticator::new(moved.new.provider(), ScriptedTransport::new());
    let error = moved.client.switch(refusing).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.actor(), Actor::Wait);

    // Dropped while the credential is on its way, it changes nothing either.
    let slow = ScriptedTransport::new();
    let _closed = slow.hold();
    let never = Authenticator::new(moved.new.provider(), slow.clone());
    let mut switch = Box::pin(moved.client.switch(never));
    while slow.count() == 0 {
        tokio::select! {
            _ = &mut switch => panic!("it has no credential"),
            () = tokio::task::yield_now() => {}
        }
    }
    drop(switch);
    assert!(moved.client.get("/a").send().await.is_ok());
    assert_eq!(moved.old.bearers(), ["old"]);
    assert_eq!(moved.new.server.connections(), 0);
}

#[tokio::test]
async fn a_call_under_way_ends_with_what_it_began_with() {
    let (moved, gate) = Move::held(judged(403, "forbidden", "")).await;
    let call = moved.client.get("/a").send();
    let (answered, ()) = tokio::join!(call, moved.under(&gate));
    let error = answered.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Forbidden);
    assert_eq!(moved.old.bearers(), ["old"]);
    assert_eq!(moved.old.shown.lock().unwrap().len(), 1);
    assert!(moved.new.shown.lock().unwrap().is_empty());
    assert_eq!(moved.new.server.connections(), 0);
}

#[tokio::test]
async fn a_call_whose_old_credential_is_gone_is_made_again_with_the_new_one() {
    for verdict in ["rejected", "needs-person"] {
        let (moved, gate) = Move::held(judged(401, verdict, "")).await;
        let call = moved.client.put("/a?b=c").json(&[1]).send();
        let (answered, ()) = tokio::join!(call, moved.under(&gate));
        assert_eq!(answered.unwrap().text().await.unwrap(), "new");
        assert_eq!(moved.old.bearers(), ["old"], "{verdict}");
        assert_eq!(moved.new.bearers(), ["new"], "{verdict}");
        let seen = moved.new.server.seen();
        assert!(seen[0].starts_with("PUT /v1/a?b=c ") && seen[0].ends_with("\r\n\r\n[1]"));
    }
}

#[tokio::test]
async fn a_call_that_may_not_be_repeated_is_not_repeated_by_the_new_one() {
    let (moved, gate) = Move::held(judged(401, "rejected", "")).await;
    let call = moved.client.post("/a").send();
    let (answered, ()) = tokio::join!(call, moved.under(&gate));
    assert_eq!(answered.unwrap_err().status().unwrap(), 401);
    assert_eq!(moved.new.server.connections(), 0);
}

#[tokio::test]
async fn a_call_that_waits_for_the_old_credential_keeps_to_the_old_connection() {
    let old = Scene::answering(vec![answer(200, &[], "old")]).await;
    let mut moved = Move::to_one_that_answers(old).await;
    let body = |_: &_| {
        Ok(Response::new(
            StatusCode::OK,
            http::HeaderMap::new(),
            "late",
        ))
    };
    let tokens = ScriptedTransport::new().otherwise(body);
    let gate = tokens.hold();
    moved.client = Client::new(Authenticator::new(moved.old.provider(), tokens.clone())).unwrap();
    let call = moved.client.get("/a").send();
    let switch = async {
        while tokens.count() == 0 {
            tokio::task::yield_now().await;
        }
        moved.client.switch(moved.next.clone()).await.unwrap();
        gate.open(1);
    };
    let (answered, ()) = tokio::join!(call, switch);
    assert_eq!(answered.unwrap().text().await.unwrap(), "old");
    assert_eq!(moved.old.bearers(), ["late"]);
    assert_eq!(moved.new.server.connections(), 0);

    // One that the old connection could not even obtain a credential for goes by the new one.
    let tokens = ScriptedTransport::new();
    let gate = tokens.hold();
    let client = Client::new(Authenticator::new(moved.old.provider(), tokens.clone())).unwrap();
    let call = client.post("/a").send();
    let switch = async {
        while tokens.count() == 0 {
            tokio::task::yield_now().await;
        }
        client.switch(moved.next.clone()).await.unwrap();
        gate.open(100);
    };
    let (answered, ()) = tokio::join!(call, switch);
    assert_eq!(answered.unwrap().text().await.unwrap(), "new");
    assert_eq!(moved.old.server.connections(), 1);
}

#[tokio::test]
async fn a_call_that_waits_for_its_turn_goes_by_the_new_connection() {
    let old = Scene::answering(vec![answer(200, &[], "old")]).await;
    let mut moved = Move::to_one_that_answers(old).await;
    let limit = RateLimit::new(1, Duration::from_millis(300));
    let limited = moved.old.provider().limited(limit);
    moved.client = Client::new(Scene::holding("old", limited)).unwrap();
    assert!(moved.client.get("/a").send().await.is_ok());
    let call = moved.client.post("/a").send();
    let switch = moved.client.switch(moved.next.clone());
    let (answered, switched) = tokio::join!(call, switch);
    switched.unwrap();
    assert_eq!(answered.unwrap().text().await.unwrap(), "new");
    assert_eq!(moved.old.bearers(), ["old"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_load_no_call_fails_and_none_is_mixed() {
    // Once the switch is made, the first server takes the old credential no more.
    let gone = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&gone);
    let old = Scene::start(move |_| {
        let last = if over.load(SeqCst) {
            judged(401, "needs-person", "")
        } else {
            answer(200, &[], "old")
        };
        vec![Step::Read, Step::Write(last)]
    })
    .await;
    let moved = Move::to_one_that_answers(old).await;
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let (client, gone) = (moved.client.clone(), Arc::clone(&gone));
            tokio::spawn(async move {
                let mut after = 0;
                while after < 10 {
                    let path = if gone.load(SeqCst) {
                        "/after"
                    } else {
                        "/before"
                    };
                    after += usize::from(path == "/after");
                    let answered = client.get(path).send().await.unwrap();
                    assert_eq!(answered.status(), 200);
                }
            })
        })
        .collect();
    while moved.old.server.connections() < 50 {
        tokio::task::yield_now().await;
    }
    moved.client.switch(moved.next.clone()).await.unwrap();
    gone.store(true, SeqCst);
    for call in calls {
        call.await.unwrap();
    }
    assert!(moved.old.bearers().iter().all(|bearer| bearer == "old"));
    assert!(moved.new.bearers().iter().all(|bearer| bearer == "new"));
    let late = |request: &String| request.starts_with("GET /v1/after ");
    assert!(!moved.old.server.seen().iter().any(late));
    assert_eq!(
        moved.new.server.seen().iter().filter(|it| late(it)).count(),
        80
    );
}
