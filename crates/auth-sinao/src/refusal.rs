//! The two signals that stand nowhere but in the text of a refusal, read tolerantly.

use auth_core::Response;
use serde_json::{Map, Value};

use crate::generated;

/// The members of a refusal; none when it is not a JSON object.
pub(crate) struct Refusal(Map<String, Value>);

impl Refusal {
    pub(crate) fn read(response: &Response) -> Self {
        Self(serde_json::from_slice(response.body()).unwrap_or_default())
    }

    /// Whether the message is about the token: Sinao's framework may say so with a 500.
    pub(crate) fn blames_token(&self) -> bool {
        self.messages().any(|message| {
            let message = message.to_lowercase();
            message.contains(generated::TOKEN_WORD)
                && generated::TOKEN_COMPLAINTS
                    .iter()
                    .any(|complaint| message.contains(complaint))
        })
    }

    /// Whether a second factor is asked for: named anywhere, or its code is the field or the subject of a complaint.
    ///
    /// The member `code` itself says nothing: every error of the `OpenAPI` file has one, a number.
    pub(crate) fn asks_second_factor(&self) -> bool {
        self.0
            .iter()
            .any(|(name, value)| names_second_factor(name, value))
            || self.messages().any(says_code)
            || self.0.get(generated::ERRORS_MEMBER).is_some_and(|errors| {
                errors
                    .get(generated::CODE_FIELD)
                    .is_some_and(|complaint| !complaint.is_null())
            })
    }

    /// Those of `known` fields that are complained of.
    pub(crate) fn fields<'a>(&self, known: &[&'a str]) -> Vec<&'a str> {
        let errors = self.0.get(generated::ERRORS_MEMBER);
        let is_named = |field: &&str| errors.and_then(|errors| errors.get(*field)).is_some();
        known.iter().copied().filter(is_named).collect()
    }

    fn messages(&self) -> impl Iterator<Item = &str> {
        generated::MESSAGE_MEMBERS
            .iter()
            .filter_map(|name| self.0.get(*name)?.as_str())
    }
}

/// Whether a member, or anything in it, names a second factor; `"two_factor": false` does not.
fn names_second_factor(name: &str, value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(items) => items.iter().any(|item| names_second_factor(name, item)),
        Value::Object(members) => {
            mentions(name)
                || members
                    .iter()
                    .any(|(name, value)| names_second_factor(name, value))
        }
        Value::String(text) => mentions(name) || mentions(text),
        Value::Bool(true) | Value::Number(_) => mentions(name),
    }
}

fn mentions(text: &str) -> bool {
    let text = text.to_lowercase();
    generated::SECOND_FACTOR_WORDS
        .iter()
        .any(|word| text.contains(word))
}

fn says_code(message: &str) -> bool {
    let message = message.to_lowercase();
    generated::CODE_PHRASES
        .iter()
        .any(|phrase| message.contains(phrase))
}
