//! Third section: a thousand callers find nothing, at once.

use std::{collections::HashSet, sync::Arc, time::Instant};

use auth_all::{
    core::{Authenticator, Generation},
    keyclic::Keyclic,
};
use auth_sandbox::{Fault, FaultKind, Gate};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    ground::{Ground, Problem, expect},
    report::{Outcome, Stampede, milliseconds},
    way_in::WayIn,
};

const CALLERS: u32 = 1000;
const LOGIN: &str = "/security/login";

pub(super) async fn run(ground: &Ground) -> Stampede {
    let way_in = WayIn::KeyclicLogin;
    let mut row = Stampede {
        provider: way_in.provider(),
        way_in: way_in.name(),
        callers: CALLERS,
        found_nothing: 0,
        exchanges: 0,
        credentials: 0,
        milliseconds: 0,
        outcome: Outcome::passed(),
    };
    let stampeded = stampede(ground, &mut row).await;
    row.outcome = Outcome::of(stampeded.and_then(|()| {
        expect("callers that found nothing", &row.found_nothing, &CALLERS)?;
        expect("exchanges", &row.exchanges, &1)?;
        expect("different credentials", &row.credentials, &1)
    }));
    row
}

async fn stampede(ground: &Ground, row: &mut Stampede) -> Result<(), Problem> {
    let keyclic = ground.sandbox.keyclic();
    let provider = Keyclic::login(keyclic.login())
        .password(keyclic.password())
        .api_url(keyclic.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    // The login answers once all callers have looked, however fast this machine is.
    let gate = Gate::new();
    keyclic.fault(Fault::new(FaultKind::Hold(gate.clone())).on("POST", LOGIN));
    let logins = keyclic.count("POST", LOGIN);
    let began = Instant::now();

    let looked = Arc::new(Semaphore::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(caller(authenticator.clone(), Arc::clone(&looked)));
    }
    // The semaphore is never closed, so waiting cannot fail.
    let _ = looked.acquire_many(CALLERS).await;
    gate.open();

    let mut credentials = HashSet::new();
    while let Some(joined) = callers.join_next().await {
        let called = joined.map_err(|_| Problem("a caller panicked".to_owned()))?;
        let (found_nothing, credential) = called?;
        row.found_nothing += u32::from(found_nothing);
        credentials.insert(credential);
    }
    row.milliseconds = milliseconds(began.elapsed());
    row.credentials = credentials.len();
    row.exchanges = keyclic.count("POST", LOGIN) - logins;
    Ok(())
}

/// Whether nothing was at hand, and the credential that came in the end.
async fn caller(
    authenticator: Authenticator,
    looked: Arc<Semaphore>,
) -> Result<(bool, Generation), Problem> {
    let found_nothing = authenticator.try_headers().is_none();
    looked.add_permits(1);
    let headers = authenticator.headers().await?;
    Ok((found_nothing, headers.generation()))
}
