//! What the control API asks of each imitation.

use std::io;

use serde_json::{Value, json};

use super::wrong::Wrong;
use crate::{Fault, Flaw, Seen, Webhook};

/// An imitation that can be told.
pub(crate) trait Controlled: Send + Sync {
    fn fault(&self, fault: Fault);
    fn requests(&self) -> Vec<Seen>;
    fn issued(&self) -> usize;
    fn uses(&self, number: usize) -> usize;
    /// Ends all access tokens now; gives how many.
    fn expire(&self) -> usize;
    fn reset(&self);
    /// The names of the switches, each with what it takes.
    fn switches(&self) -> Value;
    fn turn(&self, name: &str, value: &Value) -> Result<(), Wrong>;
    /// Revokes what is named, or the first of the list; gives its name.
    fn revoke(&self, what: Option<&str>) -> Result<&'static str, Wrong>;
    /// Revokes one credential; none where nothing can be revoked alone.
    fn revoke_one(&self, credential: &str) -> Option<()>;
    fn webhook(
        &self,
        event: Option<&str>,
        body: Option<String>,
        flaw: Option<Flaw>,
    ) -> io::Result<Webhook>;
    /// The webhooks that left by themselves and were not delivered yet.
    fn queued(&self) -> Vec<Webhook>;
}

/// A switch by its name.
pub(crate) type Switch<P> = (&'static str, Turn<P>);

/// Something that can be chosen or revoked, by its name.
pub(crate) type Choice<P> = (&'static str, fn(&P));

/// What a switch takes.
pub(crate) enum Turn<P: 'static> {
    OnOff(fn(&P, bool)),
    /// From, to, both included.
    Number(i64, i64, fn(&P, i64)),
    Text(fn(&P, &str)),
    OneOf(&'static [Choice<P>]),
}

impl<P> Turn<P> {
    pub(crate) fn takes(&self) -> Value {
        match self {
            Self::OnOff(_) => json!([true, false]),
            Self::Number(from, to, _) => json!(format!("a number from {from} to {to}")),
            Self::Text(_) => json!("a text"),
            Self::OneOf(names) => names.iter().map(|(name, _)| *name).collect(),
        }
    }

    /// Whether the value is one that it takes.
    fn turned(&self, provider: &P, value: &Value) -> bool {
        match (self, value) {
            (Self::OnOff(turn), Value::Bool(on)) => turn(provider, *on),
            (Self::Text(turn), Value::String(text)) => turn(provider, text),
            (Self::Number(from, to, turn), Value::Number(number)) => {
                let number = number
                    .as_i64()
                    .filter(|number| (from..=to).contains(&number));
                let Some(number) = number else { return false };
                turn(provider, number);
            }
            (Self::OneOf(names), Value::String(text)) => {
                let Some((_, turn)) = names.iter().find(|(name, _)| name == text) else {
                    return false;
                };
                turn(provider);
            }
            _ => return false,
        }
        true
    }
}

pub(crate) fn list<P>(switches: &[Switch<P>]) -> Value {
    let all = switches.iter();
    Value::Object(
        all.map(|(name, turn)| ((*name).to_owned(), turn.takes()))
            .collect(),
    )
}

pub(crate) fn turn<P>(
    switches: &'static [Switch<P>],
    provider: &P,
    name: &str,
    value: &Value,
) -> Result<(), Wrong> {
    let Some((_, turn)) = switches.iter().find(|(known, _)| *known == name) else {
        return Err(Wrong::new(
            400,
            format!("there is no switch {name:?}"),
            list(switches),
        ));
    };
    if turn.turned(provider, value) {
        return Ok(());
    }
    Err(Wrong::new(
        400,
        format!("the switch {name:?} takes something else"),
        turn.takes(),
    ))
}

pub(crate) fn revoke<P>(
    revocations: &'static [Choice<P>],
    provider: &P,
    what: Option<&str>,
) -> Result<&'static str, Wrong> {
    let mut all = revocations.iter();
    let found = all.find(|(name, _)| what.is_none_or(|what| what == *name));
    let names = || revocations.iter().map(|(name, _)| *name).collect::<Value>();
    let (name, revoke) = found.ok_or_else(|| Wrong::new(400, "that cannot be revoked", names()))?;
    revoke(provider);
    Ok(name)
}

/// Lets an imitation be told; beside it stand `SWITCHES`, `REVOCATIONS`, and the methods that only it can write.
macro_rules! controlled {
    ($provider:ident) => {
        impl $crate::control::Controlled for $provider {
            fn fault(&self, fault: $crate::Fault) {
                self.fault(fault);
            }

            fn requests(&self) -> Vec<$crate::Seen> {
                self.requests()
            }

            fn issued(&self) -> usize {
                self.issued()
            }

            fn uses(&self, number: usize) -> usize {
                self.uses(number)
            }

            fn expire(&self) -> usize {
                self.expire_tokens()
            }

            fn reset(&self) {
                self.reset();
            }

            fn switches(&self) -> serde_json::Value {
                $crate::control::list(SWITCHES)
            }

            fn turn(
                &self,
                name: &str,
                value: &serde_json::Value,
            ) -> Result<(), $crate::control::Wrong> {
                $crate::control::turn(SWITCHES, self, name, value)
            }

            fn revoke(&self, what: Option<&str>) -> Result<&'static str, $crate::control::Wrong> {
                $crate::control::revoke(REVOCATIONS, self, what)
            }

            fn revoke_one(&self, credential: &str) -> Option<()> {
                let revoke = REVOKES_ONE?;
                revoke(self, credential);
                Some(())
            }

            fn webhook(
                &self,
                event: Option<&str>,
                body: Option<String>,
                flaw: Option<$crate::Flaw>,
            ) -> std::io::Result<$crate::Webhook> {
                self.ordered(event, body, flaw)
            }

            fn queued(&self) -> Vec<$crate::Webhook> {
                self.undelivered()
            }
        }
    };
}
pub(crate) use controlled;
