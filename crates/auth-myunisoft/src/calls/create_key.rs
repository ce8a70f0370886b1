//! A key made by a call, as was done until 2023.

use auth_core::{AccessToken, Call, Encoding, Error, Method, Request, Response, Uri};
use serde::{Deserialize, Deserializer};

use super::id::number_or_text;
use crate::{SocietyId, generated};

/// `POST /key/create`, **legacy**: makes a key for one folder (MyUnisoft's Postman collection; the partners SDK).
///
/// It left the documents in July 2023: for development, a customer generates keys in MyUnisoft. Only a connection by
/// [`MyUnisoft::user_login`](crate::MyUnisoft::user_login) may make it, and no key for a firm comes of it. Not repeated: each
/// call makes another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreateKey {
    target: SocietyId,
}

impl CreateKey {
    /// A key for this folder.
    pub fn of_folder(target: SocietyId) -> Self {
        Self { target }
    }
}

/// A key that a call made. It stands in no other answer: keep it, as the secret it is.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct CreatedKey {
    /// Its identifier, a UUID.
    pub id: String,
    /// The folder it opens.
    #[serde(deserialize_with = "number_or_text")]
    pub target: u64,
    /// The key, for [`MyUnisoft::key`](crate::MyUnisoft::key).
    #[serde(rename = "value", deserialize_with = "key")]
    pub key: AccessToken,
}

fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccessToken, D::Error> {
    String::deserialize(deserializer).map(AccessToken::new)
}

impl Call for CreateKey {
    type Answer = CreatedKey;

    fn request(&self) -> Result<Request, Error> {
        let target = i64::try_from(self.target.number())
            .map_err(|_| Error::configuration(generated::KEY_TARGET_FIELD, "it is too great"))?;
        let uri = Uri::from_static(generated::KEY_CREATE_PATH);
        Ok(Request::new(Method::POST, uri)
            .encoding(Encoding::Json)
            .number(generated::KEY_TARGET_FIELD, target))
    }

    fn answer(&self, response: &Response) -> Result<CreatedKey, Error> {
        response.object()
    }

    fn changes(&self) -> Option<&'static str> {
        generated::KEY_CREATE_CHANGES
    }
}
