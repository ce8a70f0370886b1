//! Bodies: what arrived, and what leaves.

use serde_json::{Map, Value};

use crate::call::{Call, Fields};
use crate::description::Encoding;

/// The body of a request, read once.
pub(super) struct Body {
    /// None for a body that is malformed, or in an encoding that no description knows.
    pub(super) encoding: Option<Encoding>,
    pub(super) fields: Fields,
}

impl Body {
    pub(super) async fn of(call: &Call) -> Self {
        let read = match call.media_type().as_str() {
            _ if call.body.is_empty() => Some((Encoding::None, Fields(Vec::new()))),
            "application/x-www-form-urlencoded" => Some((Encoding::Form, call.form())),
            "multipart/form-data" => call
                .multipart()
                .await
                .map(|fields| (Encoding::Multipart, fields)),
            "application/json" => serde_json::from_slice(&call.body)
                .ok()
                .map(|body| (Encoding::Json, members(&body))),
            _ => None,
        };
        match read {
            Some((encoding, fields)) => Self {
                encoding: Some(encoding),
                fields,
            },
            None => Self {
                encoding: None,
                fields: Fields(Vec::new()),
            },
        }
    }
}

/// The members of an object under their dotted paths; those that are null count as absent.
fn members(body: &Value) -> Fields {
    let mut fields = Vec::new();
    collect(body, "", &mut fields);
    Fields(fields)
}

fn collect(value: &Value, path: &str, into: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(object) => {
            for (name, value) in object {
                let separator = if path.is_empty() { "" } else { "." };
                collect(value, &format!("{path}{separator}{name}"), into);
            }
        }
        _ if path.is_empty() => {}
        Value::String(text) => into.push((path.to_owned(), text.clone())),
        other => into.push((path.to_owned(), other.to_string())),
    }
}

/// Sets the member at a dotted path, making the objects on the way to it.
pub(super) fn put(body: &mut Value, path: &str, value: Value) {
    let mut at = body;
    for name in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name];
    }
    *at = value;
}
