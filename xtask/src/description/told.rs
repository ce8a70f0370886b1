//! What a provider tells: refusals, limits, webhooks, words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{lints, model::Word};

/// Refusals that mean one thing.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    /// What it means and who acts; see `docs/adding-a-provider.md`.
    #[schemars(extend("enum" = lints::classes()))]
    pub(crate) class: Word,
    /// The table of `generated.rs` that it belongs to.
    pub(crate) table: Option<String>,
    pub(crate) about: String,
    /// What was asked.
    pub(crate) on: On,
    /// Path of the member that holds the code; without one the status alone tells.
    pub(crate) member: Option<String>,
    #[serde(default)]
    pub(crate) status: Vec<u16>,
    /// `*` ends a prefix.
    #[serde(default)]
    pub(crate) code: Vec<Word>,
    /// The grants that it is about, by their RFC names; all of them if none is named.
    #[serde(default)]
    pub(crate) grants: Vec<String>,
    /// The finer class of the crate.
    pub(crate) variant: Option<String>,
    /// What the one who acts should do.
    pub(crate) advice: Option<String>,
    pub(crate) concerns: Concerns,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum On {
    Call,
    Token,
    Callback,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Concerns {
    Request,
    Account,
    Application,
}

/// How often calls may be made, and how answers tell.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    pub(crate) id: Word,
    pub(crate) about: String,
    /// In one window.
    pub(crate) requests: Option<u32>,
    /// Seconds.
    pub(crate) window: Option<u64>,
    pub(crate) in_flight: Option<u32>,
    pub(crate) per: Per,
    /// Of the refusal.
    pub(crate) status: Option<u16>,
    /// The context that tells how many requests are left.
    pub(crate) remaining: Option<Word>,
    /// The context that tells when the window ends.
    pub(crate) reset: Option<Word>,
    /// The context that tells how many requests a window allows.
    pub(crate) total: Option<Word>,
    pub(crate) reset_format: Option<ResetFormat>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Per {
    Credential,
    Folder,
    Address,
    Route,
    Application,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResetFormat {
    /// Seconds since 1970, perhaps with a fraction.
    UnixSeconds,
    /// Seconds from now on.
    Seconds,
}

/// What the provider sends by itself.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhook {
    pub(crate) id: Word,
    pub(crate) payload: Payload,
    pub(crate) type_member: Option<String>,
    pub(crate) id_member: Option<String>,
    pub(crate) tenant_member: Option<String>,
    pub(crate) subject_member: Option<String>,
    pub(crate) time_member: Option<String>,
    /// How the receiver tells that it is genuine; `none` is said, not left out.
    pub(crate) authentication: Option<Proof>,
    /// What is promised, in words.
    pub(crate) delivery: String,
    /// What tells what was missed: the id of a call, or words.
    pub(crate) catch_up: String,
    #[serde(default)]
    pub(crate) event: Vec<Event>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Payload {
    Object,
    Array,
}

/// What shows that a webhook is genuine.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    pub(crate) how: ProofKind,
    pub(crate) header: Option<String>,
    pub(crate) date_header: Option<String>,
    /// The input that is the key.
    pub(crate) key: Option<Word>,
    pub(crate) about: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProofKind {
    None,
    HeaderKey,
    HmacSha256,
}

/// One type of event and what it does to the connection.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    pub(crate) name: Word,
    pub(crate) effect: Effect,
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    None,
    Revoked,
    Erased,
    Moved,
}

/// The texts that a member may hold: an enum of the crate, open at its end.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocabulary {
    pub(crate) id: Word,
    pub(crate) about: String,
    pub(crate) words: Vec<Entry>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

/// One text and what it means.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) text: Word,
    pub(crate) about: String,
}

/// Any other constant: exactly one of the four forms.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Value {
    pub(crate) constant: Word,
    pub(crate) about: String,
    pub(crate) text: Option<String>,
    pub(crate) texts: Option<Vec<String>>,
    pub(crate) seconds: Option<u64>,
    pub(crate) statuses: Option<Vec<u16>>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}
