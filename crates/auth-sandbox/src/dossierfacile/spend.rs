//! Every refresh token that came back, and what became of it.

use std::fmt;

use time::OffsetDateTime;

use super::DossierFacile;
use crate::lock;

/// One refresh token that arrived at the token endpoint, in the order of arrival.
///
/// `Debug` holds no secret.
#[derive(Clone)]
pub struct Spend {
    at: OffsetDateTime,
    token: String,
    successor: Option<String>,
}

impl Spend {
    /// When it arrived, on the provider's clock.
    pub fn at(&self) -> OffsetDateTime {
        self.at
    }

    /// The refresh token that was sent, a secret.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The refresh token that was issued for it, a secret; none when it was refused.
    pub fn successor(&self) -> Option<&str> {
        self.successor.as_deref()
    }
}

impl fmt::Debug for Spend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spend")
            .field("at", &self.at)
            .field("granted", &self.successor.is_some())
            .finish_non_exhaustive()
    }
}

/// Notes that `token` arrived, and what was issued for it.
pub(super) fn note(
    spends: &mut Vec<Spend>,
    at: OffsetDateTime,
    token: &str,
    successor: Option<&str>,
) {
    spends.push(Spend {
        at,
        token: token.to_owned(),
        successor: successor.map(str::to_owned),
    });
}

impl DossierFacile {
    /// The refresh tokens that arrived so far, those that were refused included: a token that is there twice was used twice.
    pub fn spends(&self) -> Vec<Spend> {
        lock(&self.0.state).spends.clone()
    }
}
