//! The format of `provider.toml`, schema 1: what each table may say.

use serde::Deserialize;
use toml::{Spanned, value::Datetime};

/// A word of the description and where it stands.
pub(super) type Word = Spanned<String>;

/// The only version there is.
pub(super) const SCHEMA: u32 = 1;

/// What must name its sources.
pub(super) trait Fact {
    /// Where it stands in the file.
    fn at(&self) -> usize;
    fn source(&self) -> &[Word];
    fn note(&self) -> Option<&str>;
}

/// Tables; those marked `fact` have `source` and `note` as well. The first field says where a fact stands.
macro_rules! tables {
    () => {};
    (
        $(#[$about:meta])*
        fact $name:ident { $(#[$first_meta:meta])* $first:ident: $word:ty, $($(#[$meta:meta])* $field:ident: $type:ty,)* }
        $($rest:tt)*
    ) => {
        $(#[$about])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $(#[$first_meta])* pub(super) $first: $word,
            $($(#[$meta])* pub(super) $field: $type,)*
            #[serde(default)]
            pub(super) source: Vec<Word>,
            pub(super) note: Option<String>,
        }

        impl Fact for $name {
            fn at(&self) -> usize { self.$first.span().start }
            fn source(&self) -> &[Word] { &self.source }
            fn note(&self) -> Option<&str> { self.note.as_deref() }
        }

        tables! { $($rest)* }
    };
    (
        $(#[$about:meta])*
        table $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* }
        $($rest:tt)*
    ) => {
        $(#[$about])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$meta])* pub(super) $field: $type,)*
        }

        tables! { $($rest)* }
    };
    (
        $(#[$about:meta])*
        choice $name:ident { $($(#[$meta:meta])* $variant:ident,)* }
        $($rest:tt)*
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $name { $($(#[$meta])* $variant,)* }

        tables! { $($rest)* }
    };
}

tables! {
    /// One provider.
    table Description {
        schema: Spanned<u32>,
        id: Word,
        name: String,
        /// What it is for, in one sentence.
        about: String,
        source: Vec<Source>,
        environment: Vec<Environment>,
        #[serde(default)] input: Vec<Input>,
        #[serde(default)] origin: Vec<Origin>,
        #[serde(default)] context: Vec<Context>,
        scheme: Vec<Scheme>,
        #[serde(default)] call: Vec<Exchange>,
        #[serde(default)] error: Vec<Refusal>,
        #[serde(default)] limit: Vec<Limit>,
        #[serde(default)] webhook: Vec<Webhook>,
        #[serde(default)] value: Vec<Value>,
    }

    /// Where facts come from.
    table Source {
        id: Word,
        kind: SourceKind,
        reference: String,
        checked: Datetime,
    }

    choice SourceKind {
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
    table Environment {
        id: Word,
        live: bool,
        /// Whether the crate takes its URLs when the user names none.
        #[serde(default)] default: bool,
        /// Whether the crate offers it by name.
        #[serde(default)] preset: bool,
        #[serde(default)] url: Vec<Host>,
    }

    /// The absolute URL of one purpose.
    fact Host { base: Word, url: Word, }

    /// What the user supplies.
    fact Input {
        id: Word,
        /// What it is to auth-core, if it is a secret.
        secret: Option<SecretKind>,
        scope: Scope,
        /// Without one it is given at a sign-in.
        variable: Option<Word>,
        /// Its name on the wire, where the crate writes it itself.
        field: Option<String>,
        english: String,
        french: String,
        shape: String,
        example: Option<String>,
    }

    choice SecretKind {
        AccessToken, RefreshToken, ClientSecret, Password, ApiKey, PartnerSecret,
        AuthorizationCode, CodeVerifier, OneTimeCode,
    }

    choice Scope { Application, Account, Tenant, }

    /// The secrets that the origin of a base may receive.
    fact Origin { base: Word, receives: Vec<Word>, }

    /// What a call or an answer carries beside its credential.
    fact Context {
        id: Word,
        place: Place,
        name: Word,
        required: String,
        shape: String,
        /// Whether the crate needs its name.
        #[serde(default)] constant: bool,
    }

    choice Place { Header, Path, Query, AnswerHeader, }

    /// One way to get and keep a credential.
    fact Scheme {
        id: Word,
        kind: SchemeKind,
        about: String,
        /// The base of the calls that carry it.
        base: Word,
        /// The headers that carry it, `Name: text with {ids}`.
        carries: Vec<Word>,
        expiry: Option<Expiry>,
        renewal: Renewal,
        #[serde(default)] step: Vec<Exchange>,
    }

    choice SchemeKind { StaticKey, Login, AuthorizationCode, ClientCredentials, }

    /// Where the end of a credential is read.
    fact Expiry {
        read: Word,
        /// Seconds, by the sources.
        lifetime: Option<u64>,
        /// Seconds that a credential is taken to be good for when its end cannot be read.
        unknown_age: Option<u64>,
        /// Where the end of the refresh token is read.
        refresh: Option<String>,
    }

    /// How a credential is followed by the next.
    fact Renewal {
        how: Spanned<RenewalHow>,
        after_expiry: Option<bool>,
        /// Whether the old token ends with the renewal.
        rotates: Option<bool>,
        replay: Option<Spanned<Replay>>,
        /// Whether the old token may be used while the renewal runs.
        overlap: Option<bool>,
        /// Seconds after the sign-in that renewals go on.
        session: Option<u64>,
    }

    choice RenewalHow { None, SignIn, RefreshToken, GetWithOldBearer, }

    choice Replay { Never, Sparingly, Safe, }

    /// A request and what its answers mean: a step of a scheme, or a call of the API.
    fact Exchange {
        id: Word,
        /// What a step is for.
        role: Option<Role>,
        about: String,
        method: String,
        base: Word,
        path: Word,
        encoding: Option<String>,
        /// Inputs and tokens, `?` behind what may be missing; `name=text` for what is fixed.
        #[serde(default)] body: Vec<Word>,
        #[serde(default)] query: Vec<Word>,
        /// `Name: text with {ids}`.
        #[serde(default)] headers: Vec<Word>,
        success: String,
        /// The answers that are neither a success nor an error.
        #[serde(default)] outcomes: Vec<String>,
        /// Whether the crate needs its path.
        #[serde(default)] constant: bool,
        /// What it changes at the provider, or `none`; a verification must say.
        effect: Option<String>,
    }

    choice Role { Authorize, Obtain, SecondFactor, Renew, Revoke, Verify, }

    /// Refusals that mean one thing.
    fact Refusal {
        class: Word,
        /// The constant of the crate that it belongs to, if the crate needs it.
        table: Option<String>,
        about: String,
        /// Where the code stands, or `status` if it alone tells.
        read: String,
        #[serde(default)] status: Vec<u16>,
        #[serde(default)] code: Vec<String>,
        /// The grants that it is about; all of them if none is named.
        #[serde(default)] grants: Vec<String>,
        /// The finer class of the crate.
        variant: Option<String>,
        /// What the one who acts should do.
        advice: Option<String>,
        concerns: Concerns,
    }

    choice Concerns { Request, Account, Application, }

    /// How often calls may be made, and how answers tell.
    fact Limit { id: Word, about: String, }

    /// What the provider sends by itself.
    fact Webhook {
        id: Word,
        payload: String,
        /// Where type, id, tenant and subject are.
        members: Vec<String>,
        /// How the receiver tells that it is genuine, `none` if he cannot.
        authentication: Option<String>,
        delivery: String,
        /// The call that tells what was missed.
        catch_up: String,
        #[serde(default)] event: Vec<Event>,
    }

    /// One type of event and what it does to the connection.
    fact Event { name: Word, effect: Effect, about: String, }

    choice Effect { None, Revoked, Erase, Moved, }

    /// Any other constant: exactly one of the three forms.
    fact Value {
        constant: Word,
        about: String,
        text: Option<String>,
        texts: Option<Vec<String>>,
        seconds: Option<u64>,
    }
}
