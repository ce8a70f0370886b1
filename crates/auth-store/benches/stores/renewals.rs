//! What one renewal costs over a store: round trips, counted before its server, and time.

use std::time::{Duration, Instant};

use auth_core::{
    Authenticator, AuthorizationCode, AuthorizationCodeGrant, Grant, TokenStore,
    testing::ManualClock,
};
use auth_store::testing::Proxy;

use crate::{
    common::{Plain, issuing},
    connection,
    figures::{median, report},
};

const RENEWALS: usize = 50;

struct Login {
    auth: Authenticator,
    clock: ManualClock,
}

impl Login {
    /// A login that was renewed once: what a process does only once is done.
    async fn over(store: impl TokenStore) -> Self {
        let clock = ManualClock::default();
        let auth = Authenticator::builder(Plain::person(), issuing(3600))
            .clock(clock.clone())
            .runtime(tokio::runtime::Handle::current())
            .store(store, connection("renewals"))
            .build();
        let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
        auth.sign_in(Grant::AuthorizationCode(code)).await.unwrap();
        let login = Self { auth, clock };
        login.renew().await;
        login
    }

    async fn renew(&self) {
        self.clock.advance(Duration::from_secs(3600));
        self.auth.headers().await.unwrap();
    }
}

/// The median of how long a renewal takes, in milliseconds; the provider answers at once.
pub(crate) async fn millis(store: impl TokenStore) -> f64 {
    let login = Login::over(store).await;
    let mut millis = Vec::with_capacity(RENEWALS);
    for _ in 0..RENEWALS {
        let start = Instant::now();
        login.renew().await;
        millis.push(start.elapsed().as_secs_f64() * 1e3);
    }
    median(&mut millis)
}

/// The most that a renewal asks its server, one question after the other.
pub(crate) async fn round_trips(name: &str, store: impl TokenStore, proxy: &Proxy) {
    let login = Login::over(store).await;
    let mut most = 0;
    for _ in 0..RENEWALS {
        let before = proxy.round_trips();
        login.renew().await;
        most = most.max(proxy.round_trips() - before);
    }
    let name = format!("renewal/{name}_round_trips");
    report(&name, most as f64, "round-trips", None, "<=4", most <= 4);
}
