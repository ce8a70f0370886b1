//! What the tests of all stores write, and how they read it back.

#![allow(dead_code, reason = "no test takes all of it")]

use std::time::Duration;

use auth_core::{
    AccessToken, ConnectionId, Error, Expiry, ExposeSecret, RefreshToken, TokenSet, TokenStore,
    store::{Lease, Leased, Record, Replaced, TransactionId, Version},
};
use time::OffsetDateTime;

/// Nobody runs out of it on a busy machine.
pub(crate) const TERM: Duration = Duration::from_secs(3600);

pub(crate) fn id() -> ConnectionId {
    ConnectionId::new("sinao/customer-42")
}

pub(crate) fn record(token: &str) -> Record {
    let tokens = TokenSet::new(AccessToken::new(token), Expiry::Unknown)
        .with_refresh_token(RefreshToken::new(format!("refresh-{token}")), None);
    let now = OffsetDateTime::now_utc();
    Record::new(tokens, now, now)
}

/// What a write that has to work leaves standing.
pub(crate) fn done(replaced: Result<Replaced, Error>) -> Option<Version> {
    match replaced {
        Ok(Replaced::Done(version)) => version,
        other => panic!("{other:?}"),
    }
}

/// The lease, which nobody else may hold.
pub(crate) async fn granted(store: &impl TokenStore, by: u128, term: Duration) -> Lease {
    let by = TransactionId::from_number(by);
    match store.lease(&id(), by, term).await {
        Ok(Leased::Granted { lease, .. }) => lease,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn token_of(record: &Record) -> String {
    record.tokens.access_token().expose_secret().to_owned()
}

/// The token that stands there.
pub(crate) async fn token(store: &impl TokenStore) -> String {
    token_of(&store.load(&id()).await.unwrap().unwrap().record)
}
