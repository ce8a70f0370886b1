//! Second section: the clock is turned past each expiry, and the same call is made again.

use std::time::Duration;

use auth_all::core::{Authenticate, Renewal};
use time::OffsetDateTime;

use super::{
    ground::{Ground, Problem, expect},
    report::{self, Outcome},
    way_in::{Connection, WayIn},
};

/// How far beyond an expiry the clock is turned.
const BEYOND: Duration = Duration::from_secs(60);

/// Turns the clock past the shortest lifetime, then past longer and longer ones.
pub(super) async fn all(
    ground: &Ground,
    connections: &[(WayIn, Connection)],
) -> Vec<report::Renewal> {
    let began = ground.sandbox.clock().now();
    let mut due: Vec<_> = connections.iter().collect();
    due.sort_by_key(|(way_in, _)| way_in.lifetime().unwrap_or(Duration::MAX));
    let mut rows = Vec::new();
    for (way_in, connection) in due {
        if let Some(lifetime) = way_in.lifetime() {
            ground.sandbox.clock().set(began + lifetime + BEYOND);
        }
        rows.push(one(ground, began, *way_in, connection).await);
    }
    rows
}

async fn one(
    ground: &Ground,
    began: OffsetDateTime,
    way_in: WayIn,
    connection: &Connection,
) -> report::Renewal {
    let renewal = connection.authenticator.provider().facts().policy.renewal;
    let expected = usize::from(renewal != Renewal::None);
    let before = connection.authenticator.status().generation;
    let issued = way_in.issued(&ground.sandbox);
    let answer = connection.probe.ask(&connection.client).await;
    let exchanges = way_in.issued(&ground.sandbox) - issued;
    let after = connection.authenticator.status().generation;
    let turned = ground.sandbox.clock().now() - began;
    report::Renewal {
        provider: way_in.provider(),
        way_in: way_in.name(),
        clock_turned: turned.whole_seconds(),
        how: words(renewal),
        exchanges,
        answer: answer.as_ref().ok().cloned(),
        outcome: Outcome::of(answer.map_err(Problem::from).and_then(|answer| {
            expect("answer", &answer, &connection.answer)?;
            expect("exchanges", &exchanges, &expected)?;
            expect("another credential", &(after != before), &(expected == 1))
        })),
    }
}

fn words(renewal: Renewal) -> &'static str {
    match renewal {
        Renewal::None => "none: the key has no end",
        Renewal::SignIn => "signs in again",
        Renewal::RefreshToken => "by its refresh token",
        _ => "unknown",
    }
}
