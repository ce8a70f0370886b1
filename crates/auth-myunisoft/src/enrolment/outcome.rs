//! What comes of taking a key into use.

use std::fmt;

use auth_core::{Error, ErrorKind, PersonTask};

use crate::{Access, KeyDetails, KeyState, Route, SocietyId};

/// An activated key, and what to keep of it. None of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Enrolled {
    /// The firm: keep it, by it [`Scope::schema_id`](crate::Scope::schema_id) says whose an event is.
    pub schema_id: u64,
    /// The folder: keep it with the firm; `None` for a firm's key.
    pub society_id: Option<SocietyId>,
    /// The partner: the same for all customers; `None` when it is not said.
    pub third_party_id: Option<u64>,
    /// How far it reaches; `None` for a word not known here.
    pub access: Option<Access>,
    /// How it stands.
    pub state: KeyState,
    /// The routes it may use, as they are spelt.
    pub routes: Vec<Route>,
}

impl From<KeyDetails> for Enrolled {
    fn from(details: KeyDetails) -> Self {
        let target = &details.target;
        Self {
            schema_id: target.schema_id,
            society_id: target.society_id.and_then(|id| SocietyId::new(id).ok()),
            third_party_id: target.third_party_id,
            access: target.access(),
            state: KeyState::of_details(&details),
            routes: details.routes,
        }
    }
}

/// In what a key is not what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It waits for its connection in spite of the activation.
    NotActivated {
        /// Whether MyUnisoft says that it can be activated; `None` when it says nothing.
        can_be_activated: Option<bool>,
    },
    /// It reaches further, or less far, than is wanted: the person generated it on the other page.
    OtherAccess {
        /// What is wanted.
        expected: Access,
        /// What it is; `None` for a word not known here.
        told: Option<Access>,
    },
    /// It was generated for another partner, or the partner secret belongs to another one.
    OtherPartner {
        /// What is wanted.
        expected: u64,
        /// What it is; `None` when it is not said.
        told: Option<u64>,
    },
    /// It may not use some of the routes that are needed.
    RoutesMissing(Vec<Route>),
}

/// A key that answers, and is not what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfit {
    /// What the key is.
    pub enrolled: Enrolled,
    /// In what it is not what is wanted: one at least.
    pub problems: Vec<Problem>,
}

/// Why a key was not taken into use.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EnrolmentError {
    /// The activation failed.
    Call(Error),
    /// The key answers, and is not what is wanted.
    Unfit(Unfit),
}

impl Problem {
    /// The error of all the crates for it, which says who acts.
    fn to_error(&self) -> Error {
        let generate = ErrorKind::SignInRequired(PersonTask::GenerateKey);
        let (kind, advice) = match self {
            Self::NotActivated { .. } => (
                generate,
                "the person must look at the key in MyUnisoft, and generate another one if it stays so",
            ),
            Self::OtherAccess { .. } => (
                generate,
                "the person must generate the key on the other page of connectors, of the folder or of the firm",
            ),
            Self::OtherPartner { .. } => (
                generate,
                "the person must generate the key on the card of the right partner; if it was, check the partner secret",
            ),
            Self::RoutesMissing(_) => (
                ErrorKind::Forbidden,
                "ask MyUnisoft's partner team for the routes",
            ),
        };
        Error::new(kind, self.to_string()).advise(advice)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn reach(access: Option<Access>) -> &'static str {
            match access {
                Some(Access::Company) => "one folder",
                Some(Access::Firm) => "a firm",
                None => "something not known here",
            }
        }
        match self {
            Self::NotActivated { .. } => f.write_str("the key is not active"),
            Self::OtherAccess { expected, told } => {
                let (told, expected) = (reach(*told), reach(Some(*expected)));
                write!(f, "the key is for {told}, not for {expected}")
            }
            Self::OtherPartner {
                expected,
                told: None,
            } => {
                write!(f, "the key does not say that it is for partner {expected}")
            }
            Self::OtherPartner {
                expected,
                told: Some(told),
            } => {
                write!(f, "the key is for partner {told}, not for {expected}")
            }
            Self::RoutesMissing(routes) => {
                f.write_str("the key may not use")?;
                for route in routes {
                    write!(f, " {} {}", route.method, route.path)?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems: Vec<_> = self.problems.iter().map(Problem::to_string).collect();
        f.write_str(&problems.join("; "))
    }
}

impl fmt::Display for EnrolmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(f),
            Self::Unfit(unfit) => unfit.fmt(f),
        }
    }
}

impl std::error::Error for EnrolmentError {}

impl From<Error> for EnrolmentError {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

/// The first problem decides who acts.
impl From<EnrolmentError> for Error {
    fn from(error: EnrolmentError) -> Self {
        match error {
            EnrolmentError::Call(error) => error,
            EnrolmentError::Unfit(unfit) => unfit.problems.first().map_or_else(
                || Error::new(ErrorKind::Internal, "a key is unfit for no reason"),
                Problem::to_error,
            ),
        }
    }
}
