//! What a key says of itself, and its activation.

use auth_core::{Call, Error, Method, Request, Response, Uri};
use serde::{Deserialize, Deserializer};

use super::id::{number_or_text, optional_number_or_text};
use crate::{Access, generated};

/// `GET /key/info`: the routes that the key may use (MyUnisoft api-partenaires, `endpoints/keyinfo.md`).
///
/// Like any call it counts as the first use of a key that waits for its connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyInfo; // tidy: wire word

/// `GET /key/info?mode=extended`: **activates the key** at MyUnisoft, and tells what it opens
/// (MyUnisoft Authentification page; api-partenaires, `endpoints/keyinfo.md`).
///
/// Made only where it is asked for, and never sent twice by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActivateKey;

/// A route that a key may use. The documents' own sample has misspelled paths: nothing is checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Route {
    /// Path from the host on, such as `/api/v1/society`.
    pub path: String,
    /// Method in lower case as it is sent, such as `get`.
    pub method: String,
}

/// What a key is, told by its activation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeyDetails {
    /// What it opens.
    pub target: Target,
    /// Whether it is active now.
    pub is_activated: bool,
    /// Whether it can be activated at all; `None` when it is not said.
    pub can_be_activated: Option<bool>,
    /// The API version it was made for; `None` when it is not said.
    pub version: Option<Version>,
    /// The routes it may use.
    #[serde(default, deserialize_with = "null_or_routes")]
    pub routes: Vec<Route>,
}

/// What a key opens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Target {
    /// `api` for one folder, `firm` for all folders of a firm, or a word not known here.
    #[serde(rename = "type")]
    pub kind: String,
    /// The firm: keep it, webhook events name it.
    #[serde(deserialize_with = "number_or_text")]
    pub schema_id: u64,
    /// The partner; `None` when it is not said.
    #[serde(default, deserialize_with = "optional_number_or_text")]
    pub third_party_id: Option<u64>,
    /// The folder; `None` for a firm.
    #[serde(default, deserialize_with = "optional_number_or_text")]
    pub society_id: Option<u64>,
}

/// The API version a key was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Version {
    /// The one it uses.
    #[serde(deserialize_with = "number_or_text")]
    pub current: u64,
    /// The newest one.
    #[serde(deserialize_with = "number_or_text")]
    pub latest: u64,
    /// Whether it takes part in a beta.
    #[serde(default)]
    pub beta: bool,
}

impl Target {
    /// How far the key reaches; `None` for a word not known here.
    pub fn access(&self) -> Option<Access> {
        Access::of_type(&self.kind)
    }
}

impl Call for KeyInfo {
    type Answer = Vec<Route>;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(
            Method::GET,
            Uri::from_static(generated::KEY_INFO_PATH),
        ))
    }

    fn answer(&self, response: &Response) -> Result<Vec<Route>, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        generated::KEY_INFO_CHANGES
    }
}

impl Call for ActivateKey {
    type Answer = KeyDetails;

    fn request(&self) -> Result<Request, Error> {
        let uri = Uri::from_static(generated::KEY_ACTIVATION_PATH);
        Ok(Request::new(Method::GET, uri).repeatable(false))
    }

    fn answer(&self, response: &Response) -> Result<KeyDetails, Error> {
        response.json()
    }

    fn changes(&self) -> Option<&'static str> {
        generated::KEY_ACTIVATION_CHANGES
    }
}

fn null_or_routes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Route>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
