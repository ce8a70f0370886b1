//! What every [`TokenStore`] must hold to, whatever it keeps its records in.
//!
//! ```
//! use auth_core::{MemoryStore, testing::store::Case};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! // Each handle that is opened stands for another process over the same records.
//! let store = MemoryStore::new();
//! let case = Case::new(async || Ok(store.clone()));
//! case.check().await.unwrap();
//! # }
//! ```
//!
//! A store that fails says so rule by rule, all at once:
//!
//! ```text
//! the store breaks 2 of 45 rules:
//! - one_winner: of writers that name the same version one wins, the others are shown what he wrote; seen: 3 of 16 won
//! - fences_grow: every grant has a fence greater than all before it; seen: fence 4 after fence 4, over a release
//! ```
//!
//! [`Case::without_leases`] is for a store of `load` and `replace` alone, [`Case::sealed`] for one that encrypts what it
//! keeps. [`rules`] lists what is checked. Give it an empty store that is thrown away: the records of a check have names of
//! their own, and some of them stay.

mod age;
mod beneath;
mod broken;
mod changes;
mod commits;
mod crashes;
mod ground;
mod handle;
mod leases;
mod races;
mod records;
mod sample;
mod sealing;
mod terms;
mod versions;

use std::{fmt, panic::AssertUnwindSafe, pin::Pin, time::Duration};

pub use beneath::Beneath;
pub use broken::{Breach, Broken};
use broken::{Fault, ensure};
use ground::{Ground, Opens};
use handle::Handle;

use crate::{Error, TokenStore};
use beneath::ErasedBeneath;

/// How long something may take that has to happen.
const PATIENCE: Duration = Duration::from_secs(10);

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Fault>> + 'a>>;

/// One thing that a store must hold to.
#[derive(Clone, Copy)]
pub struct Rule {
    /// By which a failure names it, and by which [`Case::only`] chooses it.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
    needs: Needs,
    run: for<'a> fn(&'a Ground<'a>) -> Running<'a>,
}

/// What a store must have for a rule to concern it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Nothing,
    Leases,
    NoLeases,
    Seal,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.text)
    }
}

/// Every rule, those that only concern some stores included.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        records::RULES,
        versions::RULES,
        leases::RULES,
        terms::RULES,
        commits::RULES,
        races::RULES,
        changes::RULES,
        age::RULES,
        crashes::RULES,
        sealing::RULES,
    ]
    .into_iter()
    .flatten()
}

/// A store under test.
pub struct Case<'a> {
    opens: Box<dyn Opens + 'a>,
    beneath: Option<Box<dyn ErasedBeneath + 'a>>,
    leases: bool,
    patience: Duration,
    only: Option<&'a str>,
}

impl<'a> Case<'a> {
    /// A case for the store that `open` gives a handle of: a new one each time, as another process would have it, always
    /// over the same records.
    pub fn new<S: TokenStore>(open: impl AsyncFn() -> Result<S, Error> + 'a) -> Self {
        Self {
            opens: Box::new(open),
            beneath: None,
            leases: true,
            patience: PATIENCE,
            only: None,
        }
    }

    /// The store has no leases, and says so.
    #[must_use]
    pub fn without_leases(mut self) -> Self {
        self.leases = false;
        self
    }

    /// The store seals what it keeps, and `beneath` reaches under it.
    #[must_use]
    pub fn sealed(mut self, beneath: impl Beneath + 'a) -> Self {
        self.beneath = Some(Box::new(beneath));
        self
    }

    /// How long something may take that has to happen; 10 s unless told. It costs nothing where the store holds to the rules.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Checks the one rule of this name.
    #[must_use]
    pub fn only(mut self, name: &'a str) -> Self {
        self.only = Some(name);
        self
    }

    /// Checks every rule that concerns the store, whatever the ones before it came to. Needs a tokio runtime with its timer.
    ///
    /// # Errors
    /// The rules that are broken, with what was seen: whoever wrote the store acts. A panic of the store, and one that does
    /// not answer, are breaches like any other.
    ///
    /// # Cancel safety
    /// May be dropped; records and leases of the check stay in the store.
    pub async fn check(&self) -> Result<(), Broken> {
        let mut broken = Broken::default();
        for rule in rules().filter(|rule| self.concerns(rule)) {
            let ground = Ground::new(self, rule.name);
            let run = tokio::time::timeout(6 * self.patience, surviving((rule.run)(&ground)));
            let seen = match run.await {
                Ok(Ok(())) => None,
                Ok(Err(Fault(seen))) => Some(seen),
                Err(_) => Some(format!("no end after {:?}", 6 * self.patience)),
            };
            broken.add(rule, seen);
        }
        broken.verdict()
    }

    fn concerns(&self, rule: &Rule) -> bool {
        let concerns = match rule.needs {
            Needs::Nothing => true,
            Needs::Leases => self.leases,
            Needs::NoLeases => !self.leases,
            Needs::Seal => self.beneath.is_some(),
        };
        concerns && self.only.is_none_or(|name| name == rule.name)
    }
}

impl fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = rules().filter(|rule| self.concerns(rule)).count();
        write!(f, "Case({rules} rules)")
    }
}

/// Makes a fault of a panic.
async fn surviving(mut run: Running<'_>) -> Result<(), Fault> {
    std::future::poll_fn(|context| {
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Err(Fault("a panic".to_owned())).into())
    })
    .await
}
