//! The webhook of one tenant, administered; nothing is sent by it.

use axum::extract::State as Provider;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::MyUnisoft;
use super::keys::Key;
use super::refusal::Refusal;
use crate::call::Call;
use crate::generated::myunisoft::code;

/// The members of a webhook: its address, its events and, if there are any, its folders.
const MEMBERS: [&str; 3] = ["postUrl", "onEvents", "accountingFolderId"];

pub(super) async fn list(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.answer(&call, |state, key| {
        let webhook = state.webhooks.get(&tenant(key)?);
        Ok(webhook.cloned().into_iter().collect())
    })
}

pub(super) async fn create(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.change(&call, |state, key| {
        let tenant = tenant(key)?;
        if state.webhooks.contains_key(&tenant) {
            return Err(Refusal::new(409, code::ERR_HTTP, "There is a webhook."));
        }
        let webhook = checked(call.json().unwrap_or_default())?;
        state.webhooks.insert(tenant, webhook.clone());
        Ok(webhook)
    })
}

pub(super) async fn change(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.change(&call, |state, key| {
        let tenant = tenant(key)?;
        let Some(Value::Object(mut webhook)) = state.webhooks.get(&tenant).cloned() else {
            return Err(none());
        };
        let operations: Vec<Map<String, Value>> =
            serde_json::from_slice(&call.body).map_err(|_| bad())?;
        for operation in operations {
            let text = |member: &str| operation.get(member).and_then(Value::as_str);
            let path = text("path").and_then(|path| path.strip_prefix('/'));
            let member = path.filter(|it| MEMBERS.contains(it)).ok_or_else(bad)?;
            match (text("op"), operation.get("value")) {
                (Some("remove"), _) => webhook.remove(member).map(drop).ok_or_else(bad)?,
                // RFC 6902 §4.3: what is replaced must be there.
                (Some("replace"), Some(value)) if webhook.contains_key(member) => {
                    webhook.insert(member.to_owned(), value.clone());
                }
                (Some("add"), Some(value)) => {
                    webhook.insert(member.to_owned(), value.clone());
                }
                _ => return Err(bad()),
            }
        }
        let webhook = checked(webhook)?;
        state.webhooks.insert(tenant, webhook.clone());
        Ok(webhook)
    })
}

pub(super) async fn delete(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.change(&call, |state, key| {
        let removed = state.webhooks.remove(&tenant(key)?);
        removed.map(|_| json!({})).ok_or_else(none)
    })
}

/// The firm whose webhook it is. A login's token may not: webhooks are not for who bought that offer.
fn tenant(key: &Key) -> Result<u64, Refusal> {
    key.reach.of_a_key()?;
    if key.expires_at.is_some() {
        let message = "This offer has no webhooks.";
        return Err(Refusal::forbidden(code::ERR_FORBIDDEN_ROUTE, message));
    }
    Ok(key.reach.firm())
}

fn checked(webhook: Map<String, Value>) -> Result<Value, Refusal> {
    let is = |member: &str, fits: fn(&Value) -> bool| webhook.get(member).is_some_and(fits);
    let https = |url: &Value| url.as_str().is_some_and(|url| url.starts_with("https://"));
    let known = webhook.keys().all(|member| MEMBERS.contains(&&**member));
    let folders = webhook.get(MEMBERS[2]).is_none_or(Value::is_array);
    if known && folders && is(MEMBERS[0], https) && is(MEMBERS[1], Value::is_array) {
        Ok(Value::Object(webhook))
    } else {
        Err(bad())
    }
}

fn bad() -> Refusal {
    Refusal::new(400, code::ERR_HTTP, "The webhook cannot be read.")
}

fn none() -> Refusal {
    Refusal::new(404, code::ERR_HTTP, "There is no webhook.")
}
