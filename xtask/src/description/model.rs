//! What a `provider.toml` may say, schema 1. The JSON Schema follows from these types, and so do its texts.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};
use toml::{Spanned, value::Datetime};

use super::{
    exchange::Exchange,
    scheme::Scheme,
    told::{Limit, Refusal, Value, Vocabulary, Webhook},
};

/// The only version there is.
pub(crate) const SCHEMA: u32 = 1;

/// A text of a description, and where it stands.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Word(Spanned<String>);

impl Word {
    /// Where it stands in the file, in bytes.
    pub(crate) fn at(&self) -> usize {
        self.0.span().start
    }
}

impl std::ops::Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.get_ref()
    }
}

impl JsonSchema for Word {
    fn schema_name() -> Cow<'static, str> {
        "Word".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

/// One provider: everything that is fixed about it, each fact with its source.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Description {
    /// Version of this format: 1.
    #[schemars(with = "u32", extend("const" = SCHEMA))]
    pub(crate) schema: Spanned<u32>,
    /// The crate is `auth-ID`, the facade's module and feature `ID`.
    pub(crate) id: Word,
    /// As the provider writes it.
    pub(crate) name: String,
    /// How one gets in, in one sentence.
    pub(crate) about: String,
    /// What it is for, in a few words without a capital.
    pub(crate) summary: String,
    pub(crate) source: Vec<Source>,
    pub(crate) environment: Vec<Environment>,
    #[serde(default)]
    pub(crate) input: Vec<Input>,
    #[serde(default)]
    pub(crate) origin: Vec<Origin>,
    #[serde(default)]
    pub(crate) context: Vec<Context>,
    pub(crate) scheme: Vec<Scheme>,
    #[serde(default)]
    pub(crate) call: Vec<Exchange>,
    #[serde(default)]
    pub(crate) error: Vec<Refusal>,
    #[serde(default)]
    pub(crate) limit: Vec<Limit>,
    #[serde(default)]
    pub(crate) webhook: Vec<Webhook>,
    #[serde(default)]
    pub(crate) vocabulary: Vec<Vocabulary>,
    #[serde(default)]
    pub(crate) value: Vec<Value>,
}

/// Where facts come from.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) id: Word,
    pub(crate) kind: Certainty,
    /// What a reader looks up; for `assumed`, from what it is inferred.
    pub(crate) reference: String,
    /// The day it was last read.
    #[schemars(with = "String")]
    #[serde(serialize_with = "as_text")]
    pub(crate) checked: Datetime,
}

fn as_text<S: Serializer>(date: &Datetime, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(date)
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Certainty {
    /// What the provider tells people.
    Documented,
    /// What the provider or a standards body publishes for machines.
    Specification,
    /// The provider's own code, SDK or recorded traffic.
    SourceCode,
    /// Seen in use.
    Field,
    /// Inferred: the reference says from what.
    Assumed,
}

/// Hosts that belong together.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Environment {
    pub(crate) id: Word,
    /// Whether real people's data is behind it.
    pub(crate) live: bool,
    /// Whether the crate takes its URLs when the user names none.
    #[serde(default)]
    pub(crate) default: bool,
    /// Whether the crate offers it by name.
    #[serde(default)]
    pub(crate) preset: bool,
    #[serde(default)]
    pub(crate) url: Vec<Host>,
}

/// The absolute URL of one purpose: `url`, or the input by which the user gives it.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Host {
    pub(crate) base: Word,
    pub(crate) url: Option<Word>,
    pub(crate) input: Option<Word>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

/// What the user supplies.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    pub(crate) id: Word,
    /// What it is to auth-core, if it is a secret.
    pub(crate) secret: Option<SecretKind>,
    /// What it belongs to.
    pub(crate) scope: Scope,
    /// Without one it is given at a sign-in.
    pub(crate) variable: Option<Word>,
    pub(crate) english: String,
    pub(crate) french: String,
    /// What it looks like, in words.
    pub(crate) shape: String,
    pub(crate) example: Option<String>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SecretKind {
    AccessToken,
    RefreshToken,
    ClientSecret,
    Password,
    ApiKey,
    PartnerSecret,
    AuthorizationCode,
    Assertion,
    CodeVerifier,
    OneTimeCode,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    Application,
    Account,
    Tenant,
}

/// The secrets that the origin of a base may receive.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Origin {
    pub(crate) base: Word,
    /// Ids of secret inputs, and the tokens `access_token`, `refresh_token`, `authorization_code`, `code_verifier`.
    pub(crate) receives: Vec<Word>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

/// What a call or an answer carries beside its credential.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    pub(crate) id: Word,
    pub(crate) place: Place,
    /// Its name on the wire.
    pub(crate) name: Word,
    /// When, in words.
    pub(crate) required: String,
    /// What its value looks like, in words.
    pub(crate) shape: String,
    pub(crate) example: Option<String>,
    #[serde(default)]
    pub(crate) source: Vec<Word>,
    pub(crate) note: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    Header,
    Path,
    Query,
    Body,
    AnswerHeader,
}
