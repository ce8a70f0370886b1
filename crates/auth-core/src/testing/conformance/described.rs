//! What a provider's description says of a scheme, held against what the crate makes of it.

use std::{fmt::Debug, time::Duration};

use http::{HeaderMap, HeaderValue};

use super::run::Run;
use crate::{Renewal, Replay};

/// What a provider's description says of one scheme. Written as a literal, by what is generated for the crates.
///
/// `None` is not stated: the crate may do as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// Its identifier, as [`Facts::scheme`](crate::Facts::scheme) has it.
    pub id: &'static str,
    /// How a new credential is obtained; one that is traded for the next is a refresh token of its own.
    pub renewal: Renewal,
    /// Whether a renewal whose answer was lost may be sent again, by default settings.
    pub replay: Option<Replay>,
    /// Whether the old token may be used while the renewal runs.
    pub overlap: Option<bool>,
    /// How long after the sign-in renewals go on, where no answer tells when the refresh token ends.
    pub session: Option<Duration>,
    /// The age at which a token of unknown lifetime is renewed.
    pub unknown_age: Option<Duration>,
    /// The headers that a call carries.
    pub carries: &'static [Carried],
}

/// A header that the calls of a scheme carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its name, in lower case.
    pub name: &'static str,
    /// How it holds the credential.
    pub form: Form,
    /// Whether a call may do without it.
    pub optional: bool,
}

/// How a header holds a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// The value itself.
    Plain,
    /// `Bearer ` and the value (RFC 6750 §2.1).
    Bearer,
    /// `Basic ` and two values in base64 (RFC 7617).
    Basic,
    /// The values joined by `:`, in base64.
    Base64,
}

impl Form {
    fn is_of(self, value: &HeaderValue) -> bool {
        let begins = |prefix: &str| value.as_bytes().starts_with(prefix.as_bytes());
        match self {
            Self::Bearer => begins("Bearer "),
            Self::Basic => begins("Basic "),
            Self::Plain | Self::Base64 => !begins("Bearer ") && !begins("Basic "),
        }
    }
}

impl Run<'_> {
    fn described(&self) -> Option<&Described> {
        let mut described = self.case.described?.iter();
        described.find(|described| described.id == self.facts.scheme)
    }

    /// The scheme is described, and renewed as the description says.
    pub(super) fn check_described(&mut self) {
        let (facts, policy) = (self.facts, &self.facts.policy);
        let Some(&described) = self.described() else {
            return self.require(
                self.case.described.is_none(),
                format!("the description has no scheme `{}`", facts.scheme),
            );
        };
        self.agrees("renewal", Some(described.renewal), policy.renewal);
        self.agrees("replay", described.replay, policy.replay);
        self.agrees("overlap", described.overlap, policy.overlap);
        self.agrees("session", described.session.map(Some), policy.session);
        self.agrees("unknown age", described.unknown_age, policy.unknown_age);
    }

    fn agrees<T: Copy + PartialEq + Debug>(&mut self, what: &str, stated: Option<T>, is: T) {
        if let Some(stated) = stated {
            self.require(
                stated == is,
                format!("{what}: {is:?}, where the description has {stated:?}"),
            );
        }
    }

    /// A call carries each header that is described, and no credential in another one.
    pub(super) fn check_carried(&mut self, grant: &str, headers: &HeaderMap) {
        let Some(&Described { carries, .. }) = self.described() else {
            return;
        };
        for Carried {
            name,
            form,
            optional,
        } in carries
        {
            let (holds, rule) = match headers.get(*name) {
                None => (*optional, ", which the description has, is on no call"),
                Some(value) => (form.is_of(value), " is not as the description has it"),
            };
            self.require_of(
                holds,
                format!("the header {name} ({form:?}){rule}, by"),
                grant,
            );
        }
        for (name, _) in headers.iter().filter(|(_, value)| value.is_sensitive()) {
            self.require_of(
                carries.iter().any(|carried| carried.name == name.as_str()),
                format!("the description has no header {name}, which carries a credential, by"),
                grant,
            );
        }
    }
}
