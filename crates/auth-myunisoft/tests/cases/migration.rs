//! From a firm's login to its key, while calls go on.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

use auth_core::Error;
use auth_myunisoft::{Access, Enrolment};
use auth_reqwest::Client;
use auth_sandbox::{Fault, FaultKind, Gate, Sandbox, tells_apart};

use crate::{
    careless,
    connect::{authenticator, connect, get, key, login},
};

const WORKERS: usize = 4;

/// As the guide has it: the key is taken into use first, then the running connection goes over to it.
async fn move_to_key(client: &Client, sandbox: &Sandbox, value: &str) -> Result<(), Error> {
    let auth = authenticator(sandbox, key(sandbox, value));
    let wanted = Enrolment::new().access(Access::Firm);
    wanted.enrol(&Client::new(auth.clone())?).await?;
    client.switch(auth).await
}

/// Shows S001-03, S001-07, S001-08.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_connection_moves_from_login_to_key_without_a_failed_call() {
    for cut in [false, true] {
        let sandbox = Sandbox::start().await.unwrap();
        let it = sandbox.myunisoft();
        it.set_rate_limit(u32::MAX);
        let client = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
        let done = Arc::new(AtomicBool::new(false));
        let calls = Arc::new(AtomicUsize::new(0));
        let workers: Vec<_> = (0..WORKERS)
            .map(|_| {
                let (client, done, calls) = (client.clone(), done.clone(), calls.clone());
                tokio::spawn(async move {
                    while !done.load(SeqCst) {
                        assert_eq!(get(&client, "/society").await.unwrap(), 200);
                        calls.fetch_add(1, SeqCst);
                    }
                })
            })
            .collect();
        let more = async |count: usize| {
            let from = calls.load(SeqCst);
            while calls.load(SeqCst) < from + count {
                tokio::task::yield_now().await;
            }
        };
        more(4).await;
        move_to_key(&client, &sandbox, it.cabinet_key())
            .await
            .unwrap();
        if cut {
            it.cut_firm_login();
        }
        more(4).await;
        done.store(true, SeqCst);
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(client.authenticator().provider().facts().scheme, "key");
        assert!(it.uses_of(it.cabinet_key()) >= 4);
        assert_eq!(it.count("POST", crate::connect::LOGIN), 1);
        if !cut {
            assert!(it.requests().iter().all(|seen| seen.status != Some(401)));
        }
    }
}

#[tokio::test]
async fn a_call_under_way_while_the_login_is_cut_is_made_again_with_the_key() {
    #[derive(Debug)]
    struct Told(Option<u16>);
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let client = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    let by_hand = careless::login(it, crate::connect::LOGIN, it.mail(), it.password());
    let (_, granted) = careless::answer(by_hand).await;
    let token = granted["api_token"].as_str().unwrap();
    let gate = Gate::new();
    let before = it.count("GET", "/api/v1/society");
    let hold = Fault::new(FaultKind::Hold(gate.clone())).times(2);
    it.fault(hold.on("GET", "/api/v1/society"));
    let theirs = tokio::spawn(careless::status(careless::get(it, "/society", token)));
    let running = client.clone();
    let ours = tokio::spawn(async move { get(&running, "/society").await });
    while it.count("GET", "/api/v1/society") < before + 2 {
        tokio::task::yield_now().await;
    }
    move_to_key(&client, &sandbox, it.cabinet_key())
        .await
        .unwrap();
    it.cut_firm_login();
    gate.open();
    let careless = Told(theirs.await.ok());
    let careful = Told(ours.await.unwrap().ok());
    tells_apart(|told: &Told| told.0 == Some(200), &careless, &careful);
    assert_eq!(
        it.uses_of(it.cabinet_key()),
        2,
        "the enrolment and the call"
    );
}

/// Shows S001-01.
#[tokio::test]
async fn a_key_that_does_not_fit_leaves_the_login_as_it_is() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let client = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
    it.revoke_key(it.second_societe_key());
    for unfit in [it.societe_key(), it.second_societe_key(), it.foreign_key()] {
        assert!(move_to_key(&client, &sandbox, unfit).await.is_err());
        assert_eq!(get(&client, "/society").await.unwrap(), 200);
        assert_eq!(
            client.authenticator().provider().facts().scheme,
            "firm_login"
        );
    }
}

#[tokio::test]
async fn the_way_back_from_key_to_login_is_the_same_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let client = connect(&sandbox, key(&sandbox, it.cabinet_key()));
    it.cut_firm_login();
    let back = || authenticator(&sandbox, login(&sandbox, it.mail()).build().unwrap());
    assert!(
        client.switch(back()).await.is_err(),
        "MyUnisoft has not taken it back"
    );
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    it.restore_firm_login();
    client.switch(back()).await.unwrap();
    assert_eq!(get(&client, "/society").await.unwrap(), 200);
    assert_eq!(
        client.authenticator().provider().facts().scheme,
        "firm_login"
    );
}
