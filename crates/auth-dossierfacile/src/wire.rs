//! Members of JSON answers, read the tolerant way.

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

/// A text, moved into its type without a copy.
pub(crate) fn secret<'de, D: Deserializer<'de>, S: From<String>>(
    deserializer: D,
) -> Result<S, D::Error> {
    String::deserialize(deserializer).map(S::from)
}

/// A text that is not blank; anything else counts as absent.
pub(crate) fn text<'de, D: Deserializer<'de>, T: From<String>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.into()),
        _ => None,
    })
}

/// A number, or a number as text.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Number(id) => id.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .ok_or_else(|| D::Error::custom("not an identifier"))
}
