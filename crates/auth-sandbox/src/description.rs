//! What a description says of a provider, as far as an imitation needs it.
//!
//! Ids that a field or a header names are those of inputs, of tokens (`access_token`,
//! `refresh_token`, `authorization_code`, `code_verifier`), or of the request's context, of which an
//! imitation only asks that it is there.
#![allow(
    dead_code,
    reason = "a form may be waiting for the provider that needs it"
)]

use serde_json::{Value, json};

/// A provider.
#[derive(Debug)]
pub(crate) struct Description {
    /// In lower case, as in the name of its crate.
    pub(crate) id: &'static str,
    /// As it writes itself.
    pub(crate) name: &'static str,
    /// Ids of the origins that requests go to; each is a listener of its own.
    pub(crate) bases: &'static [&'static str],
    /// What its users supply.
    pub(crate) inputs: &'static [Input],
    /// The ways in.
    pub(crate) schemes: &'static [Scheme],
    /// The calls that a scheme opens.
    pub(crate) calls: &'static [Route],
    /// The refusals that are known, the most telling of each class first.
    pub(crate) refusals: &'static [Refusal],
}

impl Description {
    /// An input's example; empty where there is none.
    pub(crate) fn example(&self, input: &str) -> &'static str {
        let input = self.inputs.iter().find(|known| known.id == input);
        input.and_then(|input| input.example).unwrap_or_default()
    }

    /// A header's name as the provider writes it.
    pub(crate) fn spelled(&self, header: &'static str) -> &'static str {
        let steps = self.schemes.iter().flat_map(|scheme| scheme.steps);
        let routes = steps.chain(self.calls).flat_map(|route| route.headers);
        let carried = self.schemes.iter().flat_map(|scheme| scheme.carries);
        let mut all = carried.chain(routes).map(|header| header.name);
        all.find(|name| name.eq_ignore_ascii_case(header))
            .unwrap_or(header)
    }
}

/// Something the user supplies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    pub(crate) id: &'static str,
    /// Whether it is kept out of logs and queries.
    pub(crate) secret: bool,
    pub(crate) scope: Scope,
    /// A sample, for inputs that are no secret.
    pub(crate) example: Option<&'static str>,
}

/// Whose an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The integrator's, the same for all accounts.
    Application,
    /// One account's.
    Account,
    /// One tenant's.
    Tenant,
}

/// One way in: how a credential is had, how long it lives, what carries it.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) id: &'static str,
    pub(crate) kind: Kind,
    /// The origin whose calls it opens.
    pub(crate) base: &'static str,
    /// What every call carries.
    pub(crate) carries: &'static [Header],
    pub(crate) expiry: Expiry,
    pub(crate) renewal: Renewal,
    pub(crate) steps: &'static [Route],
}

/// What a scheme starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    StaticKey,
    Login,
    AuthorizationCode,
    ClientCredentials,
}

/// Where the end of a token is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expiry {
    /// The dotted path of the answer's member, or the name of the token's claim.
    pub(crate) member: Option<&'static str>,
    pub(crate) format: Format,
    /// The zone of a local date and time, as the tz database names it; UTC when absent.
    pub(crate) zone: Option<&'static str>,
    /// How long a token lives, in seconds.
    pub(crate) lifetime: Option<u64>,
    /// The dotted path of the member that tells what is left for refreshing, in seconds.
    pub(crate) refresh_member: Option<&'static str>,
}

/// How the end of a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Not at all.
    Never,
    /// A number: the seconds left.
    Seconds,
    /// A number: seconds since 1970.
    Unix,
    /// A text: `2026-01-31 23:59:59` on the wall clock of the zone.
    LocalDateTime,
    /// A claim of the token itself, which is then a JWT.
    Claim,
}

/// How the next token is had.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renewal {
    pub(crate) how: How,
    /// Whether a renewal ends what it was made with.
    pub(crate) rotates: bool,
    /// For how long after the sign-in renewals work, in seconds; without an end when absent.
    pub(crate) session: Option<u64>,
}

/// What a renewal is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    None,
    SignIn,
    RefreshToken,
    GetWithOldBearer,
}

/// One exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    pub(crate) id: &'static str,
    pub(crate) role: Role,
    /// In capitals.
    pub(crate) method: &'static str,
    pub(crate) base: &'static str,
    /// Whether it is made without a credential.
    pub(crate) public: bool,
    /// The schemes that open it; every scheme of its base when empty.
    pub(crate) schemes: &'static [&'static str],
    /// Below the base; a segment `{id}` holds a value.
    pub(crate) path: &'static str,
    pub(crate) encoding: Encoding,
    /// What the body holds; a name that comes again is an alternative.
    pub(crate) fields: &'static [Field],
    pub(crate) query: &'static [Field],
    pub(crate) headers: &'static [Header],
    pub(crate) answer: Answer,
}

/// What an exchange is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Authorize,
    Obtain,
    SecondFactor,
    Renew,
    Revoke,
    Verify,
    Call,
}

/// The encoding of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    None,
    Form,
    Json,
    Multipart,
}

/// A named value of a body or of a query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) of: Of,
    pub(crate) optional: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Always this text.
    Text(&'static str),
    /// The value with this id.
    Id(&'static str),
}

/// A header with what it is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// The ids of the values in it.
    pub(crate) of: &'static [&'static str],
    pub(crate) optional: bool,
}

/// How values make a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The value.
    Plain,
    /// `Bearer ` and the value.
    Bearer,
    /// `Basic ` and two values, joined by `:`, in base64.
    Basic,
    /// The values, joined by `:`, in base64.
    Base64,
}

/// A success.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The dotted path of the access token.
    pub(crate) token: Option<&'static str>,
    /// The dotted path of the refresh token.
    pub(crate) refresh_token: Option<&'static str>,
    /// The rest of the body, as JSON.
    pub(crate) sample: Option<&'static str>,
}

impl Answer {
    /// The sample body; an empty object where there is none.
    pub(crate) fn body(&self) -> Value {
        let sample = self.sample.unwrap_or("{}");
        serde_json::from_str(sample).unwrap_or_else(|_| json!({}))
    }
}

/// A refusal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    /// What it means for the client, in the words of the format.
    pub(crate) class: &'static str,
    pub(crate) on: On,
    /// The dotted path of `code` in the body; without one the status alone tells.
    pub(crate) member: Option<&'static str>,
    pub(crate) status: u16,
    /// A final `*` stands for any ending.
    pub(crate) code: &'static str,
}

/// What is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Call,
    Token,
    Callback,
}
