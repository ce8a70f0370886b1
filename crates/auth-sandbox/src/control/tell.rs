//! Doing what was told.

use std::time::Duration;

use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;

use super::order::{self, Advance, DropAnswer, Nothing, Revoke, SendWebhook, Slow, Spoil};
use super::{Control, Controlled, VERBS, Verb, Wrong};
use crate::{Fault, FaultKind, Seen, When};

impl Control {
    pub(super) async fn tell(&self, method: &str, path: &str, body: &[u8]) -> Result<Value, Wrong> {
        let (verb, provider) = self.verb(method, path)?;
        let done = || json!({"done": true});
        match (verb.path, provider) {
            ("/v1", _) => return Ok(self.page()),
            ("/v1/clock", _) => {}
            ("/v1/clock/advance", _) => {
                let order: Advance = order::read(body)?;
                self.clock.advance(Duration::from_secs(order.seconds));
            }
            ("/v1/clock/freeze", _) => {
                order::read::<Nothing>(body)?;
                self.clock.freeze();
            }
            ("/v1/reset", _) => {
                order::read::<Nothing>(body)?;
                self.clock.follow();
                for (_, provider) in &self.providers {
                    provider.reset();
                }
                return Ok(done());
            }
            (path, Some(provider)) => {
                let verb = path.rsplit('/').next().unwrap_or_default();
                return match (verb, verb_method(method)) {
                    ("requests", _) => Ok(
                        json!({"requests": provider.requests().iter().map(shown).collect::<Value>()}),
                    ),
                    ("counters", _) => Ok(counters(provider)),
                    ("switches", Get) => Ok(provider.switches()),
                    ("switches", Post) => turn(provider, body),
                    ("send-webhook", _) => send(provider, order::read(body)?).await,
                    (verb, _) => self::tell(provider, verb, body),
                };
            }
            _ => {}
        }
        let now = self.clock.now().format(&Rfc3339).unwrap_or_default();
        Ok(json!({"now": now}))
    }

    /// The verb of a request, and the provider that its path names.
    fn verb(
        &self,
        method: &str,
        path: &str,
    ) -> Result<(&'static Verb, Option<&dyn Controlled>), Wrong> {
        let path = if path == "/" { "/v1" } else { path };
        let provider = self.providers.iter().find(|(id, _)| {
            let below = path
                .strip_prefix("/v1/")
                .and_then(|path| path.strip_prefix(id));
            below.is_some_and(|rest| rest.starts_with('/'))
        });
        let pattern = match provider {
            Some((id, _)) => path.replacen(id, "{provider}", 1),
            None => path.to_owned(),
        };
        let verbs: Vec<&Verb> = VERBS.iter().filter(|verb| verb.path == pattern).collect();
        // A path with a name between braces is none of ours.
        if verbs.is_empty() || path.contains('{') {
            let known = VERBS
                .iter()
                .map(|verb| format!("{} {}", verb.method, verb.path));
            return Err(Wrong::new(
                404,
                "there is no such path",
                known.collect::<Value>(),
            ));
        }
        let verb = verbs.iter().find(|verb| verb.method == method);
        let verb = verb.ok_or_else(|| {
            let methods = match &verbs[..] {
                [verb] => verb.method,
                _ => "GET, POST",
            };
            Wrong::new(405, format!("the path takes no {method}"), methods).allow(methods)
        })?;
        Ok((verb, provider.map(|(_, provider)| &**provider)))
    }

    fn page(&self) -> Value {
        let verbs = VERBS.iter();
        let verbs: Value = verbs
            .map(|verb| json!({"method": verb.method, "path": verb.path, "about": verb.about}))
            .collect();
        let providers = self.providers.iter();
        let providers = providers
            .map(|(id, provider)| ((*id).to_owned(), json!({"switches": provider.switches()})));
        json!({"version": 1, "verbs": verbs, "providers": providers.collect::<Map<_, _>>()})
    }
}

enum Method {
    Get,
    Post,
}
use Method::{Get, Post};

fn verb_method(method: &str) -> Method {
    if method == "GET" { Get } else { Post }
}

fn tell(provider: &dyn Controlled, verb: &str, body: &[u8]) -> Result<Value, Wrong> {
    let fault: Fault = match verb {
        "expire" => {
            order::read::<Nothing>(body)?;
            return Ok(json!({"expired": provider.expire()}));
        }
        "reset" => {
            order::read::<Nothing>(body)?;
            provider.reset();
            return Ok(json!({"done": true}));
        }
        "revoke" => return revoke(provider, &order::read(body)?),
        "drop-answer" => order::read::<DropAnswer>(body)?.into(),
        "slow" => order::read::<Slow>(body)?.into(),
        _ => order::read::<Spoil>(body)?.into(),
    };
    provider.fault(fault);
    Ok(json!({"waiting": true}))
}

fn revoke(provider: &dyn Controlled, order: &Revoke) -> Result<Value, Wrong> {
    match (&order.what, &order.credential) {
        (Some(_), Some(_)) => Err(Wrong::new(
            400,
            "there are two things to revoke",
            "either what or credential",
        )),
        (what, None) => Ok(json!({"revoked": provider.revoke(what.as_deref())?})),
        (None, Some(credential)) => {
            let none = || {
                Wrong::new(
                    400,
                    "this provider revokes no single credential",
                    "what, or nothing",
                )
            };
            provider.revoke_one(credential).ok_or_else(none)?;
            Ok(json!({"revoked": "credential"}))
        }
    }
}

fn turn(provider: &dyn Controlled, body: &[u8]) -> Result<Value, Wrong> {
    let orders: Map<String, Value> = order::read(body)?;
    for (name, value) in &orders {
        provider.turn(name, value)?;
    }
    Ok(json!({"turned": orders.keys().collect::<Vec<_>>()}))
}

async fn send(provider: &dyn Controlled, order: SendWebhook) -> Result<Value, Wrong> {
    let webhooks = if order.queued {
        provider.queued()
    } else {
        let body = order.body.map(|body| match body {
            // To the letter, for spellings that JSON would not keep.
            Value::String(text) => text,
            body => body.to_string(),
        });
        let made = provider.webhook(order.event.as_deref(), body, order.flaw.map(Into::into));
        let made = made.map_err(|error| {
            Wrong::new(400, error.to_string(), "another provider, or another flaw")
        })?;
        vec![made; order.times.unwrap_or(1)]
    };
    if let Some(on) = &order.before_answer_of {
        for webhook in webhooks {
            let kind = FaultKind::Deliver(webhook, order.to.clone());
            provider.fault(on.of(Fault::new(kind).when(When::AfterStateChange)));
        }
        return Ok(json!({"waiting": true}));
    }
    let mut deliveries = Vec::new();
    for webhook in webhooks {
        let delivered = webhook.send(&order.to).await.map_err(|error| {
            let status = match error.kind() {
                std::io::ErrorKind::InvalidInput => 400,
                _ => 502,
            };
            Wrong::new(
                status,
                error.to_string(),
                "a receiver on this machine, such as http://127.0.0.1:8080/webhook",
            )
        })?;
        deliveries.push(json!({"status": delivered.status, "tries": delivered.tries}));
    }
    Ok(json!({"deliveries": deliveries}))
}

fn counters(provider: &dyn Controlled) -> Value {
    let issued = provider.issued();
    let uses: Vec<_> = (0..issued).map(|number| provider.uses(number)).collect();
    json!({"requests": provider.requests().len(), "issued": issued, "uses": uses})
}

/// Names of headers and parameters, and no value: what was sent may be a secret.
fn shown(seen: &Seen) -> Value {
    json!({
        "method": seen.method, "path": seen.path, "query": seen.query, "headers": seen.headers,
        "content_type": seen.content_type, "status": seen.status, "at": seen.at.format(&Rfc3339).unwrap_or_default(),
    })
}
