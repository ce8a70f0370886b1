//! Which exchange of a description a request is meant for.

use super::path;
use crate::description::{Description, Header, Of, On, Role, Route, Scheme};

/// The ids of what is issued rather than supplied.
pub(super) const ISSUED: [&str; 4] = [
    "access_token",
    "refresh_token",
    "authorization_code",
    "code_verifier",
];

/// A route whose path fits, with the scheme that it belongs to or that could open it.
pub(super) struct Exchange {
    pub(super) route: &'static Route,
    /// None for a call that needs no credential.
    pub(super) scheme: Option<&'static Scheme>,
    /// What the path holds.
    pub(super) path: Vec<(&'static str, String)>,
}

impl Exchange {
    /// Whether it is opened by what the calls of its scheme carry.
    pub(super) fn is_call(&self) -> bool {
        match self.route.role {
            Role::Call | Role::Verify => true,
            Role::Revoke => self.route.headers.iter().any(carries_token),
            _ => false,
        }
    }

    pub(super) fn on(&self) -> On {
        match self.route.role {
            Role::Authorize => On::Callback,
            _ if self.is_call() => On::Call,
            _ => On::Token,
        }
    }

    /// The headers that open it.
    pub(super) fn carried(&self) -> &'static [Header] {
        let scheme = self.scheme.filter(|_| self.is_call());
        scheme.map_or(&[], |scheme| scheme.carries)
    }

    /// The other headers it describes.
    pub(super) fn others(&self) -> impl Iterator<Item = &'static Header> {
        let carried = self.carried();
        let is_other = |header: &&Header| !carried.iter().any(|known| same_name(known, header));
        self.route.headers.iter().filter(is_other)
    }
}

impl Description {
    /// The exchanges at a path, whatever their method.
    pub(super) fn at(&'static self, base: &str, sent: &str) -> Vec<Exchange> {
        let steps = self.schemes.iter().flat_map(|scheme| {
            let steps = scheme.steps.iter();
            steps.map(move |route| (route, Some(scheme)))
        });
        let calls = self.calls.iter().flat_map(|route| {
            let schemes = self.open(route);
            schemes.into_iter().map(move |scheme| (route, scheme))
        });
        let here = steps.chain(calls).filter(|(route, _)| route.base == base);
        here.filter_map(|(route, scheme)| {
            let path = path::values(route.path, sent)?;
            Some(Exchange {
                route,
                scheme,
                path,
            })
        })
        .collect()
    }

    /// The schemes that open a call: those that it names, else those of its origin, or where it
    /// names a credential those that carry it; none for a public one.
    fn open(&'static self, call: &Route) -> Vec<Option<&'static Scheme>> {
        if call.public {
            return vec![None];
        }
        let all = || self.schemes.iter();
        let here = |scheme: &&Scheme| {
            let named = call.schemes.is_empty() || call.schemes.contains(&scheme.id);
            named && scheme.base == call.base
        };
        let named = || {
            call.headers
                .iter()
                .filter(|header| self.is_credential(header))
        };
        let carries = |scheme: &&Scheme| {
            named().all(|header| scheme.carries.iter().any(|known| same_name(known, header)))
        };
        let mut schemes: Vec<_> = all().filter(here).filter(carries).collect();
        if schemes.is_empty() && named().next().is_some() {
            schemes = all().filter(carries).collect();
        }
        if schemes.is_empty() {
            return vec![None];
        }
        schemes.into_iter().map(Some).collect()
    }

    /// Whether a header holds a secret.
    pub(super) fn is_credential(&self, header: &Header) -> bool {
        header.of.iter().any(|id| self.is_secret(id))
    }

    pub(super) fn is_secret(&self, id: &str) -> bool {
        ISSUED.contains(&id)
            || self
                .inputs
                .iter()
                .any(|input| input.id == id && input.secret)
    }

    /// The headers that hold a secret anywhere.
    pub(super) fn credentials(&self) -> impl Iterator<Item = &'static str> {
        let steps = self.schemes.iter().flat_map(|scheme| scheme.steps);
        let routes = steps.chain(self.calls).flat_map(|route| route.headers);
        let carried = self.schemes.iter().flat_map(|scheme| scheme.carries);
        carried
            .chain(routes)
            .filter(|header| self.is_credential(header))
            .map(|header| header.name)
    }

    /// Whether an input is asked for after a sign-in has begun: a code that somebody was sent.
    pub(super) fn is_second_factor(&self, id: &str) -> bool {
        let steps = || self.schemes.iter().flat_map(|scheme| scheme.steps);
        let begins = steps().any(|step| {
            step.role == Role::Obtain
                && (step.headers.iter().any(|header| header.of.contains(&id))
                    || step.fields.iter().any(|field| {
                        matches!(field.of, Of::Id(known) if known == id) && !field.optional
                    }))
        });
        !begins && self.is_secret(id)
    }
}

fn carries_token(header: &Header) -> bool {
    header.of.contains(&"access_token")
}

fn same_name(one: &Header, other: &Header) -> bool {
    one.name.eq_ignore_ascii_case(other.name)
}
