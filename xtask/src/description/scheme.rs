//! The ways to get and keep a credential.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{
    exchange::{Exchange, Header},
    model::Word,
};

/// Where the end of a credential may be read.
pub(crate) const READS: &[&str] = &["never", "member", "claim"];

/// How a credential may be followed by the next.
pub(crate) const RENEWALS: &[&str] = &["none", "sign_in", "refresh_token", "get_with_old_bearer"];

/// How a credential may be ended.
pub(crate) const REVOCATIONS: &[&str] = &["none", "page", "call"];

/// One way to get and keep a credential.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scheme {
    pub(crate) id: Word,
    pub(crate) kind: SchemeKind,
    /// What people call it, in a few words.
    pub(crate) label: String,
    pub(crate) about: String,
    /// The base of the calls that carry it.
    pub(crate) base: Word,
    /// Inputs without which there is no connection.
    #[serde(default)]
    pub(crate) needs: Vec<Word>,
    /// Inputs that it may have besides.
    #[serde(default)]
    pub(crate) takes: Vec<Word>,
    /// When a person is needed, in a few words.
    pub(crate) person: String,
    pub(crate) carries: Vec<Header>,
    /// Where the end of a credential is read; required of every scheme.
    pub(crate) expiry: Option<Expiry>,
    pub(crate) renewal: Renewal,
    pub(crate) revocation: Revocation,
    #[serde(default)]
    pub(crate) step: Vec<Exchange>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SchemeKind {
    StaticKey,
    Login,
    AuthorizationCode,
    ClientCredentials,
}

/// Where the end of a credential is read.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expiry {
    /// `never`, a `member` of the answer, or a `claim` of the token.
    #[schemars(extend("enum" = READS))]
    pub(crate) read: Word,
    /// The member's path or the claim's name.
    pub(crate) member: Option<String>,
    pub(crate) format: Option<ExpiryFormat>,
    /// The zone of a date and time that names none, as the tz database calls it.
    pub(crate) zone: Option<String>,
    /// What holds when it cannot be read: `never`, or `unknown`.
    pub(crate) otherwise: Option<Otherwise>,
    /// Seconds, by the sources.
    pub(crate) lifetime: Option<u64>,
    /// Seconds that a credential is taken to be good for when its end cannot be read.
    pub(crate) unknown_age: Option<u64>,
    /// Where the end of the refresh token is read.
    pub(crate) refresh_member: Option<String>,
    /// Seconds, by the sources.
    pub(crate) refresh_lifetime: Option<u64>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExpiryFormat {
    /// From now on.
    Seconds,
    /// Since 1970.
    Unix,
    /// `YYYY-MM-DD HH:MM:SS` in the zone.
    LocalDateTime,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Otherwise {
    Never,
    Unknown,
}

/// How a credential is followed by the next.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renewal {
    /// `none`, `sign_in` (again from the start), `refresh_token`, or `get_with_old_bearer`.
    #[schemars(extend("enum" = RENEWALS))]
    pub(crate) how: Word,
    /// Whether it goes on when the credential has expired.
    pub(crate) after_expiry: Option<bool>,
    /// Whether what was presented ends with the renewal.
    pub(crate) rotates: Option<bool>,
    /// What becomes of the old token.
    pub(crate) old_token: Option<OldToken>,
    /// Whether a request whose answer was lost may be sent again.
    #[schemars(with = "Option<Replay>")]
    pub(crate) replay: Option<Spanned<Replay>>,
    /// Whether the old token may be used while the renewal runs.
    pub(crate) overlap: Option<bool>,
    /// Seconds after the sign-in that renewals go on.
    pub(crate) session: Option<u64>,
    /// Seconds without a renewal after which there is none.
    pub(crate) idle: Option<u64>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OldToken {
    Ends,
    Lives,
    Unknown,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Replay {
    Never,
    Sparingly,
    Safe,
}

/// How a credential is ended before its time.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocation {
    /// `none`, on a `page` of the provider, or by a `call`.
    #[schemars(extend("enum" = REVOCATIONS))]
    pub(crate) how: Word,
    /// The id of the step or call.
    pub(crate) call: Option<Word>,
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}
