//! Lifetimes that cannot be, and a clock that is set back.

use std::time::Duration;

use auth_sandbox::{FaultKind, Sandbox, TokenForm, When, tells_apart};
use serde_json::{Value, json};

use crate::{
    careless::Careless,
    ways::{Turned, Way},
};

/// Longer than any token of the four lives.
const DAY_AND_MORE: Duration = Duration::from_secs(25 * 3600);

/// What a client left behind after three calls, a day, and one more call.
#[derive(Debug)]
struct Trace {
    /// Token requests for the first three calls.
    exchanges: usize,
    /// Whether the last call succeeded.
    served: bool,
}

/// Lets the provider state the lifetime as `value`, for ever.
fn state_lifetime(way: Way, sandbox: &Sandbox, value: Lifetime) {
    let member = match way {
        Way::MyUnisoft => "expiresIn",
        Way::DossierFacile | Way::Sinao => "expires_in",
        Way::Keyclic => {
            // The token alone says when it ends.
            sandbox.keyclic().set_token_form(match value {
                Lifetime::Negative(_) => TokenForm::ExpiredAtIssue,
                Lifetime::Endless(_) => TokenForm::Opaque,
            });
            return;
        }
    };
    let (Lifetime::Negative(value) | Lifetime::Endless(value)) = value;
    let lie = FaultKind::ReplaceMember(member.to_owned(), value);
    way.spoil_token(sandbox, lie, When::AfterStateChange, usize::MAX);
}

#[derive(Clone, Debug)]
enum Lifetime {
    Negative(Value),
    Endless(Value),
}

impl Way {
    fn absurd_lifetimes(self) -> Vec<Lifetime> {
        match self {
            Self::MyUnisoft => vec![
                Lifetime::Negative(json!("0001-01-01 00:00:00")),
                Lifetime::Endless(json!("9999-12-31 23:59:59")),
            ],
            _ => vec![
                Lifetime::Negative(json!(-1)),
                Lifetime::Negative(json!(i64::MIN)),
                Lifetime::Endless(json!(i64::MAX)),
                Lifetime::Endless(json!(1e300)),
            ],
        }
    }
}

/// A lifetime below zero sets off no storm of log-ins, one without end makes no token immortal.
#[tokio::test]
async fn c_absurd_lifetime() {
    for way in Way::ALL {
        for lifetime in way.absurd_lifetimes() {
            let sandbox = Sandbox::start().await.unwrap();
            state_lifetime(way, &sandbox, lifetime.clone());
            let mut client = Careless::new(way, &sandbox);
            for _ in 0..3 {
                client.call().await;
            }
            let exchanges = way.exchanges(&sandbox);
            sandbox.clock().advance(DAY_AND_MORE);
            let served = client.call().await;
            let careless = Trace { exchanges, served };

            let sandbox = Sandbox::start().await.unwrap();
            state_lifetime(way, &sandbox, lifetime.clone());
            let client = way.careful(&sandbox);
            for _ in 0..3 {
                client.call().await.ok();
            }
            let exchanges = way.exchanges(&sandbox);
            sandbox.clock().advance(DAY_AND_MORE);
            let served = client.call().await.is_ok();
            let careful = Trace { exchanges, served };

            match lifetime {
                Lifetime::Negative(_) => {
                    tells_apart(|trace| trace.exchanges == 1, &careless, &careful);
                }
                Lifetime::Endless(_) => tells_apart(
                    |trace| trace.exchanges == 1 && trace.served,
                    &careless,
                    &careful,
                ),
            }
        }
    }
}

/// A wall clock that is set back by two days does not bring a dead token to life.
#[tokio::test]
async fn c_clock_backwards() {
    for way in Way::ALL {
        let sandbox = Sandbox::start().await.unwrap();
        let clock = Turned::new(&sandbox);
        let mut client = Careless::at(way, &sandbox, &clock);
        client.call().await;
        clock.set_back(48 * 3600);
        sandbox.clock().advance(DAY_AND_MORE);
        client.call().await;
        let careless = way.refused(&sandbox);

        let sandbox = Sandbox::start().await.unwrap();
        let clock = Turned::new(&sandbox);
        let client = way.careful_at(&sandbox, &clock);
        client.call().await.unwrap();
        clock.set_back(48 * 3600);
        sandbox.clock().advance(DAY_AND_MORE);
        client.call().await.unwrap();
        let careful = way.refused(&sandbox);
        tells_apart(|refused| *refused == 0, &careless, &careful);
    }
}
