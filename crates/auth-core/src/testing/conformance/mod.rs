//! What every provider must hold to, whatever its wire looks like.
//!
//! A provider's test gives a [`Case`] per scheme. [`Case::run`] panics with the list of the rules that are broken, one a
//! line: for a new provider, what is left to do.

mod broken;
mod call;
mod class;
mod described;
mod documented;
mod hostile;
mod run;

use crate::{Grant, Provider, Response};

pub use call::{DescribedCall, check_call};
pub use class::{Class, On, Refusal};
pub use described::{Carried, Described, Form};

/// A scheme under test: the provider value, the grants it knows with an answer that satisfies each, every secret that
/// was given to it, what its provider's description says of it, and the refusals that its provider documents.
#[derive(Default)]
pub struct Case<'a> {
    provider: Option<&'a dyn Provider>,
    grants: Vec<(Grant, Response)>,
    secrets: Vec<&'a str>,
    described: Option<&'a [Described]>,
    refusals: &'a [Refusal],
    judged: Vec<(&'a str, Class)>,
}

impl<'a> Case<'a> {
    /// A case for `provider`.
    pub fn new(provider: &'a dyn Provider) -> Self {
        Self {
            provider: Some(provider),
            ..Self::default()
        }
    }

    /// Adds a grant and an answer that satisfies it.
    #[must_use]
    pub fn grant(mut self, grant: Grant, answer: Response) -> Self {
        self.grants.push((grant, answer));
        self
    }

    /// Adds a secret that was given to the provider, or that an answer contains.
    #[must_use]
    pub fn secret(mut self, secret: &'a str) -> Self {
        self.secrets.push(secret);
        self
    }

    /// What the provider's description says of its schemes: this one must be among them, and renew and carry its credential
    /// as is said there. Without it nothing is compared.
    #[must_use]
    pub fn described(mut self, schemes: &'a [Described]) -> Self {
        self.described = Some(schemes);
        self
    }

    /// The documented refusals: each must lead to what its [`Class`] says. Those of calls are shown to every scheme, those of
    /// token answers for the case's grants that they name.
    #[must_use]
    pub fn refusals(mut self, refusals: &'a [Refusal]) -> Self {
        self.refusals = refusals;
        self
    }

    /// For this scheme, the documented refusal with `code` is of another class than for the provider's others. The code is
    /// written as the refusal has it, and must be one of [`Case::refusals`].
    #[must_use]
    pub fn judges(mut self, code: &'a str, class: Class) -> Self {
        self.judged.push((code, class));
        self
    }

    /// Runs every rule, whatever the ones before it came to.
    ///
    /// # Panics
    /// With the rules that the provider broke, one a line. A panic of the provider itself is one of them.
    pub fn run(&self) {
        let Some(provider) = self.provider else {
            panic!("a case needs a provider")
        };
        let (subject, broken) = run::run(self, provider);
        let rules = match broken.count() {
            0 => return,
            1 => "1 rule".to_owned(),
            count => format!("{count} rules"),
        };
        panic!("{subject} breaks {rules}:{broken}");
    }
}

impl std::fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Case({} grants)", self.grants.len())
    }
}
