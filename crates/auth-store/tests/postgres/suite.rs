//! What every token store must hold to.

use std::{sync::Arc, time::Duration};

use auth_core::{
    ConnectionId, TokenStore,
    store::{Leased, Replaced, TransactionId},
    testing::store::{Beneath, Case},
};
use auth_store::PostgresStore;
use tokio_postgres::Client;

use crate::{
    RING,
    common::{TERM, id, record},
    open, server, sql,
};

/// What PostgreSQL holds.
struct Rows<'a>(&'a Client);

impl Beneath for Rows<'_> {
    async fn everything(&self) -> Vec<u8> {
        let question = "SELECT s::text FROM auth_store_slots s";
        let rows = self.0.query(question, &[]).await.unwrap();
        let mut all: Vec<u8> = rows
            .iter()
            .flat_map(|row| row.get::<_, String>(0).into_bytes())
            .collect();
        let question = "SELECT sealed FROM auth_store_slots WHERE sealed IS NOT NULL";
        for row in self.0.query(question, &[]).await.unwrap() {
            all.extend(row.get::<_, Vec<u8>>(0));
        }
        all
    }

    async fn raw(&self, connection: &ConnectionId) -> Vec<u8> {
        let question = "SELECT sealed FROM auth_store_slots WHERE connection = $1";
        let row = self
            .0
            .query_one(question, &[&connection.as_str()])
            .await
            .unwrap();
        row.get(0)
    }

    async fn plant(&self, connection: &ConnectionId, bytes: &[u8]) {
        let change = "UPDATE auth_store_slots SET sealed = $2 WHERE connection = $1";
        let changed = self
            .0
            .execute(change, &[&connection.as_str(), &bytes])
            .await
            .unwrap();
        assert_eq!(changed, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_to_every_rule_of_a_store() {
    let Some(postgres) = server() else { return };
    let url = postgres.url();
    drop(open(&url).await);
    let client = sql(&postgres).await;
    let case = Case::new(async || PostgresStore::open(url.as_str(), RING.clone()).await)
        .sealed(Rows(&client))
        .patience(Duration::from_secs(60));
    case.check().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_writers_one_wins_and_the_others_are_shown_what_he_wrote() {
    let Some(postgres) = server() else { return };
    let mut stores = Vec::new();
    for _ in 0..8 {
        stores.push(open(&postgres.url()).await);
    }
    let mut expected = None;
    for round in 0..20 {
        let start = Arc::new(tokio::sync::Barrier::new(32));
        let writers: Vec<_> = (0..32)
            .map(|writer| {
                let (store, start) = (stores[writer % 8].clone(), Arc::clone(&start));
                tokio::spawn(async move {
                    let record = record(&format!("{round} by {writer}"));
                    start.wait().await;
                    let replaced = store.replace(&id(), expected, Some(&record)).await.unwrap();
                    (record.id, replaced)
                })
            })
            .collect();
        let (mut won, mut shown) = (Vec::new(), Vec::new());
        for writer in writers {
            match writer.await.unwrap() {
                (author, Replaced::Done(version)) => won.push((version.unwrap(), author)),
                (_, Replaced::Conflict(stands)) => {
                    let stands = stands.unwrap();
                    shown.push((stands.version, stands.record.id));
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(won.len(), 1, "round {round}: {won:?}");
        assert_eq!(shown, vec![won[0]; 31], "round {round}");
        expected = Some(won[0].0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_takers_of_a_lease_one_is_granted_it() {
    let Some(postgres) = server() else { return };
    let mut stores = Vec::new();
    for _ in 0..8 {
        stores.push(open(&postgres.url()).await);
    }
    for round in 1..=10 {
        let takers: Vec<_> = (0..32)
            .map(|taker| {
                let store = stores[taker % 8].clone();
                tokio::spawn(async move {
                    store
                        .lease(&id(), TransactionId::random(), TERM)
                        .await
                        .unwrap()
                })
            })
            .collect();
        let mut leases = Vec::new();
        for taker in takers {
            if let Leased::Granted { lease, .. } = taker.await.unwrap() {
                leases.push(lease);
            }
        }
        let [lease] = leases[..] else {
            panic!("round {round}: {leases:?}")
        };
        assert_eq!(lease.fence, round);
        stores[0].release(&id(), &lease).await.unwrap();
    }
}
