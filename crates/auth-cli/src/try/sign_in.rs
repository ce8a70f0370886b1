//! First section: eight sign-ins and a call through each.

use std::time::{Duration, Instant};

use super::{
    ground::{Ground, expect},
    report::{Outcome, SignIn, milliseconds},
    way_in::{Connection, WayIn},
};

/// Signs in by every way, one after the other.
pub(super) async fn all(ground: &Ground) -> (Vec<SignIn>, Vec<(WayIn, Connection)>) {
    let mut rows = Vec::new();
    let mut connections = Vec::new();
    for way_in in WayIn::ALL {
        let (row, connection) = one(ground, way_in).await;
        rows.push(row);
        connections.extend(connection.map(|connection| (way_in, connection)));
    }
    (rows, connections)
}

async fn one(ground: &Ground, way_in: WayIn) -> (SignIn, Option<Connection>) {
    let began = Instant::now();
    let issued = way_in.issued(&ground.sandbox);
    let mut row = SignIn {
        provider: way_in.provider(),
        way_in: way_in.name(),
        signs_in_by: way_in.signs_in_by(),
        call: "",
        answer: None,
        exchanges: 0,
        expires_in: None,
        milliseconds: 0,
        outcome: Outcome::passed(),
    };
    let connection = match way_in.open(ground).await {
        Ok(connection) => connection,
        Err(problem) => {
            row.outcome = Outcome::failed(problem);
            return (row, None);
        }
    };
    row.call = connection.probe.call();
    let answer = connection.probe.ask(&connection.client).await;
    row.milliseconds = milliseconds(began.elapsed());
    row.exchanges = way_in.issued(&ground.sandbox) - issued;
    let lifetime = lifetime(ground, &connection);
    row.expires_in = lifetime.map(|lifetime| lifetime.as_secs());
    row.outcome = Outcome::of((|| {
        let answer = answer?;
        row.answer = Some(answer.clone());
        expect("answer", &answer, &connection.answer)?;
        expect("lifetime", &lifetime, &way_in.lifetime())?;
        let exchanges = usize::from(way_in.lifetime().is_some());
        expect("exchanges", &row.exchanges, &exchanges)
    })());
    (row, Some(connection))
}

/// How long the credential lasts from now on, as its provider said.
fn lifetime(ground: &Ground, connection: &Connection) -> Option<Duration> {
    let expires_at = connection.authenticator.status().expires_at?;
    Some(Duration::try_from(expires_at - ground.sandbox.clock().now()).unwrap_or_default())
}
