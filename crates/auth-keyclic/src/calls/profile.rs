//! How an account may log in.

use auth_core::{Call, Encoding, Error, Method, Path, Request, Response};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::refused::refused;
use crate::generated::{self, LoginType};

/// `POST /auth/profile`: how an account may log in.
///
/// Needs no credential, changes nothing, may be repeated. An unknown account may be refused
/// ([`SignInRequired(CorrectCredentials)`](auth_core::ErrorKind::SignInRequired)): tell a stranger nothing by it. Source:
/// specification shipped with app-sdk, of the v3 API alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    username: String,
}

impl Profile {
    /// Of the account with this user name.
    pub fn new(username: impl Into<String>) -> Self {
        Self {
            username: username.into(),
        }
    }
}

/// How an account may log in; what is missing or of another type counts as not said.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoginProfile {
    /// The means that apply.
    pub types: Vec<LoginType>,
    /// The connections of other identity providers, as they came: the specification leaves them open.
    #[serde(default, deserialize_with = "list")]
    pub connections: Vec<Value>,
    /// Whether the person has not logged in before; `None` when it is not said.
    #[serde(default, deserialize_with = "flag")]
    pub first_connection: Option<bool>,
}

impl Call for Profile {
    type Answer = LoginProfile;

    fn request(&self) -> Result<Request, Error> {
        Ok(
            Request::to(Method::POST, Path::new(generated::PROFILE_PATH))?
                .repeatable(true)
                .encoding(Encoding::Json)
                .field(generated::USERNAME_FIELD, &self.username),
        )
    }

    fn answer(&self, response: &Response) -> Result<LoginProfile, Error> {
        response.object()
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        refused(
            response,
            "to tell how the account logs in",
            &[generated::USERNAME_FIELD],
        )
        .advise("the person must check the user name")
    }

    fn changes(&self) -> Option<&'static str> {
        generated::PROFILE_CHANGES
    }
}

fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(items) => items,
        _ => Vec::new(),
    })
}

fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_bool())
}
