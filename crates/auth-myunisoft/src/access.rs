//! How far a key reaches, and what its unverified claims tell.

use auth_core::{AccessToken, Expiry, ExposeSecret, jwt};
use serde::Deserialize;
use serde_json::Value;

use crate::generated;

/// How far a partner key reaches (MyUnisoft Authentification page, "Type d'accès").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// "Accès société": one folder, which the key names.
    Company,
    /// "Accès cabinet": all folders of a firm; calls about one folder name it in `society-id`.
    Firm,
}

impl Access {
    /// What MyUnisoft's own word stands for.
    pub(crate) fn of_type(word: &str) -> Option<Self> {
        match word {
            generated::TYPE_COMPANY => Some(Self::Company),
            generated::TYPE_FIRM => Some(Self::Firm),
            _ => None,
        }
    }
}

/// What the claims of a key tell, unverified: a hint, never a reason to refuse it.
#[derive(Default, Deserialize)]
pub(crate) struct Hint {
    #[serde(rename = "type")]
    kind: Option<Value>,
    exp: Option<Value>,
}

impl Hint {
    /// The hint in `key`; an empty one for an opaque key.
    pub(crate) fn of(key: &AccessToken) -> Self {
        jwt::unverified_claims(key.expose_secret()).unwrap_or_default()
    }

    pub(crate) fn access(&self) -> Option<Access> {
        Access::of_type(self.kind.as_ref()?.as_str()?)
    }

    /// Keys are documented to have no end; an `exp` counts all the same, and an unreadable one is no "never".
    pub(crate) fn expiry(&self, key: &AccessToken) -> Expiry {
        match self.exp {
            None => Expiry::Never,
            Some(_) => Expiry::of_jwt(key.expose_secret()),
        }
    }
}
