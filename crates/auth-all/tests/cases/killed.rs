//! A process that is killed between the answer to a renewal and its storing, and the one that starts on the same store.
//!
//! What holds: the new token is gone with the process, and nobody can bring it back. The next process finds the old one in
//! the store, and the intent to spend it. Where another sign-in needs nobody, it is made, once. Where the provider's
//! description says that a renewal may be repeated, it is, once more. Else nothing is sent: a person is told at every call,
//! with the instant at which the answer was lost.

mod connect;
mod one_file;
mod process;

use std::{path::Path, time::Duration};

use auth_all::{
    core::{Grant, PersonTask},
    dossierfacile::DossierFacile,
};
use auth_sandbox::{Sandbox, tells_apart};
use tokio::task::block_in_place;

use crate::{
    careless::Renewal,
    ways::{REALM, Way},
};
use connect::{connect, settings};
use one_file::OneFile;
use process::{die_if_told_so, kill};

/// Calls of the process that comes after it.
const CALLS: usize = 3;

/// What became of the calls after the restart.
#[derive(Debug, PartialEq)]
struct Trace {
    /// Renewals that the provider saw, the lost one among them.
    renewals: usize,
    /// Calls whose error told a person to sign in.
    told: usize,
    /// Calls that succeeded.
    served: usize,
}

/// Signed in here, renewed and killed there, called here again.
async fn careful(way: Way, test: &str, sandbox: &Sandbox, rotates: bool) -> Trace {
    sandbox.dossierfacile().set_rotation(rotates);
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("record");
    let settings = settings(way, sandbox, rotates);
    let store = |hangs| OneFile {
        path: path.clone(),
        hangs,
    };
    match way {
        Way::DossierFacile => sign_in_user(sandbox, &settings, store(false)).await,
        Way::Sinao => {
            let (auth, _) = connect(way, &settings, store(false));
            auth.sign_in(Grant::password(sandbox.sinao().password()))
                .await
                .unwrap();
        }
        Way::MyUnisoft | Way::Keyclic => {}
    }
    // The sandbox of this process answers the other one meanwhile.
    block_in_place(|| kill(test, "careful", &path, &settings));
    sandbox.clock().advance(Duration::from_secs(400));
    let (_, client) = connect(way, &settings, store(false));
    let mut trace = Trace {
        renewals: 0,
        told: 0,
        served: 0,
    };
    for _ in 0..CALLS {
        match client.get(called(way)).send().await {
            Ok(answer) => trace.served += usize::from(answer.status().is_success()),
            Err(error) => {
                trace.told += usize::from(matches!(
                    error.person_task(),
                    Some(PersonTask::SignIn | PersonTask::SignInAfterLostAnswer(_))
                ));
            }
        }
    }
    trace.renewals = renewals(way, sandbox);
    trace
}

async fn sign_in_user(sandbox: &Sandbox, settings: &[String], store: OneFile) {
    let it = sandbox.dossierfacile();
    let user = DossierFacile::user(it.client_id(), it.client_secret(), it.redirect_uri());
    let user = user
        .issuer(it.issuer())
        .api_url(it.api_url())
        .allow_loopback_http()
        .build()
        .unwrap();
    let authorization = user.authorize().build().unwrap();
    let callback = it.answer_consent(&authorization.url).await.unwrap();
    let grant = authorization.pending.finish(&callback).unwrap();
    let (auth, _) = connect(Way::DossierFacile, settings, store);
    auth.sign_in(grant).await.unwrap();
}

/// What is called, relative to the API's base.
fn called(way: Way) -> &'static str {
    match way {
        Way::MyUnisoft => "/society",
        Way::DossierFacile => "/dfc/tenant/profile",
        Way::Sinao => "/me",
        Way::Keyclic => "/feedbacks",
    }
}

/// How many renewals, or log-ins where those renew, the provider saw.
fn renewals(way: Way, sandbox: &Sandbox) -> usize {
    match way {
        // The first of them was the code's.
        Way::DossierFacile => sandbox.dossierfacile().count("POST", REALM) - 1,
        Way::Sinao => sandbox.sinao().count("GET", "/v1/refresh"),
        Way::MyUnisoft | Way::Keyclic => way.exchanges(sandbox),
    }
}

/// The same with a client that sends the token that its file holds, whenever a call is refused.
async fn careless(way: Way, test: &str, sandbox: &Sandbox) -> Trace {
    let settings = Renewal::sign_in(way, sandbox).await;
    block_in_place(|| kill(test, "careless", Path::new("."), &settings));
    let renewal = Renewal::read(way, &settings);
    let mut trace = Trace {
        renewals: 0,
        told: 0,
        served: 0,
    };
    for _ in 0..CALLS {
        trace.served += usize::from(renewal.send().await);
    }
    trace.renewals = renewals(way, sandbox);
    trace
}

/// The old token is spent again as often as the description allows, and a person is told at every call.
async fn a_person_is_told(way: Way, test: &str, repeats: usize) {
    die_if_told_so(way).await;
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.dossierfacile().set_rotation(true);
    let careless = careless(way, test, &sandbox).await;
    let sandbox = Sandbox::start().await.unwrap();
    let careful = careful(way, test, &sandbox, true).await;
    tells_apart(
        |trace| trace.renewals <= 1 + repeats && trace.told == CALLS,
        &careless,
        &careful,
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_killed_before_stored_dossierfacile() {
    let test = "killed::c_killed_before_stored_dossierfacile";
    a_person_is_told(Way::DossierFacile, test, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_killed_before_stored_sinao() {
    a_person_is_told(Way::Sinao, "killed::c_killed_before_stored_sinao", 1).await;
}

/// Where refresh tokens do not rotate, and the configuration says so, the one in the store is as good as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_killed_before_stored_dossierfacile_without_rotation() {
    let test = "killed::c_killed_before_stored_dossierfacile_without_rotation";
    let way = Way::DossierFacile;
    die_if_told_so(way).await;
    let sandbox = Sandbox::start().await.unwrap();
    let trace = careful(way, test, &sandbox, false).await;
    assert_eq!(
        trace,
        Trace {
            renewals: 2,
            told: 0,
            served: CALLS
        }
    );
}

/// A connection that signs in by itself does so once more.
async fn another_sign_in(way: Way, test: &str) {
    die_if_told_so(way).await;
    let sandbox = Sandbox::start().await.unwrap();
    let trace = careful(way, test, &sandbox, true).await;
    assert_eq!(
        trace,
        Trace {
            renewals: 2,
            told: 0,
            served: CALLS
        }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_killed_before_stored_myunisoft() {
    another_sign_in(Way::MyUnisoft, "killed::c_killed_before_stored_myunisoft").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c_killed_before_stored_keyclic() {
    another_sign_in(Way::Keyclic, "killed::c_killed_before_stored_keyclic").await;
}
