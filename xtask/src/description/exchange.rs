//! Requests, and what a success looks like.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::Word;

/// The methods that there are.
pub(crate) const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

/// A request and what its answers mean: a step of a scheme, or a call of the API.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exchange {
    pub(crate) id: Word,
    /// What a step is for.
    pub(crate) role: Option<Role>,
    pub(crate) about: String,
    #[schemars(extend("enum" = METHODS))]
    pub(crate) method: String,
    pub(crate) base: Word,
    /// Below the base, with `{id}` of a context or an input for what varies.
    pub(crate) path: Word,
    /// Whether it is made without a credential.
    pub(crate) public: Option<bool>,
    /// The schemes that open it; every scheme of its base if none is named.
    #[serde(default)]
    pub(crate) schemes: Vec<Word>,
    pub(crate) encoding: Option<Encoding>,
    #[serde(default)]
    pub(crate) fields: Vec<Field>,
    #[serde(default)]
    pub(crate) query: Vec<Field>,
    #[serde(default)]
    pub(crate) headers: Vec<Header>,
    pub(crate) answer: Answer,
    /// What it changes at the provider, or `none`; a verification must say.
    pub(crate) effect: Option<String>,
    /// Whether it may be sent again unasked.
    pub(crate) repeat: Option<Repeat>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Authorize,
    Obtain,
    SecondFactor,
    Renew,
    Revoke,
    Verify,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    Form,
    Json,
    Multipart,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Repeat {
    Safe,
    Never,
}

/// A field of a body or a query: a fixed `text`, or the value `of` an input, a context or a token.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    pub(crate) name: Word,
    pub(crate) text: Option<String>,
    pub(crate) of: Option<Word>,
    #[serde(default)]
    pub(crate) optional: bool,
}

/// A header made of inputs, contexts or tokens.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) name: Word,
    pub(crate) form: Form,
    pub(crate) of: Vec<Word>,
    #[serde(default)]
    pub(crate) optional: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    /// The value itself.
    Plain,
    /// `Bearer ` and the value (RFC 6750 §2.1).
    Bearer,
    /// `Basic ` and two values in base64 (RFC 7617).
    Basic,
    /// The values joined by `:`, in base64.
    Base64,
}

/// What a success looks like.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: Vec<u16>,
    /// Path of the member that holds the token.
    pub(crate) token: Option<String>,
    pub(crate) refresh_token: Option<String>,
    /// Other members that callers read.
    #[serde(default)]
    pub(crate) also: Vec<String>,
    pub(crate) about: Option<String>,
    /// An answer as JSON, for the imitation.
    pub(crate) sample: Option<Word>,
}
